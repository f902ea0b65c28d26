#!/bin/bash
# Every number of the catalog has a source, and every entry can be shown.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 lint --catalog
for scenario in "$source_dir"/scenarios/*.yaml; do
  expect 0 lint -q "$scenario"
done
for kind in gpu system switch optic ai-model climate tariff grid cost reference; do
  expect 0 list -q "$kind"
  [ -s stdout ] || fail "there is no $kind"
  cp stdout names
  [ $kind = reference ] && sed -i '11,$d' names  # they all have the same few fields
  while read -r name; do
    expect 0 show "$kind" "$name"
    [ -s stdout ] || fail "show $kind $name says nothing"
  done <names
done
finish
