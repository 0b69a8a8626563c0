/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves for others: the de-identified file read as its recipient reads it, and the registers. k is counted here
 * anew from the file, by another loop than the program's. */
#include "check.h"

#include "fixture.h"
#include "sharing/sharing.h"

#include <glib/gstdio.h>
#include <string.h>

#define RECIPIENT "Sample University"
#define OTHER     "Sample Institute"
#define FAR       "Sample Overseas Lab"
enum { PEOPLE = 400 };

static struct fixture *fixture;
static char *folder, *file;

static void must(const char *sql, const char *format, int64_t subject, const char *text)
{
    g_autoptr(GError) error = NULL;
    if (strcmp(format, "i") == 0)
        store_run(fixture->store, &error, sql, "ii", subject, fixture->session->change);
    else
        store_run(fixture->store, &error, sql, "iis", subject, fixture->session->change, text);
    assert_no_error(error);
}

static void add_person(int64_t id)
{
    static const char *const cities[] = { "杭州", "宁波", "上海", "Chengdu", "Nowhere" };
    static const char *const education[] = { "10", "20", "30", "60", "99" };
    g_autoptr(GError) error = NULL;
    g_autofree char *identity = g_strdup_printf("9901231990%08d", (int)id),
                    *phone = g_strdup_printf("1390%07d", (int)id), *street = g_strdup_printf("样本路%d号", (int)id),
                    *name = g_strdup_printf("样本人%d", (int)id), *number = g_strdup_printf("99998888%08d", (int)id);
    must("INSERT INTO subject (id, kind, born) VALUES (?1, 'person', ?2)", "i", id, NULL);
    store_run(fixture->store, &error,
              "INSERT INTO person (subject, born, sex, birth, birth_exact, education, marital, language) VALUES (?1, "
              "?2, ?3, ?4, 1, ?5, ?6, 'zh')",
              "iisdss", id, fixture->session->change, id % 2 ? "F" : "M", date_make(1950 + (int)(id * 7 % 50), 5, 3),
              education[id % 5], id % 3 ? "20" : "10");
    assert_no_error(error);
    must("INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, 1, ?2, 'name', ?3)", "s", id, name);
    must("INSERT INTO identifier (subject, fact, born, kind, value) VALUES (?1, 2, ?2, 'gb11643', ?3)", "s", id,
         identity);
    must("INSERT INTO contact (subject, fact, born, kind, value) VALUES (?1, 3, ?2, 'mobile', ?3)", "s", id, phone);
    store_run(fixture->store, &error,
              "INSERT INTO address (subject, fact, born, kind, city, value) VALUES (?1, 4, ?2, 'home', ?3, ?4)", "iiss",
              id, fixture->session->change, cities[id % 5], street);
    assert_no_error(error);
    store_run(fixture->store, &error,
              "INSERT INTO account (subject, account, born, source, number, type, currency, opened, amount) VALUES "
              "(?1, ?1, ?2, 1, ?3, 'R2', 'CNY', ?4, ?5)",
              "iisdi", id, fixture->session->change, number, date_make(2020 + (int)(id % 5), 1 + (int)(id % 12), 17),
              100000 * (id % 90 + 1));
    assert_no_error(error);
}

static void consent(int64_t subject, const char *kind, const char *recipient)
{
    g_autoptr(GError) error = NULL;
    const struct date day = date_make(2026, 1, 5);
    const int64_t id = store_take_ids(fixture->store, "consent", 1, &error);
    assert_no_error(error);
    store_run(fixture->store, &error,
              "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, granted, "
              "entered, expires, user) VALUES (?1, ?2, ?3, 'granted', ?4, 'sharing', 'all', '2026-1', 'paper', ?5, "
              "?6, ?7, 'test')",
              "iissdid", id, subject, kind, recipient, day, (int64_t)day.days * 86400000, date_make(2028, 1, 5));
    assert_no_error(error);
}

static void protect(int64_t subject, const char *kind)
{
    g_autoptr(GError) error = NULL;
    store_run(fixture->store, &error,
              "INSERT INTO protection (id, subject, kind, begins, reason, placed, placed_by) VALUES (?1, ?1, ?2, ?3, "
              "'asked for it', 1, 'test')",
              "isd", subject, kind, date_make(2026, 2, 1));
    assert_no_error(error);
}

