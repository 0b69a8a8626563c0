/* SPDX-License-Identifier: Apache-2.0 */
/* The key file against somebody who may write into its folder: a stranger without any key, an officer who holds the
 * master key and has a program of his own, and one who puts a whole file of his own there; and against a kill. */
#include "check.h"
#include "keyfile_fixture.h"

#include "base/base.h"
#include "vault/keyfile_private.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct scene *scene;
static uint8_t chen_key[VAULT_KEY]; /* what Argon2id makes of chen's passphrase, so that a thousand tries cost little */

static struct keyfile *parse(const uint8_t *bytes, size_t length, GError **error)
{
    g_autoptr(GBytes) whole = g_bytes_new(bytes, length);
    return keyfile_parse(whole, "the file", error);
}

static int set_up(void **state)
{
    (void)state;
    g_autoptr(secret_t) passphrase = words("one two three four");
    scene = scene_new();
    scene_enrol(scene, "li", "river of small stones");
    g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, NULL);
    assert_true(passphrase_key(keyfile_slot(keyfile, "chen"), passphrase, chen_key));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scene_free(scene);
    return 0;
}

/* What chen's right passphrase opens in this file; NULL when nothing. */
static struct vault_keys *open_as_chen(const struct keyfile *keyfile, GError **error)
{
    uint8_t person[VAULT_KEY], root[VAULT_PUBLIC];
    const struct slot *slot = keyfile_slot(keyfile, "chen");
    if (!slot || !slot_open(slot, chen_key, person, root)) return NULL;
    return keys_from_slot(keyfile, slot, person, root, "the file", error);
}

static bool opens_as_chen(const uint8_t *bytes, size_t length)
{
    g_autoptr(keyfile_t) keyfile = parse(bytes, length, NULL);
    g_autoptr(vault_keys_t) keys = keyfile ? open_as_chen(keyfile, NULL) : NULL;
    return keys != NULL;
}

static void test_every_byte(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = scene_read(scene, "vault.keys");
    assert_true(opens_as_chen(bytes->data, bytes->len));
    for (guint i = 0; i < bytes->len; i++) {
        const uint8_t flips[] = { (uint8_t)(1u << (i % 8)), 0xFF };
        for (size_t j = 0; j < G_N_ELEMENTS(flips); j++) {
            bytes->data[i] ^= flips[j];
            if (opens_as_chen(bytes->data, bytes->len)) fail_msg("byte %u changed and it opens", i);
            bytes->data[i] ^= flips[j];
        }
    }
    assert_true(opens_as_chen(bytes->data, bytes->len));
}

static void test_every_length(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = scene_read(scene, "vault.keys");
    for (guint length = 0; length < bytes->len; length++)
        assert_false(opens_as_chen(bytes->data, length));
    const guint8 more[600] = { 0 };
    const guint whole = bytes->len;
    g_byte_array_append(bytes, more, sizeof more);
    for (guint length = whole + 1; length < bytes->len; length++)
        assert_false(opens_as_chen(bytes->data, length));
}

/* Counts that would take all memory, or make sums wrap. */
static void test_counts(void **state)
{
    (void)state;
    static const uint32_t counts[] = { 0, 1, 1024, 1025, 8192, 8193, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };
    g_autoptr(GByteArray) bytes = scene_read(scene, "vault.keys");
    enum { SLOTS_AT = 8 + 4 + 4 + VAULT_ID + 8 };
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(counts); j++) {
            const uint32_t words32[] = { GUINT32_TO_LE(counts[i]), GUINT32_TO_LE(counts[j]) };
            g_autoptr(GError) error = NULL;
            g_autofree guint8 *changed = g_memdup2(bytes->data, bytes->len);
            memcpy(changed + SLOTS_AT, words32, sizeof words32);
            assert_null(parse(changed, bytes->len, &error));
            assert_error_code(error, BUREAU_ERROR_STORE);
        }
}

/* Writes a changed model back as the stranger would: MAC and certificates as they were. `seal`: as the officer would,
 * who holds the master key. */
static bool still_opens(struct keyfile *keyfile, bool seal)
{
    g_autoptr(vault_keys_t) none = vault_keys_new();
    if (seal)
        keyfile_serialise(keyfile, scene->keys);
    else
        keyfile_serialise(keyfile, none);
    size_t length;
    const uint8_t *bytes = g_bytes_get_data(keyfile->bytes, &length);
    return opens_as_chen(bytes, length);
}

typedef void change_t(struct keyfile *keyfile);

