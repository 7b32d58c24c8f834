#!/bin/sh
# The program against the oracle, row for row: every world of tests/traced, the small scenarios and the worlds of the oracle.
# usage: oracle.sh PROGRAM ROOT
set -eu
program=$1
root=$2
if ! python3 -c 'import yaml' 2>/dev/null; then
    echo "skipped: python3-yaml is not on this machine"
    exit 77
fi
PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tests/oracle/oracle.py" --program "$program" --all \
    "$root"/tests/traced/*.yaml "$root"/scenarios/small/*.yaml "$root"/tests/oracle/worlds/*.yaml
