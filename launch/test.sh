#!/usr/bin/env bash
# Installs what the tests need, builds Release, and runs all tests: the cases of one process, then those inside MPI ranks.
#
#   launch/test.sh [--quick | --full] [--filter TEXT] [--mpi openmpi|mpich|both] [--format]
#
#   --quick        the MPI cases on 2 ranks only, instead of 1, 2, 3 and 7 (the binding's own: 1, 2, 3 and 5)
#   --full         every end-to-end case at every number of ranks, also those that take long; the binding's cases on 4 ranks too
#   --filter TEXT  only cases whose full name (namespace, class, method) contains TEXT
#   --mpi KIND     the MPI to test with (default both; each that is missing is installed, or counts as a failure)
#   --format       also checks the formatting of the sources, as is done where CI=true
#
# The last line is "N passed, N failed". Exit code 0: nothing failed and something ran; 1: something failed; 2: wrong use.

# shellcheck source-path=SCRIPTDIR
set -euo pipefail
# shellcheck source=lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=lib/dotnet.sh
. "$root/launch/lib/dotnet.sh"
# shellcheck source=lib/mpi.sh
. "$root/launch/lib/mpi.sh"
# shellcheck source=lib/count.sh
. "$root/launch/lib/count.sh"

rank_counts=1,2,3,7 binding_counts=1,2,3,5 filter='' mpi=both format=${CI:-false} preload=
built=$out/build/bin

parse() {
  while (($#)); do
    case $1 in
      --quick) rank_counts=2 binding_counts=2 ;;
      --full) export TWISTER2_TEST_FULL=1; binding_counts=1,2,3,4,5 ;;
      --filter) need_value "$@"; filter=$2; shift ;;
      --mpi)
        need_value "$@"
        [[ $2 =~ ^(openmpi|mpich|both)$ ]] || die 2 "--mpi $2: openmpi, mpich or both"
        mpi=$2
        shift
        ;;
      --format) format=true ;;
      -h | --help) usage; exit ;;
      *) die 2 "$1: no such option" "See: launch/test.sh --help" ;;
    esac
    shift
  done
}

# Without both MPIs the rest still runs, and the missing one is a failure, never a silent skip.
install_mpis() {
  local kind
  mpis=()
  for kind in openmpi mpich; do
    [[ $mpi == both || $mpi == "$kind" ]] || continue
    if ensure_mpi "$kind"; then
      mpis+=("$kind")
    else
      fail "$(mpi_name "$kind") is missing, so no case ran on it. To install it: launch/setup.sh --mpi $kind"
    fi
  done
}

# One test compiles a program ahead to native code, which needs a linker.
install_compiler() {
  "$root/launch/setup.sh" --compiler </dev/null ||
    fail "There is no C compiler, so nothing is linked ahead of time. To install one: launch/setup.sh --compiler"
}

# The tests of 'twister2 submit slurm' bring up a cluster of their own on this machine.
install_slurm() {
  "$root/launch/setup.sh" --slurm </dev/null ||
    fail "There is no Slurm, so nothing is submitted to one. To install it: launch/setup.sh --slurm"
}

# The tests of the dashboard look at it in a browser.
install_browser() {
  "$root/launch/setup.sh" --browser </dev/null ||
    fail "There is no Chromium, so nobody looks at the dashboard. To install it: launch/setup.sh --browser"
}

# Only saves time (see the source), so that a machine which cannot build it runs the tests without.
build_yielding_waits() {
  local library=$out/build/yielding-waits.so
  mkdir -p "$out/build"
  if logged yielding-waits cc -O2 -shared -fPIC -o "$library" "$root/tests/yielding-waits.c" -ldl; then preload=$library; fi
}

ensure_mpi() {
  "$root/launch/setup.sh" --mpi "$1" </dev/null
}

build() {
  step "Building Release"
  with_lock logged build "$dotnet" build "$root/Twister2.sln" -c Release -nologo -tl:off -v:minimal ||
    die 1 "the solution does not build" "The whole log: $out/log/build.log"
}

check_format() {
  step "Checking the format of the sources"
  logged format "$dotnet" format "$root/Twister2.sln" --verify-no-changes --no-restore ||
    fail "Sources are not formatted; run: dotnet format" "$(grep -m 10 -E 'error|warning' "$out/log/format.log")"
}

# limited SECONDS COMMAND…: a test program that hangs is named, not waited for, where the machine has timeout(1).
limited() {
  local seconds=$1
  shift
  if command -v timeout >/dev/null; then
    LD_PRELOAD=$preload timeout --foreground --kill-after=10 "$seconds" "$@"
  else
    LD_PRELOAD=$preload "$@"
  fi
}

