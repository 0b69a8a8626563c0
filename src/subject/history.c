/* SPDX-License-Identifier: Apache-2.0 */
/* The months of one account: reading a state, packing them into one row, writing that row as a new version. A month's
 * amounts stay the furnisher's own; nothing is computed here. */
#include "subject/dossier.h"

#include <string.h>

enum { AMOUNT_SERIES = 4, ORIGIN_SERIES = 2 };

/* Text and unit arguments of the one INSERT, kept together so that the statement is prepared once. */
static const char history_insert[] =
    "INSERT INTO history (subject, account, born, batch, line, first, states, own_states, amounts, origins)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    " ON CONFLICT (subject, account, born) DO UPDATE SET batch = excluded.batch, line = excluded.line,"
    " first = excluded.first, states = excluded.states, own_states = excluded.own_states,"
    " amounts = excluded.amounts, origins = excluded.origins, died = NULL";

void history_free_content(struct history *history)
{
    g_free(history->states);
    g_strfreev(history->own_states);
    g_free(history->balance);
    g_free(history->due);
    g_free(history->paid);
    g_free(history->past_due);
    g_free(history->batches);
    g_free(history->lines);
    memset(history, 0, sizeof *history);
    history->first = MONTH_NONE;
}

char history_state(const struct history *history, struct month month)
{
    if (history->states == NULL || !month_is_set(history->first) || !month_is_set(month)) return 0;
    int64_t place = (int64_t)month.index - history->first.index;
    if (place < 0 || place >= (int64_t)history->length) return 0;
    return history->states[place];
}

int history_months_late(char state)
{
    if (state >= '1' && state <= '7') return state - '0';
    return state == 'B' ? 8 : 0;
}

static void pack_one(GByteArray *bytes, const int64_t *values, size_t length)
{
    series_append(bytes, values, values == NULL ? 0 : length);
}

void history_pack(const struct history *history, GByteArray *amounts, GByteArray *origins)
{
    if (history->balance || history->due || history->paid || history->past_due) {
        pack_one(amounts, history->balance, history->length);
        pack_one(amounts, history->due, history->length);
        pack_one(amounts, history->paid, history->length);
        pack_one(amounts, history->past_due, history->length);
    }
    if (history->batches || history->lines) {
        pack_one(origins, history->batches, history->length);
        pack_one(origins, history->lines, history->length);
    }
}

/* Reads `wanted` series into `place`; each must be empty or as long as the history. */
static bool unpack_all(const void *bytes, size_t length, int64_t **const *place, size_t wanted, size_t months)
{
    size_t offset = 0;
    for (size_t i = 0; i < wanted && length > 0; i++) {
        size_t count = 0;
        if (!series_read(bytes, length, &offset, place[i], &count)) return false;
        if (count != 0 && count != months) return false;
    }
    return offset == length;
}

bool history_unpack(struct history *history, const void *amounts, size_t amounts_length, const void *origins,
                    size_t origins_length)
{
    int64_t **amount[AMOUNT_SERIES] = { &history->balance, &history->due, &history->paid, &history->past_due };
    int64_t **origin[ORIGIN_SERIES] = { &history->batches, &history->lines };
    return unpack_all(amounts, amounts_length, amount, AMOUNT_SERIES, history->length) &&
           unpack_all(origins, origins_length, origin, ORIGIN_SERIES, history->length);
}

static bool end_live_version(struct session *session, int64_t subject, int64_t account, GError **error)
{
    return store_run(session->store, error,
                     "UPDATE history SET died = ?3 WHERE subject = ?1 AND account = ?2 AND died IS NULL AND born < ?3",
                     "iii", subject, account, session->change);
}

static void bind_or_null(struct statement *statement, int index, int64_t value)
{
    if (value == 0)
        statement_bind_null(statement, index);
    else
        statement_bind_int(statement, index, value);
}

static void bind_blob(struct statement *statement, int index, const GByteArray *bytes)
{
    if (bytes->len == 0)
        statement_bind_null(statement, index);
    else
        statement_bind_bytes(statement, index, bytes->data, bytes->len);
}

/* Two corrections in one act are one version: the second takes the place of the first. */
bool history_store(struct session *session, int64_t subject, int64_t account, const struct history *history,
                   int64_t batch, int64_t line, GError **error)
{
    if (!end_live_version(session, subject, account, error)) return false;
    g_autoptr(statement_t) insert = store_prepare(session->store, history_insert, error);
    if (insert == NULL) return false;
    g_autoptr(GByteArray) amounts = g_byte_array_new();
    g_autoptr(GByteArray) origins = g_byte_array_new();
    g_autofree char *own = history->own_states ? g_strjoinv(" ", history->own_states) : NULL;
    history_pack(history, amounts, origins);
    statement_bind_int(insert, 1, subject);
    statement_bind_int(insert, 2, account);
    statement_bind_int(insert, 3, session->change);
    bind_or_null(insert, 4, batch);
    bind_or_null(insert, 5, line);
    statement_bind_month(insert, 6, history->first);
    statement_bind_text(insert, 7, history->states ? history->states : "");
    statement_bind_text(insert, 8, own);
    bind_blob(insert, 9, amounts);
    bind_blob(insert, 10, origins);
    bool stored = statement_run(insert, error);
    /* the bindings above die with this function: give the statement back before they do */
    statement_done(g_steal_pointer(&insert));
    return stored;
}
