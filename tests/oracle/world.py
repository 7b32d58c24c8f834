"""The shelter network, simulated the slow and obvious way.

Everything is a list that is searched from end to end. After every event all households are asked anew what they claim; nothing is
remembered that could be found again by looking, but for what never changes. Draws of chance are not made here but looked up, by their key,
in a file.
"""
import heapq
import itertools
import math

from changes import Changes
from checks import Checks
from claims import Claims
from initial import Initial
from intake import Intake
from language import (AGAIN, CALL, COLOURS, DAY_S, END, PATIENCE, RETURN, TRAVELLED, UNLIMITED, Thing, duration, law, pick, shares, split,
                      whole_seconds)
from leaving import Leaving
from money import Money
from tools import great_circle_km, hash_of, single


class World(Claims, Leaving, Changes, Initial, Intake, Money, Checks):
    def __init__(self, scenario, draws):
        self.s, self.draws = scenario, draws
        self.now, self.serial, self.pushed, self.pending = scenario.begin, 0, 0, []   # pending: a heap of (date, rank, serial, ..., event)
        self.log, self.here, self.number = [], [], 0   # here: households that are not gone, by number
        self.rules_for, self.nearest_to, self.pools_of, self.regions_by = {}, {}, {}, {}   # what never changes, once found
        self.stages = {stage.name: stage for stage in scenario.stages}
        self.exits = {way.name: way for way in scenario.exits}
        self.gates = {gate.name: gate for gate in scenario.gates}
        self.groups = {group.name: group for group in scenario.groups}
        self.region_of = {region.name: region for region in scenario.regions}
        self.closed = {region.name for region in scenario.regions if self.is_closed_at(region, 0)}   # the warm-up has the levels of the start
        self.sums = {}      # household-seconds in the counted period, by region and stage, and of all
        self.gained = []   # pools that gained room and have not been served since
        self.spread_intake()
        self.buy()
        self.make_pools()
        self.make_distances()
        self.make_laws()

    # ---- time ----

    def schedule(self, t, rank, action, *subjects, serial=None):
        serial = self.next_serial() if serial is None else serial
        event = Thing(action=action, subjects=subjects, cancelled=False)
        self.pushed += 1
        heapq.heappush(self.pending, (t, rank, serial, self.pushed, event))
        return event

    def next_serial(self):
        self.serial += 1
        return self.serial

    def cancel(self, event):
        event.cancelled = True

    def run(self):
        self.begin()
        if not self.s.initial:
            self.check()
        while self.pending:
            t, _, _, _, event = heapq.heappop(self.pending)
            if event.cancelled:
                continue
            if t >= self.s.end:
                break
            self.add_up(t)
            self.now = t
            event.action(*event.subjects)
            self.serve()
            self.check()
        self.add_up(self.s.end)
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
                        own = UNLIMITED if (kind.default.stopgap or not kind.default.residential) and not named else 0
                self.pools.append(Thing(name=f"{kind.name} in {region.name}", kind=kind, region=region, base=own or 0, inside=[], held=0))
                self.pools[-1].level = self.level(kind.name, region, own or 0, 0)
        self.slots = []
        for gate in self.s.gates:
            for region in self.s.regions if gate.kind == "slots" else []:
                number = self.gate_number(gate, region)
                self.slots.append(Thing(gate=gate, region=region, base=number, busy=0, line=[]))
                self.slots[-1].level = self.level(gate.name, region, number, 0)
        self.lines = {(gate.name, region.name): [] for gate in self.s.gates if gate.kind == "supply" for region in self.s.regions}

    def pools_by_kind(self):
        return [pool for kind in self.s.pools for pool in self.pools if pool.kind is kind]

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
        if region.name not in self.nearest_to:
            self.nearest_to[region.name] = sorted((other for other in self.s.regions if other is not region), key=lambda other: self.km[region.name, other.name])
        return self.nearest_to[region.name]

    # ---- the begin ----

    def begin(self):
        self.plan_changes()
        self.begin_initial()
        self.begin_homes()
        self.begin_intake()

    # ---- asking ----

    def next_number(self):
        self.number += 1
        return self.number

    def first_request(self, region, n, given):
        """Who is prevented, or not seen, never asks and has no number."""
        h = Thing(origin=region, key=hash_of(region.name) << 32 | n, number=self.number + 1, episode=0)
        drawn = pick({name: group.share for name, group in self.groups.items()}, self.draws.get("group", h.key, 0))
        self.make_household(h, given, drawn)
        if self.asks(h, given):
            self.number += 1
            self.ask(h, given, again=False, returned=False)

    def make_household(self, h, given, drawn_group):
        h.group = self.groups[given.group or drawn_group]
        drawn = int(h.group.children.value(self.draws.get("children", h.key, 0)) + 0.5)
        h.persons = int(h.group.adults) + (drawn if given.children is None else given.children)

    def ask(self, h, given=None, again=False, returned=False):
        self.begin_episode(h, given, again, returned)
        self.write(h, "arrived", h.origin)
        self.search(h)

    def colour_and_need(self, h, given, episode):
        colour = pick({name: h.group.triage[name] for name in COLOURS if name in h.group.triage}, self.draws.get("colour", h.key, episode))
        need = pick(h.group.needs, self.draws.get("need", h.key, episode))
        return (given and given.colour) or colour, (given and given.need) or need

    def begin_episode(self, h, given, again, returned):
        self.here = sorted(self.here + [h], key=lambda other: other.number)
        h.episode += 1
        h.again, h.returned = again, returned   # who returned has done so however often it asks again
        h.colour, h.need = self.colour_and_need(h, given, h.episode)
        h.state, h.at, h.since = "searching", h.origin, self.now   # searching, waiting, inside, gone
        h.stay = None          # where it is: pool, stage, rule, phase (travelling, staying, blocked, delayed), next, ...
        h.lost = None          # what is left of a stay whose place went
        h.visits, h.first_place, h.offers, h.applied = {}, None, 0, None
        h.gates = {}           # gate -> "later", "applied", "open", "asked", "not asked"
        h.events, h.gate_events, h.back_events = [], [], []   # pending: of the search and the stay; of the gates; of the take-back

    def words(self, h):
        """What rules, classes and reserves may call it."""
        return [h.colour, h.group.name] + ["again"] * h.again + ["returned"] * h.returned

    def open_rules(self, h):
        """Rules this household may use, in order."""
        key = (h.colour, h.group.name, h.again, h.returned, h.need)
        if key not in self.rules_for:
            self.rules_for[key] = self.find_rules(h)
        return self.rules_for[key]

    def find_rules(self, h):
        order, words = list(self.stages), self.words(h)
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
        key = (h.origin.name, rule.number)
        if key not in self.regions_by:
            own = [h.origin] if rule.where in ("own", "any") else []
            others = [r for r in self.nearest(h.origin) if self.km[h.origin.name, r.name] <= rule.within] if rule.where != "own" else []
            self.regions_by[key] = own + others
        return self.regions_by[key]

    def pools_for(self, h, region, stage_name):
        """Pools where this group may have this stage: its own first, then shared ones."""
        key = (h.group.name, region.name, stage_name)
        if key not in self.pools_of:
            self.pools_of[key] = [pool for pool in self.pools_of_stage(region, stage_name) if pool.kind.takes is None or h.group.name in pool.kind.takes]
        return self.pools_of[key]

    def first_fit(self, h, region, stage_name):
        for pool in self.pools_for(h, region, stage_name):
            if self.fits(h, pool):
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
        self.next_step(h, steps, self.next_serial(), first)

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

    def ring_again(self, h, waited=0):
        """Whoever waits or is in a stopgap rings round again and again; who has waited has done so before."""
        rules = self.open_rules(h)
        retry = ([rule.retry for rule in rules if rule.waits] + [DAY_S])[0]
        if h.state == "inside":
            rules = [rule for rule in rules if rule.number < h.stay.rule.number]
        steps = [step for step in self.steps(h, rules) if step[0] == "call"]
        if steps:
            length = self.s.call_s * len(steps)
            h.events.append(self.schedule(self.now + retry - waited % retry, CALL, self.on_retry, h, steps, max(retry, length)))

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
        waiting = [other for other in self.here if other.state == "waiting"]
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
        self.here.remove(h)
        self.forget(h.events)
        self.forget(h.back_events)
        self.drop_gates(h)

    def forget(self, events):
        for event in events:
            self.cancel(event)
        events.clear()

    def maybe_return(self, h, way, from_place=False):
        share = h.group.returns.get(way.name, way.returns)
        for lever in (self.s.levers["casework"], self.s.levers["aftercare"]) if from_place else ():
            concerned = lever and (lever.exits is None or way.name in lever.exits) and (lever.groups is None or h.group.name in lever.groups)
            if concerned and self.draws.get(lever.name, h.key, h.episode) < self.lever_share(lever, h.origin, self.now):
                share *= lever.factor
        if self.draws.get("return", h.key, h.episode) < share:
            after = way.after.seconds(self.draws.get("return_after", h.key, h.episode))
            self.schedule(self.now + after, RETURN, self.ask, h, None, False, True)

    # ---- a place ----

    def enter(self, h, pool, stage, rule, word="placed", granted=False):
        """A place is taken; the planned stay begins on arrival."""
        self.forget(h.events)
        self.change_place(h, pool)
        same = h.lost is not None and h.lost.stage == stage and h.lost.next_kept
        h.state = "inside"
        h.stay = Thing(pool=pool, stage=stage, rule=rule, phase="travelling", next=None, planned=None, cause=None, ended=None, ends=None,
                       entered=self.now, asks_back=False, due=None)
        if not self.stages[stage].stopgap:
            h.first_place = self.now if h.first_place is None else h.first_place
        self.write(h, word, pool.region, self.stages[stage])
        self.plan_stay(h, same)
        keeps = same and h.applied == h.stay.next or h.stay.next is None and h.lost is not None
        if not keeps:
            self.drop_gates(h)
            if h.stay.next in self.exits:
                self.apply_for(h, self.exits[h.stay.next])
        if not self.stages[stage].stopgap:
            h.lost = None
        elif h.lost is not None and h.stay.next is not None:
            h.lost.next_kept = False   # a stopgap with a next step of its own came between
        self.travel(h)
        if self.stages[stage].stopgap:
            if self.s.search == "calls":
                self.ring_again(h)
            if not granted:   # one that was granted claims pools that are still to be served
                self.try_claims(h)

    def change_place(self, h, pool):
        """Out of the old pool, into the new one; moving on inside a pool keeps the place."""
        old = h.stay.pool if h.state == "inside" else None
        if old is pool and h in pool.inside:
            return
        self.forget(h.back_events)
        if old and h.stay.phase == "travelling":
            h.at = h.origin    # turns round
        if old and h in old.inside:
            self.take_out(h, old)
            self.has_gained(old)
        pool.inside.append(h)
        if old:
            h.stay.pool = pool

    def travel(self, h, stands=()):
        """An end of stay that is scheduled stands when there is no way to go."""
        away = self.km[h.at.name, h.stay.pool.region.name]
        trip = whole_seconds(away * self.s.detour / self.s.speed_kmh * 3600) if self.s.travels else 0
        if trip > 0:
            self.forget(list(stands))
            h.stay.phase = "travelling"
            h.events.append(self.schedule(self.now + trip, TRAVELLED, self.arrive, h))
        elif stands:
            h.events, h.at = list(stands), h.stay.pool.region
        else:
            self.begin_stay(h)

    def try_claims(self, h):
        """A claim is tried at the instant it is made; true when one is granted."""
        for pool, stage, rule in self.claims(h):
            if self.fits(h, pool):
                self.enter(h, pool, stage, rule)
                return True
        return False

    def occasion(self, h, name, number=0):
        """Of an episode, what it is about, and the visit or offer."""
        return (h.episode & 0xFFFFF) << 36 | (hash_of(name) & 0xFFFFF) << 16 | (number & 0xFFFF)

    def plan_stay(self, h, same):
        stage, stay = self.stages[h.stay.stage], h.stay
        visit = h.visits[stage.name] = h.visits.get(stage.name, 0) + 1
        occasion = self.occasion(h, stage.name, visit)
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
            if h.stay.ends is None:
                h.stay.ends = self.now + h.stay.planned
            h.events.append(self.schedule(max(h.stay.ends, self.now), END, self.on_stay_ended, h))
            self.plan_take_back(h)

    def on_stay_ended(self, h):
        """Of a stopgap too: who is to leave it claims nothing any more."""
        stay = h.stay
        self.forget(h.events)
        self.write(h, "stay_ended", stay.pool.region, self.stages[stay.stage])
        stay.phase, stay.ended, stay.asks_back = "blocked", self.now, False
        if stay.next in self.exits:
            return self.try_exit(h)
        region = self.onward_region(h)
        keeps = stay.pool.region is region and stay.next in stay.pool.kind.stages
        pool = stay.pool if keeps else self.first_fit(h, region, stay.next)
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
        h.stay.phase, h.claimed = "blocked", self.next_serial()
        if h.stay.cause != cause:
            h.stay.cause = cause
            self.write(h, "blocked", h.stay.pool.region, self.stages[h.stay.stage], cause)


# ---- small helpers ----

def onward_of_group(onward, node):
    """Shares that differ for a group, in the order of the stage; `others: scale` fills up the rest in proportion."""
    own = {name: share["share"] if isinstance(share, dict) and "share" in share else share for name, share in node.items() if name != "others"}
    own = {name: part for name, part in shares(own).items()}
    others = sum(part for name, part in onward.items() if name not in own)
    scale = (1 - sum(own.values())) / others if node.get("others") == "scale" and others > 0 else 0
    return {**{name: own.get(name, part * scale) for name, part in onward.items()}, **own}


def stay_of_group(stay, default, node):
    """A new mean of the stage's stay, a factor, or a whole distribution. A new mean changes every stay of the stage in proportion."""
    node = node["stay"] if isinstance(node, dict) and "stay" in node else node
    if isinstance(node, dict):
        return law(node)
    value, unit = split(node)
    if unit == "x":
        return stay.times(value)
    return stay.times(duration(node) / default.mean()) if default.mean() > 0 else law(node)
