#!/bin/sh
# views: every table of `show`, in both languages and as JSON, for runs of every kind: numbers that agree with the file, words without NaN, and a
# clear refusal where there is nothing to show. Also the warning about a warm-up.
# usage: views.sh PROGRAM ROOT
set -u
program=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES LANGUAGE
export LANG=C NO_COLOR=1
cd "$out" || exit 1
faults=0
fail() {
    printf 'views: %s\n' "$*"
    faults=$((faults + 1))
}
for python in python3 /usr/bin/python3 none; do [ $python = none ] || ! $python -c 'import h5py, numpy' 2>/dev/null || break; done

cat >base.yaml <<'END_'
doorstroom: 1
title: {en: A small chain, nl: Een kleine keten}
time: {start: 2020-01-01, warm_up: 1 yr, horizon: 150 d}
montecarlo: {replications: 4, seed: 1}
groups: {a: {share: 60 %}, b: {share: 40 %}}
intake: {households: {value: 200 /yr, range: [150, 250], source: assumption}}
stages:
  crisis: {stay: {exponential: {mean: {value: 20 d, range: [15 d, 25 d], source: assumption}}}, onward: {follow_on: 60 %, left: 40 %}}
  follow_on: {stay: {exponential: {mean: 50 d}}, onward: {left: 100 %}}
exits: {left: {}, informal: {}}
regions: {west: {intake_share: 1, places: {crisis: 4, follow_on: 5}}, east: {intake_share: 1, places: {crisis: 3, follow_on: 5}}}
placement: [{stage: crisis, where: own}, {wait: {patience: {exponential: {mean: 5 d}}, then: {informal: 100 %}}}]
END_
printf 'extends: base.yaml\ntitle: More\nregions: {west: {places: {crisis: 6}}}\n' >more.yaml
printf 'extends: base.yaml\ntitle: Fewer\nregions: {east: {places: {crisis: 1}}}\n' >fewer.yaml
cat >town.yaml <<'END_'
doorstroom: 1
title: One town
time: {start: 2020-01-01, horizon: 100 d}
intake: {households: 50 /yr}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}
exits: {left: {}}
regions: {town: {places: {crisis: 3}}}
placement: [{stage: crisis}]
END_
cat >queue.yaml <<'END_'
doorstroom: 1
model: queue
title: A queue
time: {start: 2020-01-01, horizon: 30 d}
arrivals: 4 /d
service: {exponential: {mean: 0.2 d}}
servers: 1
END_
run() {
    to=$1
    shift
    "$program" run "$@" -o "$to" --quiet --threads 2 2>err || fail "\`run $*\`: $(head -3 err)"
}
run three.h5 base.yaml more.yaml fewer.yaml --replications 24
run drawn.h5 base.yaml more.yaml --draws 6 --replications 5
run single.h5 base.yaml --replications 6
run once.h5 base.yaml more.yaml --replications 1
run town.h5 town.yaml --replications 5
run queue.h5 queue.yaml --replications 5
run deaf.h5 base.yaml more.yaml --draws 1 --replications 5

# ---- every table of every file: words, or a refusal with an id; never both ----
views="fares stays waits ranks warm-up inputs"
for file in three drawn single once town queue deaf; do
    for view in $views measures together against quantile above; do
        case $view in
        measures) set -- ;;
        together) set -- --together ;;
        against) set -- --against "$(basename "$("$program" show $file.h5 --json | sed -n 's/.*"baseline": "\(.*\)",/\1/p')")" ;;
        quantile) set -- --quantile 0.9 --measure "$([ $file = queue ] && echo customers || echo arrivals)" ;;
        above) set -- --above 10 --measure "$([ $file = queue ] && echo customers || echo arrivals)" ;;
        *) set -- --table $view ;;
        esac
        for lang in en nl; do
            "$program" show $file.h5 "$@" --lang $lang >text 2>err
            code=$?
            if [ $code -eq 0 ]; then
                [ -s text ] && [ ! -s err ] || fail "$file $view $lang: no words, or a fault with 0"
                ! grep -inE '(^|[^a-z])-?(nan|inf)([^a-z]|$)|%[sdg]|\(null\)' text || fail "$file $view $lang: $(grep -inE '(^|[^a-z])-?(nan|inf)([^a-z]|$)|%[sdg]|\(null\)' text | head -2)"
            else
                [ $code -le 2 ] && [ ! -s text ] && grep -q '\[[a-z-]*\]$' err || fail "$file $view $lang ends with $code: $(head -2 err)"
            fi
            echo "$file $view $code" >>codes
        done
        [ $python = none ] || [ $code -ne 0 ] || "$program" show $file.h5 "$@" --json | $python -m json.tool >/dev/null 2>err || fail "$file $view: JSON is not valid: $(head -1 err)"
    done
