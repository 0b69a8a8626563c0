/* SPDX-License-Identifier: Apache-2.0 */
/* A table is what every command answers: facts (named single values) and rows under typed columns. Rows are kept, or
 * handed to a sink one by one and forgotten, so that a million rows need the memory of one. */
#pragma once
#include "guard/rights.h"

enum value_type {
    VALUE_TEXT,
    VALUE_PHRASE, /* translatable sentence, see base/phrase.h */
    VALUE_CODE,   /* code of column->group: faces show the label */
    VALUE_INTEGER,
    VALUE_REAL,    /* column->decimals digits */
    VALUE_PERCENT, /* a fraction: 0.312 is 31.2 % */
    VALUE_MONEY,   /* minor units; currency in the column's unit, or in the cell when column->unit is NULL */
    VALUE_DATE,
    VALUE_MONTH,
    VALUE_MOMENT, /* milliseconds since 1970, UTC */
    VALUE_SCORE,
    VALUE_FLAG,   /* true or false */
    VALUE_STATES, /* payment states, a character a month, oldest first; the cell's `extra` is the first month */
    VALUE_LIST,   /* amounts a month: JSON array in text */
};

struct column {
    const char *id;    /* "past_due": stable, used by JSON, CSV and scripts */
    const char *title; /* translatable */
    enum value_type type;
    const char *unit;  /* "CNY", "month"; NULL for none */
    const char *group; /* code list of VALUE_CODE */
    enum secrecy secrecy;
    int priority; /* 0 is dropped last when the screen is narrow */
    int decimals;
    const char *help; /* translatable, may be NULL */
};

struct cell {
    bool is_null;
    bool is_hidden;   /* with is_null: there is a value, and it is masked; shown as HIDDEN_TEXT */
    char currency[4]; /* of VALUE_MONEY when it varies by row */
    int64_t integer;  /* INTEGER, MONEY (minor), DATE (days), MONTH (index), MOMENT, SCORE, FLAG; STATES: first month */
    double real;      /* REAL, PERCENT */
    const char *text; /* TEXT, PHRASE, CODE, STATES, LIST; owned by the table */
};

struct fact {
    struct column column; /* id, title, type, unit, secrecy; strings must be static */
    struct cell cell;
};

struct table;
typedef bool (*table_sink)(void *data, const struct table *table, const struct cell *row, GError **error);

/* `columns` must outlive the table (static const); count 0 for a table of facts only. */
struct table *table_new(void);
void table_free(struct table *table);
typedef struct table table_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(table_t, table_free)
void table_set_columns(struct table *table, const struct column *columns, size_t count);

/* Facts, in the order they are to be shown. Titles are translatable static strings. */
void table_fact_text(struct table *table, const char *id, const char *title, const char *value);
void table_fact_phrase(struct table *table, const char *id, const char *title, const char *phrase);
void table_fact_code(struct table *table, const char *id, const char *title, const char *group, const char *code);
void table_fact_int(struct table *table, const char *id, const char *title, int64_t value);
void table_fact_real(struct table *table, const char *id, const char *title, double value, int decimals);
void table_fact_percent(struct table *table, const char *id, const char *title, double fraction);
void table_fact_money(struct table *table, const char *id, const char *title, int64_t minor, const char *currency);
void table_fact_date(struct table *table, const char *id, const char *title, struct date date);
void table_fact_month(struct table *table, const char *id, const char *title, struct month month);
void table_fact_moment(struct table *table, const char *id, const char *title, int64_t moment); /* 0 is null */
void table_fact_flag(struct table *table, const char *id, const char *title, bool value);
void table_fact_null(struct table *table, const char *id, const char *title);
void table_fact_secret(struct table *table, const char *id, const char *title, const char *value, enum secrecy secrecy);

/* A row: one call a column in the columns' order, then table_row_end(). Strings are copied. */
void table_row_begin(struct table *table);
void table_add_text(struct table *table, const char *value); /* TEXT, PHRASE, CODE, LIST; NULL is null */
void table_add_int(struct table *table, int64_t value);      /* INTEGER, MOMENT, SCORE, FLAG */
void table_add_real(struct table *table, double value);      /* REAL, PERCENT; NaN is null */
void table_add_money(struct table *table, int64_t minor, const char *currency); /* MONEY_UNKNOWN is null */
void table_add_date(struct table *table, struct date date);
void table_add_month(struct table *table, struct month month);
void table_add_states(struct table *table, const char *states, struct month first);
void table_add_null(struct table *table);
/* A cell taken from another table under a column of the same type, as it is: masked stays masked, hidden stays hidden.
 */
void table_add_cell(struct table *table, const struct cell *cell);
bool table_row_end(struct table *table, GError **error); /* false when the sink refused it */

size_t table_column_count(const struct table *table);
const struct column *table_column(const struct table *table, size_t index);
size_t table_row_count(const struct table *table);                     /* rows kept */
const struct cell *table_row(const struct table *table, size_t index); /* array of table_column_count() cells */
size_t table_fact_count(const struct table *table);
const struct fact *table_fact(const struct table *table, size_t index);
const struct fact *table_find_fact(const struct table *table, const char *id);

/* How many rows there are in all, when more than were asked for (search counts); exact unless said otherwise. */
void table_set_total(struct table *table, int64_t total, bool exact);
int64_t table_total(const struct table *table);
bool table_total_is_exact(const struct table *table);

/* A row leaves through the sink instead of being kept. Set by a face before the command runs. */
void table_set_sink(struct table *table, table_sink sink, void *data);
/* Masking: values of a secrecy class above open are replaced as the row is made: masked, or hidden where only that
 * there is one may be known; a hidden number, amount or day is a cell that is_hidden. The door sets it from the session
 * (data/guard/masks.tsv); a new table shows everything. */
void table_mask_for(struct table *table, const struct session *session);
/* The same masks as another table. */
void table_mask_like(struct table *table, const struct table *other);
/* For tests and for values that nobody may see in clear: every class but names masked, or nothing. */
void table_set_masked(struct table *table, bool masked);
enum shown table_shown(const struct table *table, enum secrecy secrecy);
/* Whether a value of any class would not be shown in clear. */
bool table_is_masked(const struct table *table);

/* The cell as plain text: dates ISO, money "1,234.50", codes by their label. `language` "en" or "zh"; `translate` is
 * for phrases. Null gives "". Caller frees. */
char *cell_to_text(const struct column *column, const struct cell *cell, const char *language,
                   const char *(*translate)(const char *));
