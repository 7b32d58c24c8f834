#!/bin/sh
# fault: every mistake gets its message, nothing else is said, and nothing is written.
# usage: fault.sh PROGRAM ROOT
#
# A file here whose first line is `# $ doorstroom WORDS` is a case. The comment lines after it are what the program must say, word for word
# and in this order (without the lines of the file, the remedies and the count at the end), up to `# exit CODE`. What cannot be kept in a
# file, as a full disk or a hundred megabytes, is made further below. A line `# = help: WORDS` is one of the remedies that must be given.
set -u
program=$1
root=$2
work=$(mktemp -d)
mounted=
clean() {
    [ -z "$mounted" ] || umount "$mounted"
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM
unset LC_ALL LC_MESSAGES LANGUAGE DOORSTROOM_SCENARIOS DOORSTROOM_RESULTS
export LANG=C NO_COLOR=1 OMP_NUM_THREADS=1 TMPDIR="$work"
cp -R "$root/tests/fault" "$work/cases"
cd "$work/cases" || exit 1

faults=0 cases=0
fail() {
    printf '%s: %s\n' "$name" "$*"
    sed 's/^/    /' "$work/err"
    faults=$((faults + 1))
}

: >"$work/remedies"
listing() { find . -type d -printf '%p\n' -o -printf '%p %s %T@\n' | LC_ALL=C sort; }

# run WORDS: as a shell reads them.
run() {
    eval "\"\$program\" $1" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    cases=$((cases + 1))
}

# What the parameters mean is no remedy.
"$program" describe | awk -F' \\| ' 'NF >= 6 { print $5 }' | sort -u >"$work/meanings"
[ "$(wc -l <"$work/meanings")" -gt 100 ] || { echo "the meanings of the parameters cannot be read" && faults=$((faults + 1)); }

# judge CODE: what must be said stands in $work/wanted, remedies in $work/remedies.
judge() {
    sed -n 's/^      = help: //p' "$work/err" >"$work/helps"
    while read -r remedy; do
        grep -qxF -e "$remedy" "$work/helps" || fail "does not give the remedy: $remedy"
    done <"$work/remedies"
    ! grep -xF -f "$work/meanings" "$work/helps" || fail "repeats what a parameter means instead of a remedy"
    : >"$work/remedies"
    [ "$got" -eq "$1" ] || fail "ends with $got, not $1"
    grep -v '^ ' "$work/err" >"$work/heads"
    errors=$(grep -c ': error: ' "$work/heads")
    count="doorstroom: $errors error$([ "$errors" -eq 1 ] || echo s) in the input \[invalid-input\]"
    [ "$errors" -eq 0 ] || tail -n 1 "$work/heads" | grep -Eqx "$count|doorstroom: [0-9]+ of [0-9]+ files are not valid \[invalid-input\]" || fail "does not end with the number of errors"
    grep -Evx 'doorstroom: [0-9]+ errors? in the input \[invalid-input\]' "$work/heads" >"$work/said"
    cmp -s "$work/said" "$work/wanted" || fail "is not what must be said:
$(diff "$work/wanted" "$work/said")"
    # A remedy for each fault of the input, an id for each line.
    awk '/^[^ ].*: (error|warning): /{ if (open) exit 1; open = 1; next } /^      = help: ./{ open = 0 } /^[^ ]/{ if (open) exit 1 } END { exit open }' "$work/err" ||
        fail "a fault has no remedy"
    ! grep -Ev '\[[a-z0-9-]+\]$' "$work/heads" | grep -q . || fail "a line has no id"
    [ "$1" -eq 0 ] || [ ! -s "$work/out" ] || fail "writes to standard output"
    ! grep -Eq 'Sanitizer|runtime error|doorstroom: bug|HDF5-DIAG|Assertion' "$work/err" "$work/out" || fail "crashes"
    listing >"$work/after"
    cmp -s "$work/before" "$work/after" || fail "leaves something behind: $(diff "$work/before" "$work/after")"
}

# in_dutch WORDS: the same faults at the same places with the same ids, and no English sentence is left.
bones() { sed -n 's/^\([^ ].*\): \(error\|warning\|fout\|waarschuwing\): .*\(\[[a-z0-9-]*\]\)$/\1 \3/p' "$1"; }
in_dutch() {
    case $1 in *--lang*) return ;; esac
    bones "$work/err" >"$work/english"
    [ -s "$work/english" ] || return
    cp "$work/err" "$work/err.en"
    run "$1 --lang nl"
    bones "$work/err" | cmp -s - "$work/english" || fail "finds other faults in Dutch than in English: $(bones "$work/err" | diff "$work/english" -)"
    sed 's/`[^`]*`//g; s/{[^{}]*}//g; s/\[[a-z0-9-]*\]$//; s/^[^ ].*: \(fout\|waarschuwing\): [^ ]*: /x: fout: /' "$work/err" | grep -E '^[^ ].*: (fout|waarschuwing): |^      = raad: |^doorstroom: [0-9]+ fout|^[^ ]' |
        grep -wE 'the|and|or|must|write|give|leave|which|has|have|not|than|are|stands|error|help' >"$work/left" && fail "says in English: $(cat "$work/left")"
    cases=$((cases - 1))
}

