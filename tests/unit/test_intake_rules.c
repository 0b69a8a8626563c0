/* SPDX-License-Identifier: Apache-2.0 */
/* What the law asks of a file that comes in: a basis (13), what may never be collected (14, first paragraph), the
 * warning before means (14, second), the notice before adverse information (15), consents that come with the file,
 * reviews. */
#include "check.h"

#include "intake/intake.h"
#include "intake/lawful.h"
#include "subject_store.h"

#include <glib/gstdio.h>
#include <string.h>

#define SOURCE_WITH(more) "[source]\ncode=hill.bank\nname_en=Hill Bank\nname_zh=山城银行\nkind=furnisher\n" more
#define SOURCE            SOURCE_WITH("legal_basis=contract\n")
#define PERSON            "[subject]\nkey=client\n[identifier.client]\nvalue=ID\n[name.legal]\nvalue=NAME\n"
#define NOBODY            "[subject]\nkey=client\n[identifier.client]\nvalue=ID\n"
#define ACCOUNT           "[account]\nnumber=ACC\ntype=\"D1\"\ncurrency=\"CNY\"\n"

static int set_up(void **state)
{
    struct subject_store *store = subject_store_new();
    store->session->role = ROLE_STEWARD;
    *state = store;
    return 0;
}

static int tear_down(void **state)
{
    subject_store_free(*state);
    return 0;
}

static int64_t count(struct subject_store *store, const char *sql)
{
    GError *error = NULL;
    int64_t value = -1;
    store_query_int(store->session->store, &value, -1, &error, sql, "");
    assert_no_error(error);
    return value;
}

static struct table *run(struct subject_store *store, GError **error, const char *id, const char *const *words,
                         size_t words_count)
{
    const struct command *command = command_find(id);
    assert_non_null(command);
    g_autoptr(arguments_t) arguments = arguments_parse(command, words, words_count, error);
    if (arguments == NULL) return NULL;
    struct table *answer = table_new();
    if (command_run(command, store->session, arguments, answer, error)) return answer;
    table_free(answer);
    return NULL;
}

static struct table *load_try(struct subject_store *store, const char *mapping, const char *rows, GError **error)
{
    g_autofree char *rules = g_build_filename(store->folder, "t.mapping", NULL);
    g_autofree char *file = g_build_filename(store->folder, "t.csv", NULL);
    assert_true(g_file_set_contents(rules, mapping, -1, NULL));
    assert_true(g_file_set_contents(file, rows, -1, NULL));
    const char *const words[] = { rules, file, "--no-score", "--again" };
    struct table *answer = run(store, error, "import", words, G_N_ELEMENTS(words));
    g_unlink(rules);
    g_unlink(file);
    return answer;
}

static struct table *load(struct subject_store *store, const char *mapping, const char *rows)
{
    GError *error = NULL;
    struct table *answer = load_try(store, mapping, rows, &error);
    assert_no_error(error);
    return answer;
}

static int64_t fact(const struct table *answer, const char *id)
{
    const struct fact *found = table_find_fact(answer, id);
    assert_non_null(found);
    return found->cell.integer;
}

/* ---- 14, first paragraph ----------------------------------------------------------------------------------------- */

static void test_words(void **state)
{
    (void)state;
    static const char *const forbidden[] = { "religion",  "Religion",      "宗教",    "宗教信仰", "BLOOD_TYPE",
                                             "bloodtype", "Blood Group",   "指纹",    "DNA",      "medical-history",
                                             "病史",      "illness.lungs", "既往病史" };
    static const char *const free_words[] = { "generic", "region", "blooded", "income", "hygiene", "name", "", "生产" };
    for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++)
        if (prohibited_field(forbidden[i]) == NULL) fail_msg("%s may be collected", forbidden[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(free_words); i++)
        if (prohibited_field(free_words[i]) != NULL) fail_msg("%s may not be collected", free_words[i]);
}

