/* SPDX-License-Identifier: Apache-2.0 */
/* What a face may know of the machine beforehand. The door and the guards still have the last word. */
#include "dispute/case.h"

#include <string.h>

static bool has_word(const char *list, const char *word)
{
    g_auto(GStrv) words = g_strsplit_set(list, ", ", -1);
    return g_strv_contains((const char *const *)words, word);
}

bool dispute_event_asks(const char *state, const char *event, const char *profile, struct dispute_asks *asks)
{
    const struct law_step *step = machine_find(state, event, profile);
    if (step == NULL) return false;
    *asks = (struct dispute_asks){
        .to = step->to,
        .text = has_word(step->requires, "text"),
        .evidence = has_word(step->requires, "evidence") || has_word(step->requires, "certification"),
        .answer = has_word(step->effects, "answer"),
        .value = has_word(step->effects, "correct"),
        .second = law_step_needs_second(step),
        .identity = has_word(step->requires, "identity"),
        .relevant = has_word(step->effects, "relevant"),
        .received = has_word(step->requires, "arrives"),
        .roles = law_step_roles(step),
    };
    return true;
}

int dispute_state_step(const char *state)
{
    const struct law_state *known = machine_state(state);
    return known != NULL ? known->step : 0;
}

bool dispute_state_is_open(const char *state)
{
    const struct law_state *known = machine_state(state);
    return known != NULL && known->open;
}
