/* SPDX-License-Identifier: Apache-2.0 */
/* See translate.h. gettext speaks one language at a time, that of the person at the screen; a file of a case is in the
 * language of its law. So the Chinese catalogue is read here, by the published format of .mo files (GNU gettext manual,
 * 10.3): a table of lengths and offsets of the originals, in order, and one of the translations. */
#include "letter/translate.h"

#include "base/base.h"

#include <string.h>

enum { MO_MAGIC = 0x950412de, MO_HEAD = 20 };

struct words {
    const char *bytes;
    gsize length;
    guint32 count, originals, translations;
};

static guint32 number_at(const struct words *words, gsize offset)
{
    guint32 number;
    memcpy(&number, words->bytes + offset, sizeof number);
    return number; /* written on this machine's kind: the magic number was compared */
}

static gboolean fits(const struct words *words, guint32 table)
{
    return table <= words->length && (words->length - table) / 8 >= words->count;
}

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autofree char *path = g_build_filename(data_locale_folder(), "zh_CN", "LC_MESSAGES", "bureau.mo", NULL);
    g_autofree char *bytes = NULL;
    struct words words = { 0 };
    if (!g_file_get_contents(path, &bytes, &words.length, NULL) || words.length < MO_HEAD) return NULL;
    words.bytes = bytes;
    if (number_at(&words, 0) != MO_MAGIC) return NULL;
    words.count = number_at(&words, 8);
    words.originals = number_at(&words, 12);
    words.translations = number_at(&words, 16);
    if (!fits(&words, words.originals) || !fits(&words, words.translations)) return NULL;
    words.bytes = g_steal_pointer(&bytes);
    return g_memdup2(&words, sizeof words);
}

/* A string of one of the tables; NULL when it does not lie in the file with its end. */
static const char *string_at(const struct words *words, guint32 table, guint32 index)
{
    const guint32 length = number_at(words, table + (gsize)index * 8);
    const guint32 offset = number_at(words, table + (gsize)index * 8 + 4);
    if (offset >= words->length || length >= words->length - offset) return NULL;
    return words->bytes[offset + length] == '\0' ? words->bytes + offset : NULL;
}

static const char *chinese(const char *text)
{
    static GOnce once = G_ONCE_INIT;
    const struct words *words = g_once(&once, load, NULL);
    guint32 low = 0, high = words != NULL && *text != '\0' ? words->count : 0;
    while (low < high) {
        const guint32 middle = low + (high - low) / 2;
        const char *original = string_at(words, words->originals, middle);
        const int order = original != NULL ? strcmp(original, text) : 1;
        if (order == 0) {
            const char *translation = string_at(words, words->translations, middle);
            return translation != NULL && *translation != '\0' ? translation : text;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return text;
}

char *letter_phrase(const char *phrase, const char *language)
{
    return phrase == NULL ? NULL : phrase_expand(phrase, strcmp(language, "zh") == 0 ? chinese : NULL);
}
