/* SPDX-License-Identifier: Apache-2.0 */
/* Loading as a furnisher would: files of several kinds go in by mappings, and what is in the store afterwards is what a
 * person would see or miss. */
#include "check.h"

#include "intake/intake.h"
#include "subject/dossier.h"
#include "vault/keyfile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

struct bench {
    char *folder;
    struct session *session;
};

static int set_up(void **state)
{
    struct bench *bench = g_new0(struct bench, 1);
    bench->folder = g_dir_make_tmp("bureau-intake-XXXXXX", NULL);
    g_autofree char *directory = g_build_filename(bench->folder, "store", NULL);
    struct store *store = store_create(directory, test_keys(), NULL);
    assert_non_null(store);
    bench->session = session_new();
    bench->session->store = store;
    bench->session->clock = INT64_C(1790000000000);
    bench->session->user = g_strdup("chen.wei");
    bench->session->role = ROLE_STEWARD;
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    store_close(bench->session->store);
    session_free(bench->session);
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", bench->folder);
    assert_int_equal(system(command), 0);
    g_free(bench->folder);
    g_free(bench);
    return 0;
}

static char *put_file(struct bench *bench, const char *name, const char *text, gssize length)
{
    char *path = g_build_filename(bench->folder, name, NULL);
    assert_true(g_file_set_contents(path, text, length, NULL));
    return path;
}

/* Runs a command of the list; `words` are pairs of argument and value. Answers the error code, 0 when it was done. */
static int run(struct bench *bench, const char *id, struct table **answer, char **message, const char *const *words)
{
    const struct command *command = command_find(id);
    assert_non_null(command);
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(GError) error = NULL;
    for (; words && words[0]; words += 2)
        assert_true(arguments_set(arguments, words[0], words[1], NULL));
    g_autoptr(table_t) table = table_new();
    bool good = command_run(command, bench->session, arguments, table, &error);
    if (message) *message = error ? g_strdup(error->message) : NULL;
    if (answer) *answer = g_steal_pointer(&table);
    assert_true(good == (error == NULL));
    return error ? error->code : 0;
}

static struct table *load(struct bench *bench, const char *mapping, const char *text)
{
    g_autofree char *rules = put_file(bench, "t.mapping", mapping, -1), *file = put_file(bench, "t.csv", text, -1),
                    *message = NULL;
    struct table *answer = NULL;
    const char *const words[] = { "mapping", rules, "file", file, "no-score", "true", NULL };
    if (run(bench, "import", &answer, &message, words) != 0) fail_msg("%s", message);
    return answer;
}

static int64_t fact(const struct table *table, const char *id)
{
    const struct fact *found = table_find_fact(table, id);
    assert_non_null(found);
    return found->cell.integer;
}

static void check_loaded(struct bench *bench, const char *mapping, const char *text, int accepted, int rejected)
{
    g_autoptr(table_t) answer = load(bench, mapping, text);
    assert_int_equal(fact(answer, "accepted"), accepted);
    assert_int_equal(fact(answer, "rejected"), rejected);
}

static int64_t count(struct bench *bench, const char *sql)
{
    int64_t value;
    assert_true(store_query_int(bench->session->store, &value, -1, NULL, sql, ""));
    return value;
}

static void check_text(struct bench *bench, const char *sql, const char *expected)
{
    g_autofree char *text = store_query_text(bench->session->store, NULL, sql, "");
    assert_non_null(text);
    assert_string_equal(text, expected);
}

/* ---- a furnisher never seen: long shape, dates d/m/y, amounts in 万元, yes/no, states as days past due -------------
 */

static const char bank_mapping[] =
    "[source]\ncode=hill.bank\nname_en=Hill Bank\nname_zh=山城银行\nkind=furnisher\n"
    "[file]\nshape=long\nempty=NA\n"
    "[subject]\nkey=gb11643, client\n"
    "[identifier.gb11643]\nvalue=证件号码\n[identifier.client]\nvalue=客户号\n"
    "[name.legal]\nvalue=姓名\n[contact.mobile]\nvalue=手机 | digits\n"
    "[person]\nmarital=已婚 | codes YES\n[codes.YES]\n是=20\n否=10\n"
    "[account]\nnumber=账号\ntype=\"D1\"\nbusiness=\"91\"\ncurrency=\"CNY\"\namount=金额万元 | multiply "
    "10000\nopened=开立日 | date d/m/yyyy\n"
    "[history]\nmonth=月份 | month yyyymm\nstate=逾期天数 | days\nbalance=余额\npast_due=逾期额 | default 0\n";
#define BANK_HEAD "客户号,证件号码,姓名,手机,已婚,账号,金额万元,开立日,月份,逾期天数,余额,逾期额\n"

