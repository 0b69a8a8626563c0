/* SPDX-License-Identifier: Apache-2.0 */
/* The models a store keeps: table `model`, and a line of `model_event` for every step of one's life. The body of a
 * version never changes; its digest is looked at whenever it is read. */
#pragma once
#include "score/model.h"

/* States (codes MODEL_STATE): a candidate was registered and proves nothing; validated was checked by somebody who did
 * not make it; deployed scores (at most one for a kind of subject); a model that another one took the place of is
 * validated again; retired is not used any more. */
#define MODEL_CANDIDATE "candidate"
#define MODEL_VALIDATED "validated"
#define MODEL_DEPLOYED  "deployed"
#define MODEL_RETIRED   "retired"

struct model_row {
    char *name;
    int number;
    char *kind, *subject, *state, *digest, *user; /* kind: a word of model_kind_word(); user: who registered it */
    char *note, *validator, *figures;             /* may be NULL */
    int64_t made, validated, deployed;            /* moments; 0: not */
    int64_t version;
};
void model_row_free(struct model_row *row);
typedef struct model_row model_row_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_row_t, model_row_free)

/* Keeps a model as a candidate: the version is one above the newest of that name, the shipped one counted, so that
 * NAME:VERSION is one model; a copy of the shipped one keeps its number. It is written into the body, which is read
 * back before it is kept. Inside an act. `number` and `note` may be NULL. USAGE when its name cannot stand on a command
 * line. */
bool model_register(struct session *session, const struct model *model, const char *note, int *number, GError **error);
/* Letters, digits, '.', '_' and '-', at most 64, the first a letter or a digit. USAGE. */
bool model_name_check(const char *name, GError **error);
/* The shipped model of that name. NULL without an error when none is shipped. Caller frees. */
struct model *model_shipped(const char *name, GError **error);
/* Whose files it can score: what it says itself, else what its features are of; "" when it reads columns that are no
 * features of ours. Borrowed from the model, or a constant. */
const char *model_subject(const struct model *model);

/* "NAME:3" to "NAME" and 3; 0 when no version is said. Caller frees. */
char *model_name_split(const char *text, int *number);
char *model_name_join(const char *name, int number); /* "NAME:3"; caller frees */
/* A row by "NAME" (the newest that is not retired) or "NAME:VERSION". NOT_FOUND. */
struct model_row *model_row_find(struct session *session, const char *name, GError **error);
/* The one in use for a kind of subject. NULL without an error when the shipped one is. */
struct model_row *model_row_deployed(struct session *session, const char *subject, GError **error);
/* Every row (struct model_row *, free function set), by name and version. */
GPtrArray *model_rows(struct session *session, GError **error);
/* The model of a row. STORE when its body is not what was registered. Caller frees. */
struct model *model_row_read(struct session *session, const struct model_row *row, GError **error);

/* Moves a model to another state, with its event. STALE when somebody else moved it first. Inside an act. `instead`
 * and `note` may be NULL. */
bool model_move(struct session *session, const struct model_row *row, const char *state, const char *event,
                const char *instead, const char *note, GError **error);
/* An event that leaves the state as it is. Inside an act. */
bool model_event_add(struct session *session, const struct model_row *row, const char *event, const char *after,
                     const char *instead, const char *note, GError **error);
