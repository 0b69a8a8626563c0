/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of `model train` share: a training as it was asked for, with everything it holds on to. */
#pragma once
#include "training/bins_file.h"
#include "training/scale.h"

struct training {
    struct session *session;
    const struct arguments *arguments;
    struct train_options options;
    struct scale scale; /* bands of the options point into it */
    struct bins *bins;
    struct frame *frame;
    guint8 *bad;
    double *weight, *offset; /* a row of the frame; may be NULL */
    GArray *columns;         /* of size_t: the candidates */
    GArray *train, *test;    /* of guint32: row numbers; `test` may be NULL */
    guint32 *fold;           /* a fold number a row */
    struct card_line *out;   /* columns left out before anything was fitted, and why */
    size_t outs;
    size_t duplicates; /* rows that repeat an earlier one cell for cell */
    char *suggested;   /* codes that look special and were not declared; NULL when there are none */
    struct model *model;
    struct scorecard *card; /* its head */
    int number;             /* of the model in the store, 0 when it was not registered */
};

/* train_options.c: the words of the command line. Need the frame. */
bool training_options(struct training *training, GError **error);
/* A number option between two ends; `value` keeps its default when the option is absent. */
bool training_number(const struct arguments *arguments, const char *name, double least, double most, double *value,
                     GError **error);
bool training_usage(GError **error, const char *message, const char *next, const char *first, const char *second);

/* train_table.c: the file. */
bool training_frame(struct training *training, GError **error);
/* train_columns.c: which columns are candidates; duplicates; codes that look special. */
bool training_columns(struct training *training, size_t target, GError **error);

/* train_rows.c: which rows are fitted on, held out, and in which fold. */
bool training_split(struct training *training, GError **error);
bool training_folds(struct training *training, GError **error);

/* train_answer.c: the text of the card, the file, the store, the facts. */
bool training_text(struct training *training, GError **error);
/* Before a long fit: whether what follows it can be done. */
bool training_may_finish(const struct training *training, GError **error);
/* Writes the file asked for and keeps the model in the store when it was asked for. */
bool train_finish(struct training *training, GError **error);
bool training_facts(const struct training *training, double seconds, struct table *answer, GError **error);
