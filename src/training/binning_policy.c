/* SPDX-License-Identifier: Apache-2.0 */
/* What a binning is made of once its rows are counted: weights by policy, information value, texts. Policies are spent
 * here and nowhere else, so a column weighs the same when it is fitted and when it is scored. */
#include "training/binning_private.h"

#include <float.h>
#include <math.h>
#include <string.h>

const struct binning_options binning_defaults = {
    .pre_bins = BINNING_MOST_PRE_BINS, .max_bins = 8, .min_share = 0.05, .p_value = 0.05, .trend = TREND_NONE
};

/* ---- names ------------------------------------------------------------------------------------------------------ */

static const char *const trend_names[] = { "none", "up", "down", "auto", "peak", "valley", "monotone" };
static const char *const policy_names[] = { "own", "neutral", "worst", "joined", "group" };

static int name_find(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!g_strcmp0(name, names[i])) return (int)i;
    return -1;
}

int binning_trend_from_name(const char *name)
{
    return name_find(trend_names, G_N_ELEMENTS(trend_names), name);
}

const char *binning_trend_name(enum binning_trend trend)
{
    return trend_names[trend];
}

int bin_policy_from_name(const char *name)
{
    return name_find(policy_names, G_N_ELEMENTS(policy_names), name);
}

const char *bin_policy_name(enum bin_policy policy)
{
    return policy_names[policy];
}

/* ---- making ----------------------------------------------------------------------------------------------------- */

struct bin *binning_add(struct binning *binning, enum bin_type type, const struct tally *rows)
{
    binning->bin = g_renew(struct bin, binning->bin, binning->bins + 1);
    struct bin *bin = &binning->bin[binning->bins++];
    *bin = (struct bin){ .type = type,
                         .below = INFINITY,
                         .count = rows->count,
                         .bads = rows->bads,
                         .mass = rows->mass.count,
                         .bad_mass = rows->mass.bads };
    return bin;
}

void binning_add_missing(struct binning *binning, const struct tally *rows, const struct binning_options *options)
{
    if (rows->count || options->missing != BIN_OWN) binning_add(binning, BIN_MISSING, rows)->policy = options->missing;
}

struct bin_totals binning_totals(const struct binning_rows *rows)
{
    struct tally all = { 0 };
    for (size_t i = 0; i < rows->rows; i++)
        tally_row(&all, rows, rows->row[i]);
    return (struct bin_totals){ all.mass.count - all.mass.bads, all.mass.bads };
}

double binning_least(const struct binning_options *options, struct bin_totals totals)
{
    return ceil(options->min_share * (totals.goods + totals.bads));
}

/* ---- weights ---------------------------------------------------------------------------------------------------- */

static bool is_cut(const struct bin *bin)
{
    return bin->type == BIN_RANGE || bin->type == BIN_CATEGORIES;
}

static struct bin_count mass_of(const struct bin *bin)
{
    return (struct bin_count){ bin->mass, bin->bad_mass };
}

/* How far a bin is from another: by weight of evidence for a code, by share of bads for what is missing. */
static double distance(const struct bin *bin, const struct bin *other, struct bin_totals totals)
{
    if (bin->type == BIN_MISSING) return fabs(bin->bad_mass / bin->mass - other->bad_mass / other->mass);
    return fabs(bin_weight(mass_of(bin), totals) - bin_weight(mass_of(other), totals));
}

/* The range or group that a bin joins, -1 when it has no rows to judge by. The first of two equally near. */
static int nearest(const struct binning *binning, const struct bin *bin, struct bin_totals totals)
{
    int found = -1;
    double least = INFINITY;
    for (size_t i = 0; i < binning->bins && bin->mass > 0; i++) {
        const struct bin *other = &binning->bin[i];
        if (!is_cut(other) || !(other->mass > 0)) continue;
        double far = distance(bin, other, totals);
        if (far >= least) continue;
        least = far;
        found = (int)i;
    }
    return found;
}

