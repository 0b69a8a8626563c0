/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9 at any moment: the real program imports a file, or decides a dispute, and is killed somewhere on the way.
 * After each kill the store is opened again and must hold the act wholly or not at all, everything that was
 * acknowledged (the program ended with 0), and be sound. A hundred cycles; the moment is drawn anew for each. */
#include "command/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define IMPORTS   60
#define DECISIONS 40
#define ROWS      300

static const char mapping[] = "[source]\ncode=kill\nkind=furnisher\n[file]\nobserved=2026-08\n[subject]\nkey=client\n["
                              "identifier.client]\nvalue=ID\n[name.legal]\nvalue=NAME\n"
                              "[account]\nnumber=ID\ntype=\"R2\"\ncurrency=\"CNY\"\namount=LIMIT\n[history]\nmonths=0.."
                              "-2\nstate=S{1..3} | days\nbalance=B{1..3}\n";

struct bench {
    char *folder, *store, *mapping;
    GRand *random;
};

static int set_up(void **state)
{
    struct bench *bench = g_new0(struct bench, 1);
    bench->folder = g_dir_make_tmp("bureau-kill-XXXXXX", NULL);
    bench->store = g_build_filename(bench->folder, "store", NULL);
    bench->mapping = g_build_filename(bench->folder, "kill.mapping", NULL);
    bench->random = g_rand_new_with_seed(20260101);
    assert_true(g_file_set_contents(bench->mapping, mapping, -1, NULL));
    struct store *store = store_create(bench->store, NULL);
    assert_non_null(store);
    assert_true(store_run(
        store, NULL,
        "INSERT INTO user (name, role) VALUES ('chen.wei', 'steward'), ('li.na', 'officer'), ('zhao.min', 'reviewer')",
        ""));
    assert_true(store_run(store, NULL,
                          "INSERT INTO setting (key, value) VALUES ('user.default', 'li.na'), ('law.profile', 'CN-ZX')",
                          ""));
    store_close(store);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", bench->folder);
    assert_int_equal(system(command), 0);
    g_rand_free(bench->random);
    g_free(bench->folder);
    g_free(bench->store);
    g_free(bench->mapping);
    g_free(bench);
    return 0;
}

static const char *program(void)
{
    const char *path = g_getenv("BUREAU_PROGRAM");
    if (!path || !g_file_test(path, G_FILE_TEST_IS_EXECUTABLE)) skip();
    return path;
}

/* Starts the program, waits at the most `limit` microseconds for its end and then kills it. The pipe closes with the
 * child, so nobody sleeps longer than it lives. Answers its exit code, -1 when it was killed. */
static int run_and_kill(const char *const *words, gint64 limit)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, 0);
        dup2(nothing, 1);
        dup2(nothing, 2);
        fcntl(dup(ends[1]), F_SETFD, 0); /* lives exactly as long as the program */
        execv(words[0], (char *const *)words);
        _exit(127);
    }
    assert_true(child > 0);
    close(ends[1]);
    struct pollfd end = { .fd = ends[0], .events = POLLIN };
    struct timespec patience = { limit / 1000000, (limit % 1000000) * 1000 };
    bool over = ppoll(&end, 1, &patience, NULL) > 0;
    if (!over) kill(child, SIGKILL);
    int status;
    while (waitpid(child, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    close(ends[0]);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return -1;
    }
    return WEXITSTATUS(status);
}

static struct session *open_session(const struct bench *bench, const char *user)
{
    struct session *session = session_new();
    g_autoptr(GError) error = NULL;
    session->store = store_open(bench->store, STORE_MAINTENANCE, &error); /* the check of the file is maintenance */
    if (!session->store) fail_msg("the store does not open: %s", error->message);
    assert_true(session_set_user(session, user, NULL));
    return session;
}

static void close_session(struct session *session)
{
    store_close(session->store);
    session_free(session);
}

static int64_t count(const struct session *session, const char *sql)
{
    int64_t value;
    assert_true(store_query_int(session->store, &value, -1, NULL, sql, ""));
    return value;
}

