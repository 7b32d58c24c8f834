#!/bin/sh
# Result files in xarray over netCDF4, both ways. usage: xarray_netcdf4.sh PROGRAM ROOT
. "${2:-.}/tests/readers/with/begin.sh"
python numpy,xarray,netCDF4 xarray_netcdf4
foreign
