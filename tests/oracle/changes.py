"""Dated changes: places, slots, homes, levers, intake; and who loses a place."""
from language import CHANGE, Thing
from money import step_date, steps_at
from tools import concerns


def turn_at(change, t):
    """The turn of a change that is in force, or None: of those that have begun the last counts."""
    begun = [turn for turn in change.turns if turn[0] <= t]
    return begun[-1] if begun and (begun[-1][2] is None or t < begun[-1][2]) else None


class Changes:
    # ---- what holds at a date ----

    def level(self, name, region, base, t):
        """The last `places` in force, or the base, and every `add` behind it in the file; what money bought comes on top."""
        return max(self.changed(name, region, base, t, self.s.changes) + self.bought_at(name, region, t), 0)

    def changed(self, name, region, base, t, changes):
        level = base
        for i, change in enumerate(changes):
            turn = turn_at(change, t)
            if turn and concerns(change, region):
                if name in change.places:
                    before = max(self.changed(name, region, base, turn[0], changes[:i]), 0)
                    level = along(turn, before, change.places[name] + change.add.get(name, 0), t)
                elif name in change.add:
                    level += along(turn, 0, change.add[name], t)
        return level

    def is_closed_at(self, region, t):
        """Intake is closed when the last change in force that speaks of it says so."""
        said = [change.intake for change in self.s.changes if change.intake and concerns(change, region) and turn_at(change, t)]
        return said[-1:] == ["closed"]

    def supply_factor(self, t, gate, region):
        total = 1.0
        for change in self.s.changes:
            if change.gate == gate.name and concerns(change, region) and turn_at(change, max(t, 0)):
                total *= change.factor
        return total

    def lever_share(self, lever, region, t):
        """The last change in force that names it, or its own; and what money bought, of those expected."""
        t = max(t, 0)   # the warm-up has the share of the start
        share = lever.share if (lever.regions is None or region.name in lever.regions) and lever.begin <= t < lever.end else 0.0
        for change in self.s.changes:
            if change.lever == lever.name and concerns(change, region) and turn_at(change, t):
                share = change.share
        bought = self.bought_at(lever.name, region, t)
        expected = self.expected(lever, region) if bought else 0
        return min(share + (bought / expected if expected > 0 else 0), 1)   # where nobody is expected money reaches nobody

    # ---- when it changes ----

    def dates_of(self, name, region, base):
        """(date, place in the file, at once) of all that speaks of a level."""
        found = [(date, order, False) for date, order in self.bought_dates(name, region)]
        for i, change in enumerate(self.s.changes):
            if name not in {**change.places, **change.add} or not concerns(change, region):
                continue
            for turn in change.turns:
                begin, full, end = turn
                dates = [begin] + ([end] if end is not None else [])
                if full > begin:
                    before = max(self.changed(name, region, base, begin, self.s.changes[:i]), 0) if name in change.places else 0
                    n = int(abs(change.places.get(name, 0) + change.add.get(name, 0) - before))
                    dates += [step_date(n, k, begin, full - begin) for k in range(1, n + 1)]
                found += [(date, i, change.at_once) for date in dates]
        return [one for one in found if 0 < one[0] < self.s.end]

    def plan_changes(self):
        """One event for each level that changes at an instant, in the order of the last change in the file that speaks of it then; for
        intake that of the first. Of one change places come first, then slots, then intake."""
        events = []
        for kind, targets in enumerate((self.pools_by_kind(), self.slots)):
            for target in targets:
                name, last = (target.kind if kind == 0 else target.gate).name, target.level
                dates = self.dates_of(name, target.region, target.base)
                target.ever = max([last] + [self.level(name, target.region, target.base, date) for date, _, _ in dates]) > 0
                for date in sorted({date for date, _, _ in dates}):
                    level = self.level(name, target.region, target.base, date)
                    if level != last:
                        order = max(order for when, order, _ in dates if when == date)
                        at_once = any(at_once for when, _, at_once in dates if when == date)
                        events.append((date, order, kind, len(events), self.set_slots if kind else self.set_level, (target, level, at_once)))
                    last = level
        for region in self.s.regions:
            last = region.name in self.closed
            dates = [(date, i) for i, change in enumerate(self.s.changes) if change.intake and concerns(change, region)
                     for turn in change.turns for date in (turn[0], turn[2]) if date is not None and 0 < date < self.s.end]
            for date in sorted({date for date, _ in dates}):
                closed = self.is_closed_at(region, date)
                if closed != last:
                    events.append((date, min(order for when, order in dates if when == date), 2, len(events), self.set_intake, (region, closed)))
                last = closed
        for date, _, _, _, action, subjects in sorted(events, key=lambda event: event[:4]):
            self.schedule(date, CHANGE, action, *subjects)

    # ---- doing it ----

    def set_slots(self, slots, level, _):
        slots.level = level
        self.serve_slots(slots)

    def set_intake(self, region, closed):
        """A region that opens again serves all its pools."""
        self.closed = self.closed | {region.name} if closed else self.closed - {region.name}
        for pool in self.pools:
            if pool.region is region and not closed:
                self.has_gained(pool)

    def set_level(self, pool, level, at_once):
        before, pool.level = pool.level, level
        if level > before:
            self.has_gained(pool)
        while at_once and self.room(pool) < 0:
            self.displace(pool.inside[-1])
            self.has_gained(pool)

    def displace(self, h):
        """Its place goes; it asks as one who needs that stage, and keeps the rest of its stay."""
        stay, stage = h.stay, self.stages[h.stay.stage]
        self.write(h, "place_lost", stay.pool.region, stage)
        self.forget(h.events)
        self.forget(h.back_events)
        self.take_out(h, stay.pool)
        h.at = stay.pool.region
        if not stage.stopgap:
            left = stay.planned if stay.ends is None else max(stay.ends - self.now, 0)
            h.lost = Thing(stage=stay.stage, next=stay.next, left=left, next_kept=True)
            h.need, h.since = stay.stage, self.now
        self.search(h)


def along(turn, before, after, t):
    """In a straight line of whole places."""
    begin, full, _ = turn
    if t >= full:
        return after
    done = steps_at(int(abs(after - before)), begin, full - begin, t)
    return before + (done if after > before else -done)
