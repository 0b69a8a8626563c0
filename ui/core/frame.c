/* SPDX-License-Identifier: Apache-2.0 */
/* The frame around a view: where one is (line 1), a rule, the state line, and what can be done now (footer). */
#include "base/codes.h"
#include "base/text.h"
#include "core/app_state.h"
#include "core/seat.h"
#include "widget/chrome.h"
#include "widget/grid.h"

#include <stdlib.h>
#include <string.h>

#define BAR_AFTER 1.0 /* seconds until a job shows a bar with its percentage */

/* ---- line 1
 * ---------------------------------------------------------------------------------------------------------- */

/* The way here from the `first` screen on. Caller frees. */
static char *trail(struct app *app, guint first)
{
    GString *text = g_string_new(NULL);
    const struct workspace *workspace = app_workspace(app);
    if (app->workspaces->len > 1) g_string_append_printf(text, "%u/%u ", app->workspace + 1, app->workspaces->len);
    g_string_append(text, first == 0 ? "Bureau" : "…");
    for (guint i = first; i < workspace->views->len; i++) {
        const struct view *view = workspace->views->pdata[i];
        if (view->ops->title != NULL) g_string_append_printf(text, " › %s", language_translate(view->ops->title));
    }
    return g_string_free(text, FALSE);
}

/* As much of it as there is room for: where one is says more than where one began. */
static char *breadcrumb(struct app *app, int room)
{
    const guint count = app_workspace(app)->views->len;
    char *text = trail(app, 0);
    for (guint first = 1; first < count && text_width(text) > room; first++) {
        g_free(text);
        text = trail(app, first);
    }
    return text;
}

static char *who_and_when(struct app *app)
{
    char day[DATE_TEXT_SIZE];
    const struct session *session = app->session;
    date_format(app_today(app), day);
    const char *role = session->role != 0 ? codes_label("ROLE", role_name(session->role), language_code()) : "";
    const char *past = date_is_set(session->as_of) ? _("as of ") : "";
    return g_strdup_printf("%s %s · %s%s", session->user != NULL ? session->user : "", role, past, day);
}

static void draw_head(struct app *app, struct view *view)
{
    int w = canvas_area(app->canvas).w;
    g_autofree char *left = view->ops->heading != NULL ? view->ops->heading(view) : NULL;
    g_autofree char *right = view->ops->standing != NULL ? view->ops->standing(view) : NULL;
    if (right == NULL) right = who_and_when(app);
    if (left == NULL) left = breadcrumb(app, w - 4 - text_width(right));
    canvas_fill(app->canvas, rect_make(0, 0, w, 1), INK_TEXT);
    int room = w - 2, tail = text_width(right);
    if (text_width(left) + 2 + tail > room) tail = MAX(room - text_width(left) - 2, 0);
    canvas_text(app->canvas, 1, 0, room - (tail > 8 ? tail + 2 : 0), left, INK_STRONG | STYLE_BOLD);
    if (tail > 8) canvas_text(app->canvas, w - 1 - tail, 0, tail, right, INK_DIM);
    canvas_rule(app->canvas, 0, 1, w, INK_DIM);
}

/* ---- state line
 * ------------------------------------------------------------------------------------------------------ */

static int draw_job(struct app *app, int y)
{
    struct job_display job;
    if (!jobs_display(app->jobs, &job)) return 0;
    int w = canvas_area(app->canvas).w;
    g_autofree char *text = NULL;
    if (job.seconds >= BAR_AFTER && job.fraction >= 0) {
        g_autoptr(GString) bar = g_string_new(NULL);
        for (int i = 0; i < 8; i++)
            g_string_append(bar, job.fraction * 8 > i ? "▇" : "▁");
        text = g_strdup_printf("%s %s %3.0f%%", job.what != NULL ? language_translate(job.what) : job.title, bar->str,
                               job.fraction * 100);
    } else {
        text = g_strdup_printf("%s %s", spinner_frame(app->tick), job.title);
    }
    int width = MIN(text_width(text), w / 2);
    canvas_text(app->canvas, w - width - 1, y, width, text, INK_ACCENT | GROUND_BAR);
    return width + 2;
}

