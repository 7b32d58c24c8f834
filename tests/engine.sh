#!/bin/sh
# engine: SimGrid gives what the native engine gives, byte for byte: of every scenario that is shipped (over a short time), of every world
# traced by hand and of random ones; in one process or several; and its trace shows when a region is free, full or blocked.
# usage: engine.sh PROGRAM ROOT [whole]
#   whole: scenarios over all their time, 16 replications: takes long
set -u
program=$1
root=$2
whole=${3-}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
faults=0
fail() {
    printf 'engine: %s\n' "$*"
    faults=$((faults + 1))
}
finish() {
    [ "$faults" -eq 0 ] || exit 1
    printf '%s\n' "$*"
    exit 0
}
small=$root/scenarios/small
traced=$root/tests/traced

"$program" --version >"$out/version"
if grep -q 'without SimGrid' "$out/version"; then
    "$program" run "$small/two-stage.yaml" --engine simgrid -o "$out/x.h5" 2>"$out/said"
    [ $? -eq 1 ] || fail "--engine simgrid does not end with 1"
    grep -q 'built without SimGrid: install libsimgrid-dev.*\[no-simgrid\]' "$out/said" || fail "it says: $(cat "$out/said")"
    [ ! -e "$out/x.h5" ] || fail "it leaves a file"
    "$program" run "$small/two-stage.yaml" --engine native --replications 1 -o "$out/x.h5" -q || fail "--engine native does not run"
    finish "built without SimGrid, and it says so"
fi
grep -q '^engines native, simgrid (SimGrid 3' "$out/version" || fail "--version says: $(cat "$out/version")"
grep -q Debug "$out/version" && debug=yes || debug=no

# same NAME WORDS...: a run by either engine, as files without what may differ.
same() {
    name=$1
    shift
    rm -f "$out/native.h5" "$out/simgrid.h5"
    for engine in native simgrid; do
        "$program" run "$@" --engine $engine --reproducible -q -o "$out/$engine.h5" >"$out/said" 2>&1 || {
            fail "$name, $engine: $(grep -v warning "$out/said" | tail -3)"
            return
        }
    done
    cmp -s "$out/native.h5" "$out/simgrid.h5" || fail "$name: the engines differ"
    rm -f "$out/native.h5" "$out/simgrid.h5"
    compared=$((compared + 1))
}

