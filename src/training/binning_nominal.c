/* SPDX-License-Identifier: Apache-2.0 */
/* Nominal columns: rare categories are pooled, the rest ordered by their share of bads and neighbours in that
 * order are joined by the same programme.
 *
 * A category never seen, and the rare ones, fall into the bin marked `rest`; when nothing was rare there is none, and
 * an unseen category finds no bin: the scorecard gives it neutral points. */
#include "training/binning_private.h"

#include <math.h>
#include <string.h>

#define REST (-1) /* the pool of rare categories */

struct category {
    struct bin_count rows;
    gint32 index; /* REST for the pool */
    const char *name;
};

/* By share of bads upwards; equal shares by name, so that the order of the file does not decide. */
static int category_compare(const void *a, const void *b)
{
    const struct category *left = a, *right = b;
    gint64 x = left->rows.bads * right->rows.count, y = right->rows.bads * left->rows.count;
    if (x != y) return x < y ? -1 : 1;
    return strcmp(left->name, right->name);
}

static bool is_special(const struct binning_options *options, const char *name)
{
    return options->special && g_strv_contains(options->special, name);
}

/* Makes the ordered list of what is grouped: the frequent categories and the pool. Answers its length. */
static size_t categories_order(const struct bin_count *rows, const char *const *names, size_t count, int64_t least,
                               const struct binning_options *options, struct category *list)
{
    struct category rest = { .rows = { 0, 0 }, .index = REST, .name = "" };
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].count || is_special(options, names[i])) continue;
        if (rows[i].count < least) {
            rest.rows.count += rows[i].count;
            rest.rows.bads += rows[i].bads;
        } else {
            list[made++] = (struct category){ rows[i], (gint32)i, names[i] };
        }
    }
    if (rest.rows.count) list[made++] = rest;
    qsort(list, made, sizeof *list, category_compare);
    return made;
}

/* The pre-bin of a place in the ordered list: its own, or one shared with neighbours when a small min_share left more
 * frequent categories than the programme takes. */
static size_t group_of(size_t place, size_t count)
{
    return count <= BINNING_MOST_PRE_BINS ? place : place * BINNING_MOST_PRE_BINS / count;
}

static void bin_take(struct bin *bin, GPtrArray *names, const struct category *category)
{
    bin->count += category->rows.count;
    bin->bads += category->rows.bads;
    if (category->index == REST)
        bin->rest = true;
    else
        g_ptr_array_add(names, g_strdup(category->name));
}

static void binning_groups(struct binning *binning, const struct category *list, size_t count, struct bin_totals totals,
                           int64_t least, const struct binning_options *options)
{
    struct bin_count pre[BINNING_MOST_PRE_BINS] = { { 0, 0 } };
    size_t ends[BINNING_MOST_PRE_BINS], groups = 0;
    for (size_t i = 0; i < count; i++) {
        groups = group_of(i, count) + 1;
        pre[groups - 1].count += list[i].rows.count;
        pre[groups - 1].bads += list[i].rows.bads;
    }
    struct binning_options ordered = *options;
    ordered.trend = TREND_NONE; // the order is made from the shares themselves
    double information = 0;
    size_t found = binning_optimum(pre, groups, totals, least, &ordered, ends, &information);
    for (size_t k = 0, i = 0; k < found; k++) {
        struct bin *bin = binning_add(binning, BIN_CATEGORIES, (struct bin_count){ 0, 0 });
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        for (; i < count && group_of(i, count) <= ends[k]; i++)
            bin_take(bin, names, &list[i]);
        g_ptr_array_add(names, NULL);
        bin->categories = (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
    }
}

static void binning_special_names(struct binning *binning, const struct bin_count *rows, const char *const *names,
                                  size_t count, const struct binning_options *options)
{
    for (const char *const *code = options->special; code && *code; code++) {
        struct bin_count found = { 0, 0 };
        for (size_t i = 0; i < count; i++)
            if (!strcmp(names[i], *code)) found = rows[i];
        struct bin *bin = binning_add(binning, BIN_SPECIAL, found);
        bin->categories = g_new0(char *, 2);
        bin->categories[0] = g_strdup(*code);
    }
}

struct binning *binning_nominal(const gint32 *category, const char *const *names, size_t categories,
                                const struct binning_rows *rows, const struct binning_options *options)
{
    struct bin_totals totals = binning_totals(rows);
    struct bin_count missing = { 0, 0 };
    g_autofree struct bin_count *counts = g_new0(struct bin_count, categories + 1);
    g_autofree struct category *list = g_new0(struct category, categories + 1);
    for (size_t i = 0; i < rows->rows; i++) {
        guint32 row = rows->row[i];
        struct bin_count *to = category[row] < 0 ? &missing : &counts[category[row]];
        to->count++;
        to->bads += rows->bad[row];
    }
    int64_t least = (int64_t)ceil(options->min_share * (double)rows->rows);
    size_t count = categories_order(counts, names, categories, least, options, list);
    g_autoptr(binning_t) binning = g_new0(struct binning, 1);
    binning->nominal = true;
    if (count) binning_groups(binning, list, count, totals, least, options);
    binning_special_names(binning, counts, names, categories, options);
    if (missing.count) binning_add(binning, BIN_MISSING, missing);
    binning_finish(binning, totals);
    return g_steal_pointer(&binning);
}

const struct bin *binning_find_category(const struct binning *binning, const char *category)
{
    const struct bin *rest = NULL;
    bool missing = !category || !*category;
    for (size_t i = 0; i < binning->bins; i++) {
        const struct bin *bin = &binning->bin[i];
        if (missing && bin->type == BIN_MISSING) return bin;
        if (!missing && bin->categories && g_strv_contains((const char *const *)bin->categories, category)) return bin;
        if (bin->rest) rest = bin;
    }
    return missing ? NULL : rest;
}
