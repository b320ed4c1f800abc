#!/usr/bin/env bash
# Runs the binding's cases under the MPI libraries of another Debian suite, which are installed into a directory of their own under out/.
#
#   tests/other-mpis.sh SUITE [--ranks LIST] [--filter TEXT]
#
#   SUITE          trixie: Open MPI 5, MPICH 4.2. sid: MPICH 5, Open MPI 6, and from each a library with the MPI 5 standard ABI
#   --ranks LIST   default 2
#   --filter TEXT  only cases whose full name contains TEXT
#
# Needs root, debootstrap, and what launch/test.sh has built. It is not part of launch/test.sh: Twister2.Mpi/README.md says what it has found.
# Exit code 0: nothing failed; 1: something failed; 2: wrong use, or something is missing.

# shellcheck source-path=SCRIPTDIR
set -euo pipefail
# shellcheck source=../launch/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../launch/lib/common.sh"
# shellcheck source=../launch/lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"

suite=${1:-} ranks=2 filter=''
built=$out/build/bin

parse() {
  while (($#)); do
    case $1 in
      --ranks) need_value "$@"; ranks=$2; shift ;;
      --filter) need_value "$@"; filter=$2; shift ;;
      *) die 2 "$1: no such option" "See: tests/$script --help" ;;
    esac
    shift
  done
}

install_suite() {
  [[ -e $place/.complete ]] && return
  step "Installing the MPI libraries of $suite into $place"
  rm -rf "$place"
  mkdir -p "$place"
  logged "debootstrap-$suite" debootstrap --variant=minbase --include=mpich,openmpi-bin "$suite" "$place" ||
    die 1 "debootstrap failed" "The whole log: $out/log/debootstrap-$suite.log"
  touch "$place/.complete"
}

# In a mount namespace of its own, so that nothing stays mounted however this ends. The repository and .NET are where they are outside.
inside() {
  # shellcheck disable=SC2016
  unshare --mount --propagation private bash -euo pipefail -c '
    place=$1 root=$2 dotnet_root=$3
    shift 3
    mount -t tmpfs tmpfs "$place/tmp"
    for path in "$root" "$dotnet_root" /dev; do
      mkdir -p "$place$path"
      mount --rbind "$path" "$place$path"
    done
    mount -t tmpfs tmpfs "$place/dev/shm"
    mount -t proc proc "$place/proc"
    mount --rbind /sys "$place/sys"
    exec chroot "$place" "$@"' inside "$place" "$root" "$dotnet_root" "$@"
}

# run KIND LIBRARY: the library is empty for that which goes with the launcher.
run() {
  local kind=$1 library=$2
  step "$suite: $kind${library:+, $(basename "$library")}"
  # Open MPI 5 and later: osc/ucx cannot be used on one node without a network, and mpitest leaves out osc/rdma unless it is told otherwise. 5.0 reaches the
  # processes that it starts by TCP only, and finds no way to them without a network.
  inside env HOME=/root OMPI_MCA_osc=^ucx OMPI_MCA_btl_tcp_if_include=lo ${library:+TWISTER2_LIBMPI="$library"} DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_ROOT="$dotnet_root" PATH="$dotnet_root:/usr/bin:/bin:/usr/sbin:/sbin" \
    "$dotnet_root/dotnet" "$built/mpitest/release/mpitest.dll" --mpi "$kind" --ranks "$ranks" --timeout 60 ${filter:+--filter "$filter"} \
    "$built/Twister2.Mpi.Tests/release/Twister2.Mpi.Tests.dll" || failed=1
}

[[ $suite != -h && $suite != --help ]] || { usage; exit; }
[[ $suite =~ ^(trixie|sid)$ ]] || die 2 "'$suite': trixie or sid" "See: tests/$script --help"
parse "${@:2}"
((EUID == 0)) || die 2 "only root can change the root directory"
command -v debootstrap >/dev/null || die 2 "debootstrap is not installed"
need_dotnet
[[ -e $built/Twister2.Mpi.Tests/release/Twister2.Mpi.Tests.dll && -e $built/mpitest/release/mpitest.dll ]] ||
  die 2 "the tests are not built" "Run launch/test.sh --quick first."

place=$out/other-mpis/$suite failed=0
install_suite
run openmpi ''
run mpich ''
for library in "$place"/usr/lib/*/libmpi_abi_*.so.1.*; do
  [[ -e $library ]] || continue
  case $library in
    *openmpi*) run openmpi "${library#"$place"}" ;;
    *mpich*) run mpich "${library#"$place"}" ;;
  esac
done
exit "$failed"
