#!/usr/bin/env python3
"""Small random networks over the whole language: the program and the oracle must give the same log.

usage: networks.py --program PROGRAM [--seeds 1-200] [--keep FOLDER] [--most N] [--shrink SECONDS] [--show SEED]

A seed always gives the same network. One on which both differ is shrunk while the difference stays, and kept as FOLDER/network-SEED.yaml.
Exit code 0: all agree; 1: a difference, or more than one network in ten is refused; 2: wrong use.
"""
import argparse
import copy
import csv
import itertools
import os
import sys
import tempfile
import time

import yaml

from language import NotUnderstood
from maker import Maker
from oracle import Broken, Refused, compare

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
DISTRIBUTIONS = ("exponential", "uniform", "triangular", "weibull", "empirical", "lognormal", "gamma", "erlang", "mixture")


def dump(made, file):
    yaml.dump(made, file, Dumper=DUMPER, sort_keys=False, width=150, default_flow_style=None)


def write(made, path):
    """The file, with its register of arrivals as a table beside it, and as a variant of a file beside it where a rule is inserted."""
    made = copy.deepcopy(made)
    base, inserted = path[:-len(".yaml")], made.pop("_inserted", None)
    if made.get("intake", {}).pop("_register", None) and made["intake"].get("times"):
        with open(base + ".csv", "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            columns = ["at", "group", "colour", "children", "need"]
            table.writerow(["region"] + columns)
            for region, arrivals in made["intake"]["times"].items():
                for arrival in arrivals:
                    row = arrival if isinstance(arrival, dict) else {"at": arrival}
                    table.writerow([region] + [row.get(column, "") for column in columns])
        made["intake"]["times"] = {"table": os.path.basename(base) + ".csv"}
    if inserted is not None and inserted < len(made["placement"]) > 1:
        rules = [{"id": f"rule_{i}", **rule} for i, rule in enumerate(made["placement"])]
        rule = rules.pop(inserted)
        where = {"before": rules[inserted]["id"]} if inserted < len(rules) else {"after": rules[-1]["id"]}
        with open(base + "-base.yaml", "w", encoding="utf-8") as file:
            dump({**made, "placement": rules}, file)
        made = {"extends": os.path.basename(base) + "-base.yaml", "placement": {"insert": {**where, "rule": rule}}}
    with open(path, "w", encoding="utf-8") as file:
        dump(made, file)


def has_empty(node):
    if isinstance(node, list):
        return not node or any(has_empty(item) for item in node)
    return isinstance(node, dict) and any(has_empty(item) for item in node.values())


def differs(program, made, folder):
    """The difference, or None; raises Refused or NotUnderstood."""
    if has_empty({key: node for key, node in made.items() if key in ("placement", "intake")}):
        raise NotUnderstood("an empty list")
    path = os.path.join(folder, "network.yaml")
    write(made, path)
    try:
        return compare(program, path)
    except Broken as what:
        return f"the program breaks: {what}"


# ---- shrinking ----

def still_differs(program, made, folder, kind=""):
    """The difference, when it is of the same kind."""
    try:
        difference = differs(program, made, folder)
        return difference if difference and kind_of(difference).startswith(kind) else None
    except (Refused, NotUnderstood, KeyError, IndexError, ValueError, TypeError, AttributeError, ZeroDivisionError):
        return None


def kind_of(difference):
    """A mistake of the oracle itself is a kind of its own."""
    if "Error: " in difference:
        return "Error"
    return "row" if difference.startswith("row") else difference.lstrip("0123456789")[:12]


def smaller(value):
    """Simpler values to put in place of one."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in DISTRIBUTIONS:
        yield from ("1 d", "2 d", "3 d")
    if isinstance(value, int) and value > 0:
        yield from dict.fromkeys([0, 1, value // 2])
    if isinstance(value, str):
        number, _, unit = value.partition(" ")
        if unit in ("d", "h", "min", "s", "/d", "km") and number.lstrip("-").replace(".", "").isdigit():
            if unit in ("h", "s", "min"):
                yield f"{round(float(number) / {'h': 24, 's': 86400, 'min': 1440}[unit])} d"
            if float(number) > 1:
                yield f"{float(number) / 2:.0f} {unit}"
                yield f"{float(number) - 1:.0f} {unit}"


def variants(node):
    """Every tree that is one step simpler: an entry dropped, or a value made smaller."""
    if isinstance(node, dict):
        for key in list(node):
            yield {k: v for k, v in node.items() if k != key}
            for value in list(smaller(node[key])) + list(variants(node[key])):
                yield {k: value if k == key else v for k, v in node.items()}
    elif isinstance(node, list):
        if len(node) > 3:
            yield node[:len(node) // 2]
            yield node[len(node) // 2:]
        for i, item in enumerate(node):
            if len(node) > 1:
                yield node[:i] + node[i + 1:]
            for value in list(smaller(item)) + list(variants(item)):
                yield node[:i] + [value] + node[i + 1:]


def without_name(made, name):
    """A region, group, gate or stage dropped, and every word that names it."""
    def strip(node):
        if isinstance(node, dict):
            return {k: strip(v) for k, v in node.items() if k != name}
        if isinstance(node, list):
            return [strip(item) for item in node if item != name and not (isinstance(item, dict) and name in item.values())]
        return node
    return strip(made)


def entries(node, path=()):
    """Every entry of the tree: its size and where it stands."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    size = 1
    for key, value in inner:
        found = list(entries(value, path + (key,)))
        size += found[-1][0]
        yield from found
    yield size, path


def without(node, path):
    if len(path) == 1:
        return {k: v for k, v in node.items() if k != path[0]} if isinstance(node, dict) else node[:path[0]] + node[path[0] + 1:]
    inner = without(node[path[0]], path[1:])
    return {k: inner if k == path[0] else v for k, v in node.items()} if isinstance(node, dict) else node[:path[0]] + [inner] + node[path[0] + 1:]


def shrink(program, made, folder, seconds=120):
    """The simplest tree found on which both still differ: names are dropped, then entries, the largest first, then values made smaller."""
    until, progress = time.time() + seconds, True
    kind = kind_of(differs(program, made, folder))
    for space in ("regions", "groups", "gates", "stages", "exits", "pools", "changes"):
        for name in list(made.get(space, {})):
            tried = without_name(made, name)
            if time.time() < until and still_differs(program, tried, folder, kind):
                made = tried
    while progress and time.time() < until:
        progress, i = False, 0
        while time.time() < until:
            parts = sorted((-size, str(path), path) for size, path in entries(made) if path)
            if i >= len(parts):
                break
            tried = without(made, parts[i][2])
            if still_differs(program, tried, folder, kind):
                made, progress = tried, True
            else:
                i += 1
        i = 0
        while i < sum(1 for _ in variants(made)) and time.time() < until:
            tried = next(itertools.islice(variants(made), i, None))
            if still_differs(program, tried, folder, kind):
                made, progress = copy.deepcopy(tried), True
            else:
                i += 1
    return made


def keep(options, seed, made, folder):
    """Shrunk, and where it stands."""
    small = shrink(options.program, made, folder, options.shrink)
    os.makedirs(options.keep, exist_ok=True)
    path = os.path.abspath(os.path.join(options.keep, f"network-{seed}.yaml"))
    write(small, path)
    print(f"       shrunk and kept as {path}: {still_differs(options.program, small, folder)}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--seeds", default="1-200")
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "doorstroom-networks"))
    parser.add_argument("--most", type=int, default=5, help="stop after so many differences")
    parser.add_argument("--shrink", type=float, default=120, help="seconds for making a difference small")
    parser.add_argument("--show", type=int, help="print the network of this seed and stop")
    options = parser.parse_args()
    if options.show is not None:
        dump(Maker(options.show).make(), sys.stdout)
        return 0
    low, _, high = options.seeds.partition("-")
    agreed = refused = different = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(int(low), int(high or low) + 1):
            made = Maker(seed).make()
            try:
                difference = differs(options.program, made, folder)
            except Refused as what:
                refused += 1
                print(f"seed {seed}: refused: {([line for line in str(what).splitlines() if 'error' in line] + ['?'])[0]}", file=sys.stderr)
                continue
            if difference is None:
                agreed += 1
                continue
            different += 1
            print(f"seed {seed}: {difference}", flush=True)
            keep(options, seed, made, folder)
            if different >= options.most:
                break
    print(f"{agreed} agree, {different} differ, {refused} refused")
    return 1 if different or refused > agreed / 10 else 0


if __name__ == "__main__":
    sys.exit(main())
