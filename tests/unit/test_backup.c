/* SPDX-License-Identifier: Apache-2.0 */
/* Backups are only as good as their restore: what comes out equals what went in, damage is found, the wrong people
 * open nothing, and a process that dies in the middle leaves no half of anything. */
#include "backup_store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct backup_store *live;

static int set_up(void **state)
{
    (void)state;
    live = backup_store_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    backup_store_free(live);
    return 0;
}

static char *make(const char *name)
{
    g_autoptr(GError) error = NULL;
    char *file = backup_store_path(live, name);
    g_autoptr(table_t) answer = backup_run(live->session, &error, "backup.make", file, NULL);
    assert_no_error(error);
    return file;
}

static struct table *restore(const char *file, const char *directory, const char *user, GError **error)
{
    g_autoptr(session_t) stranger = backup_store_stranger(live);
    return user ? backup_run(stranger, error, "backup.restore", file, "--dir", directory, "--administrator", user, NULL)
                : backup_run(stranger, error, "backup.restore", file, "--dir", directory, NULL);
}

/* Opens a restored store through its own key file. */
static struct store *open_restored(const char *directory, const char *user, const char *passphrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) secret = secret_copy(passphrase, strlen(passphrase));
    g_autoptr(vault_keys_t) keys = keyfile_unlock(directory, user, secret, NULL, &error);
    assert_no_error(error);
    assert_memory_not_equal(vault_keys_id(keys), vault_keys_id(live->keys), VAULT_ID);
    struct store *store = store_open(directory, keys, STORE_WRITE, &error);
    assert_no_error(error);
    return store;
}

static int64_t count_of(struct store *store, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t value;
    assert_true(store_query_int(store, &value, 0, &error, sql, ""));
    return value;
}

/* ---- a restore equals the original ---- */

static void a_restore_equals_the_original(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *before = backup_store_digest(live->session->store), *file = backup_store_path(live, "a.backup");
    const int64_t lines = count_of(live->session->store, "SELECT max(seq) FROM audit");
    g_autoptr(table_t) made = backup_run(live->session, &error, "backup.make", file, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(made, "lines"), lines);
    assert_int_equal(fact_number(made, "subjects"), 40);
    g_autofree char *sum = backup_file_digest(file, NULL, NULL);
    assert_string_equal(fact_words(made, "sha256"), sum);
    assert_int_equal(names_in(live->folder), 2); /* the store and the backup */

    g_autofree char *directory = backup_store_path(live, "new/restored");
    g_autoptr(table_t) restored = restore(file, directory, NULL, &error);
    assert_no_error(error);
    assert_int_equal(fact_number(restored, "intact"), 1);
    assert_int_equal(fact_number(restored, "lines"), lines);
    assert_string_equal(fact_words(restored, "words"), fact_words(made, "words"));
    g_autofree char *parent = g_path_get_dirname(directory);
    assert_int_equal(names_in(parent), 1);

    struct store *store = open_restored(directory, "admin", BACKUP_ADMIN);
    g_autofree char *after = backup_store_digest(store);
    assert_string_equal(after, before);
    assert_int_equal(count_of(store, "SELECT max(seq) FROM audit"), lines + 1);
    g_autofree char *last = store_query_text(store, &error, "SELECT command FROM audit ORDER BY seq DESC LIMIT 1", "");
    assert_string_equal(last, "backup.restore");
    store_close(store);
    store = open_restored(directory, "officer", BACKUP_OFFICER); /* users keep their passphrases */
    store_close(store);
}

