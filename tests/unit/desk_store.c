/* SPDX-License-Identifier: Apache-2.0 */
/* See desk_store.h. */
#include "desk_store.h"

static void must(bool done, GError *error)
{
    if (!done) g_error("desk store: %s", error != NULL ? error->message : "failed");
}

static void add_one(struct session *session, const struct desk_cases *cases, int64_t id, int64_t index)
{
    GError *error = NULL;
    struct store *store = session->store;
    const int today = session_today(session).days;
    const struct date due = { today + cases->days + (int)(index % cases->spread) };
    const struct date received = { due.days - 20 > today ? today : due.days - 20 };
    must(store_run(store, &error,
                   "INSERT INTO dispute (id, subject, state, channel, received, entered, due, due_reason, profile, "
                   "maker, target, waiting, identity, verified) VALUES (?1, ?2, ?3, 'counter', ?4, ?5, ?6, 'counted', "
                   "'CN-ZX', ?7, ?8, ?9, 'document', ?4)",
                   "iisdidsds", id, cases->subject, cases->state, received, session_now(session), due, cases->maker,
                   (struct date){ due.days - 5 }, cases->waiting),
         error);
    must(store_run(store, &error,
                   "INSERT INTO dispute_item (dispute, item, account, month, field, reason, claimed, stored) VALUES "
                   "(?1, 1, ?2, ?3, 'state', 'payment.month', 'N', '2')",
                   "iim", id, cases->account, month_make(2026, 4)),
         error);
    must(store_run(store, &error,
                   "INSERT INTO dispute_event (dispute, seq, at, user, event, before, after, change) VALUES (?1, 1, "
                   "?2, ?3, 'receive', '-', ?4, ?5)",
                   "iissi", id, session_now(session), cases->maker, cases->state, session->change),
         error);
    must(
        store_run(store, &error,
                  "INSERT INTO dispute_clock (dispute, seq, clock, rule, since, due, target, reason, holidays, change) "
                  "VALUES (?1, 1, 'answer', 'CN-ZX:dispute.answer', ?2, ?3, ?4, 'counted', 0, ?5)",
                  "idddi", id, received, due, (struct date){ due.days - 5 }, session->change),
        error);
}

int64_t desk_cases_add(struct session *session, const struct desk_cases *cases, int64_t count)
{
    GError *error = NULL;
    const int64_t first = store_take_ids(session->store, "dispute", count, &error);
    must(first != 0, error);
    for (int64_t i = 0; i < count; i++)
        add_one(session, cases, first + i, i);
    return first;
}

int64_t desk_cases_make(struct session *session, const struct desk_cases *cases, int64_t count)
{
    GError *error = NULL;
    must(guard_act_begin(session, "test.fixture", NULL, &error), error);
    const int64_t first = desk_cases_add(session, cases, count);
    must(guard_act_commit(session, "test.fixture", NULL, &error), error);
    return first;
}
