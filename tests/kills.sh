#!/bin/sh
# kills: a run that is killed (SIGKILL) at random moments and given again each time ends as if it had never been disturbed, byte for byte: two
# threads, a pilot run, draws, SimGrid's processes, parts side by side; while it works, writes a block, joins, or clears away.
# usage: kills.sh PROGRAM ROOT [KILLS [SEED]]
#   KILLS: how many; 16 unless given. Before a release, or after a change of what writes: 200, some minutes.
#   SEED: of the moments, as an earlier call printed it.
set -u
program=$1
kills=${3:-16}
seed=${4:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
out=$(mktemp -d)
run= parts=
# Only what was started here, by its number.
trap 'for p in $run $parts; do slay "$p"; done; wait; rm -rf "$out"' EXIT
trap 'exit 1' INT TERM HUP
for name in $(env | sed -n 's/^\(SLURM_[A-Z_]*\)=.*/\1/p') OMP_NUM_THREADS; do unset "$name"; done
mkdir "$out/work"
cd "$out" || exit 1
result=work/r.h5
blocks=$result.blocks
faults=0
fail() {
    printf 'kills: seed %s: %s\n' "$seed" "$*"
    faults=$((faults + 1))
}

cat >base.yaml <<'END_'
doorstroom: 1
title: {en: Parts, nl: Delen}
time: {start: 2020-01-01, warm_up: 30 d, horizon: 100 d}
montecarlo: {replications: 96, seed: 7}
intake: {households: {value: 200 /yr, range: [150, 250]}}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}
exits: {left: {}}
regions: {town: {intake_share: 2, places: {crisis: 4}}, village: {intake_share: 1, places: {crisis: 3}}}
placement: [{stage: crisis, where: own}]
END_
# Its places go where a pilot run finds most unmet need.
cat >money.yaml <<'END_'
extends: base.yaml
prices: {crisis: 40000 eur/yr}
funding: {spring: {amount: 120000 eur/yr, from: 2020-01-20, spend: {more: {share: 100 %, on: {crisis: 100 %}, where: {by: unmet}, ready: {after: 1 d}}}}}
END_

# ---- moments ----
# Lines `kind delay skip spin`: what to wait for, or seconds; so many blocks first; a little longer. A third anywhere, a third in the writing of a block, and
# a third in joining and clearing away, which take little time of a run.
awk -v n="$((kills * 20))" -v seed="$seed" 'BEGIN {
    srand(seed)
    split("any block merge block any clear", kind)
    for (i = 0; i < n; i++) printf "%s %.3f %d %d\n", kind[i % 6 + 1], rand() * 0.6, rand() * 4, rand() * rand() * 3000
}' >moments
exec 3<moments

slay() { kill -KILL "$1" 2>/dev/null; }
alive() { [ -e "/proc/$run/exe" ]; } # not so of one that has ended, even when nobody has asked how
there() { [ -e "$1" ]; }
count() { if [ -e "$1" ]; then counted=$#; else counted=0; fi; } # count PATTERN...
# Names that killed ones left stay until the end; one more is of a run that is there.
before() { count $blocks/.block*.tmp && old_block=$counted && count $blocks/.merge*.tmp && old_merge=$counted; }
writing() { count $blocks/.block*.tmp && [ $counted -gt $old_block ]; }
joining() { count $blocks/.merge*.tmp && [ $counted -gt $old_merge ]; }

# Without a single process of its own: what is waited for may take a thousandth of a second.
await() {
    case $1 in
        any) sleep "$2" ;;
        block)
            count $blocks/block-*
            wanted=$((counted + $3))
            while alive && [ $counted -lt $wanted ]; do count $blocks/block-*; done
            while alive && ! writing; do :; done
            ;;
        merge) while alive && ! joining; do :; done ;;
        clear) while alive && ! there $result; do :; done ;;
    esac
    [ "$1" = any ] || [ "$1" = clear ] || { spin=$4 && while [ "$spin" -gt 0 ]; do spin=$((spin - 1)); done; }
}

# What a kill met.
hit_block=0 hit_merge=0 hit_clear=0 hit_other=0
classify() {
    if there $result; then hit_clear=$((hit_clear + 1))
    elif joining; then hit_merge=$((hit_merge + 1))
    elif writing; then hit_block=$((hit_block + 1))
    else hit_other=$((hit_other + 1)); fi
}

