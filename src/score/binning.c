/* SPDX-License-Identifier: Apache-2.0 */
/* What a binning is once it is there: finding the bin of a value, its weight of evidence, its text. */
#include "score/binning.h"

#include <math.h>
#include <string.h>

void binning_free(struct binning *binning)
{
    if (!binning) return;
    for (size_t i = 0; i < binning->bins; i++) {
        g_strfreev(binning->bin[i].categories);
        g_free(binning->bin[i].text);
    }
    g_free(binning->bin);
    g_free(binning);
}

char *binning_number(double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    for (int digits = 1; digits < 17; digits++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, sizeof text, format, value);
        if (g_ascii_strtod(text, NULL) == value) break;
        g_ascii_formatd(text, sizeof text, "%.17g", value);
    }
    // 1e+05 is short, but a person reads 100000
    if (strchr(text, 'e') && fabs(value) < 1e15 && value == rint(value))
        g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, (gint64)value);
    return g_strdup(text);
}

double bin_weight(struct bin_count bin, struct bin_totals totals)
{
    double goods = (bin.count - bin.bads + 0.5) / totals.goods;
    double bads = (bin.bads + 0.5) / totals.bads;
    return log(goods / bads);
}

static double share_difference(struct bin_count bin, struct bin_totals totals)
{
    return (bin.count - bin.bads) / totals.goods - bin.bads / totals.bads;
}

double bin_information(struct bin_count bin, struct bin_totals totals)
{
    return share_difference(bin, totals) * bin_weight(bin, totals);
}

struct bin_count bin_rows(const struct bin *bin)
{
    if (bin->mass > 0) return (struct bin_count){ bin->mass, bin->bad_mass };
    return (struct bin_count){ (double)bin->count, (double)bin->bads };
}

double bin_share(const struct bin *bin, struct bin_totals totals)
{
    if (bin->weight == 0 || !(totals.goods > 0) || !(totals.bads > 0)) return 0;
    return share_difference(bin_rows(bin), totals) * bin->weight + 0.0; // no negative zero for an empty bin
}

struct bin_totals binning_sum(const struct binning *binning)
{
    struct bin_totals totals = { 0, 0 };
    for (size_t i = 0; i < binning->bins; i++) {
        const struct bin_count rows = bin_rows(&binning->bin[i]);
        totals.goods += rows.count - rows.bads;
        totals.bads += rows.bads;
    }
    return totals;
}

/* ---- texts --------------------------------------------------------------------------------------------------------
 */

static char *range_text(const struct binning *binning, size_t index)
{
    double from = index && binning->bin[index - 1].type == BIN_RANGE ? binning->bin[index - 1].below : -INFINITY;
    double below = binning->bin[index].below;
    if (from == -INFINITY && below == INFINITY) return g_strdup(N_("any"));
    double half = binning->integer ? 0.5 : 0; // the first whole number of a bin stands half above its edge
    g_autofree char *first = binning_number(from + half);
    g_autofree char *behind = binning_number(below + half);
    if (from == -INFINITY) return g_strdup_printf("< %s", behind);
    if (below == INFINITY) return g_strdup_printf("≥ %s", first);
    if (!binning->integer) return g_strdup_printf("%s … < %s", first, behind);
    if (below - from == 1) return g_steal_pointer(&first);
    g_autofree char *last = binning_number(below - half);
    return g_strdup_printf("%s … %s", first, last);
}

static char *bin_text(const struct binning *binning, size_t index)
{
    const struct bin *bin = &binning->bin[index];
    switch (bin->type) {
    case BIN_RANGE:
        return range_text(binning, index);
    case BIN_MISSING:
        return g_strdup(N_("missing"));
    default:
        break;
    }
    if (bin->type == BIN_SPECIAL) {
        g_autofree char *code = bin->categories ? g_strdup(bin->categories[0]) : binning_number(bin->code);
        return g_strdup_printf("= %s", code);
    }
    g_autofree char *names = g_strjoinv(" | ", bin->categories);
    if (!bin->rest) return g_steal_pointer(&names);
    return *names ? g_strdup_printf("%s | *", names) : g_strdup("*");
}

void binning_describe(struct binning *binning)
{
    for (size_t i = 0; i < binning->bins; i++) {
        g_free(binning->bin[i].text);
        g_autofree char *text = bin_text(binning, i);
        binning->bin[i].text = text_sanitise(text, -1); // categories come from a stranger's file
    }
}

/* ---- finding ------------------------------------------------------------------------------------------------------
 */

const struct bin *binning_find(const struct binning *binning, double value)
{
    const struct bin *range = NULL;
    for (size_t i = 0; i < binning->bins; i++) {
        const struct bin *bin = &binning->bin[i];
        if (bin->type == BIN_MISSING && isnan(value)) return bin;
        if (bin->type == BIN_SPECIAL && !bin->categories && value == bin->code) return bin;
        if (bin->type == BIN_RANGE && !range && value < bin->below) range = bin;
        if (bin->type == BIN_RANGE && !range && bin->below == INFINITY && value == INFINITY) range = bin;
    }
    return isnan(value) ? NULL : range;
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
