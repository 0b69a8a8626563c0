/* SPDX-License-Identifier: Apache-2.0 */
/* One transition of a case. The table says from where, to where, who, what is required and what happens; what can
 * happen is in effects.c. */
#include "dispute/act.h"
#include "dispute/clock.h"
#include "dispute/enquiry.h"
#include "dispute/evidence.h"

#include <string.h>

bool case_follow(struct session *session, struct dispute_case *each, GError **error)
{
    const struct law_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++) {
        if (!step->automatic || strcmp(step->from, each->state) != 0) continue;
        g_autofree char *before = g_steal_pointer(&each->state);
        each->state = g_strdup(step->to);
        /* marks look at the stored state */
        if (!store_run(session->store, error, "UPDATE dispute SET state = ?2 WHERE id = ?1", "is", each->id,
                       each->state) ||
            !case_event(session, each, step->event, before, each->state, NULL, error) ||
            !clocks_event(session, each, step->event, session_today(session), error) ||
            !marks_place(session, each->subject, error))
            return false;
    }
    return true;
}

/* ---- the act ------------------------------------------------------------------------------------------------------
 */

/* The laws that know a step; static. */
static const char *families_of(const char *state, const char *event)
{
    const struct law_step *step;
    for (size_t i = 0; (step = machine_step(i)) != NULL; i++)
        if (strcmp(step->from, state) == 0 && strcmp(step->event, event) == 0) return step->families;
    return "-";
}

/* A word that is no event is a mistake of the request; an event that cannot follow is held back by the machine. */
static void refuse_event(const struct dispute_case *each, const char *event, GError **error)
{
    if (!machine_knows_event(event)) {
        g_autofree char *all = machine_event_names();
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no event {1}."), N_("The events are: {2}."), event,
                         all, NULL);
        return;
    }
    g_autofree const char **next = dispute_next_events(each->state, each->profile);
    g_autofree char *names = g_strjoinv(", ", (char **)next);
    if (machine_is_foreign(each->state, event))
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} does not exist under the law of {2}."),
                         N_("It is a step of {4} alone. Possible now: {3}."), event, each->profile,
                         *names != '\0' ? names : "-", families_of(each->state, event), NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} cannot follow {2}."), N_("Possible now: {3}."), event,
                         each->state, *names != '\0' ? names : "-", NULL);
}

static char *event_note(const struct act *act)
{
    const char *given = arguments_text(act->arguments, "text");
    g_autofree char *text = given ? text_sanitise(given, -1) : NULL;
    g_autofree char *items = g_strdup_printf("%d", act->correction.items);
    g_autofree char *before = g_strdup_printf("%d", act->correction.before);
    g_autofree char *after = g_strdup_printf("%d", act->correction.after);
    g_autofree char *tell = g_strdup_printf("%u", act->receivers);
    const char *remark = text && *text != '\0' ? text : "-";
    if (act->again != 0) {
        g_autofree char *number = case_number(act->again);
        return phrase_make(N_("Goes on as case {1}"), number, NULL);
    }
    if (act->correction.scored)
        return phrase_make(N_("Items corrected: {1}; score before {2}, after {3}; receivers told: {4}; remark: {5}"),
                           items, before, after, tell, remark, NULL);
    if (act->correction.items > 0)
        return phrase_make(N_("Items corrected: {1}; receivers told: {2}; remark: {3}"), items, tell, remark, NULL);
    return text && *text != '\0' ? g_steal_pointer(&text) : NULL;
}

/* What a file that comes with a step is to the case. */
static const char *role_of(const struct act *act)
{
    return strstr(act->step->requires, "certification") != NULL ? "certification" : "evidence";
}

/* Effects first, then the event: its note says what they did. All of it is one transaction. */
static bool move(struct act *act, GError **error)
{
    struct dispute_case *each = act->each;
    struct session *session = act->session;
    const char *evidence = arguments_text(act->arguments, "evidence");
    if (evidence != NULL && !act->replied && !evidence_keep(session, each->id, evidence, role_of(act), 0, error))
        return false;
    bool stays = strstr(act->step->effects, "again") != NULL;
    g_autofree char *before = g_strdup(each->state);
    g_free(each->state);
    each->state = g_strdup(stays ? before : act->step->to);
    if (!effects_run(act, error)) return false;
    g_autofree char *note = event_note(act);
    return case_event(session, each, act->step->event, before, each->state, note, error) &&
           clocks_event(session, each, act->step->event, act->arrived, error) && enquiries_due(session, each, error) &&
           case_follow(session, each, error) && case_save(session, each, error) &&
           guard_touch(session, each->subject, each->subject, error);
}

static void answer_moved(struct table *answer, const struct act *act)
{
    const struct dispute_case *each = act->each;
    g_autofree const char **next = dispute_next_events(each->state, each->profile);
    g_autofree char *names = g_strjoinv(" ", (char **)next);
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_code(answer, "state", N_("State"), "DISPUTE_STATE", each->state);
    table_fact_text(answer, "next", N_("Possible next"), names);
    table_fact_date(answer, "due", N_("Due"), each->due);
    if (case_lacks(each) != NULL && dispute_state_step(each->state) == 1)
        table_fact_phrase(answer, "missing", N_("Missing"), case_lacks(each));
    table_fact_int(answer, "version", N_("Version"), each->version);
    if (act->letters->len > 0) {
        g_ptr_array_add(act->letters, NULL);
        g_autofree char *numbers = g_strjoinv(" ", (char **)act->letters->pdata);
        table_fact_text(answer, "letters", N_("Letters made"), numbers);
    }
    if (act->correction.items > 0) {
        table_fact_int(answer, "corrected", N_("Items corrected"), act->correction.items);
        table_fact_int(answer, "receivers", N_("Receivers told"), act->receivers);
    }
    if (act->correction.scored) {
        table_fact_int(answer, "score_before", N_("Score before"), act->correction.before);
        table_fact_int(answer, "score_after", N_("Score after"), act->correction.after);
    }
    if (act->again != 0) table_fact_int(answer, "again", N_("New case"), act->again);
}

bool case_act(struct act *act, const char *event, GError **error)
{
    struct dispute_case *each = act->each;
    act->step = machine_find(each->state, event, each->profile);
    if (act->step == NULL) {
        refuse_event(each, event, error);
        return false;
    }
    return guards_hold(act->session, each, act->step, act->arguments, error) &&
           case_arrival(act->session, each, act->step, act->arguments, &act->arrived, error) &&
           clocks_note_breaches(act->session, each, error) && move(act, error);
}

bool dispute_command_act(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    if (arguments_has(arguments, "version") &&
        !case_check_version(session, each, arguments_int(arguments, "version", 0), error))
        return false;
    if (!case_check_hold(session, each, error)) return false;
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = { .session = session, .arguments = arguments, .each = each, .letters = letters };
    if (!case_act(&act, arguments_text(arguments, "event"), error)) return false;
    answer_moved(answer, &act);
    return true;
}
