/* SPDX-License-Identifier: Apache-2.0 */
/* features: from the facts of a file, as of a day, to the numbers a model reads.
 * For:    the catalogue data/features/, the measures behind it, cleaning, and the packed columns of a whole store.
 * Uses:   subject (dossier), command, guard, store, base; plain C arithmetic.
 * Never:  knows a model, a score, a screen. */
#pragma once
#include "subject/subject.h"

/* ---- features: data/features/features.tsv ----------------------------------------------------------------------- */
struct feature {
    const char *id, *title, *title_zh, *measure, *unit;
    int window;          /* months; 0 all */
    int direction;       /* +1: more is riskier, -1: more is safer, 0: no expectation */
    const char *special; /* a value with a meaning of its own, "-1=never late"; "" for none */
    const char *help, *help_zh;
    const char *reason;  /* code of SCORE_FACTOR */
    const char *subject; /* "person", "enterprise" or "": whose files it is derived for */
    unsigned kind; /* of data it rests on: KIND_* (guard/access.h); a model may use it only where that is covered */
};
#define FEATURE_MISSING NAN
size_t feature_count(void);
const struct feature *feature_at(size_t index);
int feature_index(const char *id); /* -1 when unknown */
/* Every feature of a dossier as of `day`: `values` has feature_count() entries, NaN is missing. Microseconds. */
void features_derive(const struct dossier *dossier, struct date day, double *values);
/* The day a file is scored on: the first day after its last reported month, or the dossier's day when nothing is
 * reported or that day is earlier. */
struct date features_day(const struct dossier *dossier);
/* The title in a language ("zh", else English); the id itself when it is no feature of the catalogue. */
const char *feature_title(const char *id, const char *language);

bool feature_command_list(struct session *, const struct arguments *, struct table *, GError **);
