/* SPDX-License-Identifier: Apache-2.0 */
/* The list of articles is held to what it says: every command it names exists, every test it names is there, every rule
 * of the profiles stands in it, and what is not done says why. And the figures count what is in the store. */
#include "check.h"
#include "fixture.h"
#include "zip.h"

#include "compliance/figures.h"
#include "law/law.h"

#include <glib/gstdio.h>
#include <string.h>

static int set_up(void **state)
{
    *state = fixture_new();
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static struct tsv *load(const char *name)
{
    GError *error = NULL;
    struct tsv *tsv = tsv_load(name, &error);
    assert_no_error(error);
    return tsv;
}

/* ---- the list ------------------------------------------------------------------------------------------------------
 */

static void filled(const struct tsv *tsv, size_t line, const char *column)
{
    if (*tsv_cell(tsv, line, column) == '\0') fail_msg("%s has no %s", tsv_cell(tsv, line, "id"), column);
}

static void articles_are_whole(void **state)
{
    static const char *const always[] = { "id",   "profile", "cite",   "status", "as_of",
                                          "kind", "ask_en",  "ask_zh", "how_en", "how_zh" };
    (void)state;
    g_autoptr(tsv_t) tsv = load("law/articles.tsv");
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t line = 0; line < tsv_rows(tsv); line++) {
        const char *id = tsv_cell(tsv, line, "id"), *kind = tsv_cell(tsv, line, "kind");
        for (size_t i = 0; i < G_N_ELEMENTS(always); i++)
            if (strncmp(always[i], "how", 3) != 0 || strcmp(kind, "not") != 0) filled(tsv, line, always[i]);
        if (!g_hash_table_add(seen, (gpointer)id)) fail_msg("%s stands twice", id);
        if (!codes_known("ARTICLE_KIND", kind)) fail_msg("%s: there is no kind %s", id, kind);
        if (!codes_known("LAW_STATUS", tsv_cell(tsv, line, "status"))) fail_msg("%s has a strange status", id);
        const bool promised = strcmp(kind, "not") != 0 && strcmp(kind, "organisational") != 0;
        filled(tsv, line, promised ? "command" : "why_en");
        filled(tsv, line, promised ? "test" : "why_zh");
        if ((*tsv_cell(tsv, line, "why_en") == '\0') != (*tsv_cell(tsv, line, "why_zh") == '\0'))
            fail_msg("%s gives its reason in one language", id);
        if (!g_str_is_ascii(tsv_cell(tsv, line, "ask_en")) || g_str_is_ascii(tsv_cell(tsv, line, "ask_zh")))
            fail_msg("%s has its languages mixed", id);
    }
    assert_true(tsv_rows(tsv) > 120);
}

static void every_command_exists(void **state)
{
    (void)state;
    g_autoptr(tsv_t) tsv = load("law/articles.tsv");
    for (size_t line = 0; line < tsv_rows(tsv); line++) {
        g_auto(GStrv) names = g_strsplit(tsv_cell(tsv, line, "command"), " ", -1);
        for (size_t i = 0; names[i] != NULL; i++)
            if (*names[i] != '\0' && command_find(names[i]) == NULL)
                fail_msg("%s names a command %s that is not there", tsv_cell(tsv, line, "id"), names[i]);
    }
}

/* The function is defined in that file as a test, and given to the runner: its name stands there once more. */
static void holds_test(const char *id, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, ":", 2);
    g_autofree char *path = g_build_filename(g_getenv("BUREAU_TREE"), "tests", "unit", parts[0], NULL);
    g_autofree char *text = NULL;
    if (parts[1] == NULL || !g_file_get_contents(path, &text, NULL, NULL))
        fail_msg("%s names the test %s, which is not there", id, name);
    g_autofree char *definition = g_strdup_printf("static void %s(void **", parts[1]);
    g_autofree char *word = g_strdup_printf("\\b%s\\b", parts[1]);
    g_autoptr(GRegex) regex = g_regex_new(word, 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    size_t times = 0;
    for (bool more = g_regex_match(regex, text, 0, &match); more; more = g_match_info_next(match, NULL))
        times++;
    if (strstr(text, definition) == NULL || times < 2) fail_msg("%s: %s is no test that runs", id, name);
}

