#!/bin/sh
# ranks: a run over the ranks of an MPI program is the run of one machine, byte for byte: for any number of ranks and threads, however work is handed
# out, after a stop, and when a rank is lost.
# usage: ranks.sh PROGRAM ROOT
set -u
program=$1
root=$2
over=$(dirname "$program")/doorstroom-mpi
[ -x "$over" ] || { echo "ranks: there is no $over: it is built where MPI is (libopenmpi-dev)"; exit 77; }
launcher=$(command -v mpirun.openmpi || command -v mpirun) || { echo "ranks: there is no mpirun (openmpi-bin)"; exit 77; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 # it refuses root otherwise
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
faults=0
fail() {
    echo "ranks: $*"
    faults=$((faults + 1))
}
cat >"$out/a.yaml" <<'Y'
doorstroom: 1
title: {en: Ranks, nl: Rangen}
time: {start: 2020-01-01, warm_up: 30 d, horizon: 300 d}
montecarlo: {replications: 200, seed: 7}
intake: {households: {value: 200 /yr, range: [150, 250]}}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}
exits: {left: {}}
regions: {town: {intake_share: 7, places: {crisis: 4}}, village: {intake_share: 3, places: {crisis: 1}}}
placement: [{stage: crisis, where: own}, {stage: crisis, where: elsewhere}]
prices: {crisis: 80000 eur/yr}
Y
# Places where the pilot finds that they are missed.
cat >"$out/b.yaml" <<'Y'
extends: a.yaml
funding: {more: {amount: 160000 eur/yr, from: 2020-01-01, spend: {places: {share: 100 %, on: crisis, where: {by: unmet}}}}}
Y
words="--progress never -q --reproducible"
# shellcheck disable=SC2086 # words are split
one() { "$program" run "$out/a.yaml" "$out/b.yaml" $words "$@"; }
# ranks N WORDS...: on as many ranks.
# shellcheck disable=SC2086
ranks() {
    n=$1
    shift
    timeout 120 "$launcher" --oversubscribe --bind-to none -np "$n" "$over" run "$out/a.yaml" "$out/b.yaml" $words "$@" >"$out/said" 2>&1
}
same() { cmp -s "$out/$1.h5" "$out/r.h5" || fail "$2: the file differs"; }

one -o "$out/one.h5" || { fail "one machine does not come to its end"; exit 1; }
drawn="--draws 5 --replications 3"
course="--series all --set time.series=1mo --replications 40"
one -o "$out/draws.h5" $drawn || fail "nor does it with draws"
one -o "$out/course.h5" $course || fail "nor does it with series"
compared=0
# many WHAT RANKS THREADS WORDS...
many() {
    what=$1 n=$2 threads=$3
    shift 3
    rm -rf "$out/r.h5" "$out/r.h5.blocks"
    OMP_NUM_THREADS=$threads ranks "$n" -o "$out/r.h5" "$@" || fail "$n ranks of $threads threads $*: ends with $? and $(head -3 "$out/said")"
    same "$what" "$n ranks of $threads threads $*"
    [ ! -e "$out/r.h5.blocks" ] || fail "$n ranks leave their blocks"
    compared=$((compared + 1))
}
many one 1 2
many one 2 1
many one 2 2 --hand-out static
many one 4 1
many draws 4 2 $drawn
many draws 2 1 $drawn --hand-out static
many course 2 1 $course
if "$program" --version | grep -q 'simgrid (SimGrid'; then many one 2 1 --engine simgrid; fi

# Parts, each over ranks; joined by the program without MPI.
rm -rf "$out/r.h5"
for k in 1 2 3; do ranks 2 -o "$out/r.h5" --shard $k/3 || fail "part $k ends with $?"; done
"$program" merge "$out/a.yaml" "$out/b.yaml" -o "$out/r.h5" --reproducible || fail "parts are not joined"
same one "parts over ranks"

