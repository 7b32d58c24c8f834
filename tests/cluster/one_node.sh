#!/bin/sh
# one_node: a Slurm of one machine, for tests: a controller, a node and their munge, all within FOLDER, bound to this machine, on ports of their own. Nothing
# of another Slurm on the machine is touched. As root; no systemd, no cgroups.
# usage: one_node.sh start FOLDER [CPUS]    then: export SLURM_CONF=FOLDER/slurm.conf
#        one_node.sh stop FOLDER
#   CPUS: how many the node says it has, 4 unless given, however many there are.
#   Ends with 77, and says why, where it cannot be: not root, or a program is missing.
set -eu
what=$1
folder=$2
cpus=${3:-4}
PATH=$PATH:/usr/sbin:/sbin

# end PROGRAM...: each by its number, and only if that still is the program it was.
end() {
    for program in "$@"; do
        [ -s "$folder/$program.pid" ] || continue
        pid=$(cat "$folder/$program.pid")
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = $program ] || continue
        kill "$pid"
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = $program ] || break
            [ $i -lt 20 ] || kill -KILL "$pid"
            sleep 0.1
        done
    done
}

# Jobs that a failed test left, and what watches over them; these are known by the settings they were given.
jobs_end() {
    export SLURM_CONF="$folder/slurm.conf"
    [ -s "$SLURM_CONF" ] || return 0
    timeout 5 scancel --user="$(id -un)" 2>/dev/null || :
    for pid in $(pgrep slurmstepd); do
        { tr '\0' '\n' <"/proc/$pid/environ"; } 2>/dev/null | grep -qxF "SLURM_CONF=$SLURM_CONF" || continue
        i=0
        while [ -e "/proc/$pid" ] && [ $i -lt 70 ]; do sleep 0.1 && i=$((i + 1)); done # Slurm's own five seconds, and a little
        kill -KILL "$pid" 2>/dev/null || :
    done
}

needs() {
    [ "$(id -u)" -eq 0 ] || { echo "one_node: a Slurm node is started by root" && exit 77; }
    for program in slurmctld slurmd munged sbatch srun; do
        command -v $program >/dev/null || { echo "one_node: there is no $program (Debian: slurmctld slurmd slurm-client munge)" && exit 77; }
    done
}

# A key of its own lets in only who can read this folder.
munge() {
    mkdir "$folder/munge" "$folder/socket"
    chmod 700 "$folder/munge"
    head -c 128 /dev/urandom >"$folder/munge/key"
    chmod 400 "$folder/munge/key"
    munged --force --key-file="$folder/munge/key" --socket="$folder/socket/munge" --pid-file="$folder/munged.pid" --log-file="$folder/munge/log" \
        --seed-file="$folder/munge/seed"
}

# settings PORT: only what differs from Slurm's own defaults.
settings() {
    host=$(hostname -s)
    cat <<END_
ClusterName=one_node
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$1
SlurmdPort=$(($1 + 1))
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
AuthInfo=socket=$folder/socket/munge
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
SlurmdSpoolDir=$folder/spool
StateSaveLocation=$folder/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MaxArraySize=10001
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
END_
}

# ready: the node answers, within ten seconds.
ready() {
    i=0
    while [ $i -lt 100 ]; do
        case $(sinfo -h -o %T 2>/dev/null) in idle) return 0 ;; esac
        sleep 0.1
        i=$((i + 1))
    done
    return 1
}

case $what in
    start)
        needs
        mkdir -p "$folder"
        folder=$(cd "$folder" && pwd -P)
        chmod 755 "$folder"
        mkdir "$folder/spool" "$folder/state"
        munge
        printf 'CgroupAutomount=no\n' >"$folder/cgroup.conf" # else it is looked for in /etc
        export SLURM_CONF="$folder/slurm.conf"
        for try in 1 2 3; do # a port may be somebody's
            settings $((20000 + ($$ * 3 + try * 2) % 12000)) >"$SLURM_CONF"
            slurmctld && slurmd && ready && exit 0
            end slurmd slurmctld
        done
        echo "one_node: controller and node do not find each other:"
        tail -n 5 "$folder/slurmctld.log" "$folder/slurmd.log"
        end munged
        exit 1
        ;;
    stop)
        jobs_end
        end slurmd slurmctld munged
        ;;
    *) echo "usage: one_node.sh start|stop FOLDER [CPUS]" && exit 2 ;;
esac
