/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of requests as shipped in data/law, and which rule sets the day. Read once. */
#include "request/register.h"

#include <string.h>

static struct {
    struct law_machine table;
    struct tsv *rules;
    GError *error;
} machine;

static gpointer load(gpointer unused)
{
    (void)unused;
    if (law_machine_load(&machine.table, "law/requests.tsv", "law/request_states.tsv", &machine.error))
        machine.rules = tsv_load("law/request_rules.tsv", &machine.error);
    return NULL;
}

bool steps_loaded(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    if (machine.rules) return true;
    if (error) *error = g_error_copy(machine.error);
    return false;
}

const struct law_machine *steps(void)
{
    static const struct law_machine nothing;
    return steps_loaded(NULL) ? &machine.table : &nothing;
}

static const char *given(const char *cell)
{
    return strcmp(cell, "-") == 0 ? NULL : cell;
}

bool request_rule_find(const char *profile, const char *kind, struct request_rule *rule, GError **error)
{
    if (!steps_loaded(error)) return false;
    const struct tsv *rules = machine.rules;
    for (size_t i = 0; i < tsv_rows(rules); i++) {
        if (!law_in_family(profile, tsv_cell(rules, i, "family")) || strcmp(tsv_cell(rules, i, "kind"), kind) != 0)
            continue;
        *rule = (struct request_rule){ .profile = given(tsv_cell(rules, i, "profile")),
                                       .rule = given(tsv_cell(rules, i, "rule")),
                                       .right = tsv_cell(rules, i, "right"),
                                       .status = tsv_cell(rules, i, "status"),
                                       .target = (int)g_ascii_strtoll(tsv_cell(rules, i, "target"), NULL, 10) };
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The profile {1} says nothing of requests of the kind {2}."),
                     N_("Add a line to data/law/request_rules.tsv."), profile, kind, NULL);
    return false;
}

const char **request_next_events(const char *state, const char *profile, const char *kind)
{
    /* what the system does by itself, and request.erase, is nobody's event to name */
    const char **next = law_machine_next(steps(), state, profile, kind);
    size_t kept = 0;
    for (size_t i = 0; next[i]; i++)
        if (strcmp(next[i], "erased") != 0) next[kept++] = next[i];
    next[kept] = NULL;
    return next;
}

static bool has_word(const char *list, const char *word)
{
    g_auto(GStrv) words = g_strsplit(list, ",", -1);
    return g_strv_contains((const char *const *)words, word);
}

bool request_event_asks(const char *state, const char *event, const char *profile, const char *kind,
                        struct request_asks *asks)
{
    const struct law_step *step = law_machine_find(steps(), state, event, profile, kind);
    if (!step || strcmp(event, "erased") == 0) return false;
    *asks = (struct request_asks){ .to = step->to,
                                   .text = has_word(step->requires, "text"),
                                   .reason = has_word(step->requires, "reason"),
                                   .dispute = has_word(step->requires, "dispute"),
                                   .roles = law_step_roles(step) };
    return true;
}

int request_state_step(const char *state)
{
    const struct law_state *known = law_machine_state(steps(), state);
    return known ? known->step : 0;
}

bool request_state_is_open(const char *state)
{
    const struct law_state *known = law_machine_state(steps(), state);
    return known && known->open;
}
