"""First requests: how many, where and when; who is kept from asking, or does not ask."""
import math

from language import DAY_S, FIRST, UNLIMITED, YEAR_S, Thing
from tools import Flow, hash_of, month_of


class Intake:
    def spread_intake(self):
        """Requests a year by region: each column counts by the region's share of its sum; equal parts when no region has it."""
        intake = self.s.intake
        per_year = intake.volume[0][1] if intake.volume else 0.0
        self.per_year = {region.name: 0.0 for region in self.s.regions}
        for column, weight in intake.columns.items():
            cells = {region.name: region.columns.get(column) for region in self.s.regions}
            if all(cell is None for cell in cells.values()):
                cells = {name: 1.0 for name in cells}
            total = sum(cell or 0 for cell in cells.values())
            for name, cell in cells.items():
                if name not in intake.times:   # who is given there is not drawn
                    self.per_year[name] += per_year * weight * (cell or 0) / total if total > 0 else 0.0

    def begin_intake(self):
        for region in self.s.regions:
            if region.name in self.s.intake.times:
                listed = sorted(self.s.intake.times[region.name], key=lambda one: one.at)
                self.next_listed(region, listed, 1)
            else:
                self.next_first(region, self.flow_of(region), 1)

    def flow_of(self, region):
        return Flow(self.per_year[region.name], self.s.intake.growth, lambda t: self.intake_factor(t, region), self.intake_corners(), self.s.begin, self.s.end)

    def intake_corners(self):
        intake = self.s.intake
        corners = [date for shock in intake.shocks for date in (shock.begin, shock.end) if date != UNLIMITED]
        corners += [date for date, _ in intake.volume[1:]]
        if intake.month or intake.weekday or intake.hour:
            corners += range(self.s.begin - (self.s.begin + self.s.start) % DAY_S, self.s.end, 3600 if intake.hour else DAY_S)
        return corners

    def intake_factor(self, t, region):
        intake, total = self.s.intake, 1.0
        second = int(t) + self.s.start
        day = second // DAY_S
        if intake.month:
            total *= intake.month[month_of(day)] / (sum(intake.month) / 12)
        if intake.weekday:
            total *= intake.weekday[(day + 3) % 7] / (sum(intake.weekday) / 7)
        if intake.hour:
            total *= intake.hour[second % DAY_S // 3600] / (sum(intake.hour) / 24)
        steps = [per_year for date, per_year in intake.volume[1:] if date <= max(t, 0)]   # the warm-up has the level of the start
        if steps:
            total *= steps[-1] / intake.volume[0][1] if intake.volume[0][1] > 0 else 0.0
        for shock in intake.shocks:
            if max(shock.begin, 0) <= t < shock.end and (shock.regions is None or region.name in shock.regions):
                total *= shock.factor
        return total

    def next_first(self, region, flow, n):
        date = flow.next(-math.log(self.draws.get("gap", hash_of(region.name) << 32 | n, 0)))
        if date is not None:
            self.schedule(date, FIRST, self.on_first, region, flow, n)

    def on_first(self, region, flow, n):
        self.next_first(region, flow, n + 1)
        self.first_request(region, n, Thing(group=None, colour=None, children=None, need=None))

    def next_listed(self, region, listed, n):
        if n <= len(listed):
            self.schedule(listed[n - 1].at, FIRST, self.on_listed, region, listed, n)

    def on_listed(self, region, listed, n):
        self.next_listed(region, listed, n + 1)
        self.first_request(region, n, listed[n - 1])

    # ---- who does not ask ----

    def asks(self, h, given):
        """Not when prevention reaches it; nor when its need is not seen, unless its own region has a free place that suits."""
        lever, intake = self.s.levers["prevention"], self.s.intake
        if lever and (lever.groups is None or h.group.name in lever.groups):
            if self.draws.get("prevented", h.key, 0) < self.lever_share(lever, h.origin, self.now) * (1 - lever.factor):
                return False
        if intake.visible >= 1:
            return True
        u = self.draws.get("visible", h.key, 0)
        if u < intake.visible or u >= intake.visible + intake.response:
            return u < intake.visible
        h.colour, h.need = self.colour_and_need(h, given, 1)
        h.again = h.returned = False
        h.state, h.stay = "searching", None
        return self.first_fit(h, h.origin, h.need) is not None

    def expected(self, lever, region):
        """Households a year that a lever may reach, on average over the counted period: first requests; or the exits that follow from these,
        were there room for all and no other lever."""
        listed = self.s.intake.times.get(region.name)
        if listed is None:
            asking = self.flow_of(region).total(0, self.s.end)
        else:
            asking = sum(1 for one in listed if 0 <= one.at < self.s.end)
        groups = [group for group in self.s.groups if lever.groups is None or group.name in lever.groups]
        each = sum(group.share * (1.0 if lever.name == "prevention" else self.exits_each(lever, group)) for group in groups)
        seen = 1.0 if lever.name == "prevention" else self.s.intake.visible   # prevention reaches need, the others those who asked
        return asking * seen * each * YEAR_S / self.s.end

    def exits_each(self, lever, group):
        """By the exits of the lever, of one household that begins in the stage it needs; feedback is followed for 200 rounds."""
        at, exits = dict(group.needs), 0.0
        for _ in range(200):
            then = {}
            for stage, share in at.items():
                for step, part in self.next_steps[stage, group.name].items():
                    if step not in self.exits:
                        then[step] = then.get(step, 0) + share * part
                    elif lever.exits is None or step in lever.exits:
                        exits += share * part
            at = then
        return exits
