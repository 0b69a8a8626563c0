/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9 at any moment: the real program imports a file, or decides a dispute, and is killed somewhere on the way.
 * After each kill the store is opened again and must hold the act wholly or not at all, everything that was
 * acknowledged (the program ended with 0), and be sound. The moment is drawn anew for each of the cycles. */
#include "points.h"
#include "premises.h"
#include "work.h"

#include "command/command.h"

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
#define AT_ONCE   10
#define PURGES    20
#define ROWS      300

static const char mapping[] = "[source]\ncode=kill\nkind=furnisher\n[file]\nobserved=2026-08\n[subject]\nkey=client\n["
                              "identifier.client]\nvalue=ID\n[name.legal]\nvalue=NAME\n"
                              "[account]\nnumber=ID\ntype=\"R2\"\ncurrency=\"CNY\"\namount=LIMIT\n[history]\nmonths=0.."
                              "-2\nstate=S{1..3} | days\nbalance=B{1..3}\n";

struct bench {
    struct premises *premises;
    char *mapping;
    GRand *random;
};

static const struct person people[] = { { "chen.wei", "steward" }, { "li.na", "officer" }, { "zhao.min", "reviewer" } };

static int set_up(void **state)
{
    if (!g_getenv("BUREAU_PROGRAM")) return 0;
    struct bench *bench = g_new0(struct bench, 1);
    bench->premises = premises_new(people, G_N_ELEMENTS(people), true);
    bench->mapping = g_build_filename(bench->premises->folder, "kill.mapping", NULL);
    bench->random = points_random(1);
    assert_true(g_file_set_contents(bench->mapping, mapping, -1, NULL));
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    point_teardown(state);
    if (!bench) return 0;
    premises_free(bench->premises);
    g_rand_free(bench->random);
    g_free(bench->mapping);
    g_free(bench);
    return 0;
}

struct run {
    pid_t child;
    int end; /* closes with the child, so nobody sleeps longer than it lives */
};

static struct run start_program(const struct bench *bench, const char *user, const char *const *words)
{
    int ends[2];
    g_autoptr(GPtrArray) line = premises_words(bench->premises, user, words);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    const struct run run = { .child = fork(), .end = ends[0] };
    if (run.child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, 0);
        dup2(nothing, 1);
        dup2(nothing, 2);
        fcntl(dup(ends[1]), F_SETFD, 0); /* lives exactly as long as the program */
        execv(line->pdata[0], (char **)line->pdata);
        _exit(127);
    }
    assert_true(run.child > 0);
    close(ends[1]);
    return run;
}

/* Waits at the most `limit` microseconds for its end and then kills it. Answers its exit code, -1 when it was killed.
 */
