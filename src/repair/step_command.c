/* SPDX-License-Identifier: Apache-2.0 */
/* `repair step`: how far a step is. A dispute step opens its case through the same command as the counter does, and is
 * done when the case is; what the facts of the file contradict is not taken as done. */
#include "repair/repair.h"
#include "repair/steps.h"

#include <string.h>

/* ---- opening the case -------------------------------------------------------------------------------------------- */

static char *item_text(int64_t account, struct month month, const char *field, const char *claimed)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char buffer[DATE_TEXT_SIZE];
    if (account != 0) g_string_append_printf(text, "account=%" G_GINT64_FORMAT ",", account);
    if (month_is_set(month)) g_string_append_printf(text, "month=%s,", month_format(month, buffer));
    g_string_append_printf(text, "field=%s", field);
    if (claimed != NULL) g_string_append_printf(text, ",claimed=%s", claimed);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Everything that the step's check finds on its account now: one case. What the person said is taken as it was said. */
static bool add_items(const struct repair_look *look, const struct repair_step *step, struct arguments *words,
                      GError **error)
{
    int added = 0;
    const GArray *findings = look->diagnosis->findings;
    if (strcmp(step->finding, "said_wrong") == 0) {
        g_autofree char *said = item_text(step->account, step->month, step->field, step->claimed);
        return arguments_set(words, "item", said, error);
    }
    for (guint i = 0; i < findings->len; i++) {
        const struct repair_finding *finding = &g_array_index(findings, struct repair_finding, i);
        if (strcmp(finding->check, step->finding) != 0 || finding->account != step->account || finding->field == NULL)
            continue;
        g_autofree char *text = item_text(finding->account, finding->month, finding->field, finding->claimed);
        if (!arguments_set(words, "item", text, error)) return false;
        added++;
    }
    if (added > 0) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The file does not contradict itself there any more."),
                     N_("Mark the step as dropped, or make a new plan."), NULL);
    return false;
}

static bool run_open(struct session *session, struct repair_step *step, struct arguments *words, GError **error)
{
    g_autoptr(table_t) answer = table_new();
    const int64_t subject = session->audited_subject;
    const bool done = command_run(command_find("dispute.open"), session, words, answer, error);
    const struct fact *number = done ? table_find_fact(answer, "dispute") : NULL;
    session->audited_subject = subject;
    if (number == NULL) return false;
    step->dispute = number->cell.integer;
    return true;
}

static bool open_case(struct session *session, const struct repair_plan *plan, struct repair_step *step,
                      const char *text, GError **error)
{
    g_auto(repair_look_t) look = { 0 };
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, plan->subject);
    if (step->finding == NULL || step->field == NULL) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("That step opens no dispute of its own."),
                         N_("Take it in as a request of the person: `bureau request open`."), NULL);
        return false;
    }
    if (!repair_look_begin(session, plan->subject, NULL, &look, error)) return false;
    g_autoptr(arguments_t) words = arguments_new(command_find("dispute.open"));
    return arguments_set(words, "subject", subject, error) && add_items(&look, step, words, error) &&
           arguments_set(words, "reason", repair_check_cell(step->finding, "reason"), error) &&
           (text == NULL || arguments_set(words, "text", text, error)) && run_open(session, step, words, error);
}

/* ---- how far ----------------------------------------------------------------------------------------------------- */

static bool refuse_done(const struct repair_reason *why, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     why->value ? N_("The step is not done: {1} {2}.") : N_("The step is not done: {1}."),
                     N_("Mark it when the file shows it, or drop it with a note."), why->words, why->value, NULL);
    return false;
}

