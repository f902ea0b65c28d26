#!/bin/bash
# Same scenario, seed and program: the same bytes, wherever and however it is called.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

for scenario in "$tiny" "$source_dir/scenarios/quickstart.yaml"; do
  rm -rf a b
  expect 0 run "$scenario" -o a
  cp stdout first
  expect 0 run "$scenario" -o b -q
  cmp -s first stdout || fail "$scenario: the summaries differ"
  diff -r a b >difference || { fail "$scenario: two runs differ"; head -5 difference; }
  (cd a && printf '%s ' *) >names
  [ "$(cat names)" = "columns.md events.csv jobs.csv resolved.yaml result.json summary.txt timeseries.csv " ] ||
    fail "files are: $(cat names)"
done

# The resolved scenario is the scenario.
"$program" resolve "$tiny" >full.yaml 2>stderr || fail "the scenario does not resolve"
"$program" resolve full.yaml >again.yaml 2>stderr || { fail "the resolved scenario does not resolve"; cat stderr; }
cmp -s full.yaml again.yaml || fail "resolving twice changes the scenario"

# Another seed is another year.
expect 0 run "$tiny" -q --json
grep '"fingerprint"' stdout >one
expect 0 run "$tiny" -q --json --seed 4
grep '"fingerprint"' stdout >two
cmp -s one two && fail "the seed changes nothing"

# Changes apply in the order in which they are written.
expect 0 run "$tiny" -q --json --seed 4 --set seed=3
grep '"fingerprint"' stdout >three
cmp -s one three || fail "the last change does not win"
finish
