#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Getting in, with the real program: passphrases from files and descriptors, the agent, users and their slots, keys, and
# the checks of the place. Speaks TAP.
set -u
program=${BUREAU_PROGRAM:?}
here=$(mktemp -d) || exit 1
export HOME="$here" XDG_RUNTIME_DIR="$here/run" XDG_STATE_HOME="$here/state" XDG_DATA_HOME="$here/data" LANGUAGE=en
unset BUREAU_STORE BUREAU_USER
trap '"$program" agent stop --all >"$here/out" 2>&1; rm -rf "$here"' EXIT HUP INT TERM
mkdir -m 700 "$here/run"
store=$here/store
count=0 failed=0
ok() { # ok NAME COMMAND...
    count=$((count + 1)); name=$1; shift
    if "$@" >"$here/why" 2>&1; then echo "ok $count - $name"
    else echo "not ok $count - $name"; sed 's/^/# /' "$here/why" | head -n 12; failed=1; fi
}
# No terminal: setsid takes it away, so that nobody is asked.
bureau() { setsid "$program" --store "$store" --lang en "$@" </dev/null >"$here/out" 2>"$here/err"; }
code() { # code WANTED WORDS...: the exit code, and no word of any passphrase on either stream
    wanted=$1; shift
    bureau "$@"; got=$?
    test "$got" = "$wanted" || { echo "exit $got, wanted $wanted"; cat "$here/out" "$here/err"; return 1; }
    ! grep -e 'quiet river' "$here/out" "$here/err"
}
says() { grep -q -e "$1" "$here/out" "$here/err" || { echo "not said: $1"; cat "$here/out" "$here/err"; return 1; }; }
fact() { sed -n "s/^$1: *//p" "$here/out"; }
password() { printf '%s\n' "$2" >"$here/$1"; }
# A wrong try makes the next one wait; tests do not.
no_wait() { rm -f "$store/auth.state"; }

password good 'nine quiet river stones'
password weak 'password1234'
password wrong 'some quiet river sand there'
password other 'seven loud quiet river birds'

ok 'init without a passphrase is refused' code 3 init --dir "$store"
ok 'and leaves nothing' test ! -e "$store"
ok 'init refuses a weak passphrase' code 2 init --dir "$store" --passphrase-file "$here/weak"
ok 'and leaves nothing either' test ! -e "$store"
ok 'init makes a sealed store' code 0 init --dir "$store" --passphrase-file "$here/good"
recovery=$(fact 'Recovery key')
ok 'it shows the recovery key: eight groups of four' sh -c 'echo "$1" | grep -Eqx "([A-Z2-9]{4}-){7}[A-Z2-9]{4}"' sh "$recovery"
echo "$recovery" | tr 'A-Z-' 'a-z ' >"$here/recovery"
ok 'init never overwrites' code 5 init --dir "$store" --passphrase-file "$here/good"
ok 'folder and files are closed' sh -c 'test "$(find "$1" -perm /077 | wc -l)" = 0' sh "$store"

ok 'locked without a passphrase' code 3 user list
ok 'and the next step is named' says 'agent start'
ok 'a file opens it' code 0 --passphrase-file "$here/good" user list
ok 'the answer is there' says administrator
ok 'options may stand behind the command' code 0 user list --passphrase-file "$here/good"
by_descriptor() { setsid "$program" --store "$store" --passphrase-fd 3 user list 3<"$here/good" >"$here/out" 2>&1; }
ok 'a descriptor opens it' by_descriptor
ok 'a descriptor that is none is refused' code 2 --passphrase-fd three user list
ok 'a closed descriptor is an error' code 5 --passphrase-fd 77 user list
ok 'a file that is not there is an error' code 5 --passphrase-file "$here/nothing" user list
: >"$here/empty"
ok 'an empty file is bad input' code 4 --passphrase-file "$here/empty" user list
ok 'a wrong passphrase is refused' code 3 --passphrase-file "$here/wrong" user list
ok 'the next try has to wait' code 3 --passphrase-file "$here/good" user list
ok 'and it is said for how long' says '[0-9] s'
no_wait
ok 'an unknown user is refused alike' code 3 --user nobody --passphrase-file "$here/good" user list
no_wait
ok 'the failures are in the log' code 0 --passphrase-file "$here/good" audit list --format csv
ok 'as refused logins' sh -c 'test "$(grep -c ",login,.*refused" "$1")" -ge 2' sh "$here/out"
mkdir "$here/nowhere"
ok 'a folder of the environment that is no whole path is ignored' sh -c 'cd "$1" && XDG_STATE_HOME=here XDG_DATA_HOME=here \
    setsid "$2" --store "$3" --passphrase-file "$4" audit anchor </dev/null && test ! -e here' \
    sh "$here/nowhere" "$program" "$store" "$here/good"
