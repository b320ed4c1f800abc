# shellcheck shell=bash
# Finds Slurm's daemons and commands, and installs them where apt can. Source lib/mpi.sh first, for apt_install.

: "${root:?source lib/common.sh first}"

# What slurm/dev-cluster.sh starts and calls; the plug-in that gives Open MPI its ranks counts too.
slurm_commands=(slurmctld slurmd munged munge sbatch srun squeue scancel scontrol sinfo)

# need_slurm: returns when all of Slurm is there, installs it where that can be done, or says how.
need_slurm() {
  # Debian has the daemons where only root's PATH looks.
  [[ :$PATH: == *:/usr/sbin:* ]] || PATH=$PATH:/usr/sbin
  ! has_slurm || return 0
  step "Installing Slurm"
  command -v apt-get >/dev/null || die 2 "there is no whole Slurm here: $(missing_of_slurm)" \
    "Install your system's packages of Slurm (daemons, client, PMIx plug-in) and munge." "With dnf: sudo dnf install slurm-slurmctld slurm-slurmd slurm munge pmix"
  apt_install slurm-wlm
  apt_install munge
  apt_install libpmix2
  hash -r
  has_slurm || die 1 "Slurm is installed, yet there is no $(missing_of_slurm)" "Is /usr/sbin on PATH? It is: $PATH"
}

has_slurm() {
  [[ -z $(missing_of_slurm) ]]
}

missing_of_slurm() {
  local command missing=()
  for command in "${slurm_commands[@]}"; do command -v "$command" >/dev/null || missing+=("$command"); done
  echo "${missing[*]}"
}
