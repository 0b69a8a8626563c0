/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with one file: its accounts and records as slots, each with a list of deeds (first: nothing), and
 * the file left alone in every month ahead. Everything a plan claims comes from here, and everything here from
 * whatif_apply(): actions change the facts of a copy, and the same engine derives and scores. */
#pragma once
#include "plan/rules.h"
#include "subject/dossier.h"

enum { DEED_MOVES = 2, SCENE_MOST_SLOTS = 64 };

/* A part of a deed: an action of the table with its amount or level. */
struct deed_move {
    const struct plan_action *rule;
    int64_t amount; /* minor units; DEED_ALL: all that is owed then */
    double level;
};
#define DEED_ALL G_MAXINT64
struct deed {
    size_t count; /* 0: nothing is done */
    struct deed_move move[DEED_MOVES];
};
struct slot {
    int64_t account, record; /* one of them; both 0: the file as a whole */
    GArray *deeds;           /* struct deed; the first is nothing */
    unsigned facts;          /* what its deeds move */
};

/* When deeds are done: each as soon as it can be, or all of them in the month that is looked at. */
enum scene_when { SCENE_FIRST, SCENE_LAST, SCENE_WHENS };

struct scene {
    const struct model *model;
    const struct dossier *file;
    int months;             /* horizon */
    int64_t step;           /* of amounts, minor units */
    GArray *slots;          /* struct slot */
    struct dossier **drift; /* [0..months] the untouched file then */
    struct date *day;       /* [0..months] the day it is scored on */
    int64_t past_due;       /* paid in the first month by everybody who goes on paying */
    GArray *prefix;         /* struct placed: what is done in every plan of this scene (debts brought together) */
    char currency[4];
};
/* `without`: ids of actions, or account numbers, that must not be used; ends with NULL, may be NULL. `together`: the
 * cards' debts are brought together first; then NULL without an error when the file has no two such cards, the model
 * does not see it, or it must not be done. Months before that is done have no drift. */
struct scene *scene_new(const struct model *model, const struct dossier *file, int months, const char *const *without,
                        bool together, GError **error);
void scene_free(struct scene *scene);
typedef struct scene scene_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scene_t, scene_free)
const struct slot *scene_slot(const struct scene *scene, size_t place);
const struct deed *scene_deed(const struct scene *scene, size_t slot, size_t deed);

/* An action with the month in which it stands in the file, and its price. */
struct placed {
    int month;
    const struct plan_action *rule;
    struct action action;
    struct plan_price price;
};
/* Appends the actions of a deed (struct placed) as they are done for month `t`, in order of months; false when it
 * cannot be by then. */
bool scene_place(const struct scene *scene, size_t slot, size_t deed, enum scene_when when, int t, GArray *placed);
/* The actions with the waiting between them, up to month `t`: a what-if word for word (struct action). */
GArray *scene_actions(const GArray *placed, int t);