static void every_test_exists(void **state)
{
    (void)state;
    g_autoptr(tsv_t) tsv = load("law/articles.tsv");
    for (size_t line = 0; line < tsv_rows(tsv); line++) {
        g_auto(GStrv) names = g_strsplit(tsv_cell(tsv, line, "test"), " ", -1);
        for (size_t i = 0; names[i] != NULL; i++)
            if (*names[i] != '\0') holds_test(tsv_cell(tsv, line, "id"), names[i]);
    }
}

/* The words of a column over all lines. */
static GHashTable *words_of(const struct tsv *tsv, const char *column)
{
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t line = 0; line < tsv_rows(tsv); line++) {
        g_auto(GStrv) parts = g_strsplit(tsv_cell(tsv, line, column), " ", -1);
        for (size_t i = 0; parts[i] != NULL; i++)
            if (*parts[i] != '\0') g_hash_table_add(words, g_strdup(parts[i]));
    }
    return words;
}

static void every_rule_has_an_article(void **state)
{
    (void)state;
    g_autoptr(tsv_t) tsv = load("law/articles.tsv");
    g_autoptr(GHashTable) named = words_of(tsv, "rules");
    const struct law_rule *rule;
    for (size_t i = 0; (rule = law_rule_at(i)) != NULL; i++) {
        g_autofree char *name = g_strconcat(rule->profile, ":", rule->rule, NULL);
        if (!g_hash_table_remove(named, name)) fail_msg("no article names the rule %s", name);
    }
    GHashTableIter iter;
    gpointer left;
    g_hash_table_iter_init(&iter, named);
    if (g_hash_table_iter_next(&iter, &left, NULL)) fail_msg("%s is no rule", (char *)left);
}

