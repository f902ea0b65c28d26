#!/bin/bash
# Studies: planning, running, killing, going on, collecting.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

# plan_study ARGUMENT...: a new study in ./study
plan_study() {
  rm -rf study
  expect 0 sweep plan "$@" -o study -q
}
outcomes() { find study/runs -name outcome.json | wc -l; }

# Inline ranges: combinations of all values, with two replications each.
plan_study "$tiny" --set 'sites[hall].feed=120 kW,150 kW' --set 'seed=range(1,7,2)' --set 'duration=6 h' --replications 2
expect_stdout "6 points x 2 replications = 12 runs"
[ "$(head -1 study/design.csv)" = "run,point,replication,seed,feed_w,seed_2" ] ||
  fail "design.csv begins with $(head -1 study/design.csv)"
[ "$(wc -l <study/design.csv)" -eq 13 ] || fail "design.csv has other than 12 rows"
expect 0 sweep status study --json
expect_stdout '"missing": 12'

# Shards share the work; nothing is run twice.
expect 0 sweep run study --shard 1/2 -j 2 -q
expect_stdout "6 runs: 6 done now"
[ "$(outcomes)" -eq 6 ] || fail "half a study has $(outcomes) outcomes"
sha256sum study/runs/*/outcome.json >first
expect 1 sweep collect study -q
expect_stdout "6 of 12 runs done, 0 failed, 6 missing"
[ "$(grep -c ',missing,' study/results.csv)" -eq 6 ] || fail "missing runs are not rows"
expect 0 sweep run study -j 2 -q
expect_stdout "12 runs: 6 done now, 0 failed now, 6 had ended before"
sha256sum --check --status first || fail "runs that had ended were run again"
expect 0 sweep collect study -q
cp study/results.csv once.csv
expect 0 sweep collect study --json -q
expect_stdout '"results.csv"'
python3 - study <<'END' || fail "the tables do not agree"
import csv, json, sys
rows = list(csv.DictReader(open(f"{sys.argv[1]}/results.csv")))
columns = json.load(open(f"{sys.argv[1]}/columns.json"))["columns"]
assert [c["name"] for c in columns] == list(rows[0]), "columns.json names other columns"
assert {row["feed_w"] for row in rows} == {"120000", "150000"}
assert len({row["run"] for row in rows}) == len(rows) == 12
# Common random numbers: at every point, replication r has the seed of that point plus r.
assert all(row["status"] == "done" for row in rows)
assert all(int(row["seed"]) == int(row["seed_2"]) + int(row["replication"]) for row in rows)
feed = next(c for c in columns if c["name"] == "feed_w")
assert feed["unit"] == "W" and feed["paths"] == ["sites[hall].feed"]
energy = next(c for c in columns if c["name"] == "totals.utility.facility_energy_j")
assert energy["unit"] == "J" and "energy" in energy["meaning"]
END

# Another order and number of processes: the same table.
plan_study "$tiny" --set 'sites[hall].feed=120 kW,150 kW' --set 'seed=range(1,7,2)' --set 'duration=6 h' --replications 2
expect 0 sweep run study --shard 2/2 -j 1 -q
expect 0 sweep run study -j 3 -q
expect 0 sweep collect study -q
cmp -s once.csv study/results.csv || fail "results depend on the order of the runs"

# A failing run is a row with its code, and the others are done.
plan_study "$tiny" --set 'workloads[model].model=llama-3.1-8b,llama-3.1-405b' --set 'sites[hall].feed=150 kW,1 kW' \
  --set 'duration=6 h'
expect 1 sweep run study -j 2 -q
expect 1 sweep collect study -q
expect_stdout "1 of 4 runs done, 3 failed, 0 missing"
grep -q ',failed,simulation,' study/results.csv || fail "a layout that does not fit is no row"
grep -q ',failed,AIF-E021,' study/results.csv || fail "a site without power is no row"
expect 0 sweep run study -q
expect_stdout "4 had ended before"
expect 1 sweep run study --rerun-failed -q
expect_stdout "3 failed now"

# kill -9 of the driver and of workers: nothing lost, nothing run twice.
plan_study "$tiny" --set 'seed=range(1,41)' --set 'duration=60 d'
"$program" sweep run study -j 2 -q >killed.out 2>&1 &
driver=$!
for _ in $(seq 300); do
  [ "$(outcomes)" -ge 2 ] && break
  sleep 0.05
done
worker=$(pgrep -P "$driver" | head -1)
kill -9 "$worker"
for _ in $(seq 100); do
  [ "$(outcomes)" -ge 5 ] && break
  sleep 0.05
done
kill -0 "$driver" 2>/dev/null || fail "the driver did not survive the death of a worker: $(cat killed.out)"
kill -9 "$driver"
wait "$driver" 2>/dev/null
for _ in $(seq 100); do
  pgrep -f "sweep run study -j 2 -q" >/dev/null || break # workers die with their driver
  sleep 0.05
done
sha256sum study/runs/*/outcome.json >survived
ended=$(outcomes)
[ "$ended" -lt 40 ] || fail "all runs had ended before the driver was killed: nothing was tested"
expect 0 sweep run study -j 2 -q
sha256sum --check --status survived || fail "runs that had ended before the kill were run again"
expect_stdout "40 runs: $((40 - ended)) done now, 0 failed now, $ended had ended before"
expect 0 sweep collect study -q
[ "$(cut -d, -f2 study/results.csv | sort -u | wc -l)" -eq 41 ] || fail "rows are lost or doubled"

