/* SPDX-License-Identifier: Apache-2.0 */
/* What each constraint costs: the optimum is taken again without it. Only the ranges or groups are compared, for codes
 * and missing values move no cut; what policies cost is the difference of the whole column. */
#include "training/bin_edit_private.h"

/* Information of the ranges or groups by their own rows: what the optimum is an optimum of. */
static double cut_information(const struct binning *binning, struct bin_totals totals)
{
    double sum = 0;
    for (size_t b = 0; b < binning->bins; b++) {
        const struct bin *bin = &binning->bin[b];
        if ((bin->type == BIN_RANGE || bin->type == BIN_CATEGORIES) && bin->count)
            sum += bin_information(bin_rows(bin), totals);
    }
    return sum;
}

static double search_information(const struct bin_edit *edit, const struct bin_spec *spec, bool *feasible)
{
    g_autoptr(binning_t) best = edit_search(edit, spec, feasible);
    return cut_information(best, bin_edit_totals(edit));
}

double bin_edit_optimum(const struct bin_edit *edit, bool *feasible)
{
    g_autoptr(binning_t) best = edit_search(edit, edit->spec, feasible);
    return best->information_value;
}

/* ---- leaving one out -------------------------------------------------------------------------------------------- */

static bool leave_max_bins(struct bin_spec *spec)
{
    spec->max_bins = BINNING_MOST_PRE_BINS + BINNING_MOST_PINS;
    return true;
}

static bool leave_number(double *number, double none)
{
    const bool set = *number != none;
    *number = none;
    return set;
}

static bool leave_min_share(struct bin_spec *spec)
{
    return leave_number(&spec->min_share, 0);
}

static bool leave_min_bads(struct bin_spec *spec)
{
    return leave_number(&spec->min_bads, 0);
}

static bool leave_min_goods(struct bin_spec *spec)
{
    return leave_number(&spec->min_goods, 0);
}

static bool leave_p_value(struct bin_spec *spec)
{
    return leave_number(&spec->p_value, 1);
}

static bool leave_difference(struct bin_spec *spec)
{
    return leave_number(&spec->min_difference, 0);
}

static bool leave_trend(struct bin_spec *spec)
{
    const bool set = spec->trend != TREND_NONE;
    spec->trend = TREND_NONE;
    return set;
}

static bool leave_pinned(struct bin_spec *spec)
{
    bool set = spec->pinned->len > 0;
    g_array_set_size(spec->pinned, 0);
    for (guint i = 0; i < spec->groups->len; i++) {
        struct bin_group *group = spec->groups->pdata[i];
        set |= group->pinned;
        group->pinned = false;
    }
    return set;
}

static bool leave_forbidden(struct bin_spec *spec)
{
    const bool set = spec->forbidden->len > 0;
    g_array_set_size(spec->forbidden, 0);
    return set;
}

static bool leave_missing(struct bin_spec *spec)
{
    const bool set = spec->missing != BIN_OWN;
    spec->missing = BIN_OWN;
    return set;
}

static bool leave_special(struct bin_spec *spec)
{
    bool set = false;
    for (guint i = 0; i < spec->codes->len; i++) {
        struct bin_code *code = spec->codes->pdata[i];
        set |= code->policy != BIN_OWN;
        code->policy = BIN_OWN;
    }
    return set;
}

static const struct {
    const char *id, *title;
    bool (*leave)(struct bin_spec *spec); /* false: it is not in force */
    bool policy;
} constraints[] = {
    { "max_bins", N_("most bins"), leave_max_bins, false },
    { "min_share", N_("smallest share"), leave_min_share, false },
    { "min_bads", N_("fewest bads"), leave_min_bads, false },
    { "min_goods", N_("fewest goods"), leave_min_goods, false },
    { "p_value", N_("p-value of neighbours"), leave_p_value, false },
    { "min_difference", N_("difference of neighbours"), leave_difference, false },
    { "trend", N_("trend"), leave_trend, false },
    { "pinned", N_("pinned"), leave_pinned, false },
    { "forbidden", N_("forbidden cuts"), leave_forbidden, false },
    { "missing", N_("policy of missing values"), leave_missing, true },
    { "special", N_("policy of special codes"), leave_special, true },
};

/* Counting belongs to a session; a copy of it holds other policies for the moment. */
static double policy_information(const struct bin_edit *edit, const struct bin_spec *spec)
{
    struct bin_edit other = *edit;
    struct binning_options options;
    g_auto(spec_hold_t) hold = { 0 };
    spec_options(spec, &options, &hold);
    other.numeric.treatment = hold.treatment;
    g_autoptr(binning_t) cut = edit_cut(&other, spec);
    return cut->information_value;
}

size_t bin_edit_costs(const struct bin_edit *edit, struct bin_cost cost[BIN_MOST_COSTS])
{
    G_STATIC_ASSERT(G_N_ELEMENTS(constraints) < BIN_MOST_COSTS);
    const double optimum = search_information(edit, edit->spec, NULL);
    size_t made = 0;
    cost[made++] = (struct bin_cost){ "hand", N_("edits by hand"),
                                      optimum - cut_information(edit->binning, bin_edit_totals(edit)) };
    for (size_t i = 0; i < G_N_ELEMENTS(constraints); i++) {
        g_autoptr(bin_spec_t) without = bin_spec_copy(edit->spec);
        if (!constraints[i].leave(without)) continue;
        const double free = constraints[i].policy ? policy_information(edit, without) - edit->binning->information_value
                                                  : search_information(edit, without, NULL) - optimum;
        cost[made++] = (struct bin_cost){ constraints[i].id, constraints[i].title, free };
    }
    return made;
}
