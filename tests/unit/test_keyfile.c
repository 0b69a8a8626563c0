/* SPDX-License-Identifier: Apache-2.0 */
/* The key file: making, unlocking, changing, and every way in which somebody could tamper with it. */
#include "check.h"
#include "keyfile_fixture.h"

#include "base/base.h"
#include "vault/envelope.h"
#include "vault/keyfile_private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scene *scene; /* one for all tests: each leaves it as it found it, or makes its own */

static int set_up(void **state)
{
    (void)state;
    scene = scene_new();
    scene_enrol(scene, "li", "river of small stones");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scene_free(scene);
    return 0;
}

static void expect_locked(const char *user, const char *passphrase, int code)
{
    g_autoptr(GError) error = NULL;
    scene_forget_waits(scene);
    g_autoptr(vault_keys_t) keys = scene_unlock(scene, user, passphrase, &error);
    assert_null(keys);
    assert_error_code(error, code);
    scene_forget_waits(scene);
}

static void expect_opens(const char *user, const char *passphrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) keys = scene_unlock(scene, user, passphrase, &error);
    assert_no_error(error);
    assert_true(same_master(keys, scene->keys));
}

static void test_unlock(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_string_equal(vault_keys_user(scene->keys), "chen");
    assert_true(vault_keys_is_administrator(scene->keys));
    assert_int_equal(vault_keys_epoch(scene->keys), 1);
    expect_opens("chen", "one two three four");
    expect_locked("chen", "one two three fou", BUREAU_ERROR_REFUSED);
    expect_locked("chen", "one two three four ", BUREAU_ERROR_REFUSED);
    expect_locked("chen", "river of small stones", BUREAU_ERROR_REFUSED);
    g_autoptr(vault_keys_t) officer = scene_unlock(scene, "li", "river of small stones", &error);
    assert_no_error(error);
    assert_true(same_master(officer, scene->keys));
    assert_false(vault_keys_is_administrator(officer));
    assert_memory_not_equal(vault_keys_public(officer), vault_keys_public(scene->keys), VAULT_PUBLIC);
    /* signatures are the person's own, and the file says whose */
    uint8_t signature[VAULT_SIGNATURE];
    vault_keys_sign(officer, "abc", 3, signature);
    g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, &error);
    assert_true(vault_signature_is_good(keyfile_signer(keyfile, "li", 0), "abc", 3, signature));
    assert_false(vault_signature_is_good(keyfile_signer(keyfile, "chen", 0), "abc", 3, signature));
    assert_null(keyfile_signer(keyfile, "li", 1));
    assert_true(keyfile_check(keyfile, officer, &error));
}

static void test_recovery(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    const char *text = (const char *)secret_bytes(scene->recovery);
    assert_int_equal(strlen(text), 39);
    for (int i = 0; i < 39; i++)
        assert_true(i % 5 == 4 ? text[i] == '-' : strchr("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", text[i]) != NULL);
    /* as a person may type it */
    g_autofree char *small = g_ascii_strdown(text, -1);
    g_strdelimit(small, "-", ' ');
    g_autoptr(vault_keys_t) keys = scene_unlock(scene, KEYFILE_RECOVERY, small, &error);
    assert_no_error(error);
    assert_true(same_master(keys, scene->keys));
    assert_true(vault_keys_is_administrator(keys));
    assert_string_equal(vault_keys_user(keys), KEYFILE_RECOVERY);
    small[0] = small[0] == 'a' ? 'b' : 'a';
    expect_locked(KEYFILE_RECOVERY, small, BUREAU_ERROR_REFUSED);
    /* it gives a forgotten passphrase back */
    g_autoptr(secret_t) passphrase = words("a new one for li");
    assert_true(keyfile_enrol(scene->folder, keys, "li", false, passphrase, passphrase_cost_least(), &error));
    expect_opens("li", "a new one for li");
    expect_locked("li", "river of small stones", BUREAU_ERROR_REFUSED);
    scene_enrol(scene, "li", "river of small stones");
    /* a fresh one takes the place of the old one */
    g_autoptr(secret_t) fresh = NULL, old = secret_copy(text, strlen(text));
    assert_true(keyfile_new_recovery(scene->folder, scene->keys, &fresh, &error));
    expect_locked(KEYFILE_RECOVERY, text, BUREAU_ERROR_REFUSED);
    expect_opens(KEYFILE_RECOVERY, (const char *)secret_bytes(fresh));
    secret_free(scene->recovery);
    scene->recovery = g_steal_pointer(&fresh);
}

