#!/usr/bin/env python3
"""Small random networks over the whole language: the program and the oracle must give the same log.

usage: networks.py --program PROGRAM [--seeds 1-200] [--keep FOLDER] [--show SEED]

A seed always gives the same network. One on which both differ is shrunk while the difference stays, and kept as FOLDER/network-SEED.yaml.
Exit code 0: all agree; 1: a difference; 2: wrong use.
"""
import argparse
import copy
import itertools
import os
import random
import sys
import tempfile
import time

import yaml

from language import NotUnderstood
from oracle import Refused, compare

REGIONS = ["noord", "zuid", "oost", "west", "midden"]
STAGES = ["emergency", "crisis", "follow_on", "accompanied"]
GROUPS = ["families", "men", "honour"]
COLOURS = ["green", "orange", "red"]
# Differences that are known and not yet mended: no network is made that would meet those of AVOIDED; one that differs as KNOWN says is
# counted apart. Each has its smallest file in tests/oracle/open.
AVOIDED = {"growth of a supply after a warm-up", "a last value without share", "a new mean of a stay of nothing"}
KNOWN = {"drawn twice: accept": "the second application of an episode counts its offers from 1 again"}


class Maker:
    """Throws the dice for one network."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def chance(self, share):
        return self.dice.random() < share

    def one(self, items):
        return self.dice.choice(list(items))

    def some(self, items, least=1):
        items = list(items)
        return self.dice.sample(items, self.dice.randint(min(least, len(items)), len(items)))

    def whole(self, low, high):
        return self.dice.randint(low, high)

    def shares(self, items):
        """Whole percents that add to 100, the last as `rest`."""
        items = list(items)
        cuts = sorted(self.whole(0, 19 if "a last value without share" in AVOIDED else 20) * 5 for _ in items[1:])
        parts = {name: f"{high - low} %" for name, low, high in zip(items, [0] + cuts, cuts)}
        return {**parts, items[-1]: "rest"}

    def days(self, low, high):
        """Often a round number, so that dates coincide."""
        if self.chance(0.6):
            return f"{self.whole(low, high)} d"
        return f"{self.whole(low * 24, high * 24)} h" if self.chance(0.5) else f"{self.whole(max(low * 86400, 600), high * 86400)} s"

    def law(self, low, high):
        kind = self.dice.random()
        if kind < 0.45:
            return self.days(low, high)
        a, b, c = sorted(self.whole(low * 24 + 1, high * 24 + 3) for _ in range(3))
        if kind < 0.7:
            return {"exponential": {"mean": f"{b} h"}}
        if kind < 0.8:
            return {"uniform": {"min": f"{a} h", "max": f"{c + 1} h"}}
        if kind < 0.88:
            return {"triangular": {"min": f"{a} h", "mode": f"{b} h", "max": f"{c + 1} h"}}
        if kind < 0.94:
            return {"weibull": {"shape": self.one([0.7, 1.5, 3]), "mean": f"{b} h"}}
        values = sorted({f"{self.whole(low, high)} d" for _ in range(3)})
        return {"empirical": self.shares(values)}

    # ---- parts of a scenario ----

    def make(self):
        self.regions = REGIONS[:self.one([1, 1, 2, 2, 3, 3, 4, 5])]
        self.stages = STAGES[:self.one([1, 1, 2, 2, 3, 4])]
        self.hotel = self.chance(0.35)
        self.groups = GROUPS[:self.one([2, 3])] if self.chance(0.5) else []
        self.horizon = self.whole(10, 60)
        self.search = self.one([None, None, "calls", "calls", "overview"])
        made = {"doorstroom": 1, "title": "A random network",
                "time": {"start": self.one(["2020-01-01", "2019-02-25"]), "horizon": f"{self.horizon} d"},
                "montecarlo": {"replications": 1, "seed": self.whole(1, 99)}}
        self.warm_up = self.whole(1, 20) if self.chance(0.3) else 0
        if self.warm_up:
            made["time"]["warm_up"] = f"{self.warm_up} d"
        self.column, self.cyclic = False, self.chance(0.3)
        self.gates = self.make_gates()
        self.exits = self.make_exits()
        made["regions"] = self.make_regions()
        made["stages"] = self.make_stages()
        if self.groups:
            self.served = [name for name in self.stages if made["stages"][name]["stay"] not in ("none", "0 d")]
            made["groups"] = self.make_groups()
        made["exits"] = self.exits
        if self.gates:
            made["gates"] = self.gates
        self.pools = self.make_pools(made["regions"])
        if self.pools:
            made["pools"] = self.pools
        made["intake"] = self.make_intake(made["time"])
        made["placement"] = self.make_placement()
        if self.chance(0.5):
            made["claims"] = self.make_claims()
        if self.search == "calls":
            made["search"] = {"calls": {"each": self.one(["15 min", "1 h", "6 h", "0 min", "37 s"])}}
        elif self.search:
            made["search"] = {"overview": {"look": self.one(["0 min", "5 min", "1 h"])}}
        if self.chance(0.5):
            made["travel"] = self.one([{}, {"speed": "20 km/h"}, {"speed": "80 km/h", "detour": 1.1}])
        if self.chance(0.15):
            made["limits"] = {"waiting": self.whole(0, 4)}
        if self.chance(0.25):
            made["take_back"] = {"after": self.days(1, 4)}
            if self.chance(0.4):
                made["take_back"]["stages"] = self.some(self.stages)
            if self.chance(0.3):
                made["take_back"]["except"] = self.some(COLOURS + self.groups)[:2]
        if self.chance(0.45):
            made["changes"] = self.make_changes(made["regions"])
        return made

    def make_regions(self):
        self.located, made = self.chance(0.65), {}
        stages = self.stages + (["hotel"] if self.hotel else [])
        for name in self.regions:
            region = {"places": {stage: self.one([0, 1, 1, 2, 3]) for stage in stages if self.chance(0.85)}}
            if self.located:
                region.update(lat=round(self.dice.uniform(51, 53), self.whole(0, 3)), lon=round(self.dice.uniform(4, 7), self.whole(0, 3)))
            if self.chance(0.15):
                region["stay_factor"] = self.one([0.5, 1.5])
            if self.chance(0.5):
                region["intake_share"] = self.whole(1, 5)
            if self.column:
                region["column_a"] = self.whole(0, 3)
            made[name] = region
        for stage in self.stages:
            if not any(region["places"].get(stage) for region in made.values()):
                self.one(made.values())["places"][stage] = 1
        if not all("intake_share" in region for region in made.values()):
            for region in made.values():
                region.pop("intake_share", None)
        return made

    def make_stages(self):
        made = {}
        for i, name in enumerate(self.stages):
            later = self.stages[i + 1:]
            others = [other for other in self.stages if other != name] if self.cyclic else later
            steps = self.some(others + list(self.exits))
            if not any(step in self.exits for step in steps):
                steps.append(self.one(self.exits))
            if self.chance(0.1):
                steps = [name] + steps
            stage = {"stay": self.law(1, 8), "onward": self.shares(steps)}
            if later and self.chance(0.15):
                stage["stay"] = self.one(["none", "0 d"])
            if self.chance(0.15):
                stage["stay_if"] = {self.one(steps): self.one([0.5, 2])}
            made[name] = stage
            if self.chance(0.12) and stage["stay"] not in ("none", "0 d"):
                step = steps[0]
                if step != name:
                    stage["onward"][step] = {"share": stage["onward"][step], "stay": self.law(1, 4)}
        if self.hotel:
            made["hotel"] = {"stopgap": "yes"}
            if self.chance(0.6):
                made["hotel"]["places"] = self.whole(1, 2)
            if self.chance(0.2):
                made["hotel"].update(stay=self.law(1, 4), onward=self.shares(self.some(self.exits)))
        return made

    def make_groups(self):
        made = {}
        for name, part in self.shares(self.groups).items():
            group = {"share": part}
            if self.chance(0.4):
                group["children"] = {"empirical": self.shares(["0", "1", "3"])}
            if self.chance(0.3):
                group["adults"] = self.whole(1, 2)
            if self.chance(0.6):
                group["triage"] = self.shares(self.some(COLOURS))
            if self.chance(0.5):
                group["needs"] = self.shares(self.some(self.stages))
            if self.served and self.chance(0.3):
                group["stays"] = {self.one(self.served): self.one([self.days(1, 5), "1.5 x", {"exponential": {"mean": "2 d"}}])}
            if self.chance(0.2):
                group["returns"] = {self.one(self.exits): f"{self.whole(0, 100)} %"}
            made[name] = group
        return made

    def make_exits(self):
        made = {"left": {}}
        for name in ["home", "family"][:self.whole(0, 2)]:
            made[name] = {}
        for way in made.values():
            if self.gates and self.chance(0.7):
                way["gates"] = self.some(self.gates)
            if self.chance(0.3):
                way["delay"] = self.law(0, 3)
            if self.chance(0.35):
                way["returns"] = {"share": f"{self.whole(1, 10) * 10} %", "after": self.one(["0 d", self.law(1, 6)])}
        return made

    def make_gates(self):
        made = {}
        for kind in self.some(["supply", "slots", "wait", "wait"], 0) if self.chance(0.55) else []:
            gate = {"kind": kind}
            if self.chance(0.5):
                gate["of"] = self.one(["origin", "stay"])
            if kind != "wait" or self.chance(0.3):
                number = self.one([{"column": "column_a"}, {"each": self.whole(1, 2)}, {"given": {name: self.whole(0, 3) for name in self.regions}}])
                gate.update(number)
                self.column = self.column or "column" in number
            if kind == "supply":
                gate["factor"] = self.one([20, 60, 150])
                gate["accept"] = self.one(["100 %", "60 %", "30 %"])
                if self.chance(0.3):
                    gate["sizes"] = self.one([{"1": "40 %", "2": "35 %", "4": "25 %"}, {"2": "100 %"}])
                if self.chance(0.3) and not ("growth of a supply after a warm-up" in AVOIDED and self.warm_up):
                    gate["growth"] = self.one(["50 %/yr", "-40 %/yr"])
            if kind == "slots":
                gate["held"] = self.law(1, 6)
            if kind == "wait":
                gate["wait"] = self.law(0, 6)
                if self.chance(0.5):
                    gate["share"] = self.one(["50 %", "80 %"])
            if kind != "slots" and self.chance(0.4):
                gate["apply_after"] = self.days(0, 5)
            made[f"{kind}_{len(made)}"] = gate
        return made

    def make_pools(self, regions):
        made = {}
        if self.groups and self.chance(0.3):
            made[self.one(self.stages)] = {"takes": self.some(self.groups)}
        if self.groups and self.chance(0.4):
            made["special"] = {"stage": self.one(self.stages), "takes": self.some(self.groups), "places": self.places_of(2)}
        if len(self.stages) > 1 and self.chance(0.3):
            made["flex"] = {"stages": self.some(self.stages, 2), "places": self.places_of(2)}
            if self.groups and self.chance(0.3):
                made["flex"]["takes"] = self.some(self.groups)
        for name in self.stages:
            if self.chance(0.1):
                made.setdefault(name, {})["waiting"] = {"limit": self.whole(0, 3)}
        for name in self.stages + [name for name in ("special", "flex") if name in made]:
            if self.chance(0.12):
                words = COLOURS + self.groups + ["own"]
                made.setdefault(name, {})["reserve"] = {word: self.whole(1, 2) for word in self.some(words)[:2]}
            if self.chance(0.12):
                made.setdefault(name, {})["unit"] = "person"
                if self.chance(0.4):
                    made[name]["backfill"] = "no"
                for places in [made[name].get("places", {})] + ([region["places"] for region in regions.values()] if name in self.stages else []):
                    places.update({key: 3 * places[key] for key in places if key == name or places is made[name].get("places")})
        return made

    def places_of(self, most):
        return {name: self.whole(0, most) for name in self.some(self.regions)}

    def make_intake(self, time):
        warm_up = int(time.get("warm_up", "0 d").split()[0])
        per_day = self.dice.uniform(0.3, 1.5) * len(self.regions)
        if self.chance(0.45):
            times = {}
            for name in self.some(self.regions):
                arrivals = []
                for _ in range(self.whole(1, max(2, int(per_day * (self.horizon + warm_up) / len(self.regions))))):
                    at = f"{self.whole(-warm_up, self.horizon - 1)} d" if self.chance(0.6) else f"{self.whole(-warm_up * 24, self.horizon * 24 - 1)} h"
                    arrival = {"at": at}
                    if self.groups and self.chance(0.2):
                        arrival["group"] = self.one(self.groups)
                    if self.chance(0.2):
                        arrival["colour"] = self.one(COLOURS)
                    if self.chance(0.2):
                        arrival["need"] = self.one(self.stages)
                    if self.chance(0.1):
                        arrival["children"] = self.whole(0, 3)
                    arrivals.append(at if len(arrival) == 1 else arrival)
                times[name] = arrivals
            return {"times": times}
        made = {"households": f"{per_day:.2f} /d"}
        if self.chance(0.15):
            made["growth"] = self.one(["100 %/yr", "-50 %/yr"])
        if self.chance(0.1):
            made["month"] = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        if self.chance(0.1):
            made["weekday"] = [1, 1, 1, 1, 1, 3, 0]
        if self.chance(0.05):
            made["hour"] = [1] * 8 + [3] * 10 + [0] * 6
        if self.chance(0.15):
            shock = {"from": f"{self.whole(0, 5)} d", "to": f"{self.whole(6, 9)} d", "factor": self.one([0, 0.5, 3])}
            if self.chance(0.5):
                shock["region"] = self.some(self.regions)
            made["shocks"] = {"wave": shock}
        return made

    def make_placement(self):
        rules = []
        for name in self.stages:
            for where in self.some(["own", "elsewhere", "any"]):
                rules.append({"stage": name, "where": where})
        self.dice.shuffle(rules)
        if self.chance(0.6):
            rules.sort(key=lambda rule: self.stages.index(rule["stage"]))
        del rules[self.whole(1, 6):]
        if self.hotel:
            place = len(rules) if self.chance(0.7) else self.whole(0, len(rules))
            rules.insert(place, {"stage": "hotel", "where": self.one(["own", "own", "any", "elsewhere"])})
        for rule in rules:
            if self.located and rule["where"] != "own" and self.chance(0.25):
                rule["within"] = f"{self.whole(10, 150)} km"
            words = COLOURS + self.groups + ["returned", "again"]
            if self.chance(0.2):
                rule["only"] = self.some(words)
            if self.chance(0.15):
                rule["except"] = self.some(words)[:2]
        if self.chance(0.8):
            rules.append({"wait": self.make_wait()})
            if self.chance(0.1):
                rules[-1]["only"] = self.some(COLOURS)
                if self.chance(0.5):
                    rules.append({"wait": self.make_wait()})
        return rules

    def make_wait(self):
        wait = {}
        if self.chance(0.98):
            wait["patience"] = self.law(1, 6)
            if self.chance(0.8):
                targets = self.some(list(self.exits) + ["again"])
                wait["then"] = self.shares(targets)
                if "again" in targets:
                    wait["again_after"] = self.law(0, 4)
        if self.search == "calls" and self.chance(0.5):
            wait["retry"] = self.one(["6 h", "1 d", "100 min"])
        return wait

    def make_claims(self):
        words = COLOURS + self.groups + ["waiting", "again", "returned"] + ["blocked_" + name for name in self.stages]
        if self.chance(0.3):
            words.append("take_back")
        if self.hotel:
            words.append("hotel")
        made = {"classes": self.some(words)}
        if self.chance(0.5):
            made["own_region_first"] = "yes"
        return made

    def make_changes(self, made_regions):
        made = {}
        n = self.whole(1, 3)
        for i in range(n):
            begin = self.whole(0, self.horizon - 2)
            change = {"from": f"{begin} d" if self.chance(0.7) else f"{begin * 24 + 7} h"}
            if self.chance(0.5):
                change["to"] = f"{self.whole(begin + 1, self.horizon)} d"
            if self.chance(0.6):
                change["region"] = self.some(self.regions)
            kind = self.dice.random()
            slots = [name for name, gate in self.gates.items() if gate["kind"] == "slots"]
            supplies = [name for name, gate in self.gates.items() if gate["kind"] == "supply"]
            if kind < 0.2:
                change["intake"] = "closed"
            elif kind < 0.3 and supplies:
                change.update(gate=self.one(supplies), factor=self.one([0, 0.5, 3]))
            elif kind < 0.4 and slots:
                change["add"] = {self.one(slots): self.whole(0, 2)}
            else:
                name = self.one(self.stages + list(set(self.pools) - set(self.stages)) + (["hotel"] if self.hotel else []))
                change.update({"places": {name: self.whole(0, 3)}} if self.chance(0.5) else {"add": {name: self.whole(1, 2)}})
                having = [region for region in self.regions if made_regions[region]["places"].get(name)]
                if n == 1 and having and self.chance(0.5):
                    del change[next(key for key in ("places", "add") if key in change)]
                    change.update(region=self.some(having), add={name: -1})
                if self.chance(0.5):
                    change["removal"] = "at_once"
            made[f"change_{i}"] = change
        return made


# ---- comparing and shrinking ----

def write(made, path):
    with open(path, "w", encoding="utf-8") as file:
        yaml.safe_dump(made, file, sort_keys=False, width=150, default_flow_style=None)


def has_empty(node):
    if isinstance(node, list):
        return not node or any(has_empty(item) for item in node)
    return isinstance(node, dict) and any(has_empty(item) for item in node.values())


def differs(program, made, folder):
    """The difference, or None; raises Refused or NotUnderstood."""
    if has_empty(made):
        raise NotUnderstood("an empty list")
    path = os.path.join(folder, "network.yaml")
    write(made, path)
    return compare(program, path)


def still_differs(program, made, folder, kind=""):
    """The difference, when it is of the same kind."""
    try:
        difference = differs(program, made, folder)
        return difference if difference and kind_of(difference).startswith(kind) else None
    except (Refused, NotUnderstood, KeyError, IndexError, ValueError, TypeError, AttributeError, ZeroDivisionError):
        return None


def kind_of(difference):
    return "row" if difference.startswith("row") else difference.lstrip("0123456789")[:12]


def smaller(value):
    """Simpler values to put in place of one."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("exponential", "uniform", "triangular", "weibull", "empirical"):
        yield from ("1 d", "2 d", "3 d")
    if isinstance(value, int) and value > 0:
        yield from dict.fromkeys([0, 1, value // 2])
    if isinstance(value, str):
        number, _, unit = value.partition(" ")
        if unit in ("d", "h", "min", "s", "/d", "km") and number.lstrip("-").replace(".", "").isdigit():
            if unit in ("h", "s", "min"):
                yield f"{round(float(number) / {'h': 24, 's': 86400, 'min': 1440}[unit])} d"
            if float(number) > 1:
                yield f"{float(number) / 2:.0f} {unit}"
                yield f"{float(number) - 1:.0f} {unit}"


def variants(node):
    """Every tree that is one step simpler: an entry dropped, or a value made smaller."""
    if isinstance(node, dict):
        for key in list(node):
            yield {k: v for k, v in node.items() if k != key}
            for value in list(smaller(node[key])) + list(variants(node[key])):
                yield {k: value if k == key else v for k, v in node.items()}
    elif isinstance(node, list):
        if len(node) > 3:
            yield node[:len(node) // 2]
            yield node[len(node) // 2:]
        for i, item in enumerate(node):
            if len(node) > 1:
                yield node[:i] + node[i + 1:]
            for value in list(smaller(item)) + list(variants(item)):
                yield node[:i] + [value] + node[i + 1:]


def without_name(made, space, name):
    """A region, group, gate or stage dropped, and every word that names it."""
    def strip(node):
        if isinstance(node, dict):
            kept = {k: strip(v) for k, v in node.items() if k != name}
            return kept
        if isinstance(node, list):
            return [strip(item) for item in node if item != name and not (isinstance(item, dict) and name in item.values())]
        return node
    return strip(made)


def shrink(program, made, folder, seconds=120):
    """The simplest tree found on which both still differ."""
    until, progress = time.time() + seconds, True
    kind = kind_of(differs(program, made, folder))
    for space in ("regions", "groups", "gates", "stages", "exits", "pools"):
        for name in list(made.get(space, {})):
            tried = without_name(made, space, name)
            if still_differs(program, tried, folder, kind):
                made = tried
    while progress and time.time() < until:
        progress, i = False, 0
        while i < sum(1 for _ in variants(made)) and time.time() < until:
            tried = next(itertools.islice(variants(made), i, None))
            if still_differs(program, tried, folder, kind):
                made, progress = copy.deepcopy(tried), True
            else:
                i += 1
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--seeds", default="1-200")
    parser.add_argument("--keep", default=".")
    parser.add_argument("--most", type=int, default=5, help="stop after so many differences")
    parser.add_argument("--shrink", type=int, default=120, help="seconds for making a difference small")
    parser.add_argument("--show", type=int, help="print the network of this seed and stop")
    options = parser.parse_args()
    if options.show is not None:
        yaml.safe_dump(Maker(options.show).make(), sys.stdout, sort_keys=False, width=150, default_flow_style=None)
        return 0
    low, _, high = options.seeds.partition("-")
    agreed = refused = different = known = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(int(low), int(high or low) + 1):
            made = Maker(seed).make()
            try:
                difference = differs(options.program, made, folder)
            except Refused as what:
                refused += 1
                print(f"seed {seed}: refused: {([line for line in str(what).splitlines() if 'error' in line] + ['?'])[0]}", file=sys.stderr)
                continue
            if difference is None:
                agreed += 1
                continue
            if any(difference.startswith(words) for words in KNOWN):
                known += 1
                continue
            different += 1
            print(f"seed {seed}: {difference}")
            small = shrink(options.program, made, folder, options.shrink)
            path = os.path.join(options.keep, f"network-{seed}.yaml")
            write(small, path)
            print(f"       shrunk to {path}: {still_differs(options.program, small, folder)}")
            if different >= options.most:
                break
    print(f"{agreed} agree, {different} differ, {known} differ as known, {refused} refused")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
