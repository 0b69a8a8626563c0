/* SPDX-License-Identifier: Apache-2.0 */
/* What is adverse, when it ended, its last legal day, and that it leaves every view on the day after: shown on the last
 * day, gone on the next, also when an earlier day is looked at. */
#include "check.h"

#include "score/score.h"
#include "subject/figures.h"
#include "subject/retention.h"
#include "subject/search.h"
#include "subject_store.h"

#include <string.h>

static struct date day(const char *text)
{
    struct date date;
    assert_true(date_parse(text, &date));
    return date;
}

static struct month month(const char *text)
{
    struct month value;
    assert_true(month_parse(text, &value));
    return value;
}

static struct retention rules(const char *profile, const char *today)
{
    struct retention retention;
    GError *error = NULL;
    retention_begin(&retention, profile, day(today), &error);
    assert_no_error(error);
    return retention;
}

static GArray *items_of(const struct retention *retention, const char *first, const char *states, const char *closed)
{
    GArray *items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    const struct history history = { .first = month(first), .length = strlen(states), .states = (char *)states };
    retention_months(retention, true, 5, &history, closed ? day(closed) : DATE_NONE, NULL, items);
    return items;
}

#define ITEM(items, at) (&g_array_index(items, struct adverse_item, at))

static void same_day(struct date found, const char *wanted)
{
    char text[DATE_TEXT_SIZE];
    assert_string_equal(date_format(found, text), wanted);
}

/* ---- arithmetic -------------------------------------------------------------------------------------------------- */

/* The vectors of the reference, and the same numbers written out for a tree that has none beside it. */
static void test_periods(void **state)
{
    (void)state;
    static const struct {
        const char *profile, *item, *from, *last;
    } vectors[] = {
        { "CN-ZX", "1", "2021-03-15", "2026-03-15" },   { "CN-ZX", "1", "2020-02-29", "2025-02-28" },
        { "CN-ZX", "1", "2019-12-31", "2024-12-31" },   { "CN-SH", "1", "2021-03-15", "2026-03-15" },
        { "CN-SZ", "1", "2021-03-15", "2026-03-15" },   { "US-FCRA", "5", "2015-01-02", "2025-01-02" },
        { "US-FCRA", "2", "2015-01-02", "2022-01-02" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
        const struct retention retention = rules(vectors[i].profile, "2026-01-01");
        const struct public_record record = {
            .fact = 1, .kind = (char *)vectors[i].item, .day = day(vectors[i].from), .ended = day(vectors[i].from)
        };
        g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
        retention_record(&retention, true, &record, DATE_NONE, items);
        assert_int_equal(items->len, 1);
        same_day(ITEM(items, 0)->last_day, vectors[i].last);
    }
}

static void test_first_delinquency(void **state)
{
    (void)state;
    /* 180 days after the first delinquency, then seven years; paying afterwards starts nothing again */
    const struct retention retention = rules("US-FCRA", "2027-01-01");
    g_autoptr(GArray) items = items_of(&retention, "2020-05", "N123BBN", NULL);
    bool seen = false;
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = ITEM(items, i);
        if (strcmp(item->rule->item, "bad_debt") != 0) continue;
        seen = true;
        assert_int_equal(item->months, 2);
        same_day(item->began, "2020-06-01");
        same_day(item->last_day, "2027-11-28"); /* 2020-06-01 + 180 days = 2020-11-28 */
    }
    assert_true(seen);
    /* late months leave one by one, seven years after each */
    assert_int_equal(items->len, 4);
    same_day(ITEM(items, 0)->last_day, "2027-06-01");
    same_day(ITEM(items, 1)->last_day, "2027-07-01");
}

