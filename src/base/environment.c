/* SPDX-License-Identifier: Apache-2.0 */
/* See environment.h. The loader has already dropped what it knows to be dangerous; this is a list of what is good. */
#include "base/environment.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

static bool is_allowed(const char *setting)
{
    static const char *const names[] = { "HOME",          "USER",        "LOGNAME",        "TERM",
                                         "COLORTERM",     "LANG",        "LANGUAGE",       "TZ",
                                         "XDG_DATA_HOME", "NO_COLOR",    "XDG_STATE_HOME", "XDG_CONFIG_HOME",
                                         "BUREAU_STORE",  "BUREAU_USER", "BUREAU_THEME",   "BUREAU_GLYPHS" };
    const size_t length = strcspn(setting, "=");
    if (strncmp(setting, "LC_", 3) == 0) return true;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strlen(names[i]) == length && strncmp(names[i], setting, length) == 0) return true;
    return false;
}

/* The XDG Base Directory Specification: a path that is not absolute is to be ignored. Else the anchors of the log, the
 * store and what the screens keep would land under whatever folder the program was started in. */
static void ignore_relative_folders(void)
{
    static const char *const names[] = { "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
                                         "XDG_RUNTIME_DIR" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *folder = getenv(names[i]);
        if (folder && folder[0] != '/') unsetenv(names[i]);
    }
}

void environment_restrict(void)
{
    ignore_relative_folders();
    if (!getauxval(AT_SECURE)) return;
    g_auto(GStrv) all = g_get_environ();
    clearenv();
    for (char **setting = all; *setting; setting++) {
        char *equals = strchr(*setting, '=');
        if (!equals || !is_allowed(*setting)) continue;
        *equals = '\0';
        setenv(*setting, equals + 1, 1);
    }
    setenv("PATH", "/usr/bin:/bin", 1); /* for a child, if there ever is one */
}
