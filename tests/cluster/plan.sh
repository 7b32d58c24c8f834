#!/bin/sh
# plan: what `plan-cluster` foretells, beside the clock of this machine: one rank, and where MPI is two. Not a test: it depends on what else the machine does.
# usage: plan.sh PROGRAM ROOT [TIMES] [words of run]
#   TIMES  how often each is run; the quickest counts (otherwise 3)
# Prints what was foretold and what was measured, and their ratio. The ratio of the clock says how much the cores are shared with others; that of processor time does not.
set -eu
program=$1
root=$2
times=${3:-3}
shift $(($# < 3 ? $# : 3))
[ $# -gt 0 ] || set -- "$root/scenarios/netherlands.yaml" --replications 96
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export TMPDIR="$out" OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

# foretold NODES: seconds of a run on so many nodes of one core.
foretold() {
    "$program" plan-cluster "$@" --nodes 2 --cores 1 --threads 1 --json >"$out/plan.json"
    python3 - "$out/plan.json" <<'END'
import json, sys
plan = json.load(open(sys.argv[1]))
print(*(f"{step['time_s']:.3f}" for step in plan["nodes"]))
END
}

# measured RANKS FORETOLD COMMAND...: says the quickest of so many times.
measured() {
    python3 - "$times" "$out/run.h5" "$@" --threads 1 --quiet --progress never -o "$out/run.h5" <<'END'
import os, shutil, subprocess, sys, time
times, result, ranks, foretold, *command = sys.argv[1:]
best = None
for _ in range(int(times)):
    shutil.rmtree(result + ".blocks", ignore_errors=True)
    if os.path.exists(result): os.remove(result)
    before, begin = os.times(), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    took, after = time.monotonic() - begin, os.times()
    worked = (after.children_user + after.children_system - before.children_user - before.children_system) / int(ranks)
    best = min(best or (took, worked), (took, worked))
foretold = float(foretold)
print(f"{ranks} rank{'s' if ranks != '1' else ''}: foretold {foretold:.2f} s; by the clock {best[0]:.2f} s (ratio {best[0] / foretold:.2f}), "
      f"of which {best[1]:.2f} s of processor time for each rank (ratio {best[1] / foretold:.2f}); the quickest of {times}")
END
}

foretold "$@" >"$out/foretold"
read -r one two <"$out/foretold"
measured 1 "$one" "$program" run "$@"
if command -v mpirun.openmpi >/dev/null && [ -x "$program-mpi" ]; then
    measured 2 "$two" mpirun.openmpi --oversubscribe --bind-to none -np 2 "$program-mpi" run "$@"
else
    echo "2 ranks: needs mpirun.openmpi and $program-mpi"
fi
