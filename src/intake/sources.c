/* SPDX-License-Identifier: Apache-2.0 */
/* Where data comes from: licence and legal basis of each source, and when somebody last looked at it (the duty to
 * review who furnishes). */
#include "intake/intake.h"
#include "intake/lawful.h"

static const struct column columns[] = {
    { .id = "source", .title = N_("Source"), .type = VALUE_TEXT },
    { .id = "name", .title = N_("Name"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "SOURCE_KIND", .priority = 2 },
    { .id = "licence", .title = N_("Licence"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "basis", .title = N_("Legal basis"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "anonymous", .title = N_("Names nobody"), .type = VALUE_FLAG, .priority = 4 },
    { .id = "reviewed", .title = N_("Reviewed"), .type = VALUE_DATE },
    { .id = "reviewer", .title = N_("Reviewer"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "until", .title = N_("Review holds until"), .type = VALUE_DATE, .priority = 2 },
    { .id = "state",
      .title = N_("State"),
      .type = VALUE_CODE,
      .group = "SOURCE_STATE",
      .help =
          N_("Whether the review still holds, has run out, or was never made; or that the legal basis is missing.") },
    { .id = "batches", .title = N_("Batches"), .type = VALUE_INTEGER, .priority = 4 },
};

struct source_row {
    struct date reviewed, until;
    bool anonymous, has_basis;
    const char *kind;
};

static const char *state_of(struct session *session, const struct source_row *row)
{
    const char *profile = session_profile(session);
    if (!row->has_basis && !row->anonymous && lawful_asks(profile, row->kind, "basis", NULL, NULL)) return "no_basis";
    if (!date_is_set(row->reviewed)) return "never";
    return row->until.days < session_today(session).days ? "expired" : "reviewed";
}

static bool add_source(struct session *session, struct statement *query, struct table *answer, GError **error)
{
    int months = 0;
    struct source_row row = { .reviewed = statement_date(query, 6),
                              .until = DATE_NONE,
                              .anonymous = statement_int(query, 5) != 0,
                              .kind = statement_text(query, 2) };
    const char *basis = statement_text(query, 4);
    row.has_basis = basis && *basis;
    lawful_asks(session_profile(session), row.kind, "review", &months, NULL);
    if (months > 0) row.until = date_is_set(row.reviewed) ? date_add_months(row.reviewed, months) : DATE_NONE;
    table_row_begin(answer);
    for (int column = 0; column < 5; column++)
        table_add_text(answer, statement_text(query, column));
    table_add_int(answer, row.anonymous);
    table_add_date(answer, row.reviewed);
    table_add_text(answer, statement_text(query, 7));
    table_add_date(answer, row.until);
    table_add_text(answer, state_of(session, &row));
    table_add_int(answer, statement_int(query, 8));
    return table_row_end(answer, error);
}

bool intake_command_sources(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) query =
        store_prepare(session->store,
                      "SELECT code, CASE ?1 WHEN 'zh' THEN name_zh ELSE name_en END, kind, licence, legal_basis, "
                      "anonymous, reviewed, reviewer, (SELECT count(*) FROM batch WHERE batch.source = source.id AND "
                      "died IS NULL) FROM source ORDER BY code",
                      error);
    if (!query) return false;
    statement_bind_text(query, 1, session->language ? session->language : "en");
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW)
        if (!add_source(session, query, answer, error)) return false;
    return step == STEP_DONE;
}

bool intake_command_review(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const char *code = arguments_text(arguments, "source"), *licence = arguments_text(arguments, "licence");
    const struct date today = session_today(session);
    if (!store_run(
            session->store, error,
            "UPDATE source SET reviewed = ?2, reviewer = ?3, licence = coalesce(?4, licence), version = version + "
            "1 WHERE code = ?1",
            "sdss", code, today, session->user, licence))
        return false;
    if (store_changes(session->store) == 0) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no source {1}."),
                         N_("`bureau intake sources` lists them."), code, NULL);
        return false;
    }
    table_fact_text(answer, "source", N_("Source"), code);
    table_fact_date(answer, "reviewed", N_("Reviewed"), today);
    table_fact_text(answer, "reviewer", N_("Reviewer"), session->user);
    return true;
}
