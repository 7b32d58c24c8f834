"""The scenario file, read plainly: text with units becomes numbers, maps become small objects.

Only faultless files are read; what is wrong with a file is for `doorstroom check` to say. A key that is not known here raises
NotUnderstood, so that nothing is passed over in silence. Time is in seconds from the start of the counted period.
"""
import datetime
import math
import os
import re

from files import read_tree
from laws import FORMS, Law, whole_seconds

DAY_S = 86400
YEAR_S = 31557600
UNIT_S = {"s": 1, "min": 60, "h": 3600, "d": DAY_S, "wk": 604800, "mo": 2629800, "yr": YEAR_S}
UNLIMITED = math.inf
EARTH_KM = 6371.0088
# Order at one instant; of intake first requests, then repeats, then returns.
INITIAL, CHANGE, END, TRAVELLED, CALL, PATIENCE, TAKE_BACK, FIRST, AGAIN, RETURN = range(1, 11)
COLOURS = ["green", "orange", "red"]


class NotUnderstood(Exception):
    """A part of the language that this oracle does not know, or a law whose inverse it cannot compute."""


class Thing:
    """Any named bundle of values."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        return str(self.__dict__.get("name", self.__dict__))


# ---- scalars ----

def plain(node):
    """A scalar may be written long: {value: ..., range: ..., source: ..., note: ...}."""
    return node["value"] if isinstance(node, dict) and "value" in node else node


def split(node):
    """'3500 /yr' -> 3500.0, '/yr'."""
    text = plain(node)
    match = re.fullmatch(r"\s*([-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(.*?)\s*", text)
    if not match:
        raise NotUnderstood(f"the number {text!r}")
    return float(match.group(1).replace("_", "")), match.group(2).replace(" ", "")


def is_number(node):
    return isinstance(plain(node), str) and re.match(r"\s*[-+]?\d", plain(node)) is not None


def duration(node):
    value, unit = split(node)
    return value * UNIT_S[unit]


def rate_per_year(node):
    value, unit = split(node)
    return value if unit == "/yr" else value * YEAR_S / UNIT_S[unit[1:]]


def share(node):
    value, unit = split(node)
    return value / 100 if unit == "%" else value


def growth(node):
    value, unit = split(node)
    return value / 100 if unit.startswith("%") else value


def factor(node):
    return split(node)[0]


def distance_km(node):
    value, unit = split(node)
    return value / 1000 if unit == "m" else value


def count(node):
    text = plain(node)
    return UNLIMITED if text in ("unlimited", "none") else split(text)[0]


def flag(node):
    return plain(node) == "yes"


def names(node):
    return [node] if isinstance(node, str) else list(node)


def date_s(text):
    year, month, day = (int(part) for part in text.split("-"))
    return (datetime.date(year, month, day) - datetime.date(1970, 1, 1)).days * DAY_S


def add_years(second, years):
    """29 February becomes 28."""
    day = datetime.date(1970, 1, 1) + datetime.timedelta(days=second // DAY_S)
    last = 28 if day.month == 2 and day.day == 29 else day.day
    return date_s(f"{day.year + years:04d}-{day.month:02d}-{last:02d}")


def shares(node, read=share):
    """{name: share} in file order; `rest` takes what is left."""
    if isinstance(node, str):
        return {node: 1.0}
    found = {name: (None if plain(value) == "rest" else read(value)) for name, value in node.items()}
    left = 1 - sum(value for value in found.values() if value is not None)
    return {name: float(f"{max(left, 0):.15g}") if value is None else value for name, value in found.items()}


def pick(parts, uniform):
    """The name at this height of the shares piled up in their order."""
    pile = 0
    for name, part in parts.items():
        pile += part
        if uniform < pile:
            return name
    return ([name for name, part in parts.items() if part > 0] or [None])[-1]


# ---- distributions ----

def law(node, number=duration):
    """A distribution, or a bare value."""
    if plain(node) == "none":
        return Law("none", 0.0)
    if not isinstance(node, dict) or "value" in node:
        return Law("constant", number(node))
    (kind, parts), = [(key, value) for key, value in node.items() if key not in ("source", "note")]
    if kind == "empirical":
        parts = shares(parts)
        return Law("empirical", sorted((number(value), part) for value, part in parts.items()))
    if kind == "mixture":
        portions = shares({i: part["share"] for i, part in enumerate(parts)})
        laws = [law({key: value for key, value in part.items() if key != "share"}, number) for part in parts]
        return Law("mixture", [(one, portions[i]) for i, one in enumerate(laws)])
    if kind not in FORMS:
        raise NotUnderstood(kind)
    if not isinstance(parts, dict) or "value" in parts:
        return Law(kind, number(parts))
    return Law(kind, *(split(parts[key])[0] if key in ("shape", "k") else number(parts[key]) for key in FORMS[kind]))


# ---- maps ----

class Keys:
    """A map whose keys are taken one by one; `done` refuses what is left."""

    def __init__(self, node, path):
        self.left, self.path = dict(node or {}), path

    def take(self, key, read=None, absent=None):
        node = self.left.pop(key, None)
        if node is None or isinstance(node, str) and node in ("~", ""):
            return absent
        return read(node) if read else node

    def inner(self, key):
        return Keys(self.take(key), f"{self.path}.{key}")

    def each(self, key, absent=()):
        """Named things, in file order."""
        node = self.take(key, absent={name: {} for name in absent})
        return [(name, Keys(node[name], f"{self.path}.{key}.{name}")) for name in node if not isinstance(node[name], str) or node[name] != "~"]

    def ignore(self, *keys):
        for key in keys:
            self.left.pop(key, None)

    def done(self):
        if self.left:
            raise NotUnderstood(f"{self.path}.{next(iter(self.left))}".lstrip("."))


# ---- the scenario ----

def read_time(keys):
    time = keys.inner("time")
    start = date_s(time.take("start"))
    warm_up, horizon = time.take("warm_up", absent="0 d"), time.take("horizon")
    years, unit = split(horizon)
    begin, end = -whole_seconds(duration(warm_up)), whole_seconds(duration(horizon))
    if unit == "yr" and years == int(years):
        end = add_years(start, int(years)) - start
    years, unit = split(warm_up)
    if unit == "yr" and years == int(years):
        begin = add_years(start, -int(years)) - start
    time.ignore("series")
    time.done()
    return start, begin, end


def when(node, start):
    """A date, or a duration from the start."""
    text = plain(node)
    return date_s(text) - start if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else int(math.floor(duration(text) + 0.5))


def read_onward(node):
    """Shares of next steps, and stays of their own."""
    if node is None:
        return {}, {}
    long = {name: value for name, value in node.items() if isinstance(value, dict) and "share" in value}
    own_stays = {name: law(value["stay"]) for name, value in long.items() if "stay" in value}
    return shares({name: value["share"] if name in long else value for name, value in node.items()}), own_stays


def read_stages(keys):
    stages = []
    for name, stage in keys.each("stages"):
        onward, own_stays = read_onward(stage.take("onward"))
        stages.append(Thing(name=name, stay=stage.take("stay", law), onward=onward, own_stays=own_stays,
                            stay_if=stage.take("stay_if", lambda n: {k: factor(v) for k, v in n.items()}, {}),
                            residential=stage.take("residential", flag, True), stopgap=stage.take("stopgap", flag, False),
                            places=stage.take("places", count)))
        stage.ignore("screened", "cost")
        stage.done()
    return stages


def read_groups(keys, stages):
    groups = []
    node = keys.take("groups") or {"all": {"share": "100 %"}}
    parts = shares({name: group.get("share", "rest") for name, group in node.items() if "share" in group or len(node) == 1})
    for name in node:
        group = Keys(node[name], f"groups.{name}")
        group.ignore("share")
        groups.append(Thing(name=name, share=parts.get(name, 0.0), adults=group.take("adults", count, 1),
                            children=group.take("children", lambda n: law(n, lambda m: split(m)[0]), Law("constant", 0.0)),
                            triage=group.take("triage", shares, {"green": 1.0}),
                            needs=group.take("needs", shares, {stages[0].name: 1.0}),
                            stays=group.take("stays", absent={}), onward=group.take("onward", absent={}),
                            returns=group.take("returns", lambda n: {k: share(v) for k, v in n.items()}, {})))
        group.done()
    return groups


def read_exits(keys):
    exits = []
    for name, way in keys.each("exits"):
        returns = way.inner("returns")
        exits.append(Thing(name=name, gates=way.take("gates", names, []), delay=way.take("delay", law, Law("constant", 0.0)),
                           returns=returns.take("share", share, 0.0), after=returns.take("after", law, Law("constant", 0.0))))
        returns.done()
        way.done()
    return exits


def read_regions(keys):
    regions = []
    for name, region in keys.each("regions"):
        region.ignore("name", "code", "source", "population")
        regions.append(Thing(name=name, lat=region.take("lat", factor), lon=region.take("lon", factor),
                             stay_factor=region.take("stay_factor", factor, 1.0),
                             places=region.take("places", lambda n: {k: count(v) for k, v in n.items()}, {})))
        regions[-1].columns = {key: count(value) for key, value in region.left.items() if is_number(value) or plain(value) == "unlimited"}
    return regions


def read_pools(keys, stages):
    """One pool per stage, and those named; `of_file` keeps their order."""
    pools = {stage.name: Thing(name=stage.name, stages=[stage.name], takes=None, places={}, limit=UNLIMITED, default=stage, reserve={},
                               persons=False, backfill=True)
             for stage in stages}
    for name, keys_of in keys.each("pools"):
        waiting = keys_of.inner("waiting")
        pool = pools.setdefault(name, Thing(name=name, stages=[], default=None))
        serves = keys_of.take("stages", names) or keys_of.take("stage", names)
        pool.stages = serves or pool.stages
        pool.takes = keys_of.take("takes", names)
        pool.places = keys_of.take("places", lambda n: {k: count(v) for k, v in n.items()}, {})
        pool.reserve = keys_of.take("reserve", lambda n: {k: count(v) for k, v in n.items()}, {})
        pool.persons, pool.backfill = keys_of.take("unit") == "person", keys_of.take("backfill", flag, True)
        pool.limit = waiting.take("limit", count, UNLIMITED)
        waiting.done()
        keys_of.done()
    return list(pools.values())


def read_gates(keys):
    gates = []
    for name, gate in keys.each("gates"):
        gates.append(Thing(name=name, kind=gate.take("kind"), of=gate.take("of", absent="stay"), column=gate.take("column"),
                           each=gate.take("each", count), factor=gate.take("factor", factor, 1.0),
                           given=gate.take("given", lambda n: {k: count(v) for k, v in n.items()}, {}),
                           growth=gate.take("growth", growth, 0.0), sizes=gate.take("sizes", shares),
                           accept=gate.take("accept", share, 1.0), apply_after=gate.take("apply_after", lambda n: whole_seconds(duration(n)), 0),
                           share=gate.take("share", share, 1.0), held=gate.take("held", law, Law("constant", 0.0)),
                           wait=gate.take("wait", law, Law("constant", 0.0))))
        gate.done()
    return gates


def read_placement(keys):
    rules = []
    for number, node in enumerate(keys.take("placement")):
        rule = Keys(node, f"placement[{number}]")
        rule.ignore("id")
        waits = "wait" in rule.left
        wait = rule.inner("wait")
        then = wait.take("then", shares, {})
        rules.append(Thing(number=number, stage=rule.take("stage"), where=rule.take("where", absent="own"), waits=waits,
                           within=rule.take("within", distance_km, UNLIMITED), only=rule.take("only", names),
                           banned=rule.take("except", names, []), patience=wait.take("patience", law),
                           retry=whole_seconds(wait.take("retry", duration, DAY_S)), then=then,
                           again_after=wait.take("again_after", law, Law("constant", 0.0))))
        wait.done()
        rule.done()
    return rules


def read_volume(node, start, groups):
    """Requests a year: one number, by group (then shares of groups follow), or steps by date: [(from, a year)]."""
    if node is None:
        return []
    if not isinstance(node, dict) or "value" in node:
        return [(-math.inf, rate_per_year(node))]
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d", key) for key in node):
        steps = sorted((date_s(key) - start, rate_per_year(value)) for key, value in node.items())
        return [(-math.inf, steps[0][1])] + steps[1:]
    rates = {key: rate_per_year(value) for key, value in node.items()}
    for group in groups:
        group.share = rates.get(group.name, 0) / sum(rates.values())
    return [(-math.inf, sum(rates.values()))]


def read_by(node):
    """Columns with their weights, and whether regions may lack them."""
    if node is None:
        return {"intake_share": 1.0}, False
    if isinstance(node, dict) and "risk" in node:
        return shares(node["risk"], lambda one: share(one["share"] if isinstance(one, dict) and "share" in one else one)), True
    column = node["column"] if isinstance(node, dict) else node
    return {column: 1.0}, column != "intake_share"


def read_times(node):
    times = {}
    for name, entries in (node or {}).items():
        arrivals = [entry if isinstance(entry, dict) else {"at": entry} for entry in (entries if isinstance(entries, list) else entries["arrivals"])]
        times[name] = []
        for entry in arrivals:
            one = Keys(entry, f"intake.times.{name}")
            times[name].append(Thing(at=math.floor(duration(one.take("at")) + 0.5), group=one.take("group"), colour=one.take("colour"),
                                     children=one.take("children", lambda n: int(count(n))), need=one.take("need")))
            one.done()
    return times


def read_intake(keys, start, groups):
    intake = keys.inner("intake")
    numbers = lambda node: [factor(item) for item in node]
    shocks = []
    for _, shock in intake.each("shocks"):
        shocks.append(Thing(begin=when(shock.take("from"), start), end=shock.take("to", lambda n: when(n, start), UNLIMITED),
                            factor=shock.take("factor", factor), regions=shock.take("region", names)))
        shock.done()
    visible = intake.take("visible")
    visible = Keys(visible if isinstance(visible, dict) and "value" not in visible else {"share": visible}, "intake.visible")
    columns, needed = read_by(intake.take("by"))
    found = Thing(volume=read_volume(intake.take("households"), start, groups), columns=columns, columns_needed=needed,
                  growth=intake.take("growth", growth, 0.0), month=intake.take("month", numbers), weekday=intake.take("weekday", numbers),
                  hour=intake.take("hour", numbers), shocks=shocks, times=read_times(intake.take("times")),
                  visible=visible.take("share", share, 1.0), response=visible.take("response", share, 0.0))
    visible.done()
    intake.done()
    return found


def later(t, start, every, k):
    """The k-th time after a date; whole years keep the date."""
    if every is None or k == 0:
        return t
    years, unit = split(every)
    return add_years_at(start + t, int(years * k)) - start if unit == "yr" and years == int(years) else t + k * whole_seconds(duration(every))


def add_years_at(second, years):
    """The same time of the day."""
    return add_years(second, years) + second % DAY_S


def read_turns(change, start, end):
    """When a change holds: (from, in full from, to), again and again when it comes back."""
    begin, to = when(change.take("from"), start), change.take("to", lambda n: when(n, start))
    full, every = change.take("ramp_to", lambda n: when(n, start), begin), change.take("every")
    until = change.take("until", lambda n: when(n, start), UNLIMITED)
    turns, k = [], 0
    while later(begin, start, every, k) < min(end, until if every else UNLIMITED):
        turns.append(tuple(None if t is None else later(t, start, every, k) for t in (begin, full, to)))
        k += 1
        if every is None:
            break
    return turns


def read_changes(keys, start, end):
    changes = []
    for name, change in keys.each("changes"):
        counts = lambda node: {k: count(v) for k, v in node.items()}
        changes.append(Thing(name=name, order=len(changes), turns=read_turns(change, start, end), regions=change.take("region", names),
                             places=change.take("places", counts, {}), add=change.take("add", counts, {}), gate=change.take("gate"),
                             factor=change.take("factor", factor), lever=change.take("lever"), share=change.take("share", share),
                             at_once=change.take("removal") == "at_once", intake=change.take("intake")))
        change.done()
    return changes


def read_levers(keys, start):
    """Each by name; None where it is not given."""
    found, levers = {}, keys.inner("levers")
    for name in ("prevention", "casework", "aftercare"):
        node = levers.take(name)
        lever = Keys(node, f"levers.{name}")
        found[name] = None if node is None else Thing(
            name=name, share=lever.take("share", share, 0.0), groups=lever.take("groups", names), regions=lever.take("region", names),
            begin=lever.take("from", lambda n: when(n, start), -math.inf), end=lever.take("to", lambda n: when(n, start), UNLIMITED),
            factor=lever.take("factor", factor, 0.0), exits=lever.take("exits", names))
        lever.done()
    levers.done()
    return found


def read_people(node):
    """A number of households, one of them, or a list."""
    if isinstance(node, dict) and "people" in node:
        node = node["people"]
    entries = node if isinstance(node, list) else [node]
    return [entry if isinstance(entry, dict) and "value" not in entry else {"count": entry} for entry in entries]


def read_initial(keys):
    """Those with a place, then those who wait: region by region, in the order of the file."""
    found = []
    for region, here in keys.each("initial"):
        waiting = here.take("waiting", absent={})
        for stage, node, waits in [(s, n, False) for s, n in here.left.items()] + [(s, n, True) for s, n in waiting.items()]:
            for entry in read_people(node):
                one = Keys(entry, f"initial.{region}.{stage}")
                stayed = one.take("waited", law, Law("constant", 0.0)) if waits else one.take("stayed", lambda n: None if n == "steady" else law(n))
                found.append(Thing(region=region, stage=stage, waits=waits, count=int(one.take("count", count, 1)), since=stayed,
                                   origin=region if waits else one.take("from", absent=region), group=one.take("group"), colour=one.take("colour"),
                                   children=one.take("children", lambda n: int(count(n))), need=stage if waits else one.take("need")))
                one.done()
    return found


def money(node):
    """Euro, or euro a year."""
    text = plain(node).replace("eur", "").replace("/yr", "").strip()
    value, unit = split(text)
    return value * {"": 1, "M": 1e6, "k": 1e3}[unit]


def read_funding(keys, start):
    """What is bought, in the order of the file; how much and where is worked out in money.py."""
    found = []
    prices = {name: money(value) for name, value in (keys.take("prices") or {}).items() if name != "index"}
    for _, fund in keys.each("funding"):
        amount, begin = fund.take("amount", money), when(fund.take("from"), start)
        end, spends = fund.take("to", lambda n: when(n, start), UNLIMITED), fund.each("spend")
        portions = shares({name: spend.left["share"] for name, spend in spends if "share" in spend.left})
        for name, spend in spends:
            where, ready = spend.inner("where"), spend.inner("ready")
            spend.ignore("share")
            found.append(Thing(begin=begin, end=end, money=spend.take("amount", money, amount * portions.get(name, 0)), on=spend.take("on", shares),
                               quantity=spend.take("quantity", lambda n: split(n)[0]), price=spend.take("price", money), prices=prices,
                               by=where.take("by"), given=where.take("given", lambda n: {k: factor(v) for k, v in n.items()}), top=where.take("top", count),
                               at_least=where.take("at_least", count, 0), at_most=where.take("at_most", count, UNLIMITED), regions=where.take("regions", names),
                               after=ready.take("after", lambda n: whole_seconds(duration(n)), 0), over=ready.take("over", lambda n: whole_seconds(duration(n)), 0)))
            for part in (where, ready, spend):
                part.done()
        fund.done()
    return found


def read(path):
    """The scenario of one file."""
    keys = Keys(read_tree(os.path.abspath(path)), "")
    keys.ignore("doorstroom", "title", "montecarlo", "observed", "values")
    if keys.take("model", absent="shelter") != "shelter":
        raise NotUnderstood("model")
    start, begin, end = read_time(keys)
    stages = read_stages(keys)
    groups = read_groups(keys, stages)
    found = Thing(start=start, begin=begin, end=end, stages=stages, groups=groups, exits=read_exits(keys), regions=read_regions(keys),
                  pools=read_pools(keys, stages), gates=read_gates(keys), rules=read_placement(keys), intake=read_intake(keys, start, groups),
                  changes=read_changes(keys, start, end), levers=read_levers(keys, start), initial=read_initial(keys), funding=read_funding(keys, start))
    found.pilot = {name: {region: factor(value) for region, value in node.items()} for name, node in (keys.take("pilot") or {}).items()}
    claims, search, limits = keys.inner("claims"), keys.take("search"), keys.inner("limits")
    found.classes, found.own_first = claims.take("classes", names, []), claims.take("own_region_first", flag, False)
    claims.done()
    back = keys.take("take_back")
    back = Keys(back, "take_back") if back else None
    found.take_back = back and Thing(after=whole_seconds(back.take("after", duration)), stages=back.take("stages", names), banned=back.take("except", names, []))
    if back:
        back.done()
    search = {search: {}} if isinstance(search, str) else search
    found.search = next(iter(search)) if search else None
    seconds = Keys(search[found.search], f"search.{found.search}") if search else Keys({}, "")
    found.call_s = whole_seconds(seconds.take("each", duration, 900.0))
    found.look_s = whole_seconds(seconds.take("look", duration, 0.0))
    seconds.done()
    travel = keys.take("travel")
    found.travels = travel is not None
    travel = Keys(travel if isinstance(travel, dict) else {}, "travel")
    found.speed_kmh, found.detour = travel.take("speed", factor, 50.0), travel.take("detour", factor, 1.3)
    travel.done()
    found.list_limit = limits.take("waiting", count, UNLIMITED)
    limits.ignore("households")
    limits.done()
    keys.done()
    return found
