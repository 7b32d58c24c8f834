#!/bin/sh
# Result files in netCDF's own ncdump. usage: ncdump.sh PROGRAM ROOT
. "${2:-.}/tests/readers/with/begin.sh"
command -v ncdump >/dev/null || skip ncdump
ncdump "$sample" >"$room/text"
for line in 'double stay_days(scenario, draw, replication, region, stage) ;' 'replication = UNLIMITED ; // (37 currently)' \
    ':Conventions = "CF-1.8" ;' 'arrivals:_FillValue = -2147483647 ;' 'int64 digest(scenario, draw, replication) ;' \
    'region = "Amsterdam", "Den Haag", "Súdwest-Fryslân", "Utrecht",' 'setting = 2 ;' \
    'observation = 2 ;' 'use = "fit", "check" ;' 'from = 2018, _ ;'; do
    grep -qF "$line" "$room/text" || { echo "ncdump does not show: $line"; exit 1; }
done
if grep phony_dim "$room/text"; then exit 1; fi
echo "ncdump shows what was asked"
