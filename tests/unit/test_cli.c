/* SPDX-License-Identifier: Apache-2.0 */
/* The program itself over a small store: forms, languages, exit codes, errors, and what it refuses. */
#include "check.h"

#include "fixture.h"
#include "vault/agent.h"
#include "vault/keyfile.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

struct answer {
    char *out, *err;
    int code;
};

static struct fixture *fixture;
static struct answer last;

/* Runs the program with these words, the store of the fixture and its clock. The answer is good until the next run. */
static const struct answer *run(const char *const *environment, const char *first, ...)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    int status = 0;
    va_list list;
    va_start(list, first);
    g_ptr_array_add(words, (gpointer)g_getenv("BUREAU_PROGRAM"));
    for (const char *word = first; word != NULL; word = va_arg(list, const char *))
        g_ptr_array_add(words, (gpointer)word);
    va_end(list);
    g_ptr_array_add(words, NULL);
    g_auto(GStrv) variables = g_get_environ();
    variables = g_environ_setenv(variables, "BUREAU_STORE", fixture->directory, TRUE);
    variables = g_environ_setenv(variables, "BUREAU_CLOCK", "2026-11-22T09:00:00", TRUE);
    variables = g_environ_setenv(variables, "BUREAU_USER", FIXTURE_OFFICER, TRUE);
    variables = g_environ_setenv(variables, "LANGUAGE", "en", TRUE);
    for (; environment != NULL && *environment != NULL; environment += 2)
        variables = g_environ_setenv(variables, environment[0], environment[1], TRUE);
    g_clear_pointer(&last.out, g_free);
    g_clear_pointer(&last.err, g_free);
    g_spawn_sync(NULL, (char **)words->pdata, variables, G_SPAWN_DEFAULT, NULL, NULL, &last.out, &last.err, &status,
                 &error);
    assert_no_error(error);
    if (!WIFEXITED(status)) fail_msg("the program died: %s", last.err);
    last.code = WEXITSTATUS(status);
    return &last;
}
#define bureau(...) run(NULL, __VA_ARGS__, NULL)

static void assert_holds(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) fail_msg("“%s” is not in: %s", part, text);
}

static void assert_code(const struct answer *answer, int code)
{
    if (answer->code != code) fail_msg("exit %d, wanted %d: %s%s", answer->code, code, answer->out, answer->err);
}

/* The JSON document on standard output, or the error on standard error. */
static JsonObject *document(JsonParser *parser, const char *text)
{
    g_autoptr(GError) error = NULL;
    json_parser_load_from_data(parser, text, -1, &error);
    assert_no_error(error);
    return json_node_get_object(json_parser_get_root(parser));
}

static void version_and_help(void **state)
{
    (void)state;
    const struct answer *answer = bureau("--version");
    assert_code(answer, 0);
    assert_true(g_str_has_prefix(answer->out, "bureau "));
    answer = bureau("help");
    assert_code(answer, 0);
    assert_holds(answer->out, "dispute open");
    assert_holds(answer->out, "--as-of DATE");
    answer = bureau("help", "dispute", "open");
    assert_holds(answer->out, "--item ITEM...");
    g_autofree char *page = g_strdup(answer->out);
    assert_string_equal(bureau("dispute", "open", "--help")->out, page);
}

static void list_of_commands_is_whole(void **state)
{
    (void)state;
    const struct answer *answer = bureau("commands", "--format", "json");
    assert_code(answer, 0);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *found = document(parser, answer->out);
    JsonArray *rows = json_object_get_array_member(found, "rows");
    assert_int_equal(json_array_get_length(rows), catalogue_size);
    static const char *const fields[] = { "id", "title", "help", "keys", "role", "needs", "writes", "arguments" };
    JsonObject *row = json_array_get_object_element(rows, 0);
    for (size_t index = 0; index < G_N_ELEMENTS(fields); index++)
        assert_true(json_object_has_member(row, fields[index]));
}

