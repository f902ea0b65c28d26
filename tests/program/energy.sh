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
sed '/2027-06-1[0-9]T/d' year.csv >holes.csv
with 'weather_file: holes.csv'
expect 2 run with.yaml -q
expect_stderr "holes.csv"
finish
