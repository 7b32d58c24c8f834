#!/bin/sh
# The groups worked out from a run (/summary, /spells, /warm_up, /inputs) in xarray over both engines, in ncdump and in R.
# usage: worked_out.sh PROGRAM ROOT
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
for python in python3 /usr/bin/python3 none; do
    [ $python != none ] || { echo "skipped: Python with xarray, netCDF4 and h5netcdf is not on this machine"; exit 77; }
    ! $python -c 'import h5py, xarray, netCDF4, h5netcdf' 2>/dev/null || break
done
cat >"$room/a.yaml" <<'END_'
doorstroom: 1
title: a
time: {start: 2020-01-01, warm_up: 70 d, horizon: 100 d}
intake: {households: {value: 200 /yr, range: [150, 250], source: assumption}}
stages: {crisis: {stay: {exponential: {mean: {value: 20 d, range: [15 d, 25 d], source: assumption}}}, onward: {left: 100 %}}}
exits: {left: {}, informal: {}}
regions: {west: {intake_share: 1, places: {crisis: 4}}, east: {intake_share: 1, places: {crisis: 3}}}
placement: [{stage: crisis}, {wait: {patience: 5 d, then: {informal: 100 %}}}]
END_
sed 's/crisis: 4/crisis: 6/' "$room/a.yaml" >"$room/b.yaml"
for draws in 0 3; do
    [ $draws = 0 ] && set -- "$1" "$2" || set -- "$1" "$2" --draws $draws
    program=$1
    (shift 2 && "$program" run "$room/a.yaml" "$room/b.yaml" -o "$room/$draws.h5" --replications 5 --quiet "$@")
done
$python -W ignore - "$room" <<'END_'
import sys

import h5py
import numpy as np
import xarray

def word(x): return x.decode() if isinstance(x, bytes) else x
for draws in (0, 3):
    path = f"{sys.argv[1]}/{draws}.h5"
    file = h5py.File(path)
    for group in ["summary", "spells", "warm_up"] + (["inputs"] if draws else []):
        for engine in ("netcdf4", "h5netcdf"):
            with xarray.open_dataset(path, group=group, engine=engine) as data:
                data.load()
                names = [name for name in file[group] if not file[group][name].attrs.get("CLASS") == b"DIMENSION_SCALE"]
                assert sorted(data.data_vars) == sorted(names), (group, engine)
                for name in names:
                    raw, got = file[group][name][()], data[name].values
                    assert data[name].dims == tuple(d.keys()[0] for d in file[group][name].dims), (group, name, data[name].dims)
                    if raw.dtype.kind in "OS": assert [word(x) for x in raw] == list(got), name
                    else: assert np.array_equal(np.where(raw == -2147483647, np.nan, raw), got.astype(float), equal_nan=True), (group, name)
    with xarray.open_dataset(path, group="summary", engine="netcdf4") as data:
        arrivals = data["mean"].sel(measure="arrivals").values
        assert np.allclose(arrivals, file["arrivals"][()].sum(axis=3).mean(axis=(1, 2))), arrivals
        assert ("ignorance_sd" in data) == (draws > 0)
END_
if command -v ncdump >/dev/null; then
    ncdump "$room/3.h5" >"$room/text"
    ! grep phony_dim "$room/text" || { echo "ncdump sees dimensions without a name"; exit 1; }
    for line in 'double mean(scenario, measure) ;' 'double value(scenario, draw, input) ;' 'int wait_ended(scenario, draw, replication, group, outcome, age) ;'; do
        grep -qF "$line" "$room/text" || { echo "ncdump does not show: $line"; exit 1; }
    done
fi
if command -v Rscript >/dev/null && Rscript -e 'library(ncdf4)' >/dev/null 2>&1; then
    Rscript -e 'library(ncdf4); f <- nc_open(commandArgs(TRUE)[1]); stopifnot(dim(ncvar_get(f, "inputs/value")) == c(2, 3, 2), ncvar_get(f, "inputs/unit") == c("1/yr", "s"), ncol(ncvar_get(f, "summary/mean")) == 2)' "$room/3.h5"
fi
echo "all groups open"
