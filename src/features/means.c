/* SPDX-License-Identifier: Apache-2.0 */
/* The table of measure kinds, read once. */
#include "features/means.h"

#include "features/statements.h"

#include <string.h>

#define MEANS_FILE "features/measures.tsv"

static const char *const groups[] = {
    [MEANS_INCOME] = "income",
    [MEANS_CONSUMPTION] = "consumption",
    [MEANS_BILL] = "bill",
    [MEANS_BILL_ON_TIME] = "bill_on_time",
    [MEANS_BILL_MISSED] = "bill_missed",
    [MEANS_ORDERS] = "orders",
    [MEANS_RETURNS] = "returns",
    [MEANS_NIGHT] = "night",
    [MEANS_ONLINE] = "online",
    [MEANS_FUND] = "fund",
    [MEANS_TAX] = "tax",
    [MEANS_STATEMENT] = "statement",
};

struct kinds {
    struct tsv *tsv; /* owns the texts */
    size_t count;
    struct means_kind kind[MEANS_MOST_KINDS];
    GHashTable *by_id;
};

static int group_of(const char *word)
{
    for (int i = 0; i < (int)G_N_ELEMENTS(groups); i++)
        if (strcmp(groups[i], word) == 0) return i;
    return -1;
}

static struct kinds *kinds_read(void)
{
    struct kinds *kinds = g_new0(struct kinds, 1);
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = kinds->tsv = tsv_load(MEANS_FILE, &error);
    kinds->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    if (tsv == NULL) g_warning("%s", error->message);
    for (size_t row = 0; tsv != NULL && row < tsv_rows(tsv) && kinds->count < MEANS_MOST_KINDS; row++) {
        struct means_kind *kind = &kinds->kind[kinds->count];
        *kind = (struct means_kind){ .id = tsv_cell(tsv, row, "kind"),
                                     .unit = tsv_cell(tsv, row, "unit"),
                                     .group = group_of(tsv_cell(tsv, row, "group")),
                                     .number = (int)kinds->count,
                                     .item = -1 };
        if (kind->group == MEANS_STATEMENT) kind->item = statement_item(strchr(kind->id, '.') + 1);
        if (kind->group < 0 || (kind->group == MEANS_STATEMENT && kind->item < 0)) {
            g_warning("%s: measure '%s' left out", MEANS_FILE, kind->id);
            continue;
        }
        kinds->count++;
        g_hash_table_insert(kinds->by_id, (gpointer)kind->id, kind);
    }
    return kinds;
}

static const struct kinds *kinds_get(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) g_once_init_leave(&shared, (gsize)kinds_read());
    return (const struct kinds *)shared;
}

const struct means_kind *means_kind_find(const char *id)
{
    return id ? g_hash_table_lookup(kinds_get()->by_id, id) : NULL;
}

const struct means_kind *means_kind_at(size_t index)
{
    const struct kinds *kinds = kinds_get();
    return index < kinds->count ? &kinds->kind[index] : NULL;
}

bool means_is_money(const char *unit)
{
    return unit != NULL && strlen(unit) == 3 && g_ascii_isupper(unit[0]);
}
