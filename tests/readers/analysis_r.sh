#!/bin/sh
# analysis/r says the same numbers as `show --json` (which has them of the file), and its example runs. usage: analysis_r.sh PROGRAM ROOT
set -eu
program=$1
root=$2
command -v Rscript >/dev/null || { echo "skipped: R is not on this machine (r-base-core)"; exit 77; }
Rscript -e 'library(ncdf4)' >/dev/null 2>&1 || { echo "skipped: R with ncdf4 is not on this machine (r-cran-ncdf4)"; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export LC_ALL=C.UTF-8
cat >"$out/base.yaml" <<END
extends: $root/scenarios/small/two-stage.yaml
title: Base
END
cat >"$out/more.yaml" <<END
extends: base.yaml
title: More
regions: {elsewhere: {places: {crisis: 2, follow_on: 1}}}
END
"$program" run "$out/base.yaml" "$out/more.yaml" -o "$out/r.h5" --replications 5 --quiet --lang en --set 'time.horizon=2 yr' --set 'intake.households=250 /yr' 2>"$out/err" || { cat "$out/err"; exit 1; }
"$program" run "$out/base.yaml" "$out/more.yaml" -o "$out/d.h5" --replications 3 --draws 4 --quiet --set 'time.horizon=2 yr' \
    --set 'intake.households={value: 250 /yr, range: {uniform: [200, 300]}}' 2>"$out/err" || { cat "$out/err"; exit 1; }
# A row per line of `show --json`, as a plain table: scenario, label, mean, low, high, difference and its bounds.
plain() {
    "$program" show "$out/$1.h5" --json --lang en --measure "$2" ${3:+--by $3} |
        sed -n 's/^ *{"scenario": "\([^"]*\)", \("label": "\([^"]*\)", \)\{0,1\}"mean": \([^,]*\), "low": \([^,]*\), "high": \([^,]*\),\(.*\)$/\1;\3;\4;\5;\6;\7/p' |
        sed 's/;[^;]*"difference": {"mean": \([^,]*\), "low": \([^,]*\), "high": \([^,]*\),.*$/;\1;\2;\3/; t
             s/;[^;]*$/;null;null;null/'
}
for file in r d; do
    for what in "arrivals" "turned_away region" "stay_days stage" "blocked cause" "stay_days" "waiting group" "not_placed_24h_by_year year"; do
        # shellcheck disable=SC2086 # words
        plain $file $what | sed "s/^/$file;${what% *};$(case $what in *' '*) echo "${what#* }" ;; esac);/"
    done
done >"$out/wanted.csv"
[ "$(wc -l <"$out/wanted.csv")" -ge 40 ] || { echo "show was not understood"; cat "$out/wanted.csv"; exit 1; }
cat >"$out/check.R" <<'END'
arguments <- commandArgs(TRUE)
source(file.path(arguments[2], "analysis/r/doorstroom.R"))
wanted <- read.csv(file.path(arguments[1], "wanted.csv"), sep = ";", header = FALSE, na.strings = "null", colClasses = c(rep("character", 5), rep("numeric", 6)))
results <- list(r = doorstroom_open(file.path(arguments[1], "r.h5")), d = doorstroom_open(file.path(arguments[1], "d.h5")))
for (i in seq_len(nrow(wanted))) {
  row <- wanted[i, ]
  table <- doorstroom_compare(results[[row$V1]], row$V2, by = if (row$V3 != "") row$V3)
  at <- table[table$scenario == row$V4 & table$label == row$V5, ]
  got <- as.numeric(at[c("mean", "low", "high", "difference", "difference_low", "difference_high")])
  if (nrow(at) != 1 || !isTRUE(all.equal(ifelse(is.nan(got), NA, got), as.numeric(row[6:11]), tolerance = 1e-8))) {
    print(row); print(at); stop("not as show has it")
  }
}
tidy <- doorstroom_tidy(results$r, "blocked")
stopifnot(identical(names(tidy), c("cause", "stage", "region", "replication", "draw", "scenario", "value")))
cat(nrow(wanted), "rows as in show --json\n")
END
Rscript "$out/check.R" "$out" "$root"
Rscript "$root/analysis/r/example.R" "$out/r.h5" "$out/figure.pdf" >"$out/said"
grep -q difference "$out/said" && head -c 4 "$out/figure.pdf" | grep -q '%PDF' || { echo "the example gives no table or no figure"; exit 1; }
