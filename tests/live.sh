#!/bin/sh
# live: a run that works tells how far it is, in a file that is never half and in `info`, which hinders nobody; also when it is killed, goes on,
# is divided into parts or extends a result.
# usage: live.sh PROGRAM ROOT
set -eu
program=$1
command -v python3 >/dev/null 2>&1 || exit 77
out=$(mktemp -d)
pids=
clean() {
    for pid in $pids; do kill -KILL "$pid" 2>/dev/null || true; done
    rm -rf "$out"
}
trap clean EXIT
fail() { echo "live: $*"; exit 1; }
cat > "$out/a.yaml" <<'Y'
doorstroom: 1
title: {en: Live, nl: Levend}
time: {start: 2020-01-01, warm_up: 30 d, horizon: 150 d}
montecarlo: {replications: 60000, seed: 7}
intake: {households: 600 /yr}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}
exits: {left: {}}
regions: {town: {places: {crisis: 20}}}
placement: [{stage: crisis, where: own}]
Y
printf 'extends: a.yaml\nregions: {town: {places: {crisis: 30}}}\n' > "$out/b.yaml"
run() { "$program" run "$out/a.yaml" "$out/b.yaml" --progress never --quiet --reproducible --threads 1 "$@"; }
# background WORDS: its number in $pid
background() { "$program" run "$out/a.yaml" "$out/b.yaml" --progress never --quiet --reproducible --threads 1 "$@" 2>"$out/said" & pid=$!; pids="$pids $pid"; }
# ended PID: waits for it; its exit code in $code
ended() { code=0; wait "$1" 2>/dev/null || code=$?; }
# info FILE: as JSON in $out/info.json; its exit code in $code
info() { code=0; "$program" info "$1" --json >"$out/info.json" 2>/dev/null || code=$?; }
# is EXPRESSION: of the last info, as `i`; with its part on the unfinished run as `u` and on the first process as `p`
is() {
    python3 - "$out/info.json" "$1" <<'P' || fail "not so: $1; $(cat "$out/info.json")"
import json, sys
i = json.load(open(sys.argv[1]))
u = i["unfinished"] or {}
p = (u.get("processes") or [{}])[0]
sys.exit(not eval(sys.argv[2]))
P
}
# until FILE: waits for it, at most 20 s
until_there() {
    for _ in $(seq 400); do [ ! -e "$1" ] || return 0; sleep 0.05; done
    fail "$1 does not come"
}

# ---- nothing there: as ever ----
code=0
"$program" info "$out/none.h5" 2>"$out/said" || code=$?
[ $code = 1 ] && grep -q 'none.h5' "$out/said" || fail "info on nothing gives $code, $(cat "$out/said")"
mkdir "$out/none.h5.blocks" # not of a run
code=0
"$program" info "$out/none.h5" 2>/dev/null || code=$?
[ $code = 1 ] || fail "info on a strange folder gives $code"

# ---- a run at work: always valid, and numbers only grow ----
background -o "$out/x.h5"
work=$pid
until_there "$out/x.h5.blocks/status.json"
cat > "$out/watch.py" <<'P'
import json, os, subprocess, sys, time
program, result, pid, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[2] + ".blocks"
keys = {"format_version", "state", "message", "started", "updated", "host", "pid", "threads", "part", "parts", "scenarios", "draws", "replications_of_each",
        "replications_per_block", "whole_asked", "asked", "done_before", "done", "replications_per_second", "seconds_left"}
