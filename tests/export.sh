#!/bin/sh
# export: the CSV files of a result say what h5py reads in it, in both dialects; summaries are what they are of; the data dictionary is valid and
# says what is in the files; series, levels, spells, events, statistics, inputs, observed and settings are those of the result.
# usage: export.sh PROGRAM ROOT
set -eu
program=$1
root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for python in python3 /usr/bin/python3 none; do
    [ $python != none ] || { echo "skipped: Python with h5py is not on this machine"; exit 77; }
    ! $python -c 'import h5py' 2>/dev/null || break
done
unset LC_ALL LC_MESSAGES
export LANG=C
# Names with a separator and quotes of either dialect; a region that only one scenario has.
cat >"$out/more.yaml" <<END
extends: $root/scenarios/small/two-stage.yaml
title: More
regions: {elsewhere: {places: {crisis: 2, follow_on: 1}}}
END
cp "$root/scenarios/small/two-stage.yaml" "$out/base, the first.yaml"
"$program" run "$out/base, the first.yaml" "$out/more.yaml" -o "$out/r.h5" --replications 5 --quiet --set 'intake.households=250 /yr' \
    --set 'time.horizon=2 yr' --set 'time.series=[2020-01-01, 2020-02-01, 2021-07-01]' --series all --log events \
    --set 'observed.asked={measure: arrivals, value: 240, range: [220.5, 260], source: "A; b, c", use: check}' 2>"$out/err" ||
    { cat "$out/err"; exit 1; }
"$program" run "$out/base, the first.yaml" "$out/more.yaml" -o "$out/d.h5" --replications 3 --draws 4 --quiet --set 'time.horizon=2 yr' \
    --set 'intake.households={value: 250 /yr, range: {uniform: [200, 300]}}' 2>"$out/err" || { cat "$out/err"; exit 1; }
for lang in en nl; do
    "$program" export "$out/r.h5" --csv "$out/$lang" --lang $lang >"$out/$lang.txt"
    "$program" export "$out/d.h5" --csv "$out/drawn-$lang" --lang $lang >"$out/$lang.txt"
done
"$program" export "$out/r.h5" --csv "$out/one" --measure waiting --measure occupied >"$out/one.txt"
"$program" export "$out/r.h5" --csv "$out/en" --replace --json >"$out/json"
# --replace: what the last export made and this one does not make goes; what others put there stays, also when another program described it.
again() { "$program" export "$out/r.h5" --csv "$out/again" --replace "$@" >"$out/again.txt"; }
again
cp "$out/again/arrivals.csv" "$out/again/mine.csv"
: >"$out/again/notes.txt"
again --measure waiting
for gone in arrivals.csv events.csv settings.csv; do [ ! -e "$out/again/$gone" ] || { echo "--replace leaves $gone of an earlier export"; exit 1; }; done
for kept in levels_waiting.csv summary.csv datapackage.json mine.csv notes.txt; do [ -e "$out/again/$kept" ] || { echo "--replace removes $kept"; exit 1; }; done
for described in '{"name": "others", "resources": [{"path": "mine.csv"}]}' '{"name": "doorstroom-x", "resources": [{"path": "../r.csv"}, {"path": "notes.txt"}, {"path": ".csv"}, {"path": 3}, 4]}' \
    '{"name": "doorstroom-x", "resources": 5}' '[1]' '{' ''; do
    printf '%s' "$described" >"$out/again/datapackage.json"
    : >"$out/r.csv"
    again --measure waiting
    for kept in again/levels_waiting.csv again/mine.csv again/notes.txt r.csv; do [ -e "$out/$kept" ] || { echo "--replace removes $kept after $described"; exit 1; }; done
done
printf '{"name": "doorstroom-x", "resources": [{"path": "mine.csv"}]}' >"$out/again/datapackage.json"
rm "$out/again/mine.csv"
mkdir "$out/again/mine.csv"
! again --measure waiting 2>"$out/err" || { echo "--replace says nothing of what it cannot remove"; exit 1; }
grep -q 'unwritable' "$out/err" || { cat "$out/err"; exit 1; }
! find "$out" -name '*.tmp' | grep . || { echo "a temporary file is left"; exit 1; }

cat >"$out/compare.py" <<'END'
import csv, functools, glob, json, math, os, statistics, sys
import h5py, numpy
out = sys.argv[1]
file = h5py.File(out + "/r.h5", "r")

