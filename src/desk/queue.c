/* SPDX-License-Identifier: Apache-2.0 */
/* The ids of the queue in order, out of one index. Which index answers is named in the statement: a planner without
 * figures would take the one that looks narrowest, and sort 200,000 rows afterwards. Every condition that is not asked
 * for is left out of the text, so the text is one of a few dozens, and each is compiled once. */
#include "desk/desk_private.h"

#include <string.h>

/* ---- lanes and who is waited for ----------------------------------------------------------------------------------
 */

static const struct {
    const char *word;
    int first, last; /* days left */
} lanes[LANE_COUNT] = {
    [LANE_ALL] = { "all", INT32_MIN / 2, INT32_MAX / 2 },
    [LANE_OVERDUE] = { "overdue", INT32_MIN / 2, -1 },
    [LANE_TODAY] = { "today", 0, 0 },
    [LANE_THREE] = { "three", 1, 3 },
    [LANE_SEVEN] = { "seven", 4, 7 },
    [LANE_FOURTEEN] = { "fourteen", 8, 14 },
    [LANE_LATER] = { "later", 15, INT32_MAX / 2 },
};

const char *desk_lane_word(enum desk_lane lane)
{
    return lane < LANE_COUNT ? lanes[lane].word : NULL;
}

struct desk_span desk_lane_span(enum desk_lane lane, struct date today)
{
    return (struct desk_span){ lanes[lane].first + (lanes[lane].first > INT32_MIN / 2 ? today.days : 0),
                               lanes[lane].last + (lanes[lane].last < INT32_MAX / 2 ? today.days : 0) };
}

enum desk_lane desk_lane_of_day(struct date due, struct date today)
{
    for (int lane = LANE_OVERDUE; lane < LANE_LATER; lane++)
        if (due.days - today.days <= lanes[lane].last) return (enum desk_lane)lane;
    return LANE_LATER;
}

bool desk_lane_parse(const char *word, enum desk_lane *lane, GError **error)
{
    *lane = LANE_ALL;
    if (word == NULL) return true;
    g_autoptr(GString) names = g_string_new(NULL);
    for (int i = 0; i < LANE_COUNT; i++) {
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", lanes[i].word);
        if (strcmp(word, lanes[i].word) != 0) continue;
        *lane = (enum desk_lane)i;
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no lane {1}."), N_("The lanes are: {2}."), word,
                     names->str, NULL);
    return false;
}

/* Whoever some open state of the machine waits for, in the order of its table, each once. */
const char *desk_waiting(size_t index)
{
    const char *known[DESK_WAITING_MOST];
    size_t count = 0;
    const struct law_state *state;
    for (size_t i = 0; (state = machine_state_at(i)) != NULL && count < G_N_ELEMENTS(known); i++) {
        size_t same = 0;
        while (same < count && strcmp(known[same], state->waiting_for) != 0)
            same++;
        if (!state->open || same < count) continue;
        if (count == index) return state->waiting_for;
        known[count++] = state->waiting_for;
    }
    return NULL;
}

bool desk_waiting_check(const char *waiting, GError **error)
{
    if (waiting == NULL) return true;
    g_autoptr(GString) names = g_string_new(NULL);
    const char *known;
    for (size_t i = 0; (known = desk_waiting(i)) != NULL; i++) {
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", known);
        if (strcmp(waiting, known) == 0) return true;
    }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Nobody is called {1} here."), N_("A case waits for one of: {2}."),
                     waiting, names->str, NULL);
    return false;
}

/* ---- keys ---------------------------------------------------------------------------------------------------------
 */

static bool of_nobody(const struct desk_query *query)
{
    return query->owner != NULL && strcmp(query->owner, "-") == 0;
}

static const char *index_for(const struct desk_query *query)
{
    if (query->subject != 0) return "dispute_subject";
    if (query->closed) return "dispute_done";
    if (query->owner != NULL && !of_nobody(query)) return "dispute_owner";
    if (query->contrary) return "dispute_contrary";
    if (query->state != NULL) return "dispute_due";
    if (query->by_target) return "dispute_aim";
    /* the narrow one, where nothing but the day is asked */
    return query->waiting != NULL || query->owner != NULL ? "dispute_work" : "dispute_open";
}

/* A hold that nobody renewed in time holds nothing, also before somebody takes the case. */
static char *sentence(const struct desk_query *query)
{
    GString *sql = g_string_new("SELECT id FROM dispute INDEXED BY ");
    const char *index = index_for(query);
    g_string_append_printf(sql, "%s WHERE due >= ?1 AND due <= ?2", index);
    /* whoever owns a case owns an open one, and a state is either of open cases or of closed ones */
    if (strcmp(index, "dispute_due") != 0 && strcmp(index, "dispute_owner") != 0)
        g_string_append(sql, query->closed ? " AND closed IS NOT NULL" : " AND closed IS NULL");
    if (query->state != NULL) g_string_append(sql, " AND state = ?5");
    if (query->waiting != NULL) g_string_append(sql, " AND waiting = ?3");
    if (of_nobody(query))
        g_string_append(sql, " AND (owner IS NULL OR held_until <= ?6)");
    else if (query->owner != NULL)
        g_string_append(sql, " AND owner = ?4 AND (held_until IS NULL OR held_until > ?6)");
    if (query->subject != 0) g_string_append(sql, " AND subject = ?7");
    if (query->contrary) g_string_append(sql, " AND contrary = 1");
    g_string_append(sql, query->closed      ? " ORDER BY closed DESC, id DESC"
                         : query->by_target ? " ORDER BY target, id"
                                            : " ORDER BY due, id");
    return g_string_free(sql, FALSE);
}

static void bind(struct statement *row, struct session *session, const struct desk_query *query)
{
    const struct desk_span span = desk_lane_span(query->closed ? LANE_ALL : query->lane, session_today(session));
    const int last = query->before.days != 0 ? MIN(span.last, query->before.days - 1) : span.last;
    statement_bind_int(row, 1, span.first);
    statement_bind_int(row, 2, last);
    if (query->waiting != NULL) statement_bind_text(row, 3, query->waiting);
    if (query->owner != NULL && !of_nobody(query)) statement_bind_text(row, 4, query->owner);
    if (query->state != NULL) statement_bind_text(row, 5, query->state);
    if (query->owner != NULL) statement_bind_int(row, 6, session_now(session));
    if (query->subject != 0) statement_bind_int(row, 7, query->subject);
}

GArray *desk_keys(struct session *session, const struct desk_query *query, GError **error)
{
    if (!machine_loaded(error) || !desk_waiting_check(query->waiting, error)) return NULL;
    if (date_is_set(session->as_of)) return desk_keys_then(session, query, error);
    g_autofree char *sql = sentence(query);
    g_autoptr(statement_t) row = store_prepare(session->store, sql, error);
    if (row == NULL) return NULL;
    bind(row, session, query);
    g_autoptr(GArray) keys = g_array_sized_new(FALSE, FALSE, sizeof(int64_t), 1024);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        g_array_append_val(keys, id);
    }
    return step == STEP_DONE ? g_steal_pointer(&keys) : NULL;
}
