/* SPDX-License-Identifier: Apache-2.0 */
/* What came after a score: outcomes, and how often persons decided otherwise. Both feed the next training set
 * (training/sample.c). Outcomes usually come with a furnisher's file (the mapping's [measure.outcome.*]); one that is
 * known here alone is entered by hand. */
#include "models/models.h"
#include "models/outcomes.h"

#include <math.h>
#include <string.h>

/* ---- outcomes -----------------------------------------------------------------------------------------------------
 */

/* What was entered for that month before is ended, not written over. */
static bool replace_outcome(struct session *session, int64_t subject, struct month month, int64_t bad, GError **error)
{
    const int64_t fact = store_take_ids(session->store, "fact", 1, error);
    return fact != 0 &&
           store_run(session->store, error,
                     "UPDATE measure SET died = ?4 WHERE subject = ?1 AND kind = ?2 AND period = ?3 AND died IS NULL",
                     "ismi", subject, OUTCOME_DEFAULT, month, session->change) &&
           store_run(session->store, error,
                     "INSERT INTO measure (subject, fact, born, kind, period, value, unit)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'flag')",
                     "iiismi", subject, fact, session->change, OUTCOME_DEFAULT, month, bad) &&
           guard_touch(session, subject, subject, error);
}

bool feedback_command_outcome(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0);
    const bool bad = strcmp(arguments_text(arguments, "bad"), "yes") == 0;
    const struct date day = arguments_has(arguments, "day") ? arguments_date(arguments, "day") : session_today(session);
    if (day.days > session_today(session).days) {
        char text[DATE_TEXT_SIZE];
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} has not come yet: an outcome is what has happened."),
                         N_("Give the day on which it was known."), date_format(day, text), NULL);
        return false;
    }
    session->audited_subject = subject;
    if (!replace_outcome(session, subject, month_of(day), bad, error)) return false;
    table_fact_month(answer, "month", N_("Month"), month_of(day));
    table_fact_flag(answer, "bad", N_("Bad"), bad);
    return true;
}

/* ---- overrides ----------------------------------------------------------------------------------------------------
 */

enum by { BY_EACH, BY_REASON, BY_BAND, BY_USER, BY_MONTH };

