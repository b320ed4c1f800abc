# shellcheck shell=bash
# What every script in launch/ begins with: where the repository is, how steps and errors are said, a log for noisy steps.

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "This needs bash 4.4 or newer (this is $BASH_VERSION)." >&2
  exit 2
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
out=$root/out
script=${0##*/}
current_step=

# A command that fails where nobody looked for it still says where.
set -E
trap 'echo "$script: ${current_step:+$current_step: }unexpected failure at ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND" >&2' ERR

step() {
  current_step=$1
  printf '==> %s\n' "$1"
}

# die CODE MESSAGE [WHAT TO DO…]: 1 = a step failed, 2 = wrong use or a machine that cannot do it.
die() {
  local code=$1 message=$2
  shift 2
  printf '%s: %s%s\n' "$script" "${current_step:+$current_step: }" "$message" >&2
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit "$code"
}

# Prints the comment that heads the calling script, as its help.
usage() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
}

# need_value "$@": an error where the first argument, an option, is not followed by its value.
need_value() {
  [[ -n ${2:-} ]] || die 2 "$1 needs a value" "See: launch/$script --help"
}

# A command line as one can paste it: quoted only where that is needed.
quoted() {
  local word line=
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./:=@%+,-]+$ ]]; then
      line+="$word "
    elif [[ $word =~ ^([A-Z_0-9]+=)(.*)$ ]]; then
      line+="${BASH_REMATCH[1]}${BASH_REMATCH[2]@Q} "
    else
      line+="${word@Q} "
    fi
  done
  printf '%s\n' "${line% }"
}

# All that is built lies under out/. Another user's leftovers there fail late and strangely, so look first.
need_writable_out() {
  local dir
  mkdir -p "$out/log" 2>/dev/null || true
  for dir in "$out" "$out"/*/; do
    [[ -w $dir ]] || die 2 "cannot write to ${dir%/}" \
      "It belongs to $(stat -c %U "$(existing_parent "$dir")" 2>/dev/null || echo someone else). Remove it, or use a clone of your own."
  done
}

existing_parent() {
  local path=${1%/}
  while [[ ! -e $path ]]; do path=$(dirname "$path"); done
  printf '%s' "$path"
}

# logged NAME COMMAND…: the output goes to out/log/NAME.log and is shown only when the command fails.
# The lock of with_lock is not inherited: a compiler server that outlives the command would keep it.
logged() {
  local log=$out/log/$1.log code=0
  shift
  mkdir -p "$out/log"
  "$@" >"$log" 2>&1 </dev/null 9>&- || code=$?
  ((code == 0)) && return
  echo "--- the last lines of $log" >&2
  tail -n 40 "$log" >&2
  echo "---" >&2
  return "$code"
}

# with_lock COMMAND…: one build at a time in a clone, where the machine has flock.
with_lock() {
  if ! command -v flock >/dev/null; then
    "$@"
    return
  fi
  mkdir -p "$out"
  {
    flock 9
    "$@"
  } 9>"$out/.lock"
}
