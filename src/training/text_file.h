/* SPDX-License-Identifier: Apache-2.0 */
/* A text a person asked for, at the place they named: whole or not at all, with their own rights, and never over a file
 * that is there unless they said so. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* REFUSED when there is a file and it may not be replaced; STORE when it cannot be written. */
bool text_file_write(const char *path, const char *text, bool replace, GError **error);