done
# refused FILE TABLE...: and all the others are shown.
sort -u codes >got
cat >wanted <<'END_'
deaf fares 0
deaf stays 0
once fares 0
once ranks 0
once stays 0
once waits 0
queue fares 1
queue inputs 1
queue ranks 1
queue stays 1
queue waits 1
queue warm-up 1
single fares 1
single inputs 1
single stays 0
three fares 0
three inputs 1
three ranks 0
three stays 0
three waits 0
three warm-up 0
drawn inputs 0
drawn ranks 0
drawn stays 0
town fares 1
town ranks 1
town stays 0
town waits 0
town warm-up 1
END_
while read -r line; do grep -qxF -e "$line" got || fail "expected '$line', got '$(grep "^${line% *} " got | head -1)'"; done <wanted
! grep -E ' (measures|together|against) [^0]' got || fail "the table of measures is refused"

# refuse CODE ID WORDS...
refuse() {
    code=$1 id=$2
    shift 2
    "$program" show "$@" >text 2>err
    got=$?
    [ $got -eq "$code" ] && grep -qF "[$id]" err && [ ! -s text ] || fail "\`show $*\` ends with $got, not $code with [$id]: $(head -2 err)"
}
refuse 1 no-fares single.h5 --table fares
refuse 1 no-draws three.h5 --table inputs
refuse 1 no-spells queue.h5 --table stays
refuse 1 no-ranks town.h5 --table ranks
refuse 1 no-warm-up town.h5 --table warm-up
refuse 2 fares-against three.h5 --table fares --against more
refuse 2 unknown-dimension three.h5 --table fares --by stage
refuse 2 unknown-scenario three.h5 --table stays --against nobody
refuse 2 usage-both three.h5 --table stays --by region
refuse 2 usage-both three.h5 --table waits --measure arrivals
"$program" show three.h5 --table ranks --by region >/dev/null 2>err || fail "ranks are by region: $(head -1 err)"
refuse 2 usage-both three.h5 --table ranks --together
refuse 1 unknown-measure three.h5 --table ranks --measure nothing
refuse 1 unknown-measure drawn.h5 --table inputs --measure nothing

# A planner sees what is compared with what, and over how many replications.
"$program" show three.h5 --table stays >text
grep -q '^3 scenarios, 24 replications$' text && grep -q 'mean less that of base' text || fail "stays: $(head -4 text)"
"$program" show drawn.h5 --table waits --lang nl >text
grep -q '6 trekkingen van de invoer met elk 5 herhalingen' text && grep -q 'door telkens een trekking van de invoer weg' text || fail "waits: $(head -4 text)"
"$program" show drawn.h5 --table inputs >text
grep -q 'stages.crisis.stay.exponential.mean *d  *20' text || fail "inputs are not in days: $(tail -2 text)"
"$program" show once.h5 --table stays >text
[ "$(grep -c '  -  ' text)" -eq 0 ] || fail "a mean of one replication is not shown: $(grep -- '  -  ' text | head -1)"
"$program" show single.h5 --table stays >text
! grep -q '^ *measure ' text || fail 'the table of measures has left its heading'
"$program" show three.h5 >text
! grep -q '(fares)' text || fail "all fares together say nothing, and are shown"

# ---- the warm-up ----
warned() {
    "$program" run "$@" --progress never 2>&1 >/dev/null | grep -c 'warm-up-short'
}
sed 's/warm_up: 1 yr/warm_up: 60 d/' base.yaml >short.yaml
sed 's/, warm_up: 1 yr//' base.yaml >cold.yaml
sed 's/warm_up: 1 yr/warm_up: 59 d/' base.yaml >brief.yaml
[ "$(warned short.yaml -o w1.h5 --replications 48)" -eq 1 ] || fail 'two months from nothing are called enough'
[ "$(warned base.yaml -o w2.h5 --replications 48)" -eq 0 ] || fail 'a year, of stays of 70 d, is called too short'
[ "$(warned cold.yaml -o w3.h5 --replications 48)" -eq 0 ] || fail 'no warm-up is called too short'
[ "$(warned brief.yaml -o w4.h5 --replications 48)" -eq 0 ] || fail 'of 59 d nothing is kept, yet it is warned of'
"$program" run short.yaml more.yaml -o w5.h5 --replications 48 --progress never --lang nl --set 'time.warm_up=60 d' 2>&1 >/dev/null | grep -q 'short (en nog 1 scenario): de aanloop is te kort' || fail 'of two scenarios one is not counted'
"$program" run short.yaml -o w1.h5 --replications 48 --quiet 2>err && [ ! -s err ] || fail '--quiet warns'
"$program" show w1.h5 --table warm-up --json | grep -q '"verdict": "too_short"' || fail 'the table does not say so'
"$program" show w2.h5 --table warm-up --json | grep -q '"too_short"' && fail 'the table says of a year what the warning does not'

