#!/bin/sh
# Result files in R. usage: ncdf4.sh PROGRAM ROOT
. "${2:-.}/tests/readers/with/begin.sh"
command -v Rscript >/dev/null || skip R
Rscript -e 'library(ncdf4)' >/dev/null 2>&1 || skip "R with ncdf4"
LC_ALL=C.UTF-8 Rscript "$with/read_ncdf4.R" "$sample" "$detail"
