/* SPDX-License-Identifier: Apache-2.0 */
/* Nominal columns: pinned groups stand as they are; of the other categories the rare ones are pooled, the rest ordered
 * by their share of bads, and neighbours in that order are joined by the same programme.
 *
 * A category never seen, and the rare ones, fall into the bin marked `rest`; when nothing was rare there is none, and
 * an unseen category finds no bin (the scorecard gives it neutral points), unless the policy of the unseen makes one.
 */
#include "training/binning_private.h"

#include <math.h>
#include <string.h>

#define REST (-1) /* the pool of rare categories */

struct category {
    struct tally rows;
    gint32 index; /* REST for the pool */
    const char *name;
};

/* By share of bads upwards; equal shares by name, so that the order of the file does not decide. */
static int category_compare(const void *a, const void *b)
{
    const struct category *left = a, *right = b;
    double x = left->rows.mass.bads * right->rows.mass.count, y = right->rows.mass.bads * left->rows.mass.count;
    if (x != y) return x < y ? -1 : 1;
    return strcmp(left->name, right->name);
}

static bool is_special(const struct binning_options *options, const char *name)
{
    return options->special && g_strv_contains(options->special, name);
}

/* The pinned group a category belongs to, -1 when to none. */
static int pinned_group(const struct binning_options *options, const char *name)
{
    for (int i = 0; options->group && options->group[i]; i++)
        if (g_strv_contains(options->group[i], name)) return i;
    return -1;
}