# ---- scenarios ----
compared=0
short() { "$program" check "$file" --set 'time.warm_up=30 d' "$@" >/dev/null 2>&1; }
for file in "$root"/scenarios/*.yaml "$small"/*.yaml; do
    name=$(basename "$file" .yaml)
    if [ "$whole" = whole ]; then
        same "$name" "$file" --replications 16
        continue
    fi
    # Some begin late, or have a change in 2020, or money that brings something after a year: those take longer, in a debug build too long.
    start=2018-01-01 days=60
    if short --set "time.horizon=60 d"; then start=
    elif short --set time.start=2020-06-15 --set 'time.horizon=60 d'; then start=2020-06-15
    elif [ $debug = yes ]; then continue
    elif short --set time.start=2020-06-15 --set 'time.horizon=600 d'; then start=2020-06-15 days=600
    else start= days=1000
    fi
    set -- --set 'time.warm_up=30 d' --set "time.horizon=$days d" --replications 2
    [ -z "$start" ] || set -- "$@" --set "time.start=$start"
    case $file in */small/*) set -- "$@" --series all --set 'time.series=1 wk' ;; esac
    same "$name" "$file" "$@"
done
scenarios=$compared
[ "$scenarios" -ge 30 ] || fail "only $scenarios scenarios were compared"

# ---- the other model ----
cat >"$out/line.yaml" <<'EOF'
doorstroom: 1
model: queue
title: {en: A line, nl: Een rij}
time: {start: 2020-01-01, warm_up: 10 d, horizon: 50 d, series: 1 wk}
arrivals: 40 /d
service: {exponential: {mean: 1 h}}
servers: 2
EOF
same queue "$out/line.yaml" --replications 20 --series all
"$program" trace "$out/line.yaml" --replication 1 --engine simgrid --csv "$out/line.csv" && "$program" trace "$out/line.yaml" --replication 1 --csv "$out/line2.csv" &&
    cmp -s "$out/line.csv" "$out/line2.csv" || fail "queue: the logs differ"

# ---- worlds traced by hand: digest, log ----
worlds=0
for file in "$traced"/*.yaml; do
    [ -e "${file%.yaml}.log" ] || continue
    "$program" trace "$file" --replication 1 --engine native >"$out/native" 2>&1 || fail "$file: $(tail -1 "$out/native")"
    "$program" trace "$file" --replication 1 --engine simgrid >"$out/simgrid" 2>&1
    cmp -s "$out/native" "$out/simgrid" || fail "$file: the engines differ"
    worlds=$((worlds + 1))
done
[ "$worlds" -ge 50 ] || fail "only $worlds worlds were compared"

# ---- random networks: SimGrid against the oracle, row for row (tests/networks.sh: native against it) ----
networks=none
if python3 -c 'import yaml' 2>/dev/null; then
    printf '#!/bin/sh\ncase $1 in trace) exec "%s" "$@" --engine simgrid ;; esac\nexec "%s" "$@"\n' "$program" "$program" >"$out/carried"
    chmod +x "$out/carried"
    PYTHONDONTWRITEBYTECODE=1 python3 "$root/tests/oracle/networks.py" --program "$out/carried" --seeds 1-60 --most 3 --shrink 10 --keep "$out/differ" >"$out/said" 2>&1 ||
        fail "random networks: $(tail -3 "$out/said")"
    networks=$(sed -n 's/^\([0-9]*\) agree, 0 differ.*/\1/p' "$out/said")
    [ "${networks:-0}" -ge 50 ] || fail "random networks: $(tail -1 "$out/said")"
fi

# ---- several processes: the same file whatever their number; a baseline beside two others; draws of the inputs; batches ----
"$program" run "$small/two-stage.yaml" "$small/two-stage.yaml" -o "$out/x.h5" --engine simgrid >/dev/null 2>&1 && fail "one scenario twice is accepted"
for n in 1 2 3 7; do
    set -- --set 'time.warm_up=30 d' --set 'time.horizon=100 d' --replications 40 --reproducible -q
    "$program" run "$root/scenarios/netherlands.yaml" "$root/scenarios/take-back.yaml" "$@" --set 'intake.households=600 /yr' --engine simgrid --threads $n -o "$out/pair$n.h5" >/dev/null 2>&1 ||
        fail "$n processes: a pair does not run"
    "$program" run "$small/hotel.yaml" "$@" --engine simgrid --threads $n -o "$out/one$n.h5" 2>"$out/said" || fail "$n processes: $(tail -1 "$out/said")"
    for kind in pair one; do cmp -s "$out/${kind}1.h5" "$out/$kind$n.h5" || fail "$n processes give another file than one ($kind)"; done
    [ $debug = no ] || [ $n -lt 2 ] || break
done
"$program" run "$small/hotel.yaml" "$@" --engine native -o "$out/one.h5" 2>/dev/null
cmp -s "$out/one.h5" "$out/one1.h5" || fail "processes give another file than threads"

# What else a run may be asked for, in two processes.
several() {
    name=$1
    shift
    same "$name" "$small/hotel.yaml" --threads 2 "$@"
}
several log --replications 20 --log events
several series --replications 40 --series all --set 'time.series=1 wk'
several summary --replications 40 --series summary --set 'time.series=1 wk'
several precision --precision arrivals=1% --max-replications 200
same draws "$root/scenarios/netherlands.yaml" "$root/scenarios/take-back.yaml" --threads 2 --draws 3 --replications 2 --set 'time.warm_up=30 d' --set 'time.horizon=60 d'

