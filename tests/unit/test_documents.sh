#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The committed manual page, command reference and completions are what the program would write today, and their readers
# find no fault with them.
program=${BUREAU_PROGRAM:?} tree=${BUREAU_TREE:?}
count=0 failed=0
check() { # check NAME COMMAND...
  count=$((count + 1)); name=$1; shift
  if output=$("$@" 2>&1); then echo "ok $count - $name"
  else echo "not ok $count - $name"; echo "$output" | head -n 20 | sed 's/^/# /'; failed=1; fi
}
skip() { count=$((count + 1)); echo "ok $count - $1 # SKIP $2"; }
same() { "$program" --document "$1" | diff -u "$tree/doc/$2" -; }
clean() { output=$("$@" 2>&1); test -z "$output" || { echo "$output"; return 1; }; }
bash_offers() { # bash_offers WORD LINE...: completing the last word of the line offers WORD
  wanted=$1; shift
  bash -c '. "$1/doc/completion/bureau"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bureau; printf "%s\n" "${COMPREPLY[@]}"' \
    bash "$tree" "$@" | grep -qx -e "$wanted"
}
check 'manual page is as committed' same man bureau.1
check 'command reference is as committed' same markdown commands.md
check 'bash completion is as committed' same bash completion/bureau
check 'zsh completion is as committed' same zsh completion/_bureau
check 'fish completion is as committed' same fish completion/bureau.fish
if command -v mandoc > /dev/null; then check 'mandoc finds no fault' clean mandoc -T lint "$tree/doc/bureau.1"
else skip 'mandoc finds no fault' 'no mandoc here'; fi
if command -v man > /dev/null; then check 'man finds no fault' clean sh -c 'LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$1" > /dev/null' sh "$tree/doc/bureau.1"
else skip 'man finds no fault' 'no man here'; fi
if command -v bash > /dev/null; then
  check 'bash offers commands' bash_offers search bureau se
  check 'bash offers the second word' bash_offers open bureau dispute o
  check 'bash offers options of a command' bash_offers --reason bureau dispute open 12 --re
  check 'bash offers the forms' bash_offers jsonl bureau --format js
  check 'bash offers choices' bash_offers score bureau search x --sort sc
else skip 'bash completes' 'no bash here'; fi
echo "1..$count"
exit $failed
