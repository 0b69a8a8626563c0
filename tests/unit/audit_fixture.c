/* SPDX-License-Identifier: Apache-2.0 */
/* See audit_fixture.h. */
#include "audit_fixture.h"
#include "tree.h"

#include <glib/gstdio.h>
#include <string.h>

static char *home;
static struct vault_keys *keys; /* of every fixture of this program */

struct vault_keys *audit_keys(void)
{
    return keys;
}

int audit_begin(void **state)
{
    (void)state;
    home = g_dir_make_tmp("bureau-audit-XXXXXX", NULL);
    return home && g_setenv("XDG_STATE_HOME", home, TRUE) ? 0 : -1;
}

int audit_end(void **state)
{
    (void)state;
    remove_tree(home);
    g_free(home);
    vault_keys_unref(keys);
    return 0;
}

static void run(struct fixture *fixture, const char *command, const char *first, const char *second)
{
    g_autoptr(table_t) answer = fixture_run(fixture, command, first, second, NULL);
}

int audit_set_up(void **state)
{
    struct fixture *fixture = fixture_new();
    if (!keys) keys = vault_keys_ref(store_keys(fixture->store));
    g_autofree char *item = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=N", (int)fixture->card);
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 3; i++) {
        run(fixture, "subject.show", fixture->identity, NULL);
        run(fixture, "subject.pin", fixture->identity, NULL);
        run(fixture, "search", "王", NULL);
    }
    g_autoptr(table_t) opened =
        fixture_run(fixture, "dispute.open", fixture->identity, "--item", item, "--reason", "payment.month", NULL);
    run(fixture, "dispute.show", "1", NULL);
    g_autoptr(table_t) refused = fixture_try(fixture, &error, "user.add", "he.ping", "officer", NULL);
    assert_null(refused);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_true(newest_line(fixture) >= 12);
    *state = fixture;
    return 0;
}

int audit_tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

void by_hand(struct fixture *fixture, ...)
{
    static const char *const triggers[] = { "DROP TRIGGER IF EXISTS audit_next", "DROP TRIGGER IF EXISTS audit_kept",
                                            "DROP TRIGGER IF EXISTS audit_whole",
                                            "DROP TRIGGER IF EXISTS dispute_event_kept" };
    GError *error = NULL;
    struct store *store = store_open(fixture->directory, keys, STORE_MAINTENANCE, &error);
    assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(triggers); i++)
        assert_true(store_run(store, NULL, triggers[i], ""));
    va_list list;
    va_start(list, fixture);
    for (const char *sql; (sql = va_arg(list, const char *)) != NULL;) {
        store_run(store, &error, sql, "");
        assert_no_error(error);
    }
    va_end(list);
    store_close(store);
}

void close_store(struct fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = fixture->session->store = NULL;
}

void open_store(struct fixture *fixture)
{
    GError *error = NULL;
    fixture->store = fixture->session->store = store_open(fixture->directory, keys, STORE_WRITE, &error);
    assert_no_error(error);
}

int64_t newest_line(struct fixture *fixture)
{
    return fixture_count(fixture, "SELECT max(seq) FROM audit");
}

struct guard_verdict prove(struct fixture *fixture)
{
    GError *error = NULL;
    struct guard_verdict verdict;
    guard_verify(fixture->session, true, &verdict, &error);
    assert_no_error(error);
    return verdict;
}

void assert_intact(struct fixture *fixture)
{
    struct guard_verdict verdict = prove(fixture);
    g_autofree char *reason = phrase_expand(verdict.reason ? verdict.reason : "", NULL);
    if (!verdict.intact) fail_msg("not intact: %s", reason);
    assert_int_equal(verdict.first_bad, 0);
    assert_null(verdict.reason);
    assert_int_equal(verdict.lines, newest_line(fixture));
    assert_int_equal(verdict.head.seq, newest_line(fixture));
    guard_verdict_clear(&verdict);
}

void assert_bad(struct fixture *fixture, int64_t first_bad, const char *wanted)
{
    struct guard_verdict verdict = prove(fixture);
    assert_false(verdict.intact);
    g_autofree char *reason = phrase_expand(verdict.reason, NULL);
    if (verdict.first_bad != first_bad || strstr(reason, wanted) == NULL)
        fail_msg("line %d named (%d wanted): %s", (int)verdict.first_bad, (int)first_bad, reason);
    guard_verdict_clear(&verdict);
}

char *anchor_own(struct fixture *fixture)
{
    return g_build_filename(fixture->directory, "audit.anchors", NULL);
}

char *anchor_outside(struct fixture *fixture)
{
    g_autofree char *folder = g_build_filename(home, "bureau", "anchors", NULL), *own = anchor_own(fixture);
    g_autofree char *text = file_text(own);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    /* the one that holds what the store's own holds */
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *file = g_build_filename(folder, name, NULL), *other = file_text(file);
        if (strcmp(text, other) == 0) return g_steal_pointer(&file);
    }
    fail_msg("no file of anchors outside");
    return NULL;
}

char *file_text(const char *file)
{
    char *text = NULL;
    if (!g_file_get_contents(file, &text, NULL, NULL)) fail_msg("%s cannot be read", file);
    return text;
}

void put_file(const char *file, const char *bytes, gssize length)
{
    if (!g_file_set_contents_full(file, bytes, length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
        fail_msg("%s cannot be written", file);
}
