/* SPDX-License-Identifier: Apache-2.0 */
/* See work.h. */
#include "work.h"

#include "points.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MARK "fault.act"

/* Which acts do more than write rows of their own. */
static bool is_change(unsigned act)
{
    return act % 4 == 3; /* changes the hot note, under its version */
}

static bool is_spilled(unsigned act)
{
    return act == 9 || act == 18; /* larger than the cache: pages go to the log before the commit, some of them twice */
}

static bool is_bulk(unsigned act)
{
    return act == 12; /* a bulk load: large cache, the log folded back and cut off at its end */
}

static bool is_folded(unsigned act)
{
    return act == 6 || act == 20; /* the log is folded back after it */
}

static unsigned rows_of(unsigned act)
{
    return is_spilled(act) ? 80 : is_bulk(act) ? 40 : 1 + act % 3;
}

static char *text_of(unsigned act, unsigned row)
{
    GString *text = g_string_new(NULL);
    const gsize length = 40 + (gsize)(act * 97 + row * 311) % 1500;
    while (text->len < length)
        g_string_append_printf(text, "act %u row %u lies at %zu; ", act, row, text->len);
    return g_string_free(text, FALSE);
}

static int64_t id_of(unsigned act, unsigned row)
{
    return (int64_t)act * 1000 + row + 1000;
}

/* ---- files ---- */

