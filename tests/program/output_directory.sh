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

# A disk that is full: a limit on the size of files stands in for it, so that no right to mount is needed. The first
# limit cuts result.json, the second only the longer of the tables.
for blocks in 1 16; do
  (
    trap '' XFSZ
    ulimit -f "$blocks"
    exec "$program" run "$tiny" -q -o full >/dev/null 2>stderr
  )
  status=$?
  [ "$status" -eq 2 ] || fail "on a full disk it ended with $status"
  expect_stderr "cannot write"
  [ ! -e full ] || fail "half-written files on a full disk"
done
# An earlier result survives when its replacement does not fit.
expect 0 run "$tiny" -q -o kept
cp kept/result.json before.json
(
  trap '' XFSZ
  ulimit -f 1
  exec "$program" run "$tiny" -q --seed 9 -o kept --force >/dev/null 2>stderr
)
cmp -s kept/result.json before.json || fail "a failed replacement touched the earlier result"
# Standard output on a full disk.
"$program" run "$tiny" -q >/dev/full 2>stderr
[ $? -eq 2 ] || fail "a full disk at standard output is not told"

# Nothing is left lying about.
leftovers=$(find . -name '.*' ! -name . | head -3)
[ -z "$leftovers" ] || fail "left over: $leftovers"

# An interrupted or refused run leaves no directory.
expect 2 run "$tiny" -o refused --set 'sites[hall].feed=1 W'
[ ! -e refused ] || fail "a refused run wrote something"
finish