/* Where the reference lies beside the tree, each article it numbers stands in the list under its number. */
static void the_reference_is_complete(void **state)
{
    (void)state;
    g_autofree char *path =
        g_build_filename(g_getenv("BUREAU_TREE"), "..", "shared", "reference", "standards.md", NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) skip();
    g_autoptr(tsv_t) tsv = load("law/articles.tsv");
    g_autoptr(GHashTable) ids = words_of(tsv, "id");
    g_autoptr(GRegex) regex = g_regex_new("^\\| ((?:ZX|P)-[0-9]+[ab]?)", G_REGEX_MULTILINE, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    size_t found = 0;
    for (bool more = g_regex_match(regex, text, 0, &match); more; more = g_match_info_next(match, NULL), found++) {
        g_autofree char *id = g_match_info_fetch(match, 1);
        if (!g_hash_table_contains(ids, id)) fail_msg("the reference has %s, the list has not", id);
    }
    assert_true(found > 35);
}

static bool has_article(const struct table *answer, const char *id)
{
    for (size_t i = 0; i < table_row_count(answer); i++)
        if (strcmp(fixture_cell(answer, i, "id")->text, id) == 0) return true;
    return false;
}

static void a_profile_has_its_articles(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autoptr(table_t) national = fixture_run(fixture, "law.compliance", NULL);
    assert_string_equal(fixture_text(national, "profile"), "CN-ZX");
    assert_true(has_article(national, "ZX-32") && has_article(national, "P-15"));
    assert_false(has_article(national, "SH-36") || has_article(national, "FCRA-1681n"));
    g_autoptr(table_t) city = fixture_run(fixture, "law.compliance", "--profile", "CN-SH", NULL);
    assert_true(has_article(city, "ZX-32") && has_article(city, "SH-36"));
    assert_false(has_article(city, "SZ-51"));
    g_autoptr(table_t) american = fixture_run(fixture, "law.compliance", "--profile", "US", NULL);
    assert_true(has_article(american, "FCRA-1681n") && has_article(american, "REGB-1"));
    assert_false(has_article(american, "ZX-32"));
    g_autoptr(table_t) open = fixture_run(fixture, "law.compliance", "--profile", "CN", "--kind", "not", NULL);
    assert_int_equal(table_row_count(open), fixture_int(open, "open"));
    assert_true(fixture_int(open, "articles") == fixture_int(open, "open") + fixture_int(open, "enforced") +
                                                     fixture_int(open, "recorded") + fixture_int(open, "shown") +
                                                     fixture_int(open, "organisational"));
    for (size_t i = 0; i < table_row_count(open); i++)
        assert_non_null(fixture_cell(open, i, "reason")->text);
    assert_null(fixture_try(fixture, &error, "law.compliance", "--profile", "XX", NULL));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_clear_error(&error);
}

static void both_languages_are_told(void **state)
{
    struct fixture *fixture = *state;
    for (int chinese = 0; chinese <= 1; chinese++) {
        g_free(fixture->session->language);
        fixture->session->language = g_strdup(chinese ? "zh" : "en");
        g_autoptr(table_t) answer = fixture_run(fixture, "law.compliance", "--profile", "CN", NULL);
        for (size_t i = 0; i < table_row_count(answer); i++)
            assert_int_equal(g_str_is_ascii(fixture_cell(answer, i, "asked")->text), !chinese);
    }
}

static void profiles_are_compared(void **state)
{
    struct fixture *fixture = *state;
    g_free(fixture->session->language);
    fixture->session->language = g_strdup("en");
    g_autoptr(table_t) answer = fixture_run(fixture, "law.compare", NULL);
    assert_true(table_row_count(answer) >= 10);
    assert_string_equal(fixture_cell(answer, 0, "id")->text, "answer");
    assert_string_equal(fixture_cell(answer, 0, "cn")->text, "20 calendar days");
    assert_string_equal(fixture_cell(answer, 0, "us")->text, "30 calendar days [M]");
    assert_string_equal(fixture_cell(answer, 0, "eu")->text, "1 month [S]");
    for (size_t i = 0; i < table_row_count(answer); i++)
        for (size_t column = 1; column < table_column_count(answer); column++) {
            const char *text = table_row(answer, i)[column].text;
            assert_true(*text != '\0' && strchr(text, '{') == NULL && g_str_is_ascii(text));
        }
}

/* ---- the figures ---------------------------------------------------------------------------------------------------
 */

static void every_figure_can_be_counted(void **state)
{
    (void)state;
    g_autoptr(tsv_t) figures = load("law/figures.tsv"), articles = load("law/articles.tsv");
    g_autoptr(GHashTable) ids = words_of(figures, "id"), numbers = words_of(articles, "number");
    for (size_t line = 0; line < tsv_rows(figures); line++) {
        const char *id = tsv_cell(figures, line, "id"), *list = tsv_cell(figures, line, "list");
        if (!figures_knows(id)) fail_msg("nobody counts %s", id);
        if (*list != '\0' && command_find(list) == NULL) fail_msg("%s is listed by %s, which is not there", id, list);
        filled(figures, line, "title_en");
        filled(figures, line, "title_zh");
        if (!codes_known("FIGURE_UNIT", tsv_cell(figures, line, "unit"))) fail_msg("%s has a strange unit", id);
    }
    GHashTableIter iter;
    gpointer number;
    g_hash_table_iter_init(&iter, numbers);
    while (g_hash_table_iter_next(&iter, &number, NULL))
        if (!g_hash_table_contains(ids, number))
            fail_msg("an article tells a figure %s that is not there", (char *)number);
}

static size_t line_of(const struct table *answer, const char *code)
{
    for (size_t i = 0; i < table_row_count(answer); i++)
        if (strcmp(fixture_cell(answer, i, "code")->text, code) == 0) return i;
    fail_msg("there is no figure %s", code);
    return 0;
}

static void figure_is(struct fixture *fixture, const char *code, int64_t count, const char *judged)
{
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) answer = fixture_run(fixture, "compliance.state", NULL);
    const size_t line = line_of(answer, code);
    const struct cell *cell = fixture_cell(answer, line, "count");
    if (count < 0)
        assert_true(cell->is_null);
    else if (cell->is_null || cell->integer != count)
        fail_msg("%s is %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, code, cell->integer, count);
    assert_string_equal(fixture_cell(answer, line, "state")->text, judged);
}

static void run_sql(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test", NULL, NULL));
    assert_true(store_run(fixture->store, &error, sql, ""));
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test", NULL, NULL));
}

static void consents_and_their_ends(void **state)
{
    struct fixture *fixture = *state;
    run_sql(fixture, "DELETE FROM consent");
    figure_is(fixture, "consents.live", 0, "info");
    /* 2026-11-22 is day 20779 */
    run_sql(fixture,
            "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, granted, entered, expires,"
            " withdrawn) VALUES (901, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 1, 20779, NULL),"
            " (902, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 1, 20778, NULL),"
            " (903, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 1, NULL, NULL),"
            " (904, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 1, NULL, 20760),"
            " (905, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 20000, 1, NULL, 20700),"
            " (906, 1, 'query', 'refused', 'bureau', 'credit_review', 'all', 20000, 1, NULL, NULL)");
    figure_is(fixture, "consents.live", 2, "info");
    figure_is(fixture, "consents.ending", 1, "info");
    figure_is(fixture, "consents.withdrawn", 1, "info");
}

static void what_is_late_is_bad(void **state)
{
    struct fixture *fixture = *state;
    figure_is(fixture, "disputes.overdue", 0, "good");
    run_sql(fixture,
            "INSERT INTO dispute (id, subject, state, channel, received, entered, due, due_reason, profile, maker)"
            " VALUES (91, 1, 'MARKED', 'counter', 20700, 20700, 20778, 'x', 'CN-ZX', 'li.na'),"
            " (92, 1, 'MARKED', 'counter', 20700, 20700, 20779, 'x', 'CN-ZX', 'li.na')");
    figure_is(fixture, "disputes.overdue", 1, "bad");
    figure_is(fixture, "disputes.open", 2, "info");
    fixture_user(fixture, FIXTURE_SERVICE);
    figure_is(fixture, "incidents.open", 0, "good");
    fixture_user(fixture, FIXTURE_SERVICE);
    table_free(fixture_run(fixture, "incident.open", "leak", "--what", "x", "--noticed", "2026-11-20", NULL));
    figure_is(fixture, "incidents.open", 1, "watch");
    figure_is(fixture, "incidents.overdue", 1, "bad");
    run_sql(fixture, "INSERT INTO agreement (id, party, kind, purpose, method, scope, begins, ends) VALUES"
                     " (7, 'p', 'share', 'q', 'm', 's', 20000, 20778), (8, 'p', 'share', 'q', 'm', 's', 20000, 20800)");
    figure_is(fixture, "agreements.over", 1, "bad");
    figure_is(fixture, "agreements.ending", 1, "watch");
    figure_is(fixture, "assessments.missing", 3, "bad"); /* the accounts, and both agreements */
}

static void what_was_never_done_is_not_good(void **state)
{
    struct fixture *fixture = *state;
    figure_is(fixture, "log.verified", -1, "bad");
    figure_is(fixture, "backups.age", -1, "bad");
    figure_is(fixture, "purge.age", -1, "bad");
    figure_is(fixture, "looks.outside", -1, "watch");
    table_free(fixture_run(fixture, "audit.verify", NULL));
    figure_is(fixture, "log.verified", 0, "good");
    run_sql(fixture, "INSERT INTO setting (key, value) VALUES ('retention.last', '2026-11-19'), ('watch.outside', '3'),"
                     " ('watch.at', '1795300000000')");
    figure_is(fixture, "purge.age", 3, "bad");
    figure_is(fixture, "adverse.past", -1, "watch");
    figure_is(fixture, "looks.outside", 3, "bad");
    run_sql(fixture, "UPDATE setting SET value = '2026-11-22' WHERE key = 'retention.last'");
    figure_is(fixture, "adverse.past", 0, "good");
}

/* The log is long, the window is thirty days: lines from before it are not counted. */
static void looks_of_thirty_days(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_clock(fixture, "2026-11-23");
    fixture_user(fixture, FIXTURE_SERVICE);
    for (int i = 0; i < 3; i++)
        table_free(fixture_run(fixture, "dispute.list", "--subject", subject, NULL));
    g_autoptr(GError) error = NULL;
    assert_null(fixture_try(fixture, &error, "user.role", FIXTURE_OFFICER, "auditor", NULL));
    figure_is(fixture, "looks", 3, "info");
    figure_is(fixture, "refusals", 1, "info");
    fixture_clock(fixture, "2027-01-10");
    figure_is(fixture, "looks", 0, "info");
    figure_is(fixture, "refusals", 0, "info");
}

static void users_are_counted_by_role(void **state)
{
    struct fixture *fixture = *state;
    figure_is(fixture, "users.reviewer", 1, "good");
    run_sql(fixture, "UPDATE user SET active = 0 WHERE role = 'reviewer'");
    figure_is(fixture, "users.reviewer", 0, "bad");
}

static void an_article_tells_its_figure(void **state)
{
    struct fixture *fixture = *state;
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) auditor = fixture_run(fixture, "law.compliance", NULL);
    fixture_user(fixture, FIXTURE_ANALYST); /* may read the law, not the state */
    g_autoptr(table_t) analyst = fixture_run(fixture, "law.compliance", NULL);
    size_t told = 0;
    for (size_t i = 0; i < table_row_count(auditor); i++) {
        told += !fixture_cell(auditor, i, "count")->is_null;
        assert_true(fixture_cell(analyst, i, "count")->is_null);
    }
    assert_true(told > 10);
}