# Two drivers at once share the work.
plan_study "$tiny" --set 'seed=range(1,25)' --set 'duration=20 d'
"$program" sweep run study -j 1 -q >one.out 2>&1 &
other=$!
expect 0 sweep run study -j 1 -q
mine=$(sed -n 's/.*: \([0-9]*\) done now.*/\1/p' stdout)
wait "$other"
theirs=$(sed -n 's/.*: \([0-9]*\) done now.*/\1/p' one.out)
[ $((mine + theirs)) -eq 24 ] || fail "two drivers did $mine and $theirs of 24 runs"

# SIGTERM leaves a study that goes on.
plan_study "$tiny" --set 'seed=range(1,41)' --set 'duration=60 d'
"$program" sweep run study -j 2 -q >stopped.out 2>&1 &
driver=$!
for _ in $(seq 300); do
  [ "$(outcomes)" -ge 2 ] && break
  sleep 0.05
done
kill -TERM "$driver"
wait "$driver"
status=$?
[ "$status" -eq 130 ] || fail "a stopped study ended with $status instead of 130"
grep -q "To go on" stopped.out || fail "a stopped study does not say how to go on"
find study -name '.*partial*' | grep -q . && fail "a stopped study leaves partial files"
expect 0 sweep run study -j 2 -q
[ "$(outcomes)" -eq 40 ] || fail "a stopped study cannot be finished"

# Study files: zip, list, lhs, sobol, morris, wildcards, factors.
cp "$tiny" tiny.yaml
study_file() {
  cat >study.yaml
  plan_study study.yaml
}
study_file <<'END'
schema: aifactory-study/v1
name: pairs
scenario: tiny.yaml
design: zip
parameters:
  - {path: "sites[hall].feed", values: [120 kW, 150 kW]}
  - {path: "workloads[*].placement.priority", name: priority, values: [10, 90]}
set: ["duration=6 h"]
END
grep -q '"workloads\[masks\].placement.priority"' study/manifest.json || fail "a star does not find every element"
expect 0 sweep run study -q
study_file <<'END'
schema: aifactory-study/v1
name: listed
scenario: tiny.yaml
design: list
points:
  - {"sites[hall].feed": 120 kW}
  - {"sites[hall].feed": 150 kW, "workloads[masks].bags_per_day": 6}
END
[ "$(tail -n +2 study/design.csv | cut -d, -f5- | tr '\n' ';')" = "120000,;150000,6;" ] || fail "points of a list are not what was written"
study_file <<'END'
schema: aifactory-study/v1
name: morris
scenario: tiny.yaml
design: morris
trajectories: 3
parameters:
  - {path: "sites[hall].feed", uniform: [100 kW, 150 kW]}
  - {path: "workloads[masks].bags_per_day", name: bags, scale: true, uniform: [0.5, 1.5]}