# A stop: by the time, by a signal to one rank alone; and a rank that is lost. What was finished is kept, and any program goes on.
# The scenarios run longer here, so that there is something to stop.
slow() { "$@" --replications 320 --set 'time.horizon=50 yr'; }
slow one -o "$out/slow.h5"
part() { ls "$out/r.h5.blocks" 2>/dev/null | grep -c '^block'; }
ours() { pgrep -f "$over run $out/a.yaml" | while read -r pid; do [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = doorstroom-mpi ] && echo "$pid"; done; }
for how in time USR1 KILL TERM; do
    rm -rf "$out/r.h5" "$out/r.h5.blocks"
    if [ $how = time ]; then
        slow ranks 3 -o "$out/r.h5" --max-run-time '1 s'
    else
        slow ranks 3 -o "$out/r.h5" &
        for i in $(seq 1500); do
            [ "$(part)" -lt 2 ] && [ ! -e "$out/r.h5" ] || break
            sleep 0.02
        done
        victim=$(ours | tail -1)
        [ -z "$victim" ] || kill -$how "$victim"
        wait $!
    fi
    code=$?
    wanted=3
    [ $how != KILL ] || wanted=137
    [ $code = $wanted ] || fail "$how: ends with $code: $(head -3 "$out/said")"
    [ ! -e "$out/r.h5" ] || fail "$how: the run was over before it was stopped"
    [ $how = KILL ] || grep -q 'are kept, and the same command goes on from there \[incomplete\]' "$out/said" || fail "$how: says $(head -3 "$out/said")"
    for i in $(seq 100); do [ -n "$(ours)" ] || break; sleep 0.1; done
    [ -z "$(ours)" ] || fail "$how: ranks are left behind"
    [ "$(part)" -ge 2 ] || fail "$how: nothing was kept"
    if [ $how = USR1 ]; then slow one -o "$out/r.h5"; else slow ranks 2 -o "$out/r.h5"; fi || fail "$how: does not go on"
    same slow "after $how"
done

# What goes wrong is said once, and ends all: a fault of the scenario, one of a single rank, a verb that does not go over ranks.
printf 'extends: a.yaml\nregions: {town: {places: {crisis: four}}}\n' >"$out/c.yaml"
timeout 60 "$launcher" --oversubscribe -np 3 "$over" run "$out/c.yaml" -o "$out/c.h5" >"$out/said" 2>&1
[ $? = 1 ] && [ "$(grep -c 'c.yaml:2:' "$out/said")" = 1 ] || fail "a fault of the scenario: $(cat "$out/said")"
timeout 60 "$launcher" --oversubscribe -np 1 "$over" run "$out/a.yaml" -q -o "$out/d.h5" : -np 1 "$over" run "$out/a.yaml" -q -o "$out/d.h5" --seed 8 >"$out/said" 2>&1
[ $? = 2 ] && grep -q 'rank 1: this rank was given other words.*\[usage-ranks\]' "$out/said" || fail "ranks with different seeds: $(cat "$out/said")"
timeout 60 "$launcher" --oversubscribe -np 1 "$over" run "$out/a.yaml" -q -o "$out/d.h5" : -np 1 "$over" run "$out/a.yaml" --bogus >"$out/said" 2>&1
[ $? = 2 ] && grep -q 'rank 1: .*bogus' "$out/said" || fail "a rank with a wrong word: $(cat "$out/said")"
timeout 60 "$launcher" --oversubscribe -np 2 "$over" check "$out/a.yaml" >"$out/said" 2>&1
[ $? = 2 ] && [ "$(grep -c 'usage-ranks' "$out/said")" = 1 ] || fail "check over ranks: $(cat "$out/said")"
timeout 60 "$launcher" --oversubscribe -np 2 "$over" run "$out/a.yaml" -q -o "$out/no/such/d.h5" >"$out/said" 2>&1
[ $? = 1 ] && [ "$(grep -c 'unwritable' "$out/said")" = 1 ] || fail "an unwritable folder: $(cat "$out/said")"

# Started by itself it is the same program.
"$over" run "$out/a.yaml" "$out/b.yaml" $words -o "$out/e.h5" && cmp -s "$out/one.h5" "$out/e.h5" || fail "by itself it differs"
"$over" --version | grep -q MPI || fail "--version does not name MPI"

[ "$faults" -eq 0 ] || exit 1
echo "$compared runs over ranks are those of one machine; stopped or bereft of a rank they go on"
