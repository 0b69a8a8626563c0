#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The set-group-ID installation: people who cannot read the store's files work on it through the program, which listens
# to nothing that they put into its environment. Needs root, to be other people (numbers only, no accounts are made).
set -u
program=${BUREAU_PROGRAM:?} tree=${BUREAU_TREE:?}
if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null || ! setpriv --reuid 64101 --regid 64101 --clear-groups true; then
    echo '1..0 # SKIP needs root and setpriv'
    exit 0
fi
here=$(mktemp -d) || exit 1
trap 'rm -rf "$here" /tmp/bureau-64101 /tmp/bureau-64102' EXIT HUP INT TERM
chmod 755 "$here"
group=64100 one=64101 two=64102
count=0 failed=0
ok() { # ok NAME COMMAND...
    count=$((count + 1)); name=$1; shift
    if "$@" >"$here/why" 2>&1; then echo "ok $count - $name"
    else echo "not ok $count - $name"; sed 's/^/# /' "$here/why" | head -n 12; failed=1; fi
}
not() { ! "$@"; }
as() { # as UID COMMAND...: with no rights but that person's, and no terminal
    who=$1; shift
    (cd / && HOME="$here/home$who" XDG_RUNTIME_DIR= XDG_STATE_HOME="$here/home$who" LANGUAGE=en setsid \
        setpriv --reuid "$who" --regid "$who" --clear-groups --inh-caps=-all "$@" </dev/null)
}
# The installation: the program set-group-ID, its data where it finds them, a folder for stores that the group shares.
mkdir -p "$here/bin" "$here/share" "$here/stores" "$here/hostile"
cp "$program" "$here/bin/bureau"
ln -s "$tree/data" "$here/share/bureau"
chgrp $group "$here/bin/bureau" "$here/stores"
chmod 2755 "$here/bin/bureau"
chmod 2770 "$here/stores"
bureau=$here/bin/bureau store=$here/stores/main
for who in $one $two; do mkdir -m 700 "$here/home$who"; chown $who:$who "$here/home$who"; done
if ! as $one test -r "$here/share/bureau/schema/0001_ground.sql"; then
    echo '1..0 # SKIP the source tree is closed to others'
    exit 0
fi
printf 'nine quiet river stones\n' >"$here/home$one/phrase"
printf 'seven loud quiet river birds\n' >"$here/home$two/phrase"
printf 'seven loud quiet river birds\n' >"$here/home$one/second"
chown $one "$here/home$one/phrase" "$here/home$one/second"; chown $two "$here/home$two/phrase"

ok 'a person makes a store in the shared folder' as $one "$bureau" init --dir "$store" --passphrase-file "$here/home$one/phrase"
ok 'its folder is 2770 of the group' sh -c 'test "$(stat -c "%a %g" "$1")" = "2770 64100"' sh "$store"
ok 'its files are the group`s, closed to others' sh -c \
    'for file in "$1"/*; do test "$(stat -c %g "$file")" = 64100 && test "$(($(stat -c %a "$file") % 10))" = 0 || exit 1; done' sh "$store"
ok 'control: the owner of the group may read them' setpriv --reuid 64109 --regid $group --clear-groups cat "$store/bureau.db" 
ok 'who made it cannot even enter the folder' not as $two cat "$store/vault.keys"
ok 'a copy of the program without the bit does not open it' sh -c 'cp "$1" "$2/plain" && chmod 755 "$2/plain"' sh "$program" "$here/bin"
ok 'indeed' not as $two "$here/bin/plain" --store "$store" --passphrase-file "$here/home$two/phrase" user list
ok 'a second person gets a slot' as $one "$bureau" --store "$store" --passphrase-file "$here/home$one/phrase" user add li.na \
    --role officer --new-passphrase-file "$here/home$one/second"
ok 'and works on the store' as $two "$bureau" --store "$store" --user li.na --passphrase-file "$here/home$two/phrase" intake batches
ok 'as the first goes on to' as $one "$bureau" --store "$store" --passphrase-file "$here/home$one/phrase" audit verify
ok 'keys are lent' as $two "$bureau" --store "$store" --user li.na agent start --passphrase-file "$here/home$two/phrase"
ok 'to the program' as $two "$bureau" --store "$store" --user li.na intake batches
ok 'not to another program of the same person' sh -c '! "$@" | grep -q li.na' sh setpriv --reuid $two --regid $two \
    --clear-groups "$here/bin/plain" agent list
