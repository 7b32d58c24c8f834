#!/bin/sh
# damage: whatever bit of a block is turned, wherever a block is cut off: it is seen before anything is joined, and the same command makes it again.
# usage: damage.sh PROGRAM ROOT [TIMES]     bits turned of each kind of run, 12 unless given
set -eu
command -v python3 >/dev/null || { echo "damage: python3 turns the bits, and is not here"; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
python3 - "$1" "$2/scenarios/small/two-stage.yaml" "$out" "${3:-12}" <<'P'
import os, random, shutil, subprocess, sys

program, scenario, out, times = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
seed = random.SystemRandom().randrange(10**6)
chance = random.Random(seed)
os.chdir(out)

def run(verb, *words):
    return subprocess.run([program, verb, scenario, *words, "-o", "part.h5"], capture_output=True, text=True, timeout=120)

def fail(text):
    sys.exit(f"damage (seed {seed}): {text}")

kinds = {"totals": [], "sums": ["--series", "summary", "--set", "time.series=4 wk"], "log": ["--log", "events"]}
for kind, words in kinds.items():
    words = ["--replications", "6" if kind == "log" else "48", "--set", "time.horizon=1 yr", *words]
    subprocess.run([program, "run", scenario, *words, "--reproducible", "-q", "-o", "whole.h5", "--replace"], check=True)
    whole = open("whole.h5", "rb").read()
    subprocess.run([program, "run", scenario, *words, "--reproducible", "-q", "-o", "part.h5", "--shard", "1/1"], check=True)
    shutil.copytree("part.h5.blocks", "kept")
    block = sorted(name for name in os.listdir("kept") if name.startswith("block"))[1]
    good = open(f"kept/{block}", "rb").read()
    for i in range(times):
        shutil.rmtree("part.h5.blocks", ignore_errors=True)
        if os.path.exists("part.h5"): os.remove("part.h5")
        shutil.copytree("kept", "part.h5.blocks")
        bad = bytearray(good)
        at = chance.randrange(len(bad))
        if i == 0: bad = bad[:at]
        elif i == 1: bad += b"x"
        else: bad[at] ^= 1 << chance.randrange(8)
        open(f"part.h5.blocks/{block}", "wb").write(bad)
        missing = run("missing", *words, "--shards", "1")
        if missing.returncode != 3 or missing.stdout != "--array=1\n": fail(f"{kind}, byte {at}: missing says {missing.stdout!r}, ends with {missing.returncode}: {missing.stderr}")
        again = run("run", *words, "-q", "--reproducible")
        if again.returncode != 0: fail(f"{kind}, byte {at}: the same command ends with {again.returncode}: {again.stderr}")
        if open("part.h5", "rb").read() != whole: fail(f"{kind}, byte {at}: the result is another one")
    shutil.rmtree("kept")
    os.remove("part.h5")
print(f"{times} damaged blocks of each of {len(kinds)} kinds of run were seen and made again")
P
