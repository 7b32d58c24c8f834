#!/bin/sh
# precise: run --precision stops when what was asked for is met, goes on with what is there, ends with 3 at the maximum, refuses before it runs;
# its result is that of a plain run of as many replications.
# usage: precise.sh PROGRAM ROOT
set -u
program=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES LANGUAGE
export LANG=C NO_COLOR=1
cd "$out" || exit 1
faults=0
fail() {
    printf 'precise: %s\n' "$*"
    faults=$((faults + 1))
}
cat >base.yaml <<'END_'
doorstroom: 1
title: {en: A queue with patience, nl: Een rij met geduld}
time: {start: 2020-01-01, warm_up: 200 d, horizon: 200 d}
montecarlo: {replications: 4, seed: 1}
intake: {households: {value: 100 /yr, range: [80, 120], source: assumption}}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}
exits: {left: {}, informal: {}}
regions: {west: {intake_share: 1, places: {crisis: 3}}, east: {intake_share: 1, places: {crisis: 3}}}
placement: [{stage: crisis, where: own}, {wait: {patience: {exponential: {mean: 5 d}}, then: {informal: 100 %}}}]
END_
printf 'extends: base.yaml\ntitle: More\nregions: {west: {places: {crisis: 4}}}\n' >more.yaml

# expect CODE WORDS ARGUMENT...: WORDS stand on standard error.
expect() {
    code=$1 words=$2
    shift 2
    "$program" run "$@" --progress never >got 2>err
    got=$?
    [ $got -eq "$code" ] && grep -qF -e "$words" err || fail "\`run $*\` ends with $got, not $code and '$words': $(head -3 err)"
}
count() { "$program" show "$1" --measure arrivals --json | sed -n 's/.*"replications": \([0-9]*\),.*/\1/p'; }
plain() {
    "$program" run base.yaml more.yaml -o plain.h5 --replace --replications "$(count "$1")" --reproducible --quiet || fail 'the plain run'
    cmp -s "$1" plain.h5 || fail "$1 and a plain run of $(count "$1") replications differ"
}
# met FILE MEASURE ASKED: with the plain 95 % interval too, in every scenario (relative half-widths).
met() {
    command -v python3 >/dev/null 2>&1 || return
    "$program" show "$1" --measure "$2" --json | python3 -c '
import json, sys
for row in json.load(sys.stdin)["measures"][0]["rows"]:
    half = (row["high"] - row["low"]) / 2
    assert half <= float(sys.argv[1]) * row["mean"], row' "$3" || fail "$1: $2 is not within $3"
}

# ---- met, gone on with, met again ----
expect 0 'precise enough' base.yaml more.yaml -o a.h5 --precision not_placed_24h=8% --reproducible
n=$(count a.h5)
[ "$n" -gt 32 ] && [ "$n" -lt 1000 ] || fail "8 % takes $n replications: this says nothing"
met a.h5 not_placed_24h 0.08
grep -q "32 replications: not_placed_24h=8% in " err || fail "the first look is not told: $(head -2 err)"
plain a.h5
cp a.h5 before.h5
expect 0 "$n replications: not_placed_24h=8%" base.yaml more.yaml -o a.h5 --precision not_placed_24h=8% --reproducible
[ "$(wc -l <err)" -eq 1 ] || fail "what was met is looked at more than once: $(head -3 err)"
cmp -s a.h5 before.h5 || fail 'a file that is precise enough is changed'
expect 0 'precise enough' base.yaml more.yaml -o a.h5 --precision not_placed_24h=6% --precision difference:not_placed_24h=1.5 --reproducible
[ "$(count a.h5)" -gt "$n" ] || fail 'sharper aims need no more replications'
met a.h5 not_placed_24h 0.06
plain a.h5
if command -v python3 >/dev/null 2>&1; then
    "$program" show a.h5 --measure not_placed_24h --json | python3 -c '