static void change_nothing(struct keyfile *keyfile)
{
    (void)keyfile;
}
static void swap_slots(struct keyfile *keyfile)
{
    struct slot *slots = &g_array_index(keyfile->slots, struct slot, 0), first = slots[0];
    slots[0] = slots[2];
    slots[2] = first;
}
static void remove_slot(struct keyfile *keyfile)
{
    g_array_remove_index(keyfile->slots, 2);
}
static void set_default(struct keyfile *keyfile)
{
    g_strlcpy(keyfile->default_user, "li", sizeof keyfile->default_user);
}
static void count_back(struct keyfile *keyfile)
{
    keyfile->generation--;
}
static void inject_slot(struct keyfile *keyfile)
{
    struct slot slot = g_array_index(keyfile->slots, struct slot, 0);
    g_strlcpy(slot.signer.user, "eve", sizeof slot.signer.user);
    g_array_append_val(keyfile->slots, slot);
}
static void own_slot(struct keyfile *keyfile) /* with a root key of one's own */
{
    struct slot slot;
    g_autoptr(secret_t) passphrase = words("eve and nobody else");
    g_autoptr(vault_keys_t) own = vault_keys_new();
    slot_make(&slot, "eve", SLOT_PERSON, SLOT_ADMINISTRATOR, passphrase, passphrase_cost_least(), keyfile->root, NULL);
    certify_signer(keyfile, &slot.signer, own->material->administrator);
    slot_seal(&slot, scene->keys);
    g_array_append_val(keyfile->slots, slot);
}
static void rename_user(struct keyfile *keyfile)
{
    g_strlcpy(keyfile_slot(keyfile, "li")->signer.user, "eve", KEYFILE_USER);
}
static void raise_officer(struct keyfile *keyfile)
{
    struct slot *slot = keyfile_slot(keyfile, "li");
    slot->signer.flags = SLOT_ADMINISTRATOR;
    slot_seal(slot, scene->keys);
}
static void swap_signatures(struct keyfile *keyfile) /* li signs as chen */
{
    memcpy(keyfile_slot(keyfile, "chen")->signer.sign, keyfile_slot(keyfile, "li")->signer.sign, VAULT_PUBLIC);
}
static void own_former(struct keyfile *keyfile)
{
    struct signer signer = keyfile_slot(keyfile, "li")->signer;
    g_strlcpy(signer.user, "zhao", sizeof signer.user);
    g_array_append_val(keyfile->former, signer);
}
static void own_audit(struct keyfile *keyfile)
{
    g_autoptr(vault_keys_t) own = vault_keys_new();
    audit_public(own->material->audit, keyfile->audit);
}
static void own_backup(struct keyfile *keyfile)
{
    g_autoptr(vault_keys_t) own = vault_keys_new();
    backup_public(own->material->administrator, keyfile->backup);
}
static void own_master(struct keyfile *keyfile)
{
    g_autoptr(vault_keys_t) own = vault_keys_new();
    memcpy(own->material->administrator, scene->keys->material->administrator, VAULT_KEY);
    master_digest(own->material->master, keyfile->master.digest);
    slot_seal(keyfile_slot(keyfile, "chen"), own);
}
static void cheaper(struct keyfile *keyfile)
{
    keyfile_slot(keyfile, "chen")->cost.operations++;
}
static void other_salt(struct keyfile *keyfile)
{
    keyfile_slot(keyfile, "chen")->salt[0] ^= 1;
}
static void wrapped_of_another(struct keyfile *keyfile)
{
    memcpy(keyfile_slot(keyfile, "chen")->wrapped, keyfile_slot(keyfile, "li")->wrapped, KEYFILE_WRAPPED);
}

