/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "subject_store.h"

#include <glib/gstdio.h>
#include <string.h>

struct subject_store *subject_store_new(void)
{
    GError *error = NULL;
    struct subject_store *store = g_new0(struct subject_store, 1);
    store->folder = g_dir_make_tmp("bureau-subject-XXXXXX", NULL);
    store->session = session_new();
    store->session->store = store_create(store->folder, test_keys(), &error);
    assert_no_error(error);
    g_free(store->session->user);
    store->session->user = g_strdup("li.na");
    store->session->role = ROLE_OFFICER;
    store->session->clock = INT64_C(1767225600000); /* 2026-01-01 */
    return store;
}

void subject_store_free(struct subject_store *store)
{
    store_close(store->session->store);
    session_free(store->session);
    g_autoptr(GDir) dir = g_dir_open(store->folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(store->folder, name, NULL);
        g_remove(file);
    }
    g_rmdir(store->folder);
    g_free(store->folder);
    g_free(store);
}

void act_begin(struct subject_store *store)
{
    GError *error = NULL;
    guard_act_begin(store->session, "test", NULL, &error);
    assert_no_error(error);
}

void act_commit(struct subject_store *store)
{
    GError *error = NULL;
    guard_act_commit(store->session, "test", NULL, &error);
    assert_no_error(error);
}

void add_source(struct subject_store *store)
{
    must_run(store,
             "INSERT INTO source (id, code, name_en, name_zh, kind, legal_basis) VALUES (1, 'bank', 'First Bank', "
             "'第一银行', 'furnisher', 'contract')",
             "");
    must_run(store,
             "INSERT INTO batch (id, source, mapping, file, digest, loaded, user, born) VALUES (7, 1, 'test', "
             "'/in/cards.csv', 'd', 99, 'zhou', ?1)",
             "i", store->session->change);
}

void add_subject(struct subject_store *store, int64_t subject, const char *kind)
{
    must_run(store, "INSERT INTO subject (id, kind, batch, line, born) VALUES (?1, ?2, 7, ?1, ?3)", "isi", subject,
             kind, store->session->change);
}

void add_detail(struct subject_store *store, const char *table, int64_t subject, int64_t fact, const char *kind,
                const char *value)
{
    const char *sql =
        strcmp(table, "name") == 0
            ? "INSERT INTO name (subject, fact, born, batch, line, kind, value) VALUES (?1, ?2, ?3, 7, ?1, ?4, ?5)"
        : strcmp(table, "identifier") == 0
            ? "INSERT INTO identifier (subject, fact, born, batch, line, kind, value) VALUES (?1, ?2, ?3, 7, ?1, ?4, "
              "?5)"
            : "INSERT INTO contact (subject, fact, born, batch, line, kind, value) VALUES (?1, ?2, ?3, 7, ?1, ?4, ?5)";
    must_run(store, sql, "iiiss", subject, fact, store->session->change, kind, value);
}

void add_address(struct subject_store *store, int64_t subject, int64_t fact, const char *city)
{
    must_run(store,
             "INSERT INTO address (subject, fact, born, batch, line, kind, city, value) VALUES (?1, ?2, ?3, 7, ?1, "
             "'home', ?4, 'street 1')",
             "iiis", subject, fact, store->session->change, city);
}

void add_account(struct subject_store *store, int64_t subject, int64_t account, const char *number, const char *type,
                 int64_t amount)
{
    must_run(store,
             "INSERT INTO account (subject, account, born, batch, line, source, number, type, currency, amount) VALUES "
             "(?1, ?2, ?3, 7, ?1, 1, ?4, ?5, 'CNY', ?6)",
             "iiissn", subject, account, store->session->change, number, type, amount);
}

void add_history(struct subject_store *store, int64_t subject, int64_t account, struct month first, const char *states,
                 const int64_t *balance)
{
    GError *error = NULL;
    struct history history = {
        .first = first, .length = strlen(states), .states = (char *)states, .balance = (int64_t *)balance
    };
    history_store(store->session, subject, account, &history, 7, 10, &error);
    assert_no_error(error);
}

void add_score(struct subject_store *store, int64_t subject, int score)
{
    must_run(store,
             "INSERT INTO score (subject, change, model, number, day, score, band, probability) VALUES (?1, ?2, "
             "'card', 1, 20000, ?3, 'B', 0.1)",
             "iii", subject, store->session->change, (int64_t)score);
}
