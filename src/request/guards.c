/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold before a request moves. Each refusal says what is missing. */
#include "request/register.h"

#include <string.h>

static bool is_there(const char *text)
{
    return text && *text;
}

/* The dispute that a correction leads to: of the same person; `closed` wants its end. */
static bool dispute_fits(struct session *session, const struct request *request, int64_t dispute, bool closed,
                         bool *fits, GError **error)
{
    int64_t count = 0;
    if (!store_query_int(
            session->store, &count, 0, error,
            "SELECT count(*) FROM dispute WHERE id = ?1 AND subject = ?2 AND (?3 = 0 OR closed IS NOT NULL)", "iii",
            dispute, request->subject, (int64_t)closed))
        return false;
    *fits = count > 0;
    return true;
}

static bool is_met(struct session *session, const struct request *request, const struct arguments *arguments,
                   const char *word, bool *met, GError **error)
{
    *met = true;
    if (strcmp(word, "text") == 0)
        *met = is_there(arguments_text(arguments, "text"));
    else if (strcmp(word, "reason") == 0)
        *met = is_there(arguments_text(arguments, "reason"));
    else if (strcmp(word, "proof") == 0)
        *met = strcmp(request->applicant, "self") == 0 || is_there(request->proof) ||
               is_there(arguments_text(arguments, "proof"));
    else if (strcmp(word, "in_time") == 0)
        *met = session_today(session).days <= request->due.days;
    else if (strcmp(word, "dispute") == 0)
        return dispute_fits(session, request, arguments_int(arguments, "dispute", 0), false, met, error);
    else if (strcmp(word, "closed_dispute") == 0)
        return dispute_fits(session, request, request->dispute, true, met, error);
    return true;
}

static void set_missing(const struct request *request, const char *word, const char *event, GError **error)
{
    static const struct {
        const char *word, *what, *next, *applicant;
    } missing[] = {
        { "text", N_("{1} needs a text: what was done, and how."), N_("Give it with --text."), NULL },
        { "reason", N_("{1} needs its reasons: the person has to be told them."), N_("Give them with --reason."),
          NULL },
        { "proof", N_("Who asks for somebody who died shows the death and the relation."),
          N_("Give what was shown with --proof."), "relative" },
        { "proof", N_("Who asks for somebody else shows an authorisation."), N_("Give what was shown with --proof."),
          NULL },
        { "in_time", N_("{1} has to be told before the legal last day, and that day is past."),
          N_("Answer or refuse it now."), NULL },
        { "dispute", N_("{1} needs the number of a dispute of the same person."),
          N_("Open one with `bureau dispute open`, then give it with --dispute."), NULL },
        { "closed_dispute", N_("The correction is not done: no dispute is linked that is closed."),
          N_("Link the dispute with the event link, and bring it to its end."), NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(missing); i++)
        if (strcmp(missing[i].word, word) == 0 &&
            (!missing[i].applicant || strcmp(missing[i].applicant, request->applicant) == 0)) {
            bureau_error_set(error, BUREAU_ERROR_REFUSED, missing[i].what, missing[i].next, event, NULL);
            return;
        }
}

bool request_guards_hold(struct session *session, const struct request *request, const struct law_step *step,
                         const struct arguments *arguments, GError **error)
{
    if (!law_step_check_person(session, step, request->maker, error)) return false;
    g_auto(GStrv) words = g_strsplit(step->requires, ",", -1);
    for (size_t i = 0; words[i]; i++) {
        bool met;
        if (!is_met(session, request, arguments, words[i], &met, error)) return false;
        if (!met) {
            set_missing(request, words[i], step->event, error);
            return false;
        }
    }
    return letter_check_text(arguments_text(arguments, "text"), error) &&
           letter_check_text(arguments_text(arguments, "reason"), error);
}
