/* SPDX-License-Identifier: Apache-2.0 */
/* Where a store lies. Its folder and files belong to one person (0700, 0600), or, where the program is installed
 * set-group-ID, to the program's group (2770, 0660): then nobody reaches them but through the program. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Whether this program runs with a group that the person does not have (set-group-ID). */
bool folder_program_has_group(void);

/* Whether the folder is one that the program's group shares: set-group-ID itself, and of the group we run as. */
bool folder_is_shared(const char *directory);

/* The mode for a new file of a store: 0600, or `shared` (0660) in a shared folder. */
mode_t folder_file_mode(const char *directory, mode_t shared);

/* The folder must be there, no link, the caller's own or shared, and nobody else may write into it. Errors: STORE, with
 * the command that mends it. */
bool folder_check(const char *directory, GError **error);
/* A file of it: a plain file, the caller's own or the shared group's, closed to everybody else. A missing one is well
 * when it is not `needed`. */
bool folder_check_file(const char *directory, const char *name, bool needed, GError **error);

/* Between the two, the calling thread reaches files with the rights of the person alone, without the program's group:
 * for files that a person names. Does nothing where the program has no such group. */
void folder_as_person(void);
void folder_as_program(void);

/* Opens, or reads whole, a file that a person names: with the rights of the person alone. The database of a store is
 * refused (EBUSY) before it is opened: by POSIX, closing a file drops every lock that this process has on it, also
 * those that SQLite holds. -1 or false with errno or an error of GLib's. */
bool folder_is_database(const char *path);
int folder_open_named(const char *path, int flags);
bool folder_read_named(const char *path, char **text, gsize *length, GError **error);