/* Named by the mapping, standing in the file unnamed, coming as a kind in a row: dropped and counted, never kept. */
static void test_prohibited(void **state)
{
    struct subject_store *store = *state;
    static const char mapping[] =
        SOURCE PERSON "[person]\nreligion=R\n[measure.what]\nkind=KIND\nvalue=V | whole\nunit=\"1\"\n";
    g_autoptr(table_t) answer = load(store, mapping,
                                     "ID,NAME,R,血型,KIND,V\n1,甲,ZZCREED,ZZBLOOD,illness,77001\n"
                                     "2,乙,ZZCREED,ZZBLOOD,bill.phone,77002\n");
    assert_int_equal(fact(answer, "prohibited"), 3); /* R, 血型, one value of illness */
    assert_int_equal(count(store, "SELECT prohibited FROM batch"), 3);
    assert_int_equal(count(store, "SELECT count(*) FROM measure"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM measure WHERE kind = 'bill.phone'"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM name WHERE value LIKE '%ZZ%'"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE command = 'import' AND outcome = 'done' AND note "
                                  "LIKE '%batch=1 %prohibited=3 unwarned=0%'"),
                     1);
    assert_int_equal(count(store, "SELECT count(*) FROM audit WHERE note LIKE '%ZZ%' OR note LIKE '%77001%'"), 0);
    const char *const words[] = { "x" };
    g_autoptr(table_t) batches = run(store, NULL, "intake.batches", words, 0);
    bool seen = false;
    for (size_t i = 0; i < table_column_count(batches); i++)
        if (strcmp(table_column(batches, i)->id, "prohibited") == 0) {
            seen = true;
            assert_int_equal(table_row(batches, 0)[i].integer, 3);
        }
    assert_true(seen);
}

/* ---- 14, second paragraph ---------------------------------------------------------------------------------------- */

#define INCOME "[measure.income.salary]\nvalue=PAY\nunit=\"CNY\"\n"
#define PAPER                                                                                                          \
    "[consent.sensitive]\npurpose=\"credit_review\"\nscope=\"means\"\nform=\"paper\"\nclause=\"2026-1\"\ngranted=ON\n" \
    "told=TOLD\nexpires=UNTIL\n"

