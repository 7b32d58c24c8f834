"""What must always hold, looked at after every event; and sums over time, to be compared with those of the log."""
from tools import Surprise


class Checks:
    def take_out(self, h, pool):
        pool.inside.remove(h)

    def check(self):
        """No claim fits any free place, unless one before it in the line is too large for it; nobody is in two places; nobody has come into
        a pool that has more inside than places."""
        lines = {}
        for h in self.here:
            for pool, _, _ in self.claims(h):
                if self.room(pool) > 0:
                    lines.setdefault(pool.name, (pool, []))[1].append(h)
        for pool, line in lines.values():
            for h in sorted(line, key=lambda h: self.claim_key(h, pool)):
                if self.fits(h, pool):
                    raise Surprise(f"at {self.now} s household {h.number} claims a free place of {pool.name}")
                if self.holds_up(h, pool):
                    break
        inside = [(h.number, pool.name) for pool in self.pools for h in pool.inside]
        if sorted(inside) != [(h.number, h.stay.pool.name) for h in self.here if h.state == "inside"]:
            raise Surprise(f"at {self.now} s somebody is in no place or in two: {inside}")
        for pool in self.pools:
            taken = self.taken(pool)
            if taken > max(pool.level, pool.held):
                raise Surprise(f"at {self.now} s {pool.name} takes {taken} for {pool.level}")
            pool.held = taken

    def add_up(self, t):
        """Households in each pool, times the time until now, from the start of the counted period."""
        length = max(t, 0) - max(self.now, 0)
        for pool in self.pools if length > 0 else []:
            for h in pool.inside:
                key = (pool.region.name, h.stay.stage)
                self.sums[key] = self.sums.get(key, 0) + length
        for h in self.here if length > 0 else []:
            self.sums["here"] = self.sums.get("here", 0) + length