static void every_form_of_a_look(void **state)
{
    (void)state;
    const struct answer *answer = bureau("--purpose", "credit_review", "subject", "show", "1", "--format", "json");
    assert_code(answer, 0);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *found = document(parser, answer->out);
    assert_string_equal(json_object_get_string_member(found, "command"), "subject.show");
    assert_int_equal(json_array_get_length(json_object_get_array_member(found, "rows")), 2);
    answer = bureau("--purpose", "credit_review", "subject", "show", "1", "--format=csv");
    g_auto(GStrv) lines = g_strsplit(answer->out, "\n", -1);
    assert_int_equal(g_strv_length(lines), 4); /* header, two accounts, the end */
    answer = bureau("--purpose", "credit_review", "--format", "jsonl", "subject", "show", "1");
    assert_true(answer->out[0] == '{');
    answer = bureau("--purpose", "credit_review", "subject", "show", "1");
    assert_holds(answer->out, "───");
}

static void identity_is_masked_in_every_form(void **state)
{
    (void)state;
    static const char *const forms[] = { "table", "csv", "json", "jsonl" };
    for (size_t index = 0; index < G_N_ELEMENTS(forms); index++) {
        const struct answer *answer =
            bureau("--purpose", "credit_review", "--format", forms[index], "search", "王小明");
        assert_code(answer, 0);
        assert_null(strstr(answer->out, fixture->identity));
        assert_null(strstr(answer->out, "13800138000"));
        assert_holds(answer->out, "**");
        answer = bureau("--purpose", "credit_review", "--reveal", "signed form", "--format", forms[index], "search",
                        "王小明");
        assert_holds(answer->out, fixture->identity);
    }
    /* the auditor reads why it was shown */
    const struct answer *log = bureau("--format", "csv", "audit", "list");
    assert_code(log, 0);
    assert_holds(log->out, "signed form");
    assert_null(strstr(log->out, fixture->identity));
}

static void exit_codes(void **state)
{
    (void)state;
    assert_code(bureau("search", "nobody has this name"), 1);
    assert_code(bureau("--purpose", "credit_review", "subject", "show", "999999"), 1);
    assert_code(bureau("no", "such", "command"), 2);
    assert_code(bureau("subject", "show"), 2);
    assert_code(bureau("--format", "xml", "commands"), 2);
    assert_code(bureau("--as-of", "2026-02-30", "commands"), 2);
    assert_code(bureau("--no-such-option"), 2);
    assert_code(bureau("--purpose", "curiosity", "subject", "show", "1"), 2);
    assert_code(bureau("--clock", "noon", "search", "x"), 2);
    assert_code(bureau("palette.open"), 2);
    assert_code(bureau("subject", "show", "1"), 3);
    assert_code(bureau("--user", "nobody", "search", "x"), 3);
    assert_code(bureau("--store", "/nonexistent", "search", "x"), 5);
    assert_code(bureau("--purpose", "credit_review", "export", "subject", "1", "/nonexistent/file.xlsx"), 5);
}

static void errors_are_json_when_asked(void **state)
{
    (void)state;
    const struct answer *answer = bureau("--format", "json", "subject", "show", "1");
    assert_code(answer, 3);
    assert_string_equal(answer->out, "");
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *error = json_object_get_object_member(document(parser, answer->err), "error");
    assert_string_equal(json_object_get_string_member(error, "code"), "refused");
    assert_string_equal(json_object_get_string_member(error, "reason"), "purpose-missing");
    assert_true(strlen(json_object_get_string_member(error, "message")) > 0);
    assert_holds(json_object_get_string_member(error, "next"), "credit_review");
    answer = bureau("subject", "show", "1");
    assert_true(g_str_has_prefix(answer->err, "bureau: "));
    assert_holds(answer->err, "--purpose");
    answer = bureau("--format=jsonl", "serch");
    assert_holds(answer->err, "\"usage\"");
    assert_holds(answer->err, "bureau search");
}

static void options_stand_on_either_side(void **state)
{
    (void)state;
    assert_code(bureau("subject", "show", "1", "--purpose", "credit_review"), 0);
    assert_code(bureau("subject", "show", "1", "--purpose=credit_review", "--format=csv"), 0);
    /* an option of the command itself comes before one of the program */
    const struct answer *answer = bureau("audit", "list", "--user", FIXTURE_ADMIN, "--format", "json");
    assert_code(answer, 0);
    assert_null(strstr(answer->out, "\"user\": \"" FIXTURE_OFFICER "\""));
    /* behind "--" everything is a word */
    assert_code(bureau("search", "--", "--lang"), 0);
}

