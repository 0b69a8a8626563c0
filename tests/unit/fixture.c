/* SPDX-License-Identifier: Apache-2.0 */
/* See fixture.h. Every failure here ends the test program with the error's own words: a test that cannot be set up has
 * not passed. */
#include "fixture.h"
#include "tree.h"

#include "check.h"

#include "subject/dossier.h"
#include "vault/agent.h"
#include "vault/keyfile.h"

#include <glib/gstdio.h>
#include <string.h>

static void must(bool done, GError *error)
{
    if (!done) g_error("fixture: %s", error ? error->message : "failed");
}

#define RUN(...)                                                                                                       \
    do {                                                                                                               \
        GError *run_error = NULL;                                                                                      \
        must(store_run(fixture->store, &run_error, __VA_ARGS__), run_error);                                           \
    } while (0)

static void add_users(struct fixture *fixture)
{
    static const struct {
        const char *name, *role;
    } users[] = { { FIXTURE_OFFICER, "officer" },    { FIXTURE_SERVICE, "service" }, { FIXTURE_REVIEWER, "reviewer" },
                  { FIXTURE_AUDITOR, "auditor" },    { FIXTURE_STEWARD, "steward" }, { FIXTURE_ANALYST, "analyst" },
                  { FIXTURE_ADMIN, "administrator" } };
    for (size_t i = 0; i < G_N_ELEMENTS(users); i++)
        RUN("INSERT INTO user (name, role) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET role = excluded.role", "ss",
            users[i].name, users[i].role);
}

static char *make_identity(void)
{
    const char *seventeen = "99012319920503123";
    return g_strdup_printf("%s%c", seventeen, identity_resident_check(seventeen));
}

static void add_person(struct fixture *fixture)
{
    int64_t change = fixture->session->change, id = fixture->subject;
    fixture->identity = make_identity();
    RUN("INSERT INTO subject (id, kind, born) VALUES (?1, 'person', ?2)", "ii", id, change);
    RUN("INSERT INTO person (subject, born, sex, birth, birth_exact, education, marital, language) VALUES (?1, ?2, "
        "'F', ?3, 1, '20', '20', 'zh')",
        "iid", id, change, date_make(1992, 5, 3));
    RUN("INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, 1, ?2, 'name', '王小明')", "ii", id, change);
    RUN("INSERT INTO identifier (subject, fact, born, kind, value) VALUES (?1, 2, ?2, 'gb11643', ?3)", "iis", id,
        change, fixture->identity);
    RUN("INSERT INTO contact (subject, fact, born, kind, value) VALUES (?1, 3, ?2, 'mobile', '13800138000')", "ii", id,
        change);
    RUN("INSERT INTO address (subject, fact, born, kind, city, value) VALUES (?1, 4, ?2, 'home', '杭州', "
        "'杭州西湖区样本路1号')",
        "ii", id, change);
    RUN("INSERT INTO enquiry (subject, fact, born, day, institution, reason) VALUES (?1, 5, ?2, ?3, 'sample bank A', "
        "'02')",
        "iid", id, change, date_make(2026, 10, 10));
    RUN("INSERT INTO enquiry (subject, fact, born, day, institution, reason) VALUES (?1, 6, ?2, ?3, 'sample bank B', "
        "'03')",
        "iid", id, change, date_make(2024, 1, 10));
}

/* What the person agreed to on 2026-01-05: the usual purposes, and, after a warning, means for the same. */
static void add_consents(struct fixture *fixture)
{
    static const struct {
        const char *kind, *scope;
        bool told;
    } given[] = { { "query", "all", false }, { "sensitive", "means", true } };
    const struct date day = date_make(2026, 1, 5);
    GError *error = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(given); i++) {
        const int64_t id = store_take_ids(fixture->store, "consent", 1, &error);
        must(id != 0, error);
        RUN("INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, told, granted, "
            "entered, expires, user) VALUES (?1, ?2, ?3, 'granted', 'bureau', "
            "'credit_review,post_loan,guarantee_review', ?4, '2026-1', 'paper', ?5, ?6, ?7, ?8, 'fixture')",
            "iissddid", id, fixture->subject, given[i].kind, given[i].scope, given[i].told ? day : DATE_NONE, day,
            (int64_t)day.days * 86400000, date_make(2028, 1, 5));
    }
}

