/* SPDX-License-Identifier: Apache-2.0 */
/* Counting the cities of what a search found: one pass over the hits, no store. */
#include "subject/search_private.h"

#include <string.h>

static int most_first(const void *left, const void *right)
{
    const struct search_count *a = left, *b = right;
    return a->count != b->count ? (a->count < b->count ? 1 : -1) : strcmp(a->value, b->value);
}

/* Sort keys are pinyin; the city's own text is what the key was made from. */
static GHashTable *texts_of(const struct search_index *index)
{
    GHashTable *texts = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer city, key;
    g_hash_table_iter_init(&iter, index->cities);
    while (g_hash_table_iter_next(&iter, &city, &key))
        g_hash_table_insert(texts, key, (gpointer)g_intern_string(city));
    return texts;
}

GArray *search_count_cities(const struct search_index *index, const int64_t *subjects, size_t count)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        gpointer place = g_hash_table_lookup(index->by_subject, GSIZE_TO_POINTER((gsize)subjects[i]));
        if (place == NULL) continue;
        gpointer city =
            GUINT_TO_POINTER(g_array_index(index->entries, struct entry, GPOINTER_TO_UINT(place) - 1).city_key);
        g_hash_table_insert(counts, city, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, city)) + 1));
    }
    g_autoptr(GHashTable) texts = texts_of(index);
    GArray *cities = g_array_new(FALSE, FALSE, sizeof(struct search_count));
    GHashTableIter iter;
    gpointer city, number;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &city, &number)) {
        const char *text = g_hash_table_lookup(texts, city);
        const struct search_count one = { text ? text : "", GPOINTER_TO_UINT(number) };
        g_array_append_val(cities, one);
    }
    g_array_sort(cities, most_first);
    return cities;
}
