"""The main numbers of a result, as tables:  python3 example_numbers.py results/mine.h5"""
import sys

import doorstroom

result = doorstroom.open(sys.argv[1])
print(result)

# Requests without a place within a day, a year: mean with its 95 % interval, and the difference with the baseline, pair by pair.
years = result.root.attrs["counted_days"].item() / 365.25
table = result.compare("not_placed_24h").set_index("scenario")
print((table[["mean", "low", "high", "difference", "difference_low", "difference_high"]] / years).round(1))

# With several draws of the inputs: what is chance, and what is not knowing the inputs?
if result.draws > 1:
    print(table[["chance_sd", "ignorance_sd", "ignorance_share"]].round(3))

# The same by region, in the long form that pandas, seaborn and R's ggplot2 like.
print(result.tidy("not_placed_24h").head())

# Stays: half of them are over by then; mean of what lies within a year.
for stage in result.root["stage"].values:
    life = result.life_tables("stay", label=str(stage))
    if life.seen:
        print(stage, "median %.1f d (%.1f to %.1f)" % life.quantile_days(0.5), "within a year %.1f d (%.1f to %.1f)" % life.mean_days(365))
