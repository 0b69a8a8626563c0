/* SPDX-License-Identifier: Apache-2.0 */
/* Agreements with those who get data from us or give it to us: who, for what purpose, in what way, which kinds, until
 * when. One that is over gives nothing any more; it stays in the register. */
#include "guard/access.h"
#include "sharing/sharing.h"

#include <string.h>

void agreement_free(struct agreement *agreement)
{
    if (agreement == NULL) return;
    g_free(agreement->party);
    g_free(agreement->kind);
    g_free(agreement->purpose);
    g_free(agreement->scope);
    g_free(agreement);
}

struct agreement *agreement_in_force(struct session *session, const char *party, int64_t id, struct date day,
                                     GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT id, party, kind, purpose, scope, abroad FROM agreement WHERE party=?1 AND (?2=0 OR id=?2) "
        "AND begins<=?3 AND ends>=?3 AND (ended IS NULL OR ended>?3) ORDER BY ends DESC, id DESC LIMIT 1",
        error);
    if (row == NULL) return NULL;
    statement_bind_text(row, 1, party);
    statement_bind_int(row, 2, id);
    statement_bind_date(row, 3, day);
    const enum step step = statement_step(row, error);
    if (step == STEP_DONE)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("There is no agreement in force with {1}"),
                         N_("`bureau agreement list` names those there are; `bureau agreement add` records a new one."),
                         party, NULL);
    if (step != STEP_ROW) return NULL;
    struct agreement *agreement = g_new0(struct agreement, 1);
    *agreement = (struct agreement){ .id = statement_int(row, 0),
                                     .party = g_strdup(statement_text(row, 1)),
                                     .kind = g_strdup(statement_text(row, 2)),
                                     .purpose = g_strdup(statement_text(row, 3)),
                                     .scope = g_strdup(statement_text(row, 4)),
                                     .abroad = statement_int(row, 5) != 0 };
    return agreement;
}

/* ---- add ----------------------------------------------------------------------------------------------------------
 */

static bool check_new(const struct arguments *arguments, GError **error)
{
    const char *kind = arguments_text(arguments, "kind");
    g_autofree char *unknown = NULL;
    if (kinds_parse(arguments_text(arguments, "scope"), &unknown) == 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The kind of data {1} is not known"),
                         N_("Kinds stand in data/law/kinds.tsv; `all` is all of them."), unknown ? unknown : "", NULL);
        return false;
    }
    if (arguments_date(arguments, "ends").days < arguments_date(arguments, "begins").days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The agreement would end before it begins"),
                         N_("Give a last day after the first."), NULL);
        return false;
    }
    if ((strcmp(kind, "user") == 0 || strcmp(kind, "furnisher") == 0) && !arguments_has(arguments, "licence")) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A user or furnisher of information has a licence number"),
                         N_("Give it with --licence."), NULL);
        return false;
    }
    return true;
}

bool agreement_command_add(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    if (!check_new(arguments, error)) return false;
    const int64_t id = store_take_ids(session->store, "agreement", 1, error);
    if (id == 0 ||
        !store_run(session->store, error,
                   "INSERT INTO agreement (id, party, kind, licence, contact, purpose, method, scope, abroad, begins, "
                   "ends, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1)",
                   "isssssssidd", id, arguments_text(arguments, "party"), arguments_text(arguments, "kind"),
                   arguments_text(arguments, "licence"), arguments_text(arguments, "contact"),
                   arguments_text(arguments, "purpose"), arguments_text(arguments, "method"),
                   arguments_text(arguments, "scope"), (int64_t)arguments_has(arguments, "abroad"),
                   arguments_date(arguments, "begins"), arguments_date(arguments, "ends")))
        return false;
    table_fact_int(answer, "agreement", N_("Agreement"), id);
    table_fact_text(answer, "party", N_("Party"), arguments_text(arguments, "party"));
    table_fact_date(answer, "ends", N_("Last day"), arguments_date(arguments, "ends"));
    return true;
}

/* ---- end, review --------------------------------------------------------------------------------------------------
 */

/* After an UPDATE of one agreement: nothing changed means that it is not there, is over, or somebody was faster. */
static bool one_changed(struct session *session, int64_t id, GError **error)
{
    if (store_changes(session->store) == 1) return true;
    int64_t there = 0;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    if (!store_query_int(session->store, &there, 0, error, "SELECT 1 FROM agreement WHERE id=?1 AND ended IS NULL", "i",
                         id))
        return false;
    if (there != 0)
        bureau_error_set(error, BUREAU_ERROR_STALE, N_("Somebody has changed agreement {1} meanwhile"),
                         N_("Look at it again, then repeat."), number, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no agreement {1} that has not ended"),
                         N_("`bureau agreement list` names them."), number, NULL);
    return false;
}

