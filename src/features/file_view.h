/* SPDX-License-Identifier: Apache-2.0 */
/* A file as the measures see it: month by month, counted back from the last complete month before the day it is scored
 * on. Made once a dossier in one walk over its months, so that every feature afterwards is a short loop. */
#pragma once
#include "features/features.h"

/* Ten years of states: no file is kept longer than that. */
#define VIEW_MONTHS 120
/* Amounts are looked at over two years; no feature's window may be longer. */
#define VIEW_AMOUNT_MONTHS 24
/* A balance still speaks for an account this many months after it was reported: furnishers do not report on one day. */
#define VIEW_CARRY 2

/* One month over all accounts. Sums of money are doubles here, in minor units: a feature is a ratio or a magnitude for
 * a model, and a hostile file must not overflow. */
struct month_view {
    int8_t worst;        /* months late at worst; -1 when no account says */
    bool paid_known;     /* some account says what was paid */
    bool in_full;        /* all that was asked was paid, on every account */
    bool revolving_seen; /* some revolving account says whether it was used */
    bool revolving_used;
    double used, limit;    /* open revolving accounts whose limit and balance are known */
    double asked, settled; /* asked of the person, and the part of it that was paid */
    double paid;
};

struct file_view {
    const struct dossier *dossier;
    struct date day;
    int32_t last;     /* index of the last complete month before `day` */
    int months;       /* months back from `last` that hold anything: no entry beyond is known */
    int on_file;      /* months from the first reported one, 0 when none is */
    char currency[4]; /* the main one; amounts of others are left out */
    double balance, past_due, limit, limit_largest; /* now; NaN when not known */
    struct month_view month[VIEW_MONTHS];           /* [0] is `last` */
};

void file_view_make(struct file_view *view, const struct dossier *dossier, struct date day);

/* The currency that most accounts are held in, the first of them when several are; "" without accounts. */
void file_main_currency(const struct dossier *dossier, char currency[4]);

bool file_is_revolving(const struct account *account); /* R1 to R4 */
/* The month in which it was closed, by its closing day or a state C, Z or G; MONTH_NONE while it is open. */
struct month file_closing_month(const struct account *account);
/* Open on a day: not closed in a month before it. */
bool file_is_open(const struct account *account, struct date day);

/* A measure of features.tsv by its name there, NULL when there is none. `window` is in months, 0 for the whole file. */
typedef double (*measure_function)(const struct file_view *view, int window);
measure_function measure_find(const char *name);