/* An error may need more than its line: it grows upwards over the body until a key is pressed. */
static void draw_error(struct app *app, int y)
{
    int w = canvas_area(app->canvas).w;
    struct rect line = rect_make(1, y, w - 2, 1);
    int lines = CLAMP(canvas_wrap(NULL, line, app->error, 0, INK_BAD), 1, 4);
    struct rect box = rect_make(0, y - lines + 1, w, lines);
    canvas_fill(app->canvas, box, INK_BAD | GROUND_DANGER);
    canvas_wrap(app->canvas, rect_make(1, box.y, w - 2, lines), app->error, 0, INK_BAD | GROUND_DANGER | STYLE_BOLD);
}

/* News that is longer than its line, such as why a command cannot be done: whole, over the foot of the body. */
static void draw_long_toast(struct app *app, int y)
{
    const int w = canvas_area(app->canvas).w;
    const int lines = CLAMP(canvas_wrap(NULL, rect_make(1, y, w - 2, 1), app->toast, 0, INK_ACCENT), 1, 4);
    const struct rect box = rect_make(0, y - lines + 1, w, lines);
    canvas_fill(app->canvas, box, INK_ACCENT | GROUND_BAR);
    canvas_wrap(app->canvas, rect_make(1, box.y, w - 2, lines), app->toast, 0, INK_ACCENT | GROUND_BAR);
}

static void draw_state(struct app *app, struct view *view, int y)
{
    int w = canvas_area(app->canvas).w;
    canvas_fill(app->canvas, rect_make(0, y, w, 1), INK_TEXT | GROUND_BAR);
    if (app->error != NULL) {
        draw_error(app, y);
        return;
    }
    int room = w - 2 - draw_job(app, y);
    g_autofree char *own = view->ops->state != NULL ? view->ops->state(view) : NULL;
    struct grid *grid = view_grid(view);
    g_autofree char *rows = grid != NULL ? grid_state(grid) : NULL;
    bool changed = grid != NULL && *grid_filter_text(grid) != '\0'; /* what hides rows is never quiet */
    int wanted = text_width(own != NULL ? own : "") + text_width(rows != NULL ? rows : "") + 4;
    int toast = app->toast != NULL ? text_width(app->toast) : 0;
    if (toast > room) {
        draw_long_toast(app, y);
        return;
    }
    if (toast > 0 && wanted + toast > room) wanted = 0; /* not both: the news comes first, for its four seconds */
    int used = 0;
    if (own != NULL && wanted > 0) used += canvas_text(app->canvas, 1, y, room, own, INK_TEXT | GROUND_BAR) + 2;
    if (rows != NULL && wanted > 0)
        used +=
            canvas_text(app->canvas, 1 + used, y, room - used, rows, (changed ? INK_WARN : INK_DIM) | GROUND_BAR) + 2;
    if (toast > 0) canvas_text(app->canvas, 1 + used, y, room - used, app->toast, INK_ACCENT | GROUND_BAR);
}

/* ---- footer
 * ---------------------------------------------------------------------------------------------------------- */

static void footer_clear(gpointer data)
{
    struct footer_item *item = data;
    g_free(item->key);
    g_free(item->label);
}

static int by_place(const void *a, const void *b)
{
    const struct command *x = *(const struct command *const *)a, *y = *(const struct command *const *)b;
    return x->bar != y->bar ? x->bar - y->bar : strcmp(x->id, y->id);
}