static void the_workbook_has_its_sheets(void **state)
{
    static const char *const sheets[] = { "What the law asks",  "The state in numbers", "Incidents",
                                          "Impact assessments", "Agreements",           "Transfers",
                                          "Certificates" };
    struct fixture *fixture = *state;
    g_autofree char *folder = g_dir_make_tmp("bureau-compliance-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "out.xlsx", NULL);
    g_free(fixture->session->language);
    fixture->session->language = g_strdup("en");
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) answer = fixture_run(fixture, "export.compliance", file, NULL);
    g_autoptr(table_t) articles = fixture_run(fixture, "law.compliance", NULL);
    g_autoptr(table_t) figures = fixture_run(fixture, "compliance.state", NULL);
    assert_int_equal(fixture_int(answer, "rows"), table_row_count(articles) + table_row_count(figures));
    g_autofree char *book = zip_part(file, "xl/workbook.xml");
    assert_non_null(book);
    for (size_t i = 0; i < G_N_ELEMENTS(sheets); i++) {
        g_autofree char *wanted = g_strdup_printf("<sheet name=\"%s\"", sheets[i]);
        if (strstr(book, wanted) == NULL) fail_msg("there is no sheet %s", sheets[i]);
    }
    g_unlink(file);
    g_rmdir(folder);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_are_whole),
        cmocka_unit_test(every_command_exists),
        cmocka_unit_test(every_test_exists),
        cmocka_unit_test(every_rule_has_an_article),
        cmocka_unit_test(the_reference_is_complete),
        TEST(a_profile_has_its_articles),
        TEST(both_languages_are_told),
        TEST(profiles_are_compared),
        cmocka_unit_test(every_figure_can_be_counted),
        TEST(consents_and_their_ends),
        TEST(what_is_late_is_bad),
        TEST(what_was_never_done_is_not_good),
        TEST(looks_of_thirty_days),
        TEST(users_are_counted_by_role),
        TEST(an_article_tells_its_figure),
        TEST(the_workbook_has_its_sheets),
    };
    return cmocka_run_group_tests_name("compliance", tests, NULL, NULL);
}
