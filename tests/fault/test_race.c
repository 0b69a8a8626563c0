/* SPDX-License-Identifier: Apache-2.0 */
/* Several processes make, bring up to date and open one store at the same moment. */
#include "crew.h"
#include "points.h"
#include "work.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

enum { ROUNDS_MAKING = 100, ROUNDS_OPENING = 12, CREW = 8, OPENS = 60 };

static struct work *work;

static int set_up(void **state)
{
    (void)state;
    work = work_new(false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    work_free(work);
    return 0;
}

/* One makes it and the others are told that it is there, or cannot be opened yet. */
static int make_together(unsigned number, int out, void *data)
{
    g_autoptr(GError) error = NULL;
    (void)number;
    struct store *store = store_create(data, work_keys(), &error);
    crew_say(out, "%s", store ? "made" : error->message);
    if (store) store_close(store);
    return store || error->domain == BUREAU_ERROR ? 0 : 1;
}

static void one_makes_a_store(void **state)
{
    (void)state;
    g_autofree char *folder = g_build_filename(work->folder, "made", NULL);
    work_keys(); /* the same for all */
    for (unsigned round = 1; round <= points_many(ROUNDS_MAKING); round++) {
        g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GError) error = NULL;
        g_autofree char *finding = NULL;
        unsigned made = 0;
        point_set("round %u of making", round);
        remove_tree(folder);
        assert_int_equal(crew_run(CREW, make_together, folder, NULL, reports), 0);
        for (guint i = 0; i < reports->len; i++)
            made += strcmp(g_ptr_array_index(reports, i), "made") == 0;
        assert_int_equal(made, 1);
        struct store *store = store_open(folder, work_keys(), STORE_WRITE, &error);
        assert_no_error(error);
        assert_true(store_check(store, &finding, &error));
        assert_null(finding);
        store_close(store);
    }
    point_done("%u rounds of %u processes making one store: one made it each time", points_many(ROUNDS_MAKING),
               (unsigned)CREW);
}

/* The program's data with one migration more: stores made before are then older than the program. */
static char *newer_data(void)
{
    static const char *const parts[] = { "schema", "engine" }; /* what opening a store reads */
    char *newer = g_build_filename(work->folder, "data", NULL);
    unsigned migrations = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *from = g_build_filename(g_getenv("BUREAU_DATADIR"), parts[i], NULL);
        g_autofree char *to = g_build_filename(newer, parts[i], NULL);
        copy_folder(from, to);
    }
    g_autofree char *schema = g_build_filename(newer, "schema", NULL);
    g_autoptr(GDir) files = g_dir_open(schema, 0, NULL);
    while (g_dir_read_name(files))
        migrations++;
    g_autofree char *name = g_strdup_printf("%04u_more.sql", migrations + 1);
    g_autofree char *file = g_build_filename(schema, name, NULL);
    assert_true(g_file_set_contents(file, "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT;", -1, NULL));
    return newer;
}

/* A store whose schema is older is opened by all at once: one brings it up to date, for the others it is. */
static int open_once(unsigned number, int out, void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t rows = 0;
    (void)number;
    struct store *store = store_open(data, work_keys(), STORE_WRITE, &error);
    if (!store || !store_query_int(store, &rows, -1, &error, "SELECT count(*) FROM more", "")) {
        fprintf(stderr, "# %s\n", error->message);
        return 1;
    }
    store_close(store);
    crew_say(out, "opened");
    return 0;
}

static void all_bring_it_up_to_date(void **state)
{
    (void)state;
    g_autofree char *old = g_strdup(g_getenv("BUREAU_DATADIR")), *newer = newer_data();
    for (unsigned round = 1; round <= points_many(ROUNDS_OPENING); round++) {
        point_set("round %u of bringing up to date", round);
        work_reset(work);
        g_setenv("BUREAU_DATADIR", newer, TRUE);
        const unsigned failed = crew_run(CREW, open_once, work->store, NULL, NULL);
        g_setenv("BUREAU_DATADIR", old, TRUE);
        assert_int_equal(failed, 0);
    }
    point_done("%u rounds of %u processes bringing one store up to date", points_many(ROUNDS_OPENING), (unsigned)CREW);
}

/* Numbers 0 and 1 write and fold the log back and cut it off all the time; the others open, read and close. */
static int open_and_close(unsigned number, int out, void *data)
{
    g_autoptr(GError) error = NULL;
    const struct work *shared = data;
    for (unsigned i = 0; i < points_many(OPENS); i++) {
        int64_t value = 0;
        struct store *store =
            store_open(shared->store, work_keys(), number < 2 ? STORE_MAINTENANCE : STORE_WRITE, &error);
        bool done = store && store_query_int(store, &value, -1, &error, "SELECT sum(length(text)) FROM note", "");
        if (done && number < 2) {
            struct session *session = session_new();
            session->store = store;
            session->user = g_strdup("li.na");
            session->role = ROLE_OFFICER;
            done = guard_act_begin(session, "race.write", NULL, &error) &&
                   store_run(store, &error, "INSERT INTO note (subject, at, user, text) VALUES (?1, 0, 'li.na', 'x')",
                             "i", (int64_t)900 + number) &&
                   guard_act_commit(session, "race.write", NULL, &error);
            session_free(session);
            store_bulk_end(store); /* folds back, cuts off */
        }
        if (!done) {
            fprintf(stderr, "# process %u, opening %u: %s\n", number, i, error->message);
            return 1;
        }
        store_close(store);
    }
    crew_say(out, "%u", points_many(OPENS));
    return 0;
}

static void opening_while_the_log_is_folded(void **state)
{
    (void)state;
    int64_t written = 0;
    point_set("opening while the log is folded back");
    work_reset(work);
    assert_int_equal(crew_run(CREW, open_and_close, work, NULL, NULL), 0);
    struct store *store = store_open(work->store, work_keys(), STORE_WRITE, NULL);
    assert_non_null(store);
    assert_true(store_query_int(store, &written, 0, NULL, "SELECT count(*) FROM note WHERE subject>=900", ""));
    store_close(store);
    assert_int_equal(written, 2 * points_many(OPENS));
    work_check(work->store, work->acknowledged, NULL);
    point_done("%u openings while two processes wrote and folded the log back: none failed",
               (CREW - 2) * points_many(OPENS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(one_makes_a_store, point_teardown),
        cmocka_unit_test_teardown(all_bring_it_up_to_date, point_teardown),
        cmocka_unit_test_teardown(opening_while_the_log_is_folded, point_teardown),
    };
    return cmocka_run_group_tests_name("races", tests, set_up, tear_down);
}
