/* SPDX-License-Identifier: Apache-2.0 */
/* One step of a case while it is taken: what the effects share. Each effect is a function of its own; all of a step is
 * one transaction, so that a case is in its old state or in the new one with its letter, never between. */
#pragma once
#include "dispute/case.h"

struct act {
    struct session *session;
    const struct arguments *arguments;
    struct dispute_case *each;
    const struct law_step *step;
    struct correction correction;
    GPtrArray *letters; /* numbers */
    guint receivers;
    int64_t again;       /* the case that was opened by new_dispute */
    struct date arrived; /* when what led to it arrived; else today */
    int64_t by_file;     /* send_furnisher: this furnisher is asked by a file, not a letter; 0 */
    bool replied;        /* furnisher_reply: the answers were taken in field by field before */
};
/* Takes one event of the case: looks at hold, guards and days, runs the effects, saves. Inside a write transaction;
 * act->session, arguments, each and letters are filled in. */
bool case_act(struct act *act, const char *event, GError **error);

/* `detail` is what stands after the colon, NULL when nothing does. */
typedef bool effect_function(struct act *act, const char *detail, GError **error);
effect_function effect_answer, effect_decide, effect_correct, effect_unmark, effect_close, effect_special,
    effect_reinsert;
effect_function effect_archive, effect_back, effect_statement, effect_note, effect_again;
effect_function effect_verify, effect_relevant, effect_extend, effect_restrict;
/* All effects of the step, in order. STORE names a word of the table that nothing here does. */
bool effects_run(struct act *act, GError **error);
