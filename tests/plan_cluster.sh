#!/bin/sh
# plan_cluster: what `plan-cluster` foretells for costs that are given is what arithmetic says; it is the same each time, and ends where a node does not answer.
# usage: plan_cluster.sh PROGRAM ROOT
# How it compares with the clock of this machine: tests/cluster/plan.sh.
set -u
program=$1
root=$2
command -v python3 >/dev/null || {
    echo "plan_cluster: needs python3"
    exit 77
}
"$program" --version | grep -q 'SimGrid [0-9]' || {
    "$program" plan-cluster "$root/scenarios/small/two-stage.yaml" 2>&1 | grep -q 'no-simgrid' || {
        echo "plan_cluster: a build without SimGrid does not say so"
        exit 1
    }
    echo "plan_cluster: this program was built without SimGrid, and says so; needs SimGrid for the rest"
    exit 77
}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
unset LC_ALL LC_MESSAGES
LANG=C
TMPDIR=$out
export LANG TMPDIR
faults=0
fail() {
    printf 'plan_cluster: %s\n' "$*"
    faults=$((faults + 1))
}

scenario=$root/scenarios/small/two-stage.yaml
cp "$scenario" "$out/other.yaml"
# plan NAME WORDS...: its JSON in $out/NAME.json. Messages take next to no time.
plan() {
    name=$1
    shift
    timeout 300 "$program" plan-cluster "$scenario" --write-cost '0 s' --merge-cost '0 s' --start-up '0 s' --latency '0 s' --json "$@" >"$out/$name.json" 2>"$out/$name.err" ||
        fail "$name: ended with $? $(head -3 "$out/$name.err")"
    [ ! -s "$out/$name.err" ] || fail "$name: said $(head -3 "$out/$name.err")"
}

plan equal --replications 160 --nodes 12 --cores 1 --cost '1 s'
plan again --replications 160 --nodes 12 --cores 1 --cost '1 s'
cmp -s "$out/equal.json" "$out/again.json" || fail "the same words give another answer"
plan threads --replications 480 --nodes 3 --cores 4 --threads 2 --cost '1 s'
plan start --replications 160 --nodes 4 --cores 1 --cost '1 s' --start-up '7 s' --write-cost '2 s' --merge-cost '3 s'
plan uneven --replications 960 --nodes 4 --cores 1 --cost '1 s' --node-speeds '50%=0.5'
plan limit --replications 320 --nodes 2 --cores 1 --cost '1 s' --limit '100 s'
plan many "$out/other.yaml" --replications 320000 --nodes 1000 --cores 1 --cost '1 s' --set montecarlo.seed=3

cat >"$out/closed.py" <<'END'
import json, math, sys
out = sys.argv[1]
faults = []
def check(what, holds):
    if not holds: faults.append(what)
def near(what, is_, should, slack=0.02):
    check(f"{what}: {is_} instead of {should}", abs(is_ - should) <= slack)
def plan(name):
    try: return json.load(open(f"{out}/{name}.json"))
    except ValueError: faults.append(f"{name}: no JSON"); return None

p = plan("equal")
if p:
    block = p["block"]
    check("equal: blocks", p["blocks"] == math.ceil(160 / block) and p["groups"] == p["blocks"])
    check("one node is not 100 %", p["nodes"][0]["nodes"] == 1 and p["nodes"][0]["efficiency"] == 1)
    near("one node", p["nodes"][0]["time_s"], 160)
    for step in p["nodes"]:
        n, t = step["nodes"], step["time_s"]
        check(f"work on {n} nodes", abs(step["busy_core_s"] - 160) < 1e-6)
        check(f"{n} nodes quicker than their work", t >= 160 / n - 1e-9)
        # Graham 1969: of any list no more than this
        check(f"{n} nodes above the bound of list scheduling", t <= 160 / n + (1 - 1 / n) * block + 0.02)
        near(f"{n} nodes, equal groups", t, math.ceil(p["groups"] / n) * block)
    for a, b in zip(p["nodes"], p["nodes"][1:]):
        check("more nodes are slower", b["time_s"] <= a["time_s"] + 0.02)
        check("nodes are in order", b["nodes"] > a["nodes"])
    s = p["static"]
    near("static", s["time_s"], math.ceil(p["groups"] / s["nodes"]) * block)
    advised = [x for x in p["nodes"] if x["nodes"] == p["advised"]["nodes"]][0]
    check("advised where it does not pay", advised["efficiency"] >= 0.8)
    worse = [x for x in p["nodes"] if x["nodes"] > advised["nodes"]]
    check("more nodes would have paid", not worse or worse[0]["efficiency"] < 0.8)
    q = p["silent"]
    check("a silent node: it does not wait", q["waited_for_limit"] and q["blocks_kept"] < q["blocks"])
    check("a silent node: what misses", p["missing_replications"] == (q["blocks"] - q["blocks_kept"]) * block)
    check("a silent node: the rerun", p["again"]["blocks"] == q["blocks"] - q["blocks_kept"] == p["again"]["blocks_kept"])
