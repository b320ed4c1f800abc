# shellcheck shell=bash
# Publishes the worker, the command-line tool and the example to out/bin, unless the sources are those of the last time.

: "${root:?source lib/common.sh first}" "${out:?}" "${dotnet:?call need_dotnet first}" "${dotnet_version:?}"

need_published() {
  with_lock publish_if_changed
}

publish_if_changed() {
  local stamp=$out/.published sources
  sources=$(source_sum examples/WordCount)
  if [[ -x $out/bin/twister2-worker && -f $stamp && $(<"$stamp") == "$sources" ]]; then
    return
  fi
  step "Building Release into out/bin (a minute the first time)"
  local new=$out/bin.new
  rm -rf "$new"
  publish_project launch/twister2-worker "$new"
  publish_project launch/twister2 "$new"
  publish_project Twister2.Dashboard "$new"
  publish_project examples/WordCount "$new/examples"
  # One rename: a failed build leaves the old programs as they were.
  rm -rf "$out/bin.old"
  [[ ! -e $out/bin ]] || mv "$out/bin" "$out/bin.old"
  mv "$new" "$out/bin"
  rm -rf "$out/bin.old"
  printf '%s\n' "$sources" >"$stamp"
}

# Compiled ahead for this machine where the SDK can have that (ReadyToRun): each rank then starts with a third less work.
publish_project() {
  local name=${1##*/} rid
  rid=$("$dotnet" --info | sed -n 's/^ *RID: *//p')
  logged "publish-$name" "$dotnet" publish "$root/$1/$name.csproj" -c Release -o "$2" -r "$rid" --self-contained false -p:PublishReadyToRun=true \
    -nologo -tl:off -v:minimal ||
    logged "publish-$name" "$dotnet" publish "$root/$1/$name.csproj" -c Release -o "$2" -nologo -tl:off -v:minimal ||
    die 1 "$name does not build" "A restore that finds no package needs the network: build on a login node, in the same clone."
}

# need_example NAME: publishes an example to out/examples/NAME, unless its sources are those of the last time.
need_example() {
  with_lock publish_example_if_changed "$1"
}

publish_example_if_changed() {
  local name=$1 stamp=$out/examples/.$1.published sources
  sources=$(source_sum "examples/$name")
  if [[ -f $out/examples/$name/$name.dll && -f $stamp && $(<"$stamp") == "$sources" ]]; then
    return
  fi
  step "Building $name into out/examples"
  rm -rf "$out/examples/$name.new"
  publish_project "examples/$name" "$out/examples/$name.new"
  rm -rf "${out:?}/examples/$name"
  mv "$out/examples/$name.new" "$out/examples/$name"
  printf '%s\n' "$sources" >"$stamp"
}

# source_sum EXAMPLE: one checksum over the names and contents of all sources that an example, or the worker with it, is made of; 0.1 s, and right after a
# checkout of older files too.
source_sum() {
  {
    echo "$dotnet_version"
    find "$root" \( -path "$out" -o -path "$root/tests" -o -path "$root/bench" -o -path "$root/docs" -o -path "$root/examples/*/*" ! -path "$root/$1/*" \
      -o -name .git -o -name bin -o -name obj \) -prune -o \
      -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -path '*/Twister2.Dashboard/Pages/*' -o -name '*.targets' -o -name '*.json' -o -name '*.config' \
      -o -name README.md -o -name publish.sh \) -exec cksum {} + | sort
  } | cksum
}
