#!/bin/bash
# Files appear as a whole or not at all, and nothing is overwritten unasked.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 run "$tiny" -o out
expect 2 run "$tiny" -o out
expect_stderr "--force"
expect_no_stdout
touch out/mine
expect 0 run "$tiny" -o out --force
[ -f out/result.json ] || fail "result.json is missing"
[ ! -e out/mine ] || fail "the directory was not replaced as a whole"

# Not ours: refused even with --force.
mkdir theirs
echo precious >theirs/thesis.txt
expect 2 run "$tiny" -o theirs --force
[ "$(cat theirs/thesis.txt)" = precious ] || fail "a directory of somebody else was touched"
echo precious >file
expect 2 run "$tiny" -o file --force
[ "$(cat file)" = precious ] || fail "a file was replaced"
expect 2 run "$tiny" -o file/below
expect_stderr "not a directory"

# New folders on the way are made.
expect 0 run "$tiny" -o deep/down/out
[ -f deep/down/out/summary.txt ] || fail "the folders were not made"

# No permission. The superuser may write anywhere but into /proc.
if [ "$(id -u)" -eq 0 ]; then
  locked=/proc/aifactory-test
else
  mkdir locked
  chmod 555 locked
  locked=locked/out
fi
expect 2 run "$tiny" -o "$locked"
expect_stderr "cannot "
expect_no_stdout

# Nothing is left lying about.
leftovers=$(find . -name '.*' ! -name . | head -3)
[ -z "$leftovers" ] || fail "left over: $leftovers"

# An interrupted or refused run leaves no directory.
expect 2 run "$tiny" -o refused --set 'sites[hall].feed=1 W'
[ ! -e refused ] || fail "a refused run wrote something"
finish