static void a_folder_that_was_prepared_is_kept(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup"), *directory = backup_store_path(live, "prepared");
    struct stat before, after;
    assert_int_equal(g_mkdir(directory, 0700), 0);
    assert_int_equal(stat(directory, &before), 0);
    g_autoptr(table_t) restored = restore(file, directory, NULL, &error);
    assert_no_error(error);
    assert_int_equal(stat(directory, &after), 0);
    assert_int_equal(after.st_ino, before.st_ino);
    struct store *store = open_restored(directory, "admin", BACKUP_ADMIN);
    assert_int_equal(count_of(store, "SELECT count(*) FROM subject"), 40);
    store_close(store);
    g_autoptr(GError) refused = NULL;
    assert_null(restore(file, directory, NULL, &refused)); /* now it is not empty */
    assert_error_code(refused, BUREAU_ERROR_REFUSED);
}

static void nothing_is_overwritten(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup"), *before = backup_file_digest(file, NULL, NULL);
    g_autoptr(table_t) again = backup_run(live->session, &error, "backup.make", file, NULL);
    assert_null(again);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_autofree char *after = backup_file_digest(file, NULL, NULL);
    assert_string_equal(after, before);
    g_clear_error(&error);
    assert_null(restore(file, live->directory, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(live->asked, 0); /* said before anybody types */
}

static void makes_a_line_and_a_row(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup");
    struct store *store = live->session->store;
    assert_int_equal(count_of(store, "SELECT count(*) FROM audit WHERE command='backup.make' AND outcome='done'"), 1);
    g_autofree char *recorded = store_query_text(store, &error, "SELECT digest FROM backup WHERE file=?1", "s", file);
    g_autofree char *found = backup_file_digest(file, NULL, NULL);
    assert_string_equal(recorded, found);
    g_autofree char *anchors = g_build_filename(live->directory, "audit.anchors", NULL);
    assert_true(g_file_test(anchors, G_FILE_TEST_IS_REGULAR));
}

/* ---- who opens it ---- */

static void only_administrators_open_it(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup"), *directory = backup_store_path(live, "r");
    assert_null(restore(file, directory, "officer", &error)); /* with the right passphrase */
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    /* nor do the officer's keys open the envelope, whatever the program says */
    g_autoptr(secret_t) passphrase = secret_copy(BACKUP_OFFICER, strlen(BACKUP_OFFICER));
    g_autoptr(envelope_reader_t) reader = envelope_open(file, &error);
    g_autoptr(vault_keys_t) officer = keyfile_unlock_bytes(envelope_keyfile(reader), "officer", passphrase, &error);
    assert_no_error(error);
    assert_false(envelope_unlock(reader, officer, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_null(restore(file, directory, "nobody", &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    live->answer = "not-the-passphrase-of-anybody";
    assert_null(restore(file, directory, "admin", &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    live->answer = NULL;
    assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
    assert_int_equal(names_in(live->folder), 2);
}

static void the_recovery_key_opens_it(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup"), *directory = backup_store_path(live, "r");
    g_autoptr(table_t) restored = restore(file, directory, "recovery", &error);
    assert_no_error(error);
    struct store *store = open_restored(directory, "admin", BACKUP_ADMIN);
    assert_int_equal(count_of(store, "SELECT count(*) FROM subject"), 40);
    store_close(store);
}

/* An old backup carries the key file of its time, so a change of the master key takes nothing away. */
static void outlives_a_new_master_key(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup"), *directory = backup_store_path(live, "r");
    backup_store_close(live);
    struct vault_keys *fresh = store_rotate(live->directory, live->keys, NULL, NULL, NULL, &error);
    assert_no_error(error);
    vault_keys_unref(live->keys);
    live->keys = fresh;
    backup_store_open(live);
    g_autoptr(table_t) proved = backup_run(live->session, &error, "backup.drill", file, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(proved, "intact"), 1);
    g_autoptr(table_t) restored = restore(file, directory, NULL, &error);
    assert_no_error(error);
    struct store *store = open_restored(directory, "officer", BACKUP_OFFICER);
    assert_int_equal(count_of(store, "SELECT count(*) FROM subject"), 40);
    store_close(store);
    g_autofree char *next = make("b.backup");
    g_autoptr(table_t) again = backup_run(live->session, &error, "backup.drill", next, "--ask", NULL);
    assert_int_equal(fact_number(again, "intact"), 1);
}

/* The key file beside the store is somebody else's: a backup would be sealed to that somebody. */
static void an_exchanged_key_file_gets_no_backup(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *own = g_build_filename(live->directory, KEYFILE_NAME, NULL);
    g_autofree char *elsewhere = backup_store_path(live, "thief"), *file = backup_store_path(live, "a.backup");
    g_autofree char *theirs = g_build_filename(elsewhere, KEYFILE_NAME, NULL);
    g_autoptr(secret_t) passphrase = secret_copy(BACKUP_ADMIN, strlen(BACKUP_ADMIN)), recovery = NULL;
    g_autoptr(vault_keys_t) thief =
        keyfile_create(elsewhere, "admin", passphrase, passphrase_cost_least(), &recovery, &error);
    assert_no_error(error);
    assert_int_equal(g_rename(theirs, own), 0);
    g_autoptr(table_t) made = backup_run(live->session, &error, "backup.make", file, NULL);
    assert_null(made);
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

/* ---- while others work ---- */

static gpointer write_on(gpointer data)
{
    gint *stop = data;
    g_autoptr(session_t) session = session_new();
    session->user = g_strdup("admin");
    session->role = ROLE_ADMINISTRATOR;
    session->store = store_open(live->directory, live->keys, STORE_WRITE, NULL);
    while (!g_atomic_int_get(stop))
        backup_store_add(session, 5);
    store_close(session->store);
    session->store = NULL;
    return NULL;
}

static void is_one_moment_while_others_write(void **state)
{
    (void)state;
    gint stop = 0;
    backup_store_add(live->session, 3000);
    GThread *writer = g_thread_new("writer", write_on, &stop);
    char *files[3];
    for (int i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("%d.backup", i);
        files[i] = make(name);
    }
    g_atomic_int_set(&stop, 1);
    g_thread_join(writer);
    int64_t last = 0;
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strdup_printf("r%d", i), *directory = backup_store_path(live, name);
        g_autoptr(table_t) restored = restore(files[i], directory, NULL, &error);
        assert_no_error(error); /* the log, the facts and the head agree */
        assert_true(fact_number(restored, "subjects") > last);
        last = fact_number(restored, "subjects");
        g_free(files[i]);
    }
}

/* ---- the drill ---- */

static void a_drill_proves_a_good_one(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup");
    const guint before = names_in(live->directory);
    g_autoptr(table_t) proved = backup_run(live->session, &error, "backup.drill", file, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(proved, "intact"), 1);
    assert_int_equal(fact_number(proved, "subjects"), 40);
    assert_int_equal(live->asked, 0); /* the keys of the open store are an administrator's */
    assert_int_equal(names_in(live->directory), before);
    assert_int_equal(count_of(live->session->store, "SELECT intact FROM backup"), 1);
    g_autoptr(table_t) asked = backup_run(live->session, &error, "backup.drill", file, "--ask", NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(asked, "intact"), 1);
    assert_int_equal(live->asked, 1);
    assert_int_equal(names_in(live->directory), before);
    assert_int_equal(count_of(live->session->store, "SELECT count(*) FROM audit WHERE command='backup.drill'"), 2);
}

static void change_byte(const char *file, gsize at, uint8_t with)
{
    g_autofree char *bytes = NULL;
    gsize length;
    assert_true(g_file_get_contents(file, &bytes, &length, NULL));
    bytes[at % length] = (char)((uint8_t)bytes[at % length] ^ with);
    assert_true(g_file_set_contents(file, bytes, (gssize)length, NULL));
}

static void a_drill_finds_damage(void **state)
{
    (void)state;
    g_autofree char *file = make("a.backup");
    GStatBuf info;
    assert_int_equal(g_stat(file, &info), 0);
    /* the head, the key file, the sealed key, the middle, the last byte */
    const gsize places[] = { 30, 700, (gsize)info.st_size / 2, (gsize)info.st_size - 1 };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autoptr(GError) error = NULL;
        change_byte(file, places[i], 0x20);
        g_autoptr(table_t) proved = backup_run(live->session, &error, "backup.drill", file, NULL);
        assert_no_error(error);
        assert_int_equal(fact_number(proved, "intact"), 0);
        assert_non_null(fact_words(proved, "reason"));
        assert_int_equal(count_of(live->session->store, "SELECT intact FROM backup"), 0);
        change_byte(file, places[i], 0x20);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) proved = backup_run(live->session, &error, "backup.drill", file, NULL);
    assert_int_equal(fact_number(proved, "intact"), 1); /* it was the damage that was found */
    assert_int_equal(truncate(file, info.st_size - 70000), 0);
    g_autoptr(table_t) cut = backup_run(live->session, &error, "backup.drill", file, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(cut, "intact"), 0);
    g_autofree char *directory = backup_store_path(live, "r");
    assert_null(restore(file, directory, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
}

/* A sealed file made by hand from a copy of the store: `spoil` changes the copy, `lie` the label; `signer` (or nobody)
 * signs the label. */
static char *forge(const char *name, bool spoil, bool lie, const struct vault_keys *signer)
{
    g_autoptr(GError) error = NULL;
    char *file = backup_store_path(live, name);
    g_autofree char *folder = backup_store_path(live, "forge"), *db = g_build_filename(folder, STORE_FILE_NAME, NULL);
    g_autoptr(vault_keys_t) keys = vault_keys_new();
    g_autoptr(keyfile_t) keyfile = keyfile_read(live->directory, &error);
    g_autoptr(GBytes) bytes = keyfile_bytes(keyfile);
    struct backup_label label;
    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_true(store_copy(live->session->store, db, keys, STORE_COPY_PAGES, NULL, NULL, &error));
    assert_true(backup_label_read(live->session->store, &label, &error));
    if (spoil) change_byte(db, 5 * 4096 + 100, 1);
    if (lie) label.subjects++;
    struct envelope_head head = { .kind = (char *)"backup", .made = 1 };
    memcpy(head.id, vault_keys_id(live->keys), VAULT_ID);
    if (signer) backup_label_sign(&label, &head, signer);
    g_autofree char *text = backup_label_write(&label);
    head.label = text;
    g_autoptr(envelope_writer_t) writer = envelope_create(file, &head, keyfile_backup_public(keyfile), bytes, &error);
    assert_true(store_backup_pack(writer, folder, keys, NULL, NULL, NULL, &error));
    assert_true(envelope_finish(writer, false, &error));
    backup_label_clear(&label);
    remove_tree(folder);
    return file;
}

static void a_drill_looks_inside(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *fair = forge("fair", false, false, live->keys), *spoilt = forge("spoilt", true, false, live->keys);
    g_autofree char *lied = forge("lied", false, true, live->keys), *directory = backup_store_path(live, "r");
    g_autoptr(table_t) first = backup_run(live->session, &error, "backup.drill", fair, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(first, "intact"), 1);
    g_autoptr(table_t) second = backup_run(live->session, &error, "backup.drill", spoilt, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(second, "intact"), 0);
    g_autoptr(table_t) third = backup_run(live->session, &error, "backup.drill", lied, NULL);
    assert_no_error(error);
    assert_int_equal(fact_number(third, "intact"), 0);
    assert_null(restore(lied, directory, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
    g_clear_error(&error);
    assert_null(restore(spoilt, directory, NULL, &error));
    assert_non_null(error);
    assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
}

/* The key that a backup is sealed to is public: whoever has seen one can make another, of whatever they like. */
static void one_that_nobody_signed_is_refused(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) stranger = vault_keys_new();
    g_autofree char *unsigned_one = forge("unsigned", false, false, NULL),
                    *strangers = forge("strangers", false, false, stranger), *directory = backup_store_path(live, "r");
    const char *const files[] = { unsigned_one, strangers };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(table_t) answer = backup_run(live->session, &error, "backup.drill", files[i], NULL);
        assert_no_error(error);
        assert_int_equal(fact_number(answer, "intact"), 0);
        assert_null(restore(files[i], directory, NULL, &error));
        assert_error_code(error, BUREAU_ERROR_STORE);
        assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
        g_clear_error(&error);
    }
}

/* ---- sudden ends ---- */

static double die_at;

/* Dies as a killed process does: nothing is cleaned up. */
static void die_there(void *data, double done, const char *what)
{
    (void)data;
    (void)what;
    if (done >= die_at) kill(getpid(), SIGKILL);
}

/* Runs `command` in a child that is killed when its progress gets to `share`; false when it came to its end first. */
static bool killed_at(double share, const char *command, const char *file, const char *directory)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        die_at = share;
        if (directory) {
            struct session *stranger = backup_store_stranger(live);
            stranger->progress = die_there;
            backup_run(stranger, NULL, command, file, "--dir", directory, NULL);
        } else {
            backup_store_open(live);
            live->session->progress = die_there;
            backup_run(live->session, NULL, command, file, NULL);
        }
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void a_killed_backup_leaves_none(void **state)
{
    (void)state;
    static const double shares[] = { 0.01, 0.3, 0.5, 0.7, 1 };
    g_autofree char *file = backup_store_path(live, "a.backup");
    backup_store_close(live);
    for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
        assert_true(killed_at(shares[i], "backup.make", file, NULL));
        assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
        assert_true(names_in(live->folder) > 1); /* a leftover */
        assert_false(is_on_disk(live->folder, BACKUP_MARKER));
    }
    backup_store_open(live);
    g_free(make("a.backup"));
    assert_int_equal(names_in(live->folder), 2); /* which the next one took away */
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) proved = backup_run(live->session, &error, "backup.drill", file, NULL);
    assert_int_equal(fact_number(proved, "intact"), 1);
}

static void a_killed_restore_leaves_none(void **state)
{
    (void)state;
    static const double shares[] = { 0.01, 0.3, 0.5, 0.6, 0.7, 0.8 };
    g_autofree char *file = make("a.backup"), *fresh = backup_store_path(live, "fresh");
    g_autofree char *prepared = backup_store_path(live, "prepared");
    assert_int_equal(g_mkdir(prepared, 0700), 0);
    backup_store_close(live);
    for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
        assert_true(killed_at(shares[i], "backup.restore", file, fresh));
        assert_false(g_file_test(fresh, G_FILE_TEST_EXISTS));
        assert_true(killed_at(shares[i], "backup.restore", file, prepared));
        g_autofree char *db = g_build_filename(prepared, STORE_FILE_NAME, NULL);
        assert_false(g_file_test(db, G_FILE_TEST_EXISTS));
        assert_false(is_on_disk(live->folder, BACKUP_MARKER));
    }
    backup_store_open(live);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) first = restore(file, fresh, NULL, &error);
    assert_no_error(error);
    g_autoptr(table_t) second = restore(file, prepared, NULL, &error);
    assert_no_error(error);
    assert_int_equal(names_in(live->folder), 4); /* the store, the backup and the two */
}

/* As if the disk were full after so many bytes. */
static void with_small_files(rlim_t bytes, const char *command, const char *file, const char *directory)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        g_autoptr(GError) error = NULL;
        const struct rlimit limit = { bytes, bytes };
        struct session *session = directory ? backup_store_stranger(live) : live->session;
        if (!directory) backup_store_open(live);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        struct table *answer = directory ? backup_run(session, &error, command, file, "--dir", directory, NULL)
                                         : backup_run(session, &error, command, file, NULL);
        _exit(!answer && error && error->code == BUREAU_ERROR_STORE ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_full_disk_leaves_none(void **state)
{
    (void)state;
    g_autofree char *good = make("good.backup"), *file = backup_store_path(live, "a.backup");
    g_autofree char *directory = backup_store_path(live, "r");
    GStatBuf info;
    assert_int_equal(g_stat(good, &info), 0);
    backup_store_close(live);
    with_small_files(100000, "backup.make", file, NULL);
    with_small_files((rlim_t)info.st_size - 5000, "backup.make", file, NULL);
    with_small_files(100000, "backup.restore", good, directory);
    assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
    assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
    assert_int_equal(names_in(live->folder), 2);
    backup_store_open(live);
}

static GCancellable *cancellable;

static void cancel_there(void *data, double done, const char *what)
{
    (void)data;
    (void)what;
    if (done >= die_at) g_cancellable_cancel(cancellable);
}

static void a_stopped_one_leaves_none(void **state)
{
    (void)state;
    g_autofree char *file = backup_store_path(live, "a.backup");
    static const double shares[] = { 0.01, 0.5, 0.7 };
    for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
        g_autoptr(GError) error = NULL;
        die_at = shares[i];
        cancellable = live->session->cancellable = g_cancellable_new();
        live->session->progress = cancel_there;
        assert_null(backup_run(live->session, &error, "backup.make", file, NULL));
        assert_error_code(error, BUREAU_ERROR_CANCELLED);
        live->session->progress = NULL;
        store_set_cancellable(live->session->store, NULL);
        g_clear_object(&live->session->cancellable);
        assert_int_equal(names_in(live->folder), 1);
    }
}

/* ---- nothing in clear ---- */

static void nothing_is_in_clear(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup"), *directory = backup_store_path(live, "r");
    g_autoptr(table_t) restored = restore(file, directory, NULL, &error);
    assert_no_error(error);
    assert_false(is_on_disk(live->folder, BACKUP_MARKER));
    assert_false(is_on_disk(live->folder, "CREATE TABLE"));
    g_autofree char *plain = backup_store_path(live, "plain");
    assert_true(g_file_set_contents(plain, "x " BACKUP_MARKER " CREATE TABLE", -1, NULL));
    assert_true(is_on_disk(live->folder, BACKUP_MARKER)); /* the search does find it where it is */
}

static void shows_what_it_says(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = make("a.backup");
    g_autoptr(session_t) stranger = session_new();
    stranger->role = ROLE_ADMINISTRATOR;
    g_autoptr(table_t) shown = backup_run(stranger, &error, "backup.show", file, NULL);
    assert_no_error(error);
    assert_string_equal(fact_words(shown, "kind"), "backup");
    assert_int_equal(fact_number(shown, "subjects"), 40);
    assert_string_equal(fact_words(shown, "openers"), "admin, recovery");
    g_auto(GStrv) words = g_strsplit(fact_words(shown, "words"), " ", -1);
    assert_int_equal(g_strv_length(words), 8);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_restore_equals_the_original),
        CASE(a_folder_that_was_prepared_is_kept),
        CASE(nothing_is_overwritten),
        CASE(makes_a_line_and_a_row),
        CASE(only_administrators_open_it),
        CASE(the_recovery_key_opens_it),
        CASE(outlives_a_new_master_key),
        CASE(an_exchanged_key_file_gets_no_backup),
        CASE(is_one_moment_while_others_write),
        CASE(a_drill_proves_a_good_one),
        CASE(a_drill_finds_damage),
        CASE(a_drill_looks_inside),
        CASE(one_that_nobody_signed_is_refused),
        CASE(a_killed_backup_leaves_none),
        CASE(a_killed_restore_leaves_none),
        CASE(a_full_disk_leaves_none),
        CASE(a_stopped_one_leaves_none),
        CASE(nothing_is_in_clear),
        CASE(shows_what_it_says),
    };
    return cmocka_run_group_tests(tests, backup_group_begin, backup_group_end);
}
