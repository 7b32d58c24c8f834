#!/usr/bin/env python3
"""Compares the program with the oracle: both simulate one replication of each scenario, row for row.

usage: oracle.py --program PROGRAM [--replication K] [--all] A.yaml ...

Beside A.yaml there may be an A.log, traced by hand (tests/traced); then the oracle must give that too.
Exit code 0: all agree; 1: a difference; 2: wrong use.
"""
import argparse
import csv
import os
import subprocess
import sys
import tempfile

from language import NotUnderstood, read
from tools import Draws, Surprise
from world import World

COLUMNS = ["time_s", "household", "episode", "group", "event", "region", "stage", "cause", "exit"]


class Broken(Exception):
    """The program ends otherwise than by a message: a bug, or a signal."""


class Refused(Exception):
    """The program does not accept the scenario."""


def run_program(program, path, replication, folder):
    """The event log and the draws of one replication."""
    log, draws = os.path.join(folder, "log.csv"), os.path.join(folder, "draws.csv")
    done = subprocess.run([program, "trace", path, "--replication", str(replication), "--csv", log, "--draws", draws, "--replace"],
                          capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        if "nobody comes" in done.stderr:
            return [], []
        if done.returncode not in (1, 2) or "error" not in done.stderr:
            raise Broken(f"exit {done.returncode}: {done.stderr[-400:]}")
        raise Refused(done.stderr)
    with open(log, encoding="utf-8", newline="") as file:
        rows = [tuple(int(row[c]) if c in ("time_s", "household", "episode") else row[c] for c in COLUMNS) for row in csv.DictReader(file)]
    with open(draws, encoding="utf-8", newline="") as file:
        uniforms = [(row["purpose"], int(row["entity"]), int(row["occasion"]), float(row["uniform"])) for row in csv.DictReader(file)]
    return rows, uniforms


def said(row):
    t, household, episode, group, *rest = row
    days, second = divmod(t, 86400)
    clock = f"{days} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return " ".join([clock, f"{household}.{episode}"] + [word or "-" for word in rest[:3]] + [rest[3] or rest[4] or "-"]).rstrip(" -")


def first_difference(ours, theirs, who):
    for i in range(max(len(ours), len(theirs))):
        mine = ours[i] if i < len(ours) else None
        other = theirs[i] if i < len(theirs) else None
        if mine != other:
            return f"row {i + 1}: the oracle has  {said(mine) if mine else 'nothing more'}\n       {who} has  {said(other) if other else 'nothing more'}"
    return None


GONE = ("left", "left_unplaced", "turned_away")
INSIDE = ("present", "placed", "moved", "exchanged", "taken_back")


def not_conserved(rows):
    """Arrivals + present at the start = exits + those who are still there, counted from the log alone; nobody comes or goes twice."""
    there = set()
    for i, row in enumerate(rows):
        key = row[1:3]
        initial = row[4] == "present" or row[4] == "waits" and key not in there and all(other[4] in ("present", "waits") for other in rows[:i])
        if row[4] == "arrived" or initial:
            if key in there:
                return f"{key} arrives twice"
            there.add(key)
        elif row[1] != 0 and key not in there:
            return f"{said(row)}: is not there"
        if row[4] in GONE:
            there.discard(key)
    return None


def times_of(rows, end):
    """Time spent within the counted period, from the log alone: in each stage of a region, and in all; and who is there at the end."""
    sums, since, place = {}, {}, {}

    def add(key, begin, until):
        if min(until, end) > max(begin, 0):
            sums[key] = sums.get(key, 0) + min(until, end) - max(begin, 0)

    def leaves_place(key, t):
        if key in place:
            begin, where = place.pop(key)
            add(where, begin, t)

    for t, household, episode, _, event, region, stage, *_ in rows:
        key = (household, episode)
        if household == 0:
            continue
        since.setdefault(key, t)
        if event in INSIDE or event == "place_lost" or event in GONE:
            leaves_place(key, t)
        if event in INSIDE:
            place[key] = (t, (region, stage))
        if event in GONE:
            add("here", since.pop(key), t)
    for key in list(place):
        leaves_place(key, end)
    for begin in since.values():
        add("here", begin, end)
    return sums, sorted(since)


def against_little(world, rows):
    """The integral of the number inside is the sum of the times inside, and who has come and not gone is there: both to the second."""
    sums, there = times_of(rows, world.s.end)
    if there != sorted((h.number, h.episode) for h in world.here):
        return f"by the log {there} are there at the end"
    for key in sorted(set(sums) | set(world.sums), key=str):
        if sums.get(key, 0) != world.sums.get(key, 0):
            return f"{key}: {sums.get(key, 0)} household-seconds in the log, {world.sums.get(key, 0)} as the integral of those inside"
    return None


def drawn_twice(uniforms):
    """A key stands for one decision: an offer, a stay or a next step that is drawn twice is decided twice by the same chance."""
    seen = set()
    for purpose, entity, occasion, _ in uniforms:
        if purpose in ("accept", "stay", "next"):
            if (purpose, entity, occasion) in seen:
                return f"{purpose} of entity {entity >> 32}:{entity & 0xFFFFFFFF}, occasion {occasion}"
            seen.add((purpose, entity, occasion))
    return None


def compare(program, path, replication=1):
    """None when both agree; otherwise what differs. NotUnderstood and Refused pass through."""
    with tempfile.TemporaryDirectory() as folder:
        theirs, uniforms = run_program(program, path, replication, folder)
    fault = not_conserved(theirs)
    if fault:
        return f"not conserved: {fault}"
    twice = drawn_twice(uniforms)
    if twice:
        return f"drawn twice: {twice}"
    world = World(read(path), Draws(uniforms))
    try:
        world.run()
        end = None
    except Surprise as surprise:
        end = str(surprise)
    except NotUnderstood:
        raise
    except Exception as fault:  # a mistake of the oracle is a difference too
        end = f"{type(fault).__name__}: {fault}"
    difference = first_difference(world.log if end is None else world.log[:len(theirs)], theirs, "the program")
    if difference and end:
        return f"{difference}\n       and the oracle ends: {end}"
    unused = world.draws.unused()
    if not (difference or end) and unused:
        return f"{len(unused)} draws of the program are never asked for, the first {unused[0]}"
    return difference or end or against_little(world, theirs)


def read_traced(path):
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                rows.append(" ".join(words))
    return rows


def compare_traced(program, path):
    """Against the log that was traced by hand."""
    traced = path[:-len(".yaml")] + ".log"
    if not os.path.exists(traced):
        return None
    with tempfile.TemporaryDirectory() as folder:
        _, uniforms = run_program(program, path, 1, folder)
    world = World(read(path), Draws(uniforms))
    ours = [said(row) for row in world.run()]
    wanted = read_traced(traced)
    for i in range(max(len(ours), len(wanted))):
        if ours[i:i + 1] != wanted[i:i + 1]:
            return f"line {i + 1}: the oracle has {ours[i:i + 1]}, {traced} has {wanted[i:i + 1]}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--replication", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="what is not understood counts as a difference")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    agreed = differ = skipped = 0
    for path in options.files:
        try:
            difference = compare(options.program, path, options.replication)
            if difference is None and options.replication == 1:
                difference = compare_traced(options.program, path)
        except NotUnderstood as what:
            print(f"{path}: not understood: {what}")
            skipped += 1
            continue
        except Refused as what:
            difference = f"the program refuses it: {what}"
        if difference:
            print(f"{path}: {difference}")
            differ += 1
        else:
            agreed += 1
    print(f"{agreed} agree, {differ} differ, {skipped} not understood")
    return 1 if differ or options.all and skipped else 0


if __name__ == "__main__":
    sys.exit(main())
