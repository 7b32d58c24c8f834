#!/bin/sh
# A small Debian 12 with Doorstroom in it, as one file: for `wsl --import` (windows.md), `docker import`, `podman import` and `apptainer build`.
# usage, as root: rootfs.sh DOORSTROOM.deb OUT.tar.gz [MIRROR]
set -eu
[ $# -ge 2 ] || { sed -n '2,3p' "$0" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "rootfs: only root can lay out a system" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "rootfs: apt-get install debootstrap" >&2; exit 1; }
deb=$(readlink -f "$1") out=$(readlink -f "$2")
work=$(mktemp -d)
root=$work/root
trap 'rm -rf "$work"' EXIT
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }

# What a planner meets besides the program: manual pages, completion, an editor, a pager, Dutch.
if ! debootstrap --variant=minbase --include=bash-completion,less,locales,man-db,nano bookworm "$root" "${3-http://deb.debian.org/debian}" >"$work/said" 2>&1; then
    cat "$work/said" >&2
    exit 1
fi
cp "$deb" "$root/doorstroom.deb"
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside apt-get install -y --no-install-recommends /doorstroom.deb >"$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }
inside localedef -i nl_NL -f UTF-8 nl_NL.UTF-8
inside useradd --create-home --shell /bin/bash --uid 1000 planner

# WSL begins as this user, by the first file after `--import`, by the second when the file is opened as .wsl (WSL 2.4.4 and later).
printf '[user]\ndefault=planner\n' >"$root/etc/wsl.conf"
printf '[oobe]\ndefaultUid=1000\ndefaultName=Doorstroom\n' >"$root/etc/wsl-distribution.conf"
printf 'LANG=C.UTF-8\n' >"$root/etc/default/locale"
printf 'export LANG=C.UTF-8 # Nederlands: nl_NL.UTF-8\n[ ! -r /usr/share/bash-completion/bash_completion ] || [ -z "${BASH-}" ] || . /usr/share/bash-completion/bash_completion\n' >"$root/etc/profile.d/doorstroom.sh"

# Nothing of the machine it was made on.
inside apt-get clean
rm -rf "$root/doorstroom.deb" "$root/etc/resolv.conf" "$root/etc/hostname" "$root"/var/lib/apt/lists/* "$root"/var/log/*.log "$root"/var/log/apt/* "$root"/tmp/*
: >"$root/etc/machine-id"
tar -C "$root" --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -czf "$out.part" .
mv "$out.part" "$out"
