#!/bin/sh
# analyst: analysis/python says the same numbers as `show --json`, its examples run, and its figures are drawn of any result; without
# matplotlib the figures are skipped.
# usage: analyst.sh PROGRAM ROOT
set -eu
program=$1
root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for python in python3 /usr/bin/python3 none; do
    [ $python != none ] || { echo "skipped: Python with xarray, pandas and netCDF4 is not on this machine (python3-xarray python3-pandas python3-netcdf4)"; exit 77; }
    ! $python -c 'import xarray, pandas, netCDF4' 2>/dev/null || break
done
unset LC_ALL LC_MESSAGES
export LANG=C PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg MPLCONFIGDIR="$out"
cat >"$out/base.yaml" <<END
extends: $root/scenarios/small/two-stage.yaml
title: Base
time: {horizon: 2 yr, series: 13 wk}
END
cat >"$out/more.yaml" <<END
extends: base.yaml
title: More
regions: {elsewhere: {places: {crisis: 2, follow_on: 1}}}
vary: {intake.households: [250 /yr, 300 /yr]}
END
printf 'extends: base.yaml\ntitle: Two places\nregions: {town: {places: {crisis: 2}}}\n' >"$out/two.yaml"
run() {
    "$program" run "$@" --quiet 2>"$out/err" || { cat "$out/err"; exit 1; }
}
run "$out/base.yaml" "$out/more.yaml" -o "$out/all.h5" --replications 5 --series all --log events
run "$out/base.yaml" "$out/two.yaml" -o "$out/drawn.h5" --replications 3 --draws 4 --set 'intake.households={value: 250 /yr, range: {uniform: [200, 300]}}'
run "$out/base.yaml" -o "$out/one.h5" --replications 1
run "$out/base.yaml" "$out/more.yaml" -o "$out/course.h5" --replications 50 --series all
run "$out/base.yaml" "$out/more.yaml" -o "$out/summed.h5" --replications 50 --series summary
run "$root/scenarios/small/patience.yaml" -o "$out/patience.h5" --replications 3 --log events --set 'time.horizon=2 yr'
for file in all drawn one patience; do
    "$program" show "$out/$file.h5" --json >"$out/$file.json"
    for by in region stage group cause year; do "$program" show "$out/$file.h5" --json --by $by >"$out/$file-$by.json"; done
    for view in stays waits; do "$program" show "$out/$file.h5" --json --table $view >"$out/$file-$view.json"; done
done
"$program" trace "$out/base.yaml" --replication 2 --csv "$out/trace.csv"

cat >"$out/check.py" <<'END'
import csv, json, math, sys
out, root = sys.argv[1:3]
sys.path.insert(0, root + "/analysis/python")
import numpy, pandas
import doorstroom, doorstroom_statistics

compared = 0
def near(a, b, what):
    global compared
    b = math.nan if b is None else b
    compared += 1
    assert (a != a and b != b) or a == b or abs(a - b) <= 1e-8 * max(1e-3, abs(a), abs(b)), (what, a, b)

# Student's t against tables (two-sided 95 %).
for nu, t in ((1, 12.7062047362), (2, 4.30265272991), (5, 2.57058183661), (10, 2.22813885196), (30, 2.04227245630), (199, 1.97195654)):
    assert abs(doorstroom_statistics.t_point(nu) - t) < 1e-7, nu

