# shellcheck shell=bash
# Finds Chromium, and installs it where apt can. Source lib/mpi.sh first, for apt_install.

: "${root:?source lib/common.sh first}"

# need_browser: returns when Chromium is there, installs it where that can be done, or says how.
need_browser() {
  ! has_browser || return 0
  step "Installing Chromium"
  command -v apt-get >/dev/null || die 2 "there is no Chromium here" "Install your system's package, with dnf: sudo dnf install chromium"
  apt_install chromium
  hash -r
  has_browser || die 1 "Chromium is installed, yet there is no command 'chromium'" "On Ubuntu it comes as a snap: sudo snap install chromium"
}

has_browser() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null
}
