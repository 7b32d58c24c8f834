"""Claims: who is in line for which place, who goes first, and who changes places."""
from language import UNLIMITED
from tools import Surprise


class Claims:
    def claims(self, h):
        """What a household claims now: (pool, stage, rule), each pool once, in the order of the rules."""
        if h.state == "inside" and h.stay.phase == "blocked" and h.stay.cause == "next_stage":
            region = self.onward_region(h)
            return [(pool, h.stay.next, h.stay.rule) for pool in self.pools_for(h, region, h.stay.next)]
        stopgap = h.state == "inside" and self.stages[h.stay.stage].stopgap and h.stay.phase != "blocked"
        if h.state != "waiting" and not stopgap:
            return []
        found = []
        for rule in self.open_rules(h):
            if stopgap and rule.number >= h.stay.rule.number:
                break
            if rule.waits:
                continue
            for region in self.regions_of(h, rule):
                if self.s.search == "calls" and region is not h.origin:
                    continue
                for pool in self.pools_for(h, region, rule.stage):
                    if pool.ever and not any(claim[0] is pool for claim in found):
                        found.append((pool, rule.stage, rule))
        return found

    def claim_key(self, h, pool):
        """First class that matches, own region, instant since which it waits, number."""
        words = [h.colour, h.group.name] + ["again"] * h.again + ["returned"] * h.returned
        if h.state == "waiting":
            words.append("waiting")
        elif h.stay.phase == "blocked":
            words.append("blocked_" + h.stay.stage)
        if h.state == "inside" and self.stages[h.stay.stage].stopgap:
            words.append(h.stay.stage)
        matches = [i for i, name in enumerate(self.s.classes) if name in words]
        own = self.s.own_first and h.origin is not pool.region
        since = h.stay.ended if h.state == "inside" and h.stay.phase == "blocked" else h.since
        return (matches[0] if matches else len(self.s.classes), own, since, h.number)

    def has_gained(self, pool):
        if self.room(pool) > 0 and pool not in self.gained:
            self.gained.append(pool)

    def serve(self):
        """Pools that gained room, in that order; in each, claims by their key; a grant that frees a place puts its pool at the end."""
        while self.gained:
            pool = self.gained.pop(0)
            line = [h for h in self.here if any(claim[0] is pool for claim in self.claims(h))]
            for h in sorted(line, key=lambda h: self.claim_key(h, pool)):
                for claimed, stage, rule in self.claims(h):
                    if claimed is pool and self.fits(h, pool, h.state == "inside" and h.stay.phase == "blocked"):
                        self.grant(h, pool, stage, rule)
                        break

    def grant(self, h, pool, stage, rule):
        if h.state == "inside" and h.stay.phase == "blocked":
            self.enter(h, pool, stage, rule, "moved")
        else:
            self.enter(h, pool, stage, rule, granted=True)

    def check(self):
        """After every event no claim fits any free place; nobody is in two places; no pool is entered above its level."""
        for h in self.here:
            for pool, _, _ in self.claims(h):
                if self.fits(h, pool, h.state == "inside" and h.stay.phase == "blocked"):
                    raise Surprise(f"at {self.now} s household {h.number} claims a free place of {pool.name}")
            places = [pool for pool in self.pools if h in pool.inside]
            if places != ([h.stay.pool] if h.state == "inside" else []):
                raise Surprise(f"at {self.now} s household {h.number} is in {places}")
