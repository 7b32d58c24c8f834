#!/bin/sh
# man: the page is clean roff, and names every verb and every option, in both languages.
# usage: man.sh PROGRAM ROOT
set -u
program=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES
export LANG=C.UTF-8
faults=0 read=0
fail() {
    printf 'man: %s\n' "$*"
    faults=$((faults + 1))
}

for lang in en nl; do
    page=$out/$lang.1
    "$program" help --man --lang "$lang" >"$page" || fail "help --man --lang $lang"
    if command -v groff >/dev/null 2>&1; then
        groff -K utf8 -man -ww -b -T utf8 -rLL=100n -P -c "$page" >"$out/$lang.txt" 2>"$out/err" || fail "groff refuses it"
        read=1
    elif command -v mandoc >/dev/null 2>&1; then
        mandoc -W error -T utf8 -O width=100 "$page" >"$out/$lang.txt" 2>"$out/err" || fail "mandoc refuses it"
        read=1
    else
        continue
    fi
    [ ! -s "$out/err" ] || fail "$lang: $(head -5 "$out/err")"
    sed -i 's/.\x08//g' "$out/$lang.txt"
    verbs=$("$program" --help --lang en | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
    for verb in $verbs; do
        sed -n "/^   doorstroom $verb/,/^   doorstroom /p" "$out/$lang.txt" >"$out/part"
        [ -s "$out/part" ] || fail "$lang: $verb is not there"
        general=$("$program" --help | grep -o -e '--[a-z-]*' | sort -u)
        for option in $("$program" help "$verb" --lang "$lang" | grep -o '^ *\(-[a-zA-Z], \)\?--[a-z-]*' | grep -o -e '--[a-z-]*'); do
            file=$out/part
            ! printf '%s\n' "$general" | grep -qx -e "$option" || file=$out/$lang.txt
            grep -q -e "$option" "$file" || fail "$lang: $verb has no $option"
        done
    done
    if command -v man >/dev/null 2>&1; then MANWIDTH=100 man -l "$page" >"$out/said" 2>&1 && grep -q 'DOORSTROOM(1)' "$out/said" || fail "man does not show it"; fi
done
[ "$read" -eq 1 ] || { echo "skipped: neither groff nor mandoc is on this machine"; exit 77; }
grep -q 'OPDRACHTEN' "$out/nl.txt" && grep -q 'één' "$out/nl.txt" || fail "no Dutch"
"$program" help --man run >"$out/said" 2>"$out/err"
[ $? -eq 2 ] && grep -q "leave 'run' out" "$out/err" || fail "a verb beside --man is taken"

[ "$faults" -eq 0 ] || exit 1
echo "man: $(printf '%s\n' "$verbs" | wc -l) verbs in two languages"