# As if undisturbed, and nothing is left: no file but the result, no process.
whole() {
    cmp -s "$1.h5" $result || fail "$1: another file than that of an undisturbed run"
    [ "$(ls -A work)" = r.h5 ] || fail "$1: left behind: $(ls -A work work/* | head -5 | tr '\n' ' ')"
    ! pgrep -f "$out/$result" >/dev/null || fail "$1: a process is left: $(pgrep -af "$out/$result" | head -2)"
    rm -rf work/*
}

# disturbed CASE KILLS WORDS...
disturbed() {
    name=$1 left=$2
    shift 2
    "$program" run "$@" --reproducible -q -o "$name.h5" 2>said || fail "$name: undisturbed, it says $(tail -1 said)"
    while [ "$left" -gt 0 ] && [ $faults -eq 0 ]; do
        read -r kind delay skip spin <&3 || fail "$name: most runs were over before they could be killed"
        before
        "$program" run "$@" --reproducible -q -o "$out/$result" 2>said &
        run=$!
        await "$kind" "$delay" "$skip" "$spin"
        slay $run
        wait $run 2>/dev/null
        code=$?
        run=
        case $code in
            137) left=$((left - 1)) && classify ;;
            0) whole "$name" ;; # over before it could be killed: from the beginning
            *) fail "$name: given again after a kill, it ends with $code: $(tail -1 said)" ;;
        esac
    done
    "$program" run "$@" --reproducible -q -o "$out/$result" 2>said || fail "$name: at last it says $(tail -1 said)"
    whole "$name"
}

# beside KILLS WORDS...: three parts at once, of which one is killed and given again.
beside() {
    left=$1
    shift
    "$program" run "$@" --reproducible -q -o parts.h5 2>said || fail "parts: undisturbed, it says $(tail -1 said)"
    while [ "$left" -gt 0 ] && [ $faults -eq 0 ]; do
        read -r kind delay skip spin <&3 || fail "parts: most were over before they could be killed"
        killed=$((skip % 3 + 1))
        parts=
        before
        for k in 1 2 3; do
            "$program" run "$@" --reproducible -q -o "$out/$result" --shard $k/3 2>said$k &
            parts="$parts $!"
            [ $k != $killed ] || run=$!
        done
        case $kind in any | block) await $kind "$delay" $skip "$spin" ;; *) await block "$delay" 0 0 ;; esac
        slay $run
        k=0
        for part in $parts; do
            k=$((k + 1))
            wait "$part" 2>/dev/null
            code=$?
            [ $code = 0 ] || { [ $k = $killed ] && [ $code = 137 ]; } || fail "parts: part $k ends with $code: $(tail -1 said$k)"
            [ $k != $killed ] || [ $code = 0 ] || { left=$((left - 1)) && classify; }
        done
        run= parts=
        "$program" missing "$@" -o "$out/$result" --shards 3 >said 2>&1
        code=$?
        [ $code = 0 ] || { [ $code = 3 ] && grep -qx -e "--array=$killed" said; } || fail "parts: part $killed was killed, and \`missing\` says $(cat said)"
        "$program" run "$@" --reproducible -q -o "$out/$result" --shard $killed/3 2>said || fail "parts: given again, part $killed says $(tail -1 said)"
        "$program" merge "$@" --reproducible -o "$out/$result" 2>said || fail "parts: joined, they say $(tail -1 said)"
        whole parts
    done
}

begun=$(date +%s)
set -- base.yaml money.yaml
simgrid=$((kills / 4))
! "$program" --version | grep -q 'without SimGrid' || simgrid=0
disturbed pilot $((kills - kills / 4 - kills / 8 - simgrid)) "$@" --threads 2
disturbed draws $((kills / 4)) "$@" --threads 2 --draws 3 --replications 20
disturbed simgrid $simgrid "$@" --threads 2 --engine simgrid --replications 64
beside $((kills / 8)) "$@" --threads 1

[ "$kills" -lt 16 ] || { [ $hit_block -gt 0 ] && [ $hit_merge -gt 0 ]; } || fail "no kill met the writing of a block, or the joining"
[ $faults -eq 0 ] || exit 1
echo "kills: $kills (seed $seed) in $(($(date +%s) - begun)) s: $hit_block in the writing of a block, $hit_merge in joining, $hit_clear in clearing away, $hit_other elsewhere; every file is that of an undisturbed run"
