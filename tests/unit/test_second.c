/* SPDX-License-Identifier: Apache-2.0 */
/* Acts of two persons, with a list of commands and a table of rights of the test's own: what is kept, who may approve,
 * what becomes of a proposal, and that the act, its proposal and the log never part. */
#include "command/second.h"
#include "fixture.h"
#include "law/law.h"

#include "check.h"
#include "door_data.h"

static int runs; /* calls of the acts below */
static char *seen_maker, *seen_user;

static bool act(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    const char *how = arguments_text(arguments, "how");
    runs++;
    g_free(seen_maker);
    g_free(seen_user);
    seen_maker = g_strdup(session->maker);
    seen_user = g_strdup(session->user);
    if (session->change && !setting_set(session->store, "test.written", how, error)) return false;
    table_fact_text(answer, "how", "How", how);
    const enum bureau_error_code code = strcmp(how, "stale") == 0     ? BUREAU_ERROR_STALE
                                        : strcmp(how, "refused") == 0 ? BUREAU_ERROR_REFUSED
                                        : strcmp(how, "input") == 0   ? BUREAU_ERROR_INPUT
                                                                      : 0;
    if (code) bureau_error_set(error, code, "the act failed", NULL, NULL);
    return code == 0;
}

#define HOW                                                                                                            \
    {                                                                                                                  \
        "how", ARGUMENT_TEXT, ARGUMENT_REQUIRED, "How", NULL                                                           \
    }
#define SUBJECT                                                                                                        \
    {                                                                                                                  \
        "subject", ARGUMENT_SUBJECT, ARGUMENT_OPTION, "Whose", NULL                                                    \
    }
#define TEXT                                                                                                           \
    {                                                                                                                  \
        "text", ARGUMENT_TEXT, ARGUMENT_OPTION | ARGUMENT_PERSONAL, "What was said", NULL                              \
    }
#define WRITE_FILE                                                                                                     \
    {                                                                                                                  \
        "out", ARGUMENT_TARGET, ARGUMENT_OPTION, "Where to", NULL                                                      \
    }
static const struct argument words[] = { HOW, SUBJECT, TEXT, WRITE_FILE, { 0 } };
static const struct argument number[] = { { "proposal", ARGUMENT_INTEGER, ARGUMENT_REQUIRED, "", NULL },
                                          { "note", ARGUMENT_TEXT, ARGUMENT_OPTION, "", NULL },
                                          { "reason", ARGUMENT_TEXT, ARGUMENT_OPTION | ARGUMENT_PERSONAL, "", NULL },
                                          { 0 } };
static const struct argument state_word[] = { { "state", ARGUMENT_TEXT, ARGUMENT_OPTION, "", NULL }, { 0 } };
static const struct argument profile[] = { { "profile", ARGUMENT_TEXT, ARGUMENT_REQUIRED, "", NULL }, { 0 } };

#define TWO .title = "", .help = "", .needs = NEEDS_STORE | NEEDS_SECOND
#define ONE .title = "", .help = "", .needs = NEEDS_STORE
const struct command catalogue[] = {
    { .id = "test.write", TWO, .flags = COMMAND_WRITES, .run = act, .arguments = words },
    { .id = "test.own", TWO, .flags = COMMAND_WRITES | COMMAND_OWN_ACT, .run = act, .arguments = words },
    { .id = "test.read", TWO, .flags = COMMAND_LOOK, .run = act, .arguments = words },
    { .id = "test.file",
      .title = "",
      .help = "",
      .needs = NEEDS_STORE | NEEDS_SECOND | NEEDS_PURPOSE,
      .flags = COMMAND_WRITES,
      .run = act,
      .arguments = words },
    { .id = "law.use", TWO, .flags = COMMAND_WRITES, .run = law_command_use, .arguments = profile },
    { .id = "second.list", ONE, .flags = COMMAND_LOOK, .run = second_command_list, .arguments = state_word },
    { .id = "second.show", ONE, .flags = COMMAND_LOOK, .run = second_command_show, .arguments = number },
    { .id = "second.approve",
      ONE,
      .flags = COMMAND_WRITES | COMMAND_OWN_ACT,
      .run = second_command_approve,
      .arguments = number },
    { .id = "second.refuse", ONE, .flags = COMMAND_WRITES, .run = second_command_refuse, .arguments = number },
    { .id = "second.withdraw", ONE, .flags = COMMAND_WRITES, .run = second_command_withdraw, .arguments = number },
};
const size_t catalogue_size = G_N_ELEMENTS(catalogue);

