#!/bin/sh
# slurm: sim/cluster on a real Slurm of one node (tests/cluster/one_node.sh): an array of 12 joined to the file of one machine; only lost parts are submitted
# again; a task stopped by TERM or by the warning goes on from there; one that is killed, taken away or meets a faulty scenario; ranks.
# usage: slurm.sh PROGRAM ROOT [whole]
#   whole: also until the time limit really comes; some minutes
set -u
program=$1
root=$2
whole=${3-}
out=$(mktemp -d)
node=$root/tests/cluster/one_node.sh
cluster=$root/sim/cluster
trap 'sh "$node" stop "$out/slurm"; rm -rf "$out"' EXIT
trap 'exit 1' INT TERM HUP
for name in $(env | sed -n 's/^\(SLURM_[A-Z_]*\|SBATCH_[A-Z_]*\)=.*/\1/p') OMP_NUM_THREADS; do unset "$name"; done
command -v bash >/dev/null || { echo "slurm: there is no bash" && exit 77; }
sh "$node" start "$out/slurm" 12 >"$out/said" 2>&1
code=$?
[ $code -eq 0 ] || { cat "$out/said" && exit $code; }
export SLURM_CONF="$out/slurm/slurm.conf"
cp "$program" "$out/doorstroom" # not to be built anew meanwhile
export PROGRAM="$out/doorstroom" CPUS=1 TIME_LIMIT=10
mkdir "$out/home" "$out/work"
export HOME="$out/home"
cd "$out/work" || exit 1
faults=0
fail() {
    printf 'slurm: %s\n' "$*"
    faults=$((faults + 1))
}

# 12 blocks of two scenarios, of which one asks for a pilot run.
cat >base.yaml <<'END_'
doorstroom: 1
title: {en: Parts, nl: Delen}
time: {start: 2020-01-01, warm_up: 30 d, horizon: 100 d}
montecarlo: {replications: 192, seed: 7}
intake: {households: {value: 200 /yr, range: [150, 250]}}
stages: {crisis: {stay: {exponential: {mean: 20 d}}, onward: {left: 100 %}}}
exits: {left: {}}
regions: {town: {intake_share: 2, places: {crisis: 4}}, village: {intake_share: 1, places: {crisis: 3}}}
placement: [{stage: crisis, where: own}]
END_
cat >money.yaml <<'END_'
extends: base.yaml
prices: {crisis: 40000 eur/yr}
funding: {spring: {amount: 120000 eur/yr, from: 2020-01-20, spend: {more: {share: 100 %, on: {crisis: 100 %}, where: {by: unmet}, ready: {after: 1 d}}}}}
END_

# idle [SECONDS]: until no job is there.
idle() {
    ticks=$((${1:-120} * 5))
    while [ -n "$(squeue -h)" ]; do
        ticks=$((ticks - 1))
        [ $ticks -gt 0 ] || { fail "jobs do not come to an end: $(squeue | tr '\n' ';')" && finish; }
        sleep 0.2
    done
}
finish() {
    [ $faults -eq 0 ] && return
    tail -n 3 "$out"/slurm/slurm*.log
    exit 1
}
# until WORDS...: half a minute at most.
until_so() {
    ticks=300
    while ! "$@" >/dev/null 2>&1; do
        ticks=$((ticks - 1))
        [ $ticks -gt 0 ] || { fail "in vain: $*" && finish; }
        sleep 0.1
    done
}
# of JOB FIELD: what Slurm knows of it.
of() { scontrol show job "$1" 2>/dev/null | sed -n "s/.*\<$2=\([^ ]*\).*/\1/p" | head -n 1; }
pipeline() { bash "$cluster/pipeline.sh" "$@" >said 2>&1; }
# jobs PLACE: of the last submission: array, merge, missing.
jobs() { cut -d, -f"$1" "$folder/log/jobs"; }
same() { cmp -s "$1" "$folder/result.h5" || fail "$folder: another file than that of one machine: $(ls -A "$folder") $(cat "$folder"/log/*.log | tail -n 5)"; }

"$PROGRAM" run base.yaml money.yaml -o one.h5 --reproducible -q || fail "one machine"

