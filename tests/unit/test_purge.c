/* SPDX-License-Identifier: Apache-2.0 */
/* The purge takes what is gone out of every version, leaves the rest as it was, and a certificate; the log stays whole;
 * what is only excluded is not touched. */
#include "check.h"

#include "dispute/case.h"
#include "guard/guard.h"
#include "retention/retention.h"
#include "subject/retention.h"
#include "subject_store.h"

#include <string.h>

static struct date day(const char *text)
{
    struct date date;
    assert_true(date_parse(text, &date));
    return date;
}

static void set_day(struct subject_store *store, const char *text)
{
    store->session->clock = (int64_t)day(text).days * 86400000 + 12 * 3600000;
}

static int64_t count(struct subject_store *store, const char *sql)
{
    GError *error = NULL;
    int64_t value = -1;
    store_query_int(store->session->store, &value, -1, &error, sql, "");
    assert_no_error(error);
    return value;
}

static struct table *run(struct subject_store *store, const char *id, const char *word, GError **error)
{
    const struct command *command = command_find(id);
    assert_non_null(command);
    const char *words[] = { word };
    g_autoptr(arguments_t) arguments = arguments_parse(command, words, word ? 1 : 0, error);
    if (arguments == NULL) return NULL;
    struct table *answer = table_new();
    if (command_run(command, store->session, arguments, answer, error)) return answer;
    table_free(answer);
    return NULL;
}

static struct table *must(struct subject_store *store, const char *id, const char *word)
{
    GError *error = NULL;
    struct table *answer = run(store, id, word, &error);
    assert_no_error(error);
    return answer;
}

static int64_t fact(const struct table *answer, const char *id)
{
    const struct fact *found = table_find_fact(answer, id);
    assert_non_null(found);
    return found->cell.integer;
}

static void write_months(struct subject_store *store, int64_t subject, const char *states)
{
    static const int64_t past_due[] = { 0, 0, 77700, 88800, 0, 0, 0, 0 };
    GError *error = NULL;
    struct month first;
    assert_true(month_parse("2019-01", &first));
    g_auto(GStrv) own = g_strsplit("a b LATEC LATED e f g h", " ", -1);
    const size_t length = strlen(states);
    for (size_t i = length; own[i] != NULL; i++)
        g_clear_pointer(&own[i], g_free);
    struct history history = { .first = first, .length = length, .states = (char *)states };
    history.past_due = (int64_t *)past_due;
    history.own_states = own;
    history_store(store->session, subject, subject * 10, &history, 7, 1, &error);
    assert_no_error(error);
}

/* Two persons who paid in May 2019, one who never did, one enterprise; two versions of each. A closed and an open case
 * hold the late state; a record has ended. */
static struct subject_store *make(const char *profile)
{
    struct subject_store *store = subject_store_new();
    GError *error = NULL;
    store->session->role = ROLE_ADMINISTRATOR;
    set_day(store, "2019-04-30");
    act_begin(store);
    setting_set(store->session->store, "law.profile", profile, &error);
    assert_no_error(error);
    setting_set(store->session->store, "store.sample", "yes", &error); /* its days are not here yet */
    assert_no_error(error);
    session_forget_settings(store->session);
    add_source(store);
    for (int64_t subject = 1; subject <= 4; subject++) {
        add_subject(store, subject, subject == 4 ? "enterprise" : "person");
        add_account(store, subject, subject * 10, "A", "R2", 100000);
        write_months(store, subject, "NN12");
    }
    must_run(store, "UPDATE account SET five_class = '3', closed = ?1 WHERE account = 10", "d", day("2019-12-31"));
    must_run(store,
             "INSERT INTO public_record (subject, fact, born, batch, line, kind, authority, day, ended) VALUES (1, 90, "
             "?1, 7, 1, '2', 'court', ?2, ?3)",
             "idd", store->session->change, day("2019-03-01"), day("2020-02-29"));
    for (int64_t dispute = 1; dispute <= 2; dispute++) {
        must_run(
            store,
            "INSERT INTO dispute (id, subject, state, channel, received, entered, due, due_reason, profile, maker, "
            "closed) VALUES (?1, 1, 'CLOSED', 'counter', 1, 1, 1, 'r', 'CN-ZX', 'li.na', ?2)",
            "id", dispute, dispute == 1 ? day("2019-08-01") : DATE_NONE);
        must_run(store,
                 "INSERT INTO dispute_item (dispute, item, account, month, field, reason, claimed, stored) VALUES (?1, "
                 "1, 10, 24230, 'state', 'r', 'N', '1')", /* 2019-03 */
                 "i", dispute);
        must_run(store,
                 "INSERT INTO dispute_item (dispute, item, account, month, field, reason, claimed) VALUES (?1, 2, 10, "
                 "24229, 'state', 'r', 'N')",
                 "i", dispute); /* a month that nothing is wrong with */
        must_run(
            store,
            "INSERT INTO dispute_item (dispute, item, field, reason, claimed, fact) VALUES (?1, 3, 'public_record', "
            "'r', 'no', 90)",
            "i", dispute);
        must_run(store,
                 "INSERT INTO dispute_enquiry (id, dispute, form, number, sent, due, user) VALUES (?1 + 50, ?1, "
                 "'letter', 'n', 1, 1, 'x')",
                 "i", dispute);
        for (int64_t item = 1; item <= 3; item++) {
            must_run(store,
                     "INSERT INTO dispute_answer (enquiry, item, says, value) VALUES (?1 + 50, ?2, 'different', 'N')",
                     "ii", dispute, item);
            must_run(store,
                     "INSERT INTO dispute_correction (dispute, seq, item, before, after, cause, user, at, change) "
                     "VALUES (?1, ?2, ?2, '1', 'N', 'error', 'x', 1, 1)",
                     "ii", dispute, item);
        }
    }
    act_commit(store);
    set_day(store, "2019-09-15");
    act_begin(store);
    for (int64_t subject = 1; subject <= 4; subject++)
        write_months(store, subject, subject == 3 ? "NN123456" : "NN12NNNN");
    add_score(store, 1, 500);
    must_run(store, "UPDATE score SET inputs = x'00'", "");
    act_commit(store);
    return store;
}

