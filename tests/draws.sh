#!/bin/sh
# draws: a run gone on with is the run at once, byte for byte, also with draws of the inputs; the same draws meet every scenario; what is refused.
# usage: draws.sh PROGRAM ROOT
set -u
program=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES LANGUAGE
export LANG=C NO_COLOR=1
cd "$out" || exit 1
faults=0
fail() {
    printf 'draws: %s\n' "$*"
    faults=$((faults + 1))
}

cat >base.yaml <<'END_'
doorstroom: 1
title: {en: A small chain, nl: Een kleine keten}
time: {start: 2020-01-01, warm_up: 60 d, horizon: 120 d}
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
# The second has other places, the third another range of one input and the other input fixed.
printf 'extends: base.yaml\ntitle: More\nregions: {west: {places: {crisis: 6}}}\n' >more.yaml
printf 'extends: base.yaml\ntitle: Longer\nintake: {households: 200 /yr}\nstages: {crisis: {stay: {exponential: {mean: {value: 30 d, range: [20 d, 40 d], source: assumption}}}}}\n' >longer.yaml

# ran FILE WORDS...: a run of base and more, without what may differ.
ran() {
    to=$1
    shift
    "$program" run base.yaml more.yaml -o "$to" --reproducible --quiet "$@" 2>err || fail "\`run -o $to $*\`: $(head -2 err)"
}
same() { cmp -s "$1" "$2" || fail "$1 and $2 differ: $3"; }
# refused CODE ID WORDS...
refused() {
    code=$1 id=$2
    shift 2
    "$program" run "$@" --reproducible --quiet >got 2>err
    got=$?
    [ $got -eq "$code" ] && grep -qF "[$id]" err || fail "\`run $*\` ends with $got, not $code with [$id]: $(head -2 err)"
}

# ---- today and tomorrow ----
ran whole.h5 --replications 300 --threads 2
ran part.h5 --replications 100 --threads 1
ran part.h5 --replications 300 --threads 2
same whole.h5 part.h5 'replications 1-100, then 101-300'
ran twenty.h5 --replications 20
ran steps.h5 --replications 7
ran steps.h5 --replications 20 --threads 1
same twenty.h5 steps.h5 'replications 1-7, then 8-20'
ran steps.h5 --replications 21
ran one.h5 --replications 21
same one.h5 steps.h5 '20, then one more'
refused 1 other-run base.yaml more.yaml -o steps.h5 --replications 20

# ---- draws ----
ran nine.h5 --draws 9 --replications 6 --threads 2
ran drawn.h5 --draws 5 --replications 6 --threads 1
ran drawn.h5 --draws 9 --replications 6 --threads 2
same nine.h5 drawn.h5 'draws 1-5, then 6-9'
ran deep.h5 --draws 9 --replications 20
ran drawn.h5 --draws 9 --replications 20
same deep.h5 drawn.h5 'of every draw 6 replications, then 20'
ran both.h5 --draws 4 --replications 3
ran both.h5 --draws 9 --replications 20
same deep.h5 both.h5 'both at once: 4 draws of 3, then 9 of 20'
refused 1 other-run base.yaml more.yaml -o nine.h5 --draws 8 --replications 6
refused 1 other-run base.yaml more.yaml -o nine.h5 --draws 9 --replications 5
refused 1 other-run base.yaml more.yaml -o nine.h5 --replications 6
refused 1 other-run base.yaml more.yaml -o twenty.h5 --draws 9 --replications 20
refused 2 draws-log base.yaml -o no.h5 --draws 3 --log events
refused 2 draws-many base.yaml -o no.h5 --draws 32768
refused 2 usage-needs base.yaml -o no.h5 --points points.csv
refused 2 precision-draws base.yaml -o no.h5 --draws 3 --precision arrivals=5%

# ---- points ----
printf 'intake.households,stages.crisis.stay.exponential.mean,weight\n160,16 d,1\n200,20 d,2\n240,24 d,1\n' >points.csv
sed 's/240,24 d/240,23 d/' points.csv >others.csv
printf 'intake.households,stages.crisis.stay\n160,16 d\n' >wrong.csv
ran joint.h5 --draws 6 --points points.csv --replications 3
ran few.h5 --draws 2 --points points.csv --replications 3
ran few.h5 --draws 6 --points points.csv --replications 3
same joint.h5 few.h5 'draws of points 1-2, then 3-6'
cp points.csv elsewhere.csv
ran moved.h5 --draws 6 --points elsewhere.csv --replications 3
refused 1 other-run base.yaml more.yaml -o joint.h5 --draws 6 --points others.csv --replications 3
refused 1 other-run base.yaml more.yaml -o joint.h5 --draws 6 --replications 3
refused 1 invalid-input base.yaml -o no.h5 --draws 2 --points wrong.csv
refused 1 invalid-input base.yaml -o no.h5 --draws 2 --points absent.csv
[ ! -e no.h5 ] && [ ! -e no.h5.blocks ] || fail "what was refused leaves a file"