done = together = kept = 0
seen, versions = set(), 0
until = time.monotonic() + 5
for turn in range(600):
    now = json.load(open(folder + "/status.json"))
    assert set(now) == keys, set(now) ^ keys
    assert now["format_version"] == 1 and now["state"] == "running" and now["pid"] == pid and now["part"] == now["parts"] == now["threads"] == 1, now
    assert now["asked"] == now["whole_asked"] == 120000 and now["done_before"] == 0 and now["scenarios"] == ["a", "b"], now
    assert done <= now["done"] <= 120000, (done, now)
    done = now["done"]
    seen.add(now["updated"])
    if turn % 4 == 0:
        said = subprocess.run([program, "info", result, "--json"], capture_output=True, text=True)
        assert said.returncode == 3, said
        info = json.loads(said.stdout)
        u = info["unfinished"]
        assert not info["complete"] and info["result"] is None and u["at_work"] == 1 and u["next"] == "wait", info
        assert u["asked"] == 120000 and kept <= u["kept"] and together <= u["kept"] + u["under_way"], (kept, together, u)
        assert u["kept"] == sum(s["kept"] for s in u["scenarios"]) and u["under_way"] < 120000, u
        kept, together = u["kept"], u["kept"] + u["under_way"]
    if time.monotonic() > until and turn >= 300: break
    time.sleep(0.01)
assert done > 0 and kept > 0 and len(seen) > 2, (done, kept, seen)
others = [n for n in os.listdir(folder) if not n.startswith("block-") and not n.startswith(".block")]
assert len(others) <= 3 and "manifest" in others and "status.json" in others, others
P
python3 "$out/watch.py" "$program" "$out/x.h5" "$work" || fail "what a run says while it works"
python3 -m json.tool "$out/x.h5.blocks/status.json" >/dev/null || fail "status.json is not JSON"
"$program" info "$out/x.h5" >"$out/said" 2>/dev/null || true
grep -q "of 120,000 replications are kept" "$out/said" && grep -q "1 process is at work" "$out/said" || fail "info says $(cat "$out/said")"
"$program" info "$out/x.h5" --lang nl >"$out/said" 2>/dev/null || true
grep -q "van 120.000 herhalingen zijn bewaard" "$out/said" && grep -q "1 proces is aan het werk" "$out/said" || fail "info says $(cat "$out/said")"

# ---- killed; silent on another machine; stopped by a signal and in time; gone on with to the end ----
kill -KILL "$work"
ended "$work"
info "$out/x.h5"
[ $code = 3 ] || fail "info on a killed run gives $code"
is 'u["at_work"] == 0 and p["word"] == "gone" and u["next"] == "continue" and u["kept"] > 0 and u["under_way"] == 0 and u["seconds_left"] is None'
"$program" info "$out/x.h5" >"$out/said" 2>/dev/null || true
grep -q "killed; last heard of" "$out/said" || fail "info says $(cat "$out/said")"
python3 - "$out/x.h5.blocks/status.json" <<'P'
import json, sys
told = json.load(open(sys.argv[1]))
told.update(host="elsewhere", updated="2026-01-01T00:00:00Z")
json.dump(told, open(sys.argv[1], "w"))
P
info "$out/x.h5"
is 'u["at_work"] == 0 and p["word"] == "silent" and p["host"] == "elsewhere" and p["seconds_silent"] > 600'
"$program" info "$out/x.h5" >"$out/said" 2>/dev/null || true
grep -q "not heard of for .*; killed?" "$out/said" || fail "info says $(cat "$out/said")"
rm -rf "$out/x.h5.blocks"
background -o "$out/x.h5"
until_there "$out/x.h5.blocks/block-0000-00000-000003.h5"
kill -TERM "$pid"
ended "$pid"
[ $code = 3 ] || fail "a stopped run ends with $code"
info "$out/x.h5"
is 'u["at_work"] == 0 and p["word"] == "over" and p["state"] == "ended" and p["message"].startswith("stopped by a signal") and u["next"] == "continue"'
is 'u["asked"] == 120000 and 48 <= u["kept"] == sum(s["kept"] for s in u["scenarios"])'
kept=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["unfinished"]["kept"])' "$out/info.json")
code=0
run -o "$out/x.h5" --max-run-time 1s 2>/dev/null || code=$?
[ $code = 3 ] || fail "a run that is out of time ends with $code"
info "$out/x.h5"
is "p['done_before'] == $kept and p['state'] == 'ended' and 'max-run-time' in p['message'] and u['kept'] >= $kept"
run -o "$out/whole.h5" --replications 330
run -o "$out/x.h5" --replications 330
[ ! -e "$out/x.h5.blocks" ] || fail "the folder is left: $(ls -A "$out/x.h5.blocks")"
cmp "$out/whole.h5" "$out/x.h5" || fail "a run that was watched differs"
info "$out/x.h5"
[ $code = 0 ] || fail "info on a result gives $code"
is 'i["complete"] and i["unfinished"] is None and i["result"]["replications"] == 330 and i["result"]["scenarios"] == ["a", "b"] and len(i["result"]["measures"]) > 9'

