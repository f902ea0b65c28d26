#!/bin/bash
# Standard output is data, standard error is talk; --json is JSON; colours only where they are wanted.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

is_json() { /usr/bin/env python3 -c 'import json, sys; json.load(sys.stdin)' <stdout || fail "not JSON: $*"; }

expect 0 run "$tiny" -q
[ ! -s stderr ] || fail "--quiet talks: $(head -1 stderr)"
expect_stdout "Laboratory"
expect 0 run "$tiny"
expect_stderr "aifactory run "
expect_stderr "-o out/tiny"
expect 0 run "$tiny" -q --lang ko
expect_stdout "연구소"
"$program" run - -q <"$tiny" >stdout 2>stderr || fail "standard input is not read"
expect_stdout "Laboratory"

for arguments in "run $tiny" "lint $tiny" "lint --catalog" "resolve $tiny" "resolve --explain $tiny" "schema" "reference" \
  "list" "list gpu" "list reference" "show gpu h100-sxm" "show ai-model deepseek-v3" "show tariff kepco-general-b-hva-iii" \
  "--version" "columns"; do
  # shellcheck disable=SC2086
  expect 0 $arguments --json
  is_json "$arguments"
done

escape=$(printf '\033')
expect 0 run "$tiny" -q
grep -q "$escape" stdout && fail "colours on a stream that is no terminal"
FORCE_COLOR=1 expect 0 run "$tiny" -q
grep -q "$escape" stdout || fail "FORCE_COLOR gives no colours"
FORCE_COLOR=1 NO_COLOR=1 expect 0 run "$tiny" -q
grep -q "$escape" stdout && fail "NO_COLOR gives colours"
FORCE_COLOR=1 expect 0 run "$tiny" -q --no-color
grep -q "$escape" stdout && fail "--no-color gives colours"

# Origins.
expect 0 resolve --explain "$tiny" --set 'sites[hall].feed=140 kW' -q
expect_stdout "sites[hall].feed = 140 kW  <- --set"
expect_stdout "sites[hall].climate = seoul  <- $tiny:20"
expect_stdout "models/climates/seoul.yaml:"
expect_stdout "<- default"
expect 0 resolve --explain "$tiny" -q
expect_stdout "sites[hall].feed = 150 kW  <- $tiny:21"
finish
