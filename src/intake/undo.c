/* SPDX-License-Identifier: Apache-2.0 */
/* `intake undo`: a batch is taken back by a new change. What it brought is ended, what it had ended stands again in a
 * new version; every earlier day still shows what was seen on it. Refused when later changes stand on the batch: to
 * take the ground away under a decision would falsify it. */
#include "intake/batch.h"
#include "intake/intake.h"

#include <string.h>

/* ?1 batch, ?2 its change, ?3 this change. `id` is what is the same over all versions of a fact of one subject. */
struct table_statements {
    const char *over, *beside, *touched, *end, *revive;
};
// clang-format off
#define TABLE(table, id, key, fields) { \
    "SELECT DISTINCT died FROM " table " AS old WHERE batch = ?1 AND died IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " table " AS now " \
    "WHERE now.subject = old.subject AND now." id " = old." id " AND now.batch = ?1 AND now.died IS NULL) ORDER BY died LIMIT 6", \
    "SELECT DISTINCT born FROM " table " WHERE died IS NULL AND batch IS NOT ?1 AND subject IN (SELECT id FROM subject WHERE batch = ?1 AND died IS NULL) ORDER BY born LIMIT 6", \
    "SELECT DISTINCT subject FROM " table " WHERE batch = ?1 AND died IS NULL", \
    "UPDATE " table " SET died = ?3 WHERE batch = ?1 AND died IS NULL AND ?2 = ?2", \
    "INSERT INTO " table " (" key ", born, batch, line, " fields ") SELECT " key ", ?3, batch, line, " fields " FROM " table " WHERE died = ?2 AND batch IS NOT ?1" }
#define SINGLE(table, fields) TABLE(table, "subject", "subject", fields)
#define FACT(table, fields) TABLE(table, "fact", "subject, fact", fields)
#define OF_ACCOUNT(table, fields) TABLE(table, "account", "subject, account", fields)
static const struct table_statements tables[] = {
    SINGLE("person", "sex, birth, birth_exact, education, marital, language"),
    SINGLE("enterprise", "founded, industry, capital, currency, state"),
    FACT("name", "kind, value"),
    FACT("identifier", "kind, value"),
    FACT("contact", "kind, value"),
    FACT("address", "kind, city, value"),
    FACT("employment", "employer, occupation, since"),
    FACT("relation", "other, kind"),
    OF_ACCOUNT("account", "source, number, type, business, currency, opened, closed, amount, guarantee, five_class, state"),
    OF_ACCOUNT("history", "first, states, own_states, amounts, origins"),
    FACT("facility", "source, number, amount, used, currency, begins, ends"),
    FACT("liability", "source, role, other, amount, currency, ends"),
    FACT("enquiry", "day, institution, reason"),
    FACT("public_record", "kind, authority, day, ended, amount, currency, text"),
    FACT("measure", "kind, period, value, unit"),
};
// clang-format on

/* Changes of cases, words and plans that stand on what a batch brought: on its subjects, its accounts, its single
 * facts. */
#define SUBJECTS "(SELECT id FROM subject WHERE batch = ?1 AND died IS NULL)"
#define ACCOUNTS "(SELECT account FROM account WHERE batch = ?1 AND died IS NULL)"
#define BROUGHT(table)                                                                                                 \
    "EXISTS (SELECT 1 FROM " table " f WHERE f.subject = d.subject AND f.fact = i.fact AND f.batch = ?1 AND f.died IS" \
    " NULL)"
static const char *const cases[] = {
    "SELECT min(change) FROM dispute_event WHERE dispute IN (SELECT id FROM dispute WHERE subject IN " SUBJECTS
    " UNION SELECT dispute FROM dispute_item WHERE account IN " ACCOUNTS
    " UNION SELECT i.dispute FROM dispute_item i JOIN dispute d ON d.id = i.dispute WHERE i.fact IS NOT NULL"
    " AND (" BROUGHT("enquiry") " OR " BROUGHT("public_record") " OR " BROUGHT(
        "measure") ")) GROUP BY dispute ORDER BY 1 LIMIT 6",
    "SELECT born FROM statement WHERE died IS NULL AND (subject IN " SUBJECTS " OR account IN " ACCOUNTS
    ") ORDER BY 1 LIMIT 6",
    "SELECT change FROM repair WHERE closed IS NULL AND subject IN " SUBJECTS " ORDER BY 1 LIMIT 6",
};
#undef BROUGHT
#undef ACCOUNTS
#undef SUBJECTS

/* The changes a query answers, added to a set. */
static bool collect(struct store *store, const char *sql, int64_t batch, GHashTable *set, GError **error)
{
    g_autoptr(statement_t) query = store_prepare(store, sql, error);
    if (!query) return false;
    statement_bind_int(query, 1, batch);
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW) {
        int64_t id = statement_int(query, 0);
        g_hash_table_add(set, g_memdup2(&id, sizeof id));
    }
    return step == STEP_DONE;
}

