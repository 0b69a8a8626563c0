# SPDX-License-Identifier: Apache-2.0
# Makes pinyin_table.h: readings of characters, simplified forms, surnames. Runs at build time in the C locale.
# Input, in this order: surnames.tsv, Unihan_Readings.txt, Unihan_Variants.txt (Unicode Han Database, UAX #38).
# Which reading comes first: kMandarin (the customary one), then the dictionaries; the first seen stays first.
BEGIN {
    FS = "\t"
    for (i = 0; i < 16; i++) digit[substr("0123456789ABCDEF", i + 1, 1)] = i
    split("kMandarin kTGHZ2013 kXHC1983 kHanyuPinlu", order, " ")
    for (i = 1; i <= 4; i++) wanted[order[i]] = 1
    # the syllables of interjections and of a suffix (r) would swallow initials: "wangm" is not a whole syllable m
    split("m n ng hm hng r e^", list, " ")
    for (i in list) dropped[list[i]] = 1
}

/^#/ || /^[ \t]*$/ { next }

# "U+4E07 U+4FDF <tab> the surname <tab> mo qi"
$2 !~ /^k/ {
    surnames++
    surname_points[surnames] = $1
    surname_readings[surnames] = $3
    next
}

wanted[$2] { raw[hex($1), $2] = $3; has[hex($1)] = 1; next }
$2 == "kSimplifiedVariant" {
    split($3, list, " ")
    if (list[1] != $1) simple[hex($1)] = hex(list[1])
}

function hex(text,    value, i) {
    value = 0
    for (i = 3; i <= length(text); i++) value = value * 16 + digit[substr(text, i, 1)]
    return value
}

# The syllable without its tone: UTF-8 letters with marks are spelled as bytes because awk may know no other.
function toneless(text) {
    gsub(/\304\201|\303\241|\307\216|\303\240/, "a", text)
    gsub(/\303\252\314[\200-\277]|\341\272\277|\341\273\201|\303\252/, "e^", text)
    gsub(/\304\223|\303\251|\304\233|\303\250/, "e", text)
    gsub(/\304\253|\303\255|\307\220|\303\254/, "i", text)
    gsub(/\305\215|\303\263|\307\222|\303\262/, "o", text)
    gsub(/\305\253|\303\272|\307\224|\303\271/, "u", text)
    gsub(/\307\226|\307\230|\307\232|\307\234|\303\274/, "v", text)
    gsub(/\305\204|\305\210|\307\271/, "n", text)
    gsub(/\341\270\277/, "m", text)
    gsub(/\314[\200-\277]|\315[\200-\257]/, "", text)
    return text
}

# Adds the readings of one field: "shan(12) dan(3)" or "264.030,264.040:shan" or "shan dan".
function collect(readings, value,    count, item, i, j, parts, pieces) {
    count = split(value, item, " ")
    for (i = 1; i <= count; i++) {
        sub(/^[0-9.,*]*:/, "", item[i])
        sub(/\(.*/, "", item[i])
        pieces = split(item[i], parts, ",")
        for (j = 1; j <= pieces; j++) readings = add(readings, toneless(parts[j]))
    }
    return readings
}

function add(readings, syllable) {
    if (syllable in dropped || syllable !~ /^[a-z]+$/ || index(" " readings " ", " " syllable " ")) return readings
    return readings == "" ? syllable : readings " " syllable
}

function readings_of(point,    i, readings) {
    readings = ""
    for (i = 1; i <= 4; i++) if ((point, order[i]) in raw) readings = collect(readings, raw[point, order[i]])
    return readings
}

# The number of a list of readings, 0 for none.
function set_of(point) {
    if (!(point in final) || final[point] == "") return 0
    if (!(final[point] in set_number)) { set_number[final[point]] = ++sets; set_text[sets] = final[point] }
    return set_number[final[point]]
}

# A surname's reading must be found by a search even where no dictionary lists it.
function learn_surnames(    i, j, count, points, readings, many) {
    for (i = 1; i <= surnames; i++) {
        count = split(surname_points[i], points, " ")
        many = split(surname_readings[i], readings, " ")
        for (j = 1; j <= many; j++) {
            point = hex(points[count == 1 ? 1 : j])
            final[point] = add(final[point], readings[j])
        }
    }
}

function emit_dense(name, first, last,    point) {
    printf "#define %s_FIRST 0x%X\n#define %s_LAST 0x%X\nstatic const uint16_t %s[] = {", name, first, name, last, tolower(name)
    for (point = first; point <= last; point++)
        printf("%s%d,", ((point - first) % 24 == 0 ? "\n" : " "), set_of(point))
    print "\n};"
}

function emit_sparse(    point, count, points, numbers) {
    for (point = 131072; point <= 210943; point++) {
        if (!set_of(point)) continue
        points = points sprintf("%s0x%X,", (count % 12 == 0 ? "\n" : " "), point)
        numbers = numbers sprintf("%s%d,", (count % 24 == 0 ? "\n" : " "), set_of(point))
        count++
    }
    print "static const uint32_t pinyin_rare_points[] = {" points "\n};"
    print "static const uint16_t pinyin_rare_sets[] = {" numbers "\n};"
}

function emit_simple(    point) {
    print "static const struct { uint32_t from, to; } pinyin_simple[] = {"
    for (point = 13312; point <= 210943; point++)
        if (point in simple) printf "{ 0x%X, 0x%X },\n", point, simple[point]
    print "};"
}

function emit_surnames(    i, j, count, points) {
    print "static const struct { uint32_t points[2]; const char *readings; } pinyin_surnames[] = {"
    for (i = 1; i <= surnames; i++) {
        count = split(surname_points[i], points, " ")
        printf("{ { 0x%X, 0x%X }, \"%s\" },\n", hex(points[1]), (count > 1 ? hex(points[2]) : 0), surname_readings[i])
    }
    print "};"
}

END {
    for (point in has) final[point] = readings_of(point)
    learn_surnames()
    print "/* Made by pinyin.awk from the Unicode Han Database and surnames.tsv. Do not edit. */"
    emit_dense("PINYIN_COMMON", 13312, 40959)
    emit_sparse()
    print "static const char *const pinyin_sets[] = {\nNULL,"
    for (i = 1; i <= sets; i++) printf "\"%s\",\n", set_text[i]
    print "};"
    emit_simple()
    emit_surnames()
}
