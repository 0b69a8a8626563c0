/* SPDX-License-Identifier: Apache-2.0 */
/* A table in memory as the source of a grid. */
#include "widget/grid.h"

#include <string.h>

struct kept {
    struct table *table;
    int key; /* column, -1: the row number */
};

static size_t kept_count(void *data)
{
    return table_row_count(((struct kept *)data)->table);
}

static size_t kept_column_count(void *data)
{
    return table_column_count(((struct kept *)data)->table);
}

static const struct column *kept_column(void *data, size_t column)
{
    return table_column(((struct kept *)data)->table, column);
}

static int64_t kept_row_key(void *data, size_t row)
{
    const struct kept *kept = data;
    return kept->key < 0 ? (int64_t)row : table_row(kept->table, row)[kept->key].integer;
}

static bool kept_cell(void *data, size_t row, size_t column, struct cell *cell)
{
    *cell = table_row(((struct kept *)data)->table, row)[column];
    return true;
}

static void kept_release(void *data)
{
    table_free(((struct kept *)data)->table);
    g_free(data);
}

struct table_source *source_of_table(struct table *table, const char *key_column)
{
    struct kept *kept = g_new0(struct kept, 1);
    kept->table = table;
    kept->key = -1;
    for (size_t i = 0; key_column != NULL && i < table_column_count(table); i++)
        if (strcmp(table_column(table, i)->id, key_column) == 0) kept->key = (int)i;
    struct table_source *source = g_new0(struct table_source, 1);
    *source = (struct table_source){ .data = kept,
                                     .count = kept_count,
                                     .column_count = kept_column_count,
                                     .column = kept_column,
                                     .row_key = kept_row_key,
                                     .cell = kept_cell,
                                     .release = kept_release };
    return source;
}

const struct table *source_table(const struct table_source *source)
{
    return source != NULL && source->release == kept_release ? ((const struct kept *)source->data)->table : NULL;
}

void source_free(struct table_source *source)
{
    if (source == NULL) return;
    if (source->release != NULL) source->release(source->data);
    g_free(source);
}
