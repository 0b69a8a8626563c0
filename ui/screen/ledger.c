/* SPDX-License-Identifier: Apache-2.0 */
/* See ledger.h. A tab is looked at when it is first opened, and each look goes through the door by itself. */
#include "screen/ledger.h"

#include "screen/acts.h"
#include "screen/due.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_PAGES = 16 }; /* the kind of a tab's job is this and its number */

static struct ledger_view *of(struct view *view)
{
    return (struct ledger_view *)view;
}
static const struct ledger_view *of_const(const struct view *view)
{
    return (const struct ledger_view *)view;
}

const struct ledger_tab *ledger_tab_open(const struct ledger_view *ledger)
{
    return &ledger->ledger->tabs[ledger->tab];
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

static struct grid *grid_of_page(struct ledger_view *ledger, size_t tab)
{
    struct ledger_page *page = &ledger->page[tab];
    if (page->grid == NULL) {
        page->grid = grid_new();
        grid_set_title(page->grid, _(ledger->ledger->tabs[tab].title));
        grid_set_painter(page->grid, due_paint, NULL);
        grid_set_row_ink(page->grid, due_row_ink, NULL);
    }
    return page->grid;
}

void ledger_load(struct ledger_view *ledger, size_t tab)
{
    struct grid *grid = grid_of_page(ledger, tab);
    g_clear_pointer(&ledger->page[tab].refusal, g_free);
    const struct ledger_tab *of_tab = &ledger->ledger->tabs[tab];
    const struct command *command = command_find(of_tab->command);
    const char *why = command != NULL ? command_why_not(command, app_session(ledger->view.app)) : NULL;
    if (why != NULL) { /* said in place, and not tried: a refusal would stand in the log */
        ledger->page[tab].refusal = phrase_expand(why, language_translate);
        return;
    }
    g_autofree char *subject = ledger->subject != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, ledger->subject) : NULL;
    struct recorded_look *look =
        look_new(of_tab->command, DATE_NONE, NULL, command_takes(command, "subject") ? "subject" : "profile",
                 command_takes(command, "subject")   ? subject
                 : command_takes(command, "profile") ? ledger->profile
                                                     : NULL,
                 NULL);
    g_auto(GStrv) given = g_strsplit(of_tab->given != NULL ? of_tab->given : "", "=", 2);
    if (g_strv_length(given) == 2 && look->arguments != NULL) arguments_set(look->arguments, given[0], given[1], NULL);
    if (ledger->from != NULL && command_takes(command, "from"))
        arguments_set(look->arguments, "from", ledger->from, NULL);
    if (ledger->page[tab].all == NULL) grid_set_empty(grid, _("Loading"));
    job_start(ledger->view.app, &(struct job_request){ .view = &ledger->view,
                                                       .kind = JOB_PAGES + (int)tab,
                                                       .lane = of_tab->is_long ? JOB_LONG : JOB_QUICK,
                                                       .title = N_("Reading"),
                                                       .subject = ledger->subject,
                                                       .run = look_run,
                                                       .data = look,
                                                       .free_data = look_free });
}

bool ledger_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct ledger_view *ledger = of(view);
    ledger->ledger = (const struct ledger *)view->ops;
    ledger->subject = route_int(route, "subject", 0);
    ledger->profile = g_strdup(route_get(route, "profile"));
    ledger->from = g_strdup(route_get(route, "from"));
    for (size_t i = 0; i < ledger->ledger->count; i++)
        if (g_strcmp0(route_get(route, "tab"), ledger->ledger->tabs[i].word) == 0) ledger->tab = i;
    ledger_load(ledger, ledger->tab);
    return true;
}

static bool is_of_kind(const struct table *table, size_t row, void *data)
{
    const struct ledger_view *ledger = data;
    const struct cell *kind = row_cell(table, row, ledger_tab_open(ledger)->kind);
    return kind != NULL && g_strcmp0(kind->text, ledger->page[ledger->tab].only) == 0;
}