# ---- the files ----

listing >"$work/before"
for file in *.yaml; do
    words=$(sed -n '1s/^# \$ doorstroom //p' "$file")
    [ -n "$words" ] || continue
    name=$file
    sed -n '2,/^# exit [0-9]*$/s/^# //p' "$file" | grep -v '^= help: ' >"$work/wanted"
    sed -n '2,/^# exit [0-9]*$/s/^# = help: //p' "$file" >"$work/remedies"
    code=$(sed -n '$s/^exit //p' "$work/wanted")
    sed -i '$d' "$work/wanted"
    run "$words"
    judge "${code:-none}"
    in_dutch "$words"
done
[ "$cases" -gt 250 ] || { echo "only $cases cases were found" && faults=$((faults + 1)); }

# ---- what is no text ----

# expect CODE WORDS: the messages come from standard input.
expect() {
    name="doorstroom $2"
    cat >"$work/wanted"
    listing >"$work/before"
    run "$2"
    judge "$1"
}

: >empty.yaml
expect 1 'check empty.yaml' <<'END'
empty.yaml: error: the file is empty [file-empty]
END
head -c 300 base.yaml >cut.yaml
expect 1 'check cut.yaml' <<'END'
cut.yaml:8:14: error: the file ends before this is closed [yaml-syntax]
END
head -c 4096 "$program" >program.yaml
expect 1 'check program.yaml' <<'END'
program.yaml: error: not a text file [file-binary]
END
printf 'extends: base.yaml\ntitle: caf\351\n' >latin.yaml
expect 1 'check latin.yaml' <<'END'
latin.yaml:2:11: error: not valid UTF-8 [file-utf8]
END
printf 'extends: base.yaml\ntitle: a\001b\n' >control.yaml
expect 1 'check control.yaml' <<'END'
control.yaml:2:9: error: a control character stands here [file-binary]
END
printf '\357\273\277extends: base.yaml\r\ntitle: Two towns\r\nmontecarlo: {seed: -3}\r\n' >windows.yaml
expect 1 'check windows.yaml' <<'END'
windows.yaml:3:20: error: montecarlo.seed: `-3` is less than 0 [out-of-bounds]
END
truncate -s 100M large.yaml
expect 1 'check large.yaml' <<'END'
large.yaml: error: larger than 16 MiB, so no scenario [file-size]
END
name='100 MB from standard input'
printf 'standard input: error: larger than 16 MiB, so no scenario [file-size]\n' >"$work/wanted"
listing >"$work/before"
head -c 100000000 /dev/zero | tr '\0' '#' | "$program" check - >"$work/out" 2>"$work/err"
got=$?
judge 1
rm -f large.yaml
mkdir folder.yaml
expect 1 'check folder.yaml' <<'END'
folder.yaml: error: a directory, not a file [file-directory]
END
expect 1 'check absent.yaml' <<'END'
absent.yaml: error: No such file or directory [file-open]
END
expect 1 'check base.yaml/absent.yaml' <<'END'
base.yaml/absent.yaml: error: Not a directory [file-open]
END
if [ "$(id -u)" -ne 0 ]; then
    cp base.yaml secret.yaml
    chmod 0 secret.yaml
    expect 1 'check secret.yaml' <<'END'
secret.yaml: error: Permission denied [file-open]
END
    mkdir locked
    chmod 555 locked
    expect 1 'run base.yaml -o locked/out.h5 --quiet' <<'END'
doorstroom: `locked` is no folder to write in: Permission denied [unwritable]
END
fi

# ---- more than there may be ----

# many FILE LINE N EACH END: the file that has N times EACH (with %g for the number) behind LINE.
many() {
    printf 'extends: base.yaml\n%s%s%s\n' "$2" "$(seq -s ', ' -f "$4" "$3")" "$5" >"$1"
}
many stages.yaml 'stages: {' 62 's%g: {stay: 3 d, onward: {family: rest}}' '}'
expect 1 'check stages.yaml' <<'END'
stages.yaml:2:1: error: stages: there are 65 stages [stages-number]
END
many groups.yaml 'groups: {partner_violence: ~, honour: ~, last: {share: rest}, ' 64 'g%g: {share: 1 %%}' '}'
expect 1 'check groups.yaml' <<'END'
groups.yaml:2:1: error: groups: there are 65 groups [groups-number]
END
many gates.yaml 'gates: {' 15 'w%g: {kind: wait, wait: 3 d}' '}'
expect 1 'check gates.yaml' <<'END'
gates.yaml:2:1: error: gates: there are 17 gates [gates-number]
END
many shocks.yaml 'intake: {shocks: {' 65 's%g: {from: 2021-01-01, factor: 1}' '}}'
expect 1 'check shocks.yaml' <<'END'
shocks.yaml:2:30: error: intake.shocks: there are 65 shocks [shocks-number]
END

