"""Reads the sample of tests/test_result.c with one Python reader and compares every number with the formula it was made by.

usage: read_all.py h5py|netcdf4|h5netcdf|xarray_netcdf4|xarray_h5netcdf FILE FOLDER DETAIL
DETAIL is the sample of tests/test_result_detail.c: three households, two places or one, with series and events.
The xarray readers also leave FOLDER/foreign.h5: the same numbers in single precision, as an analyst would save them.
"""
import itertools
import shutil
import sys

import numpy as np

FILL = -2147483647
SCENARIOS = ["base", "price[3500 per yr]", "base-2"]
PLANS = [["Amsterdam", "Den Haag", "Súdwest-Fryslân"], ["Den Haag", "Utrecht", "Amsterdam"], ["Amsterdam", "'s-Hertogenbosch"]]
LABELS = {
    "region": ["Amsterdam", "Den Haag", "Súdwest-Fryslân", "Utrecht", "'s-Hertogenbosch"],
    "stage": ["crisis", "follow_on"],
    "cause": ["home", "help", "debt"],
}
REPLICATIONS = 37
# name: place in the table of metrics, kind, dimensions after replication
MEASURES = {
    "arrivals": (0, "count", ["region"]),
    "occupied": (1, "level", ["region", "stage"]),
    "stay_days": (2, "tally", ["region", "stage"]),
    "stay_days_number": (2, "number", ["region", "stage"]),
    "blocked": (3, "level", ["region", "stage", "cause"]),
    "moves": (5, "count", ["cause"]),
    "cost_eur": (6, "value", []),
}
OBSERVED = {
    "name": ["stay", "all"],
    "measure": ["stay_days", "arrivals"],
    "of_region": ["Súdwest-Fryslân", ""],
    "of_stage": ["crisis", ""],
    "use": ["fit", "check"],
    "source": ["Súdwest, 2015", "a report"],
}
AXES = ["scenario", "draw", "replication"]


def cell(scenario, replication, measure, labels):
    metric, kind, dims = MEASURES[measure]
    at = []
    for dim, label in zip(dims, labels):
        known = PLANS[scenario] if dim == "region" else LABELS[dim]
        if label not in known:
            return np.nan
        at.append(known.index(label))
    i, j, k = at + [0] * (3 - len(at))
    base = scenario * 100000 + (metric + 1) * 10000 + i * 1000 + j * 100 + k * 10 + replication % 1000
    nothing = replication % 5 == 0 and i == 0
    if kind == "count":
        return base
    if kind == "number":
        return 0 if nothing else base
    if kind == "tally":
        return np.nan if nothing else base / 3
    return base / 7


def expected(measure):
    dims = MEASURES[measure][2]
    values = np.empty([len(SCENARIOS), 1, REPLICATIONS] + [len(LABELS[d]) for d in dims])
    for s, r in itertools.product(range(len(SCENARIOS)), range(REPLICATIONS)):
        for at in itertools.product(*[range(len(LABELS[d])) for d in dims]):
            values[(s, 0, r) + at] = cell(s, r + 1, measure, [LABELS[d][i] for d, i in zip(dims, at)])
    return values


def digests():
    words = [[(0x9E3779B97F4A7C15 * (r * 10 + s + 1)) % 2**64 for r in range(1, REPLICATIONS + 1)] for s in range(len(SCENARIOS))]
    return np.array(words, dtype=np.uint64).view(np.int64).reshape(len(SCENARIOS), 1, REPLICATIONS)


def word(text):
    return text.decode() if isinstance(text, bytes) else str(text)


def same(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got!r}, expected {wanted!r}")


def same_numbers(what, got, wanted):
    got = np.asarray(got)
    same(f"shape of {what}", got.shape, wanted.shape)
    if not np.array_equal(got, wanted, equal_nan=wanted.dtype.kind == "f"):
        sys.exit(f"{what}: its numbers differ")


def filled(values):
    """Whole numbers as an analyst sees them: missing where the fill value stands."""
    values = np.ma.filled(np.ma.asarray(values).astype(float), np.nan)
    return np.where(values == FILL, np.nan, values)


