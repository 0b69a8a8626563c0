/* SPDX-License-Identifier: Apache-2.0 */
/* One event for many cases, where that is safe: data/dispute/bulk.tsv names the events, and nothing that decides about
 * a person stands there. Every case goes through the one machine in a transaction and with a line of its own; one that
 * is refused stops no other, and its row says why. What was done stays done when the rest is cancelled. */
#include "command/command.h"
#include "desk/desk_private.h"

#include <string.h>

#include "base/error_phrase.h"

static const struct column bulk_columns[] = {
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER, .priority = 5 },
    { .id = "number", .title = N_("Number"), .type = VALUE_TEXT },
    { .id = "before", .title = N_("Before"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "result", .title = N_("Result"), .type = VALUE_CODE, .group = "DESK_RESULT" },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
    { .id = "why", .title = N_("Why not"), .type = VALUE_PHRASE },
};

struct bulk {
    struct session *session;
    const struct arguments *arguments;
    const char *event;
    bool dry, chosen; /* chosen: the cases were named one by one */
    GArray *ids;
    int64_t source; /* only cases about items of this furnisher, 0: no matter */
    int64_t done, refused, passed;
    bool cancelled;
};

/* ---- what is safe -------------------------------------------------------------------------------------------------
 */

static bool check_event(const char *event, GError **error)
{
    g_autoptr(tsv_t) safe = tsv_load("dispute/bulk.tsv", error);
    if (safe == NULL) return false;
    g_autoptr(GString) names = g_string_new(NULL);
    for (size_t i = 0; i < tsv_rows(safe); i++) {
        if (strcmp(tsv_cell(safe, i, "event"), event) == 0) return true;
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", tsv_cell(safe, i, "event"));
    }
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is done case by case."),
                     N_("For many at once there are: {2}."), event, names->str, NULL);
    if (error != NULL) bureau_error_give_reason(*error, "bulk");
    return false;
}

/* ---- which cases --------------------------------------------------------------------------------------------------
 */

static bool find_source(struct bulk *bulk, GError **error)
{
    const char *named = arguments_text(bulk->arguments, "furnisher");
    if (named == NULL) return true;
    if (!store_query_int(bulk->session->store, &bulk->source, 0, error, "SELECT id FROM source WHERE code = ?1", "s",
                         named))
        return false;
    if (bulk->source != 0) return true;
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no source {1}."),
                     N_("`bureau intake sources` lists them."), named, NULL);
    return false;
}

static bool add_named(struct bulk *bulk, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (size_t i = 0; i < arguments_count(bulk->arguments, "dispute"); i++) {
        const int64_t id = g_ascii_strtoll(arguments_nth(bulk->arguments, "dispute", i), NULL, 10);
        if (!g_hash_table_add(seen, g_memdup2(&id, sizeof id))) {
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A case is named twice"), N_("Name each case once."), NULL);
            return false;
        }
        g_array_append_val(bulk->ids, id);
    }
    return true;
}

static bool is_of_source(struct bulk *bulk, int64_t id, bool *is, GError **error)
{
    int64_t found = 0;
    *is = bulk->source == 0;
    if (*is) return true;
    const bool asked = store_query_int(bulk->session->store, &found, 0, error,
                                       "SELECT 1 FROM dispute_item i JOIN dispute d ON d.id = i.dispute JOIN account a "
                                       "ON a.subject = d.subject AND a.account = i.account WHERE i.dispute = ?1 AND "
                                       "a.source = ?2 LIMIT 1",
                                       "ii", id, bulk->source);
    *is = found != 0;
    return asked;
}

/* Of a lane only cases in which the event may follow; the others are counted, not refused. */
static bool fits(struct bulk *bulk, int64_t id, bool *fit, GError **error)
{
    if (!is_of_source(bulk, id, fit, error)) return false;
    if (!*fit) return true;
    g_autoptr(statement_t) row =
        store_prepare(bulk->session->store, "SELECT state, profile FROM dispute WHERE id = ?1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, id);
    const enum step step = statement_step(row, error);
    *fit = step == STEP_ROW && machine_find(statement_text(row, 0), bulk->event, statement_text(row, 1)) != NULL;
    if (step == STEP_ROW && !*fit) bulk->passed++;
    return step != STEP_ERROR;
}

static bool add_from_queue(struct bulk *bulk, GError **error)
{
    struct desk_query query;
    const char *state = arguments_text(bulk->arguments, "state");
    if (!desk_query_from(bulk->arguments, &query, error)) return false;
    const struct law_state *known = state != NULL ? machine_state(state) : NULL;
    if (state != NULL && known == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no state {1}."),
                         N_("`bureau dispute list` shows states in use."), state, NULL);
        return false;
    }
    query.state = known != NULL ? known->state : NULL;
    query.closed = known != NULL && !known->open;
    int64_t room = arguments_int(bulk->arguments, "limit", G_MAXINT32);
    g_autoptr(GArray) keys = desk_keys(bulk->session, &query, error);
    for (guint i = 0; keys != NULL && i < keys->len && room > 0; i++) {
        bool fit;
        const int64_t id = g_array_index(keys, int64_t, i);
        if (!fits(bulk, id, &fit, error)) return false;
        if (!fit) continue;
        g_array_append_val(bulk->ids, id);
        room--;
    }
    return keys != NULL;
}

static bool choose(struct bulk *bulk, GError **error)
{
    static const char *const filters[] = { "lane", "waiting", "owner", "furnisher", "state" };
    bool filtered = false;
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++)
        filtered |= arguments_has(bulk->arguments, filters[i]);
    bulk->chosen = arguments_count(bulk->arguments, "dispute") > 0;
    if (bulk->chosen != filtered)
        return bulk->chosen ? add_named(bulk, error) : find_source(bulk, error) && add_from_queue(bulk, error);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Which cases? Name them, or say which part of the queue"),
                     N_("Give --dispute (also several times), or --lane, --waiting, --owner, --state, --furnisher; not "
                        "both."),
                     NULL);
    return false;
}

