#!/bin/sh
# Result files in xarray over h5netcdf, both ways. usage: xarray_h5netcdf.sh PROGRAM ROOT
. "${2:-.}/tests/readers/with/begin.sh"
python numpy,xarray,h5netcdf xarray_h5netcdf
foreign
