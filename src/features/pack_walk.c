/* SPDX-License-Identifier: Apache-2.0 */
/* Reading columns in step: a cursor a column, all of them at the same block. Nothing is written, so that anybody who
 * may read can score a portfolio, and a place that is not current is derived for this reading alone. */
#include "features/pack_private.h"

#include <math.h>
#include <string.h>

struct cursor {
    struct statement *row; /* NULL: a column that nobody has */
    const char *name;
    int64_t block; /* of the row it stands on; G_MAXINT64 past the end */
};

struct walk {
    struct session *session;
    const struct pack_wish *wish;
    struct pack_current current;
    struct cursor *cursor; /* PACK_MARKS, then a feature each */
    double mark[PACK_MARKS][PACK_BLOCK];
    double *values, *place; /* columns wished for; all features of one subject */
    const double **column;
    int64_t first, last; /* subjects there are */
    bool believe;
};

static bool cursor_step(struct cursor *cursor, GError **error)
{
    const enum step step = statement_step(cursor->row, error);
    cursor->block = step == STEP_ROW ? statement_int(cursor->row, 0) : G_MAXINT64;
    return step != STEP_ERROR;
}

static bool cursor_open(const struct walk *walk, struct cursor *cursor, const char *name, GError **error)
{
    cursor->block = G_MAXINT64;
    cursor->name = name;
    if (name == NULL) return true;
    cursor->row = store_prepare(
        walk->session->store,
        "SELECT block, body FROM feature_block WHERE feature = ?1 AND block BETWEEN ?2 AND ?3 ORDER BY block", error);
    if (cursor->row == NULL) return false;
    statement_bind_text(cursor->row, 1, name);
    statement_bind_int(cursor->row, 2, walk->first / PACK_BLOCK);
    statement_bind_int(cursor->row, 3, walk->last / PACK_BLOCK);
    return cursor_step(cursor, error);
}

/* The column's values of a block: missing where there is no row of it. */
static bool cursor_take(struct cursor *cursor, int64_t block, double *values, GError **error)
{
    for (int i = 0; cursor->block != block && i < PACK_BLOCK; i++)
        values[i] = FEATURE_MISSING;
    if (cursor->block != block) return true;
    size_t length = 0;
    const void *body = statement_bytes(cursor->row, 1, &length);
    if (pack_decode(body, length, values)) return cursor_step(cursor, error);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The packed column {1} cannot be read: a row is damaged."),
                     N_("Run `bureau score all --fresh`, then `bureau doctor`."), cursor->name, NULL);
    return false;
}

static const char *name_of(int feature)
{
    return feature < 0 ? NULL : feature_at((size_t)feature)->id;
}

static bool walk_begin(struct walk *walk, GError **error)
{
    const struct pack_wish *wish = walk->wish;
    struct store *store = walk->session->store;
    if (!store_query_int(store, &walk->first, 0, error, "SELECT min(id) FROM subject WHERE id >= ?1", "i",
                         wish->first) ||
        !store_query_int(store, &walk->last, -1, error, "SELECT max(id) FROM subject WHERE id <= ?1", "i",
                         wish->last) ||
        !pack_current_begin(&walk->current, walk->session, walk->first, walk->last, error))
        return false;
    walk->believe = !wish->fresh && !date_is_set(walk->session->as_of);
    walk->cursor = g_new0(struct cursor, PACK_MARKS + wish->features);
    walk->values = g_new(double, MAX(wish->features, 1) * PACK_BLOCK);
    walk->column = g_new(const double *, MAX(wish->features, 1));
    walk->place = g_new(double, MAX(feature_count(), 1));
    for (int m = 0; m < PACK_MARKS; m++)
        if (!cursor_open(walk, &walk->cursor[m], pack_mark_names[m], error)) return false;
    for (size_t f = 0; f < wish->features; f++) {
        walk->column[f] = walk->values + f * PACK_BLOCK;
        if (!cursor_open(walk, &walk->cursor[PACK_MARKS + f], name_of(wish->feature[f]), error)) return false;
    }
    return true;
}