# run_alone NAME LOG OPTION…: one test program by itself, and its summary line.
run_alone() {
  local name=$1 log=$out/log/$2 code=0
  shift 2
  limited 900 "$built/$name/release/$name" -noColor -noLogo ${filter:+-method "*$filter*"} "$@" >"$log" 2>&1 </dev/null || code=$?
  add_xunit "$name" "$log" "$code"
  grep -E "^ +$name +Total: " "$log" | tail -n 1 || echo "   $name: $(why "$code")"
  # Also told at the end, with the others; a run that is watched, or cut off, needs them now.
  xunit_failures "$log" | head -n 60
}

# Cases marked ranks=any are for MPI ranks: every rank runs the same ones in the same order, one at a time.
run_one_process_cases() {
  local name
  step "Cases of one process"
  for name in "${test_projects[@]}"; do run_alone "$name" "$name.log" -trait- ranks=any; done
}

# Sets rank_projects to those that have such cases; the filter looks at the same names as mpitest's does.
find_rank_cases() {
  local name cases
  rank_projects=()
  for name in "${test_projects[@]}"; do
    cases=$("$built/$name/release/$name" -list tests -trait ranks=any -preEnumerateTheories -noColor -noLogo </dev/null) ||
      fail "$name: cannot list its cases" "$cases"
    [[ -z $cases ]] || ! grep -qiF -- "$filter" <<<"$cases" || rank_projects+=("$name")
  done
}

# The communicator of a single process keeps the same contract, and needs no MPI.
run_rank_cases_without_mpi() {
  local name
  step "Cases for ranks: one process, no MPI library"
  for name in "${rank_projects[@]}"; do TWISTER2_MPI=none run_alone "$name" "$name.none.log" -trait ranks=any -parallelMode none; done
}

# The binding has by far the most cases, and MPICH takes milliseconds for each call that waits when ranks outnumber cores.
run_rank_cases() {
  local name others=()
  ((${#mpis[@]})) || return 0
  for name in "${rank_projects[@]}"; do
    if [[ $name == Twister2.Mpi.Tests ]]; then run_in_ranks "$binding_counts" mpitest.binding.log "$name"; else others+=("$name"); fi
  done
  ((${#others[@]} == 0)) || run_in_ranks "$rank_counts" mpitest.log "${others[@]}"
}

# run_in_ranks COUNTS LOG NAME...
run_in_ranks() {
  local counts=$1 log=$out/log/$2 name code=0 assemblies=()
  for name in "${@:3}"; do assemblies+=("$built/$name/release/$name.dll"); done
  step "Cases for ranks: ${mpis[*]}, $counts ranks"
  limited 1800 "$dotnet" "$built/mpitest/release/mpitest.dll" --mpi "$(IFS=,; echo "${mpis[*]}")" --ranks "$counts" \
    --timeout 60 ${filter:+--filter "$filter"} "${assemblies[@]}" 2>&1 </dev/null | tee "$log" || code=${PIPESTATUS[0]}
  add_harness "$log" "$code"
}

# What README promises first: both quick starts finish, and end with the same ten words.
run_quickstarts() {
  local options log counts=()
  step "The quick start on 4 ranks, and without MPI"
  for options in "--ranks 4" --local; do
    log=$out/log/quickstart${options%% *}.log
    # shellcheck disable=SC2086 # An option and its value are two words.
    if ! limited 600 "$root/launch/quickstart.sh" $options >"$log" 2>&1 </dev/null; then
      fail "launch/quickstart.sh $options failed; its last lines (all: $log):" "$(tail -n 20 "$log")"
      return
    fi
    counts+=("$(grep -E '^ +[0-9][0-9,]*  [^ ]+' "$log")")
  done
  if [[ ${counts[0]} == "${counts[1]}" && $(wc -l <<<"${counts[0]}") == 10 ]]; then
    passed=$((passed + 1))
  else
    fail "The quick starts do not end with the same ten words" "${counts[0]}"$'\n\n'"${counts[1]}"
  fi
}

parse "$@"
trap 'report $?' EXIT
# The tests that start jobs look for it; without it they want both.
[[ $mpi == both ]] || export TWISTER2_TEST_MPI=$mpi
need_writable_out
need_dotnet
export DOTNET_ROOT=$dotnet_root
mapfile -t test_projects < <(cd "$root/tests" && printf '%s\n' *.[Tt]ests)
install_mpis
install_compiler
install_slurm
install_browser
build_yielding_waits
build
[[ $format != true ]] || check_format
run_one_process_cases
find_rank_cases
if ((${#rank_projects[@]})); then
  run_rank_cases_without_mpi
  run_rank_cases
elif [[ -z $filter ]]; then
  fail "No case is marked [Trait(\"ranks\", \"any\")], so nothing ran inside MPI ranks."
fi
[[ -n $filter ]] || run_quickstarts
exit $((failed > 0 || passed == 0))
