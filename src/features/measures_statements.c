/* SPDX-License-Identifier: Apache-2.0 */
/* What the newest statements of an enterprise say. */
#include "features/measures.h"

#include <math.h>

static double ratio(const struct file_view *view, struct question *asked)
{
    return ratio_value(&view->statements, asked->argument, &asked->why);
}

static double altman(const struct file_view *view, struct question *asked)
{
    return altman_value(&view->statements, asked->argument, &asked->why);
}

static double statement_age(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return month_is_set(view->statements.period) ? (double)(view->last - view->statements.period.index)
                                                 : FEATURE_MISSING;
}

static double statement_years(const struct file_view *view, struct question *asked)
{
    (void)asked;
    return month_is_set(view->statements.period) ? (double)view->statements.years : FEATURE_MISSING;
}

// clang-format off
const struct measure_entry measures_statements[] = {
    { "ratio", ratio, 0, ratio_find },
    { "altman", altman, 0, altman_find },
    { "statement_age", statement_age, 0, NULL },
    { "statement_years", statement_years, 0, NULL },
    { 0 },
};
