/* SPDX-License-Identifier: Apache-2.0 */
/* Erasing: refused while the law wants the file kept (it is restricted instead), done by a second person, complete (no
 * table keeps a fact), provable (certificate), and the log stays intact. */
#include "dispute_law.h"

#include "request/register.h"
#include "store/rows.h"

#include <string.h>

static int set_up(void **state)
{
    struct fixture *fixture = fixture_new();
    fixture_user(fixture, FIXTURE_SERVICE);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

/* Nothing has to be kept any more: accounts closed, the late months taken out. */
static void make_free(struct fixture *fixture)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.free", NULL, &error));
    assert_true(store_run(fixture->store, &error, "UPDATE account SET closed = ?1", "d", date_make(2026, 11, 1)));
    assert_true(store_run(fixture->store, &error, "UPDATE history SET states = replace(states, '2', 'N')", ""));
    assert_true(guard_touch(fixture->session, fixture->subject, fixture->subject, &error));
    assert_true(guard_act_commit(fixture->session, "test.free", NULL, &error));
}

static void ask(struct fixture *fixture)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autoptr(table_t) asked =
        fixture_run(fixture, "request.open", subject, "delete", "--text", "please forget 王小明", NULL);
    g_autoptr(table_t) verified =
        fixture_run(fixture, "request.act", "1", "verify", "--text", "card of 王小明 seen", NULL);
    g_autoptr(table_t) begun = fixture_run(fixture, "request.act", "1", "begin", NULL);
}

static void test_a_running_period_restricts(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    ask(fixture);
    g_autoptr(table_t) owed = fixture_run(fixture, "request.owed", "1", NULL);
    assert_int_equal(fixture_int(owed, "obligations"), 3); /* two open accounts, two months late in 2026-04 */
    g_autoptr(table_t) done = fixture_run(fixture, "request.act", "1", "fulfil", NULL);
    assert_string_equal(fixture_text(done, "state"), "RESTRICTED");
    assert_non_null(strstr(fixture_text(done, "reason"), "条例16"));
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM protection WHERE kind = 'restricted' AND request = 1"), 1);
    g_autoptr(table_t) letter = fixture_run(fixture, "request.letter", "1", NULL);
    assert_string_equal(fixture_text(letter, "kind"), "request_restriction");
    assert_null(fixture_try(fixture, &error, "second.approve", "1", NULL));
    g_clear_error(&error);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM name"), 1);
}

/* A dispute, a note, a pin, a decision and an alert, so that there is something of everything. */
static void fill(struct fixture *fixture)
{
    GError *error = NULL;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autoptr(table_t) dispute =
        fixture_run(fixture, "dispute.open", subject, "--item", "field=phone,claimed=13900139000", "--reason",
                    "payment.month", "--text", "王小明 says so", NULL);
    g_autoptr(table_t) closed =
        fixture_run(fixture, "dispute.act", "1", "withdraw", "--text", "signed by 王小明", NULL);
    g_autoptr(table_t) alert = fixture_run(fixture, "protection.place", subject, "alert.contact", "--contact",
                                           "13900139000", "--reason", "王小明 lost it", NULL);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(alert, "protection"));
    g_autoptr(table_t) waits =
        fixture_run(fixture, "protection.lift", subject, number, "--reason", "王小明 asks", NULL);
    g_autoptr(table_t) pin = fixture_run(fixture, "subject.pin", subject, NULL);
    assert_true(guard_act_begin(fixture->session, "test.fill", NULL, &error));
    assert_true(store_run(fixture->store, &error,
                          "INSERT INTO note (id, subject, at, user, text) VALUES (1, ?1, 1, 'x', '王小明')", "i",
                          fixture->subject));
    assert_true(
        store_run(fixture->store, &error,
                  "INSERT INTO measure (subject, fact, born, kind, value, unit) VALUES (?1, 99, ?2, 'income', 1,"
                  " 'CNY')",
                  "ii", fixture->subject, fixture->session->change));
    assert_true(store_run(fixture->store, &error,
                          "INSERT INTO score (subject, change, model, number, day, score, band, probability)"
                          " VALUES (?1, ?2, 'm', 1, 1, 600, 'B', 0.1)",
                          "ii", fixture->subject, fixture->session->change));
    assert_true(
        store_run(fixture->store, &error,
                  "INSERT INTO decision (id, subject, at, day, purpose, outcome, machine, score, reasons, state,"
                  " maker, note, change) VALUES (1, ?1, 1, 1, 'credit_review', 'decline', 1, 600, '1', 'decided',"
                  " 'x', '王小明', ?2)",
                  "ii", fixture->subject, fixture->session->change));
    /* places as the workstation names them; the last is about somebody else */
    static const char *const places[] = { "whatif %d",
                                          "dispute_open %d 1",
                                          "form protection.place subject=%d",
                                          "form dispute.act dispute=1 event=answer",
                                          "form request.act request=1",
                                          "form decision.explain decision=1",
                                          "case 1 answer",
                                          "case_form 1 answer",
                                          "case 11 answer" };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_auto(GStrv) parts = g_strsplit(places[i], "%d", -1);
        g_autofree char *place = g_strjoinv(subject, parts);
        assert_true(store_run(fixture->store, &error,
                              "INSERT INTO draft (user, place, at, body) VALUES ('x', ?1, 1, ?2)", "ss", place,
                              i + 1 < G_N_ELEMENTS(places) ? "王小明" : "somebody else"));
    }
    assert_true(guard_act_commit(fixture->session, "test.fill", NULL, &error));
}