# A run that is stopped goes on from there, also with another number of processes, or under the other engine.
set -- "$small/hotel.yaml" --replications 4000 --reproducible --progress never
"$program" run "$@" --engine simgrid --threads 3 -o "$out/stopped.h5" >/dev/null 2>"$out/said" &
run=$!
for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    ls "$out/stopped.h5.blocks"/block-* >/dev/null 2>&1 && break
    sleep 0.5
done
kill -TERM $run
wait $run
[ $? -eq 3 ] || fail "a stopped run says: $(cat "$out/said")"
grep -q 'stopped by a signal; [1-9][0-9]* of 4000 replications are kept.*\[incomplete\]' "$out/said" || fail "a stopped run says: $(cat "$out/said")"
set -- "$small/hotel.yaml" --replications 200 --reproducible --progress never
"$program" run "$@" --engine simgrid --max-run-time '0 s' -o "$out/two.h5" >/dev/null 2>&1
"$program" run "$@" --engine simgrid --threads 2 --replications 100 -o "$out/two.h5" >/dev/null 2>&1
"$program" run "$@" --engine native --replications 150 -o "$out/two.h5" >/dev/null 2>&1
"$program" run "$@" --engine simgrid --threads 3 -o "$out/two.h5" >/dev/null 2>"$out/said" || fail "a run does not go on: $(cat "$out/said")"
"$program" run "$@" --engine native -o "$out/native2.h5" >/dev/null 2>&1
cmp -s "$out/two.h5" "$out/native2.h5" || fail "a run of both engines gives another file than native"

# ---- the trace ----
# states NAME FILE: `seconds region state` of every change.
states() {
    "$program" trace "$2" --replication 1 --engine simgrid --trace-paje "$out/$1.trace" >/dev/null 2>"$out/said" || fail "$1: $(cat "$out/said")"
    awk '$1 == 6 { gsub(/"/, ""); host[$3] = $6 } $1 == 5 { value[$2] = $4 }
         $1 == 11 { print $2, host[$4], value[$5] }' "$out/$1.trace" >"$out/$1.states"
}

# By hand (tests/traced/chain.yaml): from day 4 three places are taken; from day 6 two wait for the third; at day 14 all move at once.
states chain "$traced/chain.yaml"
printf '%s\n' '0 town free' '345600 town full' '518400 town blocked' '1209600 town full' '1382400 town blocked' >"$out/wanted"
cmp -s "$out/chain.states" "$out/wanted" || fail "chain.yaml: the trace says $(cat "$out/chain.states")"

# By hand (scenarios/small/take-back.yaml): each is in the place of the other until both go home at day 6.
states back "$small/take-back.yaml"
printf '%s\n' '0 east free' '0 east full' '0 west free' '86400 west full' '864000 west free' '950400 east free' >"$out/wanted"
sort -k1,1n -k2,2 -k3,3 "$out/back.states" | cmp -s - "$out/wanted" || fail "take-back.yaml: the trace says $(cat "$out/back.states")"

# Twenty years of one place before another: the states that follow from the log of the native engine, instant by instant.
states two "$small/two-stage.yaml"
"$program" trace "$small/two-stage.yaml" --replication 1 --csv "$out/two.csv" || fail "two-stage.yaml: no log"
awk -F, -v begin=$((365 * 86400)) '
    function state() { return n["crisis"] < 1 || n["follow_on"] < 1 ? "free" : blocked ? "blocked" : "full" }
    function end() { if (state() != last) print at, "town", last = state() }
    BEGIN { at = 0; end() }
    NR == 1 { next }
    $1 + begin != at { end(); at = $1 + begin }
    $6 == "placed" { n[$8]++ }
    $6 == "blocked" { blocked++; is[$3] = 1 }
    $6 == "moved" || $6 == "left" { if (is[$3]) blocked--; is[$3] = 0 }
    $6 == "moved" { n["crisis"]--; n["follow_on"]++ }
    $6 == "left" { n["follow_on"]-- }
    END { end() }' "$out/two.csv" >"$out/wanted"
