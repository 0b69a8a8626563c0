/* SPDX-License-Identifier: Apache-2.0 */
/* A finished document into a file that a person names. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Writes the bytes with the rights of the person alone, mode 0600, whole or not at all. REFUSED when there is a file of
 * that name and it is not to be replaced; STORE when the place cannot be written. */
bool letter_deliver(const char *path, bool replace, const void *bytes, size_t length, GError **error);

/* The same in two steps, for what must hold together with a transaction: the bytes are written and flushed under a name
 * that nobody looks for; letter_delivery_keep gives them theirs. Freed without that, they are gone. */
struct delivery;
struct delivery *letter_delivery_new(const char *path, bool replace, const void *bytes, size_t length, GError **error);
bool letter_delivery_keep(struct delivery *delivery, GError **error);
void letter_delivery_free(struct delivery *delivery);
typedef struct delivery delivery_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(delivery_t, letter_delivery_free)
