#!/bin/bash
# Disks that are full or read-only, files of another version, names meant to do harm: every command that writes or reads
# files says what is wrong and leaves what was there.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

quiet_bug() { grep -qiE "internal error|terminate|assert|segmentation|this is a bug" stderr && fail "$1: not a message for users: $(head -2 stderr)"; }

# Two results, a study with three runs of which one is done, a case with its record: made while there is room.
expect 0 run "$tiny" -q -o good
expect 0 run "$tiny" -q -o other --seed 4
expect 0 sweep plan "$tiny" --set 'seed=1,2,3' --set 'duration=6 h' -o study -q
expect 0 sweep run study --only 1 -q
mkdir -p case
cp "$tiny" case/scenario.yaml
expect 0 check case --update
cp case/expected.json record.json
printf 'time,power_kw\n2027-03-01T00:00:00+09:00,100\n2027-03-01T01:00:00+09:00,110\n2027-03-01T02:00:00+09:00,90\n' >meter.csv

# --- full: a limit on the size of files stands in for the end of the disk ---
# full BLOCKS STATUS TEXT ARGUMENT...
full() {
  local blocks=$1 wanted=$2 text=$3 status
  shift 3
  (
    trap '' XFSZ
    ulimit -f "$blocks"
    exec "$program" "$@" >stdout 2>stderr </dev/null
  )
  status=$?
  [ "$status" -eq "$wanted" ] || fail "aifactory $* on a full disk ended with $status instead of $wanted: $(head -2 stderr)"
  grep -qF -- "$text" stdout stderr || fail "aifactory $* on a full disk does not say: $text"
  quiet_bug "$*"
}
full 1 2 "cannot write" report good -o page.html
[ ! -e page.html ] || fail "half a page on a full disk"
full 1 2 "cannot write" sweep plan "$tiny" --set 'seed=1,2,3' -o planned
[ ! -e planned ] || fail "half a plan on a full disk"
full 1 2 "cannot write" sweep collect study
[ ! -e study/results.csv ] || fail "half a table on a full disk"
full 1 2 "cannot write" diff good --telemetry meter.csv --svg power.svg
full 1 2 "cannot write" init mine.yaml --gpus 64 --system dgx-h100
[ ! -s mine.yaml ] || fail "half a scenario on a full disk"
full 1 2 "cannot write" run "$tiny" -q -o full --report
for part in full/report.html full/result.json; do [ ! -e "$part" ] || fail "half a result on a full disk: $part"; done
for copy in 1 2 3 4 5 6 7 8; do mkdir -p "cases/$copy" && cp case/* "cases/$copy/"; done
full 1 2 "cannot write" check cases --junit junit.xml
[ ! -e junit.xml ] || fail "half a JUnit file on a full disk"
full 1 2 "cannot write" validate "$source_dir/tests/validation/tariffs.yaml" --html accuracy.html
[ ! -e accuracy.html ] || fail "half a page of measurements on a full disk"
full 1 2 "cannot write" step "$source_dir/scenarios/h100-16k-llama405b.yaml" --trace step.json
[ ! -e step.json ] || fail "half a timeline on a full disk"
sed -i 's/^seed: .*/seed: 5/' case/scenario.yaml
full 1 2 "case" check case --update --reason "another seed"
cmp -s case/expected.json record.json || fail "a failed update touched the record"
sed -i 's/^seed: .*/seed: 1/' case/scenario.yaml

# A run of a study whose outcome finds no room is not lost: it stays open, and is run when there is room.
for jobs in 1 2; do
  full 1 2 "stay open" sweep run study -q -j "$jobs"
  expect_stderr "cannot write"
  [ "$(find study/runs -name outcome.json | wc -l)" -eq 1 ] || fail "an outcome was written where there is no room"
done
expect 0 sweep run study -q
expect_stdout "3 runs: 2 done now, 0 failed now, 1 had ended before"
expect 0 sweep collect study -q

# Standard output with no room.
for arguments in "diff good other" "diff good other --json" "check case --json" "check case" "list gpu" "schema" "sweep status study" "resolve $tiny" "lint $tiny" \
  "completion bash" "show gpu h100-sxm" "report good --json"; do
  # shellcheck disable=SC2086
  "$program" $arguments >/dev/full 2>stderr </dev/null
  status=$?
  [ "$status" -eq 2 ] || fail "aifactory $arguments to a full disk ended with $status"
  expect_stderr "cannot write to standard output"
