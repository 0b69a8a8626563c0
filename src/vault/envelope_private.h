/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a sealed file, which writer and reader share. All numbers are little-endian.
 *
 *   8  "BUREAUE1"
 *   4  length of the head        4  length of the key file
 *      head: 8 made, 16 id, 1 length of the kind, the kind, the label to the end
 *      key file
 *  80  file key, sealed to the backup key (crypto_box_seal)
 *  24  header of the stream (crypto_secretstream_xchacha20poly1305)
 *      chunks: 65536 bytes of content and 17 more; the last may be shorter and carries the final mark
 *
 * The first chunk has the digest of everything before it as associated data. */
#pragma once
#include "vault/envelope.h"

#include <sodium.h>

#define ENVELOPE_MAGIC "BUREAUE1"
enum {
    ENVELOPE_MAGIC_LENGTH = 8,
    ENVELOPE_FIXED = ENVELOPE_MAGIC_LENGTH + 4 + 4,
    ENVELOPE_HEAD_FIXED = 8 + VAULT_ID + 1,
    ENVELOPE_KIND_LIMIT = 32,
    ENVELOPE_LABEL_LIMIT = 64 * 1024,
    ENVELOPE_KEYFILE_LIMIT = 1024 * 1024,
    ENVELOPE_KEY = crypto_secretstream_xchacha20poly1305_KEYBYTES,
    ENVELOPE_SEALED_KEY = ENVELOPE_KEY + crypto_box_SEALBYTES,
    ENVELOPE_STREAM = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    ENVELOPE_CHUNK = 64 * 1024,
    ENVELOPE_MORE = crypto_secretstream_xchacha20poly1305_ABYTES,
    ENVELOPE_SEALED_CHUNK = ENVELOPE_CHUNK + ENVELOPE_MORE,
    ENVELOPE_BINDING = 32,
};

/* What binds the first chunk to all before it: `front` is everything before the chunks. */
void envelope_binding(const void *front, size_t length, uint8_t binding[ENVELOPE_BINDING]);
bool envelope_kind_is_good(const char *kind, size_t length);
