# Configures and builds a preset. Sourced after common.sh.
# shellcheck shell=bash

build_directory() { printf '%s\n' "$AIF_BUILD_ROOT/$1"; }

# configure PRESET [CMAKE ARGUMENT...]   only if that was not done before with the same presets at the same place.
configure() {
  local preset=$1 directory stamp key
  shift
  directory=$(build_directory "$preset")
  stamp=$directory/.configured
  key=$(printf '%s\n' "$AIF_ROOT" "$@" | cat - "$AIF_ROOT/CMakePresets.json" | cksum)
  if [[ -e $directory/build.ninja && -e $stamp && $(<"$stamp") == "$key" ]]; then
    return
  fi
  say "Configuring $preset"
  mkdir -p "$directory"
  if ! cmake -S "$AIF_ROOT" --preset "$preset" --fresh "$@" >"$directory/configure.log" 2>&1; then
    cat "$directory/configure.log" >&2
    fail "cmake could not configure the preset $preset" 1
  fi
  printf '%s\n' "$key" >"$stamp"
}

# Turns ninja's lines into one line that counts (terminal) or one line per tenth (file); passes on all others.
show_progress() {
  local line done_count total tenth=0 last=""
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      done_count=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
      ((total > 5)) || continue # asking git for the revision, linking
      if [[ -t 2 ]]; then
        printf '\r\033[K  building %d of %d' "$done_count" "$total" >&2
        last=$total
      elif ((done_count * 10 / total > tenth)); then
        tenth=$((done_count * 10 / total))
        say "  building $done_count of $total"
      fi
    elif [[ $line != "ninja: no work to do." ]]; then
      if [[ -n $last ]]; then printf '\n' >&2; fi
      last=""
      say "$line"
    fi
  done
  if [[ -n $last ]]; then printf '\r\033[K' >&2; fi
}

# build PRESET TARGET...   The last build's words stay in build/PRESET/build.log.
build() {
  local preset=$1 directory codes=(0)
  shift
  directory=$(build_directory "$preset")
  ninja -C "$directory" "$@" 2>&1 </dev/null | grep --line-buffered -v '^ninja: Entering directory' |
    tee "$directory/build.log" | show_progress || codes=("${PIPESTATUS[@]}")
  ((codes[0] == 0)) || fail "the build failed (preset $preset, whole log in ${directory#"$AIF_ROOT"/}/build.log)" 1
}
