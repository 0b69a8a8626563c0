/* SPDX-License-Identifier: Apache-2.0 */
/* The register of what was given to others: to whom, for what, in what way, on what basis, how much, and until when the
 * record is kept. Rows are written and never changed. */
#include "guard/access.h"
#include "law/law.h"
#include "sharing/sharing.h"

/* Where the store's own law has no rule for it, the only one that is shipped is kept to. */
static bool keep_until(struct session *session, struct date given, struct date *until, GError **error)
{
    const struct law_rule *rule = law_find_for(session_profile(session), "share.record.retain", NULL);
    struct law_due due = { .due = DATE_NONE };
    if (rule == NULL) rule = law_find("CN-PIPL", "share.record.retain", error);
    if (rule == NULL || !law_count(rule, given, NULL, &due, error)) return false;
    *until = due.due;
    law_due_clear(&due);
    return true;
}

bool transfer_record(struct session *session, struct transfer *transfer, GError **error)
{
    if (!keep_until(session, date_of_moment(transfer->at), &transfer->keep_until, error)) return false;
    transfer->id = store_take_ids(session->store, "transfer", 1, error);
    if (transfer->id == 0) return false;
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "INSERT INTO transfer (id, at, user, agreement, recipient, purpose, method, scope, basis, rows, subjects, k, "
        "digest, abroad, keep_until, change) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
        "?16)",
        error);
    if (row == NULL) return false;
    const char *const texts[] = { transfer->recipient, transfer->purpose, transfer->method, transfer->scope,
                                  transfer->basis };
    statement_bind_int(row, 1, transfer->id);
    statement_bind_int(row, 2, transfer->at);
    statement_bind_text(row, 3, session->user);
    if (transfer->agreement != 0) statement_bind_int(row, 4, transfer->agreement);
    for (int i = 0; i < (int)G_N_ELEMENTS(texts); i++)
        statement_bind_text(row, 5 + i, texts[i]);
    statement_bind_int(row, 10, transfer->rows);
    statement_bind_int(row, 11, transfer->subjects);
    if (transfer->k != 0) statement_bind_int(row, 12, transfer->k);
    statement_bind_text(row, 13, transfer->digest);
    statement_bind_int(row, 14, transfer->abroad);
    statement_bind_date(row, 15, transfer->keep_until);
    statement_bind_int(row, 16, session->change);
    return statement_run(row, error);
}

/* ---- add ----------------------------------------------------------------------------------------------------------
 */

static int64_t noon_of(struct date day)
{
    int year, month, number;
    date_split(day, &year, &month, &number);
    g_autoptr(GDateTime) noon = g_date_time_new_local(year, month, number, 12, 0, 0);
    return g_date_time_to_unix(noon) * 1000;
}

/* What was given is recorded whether it was lawful or not; that no agreement covers it is said. */
static bool find_agreement(struct session *session, const struct arguments *arguments, struct date day,
                           struct agreement **agreement, GError **error)
{
    const int64_t named = arguments_int(arguments, "agreement", 0);
    g_autoptr(GError) none = NULL;
    *agreement = agreement_in_force(session, arguments_text(arguments, "recipient"), named, day, &none);
    if (*agreement != NULL) return true;
    if (named == 0 && g_error_matches(none, BUREAU_ERROR, BUREAU_ERROR_REFUSED)) return true;
    g_propagate_error(error, g_steal_pointer(&none));
    return false;
}

static bool check_numbers(const struct arguments *arguments, struct date day, struct date today, GError **error)
{
    g_autofree char *unknown = NULL;
    if (arguments_int(arguments, "rows", 0) < 0 || arguments_int(arguments, "subjects", 0) < 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There cannot be fewer than no rows or persons"),
                         N_("Give the numbers as they were."), NULL);
        return false;
    }
    if (kinds_parse(arguments_text(arguments, "scope"), &unknown) == 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The kind of data {1} is not known"),
                         N_("Kinds stand in data/law/kinds.tsv; `all` is all of them."), unknown ? unknown : "", NULL);
        return false;
    }
    if (day.days <= today.days) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The day of the transfer is still to come"),
                     N_("Record it when it has been made."), NULL);
    return false;
}