/* ---- doing it -----------------------------------------------------------------------------------------------------
 */

static struct arguments *act_arguments(const struct bulk *bulk, const struct command *command, int64_t id,
                                       GError **error)
{
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    const char *text = arguments_text(bulk->arguments, "text");
    if (!arguments_set(arguments, "dispute", number, error) || !arguments_set(arguments, "event", bulk->event, error) ||
        (text != NULL && !arguments_set(arguments, "text", text, error)))
        return NULL;
    return g_steal_pointer(&arguments);
}

/* What would hold the act back, as far as that is known before it is done. */
static bool try_it(const struct bulk *bulk, const struct dispute_case *each, const struct arguments *arguments,
                   GError **error)
{
    const struct law_step *step = machine_find(each->state, bulk->event, each->profile);
    if (step == NULL) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} cannot follow {2}."), NULL, bulk->event, each->state,
                         NULL);
        return false;
    }
    return case_check_hold(bulk->session, each, error) && guards_hold(bulk->session, each, step, arguments, error);
}

static bool do_it(struct bulk *bulk, const struct dispute_case *each, GError **error)
{
    const struct command *command = command_find("dispute.act");
    g_autoptr(arguments_t) arguments = act_arguments(bulk, command, each->id, error);
    if (arguments == NULL) return false;
    if (bulk->dry) return try_it(bulk, each, arguments, error);
    g_autoptr(table_t) answer = table_new();
    return command_run(command, bulk->session, arguments, answer, error);
}

static bool show(struct bulk *bulk, int64_t id, const char *before, const GError *refused, struct table *answer,
                 GError **error)
{
    g_autofree char *number = case_number(id);
    g_autofree char *state =
        store_query_text(bulk->session->store, NULL, "SELECT state FROM dispute WHERE id = ?1", "i", id);
    table_row_begin(answer);
    table_add_int(answer, id);
    table_add_text(answer, number);
    table_add_text(answer, before);
    table_add_text(answer, refused != NULL ? "refused" : bulk->dry ? "possible" : "done");
    table_add_text(answer, state);
    table_add_text(answer, refused != NULL ? bureau_error_message_phrase(refused) : NULL);
    return table_row_end(answer, error);
}

/* A refusal and a case that is not there are results; a store that fails or a change of mind ends it. */
static bool is_result(const GError *error)
{
    return error == NULL || g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_REFUSED) ||
           g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND) ||
           g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_STALE) ||
           g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_USAGE) ||
           g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_INPUT);
}

static bool one(struct bulk *bulk, int64_t id, struct table *answer, GError **error)
{
    g_autoptr(GError) refused = NULL;
    g_autoptr(dispute_case_t) each = case_load(bulk->session, id, &refused);
    const bool done = each != NULL && do_it(bulk, each, &refused);
    if (!is_result(refused)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return false;
    }
    *(done ? &bulk->done : &bulk->refused) += 1;
    return show(bulk, id, each != NULL ? each->state : NULL, refused, answer, error);
}

static bool run(struct bulk *bulk, struct table *answer, GError **error)
{
    for (guint i = 0; i < bulk->ids->len && !bulk->cancelled; i++) {
        g_autoptr(GError) cause = NULL;
        session_progress(bulk->session, (double)i / bulk->ids->len, N_("Working through the cases"));
        if (session_is_cancelled(bulk->session, NULL)) {
            bulk->cancelled = true;
        } else if (!one(bulk, g_array_index(bulk->ids, int64_t, i), answer, &cause)) {
            bulk->cancelled = g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_CANCELLED);
            if (bulk->cancelled) continue;
            g_propagate_error(error, g_steal_pointer(&cause));
            return false;
        }
    }
    return true;
}

/* A line that ties the lines of the cases together; also when the rest was cancelled. */
static bool sum_up(struct bulk *bulk, struct table *answer, GError **error)
{
    table_fact_flag(answer, "dry_run", N_("Nothing was done"), bulk->dry);
    table_fact_int(answer, "done", bulk->dry ? N_("Possible") : N_("Done"), bulk->done);
    table_fact_int(answer, "refused", N_("Refused"), bulk->refused);
    table_fact_int(answer, "passed", N_("Passed by: the event cannot follow"), bulk->passed);
    table_fact_flag(answer, "cancelled", N_("Cancelled"), bulk->cancelled);
    if (bulk->dry) return true;
    g_autofree char *note =
        g_strdup_printf("event=%s done=%" G_GINT64_FORMAT " refused=%" G_GINT64_FORMAT "%s", bulk->event, bulk->done,
                        bulk->refused, bulk->cancelled ? " cancelled" : "");
    if (bulk->cancelled) store_set_cancellable(bulk->session->store, NULL);
    return guard_audit(bulk->session, "desk.bulk", 0, "done", note, error);
}

bool desk_command_bulk(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    struct bulk bulk = { .session = session,
                         .arguments = arguments,
                         .event = arguments_text(arguments, "event"),
                         .dry = arguments_has(arguments, "dry-run"),
                         .ids = ids };
    if (date_is_set(session->as_of)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Nothing can be changed while an earlier day is shown"),
                         N_("Leave out --as-of, or go back to today."), NULL);
        return false;
    }
    if (!machine_loaded(error) || !check_event(bulk.event, error) || !choose(&bulk, error)) return false;
    table_set_columns(answer, bulk_columns, G_N_ELEMENTS(bulk_columns));
    return run(&bulk, answer, error) && sum_up(&bulk, answer, error);
}
