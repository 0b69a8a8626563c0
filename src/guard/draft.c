/* SPDX-License-Identifier: Apache-2.0 */
/* See draft.h. The table lies outside the state that the log proves (it holds no fact), so that writing here needs no
 * act. */
#include "guard/draft.h"

void draft_free(struct draft *draft)
{
    if (draft == NULL) return;
    g_free(draft->place);
    g_free(draft->body);
    g_free(draft);
}

GPtrArray *draft_list(struct session *session, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);
    const int64_t oldest = session_now(session) - (int64_t)DRAFT_DAYS * 24 * 60 * 60 * 1000;
    if (!store_run(session->store, error, "DELETE FROM draft WHERE user=?1 AND at < ?2", "si", session->user, oldest))
        return NULL;
    g_autoptr(statement_t) statement =
        store_prepare(session->store, "SELECT place, body, at FROM draft WHERE user=?1 ORDER BY place", error);
    if (statement == NULL) return NULL;
    statement_bind_text(statement, 1, session->user);
    enum step step;
    while ((step = statement_step(statement, error)) == STEP_ROW) {
        struct draft *draft = g_new0(struct draft, 1);
        *draft = (struct draft){ g_strdup(statement_text(statement, 0)), g_strdup(statement_text(statement, 1)),
                                 statement_int(statement, 2) };
        g_ptr_array_add(list, draft);
    }
    return step == STEP_DONE ? g_steal_pointer(&list) : NULL;
}

static bool write_one(struct session *session, const struct draft *draft, GError **error)
{
    if (draft->body == NULL)
        return store_run(session->store, error, "DELETE FROM draft WHERE user=?1 AND place=?2", "ss", session->user,
                         draft->place);
    return store_run(session->store, error,
                     "INSERT INTO draft (user, place, at, body) VALUES (?1, ?2, ?3, ?4) "
                     "ON CONFLICT (user, place) DO UPDATE SET at = excluded.at, body = excluded.body",
                     "ssis", session->user, draft->place, draft->at, draft->body);
}

bool draft_write(struct session *session, const GPtrArray *drafts, GError **error)
{
    if (!store_begin(session->store, error)) return false;
    for (guint i = 0; i < drafts->len; i++) {
        if (write_one(session, drafts->pdata[i], error)) continue;
        store_rollback(session->store);
        return false;
    }
    if (store_commit(session->store, error)) return true;
    store_rollback(session->store);
    return false;
}
