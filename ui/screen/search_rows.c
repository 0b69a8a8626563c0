/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a search: read by a worker, a page at a time, only those that are seen, masked. */
#include "screen/search_view.h"

struct page_job {
    struct visit_index *index;
    char *query;
    int64_t *keys;
    size_t count, page;
    unsigned generation;
    struct table *table;
};

static void page_free(void *data)
{
    struct page_job *job = data;
    visit_index_release(job->index);
    g_free(job->query);
    g_free(job->keys);
    table_free(job->table);
    g_free(job);
}

/* Somebody who was taken out since the index was built is a row without values. */
static bool add_gone(struct table *table, int64_t subject, GError **error)
{
    table_row_begin(table);
    table_add_int(table, subject);
    for (size_t i = 1; i < search_column_count; i++)
        table_add_null(table);
    return table_row_end(table, error);
}

static bool read_page(struct session *session, void *data, GError **error)
{
    struct page_job *job = data;
    g_autoptr(query_t) query = query_parse(job->query, NULL);
    job->table = table_new();
    table_set_columns(job->table, search_columns, search_column_count);
    table_mask_for(job->table, session);
    for (size_t i = 0; i < job->count; i++) {
        GError *failure = NULL;
        if (session_is_cancelled(session, error)) return false;
        visit_index_lock(job->index);
        g_autofree char *match =
            query != NULL ? search_why_match(visit_index_of(job->index), query, job->keys[i]) : NULL;
        visit_index_unlock(job->index);
        if (search_add_row(job->table, session, job->keys[i], match, &failure)) continue;
        const bool gone = g_error_matches(failure, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND);
        if (!gone) return g_propagate_error(error, failure), false;
        g_error_free(failure);
        if (!add_gone(job->table, job->keys[i], error)) return false;
    }
    return true;
}

/* Called when rows about to be drawn are not here yet. */
void search_fetch_page(void *owner, const int64_t *keys, size_t count, size_t page)
{
    struct search_view *search = owner;
    struct page_job *job = g_new0(struct page_job, 1);
    *job = (struct page_job){ .index = visit_index_hold(search->view.app),
                              .query = g_strdup(search->asked),
                              .keys = g_memdup2(keys, count * sizeof *keys),
                              .count = count,
                              .page = page,
                              .generation = search->generation };
    if (job->index == NULL) return page_free(job);
    job_start(search->view.app, &(struct job_request){ .view = &search->view,
                                                       .kind = JOB_PAGES + (int)page,
                                                       .title = N_("Reading"),
                                                       .run = read_page,
                                                       .data = job,
                                                       .free_data = page_free });
}

void search_take_page(struct search_view *search, void *data)
{
    struct page_job *job = data;
    if (job->generation == search->generation)
        source_page_fill(grid_source(search->grid), job->page, g_steal_pointer(&job->table));
}
