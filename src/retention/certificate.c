/* SPDX-License-Identifier: Apache-2.0 */
/* What a purge leaves behind: a text in both languages that says how much went, by which rule, on which day, by whom,
 * and a keyed digest over the list of what went. Without the key nobody can try items against the digest; with it the
 * house can prove that a list it is shown is the list. No value, no name and no subject is in it. */
#include "retention/retention_private.h"

#include <string.h>

/* The law rules by which something may go, each once. */
static char *rules_of(const struct purge *purge, bool cite)
{
    GString *text = g_string_new(NULL);
    const struct adverse_rule *rule;
    for (size_t i = 0; (rule = retention_rule(&purge->retention, i)) != NULL; i++) {
        const char *word = cite ? rule->law->cite : rule->law->rule;
        if (rule->deletes && strstr(text->str, word) == NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", word);
    }
    return g_string_free(text, FALSE);
}

/* data/law/certificate.tsv: the lines of the text by language. */
static bool make_text(struct session *session, const struct purge *purge, const char *digest, GString *text,
                      GError **error)
{
    char day[DATE_TEXT_SIZE];
    g_autoptr(tsv_t) lines = tsv_load("law/certificate.tsv", error);
    if (lines == NULL) return false;
    g_autofree char *cites = rules_of(purge, true);
    g_autofree char *items = g_strdup_printf("%" G_GINT64_FORMAT, purge->items);
    g_autofree char *subjects = g_strdup_printf("%" G_GINT64_FORMAT, purge->subjects);
    date_format(purge->retention.today, day);
    for (size_t row = 0; row < tsv_rows(lines); row++) {
        g_autofree char *phrase = phrase_make(tsv_cell(lines, row, "text"), day, session_profile(session), cites, items,
                                              subjects, digest, session->user, NULL);
        g_autofree char *line = phrase_expand(phrase, NULL);
        g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
    return true;
}

int64_t purge_certificate(struct session *session, const struct purge *purge, GError **error)
{
    const int64_t id = store_take_ids(session->store, "certificate", 1, error);
    g_autoptr(GString) text = g_string_new(NULL);
    const char *digest = g_hmac_get_string(purge->digest);
    g_autofree char *rules = rules_of(purge, false);
    if (id == 0 || !make_text(session, purge, digest, text, error)) return 0;
    const bool written = store_run(session->store, error,
                                   "INSERT INTO certificate (id, kind, made, user, profile, rule, items, subjects, "
                                   "digest, body, change) VALUES (?1, "
                                   "'purge', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                                   "iisssiissi", id, session_now(session), session->user, session_profile(session),
                                   rules, purge->items, purge->subjects, digest, text->str, session->change);
    return written ? id : 0;
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

static const struct column columns[] = {
    { .id = "certificate", .title = N_("Certificate"), .type = VALUE_INTEGER },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "CERTIFICATE_KIND", .priority = 1 },
    { .id = "made", .title = N_("Made"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "profile", .title = N_("Profile"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "rule", .title = N_("Rule"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "items", .title = N_("Items"), .type = VALUE_INTEGER },
    { .id = "subjects", .title = N_("Subjects"), .type = VALUE_INTEGER },
    { .id = "digest", .title = N_("Digest"), .type = VALUE_TEXT, .priority = 3 },
};

bool retention_command_certificates(struct session *session, const struct arguments *arguments, struct table *answer,
                                    GError **error)
{
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) query = store_prepare(
        session->store,
        "SELECT id, kind, made, user, profile, rule, items, subjects, digest FROM certificate ORDER BY id DESC", error);
    if (query == NULL) return false;
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        table_row_begin(answer);
        table_add_int(answer, statement_int(query, 0));
        table_add_text(answer, statement_text(query, 1));
        table_add_int(answer, statement_int(query, 2));
        for (int column = 3; column < 6; column++)
            table_add_text(answer, statement_text(query, column));
        table_add_int(answer, statement_int(query, 6));
        table_add_int(answer, statement_int(query, 7));
        table_add_text(answer, statement_text(query, 8));
        if (!table_row_end(answer, error)) return false;
    }
    return step == STEP_DONE;
}

bool retention_command_certificate(struct session *session, const struct arguments *arguments, struct table *answer,
                                   GError **error)
{
    const int64_t id = arguments_int(arguments, "certificate", 0);
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT made, user, profile, rule, items, subjects, digest, body FROM certificate WHERE id = ?1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, id);
    const enum step step = statement_step(row, error);
    if (step == STEP_DONE) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no certificate {1}."),
                         N_("`bureau retention certificates` lists them."), number, NULL);
    }
    if (step != STEP_ROW) return false;
    table_fact_int(answer, "certificate", N_("Certificate"), id);
    table_fact_moment(answer, "made", N_("Made"), statement_int(row, 0));
    table_fact_text(answer, "user", N_("User"), statement_text(row, 1));
    table_fact_text(answer, "profile", N_("Profile"), statement_text(row, 2));
    table_fact_text(answer, "rule", N_("Rule"), statement_text(row, 3));
    table_fact_int(answer, "items", N_("Items"), statement_int(row, 4));
    table_fact_int(answer, "subjects", N_("Subjects"), statement_int(row, 5));
    table_fact_text(answer, "digest", N_("Digest"), statement_text(row, 6));
    table_fact_phrase(answer, "text", N_("Text"), statement_text(row, 7));
    return true;
}