/* officer asks; service asks or checks; reviewer checks; auditor nothing but to look on */
static const char rights[] = DOOR_DATA_HEAD "test.*\ta\tb\tc\t.\t.\t.\tx\t.\n"
                                            "law.use\t.\t.\tc\tc\t.\t.\ta\t.\n"
                                            "second.*\tx\tx\tx\tx\tx\tx\tx\t.\n";

static int64_t count(struct fixture *fixture, const char *sql)
{
    return fixture_count(fixture, sql);
}

static const char *state_of(struct fixture *fixture, int64_t proposal, char buffer[32])
{
    g_autofree char *state =
        store_query_text(fixture->store, NULL, "SELECT state FROM proposal WHERE id=?1", "i", proposal);
    g_strlcpy(buffer, state ? state : "none", 32);
    return buffer;
}

static void state_is(struct fixture *fixture, int64_t proposal, const char *wanted)
{
    char buffer[32];
    assert_string_equal(state_of(fixture, proposal, buffer), wanted);
}

static int64_t propose(struct fixture *fixture, const char *user, const char *command, const char *how)
{
    fixture_user(fixture, user);
    const int before = runs;
    g_autoptr(table_t) answer = fixture_run(fixture, command, how, NULL);
    assert_int_equal(runs, before);
    assert_string_equal(fixture_text(answer, "state"), "open");
    return fixture_int(answer, "proposal");
}

/* The reason of the refusal; NULL when it was done. */
static const char *judge(struct fixture *fixture, const char *user, const char *command, int64_t proposal)
{
    static char reason[64];
    char word[24];
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, user);
    g_snprintf(word, sizeof word, "%" G_GINT64_FORMAT, proposal);
    g_autoptr(table_t) answer = strcmp(command, "second.refuse") == 0
                                    ? fixture_try(fixture, &error, command, word, "--reason", "no", NULL)
                                    : fixture_try(fixture, &error, command, word, NULL);
    if (answer) return NULL;
    const char *told = bureau_error_reason(error);
    g_strlcpy(reason, told ? told : bureau_error_word(error), sizeof reason);
    return reason;
}

static void test_another_person_makes_it_so(void **state)
{
    struct fixture *fixture = *state;
    const int64_t lines = count(fixture, "SELECT count(*) FROM audit");
    const int64_t proposal = propose(fixture, FIXTURE_OFFICER, "test.write", "well");
    assert_int_equal(count(fixture, "SELECT count(*) FROM setting WHERE key='test.written'"), 0);
    assert_int_equal(count(fixture, "SELECT count(*) FROM audit"), lines + 1);
    assert_int_equal(count(fixture, "SELECT count(*) FROM audit WHERE command='test.write' AND outcome='done' AND note "
                                    "LIKE 'proposed=%'"),
                     1);
    assert_null(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal));
    assert_int_equal(runs, 1);
    assert_string_equal(seen_maker, FIXTURE_OFFICER);
    assert_string_equal(seen_user, FIXTURE_REVIEWER);
    assert_null(fixture->session->maker);
    state_is(fixture, proposal, "done");
    /* the act, the approval and the new state are one change */
    assert_int_equal(count(fixture, "SELECT count(DISTINCT change) FROM audit WHERE user='" FIXTURE_REVIEWER
                                    "' AND outcome='done' AND command IN ('test.write', 'second.approve')"),
                     1);
    assert_int_equal(count(fixture, "SELECT count(*) FROM audit WHERE command='test.write' AND user='" FIXTURE_REVIEWER
                                    "' AND note LIKE '%maker=" FIXTURE_OFFICER "%'"),
                     1);
    assert_int_equal(
        count(fixture, "SELECT count(*) FROM proposal WHERE checker='" FIXTURE_REVIEWER "' AND checked IS NOT NULL"),
        1);
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal), "proposal-closed");
    assert_int_equal(runs, 1);
}

