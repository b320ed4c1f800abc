# shellcheck shell=bash disable=SC2034 # sets variables for its caller
# Finds an MPI launcher, says which MPI it belongs to, and installs one where apt can.

: "${root:?source lib/common.sh first}"

# mpi_kind COMMAND: openmpi, mpich (with everything that has its ABI), slurm, or unknown.
mpi_kind() {
  local text
  text=$("$1" --version 2>&1 </dev/null) || true
  case $text in
    *"Open MPI"* | *OpenRTE* | *PRRTE* | *"IBM Spectrum MPI"*) echo openmpi ;;
    *HYDRA* | *"Intel(R) MPI"* | *MPICH* | *MVAPICH*) echo mpich ;;
    slurm*) echo slurm ;;
    *) echo unknown ;;
  esac
}

# find_mpiexec [KIND]: the launcher to use; with a KIND, one of that MPI. Nothing and false where there is none.
# srun is the last choice: outside an allocation it would ask the cluster for one.
find_mpiexec() {
  local want=${1:-} candidate
  for candidate in ${MPIEXEC:+"$MPIEXEC"} ${want:+"mpiexec.$want"} mpiexec mpirun mpiexec.openmpi mpiexec.mpich srun; do
    command -v "$candidate" >/dev/null || continue
    if [[ -z $want || $(mpi_kind "$candidate") == "$want" ]]; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

# need_mpi KIND|any [OTHER WAY]: returns when an MPI of that kind is there, installs it where that can be done, or says how.
need_mpi() {
  local kind=$1 package
  shift
  if [[ $kind == any ]]; then
    ! find_mpiexec >/dev/null || return 0
    kind=openmpi
  fi
  ! find_mpiexec "$kind" >/dev/null || return 0
  step "Installing $(mpi_name "$kind")"
  command -v apt-get >/dev/null || die 2 "$(mpi_name "$kind") is not on PATH" "$(how_to_get "$kind")" "$@"
  [[ $kind == openmpi ]] && package=openmpi-bin || package=mpich
  apt_install "$package" "$@"
  hash -r
  find_mpiexec "$kind" >/dev/null || die 1 "$package is installed, yet no mpiexec of it is on PATH" "Is /usr/bin on PATH? It is: $PATH"
}

mpi_name() {
  [[ $1 == openmpi ]] && echo "Open MPI" || echo MPICH
}

# apt_install PACKAGE [OTHER WAY]
apt_install() {
  local package=$1
  shift
  local -a as_root=()
  if ((EUID != 0)); then
    as_root=(sudo -n)
    sudo -n true 2>/dev/null </dev/null ||
      die 2 "installing $package needs root, and sudo is missing or wants a password" "Run: sudo apt-get install -y $package" "$@"
  fi
  local -a apt=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
    apt-get -q -y -o DPkg::Lock::Timeout=300)
  # A failed update need not matter (one bad source among many): the lists that are there may do.
  logged apt-update "${apt[@]}" update 2>/dev/null || { sleep 3 && logged apt-update "${apt[@]}" update; } || true
  logged "apt-install-$package" "${apt[@]}" install --no-install-recommends "$package" ||
    die 1 "apt-get could not install $package" "Install it by hand and start again: sudo apt-get install -y $package" "$@"
}

# how_to_get KIND: one line for systems without apt.
how_to_get() {
  local kind=$1 name
  name=$(mpi_name "$kind")
  if [[ -n ${MODULEPATH:-}${LMOD_CMD:-}${MODULESHOME:-} ]]; then
    echo "This machine has modules: 'module avail mpi' lists them, 'module load $kind' (or the name listed) puts $name on PATH."
  elif command -v dnf >/dev/null; then
    echo "Run: sudo dnf install $kind environment-modules; then, in a new shell: module load mpi/$kind-$(uname -m)"
  elif command -v zypper >/dev/null; then
    [[ $kind == openmpi ]] && kind=openmpi4
    echo "Run: sudo zypper install $kind mpi-selector && mpi-selector --set $kind; then open a new shell."
  elif command -v pacman >/dev/null; then
    echo "Run: sudo pacman -S $kind"
  elif command -v apk >/dev/null; then
    echo "Run: sudo apk add $kind (from the community repository)"
  elif command -v brew >/dev/null; then
    [[ $kind == openmpi ]] && kind=open-mpi
    echo "Run: brew install $kind"
  else
    echo "Install $name with your system's packages or from its own site (open-mpi.org, mpich.org), and put its bin folder on PATH."
  fi
}

# Cores as Open MPI counts slots: physical ones, and no more than this process may use.
slots() {
  local usable physical
  if [[ -n ${SLURM_NTASKS:-} ]]; then
    echo "$SLURM_NTASKS"
    return
  fi
  usable=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
  physical=$(lscpu -p=CORE,SOCKET 2>/dev/null | grep -v '^#' | sort -u | wc -l) || physical=0
  ((physical > 0 && physical < usable)) && echo "$physical" || echo "$usable"
}

# mpi_command MPIEXEC RANKS: sets mpi_env (assignments) and mpi_args (the launcher and its options).
mpi_command() {
  local mpiexec=$1 ranks=$2
  mpi_env=()
  mpi_args=("$mpiexec" -n "$ranks")
  [[ $(mpi_kind "$mpiexec") == openmpi ]] || return 0
  # Open MPI refuses both unless told otherwise; the MPICH family and srun know neither rule.
  ((EUID != 0)) || mpi_env=(OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1)
  # It binds one or two ranks to a core each, and with them every thread of the process.
  ((ranks > 2)) || mpi_args+=(--bind-to none)
  ((ranks <= $(slots))) || mpi_args+=(--oversubscribe)
}
