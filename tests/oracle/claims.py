"""Claims: who is in line for which place, who goes first, who is taken back, and who changes places."""
from language import TAKE_BACK


class Claims:
    # ---- room ----

    def size(self, h, pool):
        return h.persons if pool.kind.persons else 1

    def taken(self, pool):
        return sum(self.size(h, pool) for h in pool.inside)

    def room(self, pool):
        return pool.level - self.taken(pool)

    def is_closed(self, region):
        return region.name in self.closed

    def fits(self, h, pool):
        """May the household enter now? What is free after its entry must be enough for all reserves it does not belong to. Onward moves
        inside a closed region go on."""
        words = self.words(h) + ["own"] * (h.origin is pool.region)
        kept = sum(places for word, places in pool.kind.reserve.items() if word not in words)
        if self.room(pool) - self.size(h, pool) < kept:
            return False
        return not self.is_closed(pool.region) or self.moves_inside(h, pool)

    # ---- who claims what ----

    def is_blocked(self, h):
        return h.state == "inside" and h.stay.phase == "blocked"

    def claims(self, h):
        """What a household claims now: (pool, stage, rule), each pool once, in the order of the rules."""
        if h.state == "inside" and h.stay.asks_back:
            return [(pool, h.stay.stage, h.stay.rule) for pool in self.pools_for(h, h.origin, h.stay.stage)]
        if self.is_blocked(h) and h.stay.cause == "next_stage":
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
        words = self.words(h)
        since = h.since
        if h.state == "waiting":
            words.append("waiting")
        elif h.stay.asks_back:
            words.append("take_back")
            since = h.stay.due
        elif h.stay.phase == "blocked":
            words.append("blocked_" + h.stay.stage)
            since = h.stay.ended
        if h.state == "inside" and self.stages[h.stay.stage].stopgap:
            words.append(h.stay.stage)
        matches = [i for i, name in enumerate(self.s.classes) if name in words]
        own = self.s.own_first and h.origin is not pool.region
        return (matches[0] if matches else len(self.s.classes), own, since, h.number)

    # ---- serving ----

    def has_gained(self, pool):
        if self.room(pool) > 0 and pool not in self.gained:
            self.gained.append(pool)

    def serve(self):
        """Pools that gained room, in that order; a grant that frees a place puts its pool at the end; when nothing more can move, those who
        hold each other's places change them; and again."""
        while True:
            while self.gained:
                self.serve_pool(self.gained.pop(0))
            if any([self.serve_pool(pool) for pool in self.pools_by_kind() if not pool.kind.backfill and self.room(pool) > 0]):
                continue   # one that held up those behind it may have left the line
            cycle = self.find_cycle()
            if not cycle:
                return
            self.exchange(cycle)

    def serve_pool(self, pool):
        """Claims in the order of their keys; who is too large for the room left is passed over, unless the pool wants none before it. True when
        one is granted."""
        granted = False
        line = [h for h in self.here if any(claim[0] is pool for claim in self.claims(h))]
        for h in sorted(line, key=lambda h: self.claim_key(h, pool)):
            for claimed, stage, rule in self.claims(h):
                if claimed is pool and self.fits(h, pool):
                    self.grant(h, pool, stage, rule)
                    granted = True
                    break
            else:
                if self.holds_up(h, pool):
                    break
        return granted

    def holds_up(self, h, pool):
        """Too large for the room left, where nobody behind may go before it; but not one to whom the pool is closed."""
        may_come = not self.is_closed(pool.region) or self.moves_inside(h, pool)
        return not pool.kind.backfill and self.size(h, pool) > self.room(pool) and may_come

    def moves_inside(self, h, pool):
        """Onward moves within a region go on when its intake is closed; from a hotel one comes as a newcomer."""
        return h.state == "inside" and h.stay.pool.region is pool.region and not self.stages[h.stay.stage].stopgap

    def grant(self, h, pool, stage, rule):
        if h.state == "inside" and h.stay.asks_back:
            self.go_home(h, pool, "taken_back")
        elif self.is_blocked(h):
            self.enter(h, pool, stage, rule, "moved")
        else:
            self.enter(h, pool, stage, rule, granted=True)

    # ---- take-back ----

    def plan_take_back(self, h):
        """On arrival: placed outside its origin it claims the same stage at home some time after taking the place; once to a place."""
        if self.wants_back(h) and not h.back_events:
            h.back_events.append(self.schedule(max(h.stay.entered + self.s.take_back.after, self.now), TAKE_BACK, self.ask_back, h))

    def wants_back(self, h):
        back, stay = self.s.take_back, h.stay
        wanted = back and (stay.stage in back.stages if back.stages else not self.stages[stay.stage].stopgap)
        return wanted and stay.pool.region is not h.origin and not any(word in back.banned for word in self.words(h))

    def ask_back(self, h):
        stay = h.stay
        if stay.phase != "staying" or not self.wants_back(h):
            return
        stay.asks_back, stay.due = True, self.now
        h.claimed = self.next_serial()
        self.write(h, "asks_back", stay.pool.region, self.stages[stay.stage])
        pool = self.first_fit(h, h.origin, stay.stage)
        if pool:
            self.go_home(h, pool, "taken_back")

    def go_home(self, h, pool, word):
        """The stay goes on, and ends when it would have ended, or on arrival."""
        stay, stands = h.stay, list(h.events)
        stay.asks_back = False
        self.change_place(h, pool)
        self.write(h, word, pool.region, self.stages[stay.stage])
        h.events = []
        self.travel(h, stands)

    # ---- exchange ----

    def may_exchange(self, h):
        claims = h.state == "inside" and (h.stay.asks_back or self.is_blocked(h) and h.stay.cause == "next_stage")
        return claims and bool(self.claims(h))

    def find_cycle(self):
        """The shortest through the newest claim, then through older ones: [(household, pool, stage)], the newest first."""
        residents = sorted((h for h in self.here if self.may_exchange(h)), key=lambda h: -h.claimed)
        for first in residents:
            cycle = self.shortest_cycle(first)
            if cycle:
                return cycle
        return None

    def may_replace(self, h, other):
        """May h have the place of the other? Reserves do not count, a closed intake does."""
        pool = other.stay.pool
        if self.is_closed(pool.region) and h.stay.pool.region is not pool.region:
            return False
        return self.taken(pool) <= pool.level and self.taken(pool) - self.size(other, pool) + self.size(h, pool) <= pool.level

    def shortest_cycle(self, first):
        """Breadth first from claim to claim: to the pools it claims, to those of their residents who have a claim and whose place it may
        have, the best first."""
        before, line = {first.number: None}, [first]
        for h in line:
            wanted = [pool for pool, _, _ in self.claims(h)]
            if h is not first and first.stay.pool in wanted and self.may_replace(h, first):
                return self.cycle_back_from(h, first, before)
            for pool in wanted:
                others = [other for other in pool.inside if self.may_exchange(other) and other.number not in before and self.may_replace(h, other)]
                for other in sorted(others, key=lambda other: self.claim_key(other, self.claims(other)[0][0])):
                    before[other.number] = h
                    line.append(other)
        return None

    def cycle_back_from(self, last, first, before):
        """[(household, pool, stage)] from the first on; each has the place of the next."""
        cycle, follower = [], first
        while last is not None:
            stage = last.stay.stage if last.stay.asks_back else last.stay.next
            cycle.insert(0, (last, follower.stay.pool, stage))
            last, follower = before[last.number], last
        return cycle

    def exchange(self, cycle):
        """All move in this instant; what they leave is free only when all have moved."""
        left = [h.stay.pool for h, _, _ in cycle]
        for h, _, _ in cycle:
            self.take_out(h, h.stay.pool)
        for h, pool, stage in cycle:
            if h.stay.asks_back:
                self.go_home(h, pool, "exchanged")
            else:
                self.enter(h, pool, stage, h.stay.rule, "exchanged")
        for pool in left:
            self.has_gained(pool)
