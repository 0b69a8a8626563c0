/* SPDX-License-Identifier: Apache-2.0 */
#include "keyfile_fixture.h"

#include "check.h"

#include <glib/gstdio.h>
#include <string.h>

struct secret *words(const char *text)
{
    return secret_copy(text, strlen(text));
}

struct scene *scene_new(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) passphrase = words("one two three four");
    struct scene *scene = g_new0(struct scene, 1);
    scene->folder = g_dir_make_tmp("bureau-keys-XXXXXX", NULL);
    scene->keys = keyfile_create(scene->folder, "chen", passphrase, passphrase_cost_least(), &scene->recovery, &error);
    assert_no_error(error);
    return scene;
}

void scene_free(struct scene *scene)
{
    g_autoptr(GDir) dir = g_dir_open(scene->folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = scene_path(scene, name);
        g_remove(path);
    }
    g_rmdir(scene->folder);
    vault_keys_unref(scene->keys);
    secret_free(scene->recovery);
    g_free(scene->folder);
    g_free(scene);
}

struct vault_keys *scene_unlock(struct scene *scene, const char *user, const char *passphrase, GError **error)
{
    g_autoptr(secret_t) secret = words(passphrase);
    return keyfile_unlock(scene->folder, user, secret, NULL, error);
}

void scene_enrol(struct scene *scene, const char *user, const char *passphrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(secret_t) secret = words(passphrase);
    keyfile_enrol(scene->folder, scene->keys, user, false, secret, passphrase_cost_least(), &error);
    assert_no_error(error);
}

bool same_master(const struct vault_keys *a, const struct vault_keys *b)
{
    uint8_t keys[2][VAULT_KEY];
    vault_keys_derive(a, "test", "", 0, keys[0]);
    vault_keys_derive(b, "test", "", 0, keys[1]);
    return memcmp(keys[0], keys[1], VAULT_KEY) == 0;
}

char *scene_path(const struct scene *scene, const char *name)
{
    return g_build_filename(scene->folder, name, NULL);
}

void scene_forget_waits(struct scene *scene)
{
    g_autofree char *path = scene_path(scene, "auth.state");
    g_remove(path);
}

GByteArray *scene_read(const struct scene *scene, const char *name)
{
    char *bytes = NULL;
    gsize length = 0;
    g_autofree char *path = scene_path(scene, name);
    if (!g_file_get_contents(path, &bytes, &length, NULL)) fail_msg("%s cannot be read", name);
    return g_byte_array_new_take((guint8 *)bytes, length);
}

void scene_write(const struct scene *scene, const char *name, const void *bytes, size_t length)
{
    g_autofree char *path = scene_path(scene, name);
    g_autoptr(GError) error = NULL;
    g_file_set_contents_full(path, bytes, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
    assert_no_error(error);
}
