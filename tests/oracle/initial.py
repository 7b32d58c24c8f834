"""Who is there at the first instant: households with a place, whose stays have run for a while, and households that wait."""
from language import END, INITIAL, PATIENCE, UNLIMITED, Thing, pick, whole_seconds
from tools import Surprise, hash_of

FIRST_OF_INITIAL = 2**31   # their draws are keyed by their number among those of their origin, from here on


class Initial:
    def begin_initial(self):
        """They are put in place before any event; the first event gives those who wait what is free."""
        self.placed_there, self.of_origin = {}, {}
        for one in self.s.initial:
            if one.waits:
                for _ in range(one.count):
                    self.wait_from_before(self.newcomer(one, None), one)
                continue
            left = one.count
            for pool in self.pools_of_stage(self.region_of[one.region], one.stage):
                left -= self.fill(pool, one, left)
            if left:
                raise Surprise(f"{left} households find no room in {one.stage} of {one.region} at the first instant")
        for pool in self.pools_by_kind():
            if pool.level > 0:
                self.has_gained(pool)
        if self.s.initial:
            self.schedule(self.s.begin, INITIAL, self.nothing)
        else:
            self.serve()

    def nothing(self):
        pass

    def pools_of_stage(self, region, stage_name):
        """Of any group: a stage's own, those for more groups later, shared ones last."""
        found = [pool for pool in self.pools if pool.region is region and stage_name in pool.kind.stages]
        return sorted(found, key=lambda pool: (len(pool.kind.stages) > 1, len(pool.kind.takes or self.groups)))

    def fill(self, pool, one, wanted):
        """As many as fit into the pool, were they as few persons as they can be."""
        groups = [group for group in self.s.groups if group.share > 0] if one.group is None else [self.groups[one.group]]
        groups = [group for group in groups if pool.kind.takes is None or group.name in pool.kind.takes]
        if not groups:
            return 0
        size = max(min(int(group.adults) for group in groups) + (one.children or 0), 1) if pool.kind.persons else 1
        taken = self.placed_there.get(pool.name, 0)
        n = wanted if pool.level == UNLIMITED else min(wanted, int((pool.level - taken) // size))
        for _ in range(max(n, 0)):
            self.place_from_before(self.newcomer(one, pool), one, pool)
        self.placed_there[pool.name] = taken + max(n, 0) * size
        return max(n, 0)

    def newcomer(self, one, pool):
        """Group, colour, need and children are drawn unless given; a pool for some groups draws among these."""
        origin = self.region_of[one.origin]
        n = self.of_origin[one.origin] = self.of_origin.get(one.origin, 0) + 1
        h = Thing(origin=origin, key=hash_of(one.origin) << 32 | FIRST_OF_INITIAL + n, number=self.next_number(), episode=0)
        may = {g.name: g.share for g in self.s.groups if pool is None or pool.kind.takes is None or g.name in pool.kind.takes}
        u = self.draws.get("group", h.key, 0)
        self.make_household(h, one, pick(may, u * sum(may.values()) if pool is not None and pool.kind.takes else u))
        self.begin_episode(h, one, again=False, returned=False)
        return h

    def place_from_before(self, h, one, pool):
        stage, now = self.stages[one.stage], self.s.begin
        h.visits[stage.name] = 1
        occasion = self.occasion(h, stage.name, 1)
        u, factor = self.draws.get("elapsed", h.key, occasion), pool.region.stay_factor
        since = None if one.since is None else one.since.seconds(u)
        steps = self.next_steps[stage.name, h.group.name]
        laws = {step: self.stay_laws[stage.name, h.group.name, step] for step in steps}
        met = {step: share * (laws[step].mean() if since is None else laws[step].above(since / factor)) for step, share in steps.items()}
        drawn = self.draws.get("next", h.key, occasion)
        met = met if sum(met.values()) > 0 else steps   # the stay of all has ended
        next_step = pick(met, drawn * sum(met.values()))
        planned = laws[next_step].times(factor)
        if since is None:
            since = int(planned.age(u) + 0.5)
        lasts = int(planned.beyond(since, self.draws.get("stay", h.key, occasion)) + 0.5)
        h.state, h.since, h.first_place, h.at = "inside", now - since, now - since, pool.region
        h.stay = Thing(pool=pool, stage=stage.name, rule=None, phase="staying", next=next_step, planned=max(lasts, since), cause=None, ended=None,
                       ends=now - since + max(lasts, since), entered=now - since, asks_back=False, due=None)
        pool.inside.append(h)
        pool.held = self.taken(pool)   # they may be more persons than there are places
        self.write(h, "present", pool.region, stage)
        if next_step in self.exits:
            self.apply_for(h, self.exits[next_step], now - since)
        h.events.append(self.schedule(h.stay.ends, END, self.on_stay_ended, h))
        self.plan_take_back(h)

    def wait_from_before(self, h, one):
        """By the first `wait` rule open to them, since they asked; patience is known to be longer, rounds of calls were begun every `retry`."""
        waited = one.since.seconds(self.draws.get("elapsed", h.key, h.episode))
        h.since = self.s.begin - waited
        rule = h.wait_rule = next(rule for rule in self.open_rules(h) if rule.waits)
        h.state = "waiting"
        self.write(h, "waits", h.origin)
        if rule.patience:
            u = self.draws.get("patience", h.key, h.episode)
            patience = max(whole_seconds(rule.patience.beyond(waited, u)), waited)
            h.events.append(self.schedule(self.s.begin + patience - waited, PATIENCE, self.give_up, h))
        if self.s.search == "calls":
            self.ring_again(h, waited)
