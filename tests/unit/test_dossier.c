/* SPDX-License-Identifier: Apache-2.0 */
/* A dossier as it was stored, as it was on an earlier change, and the figures drawn from it. */
#include "check.h"

#include "subject_store.h"

#include <math.h>
#include <string.h>

static const int64_t balances[6] = { 10000, 20000, MONEY_UNKNOWN, 40000, -500, 60000 };

static int setup(void **state)
{
    struct subject_store *store = *state = subject_store_new();
    act_begin(store);
    add_source(store);
    add_subject(store, 1, "person");
    must_run(store,
             "INSERT INTO person (subject, born, batch, line, sex, birth, birth_exact, education) VALUES (1, ?1, 7, 1, "
             "'F', ?2, 1, '20')",
             "id", store->session->change, date_make(1988, 2, 29));
    add_detail(store, "name", 1, 1, "former", "李旧");
    add_detail(store, "name", 1, 2, "legal", "李娜");
    add_detail(store, "identifier", 1, 3, "client", "C-1");
    add_detail(store, "identifier", 1, 4, "gb11643", "990101198802290028");
    add_detail(store, "contact", 1, 5, "email", "li@example.org");
    add_detail(store, "contact", 1, 6, "mobile", "13800138000");
    add_address(store, 1, 7, "杭州");
    add_account(store, 1, 11, "6222000011", "R2", 100000);
    add_account(store, 1, 12, "6222000012", "D1", 500000);
    add_account(store, 1, 13, "6222000013", "R2", 50000);
    add_history(store, 1, 11, month_make(2025, 3), "NN12NN", balances);
    add_history(store, 1, 12, month_make(2025, 5), "NB3*", NULL);
    must_run(store,
             "INSERT INTO enquiry (subject, fact, born, day, institution, reason) VALUES (1, 21, ?1, ?2, 'A', '02'), "
             "(1, 22, ?1, ?3, 'B', '03'),"
             " (1, 23, ?1, ?4, 'C', '02')",
             "iddd", store->session->change, date_make(2025, 5, 31), date_make(2025, 8, 31), date_make(2025, 6, 1));
    act_commit(store);
    return 0;
}

static int teardown(void **state)
{
    subject_store_free(*state);
    return 0;
}

static struct dossier *load(struct subject_store *store)
{
    g_autoptr(GError) error = NULL;
    struct dossier *dossier = dossier_load(store->session, 1, &error);
    assert_no_error(error);
    return dossier;
}

static void check_file(const struct dossier *dossier)
{
    assert_string_equal(dossier->kind, "person");
    assert_string_equal(dossier_name(dossier), "李娜");
    assert_string_equal(dossier_identity(dossier), "990101198802290028");
    assert_string_equal(dossier_phone(dossier), "13800138000");
    assert_string_equal(dossier_city(dossier), "杭州");
    assert_string_equal(dossier->sex, "F");
    assert_int_equal(dossier->birth.days, date_make(1988, 2, 29).days);
    assert_int_equal(dossier->accounts->len, 3);
    const struct account *card = dossier_account(dossier, 11);
    assert_non_null(card);
    assert_string_equal(card->furnisher, "bank");
    assert_int_equal(card->from.batch, 7);
    assert_int_equal(card->history.length, 6);
    assert_string_equal(card->history.states, "NN12NN");
    assert_memory_equal(card->history.balance, balances, sizeof balances);
    assert_null(card->history.due);
    assert_int_equal(card->history.from.line, 10);
    assert_int_equal(history_state(&card->history, month_make(2025, 6)), '2');
    assert_int_equal(history_state(&card->history, month_make(2025, 9)), 0);
    assert_int_equal(history_state(&card->history, month_make(2025, 2)), 0);
    assert_null(dossier_account(dossier, 99));
    assert_int_equal(dossier->enquiries->len, 3);
    assert_string_equal(((struct enquiry *)dossier->enquiries->pdata[0])->institution, "B");
}

static void test_load_and_copy(void **state)
{
    struct dossier *dossier = load(*state);
    check_file(dossier);
    struct dossier *copy = dossier_copy(dossier);
    dossier_account(dossier, 11)->history.states[0] = '7';
    dossier_account(dossier, 11)->history.balance[0] = 1;
    dossier_free(dossier);
    check_file(copy);
    dossier_free(copy);
}

