/* SPDX-License-Identifier: Apache-2.0 */
/* Impact assessments: what was judged before personal information is used in a way that weighs. They are kept at least
 * as long as the rule pia.retain says; nothing here takes one away. */
#include "compliance/assessment.h"

#include "law/law.h"

static char *assessment_number(int64_t id)
{
    return g_strdup_printf("A-%06" G_GINT64_FORMAT, id);
}

/* The day until which one made today is kept at the least; the day itself where the profile has no such rule. */
static bool keep_until(struct session *session, struct date *until, GError **error)
{
    struct law_due due;
    const struct law_rule *rule = law_find_for(session_profile(session), "pia.retain", NULL);
    if (rule == NULL) rule = law_find("CN", "pia.retain", error); /* no shorter than where the law gives a number */
    if (rule == NULL || !law_count(rule, session_today(session), NULL, &due, error)) return false;
    *until = due.due;
    law_due_clear(&due);
    return true;
}

bool assessment_command_add(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    struct date until, review = arguments_has(arguments, "review") ? arguments_date(arguments, "review") : DATE_NONE;
    if (!keep_until(session, &until, error)) return false;
    if (date_is_set(review) && review.days <= session_today(session).days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The next review has to lie ahead."),
                         N_("Give a later day with --review."), NULL);
        return false;
    }
    int64_t id = store_take_ids(session->store, "assessment", 1, error);
    g_autofree char *title = text_sanitise(arguments_text(arguments, "title"), -1);
    g_autofree char *lawful = text_sanitise(arguments_text(arguments, "lawful"), -1);
    g_autofree char *effect = text_sanitise(arguments_text(arguments, "effect"), -1);
    g_autofree char *measures = text_sanitise(arguments_text(arguments, "measures"), -1);
    if (id == 0 ||
        !store_run(session->store, error,
                   "INSERT INTO assessment (id, title, occasion, about, lawful, effect, measures, made, keep_until,"
                   " review, state, user, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'valid', ?11, 1)",
                   "issssssidds", id, title, arguments_text(arguments, "occasion"), arguments_text(arguments, "about"),
                   lawful, effect, measures, session_now(session), until, review, session->user))
        return false;
    g_autofree char *number = assessment_number(id);
    table_fact_int(answer, "assessment", N_("Assessment"), id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_date(answer, "keep_until", N_("Kept at least until"), until);
    return true;
}

/* ---- reading --------------------------------------------------------------------------------------------------------
 */

static const struct column list_columns[] = {
    { .id = "assessment", .title = N_("Assessment"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "title", .title = N_("Title"), .type = VALUE_TEXT },
    { .id = "occasion", .title = N_("Occasion"), .type = VALUE_CODE, .group = "PIA_OCCASION" },
    { .id = "about", .title = N_("About"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "made", .title = N_("Made"), .type = VALUE_MOMENT, .priority = 1 },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "review", .title = N_("Next review"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "keep_until", .title = N_("Kept at least until"), .type = VALUE_DATE, .priority = 2 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "PIA_STATE" },
    { .id = "lawful", .title = N_("Lawful, proper, necessary"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "effect", .title = N_("Effect and risk"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "measures", .title = N_("Measures"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "version", .title = N_("Version"), .type = VALUE_INTEGER, .priority = 5 },
};

static bool list_row(struct session *session, struct statement *row, struct table *answer, GError **error)
{
    g_autofree char *number = assessment_number(statement_int(row, 0));
    struct date review = statement_date(row, 6);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, number);
    table_add_text(answer, statement_text(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    table_add_int(answer, statement_int(row, 4));
    table_add_text(answer, statement_text(row, 5));
    table_add_date(answer, review);
    if (date_is_set(review))
        table_add_int(answer, review.days - session_today(session).days);
    else
        table_add_null(answer);
    table_add_date(answer, statement_date(row, 7));
    for (int column = 8; column < 12; column++)
        table_add_text(answer, statement_text(row, column));
    table_add_int(answer, statement_int(row, 12));
    return table_row_end(answer, error);
}

bool assessment_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    if (arguments_has(arguments, "missing")) return assessment_list_missing(session, answer, error);
    table_set_columns(answer, list_columns, G_N_ELEMENTS(list_columns));
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT id, title, occasion, about, made, user, review, keep_until, state, lawful, effect,"
                      " measures, version FROM assessment ORDER BY state = 'closed', id DESC",
                      error);
    enum step step = STEP_ERROR;
    while (row != NULL && (step = statement_step(row, error)) == STEP_ROW)
        if (!list_row(session, row, answer, error)) return false;
    return step == STEP_DONE;
}

/* ---- reviewing and closing ------------------------------------------------------------------------------------------
 */

/* The state and version of one that is still in force; NOT_FOUND, REFUSED, STALE. */
static bool find_valid(struct session *session, const struct arguments *arguments, int64_t *version, GError **error)
{
    const int64_t id = arguments_int(arguments, "assessment", 0);
    g_autofree char *number = assessment_number(id);
    g_autofree char *state =
        store_query_text(session->store, error, "SELECT state FROM assessment WHERE id = ?1", "i", id);
    if (error != NULL && *error != NULL) return false;
    if (state == NULL) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no assessment {1}."),
                         N_("`bureau assessment list` lists them."), number, NULL);
        return false;
    }
    if (g_strcmp0(state, "valid") != 0) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is closed: it is kept, and no longer changed."),
                         N_("Make a new one."), number, NULL);
        return false;
    }
    return store_query_int(session->store, version, 0, error, "SELECT version FROM assessment WHERE id = ?1", "i", id);
}

static void answer_changed(struct table *answer, int64_t id, const char *state, int64_t version)
{
    table_fact_int(answer, "assessment", N_("Assessment"), id);
    table_fact_code(answer, "state", N_("State"), "PIA_STATE", state);
    table_fact_int(answer, "version", N_("Version"), version);
}

bool assessment_command_review(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    int64_t version, id = arguments_int(arguments, "assessment", 0);
    struct date next = arguments_date(arguments, "next");
    if (!find_valid(session, arguments, &version, error)) return false;
    if (next.days <= session_today(session).days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The next review has to lie ahead."),
                         N_("Give a later day with --next."), NULL);
        return false;
    }
    const char *given = arguments_text(arguments, "measures");
    g_autofree char *measures = given != NULL ? text_sanitise(given, -1) : NULL;
    if (!store_run(session->store, error,
                   "UPDATE assessment SET review = ?2, measures = coalesce(?3, measures), version = version + 1"
                   " WHERE id = ?1",
                   "ids", id, next, measures))
        return false;
    answer_changed(answer, id, "valid", version + 1);
    return true;
}

bool assessment_command_close(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    int64_t version, id = arguments_int(arguments, "assessment", 0);
    if (!find_valid(session, arguments, &version, error)) return false;
    if (!store_run(session->store, error, "UPDATE assessment SET state = 'closed', version = version + 1 WHERE id = ?1",
                   "i", id))
        return false;
    answer_changed(answer, id, "closed", version + 1);
    return true;
}