static void test_warning(void **state)
{
    struct subject_store *store = *state;
    /* no paper: the row loads, the income does not */
    g_autoptr(table_t) without = load(store, SOURCE PERSON INCOME, "ID,NAME,PAY\n1,甲,5000\n2,乙,\n");
    assert_int_equal(fact(without, "accepted"), 2);
    assert_int_equal(fact(without, "unwarned"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM measure"), 0);
    /* the paper comes with the row; one signed without the warning is none */
    g_autoptr(table_t) with =
        load(store, SOURCE PERSON INCOME PAPER,
             "ID,NAME,PAY,ON,TOLD,UNTIL\n1,甲,5000,2025-12-01,2025-12-01,2027-12-01\n3,丙,6000,2025-12-01,,\n");
    assert_int_equal(fact(with, "unwarned"), 1);
    assert_int_equal(count(store, "SELECT value FROM measure"), 500000);
    /* it is on file from now on */
    g_autoptr(table_t) later = load(store, SOURCE PERSON INCOME, "ID,NAME,PAY\n1,甲,7000\n3,丙,6000\n");
    assert_int_equal(fact(later, "unwarned"), 1);
    assert_int_equal(count(store, "SELECT value FROM measure WHERE died IS NULL"), 700000);
    /* what is not sensitive, an enterprise, another country: nothing is asked */
    g_autoptr(table_t) free_kind =
        load(store, SOURCE PERSON "[measure.bill.phone]\nvalue=PAY\nunit=\"CNY\"\n", "ID,NAME,PAY\n2,乙,80\n");
    assert_int_equal(fact(free_kind, "unwarned"), 0);
    g_autoptr(table_t) enterprise = load(
        store,
        SOURCE
        "[subject]\nkind=\"enterprise\"\nkey=client\n[identifier.client]\nvalue=ID\n[name.legal]\nvalue=NAME\n" INCOME,
        "ID,NAME,PAY\nE1,公司,5000\n");
    assert_int_equal(fact(enterprise, "unwarned"), 0);
    GError *error = NULL;
    act_begin(store);
    setting_set(store->session->store, "law.profile", "US-FCRA", &error);
    act_commit(store);
    session_forget_settings(store->session);
    g_autoptr(table_t) abroad = load(store, SOURCE PERSON INCOME, "ID,NAME,PAY\n9,壬,5000\n");
    assert_int_equal(fact(abroad, "unwarned"), 0);
}

/* ---- consents that come with the file ---------------------------------------------------------------------------- */

static void test_consents(void **state)
{
    struct subject_store *store = *state;
    static const char mapping[] = SOURCE PERSON ACCOUNT
        "[consent.query]\npurpose=\"credit_review,post_loan\"\nscope=\"all\"\nrecipient=\"bureau\"\nform=\"paper\"\n"
        "clause=CLAUSE\ngranted=ON\n[consent.furnish]\npurpose=\"credit_review\"\nscope=\"credit\"\ngranted=\"2025-01-"
        "02\"\n";
    static const char rows[] =
        "ID,NAME,ACC,CLAUSE,ON\n1,甲,A1,2026-1,2025-12-01\n1,甲,A2,2026-1,2025-12-01\n2,乙,B1,,\n";
    g_autoptr(table_t) answer = load(store, mapping, rows);
    assert_int_equal(fact(answer, "accepted"), 3);
    /* one paper, however many rows name it; without a day there is none; constants are everybody's */
    assert_int_equal(count(store, "SELECT count(*) FROM consent WHERE kind = 'query'"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM consent WHERE kind = 'furnish'"), 2);
    assert_int_equal(count(store, "SELECT count(*) FROM consent WHERE kind = 'query' AND batch = 1 AND line = 2 AND "
                                  "clause = '2026-1' AND answer = 'granted' AND told IS NULL"),
                     1);
    table_free(load(store, mapping, rows));
    assert_int_equal(count(store, "SELECT count(*) FROM consent"), 3);
    GError *error = NULL;
    assert_null(
        load_try(store, SOURCE PERSON "[consent.nonsense]\npurpose=\"x\"\nscope=\"all\"\ngranted=ON\n", rows, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    g_clear_error(&error);
    const char *const undo[] = { "1" };
    g_autoptr(table_t) undone = run(store, &error, "intake.undo", undo, 1);
    assert_no_error(error);
    assert_int_equal(count(store, "SELECT count(*) FROM consent WHERE batch = 1 AND ended IS NULL"), 0);
}

/* ---- 15 ---------------------------------------------------------------------------------------------------------- */

#define MONTHS "[file]\nshape=wide\nobserved=2025-12\n" ACCOUNT "[history]\nmonths=0\nstate=S\n"

static void test_notice(void **state)
{
    struct subject_store *store = *state;
    static const char rows[] = "ID,NAME,ACC,S,TOLD\n1,甲,A1,2,2025-11-20\n2,乙,A2,3,\n3,丙,A3,N,\n";
    /* the mapping names the column: who was not told is not taken */
    g_autoptr(table_t) strict = load(store, SOURCE PERSON MONTHS "notice=TOLD\n", rows);
    assert_int_equal(fact(strict, "accepted"), 2);
    assert_int_equal(fact(strict, "rejected"), 1);
    assert_int_equal(fact(strict, "unnotified"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM rejected_row WHERE line = 3 AND field = 'TOLD'"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM batch WHERE notice = 'column'"), 1);
    /* it says nothing: taken, counted and told */
    g_autoptr(table_t) silent = load(store, SOURCE PERSON MONTHS, rows);
    assert_int_equal(fact(silent, "rejected"), 0);
    assert_int_equal(fact(silent, "unnotified"), 2);
    assert_int_equal(count(store, "SELECT unnotified FROM batch WHERE notice = 'missing'"), 2);
    /* a declaration for the whole file */
    g_autoptr(table_t) declared = load(store, SOURCE PERSON MONTHS "notice=\"2025-11-01\"\n", rows);
    assert_int_equal(fact(declared, "unnotified"), 0);
    assert_int_equal(count(store, "SELECT count(*) FROM batch WHERE notice = 'declared'"), 1);
    /* what is published by law, and what is nobody's */
    g_autoptr(table_t) court = load(
        store, "[source]\ncode=court\nkind=public\n" PERSON "[public_record]\nkind=\"2\"\nauthority=\"court\"\nday=D\n",
        "ID,NAME,D\n1,甲,2025-05-05\n");
    assert_int_equal(fact(court, "unnotified"), 0);
    g_autoptr(table_t) nobody =
        load(store, "[source]\ncode=research\nkind=furnisher\nanonymous=yes\n" NOBODY MONTHS, rows);
    assert_int_equal(fact(nobody, "unnotified"), 0);
    assert_int_equal(count(store, "SELECT anonymous FROM source WHERE code = 'research'"), 1);
    assert_int_equal(count(store, "SELECT count(*) FROM batch WHERE notice = 'exempt'"), 2);
}

/* A word in a mapping takes no person out of retention and consent. */
static void test_anonymous(void **state)
{
    struct subject_store *store = *state;
    static const char rows[] = "ID,NAME\n1,甲\n";
    g_autoptr(GError) names = NULL, differs = NULL;
    assert_null(load_try(store, SOURCE_WITH("anonymous=yes\n") PERSON, rows, &names));
    assert_error_code(names, BUREAU_ERROR_INPUT);
    g_autoptr(table_t) named = load(store, SOURCE PERSON, rows);
    assert_int_equal(fact(named, "accepted"), 1);
    assert_null(load_try(store, SOURCE_WITH("anonymous=yes\n") NOBODY, rows, &differs));
    assert_error_code(differs, BUREAU_ERROR_REFUSED);
    assert_int_equal(count(store, "SELECT anonymous FROM source"), 0);
}

/* ---- 13, and reviews --------------------------------------------------------------------------------------------- */

static const char *state_of(struct subject_store *store, const char *code, GPtrArray *keep)
{
    GError *error = NULL;
    const char *const words[] = { "x" };
    struct table *answer = run(store, &error, "intake.sources", words, 0);
    assert_no_error(error);
    g_ptr_array_add(keep, answer);
    for (size_t row = 0; row < table_row_count(answer); row++) {
        if (strcmp(table_row(answer, row)[0].text, code) != 0) continue;
        for (size_t i = 0; i < table_column_count(answer); i++)
            if (strcmp(table_column(answer, i)->id, "state") == 0) return table_row(answer, row)[i].text;
    }
    fail_msg("there is no source %s", code);
    return NULL;
}

static void test_sources(void **state)
{
    struct subject_store *store = *state;
    GError *error = NULL;
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
    g_autoptr(table_t) without = load(store, SOURCE_WITH("") PERSON, "ID,NAME\n1,甲\n");
    assert_non_null(table_find_fact(without, "warning"));
    assert_string_equal(state_of(store, "hill.bank", keep), "no_basis");
    g_autoptr(table_t) with = load(store, SOURCE PERSON, "ID,NAME\n1,甲\n");
    assert_null(table_find_fact(with, "warning"));
    assert_string_equal(state_of(store, "hill.bank", keep), "never");
    const char *const review[] = { "hill.bank" };
    table_free(run(store, &error, "intake.review", review, 1));
    assert_no_error(error);
    assert_string_equal(state_of(store, "hill.bank", keep), "reviewed");
    /* a mapping that says nothing of a review does not take the one that was made away */
    table_free(load(store, SOURCE PERSON "[contact.mobile]\nvalue=ID\n", "ID,NAME\n1,甲\n"));
    assert_string_equal(state_of(store, "hill.bank", keep), "reviewed");
    store->session->clock += INT64_C(370) * 86400000;
    assert_string_equal(state_of(store, "hill.bank", keep), "expired");
    const char *const nobody[] = { "nobody" };
    assert_null(run(store, &error, "intake.review", nobody, 1));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test_setup_teardown(test_prohibited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_anonymous, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_warning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_consents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sources, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
