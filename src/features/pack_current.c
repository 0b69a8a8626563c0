/* SPDX-License-Identifier: Apache-2.0 */
/* Which places are current. What must stay true: a doubt makes a place stale, never current; reading too much costs
 * microseconds, an old value costs somebody a loan. */
#include "features/pack_private.h"

#include "base/data.h"
#include "config.h"
#include "guard/access.h"

#include <math.h>
#include <string.h>

#define RULES_FOLDER "features"

/* ---- what a value depends on beside the facts ---------------------------------------------------------------------
 */

static void add_text(GChecksum *sum, const char *text)
{
    g_checksum_update(sum, (const guchar *)(text ? text : ""), text ? (gssize)strlen(text) : 0);
    g_checksum_update(sum, (const guchar *)"\n", 1);
}

static void add_file(GChecksum *sum, const char *relative)
{
    g_autofree char *path = data_path(relative), *content = NULL;
    gsize length = 0;
    add_text(sum, relative);
    if (g_file_get_contents(path, &content, &length, NULL))
        g_checksum_update(sum, (const guchar *)content, (gssize)length);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_folder(GChecksum *sum, const char *folder)
{
    g_autofree char *path = data_path(folder);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;)
        g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++)
        add_file(sum, names->pdata[i]);
}

static char *make_digest(const char *profile)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    add_text(sum, PACKAGE_VERSION);
    add_text(sum, profile);
    add_file(sum, "law/adverse.tsv");
    add_file(sum, "law/profiles.tsv");
    add_folder(sum, RULES_FOLDER);
    for (size_t i = 0; i < feature_count(); i++) {
        add_text(sum, feature_at(i)->id);
        add_text(sum, feature_at(i)->measure);
    }
    return g_strdup(g_checksum_get_string(sum));
}

/* The digest of everything but facts that a value of a store of this profile depends on. Read once a profile: the files
 * of a running program do not change what it derives. */
static const char *set_digest(struct session *session)
{
    static GMutex lock;
    static GHashTable *digests;
    const char *profile = session_profile(session);
    g_mutex_lock(&lock);
    if (digests == NULL) digests = g_hash_table_new(g_str_hash, g_str_equal);
    const char *known = g_hash_table_lookup(digests, profile);
    if (known == NULL) {
        known = make_digest(profile);
        g_hash_table_insert(digests, g_strdup(profile), (gpointer)known);
    }
    g_mutex_unlock(&lock);
    return known;
}

static bool set_find(struct session *session, int64_t *set, int64_t *whole, GError **error)
{
    const char *digest = set_digest(session);
    *whole = 0;
    return store_query_int(session->store, set, -1, error, "SELECT number FROM feature_set WHERE digest = ?1", "s",
                           digest) &&
           (*set < 0 || store_query_int(session->store, whole, 0, error,
                                        "SELECT change FROM feature_set WHERE number = ?1", "i", *set));
}

bool pack_set_take(struct session *session, int64_t *set, GError **error)
{
    int64_t whole, newest;
    if (!set_find(session, set, &whole, error)) return false;
    if (*set >= 0) return true;
    if (!store_query_int(session->store, &newest, 0, error, "SELECT max(number) FROM feature_set", "")) return false;
    *set = newest + 1;
    return store_run(session->store, error, "INSERT INTO feature_set (number, digest, change) VALUES (?1, ?2, 0)", "is",
                     *set, set_digest(session));
}

bool pack_set_whole(struct session *session, int64_t set, GError **error)
{
    return store_run(session->store, error, "DELETE FROM feature_set WHERE number <> ?1", "i", set) &&
           store_run(session->store, error, "UPDATE feature_set SET change = ?2 WHERE number = ?1", "ii", set,
                     session->change);
}

/* ---- what was touched since ----------------------------------------------------------------------------------------
 */

static int64_t *late_block(GHashTable *late, int64_t block)
{
    int64_t *changes = g_hash_table_lookup(late, &block);
    if (changes != NULL) return changes;
    changes = g_new0(int64_t, PACK_BLOCK);
    g_hash_table_insert(late, g_memdup2(&block, sizeof block), changes);
    return changes;
}

static void note_run(GHashTable *late, int64_t change, int64_t first, int64_t last)
{
    for (int64_t block = first / PACK_BLOCK; block <= last / PACK_BLOCK; block++) {
        int64_t *changes = late_block(late, block);
        const int64_t from = MAX(first - block * PACK_BLOCK, 0), to = MIN(last - block * PACK_BLOCK, PACK_BLOCK - 1);
        for (int64_t i = from; i <= to; i++)
            changes[i] = MAX(changes[i], change);
    }
}

static bool read_touched(struct pack_current *current, struct session *session, int64_t whole, int64_t first,
                         int64_t last, GError **error)
{
    int64_t newest;
    if (!store_query_int(session->store, &newest, 0, error, "SELECT max(id) FROM subject", "")) return false;
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT change, first, last FROM touched WHERE change > ?1 AND last >= ?2 AND first <= ?3",
        error);
    if (row == NULL) return false;
    last = MIN(last, newest); /* an erased subject has its row still */
    statement_bind_int(row, 1, whole);
    statement_bind_int(row, 2, first);
    statement_bind_int(row, 3, last);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        note_run(current->late, statement_int(row, 0), MAX(statement_int(row, 1), first),
                 MIN(statement_int(row, 2), last));
    return step == STEP_DONE;
}

bool pack_current_begin(struct pack_current *current, struct session *session, int64_t first, int64_t last,
                        GError **error)
{
    int64_t whole;
    *current = (struct pack_current){ .today = session_today(session).days };
    current->late = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    if (!set_find(session, &current->set, &whole, error)) return false;
    return current->set < 0 || read_touched(current, session, whole, first, last, error);
}

void pack_current_clear(struct pack_current *current)
{
    g_clear_pointer(&current->late, g_hash_table_unref);
}

bool pack_is_current(const struct pack_current *current, int64_t block, double mark[PACK_MARKS][PACK_BLOCK], int i)
{
    /* comparisons with what was never derived (NaN) are false */
    if (!(mark[MARK_SET][i] == (double)current->set) || current->set < 0) return false;
    if (!(mark[MARK_MADE][i] <= current->today && mark[MARK_UNTIL][i] >= current->today)) return false;
    const int64_t *late = g_hash_table_lookup(current->late, &block);
    return late == NULL || (double)late[i] <= mark[MARK_CHANGE][i];
}