/* Every table of the schema with a column `subject`, or one that leads to a row with it, and what the law's table says
 * of it. */
static GPtrArray *tables_of_subjects(struct fixture *fixture)
{
    GError *error = NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_t) row =
        store_prepare(fixture->store, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name", &error);
    assert_non_null(row);
    while (statement_step(row, &error) == STEP_ROW) {
        g_autofree char *sql = g_strdup(statement_text(row, 1));
        g_strdelimit(sql, "(,\n", ' ');
        if (strstr(sql, " subject INTEGER") || strstr(sql, " dispute INTEGER") || strstr(sql, " enquiry INTEGER") ||
            strstr(sql, " letter INTEGER") || strstr(sql, " repair INTEGER") || strstr(sql, " report INTEGER"))
            g_ptr_array_add(names, g_strdup(statement_text(row, 0)));
    }
    return names;
}

static const char *does(const struct tsv *rules, const char *table)
{
    for (size_t i = 0; i < tsv_rows(rules); i++)
        if (strcmp(tsv_cell(rules, i, "table"), table) == 0) return tsv_cell(rules, i, "does");
    return NULL;
}

static int64_t rows_of(struct fixture *fixture, const char *table)
{
    GError *error = NULL;
    int64_t count = 0;
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s WHERE subject = ?1", table);
    assert_true(store_query_int(fixture->store, &count, 0, &error, g_intern_string(sql), "i", fixture->subject));
    return count;
}

struct hunt {
    const char *word;
    char *table;
};

static bool hunt_table(void *data, const char *name, const char *const *columns, size_t count, GError **error)
{
    (void)columns;
    (void)count;
    (void)error;
    struct hunt *hunt = data;
    g_free(hunt->table);
    hunt->table = g_strdup(name);
    return true;
}

static bool hunt_row(void *data, const struct store_value *values, size_t count, GError **error)
{
    (void)error;
    const struct hunt *hunt = data;
    for (size_t i = 0; i < count; i++)
        if ((values[i].type == STORE_TEXT || values[i].type == STORE_BYTES) && values[i].length > 0 &&
            memmem(values[i].bytes, values[i].length, hunt->word, strlen(hunt->word)))
            fail_msg("%s holds %s", hunt->table, hunt->word);
    return true;
}

/* No column of any table holds the word, the log's least of all. */
static void assert_nowhere(struct fixture *fixture, const char *word)
{
    GError *error = NULL;
    struct hunt hunt = { .word = word };
    const struct store_rows_sink sink = { hunt_table, hunt_row };
    assert_true(store_rows(fixture->store, &sink, &hunt, &error));
    g_free(hunt.table);
}

