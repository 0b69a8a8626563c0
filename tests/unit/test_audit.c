/* SPDX-License-Identifier: Apache-2.0 */
/* The chain of the log: whatever is done to it behind the program is found, and the first line is named. Every test
 * first shows that the untouched log is intact. */
#include "audit_fixture.h"

#include <string.h>

static void test_intact(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    close_store(fixture);
    open_store(fixture);
    assert_intact(fixture);
    struct guard_head head;
    assert_true(guard_head_read(fixture->store, &head, NULL));
    struct guard_verdict verdict = prove(fixture);
    assert_memory_equal(head.hash, verdict.head.hash, sizeof head.hash);
    assert_int_equal(verdict.clock_back, 0);
    assert_int_equal(verdict.clock_set, verdict.lines); /* the fixture's clock stands */
    guard_verdict_clear(&verdict);
}

/* No column of a line can be changed unseen. */
static void test_edited(void **state)
{
    static const char *const edits[] = {
        "at = at + 1",         "entered = 1",         "entered = NULL",
        "user = 'x'",          "role = 'auditor'",    "command = 'x'",
        "subject = 99",        "subject = NULL",      "dispute = 1",
        "purpose = NULL",      "purpose = 'x'",       "note = ''",
        "note = NULL",         "note = note || 'x'",  "outcome = 'refused'",
        "change = NULL",       "change = change + 1", "state = zeroblob(16)",
        "hash = zeroblob(32)", "hash = x'00'",        "user = role, role = user",
    };
    struct fixture *fixture = *state;
    const int64_t line = fixture_count(fixture, "SELECT max(seq) FROM audit WHERE command = 'subject.pin'");
    g_autofree char *file = g_build_filename(fixture->directory, "bureau.db", NULL), *bytes = NULL;
    gsize length;
    assert_intact(fixture);
    close_store(fixture);
    assert_true(g_file_get_contents(file, &bytes, &length, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
        g_autofree char *edit = g_strdup_printf("UPDATE audit SET %s WHERE seq = %d", edits[i], (int)line);
        by_hand(fixture, edit, NULL);
        open_store(fixture);
        assert_bad(fixture, line, "not as it was written");
        close_store(fixture);
        put_file(file, bytes, (gssize)length);
    }
    open_store(fixture);
    assert_intact(fixture);
}

static void test_deleted(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    by_hand(fixture, "DELETE FROM audit WHERE seq = 5", NULL);
    assert_bad(fixture, 5, "missing");
}

static void test_first_deleted(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    by_hand(fixture, "DELETE FROM audit WHERE seq = 1", NULL);
    assert_bad(fixture, 1, "missing");
}

static void test_renumbered(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    by_hand(fixture, "DELETE FROM audit WHERE seq = 5", "UPDATE audit SET seq = -seq WHERE seq > 5",
            "UPDATE audit SET seq = -seq - 1 WHERE seq < 0", NULL);
    assert_bad(fixture, 5, "not as it was written");
}

static void test_swapped(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    by_hand(fixture, "UPDATE audit SET seq = -1 WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 6",
            "UPDATE audit SET seq = 6 WHERE seq = -1", NULL);
    assert_bad(fixture, 4, "not as it was written");
}

static void test_put_in(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    by_hand(fixture, "UPDATE audit SET seq = -seq WHERE seq >= 5", "UPDATE audit SET seq = 1 - seq WHERE seq < 0",
            "INSERT INTO audit SELECT 5, at, entered, user, role, command, subject, dispute, purpose, basis, note, "
            "outcome, "
            "change, "
            "state, hash FROM audit WHERE seq = 4",
            NULL);
    assert_bad(fixture, 5, "not as it was written");
}

/* A line put behind the last, by somebody who has no key. */
static void test_put_behind(void **state)
{
    struct fixture *fixture = *state;
    const int64_t last = newest_line(fixture);
    assert_intact(fixture);
    by_hand(fixture,
            "INSERT INTO audit SELECT seq + 1, at, entered, user, role, command, subject, dispute, purpose, basis, "
            "note, outcome, "
            "change, state, randomblob(32) FROM audit ORDER BY seq DESC LIMIT 1",
            NULL);
    assert_bad(fixture, last + 1, "not as it was written");
}

/* A tail that changed facts cannot be cut without an anchor either: the changes are there. */
static void test_tail_with_changes_cut(void **state)
{
    struct fixture *fixture = *state;
    const int64_t line = fixture_count(fixture, "SELECT seq FROM audit WHERE command = 'dispute.open'");
    g_autofree char *cut = g_strdup_printf("DELETE FROM audit WHERE seq >= %d", (int)line);
    assert_intact(fixture);
    by_hand(fixture, cut, NULL);
    assert_bad(fixture, line, "no line for change");
}

static void test_emptied(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    by_hand(fixture, "DELETE FROM audit", NULL);
    assert_bad(fixture, 1, "no line for change");
}

/* The facts behind the log: any row of any table of facts that has one. */
static void test_facts_edited(void **state)
{
    static const struct {
        const char *edit, *table;
    } edits[] = {
        { "UPDATE account SET amount = amount + 1 WHERE account = (SELECT min(account) FROM account)", "account" },
        { "UPDATE history SET states = 'N' || substr(states, 2) WHERE account = (SELECT max(account) FROM history) AND "
          "states NOT LIKE 'N%'",
          NULL }, /* changes nothing */
        { "UPDATE history SET amounts = zeroblob(length(amounts)) WHERE account = (SELECT max(account) FROM history)",
          "history" },
        { "UPDATE user SET role = 'administrator' WHERE name = 'li.na'", "user" },
        { "DELETE FROM dispute_event", "dispute_event" },
        { "DELETE FROM pin", "pin" },
        { "INSERT INTO consent (subject, kind, answer, recipient, purpose, scope, granted, entered) VALUES (1, "
          "'query', "
          "'granted', 'a', 'b', 'c', 1, 1)",
          "consent" },
        { "UPDATE change SET user = 'somebody' WHERE id = 1", "change" },
    };
    struct fixture *fixture = *state;
    const struct guard_verdict none = { 0 };
    for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
        struct fixture *each = i == 0 ? fixture : fixture_new();
        if (i > 0) {
            g_autoptr(table_t) pinned = fixture_run(each, "subject.pin", each->identity, NULL);
            g_autofree char *item = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=N", (int)each->card);
            g_autoptr(table_t) opened =
                fixture_run(each, "dispute.open", each->identity, "--item", item, "--reason", "payment.month", NULL);
        }
        assert_intact(each);
        by_hand(each, edits[i].edit, NULL);
        struct guard_verdict verdict = prove(each);
        assert_int_equal(verdict.intact, edits[i].table == NULL);
        assert_int_equal(verdict.first_bad, none.first_bad);
        if (edits[i].table) assert_string_equal(verdict.table, edits[i].table);
        guard_verdict_clear(&verdict);
        if (i > 0) fixture_free(each);
    }
}