static void as_of_an_earlier_day(void **state)
{
    (void)state;
    /* the fixture's facts were written on 2026-11-22 */
    assert_code(bureau("--as-of", "2026-11-20", "--purpose", "credit_review", "subject", "show", "1"), 1);
    assert_code(bureau("--as-of", "2026-11-22", "--purpose", "credit_review", "subject", "show", "1"), 0);
    const struct answer *refused = bureau("--as-of", "2026-11-22", "--user", "wang.fang", "dispute", "open", "1",
                                          "--item", "field=phone,claimed=13900000000", "--reason", "personal.phone");
    assert_code(refused, 3);
    assert_holds(refused->err, "--as-of"); /* the way out, not somebody with more rights */
}

static void hostile_words_are_harmless(void **state)
{
    (void)state;
    const struct answer *answer = bureau("\033[31mred");
    assert_code(answer, 2);
    assert_null(strchr(answer->err, '\033'));
    answer = bureau("search", "bad \xff");
    assert_code(answer, 2);
    assert_true(g_utf8_validate(answer->err, -1, NULL));
}

static void chinese_is_spoken(void **state)
{
    (void)state;
    g_autofree char *catalogue_file =
        g_build_filename(g_getenv("BUREAU_LOCALEDIR"), "zh_CN", "LC_MESSAGES", "bureau.mo", NULL);
    if (!g_file_test(catalogue_file, G_FILE_TEST_EXISTS)) skip();
    const struct answer *answer = bureau("--lang", "zh", "help");
    assert_holds(answer->out, "命令");
    answer = run((const char *const[]){ "LANGUAGE", "zh_CN", NULL }, "help", NULL);
    assert_holds(answer->out, "命令");
    answer = bureau("--lang", "zh", "--format", "json", "--purpose", "credit_review", "subject", "show", "1");
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonArray *columns = json_object_get_array_member(document(parser, answer->out), "columns");
    bool translated = false;
    for (guint index = 0; index < json_array_get_length(columns); index++)
        translated |=
            !g_str_is_ascii(json_object_get_string_member(json_array_get_object_element(columns, index), "title"));
    assert_true(translated);
    assert_code(bureau("--lang", "fr", "help"), 2);
}

static void workstation_needs_a_terminal(void **state)
{
    (void)state;
    const struct answer *answer = bureau("--theme", "dark");
    assert_code(answer, 3);
    assert_holds(answer->err, "terminal");
}

static void refusals_are_recorded(void **state)
{
    (void)state;
    int64_t before = fixture_count(fixture, "SELECT count(*) FROM audit WHERE outcome = 'refused'");
    assert_code(bureau("subject", "show", "1"), 3);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE outcome = 'refused'"), before + 1);
}

