/* SPDX-License-Identifier: Apache-2.0 */
/* A hash that a person can write down, read out and compare: eight words of data/words/words.tsv, ten bits each,
 * highest first. Eighty bits are far beyond what anybody could make another log agree with. */
#include "guard/private.h"

enum { WORDS = 8, BITS = 10, LIST = 1 << BITS };

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load("words/words.tsv", &error);
    if (!tsv) g_warning("%s", error->message);
    return tsv;
}

char *guard_words(const uint8_t hash[LINE_HASH], const char *language, GError **error)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *list = g_once(&once, load, NULL);
    if (!list || tsv_rows(list) != LIST) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The list of words is missing or has not 1024 rows"),
                         N_("Install the program again, or set BUREAU_DATADIR to its data folder."), NULL);
        return NULL;
    }
    GString *words = g_string_new(NULL);
    unsigned pending = 0, held = 0;
    for (size_t i = 0, said = 0; said < WORDS; i++) {
        pending = pending << 8 | hash[i];
        held += 8;
        if (held < BITS) continue;
        held -= BITS;
        const unsigned number = pending >> held & (LIST - 1);
        g_string_append_printf(words, "%s%s", said++ ? " " : "", tsv_cell(list, number, language));
    }
    return g_string_free(words, FALSE);
}

char *guard_hex(const uint8_t *bytes, size_t length)
{
    GString *text = g_string_sized_new(2 * length);
    for (size_t i = 0; i < length; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}
