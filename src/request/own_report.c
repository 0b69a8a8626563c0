/* SPDX-License-Identifier: Apache-2.0 */
/* The own credit report: the workbook of the file, in clear, because it is the person's own; how many of a period are
 * free is the law's, and the next one may be charged for. */
#include "request/register.h"

#include "subject/shown.h"

#include <glib/gstdio.h>

/* The first day of the period in which free reports are counted: the calendar year, or the twelve months up to today.
 */
static struct date period_begins(const struct law_rule *rule, struct date today)
{
    int year, month, day;
    date_split(today, &year, &month, &day);
    return g_str_has_prefix(rule->count_from, "calendar_year") ? date_make(year, 1, 1)
                                                               : date_add_days(date_add_months(today, -12), 1);
}

static int64_t begin_of(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) begin = g_date_time_new_local(year, month, number, 0, 0, 0);
    return begin ? g_date_time_to_unix(begin) * 1000 : 0;
}

static bool given_since(struct session *session, int64_t subject, struct date first, int64_t *given, GError **error)
{
    return store_query_int(
        session->store, given, 0, error,
        "SELECT count(*) FROM request_event e JOIN request r ON r.id = e.request WHERE r.subject = ?1"
        " AND e.event IN ('report', 'report_charged') AND e.at >= ?2",
        "ii", subject, begin_of(first));
}

/* Through the door like everybody: the rights, the log and the masks of the workbook's own command hold; what is the
 * person's own is shown in clear, with the request as the reason. */
static bool write_workbook(struct session *session, const struct request *request, const char *file, char **digest,
                           int64_t *report, GError **error)
{
    const struct command *command = command_find("export.subject");
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, request->subject);
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(table_t) answer = table_new();
    if (!arguments_set(arguments, "subject", subject, error) || !arguments_set(arguments, "file", file, error))
        return false;
    char *const reveal = g_steal_pointer(&session->reveal);
    session->reveal = request_number(request->id);
    const bool done = command_run(command, session, arguments, answer, error);
    g_free(session->reveal);
    session->reveal = reveal;
    const struct fact *sum = done ? table_find_fact(answer, "sha256") : NULL;
    *digest = sum ? g_strdup(sum->cell.text) : NULL;
    const struct fact *made = done ? table_find_fact(answer, "report") : NULL;
    *report = made ? made->cell.integer : 0;
    session->audited_subject = request->subject;
    return done;
}

static bool record(struct session *session, struct request *request, int64_t number, bool is_free, const char *digest,
                   int64_t report, GError **error)
{
    g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *note = is_free ? phrase_make(N_("Own report {1} of the period, free of charge; SHA-256 {2}"),
                                                  count, digest ? digest : "-", NULL)
                                    : phrase_make(N_("Own report {1} of the period, may be charged; SHA-256 {2}"),
                                                  count, digest ? digest : "-", NULL);
    if (is_free) request->free = number;
    if (!guard_act_begin(session, "request.report", NULL, error)) return false;
    session->audited_subject = request->subject;
    if (!request_event(session, request, is_free ? "report" : "report_charged", request->state, request->state, note,
                       error) ||
        !request_save(session, request, error) || !report_is_own(session, report, error)) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "request.report", NULL, error);
}

bool request_command_report(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const char *file = arguments_text(arguments, "file");
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    if (!request || !request_check_verified(request, error) || !request_check_open(request, error)) return false;
    const struct law_rule *rule = law_find_for(session_profile(session), "report.free", NULL);
    const struct date first = rule ? period_begins(rule, session_today(session)) : date_make(1970, 1, 1);
    int64_t given = 0;
    if (!given_since(session, request->subject, first, &given, error)) return false;
    const bool is_free = !rule || given < rule->amount;
    g_autofree char *digest = NULL;
    int64_t report = 0;
    if (!write_workbook(session, request, file, &digest, &report, error)) return false;
    if (!record(session, request, given + 1, is_free, digest, report, error)) {
        folder_as_person();
        g_unlink(file); /* nothing leaves without its line */
        folder_as_program();
        return false;
    }
    table_fact_int(answer, "request", N_("Request"), request->id);
    table_fact_int(answer, "number", N_("Own report of the period"), given + 1);
    table_fact_int(answer, "free_reports", N_("Free in a period"), rule ? rule->amount : 0);
    table_fact_date(answer, "since", N_("Counted since"), first);
    table_fact_flag(answer, "free", N_("Free of charge"), is_free);
    if (rule) table_fact_text(answer, "article", N_("Article"), rule->cite);
    if (digest) table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    table_fact_int(answer, "version", N_("Version"), request->version);
    return true;
}
