#!/bin/sh
# house: floors and doors, as sim/README.md lists them, against the includes; and every header compiles alone.
# usage: house.sh PROGRAM ROOT
set -eu
cd "${2:-.}"
: "${CC:=cc}"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { printf '%s\n' "$*" >>"$out/faults"; }
: >"$out/faults"

files=$(find sim models analysis -name '*.[ch]' | sort)

# Lines `file header`, with the header as written: "sim/unit.h" or <math.h>.
for file in $files; do
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\([<"][^>"]*[>"]\).*/\1/p' "$file" | sed "s|^|$file |"
done >"$out/includes"

# Lines `floor room`, lowest floor first, and `header door`.
awk '/^## /{on = $2 == "Floors"} on && /^\| [a-z]+ \| `/{gsub(/[`|]/, ""); for (i = 2; i <= NF; i++) print NR, $1, $i}' sim/README.md >"$out/rooms"
awk '/^## /{on = $2 == "Doors"} on && /^\| `/{gsub(/[`|]/, ""); print $1, $2}' sim/README.md >"$out/doors"
[ "$(wc -l <"$out/rooms")" -ge 7 ] || fail "sim/README.md: the table of floors cannot be read"
[ "$(wc -l <"$out/doors")" -ge 5 ] || fail "sim/README.md: the table of doors cannot be read"

# Every file belongs to the room with the longest name that it begins with; its includes go to the same floor or a lower one.
awk -v rooms="$out/rooms" '
    function floor(file,   r, best) {
        best = ""
        for (r in height) if (index(file, r) == 1 && length(r) > length(best)) best = r
        name = best == "" ? "" : named[best]
        return best == "" ? -1 : height[best]
    }
    BEGIN { while ((getline line < rooms) > 0) { split(line, w, " "); height[w[3]] = w[1]; named[w[3]] = w[2] } }
    {
        from = floor($1); a = name
        if (from < 0) { print $1 ": belongs to no room of sim/README.md"; next }
        if ($2 !~ /^"[a-z_0-9]+\//) next
        header = substr($2, 2, length($2) - 2)
        to = floor(header); b = name
        if (to < 0) print $1 ": includes " header ", which belongs to no room"
        else if (to > from) print $1 " (floor " a ") leans on " header " (floor " b ")"
    }' "$out/includes" | sort -u >>"$out/faults"

# A foreign header stands in its door only. These are of C and POSIX:
own="assert ctype dirent errno fcntl float inttypes limits locale math signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib
     string strings time unistd sys/mman sys/resource sys/signalfd sys/stat sys/statvfs sys/types"
awk -v doors="$out/doors" -v own="$own" '
    BEGIN {
        while ((getline line < doors) > 0) { split(line, w, " "); door[w[1]] = w[2] }
        n = split(own, o, " ")
        for (i = 1; i <= n; i++) plain["<" o[i] ".h>"] = 1
    }
    $2 ~ /^"[a-z_0-9]+\// || $2 in plain { next }
    !($2 in door) { print $1 ": " $2 " has no door in sim/README.md"; next }
    door[$2] != $1 { print $1 ": " $2 " belongs in " door[$2] }
    { seen[$2] = 1 }
    END { for (h in door) if (!(h in seen)) print "sim/README.md: nobody includes " h }' "$out/includes" >>"$out/faults"

# What sim.h, scenario.h and describe.h bring with them is what a model may include, besides its own folder.
printf '"sim/sim.h"\n"sim/scenario.h"\n"sim/describe.h"\n' >"$out/given"
while :; do
    awk 'NR == FNR { given[$1]; next } ("\"" $1 "\"") in given { print $2 }' "$out/given" "$out/includes" |
        grep '^"sim/' | sort -u - "$out/given" >"$out/more"
    cmp -s "$out/more" "$out/given" && break
    cp "$out/more" "$out/given"
done
awk 'NR == FNR { given[$1]; next }
    $1 ~ /^models\/[a-z_]+\// && $2 ~ /^"/ && !($2 in given) {
        split($1, p, "/")
        if (index($2, "\"models/" p[2] "/") != 1) print $1 ": a model may not include " $2
    }' "$out/given" "$out/includes" >>"$out/faults"

# Headers guard themselves, compile alone, and have no tables that can be written.
for header in $(printf '%s\n' "$files" | grep '\.h$'); do
    guard=$(printf '%s' "$header" | tr 'a-z/.' 'A-Z__')
    grep -q "^#ifndef $guard\$" "$header" || fail "$header: its guard is not $guard"
    $CC -std=c17 -D_GNU_SOURCE -I. -Wall -Wextra -Werror -fsyntax-only -x c "$header" 2>"$out/cc" ||
        { fail "$header does not compile alone:"; head -5 "$out/cc" >>"$out/faults"; }
done

if [ -s "$out/faults" ]; then
    cat "$out/faults"
    exit 1
fi
echo "$(printf '%s\n' "$files" | wc -l) files keep to their floors and doors"
