/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of intake (batches, refused rows, mappings) and the making of an empty store. */
#include "intake/intake.h"
#include "intake/making.h"
#include "intake/mapping.h"
#include "vault/passphrase.h"

#include <string.h>

static const struct column batch_columns[] = {
    { .id = "batch", .title = N_("Batch"), .type = VALUE_INTEGER },
    { .id = "source", .title = N_("Source"), .type = VALUE_TEXT },
    { .id = "file", .title = N_("File"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "mapping", .title = N_("Mapping"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "observed", .title = N_("Observed"), .type = VALUE_MONTH, .priority = 4 },
    { .id = "loaded", .title = N_("Loaded"), .type = VALUE_MOMENT, .priority = 2 },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "read", .title = N_("Read"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "accepted", .title = N_("Accepted"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "rejected", .title = N_("Refused"), .type = VALUE_INTEGER },
    { .id = "prohibited",
      .title = N_("Prohibited"),
      .type = VALUE_INTEGER,
      .priority = 4,
      .help = N_("Fields that the law forbids to collect, dropped without their value.") },
    { .id = "unwarned",
      .title = N_("Unwarned"),
      .type = VALUE_INTEGER,
      .priority = 4,
      .help = N_("Income, assets and the like, dropped: no consent after the warning.") },
    { .id = "unnotified",
      .title = N_("Unnotified"),
      .type = VALUE_INTEGER,
      .priority = 4,
      .help = N_("Rows with adverse information of which the file does not say that the person was told.") },
    { .id = "state",
      .title = N_("State"),
      .type = VALUE_PHRASE,
      .priority = 1,
      .help = N_("Whether the batch stands, or was taken back.") },
};

bool intake_command_batches(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    (void)arguments;
    table_set_columns(answer, batch_columns, G_N_ELEMENTS(batch_columns));
    g_autoptr(statement_t) query =
        store_prepare(session->store,
                      "SELECT batch.id, CASE ?1 WHEN 'zh' THEN name_zh ELSE name_en END, file, mapping, observed, "
                      "loaded, batch.user, read, accepted, rejected, prohibited, unwarned, unnotified, "
                      "died IS NOT NULL AND died <= ?2 FROM batch JOIN source ON source.id = batch.source WHERE born "
                      "<= ?2 ORDER BY batch.id DESC",
                      error);
    if (!query) return false;
    statement_bind_text(query, 1, session->language);
    statement_bind_int(query, 2, session->view);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_int(answer, statement_int(query, 0));
        table_add_text(answer, statement_text(query, 1));
        table_add_text(answer, statement_text(query, 2));
        table_add_text(answer, statement_text(query, 3));
        table_add_month(answer, statement_month(query, 4));
        table_add_int(answer, statement_int(query, 5));
        table_add_text(answer, statement_text(query, 6));
        for (int column = 7; column < 13; column++)
            table_add_int(answer, statement_int(query, column));
        table_add_text(answer, statement_int(query, 13) ? N_("taken back") : N_("stands"));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}

static const struct column rejected_columns[] = {
    { .id = "line", .title = N_("Line"), .type = VALUE_INTEGER },
    { .id = "field", .title = N_("Field"), .type = VALUE_TEXT },
    { .id = "value",
      .title = N_("Kind of value"),
      .type = VALUE_PHRASE,
      .priority = 1,
      .help = N_("What stood there; the value itself is never kept, it may be personal.") },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_PHRASE },
};

bool intake_command_rejected(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    int64_t batch = arguments_int(arguments, "batch", 0), found;
    if (!store_query_int(session->store, &found, 0, error, "SELECT id FROM batch WHERE id = ?1", "i", batch))
        return false;
    if (found == 0) {
        char number[24];
        g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, batch);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no batch {1}."),
                         N_("`bureau intake batches` lists them."), number, NULL);
        return false;
    }
    table_set_columns(answer, rejected_columns, G_N_ELEMENTS(rejected_columns));
    g_autoptr(statement_t) query = store_prepare(
        session->store,
        "SELECT line, field, value_class, reason FROM rejected_row WHERE batch = ?1 ORDER BY line, field", error);
    if (!query) return false;
    statement_bind_int(query, 1, batch);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_int(answer, statement_int(query, 0));
        for (int column = 1; column < 4; column++)
            table_add_text(answer, statement_text(query, column));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}

