#!/bin/sh
# layout: the lists of datasets in results/README.md are what stands in result files, made here with everything in them.
# usage: layout.sh PROGRAM ROOT [write]      `write` puts the fresh lists in
set -eu
program=$1
root=$2
readme=$root/results/README.md
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cat >"$out/base.yaml" <<END
extends: $root/scenarios/small/home-gate.yaml
title: Base
time: {warm_up: 1 yr, horizon: 1 yr, series: 26 wk}
observed: {asked: {measure: arrivals, value: 100, range: [80, 120], source: somewhere, use: check}}
END
cat >"$out/more.yaml" <<END
extends: base.yaml
title: More
END
for with in "--draws 2 --series all" "--log events" "--series summary"; do
    # shellcheck disable=SC2086 # words
    "$program" run "$out/base.yaml" "$out/more.yaml" -o "$out/r.h5" --replications 2 --quiet --replace --seed 1 $with \
        --set 'intake.households={value: 100 /yr, range: {uniform: [80, 120]}}' 2>"$out/err" || { cat "$out/err"; exit 1; }
    "$program" info "$out/r.h5" --datasets >>"$out/lists"
done
# Of the second file only the events, which the first has not; of the third only the sums of some measures, since all have the same.
awk '/^### /{ on = !seen[$0]++; if ($0 == "### `/events`") on = 1 } on' "$out/lists" >"$out/full"
awk '/^### /{ summed = $0 == "### `/series_summary`" } !summed || !/^\| `[a-z0-9_]*_(sum|squares|bins)`/ || /^\| `(arrivals|waiting|waiting_end)_(sum|squares|bins)`/' "$out/full" >"$out/fresh"
for group in replications series series_summary levels spells warm_up inputs summary observed events; do
    grep -qxF "### \`/$group\`" "$out/fresh" || { echo "no /$group in the files that were made"; exit 1; }
done
{
    sed '/^<!-- lists -->$/q' "$readme"
    echo
    cat "$out/fresh"
} >"$out/README.md"
if [ "${3-}" = write ]; then
    cp "$out/README.md" "$readme"
elif ! cmp -s "$out/README.md" "$readme"; then
    diff "$readme" "$out/README.md" | head -20
    echo "the lists of results/README.md are stale; write them anew: sh tests/layout.sh build/release/doorstroom . write"
    exit 1
fi
# What has no sentence has no place in them.
awk -F'|' '/^\| `/ && $5 ~ /^ *$/ { print "without a sentence: " $0; n++ } END { exit n > 0 }' "$out/full"
echo "$(grep -c '^| `' "$out/fresh") datasets are listed"