# ---- numbers ----
if [ $python != none ]; then
    for file in three drawn once; do
        for view in measures stays waits ranks fares; do
            set --
            [ $view = measures ] || set -- --table $view
            "$program" show $file.h5 "$@" --json >$file.$view.json
        done
    done
    "$program" show three.h5 --json --together >together.json
    "$program" show three.h5 --json --against more >against.json
    "$program" show three.h5 --json --table stays --against more >against_stays.json
    "$program" show three.h5 --json --measure arrivals --measure placed --together >pair.json
    "$program" show three.h5 --json --table fares --by region >fares_region.json
    cat >check.py <<'END_'
import json
import math

import h5py
import numpy as np

load = lambda name: json.load(open(name + ".json"))
measures = lambda name: {m["name"]: m for m in load(name)["measures"]}
half = lambda row: (row["high"] - row["low"]) / 2
near = lambda a, b, off=1e-9: abs(a - b) <= off * max(1, abs(a), abs(b))
T = {5: 2.570581835636314, 23: 2.068657610419041}  # Student, 0.975

# Together: each half-width as at 1 - 0.05 / k, k the number of differences shown.
def quantile_t(p, nu):
    # by bisection on the distribution function, integrated by Simpson
    c = math.exp(math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2)) / math.sqrt(nu * math.pi)
    def cdf(x, n=4000):
        h = x / n
        f = lambda t: c * (1 + t * t / nu) ** (-(nu + 1) / 2)
        return 0.5 + h / 3 * sum((1 if i in (0, n) else 4 if i % 2 else 2) * f(i * h) for i in range(n + 1))
    low, high = 0.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return low

def check_together(name):
    rows = [r["difference"] for m in measures(name).values() for r in m["rows"] if "difference" in r]
    with_interval = [r for r in rows if r["low"] is not None]
    wide = quantile_t(1 - 0.025 / len(with_interval), 23)
    for r in with_interval: assert near(r["half_width_together"], half(r) * wide / T[23], 1e-6), r
    for r in with_interval: assert not r["shown_together"] or r["shown"], r
    return len(with_interval)
assert check_together("pair") == 4
assert check_together("together") > 60

# Against another scenario: the same with the other sign.
there, back = measures("three.measures"), measures("against")
assert load("against")["baseline"] == "more"
for name in there:
    rows = {(r["scenario"], r.get("label")): r for r in there[name]["rows"]}
    for r in back[name]["rows"]:
        if r["scenario"] == "more": assert "difference" not in r
        if r["scenario"] != "base": continue
        other = rows["more", r.get("label")]["difference"]
        if r["difference"]["mean"] is None: continue
        assert near(r["difference"]["mean"], -other["mean"]) and near(r["difference"]["low"], -other["high"]), (name, r, other)
        assert r["difference"]["pairing"] is None or near(r["difference"]["pairing"], other["pairing"]), name
stays = {(r["stage"], r["scenario"]): r for r in load("three.stays")["stays"]}
for r in load("against_stays")["stays"]:
    if r["scenario"] == "base":
        other = stays[r["stage"], "more"]
        assert near(r["difference_days"], -other["difference_days"]) and near(r["difference_days_low"], -other["difference_days_high"], 1e-6), r

