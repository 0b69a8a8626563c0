/* SPDX-License-Identifier: Apache-2.0 */
/* Packed features: the bytes of a block, and that a column says what the facts say, whatever happened in between. */
#include "check.h"
#include "features/pack_private.h"
#include "pack_check.h"
#include "score/portfolio.h"
#include "score_files.h"
#include "subject_store.h"

#include <math.h>
#include <string.h>

enum { SUBJECTS = 7, FAR = 600 /* in another block */, FIRM = 601 };

/* ---- the body of a block -------------------------------------------------------------------------------------------
 */

static guint64 bits(double value)
{
    guint64 of;
    memcpy(&of, &value, sizeof of);
    return of;
}

static void assert_round(const double *values, char letter, size_t length)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    double back[PACK_BLOCK];
    pack_encode(values, body);
    assert_int_equal(body->data[0], letter);
    assert_int_equal(body->len, length);
    assert_true(pack_decode(body->data, body->len, back));
    for (int i = 0; i < PACK_BLOCK; i++)
        assert_true(isnan(values[i]) ? isnan(back[i]) : bits(values[i]) == bits(back[i]));
    assert_false(pack_decode(body->data, body->len - 1, back));
    assert_false(pack_decode("x", 1, back));
    assert_false(pack_decode("", 0, back));
}

static void every_bit_comes_back(void **state)
{
    (void)state;
    double values[PACK_BLOCK];
    for (int i = 0; i < PACK_BLOCK; i++)
        values[i] = NAN;
    assert_round(values, 'c', 9);
    values[3] = 0;
    assert_round(values, 'b', 1 + PACK_BLOCK);
    values[4] = -0.0; /* is no whole number: it would lose its sign */
    assert_round(values, 'd', 1 + 8 * PACK_BLOCK);
    values[4] = 127;
    values[5] = -127;
    assert_round(values, 'b', 1 + PACK_BLOCK);
    values[6] = -128; /* stands for missing in a byte */
    assert_round(values, 'h', 1 + 2 * PACK_BLOCK);
    values[6] = -32768;
    assert_round(values, 'i', 1 + 4 * PACK_BLOCK);
    values[6] = G_MAXINT32;
    assert_round(values, 'i', 1 + 4 * PACK_BLOCK);
    values[6] = 4294967296.0;
    assert_round(values, 'd', 1 + 8 * PACK_BLOCK);
    values[6] = INFINITY;
    assert_round(values, 'd', 1 + 8 * PACK_BLOCK);
    values[6] = 0.1;
    assert_round(values, 'd', 1 + 8 * PACK_BLOCK);
}

/* ---- columns and facts ---------------------------------------------------------------------------------------------
 */

static void clock_at(struct subject_store *store, const char *day)
{
    struct date date = day_of(day);
    store->session->clock = ((int64_t)date.days * 24 + 9) * 3600000;
}

static int set_up(void **state)
{
    struct subject_store *store = subject_store_new();
    clock_at(store, "2026-11-22");
    act_begin(store);
    add_source(store);
    for (int64_t id = 1; id <= SUBJECTS; id++) {
        const int64_t balances[] = { 1000 * id, 2500 * id, 0, 70000, 333 * id, 1 };
        static const char *const states[] = { "NNNNNN", "NN12NN", "**NN1N", "1234NN", "NNNNN1", "#N#N#N", "NNNNBB" };
        add_subject(store, id, "person");
        add_account(store, id, id, "990001", "R2", 100000 * id);
        add_history(store, id, id, month_named("2026-04"), states[id - 1], balances);
    }
    add_subject(store, FAR, "person"); /* nothing is reported of it: its day is today */
    add_subject(store, FIRM, "enterprise");
    act_commit(store);
    *state = store;
    return 0;
}

static int tear_down(void **state)
{
    subject_store_free(*state);
    return 0;
}

/* Answers how many places had to be derived for the reading. */
static int64_t check(struct subject_store *store, int64_t subjects)
{
    int64_t seen;
    const int64_t derived = pack_check(store->session, &seen);
    assert_int_equal(seen, subjects);
    return derived;
}

