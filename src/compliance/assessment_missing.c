/* SPDX-License-Identifier: Apache-2.0 */
/* Which impact assessments are missing. data/law/assessments.tsv names the occasions; what the store shows of each is
 * looked up here. One that was closed, or whose review day has passed, covers nothing. */
#include "compliance/assessment.h"

#include <string.h>

/* Each answers rows (what it is about or NULL, since when in milliseconds or NULL). */
static const struct {
    const char *found, *sql;
} searches[] = {
    { "means", "SELECT NULL, NULL WHERE EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM measure)" },
    { "scores",
      "SELECT NULL, NULL WHERE EXISTS (SELECT 1 FROM score) OR EXISTS (SELECT 1 FROM decision WHERE machine = 1)" },
    { "agreements", "SELECT 'agreement ' || id, begins * 86400000 FROM agreement WHERE ended IS NULL ORDER BY id" },
    { "abroad",
      "SELECT 'agreement ' || id, begins * 86400000 FROM agreement WHERE ended IS NULL AND abroad = 1 ORDER BY id" },
    { "models", "SELECT name || ' ' || number, made FROM model WHERE state = 'deployed' ORDER BY name, number" },
    { "profile", "SELECT NULL, at FROM change WHERE command = 'law.use' ORDER BY id DESC LIMIT 1" },
};

static const char *search_for(const char *found)
{
    for (size_t i = 0; i < G_N_ELEMENTS(searches); i++)
        if (strcmp(searches[i].found, found) == 0) return searches[i].sql;
    return NULL;
}

struct missing {
    struct session *session;
    struct table *answer; /* NULL: they are only counted */
    int64_t count;
};

/* In force, of this occasion, about this one or about all of them, and not older than what it is about. */
static bool is_covered(struct session *session, const char *occasion, const char *about, int64_t since, bool *covered,
                       GError **error)
{
    int64_t found;
    if (!store_query_int(session->store, &found, 0, error,
                         "SELECT EXISTS (SELECT 1 FROM assessment WHERE occasion = ?1 AND state = 'valid'"
                         " AND (about IS NULL OR ?2 IS NULL OR about = ?2) AND (review IS NULL OR review >= ?3)"
                         " AND (?2 IS NOT NULL OR made >= ?4))",
                         "ssdi", occasion, about, session_today(session), since))
        return false;
    *covered = found != 0;
    return true;
}

static bool add_row(struct missing *missing, const struct tsv *lines, size_t line, const char *about, int64_t since,
                    GError **error)
{
    missing->count++;
    if (missing->answer == NULL) return true;
    const bool chinese = g_strcmp0(missing->session->language, "zh") == 0;
    table_row_begin(missing->answer);
    table_add_text(missing->answer, tsv_cell(lines, line, "occasion"));
    table_add_text(missing->answer, about);
    if (since != 0)
        table_add_int(missing->answer, since);
    else
        table_add_null(missing->answer);
    table_add_text(missing->answer, tsv_cell(lines, line, "article"));
    table_add_text(missing->answer, tsv_cell(lines, line, chinese ? "reason_zh" : "reason_en"));
    return table_row_end(missing->answer, error);
}

static bool look(struct missing *missing, const struct tsv *lines, size_t line, GError **error)
{
    const char *sql = search_for(tsv_cell(lines, line, "found")), *occasion = tsv_cell(lines, line, "occasion");
    if (sql == NULL) {
        bureau_error_set(error, BUREAU_ERROR_STORE,
                         N_("data/law/assessments.tsv names a search {1} that is not known."), N_("Correct the file."),
                         tsv_cell(lines, line, "found"), NULL);
        return false;
    }
    g_autoptr(statement_t) row = store_prepare(missing->session->store, sql, error);
    if (row == NULL) return false;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        bool covered;
        g_autofree char *about = g_strdup(statement_text(row, 0));
        const int64_t since = statement_is_null(row, 1) ? 0 : statement_int(row, 1);
        if (!is_covered(missing->session, occasion, about, since, &covered, error) ||
            (!covered && !add_row(missing, lines, line, about, since, error)))
            return false;
    }
    return step == STEP_DONE;
}

static bool look_all(struct missing *missing, GError **error)
{
    g_autoptr(tsv_t) lines = tsv_load("law/assessments.tsv", error);
    if (lines == NULL) return false;
    for (size_t line = 0; line < tsv_rows(lines); line++)
        if (!look(missing, lines, line, error)) return false;
    return true;
}

static const struct column columns[] = {
    { .id = "occasion", .title = N_("Occasion"), .type = VALUE_CODE, .group = "PIA_OCCASION" },
    { .id = "about", .title = N_("About"), .type = VALUE_TEXT },
    { .id = "since", .title = N_("Since"), .type = VALUE_MOMENT },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_TEXT },
};

bool assessment_list_missing(struct session *session, struct table *answer, GError **error)
{
    struct missing missing = { .session = session, .answer = answer };
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    return look_all(&missing, error);
}

bool assessment_count_missing(struct session *session, int64_t *count, GError **error)
{
    struct missing missing = { .session = session };
    *count = 0;
    if (!look_all(&missing, error)) return false;
    *count = missing.count;
    return true;
}
