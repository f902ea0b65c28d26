# shellcheck shell=bash
# shellcheck disable=SC2034  # the scripts that source this use the variables
# Shared by the program tests: source it first. Arguments: the program, the source tree.
set -u
program=$1
source_dir=$2
here=$source_dir/tests/program
tiny=$here/fixtures/tiny.yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_CACHE_HOME=$work/cache
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# expect STATUS ARGUMENT...: runs the program; its output is in ./stdout and ./stderr.
expect() {
  local wanted=$1 status
  shift
  "$program" "$@" >stdout 2>stderr </dev/null
  status=$?
  if [ "$status" -ne "$wanted" ]; then
    fail "aifactory $* ended with $status instead of $wanted"
    sed 's/^/    /' stderr | head -20
  fi
}

# expect_stderr TEXT: the last call said so.
expect_stderr() { grep -qF -- "$1" stderr || { fail "standard error lacks: $1"; sed 's/^/    /' stderr | head -20; }; }
expect_stdout() { grep -qF -- "$1" stdout || { fail "standard output lacks: $1"; sed 's/^/    /' stdout | head -20; }; }
expect_no_stdout() { [ ! -s stdout ] || { fail "standard output is not empty"; head -5 stdout; }; }

finish() {
  if [ "$failures" -gt 0 ]; then
    echo "$failures failures"
    exit 1
  fi
  echo "passed"
  exit 0
}
