/* SPDX-License-Identifier: Apache-2.0 */
/* The words of dispute_fsm.tsv and dispute_clocks.tsv are all known: a slip of the pen in a table must not open a gate
 * or leave a clock that never starts. The lists here are the words that guards.c, effects.c and machine.c act upon. */
#include "check.h"

#include "base/tsv.h"
#include "law/machine.h"

#include <string.h>

static const char *const requirements[] = { "arrives",   "certification", "deleted", "evidence", "identity",   "letter",
                                            "objection", "nothing_new",   "second",  "text",     "unarchived", NULL };
static const char *const effects[] = { "again",   "answer",    "archive", "back",   "note",     "close",    "correct",
                                       "decide",  "extend",    "letter",  "mark",   "reinsert", "relevant", "restrict",
                                       "special", "statement", "unmark",  "verify", NULL };
static const char *const roles[] = { "agent", "agent + reviewer", "furnisher clerk", "reviewer", "supervisor", "system",
                                     NULL };
static const char *const profiles[] = { "CN-ZX", "CN-SH", "CN-SZ", "US-FCRA", "EU-GDPR", NULL };

static struct law_machine machine;

static void check_word(const char *const *known, const char *word, const char *column, const char *event)
{
    if (!g_strv_contains(known, word)) fail_msg("%s of %s: '%s' is not known", column, event, word);
}

static bool is_some_profile(const char *family)
{
    for (size_t i = 0; profiles[i] != NULL; i++)
        if (law_in_family(profiles[i], family)) return true;
    return strcmp(family, "*") == 0;
}

static void check_families(const char *list, const char *line)
{
    g_auto(GStrv) families = g_strsplit(list, ",", -1);
    assert_non_null(families[0]);
    for (size_t i = 0; families[i] != NULL; i++)
        if (!is_some_profile(families[i])) fail_msg("%s: no profile is of the family '%s'", line, families[i]);
}

static void check_effects(const struct law_step *step)
{
    g_auto(GStrv) words = g_strsplit(step->effects, " ", -1);
    for (size_t i = 0; words[i] != NULL; i++) {
        char *colon = strchr(words[i], ':');
        if (colon != NULL) *colon = '\0';
        if (*words[i] != '\0') check_word(effects, words[i], "effects", step->event);
    }
}

static void check_step(const struct law_step *step)
{
    static const char *const days[] = { "", "due", "furnisher", NULL };
    g_auto(GStrv) words = g_strsplit(step->requires, ",", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        check_word(requirements, words[i], "requires", step->event);
    check_effects(step);
    g_autofree char *role = g_strdup(step->role);
    if (g_str_has_suffix(role, " [D]")) role[strlen(role) - strlen(" [D]")] = '\0';
    check_word(roles, role, "role", step->event);
    check_word(days, step->not_before, "not_before", step->event);
    check_families(step->families, step->event);
    assert_non_null(law_machine_state(&machine, step->to));
    if (strcmp(step->from, "-") != 0 && strcmp(step->from, "*") != 0)
        assert_non_null(law_machine_state(&machine, step->from));
}

static void test_steps(void **state)
{
    (void)state;
    size_t count = 0;
    for (const struct law_step *step; (step = law_machine_step(&machine, count)) != NULL; count++)
        check_step(step);
    assert_true(count >= 27); /* the lines of the published procedure */
}

static void test_every_state_is_reached(void **state)
{
    (void)state;
    const struct law_state *each;
    for (size_t i = 0; (each = law_machine_state_at(&machine, i)) != NULL; i++) {
        bool reached = false;
        const struct law_step *step;
        for (size_t j = 0; (step = law_machine_step(&machine, j)) != NULL; j++)
            reached |= strcmp(step->to, each->state) == 0;
        if (!reached) fail_msg("no step leads to %s", each->state);
    }
}

/* The rule of a clock must stand in every profile that its line names by its full name; a family needs one that has it.
 */
static void check_rule(const char *rule, const char *list, const char *clock)
{
    if (*rule == '\0' || strcmp(rule, "reserve") == 0) return;
    g_auto(GStrv) families = g_strsplit(list, ",", -1);
    const bool use = g_str_has_prefix(rule, "use:");
    for (size_t i = 0; families[i] != NULL; i++) {
        bool found = false;
        for (size_t j = 0; profiles[j] != NULL; j++) {
            if (strcmp(families[i], "*") != 0 && !law_in_family(profiles[j], families[i])) continue;
            g_autoptr(GError) error = NULL;
            found |= (use ? law_find_use(profiles[j], rule + strlen("use:"), &error)
                          : law_find(profiles[j], rule, &error)) != NULL;
        }
        if (!found) fail_msg("clock %s: no profile of '%s' has the rule %s", clock, families[i], rule);
    }
}

static void check_events(const char *list, const char *clock)
{
    g_auto(GStrv) events = g_strsplit(list, ",", -1);
    for (size_t i = 0; events[i] != NULL; i++)
        if (!law_machine_knows_event(&machine, events[i])) fail_msg("clock %s: no event %s", clock, events[i]);
}

static void test_clocks(void **state)
{
    (void)state;
    static const char *const whens[] = { "", "free_report", NULL }, *const froms[] = { "receipt", "event", NULL },
                             *const breaches[] = { "event", "row", NULL };
    GError *error = NULL;
    g_autoptr(tsv_t) file = tsv_load("law/dispute_clocks.tsv", &error);
    assert_no_error(error);
    assert_true(tsv_rows(file) > 0);
    for (size_t i = 0; i < tsv_rows(file); i++) {
        const char *clock = tsv_cell(file, i, "clock"), *families = tsv_cell(file, i, "families");
        check_families(families, clock);
        check_rule(tsv_cell(file, i, "rule"), families, clock);
        check_rule(tsv_cell(file, i, "extend"), families, clock);
        check_events(tsv_cell(file, i, "start"), clock);
        check_events(tsv_cell(file, i, "met"), clock);
        check_word(whens, tsv_cell(file, i, "when"), "when", clock);
        check_word(froms, tsv_cell(file, i, "from"), "from", clock);
        check_word(breaches, tsv_cell(file, i, "breach"), "breach", clock);
    }
}

static int load(void **state)
{
    (void)state;
    GError *error = NULL;
    const bool done = law_machine_load(&machine, "law/dispute_fsm.tsv", "law/dispute_states.tsv", &error);
    if (!done) print_error("%s\n", error->message);
    return done ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_every_state_is_reached),
        cmocka_unit_test(test_clocks),
    };
    return cmocka_run_group_tests_name("dispute_table", tests, load, NULL);
}
