#!/bin/sh
# Some hundred random networks over the whole language: the program against the oracle, row for row. What differs is made small and kept.
# usage: networks.sh PROGRAM ROOT
set -eu
program=$1
root=$2
if ! python3 -c 'import yaml' 2>/dev/null; then
    echo "skipped: python3-yaml is not on this machine"
    exit 77
fi
PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tests/oracle/networks.py" --program "$program" --seeds 1-500 --most 3 --shrink 30 --keep networks-that-differ
