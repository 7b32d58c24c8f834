#!/bin/sh
# shards: parts of a run, several at a time on one file, some lost, some damaged; what is missing is named, and what is joined is one machine's.
set -eu
program=$1
root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "shards: $*"; exit 1; }
cat > "$out/a.yaml" <<'Y'
doorstroom: 1
title: {en: Parts, nl: Delen}
time: {start: 2020-01-01, warm_up: 30 d, horizon: 100 d}
montecarlo: {replications: 100, seed: 7}
intake: {households: {value: 200 /yr, range: [150, 250]}}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}
exits: {left: {}}
regions: {town: {places: {crisis: 4}}}
placement: [{stage: crisis, where: own}]
Y
printf 'extends: a.yaml\nregions: {town: {places: {crisis: 6}}}\n' > "$out/b.yaml"
run() { "$program" run "$out/a.yaml" "$out/b.yaml" --progress never --quiet --reproducible "$@"; }

run -o "$out/one.h5"
for k in 1 2 3 4 5; do run -o "$out/parts.h5" --shard $k/5 & done
wait
[ ! -e "$out/parts.h5" ] || fail "a part was joined before its time"
[ -z "$("$program" missing "$out/a.yaml" "$out/b.yaml" -o "$out/parts.h5" --shards 5)" ] || fail "something is missing"

# Two parts lost, one block damaged: only those parts are named, and only their blocks are run again.
rm "$out"/parts.h5.blocks/block-0000-00000-000001.h5 "$out"/parts.h5.blocks/block-0001-00000-000003.h5
printf x > "$out"/parts.h5.blocks/block-0000-00000-000002.h5
code=0
said=$("$program" missing "$out/a.yaml" "$out/b.yaml" -o "$out/parts.h5" --shards 5 2>/dev/null) || code=$?
[ "$said" = "--array=2-4" ] && [ $code = 3 ] || fail "missing says '$said' with $code"
code=0
"$program" merge "$out/a.yaml" "$out/b.yaml" -o "$out/parts.h5" --reproducible 2>"$out/said" || code=$?
[ $code = 3 ] && grep -q "  a: 17-48" "$out/said" || fail "merge says $(cat "$out/said") with $code"
keep=$(stat -c %Y.%i "$out"/parts.h5.blocks/block-0000-00000-000000.h5)
# As the tasks of a Slurm array whose ids begin at 0.
for id in 1 2 3; do SLURM_ARRAY_TASK_ID=$id SLURM_ARRAY_TASK_COUNT=5 SLURM_ARRAY_TASK_MIN=0 run -o "$out/parts.h5"; done
[ "$keep" = "$(stat -c %Y.%i "$out"/parts.h5.blocks/block-0000-00000-000000.h5)" ] || fail "a block that was there was run again"
"$program" merge "$out/a.yaml" "$out/b.yaml" -o "$out/parts.h5" --reproducible
cmp "$out/one.h5" "$out/parts.h5" || fail "parts differ from the whole"

# Nothing is there: all is missing, nothing is made. Of an array with gaps the parts are not known.
code=0
said=$("$program" missing "$out/a.yaml" "$out/b.yaml" -o "$out/none.h5" --shards 3 2>/dev/null) || code=$?
[ "$said" = "--array=1-3" ] && [ $code = 3 ] && [ ! -e "$out/none.h5.blocks" ] || fail "before a run, missing says '$said' with $code"
code=0
(export SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=7 && run -o "$out/none.h5" 2>"$out/said") || code=$?
[ $code = 2 ] && grep -q "gaps.*--shard 5/N" "$out/said" || fail "a task of an array with gaps says $(cat "$out/said") with $code"

# Draws too; more parts than blocks.
run -o "$out/draws.h5" --draws 3 --replications 4
for k in 1 2 3 4 5 6 7; do run -o "$out/draws2.h5" --draws 3 --replications 4 --shard $k/7; done
"$program" merge "$out/a.yaml" "$out/b.yaml" -o "$out/draws2.h5" --draws 3 --replications 4 --reproducible
cmp "$out/draws.h5" "$out/draws2.h5" || fail "parts with draws differ"