/* Made anew only when contexts or language change. */
static void make_footer(struct app *app, const char *contexts)
{
    g_autofree char *wanted = g_strconcat(contexts, "/", language_code(), NULL);
    if (app->footer_for != NULL && strcmp(app->footer_for, wanted) == 0) return;
    app_forget_footer(app);
    app->footer_for = g_steal_pointer(&wanted);
    app->footer = g_array_new(FALSE, FALSE, sizeof(struct footer_item));
    g_array_set_clear_func(app->footer, footer_clear);
    g_autofree const struct command **list = g_new(const struct command *, catalogue_size + 1);
    size_t count = 0;
    for (size_t i = 0; i < catalogue_size; i++)
        if (catalogue[i].flags & COMMAND_BAR) list[count++] = &catalogue[i];
    qsort(list, count, sizeof(list[0]), by_place);
    for (size_t i = 0; i < count; i++) {
        g_autofree char *key = keymap_key_of(app->keymap, contexts, list[i]->id);
        if (key == NULL) continue;
        const char *label = language_translate(list[i]->label != NULL ? list[i]->label : list[i]->title);
        struct footer_item item = { keystroke_label(key), g_strdup(label), list[i]->id, true };
        g_array_append_val(app->footer, item);
    }
}

void app_forget_footer(struct app *app)
{
    g_clear_pointer(&app->footer_for, g_free);
    g_clear_pointer(&app->footer, g_array_unref);
}

static void draw_footer(struct app *app, struct view *view, int y)
{
    g_autofree char *contexts = app_contexts(view);
    make_footer(app, contexts);
    size_t kept = 0; /* the palette and help come last and are never crowded out */
    for (guint i = 0; i < app->footer->len; i++) {
        struct footer_item *item = &g_array_index(app->footer, struct footer_item, i);
        item->enabled = app_why_not(app, command_find(item->command)) == NULL;
        kept = g_str_has_prefix(item->command, "app.") ? kept + 1 : 0;
    }
    const struct footer_item *items = (const struct footer_item *)(const void *)app->footer->data;
    footer_draw(app->canvas, rect_make(0, y, canvas_area(app->canvas).w, 1), items, app->footer->len, kept);
}

/* ---- all of it
 * ------------------------------------------------------------------------------------------------------- */

static void draw_small(struct app *app)
{
    struct rect area = canvas_area(app->canvas);
    g_autofree char *text = g_strdup_printf(_("%d×%d is too small; 60×16 is the least"), area.w, area.h);
    canvas_field(app->canvas, 0, area.h / 2, area.w, text, 0, INK_STRONG);
}

static void draw_screen(struct app *app, struct view *view)
{
    struct rect area = canvas_area(app->canvas);
    struct rect old = canvas_clip(app->canvas, view->area);
    if (view->ops->draw != NULL) view->ops->draw(view, app->canvas);
    canvas_unclip(app->canvas, old);
    if (view->ops->flags & VIEW_PLAIN) return;
    draw_head(app, view);
    draw_state(app, view, area.h - 2);
    draw_footer(app, view, area.h - 1);
}

static void draw_overlays(struct app *app)
{
    struct rect area = canvas_area(app->canvas);
    for (guint i = 0; i < app->overlays->len; i++) {
        const struct view *view = app->overlays->pdata[i];
        canvas_forget_links(app->canvas);
        view->ops->draw(view, app->canvas);
    }
    if (app->overlays->len > 0 && app->error != NULL)
        draw_error(app, area.h - 2);
    else if (app->overlays->len > 0 && app->toast != NULL)
        draw_long_toast(app, area.h - 2);
}

static bool cursor_of(struct app *app, struct pos *pos)
{
    struct view *view = app_top(app);
    if (view == NULL || (app_is_small(app) && view != seat_gate(app))) return false;
    if (view->ops->cursor != NULL && view->ops->cursor(view, pos)) return true;
    struct grid *grid = view_grid(view);
    return grid != NULL && grid_cursor_pos(grid, pos);
}

void app_draw(struct app *app)
{
    struct view *view = app_screen(app);
    canvas_clear(app->canvas, INK_TEXT);
    if (app_is_small(app) && (view == NULL || view != seat_gate(app))) {
        draw_small(app);
    } else if (view != NULL) {
        draw_screen(app, view);
        draw_overlays(app);
    }
    struct pos pos;
    bool cursor = cursor_of(app, &pos);
    app->terminal->ops->present(app->terminal, app->canvas, app->theme, cursor ? &pos : NULL);
    app->dirty = false;
}
