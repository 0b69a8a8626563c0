/* SPDX-License-Identifier: Apache-2.0 */
/* Readings come out of a table made at build time: a dense part for the common block, a sorted part for the rest. */
#include "base/pinyin.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

#include "base/pinyin_table.h"

static size_t rare_place(gunichar character)
{
    size_t low = 0, high = G_N_ELEMENTS(pinyin_rare_points);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pinyin_rare_points[middle] < character)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const char *pinyin_readings(gunichar character)
{
    if (character >= PINYIN_COMMON_FIRST && character <= PINYIN_COMMON_LAST)
        return pinyin_sets[pinyin_common[character - PINYIN_COMMON_FIRST]];
    if (character < pinyin_rare_points[0]) return NULL;
    size_t place = rare_place(character);
    if (place == G_N_ELEMENTS(pinyin_rare_points) || pinyin_rare_points[place] != character) return NULL;
    return pinyin_sets[pinyin_rare_sets[place]];
}

gunichar pinyin_simplify(gunichar character)
{
    if (character < pinyin_simple[0].from) return character;
    size_t low = 0, high = G_N_ELEMENTS(pinyin_simple);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pinyin_simple[middle].from < character)
            low = middle + 1;
        else
            high = middle;
    }
    return low < G_N_ELEMENTS(pinyin_simple) && pinyin_simple[low].from == character ? pinyin_simple[low].to
                                                                                     : character;
}

/* Compound surnames stand before single ones in the list, so the first that fits is the longest. */
const char *pinyin_surname(const gunichar *name, size_t count, size_t *characters)
{
    if (count == 0) return NULL;
    gunichar first = pinyin_simplify(name[0]);
    gunichar second = count > 1 ? pinyin_simplify(name[1]) : 0;
    for (size_t i = 0; i < G_N_ELEMENTS(pinyin_surnames); i++) {
        bool compound = pinyin_surnames[i].points[1] != 0;
        if (pinyin_surnames[i].points[0] != first || (compound && pinyin_surnames[i].points[1] != second)) continue;
        *characters = compound ? 2 : 1;
        return pinyin_surnames[i].readings;
    }
    return NULL;
}

/* The first word of a list. */
static size_t word_length(const char *list)
{
    return strcspn(list, " ");
}

/* What one name is spelled from: its characters, and the syllables of its surname for the first `surname` of them. */
struct spelling {
    gunichar *characters;
    glong count;
    const char *surname_readings;
    size_t surname;
};

static struct spelling spelling_of(const char *folded)
{
    struct spelling spelling = { 0 };
    spelling.characters = g_utf8_to_ucs4_fast(folded, -1, &spelling.count);
    spelling.surname_readings = pinyin_surname(spelling.characters, (size_t)spelling.count, &spelling.surname);
    return spelling;
}

/* The syllable of one character, NULL when it has none; its length goes to *length. */
static const char *syllable_at(const struct spelling *spelling, glong index, size_t *length)
{
    const char *readings = pinyin_readings(spelling->characters[index]);
    if (spelling->surname_readings != NULL && (size_t)index < spelling->surname) {
        readings = spelling->surname_readings;
        for (glong skip = 0; skip < index; skip++)
            readings += word_length(readings) + 1;
    }
    if (readings != NULL) *length = word_length(readings);
    return readings;
}

char *pinyin_full(const char *name)
{
    g_autofree char *folded = text_fold(name);
    struct spelling spelling = spelling_of(folded);
    g_autofree gunichar *owned = spelling.characters;
    GString *full = g_string_new(NULL);
    for (glong i = 0; i < spelling.count; i++) {
        size_t length = 0;
        const char *syllable = syllable_at(&spelling, i, &length);
        if (syllable != NULL)
            g_string_append_len(full, syllable, (gssize)length);
        else
            g_string_append_unichar(full, owned[i]);
    }
    return g_string_free(full, FALSE);
}

char *pinyin_initials(const char *name)
{
    g_autofree char *folded = text_fold(name);
    struct spelling spelling = spelling_of(folded);
    g_autofree gunichar *owned = spelling.characters;
    GString *initials = g_string_new(NULL);
    bool inside_word = false;
    for (glong i = 0; i < spelling.count; i++) {
        size_t length = 0;
        const char *syllable = syllable_at(&spelling, i, &length);
        if (syllable != NULL)
            g_string_append_c(initials, syllable[0]);
        else if (g_unichar_isalnum(owned[i]) && !inside_word)
            g_string_append_unichar(initials, owned[i]);
        inside_word = syllable == NULL && g_unichar_isalnum(owned[i]);
    }
    return g_string_free(initials, FALSE);
}
