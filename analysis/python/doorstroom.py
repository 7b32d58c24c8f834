"""Result files of Doorstroom in Python: opened with labels and units, tidied, compared pair by pair, and drawn.

    import doorstroom
    result = doorstroom.open("results/mine.h5")
    result.compare("not_placed_24h", by="region")

The numbers are those of `doorstroom show --json`; a test compares them. Needs xarray, pandas and netCDF4 (or h5netcdf, slower), and matplotlib for
the figures (Debian: python3-xarray python3-pandas python3-netcdf4 python3-matplotlib).

Words. A *world* is one replication of one draw of the inputs; world k of two scenarios meets the same households, so scenarios are compared
pair by pair. With one set of inputs the replications are the units of an interval; with several draws of the inputs the draws are, and what
differs is split into chance (between replications of the same inputs) and ignorance (between inputs). Intervals are 95 %.
"""
import math
import re

import numpy as np
import pandas as pd
import xarray as xr

from doorstroom_spells import LifeTables
from doorstroom_statistics import interval, split

WORLD = ("scenario", "draw", "replication")
GROUPS = ("series", "series_summary", "levels", "spells", "warm_up", "summary", "inputs", "observed", "replications")


def open(path):
    """A result file. Nothing is read before it is asked for."""
    return Result(path)


