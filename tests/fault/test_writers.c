/* SPDX-License-Identifier: Apache-2.0 */
/* Four writers on one store, all killed at some moment, again and again over the same store. Each act was acknowledged
 * through a pipe before the kill: it must be there; an act that was not is there wholly or not at all; drafts are as
 * they were last kept; and no word that was written is found in clear in any file that is left. */
#include "crew.h"
#include "points.h"
#include "work.h"

#include "guard/draft.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CYCLES = 100, WRITERS = 4, ROWS = 3, MOST = 2000 };

/* A word that stands nowhere else. */
#define MARKER "Quokka-Zephyr-Marker"

static struct work *work;

static int set_up(void **state)
{
    (void)state;
    work = work_new(true);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    work_free(work);
    return 0;
}

static struct session *sit_down(GError **error)
{
    struct store *store = store_open(work->store, work_keys(), STORE_WRITE, error);
    if (!store) return NULL;
    struct session *session = session_new();
    session->store = store;
    session->user = g_strdup("li.na");
    session->role = ROLE_OFFICER;
    return session;
}

static void get_up(struct session *session)
{
    store_close(session->store);
    session_free(session);
}

/* ---- a writer ---- */

struct cycle {
    unsigned number;
    gint *acts;      /* acknowledged so far, in memory that all share */
    gint enough;     /* the kill comes when there are so many, */
    gulong patience; /* and so many microseconds later */
};

static int64_t id_of(unsigned cycle, unsigned writer, unsigned act)
{
    return ((int64_t)cycle * WRITERS + writer) * MOST + act + 1000000;
}

static char *text_of(int64_t id, unsigned row)
{
    return g_strdup_printf(MARKER " %" G_GINT64_FORMAT " row %u %0*d", id, row, (int)(id * 7 % 900) + 1, 0);
}

static bool write_act(struct session *session, int64_t id, GError **error)
{
    if (!guard_act_begin(session, "writers.act", MARKER, error)) return false;
    for (unsigned row = 0; row < ROWS; row++) {
        g_autofree char *text = text_of(id, row);
        if (store_run(session->store, error,
                      "INSERT INTO note (id, subject, at, user, text) VALUES (?1, ?2, 0, 'li.na', ?3)", "iis",
                      id * ROWS + row, id, text))
            continue;
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "writers.act", MARKER, error);
}

/* One draft a writer: what is typed grows with each keeping. */
static bool keep_draft(struct session *session, unsigned writer, unsigned version, GError **error)
{
    g_autofree char *place = g_strdup_printf("writer %u", writer);
    g_autofree char *body = g_strdup_printf(MARKER " draft %u %0*d", version, (int)version % 300 + 1, 0);
    struct draft draft = { .place = place, .body = body };
    g_autoptr(GPtrArray) drafts = g_ptr_array_new();
    g_ptr_array_add(drafts, &draft);
    draft.at = session_now(session);
    return draft_write(session, drafts, error);
}

/* Says "A id" for an act, "D version" for a draft, after each was acknowledged. */
static int write_until_killed(unsigned number, int out, void *data)
{
    g_autoptr(GError) error = NULL;
    const struct cycle *cycle = data;
    struct session *session = sit_down(&error);
    for (unsigned act = 0; session && act < MOST; act++) {
        const int64_t id = id_of(cycle->number, number, act);
        if (!write_act(session, id, &error)) break;
        crew_say(out, "A %" G_GINT64_FORMAT "\n", id);
        g_atomic_int_inc(cycle->acts);
        if (act % 4 != number) continue;
        if (!keep_draft(session, number, cycle->number * MOST + act, &error)) break;
        crew_say(out, "D %u\n", cycle->number * MOST + act);
    }
    if (error) fprintf(stderr, "# writer %u: %s\n", number, error->message);
    return error != NULL;
}

static void kill_them(const GPid *members, unsigned count, void *data)
{
    const struct cycle *cycle = data;
    const gint64 latest = g_get_monotonic_time() + 5 * G_TIME_SPAN_SECOND; /* they may all have ended */
    while (g_atomic_int_get(cycle->acts) < cycle->enough && g_get_monotonic_time() < latest)
        g_usleep(100);
    g_usleep(cycle->patience);
    for (unsigned i = 0; i < count; i++)
        kill(members[i], SIGKILL);
}

/* ---- afterwards ---- */

static int64_t ask(struct session *session, const char *sql, int64_t value)
{
    int64_t answer;
    g_autoptr(GError) error = NULL;
    store_query_int(session->store, &answer, -1, &error, sql, "i", value);
    assert_no_error(error);
    return answer;
}

/* The last version of a writer's draft that was acknowledged, or a later one, whole. */
static void check_draft(struct session *session, unsigned writer, int64_t least)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *place = g_strdup_printf("writer %u", writer);
    g_autoptr(GPtrArray) drafts = draft_list(session, &error);
    assert_no_error(error);
    for (guint i = 0; i < drafts->len; i++) {
        const struct draft *draft = g_ptr_array_index(drafts, i);
        if (strcmp(draft->place, place) != 0) continue;
        assert_true(g_str_has_prefix(draft->body, MARKER " draft "));
        const int version = atoi(draft->body + strlen(MARKER " draft "));
        g_autofree char *whole = g_strdup_printf(MARKER " draft %d %0*d", version, version % 300 + 1, 0);
        assert_string_equal(draft->body, whole);
        assert_true(version >= least);
        return;
    }
    assert_int_equal(least, -1); /* no draft, and none was acknowledged */
}

