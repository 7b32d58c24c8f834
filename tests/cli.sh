#!/bin/sh
# cli: the built program as people meet it: exit codes, streams, help, languages.
# usage: cli.sh PROGRAM ROOT
set -u
program=$1
root=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES NO_COLOR
LANG=C
export LANG
faults=0
fail() {
    printf 'cli: %s\n' "$*"
    faults=$((faults + 1))
}

# expect CODE WORDS ARGUMENT...: WORDS must stand on the stream that belongs to the code: output for 0, else standard error.
expect() {
    code=$1 words=$2
    shift 2
    "$program" "$@" >"$out/out" 2>"$out/err" </dev/null
    got=$?
    [ "$got" -eq "$code" ] || fail "\`$*\` ends with $got, not $code: $(head -3 "$out/err")"
    stream=err
    [ "$code" -ne 0 ] || stream=out
    grep -qF -e "$words" "$out/$stream" || fail "\`$*\` does not say '$words' but: $(head -3 "$out/$stream")"
    [ "$code" -ne 2 ] || [ ! -s "$out/out" ] || fail "\`$*\` writes to standard output"
    ! grep -q "$(printf '\033')" "$out/out" "$out/err" || fail "\`$*\` writes colours to a file"
}

verbs="demo check diff run show schema describe info merge trace export init completion help"

expect 0 'HDF5' --version
expect 0 'libyaml' --version
expect 0 'doorstroom 0' --version
expect 0 'Usage: doorstroom' --help
expect 0 'Gebruik: doorstroom' --help --lang nl
expect 0 'Usage: doorstroom' help
for verb in $verbs; do
    expect 0 "doorstroom $verb" help "$verb"
    cp "$out/out" "$out/help"
    expect 0 "doorstroom $verb" "$verb" --help
    cmp -s "$out/out" "$out/help" || fail "\`help $verb\` and \`$verb --help\` differ"
    "$program" --help | grep -q "^  $verb " || fail "--help does not list $verb"
done
(LANG=nl_NL.UTF-8 && "$program" --help | grep -q Gebruik) || fail "LANG=nl does not give Dutch"

expect 2 'say what to do'
expect 2 "did you mean 'show'" shwo x.h5
expect 2 "did you mean 'show'" help shwo
expect 2 "did you mean '--replications'" run a.yaml -o x --replication-s 3
expect 2 'is not an option of' show x.h5 --seed 1
expect 2 'needs a value' run a.yaml -o
expect 2 'doorstroom help run' run a.yaml
expect 2 'at least 1' run a.yaml -o x --replications none
expect 2 'doorstroom diff A.yaml B.yaml' diff a.yaml
expect 2 'bash|zsh' completion
expect 2 'not for' completion tcsh
expect 0 'complete -F' completion bash
expect 0 '#compdef' completion zsh
expect 0 '.TH DOORSTROOM' help --man
expect 2 'NEW.yaml' init

expect 1 'absent.yaml' check "$out/absent.yaml"
expect 1 'absent.yaml' run "$out/absent.yaml" -o "$out/x.h5"
for left in "$out/x.h5" "$out/x.h5.blocks"; do [ ! -e "$left" ] || fail "a failed run left $left"; done
expect 1 'absent.h5' show "$out/absent.h5"
expect 1 'absent.h5' info "$out/absent.h5"
printf 'text' >"$out/text.h5"
expect 1 'text.h5' show "$out/text.h5"
expect 1 'nothing to join' merge "$root/CMakeLists.txt" -o "$out/nothing.h5"

expect 0 "\"\$schema\"" schema
expect 0 'montecarlo' schema --model queue
expect 0 'montecarlo.seed' describe montecarlo.seed
expect 0 'montecarlo' describe
expect 2 'did you mean `montecarlo.seed`?' describe montecarlo.sede
expect 2 'did you mean `time.horizon`?' describe horizn
expect 2 'there is no parameter `nosuch.path`; the keys here are doorstroom title' describe montecarlo.seed nosuch.path
expect 2 'er is geen parameter `nosuch.path`' describe nosuch.path --lang nl
if command -v python3 >/dev/null 2>&1; then
    "$program" schema | python3 -c 'import json, sys; json.load(sys.stdin)' || fail "schema is not JSON"