/* Even ids agreed to RECIPIENT, every third to OTHER, every fourth to FAR and to abroad as well. */
static void add_people(void)
{
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_ADMIN);
    assert_true(guard_act_begin(fixture->session, "test.people", NULL, &error));
    for (int64_t id = 100; id < 100 + PEOPLE; id++) {
        add_person(id);
        if (id % 2 == 0) consent(id, "share", RECIPIENT);
        if (id % 3 == 0) consent(id, "share", OTHER);
        if (id % 2 == 0) consent(id, "share", FAR);
        if (id % 4 == 0) consent(id, "abroad", FAR);
    }
    protect(100, "restricted");
    protect(102, "freeze");
    protect(104, "objection");
    assert_true(guard_act_commit(fixture->session, "test.people", NULL, &error));
    assert_no_error(error);
}

static void agree(const char *party, const char *scope, const char *ends, bool abroad)
{
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) added = fixture_run(fixture, "agreement.add", "--party", party, "--kind", "recipient",
                                           "--purpose", "research", "--method", "de-identified file", "--scope", scope,
                                           "--begins", "2026-01-01", "--ends", ends, abroad ? "--abroad" : NULL, NULL);
    assert_true(fixture_int(added, "agreement") > 0);
}

static int begin(void **state)
{
    (void)state;
    fixture = fixture_new();
    folder = g_dir_make_tmp("bureau-share-XXXXXX", NULL);
    file = g_build_filename(folder, "out.csv", NULL);
    add_people();
    agree(RECIPIENT, "identity,credit,score", "2026-12-31", false);
    agree(OTHER, "identity,credit,score", "2026-12-31", false);
    agree(FAR, "all", "2027-12-31", true);
    fixture_user(fixture, FIXTURE_REVIEWER);
    return 0;
}

static int end(void **state)
{
    (void)state;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(folder);
    g_free(folder);
    g_free(file);
    fixture_free(fixture);
    return 0;
}

/* The act itself, as the second person's approval runs it. */
static struct table *make(const char *target, GError **error, ...)
{
    const struct command *command = command_find("share.make");
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer)target);
    va_list list;
    va_start(list, error);
    for (const char *word; (word = va_arg(list, const char *)) != NULL;)
        g_ptr_array_add(words, (gpointer)word);
    va_end(list);
    g_autoptr(arguments_t) arguments = arguments_parse(command, (const char *const *)words->pdata, words->len, error);
    if (arguments == NULL) return NULL;
    g_autoptr(table_t) answer = table_new();
    fixture->session->kinds = ~0u;
    return command->run(fixture->session, arguments, answer, error) ? g_steal_pointer(&answer) : NULL;
}

static char *content(const char *path)
{
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* The rows of the file without its header, each as its cells. */
static GPtrArray *rows_of(const char *path, char ***header)
{
    g_autofree char *text = content(path);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    *header = g_strsplit(lines[0], ",", -1);
    for (int line = 1; lines[line] && *lines[line]; line++) {
        char **cells = g_strsplit(lines[line], ",", -1);
        assert_int_equal(g_strv_length(cells), g_strv_length(*header));
        g_ptr_array_add(rows, cells);
    }
    return rows;
}

/* By comparing every row with every other: the fewest alike in all that could be looked up elsewhere. */
static int64_t smallest_group(GPtrArray *rows, char **header)
{
    static const char *const quasi[] = { "kind", "sex", "age_band", "region", "education", "marital", NULL };
    int64_t smallest = G_MAXINT64;
    for (guint i = 0; i < rows->len; i++) {
        int64_t alike = 0;
        for (guint j = 0; j < rows->len; j++) {
            bool same = true;
            for (guint column = 0; header[column]; column++)
                if (g_strv_contains(quasi, header[column]))
                    same = same && strcmp(((char **)rows->pdata[i])[column], ((char **)rows->pdata[j])[column]) == 0;
            alike += same;
        }
        smallest = MIN(smallest, alike);
    }
    return smallest;
}

static GHashTable *ids_of(const char *path)
{
    g_auto(GStrv) header = NULL;
    g_autoptr(GPtrArray) rows = rows_of(path, &header);
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < rows->len; i++)
        g_hash_table_add(ids, g_strdup(((char **)rows->pdata[i])[0]));
    assert_int_equal(g_hash_table_size(ids), rows->len);
    return ids;
}

