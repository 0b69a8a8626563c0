/* SPDX-License-Identifier: Apache-2.0 */
/* The desk of what-if: a file in memory, a list of possible actions, four scenarios that switch them on and off, and
 * what each comes to. No drawing and no store: everything here is pure and cheap, or runs in a worker on a snapshot. */
#pragma once
#include "score/scenario.h"
#include "screen/look.h"
#include "screen/sheet.h"

/* path[t] is the score after t months, path[0] that of now. */
enum { SCENARIOS = 4, WHATIF_MONTHS = 24, WHATIF_POINTS = WHATIF_MONTHS + 1, WHATIF_ACTIONS = 40 };

/* The file and its card: made by a worker, immutable, shared by reference with later jobs. */
struct whatif_file {
    gatomicrefcount references;
    struct sheet *sheet;
    const struct model *card; /* of the process, never freed */
    struct score_result now;
    int path[WHATIF_POINTS];
    bool has_path;
    gint64 cost;      /* microseconds that scoring it once with its path took */
    GPtrArray *saved; /* struct scenario *, the newest first: those kept of this file */
};
struct whatif_file *whatif_file_ref(struct whatif_file *file);
void whatif_file_unref(struct whatif_file *file);
/* In a worker, after the look was recorded. */
struct whatif_file *whatif_file_load(struct session *session, int64_t subject, GError **error);

struct whatif_action {
    struct action action;
    char *label; /* phrase, see action_explain() */
    bool on[SCENARIOS];
};

/* What a scenario comes to. `bad` is the place of the action that cannot be, -1 when all can. */
struct whatif_answer {
    struct score_result result;
    int path[WHATIF_POINTS];
    bool has_path;
    int bad;
    char *why, *next; /* phrases of the refusal */
    gint64 microseconds;
    size_t count; /* actions */
};
void whatif_answer_clear(struct whatif_answer *answer);

struct whatif_list {
    struct whatif_action action[WHATIF_ACTIONS];
    size_t count;
};
/* false when the list is full. The label is made from the file. */
bool whatif_add(struct whatif_list *list, const struct whatif_file *file, const struct action *action);
void whatif_remove(struct whatif_list *list, size_t place);
void whatif_list_clear(struct whatif_list *list);
/* A copy for a worker: labels are left out. */
struct whatif_list whatif_snapshot(const struct whatif_list *list);

/* The actions of a scenario as text, separated by ';', as `scenario save` takes them. Caller frees. */
char *whatif_text(const struct whatif_list *list, int scenario);
/* Makes a scenario out of such a text: what it names is on, what is on the list already is not added twice, everything
 * else is off. Answers how many actions could not be read or had no room. */
int whatif_take_text(struct whatif_list *list, const struct whatif_file *file, int scenario, const char *text);
/* Suggestions from the file: what is owed, late, used, disputed; `account` and `month` (0, MONTH_NONE) are where the
 * person came from. Scenarios A, B and C begin with what is possible: pay, pay and wait, win the case. */
void whatif_suggest(struct whatif_list *list, const struct whatif_file *file, int64_t account, struct month month);

/* Scores one scenario and its months. */
void whatif_evaluate(const struct whatif_file *file, const struct whatif_list *list, int scenario,
                     struct whatif_answer *answer);