/* Bins that share a weight: each holds the index of the one that stands for all. */
static void bins_share(struct binning *binning, const struct bin_treatment *treatment, struct bin_totals totals,
                       size_t *head)
{
    size_t first_code = binning->bins;
    for (size_t i = binning->bins; i-- > 0;) {
        head[i] = i;
        if (binning->bin[i].type == BIN_SPECIAL) first_code = i;
    }
    for (size_t i = 0; i < binning->bins; i++) {
        struct bin *bin = &binning->bin[i];
        if (bin->type == BIN_SPECIAL && treatment) bin->policy = treatment[i - first_code].policy;
        int joined = bin->policy == BIN_JOINED && !is_cut(bin) ? nearest(binning, bin, totals) : -1;
        if (joined >= 0) head[i] = (size_t)joined;
        for (size_t other = first_code; bin->policy == BIN_GROUP && other < i; other++)
            if (binning->bin[other].policy == BIN_GROUP &&
                !g_strcmp0(treatment[other - first_code].group, treatment[i - first_code].group)) {
                head[i] = other;
                break;
            }
        bin->with = head[i] == i ? 0 : (int)head[i] + 1;
    }
}

static double lowest_weight(const struct binning *binning, int *where)
{
    double worst = INFINITY;
    *where = -1;
    for (size_t i = 0; i < binning->bins; i++) {
        const struct bin *bin = &binning->bin[i];
        if (!is_cut(bin) || !(bin->mass > 0) || bin->weight >= worst) continue;
        worst = bin->weight;
        *where = (int)i;
    }
    return *where < 0 ? 0 : worst;
}

/* The weight of a bin by its own rows, or by those of all that share with it. */
static double weight_of(const struct bin *bin, struct bin_count rows, struct bin_totals totals)
{
    if (bin->policy == BIN_NEUTRAL) return 0;
    if (bin->policy == BIN_JOINED && !is_cut(bin)) return 0; // nobody to join
    return rows.count >= (is_cut(bin) ? DBL_MIN : BINNING_FEW) ? bin_weight(rows, totals) : 0;
}

void binning_finish(struct binning *binning, struct bin_totals totals, const struct bin_treatment *treatment)
{
    g_autofree size_t *head = g_new0(size_t, binning->bins + 1);
    g_autofree struct bin_count *sum = g_new0(struct bin_count, binning->bins + 1);
    int worst = -1;
    bins_share(binning, treatment, totals, head);
    for (size_t i = 0; i < binning->bins; i++) {
        sum[head[i]].count += binning->bin[i].mass;
        sum[head[i]].bads += binning->bin[i].bad_mass;
    }
    for (size_t i = 0; i < binning->bins; i++) // a head stands before those that share with it
        binning->bin[i].weight =
            head[i] == i ? weight_of(&binning->bin[i], sum[i], totals) : binning->bin[head[i]].weight;
    double lowest = lowest_weight(binning, &worst);
    binning->information_value = 0;
    for (size_t i = 0; i < binning->bins; i++) {
        struct bin *bin = &binning->bin[i];
        if (bin->policy == BIN_WORST) {
            bin->weight = lowest;
            bin->with = worst + 1;
        }
        binning->information_value += bin_share(bin, totals);
    }
    binning_describe(binning);
}

/* ---- what it shows ---------------------------------------------------------------------------------------------- */

enum binning_trend binning_shape(const struct binning *binning)
{
    int turns = 0, first = 0, last = 0;
    const struct bin *before = NULL;
    for (size_t i = 0; i < binning->bins; i++) {
        const struct bin *bin = &binning->bin[i];
        if (bin->type != BIN_RANGE || !bin->count) continue;
        const struct bin_count left = before ? bin_rows(before) : bin_rows(bin), right = bin_rows(bin);
        double a = left.bads * right.count, b = right.bads * left.count;
        int step = (b > a) - (b < a);
        before = bin;
        if (!step) continue;
        turns += last && step != last;
        if (!first) first = step;
        last = step;
    }
    if (!first || turns > 1) return TREND_NONE;
    if (turns) return first > 0 ? TREND_PEAK : TREND_VALLEY;
    return first > 0 ? TREND_UP : TREND_DOWN;
}

double binning_p_value(const struct binning *binning, size_t bin)
{
    const struct bin *here = &binning->bin[bin];
    if (!bin || !is_cut(here) || !here->count || !binning->bin[bin - 1].count) return NAN;
    return bins_p_value(bin_rows(&binning->bin[bin - 1]), bin_rows(here));
}
