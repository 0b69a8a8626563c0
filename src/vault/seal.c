/* SPDX-License-Identifier: Apache-2.0 */
/* See seal.h. */
#include "vault/seal.h"

#include "vault/secret.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

G_STATIC_ASSERT(SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT(SEAL_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT(SEAL_FINGERPRINT == crypto_shorthash_siphashx24_BYTES);
G_STATIC_ASSERT(SEAL_FINGERPRINT_KEY == crypto_shorthash_siphashx24_KEYBYTES);
G_STATIC_ASSERT(SEAL_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES);

/* Every nonce is a digest of a random seed of this thread, a count, the process and the clock: a call of the system a
 * nonce would cost more than the digest. A child of fork() draws its own seed; a machine restored from an image goes on
 * with the same seed and count, and there the clock and, after at most RESEED nonces, fresh randomness differ. */
#define RESEED 4096
static gint forks;

static void count_fork(void)
{
    g_atomic_int_inc(&forks);
}

static gpointer watch_forks(gpointer unused)
{
    (void)unused;
    pthread_atfork(NULL, NULL, count_fork);
    return NULL;
}

void seal_nonce(uint8_t nonce[SEAL_NONCE])
{
    static _Thread_local struct {
        uint8_t seed[32];
        uint64_t count;
        int64_t process, seconds, nanoseconds;
        gint forks;
        bool drawn;
    } state;
    static GOnce once = G_ONCE_INIT;
    g_once(&once, watch_forks, NULL);
    if (!state.drawn || state.forks != g_atomic_int_get(&forks) || state.count % RESEED == 0) {
        if (!vault_prepare()) g_error("libsodium cannot be used on this machine");
        randombytes_buf(state.seed, sizeof state.seed);
        state.process = getpid();
        state.forks = g_atomic_int_get(&forks);
        state.drawn = true;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    state.count++;
    state.seconds = now.tv_sec;
    state.nanoseconds = now.tv_nsec;
    crypto_generichash(nonce, SEAL_NONCE, (const uint8_t *)&state, sizeof state, NULL, 0);
}

void seal_close(const uint8_t key[SEAL_KEY], uint8_t *sealed, const uint8_t *plain, size_t length, const void *with,
                size_t with_length, uint8_t trailer[SEAL_OVERHEAD])
{
    seal_nonce(trailer);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(sealed, trailer + SEAL_NONCE, NULL, plain, length, with,
                                                        with_length, NULL, trailer, key);
}

bool seal_open(const uint8_t key[SEAL_KEY], uint8_t *plain, const uint8_t *sealed, size_t length, const void *with,
               size_t with_length, const uint8_t trailer[SEAL_OVERHEAD])
{
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(plain, NULL, sealed, length, trailer + SEAL_NONCE, with,
                                                               with_length, trailer, key) == 0;
}

void seal_digest(uint8_t *digest, size_t digest_length, const uint8_t *key, const struct seal_part *parts, size_t count)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, key ? SEAL_KEY : 0, digest_length);
    for (size_t i = 0; i < count; i++) {
        const uint64_t length = GUINT64_TO_LE((uint64_t)parts[i].length);
        crypto_generichash_update(&state, (const uint8_t *)&length, sizeof length);
        if (parts[i].length) crypto_generichash_update(&state, parts[i].bytes, parts[i].length);
    }
    crypto_generichash_final(&state, digest, digest_length);
    secret_wipe(&state, sizeof state);
}

void seal_fingerprint(uint8_t fingerprint[SEAL_FINGERPRINT], const uint8_t key[SEAL_FINGERPRINT_KEY], const void *bytes,
                      size_t length)
{
    crypto_shorthash_siphashx24(fingerprint, bytes, length, key);
}