static void a_long_file_in_any_order(void **state)
{
    struct bench *bench = *state;
    check_loaded(bench, bank_mapping,
                 BANK_HEAD "C1,11010519491231002X,张三,138-0000-0001,是,A1,1.5,5/9/2021,202603,35,9000.00,500\n"
                           "C2,NA,李四,13800000002,否,B1,20,15/12/2019,202601,0,150000,\n"
                           "C1,11010519491231002x,张三,138-0000-0001,是,A1,1.5,5/9/2021,202601,0,11000.00,\n"
                           "C1,11010519491231002X,张三,138-0000-0001,是,A2,3,1/1/2024,202603,0,100,\n"
                           "C1,11010519491231002X,张三,138-0000-0001,是,A1,1.5,5/9/2021,202602,3,10000.00,250.5\n",
                 5, 0);
    assert_int_equal(count(bench, "SELECT count(*) FROM subject"), 2);
    assert_int_equal(count(bench, "SELECT count(*) FROM account"), 3);
    assert_int_equal(count(bench, "SELECT count(*) FROM name"), 2);
    check_text(bench, "SELECT states FROM history WHERE account = 1", "N12");
    check_text(bench, "SELECT own_states FROM history WHERE account = 1", "0 3 35");
    assert_int_equal(count(bench, "SELECT amount FROM account WHERE number = 'A1'"), 1500000);
    assert_int_equal(count(bench, "SELECT opened FROM account WHERE number = 'A1'"), date_make(2021, 9, 5).days);
    check_text(bench, "SELECT marital FROM person WHERE subject = 1", "20");
    check_text(bench, "SELECT value FROM contact WHERE subject = 1", "13800000001");
    g_autoptr(dossier_t) dossier = dossier_load(bench->session, 1, NULL);
    assert_non_null(dossier);
    const struct account *account = dossier_account(dossier, 1);
    assert_int_equal(account->history.first.index, month_make(2026, 1).index);
    assert_int_equal(account->history.past_due[1], 25050);
    assert_int_equal(account->history.balance[2], 900000);
    assert_int_equal(account->history.lines[0], 4); /* every month knows its line, whatever the order */
    assert_int_equal(account->history.lines[1], 6);
    assert_int_equal(account->history.lines[2], 2);
}

static void later_months_are_appended_and_corrected(void **state)
{
    struct bench *bench = *state;
    check_loaded(
        bench, bank_mapping,
        BANK_HEAD "C1,NA,张三,1,是,A1,1,5/9/2021,202601,0,100,\nC1,NA,张三,1,是,A1,1,5/9/2021,202602,35,90,20\n", 2, 0);
    int64_t before = count(bench, "SELECT max(id) FROM change");
    check_loaded(bench, bank_mapping,
                 BANK_HEAD "C1,NA,张三,1,是,A1,1,5/9/2021,202602,0,90,0\nC1,NA,张三,1,是,A1,1,5/9/2021,202604,0,70,0\n",
                 2, 0);
    assert_int_equal(count(bench, "SELECT count(*) FROM subject"), 1);
    assert_int_equal(count(bench, "SELECT count(*) FROM account"), 1);
    assert_int_equal(count(bench, "SELECT count(*) FROM name"), 1);
    check_text(bench, "SELECT states FROM history WHERE died IS NULL", "NN#N");
    g_autoptr(dossier_t) now = dossier_load(bench->session, 1, NULL);
    const struct history *history = &dossier_account(now, 1)->history;
    assert_int_equal(history->batches[0], 1); /* the month nobody touched keeps its batch and line */
    assert_int_equal(history->lines[0], 2);
    assert_int_equal(history->batches[1], 2);
    assert_int_equal(history->lines[1], 2);
    assert_int_equal(history->batches[3], 2);
    bench->session->view = before;
    g_autoptr(dossier_t) then = dossier_load(bench->session, 1, NULL);
    assert_string_equal(dossier_account(then, 1)->history.states, "N2");
}

static void what_is_told_again_changes_nothing(void **state)
{
    struct bench *bench = *state;
    const char *file = BANK_HEAD "C1,NA,张三,1,是,A1,1,5/9/2021,202601,0,100,\n";
    check_loaded(bench, bank_mapping, file, 1, 0);
    int64_t facts = count(bench, "SELECT (SELECT count(*) FROM history) + (SELECT count(*) FROM name) + (SELECT "
                                 "count(*) FROM account) + (SELECT count(*) FROM person)");
    g_autofree char *rules = g_build_filename(bench->folder, "t.mapping", NULL),
                    *path = g_build_filename(bench->folder, "t.csv", NULL), *message = NULL;
    const char *const twice[] = { "mapping", rules, "file", path, "no-score", "true", NULL };
    assert_int_equal(run(bench, "import", NULL, &message, twice), BUREAU_ERROR_REFUSED);
    assert_non_null(strstr(message, "batch 1"));
    assert_int_equal(count(bench, "SELECT count(*) FROM batch"), 1);
    const char *const again[] = { "mapping", rules, "file", path, "no-score", "true", "again", "true", NULL };
    assert_int_equal(run(bench, "import", NULL, NULL, again), 0);
    assert_int_equal(count(bench, "SELECT (SELECT count(*) FROM history) + (SELECT count(*) FROM name) + (SELECT "
                                  "count(*) FROM account) + (SELECT count(*) FROM person)"),
                     facts);
}

