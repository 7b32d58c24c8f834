"""The shelter network, simulated the slow and obvious way.

Everything is a list that is searched from end to end. After every event all households are asked anew what they claim; nothing is
remembered that could be found again by looking. Draws of chance are not made here but looked up, by their key, in a file.
"""
import itertools
import math
import struct

from language import COLOURS, DAY_S, UNLIMITED, YEAR_S, EARTH_KM, NotUnderstood, Law, Thing, duration, factor, law, pick, read_onward, shares, \
    split, whole_seconds

# Order at one instant; of intake first requests, then repeats, then returns.
CHANGE, END, TRAVELLED, CALL, PATIENCE, TAKE_BACK, FIRST, AGAIN, RETURN = range(2, 11)
WAITS_AT_MOST = 1_000_000  # events in one second


class Surprise(Exception):
    """Something that cannot be: a draw that is not in the file, a claim beside a free place."""


def hash_of(name):
    """FNV-1a, 64 bits folded to 32."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value >> 32 ^ value & 0xFFFFFFFF


class Draws:
    """The uniforms of one replication, by key."""

    def __init__(self, rows):
        self.uniforms = {(purpose, entity, occasion): uniform for purpose, entity, occasion, uniform in rows}
        self.used = set()

    def get(self, purpose, entity, occasion):
        key = (purpose, entity, occasion)
        if key not in self.uniforms:
            raise Surprise(f"the draw {purpose} of entity {entity >> 32}:{entity & 0xFFFFFFFF}, occasion {occasion}, is not in the file")
        self.used.add(key)
        return self.uniforms[key]

    def unused(self):
        return [key for key in self.uniforms if key not in self.used]


class Flow:
    """Dates of a Poisson stream whose rate changes: unit-rate points sent through the inverse of the cumulated rate."""

    def __init__(self, per_year, growth, factor_at, corners, begin, end):
        self.per_year, self.growth, self.factor_at, self.end = per_year, growth, factor_at, end
        self.corners = sorted({0, *corners})
        self.now = float(begin)

    def next(self, gap):
        """The date at which `gap` more is cumulated; None behind the end."""
        while self.now < self.end:
            piece_end = min([corner for corner in self.corners if corner > self.now] + [self.end])
            grown = (1 + self.growth) ** (self.now / YEAR_S) if self.now >= 0 else 1.0
            per_s = self.per_year / YEAR_S * self.factor_at(self.now) * grown
            a = math.log1p(self.growth) / YEAR_S if self.now >= 0 else 0.0
            length = piece_end - self.now
            inside = per_s * (math.expm1(a * length) / a if a else length)
            if gap < inside:
                self.now += math.log1p(gap * a / per_s) / a if a else gap / per_s
                return math.floor(self.now + 0.5)
            gap -= inside
            self.now = float(piece_end)
        return None


class World:
    def __init__(self, scenario, draws):
        self.s, self.draws = scenario, draws
        self.now, self.serial, self.pending = scenario.begin, 0, []
        self.log, self.households = [], []
        self.stages = {stage.name: stage for stage in scenario.stages}
        self.exits = {way.name: way for way in scenario.exits}
        self.gates = {gate.name: gate for gate in scenario.gates}
        self.groups = {group.name: group for group in scenario.groups}
        self.region_of = {region.name: region for region in scenario.regions}
        self.closed = self.closed_by(self.changes_at(0))   # regions; the warm-up has the levels of the start
        self.gained = []   # pools that gained room and have not been served since
        self.make_pools()
        self.make_distances()
        self.make_laws()

    # ---- time ----

    def schedule(self, t, rank, action, *subjects, serial=None):
        if serial is None:
            self.serial += 1
            serial = self.serial
        event = Thing(t=t, rank=rank, serial=serial, action=action, subjects=subjects)
        self.pending.append(event)
        return event

    def cancel(self, event):
        if event in self.pending:
            self.pending.remove(event)

    def run(self):
        self.begin()
        while self.pending:
            event = min(self.pending, key=lambda e: (e.t, e.rank, e.serial))
            if event.t >= self.s.end:
                break
            self.pending.remove(event)
            self.now = event.t
            event.action(*event.subjects)
            self.serve()
            self.check()
        return self.log

    def write(self, h, event, region=None, stage=None, cause=None, exit=None):
        self.log.append((self.now, h.number if h else 0, h.episode if h else 0, h.group.name if h else "", event, region.name if region else "",
                         stage.name if stage else "", cause or "", exit or ""))

    # ---- what the scenario fixes ----

    def make_pools(self):
        self.pools = []
        for region in self.s.regions:
            for kind in self.s.pools:
                own = region.places.get(kind.name, region.columns.get(kind.name, kind.places.get(region.name)))
                if own is None and kind.default:
                    own = kind.default.places
                    if own is None:
                        named = any(kind.name in {**other.places, **other.columns} for other in self.s.regions) or kind.places
                        own = UNLIMITED if kind.default.stopgap and not named else 0
                self.pools.append(Thing(name=f"{kind.name} in {region.name}", kind=kind, region=region, base=own or 0, inside=[]))
                self.pools[-1].level = self.level(kind.name, region, own or 0, self.changes_at(0))
        dates = sorted({0} | {date for change in self.s.changes for date in (change.begin, change.end) if date is not None})
        for pool in self.pools:
            levels = [self.level(pool.kind.name, pool.region, pool.base, self.changes_at(date)) for date in dates]
            pool.ever = max([pool.base] + levels) > 0
        self.slots = []
        for gate in self.s.gates:
            for region in self.s.regions if gate.kind == "slots" else []:
                number = self.gate_number(gate, region)
                self.slots.append(Thing(gate=gate, region=region, base=number, busy=0, line=[]))
                self.slots[-1].level = self.level(gate.name, region, number, self.changes_at(0))
        self.lines = {(gate.name, region.name): [] for gate in self.s.gates if gate.kind == "supply" for region in self.s.regions}

    def gate_number(self, gate, region):
        """Homes a year, slots, or the factor on the wait."""
        number = gate.given.get(region.name)
        if number is None:
            number = region.columns.get(gate.column) if gate.column else gate.each
        if number is None:
            number = 1.0 if gate.kind == "wait" else 0
        return number * gate.factor

    def make_distances(self):
        self.km = {}
        for a in self.s.regions:
            for b in self.s.regions:
                known = None not in (a.lat, a.lon, b.lat, b.lon)
                self.km[a.name, b.name] = single(great_circle_km(a, b)) if known else 0.0

    def make_laws(self):
        """The planned stay by stage, group and next step; region factors come when it is drawn."""
        self.next_steps, self.stay_laws = {}, {}
        for stage in self.s.stages:
            for group in self.s.groups:
                onward, own_stays = stage.onward, dict(stage.own_stays)
                if stage.name in group.onward:
                    onward = onward_of_group(stage.onward, group.onward[stage.name])
                self.next_steps[stage.name, group.name] = onward
                for step in list(onward) or [None]:
                    stay = own_stays.get(step, stage.stay)
                    if stage.name in group.stays:
                        stay = stay_of_group(stay, stage.stay, group.stays[stage.name])
                    self.stay_laws[stage.name, group.name, step] = stay.times(stage.stay_if.get(step, 1.0)) if stay else None

    def nearest(self, region):
        """All others, nearest first; as far in file order."""
        return sorted((other for other in self.s.regions if other is not region), key=lambda other: self.km[region.name, other.name])

    # ---- the begin ----

    def begin(self):
        for change in self.s.changes:
            if change.begin > 0:
                self.schedule(change.begin, CHANGE, self.on_change, change)
            if change.end is not None:
                self.schedule(change.end, CHANGE, self.on_change, change)
        self.begin_homes()
        self.begin_intake()

    def begin_intake(self):
        intake, weights = self.s.intake, {}
        for region in self.s.regions:
            weights[region.name] = region.columns.get(intake.by)
        if all(weight is None for weight in weights.values()):
            weights = {name: 1.0 for name in weights}
        total = sum(weight or 0 for weight in weights.values())
        for region in self.s.regions:
            if region.name in intake.times:
                listed = sorted(intake.times[region.name], key=lambda one: one.at)
                self.next_listed(region, listed, 1)
            else:
                flow = Flow(intake.households * (weights[region.name] or 0) / total, intake.growth, lambda t, r=region: self.intake_factor(t, r),
                            self.intake_corners(), self.s.begin, self.s.end)
                self.next_first(region, flow, 1)

    def intake_corners(self):
        intake = self.s.intake
        corners = [date for shock in intake.shocks for date in (shock.begin, shock.end) if date != UNLIMITED]
        if intake.month or intake.weekday or intake.hour:
            corners += range(self.s.begin, self.s.end, 3600 if intake.hour else DAY_S)
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

    # ---- asking ----

    def first_request(self, region, n, given):
        h = Thing(origin=region, key=hash_of(region.name) << 32 | n, number=len(self.households) + 1, episode=0)
        drawn = pick({name: group.share for name, group in self.groups.items()}, self.draws.get("group", h.key, 0))
        h.group = self.groups[given.group or drawn]
        drawn = int(h.group.children.value(self.draws.get("children", h.key, 0)))
        h.persons = int(h.group.adults) + (drawn if given.children is None else given.children)
        self.households.append(h)
        self.ask(h, given, again=False, returned=False)

    def ask(self, h, given=None, again=False, returned=False):
        """A new episode begins."""
        h.episode += 1
        h.again, h.returned = again, returned   # who returned has done so however often it asks again
        colour = pick({name: h.group.triage[name] for name in COLOURS if name in h.group.triage}, self.draws.get("colour", h.key, h.episode))
        need = pick(h.group.needs, self.draws.get("need", h.key, h.episode))
        h.colour, h.need = (given and given.colour) or colour, (given and given.need) or need
        h.state, h.at, h.since = "searching", h.origin, self.now   # searching, waiting, inside, gone
        h.stay = None          # where it is: pool, stage, rule, phase (travelling, staying, blocked, delayed), next, ...
        h.lost = None          # what is left of a stay whose place went
        h.visits, h.first_place, h.offers, h.applied = {}, None, {}, None
        h.gates = {}           # gate -> "later", "applied", "open", "asked", "not asked"
        h.events, h.gate_events = [], []   # pending: of the search and the stay; of the gates
        self.write(h, "arrived", h.origin)
        self.search(h)

    def open_rules(self, h):
        """Rules this household may use, in order."""
        order = list(self.stages)
        words = [h.colour, h.group.name] + ["again"] * h.again + ["returned"] * h.returned
        found = []
        for rule in self.s.rules:
            if rule.only is not None and not any(word in rule.only for word in words):
                continue
            if any(word in rule.banned for word in words):
                continue
            if not rule.waits and order.index(rule.stage) < order.index(h.need):
                continue
            found.append(rule)
        return found

    def regions_of(self, h, rule):
        own = [h.origin] if rule.where in ("own", "any") else []
        others = [r for r in self.nearest(h.origin) if self.km[h.origin.name, r.name] <= rule.within] if rule.where != "own" else []
        return own + others

    def pools_for(self, h, region, stage_name):
        """Pools where this group may have this stage: its own first, then shared ones."""
        found = [pool for pool in self.pools if pool.region is region and stage_name in pool.kind.stages and
                 (pool.kind.takes is None or h.group.name in pool.kind.takes)]
        return sorted(found, key=lambda pool: (len(pool.kind.stages) > 1, len(pool.kind.takes or self.groups)))

    def room(self, pool):
        return pool.level - len(pool.inside)

    def is_closed(self, region):
        return region.name in self.closed

    def fits(self, h, pool, onward=False):
        """May the household enter now? Onward moves inside a closed region go on."""
        if self.room(pool) < 1:
            return False
        return not self.is_closed(pool.region) or (onward and h.stay.pool.region is pool.region)

    def first_fit(self, h, region, stage_name, onward=False):
        for pool in self.pools_for(h, region, stage_name):
            if self.fits(h, pool, onward):
                return pool
        return None

    # ---- search ----

    def search(self, h):
        h.state = "searching"
        if self.s.search == "overview" and self.s.look_s > 0:
            h.events.append(self.schedule(self.now + self.s.look_s, CALL, self.look, h))
        elif self.s.search == "calls":
            self.begin_round(h, self.steps(h, self.open_rules(h)), first=True)
        else:
            self.look(h)

    def look(self, h):
        """Every rule on the true state."""
        for rule in self.open_rules(h):
            if rule.waits:
                return self.wait(h, rule)
            for region in self.regions_of(h, rule):
                pool = self.first_fit(h, region, rule.stage)
                if pool:
                    return self.enter(h, pool, rule.stage, rule)
        return self.turn_away(h)

    def steps(self, h, rules):
        """What a round does: looks at the own region; at the first rule that leads elsewhere calls of all regions that have, at some time, a
        place for the group by any of the rules from there on; looks at the own region by what remains; at the end the wait."""
        steps, called = [], False
        before_wait = list(itertools.takewhile(lambda rule: not rule.waits, rules))
        for rule in before_wait:
            if rule.where in ("own", "any"):
                steps.append(("own", rule, h.origin))
            if rule.where in ("elsewhere", "any") and not called:
                called, left = True, before_wait[before_wait.index(rule):]
                steps += [("call", rule, region) for region in self.nearest(h.origin) if
                          any(region in self.regions_of(h, one) and any(pool.ever for pool in self.pools_for(h, region, one.stage)) for one in left)]
        return steps + [("wait", rule, None) for rule in rules[len(before_wait):][:1]]

    def begin_round(self, h, steps, first):
        """Calls that end in one second are answered in the order in which their rounds began."""
        self.serial += 1
        h.round_began = self.now
        self.next_step(h, steps, self.serial, first)

    def next_step(self, h, steps, began, first):
        for i, (what, rule, region) in enumerate(steps):
            if what == "call":
                h.events.append(self.schedule(self.now + self.s.call_s, CALL, self.answered, h, steps[i:], began, first, serial=began))
                return None
            if not first:
                continue
            if what == "wait":
                return self.wait(h, rule)
            pool = self.first_fit(h, region, rule.stage)
            if pool:
                return self.enter(h, pool, rule.stage, rule)
        return self.turn_away(h) if first else None

    def answered(self, h, steps, began, first):
        """The region says what it has for any of the remaining rules."""
        _, called_by, region = steps[0]
        for rule in self.open_rules(h):
            if rule.waits or (h.state == "inside" and rule.number >= h.stay.rule.number):
                break
            if rule.number < called_by.number or region not in self.regions_of(h, rule):
                continue
            pool = self.first_fit(h, region, rule.stage)
            if pool:
                return self.enter(h, pool, rule.stage, rule)
        return self.next_step(h, steps[1:], began, first)

    def ring_again(self, h):
        """Whoever waits or is in a stopgap rings round again and again."""
        rules = self.open_rules(h)
        retry = ([rule.retry for rule in rules if rule.waits] + [DAY_S])[0]
        if h.state == "inside":
            rules = [rule for rule in rules if rule.number < h.stay.rule.number]
        steps = [step for step in self.steps(h, rules) if step[0] == "call"]
        if steps:
            length = self.s.call_s * len(steps)
            h.events.append(self.schedule(self.now + retry, CALL, self.on_retry, h, steps, max(retry, length)))

    def on_retry(self, h, steps, every):
        """From one begin to the next; at the end of the round when that takes longer."""
        h.events.append(self.schedule(self.now + every, CALL, self.on_retry, h, steps, every))
        self.begin_round(h, steps, first=False)

    def wait(self, h, rule):
        h.state, h.wait_rule = "waiting", rule
        claimed = self.claims(h)
        if self.try_claims(h):
            return None
        h.state = "searching"
        waiting = [other for other in self.households if other.state == "waiting"]
        full = len(waiting) >= self.s.list_limit
        for pool, _, _ in claimed:
            on_list = [other for other in waiting if any(claim[0] is pool for claim in self.claims(other))]
            full = full or len(on_list) >= pool.kind.limit
        if full:
            return self.turn_away(h)
        h.state = "waiting"
        self.write(h, "waits", h.origin)
        if rule.patience:
            patience = rule.patience.seconds(self.draws.get("patience", h.key, h.episode))
            h.events.append(self.schedule(self.now + patience, PATIENCE, self.give_up, h))
        if self.s.search == "calls":
            self.ring_again(h)

    def turn_away(self, h):
        self.write(h, "turned_away", h.origin)
        self.gone(h)

    def give_up(self, h):
        rule = h.wait_rule
        drawn = self.draws.get("then", h.key, h.episode)
        next_step = pick(rule.then, drawn) if rule.then else None
        self.write(h, "left_unplaced", h.origin, exit=None if next_step == "again" else next_step)
        self.gone(h)
        if next_step == "again":
            after = rule.again_after.seconds(self.draws.get("again", h.key, h.episode))
            self.schedule(self.now + after, AGAIN, self.ask, h, None, True, h.returned)
        elif next_step:
            self.maybe_return(h, self.exits[next_step])

    def gone(self, h):
        h.state = "gone"
        self.forget(h.events)
        self.drop_gates(h)

    def forget(self, events):
        for event in events:
            self.cancel(event)
        events.clear()

    def maybe_return(self, h, way):
        if self.draws.get("return", h.key, h.episode) < h.group.returns.get(way.name, way.returns):
            after = way.after.seconds(self.draws.get("return_after", h.key, h.episode))
            self.schedule(self.now + after, RETURN, self.ask, h, None, False, True)

    # ---- claims ----

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
            line = [h for h in self.households if any(claim[0] is pool for claim in self.claims(h))]
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
        for h in self.households:
            for pool, _, _ in self.claims(h):
                if self.fits(h, pool, h.state == "inside" and h.stay.phase == "blocked"):
                    raise Surprise(f"at {self.now} s household {h.number} claims a free place of {pool.name}")
            places = [pool for pool in self.pools if h in pool.inside]
            if places != ([h.stay.pool] if h.state == "inside" else []):
                raise Surprise(f"at {self.now} s household {h.number} is in {places}")

    # ---- a place ----

    def enter(self, h, pool, stage, rule, word="placed", granted=False):
        """A place is taken; the planned stay begins on arrival."""
        self.forget(h.events)
        if h.state == "inside":
            old = h.stay
            if old.phase == "travelling":
                h.at = h.origin    # turns round
            if old.pool is not pool:
                old.pool.inside.remove(h)
                self.has_gained(old.pool)
        if h not in pool.inside:
            pool.inside.append(h)
        same = h.lost is not None and h.lost.stage == stage
        h.state = "inside"
        h.stay = Thing(pool=pool, stage=stage, rule=rule, phase="travelling", next=None, planned=None, cause=None, ended=None)
        if h.first_place is None and not self.stages[stage].stopgap:
            h.first_place = self.now
        self.write(h, word, pool.region, self.stages[stage])
        self.plan_stay(h, same)
        keeps = same and h.applied == h.stay.next or h.stay.next is None and h.lost is not None
        if not keeps:
            self.drop_gates(h)
            if h.stay.next in self.exits:
                self.apply_for(h, self.exits[h.stay.next])
        if not self.stages[stage].stopgap:
            h.lost = None
        away = self.km[h.at.name, pool.region.name]
        trip = whole_seconds(away * self.s.detour / self.s.speed_kmh * 3600) if self.s.travels else 0
        if trip > 0:
            h.events.append(self.schedule(self.now + trip, TRAVELLED, self.arrive, h))
        else:
            self.begin_stay(h)
        if self.stages[stage].stopgap:
            if self.s.search == "calls":
                self.ring_again(h)
            if not granted:   # one that was granted claims pools that are still to be served
                self.try_claims(h)

    def try_claims(self, h):
        """A claim is tried at the instant it is made; true when one is granted."""
        for pool, stage, rule in self.claims(h):
            if self.fits(h, pool):
                self.enter(h, pool, stage, rule)
                return True
        return False

    def plan_stay(self, h, same):
        stage, stay = self.stages[h.stay.stage], h.stay
        visit = h.visits[stage.name] = h.visits.get(stage.name, 0) + 1
        occasion = (h.episode & 0xFFFFF) << 36 | (hash_of(stage.name) & 0xFFFFF) << 16 | (visit & 0xFFFF)
        if same:
            stay.next = h.lost.next
        else:
            steps = self.next_steps[stage.name, h.group.name]
            stay.next = pick(steps, self.draws.get("next", h.key, occasion)) if steps else None
        if h.lost is not None and not stage.stopgap:
            stay.planned = h.lost.left
        else:
            planned = self.stay_laws[stage.name, h.group.name, stay.next]
            if planned and planned.kind == "none":
                stay.planned = 0
            elif planned:
                stay.planned = planned.times(stay.pool.region.stay_factor).seconds(self.draws.get("stay", h.key, occasion))

    def arrive(self, h):
        self.write(h, "travelled", h.stay.pool.region, self.stages[h.stay.stage])
        self.begin_stay(h)

    def begin_stay(self, h):
        h.stay.phase, h.at = "staying", h.stay.pool.region
        if h.stay.planned is not None:
            h.stay.ends = self.now + h.stay.planned
            h.events.append(self.schedule(h.stay.ends, END, self.on_stay_ended, h))

    def on_stay_ended(self, h):
        """Of a stopgap too: who is to leave it claims nothing any more."""
        stay = h.stay
        self.forget(h.events)
        self.write(h, "stay_ended", stay.pool.region, self.stages[stay.stage])
        stay.phase, stay.ended = "blocked", self.now
        if stay.next in self.exits:
            return self.try_exit(h)
        region = self.onward_region(h)
        keeps = stay.pool.region is region and stay.next in stay.pool.kind.stages
        pool = stay.pool if keeps else self.first_fit(h, region, stay.next, onward=True)
        if pool:
            return self.enter(h, pool, stay.next, stay.rule, "moved")
        return self.block(h, "next_stage")

    def onward_region(self, h):
        """Where it stays; a region that never has such places for the group sends to the nearest that has."""
        here = h.stay.pool.region
        for region in [here] + self.nearest(here):
            if any(pool.ever for pool in self.pools_for(h, region, h.stay.next)):
                return region
        return here

    def block(self, h, cause):
        h.stay.phase = "blocked"
        if h.stay.cause != cause:
            h.stay.cause = cause
            self.write(h, "blocked", h.stay.pool.region, self.stages[h.stay.stage], cause)

    # ---- leaving ----

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

    # ---- dated changes ----

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
                    self.set_level(pool, self.level(kind.name, pool.region, pool.base, in_force), change.at_once)
                    self.serve()
        for region in self.s.regions if change.intake else []:
            was_closed = region.name in self.closed
            self.closed = self.closed - {region.name} | self.closed_by(in_force) & {region.name}
            for pool in self.pools:
                if pool.region is region and was_closed and region.name not in self.closed:
                    self.has_gained(pool)
            self.serve()

    def set_level(self, pool, level, at_once):
        rises, pool.level = level > pool.level, level
        if rises:
            self.has_gained(pool)
        while at_once and len(pool.inside) > pool.level:
            self.displace(pool.inside[-1])

    def displace(self, h):
        """Its place goes; it asks as one who needs that stage, and keeps the rest of its stay."""
        stay, stage = h.stay, self.stages[h.stay.stage]
        self.write(h, "place_lost", stay.pool.region, stage)
        self.forget(h.events)
        stay.pool.inside.remove(h)
        h.at = stay.pool.region
        if not stage.stopgap:
            left = stay.planned if stay.phase == "travelling" else stay.ends - self.now if stay.phase == "staying" else 0
            h.lost = Thing(stage=stay.stage, next=stay.next, left=left)
            h.need, h.since = stay.stage, self.now
        self.search(h)


# ---- small helpers ----

def concerns(change, region):
    return change.regions is None or region.name in change.regions


def great_circle_km(a, b):
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def single(number):
    """Distances are kept in single precision: seven digits, some centimetres."""
    return struct.unpack("f", struct.pack("f", number))[0]


def month_of(day):
    import datetime
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).month - 1


def onward_of_group(onward, node):
    """Shares that differ for a group; `others: scale` fills up the rest in proportion."""
    if node.get("others") != "scale":
        return shares(node)
    own = shares({name: value for name, value in node.items() if name != "others"})
    others = {name: part for name, part in onward.items() if name not in own}
    left, total = 1 - sum(own.values()), sum(others.values())
    return {**own, **{name: part * left / total for name, part in others.items()}}


def stay_of_group(stay, default, node):
    """A new mean of the stage's stay, a factor, or a whole distribution. A new mean changes every stay of the stage in proportion."""
    node = node["stay"] if isinstance(node, dict) and "stay" in node else node
    if isinstance(node, dict):
        return law(node)
    value, unit = split(node)
    if unit == "x":
        return stay.times(value)
    return stay.times(duration(node) / default.mean()) if default.mean() > 0 else law(node)
