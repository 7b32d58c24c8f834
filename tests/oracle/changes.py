"""Dated changes: places, slots, homes, intake; and who loses a place."""
from language import Thing
from tools import concerns


class Changes:
    def changes_at(self, t):
        """Those in force, in file order."""
        return [change for change in self.s.changes if change.begin <= t and (change.end is None or t < change.end)]

    def level(self, name, region, base, changes):
        """The last `places` in force, or the base, and every `add` behind it in the file."""
        level = base
        for change in changes:
            if concerns(change, region):
                level = change.places.get(name, level) + change.add.get(name, 0)
        return max(level, 0)

    def closed_by(self, changes):
        """Intake is closed when the last change in force that speaks of it says so."""
        closed = set()
        for region in self.s.regions:
            said = [change.intake for change in changes if change.intake and concerns(change, region)]
            if said[-1:] == ["closed"]:
                closed.add(region.name)
        return closed

    def on_change(self, change):
        """It begins, or is undone: what it speaks of is worked out anew from all changes in force, pool by pool and region by region; after
        each, claims are served. A region that opens again serves all its pools."""
        in_force = self.changes_at(self.now)
        for slots in self.slots:
            if slots.gate.name in {**change.places, **change.add} and concerns(change, slots.region):
                slots.level = self.level(slots.gate.name, slots.region, slots.base, in_force)
                self.serve_slots(slots)
                self.serve()
        for kind in self.s.pools:
            for pool in self.pools:
                if pool.kind is kind and kind.name in {**change.places, **change.add} and concerns(change, pool.region):
                    at_once = any(other.at_once for other in self.s.changes if self.now in (other.begin, other.end) and concerns(other, pool.region)
                                  and kind.name in {**other.places, **other.add})
                    self.set_level(pool, self.level(kind.name, pool.region, pool.base, in_force), at_once)
                    self.serve()
        for region in self.s.regions if change.intake else []:
            was_closed = region.name in self.closed
            self.closed = self.closed - {region.name} | self.closed_by(in_force) & {region.name}
            for pool in self.pools:
                if pool.region is region and was_closed and region.name not in self.closed:
                    self.has_gained(pool)
            self.serve()

    def set_level(self, pool, level, at_once):
        before, pool.level = pool.level, level
        if level > before:
            self.has_gained(pool)
        while at_once and level != before and self.room(pool) < 0:
            self.displace(pool.inside[-1])
            self.has_gained(pool)

    def displace(self, h):
        """Its place goes; it asks as one who needs that stage, and keeps the rest of its stay."""
        stay, stage = h.stay, self.stages[h.stay.stage]
        self.write(h, "place_lost", stay.pool.region, stage)
        self.forget(h.events)
        self.forget(h.back_events)
        stay.pool.inside.remove(h)
        h.at = stay.pool.region
        if not stage.stopgap:
            left = stay.planned if stay.ends is None else max(stay.ends - self.now, 0)
            h.lost = Thing(stage=stay.stage, next=stay.next, left=left, next_kept=True)
            h.need, h.since = stay.stage, self.now
        self.search(h)