static void a_correction_of_a_detail_keeps_the_old_one(void **state)
{
    struct bench *bench = *state;
    check_loaded(bench, bank_mapping, BANK_HEAD "C1,NA,张三,1,否,A1,1,5/9/2021,202601,0,100,\n", 1, 0);
    check_loaded(bench, bank_mapping, BANK_HEAD "C1,NA,张叁,1,是,A1,2,5/9/2021,202602,0,100,\n", 1, 0);
    check_text(bench, "SELECT value FROM name WHERE died IS NULL", "张叁");
    check_text(bench, "SELECT value FROM name WHERE died IS NOT NULL", "张三");
    assert_int_equal(count(bench, "SELECT count(DISTINCT fact) FROM name"), 1);
    check_text(bench, "SELECT marital FROM person WHERE died IS NULL", "20");
    assert_int_equal(count(bench, "SELECT amount FROM account WHERE died IS NULL"), 2000000);
    /* an old month that comes late does not bring old particulars back */
    check_loaded(bench, bank_mapping, BANK_HEAD "C1,NA,张叁,1,是,A1,7,5/9/2021,202512,0,100,\n", 1, 0);
    assert_int_equal(count(bench, "SELECT amount FROM account WHERE died IS NULL"), 2000000);
    check_text(bench, "SELECT states FROM history WHERE died IS NULL", "NNN");
}

static void bad_rows_are_kept_with_line_field_and_reason(void **state)
{
    struct bench *bench = *state;
    check_loaded(bench, bank_mapping,
                 BANK_HEAD "C1,NA,张三,1,是,A1,1,5/9/2021,202601,0,100,\n"
                           "C2,NA,李四,1,也许,A2,1,5/9/2021,202601,0,100,\n"
                           "C3,NA,王五,1,是,A3,1,31/2/2021,202601,0,100,\n"
                           "C4,110105194912310021,赵六,1,是,A4,1,5/9/2021,202601,0,100,\n"
                           "C5,NA,too,few\n"
                           "C6,NA,钱七,1,是,A6,1,5/9/2021,202601,0,much,\n"
                           "NA,NA,孙八,1,是,A7,1,5/9/2021,202601,0,1,\n"
                           "C8,NA,周九,1,是,A1,1,5/9/2021,202601,0,1,\n"
                           "\"C9,NA\n",
                 1, 8);
    assert_int_equal(count(bench, "SELECT count(*) FROM subject"), 1);
    assert_int_equal(count(bench, "SELECT count(*) FROM rejected_row"), 8);
    check_text(bench, "SELECT group_concat(line || field, ' ') FROM rejected_row",
               "3已婚 4开立日 5证件号码 6 7余额 8证件号码, 客户号 9账号 10");
    check_text(bench, "SELECT value_class FROM rejected_row WHERE line = 4", "date");
    check_text(bench, "SELECT value_class FROM rejected_row WHERE line = 7", "text");
    assert_int_equal(
        count(bench, "SELECT count(*) FROM rejected_row WHERE reason LIKE '%much%' OR reason LIKE '%110105%'"), 0);
    struct table *answer;
    const char *const words[] = { "batch", "1", NULL };
    assert_int_equal(run(bench, "intake.rejected", &answer, NULL, words), 0);
    assert_int_equal(table_row_count(answer), 8);
    table_free(answer);
}

static void a_row_with_a_strange_currency_is_refused(void **state)
{
    struct bench *bench = *state;
    check_loaded(bench,
                 "[source]\ncode=c\nkind=furnisher\n[subject]\nkey=account\n"
                 "[account]\nnumber=A\ntype=\"R2\"\ncurrency=币种\n",
                 "A,币种\n1,CNY\n2,cny\n3,人民币\n4,EURO\n5,USD\n", 2, 3);
    check_text(bench, "SELECT group_concat(line || field, ' ') FROM rejected_row", "3币种 4币种 5币种");
    check_text(bench, "SELECT group_concat(currency, ' ') FROM account", "CNY USD");
}

