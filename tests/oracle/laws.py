"""Distributions: drawn by their inverse; how old one is that is met in the long run; how long one lasts that is known to be longer.

Gamma, erlang and mixtures have no inverse in closed form. They are drawn by a table whose points lie at every 1/256 of the normal quantile,
up to 8.25 on either side, where the law jumps, begins or ends as well, with straight lines between; here only the two points about the
uniform are worked out.
"""
import math
import statistics

NORMAL = statistics.NormalDist()
STEPS_PER_SIGMA, SIGMAS = 256, 8.25


def whole_seconds(value):
    """Rounded once, where it is drawn or read; never below 0."""
    return int(value + 0.5) if value > 0 else 0


def bisect(below, low, high):
    """Where `below` turns false."""
    for _ in range(100):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if below(middle) else (low, middle)
    return high


def gamma_above(shape, x):
    """Share of a gamma of this shape and scale 1 that is above x (DLMF 8.11.4; 8.9.2 by the method of Lentz)."""
    if x <= 0:
        return 1.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        k = shape
        while term > total * 1e-17:
            k += 1
            term *= x / k
            total += term
        return 1 - total * front
    b, c = x + 1 - shape, 1e300
    d = h = 1 / b
    for k in range(1, 10000):
        b += 2
        d = 1 / (b - k * (k - shape) * d)
        c = b - k * (k - shape) / c
        h *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return h * front


