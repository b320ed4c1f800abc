#!/usr/bin/env bash
# A real Slurm of two nodes on this machine, for trying and for tests: controller, two node daemons, munge.
#
#   slurm/dev-cluster.sh up       starts it, unless it runs; prints what to export so that sbatch and squeue find it
#   slurm/dev-cluster.sh down     cancels its jobs and ends everything that up has started
#   slurm/dev-cluster.sh status   says whether it runs, with its nodes and jobs
#
# Everything lies under out/slurm: configuration, keys, state, logs. Each node has its own host name (n1, n2), hosts file and /dev/shm, so that MPI takes them
# for two machines. Needs root. Debian and Ubuntu: installs Slurm through apt-get; no service of the system is started, and no file outside of out/ changes.
# Each clone has its own cluster, on ports that are free.
#
# Exit code 0: done, or it runs; 1: something failed; 2: wrong use, or a machine that cannot do it; 3: status finds no cluster.

# shellcheck source-path=SCRIPTDIR
set -euo pipefail
# shellcheck source=../launch/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../launch/lib/common.sh"
# shellcheck source=../launch/lib/mpi.sh
. "$root/launch/lib/mpi.sh"
# shellcheck source=../launch/lib/slurm.sh
. "$root/launch/lib/slurm.sh"

readonly base=$out/slurm nodes=(n1 n2) cpus=4 memory=4000
readonly conf=$base/etc/slurm.conf daemons=(munged slurmctld slurmd-n1 slurmd-n2)
export SLURM_CONF=$conf

# pid_of DAEMON: its process, where that runs and is the one that was started. Another process may have the number by now.
pid_of() {
  local pid start
  [[ -r $base/run/$1.pid ]] && read -r pid start <"$base/run/$1.pid" || return 1
  [[ -n $pid && -n $start && $(start_of "$pid") == "$start" ]] && printf '%s' "$pid"
}

# start_of PID: when it was started, in the kernel's ticks. The name before it stands in parentheses and may have spaces. False of one that has ended.
start_of() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} != [ZX] ]] && printf '%s' "${stat[19]}"
}

# start DAEMON COMMAND…: in the foreground mode of the daemon, as a process of its own session, with its number kept.
start() {
  local name=$1 pid
  shift
  setsid "$@" >"$base/log/$name.out" 2>&1 </dev/null &
  pid=$!
  disown "$pid"
  printf '%s %s\n' "$pid" "$(start_of "$pid")" >"$base/run/$name.pid"
}

# wait_for SECONDS DAEMON COMMAND…: until the command succeeds; fails at once where the daemon has ended.
wait_for() {
  local seconds=$1 name=$2 deadline
  shift 2
  deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    if ! pid_of "$name" >/dev/null || ((SECONDS >= deadline)); then
      stop_all
      die 1 "$name does not come up" "$(tail -n 5 "$base/log/$name.out" "$base/log/$name.log" 2>/dev/null)"
    fi
    sleep 0.05
  done
}

is_up() {
  local name
  for name in "${daemons[@]}"; do pid_of "$name" >/dev/null || return 1; done
  nodes_answer
}

nodes_answer() {
  [[ $(sinfo -h -N -p debug -o '%n %T' 2>/dev/null | grep -cE ' (idle|mixed|allocated|completing)$') == "${#nodes[@]}" ]]
}

