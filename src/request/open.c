/* SPDX-License-Identifier: Apache-2.0 */
/* A request is taken in: who asks, for what, how it came, and by when the law wants it answered. */
#include "request/register.h"

#include <string.h>

/* Where the law names no number, our own aim is the day, and the words say that it is ours. */
static char *target_reason(const struct request_rule *rule, const char *profile, const char *cite)
{
    g_autofree char *days = g_strdup_printf("%d", rule->target);
    return cite ? phrase_make(N_("Promptly: the law names no number of days ({1}); internal target: {2} days"), cite,
                              days, NULL)
                : phrase_make(N_("The law of {1} names no such right; internal target: {2} days"), profile, days, NULL);
}

static bool set_clock(struct request *request, GError **error)
{
    struct request_rule rule;
    if (!request_rule_find(request->profile, request->kind, &rule, error)) return false;
    const struct law_rule *law = NULL;
    struct law_due due = { .due = DATE_NONE, .rolled = DATE_NONE };
    if (rule.rule &&
        (!(law = law_find(rule.profile, rule.rule, error)) || !law_count(law, request->received, NULL, &due, error)))
        return false;
    request->rule = rule.rule ? g_strconcat(rule.profile, " ", rule.rule, NULL) : g_strdup("-");
    if (date_is_set(due.due)) {
        request->due = due.due;
        request->due_reason = g_steal_pointer(&due.reason);
    } else {
        request->due = date_add_days(request->received, rule.target);
        request->due_reason = target_reason(&rule, request->profile, law ? law->cite : NULL);
    }
    law_due_clear(&due);
    return true;
}

static bool check_received(const struct request *request, struct date today, GError **error)
{
    if (request->received.days <= today.days) return true;
    char day[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A request cannot be received on {1}: that day is not here yet."),
                     N_("Give the day on which it arrived."), date_format(request->received, day), NULL);
    return false;
}

static char *receipt_note(const struct request *request)
{
    char day[DATE_TEXT_SIZE];
    g_autofree char *late = g_strdup_printf("%d", request->entered.days - request->received.days);
    date_format(request->received, day);
    return request->entered.days > request->received.days
               ? phrase_make(N_("Received {1}, entered {2} days later"), day, late, NULL)
               : phrase_make(N_("Received {1}"), day, NULL);
}

static bool take_in(struct session *session, struct request *request, GPtrArray *letters, GError **error)
{
    const struct law_step *step = law_machine_find(steps(), "-", "receive", request->profile, request->kind);
    if (!step) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The table of requests has no step {1} from {2}."),
                         N_("Correct data/law/requests.tsv."), "receive", "-", NULL);
        return false;
    }
    request->id = store_take_ids(session->store, "request", 1, error);
    if (request->id == 0 || !set_clock(request, error)) return false;
    request->state = g_strdup(step->to);
    g_autofree char *note = receipt_note(request);
    return request_insert(session, request, error) &&
           request_event(session, request, step->event, "-", request->state, note, error) &&
           request_letter_make(session, request, "request_acknowledgement", NULL, letters, error) &&
           guard_touch(session, request->subject, request->subject, error);
}

static const char *text_or(const struct arguments *arguments, const char *name, const char *otherwise)
{
    return arguments_has(arguments, name) ? arguments_text(arguments, name) : otherwise;
}

static char *clean(const struct arguments *arguments, const char *name)
{
    return arguments_has(arguments, name) ? text_sanitise(arguments_text(arguments, name), -1) : NULL;
}

static struct request *request_of(struct session *session, const struct arguments *arguments)
{
    struct request *request = g_new0(struct request, 1);
    request->subject = arguments_int(arguments, "subject", 0);
    request->kind = g_strdup(arguments_text(arguments, "kind"));
    request->received =
        arguments_has(arguments, "received") ? arguments_date(arguments, "received") : session_today(session);
    request->entered = session_today(session);
    request->extended = request->verified = request->answered = request->due = DATE_NONE;
    request->channel = g_strdup(text_or(arguments, "channel", "counter"));
    request->applicant = g_strdup(text_or(arguments, "applicant", "self"));
    request->proof = clean(arguments, "proof");
    request->text = clean(arguments, "text");
    request->profile = g_strdup(session_profile(session));
    request->maker = g_strdup(session->user);
    request->version = 1;
    return request;
}

bool request_command_open(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    if (!steps_loaded(error)) return false;
    g_autoptr(request_t) request = request_of(session, arguments);
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    session->audited_subject = request->subject;
    if (!check_received(request, session_today(session), error) || !take_in(session, request, letters, error))
        return false;
    g_autofree char *number = request_number(request->id);
    table_fact_int(answer, "request", N_("Request"), request->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_code(answer, "kind", N_("Kind"), "REQUEST_KIND", request->kind);
    table_fact_code(answer, "state", N_("State"), "REQUEST_STATE", request->state);
    table_fact_date(answer, "received", N_("Received"), request->received);
    table_fact_date(answer, "due", N_("Due"), request->due);
    table_fact_phrase(answer, "due_reason", N_("How it is counted"), request->due_reason);
    table_fact_text(answer, "letters", N_("Letters made"), letters->pdata[0]);
    table_fact_int(answer, "version", N_("Version"), request->version);
    return true;
}