/* What a stranger can see must not tell who has a slot. */
static void test_unknown_user_costs_the_same(void **state)
{
    (void)state;
    scene_forget_waits(scene);
    const unsigned before = passphrase_key_runs();
    expect_locked("li", "wrong", BUREAU_ERROR_REFUSED);
    const unsigned known = passphrase_key_runs() - before;
    g_autoptr(GError) unknown = NULL, wrong = NULL;
    g_autoptr(vault_keys_t) none = scene_unlock(scene, "nobody", "wrong", &unknown);
    assert_int_equal(passphrase_key_runs() - before - known, known);
    assert_int_equal(known, 1);
    scene_forget_waits(scene);
    none = scene_unlock(scene, "li", "wrong", &wrong);
    assert_string_equal(unknown->message, wrong->message);
    scene_forget_waits(scene);
}

static void test_names(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "recovery", "-", "a\nb", "a\x1b[2J", "sixty-five-bytes-sixty-five-bytes-sixty-five-bytes-sixty-five-byte"
    };
    g_autoptr(secret_t) passphrase = words("whatever it is here");
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(
            keyfile_enrol(scene->folder, scene->keys, bad[i], false, passphrase, passphrase_cost_least(), &error));
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
    g_autoptr(GError) error = NULL;
    const struct passphrase_cost cheap = { 1, 8 };
    assert_false(keyfile_enrol(scene->folder, scene->keys, "wang", false, passphrase, cheap, &error));
    scene_enrol(scene, "王芳", "glad of my umbrella");
    expect_opens("王芳", "glad of my umbrella");
    assert_true(keyfile_remove(scene->folder, scene->keys, "王芳", NULL));
}