# ---- a result that is extended ----
background -o "$out/x.h5" --replications 60000
until_there "$out/x.h5.blocks/status.json"
info "$out/x.h5"
[ $code = 3 ] || fail "info on a result that is extended gives $code"
is 'not i["complete"] and i["result"]["replications"] == 330 and u["asked"] == 120000 and p["done_before"] == 640 and u["kept"] >= 640 and u["at_work"] == 1'
"$program" info "$out/x.h5" >"$out/said" 2>/dev/null || true
grep -q "result of an earlier run" "$out/said" && grep -q "2 scenarios, 330 replications of each" "$out/said" || fail "info says $(cat "$out/said")"
kill -KILL "$pid"
ended "$pid"
rm -rf "$out/x.h5.blocks"

# ---- parts ----
for k in 1 2 3; do background -o "$out/parts.h5" --shard $k/4 --replications 60000; done
for k in 1 2 3; do until_there "$out/parts.h5.blocks/status-$k-of-4.json"; done
sleep 1.5
python3 - "$out/parts.h5.blocks" <<'P' || fail "the file of a part is not JSON"
import json, sys, time
for _ in range(300):
    for k in 1, 2, 3: assert json.load(open(f"{sys.argv[1]}/status-{k}-of-4.json"))["part"] == k
    time.sleep(0.005)
P
info "$out/parts.h5"
is 'u["at_work"] == 3 and [q["part"] for q in u["processes"]] == [1, 2, 3] and all(q["parts"] == 4 for q in u["processes"])'
is 'sum(q["asked"] for q in u["processes"]) < u["asked"] == 120000 and u["replications_per_second"] > 0 and u["next"] == "wait"'
kill -KILL $pids 2>/dev/null || true
for one in $pids; do ended "$one"; done
info "$out/parts.h5"
is 'u["at_work"] == 0 and u["next"] == "missing" and {q["word"] for q in u["processes"]} == {"gone"}'
rm -rf "$out/parts.h5.blocks"
for k in 1 2 3 4; do run -o "$out/parts.h5" --shard $k/4 --replications 330; done
info "$out/parts.h5"
is 'u["next"] == "merge" and u["kept"] == u["asked"] == 660 == sum(q["done"] for q in u["processes"]) and {q["state"] for q in u["processes"]} == {"ended"}'
"$program" merge "$out/a.yaml" "$out/b.yaml" -o "$out/parts.h5" --replications 330 --reproducible
[ ! -e "$out/parts.h5.blocks" ] || fail "the folder is left: $(ls -A "$out/parts.h5.blocks")"
cmp "$out/whole.h5" "$out/parts.h5" || fail "parts that were watched differ"

# ---- a part says how far that part is; a run that cannot write its file works as ever, and without one `info` counts blocks ----
run -o "$out/y.h5" --shard 1/2 --replications 64
info "$out/y.h5"
is 'p["asked"] == p["done"] == 64 and u["asked"] == 128'
rm "$out"/y.h5.blocks/status*
info "$out/y.h5"
[ $code = 3 ] || fail "info without a file gives $code"
is 'u["asked"] is None and u["blocks"] == 4 and u["processes"] == [] and u["next"] == "continue"'
echo '{"format_version": 1, "state": "runn' > "$out/y.h5.blocks/status-1-of-2.json"
info "$out/y.h5"
is 'u["blocks"] == 4 and u["processes"] == []'
rm "$out"/y.h5.blocks/status*
mkdir -p "$out/y.h5.blocks/status.json/full"
run -o "$out/y.h5" --replications 330 || fail "a run that cannot write its file ends with $?"
cmp "$out/whole.h5" "$out/y.h5" || fail "a run that cannot write its file differs"
echo "live: all as it should be"
