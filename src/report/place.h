/* SPDX-License-Identifier: Apache-2.0 */
/* A file that appears whole or not at all: written inside a private folder beside its target, flushed, renamed. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct place {
    char *target;    /* where the file will stand */
    char *directory; /* its folder */
    char *folder;    /* private (0700) folder in it, gone when all is done */
    char *file;      /* the file being written, in the private folder */
    bool replace;    /* a file that is there gives way */
};

/* Makes the private folder. Errors: BUREAU_ERROR_STORE (folder not there or not writable, target is a folder), REFUSED
 * (there is a file, and it is not to be replaced). */
bool place_open(struct place *place, const char *target, bool replace, GError **error);
/* Flushes the file (0600), computes its SHA-256 (caller frees), renames it to the target and flushes the folder. */
bool place_commit(struct place *place, char **digest, GError **error);
/* Removes what is left of the private folder. Safe to call at any time, more than once. */
void place_clear(struct place *place);
