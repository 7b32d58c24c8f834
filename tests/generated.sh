#!/bin/sh
# generated: what is written from the parameter tables and kept in the repository is as fresh as the tables.
# usage: generated.sh PROGRAM ROOT
set -u
program=$1
cd "$2/scenarios" || exit 1
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
stale=0

# check FILE ARGUMENT...
check() {
    file=$1
    shift
    "$program" "$@" >"$fresh" || stale=1
    cmp -s "$fresh" "$file" && return
    echo "scenarios/$file is stale; write it anew: doorstroom $* > scenarios/$file"
    stale=1
}

check PARAMETERS.md describe
check schema.json schema
exit "$stale"