/* What must hold whatever happened: a sound file; a change for every act, with its line in the log; nothing of an act
 * that is not there. */
static void check_sound(const struct session *session)
{
    g_autofree char *finding = NULL;
    assert_true(store_check(session->store, &finding, NULL));
    assert_null(finding);
    assert_int_equal(
        count(session,
              "SELECT count(*) FROM change WHERE id NOT IN (SELECT change FROM audit WHERE change IS NOT NULL)"),
        0);
    assert_int_equal(
        count(session, "SELECT count(*) FROM audit WHERE change IS NOT NULL AND change NOT IN (SELECT id FROM change)"),
        0);
    assert_int_equal(count(session, "SELECT (SELECT count(*) FROM subject WHERE batch NOT IN (SELECT id FROM batch)) + "
                                    "(SELECT count(*) FROM history WHERE batch NOT IN (SELECT id FROM batch)) + "
                                    "(SELECT count(*) FROM account WHERE born NOT IN (SELECT id FROM change))"),
                     0);
}

static char *write_rows(const struct bench *bench, int cycle)
{
    GString *text = g_string_new("ID,NAME,LIMIT,S1,S2,S3,B1,B2,B3\n");
    for (int i = 0; i < ROWS; i++)
        g_string_append_printf(text, "K%d-%d,Name %d,%d,0,%d,0,%d.50,20,30\n", cycle, i, i, 1000 + i, i % 40, i);
    char *path = g_build_filename(bench->folder, "rows.csv", NULL);
    assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    g_string_free(text, TRUE);
    return path;
}

static int import_once(const struct bench *bench, int cycle, gint64 limit)
{
    g_autofree char *rows = write_rows(bench, cycle);
    const char *const words[] = { program(), "--store",      bench->store, "--user",     "chen.wei",
                                  "import",  bench->mapping, rows,         "--no-score", NULL };
    return run_and_kill(words, limit);
}

static void killed_while_importing(void **state)
{
    const struct bench *bench = *state;
    program();
    gint64 begun = g_get_monotonic_time();
    assert_int_equal(import_once(bench, 0, G_USEC_PER_SEC * 60), 0);
    gint64 whole = g_get_monotonic_time() - begun;
    int64_t acknowledged = 1, killed = 0;
    for (int cycle = 1; cycle <= IMPORTS; cycle++) {
        gint64 limit = (gint64)(g_rand_double(bench->random) * 1.1 * (double)whole) + 1;
        int64_t before, after;
        struct session *session = open_session(bench, "chen.wei");
        before = count(session, "SELECT count(*) FROM batch");
        close_session(session);
        int code = import_once(bench, cycle, limit);
        killed += code == -1;
        assert_true(code == -1 || code == 0);
        session = open_session(bench, "chen.wei");
        after = count(session, "SELECT count(*) FROM batch");
        assert_true(after == before + 1 ||
                    (code == -1 && after == before)); /* acknowledged is there; killed is all or nothing */
        acknowledged += after - before;
        assert_int_equal(after, acknowledged);
        static const char *const tables[] = { "SELECT count(*) FROM subject", "SELECT count(*) FROM account",
                                              "SELECT count(*) FROM history", "SELECT count(*) FROM identifier",
                                              "SELECT count(*) FROM name",    "SELECT sum(accepted) FROM batch" };
        for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
            assert_int_equal(count(session, tables[i]), ROWS * acknowledged);
        if (cycle % 10 == 0) check_sound(session);
        close_session(session);
    }
    assert_true(killed > IMPORTS / 4); /* the kills did fall into the work */
    assert_true(killed < IMPORTS || acknowledged > 1);
}

/* ---- a decision ----------------------------------------------------------------------------------------------------
 */

static int64_t act(struct session *session, const char *user, const char *id, const char *const *words)
{
    const struct command *command = command_find(id);
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(table_t) answer = table_new();
    g_autoptr(GError) error = NULL;
    assert_true(session_set_user(session, user, NULL));
    for (; words[0]; words += 2)
        assert_true(arguments_set(arguments, words[0], words[1], NULL));
    if (!command_run(command, session, arguments, answer, &error)) fail_msg("%s: %s", id, error->message);
    const struct fact *fact = table_find_fact(answer, "dispute");
    return fact ? fact->cell.integer : 0;
}

