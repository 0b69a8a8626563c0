/* SPDX-License-Identifier: Apache-2.0 */
/* A sealed file: for backups and exports of rows. It opens with a clear head (kind, made when, of which store, a
 * label), then a copy of the key file (so that an administrator's passphrase or the recovery key opens it anywhere), a
 * file key sealed to the backup public key, and then chunks of 64 KiB by libsodium's secretstream
 * (XChaCha20-Poly1305), which notices any chunk changed, dropped, repeated, swapped or cut. All that stands before the
 * chunks is authenticated with the first one. An officer's passphrase does not open it. doc/backup.md has the layout.
 */
#pragma once
#include "vault/keys.h"

struct envelope_head {
    char *kind;   /* "backup", "rows": small letters */
    int64_t made; /* milliseconds since 1970 */
    uint8_t id[VAULT_ID];
    char *label; /* JSON, holds no personal data: head of the log, counts, versions */
};
void envelope_head_clear(struct envelope_head *head);

/* The public half of the backup key, which comes from the administrators' secret; what keyfile_backup_public() answers
 * for a store. false when the keys are not an administrator's. */
bool vault_keys_backup_public(const struct vault_keys *keys, uint8_t public_key[VAULT_PUBLIC]);

/* Writing: to a new file in a private folder beside `path` (see base/scratch.h), which takes its name only in
 * envelope_finish(). Mode 0600. `backup_public` has VAULT_PUBLIC bytes; `keyfile` is a copy of the key file. Errors:
 * STORE. */
struct envelope_writer;
struct envelope_writer *envelope_create(const char *path, const struct envelope_head *head,
                                        const uint8_t *backup_public, GBytes *keyfile, GError **error);
bool envelope_write(struct envelope_writer *writer, const void *bytes, size_t length, GError **error);
/* Ends, flushes, renames. `replace`: whether a file of that name may be replaced; REFUSED when it may not. */
bool envelope_finish(struct envelope_writer *writer, bool replace, GError **error);
/* Of the finished file: its size, and its SHA-256 as 64 hexadecimal digits (borrowed). */
int64_t envelope_size(const struct envelope_writer *writer);
const char *envelope_digest(const struct envelope_writer *writer);
void envelope_writer_free(struct envelope_writer *writer); /* unfinished: takes the new file away */

/* Reading. Errors: STORE (not there, I/O), INPUT (not a sealed file, damaged, cut off), REFUSED (keys that do not open
 * it). The head can be read by anybody; it is believed only once the envelope is unlocked. */
struct envelope_reader;
struct envelope_reader *envelope_open(const char *path, GError **error);
const struct envelope_head *envelope_head(const struct envelope_reader *reader);
GBytes *envelope_keyfile(const struct envelope_reader *reader); /* borrowed */
/* Bytes of the file, and the bytes of content it must hold if it is whole. */
int64_t envelope_file_size(const struct envelope_reader *reader);
int64_t envelope_content_size(const struct envelope_reader *reader);
/* With the keys of an administrator (keyfile_unlock_bytes() of the copy inside, or of the store itself). */
bool envelope_unlock(struct envelope_reader *reader, const struct vault_keys *keys, GError **error);
/* At the most `room` bytes; 0 at the true end, -1 on an error (changed, cut off, I/O). */
gssize envelope_read(struct envelope_reader *reader, void *bytes, size_t room, GError **error);
void envelope_reader_free(struct envelope_reader *reader);
typedef struct envelope_writer envelope_writer_t;
typedef struct envelope_reader envelope_reader_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(envelope_writer_t, envelope_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(envelope_reader_t, envelope_reader_free)