bool transfer_command_add(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const struct date today = session_today(session);
    const bool other_day = arguments_has(arguments, "day");
    const struct date day = other_day ? arguments_date(arguments, "day") : today;
    if (!check_numbers(arguments, day, today, error)) return false;
    g_autoptr(agreement_t) agreement = NULL;
    if (!find_agreement(session, arguments, day, &agreement, error)) return false;
    struct transfer transfer = { .at = other_day ? noon_of(day) : session_now(session),
                                 .agreement = agreement ? agreement->id : 0,
                                 .recipient = arguments_text(arguments, "recipient"),
                                 .purpose = arguments_text(arguments, "purpose"),
                                 .method = arguments_text(arguments, "method"),
                                 .scope = arguments_text(arguments, "scope"),
                                 .basis = arguments_text(arguments, "basis"),
                                 .digest = arguments_text(arguments, "sha256"),
                                 .rows = arguments_int(arguments, "rows", 0),
                                 .subjects = arguments_int(arguments, "subjects", 0),
                                 .abroad = arguments_has(arguments, "abroad") || (agreement && agreement->abroad) };
    if (!transfer_record(session, &transfer, error)) return false;
    table_fact_int(answer, "transfer", N_("Transfer"), transfer.id);
    if (agreement)
        table_fact_int(answer, "agreement", N_("Agreement"), agreement->id);
    else
        table_fact_phrase(answer, "agreement", N_("Agreement"), N_("none in force on that day"));
    table_fact_date(answer, "keep_until", N_("Kept until"), transfer.keep_until);
    return true;
}

/* ---- list ---------------------------------------------------------------------------------------------------------
 */

static const struct column columns[] = {
    { .id = "transfer", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "recipient", .title = N_("Recipient"), .type = VALUE_TEXT },
    { .id = "agreement", .title = N_("Agreement"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 1 },
    { .id = "method", .title = N_("Method"), .type = VALUE_CODE, .group = "TRANSFER_METHOD", .priority = 1 },
    { .id = "scope", .title = N_("Scope"), .type = VALUE_CODE, .group = "DATA_KIND", .priority = 3 },
    { .id = "basis", .title = N_("Basis"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "rows", .title = N_("Rows"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "subjects", .title = N_("Subjects"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "k",
      .title = N_("k"),
      .type = VALUE_INTEGER,
      .priority = 2,
      .help = N_("The smallest group of rows alike.") },
    { .id = "abroad", .title = N_("Abroad"), .type = VALUE_FLAG, .priority = 3 },
    { .id = "keep_until", .title = N_("Kept until"), .type = VALUE_DATE, .priority = 3 },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER, .unit = "day", .priority = 4 },
    { .id = "sha256", .title = N_("SHA-256"), .type = VALUE_TEXT, .priority = 5 },
};

static void add_int_or_null(struct table *answer, struct statement *row, int column)
{
    if (statement_is_null(row, column))
        table_add_null(answer);
    else
        table_add_int(answer, statement_int(row, column));
}

static bool add_row(struct table *answer, struct statement *row, struct date today, GError **error)
{
    const struct date until = statement_date(row, 13);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, statement_text(row, 3));
    add_int_or_null(answer, row, 4);
    for (int column = 5; column <= 8; column++)
        table_add_text(answer, statement_text(row, column));
    for (int column = 9; column <= 12; column++)
        add_int_or_null(answer, row, column);
    table_add_date(answer, until);
    table_add_int(answer, until.days - today.days);
    table_add_text(answer, statement_text(row, 14));
    return table_row_end(answer, error);
}

bool transfer_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT id, at, user, recipient, agreement, purpose, method, scope, basis, rows, subjects, k, abroad, "
        "keep_until, digest FROM transfer WHERE (?1 IS NULL OR recipient=?1) AND (?2=0 OR agreement=?2) ORDER BY at, "
        "id",
        error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, arguments_text(arguments, "recipient"));
    statement_bind_int(row, 2, arguments_int(arguments, "agreement", 0));
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_row(answer, row, session_today(session), error)) return false;
    return step == STEP_DONE;
}
