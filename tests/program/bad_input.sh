#!/bin/bash
# Every kind of bad input: a clear message, exit status 2, nothing on standard output, nothing written.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

# refuse FILE TEXT...: the run is refused with all of these texts on standard error.
refuse() {
  local file=$1
  shift
  expect 2 run "$file" -o out
  expect_no_stdout
  for text in "$@"; do
    expect_stderr "$text"
  done
  grep -qiE "internal error|terminate|assert|segmentation" stderr && fail "$file: the message is not for users"
  [ ! -e out ] || { fail "$file: something was written"; rm -rf out; }
}

# changed NAME SED-EXPRESSION: a copy of the fixture with an edit that must change it.
changed() {
  sed "$2" "$tiny" >"$1.yaml"
  cmp -s "$tiny" "$1.yaml" && fail "the edit \"$2\" changes nothing"
}

changed unknown 's/feed:/feeed:/'
refuse unknown.yaml "unknown.yaml:21:5" 'did you mean "feed"?'
changed unit 's/feed: 150 kW/feed: 103 MWh/'
refuse unit.yaml "unit.yaml:21:" "103 MWh" "power"
changed no_unit 's/feed: 150 kW/feed: 150/'
refuse no_unit.yaml "no_unit.yaml:21:"
changed negative 's/feed: 150 kW/feed: -150 kW/'
refuse negative.yaml "negative.yaml:21:" "-150 kW"
changed not_a_number 's/feed: 150 kW/feed: .nan kW/'
refuse not_a_number.yaml "not_a_number.yaml:21:"
changed infinite 's/tokens: 20e9/tokens: .inf/'
refuse infinite.yaml "infinite.yaml:"
changed climate 's/climate: seoul/climate: atlantis/'
refuse climate.yaml "climate.yaml:20:" "atlantis"
changed system 's/system: dgx-h100/system: dgx-h10/'
refuse system.yaml 'did you mean "dgx-h100"?'
changed twice 's/    climate: seoul/    climate: seoul\n    climate: ulsan/'
refuse twice.yaml "twice.yaml:21:" "climate"
changed powerless 's/feed: 150 kW/feed: 1 kW/'
refuse powerless.yaml "powerless.yaml:21:"
changed pool 's|pools: \[hall/all\], priority: 70|pools: [hall/none], priority: 70|'
refuse pool.yaml "hall/none"
changed too_large 's/gpus: 32/gpus: 320/'
refuse too_large.yaml "too_large.yaml:33:"
changed dates 's/{name: all, system: dgx-h100, gpus: 64}/{name: all, system: dgx-h100, gpus: 64, deliveries: [{date: 2020-01-01, gpus: 8}]}/'
refuse dates.yaml "dates.yaml:25:"
changed start 's/start: 2027-03-01T00:00:00+09:00/start: 2027-13-41/'
refuse start.yaml "start.yaml:9:"
changed schema 's|aifactory/v1|aifactory/v9|'
refuse schema.yaml "aifactory/v9" "aifactory/v1"
changed itself 's|^name: tiny|extends: itself.yaml\nname: tiny|'
refuse itself.yaml "itself.yaml"

# Two mistakes in one file are told at once.
sed 's/feed: 150 kW/feed: 150/; s/climate: seoul/climate: atlantis/' "$tiny" >two.yaml
refuse two.yaml "two.yaml:20:" "two.yaml:21:" "2 errors"

# Files that are no scenario.
refuse missing.yaml "missing.yaml"
mkdir folder
refuse folder "folder" "directory"
: >empty.yaml
refuse empty.yaml "empty.yaml"
printf 'a: {b: [c\n' >broken.yaml
refuse broken.yaml "broken.yaml"
printf 'just a sentence\n' >text.yaml
refuse text.yaml "text.yaml"
printf '\0\1\2\377\376' >binary.yaml
refuse binary.yaml "binary.yaml"
truncate -s 1G huge.yaml
refuse huge.yaml "huge.yaml"
head -c 100000 /dev/zero | tr '\0' '[' >deep.yaml
refuse deep.yaml "deep.yaml"
{
  echo 'a: &a [x, x, x, x, x, x, x, x, x, x]'
  for n in b c d e f g h i j; do
    p=$(echo "$n" | tr 'b-j' 'a-i')
    echo "$n: &$n [*$p, *$p, *$p, *$p, *$p, *$p, *$p, *$p, *$p, *$p]"
  done
} >bomb.yaml
refuse bomb.yaml "bomb.yaml"
mkfifo pipe.yaml
refuse pipe.yaml "pipe.yaml"

# A trace that is missing, or none.
cat "$tiny" - >trace.yaml <<'END'
  - kind: trace
    name: replay
    operator: lab
    placement: {pools: [hall/all]}
    file: jobs.swf
END
refuse trace.yaml "trace.yaml:" "jobs.swf"
printf '; comment\nthis is no job\n' >jobs.swf
refuse trace.yaml "jobs.swf:2"
: >jobs.swf
refuse trace.yaml "jobs.swf"

# Files outside the scenario's folder and its parent: by way of "..", absolute, or through a link.
mkdir -p inside/deep
sed 's|file: jobs.swf|file: ../../../../../../../../etc/passwd|' trace.yaml >inside/deep/escape.yaml
refuse inside/deep/escape.yaml "escape.yaml:" "leads out of the scenario's folder and its parent"
sed 's|file: jobs.swf|file: /etc/passwd|' trace.yaml >inside/deep/absolute.yaml
refuse inside/deep/absolute.yaml "is an absolute path"
ln -s /etc/passwd inside/deep/link.swf
sed 's|file: jobs.swf|file: link.swf|' trace.yaml >inside/deep/linked.yaml
refuse inside/deep/linked.yaml "leads out of"
sed 's|climate: seoul|climate: seoul\n    weather_file: ../../../../../../../../etc/passwd|' "$tiny" >inside/deep/weather.yaml
refuse inside/deep/weather.yaml "weather.yaml:21:" "leads out of"
mkfifo inside/deep/pipe.swf
sed 's|file: jobs.swf|file: pipe.swf|' trace.yaml >inside/deep/piped.yaml
refuse inside/deep/piped.yaml "pipe.swf"
truncate -s 1G inside/deep/huge.swf
sed 's|file: jobs.swf|file: huge.swf|' trace.yaml >inside/deep/large.yaml
refuse inside/deep/large.yaml "huge.swf"
grep -q 'root:' stderr && fail "the content of another file is shown"

# The command line.
expect 2 run "$tiny" -o out --set 'sites[hall].feeed=1 MW'
expect_stderr "feed"
expect 2 run "$tiny" -o out --set 'sites[hal].feed=1 MW'
expect_stderr "hall"
expect 2 run "$tiny" -o out --set 'nonsense'
expect 2 run "$tiny" -o out --seed eleven
expect 2 run "$tiny" -o out --set 'duration=-1 d'
[ ! -e out ] || fail "something was written"

# Standard input.
sed 's/feed: 150 kW/feed: 150/' "$tiny" | "$program" run - >stdout 2>stderr
[ $? -eq 2 ] || fail "a bad scenario on standard input is accepted"
expect_stderr "(standard input):21:"

# lint says the same, of all files.
expect 2 lint two.yaml unit.yaml "$tiny"
expect_stdout "unit.yaml: 1 error"
expect_stdout "two.yaml: 2 errors"
expect 2 lint --json two.yaml
expect_stdout '"code": "AIF-E014"'
expect_stdout '"line": 21'
finish
