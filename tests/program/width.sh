#!/bin/bash
# At a terminal no line of a table or a sentence is wider than the screen, in both languages: of 60 columns for the
# summary and plans, of 80 for comparisons and intervals.
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
for columns in 80 100; do
  for language in en ko; do
    narrow run "$tiny" -q
    narrow sweep plan "$tiny" --set 'seed=1,2' --set 'duration=6 h,12 h' --set 'sites[hall].feed=120 kW,150 kW' -n
    [ "$columns" -eq 60 ] && continue # a metric with both values, or a mean with its interval, needs more
    narrow run "$tiny" -q --replications 2 -j 1
    narrow diff a b
    narrow check case
  done
done
finish
