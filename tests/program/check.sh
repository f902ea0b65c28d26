#!/bin/bash
# aifactory check and diff: records, tolerances, exit statuses, JUnit, annotations.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITHUB_WORKSPACE

xml_is_good() { /usr/bin/env python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$1" || fail "not XML: $1"; }
json_is() { /usr/bin/env python3 -c "import json; j = json.load(open('$1')); assert $2, j" || fail "$1: not $2"; }

mkdir -p cases/first cases/second
cp "$tiny" cases/first/scenario.yaml
echo "scenario: ../first/scenario.yaml" >cases/second/tolerances.yaml
echo 'set: ["sites[hall].feed=140 kW"]' >>cases/second/tolerances.yaml

# No record yet; then one; then nothing moves.
expect 2 check cases
expect_stdout "aifactory check --update"
expect 0 check cases --update -j 2
expect 0 check cases
expect_stdout "first: passed, 24 metrics"
expect_stdout "2 cases, 48 metrics, 0 failed, 0 warnings"
cp cases/first/expected.json before.json
expect 0 check cases/first --update
cmp -s before.json cases/first/expected.json || fail "an update without a change touches the record"
expect 0 check cases -q
expect_no_stdout

# A constant changes: only the accounting moves. A longer run: the trajectory does.
sed -i 's|set: .*|set: ["sites[hall].feed=140 kW", "sites[hall].tariff=kepco-industrial-b-hva-ii"]|' cases/second/tolerances.yaml
expect 1 check cases
expect_stdout "second: failed"
expect_stdout "totals.utility.bill_krw"
expect_stdout "only its accounting changed"
expect_stdout "The resolved scenario is not the recorded one"
sed -i 's|set: .*|set: ["workloads[model].tokens=1e9"]|' cases/second/tolerances.yaml
expect 1 check cases/second
expect_stdout "The trajectory changed"
expect 1 check cases/second --lang ko
expect_stdout "second: 실패, 지표 24개"
expect_stdout "궤적이 달라졌습니다"
grep -q 'trajectory\|beyond tolerance\|allowed' stdout && fail "half of the Korean text is English"

# JUnit, annotations, summary, JSON.
touch summary.md
GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$work/summary.md GITHUB_WORKSPACE=$work expect 1 check cases --junit out.xml
xml_is_good out.xml
grep -q '<failure ' out.xml || fail "JUnit knows no failure"
[ "$(grep -c '^::' stdout)" -le 10 ] || fail "more than ten annotations"
grep -q '^::error file=cases/second/expected.json,line=[1-9][0-9]*,title=second totals' stdout || fail "no annotation: $(grep '^::' stdout | head -1)"
grep -q '| big |' summary.md || fail "the summary lacks a table"
expect 1 check cases --json
json_is stdout "j['ok'] is False and j['cases'][1]['cause'] == 'trajectory' and j['cases'][1]['differences']"

# Small differences warn.
{
  echo 'metrics:'
  echo '  - {match: "*", rel: 300 %}'
} >>cases/second/tolerances.yaml
expect 0 check cases/second
expect_stdout "small"

# Update needs a reason, keeps it, and writes lines for the changelog.
cp cases/second/expected.json before.json
expect 2 check cases/second --update
expect_stdout "--reason"
cmp -s before.json cases/second/expected.json || fail "a refused update wrote something"
expect 0 check cases/second --update --reason 'shorter training "run"'
expect_stdout 'Numbers that move'
json_is cases/second/expected.json "j['reason'] == 'shorter training \"run\"'"
expect 0 check cases/second
expect 2 check cases/second --reason why

# Invalid cases and scenarios: the others still run, and the gravest status counts.
mkdir cases/third
sed 's/feed:/feeed:/' "$tiny" >cases/third/scenario.yaml
GITHUB_ACTIONS=true GITHUB_WORKSPACE=$work expect 2 check cases
expect_stdout "first: passed"
expect_stdout "::error file=cases/third/scenario.yaml,line=21,title=third AIF-E010::unknown key"
echo 'guard: ["totals.gpuss"]' >cases/third/tolerances.yaml
cp "$tiny" cases/third/scenario.yaml
expect 2 check cases/third --update
expect_stdout "did you mean totals.gpus?"
echo 'tolerance: 1' >cases/third/tolerances.yaml
expect 2 check cases/third
expect_stdout "tolerances.yaml:1:1"
rm -r cases/third
mkdir stuck
cp "$tiny" stuck/scenario.yaml
echo 'set: ["workloads[model].model=llama-3.1-405b", "workloads[model].gpus=8"]' >stuck/tolerances.yaml
expect 3 check cases stuck
expect_stdout "stuck: stuck"
expect 2 check nowhere
expect 2 check .. -j 0

# Read-only and full: nothing half-written.
GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=/dev/full expect 0 check cases
expect_stderr "cannot write the summary"
expect 2 check cases --junit /proc/nowhere/out.xml

# An interrupt ends all children.
mkdir long
sed 's/^duration: .*/duration: 20 yr/' "$tiny" >long/scenario.yaml
"$program" check long >stdout 2>stderr &
pid=$!
for _ in $(seq 200); do
  child=$(pgrep -P "$pid") && break
  sleep 0.05
done
sleep 0.3
kill -INT "$pid"
wait "$pid"
status=$?
[ "$status" -eq 130 ] || { fail "interrupted, check ended with $status"; cat stdout stderr; }
kill -0 "$child" 2>/dev/null && fail "a run outlives its check"

# diff: directories, files, gzip; conditions; results of another version.
expect 0 run "$tiny" -q -o a
expect 0 run "$tiny" -q -o b --set 'sites[hall].tariff=kepco-industrial-b-hva-ii'
expect 0 diff a a
expect_stdout "all the same"
expect 0 diff a b --lang ko
expect_stdout "참고: 같은 시나리오이지만"
expect_stdout "집계만 달라졌습니다"
expect 1 diff a b --lang ko --fail-on 'totals.utility.bill_krw>0.1%'
expect_stderr "실패: totals.utility.bill_krw>0.1%"
expect 0 diff a b/result.json
expect_stdout "totals.utility.bill_krw"
expect_stdout "note: the same scenario, resolved to other values"
gzip -k b/result.json
expect 1 diff a b/result.json.gz --fail-on 'totals.utility.bill_krw>0.1%' --fail-on 'totals.gpus>1'
expect_stderr "failed: totals.utility.bill_krw>0.1%"
expect 0 diff a b --fail-on '*.pue>1%'
expect 2 diff a b --fail-on 'totals.utility.bil_krw>1%'
expect_stderr "did you mean totals.utility.bill_krw?"
expect 2 diff a b --fail-on 'totals.gpus>1 MWh'
expect 2 diff a b --fail-on nonsense
expect 2 diff a
expect 2 diff a nowhere
expect 2 diff a "$tiny"
expect_stderr "is not a result of this program"
sed 's/"version": "[^"]*"/"version": "9.9.9"/' a/result.json >other.json
expect 0 diff a other.json --json
json_is stdout "any('9.9.9' in r for r in j['remarks'])"
finish
