/* SPDX-License-Identifier: Apache-2.0 */
/* A folder with a key file, for tests of the vault. */
#pragma once
#include "vault/keyfile.h"

struct scene {
    char *folder;
    struct vault_keys *keys; /* of the administrator chen */
    struct secret *recovery;
};

/* The administrator "chen" with the passphrase "one two three four"; least cost. */
struct scene *scene_new(void);
void scene_free(struct scene *scene);

struct secret *words(const char *text);
struct vault_keys *scene_unlock(struct scene *scene, const char *user, const char *passphrase, GError **error);
/* Adds an officer. */
void scene_enrol(struct scene *scene, const char *user, const char *passphrase);
bool same_master(const struct vault_keys *a, const struct vault_keys *b);

/* Forgets failed tries, so that the next need not wait. */
void scene_forget_waits(struct scene *scene);
char *scene_path(const struct scene *scene, const char *name);
/* The file as bytes, and put there as bytes. */
GByteArray *scene_read(const struct scene *scene, const char *name);
void scene_write(const struct scene *scene, const char *name, const void *bytes, size_t length);