/* A case that waits for its decision. */
static int64_t prepare_case(struct session *session, int cycle)
{
    static const struct {
        const char *state, *event;
    } way[] = { { "RECEIVED", "accept" },
                { "ACCEPTED", "mark" },
                { "MARKED", "own_check" },
                { "BUREAU_CHECKED", "send_furnisher" },
                { "WITH_FURNISHER", "furnisher_reply" } };
    char subject[16];
    g_snprintf(subject, sizeof subject, "%d", cycle + 1);
    g_autofree char *item = g_strdup_printf("account=%d,month=2026-07,field=state,claimed=N", cycle + 1);
    const char *const open[] = { "subject", subject, "item", item, "reason", "payment.month", NULL };
    int64_t dispute = act(session, "li.na", "dispute.open", open);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    for (int steps = 0; steps < 8; steps++) {
        g_autofree char *state =
            store_query_text(session->store, NULL, "SELECT state FROM dispute WHERE id = ?1", "i", dispute);
        if (strcmp(state, "DECIDING") == 0) return dispute;
        size_t at = 0;
        while (at < G_N_ELEMENTS(way) && strcmp(way[at].state, state) != 0)
            at++;
        assert_true(at < G_N_ELEMENTS(way));
        const char *const move[] = { "dispute", number, "event", way[at].event, "text", "x", NULL };
        act(session, "li.na", "dispute.act", move);
    }
    fail_msg("the case does not come to a decision");
    return 0;
}

static int decide(const struct bench *bench, int64_t dispute, gint64 limit)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    const char *const words[] = { program(), "--store", bench->store, "--user",        "zhao.min",
                                  "dispute", "act",     number,       "confirm_error", NULL };
    return run_and_kill(words, limit);
}

static void killed_while_deciding(void **state)
{
    const struct bench *bench = *state;
    const struct command *open = command_find("dispute.open");
    program();
    if (!open || !open->run) skip();
    assert_int_equal(import_once(bench, 0, G_USEC_PER_SEC * 60), 0);
    struct session *session = open_session(bench, "li.na");
    int64_t dispute = prepare_case(session, 0);
    close_session(session);
    gint64 begun = g_get_monotonic_time();
    assert_int_equal(decide(bench, dispute, G_USEC_PER_SEC * 60), 0);
    gint64 whole = g_get_monotonic_time() - begun;
    int killed = 0, done = 1;
    for (int cycle = 1; cycle <= DECISIONS; cycle++) {
        session = open_session(bench, "li.na");
        dispute = prepare_case(session, cycle);
        int64_t events = count(session, "SELECT count(*) FROM dispute_event"),
                changes = count(session, "SELECT count(*) FROM change");
        close_session(session);
        int code = decide(bench, dispute, (gint64)(g_rand_double(bench->random) * 1.1 * (double)whole) + 1);
        killed += code == -1;
        assert_true(code == -1 || code == 0);
        session = open_session(bench, "li.na");
        g_autofree char *now =
            store_query_text(session->store, NULL, "SELECT state FROM dispute WHERE id = ?1", "i", dispute);
        bool decided = strcmp(now, "DECIDING") != 0;
        done += decided;
        assert_true(decided || code == -1); /* acknowledged is there */
        assert_int_equal(count(session, "SELECT count(*) FROM change"), changes + decided);
        assert_true((count(session, "SELECT count(*) FROM dispute_event") > events) == decided);
        assert_int_equal(
            count(session, "SELECT count(*) FROM dispute WHERE (decider IS NOT NULL) <> (state <> 'DECIDING')"), 0);
        if (cycle % 10 == 0) check_sound(session);
        close_session(session);
    }
    assert_true(killed > DECISIONS / 4);
    assert_true(done >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_while_importing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_while_deciding, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
