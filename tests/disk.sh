#!/bin/sh
# disk: a disk that is full, has no room for another file or may not be written: a clear message, and what is there stays good.
# usage: disk.sh PROGRAM ROOT
#
# The disk is a piece of memory, mounted where nobody else sees it; 77 where that is not allowed.
set -u
if [ "${DISK_ALONE-}" != yes ]; then
    for how in -m -rm; do
        unshare "$how" true 2>/dev/null && DISK_ALONE=yes exec unshare "$how" sh "$0" "$@"
    done
    echo "disk: skipped: nothing can be mounted here"
    exit 77
fi
program=$1 scenario=$2/scenarios/small/two-stage.yaml
work=$(mktemp -d)
trap 'umount "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
unset LC_ALL LC_MESSAGES LANGUAGE
export LANG=C NO_COLOR=1
cd "$work" || exit 1
mkdir disk
mount -t tmpfs -o size=64m none disk 2>/dev/null || { echo "disk: skipped: nothing can be mounted here"; exit 77; }
faults=0
fail() {
    printf 'disk: %s\n' "$*"
    faults=$((faults + 1))
}
resize() { mount -o "remount,$1" disk || fail "the disk cannot be made $1"; }
again() { umount disk && mount -t tmpfs -o "$1" none disk || fail "no new disk of $1"; }
ran() { "$program" run "$scenario" --replications 400 --reproducible --quiet --threads 2 "$@" 2>err; }
blocks() { ls disk/out.h5.blocks 2>/dev/null | grep -c '^block-'; }
# told ID WORDS: how the last command ended.
told() {
    code=$?
    [ "$code" -eq 1 ] && grep -qF "[$1]" err && grep -qF "$2" err || fail "$3: ends with $code: $(cat err)"
}
no_crumbs() { [ -z "$(find disk -name '.*.tmp')" ] || fail "$1 leaves $(find disk -name '.*.tmp')"; }
same() { cmp -s whole.h5 disk/out.h5 || fail "$1: other bytes than undisturbed"; }

ran -o whole.h5 || fail "an undisturbed run ends with an error: $(cat err)"

# ---- full while blocks are made ----
for size in 8k 40k 150k 300k; do
    again "size=$size"
    ran -o disk/out.h5
    told disk-full 'No space left on device' "a disk of $size"
    grep -q 'make room and give the same command: what was finished is kept' err || [ "$size" = 8k ] || fail "a disk of $size: no word of what to do: $(cat err)"
    kept=$(blocks)
    no_crumbs "a disk of $size"
    [ ! -e disk/out.h5 ] || fail "a disk of $size: half a result"
    [ "$size" = 8k ] || [ "$kept" -gt 0 ] || fail "a disk of $size: nothing is kept"
    resize size=64m
    ran -o disk/out.h5 --shard 1/1 || fail "with room it does not go on: $(cat err)"
    [ "$(blocks)" -eq 25 ] || fail "$(blocks) blocks of 25"
    ran -o disk/out.h5 || fail "with room it is not joined: $(cat err)"
    same "a disk of $size, then room"
done

# ---- full while blocks are joined ----
again size=64m
ran -o disk/out.h5 --shard 1/1 || fail "a part of one ends with an error: $(cat err)"
used=$(df -k --output=used disk | tail -n 1)
for more in 4 100 400 900; do
    resize "size=$((used + more))k"
    ran -o disk/out.h5
    told disk-full 'No space left on device' "joining with $more kB of room"
    no_crumbs "joining with $more kB of room"
    [ ! -e disk/out.h5 ] && [ "$(blocks)" -eq 25 ] || fail "joining with $more kB of room: $(blocks) blocks of 25 are left"
done
resize size=64m
"$program" merge "$scenario" --replications 400 --reproducible -o disk/out.h5 2>err || fail "with room it is not joined: $(cat err)"
same "joined after a full disk"

# ---- no room for another file ----
again size=64m,nr_inodes=12
ran -o disk/out.h5
told disk-full 'No space left on device' "a disk of twelve files"
no_crumbs "a disk of twelve files"
[ "$(blocks)" -gt 4 ] || fail "a disk of twelve files keeps $(blocks) blocks"
resize nr_inodes=1000
ran -o disk/out.h5 || fail "with more files it does not go on: $(cat err)"
same "no room for another file, then room"

# ---- may not be written ----
again size=64m
ran -o disk/out.h5 --replications 100 || fail "a hundred replications end with an error: $(cat err)"
cp disk/out.h5 before.h5
resize ro
ran -o disk/out.h5
told unwritable 'disk' "a disk that may not be written, with a result"
ran -o disk/other.h5
told unwritable 'disk' "a disk that may not be written"
cmp -s before.h5 disk/out.h5 || fail "a result on a disk that may not be written has changed"
resize rw
ran -o disk/out.h5 || fail "it does not go on when the disk may be written again: $(cat err)"
same "gone on after a disk that could not be written"
again size=64m
ran -o disk/out.h5 --shard 1/2 || fail "a part ends with an error: $(cat err)"
kept=$(blocks)
resize ro
ran -o disk/out.h5
told unwritable 'disk' "blocks on a disk that may not be written"
[ "$(blocks)" -eq "$kept" ] || fail "blocks on a disk that may not be written: $(blocks) of $kept are left"
resize rw
ran -o disk/out.h5 || fail "it does not go on when the disk may be written again: $(cat err)"
same "gone on from a part"

[ "$faults" -eq 0 ] && echo "full and unwritable disks lose nothing"
[ "$faults" -eq 0 ]
