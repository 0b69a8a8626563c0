/* SPDX-License-Identifier: Apache-2.0 */
/* A de-identified file in the making: its rows, the levels to which values are made coarser, and who may be in it. */
#pragma once
#include "sharing/sharing.h"

/* Columns in the order of the file. The first of them after the id could be looked up about a person elsewhere
 * (quasi-identifiers); the others are what the bureau alone knows. */
enum share_column {
    SHARE_ID,
    SHARE_KIND,
    SHARE_SEX,
    SHARE_AGE,
    SHARE_REGION,
    SHARE_EDUCATION,
    SHARE_MARITAL,
    SHARE_SINCE,
    SHARE_ACCOUNTS,
    SHARE_OPEN_ACCOUNTS,
    SHARE_UTILISATION,
    SHARE_LIMIT,
    SHARE_BALANCE,
    SHARE_WORST_12,
    SHARE_WORST_24,
    SHARE_LATE_24,
    SHARE_ENQUIRIES,
    SHARE_SCORE,
    SHARE_MARKS, /* how many marks and statements stand beside the file: with pseudonyms always, else never */
    SHARE_STATEMENTS,
    SHARE_COLUMNS
};
enum { SHARE_QUASI_FIRST = SHARE_KIND, SHARE_QUASI_LAST = SHARE_MARITAL };
#define SHARE_QUASI  ((1u << (SHARE_QUASI_LAST + 1)) - (1u << SHARE_QUASI_FIRST))
#define SHARE_BESIDE (1u << SHARE_MARKS | 1u << SHARE_STATEMENTS)
extern const char *const share_column_names[SHARE_COLUMNS];
/* "sex,age_band" to bits; USAGE names the word that is not known. */
bool share_columns_parse(const char *list, unsigned *columns, GError **error);

enum { SHARE_PSEUDONYM = 16 };
struct share_row {
    uint8_t id[SHARE_PSEUDONYM];             /* the pseudonym, or random: rows lie in the file in this order */
    int16_t age;                             /* -1: not known */
    struct dossier *shown;                   /* with pseudonyms: what stands beside the file */
    bool left_out;                           /* stands in a group that is too small */
    const char *exact[SHARE_QUASI_LAST + 1]; /* quasi-identifiers as they are held (the region as province) */
    const char *text[SHARE_COLUMNS];         /* what the file says; NULL is an empty cell */
};

struct share {
    struct session *session;
    unsigned columns; /* bits of enum share_column */
    bool link;        /* pseudonyms that stay the same for this recipient */
    const char *recipient;
    bool abroad;
    int64_t k;
    GArray *rows;        /* struct share_row */
    GStringChunk *words; /* texts of the rows */
    int64_t considered;  /* subjects that were looked at */
    int64_t not_agreed;  /* no consent that covers it */
    int64_t stopped;     /* restricted, frozen, blocked or objected */
    uint8_t key[32];     /* of the pseudonyms */
};

/* ---- data/sharing -------------------------------------------------------------------------------------------------
 */

/* A number of policy.tsv. */
int64_t share_policy(const char *key);
/* The two-digit province of a city, "" when it is not known. Borrowed. */
const char *share_province(const char *city);
/* The coarser group of a code, "other" when it stands in none. Borrowed. */
const char *share_group(const char *column, const char *code);
/* The band of a figure; NULL for NaN. Borrowed. */
const char *share_band(const char *column, double value);
/* The words of basis.tsv: "个保法23: separate consent ...". Caller frees. */
char *share_basis(const char *key, const char *language);

/* ---- rows ---------------------------------------------------------------------------------------------------------
 */

/* Reads everybody who may be in the file, with exact quasi-identifiers, in the order of their ids. */
bool share_read(struct share *share, GError **error);

/* ---- groups -------------------------------------------------------------------------------------------------------
 */

struct share_step {
    const char *column, *level, *en, *zh; /* borrowed; column NULL: before the first step */
    int64_t small;                        /* rows in groups smaller than k after it */
};
/* Makes values coarser, step by step, until few enough rows stand in small groups, leaves those out and fills in the
 * texts. Answers the steps taken (struct share_step). `*smallest`: the smallest group left, 0 for no row;
 * `*suppressed`: how many rows were left out. */
GArray *share_generalise(struct share *share, int64_t *smallest, int64_t *suppressed, GError **error);
