#!/usr/bin/env bash
# Installs what Twister2 needs beside the .NET 10 SDK: an MPI. Says nothing and changes nothing when it is there.
#
#   launch/setup.sh [--mpi openmpi|mpich|both]
#   launch/setup.sh --compiler
#   launch/setup.sh --slurm
#   launch/setup.sh --browser
#
#   --mpi KIND   which MPI must be there; without it any one will do, and Open MPI is installed where there is none
#   --compiler   a C compiler must be there, which programs that are compiled ahead (PublishAot) are linked with
#   --slurm      Slurm's daemons and commands must be there, for slurm/dev-cluster.sh; none of them is started
#   --browser    Chromium must be there, in which the tests look at the dashboard
#
# Debian and Ubuntu: installs through apt-get, as root or where sudo asks for no password.
# Elsewhere: says exactly what to install. Exit code 0: all there; 1: an installation failed; 2: something for you to do.

# shellcheck source-path=SCRIPTDIR
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"
# shellcheck source=lib/mpi.sh
. "$root/launch/lib/mpi.sh"
# shellcheck source=lib/compiler.sh
. "$root/launch/lib/compiler.sh"
# shellcheck source=lib/slurm.sh
. "$root/launch/lib/slurm.sh"
# shellcheck source=lib/browser.sh
. "$root/launch/lib/browser.sh"

kinds=(any) compiler=false slurm=false browser=false
while (($#)); do
  case $1 in
    --mpi)
      need_value "$@"
      case $2 in
        openmpi | mpich) kinds=("$2") ;;
        both) kinds=(openmpi mpich) ;;
        *) die 2 "--mpi $2: openmpi, mpich or both" ;;
      esac
      shift 2
      ;;
    --compiler)
      kinds=()
      compiler=true
      shift
      ;;
    --slurm)
      kinds=()
      slurm=true
      shift
      ;;
    --browser)
      kinds=()
      browser=true
      shift
      ;;
    -h | --help) usage; exit ;;
    *) die 2 "$1: no such option" "See: launch/setup.sh --help" ;;
  esac
done

need_writable_out
need_dotnet
for kind in ${kinds[@]+"${kinds[@]}"}; do
  need_mpi "$kind"
done
[[ $compiler == false ]] || need_compiler
[[ $slurm == false ]] || need_slurm
[[ $browser == false ]] || need_browser