# Sums over the replications (--series summary), of draws too; a block that lost them is run again.
set -- --series summary --set 'time.series=10 d' --draws 2 --replications 40
run -o "$out/sums.h5" "$@"
for n in 1 3 8; do
    for k in $(seq $n -1 1); do run -o "$out/sums$n.h5" --shard $k/$n "$@"; done
    if [ $n = 3 ]; then
        printf x > "$out"/sums3.h5.blocks/block-0001-00001-000002.h5
        code=0
        said=$("$program" missing "$out/a.yaml" "$out/b.yaml" -o "$out/sums3.h5" --shards 3 "$@" 2>/dev/null) || code=$?
        [ "$said" = "--array=3" ] && [ $code = 3 ] || fail "missing says '$said' with $code"
        run -o "$out/sums3.h5" --shard 3/3 "$@"
    fi
    "$program" merge "$out/a.yaml" "$out/b.yaml" -o "$out/sums$n.h5" --reproducible "$@"
    cmp "$out/sums.h5" "$out/sums$n.h5" || fail "sums of $n parts differ"
done

# The same bytes, with a pilot run and with draws: 1, 3 and 8 parts, whose blocks are made by 1 and 2 threads and by either engine, one of them killed.
cat > "$out/c.yaml" <<'Y'
extends: a.yaml
prices: {crisis: 40000 eur/yr}
funding: {spring: {amount: 120000 eur/yr, from: 2020-01-20, spend: {more: {share: 100 %, on: {crisis: 100 %}, where: {by: unmet}, ready: {after: 1 d}}}}}
Y
other=simgrid
! "$program" --version | grep -q 'without SimGrid' || other=native
# alike NAME PARTS WORDS...
alike() {
    name=$1 numbers=$2
    shift 2
    set -- "$out/a.yaml" "$out/c.yaml" --replications 36 --quiet --reproducible "$@"
    "$program" run "$@" -o "$out/$name.h5"
    for n in $numbers; do
        running= killed=
        for k in $(seq $n); do
            [ $((k % 3)) = 1 ] && engine=$other || engine=native
            "$program" run "$@" -o "$out/$name-$n.h5" --shard $k/$n --engine $engine --threads $((k % 2 + 1)) &
            running="$running $!"
            [ $k != 2 ] || killed=$!
        done
        [ $n = 1 ] || { sleep 0.2 && kill -KILL $killed 2>/dev/null; } || :
        for process in $running; do wait $process || [ $process = "$killed" ] || fail "$name: a part of $n fails"; done
        [ $n = 1 ] || "$program" run "$@" -o "$out/$name-$n.h5" --shard 2/$n --threads 1
        "$program" merge "$out/a.yaml" "$out/c.yaml" --replications 36 --reproducible -o "$out/$name-$n.h5" $draws || fail "$name: $n parts are not joined"
        cmp "$out/$name.h5" "$out/$name-$n.h5" || fail "$name: $n parts differ from the whole"
    done
}
draws= && alike pilot "1 3 8"
draws="--draws 3" && alike pilot-draws 3 --draws 3

# Another run's parts are refused; so is what cannot go together.
run -o "$out/mixed.h5" --shard 1/2
code=0
run -o "$out/mixed.h5" --shard 2/2 --seed 8 2>"$out/said" || code=$?
[ $code = 1 ] && grep -q "another run: the seed is another;.*other-run" "$out/said" || fail "parts of two runs were mixed"
for words in "--set regions.town.places.crisis=9:scenarios, or values in them" "--draws 2:--draws, --points"; do
    code=0
    run -o "$out/mixed.h5" --shard 2/2 ${words%%:*} 2>"$out/said" || code=$?
    [ $code = 1 ] && grep -q "another run: .*${words#*:}" "$out/said" || fail "parts of other words are told as $(cat "$out/said")"
done
for words in "--shard 0/2" "--shard 3/2" "--shard 1" "--shard a/2" "--shard 1/2x" "--shard 1/2 --replace" "--shard 1/2 --precision not_placed_24h=5%"; do
    code=0
    run -o "$out/no.h5" $words 2>/dev/null || code=$?
    [ $code = 2 ] || fail "$words was taken ($code)"
done
echo "shards: all as it should be"
