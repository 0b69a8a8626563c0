/* SPDX-License-Identifier: Apache-2.0 */
/* Purposes of a look at a file: data/law/purposes.tsv. */
#include "guard/guard.h"

#include <string.h>

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load("law/purposes.tsv", &error);
    if (!tsv) g_warning("%s", error->message);
    return tsv;
}

static const struct tsv *purposes(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, load, NULL);
}

static bool holds_word(const char *list, const char *word)
{
    g_auto(GStrv) words = g_strsplit_set(list, ", ", -1);
    return g_strv_contains((const char *const *)words, word);
}

bool purpose_known(const char *code)
{
    const struct tsv *tsv = purposes();
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++)
        if (strcmp(tsv_cell(tsv, row, "code"), code) == 0) return true;
    return false;
}

bool purpose_allowed(const char *code, enum role role)
{
    const struct tsv *tsv = purposes();
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++)
        if (strcmp(tsv_cell(tsv, row, "code"), code) == 0)
            return holds_word(tsv_cell(tsv, row, "roles"), role_name(role));
    return false;
}

char *purpose_list_of(enum role role)
{
    const struct tsv *tsv = purposes();
    GString *list = g_string_new(NULL);
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++) {
        if (!holds_word(tsv_cell(tsv, row, "roles"), role_name(role))) continue;
        g_string_append_printf(list, "%s%s", list->len ? ", " : "", tsv_cell(tsv, row, "code"));
    }
    return g_string_free(list, FALSE);
}

const char *purpose_default(enum role role)
{
    const struct tsv *tsv = purposes();
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++)
        if (holds_word(tsv_cell(tsv, row, "default_for"), role_name(role))) return tsv_cell(tsv, row, "code");
    return NULL;
}

char *purpose_list(void)
{
    const struct tsv *tsv = purposes();
    GString *list = g_string_new(NULL);
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++)
        g_string_append_printf(list, "%s%s", row ? ", " : "", tsv_cell(tsv, row, "code"));
    return g_string_free(list, FALSE);
}
