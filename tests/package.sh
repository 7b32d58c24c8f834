#!/bin/sh
# package: the Debian packages that cpack makes hold what they should, run from any place for a user who may write nowhere else, and leave nothing.
# usage: package.sh PROGRAM ROOT [whole | image]     PROGRAM stands in a Release build folder
#   whole: as root, in a fresh Debian 12 as well, from the file for WSL and by the steps of apptainer.def: minutes, and a network
#   image: as root, the Containerfile by buildah, on a Debian 12 laid out here: minutes, and a network
set -u
program=$1
root=$2
more=${3-}
build=$(cd "$(dirname "$program")" && pwd -P)
out=$(mktemp -d)
trap 'chmod -R u+w "$out"; rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES LANGUAGE DOORSTROOM_SCENARIOS DOORSTROOM_RESULTS
export LANG=C.UTF-8
faults=0
fail() {
    printf 'package: %s\n' "$*"
    faults=$((faults + 1))
}
skip() {
    echo "skipped: $*"
    exit 77
}
finish() {
    [ "$faults" -eq 0 ] || exit 1
    printf 'package: %s\n' "$*"
    exit 0
}
for tool in cpack dpkg-deb dpkg-shlibdeps file; do command -v $tool >/dev/null 2>&1 || skip "$tool is not on this machine"; done
grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=\(Release\)\?$' "$build/CMakeCache.txt" 2>/dev/null || skip "packages are made of a Release build"
with_mpi=$(grep -c '^set(CPACK_COMPONENTS_ALL ".*mpi' "$build/CPackConfig.cmake")
[ -x "$build/package/doorstroom" ] && { [ "$with_mpi" -eq 0 ] || [ -x "$build/package/doorstroom-mpi" ]; } || skip "the programs of the packages are not built: cmake --build $build"

# ---- made, and looked into ----
cpack --config "$build/CPackConfig.cmake" -G DEB -B "$out/made" >"$out/said" 2>&1 || { cat "$out/said"; exit 1; }
version=$("$program" --version | sed -n '1s/^doorstroom \([^ ]*\) .*/\1/p')
arch=$(dpkg --print-architecture)
deb=$out/made/doorstroom_${version}_$arch.deb
mpi=$out/made/doorstroom-mpi_${version}_$arch.deb
[ -f "$deb" ] || { echo "package: no $deb: $(ls "$out/made")"; exit 1; }
dpkg-deb -c "$deb" | sed 's/^.* \.\//\//' >"$out/files"
for file in bin/doorstroom share/doorstroom/scenarios/netherlands.yaml share/doorstroom/scenarios/netherlands/outline.geojson share/doorstroom/scenarios/netherlands/NOTICE \
    share/doorstroom/scenarios/schema.json share/man/man1/doorstroom.1.gz share/man/nl/man1/doorstroom.1.gz share/bash-completion/completions/doorstroom \
    share/zsh/vendor-completions/_doorstroom share/doc/doorstroom/README.md share/doc/doorstroom/copyright share/doorstroom/analysis/python/doorstroom.py \
    share/doorstroom/analysis/r/doorstroom.R; do
    grep -qx "/usr/$file" "$out/files" || fail "/usr/$file is not in the package"
done
! grep -v '^/\(usr/.*\)\?$' "$out/files" || fail "a file outside /usr"
! grep -E '\.pyc|__pycache__|\.h5$|\.html$' "$out/files" || fail "files that are made by running are packed"
dpkg-deb -c "$deb" | awk '$2 != "root/root" || $1 ~ /^[^l]......w/' | grep . && fail "files of others, or that others may write"
depends=$(dpkg-deb -f "$deb" Depends)
case $depends in *libc6*libhdf5*libyaml*) ;; *) fail "it depends on $depends" ;; esac
case $depends in *simgrid* | *mpi*) fail "a planner's desk needs $depends" ;; esac
if [ "$with_mpi" -gt 0 ]; then
    [ -f "$mpi" ] || fail "there is a program for MPI, and no package of it"
    case $(dpkg-deb -f "$mpi" Depends) in *"doorstroom (= $version)"*mpi*) ;; *) fail "doorstroom-mpi depends on $(dpkg-deb -f "$mpi" Depends)" ;; esac
    dpkg-deb -c "$mpi" >"$out/said" && grep -q ' \./usr/bin/doorstroom-mpi$' "$out/said" || fail "doorstroom-mpi is not in its package"