/* What was granted and what is owed for others: held once, changed by a new version, taken back with the batch. */
static void facilities_and_liabilities(void **state)
{
    struct bench *bench = *state;
    static const char mapping[] =
        "[source]\ncode=f\nkind=furnisher\n[subject]\nkey=client\n[identifier.client]\nvalue=C\n"
        "[facility]\nnumber=N\namount=A\nused=U\ncurrency=\"CNY\"\nends=E\n"
        "[liability]\nrole=R\nother=O\namount=L\ncurrency=\"CNY\"\n";
    check_loaded(bench, mapping, "C,N,A,U,E,R,O,L\nk1,F1,5000,100.50,2027-01-31,2,Hill Ltd,800\nk2,F2,10,,,7,x,1\n", 1,
                 1);
    check_text(bench, "SELECT number || ' ' || amount || ' ' || used || ' ' || (source > 0) FROM facility",
               "F1 500000 10050 1");
    check_text(bench, "SELECT role || ' ' || other || ' ' || amount FROM liability", "2 Hill Ltd 80000");
    check_text(bench, "SELECT field FROM rejected_row", "R");
    check_loaded(bench, mapping, "C,N,A,U,E,R,O,L\nk1,F1,5000,200,,2,Hill Ltd,800\n", 1, 0);
    assert_int_equal(count(bench, "SELECT count(*) FROM facility"), 2);
    assert_int_equal(count(bench, "SELECT used FROM facility WHERE died IS NULL"), 20000);
    assert_int_equal(count(bench, "SELECT ends IS NOT NULL FROM facility WHERE died IS NULL"), 1);
    assert_int_equal(count(bench, "SELECT count(*) FROM liability"), 1);
    const char *const words[] = { "batch", "2", NULL };
    assert_int_equal(run(bench, "intake.undo", NULL, NULL, words), 0);
    assert_int_equal(count(bench, "SELECT used FROM facility WHERE died IS NULL"), 10050);
}

/* ---- whole batches refused: nothing is left ------------------------------------------------------------------------
 */

static void check_untouched(struct bench *bench)
{
    assert_int_equal(count(bench, "SELECT (SELECT count(*) FROM batch) + (SELECT count(*) FROM source) + (SELECT "
                                  "count(*) FROM subject) + (SELECT count(*) FROM counter) "
                                  "+ (SELECT count(*) FROM rejected_row) + (SELECT count(*) FROM change)"),
                     0);
}

static void a_file_that_does_not_fit_is_refused_whole(void **state)
{
    struct bench *bench = *state;
    g_autofree char *rules = put_file(bench, "t.mapping", bank_mapping, -1),
                    *file = put_file(bench, "t.csv", "客户号,姓名\nC1,张三\n", -1), *message = NULL;
    const char *const words[] = { "mapping", rules, "file", file, NULL };
    assert_int_equal(run(bench, "import", NULL, &message, words), BUREAU_ERROR_INPUT);
    assert_non_null(strstr(message, "证件号码"));
    check_untouched(bench);
    g_autofree char *half =
        put_file(bench, "h.csv", BANK_HEAD "C1,NA,张三,1,是,A1,1,5/9/2021,202601,0,100,\nC2,NA,x\n", -1);
    const char *const strict[] = { "mapping", rules, "file", half, "max-rejected", "10%", NULL };
    assert_int_equal(run(bench, "import", NULL, NULL, strict), BUREAU_ERROR_INPUT);
    check_untouched(bench);
}

static void cancel_when_reading(void *data, double done, const char *what)
{
    (void)what;
    if (done > 0.2) g_cancellable_cancel(data);
}

static void a_cancelled_import_leaves_nothing(void **state)
{
    struct bench *bench = *state;
    g_autofree char *file = data_path("samples/taiwan.csv");
    bench->session->cancellable = g_cancellable_new();
    bench->session->progress = cancel_when_reading;
    bench->session->progress_data = bench->session->cancellable;
    const char *const words[] = { "mapping", "taiwan", "file", file, "no-score", "true", NULL };
    assert_int_equal(run(bench, "import", NULL, NULL, words), BUREAU_ERROR_CANCELLED);
    g_clear_object(&bench->session->cancellable);
    store_set_cancellable(bench->session->store, NULL);
    bench->session->progress = NULL;
    check_untouched(bench);
}

static void copy_data(const char *from, const char *to, const char *part)
{
    g_autofree char *command = g_strdup_printf("mkdir -p '%s' && cp -r '%s/%s' '%s/'", to, from, part, to);
    assert_int_equal(system(command), 0);
}

