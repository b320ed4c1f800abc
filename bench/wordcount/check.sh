#!/usr/bin/env bash
# Checks the C++ word count against coreutils: odd inputs, 1 to 7 ranks, every instruction set this CPU can run.
#
#   bench/wordcount/check.sh [openmpi|mpich]...
#
# Exit code 0: all agree; 1: something differs, and it is named.

set -euo pipefail
export LC_ALL=C OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)/wordcount.cpp
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The words of the files given, one a line with its count. A word does not go over the end of a file.
model() {
  local file
  for file in "$@"; do
    cat "$file"
    echo
  done | tr '\000-\040' '\n' | { grep -av '^$' || true; } | sort | uniq -c | sed -E 's/^ *([0-9]+) (.*)/\2\t\1/' | sort
}

# Words of 0 to 70000 random bytes: all lengths near the sizes that the table and the scanner treat apart.
random_words() {
  local length
  RANDOM=5
  for _ in {1..40}; do
    for length in 1 2 7 8 9 15 16 17 31 32 33 47 48 49 63 64 65 127 300 $((RANDOM * 2)); do
      head -c "$length" "$work/noise$((RANDOM % 4))"
      printf '%*s' $((RANDOM % 3)) '' | tr ' ' "${separators:$((RANDOM % ${#separators})):1}"
    done
  done
}

make_inputs() {
  local i
  separators=$' \n\t\r'
  for i in 0 1 2 3; do
    # awk's generator, because /dev/urandom has no seed and a failure must come again.
    awk -v seed="$i" 'BEGIN { srand(seed); for (i = 0; i < 70000; i++) printf "%c", 33 + int(rand() * 222) }' >"noise$i"
  done
  mkdir in
  : >in/empty
  printf 'a b a' >in/no-last-newline
  printf 'a b\r\na\r\n\r\n' >in/crlf
  printf 'h\xc3\xa9llo w\xff\xfe\xfdrld \xe2\x82\xac h\xc3\xa9llo \x80\0\x80\n' >in/not-ascii
  printf '%*s' 100000 '' >in/spaces
  head -c 5000000 /dev/zero | tr '\0' x >in/one-word
  for i in {1..20000}; do printf 'alpha beta gamma-delta-epsilon-zeta abcdefghijklmnop abcdefghijklmnopq '; done >in/one-line
  random_words >in/random
}

build() { # build NAME MPI FLAGS...
  local name=$1 mpi=$2
  shift 2
  "mpicxx.$mpi" -O2 -std=c++17 -Wall -Wextra "$@" -o "$name" "$source"
}

# A variant in which the CPU or the compiler has no part is left out.
variants() {
  echo "native -march=native"
  echo "portable -DTWIN_PORTABLE"
  if [[ $(uname -m) == x86_64 ]]; then
    echo "sse2 -march=x86-64"
    ! grep -qw avx2 /proc/cpuinfo || echo "avx2 -march=x86-64-v3"
  fi
}

check() { # check MPI RANKS PROGRAM FILE...
  local mpi=$1 ranks=$2 program=$3 options=()
  shift 3
  [[ $mpi != openmpi ]] || options=(--oversubscribe)
  rm -f result-*
  "mpiexec.$mpi" "${options[@]}" -n "$ranks" "./$program" "$@" --top 3 --output result >output </dev/null
  if ! cmp -s <(sort result-*) expected || ! grep -q '^RESULT {' output; then
    echo "DIFFERS: $program, $mpi, $ranks ranks, $*" >&2
    failed=$((failed + 1))
  fi
  passed=$((passed + 1))
}

passed=0 failed=0
make_inputs
inputs=(in/*)
# Each file alone, some one behind the other, and the folder (which means all its files in order).
cases=("${inputs[@]}" "in/random in/empty in/no-last-newline in/random" "in")
(($#)) || set -- openmpi mpich
for mpi in "$@"; do
  while read -r name flags; do
    # shellcheck disable=SC2086 # the flags are words
    build "$name.$mpi" "$mpi" $flags
    for files in "${cases[@]}"; do
      read -ra list <<<"$files"
      if [[ $files == in ]]; then model "${inputs[@]}" >expected; else model "${list[@]}" >expected; fi
      for ranks in 1 2 3 7; do
        # All numbers of ranks with the native variant; one that splits words is enough for the others.
        [[ $name == native || $ranks == 3 ]] || continue
        check "$mpi" "$ranks" "$name.$mpi" "${list[@]}"
      done
    done
  done < <(variants)
done
echo "$((passed - failed)) passed, $failed failed"
((failed == 0))
