/* SPDX-License-Identifier: Apache-2.0 */
/* The whole matrix: every command that runs, by every role, through the one door, against what data/guard/rights.tsv
 * says; and what must hold whatever the table says. */
#include "fixture.h"

#include "check.h"
#include "door_data.h"

#include <sys/wait.h>

/* ---- a table that is missing or wrong: in processes of their own, since it is read once -------------------------- */

static bool show_nothing(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    (void)session;
    (void)arguments;
    (void)error;
    table_fact_int(answer, "ran", "Ran", 1);
    return true;
}

/* Exit code 0: everything is denied, and the error says `told`. */
static int denies_everything(const char *rows, const char *told)
{
    g_autofree char *data = door_data_make(rows);
    g_autoptr(GError) error = NULL, refused = NULL;
    const struct command command = { .id = "doctor", .title = "", .help = "", .run = show_nothing };
    g_autoptr(session_t) session = session_new();
    g_autoptr(arguments_t) arguments = arguments_new(&command);
    g_autoptr(table_t) answer = table_new();
    session->role = ROLE_ADMINISTRATOR;
    bool denied =
        !rights_check(&error) && error && strstr(error->message, told) && strstr(error->message, "rights.tsv");
    for (unsigned role = 1; role <= ROLE_INSTITUTION; role <<= 1)
        for (size_t i = 0; i < catalogue_size; i++)
            denied = denied && rights_of(catalogue[i].id, (enum role)role) == 0;
    denied = denied && !command_run(&command, session, arguments, answer, &refused) && refused &&
             table_fact_count(answer) == 0;
    if (!denied) print_message("wanted “%s”, got: %s\n", told, error ? error->message : "no error");
    remove_tree(data);
    return denied ? 0 : 1;
}

static void test_faulty_tables_deny_everything(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *told;
    } tables[] = {
        { NULL, "rights.tsv" },
        { "", "no column" },
        { DOOR_DATA_HEAD, "nobody any right" },
        { "command\tofficer\tservice\n"
          "doctor\tx\tx\n",
          "no column reviewer" },
        { DOOR_DATA_HEAD "doctor\tx\tx\tx\tx\tx\tx\tx\tx\n"
                         "# a remark\n"
                         "commands\tx\tx\tx\tX\tx\tx\tx\tx\n",
          "line 4" },
        { DOOR_DATA_HEAD "doctor\tx\tx\tx\tx\tx\tx\tx\tx\n"
                         "doctor\tx\tx\tx\tx\tx\tx\tx\tx\n",
          "line 3: doctor" },
        { DOOR_DATA_HEAD "doctor\tx\tx\tx\tx\tx\tx\tx\n", "line 2" },
        { DOOR_DATA_HEAD "doctor\tx\tx\tx\tx\tx\tx\tx\tx\tx\n", "line 2" },
        { DOOR_DATA_HEAD "\tx\tx\tx\tx\tx\tx\tx\tx\n", "line 2" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        int status = 0;
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) _exit(denies_everything(tables[i].rows, tables[i].told));
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail_msg("table %zu was not denied as it should be", i);
    }
}

/* ---- the table and the list of commands -------------------------------------------------------------------------- */

static bool fits_some_command(const char *line)
{
    const bool room = g_str_has_suffix(line, ".*");
    for (size_t i = 0; i < catalogue_size; i++)
        if (room ? strncmp(catalogue[i].id, line, strlen(line) - 1) == 0 : strcmp(catalogue[i].id, line) == 0)
            return true;
    return false;
}

static void test_every_line_is_a_command(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) tsv = tsv_load("guard/rights.tsv", &error);
    assert_no_error(error);
    assert_true(rights_check(&error));
    for (size_t row = 0; row < tsv_rows(tsv); row++)
        if (!fits_some_command(tsv_cell(tsv, row, "command")))
            fail_msg("rights.tsv, line %zu: there is no %s", tsv_line(tsv, row), tsv_cell(tsv, row, "command"));
}

static void test_every_command_has_a_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_size; i++)
        if (!command_roles(&catalogue[i])) fail_msg("%s has no line in rights.tsv", catalogue[i].id);
    assert_int_equal(rights_roles("no.such.command"), 0);
    assert_int_equal(rights_of("table.sort", ROLE_ANALYST), RIGHT_DO); /* by the line of the room */
    assert_int_equal(rights_of("tables", ROLE_ADMINISTRATOR), 0);
}