static void test_rights(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) officer = scene_unlock(scene, "li", "river of small stones", &error);
    g_autoptr(secret_t) passphrase = words("whatever it is here");
    g_autoptr(secret_t) recovery = NULL;
    const char *folder = scene->folder;
    assert_false(keyfile_enrol(folder, officer, "wang", true, passphrase, passphrase_cost_least(), NULL));
    assert_false(keyfile_remove(folder, officer, "chen", NULL));
    assert_false(keyfile_set_administrator(folder, officer, "li", true, NULL));
    assert_false(keyfile_set_default_user(folder, officer, "li", NULL));
    assert_false(keyfile_new_recovery(folder, officer, &recovery, NULL));
    assert_null(keyfile_rotate_begin(folder, officer, NULL));
    assert_false(keyfile_rotate_end(folder, officer, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    /* raised, li may; the keys from before do not know it yet, renewed ones do */
    assert_true(keyfile_set_administrator(folder, scene->keys, "li", true, &error));
    g_autoptr(vault_keys_t) raised = keyfile_renew(folder, officer, &error);
    assert_true(vault_keys_is_administrator(raised));
    assert_true(keyfile_set_default_user(folder, raised, "li", &error));
    g_autoptr(keyfile_t) keyfile = keyfile_read(folder, &error);
    assert_string_equal(keyfile_default_user(keyfile), "li");
    assert_true(keyfile_find(keyfile, "li")->is_administrator);
    /* lowered again, the keys that still hold the secret may no more */
    assert_true(keyfile_set_administrator(folder, scene->keys, "li", false, &error));
    assert_false(keyfile_set_default_user(folder, raised, NULL, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_true(keyfile_set_default_user(folder, scene->keys, NULL, &error));
    /* the last administrator stays one */
    assert_false(keyfile_remove(folder, scene->keys, "chen", NULL));
    assert_false(keyfile_set_administrator(folder, scene->keys, "chen", false, NULL));
    assert_false(keyfile_remove(folder, scene->keys, KEYFILE_RECOVERY, NULL));
    assert_false(keyfile_remove(folder, scene->keys, "nobody", &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    expect_opens("chen", "one two three four");
}

static void test_set_passphrase(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(vault_keys_t) officer = scene_unlock(scene, "li", "river of small stones", &error);
    g_autoptr(secret_t) other = words("quite another one now"), first = words("river of small stones");
    assert_true(keyfile_set_passphrase(scene->folder, officer, other, passphrase_cost_least(), &error));
    expect_locked("li", "river of small stones", BUREAU_ERROR_REFUSED);
    g_autoptr(vault_keys_t) again = scene_unlock(scene, "li", "quite another one now", &error);
    assert_no_error(error);
    assert_memory_equal(vault_keys_public(again), vault_keys_public(officer), VAULT_PUBLIC);
    assert_true(keyfile_set_passphrase(scene->folder, officer, first, passphrase_cost_least(), &error));
    expect_opens("li", "river of small stones");
}

static void test_remove_and_come_back(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    uint8_t signature[VAULT_SIGNATURE];
    scene_enrol(scene, "zhao", "eleven green kettles sing");
    g_autoptr(vault_keys_t) zhao = scene_unlock(scene, "zhao", "eleven green kettles sing", &error);
    vault_keys_sign(zhao, "abc", 3, signature);
    assert_true(keyfile_remove(scene->folder, scene->keys, "zhao", &error));
    expect_locked("zhao", "eleven green kettles sing", BUREAU_ERROR_REFUSED);
    g_autoptr(secret_t) passphrase = words("let me in by the window");
    assert_false(keyfile_set_passphrase(scene->folder, zhao, passphrase, passphrase_cost_least(), &error));
    assert_error_code(error, BUREAU_ERROR_STALE);
    assert_null(keyfile_renew(scene->folder, zhao, NULL));
    g_clear_error(&error);
    g_autoptr(keyfile_t) without = keyfile_read(scene->folder, &error);
    assert_true(vault_signature_is_good(keyfile_signer(without, "zhao", 0), "abc", 3, signature));
    /* under the same name later: the new key first, the former one still there */
    scene_enrol(scene, "zhao", "another kettle altogether");
    g_autoptr(keyfile_t) with = keyfile_read(scene->folder, &error);
    assert_false(vault_signature_is_good(keyfile_signer(with, "zhao", 0), "abc", 3, signature));
    assert_true(vault_signature_is_good(keyfile_signer(with, "zhao", 1), "abc", 3, signature));
    assert_null(keyfile_signer(with, "zhao", 2));
    assert_true(keyfile_remove(scene->folder, scene->keys, "zhao", &error));
}

static void test_never_overwritten(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) passphrase = words("whatever it is here");
    struct secret *recovery = NULL;
    assert_null(keyfile_create(scene->folder, "eve", passphrase, passphrase_cost_least(), &recovery, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    assert_null(recovery);
    expect_opens("chen", "one two three four");
}

static void test_versions(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 5; i++) {
        g_autoptr(GByteArray) before = scene_read(scene, "vault.keys");
        assert_true(keyfile_set_default_user(scene->folder, scene->keys, i % 2 ? NULL : "li", &error));
        g_autoptr(GByteArray) kept = scene_read(scene, "vault.keys.1");
        assert_int_equal(before->len, kept->len);
        assert_memory_equal(before->data, kept->data, kept->len);
    }
    uint64_t generations[4];
    for (int i = 0; i < 4; i++) {
        g_autofree char *name = i ? g_strdup_printf("vault.keys.%d", i) : g_strdup("vault.keys");
        g_autoptr(GByteArray) bytes = scene_read(scene, name);
        g_autoptr(GBytes) whole = g_bytes_new(bytes->data, bytes->len);
        g_autoptr(keyfile_t) keyfile = keyfile_parse(whole, name, &error);
        assert_no_error(error);
        generations[i] = keyfile_generation(keyfile);
        if (i) assert_int_equal(generations[i] + 1, generations[i - 1]);
    }
    g_autoptr(GDir) dir = g_dir_open(scene->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        if (g_str_has_prefix(name, "vault.keys") && strlen(name) > strlen("vault.keys.1")) fail_msg("left: %s", name);
    assert_true(keyfile_set_default_user(scene->folder, scene->keys, NULL, &error));
}

static void test_places(void **state)
{
    (void)state;
    g_autofree char *path = scene_path(scene, "vault.keys"), *aside = scene_path(scene, "aside");
    static const struct {
        mode_t folder, file;
        bool opens;
    } cases[] = { { 0700, 0600, true },  { 0700, 0640, false }, { 0700, 0604, false },
                  { 0770, 0600, false }, { 0707, 0600, false }, { 0755, 0600, true } };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_int_equal(g_chmod(scene->folder, cases[i].folder), 0);
        assert_int_equal(g_chmod(path, cases[i].file), 0);
        g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, &error);
        if ((keyfile != NULL) != cases[i].opens) fail_msg("%o %o", cases[i].folder, cases[i].file);
        g_autofree char *next = error ? bureau_error_next(error, NULL) : NULL;
        if (error) assert_non_null(strstr(next, "chmod"));
    }
    g_chmod(scene->folder, 0700);
    g_chmod(path, 0600);
    /* a link is not followed, a pipe not waited for */
    assert_int_equal(g_rename(path, aside), 0);
    assert_int_equal(symlink(aside, path), 0);
    assert_null(keyfile_read(scene->folder, NULL));
    g_unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_null(keyfile_read(scene->folder, NULL));
    g_unlink(path);
    assert_null(keyfile_read(scene->folder, NULL));
    assert_int_equal(g_rename(aside, path), 0);
    /* shared by the program's group: written so that everybody in it can replace it */
    g_autoptr(GError) error = NULL;
    struct stat info;
    assert_int_equal(g_chmod(scene->folder, 02770), 0);
    assert_true(keyfile_set_default_user(scene->folder, scene->keys, NULL, &error));
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0660);
    g_chmod(scene->folder, 0700);
    assert_null(keyfile_read(scene->folder, NULL));
    assert_true(g_chmod(path, 0600) == 0);
    expect_opens("chen", "one two three four");
}

static void test_cost(void **state)
{
    (void)state;
    const struct passphrase_cost least = passphrase_cost_least(), measured = passphrase_cost_measured();
    assert_int_equal(least.mebibytes, 64);
    assert_int_equal(least.operations, 3);
    assert_true(cost_is_sound(measured));
    assert_in_range(measured.mebibytes, 64, 1024);
    const struct passphrase_cost again = passphrase_cost_measured();
    assert_memory_equal(&measured, &again, sizeof again);
    static const struct passphrase_cost bad[] = { { 0, 256 },  { 2, 64 }, { 3, 63 },           { 3, 1025 },
                                                  { 17, 256 }, { 3, 0 },  { G_MAXUINT32, 64 }, { 3, G_MAXUINT32 } };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(cost_is_sound(bad[i]));
}

static void test_agent_pack(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) packed = vault_keys_pack(scene->keys);
    g_autoptr(vault_keys_t) keys = vault_keys_unpack(secret_bytes(packed), secret_length(packed), &error);
    assert_no_error(error);
    assert_int_equal(vault_keys_generation(keys), vault_keys_generation(scene->keys));
    /* good for a change of the key file, and for what is sealed to the backup key */
    assert_true(keyfile_set_default_user(scene->folder, keys, NULL, &error));
    uint8_t backup[VAULT_PUBLIC];
    g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, &error);
    assert_true(vault_keys_backup_public(keys, backup));
    assert_memory_equal(backup, keyfile_backup_public(keyfile), VAULT_PUBLIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unlock),
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_unknown_user_costs_the_same),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_set_passphrase),
        cmocka_unit_test(test_remove_and_come_back),
        cmocka_unit_test(test_never_overwritten),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_cost),
        cmocka_unit_test(test_agent_pack),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