# ---- stopped in the middle ----
"$program" run base.yaml more.yaml -o stopped.h5 --reproducible --quiet --draws 40 --replications 4000 --max-run-time '1 s' 2>err
[ $? -eq 3 ] || fail "a run of 320000 replications is over in a second: $(head -1 err)"
"$program" merge base.yaml more.yaml -o stopped.h5 --reproducible --draws 40 --replications 4000 2>err
[ $? -eq 3 ] && grep -q 'draw 40, 1-4000' err || fail "merge does not say which draws are missing: $(head -3 err)"
ran merged.h5 --draws 9 --replications 6
"$program" merge base.yaml more.yaml -o merged.h5 --reproducible --draws 9 --replications 6 2>err || fail "merge of what is whole: $(head -2 err)"
same nine.h5 merged.h5 'merged'
# Blocks of the first scenario alone, as after a stop; merge asks for the others.
"$program" run base.yaml more.yaml -o half.h5 --reproducible --quiet --draws 3 --replications 500 --max-run-time '1 s' 2>err
if [ -d half.h5.blocks ]; then
    "$program" run base.yaml more.yaml -o half.h5 --reproducible --quiet --draws 3 --replications 500 --threads 1 2>err || fail "going on: $(head -2 err)"
fi
ran full.h5 --draws 3 --replications 500 --threads 2
same full.h5 half.h5 'stopped after a second, gone on with by one thread'

# ---- what was drawn ----
for python in python3 /usr/bin/python3 none; do [ $python = none ] || ! $python -c 'import h5py, numpy' 2>/dev/null || break; done
if [ $python != none ]; then
    "$program" run base.yaml more.yaml longer.yaml -o three.h5 --reproducible --quiet --draws 16 --replications 4 || fail "three scenarios"
    $python - <<'END_' || fail "what was drawn is not as it should be"
import h5py
import numpy as np
three, joint = h5py.File("three.h5"), h5py.File("joint.h5")
word = lambda x: x.decode() if isinstance(x, bytes) else str(x)
paths = [word(x) for x in three["inputs/input"][()]]
assert paths == ["intake.households", "stages.crisis.stay.exponential.mean"], paths
assert [word(x) for x in three["inputs/unit"][()]] == ["1/yr", "s"]
value, u, central = three["inputs/value"][()], three["inputs/uniform"][()], three["inputs/central"][()]
assert value.shape == (3, 16, 2) and u.shape == (16, 2) and central.shape == (3, 2)
assert ((u > 0) & (u < 1)).all()
# One in each sixteenth: scrambled Sobol points.
for i in range(2): assert sorted((u[:, i] * 16).astype(int)) == list(range(16)), u[:, i]
day = 86400.0
for s, (low, high) in enumerate([(15, 25), (15, 25), (20, 40)]):
    assert np.allclose(value[s, :, 1], (low + (high - low) * u[:, 1]) * day, rtol=1e-9, atol=1), s
for s in range(2): assert np.allclose(value[s, :, 0], 150 + 100 * u[:, 0], rtol=1e-9), s
assert np.isnan(value[2, :, 0]).all(), "a plain value is not drawn"
assert np.allclose(central[0], [200, 20 * day]) and np.allclose(central[2, 1], 30 * day)
# Every draw meets other worlds, and all scenarios of a draw the same.
first = three["arrivals_first"][()].sum(axis=3)
assert (first[0] == first[1]).all(), "scenarios meet other households"
assert len({tuple(row) for row in three["replications/digest"][0]}) == 16
planned = three["planned_days"][()]
assert len({tuple(np.round(x, 9)) for x in three["offered_load"][()].sum(axis=(3, 4))[0]}) > 10
# Longer stays where longer ones were drawn.
load = np.corrcoef(three["offered_load"][()].sum(axis=(3, 4))[2].mean(axis=1), value[2, :, 1])[0, 1]
assert load > 0.8, load
# The mean follows the drawn intake: per draw within what chance gives.
mean = first[0].mean(axis=1)
assert (abs(mean - value[0, :, 0] * 120 / 365.25) < 5 * np.sqrt(mean / 4)).all(), mean
# Points: whole rows, by their weights.
rows = {(160.0, 16 * day), (200.0, 20 * day), (240.0, 24 * day)}
got = [tuple(np.round(x, 6)) for x in joint["inputs/value"][0]]
assert set(got) <= rows and len(set(got)) >= 2, got
assert (joint["inputs/value"][0] == joint["inputs/value"][1]).all()
plain = h5py.File("twenty.h5")
assert "inputs" not in plain and plain["draw"].shape == (1,)
END_
fi

[ "$faults" -eq 0 ] || exit 1
echo "draws: all as it should be"
