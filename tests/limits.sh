#!/bin/sh
# limits: what is extreme gives right answers or a clear refusal that names the limit (models/shelter/README.md, "Limits").
# usage: limits.sh PROGRAM ROOT
#
# Scenarios are made here: an M/G/infinity or loss system in REGIONS regions, whose figures have closed forms. A build that checks every invariant
# after every event gets smaller ones. Address space is bounded, so that a scenario that should be refused cannot take the machine with it.
set -u
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
unset LC_ALL LC_MESSAGES LANGUAGE DOORSTROOM_SCENARIOS DOORSTROOM_RESULTS
export LANG=C NO_COLOR=1 OMP_NUM_THREADS=1 TMPDIR="$work"
cd "$work" || exit 1
faults=0
fail() {
    printf 'limits: %s\n' "$*"
    faults=$((faults + 1))
}

"$program" --version | grep -q Debug && small=yes || small=no
# A sanitizer takes terabytes of address space for itself.
"$program" --version >/dev/null 2>&1 && (ulimit -v 12000000 && "$program" --version) >/dev/null 2>&1 && bounded=12000000 || bounded=unlimited

# scenario FILE REGIONS PLACES PER_YEAR HORIZON STAY [WHERE]: coordinates on a grid; what comes after is added on standard input.
scenario() {
    printf 'doorstroom: 1\ntitle: limits\ntime: {start: 2020-01-01, horizon: %s}\nmontecarlo: {replications: 1, seed: 1}\n' "$5" >"$1"
    printf 'intake: {households: %s /yr, by: weight}\nstages: {crisis: {stay: %s, onward: {left: 100 %%}}}\nexits: {left: {}}\n' "$4" "$6" >>"$1"
    printf 'placement: [{stage: crisis, where: %s}]\nregions:\n' "${7:-own}" >>"$1"
    awk -v n="$2" -v p="$3" 'BEGIN {
        for (i = 0; i < n; i++) printf "  r%d: {weight: 1, lat: %.2f, lon: %.2f, places: {crisis: %s}}\n", i, 50 + int(i / 100) / 20, 4 + i % 100 / 20, p
    }' >>"$1"
    cat >>"$1"
}

# runs FILE REPLICATIONS: leaves its results in out.h5.
runs() {
    (ulimit -v "$bounded" && "$program" run "$1" -o out.h5 --replace --quiet --replications "$2") 2>err </dev/null && return
    fail "$1 ends with an error: $(head -n 2 err)"
    return 1
}

# expect MEASURE LOW HIGH: the mean over the replications of out.h5.
expect() {
    mean=$("$program" show out.h5 --measure "$1" --json | sed -n 's/.*"mean": \([^,]*\),.*/\1/p')
    awk -v x="$mean" -v low="$2" -v high="$3" 'BEGIN { exit !(x != "" && x != "null" && x >= low && x <= high) }' ||
        fail "$file: $1 is $mean, expected $2 to $3"
}

# refuses FILE ID WORDS [OPTION...]: `check` says so, and nothing else goes wrong.
refuses() {
    file=$1 id=$2 words=$3
    shift 3
    (ulimit -v "$bounded" && "$program" check "$file" "$@") >out 2>err </dev/null
    code=$?
    [ "$code" -eq 1 ] && grep -qF "[$id]" err && grep -qF -e "$words" err || fail "$file ends with $code and not with [$id] $words: $(grep error err | head -n 2)"
}

# ---- right answers ----

# A thousandth of a request a day for 200 years: 73.05 on average, sd of the mean over 100 replications 0.85.
file=rare.yaml
scenario $file 1 3 0.36525 '200 yr' '{exponential: {mean: 10 d}}' </dev/null
runs $file 100 && expect arrivals 69.6 76.5

# A million a day for a day, who stay an hour: load 1e6/24 = 41 667; on average over the day, beginning empty, x (1 - (1 - e^-24) / 24) = 39 931,
# with a sd of about 60. A million places, of which none is missing. (10 000 a day where invariants are checked.)
file=many.yaml
if [ $small = yes ]; then
    scenario $file 1 1000000 3652500 '1 d' '{exponential: {mean: 1 h}}' </dev/null
    runs $file 1 && expect arrivals 9500 10500 && expect occupied 369 430 && expect turned_away 0 0
else
    scenario $file 1 1000000 365250000 '1 d' '{exponential: {mean: 1 h}}' </dev/null
    runs $file 1 && expect arrivals 995000 1005000 && expect occupied 39630 40230 && expect turned_away 0 0
fi

# No places at all: everybody is turned away, nobody is in.
file=none.yaml
scenario $file 1 0 1000 '1 yr' '{exponential: {mean: 10 d}}' </dev/null
runs $file 10 && expect arrivals 950 1050 && expect occupied 0 0 && expect placed 0 0

