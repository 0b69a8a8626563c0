/* SPDX-License-Identifier: Apache-2.0 */
/* Parting rows by a column, and judging each part as the whole was judged. */
#include "training/evaluation_groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEW_VALUES 12 /* a column of no more different whole numbers is a list of codes */

void evaluation_grouping_free(struct evaluation_grouping *grouping)
{
    if (!grouping) return;
    g_strfreev(grouping->label);
    g_free(grouping->of);
    g_free(grouping);
}

/* ---- parting ----------------------------------------------------------------------------------------------------- */

static int compare_numbers(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The different numbers of the rows, rising; caller frees. `sorted` takes all that are numbers, rising. */
static double *different(const double *number, const guint32 *row, size_t rows, double *sorted, size_t *known,
                         size_t *count)
{
    *known = *count = 0;
    for (size_t i = 0; i < rows; i++)
        if (!isnan(number[row[i]])) sorted[(*known)++] = number[row[i]];
    qsort(sorted, *known, sizeof *sorted, compare_numbers);
    double *found = g_new(double, MAX(*known, 1));
    for (size_t i = 0; i < *known; i++)
        if (!i || sorted[i] != sorted[i - 1]) found[(*count)++] = sorted[i];
    return found;
}

static struct evaluation_grouping *grouping_new(size_t groups, size_t rows)
{
    struct evaluation_grouping *grouping = g_new0(struct evaluation_grouping, 1);
    grouping->groups = groups;
    grouping->label = g_new0(char *, groups + 1);
    grouping->of = g_new0(guint32, MAX(rows, 1));
    return grouping;
}

static char *range_label(const double *cut, size_t cuts, size_t group)
{
    g_autofree char *from = group ? binning_number(cut[group - 1]) : NULL;
    g_autofree char *to = group < cuts ? binning_number(cut[group]) : NULL;
    if (from && to) return g_strdup_printf("%s – %s", from, to);
    if (to) return g_strdup_printf("< %s", to);
    return from ? g_strdup_printf("≥ %s", from) : g_strdup(N_("all"));
}

static struct evaluation_grouping *group_numbers(const struct frame_column *column, const guint32 *row, size_t rows,
                                                 const struct evaluation_policy *policy)
{
    size_t known, count, cuts = 0;
    const size_t wanted = MAX((size_t)policy->segments, 1);
    g_autofree double *sorted = g_new(double, MAX(rows, 1));
    g_autofree double *value = different(column->number, row, rows, sorted, &known, &count);
    const bool codes = column->integer && count <= FEW_VALUES;
    g_autofree double *cut = g_new(double, MAX(count, wanted));
    for (size_t i = 1; codes && i < count; i++)
        cut[cuts++] = value[i];
    for (size_t i = 1; !codes && i < wanted && known; i++) {
        const double at = sorted[known * i / wanted];
        if (at > (cuts ? cut[cuts - 1] : sorted[0])) cut[cuts++] = at;
    }
    const size_t ranges = known ? cuts + 1 : 0;
    struct evaluation_grouping *grouping = grouping_new(ranges + (known < rows), rows);
    for (size_t g = 0; g < ranges; g++)
        grouping->label[g] = codes ? binning_number(value[g]) : range_label(cut, cuts, g);
    if (known < rows) grouping->label[ranges] = g_strdup(N_("missing"));
    for (size_t i = 0; i < rows; i++) {
        guint32 group = 0;
        while (group < cuts && column->number[row[i]] >= cut[group])
            group++;
        grouping->of[i] = isnan(column->number[row[i]]) ? (guint32)ranges : group;
    }
    return grouping;
}

static int compare_names(const void *a, const void *b, void *names)
{
    const char *const *name = names;
    const char *left = name[*(const guint32 *)a], *right = name[*(const guint32 *)b];
    double x, y;
    if (frame_number(left, &x) && frame_number(right, &y) && x != y) return x < y ? -1 : 1;
    return strcmp(left, right);
}

static struct evaluation_grouping *group_categories(const struct frame_column *column, const guint32 *row, size_t rows)
{
    const guint all = column->categories->len;
    g_autofree guint32 *order = g_new(guint32, all + 1), *place = g_new(guint32, all + 1);
    g_autofree guint8 *used = g_new0(guint8, all + 1);
    for (size_t i = 0; i < rows; i++)
        used[column->category[row[i]] < 0 ? all : (guint)column->category[row[i]]] = 1;
    size_t count = 0;
    for (guint32 c = 0; c < all; c++)
        if (used[c]) order[count++] = c;
    g_qsort_with_data(order, (gint)count, sizeof *order, compare_names, column->categories->pdata);
    struct evaluation_grouping *grouping = grouping_new(count + used[all], rows);
    for (guint32 g = 0; g < count; g++) {
        place[order[g]] = g;
        grouping->label[g] = text_sanitise(column->categories->pdata[order[g]], -1);
    }
    place[all] = (guint32)count;
    if (used[all]) grouping->label[count] = g_strdup(N_("missing"));
    for (size_t i = 0; i < rows; i++)
        grouping->of[i] = place[column->category[row[i]] < 0 ? all : (guint)column->category[row[i]]];
    return grouping;
}

struct evaluation_grouping *evaluation_group(const struct frame_column *column, const guint32 *row, size_t rows,
                                             const struct evaluation_policy *policy, GError **error)
{
    if (column->kind == FRAME_NUMERIC && column->number) return group_numbers(column, row, rows, policy);
    if (column->categories->len <= policy->most_categories) return group_categories(column, row, rows);
    g_autofree char *found = g_strdup_printf("%u", column->categories->len);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The column “{1}” has {2} different texts: too many for groups."),
                     N_("Name a column of categories or of numbers."), column->name, found, NULL);
    return NULL;
}