/* Without any model the file goes in all the same, and the answer says that nobody was scored. */
static void without_a_model_nobody_is_scored(void **state)
{
    struct bench *bench = *state;
    g_autofree char *data = g_strdup(g_getenv("BUREAU_DATADIR")), *bare = g_build_filename(bench->folder, "data", NULL),
                    *rules = put_file(bench, "t.mapping", bank_mapping, -1),
                    *file = put_file(bench, "t.csv", BANK_HEAD "C1,NA,张三,1,是,A1,1,5/9/2021,202601,0,1,\n", -1),
                    *message = NULL;
    copy_data(data, bare, "codes");
    copy_data(data, bare, "mappings");
    copy_data(data, bare, "features");
    copy_data(data, bare, "law");
    copy_data(data, bare, "guard");
    g_setenv("BUREAU_DATADIR", bare, TRUE);
    g_autoptr(table_t) answer = NULL;
    const char *const words[] = { "mapping", rules, "file", file, NULL };
    int code = run(bench, "import", &answer, &message, words);
    g_setenv("BUREAU_DATADIR", data, TRUE);
    if (code != 0) fail_msg("%s", message);
    assert_int_equal(fact(answer, "accepted"), 1);
    assert_int_equal(fact(answer, "scored"), 0);
    const struct fact *note = table_find_fact(answer, "note");
    assert_non_null(note);
    assert_non_null(strstr(note->cell.text, "no model"));
    assert_int_equal(count(bench, "SELECT count(*) FROM batch"), 1);
}

static void a_mapping_that_is_not_there(void **state)
{
    struct bench *bench = *state;
    g_autofree char *path = g_build_filename(bench->folder, "none.mapping", NULL), *message = NULL;
    const char *const words[] = { "mapping", path, "file", "x.csv", NULL };
    assert_int_equal(run(bench, "import", NULL, &message, words), BUREAU_ERROR_INPUT);
    assert_non_null(strstr(message, path));
    assert_non_null(strstr(message, g_strerror(ENOENT)));
}

/* ---- the wide shape, encodings -------------------------------------------------------------------------------------
 */

static void the_shipped_file_loads_whole(void **state)
{
    struct bench *bench = *state;
    g_autofree char *file = data_path("samples/taiwan.csv");
    struct table *answer;
    const char *const words[] = { "mapping", "taiwan", "file", file, "no-score", "true", "observed", "2026-08", NULL };
    assert_int_equal(run(bench, "import", &answer, NULL, words), 0);
    assert_int_equal(fact(answer, "accepted"), 30000);
    assert_int_equal(fact(answer, "rejected"), 0);
    table_free(answer);
    assert_int_equal(count(bench, "SELECT sum(value) FROM measure WHERE kind = 'outcome.default'"), 6636);
    g_autoptr(dossier_t) dossier = dossier_load(bench->session, 1, NULL);
    const struct account *account = dossier_account(dossier, 1);
    assert_string_equal(account->history.states, "**NN22");
    assert_string_equal(account->history.own_states[5], "2");
    assert_int_equal(account->history.first.index, month_make(2026, 3).index);
    assert_int_equal(account->history.balance[5], 391300);
    assert_int_equal(account->history.paid[4], 68900);
    assert_null(account->history.due);
    assert_int_equal(account->amount, 2000000);
    assert_int_equal(date_age(dossier->birth, date_make(2026, 8, 31)), 24);
    assert_false(dossier->birth_exact);
    assert_string_equal(dossier->education, "20");
}

static void gb18030_with_quotes_and_crlf(void **state)
{
    struct bench *bench = *state;
    static const char mapping[] = "[source]\ncode=gb\nkind=furnisher\n[subject]\nkey=client\n[identifier.client]"
                                  "\nvalue=ID\n[name.legal]\nvalue=NAME\n";
    g_autofree char *text = g_convert("ID,NAME\r\n1,\"张,三\"\r\n2,李四\r\n", -1, "GB18030", "UTF-8", NULL, NULL, NULL);
    check_loaded(bench, mapping, text, 2, 0);
    check_text(bench, "SELECT value FROM name WHERE subject = 1", "张,三");
    check_loaded(bench, mapping, "\xef\xbb\xbfID,NAME\n1,张三\n3,é\n", 2, 0);
    assert_int_equal(count(bench, "SELECT count(*) FROM subject"), 3);
    check_text(bench, "SELECT value FROM name WHERE subject = 1 AND died IS NULL", "张三");
}

