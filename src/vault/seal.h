/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing of bytes: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) by libsodium, with a random nonce a unit. The one
 * cipher of the program: it is in every libsodium, whatever the processor. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEAL_KEY = 32, SEAL_NONCE = 24, SEAL_TAG = 16, SEAL_OVERHEAD = SEAL_NONCE + SEAL_TAG };

/* A nonce that no other thread, process, fork or restored image of this machine has made. */
void seal_nonce(uint8_t nonce[SEAL_NONCE]);

/* Seals `length` bytes from `plain` to `sealed` (may be the same place); nonce and tag go to `trailer`. What `with`
 * holds is authenticated and not stored. */
void seal_close(const uint8_t key[SEAL_KEY], uint8_t *sealed, const uint8_t *plain, size_t length, const void *with,
                size_t with_length, uint8_t trailer[SEAL_OVERHEAD]);
/* The reverse; false when anything was changed, and then `plain` is not to be used. */
bool seal_open(const uint8_t key[SEAL_KEY], uint8_t *plain, const uint8_t *sealed, size_t length, const void *with,
               size_t with_length, const uint8_t trailer[SEAL_OVERHEAD]);

/* BLAKE2b (RFC 7693): `key` may be NULL. `digest_length` 16 to 64. Several parts are hashed with their lengths, so that
 * no two lists of parts give the same input. */
struct seal_part {
    const void *bytes;
    size_t length;
};
void seal_digest(uint8_t *digest, size_t digest_length, const uint8_t *key, const struct seal_part *parts,
                 size_t count);

/* SipHash-2-4 with 128 bits (Aumasson and Bernstein 2012): a keyed fingerprint of short rows, five times as quick as
 * BLAKE2b. For sums over rows that nobody without the key can steer; not for what must resist whoever has the key. */
enum { SEAL_FINGERPRINT = 16, SEAL_FINGERPRINT_KEY = 16 };
void seal_fingerprint(uint8_t fingerprint[SEAL_FINGERPRINT], const uint8_t key[SEAL_FINGERPRINT_KEY], const void *bytes,
                      size_t length);
