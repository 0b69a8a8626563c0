/* SPDX-License-Identifier: Apache-2.0 */
/* One packed row an account. The usual case (a new account, its months in one row of the file) is a single insert from
 * scratch memory; everything else goes through a merge with what is held. */
#include "intake/months.h"

#include <string.h>

#define MOST_MONTHS 1200

void month_scratch_init(struct month_scratch *scratch)
{
    for (size_t i = 0; i < G_N_ELEMENTS(scratch->numbers); i++)
        scratch->numbers[i] = g_array_new(FALSE, FALSE, sizeof(int64_t));
    scratch->batches = g_array_new(FALSE, FALSE, sizeof(int64_t));
    scratch->lines = g_array_new(FALSE, FALSE, sizeof(int64_t));
    scratch->states = g_string_new(NULL);
    scratch->own = g_string_new(NULL);
    scratch->amounts = g_byte_array_new();
    scratch->origins = g_byte_array_new();
    scratch->insert = NULL;
}

void month_scratch_clear(struct month_scratch *scratch)
{
    g_clear_pointer(&scratch->insert, bulk_free);
    for (size_t i = 0; i < G_N_ELEMENTS(scratch->numbers); i++)
        g_array_unref(scratch->numbers[i]);
    g_array_unref(scratch->batches);
    g_array_unref(scratch->lines);
    g_string_free(scratch->states, TRUE);
    g_string_free(scratch->own, TRUE);
    g_byte_array_unref(scratch->amounts);
    g_byte_array_unref(scratch->origins);
}

/* By month; of one month given twice the later line comes last, and counts. */
static int by_month(const void *a, const void *b)
{
    const struct month_seen *one = a, *two = b;
    if (one->month.index != two->month.index) return one->month.index < two->month.index ? -1 : 1;
    return one->line < two->line ? -1 : one->line > two->line;
}

static void sort_months(struct month_seen *months, size_t count)
{
    bool rising = true, falling = true;
    for (size_t i = 1; i < count; i++) {
        rising = rising && by_month(&months[i - 1], &months[i]) <= 0;
        falling = falling && by_month(&months[i - 1], &months[i]) > 0;
    }
    if (rising) return;
    if (!falling) return qsort(months, count, sizeof *months, by_month);
    for (size_t i = 0, j = count - 1; i < j; i++, j--) { /* columns usually run from the newest month back */
        struct month_seen seen = months[i];
        months[i] = months[j];
        months[j] = seen;
    }
}

static void fill(GArray *array, size_t count, int64_t value)
{
    g_array_set_size(array, (guint)count);
    int64_t *numbers = (int64_t *)(void *)array->data;
    for (size_t i = 0; i < count; i++)
        numbers[i] = value;
}

static int64_t *numbers_of(GArray *array)
{
    return (int64_t *)(void *)array->data;
}

/* The months as a history over scratch memory. Line by line provenance is only kept when the months came from more than
 * one line. */
static void lay_out(struct month_scratch *scratch, int64_t batch, const struct month_seen *months, size_t count,
                    struct history *history)
{
    int32_t first = months[0].month.index;
    size_t length = (size_t)(months[count - 1].month.index - first) + 1;
    bool one_line = true, any_own = false;
    g_string_set_size(scratch->states, length);
    memset(scratch->states->str, '#', length);
    for (int k = 0; k < HISTORY_FIELDS - 1; k++)
        fill(scratch->numbers[k], length, MONEY_UNKNOWN);
    fill(scratch->batches, length, batch);
    fill(scratch->lines, length, months[0].line);
    bool known[HISTORY_FIELDS - 1] = { false };
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)(months[i].month.index - first);
        scratch->states->str[at] = months[i].state;
        one_line = one_line && months[i].line == months[0].line;
        any_own = any_own || months[i].own;
        numbers_of(scratch->lines)[at] = months[i].line;
        for (int k = 0; k < HISTORY_FIELDS - 1; k++) {
            if (months[i].amounts[k] == MONEY_UNKNOWN) continue;
            known[k] = true;
            numbers_of(scratch->numbers[k])[at] = months[i].amounts[k];
        }
    }
    g_string_truncate(scratch->own, 0);
    size_t next = 0;
    for (size_t at = 0; at < length && any_own; at++) {
        const char *own = NULL;
        for (; next < count && (size_t)(months[next].month.index - first) == at; next++)
            own = months[next].own;
        if (at > 0) g_string_append_c(scratch->own, ' ');
        if (own) g_string_append(scratch->own, own);
    }
    *history = (struct history){
        .first = months[0].month,
        .length = length,
        .states = scratch->states->str,
        .balance = known[0] ? numbers_of(scratch->numbers[0]) : NULL,
        .due = known[1] ? numbers_of(scratch->numbers[1]) : NULL,
        .paid = known[2] ? numbers_of(scratch->numbers[2]) : NULL,
        .past_due = known[3] ? numbers_of(scratch->numbers[3]) : NULL,
        .batches = one_line ? NULL : numbers_of(scratch->batches),
        .lines = one_line ? NULL : numbers_of(scratch->lines),
    };
}