/* Done is what the file shows; where it does not say yet, what the person brought is named. */
static bool check_done(struct session *session, const struct repair_plan *plan, struct repair_step *step,
                       const char *evidence, GError **error)
{
    g_auto(repair_reason_t) why = { 0 };
    if (step->dispute != 0) {
        g_autofree char *number = g_strdup_printf("D-%06" G_GINT64_FORMAT, step->dispute);
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The step is done when the case {1} is closed."),
                         N_("Go on with the case."), number, NULL);
        return false;
    }
    g_autoptr(dossier_t) dossier = dossier_load(session, plan->subject, error);
    if (dossier == NULL) return false;
    const enum repair_shown shown = repair_verify(session, dossier, plan, step, &why);
    if (shown == SHOWN_NO) return refuse_done(&why, error);
    if (shown == SHOWN_NOT_YET && (evidence == NULL || *evidence == '\0')) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Nothing shows that the step is done: {1}."),
                         N_("Name what shows it with --evidence."), why.words, NULL);
        return false;
    }
    if (shown == SHOWN_YES && evidence == NULL) {
        g_free(step->note);
        step->note = repair_reason_text(&why);
    }
    return true;
}

static void take_words(struct session *session, struct repair_step *step, const struct arguments *arguments)
{
    const char *evidence = arguments_text(arguments, "evidence"), *note = arguments_text(arguments, "note");
    if (evidence != NULL) {
        g_free(step->evidence);
        step->evidence = text_sanitise(evidence, -1);
    }
    if (note != NULL) {
        g_free(step->note);
        step->note = text_sanitise(note, -1);
    }
    g_free(step->user);
    step->user = g_strdup(session->user);
}

static bool move_step(struct session *session, const struct repair_plan *plan, struct repair_step *step,
                      const struct arguments *arguments, GError **error)
{
    const char *state = arguments_text(arguments, "state");
    const bool case_wanted = arguments_has(arguments, "open");
    if (strcmp(state, "done") == 0 && !check_done(session, plan, step, arguments_text(arguments, "evidence"), error))
        return false;
    if (case_wanted && step->dispute == 0 && !open_case(session, plan, step, arguments_text(arguments, "note"), error))
        return false;
    step->state = strcmp(state, "done") == 0 ? "done" : strcmp(state, "dropped") == 0 ? "dropped" : "begun";
    step->done = strcmp(state, "done") == 0 ? session_today(session) : DATE_NONE;
    take_words(session, step, arguments);
    return true;
}

static bool find_step(const struct repair_plan *plan, int64_t number, struct repair_step **step, GError **error)
{
    *step = repair_step_at(plan, number);
    if (*step == NULL) {
        g_autofree char *wanted = g_strdup_printf("%" G_GINT64_FORMAT, number);
        g_autofree char *count = g_strdup_printf("%u", plan->steps->len);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The plan has no step {1}."), N_("Its steps are 1 to {2}."),
                         wanted, count, NULL);
        return false;
    }
    const char *state = (*step)->state;
    if (strcmp(state, "open") == 0 || strcmp(state, "begun") == 0) return true;
    g_autofree char *wanted = g_strdup_printf("%" G_GINT64_FORMAT, number);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Step {1} is over already."), N_("Make a new plan to begin anew."),
                     wanted, NULL);
    return false;
}

bool repair_command_step(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    struct repair_step *step = NULL;
    const char *note = arguments_text(arguments, "note");
    g_autoptr(repair_plan_t) plan = repair_plan_load(session, arguments_int(arguments, "repair", 0), error);
    if (plan == NULL || !repair_check_open(plan, error)) return false;
    session->audited_subject = plan->subject;
    if (!repair_follow_cases(session, plan, error) ||
        !find_step(plan, arguments_int(arguments, "step", 0), &step, error))
        return false;
    if (strcmp(arguments_text(arguments, "state"), "dropped") == 0 && (note == NULL || *note == '\0')) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A step is not dropped without a word why."),
                         N_("Say it with --note."), NULL);
        return false;
    }
    if (!move_step(session, plan, step, arguments, error)) return false;
    plan->recheck = repair_next_look(plan, session_today(session));
    if (!repair_step_save(session, plan, step, error) || !repair_plan_save(session, plan, error)) return false;
    table_fact_int(answer, "step", N_("Step"), step->step);
    table_fact_code(answer, "step_state", N_("State of the step"), "REPAIR_STEP_STATE", step->state);
    if (step->dispute != 0) table_fact_int(answer, "dispute", N_("Dispute"), step->dispute);
    repair_answer_plan(session, plan, answer);
    return repair_answer_steps(session, plan, answer, error);
}
