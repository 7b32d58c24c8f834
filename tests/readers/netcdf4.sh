#!/bin/sh
# Result files in netCDF4. usage: netcdf4.sh PROGRAM ROOT
. "${2:-.}/tests/readers/with/begin.sh"
python numpy,netCDF4 netcdf4