# Of several states at one instant the last one stands.
awk '{ if (NR > 1 && $1 != t) print line; t = $1; line = $0 } END { print line }' "$out/two.states" | awk '$3 != last { print } { last = $3 }' >"$out/found"
cmp -s "$out/found" "$out/wanted" || fail "two-stage.yaml: the trace differs from the log: $(diff "$out/found" "$out/wanted" | head -4)"
[ "$(wc -l <"$out/found")" -ge 100 ] || fail "two-stage.yaml: the trace has $(wc -l <"$out/found") states"

# A region may be called as the model, or as what SimGrid names itself.
printf '%s\n' 'doorstroom: 1' 'title: names' 'time: {start: 2020-01-01, horizon: 20 d}' 'intake: {times: {shelter: [1 d]}}' 'stages: {crisis: {stay: 3 d, onward: {left: 100 %}}}' \
    'exits: {left: {}}' 'placement: [{stage: crisis, where: own}]' 'regions:' >"$out/names.yaml"
for region in shelter calendar elsewhere host HOST 0 state 日本; do printf "  '%s': {places: {crisis: 1}}\n" $region; done >>"$out/names.yaml"
states names "$out/names.yaml"
printf '%s\n' '86400 shelter full' '345600 shelter free' >"$out/wanted"
grep -v '^0 ' "$out/names.states" | cmp -s - "$out/wanted" || fail "names.yaml: the trace says $(cat "$out/names.states")"
[ "$(grep -c '^0 .* free$' "$out/names.states")" -eq 8 ] || fail "names.yaml: not all regions are in the trace: $(cat "$out/names.states")"

# The result names SimGrid, with its version.
"$program" run "$small/take-back.yaml" --engine simgrid -q -o "$out/said.h5" && "$program" info "$out/said.h5" | grep -q '^ *engine *simgrid 3\.[0-9]' || fail "\`info\` does not name SimGrid"

# ---- what is not accepted ----
# refuse CODE WORDS ARGUMENT...
refuse() {
    code=$1 words=$2
    shift 2
    "$program" "$@" >/dev/null 2>"$out/said"
    [ $? -eq "$code" ] || fail "\`$*\` does not end with $code"
    grep -qF -e "$words" "$out/said" || fail "\`$*\` says: $(cat "$out/said")"
}
refuse 2 'give --engine simgrid too [usage-engine]' trace "$small/two-stage.yaml" --replication 1 --trace-paje "$out/x.trace"
refuse 1 '[unwritable]' trace "$small/two-stage.yaml" --replication 1 --engine simgrid --trace-paje "$out/none/x.trace"
refuse 1 'is not a file' trace "$small/two-stage.yaml" --replication 1 --engine simgrid --replace --trace-paje /dev/full
(
    trap '' XFSZ
    ulimit -f 8 && exec "$program" trace "$small/two-stage.yaml" --replication 1 --engine simgrid --trace-paje "$out/cut.trace"
) 2>"$out/said" | cat >/dev/null
grep -q 'cut.trace. is not whole.*\[unwritable\]' "$out/said" || fail "a trace that has no room: $(cat "$out/said")"
refuse 1 '[exists]' trace "$small/two-stage.yaml" --replication 1 --engine simgrid --trace-paje "$out/two.trace"
"$program" trace "$small/two-stage.yaml" --replication 1 --engine simgrid --replace --trace-paje "$out/chain.trace" >/dev/null || fail "--replace does not replace a trace"
cmp -s "$out/chain.trace" "$out/two.trace" || fail "the trace of a world is not the same twice"

finish "$scenarios scenarios, $worlds worlds, $networks random networks and the queue are the same under SimGrid; the trace shows their states"