ok 'nor to another person' not as $one "$bureau" --store "$store" --user li.na intake batches
as $two "$bureau" agent stop --all >/dev/null 2>&1

# What the environment says is not listened to.
cat >"$here/hostile/spy.c" <<'C'
#include <stdio.h>
#include <unistd.h>
__attribute__((constructor)) static void spy(void) { fprintf(stderr, "spy with group %d\n", (int)getegid()); }
C
if ${CC:-cc} -shared -fPIC -o "$here/hostile/spy.so" "$here/hostile/spy.c" 2>/dev/null; then
    spied() { as $two env ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD="$here/hostile/spy.so" "$1" --version 2>&1 | grep -q 'spy with group 64102'; }
    ok 'control: a plain program loads what LD_PRELOAD names' spied "$here/bin/plain"
    loaded() { as $two env LD_PRELOAD="$here/hostile/spy.so" "$bureau" --version 2>&1 | grep -q 'spy with group 64100'; }
    ok 'this one does not, with the group' not loaded
fi
if command -v tic >/dev/null && command -v script >/dev/null; then
    # TERMINFO: a description of a terminal that the person wrote. The workstation at its login would stay; refused, it ends.
    infocmp xterm-256color 2>/dev/null | sed '2s/^[^|,]*/hostile/' >"$here/hostile/terminal"
    tic -o "$here/hostile/terminfo" "$here/hostile/terminal" 2>/dev/null
    chmod -R a+rX "$here/hostile"
    ok 'control: tput of that person takes TERMINFO' as $two env TERM=hostile TERMINFO="$here/hostile/terminfo" tput cols
    opens() { as $two env TERM=hostile TERMINFO="$here/hostile/terminfo" script -qec "$bureau --lang en --store $store" /dev/null; }
    ok 'this one does not know such a terminal' sh -c 'grep -q "hostile" "$1"' sh /dev/stdin <<EOF
$(opens 2>&1 | tr -d '\r')
EOF
fi
mkdir -p "$here/hostile/data"
cp -R "$tree/data/." "$here/hostile/data/"
printf 'code\ten\tzh\troles\nhostile\tHostile\tx\tofficer\n' >"$here/hostile/data/law/purposes.tsv"
purpose() { as $two env BUREAU_DATADIR="$here/hostile/data" "$1" --purpose hostile doctor; }
ok 'control: a plain program takes BUREAU_DATADIR' purpose "$here/bin/plain"
ok 'this one does not' not purpose "$bureau"
ok 'the clock is not set by hand' not as $two "$bureau" --store "$store" --clock 2020-01-01T00:00 --user li.na \
    --passphrase-file "$here/home$two/phrase" intake batches
# A file of the store is neither read nor written over through the program's own group.
ok 'a file of the store is no passphrase file' not as $two "$bureau" --store "$store" --passphrase-file "$store/vault.keys" user list
closed() { as $two "$bureau" --lang en model show "$1" 2>&1 | grep -qi 'permission denied'; }
ok 'nor any other file that is read: a model' closed "$store/vault.keys"
before=$(stat -c '%i %s' "$store/vault.keys")
as $two "$bureau" --store "$store" --user li.na --passphrase-file "$here/home$two/phrase" export disputes \
    "$store/vault.keys" >/dev/null 2>&1
ok 'a workbook does not replace the key file' test "$before" = "$(stat -c '%i %s' "$store/vault.keys")"
ok 'control: elsewhere it is written' as $two "$bureau" --store "$store" --user li.na --passphrase-file \
    "$here/home$two/phrase" export disputes "$here/home$two/disputes.xlsx"
ok 'and is the person`s own' sh -c 'test "$(stat -c "%u %a" "$1")" = "64102 600"' sh "$here/home$two/disputes.xlsx"

echo "1..$count"
exit $failed
