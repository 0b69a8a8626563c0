/* SPDX-License-Identifier: Apache-2.0 */
/* See outcomes.h. */
#include "models/outcomes.h"
#include "guard/access.h"

struct known {
    int64_t subject;
    int32_t month; /* G_MININT32: not said */
    int32_t value;
};

struct outcomes {
    GArray *known; /* struct known, by subject */
    guint at;      /* where the last question ended */
};

struct outcomes *outcomes_read(struct session *session, const char *kind, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT subject, period, max(value) FROM measure WHERE kind = ?1 AND value IN (0, 1)"
                      " AND" FACT_SEEN(2) "GROUP BY subject, period ORDER BY subject",
                      error);
    enum step step = STEP_ERROR;
    if (!row) return NULL;
    statement_bind_text(row, 1, kind);
    statement_bind_int(row, 2, session->view);
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(struct known));
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct known one = { statement_int(row, 0), statement_month(row, 1).index,
                                   (int32_t)statement_int(row, 2) };
        g_array_append_val(known, one);
    }
    if (step != STEP_DONE) return NULL;
    struct outcomes *outcomes = g_new0(struct outcomes, 1);
    outcomes->known = g_steal_pointer(&known);
    return outcomes;
}

void outcomes_free(struct outcomes *outcomes)
{
    if (!outcomes) return;
    g_array_unref(outcomes->known);
    g_free(outcomes);
}

static const struct known *known_at(const struct outcomes *outcomes, guint index)
{
    return &g_array_index(outcomes->known, struct known, index);
}

/* The first line of a subject or of one after it. */
static guint seek(const struct outcomes *outcomes, int64_t subject)
{
    guint low = 0, high = outcomes->known->len;
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (known_at(outcomes, middle)->subject < subject)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum outcome outcomes_find(struct outcomes *outcomes, int64_t subject, struct month from, struct month to)
{
    const guint count = outcomes->known->len;
    enum outcome found = OUTCOME_UNKNOWN;
    const bool near = outcomes->at < count && known_at(outcomes, outcomes->at)->subject <= subject &&
                      (outcomes->at == 0 || known_at(outcomes, outcomes->at - 1)->subject < subject);
    if (!near) outcomes->at = seek(outcomes, subject);
    while (outcomes->at < count && known_at(outcomes, outcomes->at)->subject < subject)
        outcomes->at++;
    for (guint i = outcomes->at; i < count && known_at(outcomes, i)->subject == subject; i++) {
        const struct known *one = known_at(outcomes, i);
        const bool dated = one->month != G_MININT32;
        if (dated && month_is_set(from) && one->month < from.index) continue;
        if (dated && month_is_set(to) && one->month > to.index) continue;
        if (found != OUTCOME_BAD) found = one->value ? OUTCOME_BAD : OUTCOME_GOOD;
    }
    return found;
}

GArray *restricted_read(struct session *session, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT DISTINCT subject FROM protection WHERE kind = 'restricted' AND lifted IS NULL"
                      " AND begins <= ?1 AND (ends IS NULL OR ends >= ?1) ORDER BY subject",
                      error);
    enum step step = STEP_ERROR;
    if (!row) return NULL;
    statement_bind_date(row, 1, access_day(session_now(session)));
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        g_array_append_val(ids, id);
    }
    return step == STEP_DONE ? g_steal_pointer(&ids) : NULL;
}

bool restricted_holds(const GArray *restricted, int64_t subject)
{
    guint low = 0, high = restricted->len;
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        const int64_t id = g_array_index(restricted, int64_t, middle);
        if (id == subject) return true;
        if (id < subject)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