def check(open_group, attribute, dims, values):
    """open_group(path) gives a group; the others take a group and the name of a variable (None: the group itself)."""
    root = open_group("/")
    same("Conventions", attribute(root, None, "Conventions"), "CF-1.8")
    same("scenario", [word(x) for x in values(root, "scenario")], SCENARIOS)
    same("replication", [int(x) for x in values(root, "replication")], list(range(1, REPLICATIONS + 1)))
    for dim, labels in LABELS.items():
        same(dim, [word(x) for x in values(root, dim)], labels)
    same("region_code", [word(x) for x in values(root, "region_code")], ["GM0001", "GM0001", "GM0001", "", "GM0001"])
    same_numbers("lat", values(root, "lat"), np.array([9.0, 8.0, 17.0, 7.0, 16.0]))
    for measure, (_, _, strata) in MEASURES.items():
        same(f"dimensions of {measure}", list(dims(root, measure)), AXES + strata)
        same_numbers(measure, filled(values(root, measure)), expected(measure))
    same("units", attribute(root, "stay_days", "units"), "day")
    replications = open_group("replications")
    same("dimensions of digest", list(dims(replications, "digest")), AXES)
    same_numbers("digest", values(replications, "digest"), digests())
    base = open_group("scenarios/price[3500 per yr]")
    same("title_nl", attribute(base, None, "title_nl"), "De basis")
    same("yaml", attribute(base, None, "yaml"), "doorstroom: 1 # Súdwest\n")
    same("length of resolved", len(attribute(base, None, "resolved")), 100000)
    same("dimensions of value", list(dims(base, "value")), ["setting"])
    same("path", [word(x) for x in values(base, "path")], ["arrivals", "title"])
    same("origin", [word(x) for x in values(base, "origin")], ["base.yaml:4:11", "default"])
    same_numbers("high", filled(values(base, "high")), np.array([4700.0, np.nan]))
    observed = open_group("observed")
    same("dimensions of low", list(dims(observed, "low")), ["observation"])
    for column, wanted in OBSERVED.items():
        same(f"observed {column}", [word(x) for x in values(observed, column)], wanted)
    for column, wanted in {"from": [2018, np.nan], "to": [2019, np.nan], "value": [30.5, 193], "low": [21, np.nan], "high": [40.25, np.nan]}.items():
        same_numbers(f"observed {column}", filled(values(observed, column)), np.array(wanted, dtype=float))
    same("compiler", bool(attribute(open_group("build"), None, "compiler")), True)


