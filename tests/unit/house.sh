#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The rules of the house, held against every source file. Prints TAP. A rule's offences go to $found, one a line.
tree=${BUREAU_TREE:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$tree" || exit 99
found=$(mktemp) || exit 99
trap 'rm -f "$found"' EXIT
number=0
failed=0

rule() {
    number=$((number + 1))
    if [ -s "$found" ]; then
        echo "not ok $number - $1"
        sed 's/^/#   /' "$found"
        failed=1
    else
        echo "ok $number - $1"
    fi
}

files() { find "$@" -name '*.[ch]' 2>/dev/null | sort; }

# Who may include what: header pattern, folder.
only() { files src ui | grep -v "^$2/" | xargs grep -lE "#include <$1"; }
only '(n?curses|ncursesw/|term\.h)' ui/term >"$found"; rule 'only ui/term includes curses'
only '(sqlite3|libpq)' src/store >"$found"; rule 'only src/store includes a database'
only 'sodium' src/vault >"$found"; rule 'only src/vault includes sodium'
only 'xlsxwriter' src/report >"$found"; rule 'only src/report includes xlsxwriter'
only 'xgboost' src/score >"$found"; rule 'only src/score includes xgboost'
only 'pango|cairo' src/letter >"$found"; rule 'only src/letter includes pango and cairo'
only 'libsoup' src/serve >"$found"; rule 'only src/serve includes soup'

# Arrows run down only: a room includes its own headers and those of the floors named.
floor() { files "src/$1" | xargs grep -nE '#include "[a-z]+/' | grep -vE "#include \"($2|$1)/"; }
{
    floor base base
    floor vault base
    floor store 'base|vault'
    floor guard 'base|vault|store'
    floor command 'base|vault|store|guard'
    floor law 'base|store|guard|command'
    floor subject 'base|store|guard|command|law'
    floor features 'base|store|guard|command|law|subject'
    floor score 'base|store|guard|command|law|subject|features'
    floor training 'base|store|guard|command|law|subject|features|score'
    floor models 'base|store|guard|command|law|subject|features|score|training'
    floor plan 'base|store|guard|command|law|subject|features|score'
    floor letter 'base|store|guard|command'
    floor statement 'base|store|guard|command|law|subject|letter'
    floor dispute 'base|store|guard|command|law|subject|features|score|letter|statement'
    floor desk 'base|store|guard|command|law|subject|statement|dispute'
    floor repair 'base|store|guard|command|law|subject|features|score|plan|letter|statement|dispute'
    floor intake 'base|vault|store|guard|command|law|subject|features|score'
    floor report 'base|store|guard|command|law|subject|features|score|training|models|plan|statement|dispute|desk|repair'
    floor consent 'base|store|guard|command|law|subject'
    floor retention 'base|vault|store|guard|command|law|subject|score'
    floor request 'base|vault|store|guard|command|law|subject|score|letter'
    floor sharing 'base|vault|store|guard|command|law|subject'
    floor compliance 'base|vault|store|guard|command|law|subject|consent|retention|request|sharing|letter'
    floor admin 'base|vault|store|guard|command|letter'
} >"$found"; rule 'arrows run down only'
files src | grep -v '^src/main\.c' | xargs grep -nE '#include "(ui|term|paint|core|widget|screen)/' >"$found"
rule 'nothing under src includes the workstation'
files ui/paint | xargs grep -nE '#include "(core|widget|screen)/' >"$found"; rule 'paint knows nothing above it'
files ui/term | xargs grep -nE '#include "(core|widget|screen|command|store)/' >"$found"; rule 'term knows nothing above it'
find src ui -name '*private*.h' | while read -r header; do
    room=$(dirname "$header")
    files src ui | grep -v "^$room/" | xargs grep -n "\"${header#*/}\""
done >"$found"; rule 'private headers stay in their folder'

# Below the faces nothing prints to the person, exits or translates.
files src | grep -vE '^src/(cli|serve)/|^src/main\.c' |
    xargs grep -nE '(^|[^a-z_])(printf|puts|putchar|exit|abort|g_print|g_printerr|gettext) ?\(|std(out|err)' |
    grep -vE '^[^:]+:[0-9]+: *(/\*|\*|//)' >"$found"
rule 'nothing below the faces prints, exits or translates'

# draw() is pure: no call that reads, writes or starts work in the body of a drawing function of a screen.
files ui/screen | xargs awk '
    FNR == 1 { inside = 0; want = 0 }
    /^(static )?void [a-z_]*draw[a-z_]*\(/ { want = 1 }
    /^\{/ && want { inside = 1; want = 0 }
    /^\}/ { inside = 0 }
    inside && /[^a-z_](store_(open|prepare|run|query_[a-z]+|begin|commit|close)|dossier_load|command_run|job_start|job_command|fopen|g_file_[a-z_]+|guard_[a-z]+|session_now|time)\(/ { print FILENAME ":" FNR ": " $0 }' \
    >"$found" 2>/dev/null
rule 'draw() does no I/O'

# A file is one idea; a longer one gives its reason in doc/long-files.txt (path, a tab, the reason).
files src ui | while read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 600 ] || grep -q "^$file	" doc/long-files.txt 2>/dev/null || echo "$file: $lines lines"
done >"$found"; rule 'no file over 600 lines without a reason recorded'
sed -n '/^#/!s/	.*//p' doc/long-files.txt 2>/dev/null | while read -r file; do
    [ -f "$file" ] && [ "$(wc -l <"$file")" -gt 600 ] || echo "$file is listed and need not be"
done >"$found"; rule 'the list of long files is current'

files src ui tests | while read -r file; do
    head -n 1 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$file"
done >"$found"; rule 'every file names its licence'
files src ui tests | xargs grep -nEi '\b(todo|fixme|xxx|not implemented)\b' >"$found"; rule 'no promise of work not done'
files src ui | xargs grep -nE '(^|[^a-z_])(strcpy|strcat|sprintf|gets|system|popen|tmpnam|mktemp)\(' >"$found"
rule 'no function that invites an accident'
files tests | grep -v '^tests/fault/' | xargs grep -nE '\b(u?sleep|nanosleep|g_usleep)\(' >"$found"; rule 'no test sleeps'
# SQLite does not tell its hooks of a row that REPLACE pushes out, and the digest of the facts would miss it.
{
    files src ui | xargs grep -nEi '"[^"]*\b(OR +REPLACE|REPLACE +INTO)\b'
    grep -nEi '\b(OR +REPLACE|REPLACE +INTO|ON +CONFLICT +REPLACE|ON +DELETE +(CASCADE|SET))\b' data/schema/*.sql
    # a column with a value of its own would change rows that nobody wrote
    grep -nEi 'ADD +COLUMN.*DEFAULT' data/schema/*.sql
} >"$found"; rule 'no statement that the digest of the facts would miss'
files src ui | xargs grep -nE '"/(root|home|work)/' >"$found"; rule 'no path of a machine'

if command -v clang-format >/dev/null 2>&1; then
    files src ui tests | while read -r file; do
        clang-format --style=file "$file" 2>/dev/null | cmp -s - "$file" || echo "clang-format -i $file"
    done >"$found"; rule 'clang-format agrees'
else
    number=$((number + 1))
    echo "ok $number - clang-format agrees # SKIP clang-format is not installed"
fi
echo "1..$number"
exit "$failed"
