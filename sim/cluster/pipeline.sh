#!/bin/bash
# A large run as a job array, then its result and its page. Given again, it submits only the parts that are missing.
# usage: [VARIABLE=VALUE ...] pipeline.sh FOLDER PARTS BASE.yaml [OTHER.yaml ...] [words of run]
#   FOLDER  everything goes there: result.h5, result.html, log/; made when it is not there
#   PARTS   tasks of the array; another number may be given every time
# Ends with 0: submitted, or all is there; 1 a fault in a scenario; 2 wrong use; 3 an earlier submission is still under way.
set -euo pipefail

# ---- what differs from cluster to cluster; or give it before the command, as CPUS=8 pipeline.sh ... ----
export PROGRAM=${PROGRAM:-doorstroom} # on every node under this name
CPUS=${CPUS:-4}                       # threads of a task
TIME_LIMIT=${TIME_LIMIT:-04:00:00}    # of a task; one that needs more goes back into the queue and goes on
AT_ONCE=${AT_ONCE:-}                  # most tasks at once; empty: as many as Slurm allows
# Account, partition and the like: Slurm's own variables, SBATCH_ACCOUNT, SBATCH_PARTITION, SBATCH_QOS.
# ----

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
[ $# -ge 3 ] || { sed -n 's/^# \(usage:.*\)/\1/p' "${BASH_SOURCE[0]}" >&2 && exit 2; }
words=("$@")
parts=$2
mkdir -p "$1/log"
folder=$(cd "$1" && pwd -P)
shift 2

if [ -s "$folder/log/jobs" ]; then
    under_way=$(squeue --noheader --jobs="$(cat "$folder/log/jobs")" --format='%i %T' 2>/dev/null || true)
    [ -z "$under_way" ] || { printf 'still under way:\n%s\n' "$under_way" && exit 3; }
fi

code=0
missing=$("$PROGRAM" missing "$@" --output "$folder/result.h5" --shards "$parts") || code=$?
[ $code -eq 0 ] || [ $code -eq 3 ] || exit $code
if [ $code -eq 0 ] && [ -e "$folder/result.h5" ] && [ -e "$folder/result.html" ] && [ ! -e "$folder/result.h5.blocks" ]; then
    echo "all is there: $folder/result.h5, $folder/result.html"
    exit 0
fi

# submit WORDS...: prints the number of the job.
submit() {
    local job
    job=$(sbatch --parsable "$@")
    echo "${job%%;*}"
}
after() { submit --output="$folder/log/%x-%j.log" --job-name="doorstroom-$1" "${@:2}" "$here/after.sbatch" "$1" "$folder" "$parts" "${words[@]:2}"; }

printf '%q ' "${BASH_SOURCE[0]}" "${words[@]}" >>"$folder/log/commands"
printf '# %s, %s\n' "$(date +%FT%T)" "$("$PROGRAM" --version | head -n 1)" >>"$folder/log/commands"
if [ $code -eq 0 ]; then
    merge=$(after merge)
    echo "$merge" >"$folder/log/jobs"
    echo "nothing is missing; submitted: merge and page, job $merge"
else
    array=$(submit "$missing${AT_ONCE:+%$AT_ONCE}" --cpus-per-task="$CPUS" --time="$TIME_LIMIT" --output="$folder/log/part-%a-%A.log" \
        "$here/array.sbatch" "$folder" "$parts" "$@")
    echo "$array" >"$folder/log/jobs"
    merge=$(after merge --dependency="afterok:$array" --kill-on-invalid-dep=yes)
    notes=$(after missing --dependency="afternotok:$array" --kill-on-invalid-dep=yes)
    echo "$array,$merge,$notes" >"$folder/log/jobs"
    echo "submitted: parts ${missing#--array=} of $parts, job $array; merge and page when all have succeeded, job $merge; otherwise what is missing, job $notes"
fi
echo "how far it is: $PROGRAM info $folder/result.h5; logs: $folder/log"
