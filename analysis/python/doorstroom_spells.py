"""How long stays and waits last, from the life tables of a result file (/spells).

Chance of ending in an age, given at risk: ended / Y (Kaplan and Meier 1958; Aalen and Johansen 1978 for waits, where giving up competes). Y is
the number at risk at the begin of the age where all of them were there until its end, else the actuarial number (Berkson and Gage 1950). Intervals
come from leaving out one replication (with several draws of the inputs: one draw) at a time.
"""
import math

import numpy as np
import pandas as pd

from doorstroom_statistics import t_point

DAY_S = 86400
WORLD = ("scenario", "draw", "replication")


class Curve:
    """Of one table: `share` and `incidence[cause]` at the edges of ages, known from edge `first` to `known`."""

    def __init__(self, edge, entered, ended, censored, exposure, from_s=0):
        n, gone = len(entered), ended.sum(0)
        self.edge, self.exposure = edge, exposure
        self.width = np.diff(edge)
        begin = np.zeros(n + 1)  # at risk at the begin of each age
        begin[0] = entered[0]
        for b in range(n):
            begin[b + 1] = begin[b] + (entered[b] if b else 0) - gone[b] - censored[b]
        met = [b for b in range(n) if edge[b] >= from_s and begin[b] > 0]
        self.first, self.known = (met[0], met[0]) if met else (n, -1)
        self.share = np.full(n + 1, math.nan)
        self.share[: self.first + 1] = 1
        self.incidence = np.full((len(ended), n + 1), math.nan)
        self.incidence[:, : self.first + 1] = 0
        self.at_risk, self.at_end = np.zeros(n), np.zeros(n, dtype=bool)
        for b in range(self.first, n):
            whole = gone[b] + censored[b] <= begin[b] and math.isfinite(self.width[b])
            self.at_end[b] = whole and exposure[b] == begin[b] * self.width[b]
            self.at_risk[b] = self._risk(b, begin, entered, gone, censored) if begin[b] > 0 else 0
            if not self.at_risk[b] > 0:
                break
            q = min(1.0, gone[b] / self.at_risk[b])
            self.incidence[:, b + 1] = self.incidence[:, b] + self.share[b] * ended[:, b] / self.at_risk[b]
            self.share[b + 1] = self.share[b] * (1 - q)
            self.known = b + 1
            if not self.share[b + 1] > 0:
                self.share[b + 1 :] = 0
                self.incidence[:, b + 1 :] = self.incidence[:, b + 1, None]
                self.known = n
                break

    def _risk(self, b, begin, entered, gone, censored):
        if not math.isfinite(self.width[b]):
            return gone[b]
        if self.at_end[b]:
            return begin[b]
        late = entered[b] if b else 0
        number = begin[b] + (late - censored[b]) / 2
        if gone[b] == 0 or number > gone[b]:
            return number
        if begin[b + 1] <= 0 or self.exposure[b] <= 0:
            return gone[b]
        return gone[b] / -math.expm1(-gone[b] / self.exposure[b] * self.width[b])

    def _bin(self, t):
        """The age that holds t; None where nothing is known."""
        if self.first > self.known or t < self.edge[self.first]:
            return None
        b = self.first
        while b < self.known and self.edge[b + 1] < t:
            b += 1
        over = self.known > 0 and not self.share[self.known] > 0
        if b == self.known:
            return b if over or t == self.edge[b] else None
        if not math.isfinite(self.width[b]) and math.isfinite(t) and t > self.edge[b] and self.share[b] > 0:
            return None
        return b

    def _between(self, at_edge, b, t):
        if b >= self.known:
            return at_edge[self.known]
        if t >= self.edge[b + 1]:
            return at_edge[b + 1]
        if self.at_end[b] or at_edge[b] == at_edge[b + 1]:
            return at_edge[b]
        return at_edge[b] + (t - self.edge[b]) / self.width[b] * (at_edge[b + 1] - at_edge[b])

    def at(self, at_edge, t):
        """Value at age t of what is `at_edge` at the edges."""
        b = self._bin(t)
        return math.nan if b is None else self._between(at_edge, b, t)

    def _area(self, b, until):
        share = self.share[b] if b < len(self.width) else 0
        if b >= self.known or not share > 0:
            return 0.0
        following, wide = self.share[b + 1], self.width[b]
        whole = share * wide
        if share != following:
            lived = share * self.exposure[b] / self.at_risk[b]
            whole = lived if not math.isfinite(wide) else max(following * wide, min(share * wide, lived))
        if until >= self.edge[b + 1]:
            return whole
        lived = until - self.edge[b]
        if self.at_end[b]:
            return share * lived
        below = lived * (share + self._between(self.share, b, until)) / 2
        return min(share * lived, whole * below / (wide * (share + following) / 2))

    def mean(self, limit):
        """Mean of what lies within the limit."""
        last = self._bin(limit)
        return math.nan if last is None else self.edge[self.first] + sum(self._area(b, limit) for b in range(self.first, last + 1))

    def quantile(self, p, share=None, known=None):
        """The first age at which at most 1 - p are still there; NaN when it is not reached."""
        share = self.share if share is None else share
        known = self.known if known is None else known
        if self.first > self.known:
            return math.nan
        b = self.first
        while b < known and share[b + 1] > 1 - p + 1e-12:
            b += 1
        if b == known or not math.isfinite(self.width[b]):
            return math.nan
        part = 1.0 if self.at_end[b] else min(1.0, max(0.0, (share[b] - (1 - p)) / (share[b] - share[b + 1])))
        return self.edge[b] + part * self.width[b]