static const struct column mapping_columns[] = {
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT },
    { .id = "title", .title = N_("Title"), .type = VALUE_TEXT },
    { .id = "source", .title = N_("Source"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "shape", .title = N_("Shape"), .type = VALUE_PHRASE, .priority = 1 },
    { .id = "observed", .title = N_("Observed"), .type = VALUE_MONTH, .priority = 3 },
    { .id = "state",
      .title = N_("State"),
      .type = VALUE_TEXT,
      .priority = 1,
      .help = N_("What is wrong with the mapping; empty when it can be used.") },
};

bool intake_command_mappings(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    (void)arguments;
    table_set_columns(answer, mapping_columns, G_N_ELEMENTS(mapping_columns));
    g_autoptr(GPtrArray) paths = mapping_shipped();
    bool chinese = g_strcmp0(session->language, "zh") == 0;
    for (guint i = 0; i < paths->len; i++) {
        g_autoptr(GError) cause = NULL;
        g_autoptr(mapping_t) mapping = mapping_load(paths->pdata[i], &cause);
        g_autofree char *base = g_path_get_basename(paths->pdata[i]);
        base[strlen(base) - strlen(".mapping")] = '\0';
        table_row_begin(answer);
        table_add_text(answer, base);
        table_add_text(answer, !mapping ? NULL : chinese ? mapping->title_zh : mapping->title);
        table_add_text(answer, mapping ? mapping->source_code : NULL);
        table_add_text(answer, !mapping ? NULL : mapping->wide ? N_("wide") : N_("long"));
        table_add_month(answer, mapping ? mapping->observed : MONTH_NONE);
        table_add_text(answer, cause ? cause->message : NULL);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static bool fill_empty(struct session *session, const char *administrator, GError **error)
{
    if (!guard_act_begin(session, "init", NULL, error)) return false;
    if (!store_run(session->store, error, "INSERT INTO user (name, role) VALUES (?1, ?2)", "ss", administrator,
                   role_name(ROLE_ADMINISTRATOR)) ||
        !setting_set(session->store, "user.default", administrator, error) ||
        !setting_set(session->store, "law.profile", "CN-ZX", error)) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "init", NULL, error);
}

/* The administrator's passphrase, asked for and found strong enough, whoever asked. */
static struct secret *first_passphrase(struct session *session, const char *administrator, GError **error)
{
    if (!session->ask) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A new store needs a passphrase, and there is nobody to ask"),
                         N_("Give it with --passphrase-file."), NULL);
        return NULL;
    }
    g_autoptr(secret_t) passphrase = session->ask(session->ask_data, SECRET_NEW, administrator, error);
    if (!passphrase || !passphrase_check(passphrase, administrator, error)) return NULL;
    return g_steal_pointer(&passphrase);
}

bool intake_command_init(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *directory = arguments_text(arguments, "dir"), *name = arguments_text(arguments, "administrator");
    const char *administrator = name ? name : "admin";
    if (!user_name_check(administrator, error)) return false;
    g_autoptr(making_t) making = making_begin(directory, error);
    g_autoptr(secret_t) passphrase = making ? first_passphrase(session, administrator, error) : NULL;
    g_autoptr(secret_t) recovery = NULL;
    if (!passphrase) return false;
    g_autoptr(session_t) inner =
        making_session(making, administrator, passphrase, passphrase_cost_measured(), &recovery, error);
    if (!inner) return false;
    inner->clock = session->clock;
    const bool good = fill_empty(inner, administrator, error) && guard_logout(inner, error);
    store_close(g_steal_pointer(&inner->store));
    if (!good) return false;
    making_done(making);
    table_fact_text(answer, "dir", N_("Folder"), directory);
    table_fact_text(answer, "administrator", N_("Administrator"), administrator);
    table_fact_flag(answer, "sealed", N_("Sealed with a passphrase"), true);
    table_fact_text(answer, "recovery_key", N_("Recovery key"), (const char *)secret_bytes(recovery));
    table_fact_phrase(
        answer, "note", N_("Note"),
        N_("The recovery key is shown this once. Write it down and keep it away from the store: without it "
           "and without the passphrase nobody can open what is in there."));
    return true;
}
