/* SPDX-License-Identifier: Apache-2.0 */
/* Batches, runs and stages: what the import command and the sample share. */
#include "intake/batch.h"

#include "score/score.h"

static bool update_source(struct store *store, const struct mapping *mapping, int64_t id, GError **error)
{
    return store_run(
        store, error,
        "UPDATE source SET name_en = ?2, name_zh = ?3, kind = ?4, licence = ?5, legal_basis = ?6, "
        "reviewed = max(coalesce(reviewed, ?7), coalesce(?7, reviewed)), anonymous = ?8, version = version "
        "+ 1 WHERE id = ?1 AND (name_en <> ?2 OR name_zh <> ?3 OR kind <> ?4 OR licence IS NOT ?5 OR "
        "legal_basis IS NOT ?6 OR (?7 IS NOT NULL AND (reviewed IS NULL OR reviewed < ?7)) OR anonymous <> "
        "?8)",
        "isssssdi", id, mapping->source_en, mapping->source_zh, mapping->source_kind, mapping->licence,
        mapping->legal_basis, mapping->reviewed, (int64_t)mapping->anonymous);
}

/* Whether a source names somebody is settled by its first file: a later one may not take what is held of persons out of
 * retention and consent with a word in its mapping. */
static bool stays_as_it_is(struct store *store, const struct mapping *mapping, int64_t id, GError **error)
{
    int64_t differs = 0;
    if (!store_query_int(store, &differs, 0, error,
                         "SELECT anonymous <> ?2 AND EXISTS (SELECT 1 FROM batch WHERE source = ?1 AND died IS NULL) "
                         "FROM source WHERE id = ?1",
                         "ii", id, (int64_t)mapping->anonymous))
        return false;
    if (!differs) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The files of the source {1} so far and this mapping differ in whether they name anybody."),
                     N_("Give the mapping a source code of its own; nothing was changed."), mapping->source_code, NULL);
    return false;
}

static int64_t find_source(struct store *store, const struct mapping *mapping, GError **error)
{
    int64_t id;
    if (!store_query_int(store, &id, 0, error, "SELECT id FROM source WHERE code = ?1", "s", mapping->source_code))
        return 0;
    if (id != 0) return stays_as_it_is(store, mapping, id, error) && update_source(store, mapping, id, error) ? id : 0;
    id = store_take_ids(store, "source", 1, error);
    if (id == 0 ||
        !store_run(store, error,
                   "INSERT INTO source (id, code, name_en, name_zh, kind, licence, legal_basis, reviewed, "
                   "anonymous) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   "issssssdi", id, mapping->source_code, mapping->source_en, mapping->source_zh, mapping->source_kind,
                   mapping->licence, mapping->legal_basis, mapping->reviewed, (int64_t)mapping->anonymous))
        return 0;
    return id;
}

bool batch_begin(struct fact_writer *writer, const struct mapping *mapping, const char *file, struct month observed,
                 GError **error)
{
    struct store *store = writer->session->store;
    int64_t before;
    writer->source = find_source(store, mapping, error);
    if (writer->source == 0) return false;
    if (!store_query_int(store, &before, 0, error, "SELECT count(*) FROM batch WHERE source = ?1", "i", writer->source))
        return false;
    writer->source_is_new = before == 0;
    writer->batch = store_take_ids(store, "batch", 1, error);
    g_autofree char *name = g_path_get_basename(file);
    return writer->batch != 0 &&
           store_run(store, error,
                     "INSERT INTO batch (id, source, mapping, file, digest, observed, loaded, user, born) VALUES (?1, "
                     "?2, ?3, ?4, '', ?5, ?6, ?7, ?8)",
                     "iissmisi", writer->batch, writer->source, mapping->name, name, observed,
                     session_now(writer->session), writer->session->user, writer->session->change);
}

bool batch_end(struct fact_writer *writer, const char *digest, const struct batch_counts *counts, GError **error)
{
    return store_run(
        writer->session->store, error,
        "UPDATE batch SET digest = ?2, read = ?3, accepted = ?4, rejected = ?5, prohibited = ?6, unwarned = "
        "?7, unnotified = ?8, notice = ?9 WHERE id = ?1",
        "isiiiiiis", writer->batch, digest, counts->read, counts->accepted, counts->rejected, counts->prohibited,
        counts->unwarned, counts->unnotified, counts->notice);
}

static int by_id(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, two = *(const int64_t *)b;
    return one < two ? -1 : one > two;
}

static void add_run(GArray *runs, int64_t first, int64_t last)
{
    struct run *before = runs->len > 0 ? &g_array_index(runs, struct run, runs->len - 1) : NULL;
    if (before && before->last + 1 >= first) {
        before->last = MAX(before->last, last);
        return;
    }
    struct run run = { first, last };
    g_array_append_val(runs, run);
}

GArray *runs_of(GHashTable *ids, int64_t first_new, int64_t last_new)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct run));
    g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(int64_t));
    GHashTableIter iterator;
    gpointer id;
    g_hash_table_iter_init(&iterator, ids);
    while (g_hash_table_iter_next(&iterator, &id, NULL))
        g_array_append_vals(sorted, id, 1);
    g_array_sort(sorted, by_id);
    for (guint i = 0; i < sorted->len; i++)
        add_run(runs, g_array_index(sorted, int64_t, i), g_array_index(sorted, int64_t, i));
    /* new ids are greater than all old ones */
    if (first_new > 0) add_run(runs, first_new, last_new);
    return runs;
}

bool runs_settle(struct session *session, const GArray *runs, bool score, int64_t *scored, GError **error)
{
    *scored = 0;
    bool good = true;
    for (guint i = 0; i < runs->len && good; i++) {
        const struct run *run = &g_array_index(runs, struct run, i);
        int64_t count = 0;
        struct stage stage;
        stage_begin(&stage, session, 0.75 + 0.25 * i / runs->len, 0.75 + 0.25 * (i + 1) / runs->len);
        good = guard_touch(session, run->first, run->last, error) &&
               (!score || score_portfolio(session, run->first, run->last, &count, error));
        stage_end(&stage);
        *scored += count;
    }
    return good;
}

static void show_part(void *data, double done, const char *what)
{
    const struct stage *stage = data;
    if (stage->outer) stage->outer(stage->outer_data, stage->low + (stage->high - stage->low) * done, what);
}

void stage_begin(struct stage *stage, struct session *session, double low, double high)
{
    *stage = (struct stage){ session, session->progress, session->progress_data, low, high };
    session->progress = show_part;
    session->progress_data = stage;
}

void stage_end(struct stage *stage)
{
    stage->session->progress = stage->outer;
    stage->session->progress_data = stage->outer_data;
}
