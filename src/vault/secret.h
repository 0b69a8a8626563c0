/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that must not be seen: in guarded, locked memory that is wiped when it is given back. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct secret;

/* `length` zero bytes. Never NULL: without memory for a key nothing can be done, and the program ends. */
struct secret *secret_new(size_t length);
/* `length` random bytes. */
struct secret *secret_random(size_t length);
/* A copy; the caller wipes what it copied from. */
struct secret *secret_copy(const void *bytes, size_t length);
void secret_free(struct secret *secret); /* wipes */
typedef struct secret secret_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(secret_t, secret_free)

uint8_t *secret_bytes(struct secret *secret); /* followed by a zero byte, so that text can be read as such */
size_t secret_length(const struct secret *secret);
void secret_truncate(struct secret *secret, size_t length); /* wipes what lies behind */

/* Overwrites ordinary memory that held a secret for a moment. */
void secret_wipe(void *bytes, size_t length);
/* Equal, in a time that does not tell where they differ. */
bool secret_equal(const void *a, const void *b, size_t length);

/* The first line of a descriptor (without its end), read byte by byte into locked memory. Errors: INPUT when it is
 * empty, longer than 1024 bytes or holds a zero byte; STORE when it cannot be read. */
struct secret *secret_read_line(int descriptor, GError **error);

/* Whether every secret of this process lies in locked memory (mlock may be refused by a limit). */
bool secret_is_locked(void);
/* Prepares the library; called by every function that needs it. false: it does not work here. */
bool vault_prepare(void);