fi
[ -f "$mpi" ] || mpi=

# ---- run from another prefix that nobody may write, by a user without a home ----
prefix="$out/some where"
dpkg-deb -x "$deb" "$out/unpacked" && mv "$out/unpacked/usr" "$prefix"
! grep -aqF "$build" "$prefix/bin/doorstroom" || fail "the program knows the folder it was built in"
! grep -aqF "$root/" "$prefix/bin/doorstroom" || fail "the program knows the folder of its sources"
chmod -R a-w "$prefix"
mkdir "$out/desk"
chmod 755 "$out"
as=
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null 2>&1; then
    as='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chown 65534:65534 "$out/desk"
fi
cat >"$out/desk.sh" <<'DESK'
# A first day with the program, in a folder of one's own: desk.sh PROGRAM SCENARIOS. Says what is not as it should be.
program=$1 scenarios=$2
do_or_say() { "$@" >said 2>err || { echo "$* ends with $?: $(cat err)"; exit 1; }; }
do_or_say "$program" --version
do_or_say "$program" demo --replications 2 --threads 2 --progress never
for file in results/demo.h5 results/demo.html; do [ -s $file ] || echo "demo leaves no $file, but $(ls -R)"; done
grep -q '14' said || echo "demo answers: $(cat said)"
do_or_say "$program" check "$scenarios/netherlands.yaml"
do_or_say "$program" init mine.yaml
do_or_say "$program" check mine.yaml
# What a Windows editor saves: a byte order mark, and lines that end otherwise.
printf '\357\273\277' >saved.yaml && sed 's/$/\r/' mine.yaml >>saved.yaml
do_or_say "$program" check saved.yaml
schema=$(sed -n '2s/^# $schema: //p' mine.yaml)
[ "$schema" = "$scenarios/schema.json" ] && [ -r "$schema" ] || echo "init names the schema $schema"
printf 'extends: %s/netherlands.yaml\ntitle: {en: mine}\nchanges: {zwolle: {from: 2020-01-01, region: zwolle, add: {crisis: 4}}}\n' "$scenarios" >variant.yaml
do_or_say "$program" diff "$scenarios/netherlands.yaml" variant.yaml
do_or_say "$program" report results/demo.h5 -o with.html --lang nl --map "$scenarios/netherlands/outline.geojson"
do_or_say env DOORSTROOM_SCENARIOS=/nowhere "$program" report results/demo.h5 -o without.html --lang nl
cmp -s results/demo.html with.html || echo "the page is not drawn on the shipped outline"
! cmp -s with.html without.html || echo "the outline makes no difference"
rm -r results
DESK
said=$(cd "$out/desk" && $as env -i PATH="$PATH" HOME=/nonexistent LANG=C.UTF-8 sh "$out/desk.sh" "$prefix/bin/doorstroom" "$prefix/share/doorstroom/scenarios" 2>&1)
[ -z "$said" ] || fail "$said"
[ -z "$(find "$prefix" -newer "$out/desk.sh")" ] || fail "the installed files were written: $(find "$prefix" -newer "$out/desk.sh")"
if [ -n "$as" ]; then
    chmod 555 "$out/desk"
    said=$(cd "$out/desk" && $as "$prefix/bin/doorstroom" demo --replications 2 2>&1) && fail "a demo in a folder that cannot be written ends well"
    case $said in *'results cannot be made'* | *results*unwritable*) ;; *) fail "a folder that cannot be written: $said" ;; esac
fi

# ---- its pages ----
doc=$prefix/share/doc/doorstroom
for link in $(grep -o '](\([^):#]*\))' "$doc/README.md" | sed 's/^](//; s/)$//'); do [ -e "$doc/$link" ] || fail "README.md names $link, which is not installed"; done
grep -q '^License: EUPL-1.2$' "$doc/copyright" && grep -q 'GeoNames' "$doc/copyright" || fail "the licences are not told"
grep -v '^ \|^[A-Z][A-Za-z-]*: \|^$' "$doc/copyright" && fail "copyright has lines that are no field"
for lang in '' nl/; do
    zcat "$prefix/share/man/${lang}man1/doorstroom.1.gz" | grep -q '^\.SS doorstroom demo' || fail "${lang}doorstroom.1 is no page"
