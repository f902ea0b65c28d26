# Runs ctest and counts. Sourced after common.sh and build.sh.
# shellcheck shell=bash

# junit_count FILE NAME   an attribute of the <testsuite> that ctest wrote; 0 if there is none.
junit_count() {
  local value
  value=$({ grep -m 1 -A 12 '<testsuite' "$1" 2>/dev/null || true; } | tr '\n\t' '  ' |
    sed -n "s/.*[[:space:]]$2=\"\([0-9]*\)\".*/\1/p")
  printf '%s\n' "${value:-0}"
}

# count_tests FILE STATUS   sets tests_passed, tests_failed and tests_skipped from ctest's report and exit status.
count_tests() {
  local all
  all=$(junit_count "$1" tests)
  tests_failed=$(junit_count "$1" failures)
  tests_skipped=$(($(junit_count "$1" skipped) + $(junit_count "$1" disabled)))
  tests_passed=$((all - tests_failed - tests_skipped))
  if (($2 != 0 && tests_failed == 0)); then
    tests_failed=1 # not a test but the build, ctest itself or the time
  fi
}

# run_tests PRESET [CTEST ARGUMENT...]   Last line: "N passed, N failed, N skipped in N s". The report stays in
# build/PRESET/tests.xml.
run_tests() {
  local preset=$1 directory report began=$SECONDS status=0
  shift
  directory=$(build_directory "$preset")
  report=$directory/tests.xml
  rm -f "$report"
  (cd "$directory" && ctest --output-on-failure --no-tests=error --parallel "$(nproc)" --output-junit "$report" "$@") \
    </dev/null || status=$?
  count_tests "$report" "$status"
  printf '\n%d passed, %d failed, %d skipped in %d s\n' "$tests_passed" "$tests_failed" "$tests_skipped" \
    "$((SECONDS - began))"
  ((tests_failed == 0))
}