static void test_credit_only(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(dossier_t) dossier = dossier_load_credit(store->session, 1, &error);
    assert_no_error(error);
    assert_int_equal(dossier->accounts->len, 3);
    assert_int_equal(dossier->names->len, 0);
    assert_string_equal(dossier_name(dossier), "");
    assert_null(dossier_identity(dossier));
    assert_int_equal(dossier_last_month(dossier).index, month_make(2025, 8).index);
}

static void test_not_found(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    assert_null(dossier_load(store->session, 404, &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

static void test_summary(void **state)
{
    g_autoptr(dossier_t) dossier = load(*state);
    struct summary summary = dossier_summary(dossier);
    assert_string_equal(summary.currency, "CNY");
    assert_int_equal(summary.limit_total, 150000);
    assert_int_equal(summary.balance_total, 60000);
    assert_true(fabs(summary.utilisation - 0.4) < 1e-12);
    assert_int_equal(summary.accounts, 3);
    assert_int_equal(summary.institutions, 1);
    assert_int_equal(summary.worst_now, 0);
    assert_int_equal(summary.worst_24, 8);
    assert_int_equal(summary.late_30_in_24, 3); /* 2, B and 3 */
    assert_int_equal(summary.clean_streak, 1);  /* the 3 of July */
    assert_int_equal(summary.enquiries_3m, 2);  /* from 1 June up to 31 August */
    assert_int_equal(summary.disputes, 0);
    assert_int_equal(summary.last.index, month_make(2025, 8).index);
}

/* A file without accounts has no utilisation and no months, and nothing divides by nothing. */
static void test_summary_of_nothing(void **state)
{
    struct subject_store *store = *state;
    act_begin(store);
    add_subject(store, 2, "enterprise");
    act_commit(store);
    g_autoptr(GError) error = NULL;
    g_autoptr(dossier_t) dossier = dossier_load(store->session, 2, &error);
    assert_no_error(error);
    struct summary summary = dossier_summary(dossier);
    assert_true(isnan(summary.utilisation));
    assert_false(month_is_set(summary.last));
    assert_int_equal(summary.clean_streak, 0);
    assert_int_equal(summary.limit_total, 0);
}

/* A correction is a new version: today shows it, the day before does not; twice in one act is one version. */
static void test_correction(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    int64_t before = 0, versions = 0;
    assert_true(store_query_int(store->session->store, &before, 0, &error, "SELECT MAX(id) FROM change", ""));
    act_begin(store);
    add_history(store, 1, 11, month_make(2025, 3), "NN11NN", balances);
    add_history(store, 1, 11, month_make(2025, 3), "NNNNNN", NULL);
    act_commit(store);
    g_autoptr(dossier_t) now = load(store);
    assert_string_equal(dossier_account(now, 11)->history.states, "NNNNNN");
    assert_null(dossier_account(now, 11)->history.balance);
    int64_t view = store->session->view;
    store->session->view = before;
    g_autoptr(dossier_t) then = load(store);
    store->session->view = view;
    assert_string_equal(dossier_account(then, 11)->history.states, "NN12NN");
    assert_true(store_query_int(store->session->store, &versions, 0, &error,
                                "SELECT COUNT(*) FROM history WHERE subject = 1 AND account = 11", ""));
    assert_int_equal(versions, 2);
}

static void test_marks(void **state)
{
    struct subject_store *store = *state;
    act_begin(store);
    must_run(store,
             "INSERT INTO mark (id, subject, dispute, item, kind, account, month, field, born) VALUES"
             " (1, 1, 5, 1, 'disputed', 12, ?2, 'state', ?1), (2, 1, 5, 2, 'disputed', NULL, NULL, 'phone', ?1), (3, "
             "1, 6, 1, 'disputed', 13, NULL, 'amount', ?1)",
             "im", store->session->change, month_make(2025, 6));
    act_commit(store);
    g_autoptr(dossier_t) dossier = load(store);
    assert_int_equal(dossier_summary(dossier).disputes, 2);
    assert_true(dossier_is_marked(dossier, 12, month_make(2025, 6)));
    assert_false(dossier_is_marked(dossier, 12, month_make(2025, 7)));
    assert_true(dossier_is_marked(dossier, 12, MONTH_NONE));
    assert_true(dossier_is_marked(dossier, 13, month_make(2025, 7)));
    assert_false(dossier_is_marked(dossier, 11, MONTH_NONE));
}

static void test_months_late(void **state)
{
    (void)state;
    static const char codes[] = "N*MC/#ZGDA1234567B";
    for (size_t i = 0; codes[i] != '\0'; i++)
        assert_int_equal(history_months_late(codes[i]), i < 10 ? 0 : (int)i - 9);
}

/* Random histories survive packing; cut bytes are refused, never read past. */
static void test_pack(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(20260101);
    for (int round = 0; round < 300; round++) {
        size_t length = (size_t)g_rand_int_range(dice, 1, 61);
        g_autofree int64_t *balance = g_new(int64_t, length), *lines = g_new(int64_t, length);
        for (size_t i = 0; i < length; i++) {
            balance[i] =
                g_rand_boolean(dice) ? MONEY_UNKNOWN : (int64_t)g_rand_int(dice) * g_rand_int_range(dice, -9, 9);
            lines[i] = 2 + (int64_t)i;
        }
        struct history history = {
            .first = month_make(2020, 1), .length = length, .balance = balance, .paid = balance, .lines = lines
        };
        g_autoptr(GByteArray) amounts = g_byte_array_new();
        g_autoptr(GByteArray) origins = g_byte_array_new();
        history_pack(&history, amounts, origins);
        struct history back = { .length = length };
        assert_true(history_unpack(&back, amounts->data, amounts->len, origins->data, origins->len));
        assert_memory_equal(back.balance, balance, length * sizeof *balance);
        assert_memory_equal(back.paid, balance, length * sizeof *balance);
        assert_memory_equal(back.lines, lines, length * sizeof *lines);
        assert_null(back.due);
        assert_null(back.batches);
        history_free_content(&back);
        guint cut = (guint)g_rand_int_range(dice, 1, (int)amounts->len);
        struct history broken = { .length = length };
        assert_false(history_unpack(&broken, amounts->data, cut, origins->data, origins->len));
        history_free_content(&broken);
    }
}

static const struct command *why_command(void)
{
    static const struct argument arguments[] = { { "subject", ARGUMENT_INTEGER, ARGUMENT_REQUIRED, "", NULL },
                                                 { "figure", ARGUMENT_TEXT, ARGUMENT_REQUIRED, "", NULL },
                                                 { 0 } };
    static const struct command command = {
        .id = "subject.why", .title = "", .help = "", .run = subject_command_why, .arguments = arguments
    };
    return &command;
}

/* Runs `subject why 1 FIGURE` and answers its table. */
static struct table *why(struct subject_store *store, const char *figure, GError **error)
{
    const char *const words[] = { "1", figure };
    g_autoptr(arguments_t) arguments = arguments_parse(why_command(), words, 2, error);
    assert_non_null(arguments);
    struct table *answer = table_new();
    if (subject_command_why(store->session, arguments, answer, error)) return answer;
    table_free(answer);
    return NULL;
}

static void test_why(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) month = why(store, "account=12,month=2025-07,field=state", &error);
    assert_no_error(error);
    assert_int_equal(table_row_count(month), 1);
    const struct cell *row = table_row(month, 0);
    assert_string_equal(row[2].text, "3");
    assert_string_equal(row[3].text, "First Bank");
    assert_int_equal(row[4].integer, 7);
    assert_string_equal(row[5].text, "cards.csv");
    assert_int_equal(row[6].integer, 10);
    assert_string_equal(row[8].text, "zhou");
    assert_string_equal(row[9].text, "contract");
    g_autoptr(table_t) used = why(store, "utilisation", &error);
    assert_no_error(error);
    assert_int_equal(table_row_count(used), 5); /* three accounts, and the last month of the two that report */
    assert_null(why(store, "luck", &error));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    assert_null(why(store, "account=99", &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
    assert_null(why(store, "account=12,month=1999-01", &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_load_and_copy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_credit_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_not_found, setup, teardown),
        cmocka_unit_test_setup_teardown(test_summary, setup, teardown),
        cmocka_unit_test_setup_teardown(test_summary_of_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_correction, setup, teardown),
        cmocka_unit_test_setup_teardown(test_marks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_why, setup, teardown),
        cmocka_unit_test(test_months_late),
        cmocka_unit_test(test_pack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
