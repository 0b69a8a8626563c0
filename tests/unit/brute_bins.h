/* SPDX-License-Identifier: Apache-2.0 */
/* Every way to cut a small column, tried one after the other, against the dynamic programme: the same worth, the same
 * cut, the same decision in a tie. */
#pragma once
#include "training/binning_search.h"

enum { BRUTE_MOST = 11 };

/* One random column and one combination of constraints; `round` walks through all of them. */
struct brute_case {
    struct bin_count pre[BRUTE_MOST];
    enum binning_boundary boundary[BRUTE_MOST];
    struct binning_options options;
    struct optimum_problem problem;
};
void brute_make(struct brute_case *brute, GRand *chance, unsigned round);

/* The best of all 2^(count - 1) segmentations by the rules of binning_search.h. */
struct brute_answer {
    bool feasible;
    size_t segments, ends[BRUTE_MOST];
    double information;
};
void brute_search(const struct brute_case *brute, struct brute_answer *answer);

/* Whether the programme answers the same. */
bool brute_agrees(const struct brute_case *brute);