class Law:
    """A distribution of one kind; `numbers` as FORMS has them."""

    def __init__(self, kind, *numbers):
        self.kind, self.numbers = kind, numbers
        self.points = {}

    def mean(self):
        a = self.numbers
        if self.kind == "uniform":
            return (a[0] + a[1]) / 2
        if self.kind == "triangular":
            return sum(a) / 3
        if self.kind == "empirical":
            return sum(value * part for value, part in a[0])
        if self.kind == "mixture":
            return sum(one.mean() * part for one, part in a[0])
        return a[0]

    def times(self, by):
        """The same law with every value multiplied."""
        a = self.numbers
        if by == 1:
            return self
        if by == 0:
            return Law("constant", 0.0)
        if self.kind == "empirical":
            return Law("empirical", [(value * by, part) for value, part in a[0]])
        if self.kind == "mixture":
            return Law("mixture", [(one.times(by), part) for one, part in a[0]])
        if self.kind in ("weibull", "erlang"):
            return Law(self.kind, a[0] * by, a[1])
        return Law(self.kind, *(number * by for number in a))

    def shape(self):
        """Of a gamma or erlang."""
        a = self.numbers
        return a[1] if self.kind == "erlang" else (a[0] / a[1]) ** 2

    def sigma(self):
        return math.sqrt(math.log1p((self.numbers[1] / self.numbers[0]) ** 2))

    def fixed(self):
        """A single value, whatever its kind is called."""
        a = self.numbers
        return (self.kind in ("none", "constant") or self.kind in ("gamma", "lognormal") and a[1] == 0 or self.kind == "uniform" and a[0] == a[1]
                or self.kind == "triangular" and a[0] == a[2])

    # ---- drawn ----

    def value(self, u):
        a = self.numbers
        if self.fixed():
            return a[0]
        if self.kind == "exponential":
            return -a[0] * math.log(1 - u)
        if self.kind == "uniform":
            return a[0] + (a[1] - a[0]) * u
        if self.kind == "triangular":
            low, mode, high = a
            if u * (high - low) < mode - low:
                return low + math.sqrt(u * (high - low) * (mode - low))
            return high - math.sqrt((1 - u) * (high - low) * (high - mode))
        if self.kind == "weibull":
            return a[0] / math.gamma(1 + 1 / a[1]) * (-math.log(1 - u)) ** (1 / a[1])
        if self.kind == "lognormal":
            return a[0] * math.exp(self.sigma() * (NORMAL.inv_cdf(u) - self.sigma() / 2))
        if self.kind == "empirical":
            pile = 0
            for value, part in a[0]:
                pile += part
                if u < pile:
                    return value
            return a[0][-1][0]
        return self.between_points(u)

    def seconds(self, u):
        return whole_seconds(self.value(u))

    def between_points(self, u):
        z = NORMAL.inv_cdf(u) * STEPS_PER_SIGMA
        most = int(STEPS_PER_SIGMA * SIGMAS)
        about = [self.point(k) for k in range(math.floor(z) - 1, math.floor(z) + 3) if abs(k) <= most]
        points = sorted(about + self.corners(), key=lambda point: (point[1], point[0]))
        before = max((point for point in points if point[0] <= u), default=(0.0, self.least()), key=lambda point: (point[0], point[1]))
        after = min((point for point in points if point[0] > u), default=(1.0, points[-1][1]), key=lambda point: (point[0], point[1]))
        return before[1] + (after[1] - before[1]) * (u - before[0]) / (after[0] - before[0])

    def least(self):
        if self.kind == "mixture":
            return min(one.least() for one, _ in self.numbers[0])
        if self.kind == "empirical":
            return self.numbers[0][0][0]
        return self.numbers[0] if self.fixed() or self.kind in ("uniform", "triangular") else 0.0

    def point(self, k):
        """(u, x) at this step of the normal quantile."""
        if k not in self.points:
            z = k / STEPS_PER_SIGMA
            above = 0.5 * math.erfc(z / math.sqrt(2))
            high = self.mean() or 1.0
            while self.above(high) > above:
                high *= 2
            self.points[k] = (1 - above if z > 0 else 0.5 * math.erfc(-z / math.sqrt(2)), bisect(lambda x: self.above(x) > above, 0.0, high))
        return self.points[k]

    def corners(self):
        """(u, x) on both sides of where a mixture jumps, begins or ends."""
        if self.kind != "mixture":
            return []
        found = []
        for x in {x for one, _ in self.numbers[0] for x in one.edges()}:
            share = 1 - self.above(x)
            found += [(share - self.exactly(x), x), (share, x)]
        return found

    def edges(self):
        a = self.numbers
        if self.kind == "mixture":
            return [x for one, _ in a[0] for x in one.edges()]
        if self.kind == "empirical":
            return [value for value, _ in a[0]]
        return [a[0]] if self.fixed() else [a[0], a[-1]] if self.kind in ("uniform", "triangular") else [0.0]

    def exactly(self, x):
        if self.kind == "mixture":
            return sum(part * one.exactly(x) for one, part in self.numbers[0])
        if self.kind == "empirical":
            return sum(part for value, part in self.numbers[0] if value == x)
        return float(self.fixed() and self.numbers[0] == x)

    # ---- what is under way ----

    def above(self, x):
        """The probability of more than x."""
        a = self.numbers
        if self.kind == "mixture":
            return sum(part * one.above(x) for one, part in a[0])
        if self.kind == "empirical":
            return sum(part for value, part in a[0] if value > x)
        if self.fixed():
            return float(a[0] > x)
        if x <= 0:
            return 1.0
        if self.kind == "exponential":
            return math.exp(-x / a[0])
        if self.kind == "uniform":
            return min(max((a[1] - x) / (a[1] - a[0]), 0), 1)
        if self.kind == "triangular":
            low, mode, high = a
            if x <= low or x >= high:
                return float(x <= low)
            if x < mode:
                return 1 - (x - low) ** 2 / ((high - low) * (mode - low))
            return (high - x) ** 2 / ((high - low) * (high - mode))
        if self.kind == "weibull":
            return math.exp(-(x * math.gamma(1 + 1 / a[1]) / a[0]) ** a[1])
        if self.kind == "lognormal":
            return 0.5 * math.erfc((math.log(x / a[0]) / self.sigma() + self.sigma() / 2) / math.sqrt(2))
        return gamma_above(self.shape(), x * self.shape() / a[0])

    def limited(self, x):
        """The mean of the lesser of a draw and x."""
        a = self.numbers
        if x <= 0:
            return 0.0
        if self.kind == "mixture":
            return sum(part * one.limited(x) for one, part in a[0])
        if self.kind == "empirical":
            return sum(part * min(value, x) for value, part in a[0])
        if self.fixed():
            return min(a[0], x)
        if self.kind == "exponential":
            return -a[0] * math.expm1(-x / a[0])
        if self.kind == "uniform":
            inside = min(max(x - a[0], 0), a[1] - a[0])
            return min(x, a[0]) + inside - inside ** 2 / 2 / (a[1] - a[0])
        if self.kind == "triangular":
            low, mode, high = a
            if x <= low or x >= high:
                return x if x <= low else self.mean()
            if x < mode:
                return x - (x - low) ** 3 / (3 * (high - low) * (mode - low))
            return self.mean() - (high - x) ** 3 / (3 * (high - low) * (high - mode))
        if self.kind == "weibull":
            return a[0] * (1 - gamma_above(1 / a[1], (x * math.gamma(1 + 1 / a[1]) / a[0]) ** a[1]))
        if self.kind == "lognormal":
            return a[0] * 0.5 * math.erfc(-(math.log(x / a[0]) / self.sigma() - self.sigma() / 2) / math.sqrt(2)) + x * self.above(x)
        shape = self.shape()
        return a[0] * (1 - gamma_above(shape + 1, x * shape / a[0])) + x * self.above(x)

    def age(self, u):
        """Of one met at any moment in the long run: density (1 - F(x)) / mean."""
        mean = self.mean()
        if mean <= 0:
            return 0.0
        high = mean
        while self.limited(high) < u * mean and high < mean * 2 ** 60:
            high *= 2
        return bisect(lambda x: self.limited(x) < u * mean, 0.0, high)

    def beyond(self, age, u):
        """One that is known to be longer; `age` itself where none can be."""
        if age <= 0:
            return self.value(u)
        above = self.above(age) * (1 - u)
        if above <= 0:
            return age
        if self.kind == "exponential":
            return age - self.numbers[0] * math.log(1 - u)
        if self.kind == "lognormal":
            return max(age, self.numbers[0] * math.exp(self.sigma() * (-NORMAL.inv_cdf(above) - self.sigma() / 2)))
        if self.kind == "weibull":
            return max(age, self.numbers[0] / math.gamma(1 + 1 / self.numbers[1]) * (-math.log(above)) ** (1 / self.numbers[1]))
        return max(age, self.value(min(1 - above, 1 - 2 ** -53)))


FORMS = {"constant": ["value"], "exponential": ["mean"], "lognormal": ["mean", "sd"], "gamma": ["mean", "sd"], "erlang": ["mean", "k"],
         "weibull": ["mean", "shape"], "uniform": ["min", "max"], "triangular": ["min", "mode", "max"]}
