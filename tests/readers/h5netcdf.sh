#!/bin/sh
# Result files in h5netcdf. usage: h5netcdf.sh PROGRAM ROOT
. "${2:-.}/tests/readers/with/begin.sh"
python numpy,h5netcdf h5netcdf
