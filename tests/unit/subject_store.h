/* SPDX-License-Identifier: Apache-2.0 */
/* A small store in a temporary folder with a session on it, and one-line facts for tests of the subject room. */
#pragma once
#include "subject/subject.h"

struct subject_store {
    char *folder;
    struct session *session;
};

struct subject_store *subject_store_new(void);
void subject_store_free(struct subject_store *store);

/* Begins and commits an act; facts are written between the two. */
void act_begin(struct subject_store *store);
void act_commit(struct subject_store *store);

/* Runs a statement that must succeed; the formats of store_run. */
#define must_run(where, ...)                                                                                           \
    do {                                                                                                               \
        GError *must_error = NULL;                                                                                     \
        store_run((where)->session->store, &must_error, __VA_ARGS__);                                                  \
        assert_no_error(must_error);                                                                                   \
    } while (0)

void add_source(struct subject_store *store);
void add_subject(struct subject_store *store, int64_t subject, const char *kind);
/* table: name, identifier or contact */
void add_detail(struct subject_store *store, const char *table, int64_t subject, int64_t fact, const char *kind,
                const char *value);
void add_address(struct subject_store *store, int64_t subject, int64_t fact, const char *city);
void add_account(struct subject_store *store, int64_t subject, int64_t account, const char *number, const char *type,
                 int64_t amount);
/* Months from `first`, states a character each; balances may be NULL. */
void add_history(struct subject_store *store, int64_t subject, int64_t account, struct month first, const char *states,
                 const int64_t *balance);
void add_score(struct subject_store *store, int64_t subject, int score);