/* Not one value that names somebody in the store is in the file. */
static void assert_names_nobody(const char *path)
{
    static const char *const held[] = { "SELECT value FROM name",     "SELECT value FROM identifier",
                                        "SELECT value FROM contact",  "SELECT value FROM address",
                                        "SELECT number FROM account", "SELECT city FROM address" };
    g_autofree char *text = content(path);
    g_autoptr(GError) error = NULL;
    int looked = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(held); i++) {
        g_autoptr(statement_t) row = store_prepare(fixture->store, held[i], &error);
        assert_no_error(error);
        while (statement_step(row, &error) == STEP_ROW) {
            looked++;
            if (strstr(text, statement_text(row, 0))) fail_msg("the file holds %s", statement_text(row, 0));
        }
    }
    assert_true(looked > 6 * PEOPLE);
}

/* ---- the file -----------------------------------------------------------------------------------------------------
 */

static void statistics_keep_k(void **state)
{
    (void)state;
    static const char *const ks[] = { "5", "20" };
    for (size_t i = 0; i < G_N_ELEMENTS(ks); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(GStrv) header = NULL;
        g_autofree char *target = g_strdup_printf("%s/k%s.csv", folder, ks[i]);
        g_autoptr(table_t) answer = make(target, &error, "--recipient", RECIPIENT, "--k", ks[i], NULL);
        assert_no_error(error);
        g_autoptr(GPtrArray) rows = rows_of(target, &header);
        assert_int_equal(rows->len, fixture_int(answer, "rows"));
        const int64_t k = smallest_group(rows, header);
        assert_true(k >= atoi(ks[i]));
        assert_int_equal(k, fixture_int(answer, "k"));
        assert_int_equal(fixture_int(answer, "considered"), PEOPLE + 1);
        assert_int_equal(fixture_int(answer, "stopped"), 3);
        assert_int_equal(fixture_int(answer, "rows") + fixture_int(answer, "suppressed") + 3, PEOPLE + 1);
        assert_true(fixture_int(answer, "suppressed") * 100 <= 5 * PEOPLE);
        assert_true(table_row_count(answer) > 1); /* four hundred people in all their detail are no groups of five */
        assert_names_nobody(target);
        for (guint row = 0; row < rows->len; row++) /* numbers of rows, of nothing else */
            assert_int_equal(atoi(((char **)rows->pdata[row])[0]), row + 1);
    }
}

static void the_transfer_is_recorded(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = make(file, &error, "--recipient", RECIPIENT, NULL);
    assert_no_error(error);
    g_autofree char *text = content(file), *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    assert_string_equal(fixture_text(answer, "sha256"), digest);
    g_autoptr(table_t) list = fixture_run(fixture, "transfer.list", "--recipient", RECIPIENT, NULL);
    assert_int_equal(table_row_count(list), 1);
    assert_string_equal(fixture_cell(list, 0, "sha256")->text, digest);
    assert_string_equal(fixture_cell(list, 0, "method")->text, "share");
    assert_int_equal(fixture_cell(list, 0, "k")->integer, fixture_int(answer, "k"));
    assert_int_equal(fixture_cell(list, 0, "keep_until")->integer, date_make(2029, 11, 22).days);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command='share.make' AND outcome='done'"),
                     1);
    GStatBuf status;
    assert_int_equal(g_stat(file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    /* what is there is never overwritten */
    g_autoptr(table_t) again = make(file, &error, "--recipient", RECIPIENT, NULL);
    assert_null(again);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_autofree char *after = content(file);
    assert_string_equal(after, text);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM transfer"), 1);
}

static void pseudonyms_are_of_one_recipient(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *second = g_build_filename(folder, "second.csv", NULL),
                    *other = g_build_filename(folder, "other.csv", NULL);
    g_autoptr(table_t) one = make(file, &error, "--recipient", RECIPIENT, "--link", "--k", "3", NULL);
    assert_no_error(error);
    g_autoptr(table_t) two = make(second, &error, "--recipient", RECIPIENT, "--link", "--k", "3", NULL);
    assert_no_error(error);
    g_autoptr(table_t) three = make(other, &error, "--recipient", OTHER, "--link", "--k", "3", NULL);
    assert_no_error(error);
    g_autofree char *first_text = content(file), *second_text = content(second);
    assert_string_equal(first_text, second_text);
    g_autoptr(GHashTable) ours = ids_of(file), theirs = ids_of(other);
    assert_true(g_hash_table_size(theirs) > 50);
    GHashTableIter each;
    gpointer id;
    g_hash_table_iter_init(&each, ours);
    while (g_hash_table_iter_next(&each, &id, NULL)) {
        assert_int_equal(strlen(id), 32);
        assert_false(g_hash_table_contains(theirs, id));
    }
    assert_names_nobody(file);
    /* only who consented, and none that is restricted, frozen or objected: 200 agreed, three of them are stopped */
    assert_int_equal(fixture_int(one, "rows") + fixture_int(one, "suppressed"), PEOPLE / 2 - 3);
    assert_int_equal(fixture_int(one, "not_agreed"), PEOPLE / 2 + 1);
}

static void a_withdrawal_takes_out(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, &error));
    store_run(fixture->store, &error,
              "UPDATE consent SET withdrawn=?1, ended=?2 WHERE kind='share' AND recipient=?3 AND subject < 300", "dis",
              date_make(2026, 11, 20), INT64_C(1), RECIPIENT);
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test", NULL, &error));
    g_autoptr(table_t) left = make(file, &error, "--recipient", RECIPIENT, "--link", NULL);
    assert_no_error(error);
    assert_int_equal(fixture_int(left, "rows") + fixture_int(left, "suppressed"), (PEOPLE - 200) / 2);
}