ok 'the environment is no place for a passphrase' env BUREAU_PASSPHRASE='nine quiet river stones' sh -c \
    '! setsid "$1" --store "$2" user list </dev/null' sh "$program" "$store"
ok 'the recovery key acts as administrator, in any spelling' code 0 --user recovery --passphrase-file "$here/recovery" user list

# ---- the agent
ok 'no agent, an empty list' code 0 agent list --format csv
ok 'keys are lent' code 0 agent start --lifetime 5m --passphrase-file "$here/good"
ok 'and open the store' code 0 user list
ok 'the list says whose' code 0 agent list --format csv
ok 'with the seconds left' grep -q "^$store,admin,[0-9]*$" "$here/out"
ok 'for the passphrase itself they do not do' code 3 agent start
ok 'nor for a new recovery key' code 3 key recovery
ok 'a bad time is refused' code 2 agent start --lifetime 3weeks --passphrase-file "$here/good"
ok 'another user has no keys there' code 3 --user li.na user list
ok 'the lending is in the log' sh -c '"$1" --store "$2" audit list --format csv | grep -q ",agent.start,"' sh "$program" "$store"

# ---- users
ok 'a user is added, with a made passphrase' code 0 user add li.na --role officer
fact Passphrase >"$here/lina"
ok 'of six words' grep -Eqx '[a-z]+(-[a-z]+){5}' "$here/lina"
ok 'who gets in with it' code 0 --user li.na --passphrase-file "$here/lina" intake batches
ok 'nobody has two of the same name' code 3 user add li.na --role officer
ok 'a name must be one' code 2 user add 'Li Na' --role officer
ok 'the recovery key is not a user' code 2 user add recovery --role officer
ok 'a passphrase may be handed in' code 0 user add wang.wei --role reviewer --new-passphrase-file "$here/other"
ok 'and is not shown then' sh -c '! grep -q Passphrase "$1"' sh "$here/out"
ok 'a weak one is refused' code 2 user add zhu.min --role officer --new-passphrase-file "$here/weak"
ok 'and makes no user' sh -c '! "$1" --store "$2" user list | grep -q zhu.min' sh "$program" "$store"
ok 'an officer adds nobody' code 3 --user li.na --passphrase-file "$here/lina" user add zhu.min --role officer
ok 'the other one gets in with it' code 0 --user wang.wei --passphrase-file "$here/other" user list
ok 'own passphrase: the old one opens, the new one is set' code 0 --user li.na --passphrase-file "$here/lina" \
    user password --new-passphrase-file "$here/wrong"
ok 'the old one no longer does' code 3 --user li.na --passphrase-file "$here/lina" user list
no_wait
ok 'the new one does' code 0 --user li.na --passphrase-file "$here/wrong" user list
ok 'an officer sets nobody else`s' code 3 --user li.na --passphrase-file "$here/wrong" user password wang.wei
ok 'an administrator gives a new one' code 0 user password li.na
fact Passphrase >"$here/lina"
ok 'which opens' code 0 --user li.na --passphrase-file "$here/lina" user list
ok 'an administrator by role' code 0 user role li.na administrator
ok 'has the right from the next login' code 0 --user li.na --passphrase-file "$here/lina" key list --format csv
ok 'slot and list agree' sh -c '! grep -q ",warn," "$1"' sh "$here/out"
ok 'and loses it' code 0 user role li.na officer
ok 'at once' code 3 --user li.na --passphrase-file "$here/lina" key list
ok 'the last administrator stays' code 3 user remove admin
ok 'lent keys of one who goes' code 0 --user wang.wei agent start --passphrase-file "$here/other"
ok 'a user is removed, and a new master key comes' code 0 --user admin user remove wang.wei --rotate
ok 'who is gone has no slot' code 3 --user wang.wei --passphrase-file "$here/other" user list
no_wait
ok 'nor use of keys that were lent before' code 3 --user wang.wei user list
ok 'the others go on as before' code 0 --user li.na --passphrase-file "$here/lina" user list
ok 'there was a second master key' code 0 --user admin --passphrase-file "$here/good" key list
ok 'as the list says' says 'so far: *2'

