/* SPDX-License-Identifier: Apache-2.0 */
/* A private folder for work that is not yet done: made in the folder where the result will stand, so that the result
 * takes its place by a rename. The folder is locked as long as its maker lives; one that a killed process left behind
 * is not, and is taken away when the next one is made in the same place. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct scratch;

/* A fresh folder of mode 0700 in `parent`. Errors: STORE (not there, not writable, full). */
struct scratch *scratch_new(const char *parent, GError **error);
/* Takes the folder away with all that is still in it. */
void scratch_free(struct scratch *scratch);
typedef struct scratch scratch_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scratch_t, scratch_free)

const char *scratch_path(const struct scratch *scratch);
/* The path of a name in it. Caller frees. */
char *scratch_file(const struct scratch *scratch, const char *name);
/* A new file in it, mode 0600, open for writing: its descriptor, -1 with an error. */
int scratch_create(const struct scratch *scratch, const char *name, GError **error);
/* Moves `name` out of it to be `target` in the parent folder and flushes both folders. `replace`: a plain file of that
 * name, or an empty folder when `name` is a folder, gives way; otherwise it is an error (REFUSED) when there is one. */
bool scratch_keep(const struct scratch *scratch, const char *name, const char *target, bool replace, GError **error);

/* Takes away what killed processes left in `parent`; answers how many. */
int scratch_sweep(const char *parent);