static void test_maker_is_never_checker(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    const int64_t proposal =
        propose(fixture, FIXTURE_SERVICE, "test.write", "well"); /* may ask, and may check others' */
    assert_string_equal(judge(fixture, FIXTURE_SERVICE, "second.approve", proposal), "second-person");
    assert_string_equal(judge(fixture, FIXTURE_SERVICE, "second.refuse", proposal), "second-person");
    /* not with another role either */
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    assert_true(
        store_run(fixture->store, &error, "UPDATE user SET role='reviewer' WHERE name='" FIXTURE_SERVICE "'", ""));
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
    assert_string_equal(judge(fixture, FIXTURE_SERVICE, "second.approve", proposal), "second-person");
    state_is(fixture, proposal, "open");
    assert_int_equal(runs, 0);
    assert_int_equal(count(fixture, "SELECT count(*) FROM audit WHERE command='second.approve' AND outcome='refused'"),
                     2);
}

static void test_who_may_not(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    const int64_t proposal = propose(fixture, FIXTURE_OFFICER, "test.write", "well");
    assert_string_equal(judge(fixture, FIXTURE_AUDITOR, "second.approve", proposal), "role");
    assert_string_equal(judge(fixture, FIXTURE_AUDITOR, "second.refuse", proposal), "role");
    assert_string_equal(judge(fixture, FIXTURE_ADMIN, "second.approve", proposal), "role"); /* x is no c */
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.withdraw", proposal), "second-person");
    fixture_user(fixture, FIXTURE_ADMIN);
    assert_null(fixture_try(fixture, &error, "test.write", "well", NULL)); /* nor does it make a proposal */
    assert_string_equal(bureau_error_reason(error), "role");
    state_is(fixture, proposal, "open");
    assert_int_equal(runs, 0);
    assert_int_equal(count(fixture, "SELECT count(*) FROM proposal"), 1);
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", 999), "not_found");
}

/* Who asked must still be one who may ask. */
static void test_maker_who_left(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    const int64_t proposal = propose(fixture, FIXTURE_OFFICER, "test.write", "well");
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    assert_true(store_run(fixture->store, &error, "UPDATE user SET active=0 WHERE name='" FIXTURE_OFFICER "'", ""));
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal), "maker-right");
    assert_int_equal(runs, 0);
    assert_null(judge(fixture, FIXTURE_REVIEWER, "second.refuse", proposal));
    state_is(fixture, proposal, "refused");
}

static void test_refused_and_withdrawn(void **state)
{
    struct fixture *fixture = *state;
    const int64_t first = propose(fixture, FIXTURE_OFFICER, "test.write", "well");
    const int64_t second = propose(fixture, FIXTURE_OFFICER, "test.write", "well");
    assert_null(judge(fixture, FIXTURE_REVIEWER, "second.refuse", first));
    assert_null(judge(fixture, FIXTURE_OFFICER, "second.withdraw", second));
    state_is(fixture, first, "refused");
    state_is(fixture, second, "withdrawn");
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", first), "proposal-closed");
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", second), "proposal-closed");
    assert_int_equal(runs, 0);
}

