#!/bin/bash
# Power of a site through its jobs' steps: what is told, and what is refused.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

job=(--model llama-3.1-8b --system dgx-h100 --gpus 64 --batch 64)

expect 0 waveform "${job[@]}"
expect_stdout "steady training"
expect_stdout "crash of job 1"
expect_stdout "against large-load-example"
expect 0 waveform "${job[@]}" --jobs 2 --mitigate gpu-smoothing --mitigate rack-storage --mitigate staggered-starts \
  --csv wave.csv --svg wave.svg
expect_stdout "added by GPU smoothing"
expect_stderr "Wrote wave.svg."
[ "$(wc -l <wave.csv)" -eq 36001 ] || fail "wave.csv has $(wc -l <wave.csv) lines"
head -1 wave.csv | grep -qx "t_s,load_w,grid_w" || fail "header of wave.csv"
grep -q "</svg>" wave.svg || fail "wave.svg is no drawing"

# The account in JSON closes.
expect 0 waveform "${job[@]}" --mitigate gpu-smoothing --mitigate battery --json
python3 - <<'PYTHON' || fail "the energy account does not close"
import json
e = json.load(open("stdout"))["energy"]
assert abs(e["grid_j"] / (e["load_j"] + e["added_j"] - e["withheld_j"] + e["losses_j"] + e["stored_j"]) - 1) < 1e-9
assert e["added_j"] > 0 and e["losses_j"] > 0
PYTHON

# A count that hardly divides leaves spares, which idle.
expect 0 waveform --model llama-3.1-405b --system gb300-nvl72 --gpus 62500
expect_stdout "spare GPUs"

# Same bytes again.
"$program" waveform "${job[@]}" --jobs 2 --json >one
"$program" waveform "${job[@]}" --jobs 2 --json >two
cmp -s one two || fail "two calls differ"

# A site of a scenario.
expect 0 waveform "$tiny"
expect_stdout "constant"
expect 1 waveform "${job[@]}" --utility generator-following --require

# Refused.
expect 2 waveform
expect_stderr "name either a SCENARIO or a --model"
expect 2 waveform "$tiny" --model llama-3.1-8b
expect 2 waveform --model llama-3.1-8b
expect_stderr "--model needs --system and --gpus"
expect 2 waveform "${job[@]}" --mitigate gpu-smothing
expect_stderr 'did you mean "gpu-smoothing"?'
expect 2 waveform "${job[@]}" --utility nobody
expect_stderr "large-load-example"
expect 2 waveform "${job[@]}" --bin 10
expect_stderr "is no duration"
expect 2 waveform "${job[@]}" --duration "2 s"
expect_stderr "it lies between"
expect 2 waveform "$tiny" --site nowhere
expect_stderr 'there is no site "nowhere"'
expect 2 waveform "${job[@]}" --precision int3
expect_no_stdout
echo "band_low: 3" >bad.yaml
expect 2 waveform "${job[@]}" --utility bad.yaml
expect_stderr "bad.yaml:1:11"
finish
