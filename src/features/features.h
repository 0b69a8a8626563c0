/* SPDX-License-Identifier: Apache-2.0 */
/* features: from the facts of a file, as of a day, to the numbers a model reads.
 * For:    the catalogue data/features/, the measures behind it, cleaning, and the packed columns of a whole store.
 * Uses:   subject (dossier), command, guard, store, base; plain C arithmetic.
 * Never:  knows a model, a score, a screen. */
#pragma once
#include "subject/subject.h"

#include <math.h>

/* ---- features: data/features/features.tsv ----------------------------------------------------------------------- */
struct feature {
    const char *id, *title, *title_zh, *measure, *unit;
    int window;          /* months; 0 all */
    int direction;       /* +1: more is riskier, -1: more is safer, 0: no expectation */
    const char *special; /* a value with a meaning of its own, "-1=never late"; "" for none */
    const char *help, *help_zh;
    const char *reason;  /* code of SCORE_FACTOR */
    const char *subject; /* "person", "enterprise" or "": whose files it is derived for */
    unsigned kind; /* of data it rests on: KIND_* (guard/access.h), several for a ratio of two; a model may use it only
                      where all of them are covered. Identity (sex, birth, a name) is never one of them. */
    const char *facts;      /* what it is read from: "history.state", "account.amount", "enquiry", "public_record",
                               "measure.income."; separated by commas */
    double lowest, highest; /* a value beyond is set to the bound (cleaning rule `outlier`); NaN: no bound */
};
#define FEATURE_MISSING NAN
/* Why a feature has no value. */
enum missing {
    MISSING_NOT,          /* it has one */
    MISSING_NOT_REPORTED, /* the facts are not there, or not enough of them */
    MISSING_WITHHELD,     /* no consent covers the kind of data */
    MISSING_OTHER_KIND,   /* of enterprises, and this is a person; or the other way round */
    MISSING_ZERO,         /* it would be a division by zero */
    MISSING_NEGATIVE      /* what it is divided by is below zero: negative equity, a loss */
};
const char *missing_text(enum missing why); /* a msgid; "" for MISSING_NOT */
size_t feature_count(void);
const struct feature *feature_at(size_t index);
int feature_index(const char *id); /* -1 when unknown */
/* Every feature of a dossier as of `day`: `values` has feature_count() entries, NaN is missing. Microseconds. */
void features_derive(const struct dossier *dossier, struct date day, double *values);
/* How often each rule of data/features/cleaning.tsv met something, by the place of enum clean_rule. */
#define FEATURE_MOST_RULES 16
struct clean_counts {
    unsigned count[FEATURE_MOST_RULES];
};
/* The same values, with why each has none (`why` has feature_count() entries, or is NULL) and what was cleaned. */
void features_derive_noted(const struct dossier *dossier, struct date day, double *values, enum missing *why,
                           struct clean_counts *counts);
/* The day a file is scored on: the first day after its last reported month, or the dossier's day when nothing is
 * reported or that day is earlier. */
struct date features_day(const struct dossier *dossier);
/* As-of: what features_derive() is given is never asked about a month, an enquiry, a record or a measure on or after
 * `day`, so a full file and the same file cut at that day give the same values. What an account's limit was on an
 * earlier day is not kept in a dossier: load it as of the change (session->view) for that. */
/* The title in a language ("zh", else English); the id itself when it is no feature of the catalogue. */
const char *feature_title(const char *id, const char *language);

bool feature_command_list(struct session *, const struct arguments *, struct table *, GError **);
bool feature_command_show(struct session *, const struct arguments *, struct table *, GError **);
bool feature_command_cleaning(struct session *, const struct arguments *, struct table *, GError **);