DAYS = {
    "occupied": [[0, 1, 2, 2, 2, 2, 1, 1, 1, 0, 0], [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    "waiting_end": [[0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 2, 2, 1, 1, 1, 1, 0, 0]],
    "arrivals": [[0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]] * 2,
}
KINDS = [
    "arrived placed arrived placed arrived waits stay_ended left placed stay_ended left stay_ended left".split(),
    "arrived placed arrived waits arrived waits stay_ended left placed stay_ended left placed".split(),
]


def check_detail(open_group, attribute, dims, values):
    series, levels, events = open_group("series"), open_group("levels"), open_group("events")
    same("dimensions of a series", list(dims(series, "occupied")), AXES + ["period", "region", "stage"])
    for name, days in DAYS.items():
        wanted = np.repeat(np.array(days, dtype=float).reshape(2, 1, 11), 2, axis=1)
        same_numbers(name, filled(values(series, name)).reshape(2, 2, 11), wanted)
    same("dimensions of shares", list(dims(levels, "occupied_all")), AXES + ["stage", "number_occupied_all"])
    same_numbers("shares", values(levels, "occupied_all")[0, 0, 0, 0], np.array([2.5, 4, 4]) / 10.5)
    same("last number", int(values(levels, "number_waiting")[-1]), 255)
    same("dimensions of rows", list(dims(events, "t_s")), ["row"])
    same("sample_dimension", attribute(events, "row_size", "sample_dimension"), "row")
    size = [int(n) for n in values(events, "row_size")]
    same("row_size", size, [13, 13, 12, 12])
    names = [word(x) for x in values(events, "kind_name")]
    kinds = [names[int(k)] for k in values(events, "kind")]
    ends = np.cumsum(size)
    for world, end in enumerate(ends):
        same(f"events of world {world}", kinds[end - size[world]:end], KINDS[world // 2])
    same("t_s", [int(t) for t in values(events, "t_s")[:6]], [86400 * day for day in [1, 1, 2, 2, 3, 3]])
    same("household", [int(h) for h in values(events, "household")[:6]], [1, 1, 2, 2, 3, 3])
    same_numbers("exit", filled(values(events, "exit_index")[6:9]), np.array([np.nan, 0, np.nan]))
    same_numbers("cause", filled(values(events, "cause_index")[:2]), np.array([np.nan, np.nan]))


def read_h5py(path, _, check=check):
    import h5py

    with h5py.File(path, "r") as file:
        check(
            lambda name: file[name],
            lambda group, name, key: word((group[name] if name else group).attrs[key]),
            lambda group, name: [next(iter(d.values())).name.split("/")[-1] for d in group[name].dims],
            lambda group, name: group[name][...],
        )


def read_netcdf4(path, folder, check=check):
    import netCDF4

    with netCDF4.Dataset(path) as file:
        check(
            lambda name: file if name == "/" else file[name],
            lambda group, name, key: (group[name] if name else group).getncattr(key),
            lambda group, name: group[name].dimensions,
            lambda group, name: np.ma.getdata(group[name][...]) if name == "digest" else np.ma.filled(group[name][...]),
        )
    if check is check_detail:
        return
    copy = shutil.copy(path, f"{folder}/edited.h5")
    with netCDF4.Dataset(copy, "r+") as file:
        file.setncattr("remark", "edited")
        file.createVariable("mine", "f8", ("region",))[:] = 1.0
    with netCDF4.Dataset(copy) as file:
        same("remark", file.getncattr("remark"), "edited")
        same_numbers("stay_days", filled(file["stay_days"][...]), expected("stay_days"))


def read_h5netcdf(path, _, check=check):
    import h5netcdf

    with h5netcdf.File(path, "r") as file:
        check(
            lambda name: file if name == "/" else file[name],
            lambda group, name, key: word((group[name] if name else group).attrs[key]),
            lambda group, name: group[name].dimensions,
            lambda group, name: group[name][...],
        )


def read_xarray(path, folder, engine, check=check):
    import xarray

    def open_group(name):
        return xarray.open_dataset(path, engine=engine, group=None if name == "/" else name)

    check(
        open_group,
        lambda group, name, key: (group[name] if name else group).attrs[key],
        lambda group, name: group[name].dims,
        lambda group, name: group[name].values,
    )
    if check is check_detail:
        period = open_group("series")["period"]
        same("a period", str(period.values[10]), "2020-01-11T00:00:00.000000000")
        return
    with xarray.open_dataset(path, engine=engine) as data:
        same("coordinates", sorted(set(data.coords) - set(AXES)), sorted(["region", "stage", "cause", "lat", "lon", "region_code"]))
        one = data["stay_days"].sel(scenario="price[3500 per yr]", draw=1, replication=37, region="Utrecht", stage="crisis")
        same("one cell", float(one), cell(1, 37, "stay_days", ["Utrecht", "crisis"]))
        saved = data[list(MEASURES)].astype("float32").drop_vars(["lat", "lon", "region_code"])
        saved.transpose("region", "scenario", "draw", "replication", ...).to_netcdf(f"{folder}/foreign.h5", engine=engine)


READERS = {
    "h5py": read_h5py,
    "netcdf4": read_netcdf4,
    "h5netcdf": read_h5netcdf,
    "xarray_netcdf4": lambda path, folder, *which: read_xarray(path, folder, "netcdf4", *which),
    "xarray_h5netcdf": lambda path, folder, *which: read_xarray(path, folder, "h5netcdf", *which),
}

if __name__ == "__main__":
    READERS[sys.argv[1]](sys.argv[2], sys.argv[3])
    READERS[sys.argv[1]](sys.argv[4], sys.argv[3], check_detail)
    print(f"{sys.argv[1]} reads every number")