#define LATE_LEFT                                                                                                      \
    "SELECT count(*) FROM history WHERE subject IN (1, 2) AND (states GLOB '*[1-7]*' OR own_states LIKE '%LATE%')"

static void test_purge(void **state)
{
    (void)state;
    struct subject_store *store = make("CN-ZX");
    set_day(store, "2024-05-01");
    g_autoptr(table_t) early = must(store, "retention.purge", NULL);
    assert_int_equal(fact(early, "items"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM certificate"), 0);
    set_day(store, "2025-03-01");
    g_autoptr(table_t) trial = must(store, "retention.purge", "--dry-run");
    assert_int_equal(fact(trial, "items"), 6); /* two months of each of two, a class, a record */
    assert_int_equal(count(store, LATE_LEFT), 4);
    g_autoptr(table_t) answer = must(store, "retention.purge", NULL);
    assert_int_equal(fact(answer, "items"), 6);
    assert_int_equal(fact(answer, "subjects"), 2);
    assert_int_equal(fact(answer, "certificate"), 1);
    /* every version, ended ones included */
    assert_int_equal(count(store, LATE_LEFT), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM history WHERE subject = 1 AND states = 'NN##'"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM history WHERE subject = 1 AND states = 'NN##NNNN'"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM account WHERE five_class IS NOT NULL"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM public_record"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM score WHERE subject = 1 AND inputs = x'00'"), 0);
    /* the rest stands: who never paid, the enterprise, the open case */
    assert_int_equal(count(store, "SELECT count(*) FROM history WHERE subject = 3 AND states GLOB '*[1-7]*'"), 2);
    assert_int_equal(count(store, "SELECT count(*) FROM history WHERE subject = 4 AND states GLOB '*[1-7]*'"), 2);
    assert_int_equal(count(store, "SELECT count(*) FROM dispute_item WHERE item = 1 AND stored IS NULL"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM dispute_item WHERE stored = '1' AND dispute = 2"), 1);
    /* amounts went too, and the ones beside them stayed */
    g_autoptr(dossier_t) dossier = dossier_load_held(store->session, 1, NULL);
    const struct history *history = &((struct account *)dossier->accounts->pdata[0])->history;
    assert_true(history->past_due[2] == MONEY_UNKNOWN && history->past_due[3] == MONEY_UNKNOWN);
    assert_int_equal(history->past_due[4], 0);
    assert_string_equal(history->own_states[4], "e");
    /* the closed case says no more of it: of the month and of the record; of the other month it does */
    assert_int_equal(count(store, "SELECT count(*) FROM dispute_correction WHERE dispute = 1 AND item <> 2 AND "
                                  "(before IS NOT NULL OR after IS NOT NULL)"),
                     0);
    assert_int_equal(count(store, "SELECT count(*) FROM dispute_answer WHERE enquiry = 51 AND value IS NOT NULL"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM dispute_item WHERE dispute = 1 AND claimed IS NOT NULL"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM dispute_correction WHERE before = '1' AND after = 'N'"), 4);
    assert_int_equal(count(store, "SELECT count(*) FROM dispute_answer WHERE value = 'N'"), 4);
    /* nothing is left to take: no second certificate */
    g_autoptr(table_t) again = must(store, "retention.purge", NULL);
    assert_int_equal(fact(again, "items"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM certificate"), 1);
    subject_store_free(store);
}

/* A clock set ahead by hand deletes nothing where the data are real. */
static void test_clock_ahead(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct subject_store *store = make("CN-ZX");
    act_begin(store);
    assert_true(setting_set(store->session->store, "store.sample", "no", NULL));
    act_commit(store);
    set_day(store, "2999-03-01");
    assert_null(run(store, "retention.purge", NULL, &error));
    assert_true(g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_REFUSED));
    assert_int_equal(count(store, LATE_LEFT), 4);
    assert_int_equal(count(store, "SELECT count(*) FROM certificate"), 0);
    subject_store_free(store);
}

/* Two stores with the same content certify the same number and, each with its own key, another digest. */
static void test_certificate(void **state)
{
    (void)state;
    g_autofree char *first = NULL;
    for (int turn = 0; turn < 2; turn++) {
        struct subject_store *store = make("CN-ZX");
        set_day(store, "2025-03-01");
        table_free(must(store, "retention.purge", NULL));
        g_autoptr(table_t) answer = must(store, "retention.certificate", "1");
        const char *digest = table_find_fact(answer, "digest")->cell.text,
                   *text = table_find_fact(answer, "text")->cell.text;
        assert_int_equal(strlen(digest), 64);
        assert_int_equal(fact(answer, "items"), 6);
        assert_string_equal(table_find_fact(answer, "rule")->cell.text, "adverse.retain");
        assert_non_null(strstr(text, digest));
        assert_non_null(strstr(text, "不良信息删除证明"));
        assert_non_null(strstr(text, "Certificate of deletion"));
        assert_non_null(strstr(text, "条例16"));
        if (first != NULL) assert_string_not_equal(first, digest);
        if (first == NULL) first = g_strdup(digest);
        subject_store_free(store);
    }
}

static void test_excluded(void **state)
{
    (void)state;
    struct subject_store *store = make("US-FCRA");
    set_day(store, "2030-01-01");
    g_autoptr(table_t) answer = must(store, "retention.purge", NULL);
    assert_int_equal(fact(answer, "items"), 0);
    assert_true(fact(answer, "excluded") > 0);
    assert_int_equal(count(store, LATE_LEFT), 4);
    g_autoptr(table_t) list = must(store, "retention.list", NULL);
    assert_int_equal(fact(list, "due"), 0);
    assert_true(fact(list, "excluded") > 0);
    subject_store_free(store);
}

static void test_list(void **state)
{
    (void)state;
    struct subject_store *store = make("CN-ZX");
    set_day(store, "2024-04-21");
    g_autoptr(table_t) ahead = must(store, "retention.list", NULL);
    assert_int_equal(table_row_count(ahead), 2); /* the months of two: 2024-05-01; class and record come later */
    assert_int_equal(fact(ahead, "due"), 0);
    assert_int_equal(fact(ahead, "running"), 4);
    assert_int_equal(fact(ahead, "not_ended"), 1);
    const struct cell *row = table_row(ahead, 0);
    assert_int_equal(row[0].integer, 1);
    assert_string_equal(row[1].text, "late");
    assert_int_equal(row[6].integer, 2);
    assert_int_equal(row[10].integer, 10);
    assert_string_equal(row[11].text, "shown");
    /* to an officer nobody's late payments are told whose consent is not there */
    store->session->role = ROLE_OFFICER;
    g_free(store->session->purpose);
    store->session->purpose = g_strdup("credit_review");
    g_autoptr(table_t) unasked = must(store, "retention.list", NULL);
    assert_int_equal(table_row_count(unasked), 0);
    assert_int_equal(fact(unasked, "hidden"), 2);
    store->session->role = ROLE_ADMINISTRATOR;
    set_day(store, "2025-03-01");
    g_autoptr(table_t) due = must(store, "retention.list", NULL);
    assert_int_equal(fact(due, "due"), 4);
    table_free(must(store, "retention.purge", NULL));
    g_autoptr(table_t) after = must(store, "retention.list", NULL);
    assert_int_equal(fact(after, "due"), 0);
    subject_store_free(store);
}

/* What is past its day is listed for those who delete it and for the auditor; who looks at files for credit is not told
 * of it in this way either, not even how many there are of one person. */
static void test_list_of_the_past(void **state)
{
    (void)state;
    struct subject_store *store = make("US-FCRA"); /* kept for good: the list is the only place that could tell */
    set_day(store, "2030-01-01");
    for (unsigned role = ROLE_OFFICER; role <= ROLE_ADMINISTRATOR; role <<= 1) {
        store->session->role = (enum role)role;
        g_free(store->session->purpose);
        store->session->purpose = g_strdup(purpose_default((enum role)role));
        if (!(rights_roles("retention.list") & role)) continue;
        const bool told = (role & (ROLE_AUDITOR | ROLE_STEWARD | ROLE_ADMINISTRATOR)) != 0;
        g_autoptr(table_t) all = must(store, "retention.list", NULL);
        assert_int_equal(table_row_count(all) > 0, told);
        const char *words[] = { "--subject", "1" };
        const struct command *command = command_find("retention.list");
        GError *error = NULL;
        g_autoptr(arguments_t) arguments = arguments_parse(command, words, 2, &error);
        g_autoptr(table_t) one = table_new();
        assert_true(command_run(command, store->session, arguments, one, &error));
        assert_int_equal(table_row_count(one) > 0, told);
        assert_int_equal(table_find_fact(one, "excluded")->cell.is_null, !told);
    }
    subject_store_free(store);
}

/* A case does not go on telling what the file no longer tells; what was claimed against it stays. */
static void test_case(void **state)
{
    (void)state;
    static const struct {
        const char *profile, *day;
        bool told;
    } cases[] = { { "CN-ZX", "2024-05-01", true },
                  { "CN-ZX", "2024-05-02", false },
                  { "US-FCRA", "2026-03-01", true },
                  { "US-FCRA", "2026-03-02", false } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct subject_store *store = make(cases[i].profile);
        GError *error = NULL;
        set_day(store, cases[i].day);
        g_autoptr(dispute_case_t) each = case_load(store->session, 1, &error);
        assert_no_error(error);
        const struct case_item *item = each->items->pdata[0];
        assert_true((item->stored != NULL) == cases[i].told);
        assert_string_equal(item->claimed, "N");
        subject_store_free(store);
    }
}

/* Stopped half way it has taken nothing; the next one takes all of it, with one certificate. */
static void stop(void *data, double done, const char *what)
{
    (void)what;
    if (done > 0.1) g_cancellable_cancel(data);
}

static void test_stopped(void **state)
{
    (void)state;
    struct subject_store *store = make("CN-ZX");
    GError *error = NULL;
    set_day(store, "2025-03-01");
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    store->session->cancellable = cancellable;
    store->session->progress = stop;
    store->session->progress_data = cancellable;
    assert_null(run(store, "retention.purge", NULL, &error));
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    g_clear_error(&error);
    store->session->cancellable = NULL;
    store->session->progress = NULL;
    store_set_cancellable(store->session->store, NULL);
    assert_int_equal(count(store, LATE_LEFT), 4);
    assert_int_equal(count(store, "SELECT count(*) FROM certificate"), 0);
    assert_true(retention_is_due(store->session));
    g_autoptr(table_t) answer = must(store, "retention.purge", NULL);
    assert_int_equal(fact(answer, "items"), 6);
    assert_int_equal(count(store, "SELECT count(*) FROM certificate"), 1);
    subject_store_free(store);
}

static void test_run(void **state)
{
    (void)state;
    struct subject_store *store = make("CN-ZX");
    GError *error = NULL;
    set_day(store, "2025-03-01");
    assert_true(retention_is_due(store->session));
    g_autoptr(table_t) first = must(store, "retention.run", NULL);
    assert_int_equal(fact(first, "due"), 1);
    assert_int_equal(fact(first, "items"), 6);
    assert_false(retention_is_due(store->session));
    const int64_t lines = count(store, "SELECT count(*) FROM change");
    g_autoptr(table_t) second = must(store, "retention.run", NULL);
    assert_int_equal(fact(second, "due"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM change"), lines);
    set_day(store, "2025-03-02");
    assert_true(retention_is_due(store->session));
    /* the log is never purged, and still fits the facts */
    struct guard_verdict verdict = { 0 };
    guard_verify(store->session, true, &verdict, &error);
    assert_no_error(error);
    assert_true(verdict.intact);
    guard_verdict_clear(&verdict);
    subject_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_purge),    cmocka_unit_test(test_clock_ahead), cmocka_unit_test(test_certificate),
        cmocka_unit_test(test_excluded), cmocka_unit_test(test_list),        cmocka_unit_test(test_list_of_the_past),
        cmocka_unit_test(test_stopped),  cmocka_unit_test(test_run),         cmocka_unit_test(test_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
