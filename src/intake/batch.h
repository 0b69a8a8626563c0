/* SPDX-License-Identifier: Apache-2.0 */
/* The row of a batch and of its furnisher, and the runs of subjects a batch touched. */
#pragma once
#include "intake/loader.h"

/* Finds or makes the furnisher (brought up to date when the mapping says something else) and opens a batch of it. Sets
 * writer->source, ->batch and ->source_is_new. */
bool batch_begin(struct fact_writer *writer, const struct mapping *mapping, const char *file, struct month observed,
                 GError **error);
struct batch_counts {
    int64_t read, accepted, rejected, skipped;
    int64_t prohibited, unwarned, unnotified; /* see struct lawful */
    const char *notice;                       /* lawful_notice(); NULL when nobody asked */
};
bool batch_end(struct fact_writer *writer, const char *digest, const struct batch_counts *counts, GError **error);

/* Sorted ids as runs of neighbours: GArray of struct run. */
struct run {
    int64_t first, last;
};
GArray *runs_of(GHashTable *ids, int64_t first_new, int64_t last_new);
/* Marks every run as touched, and scores them unless `score` is false. */
bool runs_settle(struct session *session, const GArray *runs, bool score, int64_t *scored, GError **error);

/* Progress of a part of a longer act: until stage_end(), 0..1 is shown as low..high. */
struct stage {
    struct session *session;
    void (*outer)(void *data, double done, const char *what);
    void *outer_data;
    double low, high;
};
void stage_begin(struct stage *stage, struct session *session, double low, double high);
void stage_end(struct stage *stage);