static void hide_columns(struct grid *grid, const char *columns)
{
    g_auto(GStrv) words = g_strsplit(columns != NULL ? columns : "", " ", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0') grid_hide(grid, words[i], true);
}

/* What a row is read for is not cut: the moment until which something is due, and what a figure counts. */
static void fit_columns(struct grid *grid, const struct table *all)
{
    const int due = column_index(all, "due"), title = column_index(all, "title");
    if (due >= 0 && table_column(all, (size_t)due)->type == VALUE_MOMENT) grid_set_width(grid, "due", 19, 19);
    if (title >= 0) grid_set_width(grid, "title", 30, 60);
    if (column_index(all, "asked") >= 0) grid_set_width(grid, "asked", 24, 60);
    if (column_index(all, "done") >= 0) grid_set_width(grid, "done", 16, 60);
}

/* The answer into the grid, all of it or one kind. */
static void show_page(struct ledger_view *ledger, size_t tab)
{
    struct ledger_page *page = &ledger->page[tab];
    const struct ledger_tab *of_tab = &ledger->ledger->tabs[tab];
    if (page->all == NULL) return;
    const char *key = of_tab->key != NULL && column_index(page->all, of_tab->key) >= 0 ? of_tab->key : NULL;
    grid_set_source(page->grid,
                    source_of_table(table_select(page->all, page->only != NULL ? is_of_kind : NULL, ledger), key));
    grid_set_empty(page->grid, _(of_tab->empty));
    if (!page->there) {
        hide_columns(page->grid, of_tab->hidden);
        fit_columns(page->grid, page->all);
        if (tab == ledger->tab) grid_restore(page->grid, ledger->view.route);
    }
    page->there = true;
    view_relayout(&ledger->view);
}

void ledger_result(struct view *view, const struct job_result *result)
{
    struct ledger_view *ledger = of(view);
    const size_t tab = (size_t)(result->kind - JOB_PAGES);
    if (result->kind < JOB_PAGES && ledger->ledger->result != NULL) ledger->ledger->result(ledger, result);
    if (result->kind < JOB_PAGES || tab >= ledger->ledger->count) return;
    if (result->error != NULL) {
        app_error(view->app, result->error);
        grid_set_empty(ledger->page[tab].grid, _("This was not shown: see the message below."));
    } else {
        table_free(ledger->page[tab].all);
        ledger->page[tab].all = look_take(result->data);
        show_page(ledger, tab);
    }
    view_relayout(view);
}

void ledger_refresh(struct view *view)
{
    struct ledger_view *ledger = of(view);
    for (size_t i = 0; i < ledger->ledger->count; i++) {
        if (i != ledger->tab) g_clear_pointer(&ledger->page[i].all, table_free); /* read again when it is opened */
    }
    ledger_load(ledger, ledger->tab);
}

void ledger_close(struct view *view)
{
    struct ledger_view *ledger = of(view);
    for (size_t i = 0; i < LEDGER_TABS; i++) {
        g_clear_pointer(&ledger->page[i].grid, grid_free);
        table_free(ledger->page[i].all);
        g_free(ledger->page[i].only);
        g_free(ledger->page[i].refusal);
    }
    g_free(ledger->profile);
    g_free(ledger->from);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

const struct cell *ledger_cell(const struct ledger_view *ledger, const char *column, struct cell *cell)
{
    const struct grid *grid = ledger->page[ledger->tab].grid;
    if (grid == NULL || grid_row_count(grid) == 0 || !grid_value(grid, grid_row(grid), column, cell) || cell->is_null)
        return NULL;
    return cell;
}

char *ledger_row_text(const struct ledger_view *ledger)
{
    const struct table *all = ledger->page[ledger->tab].all;
    GString *text = g_string_new(NULL);
    for (size_t i = 0; all != NULL && i < table_column_count(all); i++) {
        struct cell cell;
        const struct column *column = table_column(all, i);
        if (ledger_cell(ledger, column->id, &cell) == NULL) continue;
        g_autofree char *value = grid_cell_text(column, &cell);
        g_string_append_printf(text, "%s%s\n  %s", text->len > 0 ? "\n" : "", _(column->title), value);
    }
    return g_string_free(text, FALSE);
}

char *ledger_argument(const struct view *view, const char *name)
{
    const struct ledger_view *ledger = of_const(view);
    struct cell cell;
    if (strcmp(name, "subject") == 0 && ledger->subject != 0)
        return g_strdup_printf("%" G_GINT64_FORMAT, ledger->subject);
    const char *key = ledger_tab_open(ledger)->key;
    const bool wanted = strcmp(name, "subject") == 0 || strcmp(name, "version") == 0 || g_strcmp0(name, key) == 0;
    if (ledger->adding || !wanted || ledger_cell(ledger, name, &cell) == NULL) return NULL;
    return g_strdup_printf("%" G_GINT64_FORMAT, cell.integer);
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

void ledger_go_to_tab(struct ledger_view *ledger, size_t tab)
{
    if (tab >= ledger->ledger->count) return;
    ledger->tab = tab;
    if (ledger->page[tab].all == NULL) ledger_load(ledger, tab);
    view_relayout(&ledger->view);
}

static bool tab_command(struct ledger_view *ledger, const char *id, int argument)
{
    const size_t count = ledger->ledger->count;
    if (strcmp(id, "tab.next") == 0) return ledger_go_to_tab(ledger, (ledger->tab + 1) % count), true;
    if (strcmp(id, "tab.previous") == 0) return ledger_go_to_tab(ledger, (ledger->tab + count - 1) % count), true;
    if (strcmp(id, "tab.go") != 0) return false;
    if (argument >= 0) ledger_go_to_tab(ledger, (size_t)argument);
    return true;
}

static void open_row(struct ledger_view *ledger)
{
    const struct ledger_tab *tab = ledger_tab_open(ledger);
    if (tab->enter != NULL && tab->enter(ledger)) return;
    if (tab->show != NULL) {
        app_command(ledger->view.app, tab->show, -1);
        return;
    }
    g_autofree char *text = ledger_row_text(ledger);
    text_popup_open(&ledger->view, _(tab->title), text);
}

static void kind_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    struct ledger_view *ledger = of(view);
    struct ledger_page *page = &ledger->page[ledger->tab];
    if (value == NULL) return;
    g_free(page->only);
    page->only = *value != '\0' ? g_strdup(value) : NULL;
    show_page(ledger, ledger->tab);
}

static void pick_kind(struct ledger_view *ledger)
{
    const struct table *all = ledger->page[ledger->tab].all;
    const int index = column_index(all, ledger_tab_open(ledger)->kind);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    struct picker_item *every = g_new0(struct picker_item, 1);
    every->text = g_strdup(_("all"));
    every->value = g_strdup("");
    g_ptr_array_add(items, every);
    for (size_t row = 0; index >= 0 && row < table_row_count(all); row++) {
        const struct cell *cell = &table_row(all, row)[index];
        if (cell->is_null || cell->text == NULL || !g_hash_table_add(seen, (gpointer)cell->text)) continue;
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = grid_cell_text(table_column(all, (size_t)index), cell);
        item->value = g_strdup(cell->text);
        g_ptr_array_add(items, item);
    }
    picker_open(&ledger->view, _("Which kind?"), items, kind_chosen, NULL, NULL);
}

static void add_row(struct ledger_view *ledger)
{
    ledger->adding = true;
    app_command(ledger->view.app, ledger_tab_open(ledger)->fresh, -1);
    ledger->adding = false;
}

bool ledger_command(struct view *view, const char *id, int argument)
{
    struct ledger_view *ledger = of(view);
    if (tab_command(ledger, id, argument)) return true;
    if (strcmp(id, "table.open") == 0) return open_row(ledger), true;
    if (strcmp(id, "ledger.kind") == 0) return pick_kind(ledger), true;
    if (strcmp(id, "ledger.add") == 0) return add_row(ledger), true;
    if (strcmp(id, "ledger.acts") == 0)
        return acts_open(view, _("What is to be done?"), ledger_tab_open(ledger)->acts), true;
    if (strcmp(id, "ledger.subject") == 0) {
        struct cell cell;
        if (ledger_cell(ledger, "subject", &cell) != NULL)
            app_go(view->app, route_set_int(route_new("subject"), "subject", cell.integer));
        else
            app_toast(view->app, "%s", _("This line is not about a file"));
        return true;
    }
    if (ledger->ledger->command != NULL && ledger->ledger->command(ledger, id)) return true;
    return screens_command(view, id, argument);
}

const char *ledger_why_not(const struct view *view, const struct command *command)
{
    const struct ledger_tab *tab = ledger_tab_open(of_const(view));
    const bool adds = strcmp(command->id, "ledger.add") == 0;
    if (strcmp(command->id, "ledger.kind") == 0 && tab->kind == NULL) return N_("These lines are of one kind");
    if (strcmp(command->id, "ledger.acts") == 0 && tab->acts == NULL)
        return N_("Nothing is done with these lines here");
    if (!adds) return NULL;
    const struct command *fresh = tab->fresh != NULL ? command_find(tab->fresh) : NULL;
    if (fresh == NULL) return N_("Nobody adds to this list by hand");
    return command_why_not(fresh, app_session(view->app));
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

struct grid *ledger_grid(const struct view *view)
{
    return of_const(view)->page[of_const(view)->tab].grid;
}

char *ledger_standing(const struct view *view)
{
    return visit_standing(view);
}

char *ledger_state(const struct view *view)
{
    const struct ledger_view *ledger = of_const(view);
    const struct ledger_page *page = &ledger->page[ledger->tab];
    GString *text = g_string_new(NULL);
    if (ledger->subject != 0) g_string_append_printf(text, _("about subject %d  "), (int)ledger->subject);
    if (ledger->profile != NULL) g_string_append_printf(text, "%s  ", ledger->profile);
    const int index = page->only != NULL ? column_index(page->all, ledger_tab_open(ledger)->kind) : -1;
    if (index >= 0) {
        const struct cell cell = { .text = page->only };
        g_autofree char *kind = grid_cell_text(table_column(page->all, (size_t)index), &cell);
        g_string_append_printf(text, "%s  ", kind);
    }
    return g_string_free(text, FALSE);
}

void ledger_save(const struct view *view, struct route *route)
{
    const struct ledger_view *ledger = of_const(view);
    route_set(route, "tab", ledger_tab_open(ledger)->word);
    route_set(route, "profile", ledger->profile);
    route_set(route, "from", ledger->from);
    if (ledger->subject != 0) route_set_int(route, "subject", ledger->subject);
    if (ledger->page[ledger->tab].grid != NULL) grid_save(ledger->page[ledger->tab].grid, route);
}