/* A US-like export: cents, m/d/y, words for states, a constant currency, rows to be passed over, no header. */
static void another_unseen_furnisher(void **state)
{
    struct bench *bench = *state;
    static const char mapping[] =
        "[source]\ncode=first.national\nkind=furnisher\n[file]\nshape=wide\ndelimiter=|\nheader=no\nobserved=2026-05\n"
        "[subject]\nkey=passport, account\n[skip]\n1=TEST\n[identifier.passport]\nvalue=2 | upper\n"
        "[account]\nnumber=3 | prefix US-\ntype=4 | codes TYPE\ncurrency=\"USD\"\namount=5 | divide 100\nopened=6 | "
        "date mm/dd/yy\n"
        "[history]\nmonths=0 -1 -2\nstate=7 8 9 | codes STATE\nbalance=10 | divide 100 | months 0\n"
        "[enquiry]\nday=11 | date mm/dd/yyyy\ninstitution=\"First National\"\nreason=\"02\"\n"
        "[measure.income]\nperiod=@observed\nvalue=12\nunit=\"USD\"\n"
        "[consent.sensitive]\npurpose=\"credit_review\"\nscope=\"means\"\ngranted=\"2026-01-05\"\ntold=\"2026-01-05\"\n"
        "[codes.TYPE]\nCARD=R2\n*=D1\n[codes.STATE]\nCURRENT=N\n30 DAYS=1\n60 DAYS=2\nPAID OFF=C\n(empty)=(empty)\n";
    check_loaded(bench, mapping,
                 "ROW|ab123|77|CARD|500000|09/30/98|CURRENT|30 DAYS||123456|01/15/2026|5200.10\n"
                 "TEST|x|78|CARD|1|1/1/99|CURRENT|CURRENT|CURRENT|1||\n"
                 "ROW|AB123|79|AUTO|2500000|1/2/20|60 DAYS|CURRENT|PAID OFF|99||\n",
                 2, 0);
    assert_int_equal(count(bench, "SELECT count(*) FROM subject"), 1);
    check_text(bench, "SELECT states FROM history WHERE account = 1", "1N");
    check_text(bench, "SELECT own_states FROM history WHERE account = 1", "30_DAYS CURRENT");
    check_text(bench, "SELECT states FROM history WHERE account = 2", "CN2");
    assert_int_equal(count(bench, "SELECT amount FROM account WHERE number = 'US-77'"), 500000);
    assert_int_equal(count(bench, "SELECT opened FROM account WHERE number = 'US-77'"), date_make(1998, 9, 30).days);
    assert_int_equal(count(bench, "SELECT count(*) FROM enquiry"), 1);
    assert_int_equal(count(bench, "SELECT value FROM measure"), 520010);
    assert_int_equal(count(bench, "SELECT period FROM measure"), month_make(2026, 5).index);
}

/* ---- taking back ---------------------------------------------------------------------------------------------------
 */

static void undo_ends_and_revives(void **state)
{
    struct bench *bench = *state;
    check_loaded(bench, bank_mapping, BANK_HEAD "C1,NA,张三,1,否,A1,1,5/9/2021,202601,0,100,\n", 1, 0);
    check_loaded(
        bench, bank_mapping,
        BANK_HEAD "C1,NA,张叁,1,否,A1,1,5/9/2021,202601,35,100,\nC2,NA,李四,1,否,B1,1,5/9/2021,202601,0,100,\n", 2, 0);
    g_autofree char *message = NULL;
    const char *const first[] = { "batch", "1", NULL }, *const second[] = { "batch", "2", NULL };
    assert_int_equal(run(bench, "intake.undo", NULL, &message, first), BUREAU_ERROR_REFUSED);
    assert_non_null(strstr(message, "2 (import)"));
    assert_int_equal(run(bench, "intake.undo", NULL, NULL, second), 0);
    check_text(bench, "SELECT value FROM name WHERE died IS NULL", "张三");
    check_text(bench, "SELECT states FROM history WHERE died IS NULL", "N");
    assert_int_equal(count(bench, "SELECT count(*) FROM subject WHERE died IS NULL"), 1);
    assert_int_equal(count(bench, "SELECT count(*) FROM batch WHERE died IS NOT NULL"), 1);
    assert_int_equal(run(bench, "intake.undo", NULL, NULL, second), BUREAU_ERROR_REFUSED);
    bench->session->view = 2; /* as it was seen on the day between */
    g_autoptr(dossier_t) then = dossier_load(bench->session, 1, NULL);
    assert_string_equal(dossier_account(then, 1)->history.states, "2");
    bench->session->view = G_MAXINT64 - 1;
    /* words that stand beside an account of it have to be taken back first */
    assert_true(guard_act_begin(bench->session, "test.state", NULL, NULL));
    assert_true(store_run(bench->session->store, NULL,
                          "INSERT INTO statement (id, subject, kind, account, text, author, state, day, user, born)"
                          " VALUES (1, 1, 'institution', 1, 'words', 'x', 'accepted', 1, 'x', ?1)",
                          "i", bench->session->change));
    assert_true(guard_act_commit(bench->session, "test.state", NULL, NULL));
    g_clear_pointer(&message, g_free);
    assert_int_equal(run(bench, "intake.undo", NULL, &message, first), BUREAU_ERROR_REFUSED);
    assert_non_null(strstr(message, "test.state"));
    assert_true(guard_act_begin(bench->session, "test.unstate", NULL, NULL));
    assert_true(store_run(bench->session->store, NULL, "UPDATE statement SET died = ?1", "i", bench->session->change));
    assert_true(guard_act_commit(bench->session, "test.unstate", NULL, NULL));
    assert_int_equal(run(bench, "intake.undo", NULL, NULL, first), 0);
    assert_int_equal(count(bench, "SELECT count(*) FROM subject WHERE died IS NULL"), 0);
    assert_int_equal(count(bench, "SELECT count(*) FROM history WHERE died IS NULL"), 0);
    /* a file that was taken back may come again */
    check_loaded(bench, bank_mapping, BANK_HEAD "C1,NA,张三,1,否,A1,1,5/9/2021,202601,0,100,\n", 1, 0);
    check_text(bench, "SELECT states FROM history WHERE died IS NULL", "N");
}

