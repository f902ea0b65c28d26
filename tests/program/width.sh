#!/bin/bash
# At a terminal of 60 or more columns no line of a table or a sentence is wider than the screen, in both languages.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 run "$tiny" -q -o a
expect 0 run "$tiny" -q -o b --set 'sites[hall].tariff=kepco-industrial-b-hva-ii' --seed 9
mkdir case
cp "$tiny" case/scenario.yaml
expect 0 check case --update
echo 'set: ["sites[hall].feed=140 kW", "sites[hall].tariff=kepco-industrial-b-hva-ii"]' >case/tolerances.yaml

# narrow ARGUMENT...: at a terminal of $columns columns, in $language.
narrow() {
  python3 "$here/width.py" "$columns" "$program" "$@" --lang "$language" >wide ||
    fail "aifactory $* --lang $language at $columns columns: $(cat wide)"
}
expect 0 sweep plan "$tiny" --set 'seed=1,2' --set 'duration=6 h,12 h' -o study -q
expect 0 sweep run study --only 1 -q
columns=60
for language in en ko; do
  narrow run "$tiny" -q --replications 2
  narrow sweep plan "$tiny" --set 'seed=1,2' --set 'duration=6 h,12 h' --set 'sites[hall].feed=120 kW,150 kW' -n
  narrow sweep status study
  narrow diff a b
  narrow check case
done
for columns in 80 100; do
  narrow run "$tiny" -q
  narrow diff a b
done
# The narrowest, in one language: tables with names of the catalog and of cases.
columns=60
language=en
narrow list
narrow list reference
narrow show ai-model llama-3.1-405b
narrow show system gb300-nvl72
narrow plan --model llama-3.1-405b --system dgx-h100 --gpus 1024 --batch 512
narrow step "$source_dir/scenarios/h100-16k-llama405b.yaml" --operators
narrow collective --system gb300-nvl72 --gpus 64,1152 --sizes 1M:16M
narrow validate "$source_dir/tests/validation/tariffs.yaml"
narrow provision --system vera-rubin-nvl72
finish
