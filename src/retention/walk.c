/* SPDX-License-Identifier: Apache-2.0 */
/* Subject by subject through a store, in bounded memory: ids are read a few thousand at a time. */
#include "retention/retention_private.h"

#include <string.h>

enum { CHUNK = 4096, LOOK_UP = 64 /* subjects between two looks at progress and cancel */ };

/* What an adverse code looks like in each table, from the rules: a set of characters, two lists of words. */
struct pattern {
    GString *states, *classes, *words;
};

static void gather(const struct retention *retention, struct pattern *pattern)
{
    *pattern = (struct pattern){ g_string_new("*["), g_string_new(" "), g_string_new(" ") };
    const struct adverse_rule *rule;
    for (size_t i = 0; (rule = retention_rule(retention, i)) != NULL; i++) {
        if (rule->table == ADVERSE_CLASS) g_string_append_printf(pattern->classes, "%s ", rule->codes);
        if (rule->table == ADVERSE_STATE) g_string_append_printf(pattern->words, "%s ", rule->codes);
        if (rule->table != ADVERSE_HISTORY) continue;
        for (const char *code = rule->codes; *code; code++)
            if (*code != ' ') g_string_append_c(pattern->states, *code);
    }
    g_string_append(pattern->states, "]*");
}

static void pattern_clear(struct pattern *pattern)
{
    g_string_free(pattern->states, TRUE);
    g_string_free(pattern->classes, TRUE);
    g_string_free(pattern->words, TRUE);
}

/* The next ids after `after`. */
static bool next_ids(struct session *session, const struct pattern *pattern, struct month until, int64_t after,
                     GArray *ids, GError **error)
{
    g_autoptr(statement_t) query =
        store_prepare(session->store,
                      "SELECT subject FROM history WHERE subject > ?1 AND first <= ?5 AND states GLOB ?2 UNION "
                      "SELECT subject FROM account WHERE subject > ?1 AND ((five_class IS NOT NULL AND instr(?3, ' ' "
                      "|| five_class || "
                      "' ') > 0) OR (state IS NOT NULL AND instr(?4, ' ' || state || ' ') > 0)) UNION "
                      "SELECT subject FROM public_record WHERE subject > ?1 ORDER BY 1 LIMIT ?6",
                      error);
    if (query == NULL) return false;
    statement_bind_int(query, 1, after);
    statement_bind_text(query, 2, pattern->states->str);
    statement_bind_text(query, 3, pattern->classes->str);
    statement_bind_text(query, 4, pattern->words->str);
    statement_bind_int(query, 5, month_is_set(until) ? until.index : G_MAXINT32);
    statement_bind_int(query, 6, CHUNK);
    g_array_set_size(ids, 0);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        const int64_t id = statement_int(query, 0);
        g_array_append_val(ids, id);
    }
    statement_done(g_steal_pointer(&query)); /* before what is bound to it goes */
    return step == STEP_DONE;
}

static bool visit_ids(struct session *session, const GArray *ids, int64_t last, double share, subject_visit visit,
                      void *data, GError **error)
{
    for (guint i = 0; i < ids->len; i++) {
        const int64_t id = g_array_index(ids, int64_t, i);
        if (i % LOOK_UP == 0) {
            if (session_is_cancelled(session, error)) return false;
            session_progress(session, last > 0 ? share * (double)id / (double)last : 0, N_("Going through the files"));
        }
        if (!visit(session, id, data, error)) return false;
    }
    return true;
}

bool adverse_walk(struct session *session, const struct retention *retention, struct month until, double share,
                  subject_visit visit, void *data, GError **error)
{
    int64_t last = 0, after = G_MININT64;
    if (retention_rule(retention, 0) == NULL) return true;
    if (!store_query_int(session->store, &last, 0, error, "SELECT max(id) FROM subject", "")) return false;
    struct pattern pattern;
    gather(retention, &pattern);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    bool good = true;
    do {
        good = next_ids(session, &pattern, until, after, ids, error) &&
               visit_ids(session, ids, last, share, visit, data, error);
        if (ids->len > 0) after = g_array_index(ids, int64_t, ids->len - 1);
    } while (good && ids->len == CHUNK);
    pattern_clear(&pattern);
    return good;
}