/* Every act that was acknowledged, with its rows and their texts; answers how many there were. */
static unsigned check_report(struct session *session, unsigned writer, const char *report, int64_t *draft)
{
    unsigned acts = 0;
    g_auto(GStrv) lines = g_strsplit(report, "\n", -1);
    for (char **line = lines; *line; line++) {
        const int64_t value = **line ? g_ascii_strtoll(*line + 2, NULL, 10) : 0;
        if (**line == 'D') *draft = value;
        if (**line != 'A') continue;
        acts++;
        for (unsigned row = 0; row < ROWS; row++) {
            g_autofree char *text = text_of(value, row);
            g_autofree char *found =
                store_query_text(session->store, NULL, "SELECT text FROM note WHERE id=?1", "i", value * ROWS + row);
            if (!found || strcmp(found, text) != 0)
                fail_msg("act %" G_GINT64_FORMAT " of writer %u was acknowledged and is lost", value, writer);
        }
    }
    return acts;
}

/* How many of the files below `path` hold the marker in clear. */
static unsigned find_marker(const char *path)
{
    unsigned found = 0;
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *inner = g_build_filename(path, name, NULL), *bytes = NULL;
        gsize length = 0;
        if (g_file_test(inner, G_FILE_TEST_IS_DIR))
            found += find_marker(inner);
        else if (g_file_get_contents(inner, &bytes, &length, NULL) && length > 0)
            found += memmem(bytes, length, MARKER, strlen(MARKER)) != NULL;
    }
    return found;
}

static void check_whole(struct session *session)
{
    /* three rows an act and one act a change, for every act that is there at all */
    assert_int_equal(ask(session,
                         "SELECT count(*) FROM (SELECT subject FROM note WHERE subject>=?1 GROUP BY subject HAVING "
                         "count(*)<>3)",
                         1000000),
                     0);
    assert_int_equal(ask(session, "SELECT count(*)/3 FROM note WHERE subject>=?1", 1000000),
                     ask(session, "SELECT count(*) FROM change WHERE ?1 AND command='writers.act'", 1));
    assert_int_equal(ask(session, "SELECT max(seq)-count(*)+?1 FROM audit", 0), 0);
}

static void all_are_killed(void **state)
{
    (void)state;
    unsigned acts = 0;
    int64_t drafts[WRITERS];
    gint *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    memset(drafts, -1, sizeof drafts);
    const unsigned cycles = points_many(CYCLES);
    for (unsigned number = 1; number <= cycles; number++) {
        g_autoptr(GRand) random = points_random(number);
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(g_free);
        struct cycle cycle = { .number = number,
                               .acts = shared,
                               .enough = g_rand_int_range(random, 0, 30),
                               .patience = (gulong)g_rand_int_range(random, 0, 10000) };
        *shared = 0;
        point_set("cycle %u, killed after %d acts and %lu microseconds", number, cycle.enough, cycle.patience);
        assert_int_equal(crew_run(WRITERS, write_until_killed, &cycle, kill_them, reports), 0);
        assert_int_equal(find_marker(work->store) + find_marker(work->state), 0);
        struct session *session = sit_down(&error);
        assert_no_error(error);
        for (unsigned writer = 0; writer < WRITERS; writer++) {
            acts += check_report(session, writer, g_ptr_array_index(reports, writer), &drafts[writer]);
            check_draft(session, writer, drafts[writer]);
        }
        check_whole(session);
        get_up(session);
        if (number % 10 == 0 || number == cycles) work_check(work->store, work->acknowledged, NULL);
    }
    munmap(shared, sizeof *shared);
    assert_true(acts > 5 * cycles); /* the writers did write */
    point_done("%u cycles, %u kills: %u acknowledged acts, all there; no word in clear in any file", cycles,
               cycles * WRITERS, acts);
}

/* Control: the same search finds the marker in the files of an engine that does not seal. */
static void the_search_finds_what_is_in_clear(void **state)
{
    (void)state;
    sqlite3 *plain = NULL;
    g_autofree char *folder = g_build_filename(work->folder, "plain", NULL);
    g_autofree char *file = g_build_filename(folder, "plain.db", NULL);
    point_set("control");
    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_int_equal(find_marker(folder), 0);
    assert_int_equal(sqlite3_open(file, &plain), SQLITE_OK);
    assert_int_equal(sqlite3_exec(plain,
                                  "PRAGMA journal_mode=WAL; CREATE TABLE note (text); "
                                  "INSERT INTO note VALUES ('" MARKER "')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(find_marker(folder), 1); /* in the log */
    sqlite3_close(plain);
    assert_int_equal(find_marker(folder), 1); /* in the file */
    point_done("found in the log and in the file of plain SQLite");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(all_are_killed, point_teardown),
        cmocka_unit_test_teardown(the_search_finds_what_is_in_clear, point_teardown),
    };
    return cmocka_run_group_tests_name("killed writers", tests, set_up, tear_down);
}