# ---- results that cannot be read or written ----

run 'run base.yaml -o good.h5 --quiet --replications 2'
name='a good run'
[ "$got" -eq 0 ] || fail "ends with $got"
size=$(wc -c <good.h5)
expect 1 'run base.yaml -o folder.yaml --quiet' <<'END'
doorstroom: folder.yaml exists and is not a file that can be replaced [unwritable]
END
expect 1 'run base.yaml -o base.yaml --quiet' <<'END'
doorstroom: base.yaml exists and is not a result of this run (other scenarios, seed, draws, points, series, log or program); choose another name, or --replace [other-run]
END
expect 1 'run base.yaml -o good.h5 --quiet --seed 7' <<'END'
doorstroom: good.h5 exists and is not a result of this run: the seed is another; choose another name, or --replace [other-run]
END
expect 1 'run base.yaml -o base.yaml/out.h5 --quiet' <<'END'
doorstroom: `base.yaml` is a file, not a folder to write in [unwritable]
END
expect 1 'show base.yaml' <<'END'
doorstroom: base.yaml is not a result file (not HDF5) [unreadable]
END
expect 1 'show folder.yaml' <<'END'
doorstroom: folder.yaml is not a result file (not HDF5) [unreadable]
END
for part in 1 40 2000 $((size / 2)) $((size - 1)); do
    head -c "$part" good.h5 >part.h5
    for verb in show info; do
        name="$verb of the first $part bytes of $size"
        listing >"$work/before"
        run "$verb part.h5"
        sed -n '1p' "$work/err" >"$work/wanted"
        judge 1
        grep -q '^doorstroom: .*part.h5.* \[unreadable\]$\|^doorstroom: .*part.h5.* \[not-a-result\]$' "$work/err" || fail "does not say what is wrong with the file"
    done
done
rm -f part.h5
if python3 -c 'import h5py' 2>/dev/null; then
    python3 -c 'import h5py; h5py.File("other.h5", "w")["x"] = [1.0]'
    expect 1 'show other.h5' <<'END'
doorstroom: other.h5 is HDF5, but holds no measure over the dimensions scenario and replication [not-a-result]
END
    expect 1 'info other.h5' <<'END'
doorstroom: other.h5 is HDF5, but holds no measure over the dimensions scenario and replication [not-a-result]
END
    cp good.h5 damaged.h5
    python3 -c 'import h5py; f = h5py.File("damaged.h5", "r+"); g = f.create_group("observed"); g["name"] = "x"'
    expect 1 'show damaged.h5 --observed' <<'END'
doorstroom: /observed is damaged: its columns are not all there, or not of one length [not-a-result]
END
fi

# ---- a full disk ----

# A limit on the size of files says EFBIG where a full disk says ENOSPC; both are [disk-full].
name='a disk that is full'
(trap '' XFSZ && ulimit -f 40 && exec "$program" run base.yaml -o full.h5 --quiet) >"$work/out" 2>"$work/err" </dev/null
got=$?
cases=$((cases + 1))
[ "$got" -eq 1 ] || fail "ends with $got, not 1"
grep -q '^doorstroom: .*make room and give the same command: what was finished is kept \[disk-full\]$' "$work/err" || fail "is not said"
[ ! -e full.h5 ] && ! find . -name '*.tmp' | grep -q . || fail "leaves half a file"
run 'run base.yaml -o full.h5 --quiet'
[ "$got" -eq 0 ] && [ -e full.h5 ] && [ ! -e full.h5.blocks ] || fail "the same command does not go on when there is room"

disk=$work/disk
mkdir "$disk"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=64k none "$disk" 2>/dev/null; then
    mounted=$disk
    name='a tiny disk'
    run "run base.yaml -o '$disk/out.h5' --quiet"
    [ "$got" -eq 1 ] || fail "ends with $got, not 1"
    grep -q '^doorstroom: .*No space left on device.*what was finished is kept \[disk-full\]$' "$work/err" || fail "is not said"
    [ ! -e "$disk/out.h5" ] && ! find "$disk" -name '*.tmp' | grep -q . || fail "leaves half a file: $(find "$disk")"
    if mount -o remount,size=64m "$disk" 2>/dev/null; then
        run "run base.yaml -o '$disk/out.h5' --quiet"
        [ "$got" -eq 0 ] && [ -e "$disk/out.h5" ] || fail "the same command does not go on when there is room"
    fi
fi

[ "$faults" -eq 0 ] || exit 1
echo "fault: $cases mistakes, each with its message"
