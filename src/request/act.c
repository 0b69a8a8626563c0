/* SPDX-License-Identifier: Apache-2.0 */
/* One step of a request. The table says from where, to where, who, what is required and what happens; this file only
 * knows how to do each of the things that can happen. */
#include "request/register.h"

#include <string.h>

struct act {
    struct session *session;
    const struct arguments *arguments;
    struct request *request;
    const struct law_step *step;
    GPtrArray *letters;     /* numbers */
    GPtrArray *obligations; /* what stands against erasing, or NULL */
    int64_t protection;     /* placed by this act, 0 for none */
};

static void set_text(char **field, const char *value)
{
    g_free(*field);
    *field = value ? text_sanitise(value, -1) : NULL;
}

/* ---- effects ------------------------------------------------------------------------------------------------------
 */

static bool effect_verify(struct act *act, GError **error)
{
    (void)error;
    act->request->verified = session_today(act->session);
    if (arguments_has(act->arguments, "proof")) set_text(&act->request->proof, arguments_text(act->arguments, "proof"));
    return true;
}

static bool effect_link(struct act *act, GError **error)
{
    (void)error;
    act->request->dispute = arguments_int(act->arguments, "dispute", 0);
    act->session->audited_dispute = act->request->dispute;
    return true;
}

/* The longer period of the same profile, counted from the same receipt. */
static bool effect_extend(struct act *act, GError **error)
{
    struct request *request = act->request;
    struct request_rule rule;
    struct law_due due;
    if (!request_rule_find(request->profile, request->kind, &rule, error)) return false;
    const struct law_rule *law = law_find(rule.profile, "rights.extend", error);
    if (!law || !law_count(law, request->received, NULL, &due, error)) return false;
    request->extended = request->due;
    request->due = due.due;
    g_free(request->due_reason);
    request->due_reason = g_steal_pointer(&due.reason);
    law_due_clear(&due);
    set_text(&request->reason, arguments_text(act->arguments, "reason"));
    return true;
}

static bool effect_answered(struct act *act, const char *outcome, GError **error)
{
    (void)error;
    struct request *request = act->request;
    set_text(&request->outcome, outcome);
    set_text(&request->decider, act->session->user);
    if (arguments_has(act->arguments, "reason")) set_text(&request->reason, arguments_text(act->arguments, "reason"));
    request->answered = session_today(act->session);
    return true;
}

static bool effect_protect(struct act *act, const char *kind, GError **error)
{
    g_autofree char *number = request_number(act->request->id);
    const char *reason = arguments_has(act->arguments, "reason") ? arguments_text(act->arguments, "reason") : number;
    const struct protection protection = { .kind = kind,
                                           .subject = act->request->subject,
                                           .request = act->request->id,
                                           .reason = reason,
                                           .begins = session_today(act->session),
                                           .ends = DATE_NONE };
    act->protection = protection_place(act->session, &protection, error);
    return act->protection != 0;
}

static bool stands(struct session *session, int64_t subject, const char *kind, bool *yes, GError **error)
{
    int64_t count = 0;
    if (!store_query_int(session->store, &count, 0, error,
                         "SELECT count(*) FROM protection WHERE subject = ?1 AND kind = ?2 AND lifted IS NULL"
                         " AND (ends IS NULL OR ends >= ?3)",
                         "isi", subject, kind, (int64_t)session_today(session).days))
        return false;
    *yes = count > 0;
    return true;
}

/* While something has to be kept, the file is restricted instead of erased; else it waits for a second person. */
static bool effect_erase_or_restrict(struct act *act, GError **error)
{
    struct request *request = act->request;
    act->obligations = obligations_of(act->session, request->subject, request->profile, error);
    if (!act->obligations) return false;
    if (act->obligations->len == 0) return true;
    bool already;
    g_autofree char *why =
        obligations_text(act->obligations, letter_language(act->session->language, request->profile));
    set_text(&request->state, "RESTRICTED");
    set_text(&request->reason, why);
    return stands(act->session, request->subject, "restricted", &already, error) &&
           (already || effect_protect(act, "restricted", error)) &&
           request_letter_make(act->session, request, "request_restriction", NULL, act->letters, error) &&
           effect_answered(act, "restricted", error);
}

static bool run_effect(struct act *act, const char *effect, GError **error)
{
    const char *argument = strchr(effect, ':');
    const char *text = arguments_has(act->arguments, "reason") ? arguments_text(act->arguments, "reason")
                                                               : arguments_text(act->arguments, "text");
    if (g_str_has_prefix(effect, "letter:"))
        return request_letter_make(act->session, act->request, argument + 1, text, act->letters, error);
    if (g_str_has_prefix(effect, "answered:")) return effect_answered(act, argument + 1, error);
    if (g_str_has_prefix(effect, "protect:")) return effect_protect(act, argument + 1, error);
    if (strcmp(effect, "verify") == 0) return effect_verify(act, error);
    if (strcmp(effect, "link") == 0) return effect_link(act, error);
    if (strcmp(effect, "extend") == 0) return effect_extend(act, error);
    if (strcmp(effect, "erase_or_restrict") == 0) return effect_erase_or_restrict(act, error);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The table of requests names an effect {1} that is not known."),
                     N_("Correct data/law/requests.tsv."), effect, NULL);
    return false;
}

