/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the queue. One job notes the look, reads the order and the counts, and brings the rows that stand around
 * the cursor, so that what is on the screen is exchanged at once and never blank; further pages come as they are seen.
 */
#include "screen/disputes_view.h"

#include <string.h>

enum { WHOLE_MOST = 1024, PAGE = 64, PATIENCE = 5000 }; /* PAGE: of source_by_key(); PATIENCE: milliseconds */

/* ---- on a worker ------------------------------------------------------------------------------------------------- */

struct keys_job {
    struct desk_query query;
    char *owner;
    struct recorded_look *look; /* the line of the log; NULL when it is there */
    int64_t cursor;
    bool want_all, whole;
    GArray *keys;
    struct desk_counts counts;
    struct table *rows; /* all, or those of the pages below; with the columns in any case */
    size_t first;       /* row of the order with which `rows` begins */
};

static void keys_job_free(void *data)
{
    struct keys_job *job = data;
    g_free(job->owner);
    look_free(job->look);
    if (job->keys != NULL) g_array_unref(job->keys);
    table_free(job->rows);
    g_free(job);
}

static size_t place_of(const GArray *keys, int64_t key)
{
    for (guint i = 0; i < keys->len; i++)
        if (g_array_index(keys, int64_t, i) == key) return i;
    return 0;
}

/* In steps, so that a person who goes elsewhere need not wait for the rest. */
static bool read_rows(struct session *session, struct keys_job *job, size_t first, size_t count, GError **error)
{
    const int64_t *keys = (const int64_t *)(void *)job->keys->data;
    job->first = first;
    job->rows = table_new();
    for (size_t done = 0; done < count; done += PAGE) {
        if (session_is_cancelled(session, error)) return false;
        if (count > WHOLE_MOST) session_progress(session, (double)done / (double)count, N_("Reading disputes"));
        if (!queue_read(session, keys + first + done, MIN(count - done, (size_t)PAGE), job->rows, error)) return false;
    }
    return count > 0 || queue_read(session, NULL, 0, job->rows, error);
}

static bool read_keys(struct session *session, void *data, GError **error)
{
    struct keys_job *job = data;
    if (job->look != NULL && !look_record(session, job->look, error)) return false;
    job->query.owner = job->owner;
    if (!desk_count(session, &job->counts, error)) return false;
    job->keys = desk_keys(session, &job->query, error);
    if (job->keys == NULL) return false;
    const size_t count = job->keys->len;
    job->whole = job->want_all || count <= WHOLE_MOST;
    if (job->whole) return read_rows(session, job, 0, count, error);
    const size_t page = place_of(job->keys, job->cursor) / PAGE, first = (page > 0 ? page - 1 : 0) * PAGE;
    return read_rows(session, job, first, MIN((size_t)3 * PAGE, count - first), error);
}

struct page_job {
    int64_t *keys;
    size_t count, page;
    unsigned generation;
    struct table *table;
};

static void page_job_free(void *data)
{
    struct page_job *job = data;
    g_free(job->keys);
    table_free(job->table);
    g_free(job);
}

static bool read_page(struct session *session, void *data, GError **error)
{
    struct page_job *job = data;
    job->table = table_new();
    return queue_read(session, job->keys, job->count, job->table, error);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static struct recorded_look *look_of(const struct disputes_view *disputes)
{
    const struct queue_part *part = &disputes->part;
    const struct session *session = app_session(disputes->list.view.app);
    const bool closed = part->tab == QUEUE_CLOSED;
    return look_new("dispute.list", DATE_NONE, NULL, "limit", "1", "state", closed ? "all" : "open", "lane",
                    closed || part->tab == LANE_ALL ? NULL : queue_tab_word(part->tab), "owner",
                    part->mine ? session->user : NULL, "waiting",
                    part->waiting > 0 ? desk_waiting(part->waiting - 1) : NULL, NULL);
}

static void load(struct disputes_view *disputes, int delay)
{
    struct view *view = &disputes->list.view;
    const struct queue_part *part = &disputes->part;
    const struct session *session = app_session(view->app);
    struct keys_job *job = g_new0(struct keys_job, 1);
    const bool closed = part->tab == QUEUE_CLOSED;
    job->owner = part->mine ? g_strdup(session->user) : NULL;
    job->query = (struct desk_query){ .lane = closed ? LANE_ALL : (enum desk_lane)part->tab,
                                      .waiting = part->waiting > 0 ? desk_waiting(part->waiting - 1) : NULL,
                                      .contrary = part->contrary,
                                      .closed = closed,
                                      .by_target = part->by_target };
    job->look = disputes->recorded ? NULL : look_of(disputes);
    job->cursor = grid_row(disputes->list.grid);
    job->want_all = disputes->whole;
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = JOB_KEYS,
                                                .lane = job->want_all ? JOB_LONG : JOB_QUICK,
                                                .title = N_("Reading disputes"),
                                                .delay = delay,
                                                .run = read_keys,
                                                .data = job,
                                                .free_data = keys_job_free });
}

void queue_load(struct disputes_view *disputes)
{
    disputes->coming = false;
    load(disputes, 0);
}

static bool is_sorted(const struct disputes_view *disputes)
{
    g_autoptr(route_t) place = route_new("disputes");
    grid_save(disputes->list.grid, place);
    return route_get(place, "sort") != NULL;
}

