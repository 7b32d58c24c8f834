"""Leaving: gates (homes, slots of help, waits), delays, exits, returns."""
import math

from language import END, UNLIMITED, pick
from tools import Flow, concerns, hash_of


class Leaving:
    def apply_for(self, h, way):
        """Applications start some time after the first place, or when the exit is known if that is later."""
        h.applied = way.name
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
            if first + gate.apply_after > self.now:
                h.gate_events.append(self.schedule(first + gate.apply_after, END, self.apply_later, h, gate))
            else:
                self.apply(h, gate)

    def apply_later(self, h, gate):
        self.apply(h, gate)
        if h.gates[gate.name] == "open":
            self.open_gate(h, gate)

    def region_that_counts(self, h, gate):
        return h.origin if gate.of == "origin" else h.stay.pool.region

    def apply(self, h, gate):
        h.gates[gate.name] = "applied"
        region = self.region_that_counts(h, gate)
        number = self.gate_number(gate, region)
        if gate.kind == "wait":
            occasion = (h.episode & 0xFFFFF) << 36 | (hash_of(gate.name) & 0xFFFFF) << 16
            wait = gate.wait.times(number).seconds(self.draws.get("gate_wait", h.key, occasion))
            if wait == 0:
                h.gates[gate.name] = "open"
                return
            h.gate_events.append(self.schedule(self.now + wait, END, self.open_gate, h, gate))
        elif number == UNLIMITED:
            h.gates[gate.name] = "open"
        else:
            self.lines[gate.name, region.name].append((self.now, h))

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
        occasion = (h.episode & 0xFFFFF) << 36 | (hash_of(way.name) & 0xFFFFF) << 16
        delay = way.delay.seconds(self.draws.get("delay", h.key, occasion))
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
            occasion = (h.episode & 0xFFFFF) << 36 | (hash_of(slots.gate.name) & 0xFFFFF) << 16
            held = slots.gate.held.seconds(self.draws.get("held", h.key, occasion))
            self.schedule(self.now + held, END, self.release_slot, slots)
        h.slots = []
        pool.inside.remove(h)
        self.has_gained(pool)
        self.gone(h)
        self.maybe_return(h, way)

    # ---- homes ----

    def begin_homes(self):
        for gate in self.s.gates:
            for region in self.s.regions if gate.kind == "supply" else []:
                per_year = self.gate_number(gate, region)
                if per_year != UNLIMITED:
                    corners = [date for change in self.s.changes if change.gate == gate.name for date in (change.begin, change.end) if date is not None]
                    flow = Flow(per_year, gate.growth, lambda t, g=gate, r=region: self.supply_factor(t, g, r), corners, self.s.begin, self.s.end)
                    self.next_home(gate, region, flow, 1)
                    self.draws.get("home_gap", hash_of(region.name) << 32 | 1, hash_of(gate.name) * 2 + 1)  # of homes bought: none here

    def supply_factor(self, t, gate, region):
        total = 1.0
        for change in self.changes_at(max(t, 0)):
            if change.gate == gate.name and concerns(change, region):
                total *= change.factor
        return total

    def next_home(self, gate, region, flow, n):
        date = flow.next(-math.log(self.draws.get("home_gap", hash_of(region.name) << 32 | n, hash_of(gate.name) * 2)))
        if date is not None:
            self.schedule(date, END, self.on_home, gate, region, flow, n)

    def on_home(self, gate, region, flow, n):
        """First in line by application date whom the home fits and whose waits are over; those who refuse keep their date."""
        self.next_home(gate, region, flow, n + 1)
        size = UNLIMITED
        if gate.sizes:
            size = float(pick(gate.sizes, self.draws.get("home_size", hash_of(region.name) << 32 | n, hash_of(gate.name) * 2)))
        line = self.lines[gate.name, region.name]
        for entry in sorted(line, key=lambda entry: entry[0]):
            h = entry[1]
            waits = [name for name in h.gates if self.gates[name].kind == "wait" and h.gates[name] != "open"]
            if h.persons > size or waits:
                continue
            offer = h.offers[gate.name] = h.offers.get(gate.name, 0) + 1
            occasion = (h.episode & 0xFFFFF) << 36 | (hash_of(gate.name) & 0xFFFFF) << 16 | offer
            if self.draws.get("accept", h.key, occasion) < gate.accept:
                line.remove(entry)
                return self.open_gate(h, gate)
            inside = h.state == "inside"
            self.write(h, "home_refused", h.stay.pool.region if inside else h.origin, self.stages[h.stay.stage] if inside else None, gate.name)
        return self.write(None, "home_lost", region, None, gate.name)