void copy_folder(const char *from, const char *to)
{
    g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
    assert_non_null(dir);
    assert_int_equal(g_mkdir_with_parents(to, 0700), 0);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *source = g_build_filename(from, name, NULL), *target = g_build_filename(to, name, NULL);
        g_autofree char *bytes = NULL;
        gsize length = 0;
        if (!g_file_test(source, G_FILE_TEST_IS_REGULAR)) continue;
        assert_true(g_file_get_contents(source, &bytes, &length, NULL));
        assert_true(g_file_set_contents_full(target, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}

/* ---- the store ---- */

struct vault_keys *work_keys(void)
{
    return test_keys();
}

static struct session *session_over(struct store *store)
{
    struct session *session = session_new();
    session->store = store;
    session->user = g_strdup("li.na");
    session->role = ROLE_OFFICER;
    return session;
}

static void make_template(struct work *work)
{
    g_autoptr(GError) error = NULL;
    struct store *store = store_create(work->template, test_keys(), &error);
    assert_no_error(error);
    g_autoptr(session_t) session = session_over(store);
    if (!guard_act_begin(session, "fault.begin", NULL, &error) ||
        !store_run(store, &error, "INSERT INTO user (name, role) VALUES ('li.na', 'officer')", "") ||
        !store_run(store, &error,
                   "INSERT INTO note (id, subject, at, user, text, version) VALUES (1, 0, 0, 'li.na', 'hot', 1)", "") ||
        !guard_act_commit(session, "fault.begin", NULL, &error))
        fail_msg("%s", error->message);
    store_close(store);
}

struct work *work_new(bool on_disk)
{
    struct work *work = g_new0(struct work, 1);
    const char *place = !on_disk && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir();
    g_autofree char *pattern = g_build_filename(place, "bureau-fault-XXXXXX", NULL);
    work->folder = g_strdup(g_mkdtemp(pattern));
    assert_non_null(work->folder);
    work->template = g_build_filename(work->folder, "template", NULL);
    work->store = g_build_filename(work->folder, "store", NULL);
    work->state = g_build_filename(work->folder, "state", NULL);
    g_setenv("XDG_STATE_HOME", work->state, TRUE); /* anchors of the log outside the store */
    make_template(work);
    work_reset(work);
    return work;
}

void work_free(struct work *work)
{
    if (!work) return;
    remove_tree(work->folder);
    g_free(work->folder);
    g_free(work->template);
    g_free(work->store);
    g_free(work->state);
    g_free(work);
}

void work_reset(struct work *work)
{
    remove_tree(work->store);
    remove_tree(work->state); /* a store put back is what its anchors are there to notice */
    copy_folder(work->template, work->store);
    memset(work->acknowledged, 0, sizeof work->acknowledged);
    memset(work->refused, 0, sizeof work->refused);
    work->errors = 0;
}

/* ---- errors ---- */

void check_error_speaks(const GError *error)
{
    static const char *const engine[] = { "SELECT", "INSERT", "UPDATE ", "BEGIN", "COMMIT", "fault.act", NULL };
    assert_non_null(error);
    if (error->domain != BUREAU_ERROR) fail_msg("not an error of the program: %s", error->message);
    g_autofree char *message = bureau_error_message(error, NULL), *next = bureau_error_next(error, NULL);
    assert_true(strlen(message) > 20);
    if (!next || strlen(next) < 10) fail_msg("no next step: %s", message);
    for (size_t i = 0; engine[i]; i++)
        if (strstr(message, engine[i])) fail_msg("shows the engine: %s", message);
}

static void note_error(struct work *work, GError *error)
{
    check_error_speaks(error);
    if (g_getenv("BUREAU_FAULT_VERBOSE")) printf("#   %s\n", error->message);
    g_error_free(error);
    work->errors++;
}

/* ---- acts ---- */

bool work_open(struct work *work)
{
    GError *error = NULL;
    struct store *store = store_open(work->store, test_keys(), STORE_MAINTENANCE, &error);
    if (!store) {
        note_error(work, error);
        return false;
    }
    work->session = session_over(store);
    return true;
}

void work_close(struct work *work)
{
    if (!work->session) return;
    store_close(work->session->store);
    g_clear_pointer(&work->session, session_free);
}

static bool write_rows(struct session *session, unsigned act, GError **error)
{
    for (unsigned row = 0; row < rows_of(act); row++) {
        g_autofree char *text = text_of(act, row);
        if (!store_run(session->store, error,
                       "INSERT INTO note (id, subject, at, user, text) VALUES (?1, ?2, 0, 'li.na', ?3)", "iis",
                       id_of(act, row), (int64_t)act + 1, text) ||
            !store_run(session->store, error,
                       "INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, ?2, ?3, 'name', ?4)", "iiis",
                       (int64_t)act + 1, id_of(act, row), session->change, text))
            return false;
    }
    return true;
}

/* Reads, adds one, writes back if nobody wrote in between. */
static bool change_hot(struct session *session, unsigned act, GError **error)
{
    int64_t version;
    g_autofree char *text = g_strdup_printf("hot after act %u", act);
    if (!store_query_int(session->store, &version, 0, error, "SELECT version FROM note WHERE id=1", "")) return false;
    return store_run(session->store, error, "UPDATE note SET text=?1, version=?2+1 WHERE id=1 AND version=?2", "si",
                     text, version) &&
           store_changes(session->store) == 1;
}

static bool do_act(struct work *work, unsigned act, GError **error)
{
    struct session *session = work->session;
    g_autofree char *note = g_strdup_printf("act %u", act);
    if (!guard_act_begin(session, MARK, note, error)) return false;
    if (!write_rows(session, act, error) || (is_change(act) && !change_hot(session, act, error))) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, MARK, note, error);
}

void work_act(struct work *work, unsigned act)
{
    GError *error = NULL;
    struct store *store = work->session->store;
    if (is_bulk(act)) store_bulk_begin(store);
    if (is_spilled(act)) store_run(store, NULL, "PRAGMA cache_size=12", "");
    if (do_act(work, act, &error)) {
        work->acknowledged[act] = true;
        if (work->heard) work->heard(work->heard_data, act, true);
    } else {
        work->refused[act] = strstr(error->message, "not known") == NULL;
        if (work->heard && work->refused[act]) work->heard(work->heard_data, act, false);
        note_error(work, error);
    }
    if (is_bulk(act)) store_bulk_end(store);
    if (is_spilled(act)) store_run(store, NULL, "PRAGMA cache_size=-16384", "");
    if (is_folded(act))
        store_run(store, NULL, act == 6 ? "PRAGMA wal_checkpoint" : "PRAGMA wal_checkpoint(RESTART)", "");
}

void work_run(struct work *work)
{
    /* a person whose program was refused tries once more */
    if (!work_open(work) && !work_open(work)) return;
    for (unsigned act = 0; act < WORK_ACTS; act++) {
        work_act(work, act);
        if (act % 5 == 4) { /* what was done can be read, or reading says why not */
            GError *error = NULL;
            int64_t count;
            if (!store_query_int(work->session->store, &count, 0, &error, "SELECT sum(length(value)) FROM name", ""))
                note_error(work, error);
        }
    }
    work_close(work);
}

/* ---- afterwards ---- */

static int64_t count(struct store *store, const char *sql, int64_t first, const char *second)
{
    int64_t value;
    g_autoptr(GError) error = NULL;
    store_query_int(store, &value, -1, &error, sql, second ? "is" : "i", first, second);
    assert_no_error(error);
    return value;
}

/* Whether the act is there; the case fails when a part of it is, or when a text is not the one that was written. */
static bool is_there(struct store *store, unsigned act)
{
    g_autofree char *note = g_strdup_printf("act %u", act);
    const int64_t changes = count(store, "SELECT count(*) FROM change WHERE ?1 >= 0 AND note=?2", act, note);
    assert_in_range(changes, 0, 1);
    const int64_t wanted = changes ? rows_of(act) : 0;
    assert_int_equal(count(store, "SELECT count(*) FROM note WHERE subject=?1", act + 1, NULL), wanted);
    assert_int_equal(count(store, "SELECT count(*) FROM name WHERE subject=?1", act + 1, NULL), wanted);
    assert_int_equal(count(store,
                           "SELECT count(*) FROM audit WHERE ?1 >= 0 AND note=?2 AND outcome='done' AND "
                           "change=(SELECT id FROM change WHERE note=?2)",
                           act, note),
                     changes);
    for (unsigned row = 0; row < wanted; row++) {
        g_autofree char *text = text_of(act, row);
        assert_int_equal(count(store, "SELECT count(*) FROM note WHERE id=?1 AND text=?2", id_of(act, row), text), 1);
        assert_int_equal(count(store, "SELECT count(*) FROM name WHERE fact=?1 AND value=?2", id_of(act, row), text),
                         1);
    }
    return changes == 1;
}

void check_store_is_sound(struct store *store)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *finding = NULL;
    int64_t pages = 0, bad = 0;
    store_check(store, &finding, &error);
    assert_no_error(error);
    if (finding) fail_msg("the store is not sound: %s", finding);
    assert_true(store_verify_pages(store, &pages, &bad, NULL, NULL, &error));
    if (bad) fail_msg("page %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " does not open", bad, pages);
    struct guard_verdict verdict = { 0 };
    g_autoptr(session_t) session = session_over(store);
    guard_verify(session, true, &verdict, &error);
    assert_no_error(error);
    if (!verdict.intact)
        fail_msg("the log does not prove the store: line %" G_GINT64_FORMAT ", table %s: %s", verdict.first_bad,
                 verdict.table ? verdict.table : "-", verdict.reason);
    assert_int_equal(verdict.lines, count(store, "SELECT count(*) FROM audit WHERE ?1 >= 0", 0, NULL));
    guard_verdict_clear(&verdict);
}

unsigned work_check(const char *directory, const bool acknowledged[WORK_ACTS], const bool refused[WORK_ACTS])
{
    g_autoptr(GError) error = NULL;
    unsigned there = 0, changes = 0, last = 0;
    struct store *store = store_open(directory, test_keys(), STORE_WRITE, &error);
    assert_no_error(error);
    for (unsigned act = 0; act < WORK_ACTS; act++) {
        const bool found = is_there(store, act);
        if (acknowledged[act] && !found) fail_msg("act %u was acknowledged and is lost", act);
        if (refused && refused[act] && found) fail_msg("act %u was told as not done and is there", act);
        there += found;
        if (found && is_change(act)) {
            changes++;
            last = act;
        }
    }
    g_autofree char *hot = changes ? g_strdup_printf("hot after act %u", last) : g_strdup("hot");
    assert_int_equal(count(store, "SELECT count(*) FROM note WHERE id=1 AND version=?1 AND text=?2", changes + 1, hot),
                     1);
    check_store_is_sound(store);
    store_close(store);
    return there;
}
