#!/bin/bash
# Ctrl-C: partial results marked incomplete, exit status 130.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

"$program" run "$source_dir/scenarios/quickstart.yaml" --set 'duration=20 yr' -o out >stdout 2>stderr &
pid=$!
for _ in $(seq 200); do
  grep -q Simulating stderr && break
  sleep 0.05
done
sleep 1
kill -INT "$pid"
wait "$pid"
status=$?
[ "$status" -eq 130 ] || { fail "ended with $status instead of 130"; cat stderr; }
grep -q '"incomplete": true' out/result.json || fail "the result is not marked incomplete"
expect_stdout "INTERRUPTED"

# Twice: at once, and nothing is written. The stopped child cannot answer the first wish.
"$program" run "$source_dir/scenarios/quickstart.yaml" --set 'duration=20 yr' -o twice >stdout 2>stderr &
pid=$!
for _ in $(seq 200); do
  child=$(pgrep -P "$pid") && break
  sleep 0.05
done
kill -STOP "$child"
kill -INT "$pid"
sleep 0.2
kill -INT "$pid"
wait "$pid"
status=$?
[ "$status" -eq 130 ] || { fail "interrupted twice it ended with $status instead of 130"; cat stderr; }
[ ! -e twice ] || fail "interrupted twice it wrote files"
expect_no_stdout
finish