static struct pack_count refresh(struct subject_store *store, bool all)
{
    g_autoptr(GError) error = NULL;
    struct pack_count count;
    act_begin(store);
    assert_true(pack_refresh(store->session, 1, G_MAXINT64, all, &count, &error));
    assert_no_error(error);
    act_commit(store);
    return count;
}

static void touch(struct subject_store *store, int64_t subject)
{
    g_autoptr(GError) error = NULL;
    assert_true(guard_touch(store->session, subject, subject, &error));
}

static int64_t number(struct subject_store *store, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t value = -1;
    assert_true(store_query_int(store->session->store, &value, -1, &error, sql, ""));
    return value;
}

static void without_columns_all_is_derived(void **state)
{
    struct subject_store *store = *state;
    assert_int_equal(check(store, SUBJECTS + 2), SUBJECTS + 2);
    assert_int_equal(number(store, "SELECT count(*) FROM feature_block"), 0); /* a reading writes nothing */
    assert_int_equal(refresh(store, false).derived, SUBJECTS + 2);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
    const struct pack_count again = refresh(store, false);
    assert_int_equal(again.derived, 0);
    assert_int_equal(again.looked, SUBJECTS + 2);
    assert_int_equal(refresh(store, true).derived, SUBJECTS + 2);
}

static void a_change_of_facts_is_noticed(void **state)
{
    struct subject_store *store = *state;
    refresh(store, false);
    act_begin(store); /* as an import that does not score */
    const int64_t balances[] = { 9, 9, 9, 9, 9, 9 };
    must_run(store, "UPDATE history SET died = ?1 WHERE subject = 3 AND died IS NULL", "i", store->session->change);
    add_history(store, 3, 3, month_named("2026-04"), "111111", balances);
    touch(store, 3);
    act_commit(store);
    assert_int_equal(check(store, SUBJECTS + 2), 1);
    assert_int_equal(refresh(store, false).derived, 1);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
    act_begin(store); /* and taken back: the batch undone */
    must_run(store, "UPDATE history SET died = ?1 WHERE subject = 3 AND died IS NULL", "i", store->session->change);
    touch(store, 3);
    act_commit(store);
    assert_int_equal(check(store, SUBJECTS + 2), 1);
    refresh(store, false);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
}

static void who_scores_keeps_the_place(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    struct score_result result;
    refresh(store, false);
    act_begin(store);
    const int64_t balances[] = { 1, 2, 3, 4, 5, 6 };
    must_run(store, "UPDATE history SET died = ?1 WHERE subject = 4 AND died IS NULL", "i", store->session->change);
    add_history(store, 4, 4, month_named("2026-04"), "NNNNNN", balances);
    touch(store, 4);
    assert_true(score_subject_store(store->session, 4, &result, &error));
    assert_no_error(error);
    act_commit(store);
    assert_int_equal(check(store, SUBJECTS + 2), 0); /* nothing was left for the reader to do */
}

static void new_and_ended_subjects(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    refresh(store, false);
    act_begin(store);
    add_subject(store, 300, "person");
    touch(store, 300);
    must_run(store, "UPDATE subject SET died = ?1 WHERE id = 5", "i", store->session->change);
    touch(store, 5);
    act_commit(store);
    assert_int_equal(check(store, SUBJECTS + 2), 1); /* one more, one less */
    refresh(store, false);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
    double values[PACK_BLOCK];
    g_autoptr(statement_t) row =
        store_prepare(store->session->store, "SELECT feature, body FROM feature_block WHERE block = 0", &error);
    while (statement_step(row, &error) == STEP_ROW) {
        size_t length;
        const void *body = statement_bytes(row, 1, &length);
        assert_true(pack_decode(body, length, values));
        if (statement_text(row, 0)[0] != '.') assert_true(isnan(values[5])); /* nothing of it is left */
    }
}

