#!/bin/bash
# The commands that the documents show do what they say, and what documents link to is there. To be quick, simulations are
# cut to two days, by a wrapper that stands where the program would.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

export AIFACTORY_MODELS=$source_dir/models

mkdir bin
cat >bin/aifactory <<WRAPPER
#!/bin/bash
case "\$1 \$2" in
  run\ * | sweep\ plan) [[ "\$*" == *duration=* ]] || set -- "\$@" --set 'duration=2 d' ;;
esac
exec "$program" "\$@"
WRAPPER
# shellcheck disable=SC2016  # the wrapper's own arguments
printf '#!/bin/bash\nexec aifactory run "$@"\n' >bin/run
printf '#!/bin/bash\ncat %q\n' "$tiny" >bin/generate-scenario
command -v parallel >/dev/null || printf '#!/bin/bash\nexec sh\n' >bin/parallel
chmod +x bin/*
PATH=$work/bin:$PATH

# What the documents take for granted, made once.
mkdir -p ready/regression ready/tests/scenarios ready/build/release ready/tools
cd ready || exit 1
cp -r "$source_dir/scenarios" scenarios
cp -r "$source_dir/tests/scenarios/quickstart" tests/scenarios/
ln -s "$source_dir/tests/validation" tests/validation
ln -s "$source_dir/docs" docs
ln -s "$work/bin" build/release/bin
ln -s "$work/bin/run" tools/run
cp "$tiny" regression/scenario.yaml
cp scenarios/quickstart.yaml my-scenario.yaml
cp -r scenarios/traces traces # my-scenario.yaml names a trace beside it
sed 's/feed: 150 kW/feed: {uniform: [140 kW, 160 kW]}/' "$tiny" >scenario.yaml
cat >study.yaml <<'STUDY'
schema: aifactory-study/v1
name: two
scenario: scenarios/quickstart.yaml
parameters: [{path: seed, values: [1, 2]}]
STUDY
expect 0 run "$tiny" -q -o out/a
expect 0 run "$tiny" -q -o out/b --seed 5
cp -r out/a out/before
cp -r out/b out/after
cp out/a/result.json old.json
cp out/b/result.json new.json
expect 0 run scenarios/ulsan-103mw-cap.yaml --set 'duration=2 d' -q -o metered
python3 - metered/timeseries.csv >meter.csv <<'PYTHON'
import csv, sys
print("time,power_mw")
for row in csv.DictReader(open(sys.argv[1])):
    print(f"{row['local_time']},{float(row['facility_power_w']) * 1.01 / 1e6:.3f}")
PYTHON
python3 -c 'print("t_s,load_w,grid_w"); [print(f"{i/100},{3e6+(i//60%2)*1e6},{3.4e6}") for i in range(2400)]' >wave.csv
rm -r metered
cd "$work" || exit 1

# statuses COMMAND: the exit statuses that are as told, or why it is left out.
statuses() {
  case "$1" in
    *"aifactory validate"*) echo "left out: a long table that program.validation and ctest make" ;;
    *"sweep submit study --shards"*) echo "left out: wants a batch system; program.slurm does that" ;;
    *--fail-on* | *--require*) echo "0 1" ;;
    *) echo 0 ;;
  esac
}

ran=0
last=''
(cd "$source_dir" && python3 "$here/docs_commands.py" README.md docs/tutorial-*.md docs/recipes/README.md \
  src/report/README.md src/sweep/README.md src/fabric/README.md src/step/README.md src/waveform/README.md) >commands
while IFS=$'\t' read -r place command; do
  document=${place%:*}
  if [ "$document" != "$last" ]; then # every document begins anew
    cd "$work" || exit 1
    rm -rf here
    cp -r ready here
    cd here || exit 1
    last=$document
    [ "$document" = src/report/README.md ] && cp -r out/a out/ulsan # of no run that this document shows
  fi
  wanted=$(statuses "$command")
  [[ $wanted == left* ]] && continue
  timeout 120 bash -o pipefail -c "$command" >"$work/stdout" 2>"$work/stderr" </dev/null
  status=$?
  ran=$((ran + 1))
  [[ " $wanted " == *" $status "* ]] || {
    fail "$place: $command: ended with $status"
    tail -5 "$work/stderr" | sed 's/^/    /'
  }
done <commands
[ "$ran" -ge 40 ] || fail "only $ran commands were found in the documents"

cd "$source_dir" || exit 1
grep -noE '\]\([^)#: ]+' README.md docs/*.md src/*/README.md | while IFS=: read -r file line link; do
  target=$(dirname "$file")/${link#](}
  [ -e "$target" ] || echo "$file:$line: there is no $target"
done >"$work/broken"
cd "$work" || exit 1
[ ! -s broken ] || fail "links lead nowhere: $(cat broken)"
finish