def table(path, dialect):
    raw = open(path, "rb").read()
    assert raw.startswith(b"\xef\xbb\xbf"), path + ": no byte order mark"
    assert raw.count(b"\n") == raw.count(b"\r\n") and raw.endswith(b"\r\n"), path + ": lines do not end in CR LF"
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";" if dialect == "nl" else ","))
    assert all(len(row) == len(rows[0]) for row in rows), path + ": rows of unequal length"
    return [dict(zip(rows[0], row)) for row in rows[1:]], rows[0]

def number(text, dialect):
    if dialect == "nl":
        assert "." not in text, text
        text = text.replace(",", ".")
    return math.nan if text == "" else float(text)

def same(a, b): return a == b or (math.isnan(a) and math.isnan(b))
def near(a, b): return same(a, b) or abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
@functools.lru_cache(None)
def labels(name): return [x.decode() if isinstance(x, bytes) else str(x) for x in file[name][()]]

meanings = table(out + "/en/measures.csv", "en")[0]
measures = [r["measure"] for r in meanings if r["file"]]
assert len(meanings) > 60 and len(measures) > 30 and "arrivals" in measures
for r in meanings:
    x = file[r["measure"]][()]
    fill = file[r["measure"]].attrs["_FillValue"]
    assert (r["file"] == "") == bool(((x == fill) | (x != x) | (x == 0)).all()), r
assert "social_value_eur" not in measures and not os.path.exists(out + "/en/social_value_eur.csv")
cells = {}
for dialect in ("en", "nl"):
    names = sorted(os.path.basename(f)[:-4] for f in glob.glob(out + f"/{dialect}/*.csv"))
    assert set(names) >= set(measures + "summary totals measures statistics observed labels settings events".split()), names
    assert "inputs" not in names and not any("social" in n or "hotel" in n for n in names), names
    for name in measures:
        data, fill = file[name], file[name].attrs["_FillValue"]
        strata = [labels(d.keys()[0]) for d in data.dims][3:]
        rows, head = table(f"{out}/{dialect}/{name}.csv", dialect)
        dims = [d.keys()[0] for d in data.dims][3:]
        assert head == ["scenario", "replication"] + dims + ["value"], (name, head)
        scenarios, i = labels("scenario"), 0
        x = data[()].astype(float)
        x[(x == fill)] = math.nan
        given = ~numpy.isnan(x).all((1, 2))
        for index, value in numpy.ndenumerate(x):
            if not given[(index[0],) + index[3:]]: continue
            row = rows[i]
            i += 1
            assert row["scenario"] == scenarios[index[0]] and int(row["replication"]) == index[2] + 1, (name, row)
            for d, dim in enumerate(dims): assert row[dim] == strata[d][index[3 + d]], (name, row)
            assert same(number(row["value"], dialect), value), (name, row, value)
            key = (row["scenario"], name) + tuple(row[d] for d in dims)
            if dialect == "en": cells.setdefault(key, []).append(value)
        assert i == len(rows), name
    rows, head = table(f"{out}/{dialect}/summary.csv", dialect)
    assert len(rows) == len(cells)
    dims = head[3:head.index("mean")]
    by_name = {n: [d.keys()[0] for d in file[n].dims][3:] for n in measures}
    differs = 0
    for row in rows:
        name = row["measure"]
        assert all((row[d] != "") == (d in by_name[name]) for d in dims), row
        x = cells[(row["scenario"], name) + tuple(row[d] for d in by_name[name])]
        base = cells.get((labels("scenario")[0], name) + tuple(row[d] for d in by_name[name]), [math.nan] * 5)
        there = [v for v in x if v == v]
        pairs = [a - b for a, b in zip(x, base) if a == a and b == b]
        assert int(row["n"]) == len(there), row
        assert near(number(row["mean"], dialect), statistics.fmean(there) if there else math.nan), row
        if len(there) == 5:
            sd = statistics.stdev(there)
            assert near(number(row["sd"], dialect), sd), row
            assert abs(number(row["half_width"], dialect) - 2.7764451051978 * sd / 5 ** 0.5) <= 1e-6 * sd + 1e-12, row
        if row["scenario"] == labels("scenario")[0]: assert row["difference"] == "", row
        elif pairs: assert near(number(row["difference"], dialect), statistics.fmean(pairs)), row
        differs += row["difference"] not in ("", "0")
    assert differs > 20, "no scenario differs"
    totals, head = table(f"{out}/{dialect}/totals.csv", dialect)
    for row in totals:
        if row["measure"] != "arrivals": continue
        over = [sum(v for v in c if v == v) for c in zip(*(cells[k] for k in cells if k[0] == row["scenario"] and k[1] == "arrivals"))]
        assert near(number(row["mean"], dialect), statistics.fmean(over)), (row, over)
