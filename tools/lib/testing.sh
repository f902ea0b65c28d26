# Runs ctest and counts. Sourced after common.sh and build.sh.
# shellcheck shell=bash

# junit_count FILE NAME   an attribute of the <testsuite> that ctest wrote; 0 if it is not there.
junit_count() {
  local value
  value=$(sed -n "s/^[[:space:]]*$2=\"\([0-9]*\)\".*/\1/p; s/.*<testsuite[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" 2>/dev/null | head -n 1)
  printf '%s\n' "${value:-0}"
}

# run_tests PRESET [CTEST ARGUMENT...]   Last line: "N passed, N failed, N skipped". What ran is in
# build/PRESET/tests.xml.
run_tests() {
  local preset=$1 directory report began=$SECONDS status=0 all failed skipped
  shift
  directory=$(build_directory "$preset")
  report=$directory/tests.xml
  rm -f "$report"
  # Tests of unequal length: ctest starts the ones that took longest last time first.
  (cd "$directory" && ctest --output-on-failure --no-tests=error --parallel "$(nproc)" --output-junit "$report" "$@") \
    </dev/null || status=$?
  all=$(junit_count "$report" tests)
  failed=$(junit_count "$report" failures)
  skipped=$(($(junit_count "$report" skipped) + $(junit_count "$report" disabled)))
  if ((status != 0 && failed == 0)); then
    failed=1 # ctest itself failed: no tests, a bad option
  fi
  say ""
  printf '%d passed, %d failed, %d skipped in %d s\n' "$((all > failed + skipped ? all - failed - skipped : 0))" \
    "$failed" "$skipped" "$((SECONDS - began))"
  ((failed == 0))
}
