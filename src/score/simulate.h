/* SPDX-License-Identifier: Apache-2.0 */
/* Letting months pass over a copy of a file. The assumptions are in doc/what-if.md, word for word what is done here. */
#pragma once
#include "score/score.h"

/* What was agreed for an account that a what-if opened: it is paid down by equal instalments. */
struct loan_terms {
    int64_t account;
    int64_t instalment; /* minor units a month */
    int rate;           /* interest a year in hundredths of a per cent; 0: none is reckoned */
};

struct simulation {
    struct dossier *dossier; /* the copy that is changed */
    struct month now;        /* the last reported month: what happens "now" happens in it */
    struct date day;         /* the day the copy is to be scored on */
    struct date from;        /* the day of the law at the beginning: that on which the file was asked for */
    int passed;              /* months since */
    GArray *terms;           /* struct loan_terms, NULL when none was agreed */
    void (*before_month)(struct simulation *simulation, void *data); /* called before each month passes; NULL */
    void *data;
};

/* False when the file holds neither a month nor a day, so that there is no "now". */
bool simulation_begin(struct simulation *simulation, struct dossier *dossier, GError **error);
/* Frees what is the simulation's own; the dossier is not. */
void simulation_clear(struct simulation *simulation);
/* The day of the law: a file asked for today is seen, after months, as the law then lets it be seen. */
struct date simulation_law_day(const struct simulation *simulation);
/* Takes out what the law takes out by then; nothing when no month passed or no law is known. */
void simulation_apply_law(struct simulation *simulation);
void simulation_agree(struct simulation *simulation, struct loan_terms terms);
const struct loan_terms *simulation_terms(const struct simulation *simulation, int64_t account); /* NULL: none */
/* The day on which something done now is done: in month `now`, before the day of scoring. */
struct date simulation_today(const struct simulation *simulation);
/* One month passes: what is due is paid on every open account but `missed` (NULL: on every one). */
void simulation_pass_month(struct simulation *simulation, const struct account *missed);

/* Months are added up to `month`, unknown ('#'), so that it is the last one. Nothing happens when it is there. */
void history_reach(struct history *history, struct month month);
/* Sets one amount; nothing happens when the furnisher reports no such series, so that what was never known stays so. */
void series_set(int64_t *series, size_t index, int64_t value);
/* The newest known value of the first `length` months; MONEY_UNKNOWN when none is known. */
int64_t history_newest(const int64_t *series, size_t length);
/* The newest state of the first `length` months that is not unknown; '#' when all are. */
char history_newest_state(const struct history *history, size_t length);
