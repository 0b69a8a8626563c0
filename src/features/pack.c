/* SPDX-License-Identifier: Apache-2.0 */
/* Reading, writing and renewing the columns. Rows of feature_block are by feature first, so that reading one feature of
 * everybody is one walk through the file. */
#include "features/pack_private.h"

#include <math.h>
#include <string.h>

const char *const pack_mark_names[PACK_MARKS] = { ".kind", ".day", ".made", ".until", ".change", ".set" };

static int64_t block_of(int64_t subject)
{
    return subject / PACK_BLOCK;
}

static bool damaged(const char *column, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The packed column {1} cannot be read: a row is damaged."),
                     N_("Run `bureau score all --fresh`, then `bureau doctor`."), column, NULL);
    return false;
}

static void fill_missing(double *values)
{
    for (int i = 0; i < PACK_BLOCK; i++)
        values[i] = FEATURE_MISSING;
}

/* ---- one column of one block ---------------------------------------------------------------------------------------
 */

static bool read_column(struct session *session, const char *column, int64_t block, double *values, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT body FROM feature_block WHERE feature = ?1 AND block = ?2", error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, column);
    statement_bind_int(row, 2, block);
    fill_missing(values);
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    size_t length = 0;
    const void *body = statement_bytes(row, 0, &length);
    return pack_decode(body, length, values) || damaged(column, error);
}

static bool write_column(struct session *session, const char *column, int64_t block, const double *values,
                         GByteArray *body, GError **error)
{
    g_autoptr(statement_t) insert = store_prepare(
        session->store,
        "INSERT INTO feature_block (feature, block, body) VALUES (?1, ?2, ?3) ON CONFLICT (feature, block)"
        " DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body",
        error);
    if (insert == NULL) return false;
    pack_encode(values, body);
    statement_bind_text(insert, 1, column);
    statement_bind_int(insert, 2, block);
    statement_bind_bytes(insert, 3, body->data, body->len);
    return statement_run(insert, error);
}

/* ---- a whole block -------------------------------------------------------------------------------------------------
 */

/* Every column of a block in memory, for changing places of it. */
struct whole_block {
    int64_t number;
    double mark[PACK_MARKS][PACK_BLOCK];
    double *values; /* feature_count() columns of PACK_BLOCK */
    double *place;  /* feature_count() values of one subject */
};

static void whole_clear(struct whole_block *whole)
{
    g_free(whole->values);
    g_free(whole->place);
}

static void whole_init(struct whole_block *whole, int64_t number)
{
    whole->number = number;
    whole->values = g_new(double, MAX(feature_count(), 1) * PACK_BLOCK);
    whole->place = g_new(double, MAX(feature_count(), 1));
}

static bool read_marks(struct session *session, struct whole_block *whole, GError **error)
{
    for (int m = 0; m < PACK_MARKS; m++)
        if (!read_column(session, pack_mark_names[m], whole->number, whole->mark[m], error)) return false;
    return true;
}

static bool read_values(struct session *session, struct whole_block *whole, GError **error)
{
    for (size_t f = 0; f < feature_count(); f++)
        if (!read_column(session, feature_at(f)->id, whole->number, whole->values + f * PACK_BLOCK, error))
            return false;
    return true;
}

static bool write_whole(struct session *session, struct whole_block *whole, GError **error)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    for (size_t f = 0; f < feature_count(); f++)
        if (!write_column(session, feature_at(f)->id, whole->number, whole->values + f * PACK_BLOCK, body, error))
            return false;
    for (int m = 0; m < PACK_MARKS; m++)
        if (!write_column(session, pack_mark_names[m], whole->number, whole->mark[m], body, error)) return false;
    return true;
}