fi

# From a scenario to tables, and on from where a run was stopped.
a=$root/scenarios/small/erlang-b.yaml b=$root/scenarios/small/two-stage.yaml
if [ -e "$a" ] && [ -e "$b" ]; then
    expect 0 'erlang-b.yaml:' check "$a" --table inputs
    expect 0 'Twee voorzieningen' check "$b" --lang nl
    expect 0 'verandert aan erlang-b' diff "$a" "$b" --lang nl
    expect 0 'difference with erlang-b' run "$a" "$b" -o "$out/r.h5" --replications 8 --progress never
    [ ! -s "$out/err" ] || fail "a run without progress writes $(head -2 "$out/err")"
    expect 0 'niet aangetoond' show "$out/r.h5" --lang nl
    expect 0 'two-stage' show "$out/r.h5" --measure not_placed_24h --by region
    expect 1 "did you mean 'not_placed_24h'" show "$out/r.h5" --measure not_placed_24
    expect 1 'no measure of this file is known by' show "$out/r.h5" --by colour
    expect 0 'two-stage' info "$out/r.h5"
    expect 1 'holds no observed figures' show "$out/r.h5" --observed
    expect 2 'leave --measure and --by out' show "$out/r.h5" --observed --by region
    expect 0 'difference with' run "$a" "$b" -o "$out/r.h5" --replications 8 --progress never
    expect 1 'other-run' run "$a" -o "$out/r.h5" --replications 8 --quiet
    expect 1 'same-name' run "$a" "$a" -o "$out/s.h5"
    expect 3 'incomplete' run "$a" -o "$out/long.h5" --replications 500000 --max-run-time '1 s' --quiet
    expect 3 'misses these' merge "$a" -o "$out/long.h5" --replications 500000
    for i in 1 2; do "$program" run "$a" "$b" -o "$out/same$i.h5" --replications 20 --threads "$i" --reproducible --quiet || fail "run $i"; done
    cmp -s "$out/same1.h5" "$out/same2.h5" || fail "equal runs with --reproducible differ"
    if command -v python3 >/dev/null 2>&1; then
        "$program" show "$out/r.h5" --json | python3 -c 'import json, sys; assert len(json.load(sys.stdin)["measures"]) > 20' || fail "show --json is not JSON"
    fi
fi

