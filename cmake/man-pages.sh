#!/bin/sh
# Writes a man page for the program and one for every command, gzipped, from their --help.
#
#     cmake/man-pages.sh PROGRAM VERSION DIRECTORY
#
# Dates would make two builds differ, so the pages carry the version alone.
set -eu
program=$1
version=$2
directory=$3
mkdir -p "$directory"
LC_ALL=C
SOURCE_DATE_EPOCH=0
export LC_ALL SOURCE_DATE_EPOCH

# page NAME TITLE COMMAND
page() {
  help2man --no-info --no-discard-stderr --version-string="$version" --section=1 --name "$2" --output "$directory/$1.1" "$3"
  # Examples are lines, not a paragraph.
  sed -i '/^\.SH EXAMPLES/,/^\.S[SH] [^E]/{
    /^\.SH EXAMPLES/a .nf
    /^\.IP/d
    /^\.S[SH] [^E]/i .fi
  }' "$directory/$1.1"
  gzip --force --no-name --best "$directory/$1.1"
}

page aifactory "simulate AI factories: training, inference, power, cost" "$program"
"$program" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z]*\)  *\(.*\)/\1 \2/p' | while read -r verb title; do
  page "aifactory-$verb" "$title" "$program $verb"
done
