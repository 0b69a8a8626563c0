/* SPDX-License-Identifier: Apache-2.0 */
/* The dispute machine as shipped in data/law. Read once; strings live as long as the program. */
#include "dispute/case.h"

#include <string.h>

static struct {
    struct tsv *step_file, *state_file, *policy_file;
    struct dispute_step *step;
    struct dispute_state *state;
    size_t steps, states;
    GError *error;
} machine;

static bool is_yes(const struct tsv *tsv, size_t row, const char *column)
{
    return strcmp(tsv_cell(tsv, row, column), "yes") == 0;
}

static void read_steps(void)
{
    const struct tsv *tsv = machine.step_file;
    machine.steps = tsv_rows(tsv);
    machine.step = g_new0(struct dispute_step, machine.steps);
    for (size_t i = 0; i < machine.steps; i++)
        machine.step[i] = (struct dispute_step){
            .from = tsv_cell(tsv, i, "from"),
            .event = tsv_cell(tsv, i, "event"),
            .to = tsv_cell(tsv, i, "to"),
            .role = tsv_cell(tsv, i, "role"),
            .families = tsv_cell(tsv, i, "families"),
            .requires = tsv_cell(tsv, i, "requires"),
            .effects = tsv_cell(tsv, i, "effects"),
            .not_before = tsv_cell(tsv, i, "not_before"),
            .automatic = is_yes(tsv, i, "auto"),
        };
}

static void read_states(void)
{
    const struct tsv *tsv = machine.state_file;
    machine.states = tsv_rows(tsv);
    machine.state = g_new0(struct dispute_state, machine.states);
    for (size_t i = 0; i < machine.states; i++)
        machine.state[i] = (struct dispute_state){
            .state = tsv_cell(tsv, i, "state"),
            .waiting_for = tsv_cell(tsv, i, "waiting_for"),
            .open = is_yes(tsv, i, "open"),
            .marked = is_yes(tsv, i, "marked"),
            .step = (int)g_ascii_strtoll(tsv_cell(tsv, i, "step"), NULL, 10),
        };
}

static gpointer load(gpointer unused)
{
    (void)unused;
    machine.step_file = tsv_load("law/dispute_fsm.tsv", &machine.error);
    if (machine.step_file != NULL) machine.state_file = tsv_load("law/dispute_states.tsv", &machine.error);
    if (machine.state_file != NULL) machine.policy_file = tsv_load("law/dispute_policy.tsv", &machine.error);
    if (machine.policy_file == NULL) return NULL;
    read_steps();
    read_states();
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

const struct dispute_step *machine_step(size_t index)
{
    return machine_loaded(NULL) && index < machine.steps ? &machine.step[index] : NULL;
}

const struct dispute_state *machine_state_at(size_t index)
{
    return machine_loaded(NULL) && index < machine.states ? &machine.state[index] : NULL;
}

const struct dispute_state *machine_state(const char *state)
{
    const struct dispute_state *each;
    for (size_t i = 0; (each = machine_state_at(i)) != NULL; i++)
        if (g_strcmp0(each->state, state) == 0) return each;
    return NULL;
}

int64_t machine_policy(const char *name)
{
    if (!machine_loaded(NULL)) return 0;
    for (size_t i = 0; i < tsv_rows(machine.policy_file); i++)
        if (strcmp(tsv_cell(machine.policy_file, i, "name"), name) == 0)
            return g_ascii_strtoll(tsv_cell(machine.policy_file, i, "value"), NULL, 10);
    return 0;
}

/* "*" stands for every state in which the case is open. */
static bool leaves(const struct dispute_step *step, const char *state)
{
    if (strcmp(step->from, "*") != 0) return strcmp(step->from, state) == 0;
    const struct dispute_state *known = machine_state(state);
    return known != NULL && known->open;
}

static bool holds_under(const struct dispute_step *step, const char *profile)
{
    if (strcmp(step->families, "*") == 0) return true;
    g_auto(GStrv) families = g_strsplit(step->families, ",", -1);
    for (size_t i = 0; families[i] != NULL; i++)
        if (law_in_family(profile, families[i])) return true;
    return false;
}

const struct dispute_step *machine_find(const char *state, const char *event, const char *profile)
{
    const struct dispute_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++)
        if (strcmp(step->event, event) == 0 && leaves(step, state) && holds_under(step, profile)) return step;
    return NULL;
}

bool machine_is_foreign(const char *state, const char *event)
{
    const struct dispute_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++)
        if (strcmp(step->event, event) == 0 && leaves(step, state)) return true;
    return false;
}

bool machine_knows_event(const char *event)
{
    const struct dispute_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++)
        if (strcmp(step->event, event) == 0) return true;
    return false;
}

char *machine_event_names(void)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const struct dispute_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++) {
        if (step->automatic || strcmp(step->from, "-") == 0) continue;
        if (!g_ptr_array_find_with_equal_func(names, step->event, g_str_equal, NULL))
            g_ptr_array_add(names, (gpointer)step->event);
    }
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

const char **dispute_next_events(const char *state, const char *profile)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new();
    const struct dispute_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++)
        if (leaves(step, state) && holds_under(step, profile)) g_ptr_array_add(events, (gpointer)step->event);
    g_ptr_array_add(events, NULL);
    return (const char **)g_ptr_array_free(g_steal_pointer(&events), FALSE);
}
