/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an anchor and the files that hold it; for this folder. */
#pragma once
#include "guard/private.h"
#include "vault/keyfile.h"

/* One line: "bureau-anchor-1 VAULT EPOCH SEQ AT USER WHY STATE HEAD SIGNATURE", bytes in hex. What is signed is the
 * text before the last space. Without the line's end. NULL keys sign nothing: NULL. */
char *anchor_text(const struct vault_keys *keys, const struct guard_head *head, int64_t at, const char *user,
                  const char *why);

/* A line read back: `signed_length` bytes of `text` are signed with `signature`. False when it is not an anchor. */
struct anchor_line {
    struct guard_anchor anchor;
    uint8_t vault[VAULT_ID], signature[VAULT_SIGNATURE];
    size_t signed_length;
};
bool anchor_read(const char *text, struct anchor_line *line);
void anchor_free(gpointer anchor);

/* The files an anchor goes to: the store's own first, then the person's, then the folder of the setting. Their names
 * hold the vault's id and a digest of the store's place, so that neither a copy of the store nor a restored one
 * disturbs the original. NULL-terminated; free with g_strfreev. */
char **anchor_files(struct session *session);

/* Appends a line and flushes it. `own`: the file lies in the store's folder. */
bool anchor_append(const char *file, bool own, const char *text, GError **error);
/* The lines of a file, or of its last `most` bytes; empty when there is none. */
char **anchor_lines(const char *file, size_t most);

/* Whether the signature is that of a key the user has or had. `keyfile` may be NULL. */
bool anchor_is_signed(struct session *session, const struct keyfile *keyfile, const struct guard_anchor *anchor);
/* The newest anchor found that is well signed; NULL when there is none. */
struct guard_anchor *anchor_newest(struct session *session);
