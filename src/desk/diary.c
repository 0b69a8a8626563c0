/* SPDX-License-Identifier: Apache-2.0 */
/* A diary day: the case sleeps until then, so that take next passes it by. The law does not sleep: the day must leave
 * the desk its reserve before the legal last day. Why is written into the case, where everybody reads it. */
#include "desk/desk_private.h"

static bool refuse_day(const struct dispute_case *each, struct date last, GError **error)
{
    char due[DATE_TEXT_SIZE], latest[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The legal last day is {1}: the case may sleep until {2} and no longer."),
                     N_("Name an earlier day, or go on with the case."), date_format(each->due, due),
                     date_format(last, latest), NULL);
    return false;
}

static bool check_day(struct session *session, const struct dispute_case *each, struct date day, GError **error)
{
    const struct law_state *state = machine_state(each->state);
    g_autofree char *number = case_number(each->id);
    if (state == NULL || !state->open) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is closed: nobody works on it."),
                         N_("`bureau dispute list --state open` shows those that are open."), number, NULL);
        return false;
    }
    if (day.days <= session_today(session).days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A diary day lies ahead"),
                         N_("Name a day after today; `bureau desk diary N --clear` ends the sleep."), NULL);
        return false;
    }
    const struct date last = { each->due.days - (int)machine_policy("furnisher_reserve") };
    return day.days <= last.days || refuse_day(each, last, error);
}

static bool write_day(struct session *session, const struct dispute_case *each, struct date day, const char *text,
                      GError **error)
{
    char written[DATE_TEXT_SIZE];
    g_autofree char *remark = text != NULL ? text_sanitise(text, -1) : NULL;
    g_autofree char *note = !date_is_set(day)
                                ? phrase_make(N_("Sleeps no longer; remark: {1}"), remark != NULL ? remark : "-", NULL)
                                : phrase_make(N_("Sleeps until {1}; remark: {2}"), date_format(day, written),
                                              remark != NULL ? remark : "-", NULL);
    return store_run(session->store, error, "UPDATE dispute SET diary = ?2 WHERE id = ?1", "id", each->id, day) &&
           case_event(session, each, "diary", each->state, each->state, note, error);
}

bool desk_command_diary(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    const bool ends = arguments_has(arguments, "clear");
    if (!machine_loaded(error)) return false;
    if (ends == arguments_has(arguments, "day")) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A diary needs a day, or the word to end it"),
                         N_("`bureau desk diary 214 2026-12-01`, or `bureau desk diary 214 --clear`."), NULL);
        return false;
    }
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    const struct date day = ends ? DATE_NONE : arguments_date(arguments, "day");
    if (!case_check_hold(session, each, error) || (!ends && !check_day(session, each, day, error)) ||
        !write_day(session, each, day, arguments_text(arguments, "text"), error))
        return false;
    /* who puts a case aside does not hold it */
    if (!ends && each->held_until != 0 && !desk_set_owner(session, each->id, NULL, 0, error)) return false;
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_date(answer, "diary", N_("Diary"), day);
    table_fact_date(answer, "due", N_("Due"), each->due);
    return true;
}