static void erase(struct fixture *fixture)
{
    GError *error = NULL;
    g_autoptr(table_t) ready = fixture_run(fixture, "request.act", "1", "fulfil", NULL);
    assert_string_equal(fixture_text(ready, "state"), "TO_ERASE");
    fixture->session->reason = g_strdup("王小明 asked twice");
    g_autoptr(table_t) proposed = fixture_run(fixture, "request.erase", "1", NULL);
    g_clear_pointer(&fixture->session->reason, g_free);
    g_autofree char *proposal = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(proposed, "proposal"));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM name"), 1); /* nothing yet */
    assert_null(fixture_try(fixture, &error, "second.approve", proposal, NULL));
    g_clear_error(&error); /* not by the same person */
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) done = fixture_run(fixture, "second.approve", proposal, NULL);
}

static void test_nothing_is_left(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    make_free(fixture);
    fill(fixture);
    ask(fixture);
    erase(fixture);
    g_autoptr(tsv_t) rules = tsv_load("law/erase.tsv", &error);
    g_autoptr(GPtrArray) tables = tables_of_subjects(fixture);
    assert_true(tables->len >= 25);
    for (guint i = 0; i < tables->len; i++) {
        const char *what = does(rules, tables->pdata[i]);
        if (!what) fail_msg("data/law/erase.tsv says nothing of %s", (char *)tables->pdata[i]);
        if (strcmp(what, "erase") == 0 && strcmp(tables->pdata[i], "attachment") != 0 &&
            strcmp(tables->pdata[i], "letter_print") != 0 && strcmp(tables->pdata[i], "repair_step") != 0)
            assert_int_equal(rows_of(fixture, tables->pdata[i]), 0);
    }
    assert_nowhere(fixture, "王小明");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM draft"), 1);
    assert_nowhere(fixture, fixture->identity);
    assert_nowhere(fixture, "13800138000");
    assert_nowhere(fixture, "13900139000");
    assert_nowhere(fixture, "9999000011114417");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM subject WHERE died IS NOT NULL"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM consent"), 2); /* proof, without its words */
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_item WHERE claimed IS NOT NULL"), 0);
}

static void test_what_stays_proves_it(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    make_free(fixture);
    fill(fixture);
    ask(fixture);
    const int64_t lines = fixture_count(fixture, "SELECT count(*) FROM audit WHERE subject IS NOT NULL");
    erase(fixture);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM certificate WHERE kind = 'erasure' AND subjects = 1 "
                                            "AND items > 8 AND length(digest) = 64"),
                     1);
    assert_true(fixture_count(fixture, "SELECT count(*) FROM audit WHERE subject IS NOT NULL") > lines);
    struct guard_verdict verdict;
    assert_true(guard_verify(fixture->session, true, &verdict, &error));
    assert_true(verdict.intact);
    guard_verdict_clear(&verdict);
    g_autoptr(table_t) shown = fixture_run(fixture, "request.show", "1", NULL);
    assert_string_equal(fixture_text(shown, "state"), "FULFILLED");
    g_autoptr(table_t) letter = fixture_run(fixture, "request.letter", "1", NULL);
    const char *text = fixture_text(letter, "text");
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    assert_string_equal(fixture_text(letter, "kind"), "request_deletion");
    assert_string_equal(digest, fixture_text(letter, "sha256")); /* this one names nobody, and is whole */
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) closed = fixture_run(fixture, "request.act", "1", "close", NULL);
    g_autoptr(table_t) waited = fixture_run(fixture, "second.show", "1", NULL); /* can be seen, and not be done */
    assert_string_equal(fixture_text(waited, "state"), "stale");
    assert_int_equal(table_row_count(waited), 0);
}

