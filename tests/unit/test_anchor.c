/* SPDX-License-Identifier: Apache-2.0 */
/* What the log cannot prove of itself: that it is the newest there was. Anchors kept outside tell of a cut, an emptied
 * and a rolled back log; the digest of the facts tells of an old page put back. */
#include "audit_fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PAGE = 4096 };

static void look(struct fixture *fixture)
{
    g_autoptr(table_t) answer = fixture_run(fixture, "subject.show", fixture->identity, NULL);
}

static void log_out(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    guard_logout(fixture->session, &error);
    assert_no_error(error);
}

static bool log_in(struct fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&fixture->session->alarm, g_free);
    guard_login(fixture->session, LOGIN_PASSPHRASE, &error);
    assert_no_error(error);
    return fixture->session->alarm == NULL;
}

static char *database(struct fixture *fixture)
{
    return g_build_filename(fixture->directory, "bureau.db", NULL);
}

static void test_login(void **state)
{
    struct fixture *fixture = *state;
    const int64_t lines = newest_line(fixture);
    assert_true(log_in(fixture));
    look(fixture);
    log_out(fixture);
    assert_int_equal(newest_line(fixture), lines + 3);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command IN ('login', 'logout') AND "
                                            "user = 'li.na' AND outcome = 'done'"),
                     2);
    struct guard_verdict verdict = prove(fixture);
    assert_true(verdict.intact);
    assert_int_equal(verdict.anchors, 1);
    assert_int_equal(verdict.anchors_outside, 1);
    guard_verdict_clear(&verdict);
    /* keys that were lent go on with the login they came from; a run that wrote nothing leaves nothing */
    guard_login(fixture->session, LOGIN_LENT, NULL);
    log_out(fixture);
    assert_int_equal(newest_line(fixture), lines + 3);
    struct stat info;
    g_autofree char *own = anchor_own(fixture), *outside = anchor_outside(fixture);
    g_autofree char *folder = g_path_get_dirname(outside);
    assert_int_equal(stat(own, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    assert_int_equal(stat(outside, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    assert_int_equal(stat(folder, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0700);
}

/* Lines that changed no fact: without an anchor nobody could miss them. */
static void test_tail_cut(void **state)
{
    struct fixture *fixture = *state;
    look(fixture);
    look(fixture);
    const int64_t last = newest_line(fixture);
    log_out(fixture);
    assert_intact(fixture);
    g_autofree char *cut = g_strdup_printf("DELETE FROM audit WHERE seq >= %d", (int)last - 1);
    by_hand(fixture, cut, NULL);
    assert_bad(fixture, last - 1, "signed line");
    assert_false(log_in(fixture));
}

static void test_emptied(void **state)
{
    struct fixture *fixture = *state;
    log_out(fixture);
    by_hand(fixture, "DELETE FROM audit", NULL);
    assert_bad(fixture, 1, "signed line");
}

/* The whole store put back to an older state, with everything in its folder. */
static void test_rolled_back(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *file = database(fixture), *own = anchor_own(fixture), *bytes = NULL;
    gsize length;
    log_out(fixture);
    const int64_t last = newest_line(fixture);
    g_autofree char *anchors = file_text(own);
    close_store(fixture);
    assert_true(g_file_get_contents(file, &bytes, &length, NULL));
    open_store(fixture);
    look(fixture);
    log_out(fixture);
    assert_intact(fixture);
    g_autofree char *outside = anchor_outside(fixture);
    close_store(fixture);
    put_file(file, bytes, (gssize)length);
    put_file(own, anchors, -1);
    open_store(fixture);
    assert_bad(fixture, last + 1, "signed line");
    assert_false(log_in(fixture)); /* the first who sits down is told */
    /* with every copy outside taken back as well nothing can tell: why there should be one on another machine */
    close_store(fixture);
    put_file(file, bytes, (gssize)length);
    put_file(outside, anchors, -1);
    open_store(fixture);
    assert_intact(fixture);
}

/* A folder set by the office holds a third copy. */
static void test_elsewhere(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    g_autofree char *folder = g_build_filename(parent, "elsewhere", NULL);
    g_autofree char *own = anchor_own(fixture);
    assert_true(guard_act_begin(fixture->session, "setting", NULL, NULL));
    assert_true(setting_set(fixture->store, "audit.anchors", folder, NULL));
    assert_true(guard_act_commit(fixture->session, "setting", NULL, NULL));
    log_out(fixture);
    const int64_t last = newest_line(fixture);
    g_autofree char *outside = anchor_outside(fixture);
    assert_int_equal(g_unlink(outside), 0);
    assert_int_equal(g_unlink(own), 0);
    g_autofree char *cut = g_strdup_printf("DELETE FROM audit WHERE seq = %d", (int)last);
    assert_true(log_in(fixture));
    by_hand(fixture, "DELETE FROM audit WHERE command = 'login'", NULL);
    assert_intact(fixture);
    by_hand(fixture, cut, NULL);
    assert_false(log_in(fixture));
}

/* A log written anew from one line on, by somebody who holds the key of the chain: whole in itself. */
static void test_rewritten(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *file = database(fixture), *bytes = NULL;
    gsize length;
    close_store(fixture);
    assert_true(g_file_get_contents(file, &bytes, &length, NULL));
    open_store(fixture);
    look(fixture);
    const int64_t line = newest_line(fixture);
    log_out(fixture);
    close_store(fixture);
    put_file(file, bytes, (gssize)length);
    open_store(fixture);
    g_autoptr(table_t) other = fixture_run(fixture, "search", "nobody", NULL);
    assert_int_equal(newest_line(fixture), line);
    assert_bad(fixture, line, "not the one that");
    assert_false(log_in(fixture));
}

/* An anchor whose text was changed, and one signed by a stranger. */
static void test_forged(void **state)
{
    struct fixture *fixture = *state;
    const int64_t last = newest_line(fixture);
    log_out(fixture);
    g_autofree char *outside = anchor_outside(fixture), *text = file_text(outside);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    words[8][0] = words[8][0] == '0' ? '1' : '0';
    g_autofree char *changed = g_strjoinv(" ", words);
    put_file(outside, changed, -1);
    assert_bad(fixture, last, "does not carry the signature");
    assert_true(log_in(fixture)); /* a forged one is not believed: the good one beside it is */
    put_file(outside, text, -1);
    by_hand(fixture, "DELETE FROM audit WHERE command = 'login'", NULL);
    assert_intact(fixture);

    g_auto(GStrv) parts = g_strsplit(g_strchomp(text), " ", -1);
    g_autoptr(vault_keys_t) stranger = vault_keys_new();
    uint8_t signature[VAULT_SIGNATURE];
    g_free(parts[3]);
    parts[3] = g_strdup_printf("%d", (int)last + 5);
    g_clear_pointer(&parts[9], g_free);
    g_autofree char *claim = g_strjoinv(" ", parts);
    vault_keys_sign(stranger, claim, strlen(claim), signature);
    g_autofree char *seal = guard_hex(signature, sizeof signature);
    g_autofree char *whole = g_strdup_printf("%s\n%s %s\n", text, claim, seal);
    put_file(outside, whole, -1);
    assert_bad(fixture, last + 5, "does not carry the signature");
}

/* Half a line, left by a power cut, is said and is nobody's fault; the next anchor begins on a line of its own. */
static void test_torn(void **state)
{
    struct fixture *fixture = *state;
    log_out(fixture);
    g_autofree char *outside = anchor_outside(fixture), *own = anchor_own(fixture), *text = file_text(outside);
    g_autofree char *torn = g_strdup_printf("%s%.40s", text, text);
    put_file(outside, torn, -1);
    put_file(own, "\n", -1);
    look(fixture);
    log_out(fixture);
    struct guard_verdict verdict = prove(fixture);
    assert_true(verdict.intact);
    assert_int_equal(verdict.anchors, 2);
    assert_int_equal(verdict.anchors_damaged, 1);
    guard_verdict_clear(&verdict);
}

/* Anchors of another store, and of a copy at another place, say nothing about this one. */
static void test_copy(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    g_autofree char *copy = g_build_filename(parent, "copy", NULL), *from = database(fixture),
                    *to = g_build_filename(copy, "bureau.db", NULL), *bytes = NULL;
    gsize length;
    log_out(fixture);
    close_store(fixture);
    assert_int_equal(g_mkdir(copy, 0700), 0);
    assert_true(g_file_get_contents(from, &bytes, &length, NULL));
    put_file(to, bytes, (gssize)length);
    char *original = fixture->directory;
    fixture->directory = copy;
    open_store(fixture);
    look(fixture);
    look(fixture);
    log_out(fixture);
    assert_intact(fixture);
    close_store(fixture);
    fixture->directory = original;
    open_store(fixture);
    assert_true(log_in(fixture));
    assert_intact(fixture);
}

/* Every thousandth line is anchored without being asked. */
static void test_thousand(void **state)
{
    struct fixture *fixture = *state;
    const int64_t lines = newest_line(fixture);
    assert_true(guard_act_begin(fixture->session, "test", NULL, NULL));
    for (int64_t i = lines; i < 998; i++)
        assert_true(guard_audit(fixture->session, "subject.show", 1, "done", NULL, NULL));
    assert_true(guard_act_commit(fixture->session, "test", NULL, NULL));
    g_autofree char *own = anchor_own(fixture);
    assert_int_equal(newest_line(fixture), 999);
    assert_false(g_file_test(own, G_FILE_TEST_EXISTS));
    look(fixture);
    g_autofree char *text = file_text(own);
    assert_non_null(strstr(text, " 1000 "));
    assert_non_null(strstr(text, " count "));
    assert_intact(fixture);
}

/* A page of an index that structure and rows agree with holds what it held: it was only sealed anew. */
static bool says_the_same(struct fixture *fixture, gsize page)
{
    int64_t is_index = 0;
    return fixture->store != NULL &&
           store_query_int(fixture->store, &is_index, 0, NULL,
                           "SELECT count(*) FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name WHERE "
                           "d.pageno = ?1 AND s.type = 'index'",
                           "i", (int64_t)page) &&
           is_index != 0;
}

/* One old page put back at a time, while the store is closed: sealed for its very place, so the file opens. Either the
 * facts, the log or the structure tell. */
static void test_replayed_page(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *file = database(fixture), *old = NULL, *new = NULL;
    gsize old_length, new_length;
    close_store(fixture);
    assert_true(g_file_get_contents(file, &old, &old_length, NULL));
    open_store(fixture);
    g_autoptr(table_t) act = fixture_run(fixture, "dispute.act", "1", "own_check", "--text", "seen", NULL);
    g_autoptr(table_t) pin = fixture_run(fixture, "subject.pin", fixture->identity, NULL);
    assert_intact(fixture);
    close_store(fixture);
    assert_true(g_file_get_contents(file, &new, &new_length, NULL));
    int replayed = 0, found = 0;
    for (gsize at = PAGE; at + PAGE <= MIN(old_length, new_length); at += PAGE) { /* page 1 is the header */
        if (memcmp(old + at, new + at, PAGE) == 0) continue;
        g_autofree char *mixed = g_memdup2(new, new_length), *finding = NULL;
        memcpy(mixed + at, old + at, PAGE);
        put_file(file, mixed, (gssize)new_length);
        replayed++;
        fixture->store = fixture->session->store = store_open(fixture->directory, audit_keys(), STORE_WRITE, NULL);
        struct guard_verdict verdict = { 0 };
        const bool bad = fixture->store == NULL || !guard_verify(fixture->session, true, &verdict, NULL) ||
                         !verdict.intact || !store_check(fixture->store, &finding, NULL) || finding != NULL;
        if (!bad && says_the_same(fixture, at / PAGE + 1))
            replayed--;
        else
            found += bad;
        if (!bad) print_message("# page %d put back and not noticed\n", (int)(at / PAGE) + 1);
        guard_verdict_clear(&verdict);
        if (fixture->store) close_store(fixture);
    }
    print_message("# %d pages put back one by one, %d found\n", replayed, found);
    assert_true(replayed >= 5);
    assert_int_equal(found, replayed);
    put_file(file, new, (gssize)new_length);
    open_store(fixture);
    assert_intact(fixture);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, audit_set_up, audit_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_login),     TEST(test_tail_cut),  TEST(test_emptied),       TEST(test_rolled_back),
        TEST(test_elsewhere), TEST(test_rewritten), TEST(test_forged),        TEST(test_torn),
        TEST(test_copy),      TEST(test_thousand),  TEST(test_replayed_page),
    };
    return cmocka_run_group_tests(tests, audit_begin, audit_end);
}
