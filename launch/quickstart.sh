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
# shellcheck source=lib/job.sh
. "$root/launch/lib/job.sh"
mpiexec=
$is_local || mpiexec=$(find_mpiexec)
job_launcher "$mpiexec" "${ranks:-4}"
worker=("$out/bin/twister2-worker")
! $is_local || worker+=(--local)
step "Counting words: $(where_it_runs "$mpiexec" "${ranks:-4}")"
code=0
run_job "${launch[@]}" "${worker[@]}" "$out/bin/examples/WordCount.dll" --output "${output:-$(new_output)}" "$text" || code=$?
job_ended "$code"
next
