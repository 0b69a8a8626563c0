/* SPDX-License-Identifier: Apache-2.0 */
/* See secret.h. The memory is sodium_malloc()'s: guard pages around it, left out of core files. */
#include "vault/secret.h"

#include "base/base.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define LINE_LIMIT 1024

struct secret {
    size_t length, room; /* room: without the zero byte behind */
    uint8_t *bytes;
};

static gint unlocked; /* set once a piece of memory could not be locked */

static gpointer prepare(gpointer unused)
{
    (void)unused;
    return GINT_TO_POINTER(sodium_init() >= 0);
}

bool vault_prepare(void)
{
    static GOnce once = G_ONCE_INIT;
    return GPOINTER_TO_INT(g_once(&once, prepare, NULL));
}

struct secret *secret_new(size_t length)
{
    struct secret *secret = g_new0(struct secret, 1);
    if (!vault_prepare()) g_error("libsodium cannot be used on this machine");
    secret->length = secret->room = length;
    secret->bytes = sodium_malloc(length + 1);
    if (!secret->bytes) g_error("no memory for a key");
    memset(secret->bytes, 0, length + 1);
    /* sodium_malloc() does not say when its own lock was refused; a second one does */
    if (sodium_mlock(secret->bytes, length + 1) != 0) g_atomic_int_set(&unlocked, 1);
    return secret;
}

struct secret *secret_random(size_t length)
{
    struct secret *secret = secret_new(length);
    randombytes_buf(secret->bytes, length);
    return secret;
}

struct secret *secret_copy(const void *bytes, size_t length)
{
    struct secret *secret = secret_new(length);
    if (length) memcpy(secret->bytes, bytes, length);
    return secret;
}

void secret_free(struct secret *secret)
{
    if (!secret) return;
    sodium_free(secret->bytes); /* wipes and unlocks */
    g_free(secret);
}

uint8_t *secret_bytes(struct secret *secret)
{
    return secret->bytes;
}

size_t secret_length(const struct secret *secret)
{
    return secret->length;
}

void secret_truncate(struct secret *secret, size_t length)
{
    if (length >= secret->length) return;
    sodium_memzero(secret->bytes + length, secret->length - length);
    secret->length = length;
}

void secret_wipe(void *bytes, size_t length)
{
    sodium_memzero(bytes, length);
}

bool secret_equal(const void *a, const void *b, size_t length)
{
    return sodium_memcmp(a, b, length) == 0;
}

bool secret_is_locked(void)
{
    g_autoptr(secret_t) trial = secret_new(1); /* a limit of nothing shows at the first byte */
    return g_atomic_int_get(&unlocked) == 0;
}

/* The next byte: 1, 0 at the end, -1 on an error. */
static ssize_t read_byte(int descriptor, uint8_t *byte)
{
    ssize_t got;
    do
        got = read(descriptor, byte, 1);
    while (got < 0 && errno == EINTR);
    return got;
}

struct secret *secret_read_line(int descriptor, GError **error)
{
    g_autoptr(secret_t) line = secret_new(LINE_LIMIT);
    size_t length = 0;
    bool bad = false;
    for (;;) {
        uint8_t byte;
        const ssize_t got = read_byte(descriptor, &byte);
        if (got < 0) {
            bureau_error_set(error, BUREAU_ERROR_STORE, N_("The passphrase cannot be read: {1}"),
                             N_("Name a file or a descriptor that can be read."), system_error_text(errno), NULL);
            return NULL;
        }
        if (got == 0 || byte == '\n') break;
        bad = bad || byte == 0 || length == LINE_LIMIT;
        if (!bad) line->bytes[length++] = byte;
    }
    if (length > 0 && line->bytes[length - 1] == '\r') line->bytes[--length] = 0;
    secret_truncate(line, length);
    if (length > 0 && !bad) return g_steal_pointer(&line);
    bureau_error_set(error, BUREAU_ERROR_INPUT,
                     bad ? N_("The passphrase is longer than 1024 bytes or holds a zero byte")
                         : N_("The passphrase is empty"),
                     N_("Put it on the first line, alone."), NULL);
    return NULL;
}