/* Makes the ordered list of what is grouped: the frequent categories and the pool. Answers its length. */
static size_t categories_order(const struct nominal_column *column, double least, const struct binning_options *options,
                               struct category *list)
{
    struct category rest = { .index = REST, .name = "" };
    size_t made = 0;
    for (size_t i = 0; i < column->categories; i++) {
        const char *name = column->name[i];
        if (!column->rows[i].count || is_special(options, name) || pinned_group(options, name) >= 0) continue;
        if (column->rows[i].mass.count < least)
            tally_add(&rest.rows, &column->rows[i]);
        else
            list[made++] = (struct category){ column->rows[i], (gint32)i, name };
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

static char **names_take(GPtrArray *names)
{
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static void groups_optimum(struct binning *binning, const struct category *list, size_t count, struct bin_totals totals,
                           double least, const struct binning_options *options, bool *feasible)
{
    struct bin_count pre[BINNING_MOST_PRE_BINS] = { { 0, 0 } };
    size_t ends[BINNING_MOST_PRE_BINS], groups = 0;
    for (size_t i = 0; i < count; i++) {
        groups = group_of(i, count) + 1;
        pre[groups - 1].count += list[i].rows.mass.count;
        pre[groups - 1].bads += list[i].rows.mass.bads;
    }
    struct binning_options ordered = *options;
    ordered.trend = TREND_NONE; // the order is made from the shares themselves
    ordered.max_bins = MAX(options->max_bins, binning->bins + 1) - binning->bins;
    struct optimum_problem problem = { pre, groups, NULL, totals, least, &ordered };
    struct optimum_answer answer = { .ends = ends };
    binning_optimum(&problem, &answer);
    *feasible = answer.feasible;
    for (size_t k = 0, i = 0; k < answer.segments; k++) {
        struct tally rows = { 0 };
        GPtrArray *names = g_ptr_array_new();
        bool rest = false;
        for (; i < count && group_of(i, count) <= ends[k]; i++) {
            tally_add(&rows, &list[i].rows);
            rest |= list[i].index == REST;
            if (list[i].index != REST) g_ptr_array_add(names, g_strdup(list[i].name));
        }
        struct bin *bin = binning_add(binning, BIN_CATEGORIES, &rows);
        bin->rest = rest;
        bin->categories = names_take(names);
    }
}

static const struct tally *category_rows(const struct nominal_column *column, const char *name)
{
    static const struct tally none = { 0 };
    for (size_t i = 0; i < column->categories; i++)
        if (!strcmp(column->name[i], name)) return &column->rows[i];
    return &none;
}

static void group_add(struct binning *binning, const struct nominal_column *column, const char *const *names)
{
    struct tally rows = { 0 };
    for (const char *const *name = names; *name; name++)
        tally_add(&rows, category_rows(column, *name));
    binning_add(binning, BIN_CATEGORIES, &rows)->categories = g_strdupv((char **)names);
}

/* From the safest; groups without rows last, in the order they had. */
static int bin_compare(const void *a, const void *b)
{
    const struct bin *left = a, *right = b;
    if (!left->count || !right->count) return (left->count == 0) - (right->count == 0);
    double x = left->bad_mass * right->mass, y = right->bad_mass * left->mass;
    return (x > y) - (x < y);
}

/* What stands behind the groups: the unseen, codes, missing. */
static struct binning *nominal_finish(struct binning *binning, const struct nominal_column *column,
                                      const struct binning_options *options)
{
    static const struct tally none = { 0 };
    bool rest = false;
    for (size_t i = 0; i < binning->bins; i++)
        rest |= binning->bin[i].rest;
    if (!rest && (options->unseen == BIN_NEUTRAL || options->unseen == BIN_WORST)) {
        struct bin *bin = binning_add(binning, BIN_CATEGORIES, &none);
        bin->categories = g_new0(char *, 1);
        bin->rest = true;
        bin->policy = options->unseen;
    }
    for (const char *const *code = options->special; code && *code; code++) {
        struct bin *bin = binning_add(binning, BIN_SPECIAL, category_rows(column, *code));
        bin->categories = g_new0(char *, 2);
        bin->categories[0] = g_strdup(*code);
    }
    binning_add_missing(binning, &column->missing, options);
    binning_finish(binning, column->totals, options->treatment);
    return binning;
}

struct binning *nominal_search(const struct nominal_column *column, const struct binning_options *options,
                               bool *feasible)
{
    g_autofree struct category *list = g_new0(struct category, column->categories + 1);
    struct binning *binning = g_new0(struct binning, 1);
    double least = binning_least(options, column->totals);
    size_t count = categories_order(column, least, options, list);
    bool there_is_a_way = true;
    binning->nominal = true;
    for (size_t i = 0; options->group && options->group[i]; i++)
        group_add(binning, column, options->group[i]);
    if (count) groups_optimum(binning, list, count, column->totals, least, options, &there_is_a_way);
    if (options->group && binning->bins > 1)
        g_qsort_with_data(binning->bin, (int)binning->bins, sizeof *binning->bin, (GCompareDataFunc)(void *)bin_compare,
                          NULL);
    if (feasible) *feasible = there_is_a_way;
    return nominal_finish(binning, column, options);
}

struct binning *nominal_cut(const struct nominal_column *column, const char *const *const *groups, int rest,
                            const struct binning_options *options)
{
    struct binning *binning = g_new0(struct binning, 1);
    binning->nominal = true;
    for (size_t i = 0; groups[i]; i++)
        group_add(binning, column, groups[i]);
    for (size_t i = 0; rest >= 0 && i < column->categories; i++) {
        bool named = is_special(options, column->name[i]);
        for (size_t g = 0; groups[g] && !named; g++)
            named = g_strv_contains(groups[g], column->name[i]);
        if (named) continue;
        struct bin *bin = &binning->bin[rest];
        const struct tally *rows = &column->rows[i];
        bin->count += rows->count;
        bin->bads += rows->bads;
        bin->mass += rows->mass.count;
        bin->bad_mass += rows->mass.bads;
    }
    if (rest >= 0) binning->bin[rest].rest = true;
    return nominal_finish(binning, column, options);
}

/* ---- counting --------------------------------------------------------------------------------------------------- */

void nominal_column_make(struct nominal_column *column, const gint32 *category, const char *const *names,
                         size_t categories, const struct binning_rows *rows)
{
    *column = (struct nominal_column){ .categories = categories,
                                       .name = names,
                                       .rows = g_new0(struct tally, categories + 1) };
    for (size_t i = 0; i < rows->rows; i++) {
        guint32 row = rows->row[i];
        tally_row(category[row] < 0 ? &column->missing : &column->rows[category[row]], rows, row);
    }
    column->totals = binning_totals(rows);
}

void nominal_column_clear(struct nominal_column *column)
{
    g_clear_pointer(&column->rows, g_free);
}

struct binning *binning_nominal(const gint32 *category, const char *const *names, size_t categories,
                                const struct binning_rows *rows, const struct binning_options *options)
{
    g_auto(nominal_column_t) column = { 0 };
    nominal_column_make(&column, category, names, categories, rows);
    return nominal_search(&column, options, NULL);
}
