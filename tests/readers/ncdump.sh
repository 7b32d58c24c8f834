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
ncdump "$detail" >"$room/detail"
for line in 'double occupied(scenario, draw, replication, period, region, stage) ;' 'int occupied_end(scenario, draw, replication, period, region, stage) ;' \
    'period:bounds = "period_bounds" ;' 'period:units = "seconds since 2020-01-01 00:00:00" ;' 'double period_bounds(period, bound) ;' \
    'double occupied_all(scenario, draw, replication, stage, number_occupied_all) ;' 'int64 t_s(row) ;' 'row = UNLIMITED ; // (50 currently)' \
    'row_size:sample_dimension = "row" ;' 'row_size = 13, 13, 12, 12 ;' 'stage_index = _, 0, _, 0, _, _, 0, ' '"arrived", "placed",'; do
    grep -qF "$line" "$room/detail" || { echo "ncdump does not show: $line"; exit 1; }
done
if grep phony_dim "$room/text" "$room/detail"; then exit 1; fi
echo "ncdump shows what was asked"