import json, sys
row = json.load(sys.stdin)["measures"][0]["rows"][1]["difference"]
assert (row["high"] - row["low"]) / 2 <= 1.5, row' || fail 'the difference is not within 1.5'
fi
# A result of fewer replications, of a plain run, is gone on with.
"$program" run base.yaml more.yaml -o b.h5 --replications 7 --reproducible --quiet
expect 0 'precise enough' base.yaml more.yaml -o b.h5 --precision not_placed_24h=8% --reproducible
cmp -s b.h5 before.h5 || fail 'begun with 7 replications it ends elsewhere'
# Nothing varies: the first stage is enough. Nothing happens at all: of that no share can be taken.
expect 0 '32 replications: places=1%' base.yaml more.yaml -o c.h5 --precision places=1% --reproducible
expect 3 'a share of 0 says nothing' base.yaml more.yaml -o c.h5 --precision hotel_nights=1% --reproducible
expect 3 'a share of 0 says nothing' base.yaml more.yaml -o c.h5 --precision difference:arrivals=1% --reproducible
expect 0 'precise enough' base.yaml more.yaml -o c.h5 --precision hotel_nights=1 --reproducible
[ "$(count c.h5)" -eq 32 ] || fail "what does not vary takes $(count c.h5) replications"

# ---- the maximum ----
expect 3 'not-precise' base.yaml more.yaml -o d.h5 --precision not_placed_24h=1% --max-replications 50 --reproducible
[ "$(count d.h5)" -eq 50 ] || fail "the maximum is $(count d.h5), not 50"
[ -s got ] || fail 'at the maximum nothing is shown'
plain d.h5
expect 3 '60 replications' base.yaml more.yaml -o d.h5 --precision not_placed_24h=1% --max-replications 60 --reproducible
[ "$(count d.h5)" -eq 60 ] || fail "the larger maximum is $(count d.h5), not 60"
plain d.h5
expect 3 'not-precise' base.yaml more.yaml -o d.h5 --precision not_placed_24h=1% --max-replications 40 --reproducible
[ "$(count d.h5)" -eq 60 ] || fail 'a smaller maximum changes what is there'
"$program" run base.yaml more.yaml -o d.h5 --precision not_placed_24h=1% --max-replications 60 --reproducible --quiet >got 2>err
[ $? -eq 3 ] && [ ! -s got ] && [ "$(wc -l <err)" -eq 1 ] || fail "--quiet: $(head -3 err)"
expect 0 'precise enough' base.yaml more.yaml -o e.h5 --precision not_placed_24h=50% --replications 48 --reproducible
[ "$(count e.h5)" -eq 48 ] || fail "at least 48 replications were asked for, not $(count e.h5)"
expect 0 'nauwkeurig genoeg' base.yaml more.yaml -o e.h5 --precision not_placed_24h=50% --replications 48 --reproducible --lang nl

# ---- refused, and nothing is run ----
expect 2 "did you mean 'not_placed_24h'" base.yaml -o no.h5 --precision not_placed_24=5%
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision arrivals
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision =5%
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision arrivals=
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision arrivals=-5
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision arrivals=0%
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision arrivals=nan
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision arrivals=1e999
expect 2 'takes a measure and a half-width' base.yaml -o no.h5 --precision 'arrivals=5 percent'
expect 2 'one scenario only' base.yaml -o no.h5 --precision difference:arrivals=5
expect 2 'no measure' base.yaml -o no.h5 --precision stay_entered=5
expect 2 'not one number but several' base.yaml -o no.h5 --precision arrivals_by_year=5
expect 2 'not one number but several' base.yaml more.yaml -o no.h5 --precision fares=5
expect 2 'leave out --draws' base.yaml -o no.h5 --draws 3 --precision arrivals=5%
expect 2 'bounds --precision' base.yaml -o no.h5 --max-replications 40
[ ! -e no.h5 ] && [ ! -e no.h5.blocks ] || fail 'what was refused leaves a file'
expect 1 'other-run' more.yaml -o a.h5 --precision not_placed_24h=8% --reproducible

[ "$faults" -eq 0 ] || exit 1
echo "precise: all as it should be"
