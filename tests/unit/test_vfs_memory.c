/* SPDX-License-Identifier: Apache-2.0 */
/* H12: what SQLite held in memory (pages, sorters, bound values) is wiped before it goes back to the heap. A program of
 * its own: the allocator can be chosen only before SQLite starts. */
#include "sealed.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static int64_t given_back, dirty, largest;

static void *plain_malloc(int bytes)
{
    void *piece = malloc((size_t)bytes);
    if (piece) memset(piece, 0xA5, malloc_usable_size(piece));
    return piece;
}

static void watching_free(void *piece)
{
    const uint8_t *bytes = piece;
    const size_t size = malloc_usable_size(piece);
    bool clean = true;
    for (size_t i = 0; i < size; i++)
        clean = clean && bytes[i] == 0;
    given_back++;
    dirty += !clean;
    largest = MAX(largest, (int64_t)size);
    free(piece);
}

static void *plain_realloc(void *piece, int bytes)
{
    (void)piece;
    (void)bytes;
    fail_msg("memory was moved without being wiped");
    return NULL;
}

static int plain_size(void *piece)
{
    return (int)malloc_usable_size(piece);
}

static int plain_roundup(int bytes)
{
    return (bytes + 7) & ~7;
}

static int plain_init(void *unused)
{
    (void)unused;
    return SQLITE_OK;
}

static void plain_shutdown(void *unused)
{
    (void)unused;
}

static void test_memory_is_wiped(void **state)
{
    (void)state;
    static const sqlite3_mem_methods watching = { plain_malloc,  watching_free, plain_realloc,  plain_size,
                                                  plain_roundup, plain_init,    plain_shutdown, NULL };
    store_set_allocator(&watching);
    struct sealed_box *box = box_new();
    assert_int_equal(box_open(box, box->keys, true), SQLITE_OK);
    box_fill(box, 1, 100);
    assert_int_equal(box_ask(box, "SELECT count(DISTINCT body) FROM (SELECT body FROM t ORDER BY body DESC)"), 100);
    assert_int_equal(box_ask(box, "SELECT length(group_concat(body)) > 50000 FROM t"), 1); /* grows by realloc */
    box_free(box);
    assert_true(given_back > 1000);
    assert_true(largest > 50000);
    assert_int_equal(dirty, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_memory_is_wiped) };
    return cmocka_run_group_tests_name("vfs memory", tests, NULL, NULL);
}