bool month_scratch_flush(struct fact_writer *writer, struct month_scratch *scratch, GError **error)
{
    return bulk_flush(scratch->insert, error) && bulk_drain(writer->worker, error);
}

static bool insert_fresh(struct fact_writer *writer, struct month_scratch *scratch, int64_t subject, int64_t account,
                         const struct history *history, int64_t line, GError **error)
{
    g_byte_array_set_size(scratch->amounts, 0);
    g_byte_array_set_size(scratch->origins, 0);
    history_pack(history, scratch->amounts, scratch->origins);
    if (!scratch->insert)
        scratch->insert = bulk_new(
            writer->session->store, writer->worker,
            "INSERT INTO history (subject, account, born, batch, line, first, states, own_states, amounts, origins) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            10);
    struct bulk *insert = scratch->insert;
    bulk_int(insert, subject);
    bulk_int(insert, account);
    bulk_int(insert, writer->session->change);
    bulk_int(insert, writer->batch);
    bulk_int(insert, line);
    bulk_int(insert, history->first.index);
    bulk_text(insert, history->states);
    bulk_text(insert, scratch->own->len > 0 ? scratch->own->str : NULL);
    bulk_bytes(insert, scratch->amounts->data, scratch->amounts->len);
    bulk_bytes(insert, scratch->origins->data, scratch->origins->len);
    writer->added++;
    return bulk_row_end(insert, error);
}

/* ---- over what is held --------------------------------------------------------------------------------------------
 */

/* The live history of an account; length 0 when there is none. */
static bool load_held(struct fact_writer *writer, int64_t subject, int64_t account, struct history *held,
                      GError **error)
{
    *held = (struct history){ .first = MONTH_NONE };
    g_autoptr(statement_t) query =
        store_prepare(writer->session->store,
                      "SELECT first, states, own_states, amounts, origins, batch, line, born FROM history WHERE "
                      "subject = ?1 AND account = ?2 AND died IS NULL",
                      error);
    if (!query) return false;
    statement_bind_int(query, 1, subject);
    statement_bind_int(query, 2, account);
    enum step step = statement_step(query, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    size_t amounts_length = 0, origins_length = 0;
    held->first = statement_month(query, 0);
    held->states = g_strdup(statement_text(query, 1));
    held->length = strlen(held->states);
    const char *own = statement_text(query, 2);
    held->own_states = own ? g_strsplit(own, " ", -1) : NULL;
    if (held->own_states && g_strv_length(held->own_states) != held->length)
        g_clear_pointer(&held->own_states, g_strfreev);
    const void *amounts = statement_bytes(query, 3, &amounts_length);
    const void *origins = statement_bytes(query, 4, &origins_length);
    held->from = (struct provenance){ statement_int(query, 5), statement_int(query, 6), statement_int(query, 7) };
    if (history_unpack(held, amounts, amounts_length, origins, origins_length)) return true;
    history_free_content(held);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The months of an account cannot be read."),
                     N_("Run `bureau doctor`."), NULL);
    return false;
}

static void widen(int64_t **series, size_t before, size_t old_length, size_t length, int64_t filler)
{
    int64_t *wide = g_new(int64_t, length);
    for (size_t i = 0; i < length; i++)
        wide[i] = *series && i >= before && i < before + old_length ? (*series)[i - before] : filler;
    g_free(*series);
    *series = wide;
}

/* Makes room for months `first`..`last`; every series is then there. */
static void stretch(struct history *held, int32_t first, int32_t last)
{
    int32_t low = MIN(first, held->first.index), high = MAX(last, held->first.index + (int32_t)held->length - 1);
    size_t before = (size_t)(held->first.index - low), length = (size_t)(high - low) + 1, old = held->length;
    char *states = g_strnfill(length, '#');
    memcpy(states + before, held->states, old);
    g_free(held->states);
    held->states = states;
    char **own = g_new0(char *, length + 1);
    for (size_t i = 0; i < length; i++) {
        bool there = held->own_states && i >= before && i < before + old;
        own[i] = there ? g_steal_pointer(&held->own_states[i - before]) : g_strdup("");
    }
    for (size_t i = 0; held->own_states && i < old; i++)
        g_free(held->own_states[i]);
    g_free(held->own_states);
    held->own_states = own;
    int64_t **amounts[] = { &held->balance, &held->due, &held->paid, &held->past_due };
    for (size_t k = 0; k < G_N_ELEMENTS(amounts); k++)
        widen(amounts[k], before, old, length, MONEY_UNKNOWN);
    if (!held->batches) widen(&held->batches, 0, 0, old, held->from.batch);
    if (!held->lines) widen(&held->lines, 0, 0, old, held->from.line);
    widen(&held->batches, before, old, length, held->from.batch);
    widen(&held->lines, before, old, length, held->from.line);
    held->first = (struct month){ low };
    held->length = length;
}

/* Lays one month over the held ones; true when something is different now. */
static bool lay_over(struct history *held, const struct month_seen *seen, int64_t batch)
{
    size_t at = (size_t)(seen->month.index - held->first.index);
    const char *own = seen->own ? seen->own : "";
    bool differs = held->states[at] != seen->state || strcmp(held->own_states[at], own) != 0;
    int64_t *amounts[] = { held->balance, held->due, held->paid, held->past_due };
    for (size_t k = 0; k < G_N_ELEMENTS(amounts); k++)
        differs = differs || (seen->amounts[k] != MONEY_UNKNOWN && amounts[k][at] != seen->amounts[k]);
    if (!differs) return false;
    held->states[at] = seen->state;
    g_free(held->own_states[at]);
    held->own_states[at] = g_strdup(own);
    for (size_t k = 0; k < G_N_ELEMENTS(amounts); k++)
        if (seen->amounts[k] != MONEY_UNKNOWN) amounts[k][at] = seen->amounts[k];
    held->batches[at] = batch;
    held->lines[at] = seen->line;
    return true;
}

static void drop_unknown(int64_t **series, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((*series)[i] != MONEY_UNKNOWN) return;
    g_clear_pointer(series, g_free);
}

static bool span_fits(int32_t first, int32_t last, GError **error)
{
    if (last - first < MOST_MONTHS) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The months of one account span more than a hundred years."),
                     N_("Check the date format of the mapping. Nothing was changed."), NULL);
    return false;
}