done
head -1 "$prefix/share/zsh/vendor-completions/_doorstroom" | grep -q '^#compdef doorstroom' || fail "no completion for zsh"
! command -v bash >/dev/null 2>&1 || bash -c '. "$1" && complete -p doorstroom' sh "$prefix/share/bash-completion/completions/doorstroom" >"$out/said" || fail "no completion for bash"
for script in "$root"/sim/package/*.sh; do sh -n "$script" || fail "$script"; done
if command -v python3 >/dev/null 2>&1; then
    python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' "$root/sim/package/spack/package.py" || fail "the recipe for Spack is no Python"
    for option in $(grep -o 'DOORSTROOM_[A-Z]*' "$root/sim/package/spack/package.py"); do grep -q "option($option " "$root/CMakeLists.txt" || fail "the recipe for Spack sets $option, which CMake does not know"; done
fi

# ---- installed and removed ----
system=$out/system
mkdir -p "$system/var/lib/dpkg/info" "$system/var/lib/dpkg/updates" "$system/var/lib/dpkg/triggers"
: >"$system/var/lib/dpkg/status"
dpkg_in() { dpkg --root="$system" --force-not-root --force-depends --force-bad-path --log="$out/log" "$@" >"$out/said" 2>&1; }
# shellcheck disable=SC2086 # there may be none for MPI
if dpkg_in -i "$deb" $mpi; then
    [ -x "$system/usr/bin/doorstroom" ] && [ -e "$system/usr/share/doc/doorstroom/scenarios/README.md" ] || fail "installed, it is not whole"
    dpkg_in -r doorstroom ${mpi:+doorstroom-mpi} || fail "it cannot be removed: $(cat "$out/said")"
    [ -z "$(find "$system" -path "$system/var" -prune -o -name '*doorstroom*' -print)" ] || fail "removing leaves $(find "$system" -path "$system/var" -prune -o -name '*doorstroom*' -print)"
    [ -z "$(find "$system/usr" -type f -o -type l 2>/dev/null)" ] || fail "removing leaves $(find "$system/usr" -type f -o -type l)"
else
    fail "dpkg does not take it: $(cat "$out/said")"
fi
[ -n "$more" ] || finish "$(wc -l <"$out/files") files made, run and removed${mpi:+, with MPI too}"
[ "$faults" -eq 0 ] || exit 1
[ "$(id -u)" -eq 0 ] || skip "only root can lay out a fresh Debian"
command -v debootstrap >/dev/null 2>&1 || skip "debootstrap is not on this machine"

# ---- image ----
if [ "$more" = image ]; then
    command -v buildah >/dev/null 2>&1 || skip "buildah is not on this machine"
    debootstrap --variant=minbase bookworm "$out/base" >"$out/said" 2>&1 || { tail -5 "$out/said"; skip "no fresh Debian could be laid out"; }
    tar -C "$out/base" --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -cf "$out/base.tar" .
    images() { buildah --root "$out/images" --runroot "$out/images.run" --storage-driver vfs "$@"; }
    base=$(images from scratch) && images add "$base" "$out/base.tar" / >"$out/said" 2>&1 && images commit "$base" localhost/fresh >"$out/said" 2>&1 &&
        images build --isolation chroot --build-arg base=localhost/fresh -t doorstroom -f "$root/sim/package/Containerfile" "$root" >"$out/said" 2>&1 || { tail -20 "$out/said"; exit 1; }
    mkdir -m 777 "$out/work" && cp "$out/desk.sh" "$out/work"
    image=$(images from --pull-never localhost/doorstroom)
    said=$(images run --isolation chroot -v "$out/work:/work" "$image" -- sh desk.sh doorstroom /usr/share/doorstroom/scenarios 2>&1)
    [ -z "$said" ] || fail "in the image: $said"
    [ "$(stat -c %u "$out/work/mine.yaml")" -eq 1000 ] || fail "the image does not run as its ordinary user"
    finish "the image of the Containerfile is built, and runs as an ordinary user"
fi

# ---- whole: a fresh Debian 12 ----
sh "$root/sim/package/rootfs.sh" "$deb" "$out/rootfs.tar.gz" >"$out/said" 2>&1 || { cat "$out/said"; skip "no fresh Debian could be laid out"; }
fresh=$out/fresh
mkdir "$fresh" && tar -C "$fresh" -xzpf "$out/rootfs.tar.gz"
# inside USER COMMAND...: in the fresh system, with its own /proc and the three devices that programs expect
inside() {
    user=$1
    shift
    unshare --mount --pid --fork sh -c 'mount -t proc proc "$1/proc" && mount -t tmpfs none "$1/dev" && for d in null zero urandom; do : >"$1/dev/$d" && mount --bind "/dev/$d" "$1/dev/$d"; done &&
        user=$2 root=$1 && shift 2 && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/planner LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot --userspec="$user" "$root" "$@"' sh "$fresh" "$user" "$@"
}
cp "$out/desk.sh" "$fresh/desk.sh"
said=$(inside planner:planner sh -c 'cd && mkdir desk && cd desk && sh /desk.sh doorstroom /usr/share/doorstroom/scenarios' 2>&1)
[ -z "$said" ] || fail "in a fresh Debian: $said"
[ "$(inside planner:planner man -w doorstroom)" = /usr/share/man/man1/doorstroom.1.gz ] || fail "man does not find it"
[ "$(inside planner:planner env LANG=nl_NL.UTF-8 man -w doorstroom)" = /usr/share/man/nl/man1/doorstroom.1.gz ] || fail "man has no page in Dutch"
inside planner:planner env LANG=nl_NL.UTF-8 man doorstroom >"$out/said" 2>&1 && grep -q OPDRACHTEN "$out/said" || fail "man shows: $(head -3 "$out/said")"
[ "$(inside planner:planner bash -lc 'complete -p doorstroom 2>/dev/null || { _completion_loader doorstroom; complete -p doorstroom; }' 2>&1 | grep -c '_doorstroom doorstroom')" -eq 1 ] || fail "a login shell completes nothing"
grep -q '^default=planner$' "$fresh/etc/wsl.conf" || fail "WSL would begin as root"
# gone PACKAGE...: what was installed is purged, and nothing is left but the user's own files.
gone() {
    inside root:root apt-get purge -y "$@" >"$out/said" 2>&1 || fail "apt does not remove $*: $(cat "$out/said")"
    left=$(find "$fresh" -xdev -name '*doorstroom*' ! -path '*/home/*' ! -path '*/profile.d/*')
    [ -z "$left" ] || fail "removing $* leaves $left"
}
gone doorstroom

# The same system, through what apptainer.def does; with MPI where there is a package of it.
mkdir "$fresh/packages"
# shellcheck disable=SC2086 # there may be none for MPI
cp "$deb" $mpi "$fresh/packages"
sed -n '/^%post/,/^%environment/{/^%/!p}' "$root/sim/package/apptainer.def" >"$fresh/post.sh"
cp /etc/resolv.conf "$fresh/etc/resolv.conf"
inside root:root sh -eu /post.sh >"$out/said" 2>&1 || fail "%post of apptainer.def: $(tail -5 "$out/said")"
inside planner:planner doorstroom --version >"$out/said" 2>&1 || fail "after %post there is no program: $(cat "$out/said")"
if [ -n "$mpi" ]; then
    cat >"$fresh/ranks.sh" <<'RANKS'
set -e
cd
small=/usr/share/doorstroom/scenarios/small/two-stage.yaml
doorstroom run $small -o alone.h5 --replications 40 --reproducible --quiet
OMPI_MCA_plm=isolated mpirun --oversubscribe -n 2 doorstroom-mpi run $small -o ranks.h5 --replications 40 --reproducible --quiet
cmp alone.h5 ranks.h5
RANKS
    inside root:root apt-get update >"$out/said" 2>&1 && inside root:root apt-get install -y --no-install-recommends openmpi-bin >>"$out/said" 2>&1 || fail "no mpirun: $(tail -5 "$out/said")"
    said=$(inside planner:planner sh /ranks.sh 2>&1) || fail "two ranks: $said"
    gone doorstroom doorstroom-mpi
fi
finish "$(wc -l <"$out/files") files; made, run as an ordinary user in a fresh Debian 12 ($(du -m "$out/rootfs.tar.gz" | cut -f1) MB as one file), and removed${mpi:+; two ranks of MPI give the same bytes}"
