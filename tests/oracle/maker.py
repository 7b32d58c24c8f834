"""The dice: small networks over the whole language of scenarios. A seed always gives the same network."""
import datetime
import random

REGIONS = ["noord", "zuid", "oost", "west", "midden"]
STAGES = ["emergency", "crisis", "follow_on", "accompanied"]
GROUPS = ["families", "men", "honour"]
COLOURS = ["green", "orange", "red"]

class Maker:
    """Throws the dice for one network."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.grid = self.chance(0.4)   # all dates and times in whole days, so that much happens at one instant

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
        cuts = sorted(self.whole(0, 20) * 5 for _ in items[1:])
        parts = {name: f"{high - low} %" for name, low, high in zip(items, [0] + cuts, cuts)}
        return {**parts, items[-1]: "rest"}

    def days(self, low, high):
        """Often a round number, so that dates coincide."""
        if self.grid or self.chance(0.6):
            return f"{self.whole(low, high)} d"
        return f"{self.whole(low * 24, high * 24)} h" if self.chance(0.5) else f"{self.whole(max(low * 86400, 600), high * 86400)} s"

    def law(self, low, high):
        kind = self.dice.random()
        if kind < (0.8 if self.grid else 0.4):
            return self.days(low, high)
        if self.grid:
            return {"empirical": self.shares(sorted({f"{self.whole(low, high)} d" for _ in range(3)}))}
        a, b, c = sorted(self.whole(low * 24 + 1, high * 24 + 3) for _ in range(3))
        if kind < 0.7:
            return {"exponential": {"mean": f"{b} h"}}
        if kind < 0.8:
            return {"uniform": {"min": f"{a} h", "max": f"{c + 1} h"}}
        if kind < 0.88:
            return {"triangular": {"min": f"{a} h", "mode": f"{b} h", "max": f"{c + 1} h"}}
        if kind < 0.91:
            return {"weibull": {"shape": self.one([0.7, 1.5, 3]), "mean": f"{b} h"}}
        if kind < 0.95:
            return self.one([{"lognormal": {"mean": f"{b} h", "sd": f"{c} h"}}, {"gamma": {"mean": f"{b} h", "sd": f"{c} h"}}, {"erlang": {"k": 2, "mean": f"{b} h"}},
                             {"mixture": [{"share": "30 %", "constant": f"{a} h"}, {"share": "rest", "exponential": {"mean": f"{c} h"}}]}])
        values = sorted({f"{self.whole(low, high)} d" for _ in range(3)})
        return {"empirical": self.shares(values)}

    # ---- parts of a scenario ----

    def make(self):
        self.regions = REGIONS[:self.one([1, 1, 2, 2, 3, 3, 4, 5])]
        self.stages = STAGES[:self.one([1, 1, 2, 2, 3, 4])]
        self.hotel = self.chance(0.35)
        self.groups = GROUPS[:self.one([2, 3])] if self.chance(0.5) else []
        self.horizon = self.whole(8, 30)
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
            self.onward_of = {name: made["stages"][name]["onward"] for name in self.stages}
            self.served = self.stages
            made["groups"] = self.make_groups()
        made["exits"] = self.exits
        if self.gates:
            made["gates"] = self.gates
        self.pools = self.make_pools(made["regions"])
        if self.pools:
            made["pools"] = self.pools
        self.by_group = False
        made["intake"] = self.make_intake(made["time"])
        if self.by_group:
            for group in made["groups"].values():
                del group["share"]
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
        if self.chance(0.3):
            made["initial"] = self.make_initial(made)
        if not made.get("initial", True):
            del made["initial"]
        levers = self.make_levers() if self.chance(0.3) else {}
        if levers:
            made["levers"] = levers
        if self.chance(0.5):
            made["changes"] = self.make_changes(made["regions"], levers)
        if self.chance(0.15):
            made.update(self.make_funding(levers))
        if "times" in made["intake"] and self.chance(0.2):
            made["intake"]["_register"] = "yes"
        if len(made["placement"]) > 1 and self.chance(0.15):
            made["_inserted"] = self.whole(0, len(made["placement"]) - 1)
        return made

    def make_initial(self, made):
        """Fewer than there are places, so that most of these are accepted."""
        found = {}
        for name in self.some(self.regions):
            here = {}
            for stage, places in made["regions"][name]["places"].items():
                if stage not in self.stages or places == "unlimited" or int(places) < 1 or self.chance(0.3):
                    continue
                most = max(1, int(places) // (4 if self.pools.get(stage, {}).get("unit") else 1))
                here[stage] = self.people(self.whole(1, most), "stayed")
            if self.may_wait(made) and self.chance(0.5):
                here["waiting"] = {self.one(self.may_wait(made)): self.people(self.whole(1, 3), "waited")}
            if here:
                found[name] = here
        return found

    def may_wait(self, made):
        """Stages that anybody may wait for at the first instant."""
        rules, limited = made["placement"], "limits" in made or any("waiting" in pool for pool in self.pools.values())
        if limited or "wait" not in rules[-1] or "only" in rules[-1]:
            return []
        free = [self.stages.index(rule["stage"]) for rule in rules if rule.get("stage") in self.stages and "only" not in rule and "except" not in rule]
        return self.stages[:max(free, default=-1) + 1]

    def people(self, n, since):
        if self.chance(0.3):
            return n
        found = []
        for _ in range(n):
            one = {since: self.one(["steady", self.law(0, 5)] if since == "stayed" else [self.law(0, 3)])}
            if self.chance(0.2):
                one["colour"] = self.one(COLOURS)
            if self.groups and self.chance(0.2):
                one["group"] = self.one(self.groups)
            if self.chance(0.1):
                one["children"] = self.whole(0, 2)
            if since == "stayed" and self.chance(0.3):
                one["from"] = self.one(self.regions)
            if since == "stayed" and self.chance(0.1):
                one["need"] = self.one(self.stages)
            found.append(one)
        return found

    def make_levers(self):
        made = {}
        for name in self.some(["prevention", "casework", "aftercare"]):
            lever = {"factor": self.one(["0 x", "0.5 x"])}
            if self.chance(0.7):
                lever["share"] = f"{self.whole(1, 10) * 10} %"
            if self.groups and self.chance(0.3):
                lever["groups"] = self.some(self.groups)
            if self.chance(0.3):
                lever["region"] = self.some(self.regions)
            if self.chance(0.3):
                lever["from"] = f"{self.whole(0, self.horizon // 2)} d"
            if self.chance(0.2):
                lever["to"] = f"{self.whole(self.horizon // 2 + 1, self.horizon)} d"
            if name != "prevention" and self.chance(0.4):
                lever["exits"] = self.some(self.exits)
            made[name] = lever
        return made

    def make_funding(self, levers):
        """Money for places, slots, homes and levers, at 100 euro each."""
        things = self.stages + [name for name, gate in self.gates.items() if gate["kind"] != "wait"] + list(levers)
        on = self.some(things)[:2]
        once = [name for name in on if name in levers or self.gates.get(name, {}).get("kind") == "supply"]
        spend = {"on": {on[0]: "100 %"} if len(on) == 1 else {on[0]: "50 %", on[1]: "50 %"}, "share": "100 %"}
        if self.chance(0.5):
            spend["where"] = self.one([{"given": {name: self.whole(1, 3) for name in self.some(self.regions)}}, {"top": 1}, {"at_most": 2}, {"regions": self.some(self.regions)}])
        if self.chance(0.5):
            spend["ready"] = {"after": self.days(0, 4), "over": self.days(0, 8)}
        fund = {"amount": f"{self.whole(1, 8) * 100} eur/yr", "from": f"{self.whole(0, self.horizon // 2)} d", "spend": {"all": spend}}
        if self.chance(0.3):
            fund["to"] = f"{self.whole(self.horizon // 2 + 1, self.horizon)} d"
        return {"prices": {name: "100 eur" if name in once else "100 eur/yr" for name in on}, "funding": {"gift": fund}}

    def make_regions(self):
        self.located, made, self.unlimited = self.chance(0.65), {}, self.chance(0.1)
        stages = self.stages + (["hotel"] if self.hotel else [])
        for name in self.regions:
            region = {"places": {stage: self.one([0, 1, 1, 2, 3, "unlimited"] if self.unlimited else [0, 1, 1, 2, 3]) for stage in stages if self.chance(0.85)}}
            if self.located:
                region.update(lat=round(self.dice.uniform(51, 53), self.whole(0, 3)), lon=round(self.dice.uniform(4, 7), self.whole(0, 3)))
            if self.chance(0.15):
                region["stay_factor"] = self.one([0.5, 1.5])
            if self.chance(0.5):
                region["intake_share"] = self.whole(1, 5)
            if self.column:
                region["column_a"], region["column_b"] = self.whole(0, 3) + (name == self.regions[0]), self.whole(1, 3)
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
            if self.chance(0.1):
                stage["residential"] = "no"
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
            if self.chance(0.15):
                stage = self.one(self.stages)
                steps = list(self.onward_of[stage])
                if len(steps) > 1 and any(self.onward_of[stage][step] not in ("0 %", "rest") for step in steps[1:]):
                    group["onward"] = {stage: {steps[0]: f"{self.whole(0, 10) * 10} %", "others": "scale"}}
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
        for kind in self.some(["supply", "slots", "wait", "wait"], 0) if self.chance(0.6) else []:
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
                if self.chance(0.3):
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
                words = COLOURS + made.get(name, {}).get("takes", self.groups) + ["own"]
                made.setdefault(name, {})["reserve"] = {word: self.whole(1, 2) for word in self.some(words)[:2]}
            if self.chance(0.12):
                made.setdefault(name, {})["unit"] = "person"
                if self.chance(0.4):
                    made[name]["backfill"] = "no"
                for places in [made[name].get("places", {})] + ([region["places"] for region in regions.values()] if name in self.stages else []):
                    places.update({key: 3 * places[key] for key in places if places[key] != "unlimited" and (key == name or places is made[name].get("places"))})
        return made

    def places_of(self, most):
        return {name: self.whole(0, most) for name in self.some(self.regions)}

    def make_intake(self, time):
        warm_up = int(time.get("warm_up", "0 d").split()[0])
        per_day = min(self.dice.uniform(0.3, 1.5) * len(self.regions), 45 / (self.horizon + warm_up))
        visible = {}
        if self.chance(0.15):
            visible = {"visible": self.one([f"{self.whole(5, 10) * 10} %", {"share": "40 %", "response": f"{self.whole(0, 6) * 10} %"}])}
        if self.chance(0.8 if self.grid else 0.3):
            times = {}
            for name in self.some(self.regions):
                arrivals = []
                for _ in range(self.whole(1, max(2, int(per_day * (self.horizon + warm_up) / len(self.regions))))):
                    at = f"{self.whole(-warm_up, self.horizon - 1)} d" if self.grid or self.chance(0.6) else f"{self.whole(-warm_up * 24, self.horizon * 24 - 1)} h"
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
            if not all(name in times for name in self.regions) and self.chance(0.5):
                times = {**times, **visible}
                visible = {"households": f"{per_day / 2:.2f} /d", **({"visible": times.pop("visible")} if "visible" in times else {})}
            return {"times": times, **visible}
        made = {"households": f"{per_day:.2f} /d", **visible}
        if self.groups and self.chance(0.15):
            made["households"] = {name: f"{per_day / len(self.groups):.2f} /d" for name in self.groups}
            self.by_group = True
        elif self.chance(0.1):
            made["households"] = {time["start"]: f"{per_day:.2f} /d", self.date_in(time, 4): f"{per_day / 2:.2f} /d", self.date_in(time, 7): f"{per_day * 2:.2f} /d"}
        if self.column and self.chance(0.3):
            made["by"] = self.one(["column_a", {"risk": {"column_a": "60 %", "column_b": "40 %"}}])
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

    def date_in(self, time, days):
        return str(datetime.date.fromisoformat(time["start"]) + datetime.timedelta(days=days))

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

    def make_changes(self, made_regions, levers):
        made, n = {}, self.whole(1, 4)
        for i in range(n):
            begin = self.whole(0, self.horizon - 2)
            change = {"from": f"{begin} d" if self.grid or self.chance(0.7) else f"{begin * 24 + 7} h"}
            last = self.whole(begin + 1, self.horizon)
            if self.chance(0.5):
                change["to"] = f"{last} d"
            if self.chance(0.6):
                change["region"] = self.some(self.regions)
            kind = self.dice.random()
            slots = [name for name, gate in self.gates.items() if gate["kind"] == "slots"]
            supplies = [name for name, gate in self.gates.items() if gate["kind"] == "supply"]
            if kind < 0.2:
                change["intake"] = self.one(["closed", "closed", "open"])
            elif kind < 0.3 and supplies:
                change.update(gate=self.one(supplies), factor=self.one([0, 0.5, 3]))
            elif kind < 0.4 and slots:
                change["add"] = {self.one(slots): self.whole(0, 2)}
            elif kind < 0.5 and levers:
                change.update(lever=self.one(levers), share=f"{self.whole(0, 4) * 25} %")
            else:
                self.change_places(change, made_regions, n)
            if ("places" in change or "add" in change) and self.chance(0.3) and last > begin + 1 and not self.unlimited:
                change["ramp_to"] = f"{self.whole(begin + 1, last)} d"
            if "to" in change and self.chance(0.3):
                change["every"] = f"{last - begin + self.whole(1, 3)} d"
                if self.chance(0.5):
                    change["until"] = f"{self.whole(begin + 1, self.horizon)} d"
            made[f"change_{i}"] = change
        return made

    def change_places(self, change, made_regions, n):
        name = self.one(self.stages + sorted(set(self.pools) - set(self.stages)) + (["hotel"] if self.hotel else []))
        change.update({"places": {name: self.whole(0, 3)}} if self.chance(0.5) else {"add": {name: self.whole(1, 2)}})
        having = [region for region in self.regions if made_regions[region]["places"].get(name)]
        if n == 1 and having and self.chance(0.6):
            del change[next(key for key in ("places", "add") if key in change)]
            change.update(region=self.some(having), add={name: -1})
        if self.chance(0.5):
            change["removal"] = "at_once"
