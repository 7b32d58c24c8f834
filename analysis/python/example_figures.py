"""Every figure of a result, as PDF and PNG in a folder:  python3 example_figures.py results/mine.h5 figures"""
import os
import sys

import doorstroom

result, folder = doorstroom.open(sys.argv[1]), sys.argv[2]
os.makedirs(folder, exist_ok=True)


def save(name, figure):
    for kind in ("pdf", "png"):
        figure.savefig(os.path.join(folder, f"{name}.{kind}"))
    print(name)


save("curve", result.curve("not_placed_24h"))
save("difference", result.curve("not_placed_24h", difference=True)) if len(result.scenarios) > 1 else None
save("regions", result.bars("not_placed_24h", by="region"))
save("blocked", result.blocked())
if result.spells is not None:
    save("stays", result.stays(until_d=365))
if result.series is not None:
    save("fan", result.fan("waiting"))
try:
    log = result.events()
    busiest = int(log["household"].value_counts().idxmax())
    save("path", result.path_of(busiest))
except KeyError as reason:
    print(reason.args[0])