static void test_spell(void **state)
{
    (void)state;
    const struct retention retention = rules("CN-ZX", "2026-01-01");
    g_autoptr(GArray) ended = items_of(&retention, "2019-01", "N12#2NN1", NULL);
    assert_int_equal(ended->len, 2);
    assert_int_equal(ITEM(ended, 0)->months, 3);
    same_day(ITEM(ended, 0)->ended, "2019-06-01"); /* an unknown month ends nothing */
    same_day(ITEM(ended, 0)->last_day, "2024-06-01");
    assert_true(adverse_is_gone(&retention, ITEM(ended, 0)));
    assert_false(date_is_set(ITEM(ended, 1)->ended)); /* nothing behind it: the clock does not run */
    assert_false(date_is_set(ITEM(ended, 1)->last_day));
    g_autoptr(GArray) unknown = items_of(&retention, "2010-01", "1##", NULL);
    assert_int_equal(unknown->len, 1);
    assert_false(date_is_set(ITEM(unknown, 0)->last_day));
    g_autoptr(GArray) closed = items_of(&retention, "2019-01", "N12", "2019-04-20");
    same_day(ITEM(closed, 0)->ended, "2019-04-20");
    g_autoptr(GArray) before = items_of(&retention, "2019-01", "N12", "2018-04-20");
    assert_false(date_is_set(ITEM(before, 0)->ended)); /* closed before it began: that is no end */
    g_autoptr(GArray) clean = items_of(&retention, "2019-01", "NMAC*/#", NULL);
    assert_int_equal(clean->len, 0);
}

static void test_who(void **state)
{
    (void)state;
    const struct retention retention = rules("CN-ZX", "2026-01-01");
    const struct history history = { .first = month("2019-01"), .length = 3, .states = (char *)"N1N" };
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(struct adverse_item));
    retention_months(&retention, false, 5, &history, DATE_NONE, NULL, items);
    assert_int_equal(items->len, 0); /* article 16 is about persons */
    struct account account = { .id = 5, .opened = DATE_NONE, .closed = DATE_NONE, .history = history };
    account.anonymous = true;
    retention_account(&retention, true, &account, NULL, items);
    assert_int_equal(items->len, 0); /* nobody's */
    account.anonymous = false;
    account.five_class = (char *)"4";
    retention_account(&retention, true, &account, NULL, items);
    assert_int_equal(items->len, 2);
    assert_false(date_is_set(ITEM(items, 1)->last_day));
    const struct retention none = rules("CC-NONE", "2026-01-01");
    assert_false(date_is_set(none.cut));
    assert_null(retention_rule(&none, 0));
}

/* ---- views ------------------------------------------------------------------------------------------------------- */

static void set_day(struct subject_store *store, const char *text)
{
    store->session->clock = (int64_t)day(text).days * 86400000 + 12 * 3600000;
}

static void set_profile(struct subject_store *store, const char *profile)
{
    GError *error = NULL;
    setting_set(store->session->store, "law.profile", profile, &error);
    assert_no_error(error);
    session_forget_settings(store->session);
}

/* Loaded in 2019-04 and again in 2019-09: late in March and April, paid in May; ended 2019-05-01, so the last legal day
 * is 2024-05-01. A judgment of 2019 that ended on 2020-02-29. */
static struct subject_store *make(const char *profile)
{
    static const int64_t past_due[] = { 0, 0, 500, 900 };
    struct subject_store *store = subject_store_new();
    struct history history = { .first = month("2019-01"), .length = 4, .states = (char *)"NN12" };
    char *own[] = { (char *)"a", (char *)"b", (char *)"c", (char *)"d", NULL };
    history.past_due = (int64_t *)past_due;
    history.own_states = own;
    GError *error = NULL;
    set_day(store, "2019-04-30");
    act_begin(store);
    set_profile(store, profile);
    add_source(store);
    add_subject(store, 1, "person");
    add_account(store, 1, 11, "A1", "R2", 100000);
    history_store(store->session, 1, 11, &history, 7, 1, &error);
    assert_no_error(error);
    must_run(
        store,
        "INSERT INTO public_record (subject, fact, born, batch, line, kind, authority, day) VALUES (1, 90, ?1, 7, 1, "
        "'2', 'court', ?2)",
        "id", store->session->change, day("2019-03-01"));
    act_commit(store);
    set_day(store, "2019-09-15");
    act_begin(store);
    add_history(store, 1, 11, month("2019-01"), "NN12NNNN", NULL);
    must_run(store, "UPDATE public_record SET died = ?1 WHERE fact = 90", "i", store->session->change);
    must_run(store,
             "INSERT INTO public_record (subject, fact, born, batch, line, kind, authority, day, ended) VALUES (1, 90, "
             "?1, 7, 2, '2', 'court', ?2, ?3)",
             "idd", store->session->change, day("2019-03-01"), day("2020-02-29"));
    act_commit(store);
    return store;
}