static void test_search_no_longer_finds(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    make_free(fixture);
    ask(fixture);
    struct search_index *index = search_index_build(fixture->session, &error);
    g_autoptr(query_t) query = query_parse("王小明", &error);
    int64_t *found = NULL;
    assert_int_equal(search_run(index, query, SEARCH_BY_MATCH, false, &found), 1);
    g_free(found);
    erase(fixture);
    assert_true(search_index_refresh(index, fixture->session, &error));
    assert_int_equal(search_run(index, query, SEARCH_BY_MATCH, false, &found), 0);
    g_free(found);
    search_index_free(index);
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    assert_null(fixture_try(fixture, &error, "subject.show", subject, NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
}

/* What comes in between the decision and the second person stops it. */
static void test_looked_at_again(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    make_free(fixture);
    ask(fixture);
    g_autoptr(table_t) ready = fixture_run(fixture, "request.act", "1", "fulfil", NULL);
    g_autoptr(table_t) proposed = fixture_run(fixture, "request.erase", "1", NULL);
    g_autoptr(table_t) dispute = fixture_run(fixture, "dispute.open", subject, "--item",
                                             "field=phone,claimed=13900139000", "--reason", "payment.month", NULL);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autofree char *proposal = g_strdup_printf("%" G_GINT64_FORMAT, fixture_int(proposed, "proposal"));
    assert_null(fixture_try(fixture, &error, "second.approve", proposal, NULL));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM name"), 1);
}

/* ---- a whole case ------------------------------------------------------------------------------------------------ */

static const char *const words_of_the_case[] = { "王小明",       "13800138000",   "13900139000",  "13900139777",
                                                 "李代理",       "power 4711",    "Chen Furnish", "the line was sold",
                                                 "my own words", "what slip.txt", "slip.txt",     "I was abroad",
                                                 "step of mine", "paper of mine", "still claimed" };

static void print_all(struct fixture *fixture)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    {
        g_autoptr(statement_t) row = store_prepare(fixture->store, "SELECT number FROM letter ORDER BY id", &error);
        assert_non_null(row);
        while (statement_step(row, &error) == STEP_ROW)
            g_ptr_array_add(numbers, g_strdup(statement_text(row, 0)));
    }
    assert_true(numbers->len >= 2);
    g_autofree char *file = g_build_filename(fixture->directory, "letter.pdf", NULL);
    for (guint i = 0; i < numbers->len; i++) {
        g_autoptr(table_t) printed =
            fixture_run(fixture, "letter.print", (const char *)numbers->pdata[i], file, "--replace", NULL);
    }
}

/* By an agent, asked of a furnisher who answers with a value, corrected, with papers, letters and a statement. */
static void case_of_everything(struct fixture *fixture)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject),
                    *slip = paper(fixture, "slip.txt");
    g_autoptr(table_t) taken =
        fixture_run(fixture, "dispute.open", subject, "--item", "field=phone,claimed=13900139000", "--reason",
                    "payment.month", "--text", "my own words", "--applicant", "agent", "--agent", "李代理",
                    "--authority", "power 4711", "--identity", "agent", NULL);
    g_autoptr(table_t) attached = fixture_run(fixture, "dispute.attach", "1", slip, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    g_autoptr(table_t) replied = fixture_run(fixture, "dispute.reply", "1", "--says", "1=different:13900139777",
                                             "--respondent", "Chen Furnish", "--text", "the line was sold", NULL);
    g_autoptr(table_t) proposed =
        fixture_run(fixture, "dispute.propose", "1", "error", "--text", "王小明 is right", NULL);
    correct_case(fixture, 1, "confirm_error", NULL);
    event(fixture, FIXTURE_SERVICE, 1, "answer", "ANSWERED_CORRECTED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, 1, "close", "CLOSED", NULL, NULL);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) stated =
        fixture_run(fixture, "statement.add", subject, "--dispute", "1", "--text", "I was abroad", NULL);
    print_all(fixture);
    below(fixture, "UPDATE dispute_enquiry SET contrary = '王小明 and not'");
    below(fixture, "INSERT INTO repair (id, subject, made, day, user, state, change) VALUES (9, 1, 1, 1, 'x', 'open',"
                   " 1)");
    below(fixture, "INSERT INTO repair_step (repair, step, kind, path, what, who, state, evidence, note, claimed)"
                   " VALUES (9, 1, 'dispute', 'dispute', 'step of mine', 'bureau', 'open', 'paper of mine', '王小明',"
                   " 'still claimed')");
    /* somebody else's case and print stay */
    below(fixture, "INSERT INTO subject (id, kind, born) VALUES (77, 'person', 1)");
    below(fixture, "INSERT INTO dispute (id, subject, state, channel, received, entered, due, due_reason, profile,"
                   " maker, text, agent) VALUES (77, 77, 'RECEIVED', 'counter', 20001, 1, 20021, 'r', 'CN-ZX', 'x',"
                   " 'other words', 'other agent')");
    below(fixture, "INSERT INTO letter (id, dispute, kind, language, number, text, digest, made, user, change) VALUES"
                   " (7700, 77, 'method', 'en', 'L-77', 'other letter', 'd', 1, 'x', 1)");
    below(fixture, "INSERT INTO letter_print (letter, format, digest, body, made, user) VALUES (7700, 'pdf', 'd',"
                   " x'01', 1, 'x')");
}

/* The queue is counted as if it were walked. */
static void assert_days_are_right(struct fixture *fixture)
{
    static const char *const kinds[] = { "due", "received" };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *sql = g_strdup_printf(
            "SELECT count(*) FROM (SELECT waiting, day, cases FROM desk_day WHERE kind = '%s' EXCEPT SELECT waiting,"
            " %s, count(*) FROM dispute WHERE closed IS NULL GROUP BY 1, 2)",
            kinds[i], kinds[i]);
        assert_int_equal(fixture_count(fixture, g_intern_string(sql)), 0);
        g_autofree char *sum = g_strdup_printf("SELECT (SELECT sum(cases) FROM desk_day WHERE kind = '%s') - (SELECT"
                                               " count(*) FROM dispute WHERE closed IS NULL)",
                                               kinds[i]);
        assert_int_equal(fixture_count(fixture, g_intern_string(sum)), 0);
    }
}