/* ---- the act ------------------------------------------------------------------------------------------------------
 */

static void refuse_event(const struct request *request, const char *event, GError **error)
{
    if (!law_machine_knows_event(steps(), event) || strcmp(event, "erased") == 0) {
        g_autofree char *all = law_machine_event_names(steps());
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no event {1}."), N_("The events are: {2}."), event,
                         all, NULL);
        return;
    }
    g_autofree const char **next = request_next_events(request->state, request->profile, request->kind);
    g_autofree char *names = g_strjoinv(", ", (char **)next);
    const char *possible = *names ? names : "-";
    if (law_machine_is_foreign(steps(), request->state, event))
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} does not exist for a request of the kind {2} under {3}."),
                         N_("Possible now: {4}."), event, request->kind, request->profile, possible, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} cannot follow {2}."), N_("Possible now: {3}."), event,
                         request->state, possible, NULL);
}

/* A missed last day leaves an event that stays, once. */
static bool note_overdue(struct session *session, const struct request *request, GError **error)
{
    int64_t known;
    if (!request_state_is_open(request->state) || session_today(session).days <= request->due.days) return true;
    if (!store_query_int(session->store, &known, 0, error,
                         "SELECT count(*) FROM request_event WHERE request = ?1 AND event = 'overdue'", "i",
                         request->id))
        return false;
    if (known > 0) return true;
    char due[DATE_TEXT_SIZE];
    g_autofree char *note = phrase_make(N_("The last day was {1}"), date_format(request->due, due), NULL);
    return request_event(session, request, "overdue", request->state, request->state, note, error);
}

static bool move(struct act *act, GError **error)
{
    struct request *request = act->request;
    g_autofree char *before = g_strdup(request->state);
    g_auto(GStrv) effects = g_strsplit(act->step->effects, " ", -1);
    set_text(&request->state, act->step->to);
    for (size_t i = 0; effects[i]; i++)
        if (*effects[i] && !run_effect(act, effects[i], error)) return false;
    const char *said = arguments_has(act->arguments, "reason") ? arguments_text(act->arguments, "reason")
                                                               : arguments_text(act->arguments, "text");
    g_autofree char *note = said ? text_sanitise(said, -1) : NULL;
    return request_event(act->session, request, act->step->event, before, request->state, note, error) &&
           request_save(act->session, request, error) &&
           guard_touch(act->session, request->subject, request->subject, error);
}

static void answer_moved(struct table *answer, const struct act *act)
{
    const struct request *request = act->request;
    g_autofree const char **next = request_next_events(request->state, request->profile, request->kind);
    g_autofree char *names = g_strjoinv(",", (char **)next);
    table_fact_int(answer, "request", N_("Request"), request->id);
    table_fact_code(answer, "state", N_("State"), "REQUEST_STATE", request->state);
    table_fact_text(answer, "next", N_("Possible next"), names);
    table_fact_date(answer, "due", N_("Due"), request->due);
    table_fact_int(answer, "version", N_("Version"), request->version);
    if (request->reason) table_fact_text(answer, "reason", N_("Reason"), request->reason);
    if (act->protection) table_fact_int(answer, "protection", N_("Protection"), act->protection);
    if (act->letters->len == 0) return;
    g_ptr_array_add(act->letters, NULL);
    g_autofree char *numbers = g_strjoinv(" ", (char **)act->letters->pdata);
    table_fact_text(answer, "letters", N_("Letters made"), numbers);
}

bool request_command_act(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    if (!request) return false;
    if (arguments_has(arguments, "version") &&
        !request_check_version(session, request, arguments_int(arguments, "version", 0), error))
        return false;
    const char *event = arguments_text(arguments, "event");
    const struct law_step *step = strcmp(event, "erased") == 0 ? NULL
                                                               : law_machine_find(steps(), request->state, event,
                                                                                  request->profile, request->kind);
    if (!step) {
        refuse_event(request, event, error);
        return false;
    }
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = {
        .session = session, .arguments = arguments, .request = request, .step = step, .letters = letters
    };
    const bool done = request_guards_hold(session, request, step, arguments, error) &&
                      note_overdue(session, request, error) && move(&act, error);
    if (done) answer_moved(answer, &act);
    g_clear_pointer(&act.obligations, g_ptr_array_unref);
    return done;
}