static struct dossier *load(struct subject_store *store)
{
    GError *error = NULL;
    struct dossier *dossier = dossier_load(store->session, 1, &error);
    assert_no_error(error);
    return dossier;
}

static const struct history *months(const struct dossier *dossier)
{
    return &((struct account *)dossier->accounts->pdata[0])->history;
}

static void test_last_day(void **state)
{
    (void)state;
    struct subject_store *store = make("CN-ZX");
    set_day(store, "2024-05-01");
    g_autoptr(dossier_t) still = load(store);
    assert_string_equal(months(still)->states, "NN12NNNN");
    assert_int_equal(still->public_records->len, 1);
    set_day(store, "2024-05-02");
    g_autoptr(dossier_t) gone = load(store);
    assert_string_equal(months(gone)->states, "NN##NNNN");
    const struct summary summary = dossier_summary(gone);
    assert_int_equal(summary.worst_24, 0);
    set_day(store, "2025-02-28");
    g_autoptr(dossier_t) record = load(store);
    assert_int_equal(record->public_records->len, 1);
    set_day(store, "2025-03-01");
    g_autoptr(dossier_t) none = dossier_load_credit(store->session, 1, NULL);
    assert_int_equal(none->public_records->len, 0);
    subject_store_free(store);
}

/* In April 2019 the run had not ended; what is known today says that it did. */
static void test_as_of(void **state)
{
    (void)state;
    struct subject_store *store = make("CN-ZX");
    GError *error = NULL;
    set_day(store, "2024-05-01");
    session_set_as_of(store->session, day("2019-05-20"), &error);
    assert_no_error(error);
    g_autoptr(dossier_t) still = load(store);
    assert_string_equal(months(still)->states, "NN12");
    assert_string_equal(months(still)->own_states[3], "d");
    assert_int_equal(still->public_records->len, 1);
    set_day(store, "2025-03-01");
    g_autoptr(dossier_t) gone = load(store);
    assert_string_equal(months(gone)->states, "NN##");
    assert_string_equal(months(gone)->own_states[2], "");
    assert_string_equal(months(gone)->own_states[0], "a");
    assert_true(months(gone)->past_due[3] == MONEY_UNKNOWN);
    assert_int_equal(months(gone)->past_due[1], 0);
    assert_int_equal(gone->public_records->len, 0);
    subject_store_free(store);
}