# ---- the recovery key
ok 'a new recovery key' code 0 --user admin --passphrase-file "$here/good" key recovery
fact 'Recovery key' >"$here/recovery2"
ok 'opens' code 0 --user recovery --passphrase-file "$here/recovery2" user list
ok 'the old one no longer' code 3 --user recovery --passphrase-file "$here/recovery" user list
no_wait
ok 'the log is whole after all that' code 0 --user admin --passphrase-file "$here/good" audit verify

# ---- the place
refuses() { # refuses MODE FILE WORD: with that mode the program stops, names the way out, and goes on after it
    before=$(stat -c %a "$store/$2"); chmod "$1" "$store/$2"
    code 5 --user admin --passphrase-file "$here/good" user list && says "$3"; result=$?
    chmod "$before" "$store/$2"
    return $result
}
ok 'a folder that others may write' refuses 0777 . 'chmod o-rwx'
ok 'a folder that a group may write' refuses 0770 . 'chmod g-rwx'
ok 'a database that others may read' refuses 0604 bureau.db 'chmod o-rwx'
ok 'a key file that a group may read' refuses 0640 vault.keys 'chmod g-rwx'
ok 'anchors that others may read' refuses 0644 audit.anchors 'chmod'
linked() { mv "$store/$1" "$here/moved"; ln -s "$here/moved" "$store/$1"
    code 5 --user admin --passphrase-file "$here/good" user list && says 'plain file'; result=$?
    rm "$store/$1"; mv "$here/moved" "$store/$1"; return $result; }
ok 'a linked key file' linked vault.keys
ok 'a linked database' linked bureau.db
ln -s "$store" "$here/link"
ok 'a linked folder' sh -c '! setsid "$1" --store "$2" --passphrase-file "$3" user list' sh "$program" "$here/link" "$here/good"
ok 'control: as it was, it opens' code 0 --user admin --passphrase-file "$here/good" user list

# ---- the doctor
ok 'the doctor sees a locked store' code 0 doctor --format csv
"$program" agent stop --all >/dev/null
ok 'and says so' code 0 doctor
ok 'without a passphrase' says locked
ok 'and the whole of an open one' code 0 --user admin --passphrase-file "$here/good" doctor --format csv
for row in 'Locked memory' 'Folder and files' 'Key file' 'Agent' 'Anchors of the log' 'Backup'; do
    ok "it looks at: $row" grep -q "^$row," "$here/out"
done
chmod 0777 "$store"
ok 'what would be refused, it explains' code 0 doctor
ok 'with the way out' says 'chmod o-rwx'
chmod 0700 "$store"

# ---- the demonstration
demo=$here/demo
ok 'the demonstration' code 0 demo --dir "$demo" --no-open --format csv
cp "$here/out" "$here/users"
ok 'has users with passphrases' grep -q '^officer,li.na,.' "$here/users"
ok 'shown again when it is there' code 0 demo --dir "$demo" --no-open --format csv
ok 'the same' cmp "$here/out" "$here/users"
ok 'a store of one`s own is not it' code 3 demo --dir "$store" --no-open
sed -n 's/^auditor,[^,]*,//p' "$here/users" >"$here/auditor"
store=$demo
ok 'each opens it' code 0 --user sun.wei --passphrase-file "$here/auditor" audit verify

echo "1..$count"
exit $failed