set: ["duration=12 h"]
END
expect 0 sweep run study -q
expect 0 sweep collect study -q
expect_stdout "mean elementary effect"
grep -q '^morris,totals.utility.facility_energy_j,bags,mu_star,' study/sensitivity.csv || fail "sensitivity.csv lacks an index"
grep -q '<svg' study/report.html || fail "the page has no picture"
grep -qE '<script|https?://' study/report.html && fail "the page is not self-contained"
study_file <<'END'
schema: aifactory-study/v1
name: sobol
scenario: tiny.yaml
design: sobol
samples: 4
parameters:
  - {path: "sites[hall].feed", uniform: [100 kW, 150 kW]}
  - {path: "workloads[masks].bags_per_day", name: bags, uniform: [6, 18]}
set: ["duration=12 h"]
END
[ "$(wc -l <study/design.csv)" -eq 17 ] || fail "sobol has other than N (k + 2) runs"
expect 0 sweep run study -q
expect 0 sweep collect study -q
grep -q ',bags,ST,' study/sensitivity.csv || fail "sensitivity.csv has no total index"

# Hostile names stay text.
plan_study "$tiny" --name '</script><b>"&' --set 'seed=1,2' --set 'duration=6 h'
expect 0 sweep run study -q
expect 0 sweep collect study -q
grep -q '<b>' study/report.html && fail "a name becomes markup"

# Bad input: refused before anything is written.
refuse() {
  local text=$1
  shift
  rm -rf study
  expect 2 sweep plan "$@" -o study
  expect_no_stdout
  expect_stderr "$text"
  [ ! -e study ] || fail "something was written for: $*"
}
refuse 'did you mean "feed"?' "$tiny" --set 'sites[hall].fed=1 MW,2 MW'
refuse 'no element named "hal"' "$tiny" --set 'sites[hal].feed=1 MW,2 MW'
refuse 'nothing in the scenario matches' "$tiny" --set 'sites[*].fed=1 MW,2 MW'
refuse 'empty or endless' "$tiny" --set 'seed=range(1,1)'
refuse 'the design draws values' "$tiny" --design lhs --set 'seed=range(1,9)'
refuse 'a distribution has no values to list' "$tiny" --set 'sites[hall].feed={uniform: [1 MW, 2 MW]}'
refuse 'does not exist' missing.yaml --set seed=1,2
printf 'schema: aifactory-study/v1\nname: x\nscenario: nowhere.yaml\n' >study.yaml
refuse 'nowhere.yaml' study.yaml
printf 'schema: aifactory-study/v1\nname: x\nscenario: tiny.yaml\nparametrs: []\n' >study.yaml
refuse 'did you mean "parameters"?' study.yaml
printf 'schema: aifactory-study/v1\nname: x\nscenario: tiny.yaml\ndesign: zip\nparameters: [{path: seed, values: [1, 2]}, {path: duration, values: [1 d]}]\n' >study.yaml
refuse 'zip pairs values' study.yaml
expect 2 sweep run nowhere
expect_stderr "aifactory sweep plan"
expect 2 sweep pln
expect_stderr 'did you mean "plan"?'
plan_study "$tiny" --set seed=1,2
expect 2 sweep plan "$tiny" --set seed=1,2 -o study
expect_stderr "exists already"
expect 2 sweep run study --shard 3/2
expect 2 sweep run study --only 3
sed -i 's/"catalog_sha256": "./"catalog_sha256": "x/' study/manifest.json
expect 2 sweep run study
expect_stderr "the catalog is not the one"
echo '{' >study/manifest.json
expect 2 sweep status study
expect_stderr "manifest.json"

# Submission without a batch system.
plan_study "$tiny" --set 'seed=1,2,3' --set 'duration=6 h'
expect 0 sweep submit study --dry-run --shards 3 --max-running 2 --sbatch-arg=--partition=short
expect_stdout '--array=1-3%2'
expect_stdout '--partition=short'
expect 0 sweep submit study --backend commands
[ "$(wc -l <stdout)" -eq 3 ] || fail "there is not one command per run"
sh ./stdout >/dev/null 2>&1 || fail "the commands do not run"
expect 0 sweep collect study -q
PATH=/nonexistent expect 2 sweep submit study
expect_stderr "--dry-run"

# A disk that cannot be written to.
if [ "$(id -u)" -ne 0 ]; then
  plan_study "$tiny" --set 'seed=1,2'
  chmod -R a-w study
  expect 2 sweep run study
  chmod -R u+w study
fi
finish