for name in ("all", "drawn", "one", "patience"):
    result = doorstroom.open(f"{out}/{name}.h5")
    for split in ("", "-region", "-stage", "-group", "-cause", "-year"):
        said = json.load(open(f"{out}/{name}{split}.json"))
        assert len(said["measures"]) > (40 if not split else 0), split
        for measure in said["measures"]:
            by = measure.get("by")
            table = result.compare(measure["name"], by=by)
            assert len(table) == len(measure["rows"]), (name, measure["name"], by)
            for row in measure["rows"]:
                at = table[(table["scenario"] == row["scenario"]) & (table[by].astype(str) == row["label"] if by else True)]
                assert len(at) == 1
                at, what = at.iloc[0], (name, measure["name"], row)
                for key in ("mean", "low", "high", "sd", "n"): near(at[key], row[key], what + (key,))
                for key in ("chance_sd", "ignorance_sd", "ignorance_share"):
                    if "split" in row: near(at[key], row["split"][key], what + (key,))
                assert name == "drawn" or "split" not in row
                if "difference" not in row:
                    assert math.isnan(at["difference"])
                    continue
                difference = row["difference"]
                near(at["difference"], difference["mean"], what)
                for key in ("low", "high", "sd", "n"): near(at["difference_" + key], difference[key], what + ("difference", key))
                assert bool(at["shown"]) == difference["shown"], what
                if "split" in difference: near(at["difference_chance_sd"], difference["split"]["chance_sd"], what)
    rows = json.load(open(f"{out}/{name}-stays.json"))["stays"]
    assert rows
    for row in rows:
        life = result.life_tables("stay", row["scenario"], row["stage"])
        near(life.seen, row["stays"], row)
        for key, answer in (("mean_days", life.mean_days(row["limit_days"])), ("median_days", life.quantile_days(0.5)), ("p90_days", life.quantile_days(0.9))):
            for part, value in zip(("", "_low", "_high"), answer):
                near(math.nan if math.isinf(value) else value, row[key + part], (name, row, key + part))
        curve = result.kaplan_meier("stay", row["scenario"], row["stage"])
        assert (curve["share"].diff().dropna() <= 1e-12).all() and curve["share"].between(0, 1).all() and curve["age_d"].is_monotonic_increasing
    rows = json.load(open(f"{out}/{name}-waits.json"))["waits"]
    assert rows
    for row in rows:
        life = result.life_tables("wait", row["scenario"], None if row["group"] == "all" else row["group"])
        near(life.seen, row["requests"], row)
        for key, days in (("placed_at_once_pct", 0), ("placed_24h_pct", 1), ("placed_3d_pct", 3), ("placed_7d_pct", 7)):
            for part, value in zip(("", "_low", "_high"), life.ended_within(days, "placed")): near(value * 100, row[key + part], (name, row, key + part))
        near(life.ended_within(row["limit_days"], "gave_up")[0] * 100, row["gave_up_pct"], row)
        for part, value in zip(("", "_low", "_high"), life.mean_days(row["limit_days"])): near(value, row["wait_days" + part], (name, row, part))

# Groups: there when they were asked for, with labels of the root and units.
every, drawn, one = (doorstroom.open(f"{out}/{n}.h5") for n in ("all", "drawn", "one"))
for group in ("series", "levels", "spells", "warm_up", "summary", "replications"): assert getattr(every, group) is not None, group
assert one.series is None and one.levels is None and one.inputs is None and drawn.inputs is not None and drawn.observed is None
assert [str(x) for x in every.series["region"].values] == ["town", "elsewhere"] and every.series["waiting"].attrs["units"] == "1"
assert every.label("stay_days").endswith("[day]") and "dag" not in every.label("stay_days") and every.label("stay_days", "nl") != every.label("stay_days")
assert str(every.series["period"].values[0])[:10] == "2020-01-01"
levels = every.levels["occupied"].sum("number_occupied")
assert numpy.allclose(levels.values[~numpy.isnan(every.levels["occupied"].values[..., 0])], 1)
tidy = every.tidy("blocked")
assert list(tidy.columns) == ["scenario", "draw", "replication", "region", "stage", "cause", "blocked"] and tidy["blocked"].notna().all()
series = every.tidy("arrivals", group="series")
assert series.groupby("scenario")["arrivals"].sum().to_dict() == every.tidy("arrivals").groupby("scenario")["arrivals"].sum().to_dict()
assert (every.settings().set_index("path")["text"]["title"]) == "Base"
assert numpy.allclose(drawn.inputs["value"].sel(scenario=drawn.baseline).values.ravel(), 200 + 100 * drawn.inputs["uniform"].values.ravel(), atol=1e-4)
against = every.compare("arrivals", against=every.scenarios[1])
assert math.isnan(against["difference"][1]) and against["difference"][0] == -every.compare("arrivals")["difference"][1]
for wrong in (lambda: every.compare("occupied_share"), lambda: every.compare("no_such"), lambda: one.events(), lambda: every.compare("arrivals", by="stage")):
    try:
        wrong()
    except (KeyError, ValueError):
        continue
    raise AssertionError("a mistake was not told")

# The course over time: from sums the same as from every replication, quantiles to within a bin.
course, summed = (doorstroom.open(f"{out}/{n}.h5") for n in ("course", "summed"))
assert summed.series is None and one.series_summary is None
for measure, by in (("waiting", None), ("arrivals", None), ("occupied", "region"), ("exits", "region"), ("waiting_end", "region"), ("present", None)):
    said, wanted = summed.course(measure, by), course.course(measure, by)
    assert list(said.columns)[: 5 if by else 4] == list(wanted.columns)[: 5 if by else 4] and len(said) == len(wanted) > 20
    assert (said["period"] == wanted["period"]).all() and (said["n"] == wanted["n"]).all() and wanted["n"].max() == 50
    assert numpy.allclose(said["mean"], wanted["mean"], rtol=1e-12, equal_nan=True), measure
    known = said["sd"].notna()
    assert (known.any() or measure != "waiting_end") and not (known.any() and by is None) and numpy.allclose(said["sd"][known], wanted["sd"][known], rtol=1e-9, atol=1e-9), measure
    for q in () if by else ("q0.05", "q0.5", "q0.95"):
        assert ((said[q] - wanted[q]).abs() <= numpy.maximum(0.25 if measure != "arrivals" else 0.5, wanted[q] / 16) + 1e-9).all(), (measure, q)
