#!/bin/bash
# The recipes of docs/recipes run, each if its tool is there.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"
recipes=$source_dir/docs/recipes
export AIFACTORY=$program
ran=0

cp "$tiny" tiny.yaml
cat >study.yaml <<'END'
schema: aifactory-study/v1
name: feeds
scenario: tiny.yaml
parameters:
  - {path: "sites[hall].feed", values: [120 kW, 150 kW]}
set: ["duration=6 h"]
replications: 3
END

if python3 -c 'import pandas' 2>/dev/null; then
  ran=$((ran + 1))
  expect 0 sweep plan study.yaml -o study
  expect 0 sweep run study
  expect 0 sweep collect study
  python3 "$recipes/pandas_study.py" study totals.utility.facility_energy_j >stdout 2>stderr ||
    { fail "the pandas recipe fails"; tail -n 3 stderr; }
  expect_stdout "6 of 6 runs done"
  grep -Eq '^120000(\.0)? +[0-9]' stdout || fail "the pandas recipe prints no row for a setting"
else
  echo "no pandas (python3-pandas): its recipe is left out"
fi

if python3 -c 'import optuna' 2>/dev/null; then
  ran=$((ran + 1))
  sed 's/duration: 2 d/duration: 6 h/' "$tiny" >short.yaml
  python3 "$recipes/optuna_feed.py" short.yaml 4 >stdout 2>stderr || { fail "the Optuna recipe fails"; tail -n 3 stderr; }
  expect_stdout "4 trials; least"
else
  echo "no Optuna (python3-optuna): its recipe is left out"
fi

if command -v snakemake >/dev/null; then
  ran=$((ran + 1))
  HOME=$work snakemake -s "$recipes/snakemake/Snakefile" --cores 2 --config study=study.yaml folder=flow >stdout 2>stderr ||
    { fail "the Snakemake recipe fails"; tail -n 5 stderr; }
  [ "$(wc -l <flow/results.csv)" -eq 7 ] || fail "the Snakemake recipe leaves no table of six runs"
else
  echo "no Snakemake (snakemake): its recipe is left out"
fi
[ $ran -gt 0 ] || { echo "skipped: none of the tools is installed"; exit 77; }
finish