static bool merge(struct fact_writer *writer, int64_t subject, int64_t account, struct history *held,
                  const struct month_seen *months, size_t count, GError **error)
{
    int32_t first = months[0].month.index, last = months[count - 1].month.index;
    if (!span_fits(MIN(first, held->first.index), MAX(last, held->first.index + (int32_t)held->length - 1), error))
        return false;
    stretch(held, first, last);
    bool changed = false;
    for (size_t i = 0; i < count; i++)
        changed |= lay_over(held, &months[i], writer->batch);
    if (!changed) return true;
    int64_t **amounts[] = { &held->balance, &held->due, &held->paid, &held->past_due };
    for (size_t k = 0; k < G_N_ELEMENTS(amounts); k++)
        drop_unknown(amounts[k], held->length);
    writer->added++;
    writer->ended++;
    return history_store(writer->session, subject, account, held, writer->batch, months[count - 1].line, error);
}

bool months_write(struct fact_writer *writer, struct month_scratch *scratch, int64_t subject, int64_t account,
                  bool fresh, struct month_seen *months, size_t count, GError **error)
{
    if (count == 0) return true;
    sort_months(months, count);
    if (!span_fits(months[0].month.index, months[count - 1].month.index, error)) return false;
    struct history history;
    if (!fresh) {
        if (!month_scratch_flush(writer, scratch, error) || !load_held(writer, subject, account, &history, error))
            return false;
        if (history.length > 0) {
            bool good = merge(writer, subject, account, &history, months, count, error);
            history_free_content(&history);
            return good;
        }
        history_free_content(&history);
    }
    lay_out(scratch, writer->batch, months, count, &history);
    return insert_fresh(writer, scratch, subject, account, &history, months[count - 1].line, error);
}

bool months_last(struct fact_writer *writer, struct month_scratch *scratch, int64_t subject, int64_t account,
                 struct month *last, GError **error)
{
    int64_t index;
    *last = MONTH_NONE;
    if (!month_scratch_flush(writer, scratch, error)) return false;
    if (!store_query_int(
            writer->session->store, &index, G_MININT32, error,
            "SELECT first + length(states) - 1 FROM history WHERE subject = ?1 AND account = ?2 AND died IS NULL", "ii",
            subject, account))
        return false;
    *last = (struct month){ (int32_t)index };
    return true;
}