# 5 000 regions of a million places each, and one request each a year: nobody is turned away; N = 5 000 x 10 d / 365.25 d x (1 - 10 / 365.25).
file=regions.yaml
[ $small = yes ] && horizon='30 d' || horizon='1 yr'
scenario $file 5000 1000000 5000 "$horizon" '{exponential: {mean: 10 d}}' </dev/null
if runs $file 1; then
    if [ $small = yes ]; then expect arrivals 310 511; else expect arrivals 4650 5350 && expect occupied 120 146; fi
    expect turned_away 0 0
    expect places 5000000000 5000000000
fi

# 5 000 regions of one place, in reach of one another: who finds none at home goes on.
file=reach.yaml
[ $small = yes ] && horizon='2 d' || horizon='200 d'
scenario $file 5000 1 5000 "$horizon" '{exponential: {mean: 10 d}}' any </dev/null
runs $file 1 && expect turned_away 0 0

# A day, a second; 500 years.
file=second.yaml
scenario $file 1 1 1000 '1 s' '{exponential: {mean: 10 d}}' </dev/null
runs $file 10 && expect occupied 0 1
file=long.yaml
scenario $file 1 1 1 '500 yr' '{exponential: {mean: 365.25 d}}' </dev/null
runs $file 40 && expect occupied 0.47 0.53 && expect turned_away 236 263 # Erlang: half of the time, half of the requests

# ---- refusals ----

refuses long.yaml time-long 'give at most 500 years' --set time.horizon='501 yr'
refuses long.yaml out-of-bounds '`0 d` is not more than 0 d' --set time.horizon='0 d'
refuses long.yaml out-of-bounds 'more than 1000000000' --set regions.r0.places.crisis=1000000001
refuses long.yaml intake-large 'at most 1000000000 are possible' --set intake.households='3000000 /yr'
refuses long.yaml intake-large 'at most 1000000000 are possible' --set intake.growth='20 %/yr'
refuses long.yaml limits-large 'give at most 5592' --set limits.households=8000000
printf 'gates: {home: {kind: supply, each: 900000000}}\n' | scenario homes.yaml 2 1 2 '1 yr' '10 d'
sed -i 's/exits: {left: {}}/exits: {left: {gates: [home]}}/' homes.yaml
refuses homes.yaml supply-large 'at most 1000000000 are possible'

scenario regions-many.yaml 5001 1 5000 '1 yr' '10 d' </dev/null
refuses regions-many.yaml regions-number 'at most 5000 are possible'

# 5 000 regions and nine groups with pools of their own.
printf 'groups:\n' >groups
printf 'pools:\n' >pools
for g in 1 2 3 4 5 6 7 8 9; do
    printf '  g%s: {share: %s}\n' $g "$([ $g = 9 ] && echo rest || echo '11 %')" >>groups
    printf '  p%s: {stage: crisis, takes: [g%s], places: {r0: 1}}\n' $g $g >>pools
done
cat groups pools | scenario regions-groups.yaml 5000 1 5000 '1 yr' '10 d'
refuses regions-groups.yaml regions-groups 'at most 8 such sets'

printf 'changes: {line: {from: 2020-02-01, add: {crisis: 90000}, ramp_to: 2020-12-01}}\n' | scenario changes.yaml 12 1 12 '1 yr' '10 d'
refuses changes.yaml changes-number 'more than 1000000 times'
printf 'changes: {line: {from: 2020-02-01, add: {crisis: 100001}, ramp_to: 2020-12-01}}\n' | scenario line.yaml 1 1 50 '1 yr' '10 d'
refuses line.yaml ramp-long 'more than 100000 places'

# 500 years by the hour, and for five regions a shock of its own: 6 curves of 4.4 million pieces.
scenario hours.yaml 6 1 6 '500 yr' '10 d' </dev/null
hours='[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]'
shocks='{a: {from: 2021-01-01, factor: 2, region: r1}, b: {from: 2021-01-01, factor: 2, region: r2}, c: {from: 2021-01-01, factor: 2, region: r3},
         d: {from: 2021-01-01, factor: 2, region: r4}, e: {from: 2021-01-01, factor: 2, region: r5}}'
refuses hours.yaml intake-pieces 'more than 20000000 times' --set intake.hour="$hours" --set intake.shocks="$shocks"

# More at once than was said: the run ends, and names the limit.
scenario full.yaml 1 1000000 36525000 '30 d' '{constant: 20 d}' </dev/null
(ulimit -v "$bounded" && "$program" run full.yaml -o full.h5 --quiet --set limits.households=1000) >out 2>err </dev/null
code=$?
[ $code -eq 1 ] && grep -qF '[overload]' err && grep -qF 'raise `limits.households`' err && [ ! -e full.h5 ] || fail "full.yaml ends with $code: $(head -n 2 err)"

[ "$faults" -eq 0 ] || exit 1
