/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the dispute room: changing facts because of a case, and the rows that say what was changed. A correction and a
 * reinsertion are the same work with other values: the dossier is changed in memory, each account that changed is
 * written once, the subject is scored again, and a row of dispute_correction an item leads from the new version to the
 * case. */
#pragma once
#include "dispute/case.h"

struct correct_row {
    struct case_item *item; /* borrowed */
    char *before, *after;   /* NULL: nothing was there, or it was taken out */
    const char *cause;      /* codes CORRECTION_CAUSE; static */
};
struct correct_work {
    struct session *session;
    const struct dispute_case *each;
    struct dossier *dossier;
    GPtrArray *rows; /* of correct_row */
    struct correction *done;
};
typedef struct correct_work correct_work_t;
/* Loads the dossier and its score before. `done` is emptied. Clear it also after a failure. */
bool correct_begin(struct correct_work *work, struct session *session, const struct dispute_case *each,
                   struct correction *done, GError **error);
/* One item gets `value` in its stored form; NULL or "" takes out what is there, "no" of an account or a fact, too. */
bool correct_take(struct correct_work *work, struct case_item *item, const char *value, const char *cause,
                  GError **error);
/* A row of its own, of what was changed in another way. */
void correct_add_row(struct correct_work *work, struct case_item *item, const char *before, const char *after,
                     const char *cause);
/* Writes the accounts that changed in memory, scores the subject again and keeps the rows. `paper`: the file that was
 * given with the act, or NULL; `role`: what the paper that the correction rests on is to the case, NULL: evidence of
 * any kind. */
bool correct_end(struct correct_work *work, const char *paper, const char *role, GError **error);
void correct_clear(struct correct_work *work);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(correct_work_t, correct_clear)
/* ---- correct_store.c: the facts ---- */
/* Changes an item in the dossier, or, where it is a row of its own, in the store. */
bool correct_item(struct session *session, struct dossier *dossier, const struct case_item *item, const char *value,
                  GError **error);
/* What the rows changed of one account, written once. */
bool correct_store_account(struct session *session, int64_t subject, const struct account *account,
                           const GPtrArray *rows, GError **error);
void correct_keep_origins(struct history *history); /* every month keeps the batch and line it came from */
/* ---- correct_rows.c ---- */
bool correct_rows_keep(const struct correct_work *work, const char *paper, const char *role, GError **error);
/* reinsert.c: whether the case took anything out that did not come back. */
bool reinsert_possible(struct session *session, int64_t dispute, bool *possible, GError **error);
/* How secret the value of a disputed field is. */
enum secrecy item_secrecy(const char *field);