for measure, by in (("waiting", "stage"), ("no_such", None)):
    try:
        summed.course(measure, by)
    except KeyError:
        continue
    raise AssertionError("a mistake was not told")

# Events: those of `trace`.
log = every.events(scenario=every.baseline, replication=2)
trace = list(csv.DictReader(open(out + "/trace.csv")))
assert len(trace) == len(log) > 100
for row, event in zip(trace, log.to_dict("records")):
    assert abs(float(row["time_d"]) - event["time_d"]) < 1e-4 and int(row["household"]) == event["household"] and row["event"] == event["event"], (row, event)
    for key in ("group", "region", "stage", "cause", "exit"): assert row[key] == (event[key] or ""), (key, row, event)
print(compared, "numbers as in show --json")
END
$python -W ignore "$out/check.py" "$out" "$root"
for file in all drawn one; do $python -W ignore "$root/analysis/python/example_numbers.py" "$out/$file.h5" >"$out/said" && grep -q 'median' "$out/said"; done

$python -c 'import matplotlib' 2>/dev/null || { echo "skipped from here: Python with matplotlib is not on this machine (python3-matplotlib)"; exit 77; }
for file in all one patience; do
    $python -W error::UserWarning "$root/analysis/python/example_figures.py" "$out/$file.h5" "$out/figures-$file" >"$out/said"
    while read -r name; do
        case $name in *' '*) continue ;; esac # a reason why there is none
        head -c 4 "$out/figures-$file/$name.pdf" | grep -q '%PDF' && [ "$(wc -c <"$out/figures-$file/$name.png")" -gt 3000 ] || { echo "$file: no figure $name"; exit 1; }
    done <"$out/said"
done
[ "$(find "$out/figures-all" -name '*.png' | wc -l)" -eq 7 ] || { echo "not all figures were drawn"; ls "$out/figures-all"; exit 1; }
cat >"$out/figures.py" <<'END'
import sys
out, root = sys.argv[1:3]
sys.path.insert(0, root + "/analysis/python")
import numpy
import doorstroom, doorstroom_figures
result = doorstroom.open(out + "/all.h5")
# What is drawn is what is known: heights of bars, points of the curve, medians of the fan, stretches of a path.
figure = result.bars("turned_away", by="region", lang="nl")
table = result.compare("turned_away", by="region")
widths = sorted(p.get_width() for p in figure.axes[0].patches if not numpy.isnan(p.get_width()))
assert numpy.allclose(widths, sorted(table["mean"].dropna())), (widths, table)
line = result.curve("arrivals").axes[0].lines[0]
assert list(line.get_xdata()) == [250, 300], line.get_xdata()
middle = result.fan("waiting", scenarios=[result.baseline]).axes[0].lines[0].get_ydata()
worlds = result.series["waiting"].sel(scenario=result.baseline, draw=1).sum("region")
assert numpy.allclose(middle, worlds.median("replication").values)
patience = doorstroom.open(out + "/patience.h5")
log = patience.events()
# In every path stretches follow one another, and time in a place is what the log says between placed and left.
checked = 0
for household, events in list(log.groupby("household"))[:200]:
    path = doorstroom_figures.stretches(events)
    assert (path["to_d"] >= path["from_d"]).all() and (path["from_d"].values[1:] >= path["to_d"].values[:-1] - 1e-12).all(), path
    inside = path[~path["where"].isin(["asks", "waits"])]
    kinds = dict(zip(events["event"], events["time_d"]))
    if list(events["event"]).count("placed") == 1 and "left" in kinds and events["event"].isin(["moved", "arrived"]).sum() == 1:
        assert abs((inside["to_d"] - inside["from_d"]).sum() - (kinds["left"] - kinds["placed"])) < 1e-9, (events, path)
        checked += 1
assert checked > 5, checked
assert len(patience.path_of(int(log["household"].iloc[0]), lang="nl").axes[0].patches) > 0
print("figures drawn;", checked, "paths followed")
END
$python -W ignore "$out/figures.py" "$out" "$root"