/* All rows of a long queue take a second to be read. Where nothing needs them any more, they are pages again; where
 * something does, what others do shows some seconds later, so that a busy house does not begin the list anew before it
 * has ended. What is done on this screen shows at once. */
void queue_reload(struct disputes_view *disputes)
{
    if (disputes->then != NULL) return; /* all rows are being read this moment */
    const bool is_long = disputes->whole && disputes->held > WHOLE_MOST;
    if (is_long && *grid_filter_text(disputes->list.grid) == '\0' && !is_sorted(disputes)) disputes->whole = false;
    const bool at_once = !is_long || !disputes->whole || disputes->acted;
    disputes->acted = false;
    if (disputes->coming && !at_once) return; /* it is on its way */
    disputes->coming = !at_once;
    load(disputes, at_once ? 0 : PATIENCE);
}

/* Rows are about to be drawn that are not here yet. */
static void fetch_page(void *owner, const int64_t *keys, size_t count, size_t page)
{
    struct disputes_view *disputes = owner;
    struct page_job *job = g_new0(struct page_job, 1);
    *job = (struct page_job){ g_memdup2(keys, count * sizeof *keys), count, page, disputes->generation, NULL };
    job_start(disputes->list.view.app, &(struct job_request){ .view = &disputes->list.view,
                                                              .kind = JOB_PAGES + (int)page,
                                                              .title = N_("Reading disputes"),
                                                              .run = read_page,
                                                              .data = job,
                                                              .free_data = page_job_free });
}

bool queue_needs_all(struct disputes_view *disputes, const char *id)
{
    static const char *const needing[] = { "table.filter", "table.sort",     "table.sort_add", "table.find",
                                           "table.count",  "table.describe", "table.export",   "table.copy_row" };
    for (size_t i = 0; disputes->paged && i < G_N_ELEMENTS(needing); i++)
        if (strcmp(id, needing[i]) == 0) {
            disputes->then = needing[i];
            disputes->whole = true;
            queue_load(disputes);
            return true;
        }
    return false;
}

/* ---- taking in --------------------------------------------------------------------------------------------------- */

/* The rows that came with the order are pages of it already; each begins where a page begins. */
static void put_pages(struct table_source *source, const struct keys_job *job)
{
    const size_t columns = table_column_count(job->rows);
    for (size_t row = 0; row < table_row_count(job->rows); row += PAGE) {
        struct table *page = table_new();
        table_mask_like(page, job->rows);
        table_set_columns(page, table_column(job->rows, 0), columns);
        for (size_t i = row; i < MIN(row + PAGE, table_row_count(job->rows)); i++) {
            table_row_begin(page);
            for (size_t column = 0; column < columns; column++)
                table_add_cell(page, &table_row(job->rows, i)[column]);
            table_row_end(page, NULL);
        }
        source_page_put(source, (job->first + row) / PAGE, page);
    }
}

static struct table_source *source_of(struct disputes_view *disputes, struct keys_job *job)
{
    if (job->whole) return source_of_table(g_steal_pointer(&job->rows), disputes->list.key);
    size_t columns;
    const struct column *first = queue_columns(&columns);
    const size_t count = job->keys->len;
    int64_t *keys = g_memdup2(job->keys->data, count * sizeof *keys);
    struct table_source *source = source_by_key(first, columns, keys, count, fetch_page, disputes);
    put_pages(source, job);
    return source;
}

/* The first time the columns are laid out and the place that was left is found again. Of another part of the queue the
 * cursor stands on the same case when that is in it, else on the first one. */
static void settle_grid(struct disputes_view *disputes, int64_t before)
{
    struct grid *grid = disputes->list.grid;
    if (!disputes->list.there) {
        queue_columns_fit(grid);
        grid_restore(grid, disputes->list.view.route);
    } else if (disputes->other && grid_row(grid) != before && grid_row_count(grid) > 0) {
        grid_event(grid, &(struct event){ .kind = EVENT_KEY, .key = { .code = KEYCAP_HOME } });
    }
    disputes->list.there = true;
    disputes->other = false;
}

static void take_keys(struct disputes_view *disputes, struct keys_job *job)
{
    struct grid *grid = disputes->list.grid;
    const int64_t before = grid_row(grid);
    disputes->counts = job->counts;
    disputes->counted = disputes->recorded = true;
    disputes->generation++;
    disputes->paged = !job->whole;
    disputes->held = job->keys->len;
    disputes->coming = false;
    grid_set_source(grid, source_of(disputes, job));
    grid_set_empty(grid, _(disputes->list.empty));
    settle_grid(disputes, before);
    view_relayout(&disputes->list.view);
}

bool queue_result(struct disputes_view *disputes, const struct job_result *result)
{
    if (result->kind != JOB_KEYS && result->kind < JOB_PAGES) return false;
    if (result->error != NULL) {
        if (result->kind == JOB_KEYS && disputes->whole && disputes->paged) disputes->whole = false; /* cancelled */
        disputes->then = NULL;
        disputes->coming = false;
        list_result(&disputes->list, result);
    } else if (result->kind == JOB_KEYS) {
        take_keys(disputes, result->data);
        const char *then = g_steal_pointer(&disputes->then);
        if (then != NULL && !disputes->paged) app_command(disputes->list.view.app, then, -1);
    } else {
        struct page_job *job = result->data;
        if (disputes->paged && job->generation == disputes->generation)
            source_page_fill(grid_source(disputes->list.grid), job->page, g_steal_pointer(&job->table));
        view_dirty(&disputes->list.view);
    }
    return true;
}
