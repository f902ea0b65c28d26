# Shared by everything in tools/ and by .ci/run. Sourced, never run.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

AIF_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
AIF_BUILD_ROOT=$AIF_ROOT/build

# Standard output is data, so everything the tools say goes to standard error.
say() { printf '%s\n' "$*" >&2; }

fail() {
  say "${0##*/}: $1"
  exit "${2:-2}"
}

have() { command -v "$1" >/dev/null 2>&1; }

# Prints the comment at the top of the calling script, without the leading "# ".
show_help() {
  awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$0"
}

# The first of the given commands that exists; nothing if none does.
first_of() {
  local name
  for name; do
    if have "$name"; then
      printf '%s\n' "$name"
      return
    fi
  done
}

# Files of the repository that match the patterns, one per line. Outside a git checkout: what find sees.
repository_files() {
  if git -C "$AIF_ROOT" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git -C "$AIF_ROOT" ls-files --cached --others --exclude-standard -- "$@" |
      (cd "$AIF_ROOT" && while IFS= read -r file; do if [[ -f $file ]]; then printf '%s\n' "$file"; fi; done) | sort -u
    return
  fi
  local pattern expression=()
  for pattern; do expression+=(-o -name "${pattern##*/}"); done
  (cd "$AIF_ROOT" && find . \( -path ./build -o -path ./.git \) -prune -o -type f \( "${expression[@]:1}" \) -print) |
    sed 's|^\./||' | sort
}
