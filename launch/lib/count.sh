# shellcheck shell=bash
# Adds up what the test programs report, and keeps what failed for the end.

: "${root:?source lib/common.sh first}"

passed=0 failed=0 skipped=0 failures=()

# add_xunit NAME LOG EXIT-CODE: one xunit executable, from its summary line. Where no filter is set, a program that ran no case has failed.
add_xunit() {
  local name=$1 log=$2 code=$3 line bad
  line=$(grep -E "^ +$name +Total: " "$log" | tail -n 1) || line=
  if [[ $line =~ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]]; then
    bad=$((BASH_REMATCH[1] + BASH_REMATCH[2]))
    skipped=$((skipped + BASH_REMATCH[3]))
    local not_passed=$((bad + BASH_REMATCH[3] + BASH_REMATCH[4]))
    [[ $line =~ Total:\ ([0-9]+) ]]
    passed=$((passed + BASH_REMATCH[1] - not_passed))
    failed=$((failed + bad))
    ((bad == 0)) || failures+=("$name: $(xunit_failures "$log")")
    ((bad > 0 || code == 0)) || fail "$name: all its cases passed, yet it ended with exit code $code (log: $log)"
  elif [[ $line != *"Total: 0"* || $code != 0 ]]; then
    fail "$name: $(why "$code") before its summary; its last lines (all: $log):" "$(tail -n 20 "$log")"
  elif [[ -z ${filter:-} ]]; then
    fail "$name: ran no case, though nothing was filtered out (log: $log)"
  fi
}

# xunit indents a failed case by four columns and what it says of it by six.
xunit_failures() {
  local line on=false
  while IFS= read -r line; do
    if [[ $line =~ ^\ {4}[^\ ].*\[FAIL\]$ ]]; then
      on=true
    elif [[ ! $line =~ ^\ {6} ]]; then
      on=false
    fi
    $on && printf '\n%s' "$line"
  done <"$1"
  return 0
}

# add_harness LOG EXIT-CODE: the cases inside MPI ranks, from the last line "N passed, N failed".
add_harness() {
  local log=$1 code=$2 line
  line=$(tail -n 1 "$log")
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    ((BASH_REMATCH[2] == 0)) || failures+=("Cases inside MPI ranks (all: $log):"$'\n'"$(harness_failures "$log")")
    ((BASH_REMATCH[2] > 0 || code == 0)) || fail "mpitest: all its cases passed, yet it ended with exit code $code (log: $log)"
  else
    fail "mpitest: $(why "$code") before its summary; its last lines (all: $log):" "$(tail -n 20 "$log")"
  fi
}

# mpitest begins a failed case with FAILED and indents what it says of it.
harness_failures() {
  sed -n '/^FAILED /,/^[^ F]/{/^[^ F]/!p;}' "$1" | head -n 1000
}

# fail WHAT [DETAIL]: one failed case that no test program counts.
fail() {
  failed=$((failed + 1))
  failures+=("$1${2:+$'\n'$2}")
}

why() {
  case $1 in
    124 | 137) echo "stopped after the time limit" ;;
    *) echo "ended with exit code $1" ;;
  esac
}

# report EXIT-CODE: the last thing a test run says, whatever ended it.
report() {
  local failure
  if ((passed + failed == 0)); then
    fail "No case ran${current_step:+; the last step was: $current_step}" ""
  elif (($1 != 0 && failed == 0)); then
    fail "The run broke off with exit code $1 in the step: $current_step"
  fi
  if ((${#failures[@]})); then
    printf '\n==> Failures\n'
    for failure in "${failures[@]}"; do printf '%s\n\n' "$failure"; done
  fi
  ((skipped == 0)) || echo "$skipped skipped (the logs under out/log/ name them)"
  echo "$passed passed, $failed failed"
}