static int wait_and_kill(struct run run, gint64 limit)
{
    struct pollfd end = { .fd = run.end, .events = POLLIN };
    struct timespec patience = { limit / 1000000, (limit % 1000000) * 1000 };
    bool over = ppoll(&end, 1, &patience, NULL) > 0;
    if (!over) kill(run.child, SIGKILL);
    int status;
    while (waitpid(run.child, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    close(run.end);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return -1;
    }
    return WEXITSTATUS(status);
}

static int run_and_kill(const struct bench *bench, const char *user, const char *const *words, gint64 limit)
{
    return wait_and_kill(start_program(bench, user, words), limit);
}

static struct session *open_session(const struct bench *bench, const char *user)
{
    return premises_session(bench->premises, user, STORE_WRITE);
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
    check_store_is_sound(session->store);
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

static char *write_rows(const struct bench *bench, int64_t batch)
{
    GString *text = g_string_new("ID,NAME,LIMIT,S1,S2,S3,B1,B2,B3\n");
    for (int i = 0; i < ROWS; i++)
        g_string_append_printf(text, "K%" G_GINT64_FORMAT "-%d,Name %d,%d,0,%d,0,%d.50,20,30\n", batch, i, i, 1000 + i,
                               i % 40, i);
    g_autofree char *name = g_strdup_printf("rows-%" G_GINT64_FORMAT ".csv", batch);
    char *path = g_build_filename(bench->premises->folder, name, NULL);
    assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    g_string_free(text, TRUE);
    return path;
}

static struct run start_import(const struct bench *bench, int64_t batch)
{
    g_autofree char *rows = write_rows(bench, batch);
    const char *const words[] = { "import", bench->mapping, rows, "--no-score", NULL };
    return start_program(bench, "chen.wei", words);
}

static int import_once(const struct bench *bench, int64_t batch, gint64 limit)
{
    return wait_and_kill(start_import(bench, batch), limit);
}

/* Each batch that is there is there with all its rows in every table. */
static void check_batches(struct session *session, int64_t batches)
{
    static const char *const tables[] = {
        "SELECT count(*) FROM subject", "SELECT count(*) FROM account",
        "SELECT count(*) FROM history", "SELECT count(*) FROM identifier",
        "SELECT count(*) FROM name",    "SELECT coalesce(sum(accepted), 0) FROM batch"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        assert_int_equal(count(session, tables[i]), ROWS * batches);
}

static void killed_while_importing(void **state)
{
    const struct bench *bench = *state;
    premises_program();
    gint64 begun = g_get_monotonic_time();
    assert_int_equal(import_once(bench, 0, G_USEC_PER_SEC * 60), 0);
    gint64 whole = g_get_monotonic_time() - begun;
    int64_t acknowledged = 1, killed = 0;
    const int imports = (int)points_many(IMPORTS);
    for (int cycle = 1; cycle <= imports; cycle++) {
        gint64 limit = (gint64)(g_rand_double(bench->random) * 1.1 * (double)whole) + 1;
        point_set("import %d, killed after %" G_GINT64_FORMAT " microseconds", cycle, limit);
        int64_t before, after;
        struct session *session = open_session(bench, "chen.wei");
        before = count(session, "SELECT count(*) FROM batch");
        premises_leave(session);
        int code = import_once(bench, cycle, limit);
        killed += code == -1;
        assert_true(code == -1 || code == 0);
        session = open_session(bench, "chen.wei");
        after = count(session, "SELECT count(*) FROM batch");
        assert_true(after == before + 1 ||
                    (code == -1 && after == before)); /* acknowledged is there; killed is all or nothing */
        acknowledged += after - before;
        assert_int_equal(after, acknowledged);
        check_batches(session, acknowledged);
        if (cycle % 10 == 0) check_sound(session);
        premises_leave(session);
    }
    assert_true(killed > imports / 4); /* the kills did fall into the work */
    assert_true(killed < imports || acknowledged > 1);
    point_done("%d imports, %" G_GINT64_FORMAT " killed, %" G_GINT64_FORMAT " batches, each whole", imports, killed,
               acknowledged);
}

/* Late in 2015 and paid the month after: out of the views since 2020, and to be deleted. */
static char *write_old_mapping(const struct bench *bench)
{
    char *path = g_build_filename(bench->premises->folder, "old.mapping", NULL);
    g_autoptr(GString) text = g_string_new(mapping);
    g_string_replace(text, "observed=2026-08", "observed=2015-03", 1);
    assert_true(g_file_set_contents(path, text->str, -1, NULL));
    return path;
}

static int import_old(const struct bench *bench, const char *rules, int64_t batch)
{
    GString *text = g_string_new("ID,NAME,LIMIT,S1,S2,S3,B1,B2,B3\n");
    for (int i = 0; i < ROWS; i++)
        g_string_append_printf(text, "P%" G_GINT64_FORMAT "-%d,Name %d,%d,0,40,0,3,2,1\n", batch, i, i, 1000 + i);
    g_autofree char *path = g_build_filename(bench->premises->folder, "old.csv", NULL);
    assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    g_string_free(text, TRUE);
    const char *const words[] = { "import", rules, path, "--no-score", NULL };
    return run_and_kill(bench, "chen.wei", words, G_USEC_PER_SEC * 60);
}

/* A purge that was killed has taken nothing and certified nothing; one that came through has taken everything, once. */
static void killed_while_purging(void **state)
{
    static const char late[] = "SELECT count(*) FROM history WHERE states GLOB '*[1-7]*'";
    static const char *const words[] = { "retention", "purge", NULL };
    const struct bench *bench = *state;
    premises_program();
    g_autofree char *rules = write_old_mapping(bench);
    assert_int_equal(import_old(bench, rules, 0), 0);
    const gint64 begun = g_get_monotonic_time();
    assert_int_equal(run_and_kill(bench, "chen.wei", words, G_USEC_PER_SEC * 60), 0);
    const gint64 whole = g_get_monotonic_time() - begun;
    int64_t killed = 0, held = 0, certified = ROWS;
    const int purges = (int)points_many(PURGES);
    for (int cycle = 1; cycle <= purges; cycle++) {
        const gint64 limit = (gint64)(g_rand_double(bench->random) * 3 * (double)whole) + 1;
        point_set("purge %d, killed after %" G_GINT64_FORMAT " microseconds", cycle, limit);
        assert_int_equal(import_old(bench, rules, cycle), 0);
        held += ROWS;
        const int code = run_and_kill(bench, "chen.wei", words, limit);
        assert_true(code == -1 || code == 0);
        killed += code == -1;
        struct session *session = open_session(bench, "chen.wei");
        const int64_t left = count(session, late);
        assert_true(left == 0 || (code == -1 && left == held));
        certified += held - left;
        held = left;
        assert_int_equal(count(session, "SELECT sum(items) FROM certificate"), certified);
        if (cycle % 10 == 0) check_sound(session);
        premises_leave(session);
    }
    assert_true(killed > 0);
    assert_int_equal(run_and_kill(bench, "chen.wei", words, G_USEC_PER_SEC * 60), 0);
    struct session *session = open_session(bench, "chen.wei");
    assert_int_equal(count(session, late), 0);
    assert_int_equal(count(session, "SELECT sum(items) FROM certificate"), (int64_t)ROWS * (purges + 1));
    check_sound(session);
    premises_leave(session);
    point_done("%d purges, %" G_GINT64_FORMAT " killed, each item certified once", purges, killed);
}

/* Four programs import at once and are killed at one moment. */
static void four_killed_while_importing(void **state)
{
    enum { PROGRAMS = 4 };
    const struct bench *bench = *state;
    premises_program();
    int64_t there = 0, killed = 0;
    for (unsigned cycle = 0; cycle < points_many(AT_ONCE); cycle++) {
        struct run runs[PROGRAMS];
        gint64 limit = g_rand_int_range(bench->random, 5000, 400000);
        int64_t told = 0;
        point_set("cycle %u of four at once, killed after %" G_GINT64_FORMAT " microseconds", cycle, limit);
        for (int i = 0; i < PROGRAMS; i++)
            runs[i] = start_import(bench, (int64_t)cycle * PROGRAMS + i);
        for (int i = 0; i < PROGRAMS; i++) {
            const int code = wait_and_kill(runs[i], i == 0 ? limit : 1);
            assert_true(code == -1 || code == 0);
            killed += code == -1;
            told += code == 0;
        }
        struct session *session = open_session(bench, "chen.wei");
        const int64_t now = count(session, "SELECT count(*) FROM batch");
        assert_in_range(now, there + told, there + PROGRAMS);
        there = now;
        check_batches(session, there);
        if (cycle % 10 == 9) check_sound(session);
        premises_leave(session);
    }
    assert_true(killed > 0);
    point_done("%u cycles of four programs: %" G_GINT64_FORMAT " killed, %" G_GINT64_FORMAT " batches, each whole",
               points_many(AT_ONCE), killed, there);
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
    const char *const words[] = { "dispute", "act", number, "confirm_error", NULL };
    return run_and_kill(bench, "zhao.min", words, limit);
}

static void killed_while_deciding(void **state)
{
    const struct bench *bench = *state;
    const struct command *open = command_find("dispute.open");
    premises_program();
    if (!open || !open->run) skip();
    assert_int_equal(import_once(bench, 0, G_USEC_PER_SEC * 60), 0);
    struct session *session = open_session(bench, "li.na");
    int64_t dispute = prepare_case(session, 0);
    premises_leave(session);
    gint64 begun = g_get_monotonic_time();
    assert_int_equal(decide(bench, dispute, G_USEC_PER_SEC * 60), 0);
    gint64 whole = g_get_monotonic_time() - begun;
    int killed = 0, done = 1;
    const int decisions = (int)points_many(DECISIONS);
    for (int cycle = 1; cycle <= decisions && cycle < ROWS; cycle++) {
        session = open_session(bench, "li.na");
        dispute = prepare_case(session, cycle);
        int64_t events = count(session, "SELECT count(*) FROM dispute_event"),
                changes = count(session, "SELECT count(*) FROM change");
        premises_leave(session);
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
        premises_leave(session);
    }
    assert_true(killed > decisions / 4);
    assert_true(done >= 1);
    point_done("%d decisions, %d killed, %d done, each whole", decisions, killed, done);
}

/* ---- the steps with letters ----------------------------------------------------------------------------------------
 */

/* The steps that write the most in one act: a correction with new versions, a score and notices; the reply; the close
 * that takes the marks off. `letter`: the kind that the step makes, NULL for none. */
static const struct {
    const char *event, *user, *from, *letter;
} blows[] = {
    { "apply", "zhao.min", "CORRECTING", "correction_notice" },
    { "answer", "li.na", "CORRECTED", "reply_corrected" },
    { "close", "li.na", "ANSWERED_CORRECTED", NULL },
};

static void step_of(const struct bench *bench, const char *user, int64_t dispute, const char *event)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    const char *const words[] = { "dispute", number, "event", event, NULL };
    struct session *session = open_session(bench, user);
    act(session, user, "dispute.act", words);
    premises_leave(session);
}

static int64_t prepare_blow(const struct bench *bench, int cycle, size_t blow)
{
    struct session *session = open_session(bench, "li.na");
    const int64_t dispute = prepare_case(session, cycle);
    premises_leave(session);
    step_of(bench, "zhao.min", dispute, "confirm_error");
    for (size_t i = 0; i < blow; i++)
        step_of(bench, blows[i].user, dispute, blows[i].event);
    return dispute;
}

static int64_t count_of(struct session *session, const char *sql, int64_t dispute)
{
    g_autoptr(GError) error = NULL;
    int64_t value = 0;
    assert_true(store_query_int(session->store, &value, 0, &error, sql, "i", dispute));
    return value;
}

/* All of the step or nothing of it: state, version, events, letters, marks and the corrected value say the same. */
static bool check_blow(struct session *session, int64_t dispute, size_t blow, int64_t version, int64_t letters)
{
    g_autofree char *now =
        store_query_text(session->store, NULL, "SELECT state FROM dispute WHERE id = ?1", "i", dispute);
    const bool done = strcmp(now, blows[blow].from) != 0;
    assert_int_equal(count_of(session, "SELECT version FROM dispute WHERE id = ?1", dispute), version + done);
    const int64_t made = count_of(session, "SELECT count(*) FROM letter WHERE dispute = ?1", dispute) - letters;
    assert_true(blows[blow].letter != NULL && done ? made > 0 : made == 0);
    assert_int_equal(
        count_of(session,
                 "SELECT count(*) FROM dispute_event e WHERE dispute = ?1 AND seq = (SELECT max(seq) FROM"
                 " dispute_event WHERE dispute = ?1) AND after = (SELECT state FROM dispute WHERE id = ?1)",
                 dispute),
        1);
    const bool corrected = blow > 0 || done, closed = blow == 2 && done;
    assert_int_equal(
        count_of(session, "SELECT count(*) FROM dispute_item WHERE dispute = ?1 AND corrected IS NOT NULL", dispute),
        corrected);
    assert_int_equal(
        count_of(session,
                 "SELECT count(*) FROM history h JOIN dispute d ON d.subject = h.subject WHERE d.id = ?1 AND h.died IS"
                 " NOT NULL",
                 dispute) > 0,
        corrected);
    assert_int_equal(count_of(session, "SELECT count(*) FROM mark WHERE dispute = ?1 AND died IS NULL", dispute),
                     !closed);
    assert_int_equal(count_of(session, "SELECT count(*) FROM dispute WHERE id = ?1 AND closed IS NOT NULL", dispute),
                     closed);
    return done;
}

static void killed_while_answering(void **state)
{
    const struct bench *bench = *state;
    int killed = 0, done = 0;
    premises_program();
    assert_int_equal(import_once(bench, 0, G_USEC_PER_SEC * 60), 0);
    gint64 whole = 0;
    const int many = (int)points_many(DECISIONS);
    for (int cycle = 0; cycle <= many && cycle < ROWS; cycle++) {
        const size_t blow = (size_t)cycle % G_N_ELEMENTS(blows);
        const int64_t dispute = prepare_blow(bench, cycle, blow);
        struct session *session = open_session(bench, "li.na");
        const int64_t version = count_of(session, "SELECT version FROM dispute WHERE id = ?1", dispute);
        const int64_t letters = count_of(session, "SELECT count(*) FROM letter WHERE dispute = ?1", dispute);
        premises_leave(session);
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
        const char *const words[] = { "dispute", "act", number, blows[blow].event, NULL };
        const gint64 begun = g_get_monotonic_time();
        const gint64 limit =
            cycle == 0 ? G_USEC_PER_SEC * 60 : (gint64)(g_rand_double(bench->random) * 1.1 * (double)whole) + 1;
        const int code = run_and_kill(bench, blows[blow].user, words, limit);
        if (cycle == 0) whole = g_get_monotonic_time() - begun;
        killed += code == -1;
        assert_true(code == -1 || code == 0);
        session = open_session(bench, "li.na");
        const bool now = check_blow(session, dispute, blow, version, letters);
        assert_true(now || code == -1); /* acknowledged is there */
        done += now;
        if (cycle % 10 == 9) check_sound(session);
        premises_leave(session);
    }
    assert_true(killed > many / 4);
    assert_true(done >= 1);
    point_done("%d corrections, replies and closes, %d killed, %d done, each whole with its letter", many, killed,
               done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_while_importing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(four_killed_while_importing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_while_purging, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_while_deciding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_while_answering, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