static void mark_place(double mark[PACK_MARKS][PACK_BLOCK], int i, const struct pack_place *place, int64_t set)
{
    mark[MARK_KIND][i] = place->kind;
    mark[MARK_DAY][i] = date_is_set(place->day) ? (double)place->day.days : FEATURE_MISSING;
    mark[MARK_MADE][i] = place->made.days;
    mark[MARK_UNTIL][i] = date_is_set(place->until) ? (double)place->until.days : INFINITY;
    mark[MARK_CHANGE][i] = (double)place->change;
    mark[MARK_SET][i] = (double)set;
}

static void set_place(struct whole_block *whole, int i, const struct pack_place *place, const double *values,
                      int64_t set)
{
    mark_place(whole->mark, i, place, set);
    for (size_t f = 0; f < feature_count(); f++)
        whole->values[f * PACK_BLOCK + (size_t)i] = values[f];
}

static bool same_bits(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

/* One value of one column; a row is written only when it changes. */
static bool put_value(struct session *session, const char *column, int64_t subject, double value, GByteArray *body,
                      GError **error)
{
    double values[PACK_BLOCK];
    const int64_t block = block_of(subject);
    if (!read_column(session, column, block, values, error)) return false;
    if (same_bits(values[subject % PACK_BLOCK], value)) return true;
    values[subject % PACK_BLOCK] = value;
    return write_column(session, column, block, values, body, error);
}

bool pack_put(struct session *session, int64_t subject, const struct pack_place *place, const double *values,
              GError **error)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    double mark[PACK_MARKS][PACK_BLOCK];
    int64_t set;
    if (!pack_set_take(session, &set, error)) return false;
    mark_place(mark, 0, place, set);
    for (size_t f = 0; f < feature_count(); f++)
        if (!put_value(session, feature_at(f)->id, subject, values[f], body, error)) return false;
    for (int m = 0; m < PACK_MARKS; m++)
        if (!put_value(session, pack_mark_names[m], subject, mark[m][0], body, error)) return false;
    return true;
}

/* Columns that the catalogue no longer has are wiped as well: that is why every name is asked of the table. */
static GPtrArray *columns_of(struct session *session, int64_t block, GError **error)
{
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT feature FROM feature_block WHERE block = ?1 ORDER BY feature", error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, block);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_ptr_array_add(columns, g_strdup(statement_text(row, 0)));
    return step == STEP_DONE ? g_steal_pointer(&columns) : NULL;
}

bool pack_wipe(struct session *session, int64_t first, int64_t last, GError **error)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    double values[PACK_BLOCK];
    for (int64_t block = block_of(first); block <= block_of(last); block++) {
        g_autoptr(GPtrArray) columns = columns_of(session, block, error);
        if (columns == NULL) return false;
        const int64_t from = MAX(first - block * PACK_BLOCK, 0), to = MIN(last - block * PACK_BLOCK, PACK_BLOCK - 1);
        for (guint c = 0; c < columns->len; c++) {
            if (!read_column(session, columns->pdata[c], block, values, error)) return false;
            for (int64_t i = from; i <= to; i++)
                values[i] = FEATURE_MISSING;
            if (!write_column(session, columns->pdata[c], block, values, body, error)) return false;
        }
    }
    return true;
}

/* ---- renewing ------------------------------------------------------------------------------------------------------
 */

struct span {
    int64_t first, last; /* the subjects there are */
};

static bool span_of(struct session *session, int64_t first, int64_t last, struct span *span, GError **error)
{
    return store_query_int(session->store, &span->first, 0, error, "SELECT min(id) FROM subject WHERE id >= ?1", "i",
                           first) &&
           store_query_int(session->store, &span->last, -1, error, "SELECT max(id) FROM subject WHERE id <= ?1", "i",
                           last);
}

static bool keep_going(struct session *session, const struct span *span, int64_t block, const char *what,
                       GError **error)
{
    if (session_is_cancelled(session, error)) return false;
    const double all = (double)(span->last - span->first) + 1;
    session_progress(session, CLAMP((double)(block * PACK_BLOCK - span->first) / all, 0, 1), what);
    return true;
}