static void test_changes(void **state)
{
    (void)state;
    /* an officer who holds the master key may do what harms nobody's secrets (take a slot away, put them in another
     * order), as he may delete the file; he cannot make himself another one */
    static const struct {
        const char *name;
        change_t *change;
        bool sealed_opens;
    } cases[] = {
        { "nothing", change_nothing, true },
        { "slots in another order", swap_slots, true },
        { "a slot taken away", remove_slot, true },
        { "another default user", set_default, true },
        { "an older count", count_back, true },
        { "a slot twice under another name", inject_slot, false },
        { "a slot of one's own", own_slot, false },
        { "a user renamed", rename_user, false },
        { "an officer raised", raise_officer, false },
        { "one who signs as another", swap_signatures, false },
        { "a former signer invented", own_former, false },
        { "another audit key", own_audit, false },
        { "another backup key", own_backup, false },
        { "another master key", own_master, false },
        { "another cost", cheaper, false },
        { "another salt", other_salt, false },
        { "the wrapped part of another slot", wrapped_of_another, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        for (int seal = 0; seal < 2; seal++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, &error);
            assert_no_error(error);
            cases[i].change(keyfile);
            if (still_opens(keyfile, seal) != (seal && cases[i].sealed_opens))
                fail_msg("%s, %s", cases[i].name, seal ? "sealed again" : "by a stranger");
        }
}

/* Someone makes a store, copies chen's slot into its key file and certifies all with a root key of his own: chen's
 * passphrase opens the slot, yet chen must not work in a store that is not chen's. */
static void test_whole_file_of_another(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct scene *eve = scene_new();
    g_autoptr(keyfile_t) real = keyfile_read(scene->folder, &error), own = keyfile_read(eve->folder, &error);
    struct slot copied = *keyfile_slot(real, "chen");
    certify_signer(own, &copied.signer, eve->keys->material->administrator);
    slot_seal(&copied, eve->keys);
    *keyfile_slot(own, "chen") = copied;
    /* or else there would be no administrator that eve can be */
    keyfile_serialise(own, eve->keys);
    g_autoptr(GBytes) bytes = keyfile_bytes(own);
    g_autoptr(keyfile_t) control = keyfile_parse(bytes, "eve's", &error);
    assert_no_error(error); /* nothing is wrong with it by itself */
    g_autoptr(secret_t) passphrase = words("one two three four");
    assert_null(keyfile_unlock_bytes(bytes, "chen", passphrase, &error));
    assert_error_code(error, BUREAU_ERROR_STORE);
    g_clear_error(&error);
    /* and what chen has unlocked before notices it as well */
    assert_false(keyfile_check(control, scene->keys, &error));
    assert_true(keyfile_check(real, scene->keys, NULL));
    scene_free(eve);
}

/* ---- rotation ---- */

static struct vault_keys *unlock_li(void)
{
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = scene_unlock(scene, "li", "river of small stones", &error);
    assert_no_error(error);
    return keys;
}

static void test_rotation(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) before = scene_read(scene, "vault.keys");
    g_autoptr(vault_keys_t) stale = unlock_li();
    g_autoptr(vault_keys_t) next = keyfile_rotate_begin(scene->folder, scene->keys, &error);
    assert_no_error(error);
    assert_int_equal(vault_keys_epoch(next), 2);
    assert_false(same_master(next, scene->keys));
    /* killed here: everybody holds both, whichever the store is under */
    g_autoptr(vault_keys_t) between = unlock_li();
    assert_true(same_master(between, next));
    assert_true(vault_keys_try_other(between));
    assert_true(same_master(between, scene->keys));
    assert_int_equal(vault_keys_epoch(between), 1);
    /* who is removed now would know the new one */
    assert_false(keyfile_remove(scene->folder, scene->keys, "li", &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    /* a second beginning goes on with the same; a user of before may change a passphrase meanwhile */
    g_autoptr(vault_keys_t) again = keyfile_rotate_begin(scene->folder, scene->keys, &error);
    assert_true(same_master(again, next));
    g_autoptr(secret_t) passphrase = words("river of small stones");
    assert_true(keyfile_set_passphrase(scene->folder, stale, passphrase, passphrase_cost_least(), &error));
    /* back, and forth again: another new key */
    assert_true(keyfile_rotate_undo(scene->folder, next, &error));
    g_autoptr(vault_keys_t) undone = unlock_li();
    assert_true(same_master(undone, scene->keys));
    assert_false(vault_keys_try_other(undone));
    g_autoptr(vault_keys_t) second = keyfile_rotate_begin(scene->folder, scene->keys, &error);
    assert_false(same_master(second, next));
    assert_true(keyfile_rotate_end(scene->folder, second, &error));
    assert_true(keyfile_rotate_end(scene->folder, second, &error));
    g_autoptr(vault_keys_t) after = unlock_li();
    assert_true(same_master(after, second));
    assert_false(vault_keys_try_other(after));
    assert_int_equal(vault_keys_epoch(after), 2);
    /* the former key is no longer in the file, sealed to nobody */
    g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, &error);
    assert_false(keyfile_check(keyfile, scene->keys, &error));
    assert_error_code(error, BUREAU_ERROR_STALE);
    g_clear_error(&error);
    /* the file of before, put back: it opens, with the old key and a lower count, which the store does not fit */
    g_autoptr(GByteArray) now = scene_read(scene, "vault.keys");
    scene_write(scene, "vault.keys", before->data, before->len);
    g_autoptr(vault_keys_t) replayed = unlock_li();
    assert_false(same_master(replayed, after));
    assert_int_equal(vault_keys_epoch(replayed), 1);
    assert_true(vault_keys_generation(replayed) < vault_keys_generation(after));
    scene_write(scene, "vault.keys", now->data, now->len);
    g_autoptr(vault_keys_t) renewed = keyfile_renew(scene->folder, scene->keys, &error);
    assert_true(same_master(renewed, after));
    vault_keys_unref(scene->keys);
    scene->keys = g_steal_pointer(&renewed);
}

static void test_adopt(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(scene->folder, "restored", NULL);
    g_autofree char *file = g_build_filename(folder, "vault.keys", NULL);
    g_autoptr(keyfile_t) keyfile = keyfile_read(scene->folder, &error);
    g_autoptr(GBytes) bytes = keyfile_bytes(keyfile);
    g_autoptr(secret_t) packed = vault_keys_pack(scene->keys);
    g_autoptr(vault_keys_t) keys = vault_keys_unpack(secret_bytes(packed), secret_length(packed), &error);
    g_autoptr(vault_keys_t) officer = unlock_li();
    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_false(keyfile_adopt(bytes, folder, officer, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_clear_error(&error);
    assert_true(keyfile_adopt(bytes, folder, keys, &error));
    assert_memory_not_equal(vault_keys_id(keys), vault_keys_id(scene->keys), VAULT_ID);
    assert_false(keyfile_adopt(bytes, folder, keys, NULL)); /* never over one that is there */
    g_autoptr(keyfile_t) restored = keyfile_read(folder, &error);
    assert_no_error(error);
    assert_memory_equal(keyfile_id(restored), vault_keys_id(keys), VAULT_ID);
    assert_true(keyfile_check(restored, keys, &error));
    assert_false(keyfile_check(restored, scene->keys, NULL));
    g_autoptr(secret_t) passphrase = words("river of small stones");
    g_autoptr(vault_keys_t) li = keyfile_unlock(folder, "li", passphrase, NULL, &error);
    assert_no_error(error);
    assert_true(same_master(li, scene->keys));
    /* keys of another master key are told so */
    g_autoptr(vault_keys_t) next = keyfile_rotate_begin(scene->folder, scene->keys, &error);
    assert_true(keyfile_rotate_end(scene->folder, next, &error));
    g_unlink(file);
    assert_false(keyfile_adopt(bytes, folder, next, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_autofree char *waits = g_build_filename(folder, "auth.state", NULL);
    g_unlink(waits);
    g_rmdir(folder);
    vault_keys_unref(scene->keys);
    scene->keys = keyfile_renew(scene->folder, next, NULL);
}

/* ---- several processes ---- */

static pid_t start_changing(int ready, unsigned times)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child) return child;
    for (unsigned i = 0; i < times; i++) {
        if (!keyfile_set_default_user(scene->folder, scene->keys, i % 2 ? "li" : NULL, NULL)) _exit(1);
        if (ready >= 0 && write(ready, "x", 1) != 1) _exit(1);
    }
    _exit(0);
}

static void test_no_change_is_lost(void **state)
{
    (void)state;
    enum { PROCESSES = 4, CHANGES = 8 };
    pid_t children[PROCESSES];
    g_autoptr(keyfile_t) before = keyfile_read(scene->folder, NULL);
    for (int i = 0; i < PROCESSES; i++)
        children[i] = start_changing(-1, CHANGES);
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    g_autoptr(keyfile_t) after = keyfile_read(scene->folder, NULL);
    assert_int_equal(keyfile_generation(after), keyfile_generation(before) + PROCESSES * CHANGES);
}

/* Killed after some number of changes, somewhere within the next. */
static void test_kill(void **state)
{
    (void)state;
    enum { KILLS = 40 };
    for (int i = 0; i < KILLS; i++) {
        g_autoptr(GError) error = NULL;
        int ends[2], status;
        char byte;
        g_autoptr(keyfile_t) before = keyfile_read(scene->folder, &error);
        assert_no_error(error);
        assert_int_equal(pipe(ends), 0);
        const pid_t child = start_changing(ends[1], 1000);
        close(ends[1]);
        const int told = 1 + i % 3;
        for (int j = 0; j < told; j++)
            assert_int_equal(read(ends[0], &byte, 1), 1);
        for (volatile int spin = 0; spin < i * 20000; spin++) {
        }
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        assert_true(WIFSIGNALED(status));
        close(ends[0]);
        g_autoptr(keyfile_t) after = keyfile_read(scene->folder, &error);
        assert_no_error(error);
        assert_true(keyfile_check(after, scene->keys, &error));
        assert_true(keyfile_generation(after) >= keyfile_generation(before) + (uint64_t)told);
    }
    g_autoptr(GError) error = NULL;
    assert_true(keyfile_set_default_user(scene->folder, scene->keys, NULL, &error));
    g_autofree char *litter = scene_path(scene, "vault.keys.new"), *kept = scene_path(scene, "vault.keys.keep");
    assert_false(g_file_test(litter, G_FILE_TEST_EXISTS));
    assert_false(g_file_test(kept, G_FILE_TEST_EXISTS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte), cmocka_unit_test(test_every_length),
        cmocka_unit_test(test_counts),     cmocka_unit_test(test_changes),
        cmocka_unit_test(test_rotation),   cmocka_unit_test(test_whole_file_of_another),
        cmocka_unit_test(test_adopt),      cmocka_unit_test(test_no_change_is_lost),
        cmocka_unit_test(test_kill),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
