#!/usr/bin/env bash
# What each operator costs a worker as the workers become more: tables for docs/scaling.md.
#
#   bench/scaling/run.sh [--mpi openmpi,mpich] [--ranks 2,4,8]
#
# On virtual workers (2 to 32, held beside formulas, extrapolated to 10,000), then on the ranks of the MPIs that are named: the same numbers, measured where the messages are real ones.
# Exit code 0: done; 1: a run failed; 2: wrong use, or something is missing.

# shellcheck source-path=SCRIPTDIR/../../launch
set -euo pipefail
# shellcheck source=../../launch/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../launch/lib/common.sh"
# shellcheck source=../../launch/lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"

mpis= ranks=2,4,8
while (($# > 0)); do
  case $1 in
    --mpi) need_value "$@"; mpis=$2; shift 2 ;;
    --ranks) need_value "$@"; ranks=$2; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) die 2 "unknown option $1" "See: bench/scaling/run.sh --help" ;;
  esac
done

need_writable_out
need_dotnet
logged build-scaling "$dotnet" build "$root/bench/scaling/Scaling/Scaling.csproj" -c Release -m:1 -nologo -tl:off -v:minimal ||
  die 1 "bench/scaling does not build" "A restore that finds no package needs the network."
dotnet_root_is_standard || export DOTNET_ROOT=$dotnet_root
program=$root/out/build/bin/Scaling/release/Scaling.dll

"$dotnet" "$program"
for mpi in ${mpis//,/ }; do
  command -v "mpiexec.$mpi" >/dev/null || die 2 "no mpiexec.$mpi" "--mpi names the MPIs by the suffix of their mpiexec."
  for n in ${ranks//,/ }; do
    printf '\n%s, %s ranks\n\n' "$mpi" "$n"
    options=()
    if [[ $mpi == openmpi ]]; then
      options=(--oversubscribe --bind-to none)
      ((EUID != 0)) || export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    fi
    "mpiexec.$mpi" "${options[@]}" -n "$n" "$dotnet" "$program"
  done
done
