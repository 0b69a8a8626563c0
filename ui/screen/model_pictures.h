/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of a model judged on a file, shared by the two files that make them. */
#pragma once
#include "screen/look.h"
#include "widget/grid.h"

enum pictures_tab {
    TAB_SUMMARY,
    TAB_ROC,
    TAB_KS,
    TAB_LIFT,
    TAB_CALIBRATION,
    TAB_CUTOFF,
    TAB_SEGMENTS,
    TAB_FAIRNESS,
    TAB_STABILITY,
    PICTURES_TABS
};

/* Every score that occurs, rising, with what lies below it. Index `steps` is the cut-off that accepts nobody. */
struct pictures_ladder {
    size_t steps;
    double *score, *goods, *bads;     /* of each score */
    double *goods_below, *bads_below; /* shares refused when this score is the cut-off; steps + 1 */
    double *approval;                 /* steps + 1 */
    double all_goods, all_bads;
};

struct pictures_view {
    struct view view;            /* first */
    struct arguments *arguments; /* of model.evaluate; those of the newest reading */
    char *model;                 /* of the route */
    size_t tab;
    struct table
        *part[PICTURES_TABS];     /* the answer behind a tab; the summary, ROC, KS and the cut-off share the first */
    char *trouble[PICTURES_TABS]; /* why there is none, in the person's language */
    struct pictures_ladder ladder;
    size_t cutoff;              /* index into the ladder */
    double cost_bad, cost_good; /* of the live cost */
    struct grid *grid;          /* of the tabs that are tables */
    struct rect body;
};

bool pictures_is_table(size_t tab);
/* What a tab needs that was not said, as a msgid; NULL: nothing. */
const char *pictures_lacks(const struct pictures_view *pictures, size_t tab);
/* What a cut-off does: counts, and its cost. */
struct pictures_cut {
    double cutoff, accepted_good, accepted_bad, refused_good, refused_bad, cost;
};
struct pictures_cut pictures_cut_at(const struct pictures_view *pictures, size_t step);
size_t pictures_least_cost(const struct pictures_view *pictures);
void pictures_draw(const struct view *view, struct canvas *canvas);
extern const char *const pictures_titles[PICTURES_TABS + 1]; /* msgids */
