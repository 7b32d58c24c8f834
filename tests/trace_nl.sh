#!/bin/sh
# trace_nl: people read the log in Dutch, in the words of the scenario and else those of the glossary; programs read the names of the file.
# usage: trace_nl.sh PROGRAM ROOT
set -u
program=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
faults=0
fail() {
    printf 'trace_nl: %s\n' "$*"
    faults=$((faults + 1))
}
cp "$2/tests/fault/base.yaml" "$2/tests/fault/towns.csv" "$out"
cd "$out" || exit 1
printf 'extends: base.yaml\nstages: {crisis: {title: {nl: acute opvang, en: acute shelter}}}\nexits: {family: {title: bij familie}}\n' >titled.yaml

"$program" trace titled.yaml --replication 1 --lang nl >nl || fail 'fails in Dutch'
"$program" trace titled.yaml --replication 1 --lang en >en || fail 'fails in English'
for words in 'vraagt hulp' 'geplaatst .*noodopvang' 'geplaatst .*acute opvang' 'vertrokken .*bij familie' 'geblokkeerd .*volgende voorziening' 'woning verloren' partnergeweld; do
    grep -q "$words" nl || fail "does not say: $words"
done
! grep -wE 'placed|arrived|blocked|left|stay_ended|crisis|emergency|crisisopvang|own_home|next_stage|partner_violence' nl >left || fail "says in English: $(head -3 left)"
[ "$(wc -l <nl)" -eq "$(wc -l <en)" ] || fail 'has other rows in Dutch'
# The instants and the households are the same.
awk 'NR > 2 { print $1, $2, $3, $4 }' en >en.when
awk 'NR > 2 { print $1, $2, $3, $4 }' nl >nl.when
awk '$4 !~ /^[0-9]+$/ { $4 = "" } { print }' en.when >en.at
awk '$4 !~ /^[0-9]+$/ { $4 = "" } { print }' nl.when >nl.at
cmp -s en.at nl.at || fail 'has other dates in Dutch'

"$program" trace titled.yaml --replication 1 --lang nl --csv nl.csv && "$program" trace titled.yaml --replication 1 --csv en.csv || fail 'writes no CSV'
cmp -s nl.csv en.csv || fail 'the CSV follows the language'
grep -q ',placed,.*,crisis,' en.csv || fail 'the CSV has not the names of the file'
"$program" trace titled.yaml --replication 1 --lang nl --json | cmp -s - /dev/null && fail 'writes no JSON'
"$program" trace titled.yaml --replication 1 --lang nl --json | grep -q '"event": "placed"' || fail 'the JSON follows the language'

[ "$faults" -eq 0 ] || exit 1
echo "trace_nl: $(wc -l <nl) lines in Dutch, the same in CSV and JSON as in English"
