/* SPDX-License-Identifier: Apache-2.0 */
/* See machine.h. */
#include "law/machine.h"

#include <string.h>

static bool is_yes(const struct tsv *tsv, size_t row, const char *column)
{
    return strcmp(tsv_cell(tsv, row, column), "yes") == 0;
}

static void read_steps(struct law_machine *machine)
{
    const struct tsv *tsv = machine->step_file;
    machine->steps = tsv_rows(tsv);
    machine->step = g_new0(struct law_step, machine->steps);
    for (size_t i = 0; i < machine->steps; i++)
        machine->step[i] = (struct law_step){
            .from = tsv_cell(tsv, i, "from"),
            .event = tsv_cell(tsv, i, "event"),
            .to = tsv_cell(tsv, i, "to"),
            .role = tsv_cell(tsv, i, "role"),
            .families = tsv_cell(tsv, i, "families"),
            .kinds = tsv_cell(tsv, i, "kinds"),
            .requires = tsv_cell(tsv, i, "requires"),
            .effects = tsv_cell(tsv, i, "effects"),
            .not_before = tsv_cell(tsv, i, "not_before"),
            .automatic = is_yes(tsv, i, "auto"),
        };
}

static void read_states(struct law_machine *machine)
{
    const struct tsv *tsv = machine->state_file;
    machine->states = tsv_rows(tsv);
    machine->state = g_new0(struct law_state, machine->states);
    for (size_t i = 0; i < machine->states; i++)
        machine->state[i] = (struct law_state){
            .state = tsv_cell(tsv, i, "state"),
            .waiting_for = tsv_cell(tsv, i, "waiting_for"),
            .open = is_yes(tsv, i, "open"),
            .marked = is_yes(tsv, i, "marked"),
            .step = (int)g_ascii_strtoll(tsv_cell(tsv, i, "step"), NULL, 10),
        };
}

bool law_machine_load(struct law_machine *machine, const char *step_file, const char *state_file, GError **error)
{
    machine->step_file = tsv_load(step_file, error);
    if (machine->step_file) machine->state_file = tsv_load(state_file, error);
    if (!machine->state_file) return false;
    read_steps(machine);
    read_states(machine);
    return true;
}

const struct law_step *law_machine_step(const struct law_machine *machine, size_t index)
{
    return index < machine->steps ? &machine->step[index] : NULL;
}

const struct law_state *law_machine_state_at(const struct law_machine *machine, size_t index)
{
    return index < machine->states ? &machine->state[index] : NULL;
}

const struct law_state *law_machine_state(const struct law_machine *machine, const char *state)
{
    for (size_t i = 0; i < machine->states; i++)
        if (g_strcmp0(machine->state[i].state, state) == 0) return &machine->state[i];
    return NULL;
}

/* "*" stands for every state in which the case is open. */
static bool leaves(const struct law_machine *machine, const struct law_step *step, const char *state)
{
    if (strcmp(step->from, "*") != 0) return strcmp(step->from, state) == 0;
    const struct law_state *known = law_machine_state(machine, state);
    return known && known->open;
}

bool law_step_holds_under(const struct law_step *step, const char *profile)
{
    if (strcmp(step->families, "*") == 0) return true;
    g_auto(GStrv) families = g_strsplit(step->families, ",", -1);
    for (size_t i = 0; families[i]; i++)
        if (law_in_family(profile, families[i])) return true;
    return false;
}

static bool holds_for(const struct law_step *step, const char *kind)
{
    if (!kind || !*step->kinds || strcmp(step->kinds, "*") == 0) return true;
    g_auto(GStrv) kinds = g_strsplit(step->kinds, ",", -1);
    return g_strv_contains((const char *const *)kinds, kind);
}

const struct law_step *law_machine_find(const struct law_machine *machine, const char *state, const char *event,
                                        const char *profile, const char *kind)
{
    for (size_t i = 0; i < machine->steps; i++) {
        const struct law_step *step = &machine->step[i];
        if (strcmp(step->event, event) == 0 && leaves(machine, step, state) && law_step_holds_under(step, profile) &&
            holds_for(step, kind))
            return step;
    }
    return NULL;
}

bool law_machine_is_foreign(const struct law_machine *machine, const char *state, const char *event)
{
    for (size_t i = 0; i < machine->steps; i++)
        if (strcmp(machine->step[i].event, event) == 0 && leaves(machine, &machine->step[i], state)) return true;
    return false;
}

bool law_machine_knows_event(const struct law_machine *machine, const char *event)
{
    for (size_t i = 0; i < machine->steps; i++)
        if (strcmp(machine->step[i].event, event) == 0) return true;
    return false;
}

char *law_machine_event_names(const struct law_machine *machine)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; i < machine->steps; i++) {
        const struct law_step *step = &machine->step[i];
        if (step->automatic || strcmp(step->from, "-") == 0) continue;
        if (!g_ptr_array_find_with_equal_func(names, step->event, g_str_equal, NULL))
            g_ptr_array_add(names, (gpointer)step->event);
    }
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

const char **law_machine_next(const struct law_machine *machine, const char *state, const char *profile,
                              const char *kind)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new();
    for (size_t i = 0; i < machine->steps; i++) {
        const struct law_step *step = &machine->step[i];
        if (leaves(machine, step, state) && law_step_holds_under(step, profile) && holds_for(step, kind))
            g_ptr_array_add(events, (gpointer)step->event);
    }
    g_ptr_array_add(events, NULL);
    return (const char **)g_ptr_array_free(g_steal_pointer(&events), FALSE);
}

/* ---- who ----------------------------------------------------------------------------------------------------------
 */

unsigned law_step_roles(const struct law_step *step)
{
    static const unsigned agents = ROLE_SERVICE | ROLE_OFFICER | ROLE_ADMINISTRATOR;
    if (g_str_has_prefix(step->role, "agent + reviewer") || g_str_has_prefix(step->role, "reviewer") ||
        g_str_has_prefix(step->role, "supervisor"))
        return ROLE_REVIEWER;
    if (g_str_has_prefix(step->role, "furnisher clerk")) return agents | ROLE_INSTITUTION;
    if (g_str_has_prefix(step->role, "system")) return agents | ROLE_REVIEWER;
    return agents;
}

bool law_step_needs_second(const struct law_step *step)
{
    return g_str_has_prefix(step->role, "agent + reviewer") || g_str_has_prefix(step->role, "supervisor") ||
           g_str_has_prefix(step->role, "reviewer");
}

/* Names of the users who may do it. */
static char *who_may(struct session *session, unsigned roles, const char *except, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT name, role FROM user WHERE active = 1 ORDER BY name", error);
    if (!row) return NULL;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const char *name = statement_text(row, 0);
        if ((role_from_name(statement_text(row, 1)) & roles) != 0 && g_strcmp0(name, except) != 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    if (step == STEP_ERROR) return NULL;
    return g_strdup(names->len > 0 ? names->str : "-");
}

bool law_step_check_person(struct session *session, const struct law_step *step, const char *maker, GError **error)
{
    const bool fits = (session->role & law_step_roles(step)) != 0;
    const bool second = !law_step_needs_second(step) || g_strcmp0(session->user, maker) != 0;
    if (fits && second) return true;
    g_autofree char *names = who_may(session, law_step_roles(step), law_step_needs_second(step) ? maker : NULL, error);
    if (!names) return false;
    if (!second)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} took this case in, so {2} needs a second person."),
                         N_("These may: {3}."), session->user, step->event, names, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The role {1} may not do {2}."), N_("These may: {3}."),
                         role_name(session->role), step->event, names, NULL);
    return false;
}
