#!/bin/bash
# Completion scripts are sound, and those for bash, zsh and fish complete; shells that are not installed are left out.
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
[ "$(complete_words init --system gb300)" = gb300-nvl72 ] || fail "catalog names: $(complete_words init --system gb300)"
mkdir -p folder
[ "$(complete_words sweep pl)" = plan ] || fail "inner verbs: $(complete_words sweep pl)"
[ "$(complete_words sweep plan --des)" = "--design --design-seed" ] || fail "their options: $(complete_words sweep plan --des)"
[ "$(complete_words sweep plan h)" = here.yaml ] || fail "studies: $(complete_words sweep plan h)"
[ "$(complete_words sweep plan here.yaml --design mor)" = morris ] || fail "designs: $(complete_words sweep plan here.yaml --design mor)"
[ "$(complete_words sweep run f)" = folder ] || fail "planned studies: $(complete_words sweep run f)"
[ "$(complete_words sweep submit folder --backend s)" = slurm ] || fail "backends: $(complete_words sweep submit folder --backend s)"
[ "$(complete_words plan --mod)" = --model ] || fail "a verb with the name of an inner one: $(complete_words plan --mod)"
[ "$(complete_words diff h)" = here.yaml ] || fail "files: $(complete_words diff h)"

if command -v fish >/dev/null; then
  # offered WORDS: what fish would offer for a command line.
  offered() { HOME=$work fish --no-config -c "source script.fish; complete -C '$1'" | cut -f1 | tr '\n' ' '; }
  [ "$(offered 'aifactory ru')" = "run " ] || fail "fish, verbs: $(offered 'aifactory ru')"
  [ "$(offered 'aifactory run --ou')" = "--output " ] || fail "fish, options: $(offered 'aifactory run --ou')"
  [[ " $(offered 'aifactory show gp')" == *" gpu "* ]] || fail "fish, kinds: $(offered 'aifactory show gp')"
  [[ " $(offered 'aifactory init --system gb300')" == *" gb300-nvl72 "* ]] || fail "fish, entries: $(offered 'aifactory init --system gb300')"
  [ "$(offered 'aifactory sweep sub')" = "submit " ] || fail "fish, inner verbs: $(offered 'aifactory sweep sub')"
  [ "$(offered 'aifactory sweep plan --samp')" = "--samples " ] || fail "fish, their options: $(offered 'aifactory sweep plan --samp')"
  [ "$(offered 'aifactory sweep plan --mod')" = "" ] || fail "fish, an inner verb has the options of its namesake"
  [ "$(offered 'aifactory plan --mod')" = "--model " ] || fail "fish, namesakes: $(offered 'aifactory plan --mod')"
  [ "$(offered 'aifactory run here.yaml --lang k')" = "ko " ] || fail "fish, languages: $(offered 'aifactory run here.yaml --lang k')"
fi

if command -v zsh >/dev/null; then
  # zsh completes only at a terminal of its own: zpty gives it one. offered WORDS: what a press of the tabulator shows.
  cat >ask.zsh <<'END'
zmodload zsh/zpty
zpty shell "PS1='> ' zsh -f -i"
zpty -w shell "autoload -Uz compinit; compinit -u -D -d $2/dump; source script.zsh 2>/dev/null; compdef _aifactory aifactory"
zpty -w shell "LISTMAX=1000; zstyle ':completion:*' list-colors ''; setopt no_list_beep; print -r -- READY"
zpty -r -m shell answer '*READY*READY*'
zpty -w -n shell "$1"$'\t\t'
answer=''
repeat 40; do  # a busy machine takes its time
  while zpty -t -r shell part; do answer+=$part; done
  [[ $answer == *$3* ]] && break
  sleep 0.25
done
print -r -- "$answer"
zpty -d shell
END
  # offers WORDS EXPECTED: a double press of the tabulator after WORDS shows EXPECTED.
  offers() {
    local answer
    answer=$(TERM=dumb COLUMNS=200 timeout 40 zsh -f ask.zsh "$1" "$work" "$2" 2>/dev/null | tr -d '\r\b\007')
    [[ $answer == *"$2"* ]] || fail "zsh, $1: $answer"
  }
  offers 'aifactory re' reference
  offers 'aifactory run --ou' --output
  offers 'aifactory sweep sub' submit
  offers 'aifactory sweep plan --samp' --samples
  offers 'aifactory show gp' 'show gpu'
  offers 'aifactory show gpu h100' h100-sxm
fi
finish
