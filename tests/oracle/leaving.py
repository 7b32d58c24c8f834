"""Leaving: gates (homes, slots of help, waits), delays, exits, returns."""
import math

from language import END, UNLIMITED, pick
from tools import Flow, hash_of


class Leaving:
    def apply_for(self, h, way, known=None):
        """Applications start some time after the first place, or when the exit is known if that is later; who was there at the first instant
        may have applied before."""
        known, h.applied = self.now if known is None else known, way.name
        for name in way.gates:
            gate = self.gates[name]
            if gate.kind == "slots":
                h.gates[name] = "not asked"
                continue
            if gate.kind == "wait" and gate.share < 1 and not self.draws.get("gate_need", h.key, hash_of(name)) < gate.share:
                h.gates[name] = "open"
                continue
            h.gates[name] = "later"
            first = h.first_place if h.first_place is not None else self.now
            date = max(first + gate.apply_after, known)
            if date > self.now:
                h.gate_events.append(self.schedule(date, END, self.apply_later, h, gate, date))
            else:
                self.apply(h, gate, date)

    def apply_later(self, h, gate, date):
        self.apply(h, gate, date)
        if h.gates[gate.name] == "open":
            self.open_gate(h, gate)

    def region_that_counts(self, h, gate):
        return h.origin if gate.of == "origin" else h.stay.pool.region

    def apply(self, h, gate, date):
        h.gates[gate.name] = "applied"
        region = self.region_that_counts(h, gate)
        number = self.gate_number(gate, region)
        if gate.kind == "wait":
            wait = gate.wait.times(number).seconds(self.draws.get("gate_wait", h.key, self.occasion(h, gate.name)))
            if date + wait <= self.now:
                h.gates[gate.name] = "open"
                return
            h.gate_events.append(self.schedule(date + wait, END, self.open_gate, h, gate))
        elif number == UNLIMITED:
            h.gates[gate.name] = "open"
        else:
            self.lines[gate.name, region.name].append((date, h))

    def open_gate(self, h, gate):
        h.gates[gate.name] = "open"
        inside = h.state == "inside"
        self.write(h, "gate_opened", h.stay.pool.region if inside else h.origin, self.stages[h.stay.stage] if inside else None, gate.name)
        if inside and h.stay.phase == "blocked":
            self.try_exit(h)

    def try_exit(self, h):
        """The first closed gate is the cause; slots are asked for when all else is open."""
        way = self.exits[h.stay.next]
        closed = [name for name in way.gates if h.gates[name] in ("later", "applied")]
        if not closed:
            for name in way.gates:
                if h.gates[name] == "not asked":
                    self.ask_slot(h, self.gates[name])
            closed = [name for name in way.gates if h.gates[name] == "asked"]
        if closed:
            return self.block(h, closed[0])
        delay = way.delay.seconds(self.draws.get("delay", h.key, self.occasion(h, way.name)))
        if delay == 0:
            return self.leave(h)
        self.block(h, "delay")
        h.events.append(self.schedule(self.now + delay, END, self.leave, h))

    def ask_slot(self, h, gate):
        slots, = [slots for slots in self.slots if slots.gate is gate and slots.region is self.region_that_counts(h, gate)]
        if slots.busy < slots.level:
            slots.busy += 1
            h.gates[gate.name] = "open"
            h.slots = getattr(h, "slots", []) + [slots]
        else:
            h.gates[gate.name] = "asked"
            slots.line.append((self.now, h))

    def serve_slots(self, slots):
        while slots.busy < slots.level and slots.line:
            first = min(slots.line, key=lambda entry: entry[0])
            slots.line.remove(first)
            slots.busy += 1
            h = first[1]
            h.slots = getattr(h, "slots", []) + [slots]
            self.open_gate(h, slots.gate)

    def release_slot(self, slots):
        slots.busy -= 1
        self.serve_slots(slots)

    def drop_gates(self, h):
        """Whatever was applied for is no longer asked for."""
        self.forget(h.gate_events)
        for line in list(self.lines.values()) + [slots.line for slots in self.slots]:
            line[:] = [entry for entry in line if entry[1] is not h]
        for slots in getattr(h, "slots", []):
            self.release_slot(slots)
        h.slots, h.gates, h.applied = [], {}, None

    def leave(self, h):
        way, pool = self.exits[h.stay.next], h.stay.pool
        self.write(h, "left", pool.region, self.stages[h.stay.stage], exit=way.name)
        for slots in getattr(h, "slots", []):
            held = slots.gate.held.seconds(self.draws.get("held", h.key, self.occasion(h, slots.gate.name)))
            self.schedule(self.now + held, END, self.release_slot, slots)
        h.slots = []
        self.take_out(h, pool)
        self.has_gained(pool)
        self.gone(h)
        self.maybe_return(h, way, from_place=not self.stages[h.stay.stage].stopgap)

    # ---- homes ----

    def begin_homes(self):
        """Two streams by region: the supply, and homes that were bought."""
        for gate in self.s.gates:
            for region in self.s.regions if gate.kind == "supply" else []:
                per_year = self.gate_number(gate, region)
                if per_year == UNLIMITED:
                    continue
                corners = [date for change in self.s.changes if change.gate == gate.name for turn in change.turns for date in turn if date is not None]
                flow = Flow(per_year, gate.growth, lambda t, g=gate, r=region: self.supply_factor(t, g, r), corners, self.s.begin, self.s.end)
                self.next_home(gate, region, flow, 1, 0)
                corners = [date for date, _ in self.bought_dates(gate.name, region)]
                flow = Flow(1.0, 0.0, lambda t, g=gate, r=region: self.bought_at(g.name, r, max(t, 0)), corners, self.s.begin, self.s.end)
                self.next_home(gate, region, flow, 1, 1)

    def next_home(self, gate, region, flow, n, bought):
        date = flow.next(-math.log(self.draws.get("home_gap", hash_of(region.name) << 32 | n, hash_of(gate.name) * 2 + bought)))
        if date is not None:
            self.schedule(date, END, self.on_home, gate, region, flow, n, bought)

    def on_home(self, gate, region, flow, n, bought):
        """First in line by application date whom the home fits and whose waits are over; those who refuse keep their date."""
        self.next_home(gate, region, flow, n + 1, bought)
        size = UNLIMITED
        if gate.sizes:
            size = float(pick(gate.sizes, self.draws.get("home_size", hash_of(region.name) << 32 | n, hash_of(gate.name) * 2 + bought)))
        line = self.lines[gate.name, region.name]
        for entry in sorted(line, key=lambda entry: entry[0]):
            h = entry[1]
            waits = [name for name in h.gates if self.gates[name].kind == "wait" and h.gates[name] != "open"]
            if h.persons > size or waits:
                continue
            h.offers += 1
            if self.draws.get("accept", h.key, self.occasion(h, gate.name, h.offers)) < gate.accept:
                line.remove(entry)
                return self.open_gate(h, gate)
            inside = h.state == "inside"
            self.write(h, "home_refused", h.stay.pool.region if inside else h.origin, self.stages[h.stay.stage] if inside else None, gate.name)
        return self.write(None, "home_lost", region, None, gate.name)
