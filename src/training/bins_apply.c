/* SPDX-License-Identifier: Apache-2.0 */
/* From what is decided about a column to its bins on the rows at hand. */
#include "training/bins_private.h"
#include "training/csvframe.h"

/* Options that point into the spec; what is in `hold` must outlive them. */
void spec_options(const struct bin_spec *spec, struct binning_options *options, struct spec_hold *hold)
{
    const guint codes = spec->codes->len;
    hold->special = g_new0(const char *, codes + 1);
    hold->treatment = g_new0(struct bin_treatment, codes + 1);
    hold->group = g_new0(const char *const *, spec->groups->len + 1);
    for (guint i = 0; i < codes; i++) {
        const struct bin_code *code = spec->codes->pdata[i];
        hold->special[i] = code->code;
        hold->treatment[i] = (struct bin_treatment){ code->policy, code->group };
    }
    for (guint i = 0, made = 0; i < spec->groups->len; i++) {
        const struct bin_group *group = spec->groups->pdata[i];
        if (group->pinned) hold->group[made++] = (const char *const *)group->categories;
    }
    *options = (struct binning_options){ .pre_bins = binning_defaults.pre_bins,
                                         .max_bins = spec->max_bins,
                                         .min_share = spec->min_share,
                                         .p_value = spec->p_value,
                                         .trend = spec->trend,
                                         .min_bads = spec->min_bads,
                                         .min_goods = spec->min_goods,
                                         .min_difference = spec->min_difference,
                                         .special = hold->special,
                                         .treatment = hold->treatment,
                                         .missing = spec->missing,
                                         .unseen = spec->unseen,
                                         .pins = spec->pinned->len,
                                         .bans = spec->forbidden->len,
                                         .pin = (const double *)(void *)spec->pinned->data,
                                         .ban = (const double *)(void *)spec->forbidden->data,
                                         .group = hold->group };
}

void spec_hold_clear(struct spec_hold *hold)
{
    g_clear_pointer(&hold->special, g_free);
    g_clear_pointer(&hold->treatment, g_free);
    g_clear_pointer(&hold->group, g_free);
}

struct binning *spec_cut_numeric(const struct bin_spec *spec, const struct distinct_column *column)
{
    struct binning_options options;
    g_auto(spec_hold_t) hold = { 0 };
    spec_options(spec, &options, &hold);
    return distinct_cut(column, (const double *)(void *)spec->cuts->data, spec->cuts->len, &options);
}

struct binning *spec_cut_nominal(const struct bin_spec *spec, const struct nominal_column *column)
{
    struct binning_options options;
    g_auto(spec_hold_t) hold = { 0 };
    g_autofree const char *const **groups = g_new0(const char *const *, spec->groups->len + 1);
    int rest = -1;
    spec_options(spec, &options, &hold);
    for (guint i = 0; i < spec->groups->len; i++) {
        const struct bin_group *group = spec->groups->pdata[i];
        groups[i] = (const char *const *)group->categories;
        if (group->rest) rest = (int)i;
    }
    return nominal_cut(column, groups, rest, &options);
}

struct binning *bins_apply(const struct bin_spec *spec, struct binning_bank *bank, size_t column,
                           const struct binning_rows *rows, const struct binning_options *given)
{
    const struct frame_column *from = &binning_bank_frame(bank)->column[column];
    struct binning_options options;
    g_auto(spec_hold_t) hold = { 0 };
    spec_options(spec, &options, &hold);
    if (given) options.pre_bins = given->pre_bins;
    if (!spec->fixed) return binning_bank_search(bank, column, rows, &options);
    if (!from->number) {
        g_auto(nominal_column_t) counted = { 0 };
        nominal_column_make(&counted, from->category, (const char *const *)from->categories->pdata,
                            from->categories->len, rows);
        return spec_cut_nominal(spec, &counted);
    }
    g_auto(distinct_column_t) counted = { 0 };
    distinct_column_make(&counted, binning_bank_index(bank, column), rows, &options);
    return spec_cut_numeric(spec, &counted);
}
