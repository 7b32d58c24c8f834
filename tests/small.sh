#!/bin/sh
# small: every worked example of scenarios/small gives what its comments work out, and every shipped scenario is valid.
# usage: small.sh PROGRAM ROOT
#
# What an example must give stands in it, a line each, as `show` measures it:
#   # expect: MEASURE [/ MEASURE] [by DIMENSION LABEL] = VALUE +- TOLERANCE
# and what `show` prints for it, to the letter, so that a reader who runs it sees the same:
#   # show: MEASURE [by DIMENSION LABEL] WORDS
set -u
program=$1
root=$2
command -v python3 >/dev/null || {
    echo "small: needs python3"
    exit 77
}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES
LANG=C
export LANG
faults=0
fail() {
    printf 'small: %s\n' "$*"
    faults=$((faults + 1))
}

cat >"$out/expect.py" <<'END'
import json, re, subprocess, sys

program, scenario, result = sys.argv[1:]
FORM = re.compile(r"# expect: (\w+)(?: / (\w+))?(?: by (\w+) (\w+))? = ([-\d.]+) \+- ([\d.]+)$")
SHOW = re.compile(r"# show: (\w+)(?: by (\w+) (\w+))? ([\d.,]+(?: ± [\d.,]+)?)$")


def show(measure, dimension, *options):
    words = [program, "show", result, "--measure", measure, *options] + (["--by", dimension] if dimension else [])
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def mean(measure, dimension, label):
    """The mean of the only scenario."""
    rows = json.loads(show(measure, dimension, "--json"))["measures"][0]["rows"]
    rows = [row for row in rows if not label or row["label"] == label]
    if len(rows) != 1:
        sys.exit(f"`{measure}` has {len(rows)} rows here, not one")
    return rows[0]["mean"]


def printed(measure, dimension, label):
    """The words in the table: label and scenario, or the measure, stand before them."""
    rows = [line.split("  ") for line in show(measure, dimension).splitlines() if line.startswith(f"  {label or measure} ")]
    return [cell.strip() for cell in rows[0] if cell.strip()][2 if label else 1] if rows else "nothing"


lines = [line.rstrip("\n") for line in open(scenario, encoding="utf-8") if line.startswith("# expect")]
if not lines:
    sys.exit("says nothing that is expected")
bad = []
for line in lines:
    form = FORM.match(line)
    if not form:
        sys.exit(f"`{line}` is not understood")
    above, below, dimension, label, value, tolerance = form.groups()
    got = mean(above, dimension, label) / (mean(below, dimension, label) if below else 1)
    if not abs(got - float(value)) <= float(tolerance):
        bad.append(f"gives {got:.6g} where it says `{line[2:]}`")
for line in [line.rstrip("\n") for line in open(scenario, encoding="utf-8") if line.startswith("# show")]:
    form = SHOW.match(line)
    if not form:
        sys.exit(f"`{line}` is not understood")
    measure, dimension, label, words = form.groups()
    if printed(measure, dimension, label) != words:
        bad.append(f"`show` prints {printed(measure, dimension, label)} where it says `{line[2:]}`")
sys.exit("; ".join(bad) or 0)
END

n=0
for scenario in "$root"/scenarios/small/*.yaml; do
    name=small/$(basename "$scenario")
    n=$((n + 1))
    "$program" check "$scenario" >"$out/check" 2>"$out/doubts" || { fail "$name is no valid scenario: $(head -1 "$out/doubts")" && continue; }
    [ ! -s "$out/doubts" ] || fail "$name is warned of: $(head -1 "$out/doubts")"
    "$program" run "$scenario" -o "$out/result.h5" --threads 1 --quiet --replace 2>"$out/err" || { fail "$name cannot be run: $(head -1 "$out/err")" && continue; }
    python3 "$out/expect.py" "$program" "$scenario" "$out/result.h5" 2>"$out/err" || fail "$name: $(tail -1 "$out/err")"
done
[ "$n" -ge 12 ] || fail "only $n examples in scenarios/small"

# An expectation that is not met must be seen: the same file, with another figure.
sed 's/^\(# expect: .*\) = [0-9.]* +- /\1 = 9 +- /' "$root/scenarios/small/gates.yaml" >"$out/wrong.yaml"
"$program" run "$out/wrong.yaml" -o "$out/wrong.h5" --quiet 2>"$out/err"
! python3 "$out/expect.py" "$program" "$out/wrong.yaml" "$out/wrong.h5" 2>"$out/err" || fail "a wrong figure is taken for right"
grep -q 'gives 70 where' "$out/err" || fail "a wrong figure is not named: $(head -1 "$out/err")"
sed 's/^\(# show: stay_days\) .*/\1 71/' "$root/scenarios/small/gates.yaml" >"$out/wrong.yaml"
! python3 "$out/expect.py" "$program" "$out/wrong.yaml" "$out/wrong.h5" 2>"$out/err" || fail "a wrong table is taken for right"
grep -q 'prints 70 where' "$out/err" || fail "a wrong table is not named: $(head -1 "$out/err")"

# The questions: valid, with a title in both languages, and in both tables of the README.
# A pilot run is spared where money goes by it, as it takes a minute in a debug build: every region has the same here.
each=$(sed '1d; s/,.*/: 1/' "$root/scenarios/netherlands/regions.csv" | paste -sd, -)
pilot="pilot: {unmet: {$each}, leavers: {$each}}"
for scenario in "$root"/scenarios/*.yaml; do
    name=$(basename "$scenario")
    printf 'extends: %s\n%s\n' "$scenario" "$pilot" >"$out/counted.yaml"
    file=$scenario
    ! grep -q 'by: \(unmet\|leavers\)' "$scenario" || file=$out/counted.yaml
    "$program" check "$file" >"$out/check" 2>"$out/err" || fail "$name is no valid scenario: $(grep -m 1 error "$out/err")"
    grep -q '^title: {.*nl: .*en: \|^title: {.*en: .*nl: ' "$scenario" || fail "$name has no title in both languages"
    [ "$(grep -c "^| .*\`$name\`" "$root/scenarios/README.md")" -eq 2 ] || fail "README.md does not list $name once in each language"
done
for scenario in "$root"/scenarios/small/*; do
    name=small/$(basename "$scenario")
    [ "$(grep -c "^| .*\`$name\`" "$root/scenarios/README.md")" -eq 2 ] || fail "README.md does not list $name once in each language"
done

[ "$faults" -eq 0 ] || exit 1