static void columns_are_those_asked_for(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer =
        make(file, &error, "--recipient", RECIPIENT, "--columns", "sex,utilisation,limit_band,since", NULL);
    assert_no_error(error);
    g_autofree char *text = content(file);
    assert_true(g_str_has_prefix(text, "id,sex,since,utilisation,limit_band\n"));
    assert_int_equal(fixture_int(answer, "suppressed"), 0); /* two sexes of two hundred: nothing to make coarser */
    assert_int_equal(table_row_count(answer), 1);
    static const char *const bad[] = { "name", "identity", "sex,phone", "city" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) refused = NULL;
        assert_null(make("/nowhere/x.csv", &refused, "--recipient", RECIPIENT, "--columns", bad[i], NULL));
        assert_error_code(refused, BUREAU_ERROR_USAGE);
    }
}

static void assert_refused(const char *recipient, const char *option, const char *value, int code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = make(file, &error, "--recipient", recipient, option, value, NULL);
    assert_null(answer);
    assert_error_code(error, code);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

static void what_is_not_agreed_is_refused(void **state)
{
    (void)state;
    assert_refused("Nobody", NULL, NULL, BUREAU_ERROR_REFUSED);
    assert_refused(RECIPIENT, "--k", "1", BUREAU_ERROR_USAGE);
    assert_refused(RECIPIENT, "--agreement", "3", BUREAU_ERROR_REFUSED); /* another party's */
    assert_refused(RECIPIENT, "--k", "100000", BUREAU_ERROR_REFUSED);    /* nobody is left */
    agree("Narrow", "identity,credit", "2026-12-31", false);
    agree("Past", "all", "2026-11-21", false);
    fixture_user(fixture, FIXTURE_REVIEWER);
    assert_refused("Narrow", NULL, NULL, BUREAU_ERROR_REFUSED); /* scores are not in it */
    assert_refused("Past", NULL, NULL, BUREAU_ERROR_REFUSED);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = make(file, &error, "--recipient", "Narrow", "--columns", "sex,accounts", NULL);
    assert_no_error(error);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM transfer"), 1);
}

static void abroad_is_behind_a_gate(void **state)
{
    (void)state;
    assert_refused(FAR, "--link", NULL, BUREAU_ERROR_REFUSED);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = make(file, &error, "--recipient", FAR, "--link", "--abroad", NULL);
    assert_no_error(error);
    /* every fourth consented to both; 100 and 104 are stopped */
    assert_int_equal(fixture_int(answer, "rows") + fixture_int(answer, "suppressed"), PEOPLE / 4 - 2);
    assert_int_equal(fixture_count(fixture, "SELECT abroad FROM transfer"), 1);
}

static void a_cancelled_file_leaves_nothing(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    fixture->session->cancellable = g_cancellable_new();
    g_cancellable_cancel(fixture->session->cancellable);
    g_autoptr(table_t) answer = make(file, &error, "--recipient", RECIPIENT, NULL);
    g_clear_object(&fixture->session->cancellable);
    assert_null(answer);
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    assert_null(g_dir_read_name(dir));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM transfer"), 0);
}

static void it_needs_two_persons(void **state)
{
    (void)state;
    fixture_user(fixture, FIXTURE_ANALYST);
    g_autoptr(table_t) asked = fixture_run(fixture, "share.make", file, "--recipient", RECIPIENT, NULL);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    g_autofree char *number = g_strdup_printf("%d", (int)fixture_int(asked, "proposal"));
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) no = fixture_try(fixture, &error, "second.approve", number, NULL);
    assert_null(no);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) approved = fixture_run(fixture, "second.approve", number, NULL);
    assert_true(g_file_test(file, G_FILE_TEST_EXISTS));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM transfer"), 1);
    assert_names_nobody(file);
}

