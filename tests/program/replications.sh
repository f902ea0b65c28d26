#!/bin/bash
# Distributions in a scenario, replications, the catalog's ranges.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

sed 's/feed: 150 kW/feed: {uniform: [100 kW, 150 kW]}/; s/tokens: 20e9/tokens: {triangular: [10e9, 20e9, 60e9]}/; s/duration: 2 d/duration: 12 h/' \
  "$tiny" >unsure.yaml

# A single run takes medians, and says so.
expect 0 run unsure.yaml --json
expect_stderr "2 numbers are given as distributions; this run takes the medians"
python3 - <<'END' || fail "a single run does not tell its unknowns"
import json
result = json.load(open("stdout"))
unsure = result["uncertainty"]
assert unsure["replications"] == 0 and not unsure["metrics"], unsure
feed = unsure["inputs"][0]
assert feed["path"] == "sites[hall].feed" and feed["central"] == 125000 and feed["unit"] == "W", feed
assert "uniform: [100000 W, 150000 W]" in result["resolved_scenario"]
END
expect 0 run unsure.yaml -q
expect_stdout "What is not known"
expect 0 run unsure.yaml -q --lang ko
expect_stdout "불확실성"
expect 0 run "$tiny" -q
grep -q "What is not known" stdout && fail "a scenario without distributions speaks of them"

# Replications: the same for any number of processes.
expect 0 run unsure.yaml -q --json --replications 6 -j 1
cp stdout one.json
expect 0 run unsure.yaml -q --json --replications 6 -j 3
cmp -s one.json stdout || fail "statistics depend on the number of processes"
python3 - <<'END' || fail "statistics are not those of the replications"
import json, statistics
result = json.load(open("one.json"))
unsure = result["uncertainty"]
assert unsure["replications"] == 6 and unsure["failed"] == 0
energy = unsure["metrics"]["totals.utility.facility_energy_j"]
assert energy["count"] == 6 and energy["unit"] == "J"
assert energy["min"] <= energy["p5"] <= energy["p50"] <= energy["p95"] <= energy["max"]
assert energy["mean_low"] < energy["mean"] < energy["mean_high"]
assert energy["deviation"] > 0
# t(5, 0.975) = 2.570582 from a table
half = 2.570582 * energy["deviation"] / 6 ** 0.5
assert abs(energy["mean_high"] - energy["mean"] - half) < 1e-6 * energy["mean"]
END
expect 0 run unsure.yaml -q --replications 3
expect_stdout "interval of the mean"
expect 0 run unsure.yaml -q --replications 3 --lang ko
expect_stdout "평균의 구간"

# One more distribution moves no other draw: the same feeds, so the same largest power.
spread() { python3 -c 'import json; u = json.load(open("stdout"))["uncertainty"]; print(u["metrics"]["totals.utility.bill_demand_krw"])'; }
expect 0 run "$tiny" -q --json --replications 4 --set 'sites[hall].feed={uniform: [100 kW, 150 kW]}' --set 'duration=6 h'
spread >alone
expect 0 run "$tiny" -q --json --replications 4 --set 'sites[hall].feed={uniform: [100 kW, 150 kW]}' --set 'duration=6 h' \
  --set 'sites[hall].storage.power_fraction={uniform: [0.029999, 0.030001]}'
spread >with_another
python3 - <<'END' || fail "one more distribution moves other draws"
import ast
a, b = (ast.literal_eval(open(name).read()) for name in ("alone", "with_another"))
assert all(abs(a[key] - b[key]) <= 1e-4 * abs(a[key]) for key in a if isinstance(a[key], float)), (a, b)
END

# The catalog's estimates.
expect 0 run "$tiny" -q --json --replications 4 --uncertain-catalog --set 'duration=6 h'
python3 - <<'END' || fail "the catalog's estimates are not drawn"
import json
unsure = json.load(open("stdout"))["uncertainty"]
assert unsure["catalog_estimates"] and unsure["inputs"] and all(i["estimate"] for i in unsure["inputs"])
assert len({i["path"] for i in unsure["inputs"]}) == len(unsure["inputs"]), "an estimate counts twice"
assert unsure["metrics"]["totals.utility.facility_energy_j"]["deviation"] > 0
END

# A replication that fails is counted and named, and the others are reported.
expect 0 run "$tiny" -q --json --replications 6 --set 'sites[hall].feed={choice: [150 kW, 1 kW, 150 kW]}' --set 'duration=6 h'
python3 - <<'END' || fail "failed replications are not told"
import json
unsure = json.load(open("stdout"))["uncertainty"]
assert 0 < unsure["failed"] < 6 and len(unsure["failures"]) == unsure["failed"], unsure
assert unsure["metrics"]["totals.utility.facility_energy_j"]["count"] == 6 - unsure["failed"]
END

# Estimates of models' shapes are whole numbers that fit together: none is drawn alone, so that no replication fails.
expect 0 run "$source_dir/scenarios/quickstart.yaml" -q --json --set 'duration=6 h' --replications 8 --uncertain-catalog
python3 - <<'END' || fail "drawing the estimates of the catalog makes replications fail"
import json
unsure = json.load(open("stdout"))["uncertainty"]
assert unsure["failed"] == 0, unsure["failures"]
assert len(unsure["inputs"]) > 10 and not any("heads" in one["path"] for one in unsure["inputs"]), unsure["inputs"]
END

# resolve, lint and the schema know distributions; the resolved scenario is the scenario.
expect 0 resolve unsure.yaml -q
cp stdout full.yaml
expect_stdout "uniform: [100000 W, 150000 W]"
expect 0 resolve full.yaml -q
cmp -s full.yaml stdout || fail "resolving twice changes distributions"
expect 0 resolve --explain unsure.yaml -q
expect_stdout "sites[hall].feed = uniform [100 kW, 150 kW]  <- unsure.yaml:21"
expect 0 lint unsure.yaml
if python3 -c 'import jsonschema, yaml' 2>/dev/null; then
  "$program" schema >schema.json
  python3 - <<'END' || fail "the schema refuses distributions"
import json, jsonschema, yaml
scenario = yaml.safe_load(open("unsure.yaml"))
scenario["start"] = "2027-03-01T00:00:00+09:00"
jsonschema.validate(scenario, json.load(open("schema.json")))
END
fi

# Bad input.
expect 2 run "$tiny" --set 'sites[hall].feed={uniform: [150 kW, 100 kW]}'
expect_stderr "the lower end is not below the upper one"
expect 2 run "$tiny" --set 'sites[hall].feed={unifrm: [100 kW, 150 kW]}'
expect_stderr "uniform, normal, lognormal, triangular, choice"
expect 2 run "$tiny" --uncertain-catalog
expect_stderr "--replications"
expect 2 run "$tiny" --replications 1
finish
