#!/bin/bash
# What the program tells its caller, and that it is never CLI11's or SimGrid's own status.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 --help
expect_stdout "Examples:"
expect 0 help run
expect_stdout "--set"
expect 0 --version
expect_stdout "SimGrid"
expect 0 run "$tiny"
expect 0 lint "$tiny"
expect 0 list gpu
expect 0 show gpu h100-sxm

for verb in run check diff init explain lint resolve list show waveform validate schema reference completion; do
  expect 0 "$verb" --help
  expect_stdout "aifactory $verb"
done

# Usage.
expect 2
expect_stderr "Usage: aifactory"
expect_no_stdout
expect 2 rnu "$tiny"
expect_stderr 'did you mean "run"?'
expect 2 "$tiny"
expect_stderr "aifactory run $tiny"
expect 2 run
expect_stderr "SCENARIO is required"
expect 2 run "$tiny" --otput out
expect_stderr "did you mean --output?"
expect 2 run "$tiny" --lang fr
expect 2 run "$tiny" surplus
expect_stderr 'does not expect "surplus"'
expect 2 run "$tiny" -o
expect 2 list gpus
expect_stderr 'did you mean "gpu"?'
expect 2 show gpu h100
expect_stderr "h100-sxm"
expect 2 completion powershell
expect 2 lint
expect 2 validate nowhere.yaml

# A valid scenario whose simulation cannot proceed: the layout does not fit in memory.
expect 3 run "$tiny" --set 'workloads[model].model=llama-3.1-405b' --set 'workloads[model].gpus=8'
expect_stderr "error: "
expect_no_stdout

# Broken installations and pipes.
AIFACTORY_MODELS=/nonexistent expect 2 list
expect_stderr "AIFACTORY_MODELS"
"$program" list >/dev/full 2>stderr
[ $? -eq 2 ] || fail "a full disk at standard output is not told"
finish
