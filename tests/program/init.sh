#!/bin/bash
# aifactory init writes scenarios that are valid and run; aifactory explain and --lang ko say what codes mean.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

# Flags only; nobody is asked because standard input is no terminal.
expect 0 init
expect_stderr "wrote my-factory.yaml"
expect 0 lint my-factory.yaml
expect_stdout "my-factory.yaml: no findings"
expect 0 run my-factory.yaml -q --set 'duration=2 d'
expect_stdout "1,024"
expect 2 init
expect_stderr "--force"
expect 0 init --force

for options in "--work training --model llama-3.1-70b --gpus 512" "--work serving --gpus 64 --system gb200-nvl72" \
  "--work both --gpus 4608 --system gb300-nvl72 --climate haenam --feed 9MW" "--gpus 16" "--gpus 20000"; do
  # shellcheck disable=SC2086
  expect 0 init - $options
  cp stdout made.yaml
  expect 0 lint made.yaml
  expect 0 run made.yaml -q --set 'duration=1 d'
done
grep -q '^# yaml-language-server' made.yaml && fail "a modeline that leads nowhere"

# Answers that are none.
expect 2 init - --system gb300
expect_stderr 'did you mean "gb300-nvl72"?'
expect_no_stdout
expect 2 init - --climate soul
expect_stderr 'did you mean "seoul"?'
expect 2 init - --work train
expect_stderr 'expected one of: training, serving, both'
expect 2 init - --gpus 8
expect_stderr "take 16 GPUs or more"
expect 2 init - --gpus 1001
expect_stderr "take 1000"
expect 2 init - --duration never
expect 2 init - --feed '5 MWh'
expect 2 init - --start tomorrow
expect 2 init - --name 'Two Words'
expect 2 init - --name ../escape
expect 2 init - --feed '1 kW'
expect_stderr "cannot be powered"
expect 2 init /proc/nowhere/x.yaml
expect 3 init - --work training --model llama-3.1-405b --gpus 16
expect_stderr "does not fit"

# Questions, if there is a terminal.
if command -v script >/dev/null; then
  printf 'asked\n\n64\n\nserving\n\n3 d\n' | script -qec "$program init asked.yaml" /dev/null >"talk" 2>&1
  grep -q "How many GPUs" talk || fail "nobody asks"
  grep -q '^name: asked' asked.yaml || fail "the answer is not heard"
  grep -q '^duration: 3 d' asked.yaml || fail "the last answer is not heard"
  expect 0 lint asked.yaml
fi

# Codes.
expect 0 explain AIF-E014
expect_stdout "unit"
expect 0 explain AIF-E014 --lang ko
expect_stdout "단위"
expect 2 explain AIF-E0144
expect_stderr 'did you mean "AIF-E014"?'
expect 0 explain --json
sed 's/feed: 150 kW/feed: 150/' "$tiny" >unit.yaml
expect 2 run unit.yaml --lang ko
expect_stderr "AIF-E014: 단위가 없거나"
expect 2 lint unit.yaml --lang ko
expect_stdout "AIF-E014: 단위가 없거나"
expect 2 lint unit.yaml
grep -q 단위 stdout && fail "Korean without being asked"
expect 0 explain --markdown
cmp -s stdout "$source_dir/docs/errors-ko.md" || fail "docs/errors-ko.md is not what the program writes; tools/update-generated"
finish
