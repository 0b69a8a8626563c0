/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments, tables and the door: what is checked, recorded, masked and undone, whichever face asks. */
#include "check.h"
#include "command/command.h"
#include "door_data.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const struct column columns[] = {
    { .id = "name", .title = "Name", .secrecy = SECRECY_NAME },
    { .id = "identity", .title = "Identity", .secrecy = SECRECY_IDENTITY },
    { .id = "income", .title = "Income", .type = VALUE_MONEY, .secrecy = SECRECY_INCOME },
};

static bool show(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    (void)session;
    (void)arguments;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    table_fact_secret(answer, "phone", "Phone", "13800138000", SECRECY_PHONE);
    table_row_begin(answer);
    table_add_text(answer, "王小明");
    table_add_text(answer, "990102199003070011");
    table_add_money(answer, 100000, "CNY");
    return table_row_end(answer, error);
}

static bool write_then(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    (void)answer;
    if (!setting_set(session->store, "written", arguments_text(arguments, "how"), error)) return false;
    if (strcmp(arguments_text(arguments, "how"), "fail") != 0) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, "it went wrong after the write", NULL, NULL);
    return false;
}

/* An act that runs another one, and then a look. */
static const struct command act, look;
static struct session seen_after_inner;
static bool outer(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    g_autoptr(arguments_t) how = arguments_new(&act), subject = arguments_new(&look);
    g_autoptr(table_t) inner = table_new();
    session->audited_subject = 7;
    if (!arguments_set(how, "how", arguments_text(arguments, "how"), error) ||
        !command_run(&act, session, how, inner, error) || !arguments_set(subject, "subject", "7", error) ||
        !command_run(&look, session, subject, answer, error))
        return false;
    seen_after_inner = *session;
    return true;
}

static const struct argument look_arguments[] = { { "subject", ARGUMENT_SUBJECT, ARGUMENT_REQUIRED, "", NULL }, { 0 } };
static const struct argument write_arguments[] = { { "how", ARGUMENT_TEXT, ARGUMENT_REQUIRED, "", NULL }, { 0 } };
static const struct argument all_arguments[] = {
    { "first", ARGUMENT_INTEGER, ARGUMENT_REQUIRED, "", NULL },
    { "rest", ARGUMENT_TEXT, ARGUMENT_REPEATED, "", NULL },
    { "day", ARGUMENT_DATE, ARGUMENT_OPTION, "", NULL },
    { "kind", ARGUMENT_CHOICE, ARGUMENT_OPTION, "", "money|effort" },
    { "amount", ARGUMENT_MONEY, ARGUMENT_OPTION, "", NULL },
    { "month", ARGUMENT_MONTH, ARGUMENT_OPTION, "", NULL },
    { "item", ARGUMENT_TEXT, ARGUMENT_OPTION | ARGUMENT_REPEATED | ARGUMENT_PERSONAL, "", NULL },
    { "fast", ARGUMENT_FLAG, ARGUMENT_OPTION, "", NULL },
    { 0 },
};
static const struct command look = { .id = "test.look",
                                     .needs = NEEDS_STORE | NEEDS_PURPOSE,
                                     .flags = COMMAND_LOOK,
                                     .run = show,
                                     .arguments = look_arguments };
static const struct command act = {
    .id = "test.write", .needs = NEEDS_STORE, .flags = COMMAND_WRITES, .run = write_then, .arguments = write_arguments
};
static const struct command nest = {
    .id = "test.nest", .needs = NEEDS_STORE, .flags = COMMAND_WRITES, .run = outer, .arguments = write_arguments
};
static const struct command all = { .id = "test.all", .run = show, .arguments = all_arguments };

static const char rights[] = DOOR_DATA_HEAD "test.look\tx\t.\t.\t.\t.\t.\t.\t.\n"
                                            "test.write\tx\t.\t.\t.\t.\t.\t.\t.\n"
                                            "test.nest\tx\t.\t.\t.\t.\t.\t.\t.\n"
                                            "test.all\tx\tx\tx\tx\tx\tx\tx\tx\n";

static char *folder;

