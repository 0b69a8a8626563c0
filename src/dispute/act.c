/* SPDX-License-Identifier: Apache-2.0 */
/* One transition of a case. The table says from where, to where, who, what is required and what happens; this file
 * only knows how to do each of the things that can happen. */
#include "dispute/case.h"

#include <string.h>

struct act {
    struct session *session;
    const struct arguments *arguments;
    struct dispute_case *each;
    const struct law_step *step;
    struct correction correction;
    GPtrArray *letters; /* numbers */
    guint receivers;
    int64_t again; /* the case that was opened by new_dispute */
};

/* ---- effects ------------------------------------------------------------------------------------------------------
 */

static bool effect_answer(struct act *act, GError **error)
{
    const char *value = arguments_text(act->arguments, "value");
    struct dispute_case *each = act->each;
    if (value == NULL) return true;
    int64_t wanted = arguments_int(act->arguments, "item", 0);
    struct case_item *item = wanted != 0             ? case_item_at(each, wanted)
                             : each->items->len == 1 ? each->items->pdata[0]
                                                     : NULL;
    if (item == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Which item was answered is not clear."),
                         N_("Name it with --item."), NULL);
        return false;
    }
    g_free(item->answered);
    item->answered = field_normalise(field_find(item->field), value, session_today(act->session), error);
    return item->answered != NULL && case_save_item(act->session, each->id, item, error);
}

/* With --item the decision is about that item, and the others were correct; without, about all of them. */
static bool effect_decide(struct act *act, const char *outcome, GError **error)
{
    struct dispute_case *each = act->each;
    int64_t wanted = arguments_int(act->arguments, "item", 0);
    if (wanted != 0 && case_item_at(each, wanted) == NULL) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, wanted);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The case has no item {1}."),
                         N_("`bureau dispute items` lists them."), number, NULL);
        return false;
    }
    g_free(each->decider);
    each->decider = g_strdup(act->session->user);
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        g_free(item->outcome);
        item->outcome = g_strdup(wanted == 0 || wanted == item->item ? outcome : "correct");
        if (!case_save_item(act->session, each->id, item, error)) return false;
    }
    return true;
}

static bool effect_correct(struct act *act, GError **error)
{
    if (!correction_apply(act->session, act->each, arguments_text(act->arguments, "value"),
                          arguments_int(act->arguments, "item", 0), &act->correction, error))
        return false;
    g_autoptr(GPtrArray) names = letters_receivers(act->session, act->each, error);
    act->receivers = names ? names->len : 0;
    return names != NULL;
}

/* Invariant: the mark goes only after a letter went out. */
static bool effect_unmark(struct act *act, GError **error)
{
    bool answered;
    if (!letters_answered(act->session, act->each->id, &answered, error)) return false;
    if (!answered) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} needs the written reply first."),
                         N_("Make it with the event answer."), act->step->event, NULL);
        return false;
    }
    act->each->closed = session_today(act->session);
    /* the row says closed before other cases' marks are looked at */
    return store_run(act->session->store, error, "UPDATE dispute SET closed = ?2 WHERE id = ?1", "id", act->each->id,
                     act->each->closed) &&
           marks_end(act->session, act->each, error);
}

static bool effect_close(struct act *act, const char *outcome, GError **error)
{
    struct dispute_case *each = act->each;
    g_free(each->outcome);
    each->outcome = g_strdup(outcome);
    each->closed = session_today(act->session);
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        if (item->outcome != NULL) continue;
        item->outcome = g_strdup(outcome);
        if (!case_save_item(act->session, each->id, item, error)) return false;
    }
    return true;
}

static bool effect_statement(struct act *act, GError **error)
{
    const char *text = arguments_text(act->arguments, "text");
    if (g_utf8_strlen(text, -1) > machine_policy("statement_limit")) {
        g_autofree char *limit = g_strdup_printf("%" G_GINT64_FORMAT, machine_policy("statement_limit"));
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A statement has at most {1} characters."),
                         N_("Ask the person to shorten it."), limit, NULL);
        return false;
    }
    return marks_add(act->session, act->each, "statement", error);
}

