#!/usr/bin/env bash
# From a clean clone to a finished job: builds Twister2 and counts the words of a real text on four MPI ranks.
#
#   launch/quickstart.sh [--local] [--ranks N] [--output DIR] [PATH]
#
#   PATH          a file, a folder or a quoted glob ('data/**/*.txt'); without it, the XML documentation of the .NET SDK
#   --ranks N     how many MPI ranks (default 4)
#   --local       one process without mpiexec; no MPI is installed or loaded
#   --output DIR  where the full result goes (default: a new folder under out/quickstart)
#
# Needs the .NET 10 SDK. An MPI on PATH is used as it is (MPIEXEC=COMMAND chooses among several). Without one, Open MPI is
# installed on Debian and Ubuntu (as root, or where sudo asks for no password), and other systems are told what to install.
# Exit code: the job's; 1 when a step before it failed; 2 for wrong use or something missing that you have to install.

# shellcheck source-path=SCRIPTDIR
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"
# shellcheck source=lib/mpi.sh
. "$root/launch/lib/mpi.sh"

ranks='' is_local=false output='' input=''

parse() {
  while (($#)); do
    case $1 in
      --local) is_local=true ;;
      --ranks) need_value "$@"; ranks=$2; shift ;;
      --output) need_value "$@"; output=$2; shift ;;
      -h | --help) usage; exit ;;
      -*) die 2 "$1: no such option" "See: launch/quickstart.sh --help" ;;
      *)
        [[ -z $input ]] || die 2 "one PATH only, but got $(quoted "$input" "$1")" "Quote a glob, or give a folder."
        input=$1
        ;;
    esac
    shift
  done
  [[ -z $ranks || $ranks =~ ^[1-9][0-9]{0,5}$ ]] || die 2 "--ranks $ranks: a whole number from 1 on"
  [[ -z $ranks || $is_local == false ]] || die 2 "--local is one process: leave out --ranks"
  [[ -z ${MPIEXEC:-} ]] || command -v "$MPIEXEC" >/dev/null || die 2 "MPIEXEC=$MPIEXEC: no such command"
  # A glob is for the job to expand, and only '*' makes one there. Anything else must be there before a minute goes into the build.
  [[ -z $input || $input == *'*'* || -e $input ]] || die 2 "$input: no such file or folder"
}

# The SDK's own documentation: a real text that lies on every machine which can build this.
sdk_text() {
  local pattern="$dotnet_root/packs/*/*/ref/**/*.xml"
  [[ -n $(find "$dotnet_root/packs" -path '*/ref/*' -name '*.xml' -print -quit 2>/dev/null) ]] ||
    die 2 "this SDK has no XML documentation under $dotnet_root/packs" "Give a text to count: launch/quickstart.sh PATH"
  printf '%s' "$pattern"
}

new_output() {
  local base n=1
  base=$out/quickstart/$(date +%Y%m%d-%H%M%S)
  mkdir -p "$out/quickstart"
  local dir=$base
  while [[ -e $dir ]]; do dir=$base-$((++n)); done
  printf '%s' "$dir"
}

# Sets launch to what goes before the worker's own arguments, and launch_env to the assignments before that.
choose_launcher() {
  local worker=$out/bin/twister2-worker mpiexec
  launch_env=()
  if $is_local; then
    launch=("$worker" --local)
  else
    mpiexec=$(find_mpiexec)
    mpi_command "$mpiexec" "${ranks:-4}"
    launch=("${mpi_args[@]}" "$worker")
    launch_env=("${mpi_env[@]}")
  fi
  ! $home_is_elsewhere || launch_env+=("TWISTER2_HOME=$TWISTER2_HOME")
  dotnet_root_is_standard || launch_env+=("DOTNET_ROOT=$dotnet_root")
}

# A script that is told to end takes its job along: mpiexec, told the same, ends the ranks.
run_job() {
  local job code=0 stopped=0
  env "${launch_env[@]}" "${command[@]}" </dev/null &
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

# What to try after this: the other way to run, then a text of one's own.
next() {
  if [[ -n $input ]]; then
    echo "Next: open examples/WordCount to see the job, then write your own."
  elif $is_local; then
    echo "Next: launch/quickstart.sh runs the same job on 4 MPI ranks; launch/quickstart.sh --local PATH counts a text of yours."
  else
    echo "Next: launch/quickstart.sh --local runs the same job without MPI; launch/quickstart.sh PATH counts a text of yours."
  fi
}

parse "$@"
need_writable_out
need_dotnet
$is_local || need_mpi any "Or run without MPI: launch/quickstart.sh --local"
# shellcheck source=lib/publish.sh
. "$root/launch/lib/publish.sh"
need_published

text=${input:-$(sdk_text)}
choose_launcher
command=("${launch[@]}" "$out/bin/examples/WordCount.dll" --output "${output:-$(new_output)}" "$text")
where="${ranks:-4} MPI ranks"
[[ $ranks != 1 ]] || where="1 MPI rank"
if $is_local; then where="one process, without MPI"; fi
step "Counting words: $where"
quoted "${launch_env[@]}" "${command[@]}"
code=0
run_job || code=$?
((code != 130 && code != 143)) || die "$code" "stopped by a signal"
((code == 0)) || die "$code" "the job ended with exit code $code" "Its own message stands above. Known problems: docs/known-issues.md"
next