written = json.load(open(out + "/json"))["files"]
assert set(w["file"] for w in written) >= {m + ".csv" for m in measures}
assert all(w["rows"] == len(table(out + "/en/" + w["file"], "en")[0]) for w in written)

# ---- groups ----
import datetime
def day(s): return datetime.datetime(2020, 1, 1) + datetime.timedelta(seconds=float(s))
for dialect in ("en", "nl"):
    T = "T" if dialect == "en" else " "
    bounds = file["series/period_bounds"][()]
    for name in [f[:-4].split("series_")[1] for f in os.listdir(out + "/" + dialect) if f.startswith("series_")]:
        data = file["series/" + name]
        rows, head = table(f"{out}/{dialect}/series_{name}.csv", dialect)
        dims = [d.keys()[0] for d in data.dims][4:]
        assert head == ["scenario", "replication", "from", "until"] + dims + ["value"], head
        x, fill = data[()].astype(float), data.attrs["_FillValue"]
        x[x == fill] = math.nan
        have = {(r["scenario"], int(r["replication"]), r["from"], r["until"]) + tuple(r[d] for d in dims): number(r["value"], dialect) for r in rows}
        want = {(labels("scenario")[i[0]], i[2] + 1, day(bounds[i[3]][0]).date().isoformat(), day(bounds[i[3]][1]).date().isoformat()) +
                tuple(labels(d)[i[4 + k]] for k, d in enumerate(dims)): v for i, v in numpy.ndenumerate(x) if v == v}
        assert have == want, name
    for name in ("levels/occupied", "levels/waiting_all", "spells/stay_ended", "spells/wait_entered", "spells/stay_part"):
        x = file[name][()].astype(float)
        rows, head = table(f"{out}/{dialect}/{name.replace('/', '_')}.csv", dialect)
        x[(x == file[name].attrs["_FillValue"])] = 0
        x = numpy.nan_to_num(x)
        assert len(rows) == (x != 0).sum() > 0, (name, len(rows))
        assert near(sum(number(r["value"], dialect) for r in rows), x.sum()), name
    shares = {}
    for r in table(f"{out}/{dialect}/levels_occupied.csv", dialect)[0]:
        key = (r["scenario"], r["replication"], r["region"], r["stage"])
        shares[key] = shares.get(key, 0) + number(r["value"], dialect)
    assert shares and all(abs(s - 1) < 1e-9 for s in shares.values())
    # events: every row of the log, in order, with names; the key of a case is scenario, replication and household
    rows, head = table(f"{out}/{dialect}/events.csv", dialect)
    assert head[:7] == ["case", "activity", "timestamp", "resource", "group", "stage", "region"], head
    log = file["events"]
    kinds, columns = labels("events/kind_name"), {k: log[k][()] for k in log if log[k].ndim == 1 and k not in ("kind_name", "row_size", "world")}
    assert len(rows) == len(columns["t_s"]) > 1000
    def named(dim, i): return labels(dim)[columns[dim + "_index"][i]] if columns[dim + "_index"][i] >= 0 else ""
    for i in range(0, len(rows), 7):
        r, s = rows[i], int(columns["scenario_index"][i])
        assert r["case"] == f"s{s + 1}r{columns['replication_number'][i]}h{columns['household'][i]}", r
        assert r["activity"] == kinds[columns["kind"][i]] and int(r["time_s"]) == columns["t_s"][i], r
        assert r["timestamp"] == day(columns["t_s"][i]).isoformat(T), (r, day(columns["t_s"][i]))
        assert r["scenario"] == labels("scenario")[s] and int(r["replication"]) == columns["replication_number"][i]
        for dim in ("group", "stage", "region", "cause", "exit"): assert r[dim] == named(dim, i), (dim, r)
        assert r["resource"] == " ".join(x for x in (r["stage"], r["region"]) if x), r
    seen, order = {}, True
    for r in rows:
        order = order and seen.get(r["case"], "") <= r["timestamp"]
        seen[r["case"]] = r["timestamp"]
    assert order, "rows of a case are not in order"
    observed = table(f"{out}/{dialect}/observed.csv", dialect)[0]
    assert len(observed) == 1 and observed[0]["source"] == "A; b, c" and number(observed[0]["low"], dialect) == 220.5 and observed[0]["from"] == "", observed
    settings = table(f"{out}/{dialect}/settings.csv", dialect)[0]
    assert len(settings) == sum(len(file["scenarios"][s]["path"]) for s in file["scenarios"])
    assert any(r["path"] == "intake.households" and number(r["value"], dialect) == 250 for r in settings)
    for r in table(f"{out}/{dialect}/statistics.csv", dialect)[0]:
        if r["statistic"] == "quantile_95" and r["measure"] == "arrivals":
            i, j = labels("scenario").index(r["scenario"]), labels("summary/measure").index("arrivals")
            assert near(number(r["value"], dialect), float(file["summary/quantile_95"][i, j])) and r["units"] == "1", r
    # draws of the inputs: a column of their own, intervals over draws, and the inputs
    drawn = h5py.File(out + "/d.h5", "r")
    rows, head = table(f"{out}/drawn-{dialect}/arrivals.csv", dialect)
    assert head == ["scenario", "draw", "replication", "region", "value"] and {(r["draw"], r["replication"]) for r in rows} == {(str(d), str(k)) for d in (1, 2, 3, 4) for k in (1, 2, 3)}
    x = drawn["arrivals"][()][0, :, :, 0].astype(float)
    for r in table(f"{out}/drawn-{dialect}/summary.csv", dialect)[0]:
        if r["measure"] == "arrivals" and r["scenario"] == labels("scenario")[0] and r["region"] == "town":
            assert r["n"] == "4" and near(number(r["mean"], dialect), x.mean(1).mean()) and near(number(r["sd"], dialect), statistics.stdev(x.mean(1))), r
    rows = table(f"{out}/drawn-{dialect}/inputs.csv", dialect)[0]
    assert len(rows) == drawn["inputs/value"].size == 8
    for i, r in enumerate(rows): assert near(number(r["value"], dialect), float(drawn["inputs/value"][i // 4, i % 4, 0])) and number(r["central"], dialect) == 250, r
assert sorted(os.listdir(out + "/one")) == sorted(["waiting.csv"] * 0 + ["datapackage.json", "levels_occupied.csv", "levels_occupied_all.csv", "levels_waiting.csv",
    "levels_waiting_all.csv", "measures.csv", "occupied.csv", "series_occupied.csv", "series_occupied_end.csv", "summary.csv", "totals.csv"]), os.listdir(out + "/one")

# ---- the data dictionary: what Data Package 1 and 2 ask of it, and every value against its column ----
import re
types = {"string", "integer", "number", "date", "datetime"}
checked = 0
for folder, dialect in (("en", "en"), ("nl", "nl"), ("drawn-en", "en"), ("drawn-nl", "nl"), ("one", "en")):
    package = json.load(open(f"{out}/{folder}/datapackage.json", encoding="utf-8"))
    assert package["profile"] == "tabular-data-package" and re.fullmatch(r"[-a-z0-9._/]+", package["name"]) and package["title"]
    assert sorted(r["path"] for r in package["resources"]) == sorted(f for f in os.listdir(f"{out}/{folder}") if f.endswith(".csv")), folder
    assert len({r["name"] for r in package["resources"]}) == len(package["resources"]) > 0
    for r in package["resources"]:
        assert re.fullmatch(r"[-a-z0-9._/]+", r["name"]) and r["profile"] == "tabular-data-resource" and r["encoding"] == "utf-8" and r["format"] == "csv", r["name"]
        assert r["title"] and r["description"] and r["description_nl"], r["name"]
        assert not re.match(r"[/~]|\.\.|[a-z]+://", r["path"]) and r["mediatype"] == "text/csv"
        assert r["dialect"]["delimiter"] == (";" if dialect == "nl" else ",") and r["dialect"]["header"] is True and r["schema"]["missingValues"] == [""]
        rows, head = table(f"{out}/{folder}/{r['path']}", dialect)
        fields = r["schema"]["fields"]
        assert [f["name"] for f in fields] == head and len(set(head)) == len(head) and len(rows) == r["rows"], r["name"]
        for f in fields:
            assert f["type"] in types and f["title"] and f["description"], f
            assert f.get("decimalChar", ".") == ("," if dialect == "nl" and f["type"] == "number" else "."), f
            for row in rows[::11]:
                v = row[f["name"]]
                if v == "" or f["type"] == "string": continue
                checked += 1
                if f["type"] == "number": number(v, dialect)
                elif f["type"] == "integer": int(v)
                elif f["type"] == "date": datetime.date.fromisoformat(v)
                else: datetime.datetime.strptime(v, f["format"])
    units = {f["unit"] for r in package["resources"] for f in r["schema"]["fields"] if "unit" in f}
    assert "1" in units and (folder == "one" or "day" in units), units
assert checked > 5000, checked
print(len(measures), "measures,", sum(map(len, cells.values())), "values in two dialects,", checked, "values against the data dictionary")
END
$python -W ignore "$out/compare.py" "$out"
