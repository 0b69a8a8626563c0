/* SPDX-License-Identifier: Apache-2.0 */
/* Where the shipped data lies: $BUREAU_DATADIR when set, else ../share/bureau or ../data beside the program (an
 * installation, a build folder inside the tree), else the folder it was configured for. */
#pragma once
#include <glib.h>

/* Full path of a shipped file ("law/profiles.tsv"). Caller frees. */
char *data_path(const char *relative);

/* The folder of the translations, found the same way ($BUREAU_LOCALEDIR, po/locale of a build). Borrowed. */
const char *data_locale_folder(void);

/* Reads a shipped file whole; sets a BUREAU_ERROR_STORE that names the file. Caller frees. */
char *data_read(const char *relative, size_t *length, GError **error);
