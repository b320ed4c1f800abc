# shellcheck shell=bash disable=SC2034,SC2154 # shares variables with its caller
# Starts a job that was built: under an MPI's launcher or as one process, with what the environment of this machine wants said.

: "${root:?source lib/common.sh first}" "${dotnet_root:?call need_dotnet first}"

# job_launcher MPIEXEC RANKS: sets launch to what goes before the program, and launch_env to the assignments before that. Without MPIEXEC it is one process.
job_launcher() {
  local mpiexec=$1 ranks=$2
  launch=()
  launch_env=()
  if [[ -n $mpiexec ]]; then
    mpi_command "$mpiexec" "$ranks"
    launch=("${mpi_args[@]}")
    launch_env=("${mpi_env[@]}")
  fi
  ! $home_is_elsewhere || launch_env+=("TWISTER2_HOME=$TWISTER2_HOME")
  dotnet_root_is_standard || launch_env+=("DOTNET_ROOT=$dotnet_root")
}

# where_it_runs MPIEXEC RANKS: the same in words.
where_it_runs() {
  if [[ -z $1 ]]; then
    echo "one process, without MPI"
  elif (($2 == 1)); then
    echo "1 MPI rank"
  else
    echo "$2 MPI ranks"
  fi
}

# run_job COMMAND…: shows the command line and runs it. A script that is told to end takes its job along: mpiexec, told the same, ends the ranks.
run_job() {
  local job code=0 stopped=0
  quoted "${launch_env[@]}" "$@"
  env "${launch_env[@]}" "$@" </dev/null &
  job=$!
  # Ctrl-C reaches the job too, but a process started in the background may ignore it; a second signal at once would
  # make mpiexec leave its ranks behind.
  trap 'stopped=130; sleep 2; kill -TERM "$job" 2>/dev/null || true' INT
  trap 'stopped=143; kill -TERM "$job" 2>/dev/null || true' TERM HUP
  wait "$job" || code=$?
  # A signal ends the first wait before the job has ended.
  while kill -0 "$job" 2>/dev/null; do wait "$job" || true; done
  trap - INT TERM HUP
  return $((stopped ? stopped : code))
}

# job_ended CODE: ends the script where the job has not done its work.
job_ended() {
  (($1 != 130 && $1 != 143)) || die "$1" "stopped by a signal"
  (($1 == 0)) || die "$1" "the job ended with exit code $1" "Its own message stands above. Known problems: docs/known-issues.md"
}