/* Random bytes through a mapping that uses everything: refused rows, never harm; the store stays sound. */
static void random_files(void **state)
{
    struct bench *bench = *state;
    static const char alphabet[] = "C1,,,,\n\n\"0123456789/.-NA是否张\xff\r\0;";
    GRand *random = g_rand_new_with_seed(5);
    g_autofree char *rules = put_file(bench, "t.mapping", bank_mapping, -1);
    for (int round = 0; round < 60; round++) {
        GString *text = g_string_new(BANK_HEAD);
        int length = g_rand_int_range(random, 0, 600);
        for (int i = 0; i < length; i++)
            g_string_append_c(text, alphabet[g_rand_int_range(random, 0, sizeof alphabet - 1)]);
        g_string_append(text, "\nC1,NA,张三,1,是,A1,1,5/9/2021,202601,0,100,\n");
        g_autofree char *file = put_file(bench, "r.csv", text->str, (gssize)text->len);
        const char *const words[] = { "mapping", rules, "file", file, "no-score", "true", "again", "true", NULL };
        assert_int_equal(run(bench, "import", NULL, NULL, words), 0);
        g_string_free(text, TRUE);
    }
    g_rand_free(random);
    char *finding;
    assert_true(store_check(bench->session->store, &finding, NULL));
    assert_null(finding);
}

static void mappings_and_batches_are_listed(void **state)
{
    struct bench *bench = *state;
    struct table *answer;
    check_loaded(bench, bank_mapping, BANK_HEAD "C1,NA,张三,1,否,A1,1,5/9/2021,202601,0,100,\n", 1, 0);
    assert_int_equal(run(bench, "intake.batches", &answer, NULL, NULL), 0);
    assert_int_equal(table_row_count(answer), 1);
    table_free(answer);
    assert_int_equal(run(bench, "intake.mappings", &answer, NULL, NULL), 0);
    assert_true(table_row_count(answer) >= 1);
    table_free(answer);
}

/* ---- the demonstration ----------------------------------------------------------------------------------------------
 */

/* Nobody owes, pays or is behind by less than nothing. (A balance may be a credit in the real histories, not here.) */
static int64_t amounts_below_nothing(struct session *session)
{
    int64_t found = 0;
    for (int64_t subject = 30001; subject <= 31050; subject++) {
        g_autoptr(dossier_t) dossier = dossier_load_credit(session, subject, NULL);
        assert_non_null(dossier);
        for (guint i = 0; i < dossier->accounts->len; i++) {
            const struct history *history = &((const struct account *)dossier->accounts->pdata[i])->history;
            const int64_t *const series[] = { history->balance, history->due, history->paid, history->past_due };
            for (size_t k = 0; k < G_N_ELEMENTS(series); k++)
                for (size_t month = 0; series[k] && month < history->length; month++)
                    found += series[k][month] != MONEY_UNKNOWN && series[k][month] < 0;
        }
    }
    return found;
}