// clang-format off
static const struct column each_columns[] = {
    { .id = "decision", .title = N_("Decision"), .type = VALUE_INTEGER },
    { .id = "day", .title = N_("Day"), .type = VALUE_DATE },
    { .id = "said", .title = N_("The score says"), .type = VALUE_CODE, .group = "DECISION_OUTCOME" },
    { .id = "outcome", .title = N_("Decided"), .type = VALUE_CODE, .group = "DECISION_OUTCOME" },
    { .id = "reason", .title = N_("Because"), .type = VALUE_CODE, .group = "OVERRIDE" },
    { .id = "score", .title = N_("Score"), .type = VALUE_SCORE, .priority = 1 },
    { .id = "band", .title = N_("Band"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "model", .title = N_("Model"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "bad", .title = N_("Turned out bad"), .type = VALUE_FLAG, .priority = 1 },
};
static const struct column rate_columns[] = {
    { .id = "group", .title = N_("Group"), .type = VALUE_TEXT },
    { .id = "decisions", .title = N_("Decisions"), .type = VALUE_INTEGER, .help = N_("By persons, with a score.") },
    { .id = "overrides", .title = N_("Overrides"), .type = VALUE_INTEGER },
    { .id = "rate", .title = N_("Override rate"), .type = VALUE_PERCENT },
    { .id = "low_side", .title = N_("Approved against the score"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "high_side", .title = N_("Declined against the score"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "known", .title = N_("Outcomes known"), .type = VALUE_INTEGER, .priority = 2, .help = N_("Of those approved against the score.") },
    { .id = "bad_rate", .title = N_("Bad rate"), .type = VALUE_PERCENT, .priority = 1 },
};
// clang-format on

struct rate {
    int64_t decisions, overrides, low_side, high_side, known, bads;
};

/* A decision by a person that has a score behind it. The answer names the decision and not the person: whoever may see
 * the file opens it with `decision show`, which asks for a purpose. */
struct judged {
    int64_t decision, subject, score;
    struct date day;
    const char *said, *outcome, *reason, *band, *model, *user;
    enum outcome after;
};

static bool add_each(struct table *answer, const struct judged *row, GError **error)
{
    table_row_begin(answer);
    table_add_int(answer, row->decision);
    table_add_date(answer, row->day);
    table_add_text(answer, row->said);
    table_add_text(answer, row->outcome);
    table_add_text(answer, row->reason);
    table_add_int(answer, row->score);
    table_add_text(answer, row->band);
    table_add_text(answer, row->model);
    table_add_text(answer, row->user);
    if (row->after == OUTCOME_UNKNOWN)
        table_add_null(answer);
    else
        table_add_int(answer, row->after == OUTCOME_BAD);
    return table_row_end(answer, error);
}

static char *group_of(const struct judged *row, enum by by, const char *language)
{
    char month[DATE_TEXT_SIZE];
    switch (by) {
    case BY_REASON:
        return g_strdup(row->reason ? codes_label("OVERRIDE", row->reason, language) : "-");
    case BY_BAND:
        return g_strdup(row->band ? row->band : "-");
    case BY_USER:
        return g_strdup(row->user);
    default:
        return g_strdup(month_format(month_of(row->day), month));
    }
}

static void count(GHashTable *groups, const struct judged *row, char *group)
{
    struct rate *rate = g_hash_table_lookup(groups, group);
    const bool approved = row->reason && strcmp(row->outcome, "approve") == 0;
    if (!rate)
        g_hash_table_insert(groups, group, rate = g_new0(struct rate, 1));
    else
        g_free(group);
    rate->decisions++;
    rate->overrides += row->reason != NULL;
    rate->low_side += approved;
    rate->high_side += row->reason && !approved;
    rate->known += approved && row->after != OUTCOME_UNKNOWN;
    rate->bads += approved && row->after == OUTCOME_BAD;
}

static bool answer_rates(struct table *answer, GHashTable *groups, GError **error)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(groups), (GCompareFunc)strcmp);
    table_set_columns(answer, rate_columns, G_N_ELEMENTS(rate_columns));
    for (const GList *name = names; name; name = name->next) {
        const struct rate *rate = g_hash_table_lookup(groups, name->data);
        table_row_begin(answer);
        table_add_text(answer, name->data);
        table_add_int(answer, rate->decisions);
        table_add_int(answer, rate->overrides);
        table_add_real(answer, (double)rate->overrides / (double)rate->decisions);
        table_add_int(answer, rate->low_side);
        table_add_int(answer, rate->high_side);
        table_add_int(answer, rate->known);
        table_add_real(answer, rate->known ? (double)rate->bads / (double)rate->known : NAN);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static enum by by_of(const char *word)
{
    static const char *const words[] = { "each", "reason", "band", "user", "month" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(word, words[i]) == 0) return (enum by)i;
    return BY_EACH;
}

static struct judged read_row(struct statement *row, struct outcomes *outcomes)
{
    struct judged judged = { .decision = statement_int(row, 0),
                             .subject = statement_int(row, 1),
                             .day = statement_date(row, 2),
                             .said = statement_text(row, 3),
                             .outcome = statement_text(row, 4),
                             .reason = statement_text(row, 5),
                             .score = statement_int(row, 6),
                             .band = statement_text(row, 7),
                             .model = statement_text(row, 8),
                             .user = statement_text(row, 9) };
    judged.after = outcomes_find(outcomes, judged.subject, month_of(judged.day), MONTH_NONE);
    return judged;
}

bool feedback_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const enum by by = by_of(arguments_text(arguments, "by"));
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(outcomes_t) outcomes = outcomes_read(session, OUTCOME_DEFAULT, error);
    g_autoptr(statement_t) row =
        outcomes
            ? store_prepare(session->store,
                            "SELECT id, subject, day, said, coalesce(final, outcome), override, score, band, model,"
                            " maker FROM decision WHERE machine = 0 AND said IS NOT NULL AND change <= ?1"
                            " ORDER BY id DESC",
                            error)
            : NULL;
    enum step step = STEP_ERROR;
    if (!row) return false;
    if (by == BY_EACH) table_set_columns(answer, each_columns, G_N_ELEMENTS(each_columns));
    statement_bind_int(row, 1, session->view);
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct judged judged = read_row(row, outcomes);
        if (by != BY_EACH)
            count(groups, &judged, group_of(&judged, by, session->language));
        else if (judged.reason && !add_each(answer, &judged, error))
            return false;
    }
    return step == STEP_DONE && (by == BY_EACH || answer_rates(answer, groups, error));
}