def share_bounds(share, se, t, persons):
    """Through the log-odds; what is 0 or 1 leaves no variance, then what so many persons can at most hide (Clopper and Pearson 1934)."""
    if share <= 0:
        return share, 1 - 0.025 ** (1 / persons)
    if share >= 1:
        return 0.025 ** (1 / persons), share
    if not se > 0:
        return share, share
    odds, half = math.log(share / (1 - share)), t * se / (share * (1 - share))
    return 1 / (1 + math.exp(half - odds)), 1 / (1 + math.exp(-half - odds))


class LifeTables:
    """One table per replication (with several draws of the inputs: per draw), of one kind, scenario and label."""

    def __init__(self, spells, age_to_d, kind, scenario, label, draws):
        dim = "stage" if kind == "stay" else "group"
        def cells(name):
            x = spells[f"{kind}_{name}"].sel(scenario=scenario).reset_coords(drop=True)
            x = x.sel({dim: [label]}) if label is not None else x
            if "draw" not in x.dims:
                x = x.expand_dims("draw")
            first = ["draw", "replication", dim] + (["outcome"] if "outcome" in x.dims else [])
            return np.nan_to_num(x.transpose(*first, "age").values.astype(float))
        ended = cells("ended")
        if ended.ndim == 4:
            ended = ended[:, :, :, None, :]
        number = cells("part_number")
        part = np.round(cells("part") * number * DAY_S)
        def pool(x):  # over labels, and over the replications of a draw
            x = x.sum(2)
            return x.sum(1) if draws > 1 else x.reshape((-1,) + x.shape[2:])
        self.edge = np.concatenate([[0.0], np.round(np.asarray(age_to_d, dtype=float) * DAY_S)])
        self.entered, self.censored, self.ended = pool(cells("entered")), pool(cells("censored")), pool(ended)
        self.exposure = self._exposure(pool(part), pool(number))
        self.n = len(self.entered)
        self.worlds = ended.shape[0] * ended.shape[1]
        self.outcomes = [str(x) for x in spells["outcome"].values] if "outcome" in spells[f"{kind}_ended"].dims else []

    def _exposure(self, part, number):
        gone = self.ended.sum(1) + self.censored
        before = np.cumsum(self.entered - gone, axis=1) - (self.entered - gone)
        width = np.diff(self.edge)
        through = before - gone + (gone + self.entered - number)
        width = np.where(np.isfinite(width), width, 0)
        width[0] = 0
        return part + through * width

    @property
    def seen(self):
        """Spells under observation, mean per world."""
        return self.entered.sum() / self.worlds

    def fit(self, without=None, from_s=0):
        """The curve of all together, less one."""
        kept = np.arange(self.n) != (-1 if without is None else without)
        return Curve(self.edge, self.entered[kept].sum(0), self.ended[kept].sum(0), self.censored[kept].sum(0), self.exposure[kept].sum(0), from_s)

    def _ask(self, value):
        """value(curve) with its standard error by leaving out one at a time; NaN where that cannot be."""
        whole = self.fit()
        if whole.first > whole.known:
            return math.nan, math.nan, whole
        first_s = whole.edge[whole.first]
        answer = value(whole)
        if self.n < 2:
            return answer, math.nan, whole
        each = []
        for r in range(self.n):
            less = self.fit(r, first_s)
            each.append(value(less) if less.first <= less.known and less.edge[less.first] == first_s else math.nan)
        each = np.array(each)
        return answer, math.sqrt(((each - each.mean()) ** 2).sum() * (self.n - 1) / self.n), whole

    def mean_days(self, limit_d):
        """Mean of what lies within the limit, days: value, low, high."""
        value, se, _ = self._ask(lambda curve: curve.mean(limit_d * DAY_S))
        half = t_point(self.n - 1) * se if self.n > 1 else math.nan
        return value / DAY_S, (value - half) / DAY_S, (value + half) / DAY_S

    def ended_within(self, t_d, outcome):
        """Share that ended by then with this outcome (`placed`, ...), where the others compete: value, low, high."""
        k = self.outcomes.index(outcome)
        value, se, whole = self._ask(lambda curve: curve.at(curve.incidence[k], t_d * DAY_S))
        if math.isnan(value) or math.isnan(se):
            return value, math.nan, math.nan
        return (value,) + share_bounds(value, se, t_point(self.n - 1), whole.at_risk[whole.first])

    def _band(self):
        """Lower and upper shares at the edges, never rising; how far every curve with one less is known."""
        whole = self.fit()
        first, first_s = whole.first, whole.edge[whole.first]
        low, high = np.where(np.arange(len(self.edge)) <= first, 1.0, math.nan), np.where(np.arange(len(self.edge)) <= first, 1.0, math.nan)
        if self.n < 2:
            return whole, low, high, first
        less = [self.fit(r, first_s) for r in range(self.n)]
        known = min([whole.known] + [c.known if c.first <= c.known and c.edge[c.first] == first_s else first for c in less])
        for i in range(first + 1, known + 1):
            each = np.array([c.share[i] for c in less])
            se = math.sqrt(((each - each.mean()) ** 2).sum() * (self.n - 1) / self.n)
            bounds = share_bounds(whole.share[i], se, t_point(self.n - 1), whole.at_risk[first])
            low[i], high[i] = min(bounds[0], low[i - 1]), min(bounds[1], high[i - 1])
        return whole, low, high, known

    def quantile_days(self, p):
        """The age that share p does not outlast, days: value, low, high (inf: not reached)."""
        whole = self.fit()
        if whole.first > whole.known:
            return math.nan, math.nan, math.nan
        whole, low, high, known = self._band()
        value = whole.quantile(p) / DAY_S
        if self.n < 2:
            return value, math.nan, math.nan
        lower, upper = whole.quantile(p, low, known), whole.quantile(p, high, known) / DAY_S
        if math.isnan(lower):  # not reached: at least the last age that is known
            lower = self.edge[known] if math.isfinite(self.edge[known]) else self.edge[known - 1]
        return value, lower / DAY_S, math.inf if math.isnan(upper) else upper

    def curve(self):
        """Share still there at each age that is known: age_d, share, low, high."""
        whole = self.fit()
        if whole.first > whole.known:
            return pd.DataFrame(columns=["age_d", "share", "low", "high"])
        whole, low, high, _ = self._band()
        at = [i for i in range(whole.first, whole.known + 1) if math.isfinite(self.edge[i])]
        return pd.DataFrame({"age_d": self.edge[at] / DAY_S, "share": whole.share[at], "low": low[at], "high": high[at]})
