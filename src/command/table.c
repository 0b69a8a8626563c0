/* SPDX-License-Identifier: Apache-2.0 */
/* Tables. Rows lie one after another in one array; their text lies in one string chunk, or, when a sink takes the
 * rows, in a chunk that is emptied after each. */
#include "command/table.h"

#include <math.h>
#include <string.h>

struct table {
    const struct column *columns;
    size_t column_count;
    GArray *cells; /* struct cell: the rows kept, then the one being made */
    size_t rows;
    size_t filled;      /* cells of the row being made */
    GArray *facts;      /* struct fact */
    GStringChunk *text; /* of facts and kept rows */
    GStringChunk *row_text;
    int64_t total;
    bool total_known, total_exact;
    enum shown shown[SECRECY_COUNT];
    table_sink sink;
    void *sink_data;
    size_t sunk;
};

struct table *table_new(void)
{
    struct table *table = g_new0(struct table, 1);
    table->cells = g_array_new(FALSE, TRUE, sizeof(struct cell));
    table->facts = g_array_new(FALSE, TRUE, sizeof(struct fact));
    table->text = g_string_chunk_new(1024);
    table->row_text = g_string_chunk_new(1024);
    table->total_exact = true;
    table_set_masked(table, false);
    return table;
}

void table_free(struct table *table)
{
    if (!table) return;
    g_array_unref(table->cells);
    g_array_unref(table->facts);
    g_string_chunk_free(table->text);
    g_string_chunk_free(table->row_text);
    g_free(table);
}

void table_set_columns(struct table *table, const struct column *columns, size_t count)
{
    g_return_if_fail(table->rows == 0);
    table->columns = columns;
    table->column_count = count;
}

/* ---- facts ---- */

static struct cell *add_fact(struct table *table, const char *id, const char *title, enum value_type type)
{
    struct fact fact = { .column = { .id = id, .title = title, .type = type } };
    g_array_append_val(table->facts, fact);
    return &g_array_index(table->facts, struct fact, table->facts->len - 1).cell;
}

static struct column *last_fact_column(struct table *table)
{
    return &g_array_index(table->facts, struct fact, table->facts->len - 1).column;
}

static void set_fact_text(struct table *table, struct cell *cell, const char *value)
{
    cell->is_null = value == NULL;
    cell->text = value ? g_string_chunk_insert(table->text, value) : NULL;
}

void table_fact_text(struct table *table, const char *id, const char *title, const char *value)
{
    set_fact_text(table, add_fact(table, id, title, VALUE_TEXT), value);
}

void table_fact_phrase(struct table *table, const char *id, const char *title, const char *phrase)
{
    set_fact_text(table, add_fact(table, id, title, VALUE_PHRASE), phrase);
}

void table_fact_code(struct table *table, const char *id, const char *title, const char *group, const char *code)
{
    set_fact_text(table, add_fact(table, id, title, VALUE_CODE), code);
    last_fact_column(table)->group = group;
}

void table_fact_int(struct table *table, const char *id, const char *title, int64_t value)
{
    add_fact(table, id, title, VALUE_INTEGER)->integer = value;
}

static void set_real(struct cell *cell, double value)
{
    cell->is_null = isnan(value);
    cell->real = value;
}

void table_fact_real(struct table *table, const char *id, const char *title, double value, int decimals)
{
    set_real(add_fact(table, id, title, VALUE_REAL), value);
    last_fact_column(table)->decimals = decimals;
}

void table_fact_percent(struct table *table, const char *id, const char *title, double fraction)
{
    set_real(add_fact(table, id, title, VALUE_PERCENT), fraction);
}

static void set_money(struct cell *cell, int64_t minor, const char *currency)
{
    cell->is_null = minor == MONEY_UNKNOWN;
    cell->integer = minor;
    if (currency) g_strlcpy(cell->currency, currency, sizeof cell->currency);
}

void table_fact_money(struct table *table, const char *id, const char *title, int64_t minor, const char *currency)
{
    set_money(add_fact(table, id, title, VALUE_MONEY), minor, currency);
}

void table_fact_date(struct table *table, const char *id, const char *title, struct date date)
{
    struct cell *cell = add_fact(table, id, title, VALUE_DATE);
    cell->is_null = !date_is_set(date);
    cell->integer = date.days;
}

void table_fact_moment(struct table *table, const char *id, const char *title, int64_t moment)
{
    struct cell *cell = add_fact(table, id, title, VALUE_MOMENT);
    cell->is_null = moment == 0;
    cell->integer = moment;
}

void table_fact_month(struct table *table, const char *id, const char *title, struct month month)
{
    struct cell *cell = add_fact(table, id, title, VALUE_MONTH);
    cell->is_null = !month_is_set(month);
    cell->integer = month.index;
}

void table_fact_flag(struct table *table, const char *id, const char *title, bool value)
{
    add_fact(table, id, title, VALUE_FLAG)->integer = value;
}

void table_fact_null(struct table *table, const char *id, const char *title)
{
    add_fact(table, id, title, VALUE_TEXT)->is_null = true;
}

void table_fact_secret(struct table *table, const char *id, const char *title, const char *value, enum secrecy secrecy)
{
    const enum shown shown = table->shown[secrecy];
    g_autofree char *masked = shown == SHOWN_CLEAR ? NULL : shown_text(value, secrecy, shown);
    set_fact_text(table, add_fact(table, id, title, VALUE_TEXT), masked ? masked : value);
    last_fact_column(table)->secrecy = secrecy;
}

/* ---- rows ---- */

void table_row_begin(struct table *table)
{
    table->filled = 0;
    g_array_set_size(table->cells, (guint)((table->rows + 1) * table->column_count));
    memset(&g_array_index(table->cells, struct cell, table->rows * table->column_count), 0,
           table->column_count * sizeof(struct cell));
}