/* What fails leaves nothing of itself; the proposal is overtaken when the world no longer fits. */
static void test_acts_that_fail(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *command, *how, *state;
    } cases[] = { { "test.write", "stale", "stale" }, { "test.write", "refused", "stale" },
                  { "test.write", "input", "open" },  { "test.own", "input", "failed" },
                  { "test.own", "stale", "stale" },   { "test.read", "input", "failed" },
                  { "test.own", "well", "done" },     { "test.read", "well", "done" } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const int64_t proposal = propose(fixture, FIXTURE_OFFICER, cases[i].command, cases[i].how);
        const int before = runs;
        const char *reason = judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal);
        assert_int_equal(reason == NULL, strcmp(cases[i].how, "well") == 0);
        assert_int_equal(runs, before + 1);
        state_is(fixture, proposal, cases[i].state);
        assert_int_equal(count(fixture, "SELECT count(*) FROM setting WHERE key='test.written'"), 0);
        if (strcmp(cases[i].state, "open") == 0) continue;
        assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal), "proposal-closed");
        assert_int_equal(runs, before + 1);
    }
}

static void test_proposals_expire(void **state)
{
    struct fixture *fixture = *state;
    const int64_t proposal = propose(fixture, FIXTURE_OFFICER, "test.write", "well");
    fixture_clock(fixture, "2026-12-23"); /* the 31st day */
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal), "proposal-expired");
    g_autoptr(table_t) expired = fixture_run(fixture, "second.list", "--state", "expired", NULL);
    assert_int_equal(table_row_count(expired), 1);
    int64_t open = -1, oldest = -1;
    assert_int_equal(second_count_waiting(fixture->session), 0);
    assert_true(second_count_open(fixture->session, &open, &oldest, NULL));
    assert_int_equal(open, 0);
    assert_int_equal(oldest, 0);
    fixture_clock(fixture, "2026-12-22");
    assert_int_equal(second_count_waiting(fixture->session), 1);
    assert_true(second_count_open(fixture->session, &open, &oldest, NULL));
    assert_int_equal(open, 1);
    assert_true(oldest > 0);
    assert_null(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal));
}

/* The checker's own access counts, and the look that is refused leaves the proposal as it was. */
static void test_checks_are_made_anew(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("dispute");
    g_autoptr(table_t) answer = fixture_run(fixture, "test.file", "well", "--subject", fixture->identity, NULL);
    const int64_t proposal = fixture_int(answer, "proposal");
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("model"); /* none that a reviewer may state */
    assert_string_equal(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal), "purpose-mismatch");
    state_is(fixture, proposal, "open");
    assert_int_equal(runs, 0);
    /* whoever states none takes that of the proposal, for this once */
    g_clear_pointer(&fixture->session->purpose, g_free);
    assert_null(judge(fixture, FIXTURE_REVIEWER, "second.approve", proposal));
    assert_null(fixture->session->purpose);
    int64_t lines = 0;
    assert_true(store_query_int(fixture->store, &lines, 0, &error,
                                "SELECT count(*) FROM audit WHERE command='test.file' AND user=?1 AND subject=?2 AND "
                                "purpose='dispute' AND outcome='done'",
                                "si", FIXTURE_REVIEWER, fixture->subject));
    assert_int_equal(lines, 1);
}