static void add_account(struct fixture *fixture, int64_t account, const char *number, const char *type,
                        const char *states, int64_t due)
{
    enum { MONTHS = 24 };
    int64_t balance[MONTHS], dues[MONTHS], paid[MONTHS], past_due[MONTHS];
    for (int i = 0; i < MONTHS; i++) {
        balance[i] = 1920411 - 1000 * i;
        dues[i] = due;
        past_due[i] = states[i] >= '1' && states[i] <= '7' ? due * (states[i] - '0') : 0;
        paid[i] = past_due[i] > 0 ? 0 : due;
    }
    struct history history = { .first = month_make(2024, 11),
                               .length = MONTHS,
                               .states = (char *)states,
                               .balance = balance,
                               .due = dues,
                               .paid = paid,
                               .past_due = past_due };
    RUN("INSERT INTO account (subject, account, born, source, number, type, currency, opened, amount, five_class)"
        " VALUES (?1, ?2, ?3, 1, ?4, ?5, 'CNY', ?6, 3000000, '1')",
        "iiissd", fixture->subject, account, fixture->session->change, number, type, date_make(2022, 3, 1));
    GError *error = NULL;
    must(history_store(fixture->session, fixture->subject, account, &history, 0, 0, &error), error);
}

static void fill(struct fixture *fixture)
{
    GError *error = NULL;
    must(guard_act_begin(fixture->session, "test.fixture", NULL, &error), error);
    add_users(fixture);
    RUN("INSERT INTO source (id, code, name_en, name_zh, kind) VALUES (1, 'SAMPLE', 'Sample Bank', '样本银行', "
        "'furnisher')",
        "");
    RUN("UPDATE source SET legal_basis = 'sample' WHERE id = 1", "");
    fixture->subject = store_take_ids(fixture->store, "subject", 1, &error);
    fixture->card = store_take_ids(fixture->store, "account", 2, &error);
    fixture->loan = fixture->card + 1;
    /* the numbers written below by hand are taken, so that an import goes on behind them */
    must(store_take_ids(fixture->store, "fact", 6, &error) == 1, error);
    must(store_take_ids(fixture->store, "source", 1, &error) == 1, error);
    must(fixture->subject != 0 && fixture->card != 0, error);
    add_person(fixture);
    add_account(fixture, fixture->card, "9999000011114417", "R2", "NNNNNNNNNNNNNNNNN2NNNNNN", 192000);
    add_account(fixture, fixture->loan, "9999000022220001", "D1", "NNNNNNNNNNNNNNNNNNNNNNNN", 310000);
    add_consents(fixture);
    must(guard_touch(fixture->session, fixture->subject, fixture->subject, &error), error);
    must(guard_act_commit(fixture->session, "test.fixture", NULL, &error), error);
}

static const char *const everybody[] = { FIXTURE_OFFICER, FIXTURE_SERVICE, FIXTURE_REVIEWER, FIXTURE_AUDITOR,
                                         FIXTURE_STEWARD, FIXTURE_ANALYST, FIXTURE_ADMIN };

/* The key file, with a slot for everybody; the keys of the administrator. */
static struct vault_keys *make_keyfile(const char *directory)
{
    GError *error = NULL;
    g_autoptr(secret_t) passphrase = secret_copy(FIXTURE_PASSPHRASE, strlen(FIXTURE_PASSPHRASE)), recovery = NULL;
    struct vault_keys *keys =
        keyfile_create(directory, FIXTURE_ADMIN, passphrase, passphrase_cost_least(), &recovery, &error);
    must(keys != NULL, error);
    for (size_t i = 0; i < G_N_ELEMENTS(everybody); i++)
        if (strcmp(everybody[i], FIXTURE_ADMIN) != 0)
            must(keyfile_enrol(directory, keys, everybody[i], false, passphrase, passphrase_cost_least(), &error),
                 error);
    must(keyfile_set_default_user(directory, keys, FIXTURE_OFFICER, &error), error);
    return keys;
}

static void lend_keys(struct fixture *fixture)
{
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    g_autoptr(secret_t) passphrase = secret_copy(FIXTURE_PASSPHRASE, strlen(FIXTURE_PASSPHRASE));
    GError *error = NULL;
    g_setenv("XDG_RUNTIME_DIR", parent, TRUE);
    g_setenv("XDG_STATE_HOME", parent, TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(everybody); i++) {
        g_autoptr(vault_keys_t) keys = keyfile_unlock(fixture->directory, everybody[i], passphrase, NULL, &error);
        must(keys != NULL, error);
        must(agent_lend(fixture->directory, keys, 3600, &error), error);
    }
    fixture->lends = true;
}