static struct cell *next_cell(struct table *table)
{
    g_assert(table->filled < table->column_count);
    return &g_array_index(table->cells, struct cell, table->rows * table->column_count + table->filled++);
}

void table_add_text(struct table *table, const char *value)
{
    const struct column *column = &table->columns[table->filled];
    struct cell *cell = next_cell(table);
    cell->is_null = value == NULL;
    if (!value) return;
    const enum shown shown = table->shown[column->secrecy];
    g_autofree char *masked = shown == SHOWN_CLEAR ? NULL : shown_text(value, column->secrecy, shown);
    cell->text = g_string_chunk_insert(table->sink ? table->row_text : table->text, masked ? masked : value);
}

/* A cell that is no text: of a secret number, amount or day nothing can be shown but that there is one. */
static struct cell *next_plain(struct table *table, bool *hidden)
{
    *hidden = table->shown[table->columns[table->filled].secrecy] != SHOWN_CLEAR;
    return next_cell(table);
}

static void hide(struct cell *cell)
{
    *cell = (struct cell){ .is_null = true, .is_hidden = !cell->is_null };
}

void table_add_int(struct table *table, int64_t value)
{
    bool hidden;
    struct cell *cell = next_plain(table, &hidden);
    cell->integer = value;
    if (hidden) hide(cell);
}

void table_add_real(struct table *table, double value)
{
    bool hidden;
    struct cell *cell = next_plain(table, &hidden);
    set_real(cell, value);
    if (hidden) hide(cell);
}

void table_add_money(struct table *table, int64_t minor, const char *currency)
{
    bool hidden;
    struct cell *cell = next_plain(table, &hidden);
    set_money(cell, minor, currency);
    if (hidden) hide(cell);
}

void table_add_date(struct table *table, struct date date)
{
    bool hidden;
    struct cell *cell = next_plain(table, &hidden);
    cell->is_null = !date_is_set(date);
    cell->integer = date.days;
    if (hidden) hide(cell);
}

void table_add_month(struct table *table, struct month month)
{
    bool hidden;
    struct cell *cell = next_plain(table, &hidden);
    cell->is_null = !month_is_set(month);
    cell->integer = month.index;
    if (hidden) hide(cell);
}

void table_add_states(struct table *table, const char *states, struct month first)
{
    const size_t index = table->rows * table->column_count + table->filled;
    table_add_text(table, states);
    g_array_index(table->cells, struct cell, index).integer = first.index;
}

void table_add_null(struct table *table)
{
    next_cell(table)->is_null = true;
}

void table_add_cell(struct table *table, const struct cell *cell)
{
    struct cell *copy = next_cell(table);
    *copy = *cell;
    if (cell->text) copy->text = g_string_chunk_insert(table->sink ? table->row_text : table->text, cell->text);
}

bool table_row_end(struct table *table, GError **error)
{
    g_assert(table->filled == table->column_count);
    if (!table->sink) {
        table->rows++;
        return true;
    }
    table->sunk++;
    const bool taken = table->sink(table->sink_data, table, &g_array_index(table->cells, struct cell, 0), error);
    g_string_chunk_clear(table->row_text);
    return taken;
}

size_t table_column_count(const struct table *table)
{
    return table->column_count;
}
const struct column *table_column(const struct table *table, size_t index)
{
    return &table->columns[index];
}
size_t table_row_count(const struct table *table)
{
    return table->rows;
}
size_t table_fact_count(const struct table *table)
{
    return table->facts->len;
}

const struct cell *table_row(const struct table *table, size_t index)
{
    g_assert(index < table->rows);
    return &g_array_index(table->cells, struct cell, index * table->column_count);
}

const struct fact *table_fact(const struct table *table, size_t index)
{
    return &g_array_index(table->facts, struct fact, index);
}

const struct fact *table_find_fact(const struct table *table, const char *id)
{
    for (guint i = 0; i < table->facts->len; i++) {
        const struct fact *fact = &g_array_index(table->facts, struct fact, i);
        if (strcmp(fact->column.id, id) == 0) return fact;
    }
    return NULL;
}

void table_set_total(struct table *table, int64_t total, bool exact)
{
    table->total = total;
    table->total_known = true;
    table->total_exact = exact;
}

int64_t table_total(const struct table *table)
{
    return table->total_known ? table->total : (int64_t)(table->sink ? table->sunk : table->rows);
}

bool table_total_is_exact(const struct table *table)
{
    return table->total_exact;
}

void table_set_sink(struct table *table, table_sink sink, void *data)
{
    table->sink = sink;
    table->sink_data = data;
}

void table_mask_for(struct table *table, const struct session *session)
{
    for (enum secrecy class = SECRECY_OPEN; class < SECRECY_COUNT; class ++)
        table->shown[class] = guard_shown(session, class);
}

void table_mask_like(struct table *table, const struct table *other)
{
    memcpy(table->shown, other->shown, sizeof table->shown);
}

void table_set_masked(struct table *table, bool masked)
{
    for (enum secrecy class = SECRECY_OPEN; class < SECRECY_COUNT; class ++)
        table->shown[class] = masked && class > SECRECY_NAME ? SHOWN_MASKED : SHOWN_CLEAR;
}

enum shown table_shown(const struct table *table, enum secrecy secrecy)
{
    return table->shown[secrecy];
}

bool table_is_masked(const struct table *table)
{
    for (enum secrecy class = SECRECY_NAME; class < SECRECY_COUNT; class ++)
        if (table->shown[class] != SHOWN_CLEAR) return true;
    return false;
}
