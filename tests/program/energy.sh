#!/bin/bash
# GPUs per site, dated events, weather files that cannot be used.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 provision --system vera-rubin-nvl72
expect_stdout "399,096"
expect_stdout "power-aware"
expect 0 provision --system gb300-nvl72 --feed '103 MW' --json
expect_stdout '"policy": "measured"'
expect 2 provision --system gb300-nvl72 --feed '103 GPU'
expect_stderr "is no feed"
expect_no_stdout

with() { sed "s|^ *feed: .*|&\n    $1|" "$tiny" >with.yaml; }

with 'power_events: [{kind: feed_loss, start: 2027-03-01T06:00, duration: 1 h, limit: 60 kW}]'
expect 0 run with.yaml --json
expect_stdout '"over_budget_energy_j"'

hours() { # COUNT: so many hours of air
  python3 -c '
import datetime, sys
print("time,dry_bulb_c,wet_bulb_c")
for hour in range(int(sys.argv[1])):
    print((datetime.datetime(2027, 1, 1) + datetime.timedelta(hours=hour)).strftime("%Y-%m-%dT%H:00,20,15"))' "$1"
}
hours 8760 >year.csv
with 'weather_file: year.csv'
expect 0 run with.yaml -q
hours 4000 >short.csv
with 'weather_file: short.csv'
expect 2 run with.yaml -q
expect_stderr "short.csv"
expect_stderr "4000 hours of a year's 8760: 4760 are missing, the first of month 6 day 16 hour 16"
expect 2 lint with.yaml
expect_stdout "4000 hours"
sed '/2027-06-1[0-9]T/d' year.csv >holes.csv
with 'weather_file: holes.csv'
expect 2 run with.yaml -q
expect_stderr "holes.csv"
expect_stderr "240 are missing, the first of month 6 day 10 hour 0"

# A contract is a budget like the feed.
with 'contract: 10 kW'
expect 2 run with.yaml -q
expect_stderr "the contract demand is 10 kW"

# Work that pauses takes a cap away at once: none comes and goes at the same moment.
with 'power_policy: pause_flexible'
expect 0 run with.yaml --set 'sites[hall].feed=55 kW' -q -o paused
grep -q cap_on paused/events.csv || fail "no cap was needed"
awk -F, '$2 == "cap_on" { on = $1 } $2 == "cap_off" && $1 == on { exit 1 }' paused/events.csv ||
  fail "a cap came and went at the same moment"

# What was drawn is what the meter of the grid shows, also with panels; its mean is below its peak.
with 'solar: {peak: 40 kW}'
expect 0 run with.yaml --json
python3 - <<'PYTHON' || fail "energy of a site with panels"
import json
u = json.load(open("stdout"))["totals"]["utility"]
assert 0 < u["solar_energy_j"] and abs((u["grid_energy_j"] + u["solar_energy_j"]) / u["facility_energy_j"] - 1) < 1e-9
assert u["grid_energy_j"] / 172800 < u["peak_facility_power_w"]
PYTHON
expect 0 run with.yaml
expect_stdout "Drawn from the grid"

# A bill may be negative; the summary says who paid.
sed 's|tariff: \(.*\)|tariff: {catalog: \1, source: kepco-tariff-2026, fuel_charge: -300 KRW/kWh}|' "$tiny" >negative.yaml
expect 0 run negative.yaml
expect_stdout "were paid"
expect 0 lint negative.yaml
expect_stdout "the fuel charge of kepco-general-b-hva-iii is negative: accepted"

# Averages of tariffs for a flat load.
expect 0 validate "$source_dir/tests/validation/tariffs.yaml"
expect_stdout "flat-load-industrial-hvb-iii/as_billed"
finish
