/* SPDX-License-Identifier: Apache-2.0 */
/* Search. A query is a small tree (never SQL text); the index that answers it is an interface that can be replaced by
 * one that lies on disk and scales further. */
#pragma once
#include "command/command.h"

enum term_kind {
    TERM_ANY, /* words: name, pinyin, identity, phone or account number, whatever fits */
    TERM_NAME,
    TERM_IDENTITY,
    TERM_PHONE,
    TERM_ACCOUNT,
    TERM_CITY,
    TERM_SCORE,
    TERM_OVERDUE,
    TERM_DISPUTES,
    TERM_KIND, /* compared with a number or a word */
};
enum term_compare {
    COMPARE_MATCH,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_EQUAL,
    COMPARE_GREATER_EQUAL,
    COMPARE_GREATER
};

/* AND of children, or one leaf. `overdue` counts in days: >60 is state 3 and worse. */
struct query {
    enum { QUERY_AND, QUERY_NOT, QUERY_TERM } kind;
    enum term_kind term;
    enum term_compare compare;
    char *text; /* folded */
    int64_t number;
    GPtrArray *children; /* struct query * of AND and NOT */
};

/* "wangxm city:杭州 score:<620 -kind:enterprise". An unknown field or a bad number is BUREAU_ERROR_USAGE. Empty text
 * is a query that every subject meets. Free with query_free. */
struct query *query_parse(const char *text, GError **error);
void query_free(struct query *query);
typedef struct query query_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(query_t, query_free)
/* The query in words, as a phrase, for the line under the prompt. Caller frees. */
char *query_explain(const struct query *query);

enum search_sort { SEARCH_BY_MATCH, SEARCH_BY_NAME, SEARCH_BY_SCORE, SEARCH_BY_OVERDUE, SEARCH_BY_CITY };

struct search_index;
/* Builds the index from the store (about 0.1 s for 30,000 subjects; in a worker, never on a key press). */
struct search_index *search_index_build(struct session *session, GError **error);
void search_index_free(struct search_index *index);
/* Takes in what changed since it was built or last refreshed. Cheap when nothing did. */
bool search_index_refresh(struct search_index *index, struct session *session, GError **error);
size_t search_index_size(const struct search_index *index); /* subjects */

/* Subjects that meet the query, best first (exact, then prefix, then anywhere; or as sorted). Ids are newly allocated.
 * Never touches the store. */
size_t search_run(const struct search_index *index, const struct query *query, enum search_sort sort, bool descending,
                  int64_t **subjects);
/* What matched for one subject, as a phrase ("name", "phone"), for the column `match`. Caller frees. */
char *search_why_match(const struct search_index *index, const struct query *query, int64_t subject);

/* How often each city comes among subjects found, most first; "" for those without one. An array of struct
 * search_count; values are borrowed for the program's life. Caller unrefs. */
struct search_count {
    const char *value;
    size_t count;
};
GArray *search_count_cities(const struct search_index *index, const int64_t *subjects, size_t count);

/* Adds one row of the search table (id, kind, name, identity, phone, city, score, overdue, enquiries, disputes, match)
 * for a subject. The columns: search_columns. */
extern const struct column search_columns[];
extern const size_t search_column_count;
bool search_add_row(struct table *table, struct session *session, int64_t subject, const char *match, GError **error);
