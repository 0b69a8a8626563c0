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
    g_free(item->says);
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
    g_free(each->applicant);
    g_free(each->agent);
    g_free(each->authority);
    g_free(each->identity);
    g_free(each->owner);
    if (each->items != NULL) g_ptr_array_unref(each->items);
    g_free(each);
}

void case_begin(struct dispute_case *each)
{
    each->items = g_ptr_array_new_with_free_func((GDestroyNotify)case_item_free);
    each->closed = each->target = each->verified = each->diary = each->archived = each->planned = DATE_NONE;
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
    each->target = statement_date(row, 14);
    each->applicant = copy(row, 15);
    each->agent = copy(row, 16);
    each->authority = copy(row, 17);
    each->identity = copy(row, 18);
    each->verified = statement_date(row, 19);
    each->owner = copy(row, 20);
    each->held_until = statement_int(row, 21);
    each->diary = statement_date(row, 22);
    each->previous = statement_int(row, 23);
    each->contrary = statement_int(row, 24) != 0;
    each->archived = statement_date(row, 25);
    each->planned = statement_date(row, 26);
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
        "'furnisher_reply')"
        "   THEN says END,"
        " CASE WHEN EXISTS (SELECT 1 FROM dispute_event e WHERE e.dispute = ?1 AND e.change <= ?2 AND e.event = "
        "'apply')"
        "   THEN corrected END,"
        " CASE WHEN EXISTS (SELECT 1 FROM dispute_event e WHERE e.dispute = ?1 AND e.change <= ?2 AND e.event IN"
        "   ('bureau_error', 'confirm_error', 'confirm_correct', 'cannot_determine', 'withdraw', 'judge_frivolous'))"
        "   THEN outcome END, fact"
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
                                    .says = copy(row, 8),
                                    .corrected = copy(row, 9),
                                    .outcome = copy(row, 10),
                                    .fact = statement_int(row, 11) };
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
                                                   " closed, version, target, applicant, agent, authority, identity,"
                                                   " verified, owner, held_until, diary, previous, contrary, archived,"
                                                   " planned FROM dispute WHERE id = ?1",
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

/* Who is waited for: the queue's indexes are over it. */
static const char *waiting_of(const struct dispute_case *each)
{
    const struct law_state *state = machine_state(each->state);
    return state != NULL ? state->waiting_for : "agent";
}

bool case_insert(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autoptr(statement_t) insert = store_prepare(
        session->store,
        "INSERT INTO dispute (id, subject, state, channel, received, entered, due, due_reason, profile, maker, text,"
        " target, waiting, applicant, agent, authority, identity, verified, previous)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, nullif(?19, 0))",
        error);
    if (insert == NULL) return false;
    statement_bind_int(insert, 1, each->id);
    statement_bind_int(insert, 2, each->subject);
    statement_bind_text(insert, 3, each->state);
    statement_bind_text(insert, 4, each->channel);
    statement_bind_date(insert, 5, each->received);
    statement_bind_date(insert, 6, each->entered);
    statement_bind_date(insert, 7, each->due);
    statement_bind_text(insert, 8, each->due_reason);
    statement_bind_text(insert, 9, each->profile);
    statement_bind_text(insert, 10, each->maker);
    statement_bind_text(insert, 11, each->text);
    statement_bind_date(insert, 12, each->target);
    statement_bind_text(insert, 13, waiting_of(each));
    statement_bind_text(insert, 14, each->applicant != NULL ? each->applicant : "subject");
    statement_bind_text(insert, 15, each->agent);
    statement_bind_text(insert, 16, each->authority);
    statement_bind_text(insert, 17, each->identity);
    statement_bind_date(insert, 18, each->verified);
    statement_bind_int(insert, 19, each->previous);
    return statement_run(insert, error);
}

bool case_insert_item(struct session *session, int64_t dispute, const struct case_item *item, GError **error)
{
    g_autoptr(statement_t) insert =
        store_prepare(session->store,
                      "INSERT INTO dispute_item (dispute, item, account, month, field, reason, claimed, stored, fact)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, 0))",
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
    statement_bind_int(insert, 9, item->fact);
    return statement_run(insert, error);
}

bool case_save_item(struct session *session, int64_t dispute, const struct case_item *item, GError **error)
{
    return store_run(session->store, error,
                     "UPDATE dispute_item SET answered = ?3, corrected = ?4, outcome = ?5, says = ?6 WHERE dispute = "
                     "?1 AND item = ?2",
                     "iissss", dispute, item->item, item->answered, item->corrected, item->outcome, item->says);
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
    g_autoptr(statement_t) update = store_prepare(
        session->store,
        "UPDATE dispute SET state = ?3, decider = ?4, outcome = ?5, closed = ?6, due = ?7, due_reason = ?8, target = "
        "?9,"
        " waiting = ?10, applicant = ?11, agent = ?12, authority = ?13, identity = ?14, verified = ?15, contrary = ?16,"
        " archived = ?17, planned = ?20,"
        /* a closed case is nobody's; one that waits for somebody else now is free; the holder's act renews the hold */
        " owner = CASE WHEN ?6 IS NOT NULL OR (held_until IS NOT NULL AND waiting <> ?10) THEN NULL ELSE owner END,"
        " held_until = CASE WHEN ?6 IS NOT NULL OR held_until IS NULL OR waiting <> ?10 THEN NULL"
        "   WHEN owner = ?18 THEN max(held_until, ?19) ELSE held_until END,"
        " diary = CASE WHEN ?6 IS NOT NULL OR state <> ?3 THEN NULL ELSE diary END,"
        " version = version + 1 WHERE id = ?1 AND version = ?2",
        error);
    if (update == NULL) return false;
    statement_bind_int(update, 1, each->id);
    statement_bind_int(update, 2, each->version);
    statement_bind_text(update, 3, each->state);
    statement_bind_text(update, 4, each->decider);
    statement_bind_text(update, 5, each->outcome);
    statement_bind_date(update, 6, each->closed);
    statement_bind_date(update, 7, each->due);
    statement_bind_text(update, 8, each->due_reason);
    statement_bind_date(update, 9, each->target);
    statement_bind_text(update, 10, waiting_of(each));
    statement_bind_text(update, 11, each->applicant != NULL ? each->applicant : "subject");
    statement_bind_text(update, 12, each->agent);
    statement_bind_text(update, 13, each->authority);
    statement_bind_text(update, 14, each->identity);
    statement_bind_date(update, 15, each->verified);
    statement_bind_int(update, 16, each->contrary);
    statement_bind_date(update, 17, each->archived);
    statement_bind_text(update, 18, session->user);
    statement_bind_int(update, 19, case_hold_end(session));
    statement_bind_date(update, 20, each->planned);
    if (!statement_run(update, error)) return false;
    if (store_changes(session->store) != 1) {
        set_stale(session, each, error);
        return false;
    }
    each->version++;
    return true;
}