static void test_auditor(void **state)
{
    (void)state;
    static const struct {
        const char *profile, *purpose;
        enum role role;
        bool asked, shown;
    } cases[] = {
        { "US-FCRA", "audit", ROLE_AUDITOR, true, true },  { "US-FCRA", "audit", ROLE_AUDITOR, false, false },
        { "US-FCRA", "audit", ROLE_OFFICER, true, false }, { "US-FCRA", "credit_review", ROLE_AUDITOR, true, false },
        { "CN-ZX", "audit", ROLE_AUDITOR, true, false },   { "CN-SH", "audit", ROLE_AUDITOR, true, true },
        { "EU-GDPR", "audit", ROLE_AUDITOR, true, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct subject_store *store = make(cases[i].profile);
        set_day(store, "2032-01-01");
        store->session->role = cases[i].role;
        g_free(store->session->purpose);
        store->session->purpose = g_strdup(cases[i].purpose);
        store->session->expired_too = cases[i].asked;
        g_autoptr(dossier_t) dossier = load(store);
        assert_string_equal(months(dossier)->states, cases[i].shown ? "NN12NNNN" : "NN##NNNN");
        assert_int_equal(dossier->public_records->len, cases[i].shown ? 1 : 0);
        subject_store_free(store);
    }
}

/* The look back is asked for, and whoever may not is told and written down. */
static void test_look_back(void **state)
{
    (void)state;
    static const struct {
        const char *profile, *purpose;
        enum role role;
        bool granted;
    } cases[] = {
        { "US-FCRA", "audit", ROLE_AUDITOR, true },        { "CN-SH", "audit", ROLE_AUDITOR, true },
        { "CN-ZX", "audit", ROLE_AUDITOR, false },         { "US-FCRA", "inspection", ROLE_AUDITOR, false },
        { "US-FCRA", "audit", ROLE_ADMINISTRATOR, false }, { "US-FCRA", "credit_review", ROLE_OFFICER, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct subject_store *store = make(cases[i].profile);
        g_autoptr(GError) error = NULL;
        int64_t lines = 0;
        store->session->role = cases[i].role;
        g_free(store->session->purpose);
        store->session->purpose = g_strdup(cases[i].purpose);
        assert_int_equal(retention_look_back(store->session, "subject.show", &error), cases[i].granted);
        assert_int_equal(store->session->expired_too, cases[i].granted);
        if (!cases[i].granted) assert_string_equal(bureau_error_reason(error), "expired-refused");
        assert_true(store_query_int(store->session->store, &lines, 0, NULL,
                                    "SELECT count(*) FROM audit WHERE outcome = 'refused' AND command = "
                                    "'subject.show' AND note = 'expired-refused'",
                                    ""));
        assert_int_equal(lines, !cases[i].granted);
        subject_store_free(store);
    }
}

/* A score that was made while something could be seen is not shown once the law took that out. */
static void test_outdated_score(void **state)
{
    (void)state;
    struct subject_store *store = make("US-FCRA");
    set_day(store, "2032-01-01");
    g_autoptr(dossier_t) before = load(store);
    assert_true(date_is_set(before->outdated)); /* the newest day on which something of it could be seen */
    char on[DATE_TEXT_SIZE], after[DATE_TEXT_SIZE];
    const char *const made[] = { date_format(before->outdated, on),
                                 date_format(date_add_days(before->outdated, 1), after) };
    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        int64_t score = 0;
        char band[8];
        set_day(store, made[i]);
        act_begin(store);
        must_run(store,
                 "INSERT INTO score (subject, change, model, number, day, score, band, probability) VALUES (1, ?1, "
                 "'m', 1, 0, ?2, 'B', 0.5)",
                 "ii", store->session->change, (int64_t)600 + i);
        act_commit(store);
        set_day(store, "2032-01-01");
        assert_int_equal(newest_score(store->session, before, &score, band, &error), i == 1);
        assert_no_error(error);
        if (i == 1) assert_int_equal(score, 601);
    }
    subject_store_free(store);
}

/* The index reads months itself: the last one of a closed account that ended late. */
static void test_search(void **state)
{
    (void)state;
    struct subject_store *store = subject_store_new();
    GError *error = NULL;
    set_day(store, "2019-06-30");
    act_begin(store);
    set_profile(store, "CN-ZX");
    add_source(store);
    add_subject(store, 1, "person");
    add_detail(store, "name", 1, 50, "legal", "张三");
    add_account(store, 1, 11, "A1", "R2", 100000);
    must_run(store, "UPDATE account SET closed = ?1", "d", day("2019-06-10"));
    add_history(store, 1, 11, month("2019-01"), "NNNN12", NULL);
    act_commit(store);
    static const struct {
        const char *day;
        size_t found;
    } cases[] = { { "2024-06-10", 1 }, { "2024-06-11", 0 } };
    struct search_index *index = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        set_day(store, cases[i].day);
        if (index == NULL)
            index = search_index_build(store->session, &error);
        else
            search_index_refresh(index, store->session, &error); /* nobody wrote: the day alone takes it out */
        assert_no_error(error);
        g_autoptr(query_t) query = query_parse("overdue:>0", &error);
        assert_no_error(error);
        g_autofree int64_t *found = NULL;
        assert_int_equal(search_run(index, query, SEARCH_BY_MATCH, false, &found), cases[i].found);
    }
    search_index_free(index);
    subject_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods), cmocka_unit_test(test_first_delinquency), cmocka_unit_test(test_spell),
        cmocka_unit_test(test_who),     cmocka_unit_test(test_last_day),          cmocka_unit_test(test_as_of),
        cmocka_unit_test(test_auditor), cmocka_unit_test(test_look_back),         cmocka_unit_test(test_outdated_score),
        cmocka_unit_test(test_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