check_machine() {
  ((EUID == 0)) || die 2 "this needs root: the nodes have mounts and host names of their own" "Run: sudo $0 $verb"
  need_slurm
  unshare -m -u true 2>/dev/null || die 2 "unshare cannot make a node: this machine or container allows no new mounts" "In a container: give it CAP_SYS_ADMIN."
  # The kernel's limit for the path of a socket is 107 characters.
  ((${#base} <= 70)) || die 2 "the path of this clone is too long for sockets under $base" "Clone it to a shorter path."
}

free_port() {
  local port
  while :; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s' "$port"
}

write_configuration() {
  local node
  mkdir -p "$base"/{etc,run,log,state,pmix,spool}
  chmod 755 "$base" "$base"/{etc,run,pmix}
  head -c 1024 /dev/urandom >"$base/etc/munge.key"
  chmod 600 "$base/etc/munge.key"
  echo "PMIxCliTmpDirBase=$base/pmix" >"$base/etc/mpi.conf"
  echo "127.0.0.1 localhost $(hostname) ${nodes[*]}" >"$base/etc/hosts"
  # config_overrides: what stands here counts, however many cores the machine has. A job's memory is watched by polling, for want of cgroups.
  cat >"$conf" <<CONF
ClusterName=twister2-dev
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$base/run/munge.socket
StateSaveLocation=$base/state
SlurmdSpoolDir=$base/spool/%n
SlurmctldPidFile=$base/run/slurmctld.own.pid
SlurmdPidFile=$base/run/slurmd-%n.own.pid
SlurmctldLogFile=$base/log/slurmctld.log
SlurmdLogFile=$base/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
DefMemPerCPU=$((memory / cpus))
SlurmdParameters=config_overrides
ReturnToService=2
MpiDefault=none
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000,bf_interval=1
KillWait=10
SlurmdTimeout=20
CONF
  for node in "${nodes[@]}"; do
    echo "NodeName=$node NodeHostname=$node NodeAddr=127.0.0.1 Port=$(free_port) CPUs=$cpus RealMemory=$memory" >>"$conf"
  done
  echo "PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP" >>"$conf"
}

start_node() {
  # shellcheck disable=SC2016 # for the inner shell
  start "slurmd-$1" unshare -m -u sh -c '
    hostname "$1" && mount --make-rprivate / && mount -t tmpfs tmpfs /dev/shm && mount -t tmpfs tmpfs "$2/pmix" && mount --bind "$2/etc/hosts" /etc/hosts &&
    exec slurmd -D -N "$1" -f "$3"' sh "$1" "$base" "$conf"
}

up() {
  local node
  check_machine
  if is_up; then
    tell
    return
  fi
  stop_all
  step "Starting Slurm: two nodes on this machine"
  rm -rf "$base"
  write_configuration
  start munged munged --foreground --force --num-threads=2 --key-file="$base/etc/munge.key" --socket="$base/run/munge.socket" --pid-file="$base/run/munged.own.pid" \
    --log-file="$base/log/munged.log" --seed-file="$base/run/munged.seed"
  wait_for 10 munged munge -n --socket "$base/run/munge.socket"
  start slurmctld slurmctld -D -c -f "$conf"
  wait_for 20 slurmctld scontrol ping
  for node in "${nodes[@]}"; do start_node "$node"; done
  wait_for 30 slurmd-n2 nodes_answer
  tell
}

tell() {
  echo "Slurm runs with the nodes ${nodes[*]}; its logs are in $base/log. To use it:"
  echo "export SLURM_CONF=$conf"
}

# Jobs first, so that their processes are ended by Slurm; then whoever is left of the daemons and of what they have started.
stop_all() {
  local name pid
  [[ -d $base/run ]] || return 0
  if pid_of slurmctld >/dev/null && pid_of munged >/dev/null; then end_jobs; fi
  for name in slurmd-n1 slurmd-n2 slurmctld munged; do end "$name"; done
  # The steps' own daemons outlive slurmd where a job does not end.
  for pid in $(left_over); do kill -KILL "$pid" 2>/dev/null || true; done
}

end_jobs() {
  local deadline=$((SECONDS + 15))
  timeout 10 scancel --full --signal=KILL --state=RUNNING --user=root >/dev/null 2>&1 || true
  timeout 10 scancel --user=root >/dev/null 2>&1 || true
  while [[ -n $(timeout 10 squeue -h -o %i 2>/dev/null) ]] && ((SECONDS < deadline)); do sleep 0.1; done
}

# end DAEMON: SIGTERM, and SIGKILL after five seconds.
end() {
  local pid deadline=$((SECONDS + 5))
  pid=$(pid_of "$1") || return 0
  kill -TERM "$pid" 2>/dev/null || true
  while pid_of "$1" >/dev/null && ((SECONDS < deadline)); do sleep 0.05; done
  ! pid=$(pid_of "$1") || kill -KILL "$pid" 2>/dev/null || true
  rm -f "$base/run/$1.pid"
}

# Processes with this cluster's configuration in their environment that Slurm has started: its steps and what runs in them. Never those of the user who has exported it.
left_over() {
  local file
  for file in /proc/[0-9]*/environ; do
    file=${file%/environ}
    [[ ${file##*/} == "$$" ]] && continue
    if grep -qzxF "SLURM_CONF=$conf" "$file/environ" 2>/dev/null && grep -qz '^SLURM_JOB_ID=' "$file/environ" 2>/dev/null; then echo "${file##*/}"; fi
  done
}

down() {
  ((EUID == 0)) || die 2 "this needs root, as up does" "Run: sudo $0 down"
  stop_all
  echo "Slurm is down."
}

status() {
  if ! command -v sinfo >/dev/null || ! is_up; then
    echo "Slurm does not run here. To start it: slurm/dev-cluster.sh up"
    exit 3
  fi
  tell
  sinfo
  squeue
}

verb=${1:-}
(($# <= 1)) || die 2 "one word only: up, down or status" "See: slurm/dev-cluster.sh --help"
case $verb in
  up | down)
    mkdir -p "$out"
    # Two at a time would end each other's daemons. The daemons do not inherit the lock.
    exec 8>"$out/.slurm.lock"
    flock -w 120 8 || die 1 "another slurm/dev-cluster.sh has been at work in this clone for two minutes"
    "$verb" 8>&-
    ;;
  status) status ;;
  -h | --help) usage ;;
  '') die 2 "say up, down or status" "See: slurm/dev-cluster.sh --help" ;;
  *) die 2 "$verb: no such word; say up, down or status" ;;
esac
