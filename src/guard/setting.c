/* SPDX-License-Identifier: Apache-2.0 */
#include "guard/guard.h"

char *setting_get(struct store *store, const char *key, const char *fallback)
{
    char *value = store_query_text(store, NULL, "SELECT value FROM setting WHERE key=?1", "s", key);
    return value ? value : g_strdup(fallback);
}

bool setting_set(struct store *store, const char *key, const char *value, GError **error)
{
    return store_run(
        store, error,
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", "ss",
        key, value);
}