/* ---- segments ---------------------------------------------------------------------------------------------------- */

/* The rows of one group, as arrays of their own. */
struct part {
    struct judged_rows rows;
    double *score, *probability, *weight;
    guint8 *bad;
};

static void part_take(struct part *part, const struct judged_rows *rows, const struct evaluation_grouping *grouping,
                      size_t group)
{
    const size_t most = MAX(rows->rows, 1);
    part->score = g_new(double, most);
    part->probability = g_new(double, most);
    part->weight = rows->weight ? g_new(double, most) : NULL;
    part->bad = g_new(guint8, most);
    size_t count = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        if (grouping->of[i] != group) continue;
        part->score[count] = rows->score[i];
        part->probability[count] = rows->probability[i];
        if (part->weight) part->weight[count] = rows->weight[i];
        part->bad[count++] = rows->bad[i];
    }
    part->rows = (struct judged_rows){ count, part->score, part->probability, part->bad, part->weight };
}

static void part_clear(struct part *part)
{
    g_free(part->score);
    g_free(part->probability);
    g_free(part->weight);
    g_free(part->bad);
}

static double score_index(const struct judged_rows *rows, const struct model_reference *reference)
{
    if (!reference) return NAN;
    g_autofree int64_t *now = g_new0(int64_t, reference->score.groups);
    for (size_t i = 0; i < rows->rows; i++)
        now[reference_score_group(reference, (int)rows->score[i])]++;
    return reference_index(reference->score.count, now, reference->score.groups);
}

void evaluation_segment(const struct judged_rows *rows, const struct evaluation_grouping *grouping, size_t group,
                        double cutoff, const struct evaluation_policy *policy, const struct model_reference *reference,
                        struct evaluation_segment *segment)
{
    struct part part;
    part_take(&part, rows, grouping, group);
    g_autoptr(ladder_t) scores = ladder_of_scores(&part.rows);
    const struct confusion confusion = evaluation_confusion(scores, cutoff);
    evaluation_summarise(&part.rows, &segment->summary);
    const double count = segment->summary.rows, bads = segment->summary.bads;
    double sum = 0;
    for (size_t i = 0; i < scores->steps; i++)
        sum += scores->step[i].value * (scores->step[i].goods + scores->step[i].bads);
    segment->mean_score = count > 0 ? sum / count : NAN;
    segment->approval = confusion_approval(&confusion);
    segment->accepted_bad_rate = confusion_bad_rate(&confusion);
    segment->psi = score_index(&part.rows, reference);
    segment->small = count < policy->least_rows || bads < policy->least_of_kind || count - bads < policy->least_of_kind;
    part_clear(&part);
}

