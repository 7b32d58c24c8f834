#!/bin/sh
# init: what it writes is valid without a warning, runs, says what the tables say, and never stands in for a file that was there.
# usage: init.sh PROGRAM ROOT
set -u
program=$1
root=$2
out=$(mktemp -d)
trap 'chmod -R u+w "$out"; rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES DOORSTROOM_SCENARIOS
export LANG=C
cd "$out" || exit 1
faults=0
fail() {
    printf 'init: %s\n' "$*"
    faults=$((faults + 1))
}

for lang in en nl; do
    "$program" init "$lang.yaml" --lang "$lang" >said 2>err || fail "init --lang $lang: $(cat err)"
    [ ! -s said ] || fail "init writes to standard output"
    grep -q "$lang.yaml" err || fail "init does not say what it wrote"
    "$program" check "$lang.yaml" >said 2>err || fail "what init --lang $lang writes is not valid"
    [ ! -s err ] || fail "what init --lang $lang writes is warned of: $(cat err)"
    for path in intake.households 'stages.*.stay' 'exits.*.returns' regions placement; do
        sentence=$("$program" describe "$path" --lang "$lang" | sed -n '2s/^ *//p')
        grep -qF "# $sentence" "$lang.yaml" || fail "$lang.yaml does not explain $path: $sentence"
    done
    # Two lines on top for editors; what they name is there.
    for line in '# yaml-language-server: $schema=' '# $schema: '; do
        schema=$(sed -n "1,2s|^$(printf '%s' "$line" | sed 's/[$.]/\\&/g')||p" "$lang.yaml")
        [ -n "$schema" ] && [ -e "$schema" ] || fail "$lang.yaml names no schema that is there: $schema"
    done
    ! awk 'length($0) > 160' "$lang.yaml" | grep . || fail "$lang.yaml has long lines"
    # The question at its end is a valid variant.
    sed -n '/^#   extends:/,$s/^#   //p' "$lang.yaml" >question.yaml
    grep -q "extends: $lang.yaml" question.yaml || fail "$lang.yaml ends without an example"
    "$program" diff "$lang.yaml" question.yaml >said 2>err || fail "the example at the end is not valid: $(cat err)"
    grep -q 'zwolle' said || fail "the example changes nothing"
    "$program" run "$lang.yaml" question.yaml -o "$lang.h5" --replications 12 --quiet 2>err || fail "it does not run: $(cat err)"
    "$program" show "$lang.h5" --measure not_placed_24h --lang en >said || fail "it cannot be shown"
    grep -q 'question' said || fail "no answer: $(cat said)"
done
for lang in en nl; do grep -v '^ *#' "$lang.yaml" >"$lang.bare"; done
cmp -s en.bare nl.bare || fail "the two languages write different scenarios"
! cmp -s en.yaml nl.yaml || fail "the comments are not translated"

# The schema beside the shipped scenarios, from wherever the file is written.
mkdir -p tree/scenarios/small tree/scenarios-2/deep
cp "$root/scenarios/schema.json" tree/scenarios/
for at in tree/x.yaml:scenarios/schema.json tree/scenarios/x.yaml:schema.json tree/scenarios/small/x.yaml:../schema.json \
    tree/scenarios-2/deep/x.yaml:../../scenarios/schema.json x.yaml:tree/scenarios/schema.json; do
    DOORSTROOM_SCENARIOS=$out/tree/scenarios "$program" init "${at%:*}" 2>err || fail "init ${at%:*}: $(cat err)"
    [ "$(sed -n '2s/^# $schema: //p' "${at%:*}")" = "${at#*:}" ] || fail "${at%:*} names $(sed -n 2p "${at%:*}")"
done
DOORSTROOM_SCENARIOS=$out/absent "$program" init alone.yaml 2>err || fail "without shipped scenarios: $(cat err)"
[ "$(sed -n '2s/^# $schema: //p' alone.yaml)" = schema.json ] || fail "alone.yaml names $(sed -n 2p alone.yaml)"

# refused WORDS FILE
refused() {
    "$program" init "$2" >said 2>err
    got=$?
    [ "$got" -eq 1 ] || fail "init $2 ends with $got"
    grep -qF "$1" err || fail "init $2 does not say '$1' but: $(cat err)"
}
echo mine >mine.yaml
refused 'exists; choose another name' mine.yaml
[ "$(cat mine.yaml)" = mine ] || fail "a file was overwritten"
ln -s nowhere.yaml link.yaml
refused 'exists' link.yaml
[ ! -e nowhere.yaml ] || fail "a link was followed"
mkdir folder
refused 'exists' folder
refused 'No such file or directory' absent/new.yaml
(trap '' XFSZ && ulimit -f 1 && exec "$program" init full.yaml) >said 2>err
[ $? -eq 1 ] && grep -q 'disk-full' err && [ ! -e full.yaml ] || fail "a full disk is not noticed, or leaves half a file: $(cat err)"

[ "$faults" -eq 0 ] || exit 1
echo "init: valid in both languages"