# ---- an array of 12, joined; nothing elsewhere ----
folder=twelve
ls -A . "$HOME" >"$out/before"
pipeline $folder 12 base.yaml money.yaml --reproducible || fail "the pipeline says $(cat said)"
grep -q '^submitted: parts 1-12 of 12, job [0-9]*; merge' said || fail "the pipeline says $(cat said)"
pipeline $folder 12 base.yaml money.yaml --reproducible
[ $? -eq 3 ] && grep -q '^still under way' said || fail "given again at once, the pipeline says $(cat said)"
idle
same one.h5
grep -q '<html' $folder/result.html || fail "there is no page"
[ "$(ls -A $folder | tr '\n' ' ')" = 'log result.h5 result.html ' ] || fail "in $folder: $(ls -A $folder)"
rm said
ls -A . "$HOME" | sed "/^$folder\$/d" | diff - "$out/before" >"$out/more" || fail "outside of $folder: $(cat "$out/more")"
[ "$(ls $folder/log/part-*.log | wc -l)" -eq 12 ] || fail "logs: $(ls $folder/log)"
pipeline $folder 12 base.yaml money.yaml --reproducible && grep -q '^all is there' said || fail "when all is there, the pipeline says $(cat said)"

# ---- two parts lost: only these are submitted ----
folder=lost
mkdir $folder
sbatch --parsable --array=1-12 --cpus-per-task=1 --output=$folder/array-%a.log "$cluster/array.sbatch" $folder 12 base.yaml money.yaml --reproducible >/dev/null
idle
rm $folder/result.h5.blocks/block-*-000003.h5 $folder/result.h5.blocks/block-0001-00000-000008.h5
pipeline $folder 12 base.yaml money.yaml --reproducible && grep -q '^submitted: parts 4,9 of 12' said || fail "two parts lost, the pipeline says $(cat said)"
idle
[ "$(cd $folder/log && echo part-*)" = "part-4-$(jobs 1).log part-9-$(jobs 1).log" ] || fail "two parts lost, these were run: $(ls $folder/log)"
same one.h5

# ---- stopped, warned, killed ----
# block PART: one of its blocks is there.
block() { ls $folder/result.h5.blocks/block-*-*[0-9].h5 2>/dev/null | awk -F'[-.]' -v k="$1" '{ if ($(NF - 1) % 4 == k - 1) n++ } END { exit !n }'; }
waiting() { [ "$(squeue -h -j "$1" -o %T)" = PENDING ]; }
running() { [ "$(of "$1" JobState)" = RUNNING ]; }
# back JOB: it is in the queue again, where Slurm keeps it for two minutes. (Within a second its node would refuse it.)
back() {
    until_so waiting "$1"
    scontrol update "JobId=$1" StartTime=now+5
}
words="base.yaml money.yaml --reproducible --replications 1024 --set time.horizon=16yr"
"$PROGRAM" run $words -o four.h5 -q || fail "one machine"
folder=disturbed
pipeline $folder 4 $words || fail "the pipeline says $(cat said)"
term=$(jobs 1)_4 warned=$(jobs 1)_2
for k in 4 2 3; do until_so block $k; done
scancel --full --signal=TERM "$term"
scancel --batch --signal=USR1 "$warned" # as Slurm does before the time limit
kill -KILL "$(pgrep -f "$out/doorstroom run .*disturbed/result.h5 --shard 3/4")"
back "$term"
back "$warned"
idle
for k in 4 2; do
    grep -q 'stopped; back in the queue' $folder/log/part-$k-*.log && grep -q ' started 1 times before' $folder/log/part-$k-*.log || fail "part $k says $(cat $folder/log/part-$k-*.log)"
    grep -q 'part [42] of 4 .* is there' $folder/log/part-$k-*.log || fail "part $k does not come to its end: $(cat $folder/log/part-$k-*.log)"