static void test_two_persons_are_two(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        const bool two = command->needs & NEEDS_SECOND;
        const unsigned alone = rights_roles_with(command->id, RIGHT_DO);
        const unsigned ask = rights_roles_with(command->id, RIGHT_ASK);
        const unsigned check = rights_roles_with(command->id, RIGHT_CHECK);
        if (two && (alone || !ask || !check))
            fail_msg("%s needs an asker and a checker, and nobody alone", command->id);
        if (!two && (ask || check)) fail_msg("%s is asked for or checked, and needs no second person", command->id);
        if (two && (command->needs & (NEEDS_BULK | NEEDS_PASSPHRASE)))
            fail_msg("%s wants more than an approval gives", command->id);
        if (two && !command->run) fail_msg("%s is an act of the screen and cannot wait", command->id);
    }
}

/* ---- what must hold whatever the table says ---------------------------------------------------------------------- */

static bool may(const char *command, enum role role)
{
    return rights_of(command, role) != 0;
}

static void never(enum role role, const char *const *commands)
{
    for (; *commands; commands++) {
        if (!command_find(*commands)) fail_msg("there is no command %s", *commands);
        if (may(*commands, role)) fail_msg("%s has a right to %s", role_name(role), *commands);
    }
}

static bool is_one_of(const char *command, const char *const *commands)
{
    return g_strv_contains(commands, command);
}

/* Looks at a person's file are for those whose work it is. */
static void test_analysts_see_no_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        const bool of_file = (command->needs & NEEDS_PURPOSE) || g_str_has_prefix(command->id, "subject.") ||
                             g_str_has_prefix(command->id, "dispute.") || g_str_has_prefix(command->id, "case.");
        if (of_file && strcmp(command->id, "dispute.reasons") != 0 && strcmp(command->id, "dispute.rules") != 0 &&
            may(command->id, ROLE_ANALYST))
            fail_msg("an analyst has a right to %s", command->id);
    }
    never(ROLE_ANALYST,
          (const char *const[]){ "search", "export.search", "export.disputes", "intake.rejected", "import",
                                 "audit.list", "backup.rows", "backup.open", "user.add", NULL });
}

/* Auditors write nothing about subjects: their own passphrase and desk, approvals, the day of the
 * last watch over the log, and an incident that they found there. */
static void test_auditors_write_nothing(void **state)
{
    (void)state;
    static const char *const may_write[] = { "user.password",   "subject.pin",   "second.approve", "second.refuse",
                                             "second.withdraw", "consent.watch", "incident.open",  NULL };
    for (size_t i = 0; i < catalogue_size; i++)
        if ((catalogue[i].flags & COMMAND_WRITES) && !is_one_of(catalogue[i].id, may_write) &&
            (rights_of(catalogue[i].id, ROLE_AUDITOR) & (RIGHT_DO | RIGHT_ASK)))
            fail_msg("an auditor may write by %s", catalogue[i].id);
    for (size_t i = 0; i < catalogue_size; i++) {
        const bool is_log =
            g_str_has_prefix(catalogue[i].id, "audit.") || g_str_has_prefix(catalogue[i].id, "subject.s");
        if (is_log && catalogue[i].run && !may(catalogue[i].id, ROLE_AUDITOR))
            fail_msg("an auditor may not %s", catalogue[i].id);
    }
}

static void test_institutions_see_their_own_looks(void **state)
{
    (void)state;
    static const char *const all[] = { "subject.show",  "score.show",  "identity.check",
                                       "user.password", "agent.start", "agent.list",
                                       "agent.stop",    "commands",    "rights",
                                       "doctor",        NULL };
    for (size_t i = 0; i < catalogue_size; i++)
        if (catalogue[i].run && may(catalogue[i].id, ROLE_INSTITUTION) && !is_one_of(catalogue[i].id, all))
            fail_msg("an institution has a right to %s", catalogue[i].id);
}

