#!/bin/sh
# trace_csv: the log that `trace --csv` writes of every hand-traced world is the log of tests/traced, line by line; and the draws are those
# of the world.
# usage: trace_csv.sh PROGRAM ROOT
set -u
program=$1
traced=$2/tests/traced
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
faults=0 cases=0
fail() {
    printf 'trace_csv: %s\n' "$*"
    faults=$((faults + 1))
}

# day, time of day, household.episode, event, region, stage, cause or exit; `-` where there is none, left out at the end.
as_log() {
    awk -F, 'NR > 1 {
        day = int($1 / 86400); if (day * 86400 > $1) day--
        s = $1 - day * 86400
        if ($2 * 86400 - $1 > 0.001 || $1 - $2 * 86400 > 0.001) print "time_d is not time_s: " $0
        line = sprintf("%d %02d:%02d:%02d %s.%s %s", day, int(s / 3600), int(s / 60) % 60, s % 60, $3, $4, $6)
        last = $9 != "" ? $9 : $10
        line = line " " ($7 == "" ? "-" : $7) " " ($8 == "" ? "-" : $8) " " (last == "" ? "-" : last)
        while (sub(/ -$/, "", line)) ;
        print line
    }' "$1"
}

for file in "$traced"/*.yaml; do
    name=$(basename "$file" .yaml)
    cases=$((cases + 1))
    "$program" trace "$file" --replication 1 --csv "$out/$name.csv" >"$out/said" 2>"$out/err" || fail "$name: $(head -3 "$out/err")"
    [ ! -s "$out/said" ] || fail "$name: --csv writes to standard output too"
    [ "$(head -1 "$out/$name.csv")" = time_s,time_d,household,episode,group,event,region,stage,cause,exit ] || fail "$name: another head"
    as_log "$out/$name.csv" >"$out/have"
    sed 's/#.*//' "$traced/$name.log" | awk 'NF { $1 = $1; print }' >"$out/want"
    cmp -s "$out/have" "$out/want" || fail "$name: $(diff "$out/want" "$out/have" | head -5)"
done
[ "$cases" -gt 50 ] || fail "only $cases cases were found"

# The draws of a replication: the same whatever else is written, other ones for another replication and seed, no key twice.
world=$traced/../../scenarios/small/two-stage.yaml
draws() {
    shown=$1
    shift
    "$program" trace "$world" "$@" --draws "$out/$shown" --csv "$out/$shown.log" || fail "draws of $*"
}
draws one --replication 1 && draws alone --replication 1 --household 2 && draws two --replication 2 && draws seed --replication 1 --seed 5
cmp -s "$out/one" "$out/alone" || fail "the draws depend on what is shown"
for other in two seed; do ! cmp -s "$out/one" "$out/$other" || fail "replication and seed do not change the draws"; done
[ "$(head -1 "$out/one")" = purpose,entity,occasion,uniform ] || fail "the draws have another head"
awk -F, 'NR > 1 { if (seen[$1 "," $2 "," $3]++) print "twice: " $0; if (!($4 > 0 && $4 < 1)) print "no uniform: " $0; if ($1 !~ /^[a-z_]+$/) print "no name: " $0; n++ }
    END { if (n < 500) print "only " n " draws" }' "$out/one" >"$out/odd"
[ ! -s "$out/odd" ] || fail "$(head -3 "$out/odd")"
awk -F, 'FNR > 1 && $3 != 2 { exit 1 }' "$out/alone.log" || fail "--household 2 shows others"

[ "$faults" -eq 0 ] || exit 1
echo "trace_csv: $cases worlds as traced by hand"
