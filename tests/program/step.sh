#!/bin/bash
# step, plan, validate, calibrate: what they print, what they refuse, and that the cache changes no byte.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

llama=$source_dir/scenarios/h100-16k-llama405b.yaml
cases=$source_dir/tests/validation/training-steps.yaml

# Operators with shape, format and origin of the price.
expect 0 step "$llama" --operators
expect_stdout "query, key, value"
expect_stdout "fitted"
expect_stdout "priced by a default"
expect_stdout "backward pass of attention: a calibrated multiple of the forward pass"
expect 0 step "$llama" --operators --json
expect_stdout '"operators"'
expect_stdout '"shape"'
expect_stdout '"price": "fitted"'

# Layouts from the command line.
expect 0 step "$llama" --virtual-stages 1 --schedule zb_h1
expect_stdout "zb_h1"
expect 0 step "$cases" --name sc21-t1-18.4b --micro-batch 2 --recompute selective
expect_stdout "mb2"
expect 2 step "$llama" --schedule magic
expect_stderr "1f1b, interleaved, zb_h1, dualpipe"
expect 3 step "$llama" --pipeline 12 --virtual-stages 1
expect_stderr "use 16320 GPUs"
expect 3 step "$llama" --virtual-stages 9
expect_stderr "126 layers cannot fill 144 chunks (pp 16 x vpp 9); use vpp 8"
expect 3 step "$llama" --sharding hsdp
expect_stderr "hsdp needs a sharding group"
expect 3 step "$llama" --virtual-stages 1 --schedule dualpipe
expect_stderr "dualpipe needs an even number of micro-batches"
expect 3 step "$llama" --stage-layers 1,2,3
expect_stderr "stage_layers has 3 entries"
expect 3 step "$llama" --pipeline 2 --virtual-stages 1
expect_stderr "more than h100-sxm has"
expect_stderr "Layouts that fit:"

# A job by name, without a file.
expect 0 step --model llama-3.1-8b --system dgx-h100 --gpus 64 --batch 128 --tensor 2
expect_stdout "Llama 3.1 8B on 64 GPUs of dgx-h100"
expect_stdout "tp2 "
expect 3 step --model llama-3.1-8b --system dgx-h100 --gpus 64 --batch 128 --tensor 7
expect_stderr "do not divide them; use 63 GPUs"
expect 3 step --model llama-3.1-8b --system dgx-h100 --gpus 64 --batch 100 --tensor 2
expect_stderr "100 sequences cannot be shared equally by 32 data-parallel replicas; use 96 or 128"
expect 2 step --model llama-3.1-8b --system dgx-h100 --gpus 64
expect_stderr "--model needs --batch"
expect 2 step "$llama" --model llama-3.1-8b
expect_stderr "name a scenario or a file of cases, or a job"

# A trace that a JSON reader takes.
expect 0 step "$llama" --trace trace.json
if command -v python3 >/dev/null; then
  python3 - <<'END' || fail "the trace is not one"
import json
events = json.load(open("trace.json"))["traceEvents"]
assert any(e["ph"] == "M" for e in events)
assert all(e["dur"] >= 0 and e["ts"] >= 0 for e in events if e["ph"] == "X")
END
fi

# Plans say why, and what is one step away.
expect 0 plan --model llama-3.1-8b --system dgx-h100 --gpus 64 --batch 128
expect_stdout "what one step away would cost"
expect_stdout "slower"
expect 0 plan --model llama-3.1-8b --system dgx-h100 --gpus 64 --batch 128 --json
expect_stdout '"neighbours"'
expect 3 plan --model llama-3.1-405b --system dgx-h100 --gpus 8 --batch 8
expect_stderr "fits in the"
expect 3 plan --model llama-3.1-8b --system dgx-h100 --gpus 64 --batch 128 --precision fp4
expect_stderr "fp8"

# The same bytes without a cache, with an empty one, with a warm one and with a spoilt one.
expect 0 run "$tiny" -o without --no-cache
[ ! -e cache ] || fail "--no-cache writes a cache"
expect 0 run "$tiny" -o empty
ls cache/aifactory/step/*.profile >/dev/null 2>&1 || fail "no profile is kept"
expect 0 run "$tiny" -o warm
for file in cache/aifactory/step/*.profile; do echo spoilt >"$file"; done
expect 0 run "$tiny" -o spoilt
for other in empty warm spoilt; do
  cmp without/result.json $other/result.json || fail "$other: the cache changes the result"
done

# Validation: a page, several files, kinds that are not known.
expect 0 validate "$cases" --html page.html -q
grep -q "<svg" page.html || fail "the page has no plot"
grep -qE 'https?://[^<"]*"|src=|href=' page.html && fail "the page loads something"
expect 0 validate "$cases" --html page-ko.html -q --lang ko
grep -q "중앙값" page-ko.html || fail "the page is not in Korean"
printf 'format: aifactory-validation/v1\nkind: moon\ncases: [{id: x}]\n' >moon.yaml
printf 'a: [b\n' >broken.yaml
expect 1 validate moon.yaml broken.yaml "$cases"
expect_stdout 'cases of kind "moon" are not simulated'
expect_stdout "177 figures"
expect_stderr "broken.yaml"
expect 2 validate broken.yaml
expect 1 validate moon.yaml --json
expect_stdout '"failed": 1'

# Calibration from timings.
{
  printf 'format: aifactory-kernels/v1\n'
  printf 'gpu: {name: made-up, sm_count: 132, memory_bandwidth: 3.35 TB/s, date: "2026-01-01"}\n'
  printf 'gemm:\n  columns: [format, m, n, k, seconds, watts]\n  rows:\n'
  for m in 1024 2048 4096 8192; do
    for n in 1024 4096 8192; do
      for k in 1024 4096 8192; do
        awk -v m=$m -v n=$n -v k=$k 'BEGIN {
          printf "  - [bf16, %d, %d, %d, %.6g, 600]\n", m, n, k, 5e-6 + 2 * m * n * k / 7e14 * (1 + 200 / k) }'
      done
    done
  done
} >mine.yaml
expect 0 calibrate mine.yaml --gpu h100-sxm -o h100-mine.yaml
expect_stdout "gemm 16"
grep -q "kind: family" h100-mine.yaml || fail "no calibration is written"
expect 0 calibrate mine.yaml --gpu h100-sxm -o h100-mine.yaml --json
expect_stdout '"test_error"'
expect 2 calibrate "$llama" --gpu h100-sxm -o x.yaml
expect_stderr "aifactory-kernels/v1"
expect 2 calibrate mine.yaml --gpu h101 -o x.yaml

# The script that measures says what it needs.
if command -v python3 >/dev/null; then
  python3 "$source_dir/tools/measure-gpu" --dry-run | grep -q "matrix products" || fail "--dry-run says nothing"
  if ! python3 -c "import torch" 2>/dev/null; then
    python3 "$source_dir/tools/measure-gpu" -o x 2>measure.txt && fail "without PyTorch it succeeds"
    grep -q "PyTorch is not installed" measure.txt || fail "without PyTorch it does not say so"
  fi
fi
finish