static char *content(const char *directory)
{
    g_autoptr(session_t) session = session_new();
    g_autoptr(secret_t) passphrase = secret_copy(demo_passphrase("admin"), strlen(demo_passphrase("admin")));
    g_autoptr(vault_keys_t) keys = keyfile_unlock(directory, "admin", passphrase, NULL, NULL);
    assert_non_null(keys);
    session->store = store_open(directory, keys, STORE_READ, NULL);
    assert_non_null(session->store);
    char *text = store_query_text(session->store, NULL,
                                  "SELECT (SELECT group_concat(value) FROM identifier) || (SELECT group_concat(states) "
                                  "FROM history) || (SELECT group_concat(value) FROM address) "
                                  "|| (SELECT group_concat(day || reason) FROM enquiry) || (SELECT "
                                  "group_concat(subject || ' ' || due || state) FROM dispute)",
                                  "");
    int64_t persons = 0, enterprises = 0, wrong = 0;
    assert_true(
        store_query_int(session->store, &persons, 0, NULL, "SELECT count(*) FROM subject WHERE kind = 'person'", ""));
    assert_true(store_query_int(session->store, &enterprises, 0, NULL,
                                "SELECT count(*) FROM subject WHERE kind = 'enterprise'", ""));
    assert_int_equal(persons, 31000);
    assert_int_equal(enterprises, 50);
    /* every number is of a region that does not exist, is valid, and agrees with the person */
    g_autoptr(statement_t) query =
        store_prepare(session->store,
                      "SELECT identifier.kind, value, sex, birth FROM identifier LEFT JOIN person ON person.subject = "
                      "identifier.subject AND person.died IS NULL",
                      NULL);
    while (statement_step(query, NULL) == STEP_ROW) {
        const char *value = statement_text(query, 1);
        struct identity identity =
            identity_check(value, identity_kind_from_name(statement_text(query, 0)), date_make(2026, 9, 22));
        const char *region = strlen(value) == 18 && g_str_has_prefix(value, "91") ? value + 2 : value;
        int year = 0, other = 0, month, day;
        bool person = strcmp(statement_text(query, 0), "gb11643") == 0;
        if (person) date_split(identity.birth, &year, &month, &day);
        if (person) date_split(statement_date(query, 3), &other, &month, &day);
        wrong += !identity.valid || !g_str_has_prefix(region, "99") || year != other ||
                 (person && identity.sex != statement_text(query, 2)[0]);
    }
    assert_int_equal(wrong, 0);
    statement_done(g_steal_pointer(&query));
    assert_int_equal(amounts_below_nothing(session), 0);
    store_close(session->store);
    return text;
}

static void the_demonstration_is_the_same_for_the_same_clock(void **state)
{
    struct bench *bench = *state;
    g_autofree char *one = g_build_filename(bench->folder, "one", NULL),
                    *two = g_build_filename(bench->folder, "two", NULL);
    g_autoptr(GError) error = NULL;
    /* five past midnight: what was done hours before was done on another day */
    g_autoptr(GDateTime) night = g_date_time_new_local(2026, 9, 21, 0, 5, 0);
    bench->session->clock = g_date_time_to_unix(night) * 1000;
    if (!demo_make(bench->session, one, NULL, &error)) fail_msg("%s", error->message);
    assert_true(demo_make(bench->session, two, NULL, NULL));
    g_autofree char *first = content(one), *second = content(two);
    assert_non_null(first);
    assert_string_equal(first, second);
    assert_false(demo_make(bench->session, one, NULL, &error)); /* there is one already */
}

static void cancel_at_once(void *data, double done, const char *what)
{
    (void)what;
    if (done > 0.01) g_cancellable_cancel(data);
}

static void a_cancelled_demonstration_leaves_no_folder(void **state)
{
    struct bench *bench = *state;
    g_autofree char *made = g_build_filename(bench->folder, "demo", NULL),
                    *own = g_build_filename(bench->folder, "own", NULL),
                    *kept = g_build_filename(own, "letter.txt", NULL);
    bench->session->cancellable = g_cancellable_new();
    bench->session->progress = cancel_at_once;
    bench->session->progress_data = bench->session->cancellable;
    const char *const words[] = { "dir", made, NULL };
    assert_int_equal(run(bench, "demo", NULL, NULL, words), BUREAU_ERROR_CANCELLED);
    assert_false(g_file_test(made, G_FILE_TEST_EXISTS));
    /* a folder that was there stays, with what it holds */
    assert_int_equal(g_mkdir(own, 0700), 0);
    assert_true(g_file_set_contents(kept, "mine", -1, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(demo_make(bench->session, own, NULL, &error));
    assert_true(g_file_test(kept, G_FILE_TEST_EXISTS));
    g_autofree char *file = g_build_filename(own, "bureau.db", NULL);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    g_clear_object(&bench->session->cancellable);
    bench->session->progress = NULL;
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_long_file_in_any_order),
        CASE(later_months_are_appended_and_corrected),
        CASE(what_is_told_again_changes_nothing),
        CASE(a_correction_of_a_detail_keeps_the_old_one),
        CASE(bad_rows_are_kept_with_line_field_and_reason),
        CASE(a_file_that_does_not_fit_is_refused_whole),
        CASE(a_cancelled_import_leaves_nothing),
        CASE(a_row_with_a_strange_currency_is_refused),
        CASE(facilities_and_liabilities),
        CASE(without_a_model_nobody_is_scored),
        CASE(a_mapping_that_is_not_there),
        CASE(a_cancelled_demonstration_leaves_no_folder),
        CASE(the_shipped_file_loads_whole),
        CASE(gb18030_with_quotes_and_crlf),
        CASE(another_unseen_furnisher),
        CASE(undo_ends_and_revives),
        CASE(random_files),
        CASE(mappings_and_batches_are_listed),
        CASE(the_demonstration_is_the_same_for_the_same_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
