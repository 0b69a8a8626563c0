/* SPDX-License-Identifier: Apache-2.0 */
/* The facets under a search: how what was found spreads over cities, bands and days overdue, each a step to narrow it
 * further. Counted by a worker over the index; exact. */
#pragma once
#include "screen/visit.h"

enum { FACET_CITY, FACET_BAND, FACET_OVERDUE, FACETS, FACET_LINES = 8 };

struct facet_line {
    char *label; /* "杭州", "D 412-499"; msgid when `translate` */
    char *term;  /* what is added to the query: "city:杭州" */
    size_t count;
    enum ink ink;
    bool translate;
};
struct facets {
    struct facet_line line[FACETS][FACET_LINES];
    size_t lines[FACETS];
};
void facets_free(void *facets);
const char *facet_title(int facet); /* translated */

/* A job that counts; its result's data is a `struct facet_job *`. */
struct facet_job {
    struct visit_index *index;
    char *query;
    struct facets *facets; /* steal by setting NULL */
};
void facets_start(struct view *view, int kind, const char *query);