class Result:
    """One result file: `.root` and a property per group (`.series`, `.series_summary`, `.levels`, `.spells`, `.warm_up`, `.summary`, `.inputs`, `.observed`,
    `.replications`), each an xarray.Dataset with labels, units and sentences; None when the file does not have the group."""

    def __init__(self, path):
        self.path = str(path)
        self._opened = {}
        self.root = self._open(None)
        self.scenarios = [str(name) for name in self.root["scenario"].values]
        self.baseline = self.scenarios[0]
        self.draws = self.root.sizes.get("draw", 1)

    def _open(self, group):
        if group in self._opened:
            return self._opened[group]
        data, reasons = None, []
        for engine in ("netcdf4", "h5netcdf"):  # the first is many times faster
            try:
                data = xr.open_dataset(self.path, group=group, engine=engine, decode_timedelta=False)
                break
            except (ValueError, ImportError, ModuleNotFoundError) as reason:
                reasons.append(str(reason))
            except (OSError, KeyError, IndexError) as reason:
                if group is None:
                    raise
                reasons.append(str(reason))
        if data is None and group is None:
            raise OSError(f"{self.path} cannot be opened: {'; '.join(reasons)}")
        if data is not None and group is not None:
            known = {name: c for name, c in self.root.coords.items() if set(c.dims) <= set(data.dims) and name not in data.variables}
            data = data.assign_coords(known)
        self._opened[group] = data
        return data

    def __getattr__(self, name):
        if name in GROUPS:
            return self._open(name)
        raise AttributeError(name)

    def __repr__(self):
        have = ", ".join(name for name in GROUPS if self._open(name) is not None)
        return f"<{self.path}: {len(self.scenarios)} scenarios, {self.draws} draws, {self.root.sizes['replication']} replications; {have}>"

    def label(self, name, lang="en", group=None):
        """The sentence of a measure (or dimension), with its unit."""
        about = (self.root if group is None else self._open(group))[name].attrs
        unit = about.get("units", "1")
        text = about.get("long_name_nl" if lang == "nl" else "long_name", name)
        return text if unit == "1" else f"{text} [{unit}]"

    def settings(self, scenario=None):
        """Every value of a scenario with its unit, origin, source, note and range, as a DataFrame."""
        data = self._open("scenarios/" + (scenario or self.baseline))
        return data.to_dataframe().reset_index(drop=True)

    # ---- tidy ----

    def tidy(self, measure, group=None):
        """A row per value: scenario, draw, replication, what it is split by, and the value under the name of the measure. Missing ones are left
        out. `group`: a dataset of a group, as tidy("waiting", group="series")."""
        data = self.root if group is None else self._open(group)
        values = data[measure].reset_coords(drop=True)
        frame = values.to_dataframe(name=measure).reset_index()
        return frame.dropna(subset=[measure]).reset_index(drop=True)

    def _split(self, measure, by):
        """The dataset that knows the dimension: measure itself, or `measure_by_<by>`."""
        for name in (measure, f"{measure}_by_{by}"):
            if name in self.root and (by is None or by in self.root[name].dims):
                return name
        raise KeyError(f"{measure} is not known by {by}" if measure in self.root else f"there is no measure {measure}")

    def worlds(self, measure, by=None):
        """One number per world (and label of `by`), as (scenario, draw, replication[, by]): added up over regions, stages and so on; a mean is
        weighted by its number of cases (`NAME_number`). Shares cannot be added up."""
        name = self._split(measure, by)
        values = self.root[name].reset_coords(drop=True).astype(float)
        over = [d for d in values.dims if d not in WORLD and d != by]
        if name.endswith("_share") and math.prod(values.sizes[d] for d in over) > 1:
            raise ValueError(f"{name} is a share: it cannot be added up over {', '.join(over)}; split it by one of them")
        if name + "_number" in self.root:
            weight = self.root[name + "_number"].reset_coords(drop=True).astype(float)
            weight = weight.where((weight > 0) & values.notnull())
            values = (values * weight).sum(over, min_count=1) / weight.sum(over, min_count=1)
        elif over:
            values = values.sum(over, min_count=1)
        if "draw" not in values.dims:
            values = values.expand_dims("draw", 1)
        return values.transpose(*WORLD, *([by] if by else []))

    # ---- comparing ----

    def compare(self, measure, by=None, against=None):
        """What the worlds say together, a row per scenario (and label): mean, low, high, sd, n; and difference, difference_low,
        difference_high, shown: the mean of the paired differences with `against` (the first scenario), missing in that scenario itself. With
        several draws of the inputs also chance_sd, ignorance_sd, ignorance_share, of the measure and (difference_...) of the difference."""
        worlds = self.worlds(measure, by)
        values = worlds.values if by else worlds.values[..., None]
        labels = [str(x) for x in worlds[by].values] if by else [None]
        base = self.scenarios.index(against or self.baseline)
        rows = []
        for s, scenario in enumerate(self.scenarios):
            for i, label in enumerate(labels):
                x, other = values[s, ..., i], values[base, ..., i]
                row = {"scenario": scenario} | ({} if label is None else {by: label})
                row |= self._summary(x, "")
                row |= self._summary(x - other if s != base else x * np.nan, "difference")
                rows.append(row)
        frame = pd.DataFrame(rows)
        frame["shown"] = (frame["difference_low"] > 0) | (frame["difference_high"] < 0)
        frame.attrs = {"measure": measure, "units": self.root[measure].attrs.get("units", "1")}
        return frame

    def _summary(self, x, what):
        """x[draw, replication]; what: in front of the names of columns."""
        mean, half, sd, n = interval(x.ravel()) if self.draws == 1 else split(x)[0]
        if what == "difference" and self.draws == 1 and half == 0 and mean != 0 and n < 6:
            half = math.nan  # so few equal differences may be so by chance (sign test)
        front = what + "_" if what else ""
        row = {what or "mean": mean, front + "low": mean - half, front + "high": mean + half, front + "sd": sd, front + "n": n}
        if self.draws > 1:
            row |= dict(zip((front + "chance_sd", front + "ignorance_sd", front + "ignorance_share"), split(x)[1:]))
        return row

    # ---- stays and waits ----

    def life_tables(self, kind="stay", scenario=None, label=None):
        """Stays in a place ("stay", label: a stage) or waits for a place ("wait", label: a group; None: all together) of one scenario, to ask
        for `.curve()`, `.mean_days(limit_d)`, `.quantile_days(p)` and, of waits, `.ended_within(t_d, outcome)`."""
        if self.spells is None:
            raise KeyError(f"{self.path} holds no life tables of stays and waits (/spells)")
        return LifeTables(self.spells, self.root["age_to_d"].values, kind, scenario or self.baseline, label, self.draws)

    def kaplan_meier(self, kind="stay", scenario=None, label=None):
        """Share still there at each age, with its interval, as a DataFrame (age_d, share, low, high): those met at the begin of counting and
        those still there at the end count for what is known of them."""
        return self.life_tables(kind, scenario, label).curve()

    # ---- the course over time ----

    def course(self, measure, by=None, quantiles=(0.05, 0.5, 0.95)):
        """A row per scenario and period (and label of `by`): n, mean, sd over worlds, and of the whole its quantiles (q0.05, ...). From every replication
        (`run --series all`), or from sums over them (`--series summary`): quantiles are then right to within a bin, a 32nd of their value, and
        there is no sd of what was added up from parts."""
        return _course().course(self, measure, by, quantiles)

    # ---- events ----

    def events(self, household=None, scenario=None, replication=1, draw=1):
        """What happened in one world (or to one household of it), a row per event, with names for numbers; needs `run --log events`."""
        data = self._open("events")
        if data is None:
            raise KeyError(f"{self.path} has no events: run with --log events")
        scenario = scenario or self.baseline
        rows = data["rows"].values
        at = (self.scenarios.index(scenario), draw - 1, replication - 1)
        first = int(rows.ravel()[:np.ravel_multi_index(at, rows.shape)].sum())
        part = data.isel(row=slice(first, first + int(rows[at])))
        frame = pd.DataFrame({"household": part["household"].values, "episode": part["episode"].values, "time_d": part["t_s"].values / 86400.0})
        start = pd.Timestamp(self.root.attrs["time_coverage_start"])
        frame["timestamp"] = start + pd.to_timedelta(part["t_s"].values, unit="s")
        frame["event"] = [str(data["kind_name"].values[k]) for k in part["kind"].values.astype(int)]
        for dim in ("group", "region", "stage", "cause", "exit"):
            if dim + "_index" in part:
                names = [str(x) for x in self.root[dim].values]
                frame[dim] = [names[int(i)] if i == i and i >= 0 else None for i in part[dim + "_index"].values]
        return frame if household is None else frame[frame["household"] == household].reset_index(drop=True)

    # ---- figures: see doorstroom_figures ----

    def curve(self, measure, **words):
        """One point with its interval per scenario; over a number in the names of scenarios (`vary`) when there is one."""
        return _figures().curve(self, measure, **words)

    def fan(self, measure, **words):
        """The course over time (needs `run --series all` or `summary`): median and bands of worlds."""
        return _figures().fan(self, measure, **words)

    def bars(self, measure, **words):
        """A bar per label (region), scenarios side by side, with intervals."""
        return _figures().bars(self, measure, **words)

    def blocked(self, **words):
        """Why places are blocked: places held after the planned stay, by cause, per scenario."""
        return _figures().blocked(self, **words)

    def stays(self, **words):
        """Share still there at each age, per stage and scenario (Kaplan-Meier)."""
        return _figures().stays(self, **words)

    def path_of(self, household, **words):
        """What one household lives through: where it is, day by day (needs `run --log events`)."""
        return _figures().path_of(self, household, **words)


def _course():
    import doorstroom_course
    return doorstroom_course


def _figures():
    import doorstroom_figures
    return doorstroom_figures


def number_in(name):
    """The number in the name of a varied scenario, `homes[3500 per yr]` or `money[60 %]`; None when there is none."""
    found = re.search(r"\[\s*(-?[0-9][0-9.]*)", name)
    return float(found.group(1)) if found else None
