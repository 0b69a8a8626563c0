/* SPDX-License-Identifier: Apache-2.0 */
/* Search as you type. Every key runs the query over the index in memory, on the UI thread: count and order are exact
 * and there at once. Only the rows that are seen are read, by a worker. What is typed is not recorded; a search that
 * was settled (Enter, opening somebody, leaving, two seconds without a key) is, once. */
#include "screen/look.h"
#include "screen/screens.h"
#include "screen/search_view.h"

#include <string.h>

static struct search_view *of(struct view *view)
{
    return (struct search_view *)view;
}
static const struct search_view *of_const(const struct view *view)
{
    return (const struct search_view *)view;
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static void show_answer(struct search_view *search, int64_t *subjects, size_t count)
{
    search->count = count;
    search->generation++;
    if (grid_source(search->grid) == NULL) {
        grid_set_source(search->grid,
                        source_by_key(search_columns, search_column_count, subjects, count, search_fetch_page, search));
        grid_hide(search->grid, "id", true);
        grid_hide(search->grid, "kind", true);
        grid_set_width(search->grid, "name", 14, 36);
        grid_set_width(search->grid, "identity", 18, 18);
        grid_set_width(search->grid, "phone", 11, 11);
        grid_set_width(search->grid, "city", 6, 12);
    } else {
        source_set_keys(grid_source(search->grid), subjects, count);
        grid_changed(search->grid);
    }
    grid_set_empty(search->grid, _("Nobody meets all of this. Fewer words find more."));
    if (search->restore != 0 && grid_go_to(search->grid, search->restore)) search->restore = 0;
}

static void record_when_resting(struct search_view *search);

/* Runs what is typed. When it cannot be understood the last answer stays, and the line below says why. */
static void ask(struct search_view *search)
{
    struct app *app = search->view.app;
    const char *text = editor_text(search->editor);
    g_clear_error(&search->error);
    g_autoptr(query_t) query = query_parse(text, &search->error);
    if (query == NULL) return;
    int64_t *subjects = NULL;
    size_t count = 0;
    if (!visit_search(app, query, search->sort, search->descending, &subjects, &count, &search->milliseconds)) return;
    /* another question begins with its best answer; the same one, read again, keeps the place */
    const bool another = search->restore == 0 && g_strcmp0(search->asked, text) != 0;
    const int64_t first = count > 0 ? subjects[0] : ROW_NONE;
    g_free(search->asked);
    search->asked = g_strdup(text);
    g_free(search->words);
    search->words = query_explain(query);
    search->version = visit_index_version(app);
    show_answer(search, subjects, count);
    if (another && first != ROW_NONE) grid_go_to(search->grid, first);
    facets_start(&search->view, JOB_FACETS, text);
    if (another) record_when_resting(search);
}

/* The line in the log, `delay` milliseconds from now unless something else is asked until then. */
static void record(struct search_view *search, int delay)
{
    job_start(search->view.app, &(struct job_request){ .view = &search->view,
                                                       .kind = JOB_SETTLE,
                                                       .title = N_("Recording the search"),
                                                       .delay = delay,
                                                       .quiet = true,
                                                       .record = true,
                                                       .run = look_record,
                                                       .data = look_new("search", DATE_NONE, NULL, "query",
                                                                        search->asked, "limit", "1", NULL),
                                                       .free_data = look_free });
}

static bool is_recorded(const struct search_view *search)
{
    if (search->asked == NULL || *search->asked == '\0') return true;
    return search->settled != 0 && strcmp(visit_query(search->view.app, search->settled), search->asked) == 0;
}

static void record_when_resting(struct search_view *search)
{
    if (!is_recorded(search)) record(search, RESTING);
}

/* Records the search once, and keeps it for the desk. */
static void settle(struct search_view *search)
{
    struct app *app = search->view.app;
    if (is_recorded(search)) return;
    const int64_t number = visit_keep_query(app, search->asked);
    search->settled = number;
    record(search, 0);
    g_autoptr(route_t) route = route_set_int(route_new("search"), "query", number);
    g_autofree char *tail =
        g_strdup_printf(ngettext("%zu file", "%zu files", (unsigned long)search->count), search->count);
    visit_remember(app, route, N_("search"), search->asked, tail);
    editor_remember(search->editor);
}

static void open_row(struct search_view *search)
{
    const int64_t key = grid_row(search->grid);
    if (key == ROW_NONE) return;
    settle(search);
    app_go(search->view.app, route_set_int(route_new("subject"), "subject", key));
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static bool search_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct search_view *search = of(view);
    const int64_t number = route_int(route, "query", 0);
    search->editor = editor_new(visit_query(view->app, number));
    search->grid = grid_new();
    grid_set_title(search->grid, _("Search"));
    grid_set_empty(search->grid, "");
    search->sort = (enum search_sort)CLAMP(route_int(route, "sort", SEARCH_BY_MATCH), 0, SEARCH_BY_CITY);
    search->descending = route_int(route, "descending", 0) != 0;
    search->restore = route_int(route, "row", 0);
    search->settled = number;
    search->focus = search->restore != 0 ? FOCUS_LIST : FOCUS_PROMPT;
    visit_index_want(view->app);
    ask(search);
    return true;
}

static void search_save(const struct view *view, struct route *route)
{
    const struct search_view *search = of_const(view);
    route_set_int(route, "query", visit_keep_query(view->app, editor_text(search->editor)));
    route_set_int(route, "sort", search->sort);
    route_set_int(route, "descending", search->descending);
    if (search->focus == FOCUS_LIST && grid_row(search->grid) != ROW_NONE)
        route_set_int(route, "row", grid_row(search->grid));
}

static void search_close(struct view *view)
{
    struct search_view *search = of(view);
    settle(search);
    editor_free(search->editor);
    grid_free(search->grid);
    facets_free(search->facets);
    g_free(search->asked);
    g_free(search->words);
    g_clear_error(&search->error);
}

static void search_result(struct view *view, const struct job_result *result)
{
    struct search_view *search = of(view);
    if (result->kind == JOB_PIN) {
        visit_pin_done(view, result);
    } else if (result->kind == JOB_SETTLE) {
        if (result->error != NULL)
            app_error(view->app, result->error);
        else
            search->settled = visit_keep_query(
                view->app, arguments_nth(((const struct recorded_look *)result->data)->arguments, "query", 0));
        return;
    } else if (result->error != NULL) {
        app_error(view->app, result->error);
    } else if (result->kind == JOB_FACETS) {
        facets_free(search->facets);
        search->facets = g_steal_pointer(&((struct facet_job *)result->data)->facets);
    } else if (result->kind >= JOB_PAGES) {
        search_take_page(search, result->data);
    }
    view_relayout(view);
}

static void search_refresh(struct view *view)
{
    visit_index_refresh(view->app);
}

/* The index came, or is another than the one that answered: ask again. */
static void search_layout(struct view *view, struct rect area)
{
    struct search_view *search = of(view);
    if (visit_index_state(view->app) == INDEX_READY &&
        (search->asked == NULL || search->version != visit_index_version(view->app)))
        ask(search);
    search_place(search, area);
}

static char *search_state(const struct view *view)
{
    const struct search_view *search = of_const(view);
    static const char *const words[] = { N_("best match first"), N_("by name"), N_("by score"), N_("by days overdue"),
                                         N_("by city") };
    return g_strdup_printf("%s%s", _(words[search->sort]),
                           search->sort == SEARCH_BY_MATCH ? ""
                           : search->descending            ? " ↓"
                                                           : " ↑");
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static void focus_next(struct search_view *search)
{
    search->focus = search->focus == FOCUS_PROMPT                        ? FOCUS_LIST
                    : search->focus == FOCUS_LIST && search->below.h > 0 ? FOCUS_FACETS
                                                                         : FOCUS_PROMPT;
    if (search->focus == FOCUS_LIST && search->count == 0) search->focus = FOCUS_PROMPT;
}

/* Adds the term of a facet's line to what is typed. */
static void narrow(struct search_view *search, int facet, int line)
{
    if (search->facets == NULL || line >= (int)search->facets->lines[facet]) return;
    g_autofree char *text =
        g_strstrip(g_strdup_printf("%s %s", editor_text(search->editor), search->facets->line[facet][line].term));
    editor_set_text(search->editor, text);
    search->focus = FOCUS_LIST;
    ask(search);
}

static bool prompt_event(struct search_view *search, const struct event *event)
{
    bool changed = false;
    const bool empty = *editor_text(search->editor) == '\0';
    /* "/" leads here; pressed once more it is no word to look for */
    if (empty && event->kind == EVENT_KEY && event->key.modifiers == 0 && event->key.code == '/') return true;
    if (editor_event(search->editor, event, &changed)) {
        if (changed) ask(search);
        return true;
    }
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    switch (event->key.code) {
    case KEYCAP_ENTER:
        if (search->count == 1) return open_row(search), true;
        settle(search);
        search->focus = search->count > 0 ? FOCUS_LIST : FOCUS_PROMPT;
        return true;
    case KEYCAP_DOWN:
    case KEYCAP_PAGE_DOWN:
        search->focus = search->count > 0 ? FOCUS_LIST : FOCUS_PROMPT;
        return true;
    case KEYCAP_TAB:
        return focus_next(search), true;
    case KEYCAP_ESCAPE:
        if (*editor_text(search->editor) == '\0') return false;
        editor_set_text(search->editor, "");
        ask(search);
        return true;
    default:
        return false;
    }
}

static bool facet_event(struct search_view *search, const struct event *event)
{
    if (event->kind != EVENT_KEY || search->facets == NULL) return false;
    int line = search->line, facet = search->facet;
    switch (event->key.code) {
    case KEYCAP_UP:
        line--;
        break;
    case KEYCAP_DOWN:
        line++;
        break;
    case KEYCAP_LEFT:
        facet--;
        break;
    case KEYCAP_RIGHT:
        facet++;
        break;
    case KEYCAP_ENTER:
        return narrow(search, facet, line), true;
    default:
        return false;
    }
    search->facet = CLAMP(facet, 0, FACETS - 1);
    const int rows = MIN((int)search->facets->lines[search->facet], search->below.h - 1);
    search->line = CLAMP(line, 0, MAX(rows - 1, 0));
    return true;
}

static bool search_event(struct view *view, const struct event *event)
{
    struct search_view *search = of(view);
    if (search->focus == FOCUS_PROMPT) return prompt_event(search, event);
    if (search->focus == FOCUS_FACETS) return facet_event(search, event);
    /* at the top of the list, Up goes back to the prompt */
    if (event->kind == EVENT_KEY && event->key.code == KEYCAP_UP && grid_row_index(search->grid) == 0) {
        search->focus = FOCUS_PROMPT;
        return true;
    }
    return false;
}

/* The order is the index's: the grid has only the rows that are seen. */
static bool sort_by_column(struct search_view *search)
{
    static const struct {
        const char *column;
        enum search_sort sort;
        bool descending;
    } orders[] = { { "name", SEARCH_BY_NAME, false },
                   { "score", SEARCH_BY_SCORE, false },
                   { "overdue", SEARCH_BY_OVERDUE, true },
                   { "city", SEARCH_BY_CITY, false },
                   { "match", SEARCH_BY_MATCH, false } };
    const struct column *column = grid_column(search->grid);
    for (size_t i = 0; column != NULL && i < G_N_ELEMENTS(orders); i++) {
        if (strcmp(column->id, orders[i].column) != 0) continue;
        search->descending = search->sort == orders[i].sort ? !search->descending : orders[i].descending;
        search->sort = orders[i].sort;
        return ask(search), true;
    }
    app_toast(search->view.app, "%s", _("A search is ordered by name, city, score, overdue or match"));
    return true;
}

static bool search_command(struct view *view, const char *id, int argument)
{
    struct search_view *search = of(view);
    if (strcmp(id, "search.facets") == 0) {
        if (argument < 0)
            focus_next(search);
        else if (argument < FACETS * FACET_LINES)
            narrow(search, argument / FACET_LINES, argument % FACET_LINES);
        else
            search->focus = FOCUS_PROMPT;
        return true;
    }
    if (strcmp(id, "subject.pin") == 0 && search->count > 0 && grid_row(search->grid) != ROW_NONE)
        return visit_pin(view, JOB_PIN, grid_row(search->grid)), true;
    if (strcmp(id, "table.open") == 0) return open_row(search), true;
    if (strcmp(id, "table.sort") == 0) return sort_by_column(search);
    if (strcmp(id, "table.export") == 0) /* every row that was found, not only those that are here */
        return app_command(view->app, "export.search", -1), true;
    if (strcmp(id, "screen.search") == 0 || strcmp(id, "table.find") == 0 || strcmp(id, "table.filter") == 0) {
        search->focus = FOCUS_PROMPT; /* the prompt is this screen's find and filter */
        return true;
    }
    if (strcmp(id, "view.back") == 0 && search->focus != FOCUS_PROMPT && grid_marked_count(search->grid) == 0) {
        search->focus = FOCUS_PROMPT;
        return true;
    }
    return screens_command(view, id, argument);
}

static const char *search_why_not(const struct view *view, const struct command *command)
{
    (void)view;
    if (strcmp(command->id, "table.count") == 0 || strcmp(command->id, "table.describe") == 0)
        return N_("Only the rows seen are here: the facets below count all of them");
    return NULL;
}

static unsigned search_facts(const struct view *view)
{
    const struct search_view *search = of_const(view);
    return (search->focus == FOCUS_PROMPT ? FACT_TYPING : 0) | (search->count > 0 ? FACT_ROW : 0);
}

static struct grid *search_grid(const struct view *view)
{
    const struct search_view *search = of_const(view);
    return search->focus == FOCUS_FACETS ? NULL : search->grid;
}

static char *search_argument(const struct view *view, const char *name)
{
    const struct search_view *search = of_const(view);
    const int64_t key = grid_row(search->grid);
    if (strcmp(name, "subject") == 0 && search->count > 0 && key != ROW_NONE)
        return g_strdup_printf("%" G_GINT64_FORMAT, key);
    if (strcmp(name, "query") == 0 && search->asked != NULL) return g_strdup(search->asked);
    return NULL;
}

const struct view_ops screen_search = {
    .id = "search",
    .contexts = "search",
    .title = N_("Find"),
    .size = sizeof(struct search_view),
    .open = search_open,
    .layout = search_layout,
    .draw = search_draw,
    .event = search_event,
    .command = search_command,
    .facts = search_facts,
    .why_not = search_why_not,
    .result = search_result,
    .refresh = search_refresh,
    .cursor = search_cursor,
    .grid = search_grid,
    .argument = search_argument,
    .standing = visit_standing,
    .state = search_state,
    .save = search_save,
    .close = search_close,
};
