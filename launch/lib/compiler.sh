# shellcheck shell=bash
# Finds the C compiler that links what is compiled ahead, and installs one where apt can. Source lib/mpi.sh first, for apt_install.

: "${root:?source lib/common.sh first}"

# need_compiler: returns when clang or gcc can link a program with zlib's headers in place, installs them where that can be done, or says how.
need_compiler() {
  ! has_compiler || return 0
  step "Installing a C compiler"
  command -v apt-get >/dev/null || die 2 "there is neither clang nor gcc that links" "Install one, with the C library's and zlib's development files."
  apt_install gcc
  apt_install libc6-dev
  apt_install zlib1g-dev
  hash -r
  has_compiler || die 1 "gcc is installed, yet it does not link" "Is /usr/bin on PATH? It is: $PATH"
}

has_compiler() {
  local compiler
  for compiler in clang gcc; do
    ! command -v "$compiler" >/dev/null || ! echo 'int main(void) { return 0; }' | "$compiler" -x c - -o /dev/null -lz 2>/dev/null || return 0
  done
  return 1
}
