/* SPDX-License-Identifier: Apache-2.0 */
/* Who applied, what came when, and what that does: identity and authority, material that arrives, a longer period, and
 * under European law the restriction of what cannot be verified. */
#include "dispute/act.h"
#include "dispute/clock.h"
#include "dispute/evidence.h"

#include <string.h>

static bool is_there(const char *text)
{
    return text != NULL && *text != '\0';
}

const char *case_lacks(const struct dispute_case *each)
{
    const bool another = each->applicant != NULL && strcmp(each->applicant, "subject") != 0;
    const bool identity = is_there(each->identity);
    const bool authority = !another || (is_there(each->authority) && is_there(each->agent));
    if (identity && authority) return NULL;
    if (identity) return N_("the name and the authority of the agent or relative");
    return authority ? N_("proof of identity")
                     : N_("proof of identity, and the name and authority of the agent or relative");
}

bool case_attach(struct session *session, const struct dispute_case *each, const struct arguments *arguments,
                 const char *name, GError **error)
{
    for (size_t i = 0; i < arguments_count(arguments, name); i++)
        if (!evidence_keep(session, each->id, arguments_nth(arguments, name, i), "application", 0, error)) return false;
    return true;
}

/* ---- the day it arrived -------------------------------------------------------------------------------------------
 */

static bool refuse_day(const char *what, const char *next, struct date day, const char *event, GError **error)
{
    char text[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_REFUSED, what, next, date_format(day, text), event, NULL);
    return false;
}

bool case_arrival(struct session *session, const struct dispute_case *each, const struct law_step *step,
                  const struct arguments *arguments, struct date *arrived, GError **error)
{
    *arrived = session_today(session);
    if (!arguments_has(arguments, "received")) return true;
    const struct date day = arguments_date(arguments, "received");
    if (!clock_has_word(step->requires, "arrives"))
        return refuse_day(N_("{2} is an act of the house and happens today, not on {1}."), N_("Leave out --received."),
                          day, step->event, error);
    if (day.days > arrived->days)
        return refuse_day(N_("Nothing can have arrived on {1}: that day is not here yet."),
                          N_("Give the day on which it arrived."), day, step->event, error);
    if (day.days < each->received.days)
        return refuse_day(N_("Nothing of this case can have arrived on {1}: the dispute itself came later."),
                          N_("Give the day on which it arrived."), day, step->event, error);
    *arrived = day;
    return true;
}

/* ---- effects ------------------------------------------------------------------------------------------------------
 */

static void take_text(char **into, const struct arguments *arguments, const char *name)
{
    if (!arguments_has(arguments, name)) return;
    g_free(*into);
    *into = text_sanitise(arguments_text(arguments, name), -1);
}

/* What was shown is written into the case; the guard has seen to it that nothing is missing. */
bool effect_verify(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    (void)error;
    struct dispute_case *each = act->each;
    take_text(&each->identity, act->arguments, "identity");
    take_text(&each->authority, act->arguments, "authority");
    take_text(&each->agent, act->arguments, "agent");
    each->verified = session_today(act->session);
    return true;
}

bool effect_relevant(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    if (!arguments_has(act->arguments, "relevant")) return true;
    return clocks_extend(act->session, act->each, act->arrived, error);
}

bool effect_extend(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    return clocks_extend(act->session, act->each, act->arrived, error);
}

/* Data whose accuracy is contested and cannot be proved is kept and not used (Art. 18(1)(a)): a row of the register of
 * protections, unless one stands. Lifting it is the register's own act. */
bool effect_restrict(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    struct session *session = act->session;
    struct date today = session_today(session);
    int64_t standing;
    if (!store_query_int(session->store, &standing, 0, error,
                         "SELECT count(*) FROM protection WHERE subject = ?1 AND kind = 'restricted' AND lifted IS NULL"
                         " AND (ends IS NULL OR ends >= ?2)",
                         "id", act->each->subject, today))
        return false;
    if (standing > 0) return true;
    g_autofree char *number = case_number(act->each->id);
    g_autofree char *reason = phrase_make(N_("The accuracy of what {1} disputes cannot be proved"), number, NULL);
    const int64_t id = store_take_ids(session->store, "protection", 1, error);
    return id != 0 && store_run(session->store, error,
                                "INSERT INTO protection (id, subject, kind, begins, reason, placed, placed_by)"
                                " VALUES (?1, ?2, 'restricted', ?3, ?4, ?5, ?6)",
                                "iidsis", id, act->each->subject, today, reason, session_now(session), session->user);
}