/* "12 (dispute.act), 13 (import)" */
static char *name_changes(struct store *store, GHashTable *changes)
{
    g_autoptr(GArray) runs = runs_of(changes, 0, 0);
    GString *text = g_string_new(NULL);
    int named = 0;
    for (guint i = 0; i < runs->len; i++) {
        const struct run *run = &g_array_index(runs, struct run, i);
        for (int64_t id = run->first; id <= run->last && named < 6; id++, named++) {
            g_autofree char *command =
                store_query_text(store, NULL, "SELECT command FROM change WHERE id = ?1", "i", id);
            g_string_append_printf(text, "%s%" G_GINT64_FORMAT " (%s)", text->len ? ", " : "", id,
                                   command ? command : "?");
        }
    }
    if ((guint)named < g_hash_table_size(changes)) g_string_append(text, ", …");
    return g_string_free(text, FALSE);
}

/* Nothing later may stand on the batch: versions that replaced its facts, facts of others about subjects it made,
 * disputes and statements about either, plans that are open. */
static bool check_free(struct session *session, int64_t batch, GError **error)
{
    g_autoptr(GHashTable) changes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        if (!collect(session->store, tables[i].over, batch, changes, error) ||
            !collect(session->store, tables[i].beside, batch, changes, error))
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        if (!collect(session->store, cases[i], batch, changes, error)) return false;
    if (g_hash_table_size(changes) == 0) return true;
    char number[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, batch);
    g_autofree char *names = name_changes(session->store, changes);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Batch {1} cannot be taken back: later changes stand on it: {2}."),
                     N_("Take those back first (the newest batch first), or correct single facts by a dispute."),
                     number, names, NULL);
    return false;
}

static bool find_batch(struct session *session, int64_t batch, int64_t *change, GError **error)
{
    char number[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, batch);
    int64_t died;
    if (!store_query_int(session->store, change, 0, error, "SELECT born FROM batch WHERE id = ?1", "i", batch) ||
        !store_query_int(session->store, &died, 0, error, "SELECT died FROM batch WHERE id = ?1", "i", batch))
        return false;
    if (*change == 0)
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no batch {1}."),
                         N_("`bureau intake batches` lists them."), number, NULL);
    else if (died != 0)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Batch {1} was taken back before."),
                         N_("`bureau intake batches` lists them."), number, NULL);
    return *change != 0 && died == 0;
}

static bool run_step(struct session *session, const char *sql, int64_t batch, int64_t change, int64_t *rows,
                     GError **error)
{
    if (!store_run(session->store, error, sql, "iii", batch, change, session->change)) return false;
    *rows += store_changes(session->store);
    return !session_is_cancelled(session, error);
}

bool intake_command_undo(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    int64_t batch = arguments_int(arguments, "batch", 0), change, ended = 0, revived = 0, subjects = 0, scored;
    if (!find_batch(session, batch, &change, error) || !check_free(session, batch, error)) return false;
    g_autoptr(GHashTable) touched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    if (!collect(session->store, "SELECT id FROM subject WHERE batch = ?1 AND died IS NULL", batch, touched, error))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        session_progress(session, 0.7 * (double)i / G_N_ELEMENTS(tables), N_("Taking the batch back"));
        if (!collect(session->store, tables[i].touched, batch, touched, error) ||
            !run_step(session, tables[i].end, batch, change, &ended, error) ||
            !run_step(session, tables[i].revive, batch, change, &revived, error))
            return false;
    }
    if (!run_step(session, "UPDATE subject SET died = ?3 WHERE batch = ?1 AND died IS NULL AND ?2 = ?2", batch, change,
                  &subjects, error) ||
        !store_run(session->store, error,
                   "UPDATE consent SET ended = ?2, version = version + 1 WHERE batch = ?1 AND ended IS NULL", "ii",
                   batch, session_now(session)) ||
        !run_step(session, "UPDATE batch SET died = ?3 WHERE id = ?1 AND ?2 = ?2", batch, change, &subjects, error))
        return false;
    g_autoptr(GArray) runs = runs_of(touched, 0, 0);
    if (!runs_settle(session, runs, true, &scored, error)) return false;
    table_fact_int(answer, "batch", N_("Batch"), batch);
    table_fact_int(answer, "ended", N_("Facts ended"), ended);
    table_fact_int(answer, "revived", N_("Facts that stand again"), revived);
    table_fact_int(answer, "subjects", N_("Subjects ended"), subjects - 1);
    table_fact_int(answer, "scored", N_("Subjects scored"), scored);
    return true;
}