p = plan("threads")
if p:
    # a rank of two threads works through a block in half the time
    groups, block = p["groups"], p["block"]
    for step in p["nodes"]:
        check(f"ranks of {step['nodes']} nodes", step["ranks"] == 2 * step["nodes"] and step["threads"] == 2)
        check(f"threads on {step['nodes']} nodes", 480 / (4 * step["nodes"]) - 1e-9 <= step["time_s"] <= 480 / (4 * step["nodes"]) + block)
p = plan("start")
if p:
    # start, then on one core every replication and every writing one after another, then joining
    near("start, write and merge", p["nodes"][0]["time_s"], 7 + 160 + 2 * p["blocks"] + 3 * p["blocks"])
p = plan("uneven")
if p:
    check("half of four nodes", p["advised"]["nodes"] < 4 or p["uneven_nodes"] == 2)
    four = p["nodes"][-1]
    check("faster than all speeds together", four["time_s"] >= 960 / 3 - 1e-6)
    if p["advised"]["nodes"] == 4:
        check("dynamic beats static on uneven nodes", four["time_s"] < p["static"]["time_s"])
        near("static waits for a slow node", p["static"]["time_s"], 2 * math.ceil(p["groups"] / 4) * p["block"])
p = plan("limit")
if p:
    check("two nodes need 160 s, so more than one job of 100 s", p["jobs"] >= 2)
    check("jobs take no less than the work", p["jobs_s"] >= 160)
    check("Slurm is asked for the limit", p["slurm"]["time"] == "00:01:40")
p = plan("many")
if p:
    last = p["nodes"][-1]
    check("1,000 nodes", last["nodes"] == 1000 and last["ranks"] == 1000 and p["groups"] >= 2000)
    check("1,000 nodes quicker than their work", last["time_s"] >= last["busy_core_s"] / 1000)
    check("1,000 nodes above the bound", last["time_s"] <= last["busy_core_s"] / 1000 + 2 * 2 * p["block"])
for fault in faults: print(fault)
sys.exit(len(faults) > 0)
END
python3 "$out/closed.py" "$out" || faults=$((faults + 1))

# Foolish words are refused in words.
refused() {
    words=$1
    shift
    timeout 60 "$program" plan-cluster "$scenario" "$@" >"$out/said" 2>&1
    [ $? -eq 2 ] || fail "'$*' ends with another code than 2"
    grep -q -e "$words" "$out/said" || fail "'$*' does not say '$words' but: $(head -2 "$out/said")"
}
refused 'at least 1, not' --nodes 0
refused '2000 at most' --nodes 5000
refused 'a time with its unit' --latency 2
refused 'a time with its unit' --start-up '3 apples'
refused 'times with their unit' --cost '76'
refused 'times with their unit' --cost '0 s'
refused 'as many as there are scenarios' --cost '1 s,2 s'
refused 'a rate with its unit' --bandwidth '10 s'
refused 'shares and speeds' --node-speeds '10%'
refused 'shares and speeds' --node-speeds '10%=0'
refused 'more than all nodes' --node-speeds '60%=0.5,60%=0.8'
refused 'more than a node has cores' --cores 4 --threads 8
refused 'more than 2000 ranks' --nodes 1000 --cores 32 --threads 1
refused 'not an option of' --engine simgrid

# What is measured is measured, and leaves nothing behind; both languages.
timeout 300 "$program" plan-cluster "$scenario" "$out/other.yaml" --replications 64 --nodes 4 --cores 2 >"$out/en" 2>&1 || fail "measuring: $(head -3 "$out/en")"
timeout 300 "$program" plan-cluster "$scenario" "$out/other.yaml" --replications 64 --nodes 4 --cores 2 --lang nl >"$out/nl" 2>&1 || fail "measuring: $(head -3 "$out/nl")"
grep -q 'measured here' "$out/en" && grep -q 'hier gemeten' "$out/nl" && grep -q '^  #SBATCH --time=' "$out/nl" || fail "the answer lacks words: $(head -3 "$out/en")"
! ls "$out" | grep -q doorstroom-plan || fail "measuring leaves a folder"

# The example of the documentation is what is printed. How long reading took is left to --start-up.
awk '/^\$ doorstroom plan-cluster/{on = 1; next} /^```/{on = 0} on' "$root/sim/cluster/README.md" >"$out/wanted"
words=$(sed -n 's/^\$ doorstroom \(plan-cluster .*\)/\1/p' "$root/sim/cluster/README.md")
[ -s "$out/wanted" ] || fail "sim/cluster/README.md has no example"
(cd "$root" && eval "'$program' $words") >"$out/printed" 2>&1 || fail "the example fails"
diff "$out/wanted" "$out/printed" || fail "sim/cluster/README.md shows another answer"

[ $faults -eq 0 ] || exit 1
echo "plan_cluster: closed forms, bounds, a silent node, 1,000 nodes, words"
