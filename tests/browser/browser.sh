#!/bin/sh
# browser: pages of `doorstroom report` in headless Chromium, judged by axe-core in both languages, with and without JavaScript.
# usage: browser.sh PROGRAM ROOT [FOLDER for pictures]
# Needs chromium, node and npm; NODE_MODULES names a folder that has node_modules with what package.json names, else npm installs it.
set -eu
program=$1
here=$2/tests/browser
pictures=${3:-}
chromium=
for name in chromium chromium-browser google-chrome; do
    ! command -v $name >/dev/null 2>&1 || { chromium=$(command -v $name); break; }
done
[ -n "$chromium" ] || { echo "skipped: Chromium is not on this machine"; exit 77; }
command -v node >/dev/null 2>&1 || { echo "skipped: node is not on this machine"; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
if [ -z "${NODE_MODULES:-}" ]; then
    command -v npm >/dev/null 2>&1 || { echo "skipped: npm is not on this machine"; exit 77; }
    cp "$here/package.json" "$out"
    (cd "$out" && npm install --no-audit --no-fund --loglevel=error >npm.log 2>&1) || { echo "skipped: npm cannot install axe-core: $(tail -1 "$out/npm.log")"; exit 77; }
    NODE_MODULES=$out
fi
export NODE_MODULES

"$program" demo --replications 10 --quiet -o "$out/demo.h5" >/dev/null 2>&1
"$program" run "$2/scenarios/small/two-stage.yaml" --replications 12 --series all --set 'time.series=1 yr' --quiet -o "$out/small.h5"
"$program" report "$out/demo.h5" -o "$out/demo.html" --replace --lang nl --map "$2/scenarios/netherlands/outline.geojson" 2>/dev/null
"$program" report "$out/demo.h5" -o "$out/plain.html" --lang en 2>/dev/null
"$program" report "$out/small.h5" -o "$out/small.html" --lang en 2>/dev/null
faults=0
for page in demo plain small; do
    echo "$page:"
    [ -z "$pictures" ] || mkdir -p "$pictures/$page"
    node "$here/browser.mjs" "$out/$page.html" "$chromium" ${pictures:+"$pictures/$page"} || faults=1
done
[ "$faults" -eq 0 ] || exit 1
echo "browser: no violations"
