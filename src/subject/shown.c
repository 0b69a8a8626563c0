/* SPDX-License-Identifier: Apache-2.0 */
/* What a report showed: written from the dossier that was printed, not asked again of the store, so that a mark that
 * came in the meantime is not said to have been shown. */
#include "subject/shown.h"

static bool record_shown(struct session *session, int64_t report, const char *what, int64_t id, GError **error)
{
    return store_run(session->store, error, "INSERT INTO report_shown (report, what, id) VALUES (?1, ?2, ?3)", "isi",
                     report, what, id);
}

int64_t report_record(struct session *session, const struct dossier *dossier, const char *kind, const char *receiver,
                      const char *digest, GError **error)
{
    const int64_t report = store_take_ids(session->store, "report", 1, error);
    if (report == 0 || !store_run(session->store, error,
                                  "INSERT INTO report (id, subject, kind, at, user, receiver, purpose, digest, change)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                                  "iisissssi", report, dossier->subject, kind, session_now(session), session->user,
                                  receiver, session->purpose, digest, session->change))
        return 0;
    for (guint i = 0; i < dossier->marks->len; i++)
        if (!record_shown(session, report, "mark", ((const struct mark_seen *)dossier->marks->pdata[i])->mark, error))
            return 0;
    for (guint i = 0; i < dossier->statements->len; i++) {
        const struct statement_seen *statement = dossier->statements->pdata[i];
        if (!record_shown(session, report, "statement", statement->statement, error)) return 0;
    }
    return report;
}

bool report_open_disputes(struct session *session, int64_t subject, int64_t *count, GError **error)
{
    return store_query_int(session->store, count, 0, error,
                           "SELECT count(*) FROM dispute WHERE subject = ?1 AND received <= ?2 AND (closed IS NULL OR"
                           " closed > ?2)",
                           "id", subject, session_today(session));
}

bool report_is_own(struct session *session, int64_t report, GError **error)
{
    return store_run(session->store, error, "UPDATE report SET kind = 'own' WHERE id = ?1 AND kind = 'workbook'", "i",
                     report);
}

static const struct column columns[] = {
    { .id = "report", .title = N_("Report"), .type = VALUE_INTEGER },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "REPORT_KIND" },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "receiver", .title = N_("Receiver"), .type = VALUE_TEXT },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 1 },
    { .id = "marks",
      .title = N_("Marks shown"),
      .type = VALUE_TEXT,
      .help = N_("The numbers of the marks it printed.") },
    { .id = "statements",
      .title = N_("Statements shown"),
      .type = VALUE_TEXT,
      .help = N_("The numbers of the statements it printed.") },
    { .id = "digest", .title = N_("SHA-256"), .type = VALUE_TEXT, .priority = 3 },
};

bool subject_command_reports(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT id, at, kind, user, receiver, purpose,"
        " (SELECT group_concat(id, ', ') FROM (SELECT s.id FROM report_shown s WHERE s.report = r.id AND s.what ="
        " 'mark' ORDER BY s.id)),"
        " (SELECT group_concat(id, ', ') FROM (SELECT s.id FROM report_shown s WHERE s.report = r.id AND s.what ="
        " 'statement' ORDER BY s.id)),"
        " digest FROM report r WHERE subject = ?1 AND change <= ?2 ORDER BY id DESC",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, session->audited_subject);
    statement_bind_int(row, 2, session->view);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_int(answer, statement_int(row, 0));
        table_add_int(answer, statement_int(row, 1));
        for (int column = 2; column < (int)G_N_ELEMENTS(columns); column++)
            table_add_text(answer, statement_text(row, column));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}
