/* SPDX-License-Identifier: Apache-2.0 */
/* A dossier is everything the store knows of one subject, in memory, as of one change. What-if acts on a copy. */
#pragma once
#include "command/command.h"

struct provenance {
    int64_t batch; /* 0: made here (a dispute's correction, a what-if) */
    int64_t line;  /* 1-based line of the batch's file */
    int64_t born;  /* change that made the fact */
};

/* Months of one account, oldest first; every array has `length` entries and may be NULL when nothing is known. */
struct history {
    struct month first;
    size_t length;
    char *states;      /* PBOC codes, NUL-terminated: N 1-7 C Z G D B * # / ... (codes group REPAY_STATE) */
    char **own_states; /* the furnisher's own codes, NULL-terminated, or NULL */
    int64_t *balance;  /* minor units, MONEY_UNKNOWN where not known */
    int64_t *due;
    int64_t *paid;
    int64_t *past_due;
    int64_t *batches; /* where each month came from; NULL: the fact's own provenance */
    int64_t *lines;
    struct provenance from;
};

struct account {
    int64_t id;
    int64_t source;
    char *furnisher; /* source code; names by source_label() */
    char *number;
    char *type;     /* ACCOUNT_TYPE: D1 R1 R2 R3 R4 C1 */
    char *business; /* BUSINESS_TYPE, may be NULL */
    char currency[4];
    struct date opened, closed;
    int64_t amount;      /* limit of a revolving account, principal of a loan; minor units */
    char *guarantee;     /* GUARANTEE, may be NULL */
    char *five_class;    /* FIVE_CLASS, may be NULL */
    char *state;         /* may be NULL */
    bool anonymous;      /* its source names nobody (source.anonymous): nobody's retention runs */
    struct date changed; /* only where it is asked for: when it was given this class and state */
    struct provenance from;
    struct history history;
};

struct enquiry {
    int64_t fact;
    struct date day;
    char *institution;
    char *reason;
    struct provenance from;
};
struct public_record {
    int64_t fact;
    char *kind, *authority, *text;
    struct date day, ended;
    int64_t amount;
    char currency[4];
    struct provenance from;
};
struct measure {
    int64_t fact;
    char *kind;
    struct month period;
    int64_t value;
    char *unit;
    struct provenance from;
};
/* name, identifier, contact, address: kind and value (and city of an address) */
struct detail {
    int64_t fact;
    char *kind, *value, *city;
    struct provenance from;
};
struct employment {
    int64_t fact;
    char *employer, *occupation;
    struct date since;
    struct provenance from;
};
struct mark_seen {
    int64_t mark, dispute;
    int64_t account;
    int64_t fact; /* of an enquiry, a public record, a measure; else 0 */
    struct month month;
    char *field, *kind;
};

/* What stands beside an item in every report (src/statement); account 0 and no field: about the whole of it. */
struct statement_seen {
    int64_t statement, dispute, account;
    struct month month;
    char *kind, *field, *text, *author;
    struct date day;
};

/* A duty taken on for another: guarantor and the like. */
struct liability {
    int64_t fact;
    char *role;
    int64_t amount; /* minor units, may be MONEY_UNKNOWN */
    char currency[4];
    struct date ends;
    struct provenance from;
};

struct dossier {
    int64_t subject;
    const char
        *profile; /* the law it is seen under, for what it takes out later; interned, NULL in a file made by hand */
    char *kind;   /* "person" or "enterprise" */
    struct date as_of; /* the day it was asked for */
    char *sex;         /* "M", "F" or NULL */
    struct date birth;
    bool birth_exact;                     /* false: only the year is known */
    char *education, *marital, *language; /* codes EDUCATION, MARITAL; "zh" or "en" */
    struct provenance person_from;
    struct date outdated; /* the newest last legal day of what the law took out; DATE_NONE: nothing */
    unsigned withheld;    /* kinds (guard/access.h) of what is held and not here, because no consent covers it */
    GPtrArray *names, *identifiers, *contacts, *addresses; /* struct detail * */
    GPtrArray *employments;                                /* struct employment * */
    GPtrArray *accounts;                                   /* struct account *, by id */
    GPtrArray *enquiries;                                  /* struct enquiry *, newest first */
    GPtrArray *public_records;                             /* struct public_record * */
    GPtrArray *measures;                                   /* struct measure * */
    GPtrArray *liabilities;                                /* struct liability * */
    GPtrArray *marks;                                      /* struct mark_seen *: live dispute marks */
    GPtrArray *statements;                                 /* struct statement_seen *: accepted, oldest first */
};

/* The file of one subject as session->view shows it. NOT_FOUND when there is none. Free with dossier_free. */
struct dossier *dossier_load(struct session *session, int64_t subject, GError **error);
/* Only what features need: person, accounts and history, enquiries, public records, measures. */
struct dossier *dossier_load_credit(struct session *session, int64_t subject, GError **error);
/* Only what stands beside the facts: marks and statements. */
struct dossier *dossier_load_beside(struct session *session, int64_t subject, GError **error);
/* What is held, before the law takes anything out of it: for the rooms that do the taking out, never for a view. */
struct dossier *dossier_load_held(struct session *session, int64_t subject, GError **error);
struct dossier *dossier_copy(const struct dossier *dossier);
void dossier_free(struct dossier *dossier);
typedef struct dossier dossier_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(dossier_t, dossier_free)

struct account *dossier_account(const struct dossier *dossier, int64_t account); /* NULL when not there */
const char *dossier_name(const struct dossier *dossier);     /* the name to show; "" when none is held */
const char *dossier_identity(const struct dossier *dossier); /* the main identity number, or NULL */
const char *dossier_phone(const struct dossier *dossier);
const char *dossier_city(const struct dossier *dossier);
bool dossier_is_marked(const struct dossier *dossier, int64_t account,
                       struct month month); /* MONTH_NONE: anything of it */

/* The last month any account reports: the month the file speaks of. MONTH_NONE when there is none. */
struct month dossier_last_month(const struct dossier *dossier);

/* History helpers. */
void history_free_content(struct history *history);
char history_state(const struct history *history, struct month month); /* 0 outside */
/* Months late of a state code: '1'..'7' 1-7, 'B' (bad debt) 8, everything else 0. */
int history_months_late(char state);
/* Writes a packed history row as a new version (ending the one that was live), inside an act. */
bool history_store(struct session *session, int64_t subject, int64_t account, const struct history *history,
                   int64_t batch, int64_t line, GError **error);
/* Packs and unpacks the blobs of table history. */
void history_pack(const struct history *history, GByteArray *amounts, GByteArray *origins);
bool history_unpack(struct history *history, const void *amounts, size_t amounts_length, const void *origins,
                    size_t origins_length);

/* A furnisher's name for a person to read, in "en" or "zh". Borrowed for the session's store. */
const char *source_label(struct store *store, int64_t source, const char *language);

/* Summary figures used by screens, search and reports. */
struct summary {
    int64_t limit_total, balance_total, past_due_total; /* revolving limits; minor units */
    bool past_due_known; /* somebody reports past due amounts; without it the total says nothing */
    char currency[4];
    double utilisation; /* NaN when there is no revolving limit */
    int accounts, open_accounts, institutions;
    int worst_now;               /* months late in the last month, over all accounts */
    int worst_24, late_30_in_24; /* worst state, and months at least 2 (31+ days), in the last 24 months */
    int clean_streak;            /* months since the last late month, over all accounts */
    int enquiries_3m, disputes;
    struct month last;
};
struct summary dossier_summary(const struct dossier *dossier);
