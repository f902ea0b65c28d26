#!/bin/bash
# The committed schema and documents are what the program says, and an independent validator agrees with it.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 schema
cmp -s stdout "$source_dir/models/schema/scenario-v1.schema.json" ||
  fail "models/schema/scenario-v1.schema.json is out of date: aifactory schema > models/schema/scenario-v1.schema.json"
cp stdout schema.json
expect 0 reference
cmp -s stdout "$source_dir/docs/scenario-reference.md" ||
  fail "docs/scenario-reference.md is out of date: aifactory reference > docs/scenario-reference.md"
expect 0 columns
cmp -s stdout "$source_dir/docs/columns.md" || fail "docs/columns.md is out of date: aifactory columns > docs/columns.md"

python=/usr/bin/python3
if ! "$python" -c 'import jsonschema, yaml' 2>/dev/null; then
  [ "$failures" -eq 0 ] || finish
  echo "SKIPPED: python3-jsonschema and python3-yaml are not installed"
  exit 77
fi
"$program" resolve "$tiny" >resolved.yaml 2>stderr || fail "the fixture does not resolve"
"$python" "$here/check_schema.py" schema.json good resolved.yaml "$tiny" "$source_dir"/scenarios/*.yaml ||
  fail "a sound scenario does not satisfy the schema"
sed 's/feed: 150 kW/feed: 150/' "$tiny" >unit.yaml
sed 's/feed:/feeed:/' "$tiny" >unknown.yaml
sed 's/climate: seoul/climate: 7/' "$tiny" >kind.yaml
sed 's/gpus: 64/gpus: many/' "$tiny" >number.yaml
sed '/^seed/d; s/^name: tiny/nme: tiny/' "$tiny" >missing.yaml
"$python" "$here/check_schema.py" schema.json bad unit.yaml unknown.yaml kind.yaml number.yaml missing.yaml ||
  fail "a wrong scenario satisfies the schema"
finish