/* ---- fairness ---------------------------------------------------------------------------------------------------- */

/* Two proportions with a pooled variance, two-sided. */
static double two_proportions(double part, double whole, double other_part, double other_whole)
{
    if (whole <= 0 || other_whole <= 0) return NAN;
    const double pooled = (part + other_part) / (whole + other_whole);
    const double error = sqrt(pooled * (1 - pooled) * (1 / whole + 1 / other_whole));
    if (error <= 0) return 1;
    return erfc(fabs(part / whole - other_part / other_whole) / error / M_SQRT2);
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static void fair_group(const struct confusion *at, double foretold, const struct evaluation_policy *policy,
                       struct evaluation_fairness *fair)
{
    const double goods = at->accepted_good + at->refused_good, bads = at->accepted_bad + at->refused_bad;
    *fair = (struct evaluation_fairness){ .rows = goods + bads, .bads = bads };
    fair->approval = confusion_approval(at);
    fair->tpr = share(at->accepted_good, goods);
    fair->fpr = share(at->accepted_bad, bads);
    fair->precision = share(at->accepted_good, at->accepted_good + at->accepted_bad);
    fair->foretold = share(foretold, goods + bads);
    fair->observed = share(bads, goods + bads);
    fair->small = fair->rows < policy->least_rows || MIN(goods, bads) < policy->least_of_kind;
}

/* The highest approval rate, of the groups that are not small when there is such a one. */
static size_t compared_with(const struct evaluation_fairness *fair, size_t groups)
{
    size_t found = 0;
    for (size_t g = 1; g < groups; g++) {
        const bool larger = fair[found].small && !fair[g].small, smaller = fair[g].small && !fair[found].small;
        if (larger || (!smaller && fair[g].approval > fair[found].approval)) found = g;
    }
    return found;
}

static void fair_compare(struct evaluation_fairness *fair, const struct evaluation_fairness *best,
                         const struct evaluation_policy *policy)
{
    fair->impact = share(fair->approval, best->approval);
    fair->p_value = two_proportions(fair->approval * fair->rows, fair->rows, best->approval * best->rows, best->rows);
    fair->tpr_gap = fair->tpr - best->tpr;
    fair->fpr_gap = fair->fpr - best->fpr;
    fair->precision_gap = fair->precision - best->precision;
    fair->flagged =
        !fair->small && (fair->impact < policy->impact_ratio || fabs(fair->tpr_gap) > policy->difference ||
                         fabs(fair->fpr_gap) > policy->difference || fabs(fair->precision_gap) > policy->difference);
}

void evaluation_fair(const struct judged_rows *rows, const struct evaluation_grouping *grouping, double cutoff,
                     const struct evaluation_policy *policy, struct evaluation_fairness *fairness)
{
    g_autofree struct confusion *at = g_new0(struct confusion, MAX(grouping->groups, 1));
    g_autofree double *foretold = g_new0(double, MAX(grouping->groups, 1));
    if (!grouping->groups) return;
    for (size_t i = 0; i < rows->rows; i++) {
        struct confusion *to = &at[grouping->of[i]];
        const double weight = rows->weight ? rows->weight[i] : 1;
        const bool accepted = rows->score[i] >= cutoff;
        *(accepted       ? rows->bad[i] ? &to->accepted_bad : &to->accepted_good
          : rows->bad[i] ? &to->refused_bad
                         : &to->refused_good) += weight;
        foretold[grouping->of[i]] += weight * rows->probability[i];
    }
    for (size_t g = 0; g < grouping->groups; g++)
        fair_group(&at[g], foretold[g], policy, &fairness[g]);
    const size_t best = compared_with(fairness, grouping->groups);
    fairness[best].compared = true;
    const struct evaluation_fairness with = fairness[best];
    for (size_t g = 0; g < grouping->groups; g++)
        fair_compare(&fairness[g], &with, policy);
}
