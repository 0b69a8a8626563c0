/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios: what was tried on a copy of a file, kept under a name of the subject's, to be tried again on a later day.
 */
#pragma once
#include "score/portfolio.h"

#define SCENARIO_MOST_ACTIONS 40
#define SCENARIO_NAME_MOST    60 /* characters */

struct scenario {
    int64_t id, subject, at, version;
    char *name, *actions, *model, *user; /* actions as they are typed, separated by ';' */
    int number, before, score;           /* of the model; without and with the actions */
    struct date day;                     /* the file was scored on */
    struct score_inputs inputs;          /* without the actions */
};
void scenario_free(struct scenario *scenario);
typedef struct scenario scenario_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scenario_t, scenario_free)

/* By name, or by number when no scenario of the subject has it as its name. NOT_FOUND. */
struct scenario *scenario_find(struct session *session, int64_t subject, const char *name, GError **error);
/* Every one of a subject (struct scenario *, free function set), the newest first. */
GPtrArray *scenario_list(struct session *session, int64_t subject, GError **error);
/* Keeps one: scored with the model on the dossier. With `replace` the one of that name gives way; else REFUSED. Inside
 * an act. Answers it as it is kept. */
struct scenario *scenario_save(struct session *session, const struct model *model, const struct dossier *dossier,
                               const char *name, const GArray *actions, bool replace, GError **error);
/* "pay(...);wait(...)" to struct action, and back (caller frees). */
bool scenario_actions(const char *text, GArray *actions, GError **error);
char *scenario_text(const GArray *actions);
/* Adds what every answer of a what-if says: it is an estimate and not a promise. */
void whatif_note(struct table *answer);
