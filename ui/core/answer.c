/* SPDX-License-Identifier: Apache-2.0 */
/* Any command can be run from the palette; this is where its answer is looked at. */
#include "core/answer.h"

#include "base/text.h"
#include "core/app_state.h"
#include "vault/secret.h"
#include "widget/grid.h"

#include <string.h>

struct answer_view {
    struct view view;
    struct table *table; /* the rows' source owns it when there is a grid */
    struct grid *grid;
    int facts_top;
    char *title;
};

static struct answer_view *self_of(const struct view *view)
{
    return (struct answer_view *)view;
}

static int fact_rows(const struct answer_view *self)
{
    return self->table != NULL ? (int)table_fact_count(self->table) : 0;
}

static void answer_layout(struct view *view, struct rect area)
{
    struct answer_view *self = self_of(view);
    if (self->table == NULL || table_column_count(self->table) == 0) return;
    int facts = MIN(fact_rows(self), area.h / 2);
    rect_cut_top(&area, facts > 0 ? facts + 1 : 0);
    grid_place(self->grid, area, true);
}

static void draw_facts(const struct answer_view *self, struct canvas *canvas, struct rect area)
{
    int label = 0;
    for (size_t i = 0; i < table_fact_count(self->table); i++)
        label = MAX(label, text_width(language_translate(table_fact(self->table, i)->column.title)));
    label = MIN(label, area.w / 2);
    for (int y = 0; y < area.h && y + self->facts_top < fact_rows(self); y++) {
        const struct fact *fact = table_fact(self->table, (size_t)(y + self->facts_top));
        g_autofree char *value = grid_cell_text(&fact->column, &fact->cell);
        canvas_field(canvas, area.x + 1, area.y + y, label, language_translate(fact->column.title), -1, INK_DIM);
        canvas_text(canvas, area.x + label + 3, area.y + y, area.w - label - 4, fact->cell.is_null ? "–" : value,
                    INK_TEXT);
    }
}

static void answer_draw(const struct view *view, struct canvas *canvas)
{
    const struct answer_view *self = self_of(view);
    struct rect area = view->area;
    if (self->table == NULL) return;
    bool rows = table_column_count(self->table) > 0;
    draw_facts(self, canvas, rect_cut_top(&area, rows ? MIN(fact_rows(self), area.h / 2) : area.h));
    if (rows) grid_draw(self->grid, canvas, true);
}

static bool answer_event(struct view *view, const struct event *event)
{
    struct answer_view *self = self_of(view);
    if (self->table == NULL || table_column_count(self->table) > 0 || event->kind != EVENT_KEY) return false;
    int step = event->key.code == KEYCAP_DOWN ? 1 : event->key.code == KEYCAP_UP ? -1 : 0;
    self->facts_top = CLAMP(self->facts_top + step, 0, MAX(fact_rows(self) - view->area.h, 0));
    return step != 0;
}

static struct grid *answer_grid(const struct view *view)
{
    const struct answer_view *self = self_of(view);
    return self->table != NULL && table_column_count(self->table) > 0 ? self->grid : NULL;
}

static char *answer_heading(const struct view *view)
{
    return g_strdup_printf("Bureau › %s", language_translate(self_of(view)->title));
}

/* A first passphrase and a recovery key are shown once, here, and by nobody kept. */
static void wipe_secrets(const struct table *table)
{
    static const char *const secret[] = { "passphrase", "recovery", "recovery_key" };
    for (size_t i = 0; table != NULL && i < G_N_ELEMENTS(secret); i++) {
        const struct fact *fact = table_find_fact(table, secret[i]);
        char *text = fact != NULL && !fact->cell.is_null ? (char *)(guintptr)fact->cell.text : NULL;
        if (text != NULL) secret_wipe(text, strlen(text));
    }
}

static void answer_close(struct view *view)
{
    struct answer_view *self = self_of(view);
    wipe_secrets(self->table);
    bool owned = self->grid != NULL && grid_source(self->grid) != NULL;
    grid_free(self->grid);
    if (!owned && self->table != NULL) table_free(self->table);
    g_free(self->title);
}

const struct view_ops view_answer = {
    .id = "answer",
    .contexts = "answer",
    .title = N_("Answer"),
    .size = sizeof(struct answer_view),
    .layout = answer_layout,
    .draw = answer_draw,
    .event = answer_event,
    .grid = answer_grid,
    .heading = answer_heading,
    .close = answer_close,
};

void answer_open(struct app *app, const struct command *command, struct table *table)
{
    struct answer_view *self = (struct answer_view *)app_push_view(app, &view_answer, route_new("answer"));
    if (self == NULL) {
        table_free(table);
        return;
    }
    self->title = g_strdup(command->title);
    self->table = table;
    self->grid = grid_new();
    grid_set_title(self->grid, language_translate(command->title));
    if (table_column_count(table) > 0) grid_set_source(self->grid, source_of_table(table, NULL));
    view_relayout(&self->view);
}
