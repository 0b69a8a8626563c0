/* SPDX-License-Identifier: Apache-2.0 */
/* What a cut-off accepts and refuses, and choosing one by cost, by approval or by KS. */
#include "training/evaluation.h"

#include <math.h>

struct confusion evaluation_confusion(const struct ladder *scores, double cutoff)
{
    struct confusion confusion = { .cutoff = cutoff };
    for (size_t i = 0; i < scores->steps; i++) {
        const struct ladder_step *step = &scores->step[i];
        const bool accepted = step->value >= cutoff;
        *(accepted ? &confusion.accepted_good : &confusion.refused_good) += step->goods;
        *(accepted ? &confusion.accepted_bad : &confusion.refused_bad) += step->bads;
    }
    return confusion;
}

double confusion_approval(const struct confusion *confusion)
{
    const double accepted = confusion->accepted_good + confusion->accepted_bad;
    const double all = accepted + confusion->refused_good + confusion->refused_bad;
    return all > 0 ? accepted / all : NAN;
}

double confusion_bad_rate(const struct confusion *confusion)
{
    const double accepted = confusion->accepted_good + confusion->accepted_bad;
    return accepted > 0 ? confusion->accepted_bad / accepted : NAN;
}

double confusion_cost(const struct confusion *confusion, double cost_bad, double cost_good)
{
    return cost_bad * confusion->accepted_bad + cost_good * confusion->refused_good;
}

/* The cut-off at which the first `steps` steps (the riskiest) are refused. Beyond the last one nobody is accepted. */
static double cutoff_after(const struct ladder *scores, size_t steps)
{
    if (!scores->steps) return 0;
    return steps < scores->steps ? scores->step[steps].value : scores->step[scores->steps - 1].value + 1;
}

double evaluation_cutoff_by_cost(const struct ladder *scores, double cost_bad, double cost_good)
{
    double cost = cost_bad * scores->bads, least = cost;
    size_t best = 0;
    for (size_t i = 0; i < scores->steps; i++) {
        cost += cost_good * scores->step[i].goods - cost_bad * scores->step[i].bads;
        if (cost >= least - 1e-9 * (fabs(least) + 1)) continue;
        least = cost;
        best = i + 1;
    }
    return cutoff_after(scores, best);
}

double evaluation_cutoff_by_approval(const struct ladder *scores, double share)
{
    const double all = scores->goods + scores->bads;
    double accepted = all;
    size_t refused = 0;
    while (refused < scores->steps && accepted > share * all * (1 + 1e-12)) {
        accepted -= scores->step[refused].goods + scores->step[refused].bads;
        refused++;
    }
    return cutoff_after(scores, refused);
}

double evaluation_cutoff_by_ks(const struct ladder *scores)
{
    double goods = 0, bads = 0, most = 0;
    size_t best = 0;
    if (!ladder_has_both(scores)) return cutoff_after(scores, 0);
    for (size_t i = 0; i < scores->steps; i++) {
        goods += scores->step[i].goods;
        bads += scores->step[i].bads;
        const double apart = bads / scores->bads - goods / scores->goods;
        if (apart <= most + 1e-12) continue;
        most = apart;
        best = i + 1;
    }
    return cutoff_after(scores, best);
}
