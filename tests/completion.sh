#!/bin/sh
# completion: bash asks the function that `doorstroom completion bash` gives, and gets the verbs, options, words and files that help names;
# what is written for zsh can at least be read by it.
# usage: completion.sh PROGRAM ROOT
set -u
program=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES
export LANG=C
"$program" completion bash >"$out/bash" && "$program" completion zsh >"$out/zsh" && "$program" completion zsh --lang nl >"$out/zsh.nl" || exit 1
! cmp -s "$out/zsh" "$out/zsh.nl" || { echo "completion: zsh has no Dutch"; exit 1; }
"$program" completion fish >"$out/said" 2>"$out/err"
[ $? -eq 2 ] && grep -q "not for 'fish'" "$out/err" && [ ! -s "$out/said" ] || { echo "completion: fish is taken"; exit 1; }
if command -v zsh >/dev/null 2>&1; then zsh -n "$out/zsh" && zsh -n "$out/zsh.nl" || exit 1; fi
command -v bash >/dev/null 2>&1 || { echo "skipped: bash is not on this machine"; exit 77; }

cat >"$out/ask.bash" <<'END'
program=$1 out=$2 faults=0
source "$out/bash"
complete -p doorstroom | grep -q '_doorstroom doorstroom' || { echo "completion: nothing is taken up"; exit 1; }
mkdir "$out/room" && cd "$out/room" && mkdir folder && touch a.yaml 'b c.yaml' r.h5 log.csv

# ask WORD...: the answers to a tab behind the last word, one a line.
ask() {
    COMP_WORDS=(doorstroom "$@") COMP_CWORD=$# COMPREPLY=()
    _doorstroom
    printf '%s\n' "${COMPREPLY[@]}" | sort -u | sed '/^$/d'
}
# must WANTED WORD...: exactly these, a blank between.
must() {
    local wanted=$1 have
    shift
    have=$(ask "$@" | tr '\n' ' ')
    [[ $have == "$wanted " || ( -z $have && -z $wanted ) ]] && return
    echo "completion: doorstroom $* gives '$have', not '$wanted'"
    faults=$((faults + 1))
}

verbs=$("$program" --help --lang en | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | sort | tr '\n' ' ')
[[ $(wc -w <<<"$verbs") -ge 14 ]] || { echo "completion: --help lists only $verbs"; exit 1; }
must "${verbs% }" ''
must "${verbs% }" help ''
must 'schema show' s
must 'show' --lang nl sh
must 'show' --lang = nl sh
for verb in $verbs; do
    options=$("$program" help "$verb" --lang en | grep -o '^ *\(-[a-zA-Z], \)\?--[a-z-]*' | grep -o -e '--[a-z-]*' | sort | tr '\n' ' ')
    must "${options% }" "$verb" -
done
must '--replace --replications --reproducible' run a.yaml --re
must 'en nl' run --lang ''
must 'nl' run --lang = n
must 'native simgrid' run --engine ''
must 'always auto' show r.h5 --color a
must 'shelter' schema --model s
must 'bash zsh' completion ''
must '' demo ''
must '' run a.yaml --seed ''
must 'a.yaml b c.yaml folder' check ''
must 'b c.yaml' check b
must 'a.yaml b c.yaml folder' run a.yaml --quiet ''
must 'folder r.h5' show ''
must 'folder r.h5' run a.yaml -o ''
must 'folder r.h5' run a.yaml --output = ''
must 'folder' export r.h5 --csv ''
must 'a.yaml b c.yaml folder log.csv r.h5' trace a.yaml --csv ''
must 'log.csv' trace a.yaml --draws l
[[ $faults -eq 0 ]] && echo "completion: $(wc -w <<<"$verbs") verbs completed"
END
bash "$out/ask.bash" "$program" "$out"
