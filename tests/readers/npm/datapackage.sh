#!/bin/sh
# datapackage: what `export` writes, read by the reader of Frictionless Data: datapackage.json keeps the profiles of Data Package and Table Schema, and
# every row of every file can be cast to what its schema says. In both languages.
# usage: datapackage.sh PROGRAM ROOT
# Needs node and npm; NODE_MODULES names a folder that has node_modules with what package.json names, else npm installs it. Not among the tests that
# every change must pass; tests/export.sh, which is, checks the same without the reader.
set -eu
program=$1
here=$2/tests/readers/npm
command -v node >/dev/null 2>&1 || { echo "skipped: node is not on this machine"; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
if [ -z "${NODE_MODULES:-}" ]; then
    command -v npm >/dev/null 2>&1 || { echo "skipped: npm is not on this machine"; exit 77; }
    cp "$here/package.json" "$out"
    (cd "$out" && npm install --no-audit --no-fund --loglevel=error >npm.log 2>&1) || { echo "skipped: npm cannot install datapackage: $(tail -1 "$out/npm.log")"; exit 77; }
    NODE_MODULES=$out
fi
export NODE_MODULES
"$program" run "$2/scenarios/small/two-stage.yaml" -o "$out/a.h5" --replications 3 --series all --log events --quiet --set 'time.horizon=2 yr' --set 'time.series=1 mo' \
    --set 'observed.asked={measure: arrivals, value: 240, range: [220.5, 260], source: "A; b, c", use: check}' 2>"$out/err" || { cat "$out/err"; exit 1; }
for lang in nl en; do
    "$program" export "$out/a.h5" --csv "$out/$lang" --lang "$lang" >/dev/null
    # This reader takes a byte order mark, by which spreadsheets know UTF-8, for a part of the first name.
    sed -i '1s/^\xEF\xBB\xBF//' "$out/$lang"/*.csv
    node "$here/datapackage.mjs" "$out/$lang"
done