static void test_a_case_keeps_no_word(void **state)
{
    struct fixture *fixture = *state;
    case_of_everything(fixture);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_correction WHERE before = '13800138000'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_answer WHERE value = '13900139777'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE agent = '李代理'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM attachment"), 1);
    const int64_t letters = fixture_count(fixture, "SELECT count(*) FROM letter WHERE id <> 7700");
    const int64_t clocks = fixture_count(fixture, "SELECT count(*) FROM dispute_clock");
    const int64_t events = fixture_count(fixture, "SELECT count(*) FROM dispute_event");
    make_free(fixture);
    ask(fixture);
    assert_days_are_right(fixture);
    erase(fixture);
    for (size_t i = 0; i < G_N_ELEMENTS(words_of_the_case); i++)
        assert_nowhere(fixture, words_of_the_case[i]);
    assert_nowhere(fixture, fixture->identity);
    static const char *const gone[] = { "attachment", "statement", "repair", "repair_step",
                                        "letter_print WHERE letter <> 7700" };
    for (size_t i = 0; i < G_N_ELEMENTS(gone); i++) {
        g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", gone[i]);
        assert_int_equal(fixture_count(fixture, g_intern_string(sql)), 0);
    }
    /* what proves that the case was handled */
    assert_true(fixture_count(fixture, "SELECT count(*) FROM letter WHERE id <> 7700 AND length(digest) = 64") >
                letters);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_clock"), clocks);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_event WHERE dispute = 1"), events);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_correction WHERE cause = 'error'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute_answer WHERE says = 'different'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM dispute WHERE agent = 'other agent'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter WHERE text = 'other letter'"), 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM letter_print"), 1);
    assert_days_are_right(fixture);
    assert_int_equal(fixture_count(fixture, "SELECT sum(cases) FROM desk_day"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_running_period_restricts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_case_keeps_no_word, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_stays_proves_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search_no_longer_finds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_looked_at_again, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
