/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a workbook back in a test, with nothing but GLib: the parts of a zip file. */
#pragma once
#include <glib.h>

/* The names of all parts; NULL when the file is not a sound zip file. Free with g_ptr_array_unref. */
GPtrArray *zip_names(const char *path);
/* A part as text; NULL when it is not there. Caller frees. */
char *zip_part(const char *path, const char *name);
