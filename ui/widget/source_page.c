/* SPDX-License-Identifier: Apache-2.0 */
/* Rows by key, in pages. The order of all keys is held (8 bytes a row); the rows themselves only for the pages looked
 * at lately. A page that is missing is asked for once and drawn as pending until it comes. */
#include "widget/grid.h"

#include <string.h>

#define PAGE_ROWS  64
#define PAGES_MOST 64

struct page {
    size_t number;
    struct table *table; /* NULL: asked for, not here yet */
    guint64 used;        /* when it was last looked at */
};

struct paged {
    const struct column *columns;
    size_t column_count;
    int64_t *keys;
    size_t count;
    source_fetch fetch;
    void *owner;
    GArray *pages; /* struct page, at most PAGES_MOST */
    guint64 clock;
};

static void page_clear(gpointer data)
{
    table_free(((struct page *)data)->table);
}

static size_t paged_count(void *data)
{
    return ((struct paged *)data)->count;
}

static size_t paged_column_count(void *data)
{
    return ((struct paged *)data)->column_count;
}

static const struct column *paged_column(void *data, size_t column)
{
    return &((struct paged *)data)->columns[column];
}

static int64_t paged_row_key(void *data, size_t row)
{
    return ((struct paged *)data)->keys[row];
}

static struct page *find_page(struct paged *paged, size_t number)
{
    for (guint i = 0; i < paged->pages->len; i++) {
        struct page *page = &g_array_index(paged->pages, struct page, i);
        if (page->number == number) return page;
    }
    return NULL;
}

static bool paged_cell(void *data, size_t row, size_t column, struct cell *cell)
{
    struct page *page = find_page(data, row / PAGE_ROWS);
    size_t line = row % PAGE_ROWS;
    if (page == NULL || page->table == NULL || line >= table_row_count(page->table)) return false;
    *cell = table_row(page->table, line)[column];
    return true;
}

/* The page that was not looked at for longest makes room. */
static void forget_oldest(struct paged *paged)
{
    guint oldest = 0;
    for (guint i = 1; i < paged->pages->len; i++)
        if (g_array_index(paged->pages, struct page, i).used < g_array_index(paged->pages, struct page, oldest).used)
            oldest = i;
    g_array_remove_index_fast(paged->pages, oldest);
}

static void want_page(struct paged *paged, size_t number)
{
    struct page *page = find_page(paged, number);
    if (page != NULL) {
        page->used = ++paged->clock;
        return;
    }
    if (paged->pages->len >= PAGES_MOST) forget_oldest(paged);
    struct page fresh = { .number = number, .used = ++paged->clock };
    g_array_append_val(paged->pages, fresh);
    size_t first = number * PAGE_ROWS;
    paged->fetch(paged->owner, paged->keys + first, MIN(paged->count - first, (size_t)PAGE_ROWS), number);
}

static void paged_want(void *data, size_t first, size_t count)
{
    struct paged *paged = data;
    if (paged->count == 0 || count == 0) return;
    size_t last = MIN(first + count, paged->count) - 1;
    for (size_t number = first / PAGE_ROWS; number <= last / PAGE_ROWS; number++)
        want_page(paged, number);
}

static void paged_release(void *data)
{
    struct paged *paged = data;
    g_array_unref(paged->pages);
    g_free(paged->keys);
    g_free(paged);
}

struct table_source *source_by_key(const struct column *columns, size_t column_count, int64_t *keys, size_t count,
                                   source_fetch fetch, void *owner)
{
    struct paged *paged = g_new0(struct paged, 1);
    *paged = (struct paged){
        .columns = columns, .column_count = column_count, .keys = keys, .count = count, .fetch = fetch, .owner = owner
    };
    paged->pages = g_array_new(FALSE, FALSE, sizeof(struct page));
    g_array_set_clear_func(paged->pages, page_clear);
    struct table_source *source = g_new0(struct table_source, 1);
    *source = (struct table_source){ .data = paged,
                                     .count = paged_count,
                                     .column_count = paged_column_count,
                                     .column = paged_column,
                                     .row_key = paged_row_key,
                                     .cell = paged_cell,
                                     .want = paged_want,
                                     .release = paged_release };
    return source;
}

void source_page_fill(struct table_source *source, size_t page_number, struct table *table)
{
    struct page *page = find_page(source->data, page_number);
    if (page == NULL) { /* forgotten meanwhile */
        table_free(table);
        return;
    }
    table_free(page->table);
    page->table = table;
}

void source_page_put(struct table_source *source, size_t page_number, struct table *table)
{
    struct paged *paged = source->data;
    if (find_page(paged, page_number) == NULL) {
        if (paged->pages->len >= PAGES_MOST) forget_oldest(paged);
        struct page fresh = { .number = page_number, .used = ++paged->clock };
        g_array_append_val(paged->pages, fresh);
    }
    source_page_fill(source, page_number, table);
}

void source_set_keys(struct table_source *source, int64_t *keys, size_t count)
{
    struct paged *paged = source->data;
    g_free(paged->keys);
    paged->keys = keys;
    paged->count = count;
    g_array_set_size(paged->pages, 0);
}