bool agreement_command_end(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    const int64_t id = arguments_int(arguments, "agreement", 0);
    const struct date day = arguments_has(arguments, "day") ? arguments_date(arguments, "day") : session_today(session);
    if (!store_run(session->store, error,
                   "UPDATE agreement SET ended=?2, version=version+1 WHERE id=?1 AND ended IS NULL AND "
                   "(?3=0 OR version=?3)",
                   "idi", id, day, arguments_int(arguments, "version", 0)) ||
        !one_changed(session, id, error))
        return false;
    table_fact_int(answer, "agreement", N_("Agreement"), id);
    table_fact_date(answer, "ended", N_("Ended"), day);
    return true;
}

bool agreement_command_review(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    const int64_t id = arguments_int(arguments, "agreement", 0);
    const struct date today = session_today(session);
    if (!store_run(session->store, error,
                   "UPDATE agreement SET reviewed=?2, reviewer=?3, version=version+1 WHERE id=?1 AND ended IS NULL AND "
                   "(?4=0 OR version=?4)",
                   "idsi", id, today, session->user, arguments_int(arguments, "version", 0)) ||
        !one_changed(session, id, error))
        return false;
    table_fact_int(answer, "agreement", N_("Agreement"), id);
    table_fact_date(answer, "reviewed", N_("Reviewed"), today);
    table_fact_text(answer, "reviewer", N_("Reviewer"), session->user);
    return true;
}

/* ---- list ---------------------------------------------------------------------------------------------------------
 */

static const struct column columns[] = {
    { .id = "agreement", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "party", .title = N_("Party"), .type = VALUE_TEXT },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "AGREEMENT_KIND", .priority = 1 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "AGREEMENT_STATE" },
    { .id = "ends", .title = N_("Last day"), .type = VALUE_DATE },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER, .unit = "day" },
    { .id = "abroad", .title = N_("Abroad"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 2 },
    { .id = "method", .title = N_("Method"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "scope", .title = N_("Scope"), .type = VALUE_CODE, .group = "DATA_KIND", .priority = 3 },
    { .id = "licence", .title = N_("Licence"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "contact", .title = N_("Contact"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "begins", .title = N_("First day"), .type = VALUE_DATE, .priority = 4 },
    { .id = "reviewed", .title = N_("Reviewed"), .type = VALUE_DATE, .priority = 4 },
    { .id = "reviewer", .title = N_("Reviewer"), .type = VALUE_TEXT, .priority = 5 },
    { .id = "version", .title = N_("Version"), .type = VALUE_INTEGER, .priority = 6 },
};

static const char *state_of(struct date begins, struct date ends, struct date ended, struct date today)
{
    if (date_is_set(ended) && ended.days <= today.days) return "ended";
    if (ends.days < today.days) return "over";
    return begins.days > today.days ? "coming" : "live";
}

/* id 0, party 1, kind 2, licence 3, contact 4, purpose 5, method 6, scope 7, abroad 8, begins 9, ends 10, reviewed 11,
 * reviewer 12, ended 13, version 14 */
static bool add_row(struct table *answer, struct statement *row, struct date today, GError **error)
{
    const struct date begins = statement_date(row, 9), ends = statement_date(row, 10), ended = statement_date(row, 13);
    const char *state = state_of(begins, ends, ended, today);
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_text(answer, statement_text(row, 1));
    table_add_text(answer, statement_text(row, 2));
    table_add_text(answer, state);
    table_add_date(answer, ends);
    if (strcmp(state, "ended") == 0)
        table_add_null(answer);
    else
        table_add_int(answer, ends.days - today.days);
    table_add_int(answer, statement_int(row, 8));
    for (int column = 5; column <= 7; column++)
        table_add_text(answer, statement_text(row, column));
    table_add_text(answer, statement_text(row, 3));
    table_add_text(answer, statement_text(row, 4));
    table_add_date(answer, begins);
    table_add_date(answer, statement_date(row, 11));
    table_add_text(answer, statement_text(row, 12));
    table_add_int(answer, statement_int(row, 14));
    return table_row_end(answer, error);
}

/* --within: those in force that end within so many days, and those that ended by their day and were not renewed. */
bool agreement_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const struct date today = session_today(session);
    const int64_t within = arguments_has(arguments, "within") ? arguments_int(arguments, "within", 0) : G_MAXINT32 / 2;
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT id, party, kind, licence, contact, purpose, method, scope, abroad, begins, ends, reviewed, reviewer, "
        "ended, version FROM agreement WHERE (?1 IS NULL OR kind=?1) AND (?2=0 OR (ended IS NULL AND ends<=?3)) "
        "ORDER BY ends, id",
        error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, arguments_text(arguments, "kind"));
    statement_bind_int(row, 2, arguments_has(arguments, "within"));
    statement_bind_int(row, 3, (int64_t)today.days + within);
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!add_row(answer, row, today, error)) return false;
    return step == STEP_DONE;
}
