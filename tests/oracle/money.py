"""What money buys: whole things, spread over regions by largest remainder, and how many of them are there at a date."""
import math

from language import NotUnderstood, Thing


def steps_at(n, begin, over, t):
    """Of `n` whole things that come evenly over a time, the k-th at k/n of it: how many are there."""
    return sum(1 for k in range(1, n + 1) if step_date(n, k, begin, over) <= t)


def step_date(n, k, begin, over):
    return begin + math.floor(over * k / n + 0.5)


class Money:
    def buy(self):
        """All that is bought: what, how many by region, from when."""
        self.bought = []
        for spend in self.s.funding:
            for what, part in spend.on.items():
                if (spend.by in ("unmet", "leavers") and spend.by not in self.s.pilot):
                    raise NotUnderstood(f"money for {what}")
                price = spend.price if spend.price is not None else spend.prices.get(what)
                if spend.quantity and spend.money > 0 and spend.price is None:
                    price = spend.money * part / spend.quantity
                quantity = int((spend.money * part / price if price else 0) + 1e-9) if spend.quantity is None else int(spend.quantity + 1e-9)
                self.bought.append(Thing(what=what, begin=spend.begin + spend.after, over=spend.over, end=spend.end, number=self.spread(spend, quantity)))

    def weight(self, spend, region):
        if spend.regions is not None and region.name not in spend.regions:
            return 0
        if spend.given is not None:
            return spend.given.get(region.name, 0)
        if spend.by in ("unmet", "leavers"):
            return self.s.pilot[spend.by].get(region.name, 0)
        return self.per_year[region.name] if spend.by is None else max(region.columns.get(spend.by, 0), 0)

    def spread(self, spend, quantity):
        """Shares rounded down, then one more by largest remainder, ties in file order; within bounds."""
        weights = {region.name: self.weight(spend, region) for region in self.s.regions}
        if sum(weights.values()) <= 0:
            weights = {region.name: float(spend.regions is None or region.name in spend.regions) for region in self.s.regions}
        if spend.top is not None:
            kept = sorted(weights, key=lambda name: -weights[name])[:int(spend.top)]
            weights = {name: weight if name in kept else 0 for name, weight in weights.items()}
        total = sum(weights.values())
        exact = {name: quantity * weight / total for name, weight in weights.items()}
        number = {name: int(min(max(int(exact[name] + 1e-9), spend.at_least), spend.at_most)) if weights[name] > 0 else 0 for name in weights}
        while sum(number.values()) != quantity:
            by = 1 if sum(number.values()) < quantity else -1
            may = [name for name in weights if weights[name] > 0 and spend.at_least * (by < 0) <= number[name] + by <= spend.at_most and number[name] + by >= 0]
            if not may:
                break
            number[max(may, key=lambda name: round(by * (exact[name] - number[name]), 11))] += by
        return number

    def bought_at(self, what, region, t):
        return sum(steps_at(one.number[region.name], one.begin, one.over, t) for one in self.bought if one.what == what and t < one.end)

    def bought_dates(self, what, region):
        """Dates at which the number changes, with the place in the file, behind all changes."""
        found = []
        for i, one in enumerate(self.bought):
            n = one.number[region.name]
            if one.what == what and n:
                dates = [step_date(n, k, one.begin, one.over) for k in range(1, n + 1)] + ([one.end] if one.end != math.inf else [])
                found += [(date, len(self.s.changes) + i) for date in dates]
        return found