/* The machine's keeper decides no case, and keys, users and copies of everything are nobody else's. */
static void test_administrators(void **state)
{
    (void)state;
    static const char *const own[] = { "user.add",       "user.role",       "user.remove", "key.recovery", "key.rotate",
                                       "backup.restore", "backup.schedule", "backup.rows", "backup.open",  NULL };
    never(ROLE_ADMINISTRATOR, (const char *const[]){ "dispute.open", "dispute.act", "export.disputes", NULL });
    for (const char *const *each = own; *each; each++)
        if (rights_roles(*each) != ROLE_ADMINISTRATOR) fail_msg("%s is not the administrator's alone", *each);
    assert_int_equal(rights_roles_with("law.use", RIGHT_ASK), ROLE_ADMINISTRATOR);
    assert_false(rights_of("law.use", ROLE_ADMINISTRATOR) & RIGHT_CHECK);
    never(ROLE_OFFICER,
          (const char *const[]){ "import", "intake.undo", "score.all", "model.train", "store.verify", NULL });
    never(ROLE_STEWARD, (const char *const[]){ "score.show", "whatif", "dispute.act", "export.subject", NULL });
    never(ROLE_SERVICE, (const char *const[]){ "import", "model.train", "backup.make", "key.list", NULL });
}

/* ---- every command, every role, through the door ----------------------------------------------------------------- */

/* What an argument takes without harm: nothing by that number, no file of that name. */
static const char *harmless(const struct fixture *fixture, const struct argument *argument, char buffer[32])
{
    switch (argument->type) {
    case ARGUMENT_SUBJECT:
        g_snprintf(buffer, 32, "%" G_GINT64_FORMAT, fixture->subject);
        return buffer;
    case ARGUMENT_INTEGER:
    case ARGUMENT_ACCOUNT:
        return "999999999";
    case ARGUMENT_MONEY:
        return "1";
    case ARGUMENT_DATE:
        return "2026-11-22";
    case ARGUMENT_MONTH:
        return "2026-11";
    case ARGUMENT_FILE:
    case ARGUMENT_TARGET:
        return "/nowhere/at/all";
    case ARGUMENT_CHOICE:
        g_strlcpy(buffer, argument->choices, 32);
        buffer[strcspn(buffer, "|")] = '\0';
        return buffer;
    default:
        return "nothing-of-that-name";
    }
}

static struct arguments *fill(const struct fixture *fixture, const struct command *command)
{
    struct arguments *arguments = arguments_new(command);
    for (const struct argument *a = command->arguments; a && a->name; a++) {
        char buffer[32];
        g_autoptr(GError) error = NULL;
        if (a->flags & ARGUMENT_REQUIRED) arguments_set(arguments, a->name, harmless(fixture, a, buffer), &error);
        assert_no_error(error);
    }
    return arguments;
}

static int64_t refusals(struct fixture *fixture, const char *command)
{
    int64_t count = 0;
    assert_true(store_query_int(fixture->store, &count, 0, NULL,
                                "SELECT count(*) FROM audit WHERE command=?1 AND outcome='refused' AND note='role'",
                                "s", command));
    return count;
}

/* What the table means for a first call: who may do it, or ask for it. */
static bool table_says_no(const struct command *command, enum role role)
{
    const unsigned wanted = command->needs & NEEDS_SECOND ? RIGHT_ASK : RIGHT_DO;
    return !(rights_of(command->id, role) & wanted);
}

/* Those that take the store away from under the test, or seconds: nothing past the right is of interest here. */
static bool is_left_out(const char *command)
{
    static const char *const out[] = { "demo",          "init",        "key.rotate", "key.recovery",
                                       "store.compact", "user.remove", NULL };
    return is_one_of(command, out);
}

static void try_one(struct fixture *fixture, const struct command *command, enum role role)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(arguments_t) arguments = fill(fixture, command);
    g_autoptr(table_t) answer = table_new();
    const bool no = table_says_no(command, role);
    if (!no && is_left_out(command->id)) return;
    const int64_t before = refusals(fixture, command->id);
    g_clear_pointer(&fixture->session->purpose, g_free);
    fixture->session->purpose = g_strdup(purpose_default(role));
    const bool done = command_run(command, fixture->session, arguments, answer, &error);
    const char *reason = error ? bureau_error_reason(error) : NULL;
    const bool by_right = !done && (g_strcmp0(reason, "role") == 0 || g_strcmp0(reason, "second-person") == 0);
    if (no != by_right)
        fail_msg("%s by %s: the table says %s, the door %s", command->id, role_name(role), no ? "no" : "yes",
                 done ? "let it pass" : error->message);
    if (no && g_strcmp0(reason, "role") == 0 && refusals(fixture, command->id) != before + 1)
        fail_msg("%s by %s was refused, and the log does not say so", command->id, role_name(role));
    if (no) assert_error_code(error, BUREAU_ERROR_REFUSED);
    if (no) assert_non_null(command_why_not(command, fixture->session));
    if (!no) assert_null(command_why_not(command, fixture->session));
}