static struct fixture *make(bool sealed)
{
    struct fixture *fixture = g_new0(struct fixture, 1);
    GError *error = NULL;
    g_autofree char *parent = g_dir_make_tmp("bureau-test-XXXXXX", &error);
    must(parent != NULL, error);
    fixture->directory = g_build_filename(parent, "store", NULL);
    g_autoptr(vault_keys_t) keys = sealed ? make_keyfile(fixture->directory) : vault_keys_ref(test_keys());
    struct store *made = store_create(fixture->directory, keys, &error);
    must(made != NULL, error);
    store_close(made);
    fixture->store = store_open(fixture->directory, keys, STORE_WRITE, &error);
    must(fixture->store != NULL, error);
    fixture->session = session_new();
    fixture->session->store = fixture->store;
    fixture->session->user = g_strdup("fixture");
    fixture->session->role = ROLE_ADMINISTRATOR;
    fixture->session->purpose = g_strdup("dispute");
    fixture_clock(fixture, "2026-11-22");
    fill(fixture);
    fixture_user(fixture, FIXTURE_OFFICER);
    return fixture;
}

struct fixture *fixture_new(void)
{
    return make(false);
}

struct fixture *fixture_sealed_new(void)
{
    struct fixture *fixture = make(true);
    lend_keys(fixture);
    return fixture;
}

void fixture_free(struct fixture *fixture)
{
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    session_free(fixture->session);
    store_close(fixture->store);
    if (fixture->lends) agent_forget(NULL, NULL);
    remove_tree(parent);
    g_free(fixture->identity);
    g_free(fixture->directory);
    g_free(fixture);
}

void fixture_user(struct fixture *fixture, const char *user)
{
    GError *error = NULL;
    must(session_act_as(fixture->session, user, &error), error);
}

void fixture_clock(struct fixture *fixture, const char *day)
{
    struct date date;
    must(date_parse(day, &date), NULL);
    fixture->session->clock = ((int64_t)date.days * 24 + 9) * 3600 * 1000;
}

static struct table *run(struct fixture *fixture, GError **error, const char *id, va_list list)
{
    const struct command *command = command_find(id);
    if (command == NULL) g_error("fixture: no command %s", id);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (const char *word; (word = va_arg(list, const char *)) != NULL;)
        g_ptr_array_add(words, (gpointer)word);
    g_autoptr(arguments_t) arguments = arguments_parse(command, (const char *const *)words->pdata, words->len, error);
    g_autoptr(table_t) answer = table_new();
    if (arguments == NULL || !command_run(command, fixture->session, arguments, answer, error)) return NULL;
    return g_steal_pointer(&answer);
}

struct table *fixture_try(struct fixture *fixture, GError **error, const char *command, ...)
{
    va_list list;
    va_start(list, command);
    struct table *answer = run(fixture, error, command, list);
    va_end(list);
    return answer;
}

struct table *fixture_run(struct fixture *fixture, const char *command, ...)
{
    GError *error = NULL;
    va_list list;
    va_start(list, command);
    struct table *answer = run(fixture, &error, command, list);
    va_end(list);
    must(answer != NULL, error);
    return answer;
}

static const struct fact *fact_of(const struct table *table, const char *id)
{
    const struct fact *fact = table_find_fact(table, id);
    if (fact == NULL) g_error("fixture: the answer has no fact %s", id);
    return fact;
}

const char *fixture_text(const struct table *table, const char *fact)
{
    return fact_of(table, fact)->cell.text;
}

int64_t fixture_int(const struct table *table, const char *fact)
{
    return fact_of(table, fact)->cell.integer;
}

const struct cell *fixture_cell(const struct table *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table_column_count(table); i++)
        if (strcmp(table_column(table, i)->id, column) == 0 && row < table_row_count(table))
            return &table_row(table, row)[i];
    g_error("fixture: the answer has no row %zu with %s", row, column);
}

int64_t fixture_count(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    int64_t value;
    must(store_query_int(fixture->store, &value, 0, &error, sql, ""), error);
    return value;
}