done

# --- read-only: /proc is so for everybody ---
for arguments in "report good -o /proc/page.html" "sweep plan $tiny --set seed=1,2 -o /proc/study" "init /proc/mine.yaml --gpus 64 --system dgx-h100" \
  "check case --junit /proc/out.xml" "diff good --telemetry meter.csv --svg /proc/power.svg" "run $tiny -o /proc/out" \
  "run $tiny -o /proc/out --report" "validate $source_dir/tests/validation/tariffs.yaml --html /proc/accuracy.html" \
  "step $source_dir/scenarios/h100-16k-llama405b.yaml --trace /proc/step.json"; do
  # shellcheck disable=SC2086
  expect 2 $arguments
  expect_stderr "/proc/"
  quiet_bug "$arguments"
done
if [ "$(id -u)" -ne 0 ]; then
  chmod -R a-w study case
  expect 2 sweep run study --rerun-failed
  expect 2 sweep collect study
  expect 0 check case
  expect 0 sweep status study
  chmod -R u+w study case
fi

# --- results of other versions, and things that only look like results ---
sed 's/"schema": "aifactory-result\/v1"/"schema": "aifactory-result\/v9"/; s/"version": "[^"]*"/"version": "9.9.9"/' good/result.json >newer.json
cmp -s newer.json good/result.json && fail "the edit changes nothing"
expect 0 diff good newer.json
expect_stdout "the formats differ"
expect 2 report newer.json -o page.html
expect_stderr "aifactory-result/v9"
quiet_bug "report of a newer result"
python3 - <<'PYTHON'
import json
result = json.load(open("good/result.json"))
for key in ("cost", "uncertainty", "training_steps", "ledger"):  # what results of earlier days lack
    result.pop(key, None)
    result["totals"].pop(key, None)
json.dump(result, open("older.json", "w"))
PYTHON
expect 0 diff good older.json
"$program" report older.json -o older.html >stdout 2>stderr
status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 2 ] || fail "the report of an older result ended with $status"
quiet_bug "report of an older result"
head -c 3000 good/result.json >half.json
for command in "diff good half.json" "report half.json -o half.html"; do
  # shellcheck disable=SC2086
  expect 2 $command
  expect_stderr "half.json"
  quiet_bug "$command"
done
printf '{"schema": "aifactory-result/v1", "totals": {"gpus": "many"}}' >odd.json
expect 2 report odd.json -o odd.html
quiet_bug "report of an odd result"
printf '[[[[' >noise.json
expect 2 diff noise.json good

# --- names meant to do harm, on a terminal, in tables, in a study and in its page ---
hostile=$(printf '</script><b>\\e[31m\\u202Eevil')
long=$(printf 'y%.0s' $(seq 5000))
expect 0 run "$tiny" -q -o hostile --set "title_en=\"$hostile\"" --set "title_ko=\"$hostile\"" --set "operators[lab].title_en=\"$long\"" \
  --set "sites[hall].title_en=\"$hostile\""
grep -qP '\x1b|\xe2\x80\xae' stdout && fail "a name turns the text around, or colours it"
awk 'length > 400' stdout hostile/summary.txt | grep -q . && fail "a name of 5,000 letters makes a line of its own length"
expect 0 run "$tiny" -q --lang ko --set "title_ko=\"$hostile\""
grep -qP '\x1b|\xe2\x80\xae' stdout && fail "a Korean title turns the text around, or colours it"
expect 0 sweep plan "$tiny" --name "$(printf '=1+1</script>\033[31m\xe2\x80\xae')$long" --set 'seed=1,2' --set 'duration=6 h' -o named
grep -qP '\x1b|\xe2\x80\xae' stdout stderr && fail "the name of a study reaches the terminal as it is"
expect 0 sweep run named -q
expect 0 sweep collect named -q
grep -qP '\x1b|\xe2\x80\xae|<script' named/report.html stdout && fail "the name of a study is not made harmless"
expect 2 run "$(printf 'no\033[31m\xe2\x80\xaesuch.yaml')"
grep -qP '\x1b|\xe2\x80\xae' stderr && fail "the name of a file reaches the terminal as it is"
expect 2 "$(printf '\033[31mrnu')"
grep -qP '\x1b' stderr && fail "a command that does not exist reaches the terminal as it is"
finish