static void test_the_matrix(void **state)
{
    static const char *const users[] = { FIXTURE_OFFICER, FIXTURE_SERVICE, FIXTURE_REVIEWER, FIXTURE_AUDITOR,
                                         FIXTURE_STEWARD, FIXTURE_ANALYST, FIXTURE_ADMIN,    "some.bank" };
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    int tried = 0;
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    assert_true(
        store_run(fixture->store, &error, "INSERT INTO user (name, role) VALUES ('some.bank', 'institution')", ""));
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
    for (size_t i = 0; i < catalogue_size; i++) {
        if (!catalogue[i].run) continue;
        for (unsigned role = 0; role < G_N_ELEMENTS(users); role++) {
            fixture_user(fixture, users[role]);
            assert_int_equal(fixture->session->role, 1u << role);
            try_one(fixture, &catalogue[i], (enum role)(1u << role));
            tried++;
        }
    }
    assert_true(tried >= 8 * 60);
}

static void test_nobody_has_no_right(void **state)
{
    struct fixture *fixture = *state;
    fixture->session->role = 0;
    for (size_t i = 0; i < catalogue_size; i++)
        assert_non_null(command_why_not(&catalogue[i], fixture->session));
}

static void test_why_not_names_who_may(void **state)
{
    struct fixture *fixture = *state;
    fixture_user(fixture, FIXTURE_OFFICER);
    g_autofree char *import = phrase_expand(command_why_not(command_find("import"), fixture->session), NULL);
    assert_string_equal(import, "Not with your role: data stewards and administrators may do this");
    g_autofree char *use = phrase_expand(command_why_not(command_find("law.use"), fixture->session), NULL);
    assert_string_equal(use, "Not with your role: administrators may do this");
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autofree char *second = phrase_expand(command_why_not(command_find("law.use"), fixture->session), NULL);
    assert_string_equal(second, "Another person asks for this first; you may approve it");
    fixture_user(fixture, FIXTURE_ADMIN);
    assert_null(command_why_not(command_find("law.use"), fixture->session));
    fixture->session->as_of = date_make(2026, 1, 1);
    g_autofree char *as_of = phrase_expand(command_why_not(command_find("user.role"), fixture->session), NULL);
    assert_string_equal(as_of, "Nothing can be changed while an earlier day is shown");
}

/* The rules that a login went by stand in its line, and the key file's number can still be read. */
static void test_login_tells_the_rules(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_int_equal(strlen(rights_digest()), 16);
    assert_true(guard_login(fixture->session, LOGIN_PASSPHRASE, &error));
    g_autofree char *note = store_query_text(
        fixture->store, &error, "SELECT note FROM audit WHERE command='login' ORDER BY seq DESC LIMIT 1", "");
    g_autofree char *wanted = g_strconcat("rules=", rights_digest(), NULL);
    assert_true(g_str_has_suffix(note, wanted));
}

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

#define with_fixture(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faulty_tables_deny_everything), /* first: nothing has read the real one yet */
        cmocka_unit_test(test_every_line_is_a_command),
        cmocka_unit_test(test_every_command_has_a_line),
        cmocka_unit_test(test_two_persons_are_two),
        cmocka_unit_test(test_analysts_see_no_file),
        cmocka_unit_test(test_auditors_write_nothing),
        cmocka_unit_test(test_institutions_see_their_own_looks),
        cmocka_unit_test(test_administrators),
        with_fixture(test_the_matrix),
        with_fixture(test_nobody_has_no_right),
        with_fixture(test_why_not_names_who_may),
        with_fixture(test_login_tells_the_rules),
    };
    return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
