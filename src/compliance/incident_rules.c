/* SPDX-License-Identifier: Apache-2.0 */
/* The machine and the clocks of incidents as shipped in data/law. Read once; strings live as long as the program. */
#include "compliance/incident.h"

#include <string.h>

static struct {
    struct tsv *step_file, *clock_file;
    struct incident_step *step;
    struct incident_clock *clock;
    size_t steps, clocks;
    GError *error;
} rules;

static void read_steps(const struct tsv *tsv)
{
    rules.steps = tsv_rows(tsv);
    rules.step = g_new0(struct incident_step, rules.steps);
    for (size_t i = 0; i < rules.steps; i++)
        rules.step[i] = (struct incident_step){
            .from = tsv_cell(tsv, i, "from"),
            .event = tsv_cell(tsv, i, "event"),
            .to = tsv_cell(tsv, i, "to"),
            .roles = tsv_cell(tsv, i, "roles"),
            .requires = tsv_cell(tsv, i, "requires"),
            .sets = tsv_cell(tsv, i, "sets"),
            .letter = tsv_cell(tsv, i, "letter"),
            .article = tsv_cell(tsv, i, "article"),
        };
}

static void read_clocks(const struct tsv *tsv)
{
    rules.clocks = tsv_rows(tsv);
    rules.clock = g_new0(struct incident_clock, rules.clocks);
    for (size_t i = 0; i < rules.clocks; i++)
        rules.clock[i] = (struct incident_clock){
            .country = tsv_cell(tsv, i, "country"),
            .rule = tsv_cell(tsv, i, "rule"),
            .whom = tsv_cell(tsv, i, "whom"),
            .kinds = tsv_cell(tsv, i, "kinds"),
            .grades = tsv_cell(tsv, i, "grades"),
        };
}

static gpointer load(gpointer unused)
{
    (void)unused;
    rules.step_file = tsv_load("law/incidents.tsv", &rules.error);
    if (rules.step_file != NULL) rules.clock_file = tsv_load("law/incident_clocks.tsv", &rules.error);
    if (rules.clock_file == NULL) return NULL;
    read_steps(rules.step_file);
    read_clocks(rules.clock_file);
    return NULL;
}

bool incident_rules_loaded(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    if (rules.clock_file != NULL) return true;
    if (error != NULL) *error = g_error_copy(rules.error);
    return false;
}

const struct incident_step *incident_step_at(size_t index)
{
    return incident_rules_loaded(NULL) && index < rules.steps ? &rules.step[index] : NULL;
}

const struct incident_clock *incident_clock_at(size_t index)
{
    return incident_rules_loaded(NULL) && index < rules.clocks ? &rules.clock[index] : NULL;
}

const struct incident_step *incident_step_find(const char *state, const char *event)
{
    const struct incident_step *step;
    for (size_t i = 0; (step = incident_step_at(i)) != NULL; i++)
        if (strcmp(step->from, state) == 0 && strcmp(step->event, event) == 0) return step;
    return NULL;
}

bool incident_knows_event(const char *event)
{
    const struct incident_step *step;
    for (size_t i = 0; (step = incident_step_at(i)) != NULL; i++)
        if (strcmp(step->event, event) == 0) return true;
    return false;
}

char *incident_next_events(const char *state)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const struct incident_step *step;
    for (size_t i = 0; (step = incident_step_at(i)) != NULL; i++)
        if (strcmp(step->from, state) == 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? "," : "", step->event);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

bool incident_word_in(const char *list, const char *word)
{
    if (strcmp(list, "*") == 0) return true;
    g_auto(GStrv) words = g_strsplit(list, ",", -1);
    return g_strv_contains((const char *const *)words, word);
}
