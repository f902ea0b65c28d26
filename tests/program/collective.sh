#!/bin/bash
# aifactory collective: tables, CSV, JSON, and what it refuses.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 collective --system dgx-h100 --gpus 8,64 --sizes 1M:4M
expect_stdout "dgx-h100: domains of 8 GPUs on nvlink4"
[ "$(grep -c all_reduce stdout)" -eq 6 ] || fail "two numbers of GPUs and three sizes are six rows"
expect 0 collective --gpu "NVIDIA GB200" --gpus 72 --op all_gather,alltoall --sizes 64kB --csv
[ "$(head -1 stdout)" = "op,gpus,bytes,time_us,busbw_GBps,algbw_GBps,algorithm,protocol" ] || fail "header of the CSV"
[ "$(wc -l <stdout)" -eq 3 ] || fail "two operations are two rows"
expect 0 collective --gpu H100 --gpus 256 --sizes 1G --json
python3 - <<'PY' || fail "the JSON"
import json
row = json.load(open("stdout"))["collectives"][0]
assert abs(row["bus_bandwidth_Bps"] - row["algorithm_bandwidth_Bps"] * 2 * 255 / 256) < 1e-3 * row["bus_bandwidth_Bps"]
PY
expect 2 collective
expect_stderr "say which machine: --system dgx-h100, or --gpu H100"
expect 2 collective --gpu H100 --op sorting
expect_stderr 'unknown operation "sorting"'
expect 2 collective --gpu H100 --sizes 4M:1M
expect_stderr "ends before it begins"
expect 2 collective --gpu H100 --sizes 3 s
expect_no_stdout
expect 3 collective --gpu abacus
expect_stderr 'the links of "abacus" are not known'
expect 3 collective --gpu A100 --algorithm nvls
expect_stderr "the switches of its domains do not reduce"
expect 0 validate "$source_dir/tests/validation/collectives.yaml" --json
python3 - <<'PY' || fail "the published collectives"
import json
result = json.load(open("stdout"))
assert result["kind"] == "collective" and result["summary"]["failed"] == 0
assert result["by"]["figure"]["bus_bandwidth"]["mape"] <= 0.10
assert result["by"]["figure"]["small_time"]["mape"] <= 0.25
PY
finish
