#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Screens: keys in, screen out. Each script NAME.keys is driven through the program on a terminal that is not there, at
# the sizes, in the languages and the depths of colour that its first lines name:
#     # size: 80x24 120x40
#     # lang: en zh
#     # depth: 256 16 1
#     # user: li.na
#     # profile: US-FCRA (the law of the house; two persons change it before the first script that asks for it)
#     # login: yes (nobody's passphrase is at hand: the script begins at the login)
# and what it dumps (text, then styles) is compared with NAME.SIZE.LANG.DEPTH.screen. The store is the demonstration
# store of a fixed day, copied fresh for every run, because looking is recorded and the log is one of the screens.
# `run.sh --write` writes the expected screens anew (`make goldens`). Speaks TAP.
set -u
here=$BUREAU_TREE/tests/screen
# scratch has a fixed length of path, so that nothing on a screen depends on where it lies
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT HUP INT TERM
export XDG_RUNTIME_DIR="$scratch" HOME="$scratch" XDG_CONFIG_HOME="$scratch/config" XDG_STATE_HOME="$scratch/state" XDG_DATA_HOME="$scratch/data"
unset NO_COLOR BUREAU_THEME BUREAU_GLYPHS BUREAU_STORE BUREAU_USER COLUMNS LINES
write=no
[ "${1-}" = --write ] && write=yes && shift
clock=2026-11-22T10:00:00

field() { # FILE NAME DEFAULT
    value=$(sed -n "s/^# $2: //p" "$1" | head -n 1)
    echo "${value:-$3}"
}

count=0
failed=0
report() { # RESULT NAME
    count=$((count + 1))
    echo "$1 $count - $2"
    [ "$1" = ok ] || failed=1
}

as() { # USER WORDS... : one command on the copied store
    who=$1
    shift
    "$BUREAU_PROGRAM" --store "$scratch/store" --user "$who" --passphrase-file "$scratch/$who.passphrase" --clock "$clock" "$@" \
        >"$scratch/out" 2>"$scratch/err" || { sed 's/^/# /' "$scratch/err"; return 1; }
}

prepare() { # PROFILE or nothing: a fresh store under that law; each law is brought in once and copied from then on
    from=$scratch/demo${1:+.$1}
    rm -rf "$scratch/store" "$scratch/state" # anchors kept outside belong to the store of the case before
    if [ -d "$from" ]; then
        cp -R "$from" "$scratch/store"
        return
    fi
    cp -R "$scratch/demo" "$scratch/store"
    as admin law use "$1" --reason 'a house under another law' --format csv || return 1
    as zhao.min second approve "$(sed -n '2s/,.*//p' "$scratch/out")" || return 1
    rm -rf "$scratch/state" # the first script begins as the ones after it
    cp -R "$scratch/store" "$from"
}

one() { # SCRIPT NAME SIZE LANG DEPTH USER
    case_name=$2.$3.$4.$5
    rm -rf "$scratch/files" && mkdir "$scratch/files" # where a script writes, and the rows it may read
    cp "$BUREAU_DATADIR/samples/taiwan.csv" "$scratch/files/"
    echo 'paid in full on 2026-07-12' >"$scratch/files/receipt.txt"
    prepare "$(field "$1" profile "")" || { report "not ok" "$case_name: the law could not be changed"; return; }
    set -- "$@" --passphrase-file "$scratch/$6.passphrase"
    [ "$(field "$1" login no)" = no ] || set -- "$1" "$2" "$3" "$4" "$5" "$6"
    sed "s|@TREE@|$BUREAU_TREE|g" "$1" >"$scratch/script" # files of the tree that a script names
    keys=$scratch/script size=$3 language=$4 depth=$5 user=$6
    shift 6
    if ! (cd "$scratch/files" && exec "$BUREAU_PROGRAM" --store "$scratch/store" --user "$user" "$@" --clock "$clock" \
        --lang "$language" --script "$keys" --size "$size" --depth "$depth" --theme dark >"$scratch/out" 2>"$scratch/err"); then
        report "not ok" "$case_name: the script failed"
        sed 's/^/# /' "$scratch/err"
        return
    fi
    # the digest of the rules in a login's line changes with every word of data/law
    sed 's/rules=[0-9a-f]\{1,16\}/rules=................/' "$scratch/out" >"$scratch/fixed" && mv "$scratch/fixed" "$scratch/out"
    if [ "$write" = yes ]; then
        cp "$scratch/out" "$here/$case_name.screen"
        report ok "$case_name written"
    elif cmp -s "$scratch/out" "$here/$case_name.screen"; then
        report ok "$case_name"
    else
        report "not ok" "$case_name"
        diff -u "$here/$case_name.screen" "$scratch/out" 2>&1 | head -n 60 | sed 's/^/# /'
    fi
}

if ! "$BUREAU_PROGRAM" --clock "$clock" demo --dir "$scratch/demo" --no-open --format csv \
    >"$scratch/users" 2>"$scratch/out"; then
    echo "Bail out! the demonstration store cannot be made"
    sed 's/^/# /' "$scratch/out"
    exit 1
fi
# role,user,passphrase: the demonstration's are public
while IFS=, read -r _ name passphrase; do echo "$passphrase" >"$scratch/$name.passphrase"; done <"$scratch/users"
for script in "$here"/*.keys; do
    name=$(basename "$script" .keys)
    [ $# -eq 0 ] || [ "$1" = "$name" ] || continue
    user=$(field "$script" user li.na)
    for size in $(field "$script" size 80x24); do
        for language in $(field "$script" lang "en zh"); do
            for depth in $(field "$script" depth 256); do
                one "$script" "$name" "$size" "$language" "$depth" "$user"
            done
        done
    done
done
echo "1..$count"
exit $failed