done
[ "$(of "$(jobs 1)_3" ExitCode)" = 137:0 ] || fail "the killed part ends with $(of "$(jobs 1)_3" ExitCode)"
[ ! -e $folder/result.h5 ] && [ ! -e "$folder/log/doorstroom-merge-$(jobs 2).log" ] || fail "parts were joined although one had failed"
grep -qx -e --array=3 "$folder/log/doorstroom-missing-$(jobs 3).log" || fail "what is missing: $(cat $folder/log/doorstroom-missing-*)"
[ "$(of "$(jobs 3)" ExitCode)" = 3:0 ] || fail "the job that says what is missing ends with $(of "$(jobs 3)" ExitCode)"
pipeline $folder 4 $words && grep -q '^submitted: parts 3 of 4' said || fail "one part killed, the pipeline says $(cat said)"
# Taken away by a person: that is not gone against.
until_so running "$(jobs 1)_3"
scancel "$(jobs 1)"
idle
[ "$(of "$(jobs 1)_3" Restarts)" = 0 ] || fail "a task that was taken away came back"
pipeline $folder 3 $words || fail "the pipeline says $(cat said)" # in other parts
idle
same four.h5

# ---- a faulty scenario ----
folder=faulty
sed 's/town: {intake_share: 2/town: {intake_share: -2/' base.yaml >wrong.yaml
pipeline $folder 3 wrong.yaml
[ $? -eq 1 ] && grep -q 'out-of-bounds' said && [ ! -e $folder/log/jobs ] || fail "with a faulty scenario the pipeline says $(cat said)"
# Spoilt after it was submitted.
host=$(sinfo -h -o %n)
scontrol update "NodeName=$host" State=DRAIN Reason=test
cp base.yaml spoilt.yaml
pipeline $folder 3 spoilt.yaml || fail "the pipeline says $(cat said)"
cp wrong.yaml spoilt.yaml
scontrol update "NodeName=$host" State=RESUME
idle
for k in 1 2 3; do [ "$(of "$(jobs 1)_$k" ExitCode)" = 1:0 ] || fail "a task with a faulty scenario ends with $(of "$(jobs 1)_$k" ExitCode)"; done
[ "$(of "$(jobs 2)" JobState)" = CANCELLED ] && ! ls $folder/log/doorstroom-merge-* 2>/dev/null || fail "with a faulty scenario the merge is $(of "$(jobs 2)" JobState)"

# ---- ranks ----
ranks="not built, left out"
if [ -x "$program-mpi" ]; then
    cp "$program-mpi" "$out/doorstroom-mpi"
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    folder=ranks
    mkdir -p $folder/log
    job=$(sbatch --parsable --ntasks=3 --cpus-per-task=2 --time=10 --output=$folder/log/mpi.log "$cluster/mpi.sbatch" $folder $words)
    until_so test -e $folder/result.h5.blocks/manifest
    sleep 1
    scancel --signal=USR1 "$job"
    back "$job"
    idle
    same four.h5
    grep -q 'stopped; back in the queue' $folder/log/mpi.log && [ -e $folder/result.html ] || fail "ranks: $(cat $folder/log/mpi.log)"
    ranks="stopped, and equal"
fi

# ---- the time limit itself ----
if [ "$whole" = whole ]; then
    folder=limit
    mkdir $folder
    words="--reproducible --replications 1024 --set time.horizon=256yr" # half a minute of one core
    "$PROGRAM" run base.yaml -o long.h5 -q $words || fail "one machine"
    # Two minutes before the end of two minutes: as soon as Slurm looks, which it does every half minute.
    job=$(sbatch --parsable --array=1-1 --cpus-per-task=1 --time=2 --output=$folder/array-%a.log "$cluster/array.sbatch" $folder 1 base.yaml $words)
    until_so block 1
    ticks=0
    while ! grep -q 'back in the queue' $folder/array-1.log && [ $ticks -lt 100 ]; do sleep 1 && ticks=$((ticks + 1)); done
    back "${job}_1"
    scontrol update "JobId=${job}_1" TimeLimit=10
    idle 600
    grep -q 'back in the queue' $folder/array-1.log && "$PROGRAM" merge base.yaml $words -o $folder/result.h5
    cmp -s long.h5 $folder/result.h5 || fail "warned before its time limit, a part says $(cat $folder/array-1.log)"
fi

finish
echo "slurm: an array of 12, lost parts, stops, kills, faults: all as it should be; ranks: $ranks"
