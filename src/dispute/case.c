/* SPDX-License-Identifier: Apache-2.0 */
/* The case and its rows. The case row says where it stands now; its events say how it came there and are never touched
 * again. On an earlier day the events up to that day's last change say where it stood. */
#include "dispute/case.h"

void case_item_free(struct case_item *item)
{
    g_free(item->field);
    g_free(item->reason);
    g_free(item->claimed);
    g_free(item->stored);
    g_free(item->answered);
    g_free(item->corrected);
    g_free(item->outcome);
    g_free(item);
}

void case_free(struct dispute_case *each)
{
    if (each == NULL) return;
    g_free(each->state);
    g_free(each->channel);
    g_free(each->profile);
    g_free(each->maker);
    g_free(each->decider);
    g_free(each->outcome);
    g_free(each->text);
    g_free(each->due_reason);
    if (each->items != NULL) g_ptr_array_unref(each->items);
    g_free(each);
}

char *case_number(int64_t dispute)
{
    return g_strdup_printf("D-%06" G_GINT64_FORMAT, dispute);
}

struct case_item *case_item_at(const struct dispute_case *each, int64_t item)
{
    for (guint i = 0; i < each->items->len; i++)
        if (((struct case_item *)each->items->pdata[i])->item == item) return each->items->pdata[i];
    return NULL;
}

static char *copy(struct statement *row, int column)
{
    return g_strdup(statement_text(row, column));
}

static struct dispute_case *read_case(struct statement *row, int64_t id)
{
    struct dispute_case *each = g_new0(struct dispute_case, 1);
    each->id = id;
    each->subject = statement_int(row, 0);
    each->state = copy(row, 1);
    each->channel = copy(row, 2);
    each->received = statement_date(row, 3);
    each->entered = statement_date(row, 4);
    each->due = statement_date(row, 5);
    each->due_reason = copy(row, 6);
    each->profile = copy(row, 7);
    each->maker = copy(row, 8);
    each->decider = copy(row, 9);
    each->outcome = copy(row, 10);
    each->text = copy(row, 11);
    each->closed = statement_date(row, 12);
    each->version = statement_int(row, 13);
    each->items = g_ptr_array_new_with_free_func((GDestroyNotify)case_item_free);
    return each;
}

/* What a later change wrote into an item is not shown on an earlier day. */
static bool load_items(struct session *session, struct dispute_case *each, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT item, account, month, field, reason, claimed, stored,"
        " CASE WHEN EXISTS (SELECT 1 FROM dispute_event e WHERE e.dispute = ?1 AND e.change <= ?2 AND e.event = "
        "'furnisher_reply')"
        "   THEN answered END,"
        " CASE WHEN EXISTS (SELECT 1 FROM dispute_event e WHERE e.dispute = ?1 AND e.change <= ?2 AND e.event = "
        "'apply')"
        "   THEN corrected END,"
        " CASE WHEN EXISTS (SELECT 1 FROM dispute_event e WHERE e.dispute = ?1 AND e.change <= ?2 AND e.event IN"
        "   ('bureau_error', 'confirm_error', 'confirm_correct', 'cannot_determine', 'withdraw', 'judge_frivolous'))"
        "   THEN outcome END"
        " FROM dispute_item WHERE dispute = ?1 ORDER BY item",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        struct case_item *item = g_new0(struct case_item, 1);
        *item = (struct case_item){ .item = statement_int(row, 0),
                                    .account = statement_int(row, 1),
                                    .month = statement_month(row, 2),
                                    .field = copy(row, 3),
                                    .reason = copy(row, 4),
                                    .claimed = copy(row, 5),
                                    .stored = copy(row, 6),
                                    .answered = copy(row, 7),
                                    .corrected = copy(row, 8),
                                    .outcome = copy(row, 9) };
        g_ptr_array_add(each->items, item);
    }
    return step == STEP_DONE;
}

/* The state on the day that is shown, from the events; what the case row says beyond it is hidden. */
static bool look_back(struct session *session, struct dispute_case *each, GError **error)
{
    if (!date_is_set(session->as_of)) return true;
    g_autofree char *state = store_query_text(
        session->store, error,
        "SELECT after FROM dispute_event WHERE dispute = ?1 AND change <= ?2 ORDER BY seq DESC LIMIT 1", "ii", each->id,
        session->view);
    g_clear_pointer(&each->state, g_free);
    if (state == NULL) return error == NULL || *error == NULL;
    each->state = g_steal_pointer(&state);
    const struct law_state *known = machine_state(each->state);
    if (known != NULL && known->open) {
        g_clear_pointer(&each->outcome, g_free);
        g_clear_pointer(&each->decider, g_free);
        each->closed = DATE_NONE;
    }
    return true;
}

