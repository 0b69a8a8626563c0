/* SPDX-License-Identifier: Apache-2.0 */
/* The dispute machine as shipped in data/law. Read once; strings live as long as the program. */
#include "dispute/case.h"

#include <string.h>

static struct {
    struct law_machine table;
    struct tsv *policy_file;
    GError *error;
} machine;

static gpointer load(gpointer unused)
{
    (void)unused;
    if (law_machine_load(&machine.table, "law/dispute_fsm.tsv", "law/dispute_states.tsv", &machine.error))
        machine.policy_file = tsv_load("law/dispute_policy.tsv", &machine.error);
    return NULL;
}

bool machine_loaded(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    if (machine.policy_file != NULL) return true;
    if (error != NULL) *error = g_error_copy(machine.error);
    return false;
}

/* The tables, with nothing in them when they could not be read. */
static const struct law_machine *table(void)
{
    static const struct law_machine nothing;
    return machine_loaded(NULL) ? &machine.table : &nothing;
}

const struct law_step *machine_step(size_t index)
{
    return law_machine_step(table(), index);
}

const struct law_state *machine_state_at(size_t index)
{
    return law_machine_state_at(table(), index);
}

const struct law_state *machine_state(const char *state)
{
    return law_machine_state(table(), state);
}

int64_t machine_policy(const char *name)
{
    if (!machine_loaded(NULL)) return 0;
    for (size_t i = 0; i < tsv_rows(machine.policy_file); i++)
        if (strcmp(tsv_cell(machine.policy_file, i, "name"), name) == 0)
            return g_ascii_strtoll(tsv_cell(machine.policy_file, i, "value"), NULL, 10);
    return 0;
}

const struct law_step *machine_find(const char *state, const char *event, const char *profile)
{
    return law_machine_find(table(), state, event, profile, NULL);
}

bool machine_is_foreign(const char *state, const char *event)
{
    return law_machine_is_foreign(table(), state, event);
}

bool machine_knows_event(const char *event)
{
    return law_machine_knows_event(table(), event);
}

char *machine_event_names(void)
{
    return law_machine_event_names(table());
}

const char **dispute_next_events(const char *state, const char *profile)
{
    return law_machine_next(table(), state, profile, NULL);
}