/* Words are kept as they were meant; personal ones are for the two alone, and never in the log. */
static void test_words(void **state)
{
    struct fixture *fixture = *state;
    fixture_user(fixture, FIXTURE_OFFICER);
    fixture->session->reason = g_strdup("the person asked at the counter");
    g_autoptr(table_t) answer = fixture_run(fixture, "test.write", "a \"b\"],[\n", "--subject", fixture->identity,
                                            "--text", "王小明 owes nothing", "--out", "here.xlsx", NULL);
    char word[24];
    g_snprintf(word, sizeof word, "%" G_GINT64_FORMAT, fixture_int(answer, "proposal"));
    g_autoptr(table_t) own = fixture_run(fixture, "second.show", word, NULL);
    assert_int_equal(table_row_count(own), 4);
    assert_string_equal(fixture_cell(own, 0, "value")->text, "a \"b\"],[\n");
    assert_string_equal(fixture_cell(own, 2, "value")->text, "王小明 owes nothing");
    assert_true(g_path_is_absolute(fixture_cell(own, 3, "value")->text));
    assert_string_equal(fixture_text(own, "reason"), "the person asked at the counter");
    assert_int_equal(fixture_int(own, "subject"), fixture->subject);
    assert_int_equal(fixture_int(own, "yours"), 0);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) checker = fixture_run(fixture, "second.show", word, NULL);
    assert_string_equal(fixture_cell(checker, 2, "value")->text, "王小明 owes nothing");
    assert_int_equal(fixture_int(checker, "yours"), 1);
    fixture_user(fixture, FIXTURE_AUDITOR);
    g_autoptr(table_t) other = fixture_run(fixture, "second.show", word, NULL);
    assert_string_equal(fixture_cell(other, 2, "value")->text, HIDDEN_TEXT);
    g_autoptr(table_t) list = fixture_run(fixture, "second.list", NULL);
    assert_null(strstr(fixture_cell(list, 0, "words")->text, "王小明"));
    assert_int_equal(fixture_cell(list, 0, "days_left")->integer, 30);
    fixture_user(fixture, FIXTURE_REVIEWER);
    g_autoptr(table_t) done = fixture_run(fixture, "second.approve", word, NULL);
    assert_string_equal(fixture_text(done, "how"), "a \"b\"],[\n");
    assert_int_equal(count(fixture, "SELECT count(*) FROM audit WHERE note LIKE '%王小明%' OR note LIKE '%counter%'"),
                     0);
    assert_int_equal(count(fixture, "SELECT count(*) FROM change WHERE note LIKE '%王小明%'"), 0);
    g_autofree char *log = g_strdup_printf("SELECT count(*) FROM audit WHERE note LIKE '%%%s%%'", fixture->identity);
    assert_int_equal(count(fixture, log), 0);
}

static void test_the_profile_is_changed_by_two(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_string_equal(session_profile(fixture->session), "CN-ZX");
    const int64_t proposal = propose(fixture, FIXTURE_ADMIN, "law.use", "CN-SH");
    assert_string_equal(session_profile(fixture->session), "CN-ZX");
    assert_null(judge(fixture, FIXTURE_AUDITOR, "second.approve", proposal));
    assert_string_equal(session_profile(fixture->session), "CN-SH");
    g_autofree char *kept = setting_get(fixture->store, "law.profile", NULL);
    assert_string_equal(kept, "CN-SH");
    const int64_t again = propose(fixture, FIXTURE_ADMIN, "law.use", "CN-SH");
    assert_non_null(judge(fixture, FIXTURE_REVIEWER, "second.approve", again));
    state_is(fixture, again, "stale");
    const int64_t unknown = propose(fixture, FIXTURE_ADMIN, "law.use", "MOON");
    assert_non_null(judge(fixture, FIXTURE_REVIEWER, "second.approve", unknown));
    g_autofree char *still = setting_get(fixture->store, "law.profile", NULL);
    assert_string_equal(still, "CN-SH");
    struct guard_verdict verdict;
    assert_true(guard_verify(fixture->session, true, &verdict, &error));
    assert_true(verdict.intact);
    guard_verdict_clear(&verdict);
}

static int set_up(void **state)
{
    runs = 0;
    *state = fixture_new();
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    g_clear_pointer(&seen_maker, g_free);
    g_clear_pointer(&seen_user, g_free);
    return 0;
}

#define with_fixture(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    g_autofree char *data = door_data_make(rights);
    const struct CMUnitTest tests[] = {
        with_fixture(test_another_person_makes_it_so),
        with_fixture(test_maker_is_never_checker),
        with_fixture(test_who_may_not),
        with_fixture(test_maker_who_left),
        with_fixture(test_refused_and_withdrawn),
        with_fixture(test_acts_that_fail),
        with_fixture(test_proposals_expire),
        with_fixture(test_checks_are_made_anew),
        with_fixture(test_words),
        with_fixture(test_the_profile_is_changed_by_two),
    };
    const int failed = cmocka_run_group_tests_name("second", tests, NULL, NULL);
    remove_tree(data);
    return failed;
}
