/* SPDX-License-Identifier: Apache-2.0 */
/* Marks. From acceptance to the reply every disputed item carries exactly one, whoever disputes it and how often. */
#include "dispute/case.h"

struct missing_mark {
    int64_t dispute, item, account, fact;
    struct month month;
    char *field;
};

static void missing_free(struct missing_mark *missing)
{
    g_free(missing->field);
    g_free(missing);
}

static bool insert_mark(struct session *session, int64_t subject, const struct missing_mark *mark, const char *kind,
                        GError **error)
{
    int64_t id = store_take_ids(session->store, "mark", 1, error);
    if (id == 0) return false;
    g_autoptr(statement_t) insert =
        store_prepare(session->store,
                      "INSERT INTO mark (id, subject, dispute, item, kind, account, month, field, born, fact)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, 0))",
                      error);
    if (insert == NULL) return false;
    statement_bind_int(insert, 1, id);
    statement_bind_int(insert, 2, subject);
    statement_bind_int(insert, 3, mark->dispute);
    statement_bind_int(insert, 4, mark->item);
    statement_bind_text(insert, 5, kind);
    if (mark->account != 0) statement_bind_int(insert, 6, mark->account);
    statement_bind_month(insert, 7, mark->month);
    statement_bind_text(insert, 8, mark->field);
    statement_bind_int(insert, 9, session->change);
    statement_bind_int(insert, 10, mark->fact);
    return statement_run(insert, error);
}

/* Items of open cases without a live mark, oldest case first, each only once. */
static GPtrArray *find_missing(struct session *session, int64_t subject, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)missing_free);
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "SELECT d.state, i.dispute, i.item, i.account, i.month, i.field, i.fact FROM dispute d JOIN dispute_item i ON "
        "i.dispute = d.id"
        " WHERE d.subject = ?1 AND d.closed IS NULL AND NOT EXISTS (SELECT 1 FROM mark m WHERE m.subject = ?1 AND "
        "m.died IS NULL"
        "   AND m.kind = 'dispute' AND m.account IS i.account AND m.month IS i.month AND m.fact IS i.fact AND m.field "
        "= i.field)"
        " ORDER BY d.id, i.item",
        error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, subject);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct law_state *state = machine_state(statement_text(row, 0));
        bool wanted = state != NULL && state->marked;
        for (guint i = 0; i < found->len && wanted; i++) {
            const struct missing_mark *other = found->pdata[i];
            wanted = other->account != statement_int(row, 3) || other->fact != statement_int(row, 6) ||
                     other->month.index != statement_month(row, 4).index ||
                     g_strcmp0(other->field, statement_text(row, 5)) != 0;
        }
        if (!wanted) continue;
        struct missing_mark *missing = g_new0(struct missing_mark, 1);
        *missing = (struct missing_mark){ .dispute = statement_int(row, 1),
                                          .item = statement_int(row, 2),
                                          .account = statement_int(row, 3),
                                          .fact = statement_int(row, 6),
                                          .month = statement_month(row, 4),
                                          .field = g_strdup(statement_text(row, 5)) };
        g_ptr_array_add(found, missing);
    }
    return step == STEP_ERROR ? NULL : g_steal_pointer(&found);
}

bool marks_place(struct session *session, int64_t subject, GError **error)
{
    g_autoptr(GPtrArray) missing = find_missing(session, subject, error);
    if (missing == NULL) return false;
    for (guint i = 0; i < missing->len; i++)
        if (!insert_mark(session, subject, missing->pdata[i], "dispute", error)) return false;
    return true;
}

bool marks_end(struct session *session, const struct dispute_case *each, GError **error)
{
    return store_run(session->store, error,
                     "UPDATE mark SET died = ?2 WHERE dispute = ?1 AND died IS NULL AND kind IN ('dispute', 'special')",
                     "ii", each->id, session->change) &&
           marks_place(session, each->subject, error);
}

bool marks_add(struct session *session, const struct dispute_case *each, const char *kind, GError **error)
{
    for (guint i = 0; i < each->items->len; i++) {
        const struct case_item *item = each->items->pdata[i];
        struct missing_mark mark = { .dispute = each->id,
                                     .item = item->item,
                                     .account = item->account,
                                     .fact = item->fact,
                                     .month = item->month,
                                     .field = item->field };
        if (!insert_mark(session, each->subject, &mark, kind, error)) return false;
    }
    return true;
}
