/* SPDX-License-Identifier: Apache-2.0 */
/* What a sealed file of kind "backup" holds: a copy of the store, sealed under a key that was drawn for this backup
 * alone, and that key. The copy is never in clear, neither beside the backup while it is made nor while it is read. */
#pragma once
#include "store/store.h"
#include "vault/envelope.h"

#define STORE_FILE_NAME "bureau.db"

/* Streams the copy in `folder` (made by store_copy() under `keys` as STORE_FILE_NAME, and closed) into the envelope.
 * Progress is told in bytes. Errors: STORE, CANCELLED. */
bool store_backup_pack(struct envelope_writer *writer, const char *folder, const struct vault_keys *keys,
                       GCancellable *cancellable, store_progress *progress, void *data, GError **error);

/* The reverse, from an unlocked envelope: writes STORE_FILE_NAME into `folder`, which must be private and empty, to the
 * true end of the envelope, flushes it, and answers its keys. Errors: INPUT (damaged, cut off, not a backup), STORE,
 * CANCELLED; what was written is then taken away. */
struct vault_keys *store_backup_unpack(struct envelope_reader *reader, const char *folder, GCancellable *cancellable,
                                       store_progress *progress, void *data, GError **error);