# Over draws: means of draws are the units; chance within them, ignorance between them (method of moments, equal numbers).
drawn = h5py.File("drawn.h5")
total = lambda name: np.where(drawn[name][()] == -2147483647, np.nan, drawn[name][()].astype(float)).reshape(2, 6, 5, -1).sum(axis=3)
for name in ("arrivals", "not_placed_24h", "occupied", "admitted"):
    y = total(name)
    rows = measures("drawn.measures")[name]["rows"]
    for row, x in ((rows[0], y[0]), (rows[1], y[1]), (rows[1]["difference"], y[1] - y[0])):
        means = x.mean(axis=1)
        assert near(row["mean"], means.mean()) and row["n"] == 6, (name, row)
        assert near(half(row), T[5] * means.std(ddof=1) / 6 ** 0.5, 1e-6), (name, row, means)
        within = x.var(axis=1, ddof=1).mean()
        between = max(0, means.var(ddof=1) - within / 5)
        split = row["split"]
        assert near(split["chance_sd"], within ** 0.5, 1e-6) and near(split["ignorance_sd"], between ** 0.5, 1e-6), (name, split, within, between)
        assert within + between == 0 or near(split["ignorance_share"], between / (within + between), 1e-6), (name, split)

# /summary says what `show` says.
for file in ("three", "drawn", "once"):
    f = h5py.File(file + ".h5")["summary"]
    shown, names = measures(file + ".measures"), [x.decode() if isinstance(x, bytes) else x for x in f["measure"][()]]
    assert len(names) > 30 and "fares" not in names
    for i, name in enumerate(names):
        if name not in shown: continue
        for s, row in enumerate(shown[name]["rows"]):
            assert row["mean"] is None and np.isnan(f["mean"][s, i]) or near(f["mean"][s, i], row["mean"]), (file, name)
            if row["low"] is not None: assert near(f["half_width"][s, i], half(row), 1e-7), (file, name)
            if s: assert row["difference"]["mean"] is None or near(f["difference"][s, i], row["difference"]["mean"]), (file, name)
    if file == "drawn":
        i = names.index("not_placed_24h")
        assert near(f["ignorance_sd"][0, i], shown["not_placed_24h"]["rows"][0]["split"]["ignorance_sd"])

# Life tables, without intervals, beside the plain definition: the share at 365 d of /spells and the mean that `show` gives.
three = h5py.File("three.h5")
upper = three["age_to_d"][()]
for stage, name in enumerate(x.decode() if isinstance(x, bytes) else x for x in three["stage"][()]):
    entered, ended, censored = (three["spells/stay_" + k][0, 0, :, stage].sum(axis=0).astype(float) for k in ("entered", "ended", "censored"))
    assert near(entered.sum() / 24, stays[name, "base"]["stays"])
    risk, share, area, before = 0.0, 1.0, 0.0, 0.0
    limit = stays[name, "base"]["limit_days"]
    for b in range(len(upper)):
        y = risk + (0 if b == 0 else 0.5 * (entered[b] - censored[b])) + (entered[b] if b == 0 else 0)
        after = share * (1 - ended[b] / y) if y > 0 else share
        width = min(upper[b], limit) - before
        if width > 0 and before < limit: area += width * (share + after) / 2
        risk += entered[b] - ended[b] - censored[b]
        share, before = after, upper[b]
    assert near(area, stays[name, "base"]["mean_days"], 0.02), (name, area, stays[name, "base"])

# Who fares differently: parts by region add up to all; the mean of the file.
fares, by_region = load("three.fares")["fares"], load("fares_region")["fares"]
assert [r["scenario"] for r in fares] == ["more", "fewer"] and len(by_region) == 4
for r in fares:
    for change in ("now_placed", "no_longer_placed", "sooner", "later", "alike", "never_placed", "unknown"):
        assert near(r[change], sum(q[change] for q in by_region if q["scenario"] == r["scenario"])), (r, change)
        assert r[change + "_low"] >= 0
x = three["fares"][1, 0].sum(axis=1)
assert near(fares[0]["now_placed"], x[:, 0].mean()) and fares[0]["now_placed"] > fares[0]["no_longer_placed"]
assert fares[1]["no_longer_placed"] > fares[1]["now_placed"]
first = three["arrivals_first"][1, 0].sum(axis=1)
assert (x.sum(axis=1) == first).all()

# Ranks: with two regions the chances of the highest add up to 100; over draws clipped, with an interval of its own.
for file in ("three", "drawn"):
    ranks = load(file + ".ranks")["ranks"]
    for s in {r["scenario"] for r in ranks}:
        rows = [r for r in ranks if r["scenario"] == s]
        assert near(sum(r["highest_pct"] for r in rows), 100) and near(sum(r["mean_rank"] for r in rows), 3)
        assert all(0 <= r["highest_pct_low"] <= r["highest_pct"] <= r["highest_pct_high"] <= 100 for r in rows if r["highest_pct_low"] is not None)
END_
    $python check.py || fail 'numbers differ'
fi

[ "$faults" -eq 0 ] || exit 1
echo "views: all as it should be"