struct refresh {
    struct session *session;
    struct pack_current current;
    struct span span;
    int64_t set;
    bool all;
    struct pack_count *count;
};

static bool is_due(struct refresh *refresh, struct whole_block *whole, int i)
{
    const int64_t subject = whole->number * PACK_BLOCK + i;
    if (subject < refresh->span.first || subject > refresh->span.last) return false;
    return refresh->all || !pack_is_current(&refresh->current, whole->number, whole->mark, i);
}

static bool refresh_place(struct refresh *refresh, struct whole_block *whole, int i, enum pack_kind kind,
                          GError **error)
{
    struct session *session = refresh->session;
    struct pack_place place = { PACK_NOBODY, DATE_NONE, session_today(session), DATE_NONE, session->change };
    for (size_t f = 0; f < feature_count(); f++)
        whole->place[f] = FEATURE_MISSING;
    if (kind != PACK_NOBODY) {
        refresh->count->derived++;
        if (!pack_derive(session, whole->number * PACK_BLOCK + i, &place, whole->place, error)) return false;
    }
    set_place(whole, i, &place, whole->place, refresh->set);
    return true;
}

static bool refresh_block(struct refresh *refresh, struct whole_block *whole, GError **error)
{
    enum pack_kind kinds[PACK_BLOCK];
    bool due[PACK_BLOCK], any = false;
    if (!read_marks(refresh->session, whole, error) || !pack_kinds(refresh->session, whole->number, kinds, error))
        return false;
    for (int i = 0; i < PACK_BLOCK; i++) {
        const int64_t subject = whole->number * PACK_BLOCK + i;
        due[i] = is_due(refresh, whole, i);
        any = any || due[i];
        refresh->count->looked +=
            kinds[i] != PACK_NOBODY && subject >= refresh->span.first && subject <= refresh->span.last;
    }
    if (!any) return true;
    if (!read_values(refresh->session, whole, error)) return false;
    for (int i = 0; i < PACK_BLOCK; i++)
        if (due[i] && !refresh_place(refresh, whole, i, kinds[i], error)) return false;
    return write_whole(refresh->session, whole, error);
}

static bool forget_columns(struct session *session, GError **error)
{
    g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_t) row = store_prepare(session->store, "SELECT DISTINCT feature FROM feature_block", error);
    if (row == NULL) return false;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const char *name = statement_text(row, 0);
        if (name[0] != '.' && feature_index(name) < 0) g_ptr_array_add(gone, g_strdup(name));
    }
    statement_done(g_steal_pointer(&row)); /* before its table is written */
    for (guint i = 0; i < gone->len && step == STEP_DONE; i++)
        if (!store_run(session->store, error, "DELETE FROM feature_block WHERE feature = ?1", "s", gone->pdata[i]))
            return false;
    return step == STEP_DONE;
}

bool pack_refresh(struct session *session, int64_t first, int64_t last, bool all, struct pack_count *count,
                  GError **error)
{
    struct refresh refresh = { .session = session, .all = all, .count = count };
    *count = (struct pack_count){ 0 };
    if (!pack_set_take(session, &refresh.set, error) || !span_of(session, first, last, &refresh.span, error))
        return false;
    bool done = pack_current_begin(&refresh.current, session, refresh.span.first, refresh.span.last, error);
    for (int64_t block = block_of(refresh.span.first); done && block <= block_of(refresh.span.last); block++) {
        struct whole_block whole;
        whole_init(&whole, block);
        done = keep_going(session, &refresh.span, block, N_("Deriving features"), error) &&
               refresh_block(&refresh, &whole, error);
        whole_clear(&whole);
    }
    pack_current_clear(&refresh.current);
    if (!done || first > 1 || last < G_MAXINT64) return done;
    return pack_set_whole(session, refresh.set, error) && forget_columns(session, error);
}