/* The same items again: a new case with a clock of its own, linked to this one. */
static bool effect_again(struct act *act, GError **error)
{
    g_autoptr(dispute_case_t) again = g_new0(struct dispute_case, 1);
    g_autofree char *linked = NULL;
    again->items = g_ptr_array_new_with_free_func((GDestroyNotify)case_item_free);
    again->subject = act->each->subject;
    again->received = session_today(act->session);
    again->closed = DATE_NONE;
    again->channel = g_strdup(act->each->channel);
    const char *text = arguments_text(act->arguments, "text");
    again->text = text ? text_sanitise(text, -1) : g_strdup(act->each->text);
    for (guint i = 0; i < act->each->items->len; i++) {
        const struct case_item *old = act->each->items->pdata[i];
        struct case_item *item = g_new0(struct case_item, 1);
        *item = (struct case_item){ .item = i + 1,
                                    .account = old->account,
                                    .month = old->month,
                                    .field = g_strdup(old->field),
                                    .reason = g_strdup(old->reason),
                                    .claimed = g_strdup(old->claimed) };
        g_ptr_array_add(again->items, item);
    }
    g_autoptr(dossier_t) dossier = dossier_load(act->session, again->subject, error);
    if (dossier == NULL || !case_open(act->session, again, dossier, act->each->id, &linked, error)) return false;
    act->again = again->id;
    return true;
}

static bool run_effect(struct act *act, const char *effect, GError **error)
{
    struct session *session = act->session;
    if (g_str_has_prefix(effect, "letter:"))
        return letters_make(session, act->each, effect + strlen("letter:"), arguments_text(act->arguments, "text"),
                            act->letters, error);
    if (g_str_has_prefix(effect, "decide:")) return effect_decide(act, effect + strlen("decide:"), error);
    if (g_str_has_prefix(effect, "close:")) return effect_close(act, effect + strlen("close:"), error);
    if (strcmp(effect, "special") == 0) return marks_add(session, act->each, "special", error);
    if (strcmp(effect, "unmark") == 0) return effect_unmark(act, error);
    if (strcmp(effect, "statement") == 0) return effect_statement(act, error);
    if (strcmp(effect, "answer") == 0) return effect_answer(act, error);
    if (strcmp(effect, "correct") == 0) return effect_correct(act, error);
    if (strcmp(effect, "again") == 0) return effect_again(act, error);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The dispute table names an effect {1} that is not known."),
                     N_("Correct data/law/dispute_fsm.tsv."), effect, NULL);
    return false;
}

static bool run_effects(struct act *act, GError **error)
{
    g_auto(GStrv) effects = g_strsplit(act->step->effects, " ", -1);
    for (size_t i = 0; effects[i] != NULL; i++)
        if (*effects[i] != '\0' && !run_effect(act, effects[i], error)) return false;
    return true;
}

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
            !marks_place(session, each->subject, error))
            return false;
    }
    return true;
}

/* ---- the act ------------------------------------------------------------------------------------------------------
 */

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
                         N_("Possible now: {3}."), event, each->profile, *names != '\0' ? names : "-", NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} cannot follow {2}."), N_("Possible now: {3}."), event,
                         each->state, *names != '\0' ? names : "-", NULL);
}

/* A missed legal day leaves an event that stays, once. */
static bool note_overdue(struct session *session, const struct dispute_case *each, GError **error)
{
    int64_t known;
    const struct law_state *state = machine_state(each->state);
    if (state == NULL || !state->open || session_today(session).days <= each->due.days) return true;
    if (!store_query_int(session->store, &known, 0, error,
                         "SELECT count(*) FROM dispute_event WHERE dispute = ?1 AND event = 'overdue'", "i", each->id))
        return false;
    if (known > 0) return true;
    char due[DATE_TEXT_SIZE];
    g_autofree char *note = phrase_make(N_("The legal last day was {1}"), date_format(each->due, due), NULL);
    return case_event(session, each, "overdue", each->state, each->state, note, error);
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

/* Effects first, then the event: its note says what they did. All of it is one transaction. */
static bool move(struct act *act, GError **error)
{
    struct dispute_case *each = act->each;
    struct session *session = act->session;
    const char *evidence = arguments_text(act->arguments, "evidence");
    if (evidence != NULL && !evidence_attach(session, each->id, evidence, error)) return false;
    bool stays = strstr(act->step->effects, "again") != NULL;
    g_autofree char *before = g_strdup(each->state);
    g_free(each->state);
    each->state = g_strdup(stays ? before : act->step->to);
    if (!run_effects(act, error)) return false;
    g_autofree char *note = event_note(act);
    return case_event(session, each, act->step->event, before, each->state, note, error) &&
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

bool dispute_command_act(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    if (arguments_has(arguments, "version") &&
        !case_check_version(session, each, arguments_int(arguments, "version", 0), error))
        return false;
    const char *event = arguments_text(arguments, "event");
    const struct law_step *step = machine_find(each->state, event, each->profile);
    if (step == NULL) {
        refuse_event(each, event, error);
        return false;
    }
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = { .session = session, .arguments = arguments, .each = each, .step = step, .letters = letters };
    if (!guards_hold(session, each, step, arguments, error) || !note_overdue(session, each, error) ||
        !move(&act, error))
        return false;
    answer_moved(answer, &act);
    return true;
}