# The log of one world.
if [ -e "$a" ] && [ -e "$b" ]; then
    expect 0 'two-stage: replication 2, seed 7' trace "$b" --replication 2 --seed 7
    expect 0 'place_lost' trace "$b" --replication 1 --set 'changes.less={from: 2020-03-01, region: town, removal: at_once, places: {crisis: 0}}'
    expect 0 'gebeurtenis' trace "$b" --replication 1 --household 2 --lang nl
    [ "$(wc -l <"$out/out")" -lt 20 ] || fail "trace --household 2 shows others"
    expect 2 'say which replication' trace "$b"
    expect 2 'at least 1' trace "$b" --replication 0
    expect 2 'only one thing' trace "$b" --replication 1 --json --csv -
    expect 1 'they count from 1 to' trace "$b" --replication 1 --household 1000000
    expect 1 'say by --scenario which of the 2' trace "$a" "$b" --replication 1
    grep -qx '  two-stage' "$out/err" || fail "trace does not list the scenarios"
    expect 1 "did you mean 'two-stage'" trace "$a" "$b" --replication 1 --scenario two-stags
    expect 0 'two-stage: ' trace "$a" "$b" --replication 1 --scenario two-stage
    expect 0 'time_s,time_d,household' trace "$b" --replication 1 --csv -
    expect 0 'purpose,entity,occasion,uniform' trace "$b" --replication 1 --draws -
    ! grep -q household "$out/out" || fail "trace mixes draws and log"
    "$program" trace "$b" --replication 1 --csv "$out/log.csv" || fail "trace --csv"
    expect 1 'exists; choose another name' trace "$b" --replication 1 --csv "$out/log.csv"
    "$program" trace "$b" --replication 2 --csv "$out/log.csv" --replace || fail "trace --csv --replace"
    "$program" trace "$b" --replication 2 --csv /dev/stdout | cmp -s - "$out/log.csv" || fail "trace --csv /dev/stdout"
    expect 1 'cannot be written' trace "$b" --replication 1 --csv "$out/absent/log.csv"
    expect 1 'cannot be written' trace "$b" --replication 1 --csv "$out"
    if [ -w /dev/full ]; then expect 1 '[disk-full]' trace "$b" --replication 1 --csv /dev/full; fi
    for left in "$out"/*.tmp "$out/absent"; do [ ! -e "$left" ] || fail "trace leaves $left"; done
    "$program" run "$b" -o "$out/one.h5" --replications 3 --quiet
    if command -v h5dump >/dev/null 2>&1; then
        for k in 1 2 3; do
            digest=$("$program" trace "$b" --replication "$k" | sed -n '1s/.*digest //p')
            h5dump -d /replications/digest "$out/one.h5" | grep -qF -e "$digest" || fail "the world of replication $k is not that of run"
        done
    fi
    if command -v python3 >/dev/null 2>&1; then
        "$program" trace "$b" --replication 1 --json | python3 -c 'import json, sys; assert len(json.load(sys.stdin)["log"]) > 100' || fail "trace --json is not JSON"
    fi
fi

# Results for a spreadsheet.
if [ -e "$out/r.h5" ]; then
    expect 0 'arrivals.csv' export "$out/r.h5" --csv "$out/csv"
    head -1 "$out/csv/arrivals.csv" | grep -q 'scenario,replication,region,value' || fail "arrivals.csv begins with $(head -1 "$out/csv/arrivals.csv")"
    expect 1 'exists; choose another folder' export "$out/r.h5" --csv "$out/csv"
    expect 0 'bestanden' export "$out/r.h5" --csv "$out/csv" --replace --lang nl
    head -1 "$out/csv/arrivals.csv" | grep -q 'scenario;replication;region;value' || fail "--lang nl writes no semicolons"
    expect 0 '4 files' export "$out/r.h5" --csv "$out/few" --measure arrivals
    expect 1 "did you mean 'arrivals'" export "$out/r.h5" --csv "$out/none" --measure arrivls
    [ ! -e "$out/none" ] || fail "export makes a folder for nothing"
    expect 2 'say which folder' export "$out/r.h5"
    expect 1 'text.h5' export "$out/text.h5" --csv "$out/none"
    expect 1 'is a file, not a folder' export "$out/r.h5" --csv "$out/text.h5"
    expect 1 'No such file or directory' export "$out/r.h5" --csv "$out/none/csv"
    (ulimit -f 1 && trap '' XFSZ && exec "$program" export "$out/r.h5" --csv "$out/full") >"$out/out" 2>"$out/err"
    [ $? -eq 1 ] && grep -q 'disk-full' "$out/err" || fail "a full disk is not noticed: $(cat "$out/err")"
    for left in "$out"/full/*.tmp "$out"/full/summary.csv; do [ ! -e "$left" ] || fail "export leaves $left"; done
fi

# A reader that has seen enough, and a disk that is full.
("$program" describe; echo "$?" >"$out/code") 2>"$out/err" | head -1 >/dev/null
[ ! -s "$out/err" ] || fail "a closed pipe is complained of: $(cat "$out/err")"
if [ -w /dev/full ]; then
    "$program" describe >/dev/full 2>"$out/err" && fail "a full disk ends with 0"
    grep -q 'cannot write' "$out/err" || fail "a full disk is not noticed"
fi

# Colour when asked for, not when NO_COLOR is set.
"$program" --color always shwo 2>&1 | grep -q "$(printf '\033')" || fail "--color always gives none"

[ "$faults" -eq 0 ] || exit 1
echo "cli: all as it should be"
