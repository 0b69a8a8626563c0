/* SPDX-License-Identifier: Apache-2.0 */
/* See watch_private.h. */
#include "consent/watch_private.h"

enum { HOUR = 3600000 };

struct hour {
    int64_t begins; /* moment */
    bool night, told;
    GHashTable *files; /* subjects */
};
struct volume {
    GHashTable *users; /* name -> struct hour * */
    int hour_files, night_files, night_from, night_to;
};

static void hour_free(gpointer data)
{
    struct hour *hour = data;
    g_hash_table_unref(hour->files);
    g_free(hour);
}

struct volume *volume_new(void)
{
    struct volume *volume = g_new0(struct volume, 1);
    volume->users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, hour_free);
    volume->hour_files = consent_policy("hour_files");
    volume->night_files = consent_policy("night_files");
    volume->night_from = consent_policy("night_from");
    volume->night_to = consent_policy("night_to");
    return volume;
}

void volume_free(struct volume *volume)
{
    if (!volume) return;
    g_hash_table_unref(volume->users);
    g_free(volume);
}

static bool is_night(const struct volume *volume, int64_t at)
{
    g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(at / 1000);
    const int hour = then ? g_date_time_get_hour(then) : 0;
    return volume->night_from > volume->night_to ? hour >= volume->night_from || hour < volume->night_to
                                                 : hour >= volume->night_from && hour < volume->night_to;
}

/* The hour the look falls into, begun anew when the one before is over (or a clock was set back). */
static struct hour *hour_of(struct volume *volume, const struct look *look)
{
    struct hour *hour = g_hash_table_lookup(volume->users, look->user);
    if (!hour) {
        hour = g_new0(struct hour, 1);
        hour->begins = G_MININT64;
        hour->files = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
        g_hash_table_insert(volume->users, g_strdup(look->user), hour);
    }
    const int64_t begins = look->at - look->at % HOUR;
    if (hour->begins == begins) return hour;
    hour->begins = begins;
    hour->night = is_night(volume, begins);
    hour->told = false;
    g_hash_table_remove_all(hour->files);
    return hour;
}

int volume_count(struct volume *volume, const struct look *look, bool *night)
{
    struct hour *hour = hour_of(volume, look);
    const int most = hour->night ? volume->night_files : volume->hour_files;
    *night = hour->night;
    if (hour->told || most <= 0) return 0;
    g_hash_table_add(hour->files, g_memdup2(&look->subject, sizeof look->subject));
    const int files = (int)g_hash_table_size(hour->files);
    hour->told = files > most;
    return hour->told ? files : 0;
}
