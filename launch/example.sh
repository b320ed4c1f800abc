#!/usr/bin/env bash
# Builds one of the examples, where it has changed, and runs it.
#
#   launch/example.sh NAME [-n RANKS] [--mpi openmpi|mpich | --local] [--threads N] [-- ARGUMENT…]
#   launch/example.sh --list
#
#   NAME          a folder of examples/, in upper or lower case; --list has all of them, with a line for each
#   -n RANKS      how many MPI ranks (default 4)
#   --mpi KIND    the MPI to run it under (default: the one on PATH; MPIEXEC=COMMAND chooses among several)
#   --local       one process without mpiexec; no MPI is installed or loaded
#   --threads N   threads of each worker that run the tasks of compute graphs (default 1)
#   ARGUMENT…     the example's own; 'launch/example.sh NAME --local -- --help' shows them
#
# Needs the .NET 10 SDK. An MPI that is missing is installed on Debian and Ubuntu (as root, or where sudo asks for no password), and other systems are told
# what to install. Exit code: the example's; 1 when the build failed; 2 for wrong use or something missing that you have to install.

# shellcheck source-path=SCRIPTDIR
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"
# shellcheck source=lib/mpi.sh
. "$root/launch/lib/mpi.sh"

name='' ranks='' mpi='' is_local=false threads='' arguments=()

parse() {
  while (($#)); do
    case $1 in
      -n | --ranks) need_value "$@"; ranks=$2; shift ;;
      --mpi) need_value "$@"; mpi=$2; shift ;;
      --local) is_local=true ;;
      --threads) need_value "$@"; threads=$2; shift ;;
      --list) list; exit ;;
      -h | --help) usage; exit ;;
      --) arguments=("${@:2}"); break ;;
      -*) die 2 "$1: no such option" "Arguments of the example stand after '--'. See: launch/example.sh --help" ;;
      *)
        [[ -z $name ]] || die 2 "one example at a time, but got $(quoted "$name" "$1")" "Arguments of the example stand after '--'."
        name=$1
        ;;
    esac
    shift
  done
  [[ -n $name ]] || die 2 "which example?" "One of: $(names | paste -sd' ' -)" "See: launch/example.sh --help"
  [[ -z $ranks || $ranks =~ ^[1-9][0-9]{0,5}$ ]] || die 2 "-n $ranks: a whole number from 1 on"
  [[ -z $threads || $threads =~ ^[1-9][0-9]{0,3}$ ]] || die 2 "--threads $threads: a whole number from 1 on"
  [[ $mpi =~ ^(|openmpi|mpich)$ ]] || die 2 "--mpi $mpi: openmpi or mpich"
  [[ $is_local == false || -z $ranks$mpi ]] || die 2 "--local is one process without MPI: leave out -n and --mpi"
  [[ -z ${MPIEXEC:-} ]] || command -v "$MPIEXEC" >/dev/null || die 2 "MPIEXEC=$MPIEXEC: no such command"
}

# An example is a folder with a project of its name.
names() {
  local project folder
  for project in "$root"/examples/*/*.csproj; do
    folder=${project%/*}
    [[ ${folder##*/} != "$(basename "$project" .csproj)" ]] || echo "${folder##*/}"
  done
}

# What an example is, is the description in its project.
list() {
  local each
  for each in $(names); do
    printf '%-16s %s\n' "$each" "$(sed -n 's:.*<Description>\(.*\)</Description>.*:\1:p' "$root/examples/$each/$each.csproj")"
  done
}

# Sets name to how the folder is spelt.
find_example() {
  local each
  for each in $(names); do
    if [[ ${each,,} == "${name,,}" ]]; then
      name=$each
      return
    fi
  done
  die 2 "$name: no such example" "There are: $(names | paste -sd' ' -)"
}

parse "$@"
find_example
need_writable_out
need_dotnet
$is_local || need_mpi "${mpi:-any}" "Or run without MPI: launch/example.sh $name --local"
# shellcheck source=lib/publish.sh
. "$root/launch/lib/publish.sh"
need_published
need_example "$name"
# shellcheck source=lib/job.sh
. "$root/launch/lib/job.sh"

mpiexec=
$is_local || mpiexec=$(find_mpiexec "$mpi")
job_launcher "$mpiexec" "${ranks:-4}"
if [[ -x $out/examples/$name/$name ]]; then
  # A program of its own, and not a job for twister2-worker.
  [[ -z $threads ]] || die 2 "--threads is for jobs of twister2-worker, and $name is a program of its own"
  program=("$out/examples/$name/$name")
  ! $is_local || launch_env+=(TWISTER2_MPI=none)
else
  program=("$out/bin/twister2-worker" ${threads:+--threads "$threads"})
  ! $is_local || program+=(--local)
  program+=("$out/examples/$name/$name.dll")
fi
step "$name: $(where_it_runs "$mpiexec" "${ranks:-4}")"
code=0
run_job "${launch[@]}" "${program[@]}" "${arguments[@]}" || code=$?
job_ended "$code"
