# shellcheck shell=bash disable=SC2034 # sets variables for its caller
# Finds a .NET SDK that this repository builds with, and a place for its files where HOME is none.

home_is_elsewhere=false
: "${root:?source lib/common.sh first}" "${out:?}"

# Sets dotnet (the command) and dotnet_root (the folder with packs/ and shared/).
need_dotnet() {
  local candidate version line
  dotnet_environment
  for candidate in dotnet "${DOTNET_ROOT:-/nowhere}/dotnet" "${HOME:-/nowhere}/.dotnet/dotnet" \
    /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/lib64/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
    candidate=$(command -v "$candidate") || continue
    # global.json decides which SDK is good enough.
    version=$(cd "$root" && "$candidate" --version 2>/dev/null) || continue
    while IFS= read -r line; do
      [[ $line == "$version ["*"/sdk]" ]] || continue
      dotnet=$candidate
      dotnet_version=$version
      dotnet_root=${line#*\[}
      dotnet_root=${dotnet_root%/sdk\]}
      return
    done < <("$candidate" --list-sdks)
  done
  no_sdk
}

no_sdk() {
  local found=none
  if command -v dotnet >/dev/null; then
    found=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -) || true
  fi
  die 2 "the .NET 10 SDK is needed; found: ${found:-none}" \
    "Get it from https://dotnet.microsoft.com/download/dotnet/10.0 (packages for every system), or without root:" \
    "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0" \
    "  export PATH=\"\$HOME/.dotnet:\$PATH\"" \
    "On a cluster, look for a module first: module avail dotnet"
}

dotnet_environment() {
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  export DOTNET_ADD_GLOBAL_TOOLS_TO_PATH=false DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
  # Otherwise each page of compiled code is mapped twice: ranks start 5 % later, and end where a mapping fails at a bad moment.
  export DOTNET_EnableWriteXorExecute=${DOTNET_EnableWriteXorExecute:-0}
  # No build node or compiler server outlives a run on a CI machine.
  export MSBUILDDISABLENODEREUSE=1
  [[ ${CI:-} != true ]] || export UseSharedCompilation=false
  # The SDK's own commands stop where libicu is missing, unless they are told that it is.
  if [[ $(uname) == Linux ]] && ! compgen -G '/usr/lib*/libicuuc.so.*' >/dev/null &&
    ! compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}
  fi
  home_is_usable || home_under_out
}

home_is_usable() {
  [[ -n ${HOME:-} && -d $HOME && -w $HOME ]]
}

# Accounts of services and containers have no HOME, or a read-only one.
home_under_out() {
  local config=${HOME:-/nowhere}/.nuget/NuGet/NuGet.Config
  mkdir -p "$out/home/.nuget/NuGet"
  # The package sources that were set up in a read-only HOME still count.
  [[ ! -r $config ]] || ln -sfn "$config" "$out/home/.nuget/NuGet/NuGet.Config"
  export DOTNET_CLI_HOME=${DOTNET_CLI_HOME:-$out/home}
  export NUGET_PACKAGES=${NUGET_PACKAGES:-$out/home/packages}
  home_is_elsewhere=true
  export TWISTER2_HOME=${TWISTER2_HOME:-$out/home/.twister2}
  export XDG_DATA_HOME=${XDG_DATA_HOME:-$out/home/.local/share}
  [[ -n ${HOME:-} ]] || export HOME=$out/home
}

# True where an executable made by the SDK finds the runtime by itself.
dotnet_root_is_standard() {
  [[ -z ${DOTNET_ROOT:-} || ${DOTNET_ROOT%/} == "$dotnet_root" ]] || return 1
  [[ $dotnet_root == /usr/share/dotnet || $dotnet_root == /usr/lib/dotnet ]] && [[ ! -f /etc/dotnet/install_location ]] && return
  [[ -f /etc/dotnet/install_location && $(head -n 1 /etc/dotnet/install_location) == "$dotnet_root" ]]
}
