#!/bin/bash
# aifactory diff --telemetry: a measured power series against a simulated one.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

expect 0 run "$tiny" -q -o out
# A meter that shows 2 % more than was simulated.
/usr/bin/env python3 - <<'END'
import csv
rows = list(csv.DictReader(open("out/timeseries.csv")))
with open("meter.csv", "w") as f:
    f.write("time,power_kw\n")
    for row in rows:
        f.write(f"{row['local_time']},{float(row['facility_power_w']) * 1.02e-3!r}\n")
END
expect 0 diff --telemetry meter.csv out --svg power.svg
expect_stdout "MAPE"
expect_stdout "(-1.96 %)"
expect 0 diff --telemetry meter.csv out --lang ko
expect_stdout "평균 전력"
expect_stdout "(-1.96 %)"
grep -q "<svg xmlns" power.svg || fail "no drawing"
/usr/bin/env python3 -c 'import xml.dom.minidom as m; m.parse("power.svg")' || fail "the drawing is not XML"
expect 0 diff --telemetry meter.csv out/timeseries.csv --site hall --json
/usr/bin/env python3 - <<'END' || fail "the JSON is not as worked out by hand"
import json, math
j = json.load(open("stdout"))
assert math.isclose(j["mape"], 1 - 1 / 1.02, rel_tol=1e-9), j
assert math.isclose(j["bias"], 1 / 1.02 - 1, rel_tol=1e-9), j
assert math.isclose(j["correlation"], 1, rel_tol=1e-9), j
assert j["missing_samples"] == 0 and j["gaps"] == 0, j
END

# What cannot be read is told with its line.
sed '3s/,.*/,many/; 5s/,.*/,1,2/' meter.csv >bad.csv
expect 2 diff --telemetry bad.csv out
expect_stderr "bad.csv:5:1: error"
sed '3s/,.*/,many/' meter.csv >bad.csv
expect 2 diff --telemetry bad.csv out
expect_stderr 'bad.csv:3:1: error[AIF-E013]: "many" is no power'
expect 2 diff --telemetry meter.csv out --csv-power powr_kw
expect_stderr 'did you mean "power_kw"?'
expect 2 diff --telemetry meter.csv out --site hal
expect_stderr 'did you mean "hall"?'
expect 2 diff --telemetry meter.csv out --column busy_gpus
expect 2 diff --telemetry meter.csv out --time-zone Seoul
expect 2 diff --telemetry meter.csv out --csv-unit kWh
expect 2 diff --telemetry meter.csv out --interval 5
expect 2 diff --telemetry nowhere.csv out
expect 2 diff --telemetry meter.csv out out
: >empty.csv
expect 2 diff --telemetry empty.csv out
expect_stderr "the table is empty"
head -c 3000 /dev/urandom >noise.csv
expect 2 diff --telemetry noise.csv out
rm out/timeseries.csv
expect 2 diff --telemetry meter.csv out
expect_stderr "aifactory run -o"
finish