/* Whoever has the keys of one person cannot sit down as another. */
static void keys_bind_the_person(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) passphrase = secret_copy(FIXTURE_PASSPHRASE, strlen(FIXTURE_PASSPHRASE));
    g_autoptr(vault_keys_t) keys = keyfile_unlock(fixture->directory, FIXTURE_OFFICER, passphrase, NULL, &error);
    assert_no_error(error);
    g_autoptr(session_t) session = session_new();
    session->store = store_open(fixture->directory, keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_false(session_set_user(session, FIXTURE_REVIEWER, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_false(session_act_as(session, FIXTURE_REVIEWER, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_true(session_set_user(session, NULL, &error));
    assert_string_equal(session->user, FIXTURE_OFFICER);
    assert_int_equal(session->role, ROLE_OFFICER);
    /* a role that somebody wrote into the list of users is not enough: the keys lack the administrators' secret */
    GError **write = &error;
    assert_true(guard_act_begin(fixture->session, "test", NULL, write));
    assert_true(
        store_run(fixture->store, write, "UPDATE user SET role='administrator' WHERE name=?1", "s", FIXTURE_OFFICER));
    assert_true(guard_act_commit(fixture->session, "test", NULL, write));
    assert_false(session_set_user(session, FIXTURE_OFFICER, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_true(guard_act_begin(fixture->session, "test", NULL, write));
    assert_true(store_run(fixture->store, write, "UPDATE user SET role='officer' WHERE name=?1", "s", FIXTURE_OFFICER));
    assert_true(guard_act_commit(fixture->session, "test", NULL, write));
    store_close(session->store);
}

static int begin(void **state)
{
    (void)state;
    fixture = fixture_sealed_new();
    return fixture->subject == 1 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    fixture_free(fixture);
    g_free(last.out);
    g_free(last.err);
    return 0;
}

/* A limit on the size of files is told like a full disk; the program does not die of it. */
static void file_size_limit_is_an_error(void **state)
{
    (void)state;
    struct rlimit old;
    getrlimit(RLIMIT_FSIZE, &old);
    const struct rlimit small = { .rlim_cur = 512, .rlim_max = old.rlim_max };
    setrlimit(RLIMIT_FSIZE, &small);
    const struct answer *answer = bureau("--purpose", "credit_review", "subject", "show", "1");
    setrlimit(RLIMIT_FSIZE, &old);
    assert_code(answer, 5);
    assert_string_equal(answer->out, "");
    assert_code(bureau("--purpose", "credit_review", "subject", "show", "1"), 0);
}

/* Two persons through the program: one asks with a reason, the other one approves. */
static void two_persons(void **state)
{
    (void)state;
    assert_code(bureau("law", "use", "CN-SH"), 3);
    const struct answer *answer = bureau("--format", "json", "law", "use", "CN-SH");
    assert_holds(answer->err, "\"reason\": \"role\"");
    answer = bureau("--user", FIXTURE_ADMIN, "--reason", "the branch moved", "--format", "json", "law", "use", "CN-SH");
    assert_code(answer, 0);
    assert_holds(answer->out, "\"proposal\": 1");
    answer = bureau("--user", FIXTURE_ADMIN, "--format", "json", "second", "approve", "1");
    assert_code(answer, 3);
    assert_holds(answer->err, "\"reason\": \"second-person\"");
    answer = bureau("--user", FIXTURE_AUDITOR, "second", "show", "1");
    assert_holds(answer->out, "the branch moved");
    assert_code(bureau("--user", FIXTURE_AUDITOR, "second", "approve", "1"), 0);
    assert_code(bureau("--user", FIXTURE_ADMIN, "law", "use", "CN-ZX"), 0);
    assert_code(bureau("--user", FIXTURE_AUDITOR, "second", "approve", "2"), 0);
    answer = bureau("rights", "--role", "institution", "--format", "csv");
    assert_code(answer, 0);
    assert_holds(answer->out, "\nidentity.check,");
    assert_null(strstr(answer->out, "\nimport,"));
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], AGENT_WORD) == 0) return agent_main(atoi(argv[2]));
    if (g_getenv("BUREAU_PROGRAM") == NULL || !g_file_test(g_getenv("BUREAU_PROGRAM"), G_FILE_TEST_IS_EXECUTABLE)) {
        print_message("1..0 # SKIP no program in $BUREAU_PROGRAM\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_and_help),
        cmocka_unit_test(list_of_commands_is_whole),
        cmocka_unit_test(every_form_of_a_look),
        cmocka_unit_test(identity_is_masked_in_every_form),
        cmocka_unit_test(exit_codes),
        cmocka_unit_test(two_persons),
        cmocka_unit_test(errors_are_json_when_asked),
        cmocka_unit_test(options_stand_on_either_side),
        cmocka_unit_test(as_of_an_earlier_day),
        cmocka_unit_test(hostile_words_are_harmless),
        cmocka_unit_test(chinese_is_spoken),
        cmocka_unit_test(workstation_needs_a_terminal),
        cmocka_unit_test(refusals_are_recorded),
        cmocka_unit_test(keys_bind_the_person),
        cmocka_unit_test(file_size_limit_is_an_error),
    };
    return cmocka_run_group_tests_name("cli", tests, begin, end);
}