static void forgetting_wipes(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    refresh(store, false);
    act_begin(store);
    must_run(store,
             "INSERT INTO feature_block (feature, block, body) SELECT 'of.an.older.catalogue', block, body FROM"
             " feature_block WHERE feature = 'utilisation_now' AND block = 0",
             "");
    assert_true(score_forget(store->session, 2, 3, &error));
    act_commit(store);
    double values[PACK_BLOCK];
    int columns = 0;
    g_autoptr(statement_t) row =
        store_prepare(store->session->store, "SELECT body FROM feature_block WHERE block = 0", &error);
    while (statement_step(row, &error) == STEP_ROW) {
        size_t length;
        const void *body = statement_bytes(row, 0, &length);
        assert_true(pack_decode(body, length, values));
        assert_true(isnan(values[2]) && isnan(values[3]));
        columns++;
    }
    assert_int_equal(columns, feature_count() + PACK_MARKS + 1);
    statement_done(g_steal_pointer(&row));
    assert_int_equal(check(store, SUBJECTS + 2), 2); /* who is still there is derived anew */
    refresh(store, false);
    assert_int_equal(number(store, "SELECT count(*) FROM feature_block WHERE feature LIKE 'of.an%'"), 0);
}

/* A file without months is scored on the day itself; a file with months is not. */
static void days_pass(void **state)
{
    struct subject_store *store = *state;
    refresh(store, false);
    clock_at(store, "2026-11-23");
    assert_int_equal(check(store, SUBJECTS + 2), 2);
    refresh(store, false);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
    clock_at(store, "2026-11-21"); /* what was derived later proves nothing about an earlier day */
    assert_int_equal(check(store, SUBJECTS + 2), SUBJECTS + 2);
}

/* What the law takes out makes the place stale on that very day, though no fact changed. */
static void the_law_takes_out(void **state)
{
    struct subject_store *store = *state;
    clock_at(store, "2031-05-30");
    refresh(store, false);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
    int64_t derived = 0;
    for (int day = 1; day <= 28; day++) {
        g_autofree char *text = g_strdup_printf("2031-08-%02d", day);
        clock_at(store, text);
        derived = check(store, SUBJECTS + 2);
        if (derived > 2) break;
    }
    assert_true(derived > 2); /* the two without months, and those whose late months left */
    refresh(store, false);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
}

static void another_catalogue_or_program(void **state)
{
    struct subject_store *store = *state;
    refresh(store, false);
    act_begin(store);
    must_run(store, "UPDATE feature_set SET digest = 'of another program'", "");
    act_commit(store);
    assert_int_equal(check(store, SUBJECTS + 2), SUBJECTS + 2);
    assert_int_equal(refresh(store, false).derived, SUBJECTS + 2);
    assert_int_equal(number(store, "SELECT count(*) FROM feature_set"), 1);
    assert_int_equal(check(store, SUBJECTS + 2), 0);
}

/* What a look may show is never what is kept. */
static void a_narrow_look_does_not_narrow_columns(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    store->session->kinds = 0;
    refresh(store, false);
    act_begin(store);
    assert_true(score_subject_store(store->session, 1, NULL, &error));
    act_commit(store);
    store->session->kinds = ~0u;
    assert_int_equal(check(store, SUBJECTS + 2), 0);
}

static bool go_on(const struct pack_block *block, void *data, GError **error)
{
    (void)block;
    (void)data;
    (void)error;
    return true;
}

static void a_damaged_row_is_said(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    refresh(store, false);
    act_begin(store);
    must_run(store, "UPDATE feature_block SET body = x'7a' WHERE feature = 'utilisation_now'", "");
    act_commit(store);
    const int wanted = feature_index("utilisation_now");
    const struct pack_wish wish = { &wanted, 1, 1, G_MAXINT64, false };
    assert_false(pack_walk(store->session, &wish, go_on, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
}

#define IN_A_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bit_comes_back),
        IN_A_STORE(without_columns_all_is_derived),
        IN_A_STORE(a_change_of_facts_is_noticed),
        IN_A_STORE(who_scores_keeps_the_place),
        IN_A_STORE(new_and_ended_subjects),
        IN_A_STORE(forgetting_wipes),
        IN_A_STORE(days_pass),
        IN_A_STORE(the_law_takes_out),
        IN_A_STORE(another_catalogue_or_program),
        IN_A_STORE(a_narrow_look_does_not_narrow_columns),
        IN_A_STORE(a_damaged_row_is_said),
    };
    return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
