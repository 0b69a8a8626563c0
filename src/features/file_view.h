/* SPDX-License-Identifier: Apache-2.0 */
/* A file as the measures see it: month by month, counted back from the last complete month before the day it is scored
 * on. Made once a dossier in one walk over its months, so that every feature afterwards is a short loop. */
#pragma once
#include "features/cleaning.h"
#include "features/means.h"
#include "features/statements.h"

/* Ten years of states: no file is kept longer than that. */
#define VIEW_MONTHS 120
/* Amounts and monthly measures are looked at over two years. */
#define VIEW_AMOUNT_MONTHS 24
/* Most months that a balance may speak for after it was reported (threshold of the rule `month_gap`): furnishers do not
 * report on one day. */
#define VIEW_MOST_CARRY 12

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
    double owed, due, past_due; /* open accounts that say so; NaN when none does */
};

/* An account as it was known on the day. */
struct account_view {
    const struct account *account;
    guint hash;               /* of its number */
    struct date opened;       /* DATE_NONE when not known, or when it cannot be */
    int64_t amount;           /* limit or principal; MONEY_UNKNOWN when not known, or when it cannot be */
    struct month closing;     /* as it was known: a closing day still to come does not count */
    bool open, counted;       /* on the day; held in the main currency */
    double balance, past_due; /* now, NaN when not known */
};
struct enquiry_view {
    struct date day;
    int group;        /* of enquiries.tsv; -1 when it is in none */
    bool application; /* the person applied for something */
    const char *institution;
};
struct means_view {
    const struct means_kind *kind;
    int back; /* months before the last complete one */
    double value;
};

struct file_view {
    const struct dossier *dossier;
    struct date day;
    unsigned rules;              /* bits of the cleaning rules in force */
    struct clean_counts *counts; /* NULL: nobody asks */
    int32_t last;                /* index of the last complete month before `day` */
    int months;                  /* months back from `last` that hold anything: no entry beyond is known */
    int on_file;                 /* months from the first reported one, 0 when none is */
    int carry;                   /* months that a balance speaks for after its own */
    char currency[4];            /* the main one; amounts of others are left out */
    double balance, past_due, limit, limit_largest; /* now; NaN when not known */
    size_t accounts, enquiries, records, means;
    struct account_view *account;
    struct enquiry_view *enquiry; /* newest first, as in the dossier */
    const struct public_record **record;
    struct means_view *mean;                         /* monthly groups, and the newest of a stock or a year's */
    double group[MEANS_MONTHLY][VIEW_AMOUNT_MONTHS]; /* sums of a month; NaN when nothing is known */
    struct statements statements;
    struct month_view month[VIEW_MONTHS]; /* [0] is `last` */
};

/* `rules`: which of the declared cleaning rules are applied (CLEAN_ALL but where a rule's effect is asked for);
 * `counts` may be NULL. Release with file_view_clear(). */
void file_view_make(struct file_view *view, const struct dossier *dossier, struct date day, unsigned rules,
                    struct clean_counts *counts);
void file_view_clear(struct file_view *view);
/* ---- for the making alone ---- */
bool file_view_rule(const struct file_view *view, enum clean_rule rule); /* in force? */
void file_view_count(const struct file_view *view, enum clean_rule rule);
/* What was known on the day: accounts, enquiries, public records; then measures and statements. */
void file_view_select(struct file_view *view);
void file_view_add_means(struct file_view *view);

/* The currency that most accounts are held in, the first of them when several are; "" without accounts. */
void file_main_currency(const struct dossier *dossier, char currency[4]);

bool file_is_revolving(const struct account *account); /* R1 to R4 */
/* The month in which it was closed, by its closing day or a state C, Z or G; MONTH_NONE while it is open. */
struct month file_closing_month(const struct account *account);
/* Open on a day: not closed in a month before it. */
bool file_is_open(const struct account *account, struct date day);
/* The group of a reason of QUERY_REASON in enquiries.tsv by its word ("loan"), or of a code; -1 when there is none. */
int enquiry_group(const char *word);
int enquiry_group_of_reason(const char *reason, bool *application);
