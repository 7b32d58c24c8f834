#!/bin/sh
# export: the CSV files of a result say what h5py reads in it, in both dialects; summaries are what they are of.
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
intake: {households: 300 /yr}
END
cp "$root/scenarios/small/two-stage.yaml" "$out/base, the first.yaml"
"$program" run "$out/base, the first.yaml" "$out/more.yaml" -o "$out/r.h5" --replications 5 --quiet --set 'intake.households=250 /yr' 2>"$out/err" ||
    { cat "$out/err"; exit 1; }
for lang in en nl; do "$program" export "$out/r.h5" --csv "$out/$lang" --lang $lang >"$out/$lang.txt"; done
"$program" export "$out/r.h5" --csv "$out/en" --replace --json >"$out/json"
! find "$out" -name '*.tmp' | grep . || { echo "a temporary file is left"; exit 1; }

cat >"$out/compare.py" <<'END'
import csv, glob, json, math, os, statistics, sys
import h5py
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
def labels(name): return [x.decode() if isinstance(x, bytes) else str(x) for x in file[name][()]]

measures = [r["measure"] for r in table(out + "/en/measures.csv", "en")[0]]
assert len(measures) > 40 and "arrivals" in measures
cells = {}
for dialect in ("en", "nl"):
    assert sorted(os.path.basename(f)[:-4] for f in glob.glob(out + f"/{dialect}/*")) == sorted(measures + ["summary", "totals", "measures"])
    for name in measures:
        data, fill = file[name], file[name].attrs["_FillValue"]
        strata = [labels(d.keys()[0]) for d in data.dims][3:]
        rows, head = table(f"{out}/{dialect}/{name}.csv", dialect)
        dims = [d.keys()[0] for d in data.dims][3:]
        assert head == ["scenario", "replication"] + dims + ["value"], (name, head)
        assert len(rows) == data.size, name
        scenarios, i = labels("scenario"), 0
        for index, value in sorted((idx, v) for idx, v in __import__("numpy").ndenumerate(data[()])):
            row = rows[i]
            i += 1
            assert row["scenario"] == scenarios[index[0]] and int(row["replication"]) == index[2] + 1, (name, row)
            for d, dim in enumerate(dims): assert row[dim] == strata[d][index[3 + d]], (name, row)
            value = math.nan if value == fill or value != value else float(value)
            assert same(number(row["value"], dialect), value), (name, row, value)
            key = (row["scenario"], name) + tuple(row[d] for d in dims)
            if dialect == "en": cells.setdefault(key, []).append(value)
    rows, head = table(f"{out}/{dialect}/summary.csv", dialect)
    assert len(rows) == len(cells)
    dims = head[3:head.index("mean")]
    by_name = {n: [d.keys()[0] for d in file[n].dims][3:] for n in measures}
    differs = 0
    for row in rows:
        name = row["measure"]
        assert all((row[d] != "") == (d in by_name[name]) for d in dims), row
        x = cells[(row["scenario"], name) + tuple(row[d] for d in by_name[name])]
        base = cells[(labels("scenario")[0], name) + tuple(row[d] for d in by_name[name])]
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
assert [w["file"] for w in written] == [m + ".csv" for m in measures + ["summary", "totals", "measures"]]
assert all(w["rows"] == len(table(out + "/en/" + w["file"], "en")[0]) for w in written)
print(len(measures), "measures,", sum(map(len, cells.values())), "values in two dialects")
END
$python -W ignore "$out/compare.py" "$out"
