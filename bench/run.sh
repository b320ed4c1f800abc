#!/usr/bin/env bash
# The one way to run benchmarks: builds ours and the C++ twins, runs them interleaved, prints a table.
#
#   bench/run.sh [NAME...] [--json FILE] [--ranks 1,2,4] [--rounds N] [--mpi openmpi,mpich] [--case LIST] [--input PATH]
#
# bench/run.sh --help says more; bench/README.md says how to read the table.
# Exit code 0: done; 1: a run failed, or ours and its twin disagree; 2: wrong use, or something is missing.

# shellcheck source-path=SCRIPTDIR/../launch
set -euo pipefail
# shellcheck source=../launch/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../launch/lib/common.sh"
# shellcheck source=../launch/lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"

build_runner() {
  logged build-bench "$dotnet" build "$root/bench/runner/bench.csproj" -c Release -m:1 -nologo -tl:off -v:minimal ||
    die 1 "bench/runner does not build" "A restore that finds no package needs the network."
}

need_writable_out
need_dotnet
with_lock build_runner
dotnet_root_is_standard || export DOTNET_ROOT=$dotnet_root
# The runner looks at the arguments and at the machine before it builds ours and the twins.
exec "$dotnet" "$root/out/build/bin/bench/release/bench.dll" --root "$root" "$@"
