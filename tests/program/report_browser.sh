#!/bin/bash
# The page for analysts in a real browser: every chart drawn, both languages, on a phone, on paper, hostile names inert.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

PYTHONPATH=$here python3 -c 'import sys, browser; sys.exit(0 if browser.find_browser() else 77)' || {
  echo "no headless browser (Debian package chromium-headless-shell)"
  exit 77
}

# open PAGE CHART...: prints what is wrong with it.
open() { python3 "$here/report_browser.py" "$@" || fail "$1"; }

expect 0 run "$source_dir/scenarios/quickstart.yaml" -o out
python3 -c 'print("t_s,load_w,grid_w"); [print(f"{i/100},{3e6+(i//60%2)*1e6},{3.4e6}") for i in range(24000)]' >wave.csv
expect 0 report out --waveform wave.csv -o wave.html
open wave.html
# What it costs, and how far figures spread, on a result that has both.
expect 0 run "$source_dir/scenarios/quickstart.yaml" -o spread --report --set cost=korea --replications 6 --uncertain-catalog
open spread/report.html figure-cost figure-uncertainty
expect 0 run "$source_dir/scenarios/quickstart.yaml" -o second --set 'sites[hall].feed=450 kW' --seed 8
expect 0 report out second -o compared.html
open compared.html

# Names that would like to be markup, scripts, or to turn the text around.
hostile='"</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\u202E\u0007'
hostile+=$(printf 'x%.0s' {1..3000})'"'
expect 0 run "$tiny" -o hostile --report --set "title_en=$hostile" --set "title_ko=$hostile" --set "description=$hostile" \
  --set "sites[hall].title_en=$hostile" --set "operators[lab].title_ko=$hostile" --set "operators[lab].title_en=$hostile" \
  --set "sites[hall].note=$hostile"
open hostile/report.html
finish