/* The digests of the tables can be changed too; the last line holds their sum. */
static void test_digest_edited(void **state)
{
    struct fixture *fixture = *state;
    assert_intact(fixture);
    by_hand(fixture, "UPDATE user SET role = 'administrator' WHERE name = 'li.na'",
            "UPDATE table_state SET digest = zeroblob(16) WHERE name = 'user'", NULL);
    struct guard_verdict verdict = prove(fixture);
    assert_false(verdict.intact);
    assert_string_equal(verdict.table, "user");
    guard_verdict_clear(&verdict);
}

static void test_secret_lost(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    assert_intact(fixture);
    by_hand(fixture, "UPDATE secret SET value = randomblob(32)", NULL);
    close_store(fixture);
    open_store(fixture);
    assert_bad(fixture, 1, "not as it was written");
    by_hand(fixture, "DELETE FROM secret", NULL);
    assert_null(store_open(fixture->directory, audit_keys(), STORE_WRITE, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_error_free(error);
}

/* A clock that goes back is said, and is no lie of the log. */
static void test_clock(void **state)
{
    struct fixture *fixture = *state;
    const int64_t line = newest_line(fixture) + 1;
    fixture_clock(fixture, "2026-11-01");
    g_autoptr(table_t) early = fixture_run(fixture, "subject.show", fixture->identity, NULL);
    fixture_clock(fixture, "2027-11-01");
    g_autoptr(table_t) late = fixture_run(fixture, "subject.show", fixture->identity, NULL);
    fixture->session->clock = 0; /* the machine's own */
    g_autoptr(table_t) now = fixture_run(fixture, "subject.show", fixture->identity, NULL);
    struct guard_verdict verdict = prove(fixture);
    assert_true(verdict.intact);
    assert_true(verdict.clock_back >= 1);
    assert_int_equal(verdict.first_clock_back, line);
    assert_int_equal(verdict.clock_set, verdict.lines - 1);
    guard_verdict_clear(&verdict);
}

/* The program's own connections cannot touch a line. */
static void test_triggers(void **state)
{
    static const char *const attempts[] = {
        "UPDATE audit SET note = 'x' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT seq + 2, at, entered, user, role, command, subject, dispute, purpose, basis, note, "
        "outcome, "
        "change, state, hash FROM audit ORDER BY seq DESC LIMIT 1",
        "INSERT INTO audit SELECT * FROM audit WHERE seq = 1",
    };
    struct fixture *fixture = *state;
    const int64_t lines = newest_line(fixture);
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(store_run(fixture->store, &error, attempts[i], ""));
        assert_error_code(error, BUREAU_ERROR_STORE);
    }
    assert_false(store_run(fixture->store, NULL, "DROP TRIGGER audit_kept", ""));
    assert_int_equal(newest_line(fixture), lines);
    assert_intact(fixture);
}

static void stop(void *data, double done, const char *what)
{
    (void)done;
    (void)what;
    g_cancellable_cancel(data);
}

static void test_cancelled(void **state)
{
    struct fixture *fixture = *state;
    struct guard_verdict verdict;
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, NULL));
    assert_true(store_run(fixture->store, NULL,
                          "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                          "INSERT INTO touched (change, first, last) SELECT 1, i + 100000, 1 FROM n",
                          ""));
    assert_true(guard_act_commit(fixture->session, "test", NULL, NULL));
    assert_intact(fixture);
    fixture->session->cancellable = g_cancellable_new();
    fixture->session->progress = stop;
    fixture->session->progress_data = fixture->session->cancellable;
    store_set_cancellable(fixture->store, fixture->session->cancellable);
    assert_false(guard_verify(fixture->session, true, &verdict, &error));
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    assert_false(store_in_transaction(fixture->store));
    store_set_cancellable(fixture->store, NULL);
    fixture->session->progress = NULL;
    assert_intact(fixture);
}

