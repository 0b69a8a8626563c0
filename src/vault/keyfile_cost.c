/* SPDX-License-Identifier: Apache-2.0 */
/* What Argon2id (RFC 9106) costs, and the form of a recovery key. Memory counts most: it is what a machine built for
 * guessing is short of. */
#include "vault/keyfile_private.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum {
    LEAST_MEBIBYTES = 64,
    SMALL_MEBIBYTES = 128, /* where there is less than 2 GiB of memory */
    USUAL_MEBIBYTES = 256,
    MOST_MEBIBYTES = 1024,
    LEAST_OPERATIONS = 3,
    MOST_OPERATIONS = 16, /* a hostile file must not keep a person waiting for minutes */
    WANTED_MICROSECONDS = 700000,
    FEWEST_MICROSECONDS = 500000,
    MOST_MICROSECONDS = 1000000,
};

bool cost_is_sound(struct passphrase_cost cost)
{
    return cost.operations >= LEAST_OPERATIONS && cost.operations <= MOST_OPERATIONS &&
           cost.mebibytes >= LEAST_MEBIBYTES && cost.mebibytes <= MOST_MEBIBYTES;
}

struct passphrase_cost passphrase_cost_least(void)
{
    return (struct passphrase_cost){ LEAST_OPERATIONS, LEAST_MEBIBYTES };
}

/* Microseconds of one derivation; more than is wanted when there is no memory for it. */
static gint64 measure(struct passphrase_cost cost)
{
    static const char text[] = "how long does this take";
    static const uint8_t salt[KEYFILE_SALT];
    uint8_t key[VAULT_KEY];
    const gint64 start = g_get_monotonic_time();
    if (crypto_pwhash(key, sizeof key, text, sizeof text, salt, cost.operations, (size_t)cost.mebibytes << 20,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return 2 * MOST_MICROSECONDS;
    return MAX(1, g_get_monotonic_time() - start);
}

static gpointer measured_once(gpointer unused)
{
    (void)unused;
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    const bool is_small = pages > 0 && page > 0 && (int64_t)pages * page < (int64_t)2 << 30;
    struct passphrase_cost *cost = g_new0(struct passphrase_cost, 1);
    *cost = (struct passphrase_cost){ LEAST_OPERATIONS, is_small ? SMALL_MEBIBYTES : USUAL_MEBIBYTES };
    gint64 took = vault_prepare() ? measure(*cost) : 2 * MOST_MICROSECONDS;
    while (took > MOST_MICROSECONDS && cost->mebibytes > LEAST_MEBIBYTES) {
        cost->mebibytes /= 2;
        took = measure(*cost);
    }
    if (took < FEWEST_MICROSECONDS) /* a pass more costs as much as each before */
        cost->operations =
            (uint32_t)CLAMP(cost->operations * (gint64)WANTED_MICROSECONDS / took, LEAST_OPERATIONS, MOST_OPERATIONS);
    return cost;
}

struct passphrase_cost passphrase_cost_measured(void)
{
    static GOnce once = G_ONCE_INIT;
    return *(struct passphrase_cost *)g_once(&once, measured_once, NULL);
}

/* ---- the recovery key ---- */

/* No I, O, 0 and 1, which are read for one another. 32 symbols of 5 bits, 160 bits in all. */
static const char symbols[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
enum { RECOVERY_SYMBOLS = 32, RECOVERY_GROUP = 4 };

struct secret *recovery_make(void)
{
    struct secret *text = secret_new(RECOVERY_SYMBOLS + RECOVERY_SYMBOLS / RECOVERY_GROUP - 1);
    char *to = (char *)secret_bytes(text);
    for (int i = 0; i < RECOVERY_SYMBOLS; i++) {
        if (i && i % RECOVERY_GROUP == 0) *to++ = '-';
        *to++ = symbols[randombytes_uniform(32)];
    }
    return text;
}

struct secret *recovery_canonical(const struct secret *text)
{
    const uint8_t *from = secret_bytes((struct secret *)text);
    struct secret *canonical = secret_new(secret_length(text));
    uint8_t *to = secret_bytes(canonical);
    size_t length = 0;
    for (size_t i = 0; i < secret_length(text); i++)
        if (from[i] != '-' && !g_ascii_isspace((char)from[i])) to[length++] = (uint8_t)g_ascii_toupper((char)from[i]);
    secret_truncate(canonical, length);
    return canonical;
}
