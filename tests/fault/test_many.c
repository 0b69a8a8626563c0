/* SPDX-License-Identifier: Apache-2.0 */
/* Eight processes on one store. Each act reads a hot dossier, adds one, and writes it back under its version, with its
 * line in the log. No act may be lost, none done twice, and a reader must get on all the time. */
#include "crew.h"
#include "points.h"
#include "work.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WRITERS = 7, ACTS = 60, HOT = 20, FIRST = 500 };

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

static struct session *sit_down(void)
{
    g_autoptr(GError) error = NULL;
    struct store *store = store_open(work->store, work_keys(), STORE_WRITE, &error);
    if (!store) {
        fprintf(stderr, "# %s\n", error->message);
        return NULL;
    }
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

static void make_dossiers(void)
{
    g_autoptr(GError) error = NULL;
    work_reset(work);
    struct session *session = sit_down();
    assert_non_null(session);
    assert_true(guard_act_begin(session, "many.begin", NULL, &error));
    for (int64_t i = 0; i < HOT; i++)
        assert_true(store_run(session->store, &error,
                              "INSERT INTO note (id, subject, at, user, text) VALUES (?1, ?1, 0, 'li.na', '0')", "i",
                              FIRST + i));
    assert_true(guard_act_commit(session, "many.begin", NULL, &error));
    get_up(session);
}

/* Text holds the sum as the acts counted it; version is what tells that somebody else wrote. */
static bool add_one(struct session *session, int64_t dossier, GError **error)
{
    int64_t version;
    if (!guard_act_begin(session, "many.add", NULL, error)) return false;
    g_autofree char *text = store_query_text(session->store, error, "SELECT text FROM note WHERE id=?1", "i", dossier);
    if (text &&
        store_query_int(session->store, &version, 0, error, "SELECT version FROM note WHERE id=?1", "i", dossier)) {
        g_autofree char *next = g_strdup_printf("%d", atoi(text) + 1);
        if (store_run(session->store, error, "UPDATE note SET text=?1, version=?2+1 WHERE id=?3 AND version=?2", "sii",
                      next, version, dossier) &&
            store_changes(session->store) == 1)
            return guard_act_commit(session, "many.add", NULL, error);
    }
    guard_act_rollback(session);
    return false;
}

/* Number 0 reads until the others are done; the others write. Reports: a line "W microseconds" an act, "R count". */
static int work_together(unsigned number, int out, void *data)
{
    (void)data;
    g_autoptr(GRand) random = points_random(1000 + number);
    struct session *session = sit_down();
    if (!session) return 1;
    int64_t acts = 0, reads = 0;
    while (number == 0 && acts < (int64_t)WRITERS * points_many(ACTS)) {
        if (!store_query_int(session->store, &acts, 0, NULL, "SELECT sum(version-1) FROM note WHERE id>=?1", "i",
                             (int64_t)FIRST))
            return 2;
        reads++;
    }
    for (unsigned i = 0; number > 0 && i < points_many(ACTS); i++) {
        g_autoptr(GError) error = NULL;
        const gint64 begun = g_get_monotonic_time();
        if (!add_one(session, FIRST + g_rand_int_range(random, 0, HOT), &error)) {
            fprintf(stderr, "# %s\n", error ? error->message : "the dossier was not as it was read");
            return 3;
        }
        crew_say(out, "W %" G_GINT64_FORMAT "\n", g_get_monotonic_time() - begun);
    }
    if (number == 0) crew_say(out, "R %" G_GINT64_FORMAT "\n", reads);
    get_up(session);
    return 0;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

static int64_t number_of(struct store *store, const char *sql)
{
    int64_t value;
    assert_true(store_query_int(store, &value, -1, NULL, sql, ""));
    return value;
}

static void nobody_loses_an_act(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 reads = 0;
    point_set("eight processes");
    make_dossiers();
    assert_int_equal(crew_run(WRITERS + 1, work_together, NULL, NULL, reports), 0);
    for (guint i = 0; i < reports->len; i++) {
        g_auto(GStrv) lines = g_strsplit(g_ptr_array_index(reports, i), "\n", -1);
        for (char **line = lines; *line; line++) {
            const gint64 value = **line ? g_ascii_strtoll(*line + 2, NULL, 10) : 0;
            if (**line == 'W') g_array_append_val(times, value);
            if (**line == 'R') reads = value;
        }
    }
    const int64_t acts = (int64_t)WRITERS * points_many(ACTS);
    assert_int_equal(times->len, acts);
    struct session *session = sit_down();
    assert_int_equal(number_of(session->store, "SELECT sum(version-1) FROM note WHERE id>=500"), acts);
    assert_int_equal(number_of(session->store, "SELECT sum(CAST(text AS INTEGER)) FROM note WHERE id>=500"), acts);
    assert_int_equal(number_of(session->store, "SELECT count(*) FROM change WHERE command='many.add'"), acts);
    assert_int_equal(number_of(session->store, "SELECT count(DISTINCT change) FROM audit WHERE command='many.add'"),
                     acts);
    assert_int_equal(number_of(session->store, "SELECT max(seq)-count(*) FROM audit"), 0);
    get_up(session);
    work_check(work->store, work->acknowledged, NULL);
    assert_true(reads > acts / 20); /* the reader got on while the writers wrote */
    g_array_sort(times, compare);
    point_done("%u writers, %" G_GINT64_FORMAT
               " acts: p50 %.1f p99 %.1f max %.1f ms; the reader meanwhile read %" G_GINT64_FORMAT " times",
               (unsigned)WRITERS, acts, (double)g_array_index(times, gint64, times->len / 2) / 1000,
               (double)g_array_index(times, gint64, times->len * 99 / 100) / 1000,
               (double)g_array_index(times, gint64, times->len - 1) / 1000, reads);
}

/* The rule that the acts above rely on: who read before somebody else wrote writes nothing. */
static void a_stale_version_writes_nothing(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    point_set("stale");
    make_dossiers();
    struct session *first = sit_down(), *second = sit_down();
    int64_t version;
    assert_true(store_query_int(first->store, &version, 0, &error, "SELECT version FROM note WHERE id=500", ""));
    assert_true(add_one(second, FIRST, &error));
    assert_true(guard_act_begin(first, "many.add", NULL, &error));
    assert_true(store_run(first->store, &error, "UPDATE note SET text='9', version=?1+1 WHERE id=500 AND version=?1",
                          "i", version));
    assert_int_equal(store_changes(first->store), 0);
    guard_act_rollback(first);
    assert_int_equal(number_of(first->store, "SELECT CAST(text AS INTEGER) FROM note WHERE id=500"), 1);
    get_up(first);
    get_up(second);
    point_done("an act on what was read too early changes nothing");
}

/* A reader that holds a state open sees that state, and holds up nobody. */
static void a_held_state_stands_still(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    point_set("held state");
    make_dossiers();
    struct session *reader = sit_down(), *writer = sit_down();
    assert_true(store_begin_read(reader->store, &error));
    assert_int_equal(number_of(reader->store, "SELECT sum(version-1) FROM note WHERE id>=500"), 0);
    for (int i = 0; i < 50; i++)
        assert_true(add_one(writer, FIRST + i % HOT, &error));
    assert_int_equal(number_of(reader->store, "SELECT sum(version-1) FROM note WHERE id>=500"), 0);
    store_end_read(reader->store);
    assert_int_equal(number_of(reader->store, "SELECT sum(version-1) FROM note WHERE id>=500"), 50);
    get_up(reader);
    get_up(writer);
    point_done("fifty acts went past a reader that stood still");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(nobody_loses_an_act, point_teardown),
        cmocka_unit_test_teardown(a_stale_version_writes_nothing, point_teardown),
        cmocka_unit_test_teardown(a_held_state_stands_still, point_teardown),
    };
    return cmocka_run_group_tests_name("many at once", tests, set_up, tear_down);
}
