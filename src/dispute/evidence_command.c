/* SPDX-License-Identifier: Apache-2.0 */
/* The papers of a case: one more, the list of them, and one written out again as it came in. */
#include "dispute/evidence.h"

#include "letter/deliver.h"

#include <string.h>

static bool check_item(const struct dispute_case *each, int64_t item, GError **error)
{
    if (item == 0 || case_item_at(each, item) != NULL) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The case has no item {1}."),
                     N_("`bureau dispute items` lists them."), number, NULL);
    return false;
}

static bool check_open_file(const struct dispute_case *each, GError **error)
{
    if (!date_is_set(each->archived)) return true;
    char day[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The file of this case was closed on {1}: nothing is added to it."),
                     N_("What is new belongs to a new dispute."), date_format(each->archived, day), NULL);
    return false;
}

bool dispute_command_attach(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    const char *role = arguments_has(arguments, "role") ? arguments_text(arguments, "role") : "evidence";
    const int64_t item = arguments_int(arguments, "item", 0);
    if ((arguments_has(arguments, "version") &&
         !case_check_version(session, each, arguments_int(arguments, "version", 0), error)) ||
        !case_check_hold(session, each, error) || !check_open_file(each, error) || !check_item(each, item, error))
        return false;
    int64_t before = 0, after = 0;
    const size_t files = arguments_count(arguments, "file");
    if (!evidence_count(session, each->id, &before, error)) return false;
    for (size_t i = 0; i < files; i++)
        if (!evidence_keep(session, each->id, arguments_nth(arguments, "file", i), role, item, error)) return false;
    g_autofree char *note = phrase_make(N_("Papers added: {1}"), codes_label("ATTACHMENT_ROLE", role, "en"), NULL);
    if (!evidence_count(session, each->id, &after, error) ||
        (after > before && (!case_event(session, each, "attach", each->state, each->state, note, error) ||
                            !case_save(session, each, error))))
        return false;
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_int(answer, "added", N_("Added"), after - before);
    table_fact_int(answer, "known", N_("There already"), (int64_t)files - (after - before));
    table_fact_int(answer, "version", N_("Version"), each->version);
    return true;
}

static const struct column columns[] = {
    { .id = "digest", .title = N_("SHA-256"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT },
    { .id = "role", .title = N_("What it is to the case"), .type = VALUE_CODE, .group = "ATTACHMENT_ROLE" },
    { .id = "type", .title = N_("Type"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "size", .title = N_("Bytes"), .type = VALUE_INTEGER },
    { .id = "item", .title = N_("Item"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "added", .title = N_("Added"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT },
};

bool dispute_command_attachments(struct session *session, const struct arguments *arguments, struct table *answer,
                                 GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT digest, name, role, type, size, item, added, user FROM"
                                               " attachment WHERE dispute = ?1 ORDER BY added, digest",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        table_row_begin(answer);
        for (int column = 0; column < 4; column++)
            table_add_text(answer, statement_text(row, column));
        table_add_int(answer, statement_int(row, 4));
        if (statement_is_null(row, 5))
            table_add_null(answer);
        else
            table_add_int(answer, statement_int(row, 5));
        table_add_int(answer, statement_int(row, 6));
        table_add_text(answer, statement_text(row, 7));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}

static void no_such(const char *digest, GError **error)
{
    g_autofree char *clean = text_sanitise(digest, -1);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND,
                     N_("The case holds no paper, or more than one, whose digest begins with {1}."),
                     N_("`bureau dispute attachments` lists them."), clean, NULL);
}

/* The paper as it came in: its bytes are held against the digest before they leave. */
static bool write_out(struct statement *row, const char *path, bool replace, GError **error)
{
    size_t length;
    const void *bytes = statement_bytes(row, 0, &length);
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
    if (g_strcmp0(digest, statement_text(row, 1)) == 0) return letter_deliver(path, replace, bytes, length, error);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The paper is not what was kept: its digest differs."),
                     N_("Run `bureau store verify`, and look into a backup."), NULL);
    return false;
}

bool dispute_command_attachment(struct session *session, const struct arguments *arguments, struct table *answer,
                                GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    const char *wanted = arguments_text(arguments, "digest");
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT body, digest, name, type, (SELECT count(*) FROM attachment b"
                      "  WHERE b.dispute = ?1 AND substr(b.digest, 1, length(?2)) = ?2)"
                      " FROM attachment WHERE dispute = ?1 AND substr(digest, 1, length(?2)) = ?2",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_text(row, 2, wanted);
    const enum step step = statement_step(row, error);
    if (step == STEP_ERROR) return false;
    if (step != STEP_ROW || strlen(wanted) < 6 || statement_int(row, 4) != 1) {
        no_such(wanted, error);
        return false;
    }
    const char *path = arguments_text(arguments, "file");
    if (!write_out(row, path, arguments_has(arguments, "replace"), error)) return false;
    table_fact_text(answer, "file", N_("File"), path);
    table_fact_text(answer, "name", N_("Name"), statement_text(row, 2));
    table_fact_text(answer, "type", N_("Type"), statement_text(row, 3));
    table_fact_text(answer, "sha256", N_("SHA-256"), statement_text(row, 1));
    return true;
}
