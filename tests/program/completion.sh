#!/bin/bash
# Completion scripts are sound, and the one for bash completes.
# shellcheck source=tests/program/lib.sh
. "$(dirname "$0")/lib.sh"

for shell in bash zsh fish; do
  expect 0 completion "$shell"
  cp stdout "script.$shell"
  command -v "$shell" >/dev/null && { "$shell" -n "script.$shell" || fail "$shell does not accept its script"; }
done

PATH=$(dirname "$program"):$PATH
# shellcheck source=/dev/null
. ./script.bash
# complete WORD...: what bash would offer for the last word.
complete_words() {
  COMP_WORDS=(aifactory "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  # shellcheck disable=SC2317  # called by the script
  compopt() { :; }
  _aifactory
  echo "${COMPREPLY[*]}"
}
touch here.yaml other.txt
[ "$(complete_words ru)" = run ] || fail "verbs: $(complete_words ru)"
[ "$(complete_words run --ou)" = --output ] || fail "options: $(complete_words run --ou)"
[ "$(complete_words run h)" = here.yaml ] || fail "scenarios: $(complete_words run h)"
[ "$(complete_words run o)" = "" ] || fail "files that are no scenario: $(complete_words run o)"
[ "$(complete_words show gp)" = gpu ] || fail "kinds: $(complete_words show gp)"
[ "$(complete_words show gpu h100)" = h100-sxm ] || fail "entries: $(complete_words show gpu h100)"
[ "$(complete_words run here.yaml --lang k)" = ko ] || fail "languages: $(complete_words run here.yaml --lang k)"
finish