static void walk_end(struct walk *walk)
{
    for (size_t c = 0; walk->cursor != NULL && c < PACK_MARKS + walk->wish->features; c++)
        statement_done(walk->cursor[c].row);
    pack_current_clear(&walk->current);
    g_free(walk->cursor);
    g_free(walk->values);
    g_free(walk->column);
    g_free(walk->place);
}

static bool derive_place(struct walk *walk, int64_t subject, int i, GError **error)
{
    struct pack_place place;
    if (!pack_derive(walk->session, subject, &place, walk->place, error)) return false;
    walk->mark[MARK_KIND][i] = place.kind;
    walk->mark[MARK_DAY][i] = date_is_set(place.day) ? (double)place.day.days : FEATURE_MISSING;
    for (size_t f = 0; f < walk->wish->features; f++) {
        const int feature = walk->wish->feature[f];
        walk->values[f * PACK_BLOCK + (size_t)i] = feature < 0 ? FEATURE_MISSING : walk->place[feature];
    }
    return true;
}

/* Places of from..to-1 that are not current are derived; nobody is found there as nobody. */
static bool renew(struct walk *walk, int64_t block, int from, int to, int64_t *derived, GError **error)
{
    enum pack_kind kinds[PACK_BLOCK];
    bool known = false;
    for (int i = from; i < to; i++) {
        if (walk->believe && pack_is_current(&walk->current, block, walk->mark, i)) continue;
        if (!known && !pack_kinds(walk->session, block, kinds, error)) return false;
        known = true;
        walk->mark[MARK_KIND][i] = PACK_NOBODY;
        if (kinds[i] == PACK_NOBODY) continue;
        (*derived)++;
        if (!derive_place(walk, block * PACK_BLOCK + i, i, error)) return false;
    }
    return true;
}

static bool walk_block(struct walk *walk, int64_t block, pack_visit *visit, void *data, GError **error)
{
    const int64_t start = block * PACK_BLOCK;
    const int from = (int)MAX(walk->first - start, 0), to = (int)MIN(walk->last - start + 1, PACK_BLOCK);
    int64_t looked = 0, derived = 0;
    for (int m = 0; m < PACK_MARKS; m++)
        if (!cursor_take(&walk->cursor[m], block, walk->mark[m], error)) return false;
    for (size_t f = 0; f < walk->wish->features; f++)
        if (!cursor_take(&walk->cursor[PACK_MARKS + f], block, walk->values + f * PACK_BLOCK, error)) return false;
    if (!renew(walk, block, from, to, &derived, error)) return false;
    for (int i = from; i < to; i++)
        looked += walk->mark[MARK_KIND][i] != PACK_NOBODY;
    if (looked == 0) return true;
    const struct pack_block seen = {
        start, from, to, walk->mark[MARK_KIND], walk->mark[MARK_DAY], walk->column, { looked, derived }
    };
    return visit(&seen, data, error);
}

static bool walk_blocks(struct walk *walk, pack_visit *visit, void *data, GError **error)
{
    const double all = (double)(walk->last - walk->first) + 1;
    for (int64_t block = walk->first / PACK_BLOCK; block <= walk->last / PACK_BLOCK; block++) {
        if (session_is_cancelled(walk->session, error)) return false;
        session_progress(walk->session, CLAMP((double)(block * PACK_BLOCK - walk->first) / all, 0, 1),
                         N_("Reading columns"));
        if (!walk_block(walk, block, visit, data, error)) return false;
    }
    return true;
}

bool pack_walk(struct session *session, const struct pack_wish *wish, pack_visit *visit, void *data, GError **error)
{
    struct walk walk = { .session = session, .wish = wish };
    /* one state of the store for all columns */
    const bool ours = !store_in_transaction(session->store);
    if (ours && !store_begin_read(session->store, error)) return false;
    const bool done = walk_begin(&walk, error) && walk_blocks(&walk, visit, data, error);
    walk_end(&walk);
    if (ours) store_end_read(session->store);
    return done;
}