/* ---- the registers ------------------------------------------------------------------------------------------------
 */

static void agreements_run_out(void **state)
{
    (void)state;
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) soon = fixture_run(fixture, "agreement.list", "--within", "60", NULL);
    assert_int_equal(table_row_count(soon), 2); /* the third lasts another year */
    assert_int_equal(fixture_cell(soon, 0, "days_left")->integer, 39);
    assert_string_equal(fixture_cell(soon, 0, "state")->text, "live");
    g_autofree char *number = g_strdup_printf("%d", (int)fixture_cell(soon, 0, "agreement")->integer);
    g_autoptr(table_t) reviewed = fixture_run(fixture, "agreement.review", number, "--version", "1", NULL);
    assert_string_equal(fixture_text(reviewed, "reviewer"), FIXTURE_REVIEWER);
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "agreement.end", number, "--version", "1", NULL));
    assert_error_code(error, BUREAU_ERROR_STALE);
    g_autoptr(table_t) ended = fixture_run(fixture, "agreement.end", number, NULL);
    assert_refused(RECIPIENT, NULL, NULL, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(fixture_try(fixture, &error, "agreement.end", number, NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_autoptr(table_t) all = fixture_run(fixture, "agreement.list", NULL);
    assert_int_equal(table_row_count(all), 3);
}

static void agreements_are_checked(void **state)
{
    (void)state;
    fixture_user(fixture, FIXTURE_STEWARD);
    static const struct {
        const char *kind, *scope, *ends;
    } bad[] = { { "user", "all", "2026-12-31" },
                { "recipient", "everything", "2026-12-31" },
                { "recipient", "all", "2025-12-31" } };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(fixture_try(fixture, &error, "agreement.add", "--party", "X", "--kind", bad[i].kind, "--purpose",
                                "p", "--method", "m", "--scope", bad[i].scope, "--begins", "2026-01-01", "--ends",
                                bad[i].ends, NULL));
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
    g_autoptr(table_t) user = fixture_run(fixture, "agreement.add", "--party", "Sample Bank", "--kind", "user",
                                          "--licence", "B0001", "--purpose", "credit", "--method", "interface",
                                          "--scope", "all", "--begins", "2026-01-01", "--ends", "2026-12-31", NULL);
    assert_true(fixture_int(user, "agreement") > 3);
}

static void transfers_by_hand(void **state)
{
    (void)state;
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) covered =
        fixture_run(fixture, "transfer.add", "--recipient", OTHER, "--purpose", "study", "--method", "paper", "--scope",
                    "credit", "--basis", "agreement", "--rows", "2", "--subjects", "1", "--day", "2026-03-01", NULL);
    assert_int_equal(fixture_int(covered, "agreement"), 2);
    assert_int_equal(fixture_int(covered, "keep_until"), date_make(2029, 3, 1).days);
    g_autoptr(table_t) none =
        fixture_run(fixture, "transfer.add", "--recipient", "Sample Court", "--purpose", "case", "--method", "paper",
                    "--scope", "credit", "--basis", "request 77", "--rows", "1", "--subjects", "1", NULL);
    assert_non_null(strstr(fixture_text(none, "agreement"), "none"));
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "transfer.add", "--recipient", OTHER, "--purpose", "study", "--method",
                            "paper", "--scope", "credit", "--basis", "b", "--rows", "1", "--subjects", "1", "--day",
                            "2026-12-01", NULL));
    assert_error_code(error, BUREAU_ERROR_USAGE); /* still to come */
    g_autoptr(table_t) list = fixture_run(fixture, "transfer.list", NULL);
    assert_int_equal(table_row_count(list), 2);
    assert_true(fixture_cell(list, 1, "agreement")->is_null);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(statistics_keep_k),       TEST(the_transfer_is_recorded),        TEST(pseudonyms_are_of_one_recipient),
        TEST(a_withdrawal_takes_out),  TEST(columns_are_those_asked_for),     TEST(what_is_not_agreed_is_refused),
        TEST(abroad_is_behind_a_gate), TEST(a_cancelled_file_leaves_nothing), TEST(it_needs_two_persons),
        TEST(agreements_run_out),      TEST(agreements_are_checked),          TEST(transfers_by_hand),
    };
    return cmocka_run_group_tests_name("sharing", tests, NULL, NULL);
}
