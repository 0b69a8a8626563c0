/* SPDX-License-Identifier: Apache-2.0 */
/* Groups of at least k rows alike in every quasi-identifier (L. Sweeney, k-anonymity: a model for protecting privacy,
 * 2002). Values are made coarser for the whole file at once, in the order of data/sharing/steps.tsv, until no more rows
 * than the policy allows stand in smaller groups; those are left out. The same rows and the same order of steps always
 * give the same file. */
#include "sharing/share_private.h"

#include <string.h>

#define LEFT_OUT "*" /* a column that says nothing any more */

/* How coarse each column is now: the word of steps.tsv, NULL as fine as it begins. */
struct levels {
    const char *of[SHARE_QUASI_LAST + 1];
};

static const char *age_text(struct share *share, int age, int width)
{
    const int top = (int)share_policy("age_top"), bottom = (int)share_policy("age_bottom");
    char text[24];
    if (age < 0) return NULL;
    const int from = age / width * width;
    if (age >= top)
        g_snprintf(text, sizeof text, "%d+", top);
    else if (age < bottom)
        g_snprintf(text, sizeof text, "under %d", bottom);
    else
        g_snprintf(text, sizeof text, "%d-%d", MAX(from, bottom), MIN(from + width, top) - 1);
    return g_string_chunk_insert_const(share->words, text);
}

static const char *area_text(struct share *share, const char *province)
{
    const char text[] = { province[0], '*', '\0' };
    return g_string_chunk_insert_const(share->words, text);
}

static const char *value_at(struct share *share, const struct share_row *row, int column, const char *level)
{
    const char *exact = row->exact[column];
    if (level != NULL && strcmp(level, "all") == 0) return LEFT_OUT;
    if (column == SHARE_AGE) return age_text(share, row->age, level != NULL ? atoi(level) : 5);
    if (exact == NULL || level == NULL) return exact;
    if (strcmp(level, "area") == 0) return area_text(share, exact);
    if (strcmp(level, "group") == 0) return share_group(share_column_names[column], exact);
    return exact;
}

static void fill(struct share *share, const struct levels *levels)
{
    for (guint i = 0; i < share->rows->len; i++) {
        struct share_row *row = &g_array_index(share->rows, struct share_row, i);
        for (int column = SHARE_QUASI_FIRST; column <= SHARE_QUASI_LAST; column++)
            if (share->columns & (1u << column)) row->text[column] = value_at(share, row, column, levels->of[column]);
    }
}

/* ---- groups -------------------------------------------------------------------------------------------------------
 */

static void key_of(const struct share_row *row, GString *key)
{
    g_string_truncate(key, 0);
    for (int column = SHARE_QUASI_FIRST; column <= SHARE_QUASI_LAST; column++) {
        if (row->text[column] != NULL) g_string_append(key, row->text[column]);
        g_string_append_c(key, '\x1f');
    }
}

/* Every group with its number of rows, text of key_of() -> count. */
static GHashTable *count_groups(const struct share *share)
{
    GHashTable *groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) key = g_string_new(NULL);
    for (guint i = 0; i < share->rows->len; i++) {
        key_of(&g_array_index(share->rows, struct share_row, i), key);
        const gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(groups, key->str));
        g_hash_table_insert(groups, g_strdup(key->str), GSIZE_TO_POINTER(count + 1));
    }
    return groups;
}

/* Rows in groups smaller than k. */
static int64_t rows_in_small(GHashTable *groups, int64_t k)
{
    GHashTableIter each;
    gpointer count;
    int64_t rows = 0;
    g_hash_table_iter_init(&each, groups);
    while (g_hash_table_iter_next(&each, NULL, &count))
        if ((int64_t)GPOINTER_TO_SIZE(count) < k) rows += (int64_t)GPOINTER_TO_SIZE(count);
    return rows;
}

static int64_t leave_out_small(struct share *share, GHashTable *groups, int64_t *smallest)
{
    int64_t suppressed = 0;
    g_autoptr(GString) key = g_string_new(NULL);
    *smallest = 0;
    for (guint i = 0; i < share->rows->len; i++) {
        struct share_row *row = &g_array_index(share->rows, struct share_row, i);
        key_of(row, key);
        const int64_t count = (int64_t)GPOINTER_TO_SIZE(g_hash_table_lookup(groups, key->str));
        row->left_out = count < share->k;
        if (row->left_out)
            suppressed++;
        else
            *smallest = *smallest == 0 ? count : MIN(*smallest, count);
    }
    return suppressed;
}

/* ---- steps --------------------------------------------------------------------------------------------------------
 */

static const struct tsv *steps(GError **error)
{
    static GMutex lock;
    static struct tsv *tsv;
    g_mutex_lock(&lock);
    if (tsv == NULL) tsv = tsv_load("sharing/steps.tsv", error);
    g_mutex_unlock(&lock);
    return tsv;
}

static int quasi_column(const char *name)
{
    for (int column = SHARE_QUASI_FIRST; column <= SHARE_QUASI_LAST; column++)
        if (strcmp(share_column_names[column], name) == 0) return column;
    return -1;
}

static GHashTable *measure(struct share *share, const struct levels *levels, GArray *taken, struct share_step step)
{
    fill(share, levels);
    GHashTable *groups = count_groups(share);
    step.small = rows_in_small(groups, share->k);
    g_array_append_val(taken, step);
    return groups;
}

GArray *share_generalise(struct share *share, int64_t *smallest, int64_t *suppressed, GError **error)
{
    const struct tsv *tsv = steps(error);
    if (tsv == NULL) return NULL;
    const int64_t most = (int64_t)share->rows->len * share_policy("suppress") / 100;
    struct levels levels = { { NULL } };
    GArray *taken = g_array_new(FALSE, TRUE, sizeof(struct share_step));
    g_autoptr(GHashTable) groups = measure(share, &levels, taken, (struct share_step){ 0 });
    for (size_t row = 0; row < tsv_rows(tsv); row++) {
        if (g_array_index(taken, struct share_step, taken->len - 1).small <= most) break;
        const struct share_step step = { .column = tsv_cell(tsv, row, "column"),
                                         .level = tsv_cell(tsv, row, "level"),
                                         .en = tsv_cell(tsv, row, "en"),
                                         .zh = tsv_cell(tsv, row, "zh") };
        const int column = quasi_column(step.column);
        if (column < 0 || !(share->columns & (1u << column))) continue; /* not in this file */
        levels.of[column] = step.level;
        g_hash_table_unref(groups);
        groups = measure(share, &levels, taken, step);
    }
    *suppressed = leave_out_small(share, groups, smallest);
    return taken;
}
