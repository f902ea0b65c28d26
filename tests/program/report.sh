#!/bin/bash
# The page for analysts as a file: made while running or later, whole or not at all, with clear messages.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

# Made by the run, and made later from its files: the same bytes.
expect 0 run "$tiny" -o out --report
[ -s out/report.html ] || fail "report.html is missing"
expect 0 report out -o later.html
cmp -s out/report.html later.html || fail "the page from the files is not the page of the run"
expect 0 report out/result.json -o file.html
cmp -s later.html file.html || fail "naming the file is not the same as naming the directory"
expect 2 run "$tiny" --report
expect_stderr "add -o DIRECTORY"

# One file, nothing to load, nothing overwritten unasked.
grep -q "default-src 'none'" later.html || fail "no policy against connections"
grep -Eq '(src|href)="?https?:' later.html && fail "the page would load something"
expect 2 report out
expect_stderr "-o report.html"
expect 2 report out -o later.html
expect_stderr "--force"
expect 0 report out -o later.html --force
expect 2 report out -o .
expect_stderr "is a directory"
mkdir closed && chmod 555 closed
locked=closed/page.html
[ "$(id -u)" -eq 0 ] && locked=/proc/aifactory-test.html
expect 2 report out -o "$locked"
expect_stderr "cannot "
leftovers=$(find . -name '.*' ! -name . | head -3)
[ -z "$leftovers" ] || fail "left over: $leftovers"

# The numbers behind the charts.
expect 0 report out --json
python3 - <<'PYTHON' || fail "--json does not hold the model"
import json
model = json.load(open("stdout", encoding="utf-8"))
result = model["results"][0]
assert result["name"] == "tiny" and result["jobs"]["count"] > 10 and len(result["steps"]) == 1, result.keys()
assert any(number[5] == "" for number in result["numbers"]), "no estimates"
PYTHON

# Two results are compared; what was changed is listed.
expect 0 run "$tiny" -o second --set 'sites[hall].feed=80 kW'
expect 0 report out second -o compared.html
expect 0 report out second --json
expect_stdout 'sites[hall].feed'

# Power within seconds comes from a table.
printf 't_s,load_w,grid_w\n0,1e6,9e5\n0.5,2e6,1e6\n' >wave.csv
expect 0 report out --waveform wave.csv --json
expect_stdout '"waveform":{"step_s":0.5'
expect 2 report out second --waveform wave.csv -o wave.html
expect_stderr "one result"
expect 2 report out --waveform out/jobs.csv -o wave.html
expect_stderr "line 1"

# Only result.json: the page goes without what the tables would show.
mkdir bare && cp out/result.json bare
expect 0 report bare -o bare.html
expect_stderr "jobs.csv"

# Results that cannot be read.
mkdir other empty && cp out/* other
sed -i 's#aifactory-result/v1#aifactory-result/v7#' other/result.json
expect 2 report other -o other.html
expect_stderr "aifactory-result/v7"
[ ! -e other.html ] || fail "a page was written all the same"
sed 's/"tokens_home"/"tokens_at_home"/' out/result.json >other/result.json
expect 2 report other -o other.html
expect_stderr "written by version"
cp out/result.json other && sed -i '1s/time_s/time/' other/timeseries.csv
expect 2 report other -o other.html
expect_stderr "timeseries.csv"
expect 2 report empty -o other.html
expect_stderr "holds no result.json"
expect 2 report nothing -o other.html
expect_stderr "nothing"

# An interrupted or full disk leaves no half page.
if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=256k none small 2>/dev/null; then
  expect 2 report out -o small/page.html
  [ -z "$(ls -A small)" ] || fail "a half page was left on a full disk"
  umount small
fi
finish
