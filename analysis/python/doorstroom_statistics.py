"""Intervals as Doorstroom makes them: Student's t over replications or draws, and the split into chance and ignorance."""
import math

import numpy as np


def t_share(t, nu):
    """P(|T| <= t) of Student's t with a whole number of degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(nu))
    sine, cosine = math.sin(angle), math.cos(angle)
    term, total = (cosine, cosine) if nu % 2 else (1.0, 1.0)
    for k in range(3 if nu % 2 else 2, nu - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    if nu == 1:
        return 2 * angle / math.pi
    return 2 / math.pi * (angle + sine * total) if nu % 2 else sine * total


def t_point(nu, level=0.95):
    """What |T| exceeds with probability 1 - level."""
    low, high = 0.0, 1.0
    while t_share(high, nu) < level:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if t_share(middle, nu) < level else (low, middle)
    return (low + high) / 2


def interval(x):
    """mean, half-width of the 95 % interval, sd, n; missing values are left out."""
    x = np.asarray(x, dtype=float)
    x = x[~np.isnan(x)]
    n = len(x)
    if n < 2:
        return (float(x[0]) if n else math.nan), math.nan, math.nan, n
    sd = float(x.std(ddof=1))
    return float(x.mean()), (t_point(n - 1) * sd / math.sqrt(n) if sd > 0 else 0.0), sd, n


def split(x):
    """Of x[draw, replication]: the interval over the means of draws, then chance_sd, ignorance_sd, ignorance_share: a one-way random-effects
    model by the method of moments (Searle, Casella and McCulloch 1992, chapter 3)."""
    draws = [row[~np.isnan(row)] for row in np.asarray(x, dtype=float)]
    draws = [row for row in draws if len(row)]
    over = interval([row.mean() for row in draws])
    if not draws or max(map(len, draws)) < 2:
        return over, math.nan, math.nan, math.nan
    sizes = np.array([len(row) for row in draws], dtype=float)
    means = np.array([row.mean() for row in draws])
    n, k = sizes.sum(), len(draws)
    grand = (sizes * means).sum() / n
    chance = sum(((row - row.mean()) ** 2).sum() for row in draws) / (n - k)
    if k < 2:
        return over, math.sqrt(chance), math.nan, math.nan
    between = (sizes * (means - grand) ** 2).sum() / (k - 1)
    equal = between <= 1e4 * np.finfo(float).eps ** 2 * grand * grand
    ignorance = 0.0 if equal else max(0.0, (between - chance) / ((n - (sizes ** 2).sum() / n) / (k - 1)))
    return over, math.sqrt(chance), math.sqrt(ignorance), ignorance / (ignorance + chance) if ignorance > 0 else 0.0