struct dispute_case *case_load(struct session *session, int64_t id, GError **error)
{
    g_autoptr(dispute_case_t) each = NULL;
    if (!machine_loaded(error)) return NULL;
    {
        g_autoptr(statement_t) row = store_prepare(session->store,
                                                   "SELECT subject, state, channel, received, entered, due, "
                                                   "due_reason, profile, maker, decider, outcome, text,"
                                                   " closed, version FROM dispute WHERE id = ?1",
                                                   error);
        if (row == NULL) return NULL;
        statement_bind_int(row, 1, id);
        enum step step = statement_step(row, error);
        if (step == STEP_ERROR) return NULL;
        if (step == STEP_ROW) each = read_case(row, id);
    }
    if (each != NULL && !look_back(session, each, error)) return NULL;
    if (each == NULL || each->state == NULL) {
        g_autofree char *number = case_number(id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no dispute {1}."),
                         N_("`bureau dispute list --state all` shows them all."), number, NULL);
        return NULL;
    }
    return load_items(session, each, error) && case_take_out(session, each, error) ? g_steal_pointer(&each) : NULL;
}

bool case_insert(struct session *session, const struct dispute_case *each, GError **error)
{
    return store_run(
        session->store, error,
        "INSERT INTO dispute (id, subject, state, channel, received, entered, due, due_reason, profile, maker, text)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        "iissdddssss", each->id, each->subject, each->state, each->channel, each->received, each->entered, each->due,
        each->due_reason, each->profile, each->maker, each->text);
}

bool case_insert_item(struct session *session, int64_t dispute, const struct case_item *item, GError **error)
{
    g_autoptr(statement_t) insert =
        store_prepare(session->store,
                      "INSERT INTO dispute_item (dispute, item, account, month, field, reason, claimed, stored)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                      error);
    if (insert == NULL) return false;
    statement_bind_int(insert, 1, dispute);
    statement_bind_int(insert, 2, item->item);
    if (item->account != 0) statement_bind_int(insert, 3, item->account);
    statement_bind_month(insert, 4, item->month);
    statement_bind_text(insert, 5, item->field);
    statement_bind_text(insert, 6, item->reason);
    statement_bind_text(insert, 7, item->claimed);
    statement_bind_text(insert, 8, item->stored);
    return statement_run(insert, error);
}

bool case_save_item(struct session *session, int64_t dispute, const struct case_item *item, GError **error)
{
    return store_run(
        session->store, error,
        "UPDATE dispute_item SET answered = ?3, corrected = ?4, outcome = ?5 WHERE dispute = ?1 AND item = ?2", "iisss",
        dispute, item->item, item->answered, item->corrected, item->outcome);
}

bool case_event(struct session *session, const struct dispute_case *each, const char *event, const char *before,
                const char *after, const char *note, GError **error)
{
    int64_t last;
    return store_query_int(session->store, &last, 0, error, "SELECT max(seq) FROM dispute_event WHERE dispute = ?1",
                           "i", each->id) &&
           store_run(session->store, error,
                     "INSERT INTO dispute_event (dispute, seq, at, user, event, before, after, note, change)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     "iiisssssi", each->id, last + 1, session_now(session), session->user, event, before, after, note,
                     session->change);
}

/* Says what happened to the case since the other one looked at it. */
static void set_stale(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autofree char *number = case_number(each->id);
    g_autofree char *event =
        store_query_text(session->store, NULL,
                         "SELECT event FROM dispute_event WHERE dispute = ?1 ORDER BY seq DESC LIMIT 1", "i", each->id);
    g_autofree char *user =
        store_query_text(session->store, NULL,
                         "SELECT user FROM dispute_event WHERE dispute = ?1 ORDER BY seq DESC LIMIT 1", "i", each->id);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("{1} was changed since: {2} by {3}, it is {4} now."),
                     N_("Look at it again, then decide."), number, event ? event : "-", user ? user : "-", each->state,
                     NULL);
}

bool case_check_version(struct session *session, const struct dispute_case *each, int64_t version, GError **error)
{
    if (version == each->version) return true;
    set_stale(session, each, error);
    return false;
}

bool case_save(struct session *session, struct dispute_case *each, GError **error)
{
    if (!store_run(session->store, error,
                   "UPDATE dispute SET state = ?3, decider = ?4, outcome = ?5, closed = ?6, version = version + 1"
                   " WHERE id = ?1 AND version = ?2",
                   "iisssd", each->id, each->version, each->state, each->decider, each->outcome, each->closed))
        return false;
    if (store_changes(session->store) != 1) {
        set_stale(session, each, error);
        return false;
    }
    each->version++;
    return true;
}