static int make_session(void **state)
{
    folder = g_dir_make_tmp("bureau-door-XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    struct session *session = session_new();
    session->store = store_create(folder, test_keys(), &error);
    assert_no_error(error);
    assert_true(store_run(session->store, &error,
                          "INSERT INTO user (name, role) VALUES ('li.na', 'officer'), ('sun.wei', 'auditor')", ""));
    assert_true(store_run(session->store, &error, "INSERT INTO subject (id, kind, born) VALUES (7, 'person', 0)", ""));
    assert_true(store_run(
        session->store, &error,
        "INSERT INTO identifier (subject, fact, born, kind, value) VALUES (7, 1, 0, 'gb11643', '11010519491231002X')",
        ""));
    assert_true(store_run(
        session->store, &error,
        "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, form, granted, entered) VALUES "
        "(1, 7, 'query', 'granted', 'bureau', 'credit_review,post_loan', 'all', 'paper', 18000, 0)",
        ""));
    assert_true(session_set_user(session, "li.na", &error));
    *state = session;
    return 0;
}

static int drop_session(void **state)
{
    struct session *session = *state;
    store_close(session->store);
    session_free(session);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(folder, name, NULL);
        g_remove(file);
    }
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

static struct arguments *parse(const struct command *command, GError **error, ...)
{
    const char *words[16];
    size_t count = 0;
    va_list list;
    va_start(list, error);
    while ((words[count] = va_arg(list, const char *)) != NULL)
        count++;
    va_end(list);
    return arguments_parse(command, words, count, error);
}

static void test_arguments(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(arguments_t) got = parse(&all, &error, "12", "a", "--day", "2026-02-28", "b", "--kind=effort", "--fast",
                                       "--amount", "1,200.50", "--item", "x", "--item", "y", "--", "--z", NULL);
    assert_no_error(error);
    assert_int_equal(arguments_int(got, "first", 0), 12);
    assert_int_equal(arguments_count(got, "rest"), 3);
    assert_string_equal(arguments_nth(got, "rest", 2), "--z");
    assert_int_equal(arguments_date(got, "day").days, date_make(2026, 2, 28).days);
    assert_int_equal(arguments_int(got, "amount", 0), 120050);
    assert_string_equal(arguments_nth(got, "item", 1), "y");
    assert_true(arguments_has(got, "fast"));
    assert_false(arguments_has(got, "month"));
}

static void test_wrong_arguments(void **state)
{
    (void)state;
    static const char *const wrong[][4] = {
        { "x" },
        { "12", "--day", "2026-02-30" },
        { "12", "--kind", "love" },
        { "12", "--amount", "1.234" },
        { "12", "--month", "2026-13" },
        { "12", "--unknown", "1" },
        { "12", "--day" },
        { "12", "--day=2026-01-01", "--day", "2026-01-02" },
        { NULL },
        { "99999999999999999999" },
        { "12", "\xFF" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        size_t count = 0;
        while (count < 4 && wrong[i][count])
            count++;
        g_autoptr(arguments_t) got = arguments_parse(&all, (const char *const *)wrong[i], count, &error);
        if (got) fail_msg("case %zu was taken", i);
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
}

static int64_t audit_lines(struct session *session, const char *outcome)
{
    int64_t count;
    store_query_int(session->store, &count, -1, NULL, "SELECT count(*) FROM audit WHERE outcome=?1", "s", outcome);
    return count;
}

/* What a screen has shown already is checked and recorded like any look, and not run. */
static void test_what_was_shown_is_recorded(void **state)
{
    struct session *session = *state;
    g_autoptr(GError) refused = NULL, error = NULL;
    g_autoptr(arguments_t) arguments = parse(&look, &error, "7", NULL);
    g_autoptr(table_t) none = table_new(), answer = table_new();
    session->shown = true;
    assert_false(command_run(&look, session, arguments, none, &refused)); /* no purpose */
    assert_error_code(refused, BUREAU_ERROR_REFUSED);
    const int64_t lines = audit_lines(session, "done");
    session->purpose = g_strdup("credit_review");
    assert_true(command_run(&look, session, arguments, answer, &error));
    assert_int_equal(audit_lines(session, "done"), lines + 1);
    assert_int_equal(table_row_count(answer), 0);
    session->shown = false;
    assert_true(command_run(&look, session, arguments, answer, &error));
    assert_int_equal(table_row_count(answer), 1);
}

static void test_look_is_recorded_and_masked(void **state)
{
    struct session *session = *state;
    g_autoptr(GError) error = NULL;
    session->purpose = g_strdup("credit_review");
    /* by store id and by identity number it is the same subject */
    for (const char *const *name = (const char *const[]){ "7", "11010519491231002x", NULL }; *name; name++) {
        g_autoptr(arguments_t) arguments = parse(&look, &error, *name, NULL);
        g_autoptr(table_t) answer = table_new();
        assert_true(command_run(&look, session, arguments, answer, &error));
        assert_int_equal(arguments_int(arguments, "subject", 0), 7);
        assert_string_equal(table_row(answer, 0)[0].text, "王小明");
        assert_string_equal(table_row(answer, 0)[1].text, "99**************11");
        assert_true(table_row(answer, 0)[2].is_null);
        assert_string_equal(table_find_fact(answer, "phone")->cell.text, "138****8000");
    }
    int64_t lines;
    assert_true(
        store_query_int(session->store, &lines, 0, &error,
                        "SELECT count(*) FROM audit WHERE subject=7 AND purpose='credit_review' AND user='li.na'", ""));
    assert_int_equal(lines, 2);
    /* the number that was typed is not in the log */
    g_autofree char *note = store_query_text(session->store, &error, "SELECT note FROM audit WHERE seq=2", "");
    assert_null(strstr(note, "110105"));
}

/* A screen that stands and is read again is the look it was opened with; for another purpose, or in clear, it is one of
 * its own. */
static void test_the_same_look_is_recorded_once(void **state)
{
    struct session *session = *state;
    g_autoptr(GError) error = NULL;
    session->again = true;
    const struct {
        const char *purpose, *reveal;
        int64_t lines;
    } looks[] = { { "credit_review", NULL, 1 }, /* nothing to stand for it yet: recorded */
                  { "credit_review", NULL, 1 },
                  { "dispute", NULL, 2 },
                  { "credit_review", "at the counter", 3 },
                  { "credit_review", "at the counter", 4 },
                  { "credit_review", NULL, 4 } };
    for (size_t i = 0; i < G_N_ELEMENTS(looks); i++) {
        g_free(session->purpose);
        g_free(session->reveal);
        session->purpose = g_strdup(looks[i].purpose);
        session->reveal = g_strdup(looks[i].reveal);
        g_autoptr(arguments_t) arguments = parse(&look, &error, "7", NULL);
        g_autoptr(table_t) answer = table_new();
        assert_true(command_run(&look, session, arguments, answer, &error));
        assert_int_equal(audit_lines(session, "done"), looks[i].lines);
    }
    session->again = false;
    g_autoptr(arguments_t) arguments = parse(&look, &error, "7", NULL);
    g_autoptr(table_t) answer = table_new();
    assert_true(command_run(&look, session, arguments, answer, &error));
    assert_int_equal(audit_lines(session, "done"), 5);
}

static void test_reveal(void **state)
{
    struct session *session = *state;
    g_autoptr(GError) error = NULL;
    session->purpose = g_strdup("credit_review");
    session->reveal = g_strdup("signing at the counter");
    g_autoptr(arguments_t) arguments = parse(&look, &error, "7", NULL);
    g_autoptr(table_t) answer = table_new();
    assert_true(command_run(&look, session, arguments, answer, &error));
    assert_string_equal(table_row(answer, 0)[1].text, "990102199003070011");
    g_autofree char *note = store_query_text(session->store, &error, "SELECT note FROM audit WHERE seq=1", "");
    assert_non_null(strstr(note, "signing at the counter"));
}

static void test_refusals(void **state)
{
    struct session *session = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(arguments_t) arguments = parse(&look, &error, "7", NULL);
    g_autoptr(table_t) answer = table_new();
    assert_false(command_run(&look, session, arguments, answer, &error)); /* no purpose */
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(audit_lines(session, "refused"), 1);
    g_clear_error(&error);
    session->purpose = g_strdup("curiosity");
    assert_false(command_run(&look, session, arguments, answer, &error));
    assert_error_code(error, BUREAU_ERROR_USAGE);
    g_clear_error(&error);
    g_free(session->purpose);
    session->purpose = g_strdup("audit");
    assert_true(session_set_user(session, "sun.wei", &error));
    assert_false(command_run(&look, session, arguments, answer, &error)); /* not this role */
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(audit_lines(session, "refused"), 2);
    assert_int_equal(audit_lines(session, "done"), 0);
    assert_int_equal(table_row_count(answer), 0);
    g_clear_error(&error);
    assert_true(session_set_user(session, "li.na", &error));
    assert_false(command_run(&look, session, arguments, answer, &error)); /* an officer does not look for an audit */
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_non_null(strstr(error->message, "audit"));
    assert_int_equal(audit_lines(session, "refused"), 3);
    assert_int_equal(table_row_count(answer), 0);
    g_clear_error(&error);
    assert_false(session_set_user(session, "nobody.here", &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static void test_unknown_subject(void **state)
{
    struct session *session = *state;
    session->purpose = g_strdup("credit_review");
    for (const char *const *name = (const char *const[]){ "8", "110105194912310021", "", "7x", "-7", NULL }; *name;
         name++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(arguments_t) arguments = parse(&look, &error, *name, NULL);
        g_autoptr(table_t) answer = table_new();
        assert_false(command_run(&look, session, arguments, answer, &error));
        assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    }
    assert_int_equal(audit_lines(session, "failed"), 5); /* asking which numbers there are leaves its lines */
}

static void test_write_is_whole(void **state)
{
    struct session *session = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(arguments_t) fails = parse(&act, &error, "fail", NULL), works = parse(&act, &error, "work", NULL);
    g_autoptr(table_t) answer = table_new();
    assert_false(command_run(&act, session, fails, answer, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    g_autofree char *none = setting_get(session->store, "written", NULL);
    assert_null(none);
    assert_int_equal(session->change, 0);
    g_clear_error(&error);
    assert_true(command_run(&act, session, works, answer, &error));
    g_autofree char *written = setting_get(session->store, "written", NULL);
    assert_string_equal(written, "work");
    assert_int_equal(audit_lines(session, "done"), 1);
}

/* Acts inside an act are one with it; what an inner look found out does not colour the outer one. */
static void test_commands_inside_commands(void **state)
{
    struct session *session = *state;
    g_autoptr(GError) error = NULL;
    session->purpose = g_strdup("credit_review");
    g_autoptr(arguments_t) fails = parse(&nest, &error, "fail", NULL), works = parse(&nest, &error, "work", NULL);
    g_autoptr(table_t) answer = table_new();
    assert_false(command_run(&nest, session, fails, answer, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_int_equal(audit_lines(session, "done"), 0);
    g_autofree char *none = setting_get(session->store, "written", NULL);
    assert_null(none);
    g_clear_error(&error);
    assert_true(command_run(&nest, session, works, answer, &error));
    assert_int_equal(audit_lines(session, "done"), 3);
    int64_t changes = 0;
    assert_true(store_query_int(session->store, &changes, 0, &error,
                                "SELECT count(DISTINCT change) FROM audit WHERE outcome='done'", ""));
    assert_int_equal(changes, 1);
    assert_int_equal(seen_after_inner.audited_subject, 7);
    assert_int_equal(seen_after_inner.kinds, ~0u);
    assert_null(seen_after_inner.basis);
    assert_int_equal(seen_after_inner.depth, 1);
    assert_int_equal(session->depth, 0);
    assert_string_equal(session->purpose, "credit_review");
    int64_t basis = 0;
    assert_true(store_query_int(session->store, &basis, 0, &error,
                                "SELECT count(*) FROM audit WHERE command='test.look' AND basis LIKE 'consent 1%'",
                                ""));
    assert_int_equal(basis, 1);
    assert_true(store_query_int(session->store, &basis, 0, &error,
                                "SELECT count(*) FROM audit WHERE command='test.nest' AND outcome='done' AND basis IS "
                                "NULL AND subject=7",
                                ""));
    assert_int_equal(basis, 1);
}

/* Why, in a word for programs; the same word stands in the log. */
static void test_reasons(void **state)
{
    struct session *session = *state;
    static const struct {
        const char *user, *purpose, *reason;
    } cases[] = { { "sun.wei", "audit", "role" },
                  { "li.na", NULL, "purpose-missing" },
                  { "li.na", "audit", "purpose-mismatch" },
                  { "li.na", "guarantee_review", "consent-missing" } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(arguments_t) arguments = parse(&look, &error, "7", NULL);
        g_autoptr(table_t) answer = table_new();
        g_free(session->purpose);
        session->purpose = g_strdup(cases[i].purpose);
        assert_true(session_set_user(session, cases[i].user, &error));
        assert_false(command_run(&look, session, arguments, answer, &error));
        assert_string_equal(bureau_error_reason(error), cases[i].reason);
        assert_string_equal(session->refusal, cases[i].reason);
        g_autofree char *note =
            store_query_text(session->store, NULL, "SELECT note FROM audit ORDER BY seq DESC LIMIT 1", "");
        assert_string_equal(note, cases[i].reason);
    }
}

static bool keep_last(void *data, const struct table *table, const struct cell *row, GError **error)
{
    (void)table;
    (void)error;
    g_free(*(char **)data);
    *(char **)data = g_strdup(row[1].text);
    return true;
}

static void test_sink(void **state)
{
    (void)state;
    g_autoptr(table_t) table = table_new();
    g_autofree char *last = NULL;
    g_autoptr(GError) error = NULL;
    table_set_sink(table, keep_last, &last);
    table_set_masked(table, true);
    for (int i = 0; i < 3; i++)
        assert_true(show(NULL, NULL, table, &error));
    assert_string_equal(last, "99**************11");
    assert_int_equal(table_row_count(table), 0);
    assert_int_equal(table_total(table), 3);
}

/* What a filter or an export copies is what was there: text of its own, amounts with their currency, hidden as hidden.
 */
static void test_copied_cells(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    table_t *from = table_new();
    g_autoptr(table_t) to = table_new();
    table_set_masked(from, true);
    assert_true(show(NULL, NULL, from, &error));
    table_set_columns(to, columns, G_N_ELEMENTS(columns));
    table_row_begin(to);
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        table_add_cell(to, &table_row(from, 0)[i]);
    assert_true(table_row_end(to, &error));
    table_free(from);
    assert_string_equal(table_row(to, 0)[0].text, "王小明");
    assert_string_equal(table_row(to, 0)[1].text, "99**************11");
    assert_true(table_row(to, 0)[2].is_hidden);
    g_autofree char *shown = cell_to_text(&columns[2], &table_row(to, 0)[2], "en", NULL);
    assert_string_equal(shown, "****");
}

static void test_cell_text(void **state)
{
    (void)state;
    const struct {
        struct column column;
        struct cell cell;
        const char *text;
    } cases[] = {
        { { .type = VALUE_MONEY }, { .integer = -123456 }, "-1,234.56" },
        { { .type = VALUE_PERCENT }, { .real = 0.3125 }, "31.2 %" },
        { { .type = VALUE_REAL, .decimals = 3 }, { .real = 2.0 / 3 }, "0.667" },
        { { .type = VALUE_DATE }, { .integer = 0 }, "1970-01-01" },
        { { .type = VALUE_MONTH }, { .integer = 2026 * 12 + 3 }, "2026-04" },
        { { .type = VALUE_CODE, .group = "ROLE" }, { .text = "auditor" }, "auditor" },
        { { .type = VALUE_INTEGER }, { .is_null = true }, "" },
        { { .type = VALUE_FLAG }, { .integer = 1 }, "yes" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = cell_to_text(&cases[i].column, &cases[i].cell, "en", NULL);
        assert_string_equal(text, cases[i].text);
    }
}

#define with_session(test) cmocka_unit_test_setup_teardown(test, make_session, drop_session)
int main(void)
{
    g_autofree char *data = door_data_make(rights);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_wrong_arguments),
        with_session(test_what_was_shown_is_recorded),
        with_session(test_look_is_recorded_and_masked),
        with_session(test_the_same_look_is_recorded_once),
        with_session(test_reveal),
        with_session(test_refusals),
        with_session(test_unknown_subject),
        with_session(test_write_is_whole),
        with_session(test_commands_inside_commands),
        with_session(test_reasons),
        cmocka_unit_test(test_sink),
        cmocka_unit_test(test_copied_cells),
        cmocka_unit_test(test_cell_text),
    };
    const int failed = cmocka_run_group_tests_name("command", tests, NULL, NULL);
    remove_tree(data);
    return failed;
}