/* The words: ten bits each, highest first; in the person's language. */
static void test_words(void **state)
{
    uint8_t hash[32] = { 0 };
    (void)state;
    g_autofree char *zero = guard_words(hash, "en", NULL);
    hash[1] = 0x40; /* bit 9 of the first ten: the first word is the second of the list */
    g_autofree char *one = guard_words(hash, "en", NULL);
    memset(hash, 0xff, sizeof hash);
    g_autofree char *last = guard_words(hash, "zh", NULL);
    g_auto(GStrv) zeros = g_strsplit(zero, " ", -1), ones = g_strsplit(one, " ", -1), lasts = g_strsplit(last, " ", -1);
    g_autoptr(tsv_t) list = tsv_load("words/words.tsv", NULL);
    assert_non_null(list);
    assert_int_equal(tsv_rows(list), 1024);
    assert_int_equal(g_strv_length(zeros), 8);
    assert_int_equal(g_strv_length(lasts), 8);
    for (int i = 0; i < 8; i++) {
        assert_string_equal(zeros[i], tsv_cell(list, 0, "en"));
        assert_string_equal(ones[i], tsv_cell(list, i == 0 ? 1 : 0, "en"));
        assert_string_equal(lasts[i], tsv_cell(list, 1023, "zh"));
    }
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, audit_set_up, audit_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_intact),        TEST(test_edited),       TEST(test_deleted),
        TEST(test_first_deleted), TEST(test_renumbered),   TEST(test_swapped),
        TEST(test_put_in),        TEST(test_put_behind),   TEST(test_tail_with_changes_cut),
        TEST(test_emptied),       TEST(test_facts_edited), TEST(test_digest_edited),
        TEST(test_secret_lost),   TEST(test_clock),        TEST(test_triggers),
        TEST(test_cancelled),     TEST(test_words),
    };
    return cmocka_run_group_tests(tests, audit_begin, audit_end);
}
