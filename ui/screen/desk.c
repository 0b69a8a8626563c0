/* SPDX-License-Identifier: Apache-2.0 */
/* Where the day starts: what the law wants answered and by when, what else waits, the files kept at hand, where one has
 * been, and what the store holds. One cursor walks over all lines; Enter opens what a line leads to. */
#include "desk/desk.h"
#include "screen/desk_today.h"
#include "screen/look.h"
#include "screen/screens.h"
#include "screen/upkeep.h"
#include "screen/visit.h"
#include "widget/chrome.h"

#include <string.h>

enum { JOB_DUE = 1, JOB_PINS = 2, JOB_TODAY = 3 };
enum block { BLOCK_DUE, BLOCK_PINNED, BLOCK_TODAY, BLOCK_RECENT, BLOCKS };
enum { DUE_STEPS = LANE_COUNT - 1 }; /* the lanes without the sum of all */

struct desk_view {
    struct view view; /* first */
    struct desk_counts due;
    bool due_there;
    struct desk_today today;
    struct table *pins; /* NULL until they are there */
    char *warning;      /* what must be read before anything else; NULL */
    unsigned pins_version;
    int block, line; /* cursor */
    struct rect alarm, prompt, blocks[BLOCKS], store;
};

static struct desk_view *of(struct view *view)
{
    return (struct desk_view *)view;
}
static const struct desk_view *of_const(const struct view *view)
{
    return (const struct desk_view *)view;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

static bool count_due(struct session *session, void *data, GError **error)
{
    return desk_count(session, data, error);
}

static void load(struct view *view)
{
    job_start(view->app, &(struct job_request){ .view = view,
                                                .kind = JOB_DUE,
                                                .title = N_("Counting disputes"),
                                                .run = count_due,
                                                .data = g_new0(struct desk_counts, 1),
                                                .free_data = g_free });
    of(view)->pins_version = visit_pins_version(view->app);
    look_start(view, JOB_TODAY, N_("Counting what waits"), look_new("today", DATE_NONE, NULL, NULL));
    const struct command *pins = command_find("subject.pins");
    if (pins != NULL && command_why_not(pins, app_session(view->app)) == NULL) /* without the right nothing is tried */
        look_start(view, JOB_PINS, N_("Reading pinned files"), look_new("subject.pins", DATE_NONE, NULL, NULL));
}

static bool desk_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct desk_view *desk = of(view);
    desk->block = (int)CLAMP(route_int(route, "block", BLOCK_DUE), 0, BLOCKS - 1);
    desk->line = (int)route_int(route, "line", 0);
    visit_purpose(view->app);
    load(view);
    visit_index_want(view->app);
    upkeep_start(view->app);
    of(view)->warning = upkeep_warning(view->app);
    return true;
}

static void desk_result(struct view *view, const struct job_result *result)
{
    struct desk_view *desk = of(view);
    if (result->error != NULL) {
        app_error(view->app, result->error);
    } else if (result->kind == JOB_DUE) {
        desk->due = *(const struct desk_counts *)result->data;
        desk->due_there = true;
    } else if (result->kind == JOB_TODAY) {
        desk_today_take(&desk->today, look_take(result->data));
    } else if (result->kind == JOB_PINS) {
        table_free(desk->pins);
        desk->pins = look_take(result->data);
    }
    view_relayout(view);
}

static void desk_refresh(struct view *view)
{
    g_free(of(view)->warning);
    of(view)->warning = upkeep_warning(view->app);
    load(view);
    visit_index_refresh(view->app);
}

static void desk_save(const struct view *view, struct route *route)
{
    route_set_int(route_set_int(route, "block", of_const(view)->block), "line", of_const(view)->line);
}

static void desk_close(struct view *view)
{
    table_free(of(view)->pins);
    desk_today_clear(&of(view)->today);
    g_free(of(view)->warning);
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static int line_count(const struct desk_view *desk, int block)
{
    const struct rect area = desk->blocks[block];
    int lines = DUE_STEPS;
    if (block == BLOCK_PINNED) lines = desk->pins != NULL ? (int)table_row_count(desk->pins) : 0;
    if (block == BLOCK_TODAY) lines = desk_today_count(&desk->today);
    if (block == BLOCK_RECENT) lines = (int)visit_places(desk->view.app)->len;
    return MIN(lines, MAX(area.h - 1, 0));
}

static int due_count(const struct desk_counts *due, int step)
{
    return (int)due->lane[LANE_OVERDUE + step];
}

static const char *due_label(int step)
{
    switch (LANE_OVERDUE + step) {
    case LANE_OVERDUE:
        return _("overdue");
    case LANE_TODAY:
        return _("today");
    case LANE_THREE:
        return _("in 3 days");
    case LANE_SEVEN:
        return _("in 7 days");
    case LANE_FOURTEEN:
        return _("in 14 days");
    default:
        return _("later");
    }
}

static void open_line(struct desk_view *desk)
{
    struct app *app = desk->view.app;
    if (desk->line >= line_count(desk, desk->block)) return;
    if (desk->block == BLOCK_DUE) {
        app_go(app,
               route_set(route_new("disputes"), "due", desk_lane_word((enum desk_lane)(LANE_OVERDUE + desk->line))));
    } else if (desk->block == BLOCK_PINNED) {
        const struct cell *id = row_cell(desk->pins, (size_t)desk->line, "id");
        if (id != NULL) app_go(app, route_set_int(route_new("subject"), "subject", id->integer));
    } else if (desk->block == BLOCK_TODAY) {
        const char *list = desk_today_list(&desk->today, desk->line);
        if (list != NULL) screens_show_list(app, list);
    } else {
        const struct visit_place *place = visit_places(app)->pdata[desk->line];
        struct route *route = route_parse(place->route);
        if (route != NULL) app_go(app, route);
    }
}

/* ---- drawing ----------------------------------------------------------------------------------------------------- */

static void desk_layout(struct view *view, struct rect area)
{
    struct desk_view *desk = of(view);
    if (desk->pins_version != visit_pins_version(view->app)) load(view); /* pinned elsewhere meanwhile */
    desk->alarm = rect_cut_top(&area, desk->warning != NULL ? 1 : 0);
    desk->prompt = rect_cut_top(&area, area.h > 12 ? 2 : 1);
    desk->store = rect_cut_bottom(&area, area.h > 14 ? 2 : 0);
    const bool wide = area.w >= 70;
    struct rect left = wide ? rect_cut_left(&area, area.w / 2) : area;
    if (!wide) rect_cut_top(&area, area.h);
    desk->blocks[BLOCK_DUE] = rect_cut_top(&left, MIN(DUE_STEPS + 1, left.h));
    if (left.h > 3) rect_cut_top(&left, 1);
    desk->blocks[BLOCK_PINNED] = left;
    const int waiting = MAX(desk_today_count(&desk->today), 1) + 1;
    desk->blocks[BLOCK_TODAY] = wide ? rect_cut_top(&area, MIN(waiting, area.h)) : rect_make(0, 0, 0, 0);
    if (area.h > 3) rect_cut_top(&area, 1);
    desk->blocks[BLOCK_RECENT] = area;
    for (int i = 0; i < BLOCKS; i++) {
        desk->blocks[i].x += 2;
        desk->blocks[i].w = MAX(desk->blocks[i].w - 4, 0);
    }
    desk->line = CLAMP(desk->line, 0, MAX(line_count(desk, desk->block) - 1, 0));
}

static char *grouped(int64_t number)
{
    char text[MONEY_TEXT_SIZE];
    money_format_minor(number * 100, true, text);
    return g_strndup(text, strlen(text) - 3);
}

static char *store_text(const struct desk_view *desk)
{
    struct app *app = desk->view.app;
    switch (visit_index_state(app)) {
    case INDEX_READY:
        break;
    case INDEX_FAILED:
        return g_strdup(_("no index"));
    default:
        return g_strdup(_("index loading"));
    }
    const size_t size = visit_index_size(app);
    g_autofree char *count = grouped((int64_t)size);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, ngettext("%s file", "%s files", (unsigned long)size), count);
    if (app_session(app)->clock == 0)
        g_string_append_printf(text, _(" · loaded in %.0f ms"), visit_index_milliseconds(app));
    return g_string_free(text, FALSE);
}

static void draw_prompt(const struct desk_view *desk, struct canvas *canvas)
{
    const struct rect row = desk->prompt;
    g_autofree char *text = store_text(desk);
    const int w = text_width(text);
    int x = row.x + 1 + canvas_text(canvas, row.x + 1, row.y, 12, _("Find"), INK_ACCENT | STYLE_BOLD) + 1;
    const int field = MAX(row.w - (x - row.x) - w - 4, 8);
    canvas_fill(canvas, rect_make(x, row.y, field, 1), GROUND_FIELD);
    canvas_text(canvas, x, row.y, field, _("/ and a name, pinyin or number"), INK_DIM | GROUND_FIELD);
    canvas_text(canvas, row.x + row.w - w - 1, row.y, w, text, INK_DIM);
    canvas_link(canvas, rect_make(row.x, row.y, x - row.x + field, 1), "screen.search", -1);
}

static void draw_due(const struct desk_view *desk, struct canvas *canvas, struct rect area)
{
    static const enum ink inks[DUE_STEPS] = { INK_BAD, INK_WARN, INK_WARN, INK_TEXT, INK_TEXT, INK_DIM };
    int most = 1;
    heading_draw(canvas, area.x, area.y, area.w, _("Disputes due"), NULL);
    for (int i = 0; i < DUE_STEPS; i++)
        most = MAX(most, due_count(&desk->due, i));
    for (int i = 0; i < line_count(desk, BLOCK_DUE); i++) {
        const int count = due_count(&desk->due, i), y = area.y + 1 + i;
        const int bar = area.w - 20;
        canvas_field(canvas, area.x, y, 12, due_label(i), -1, count > 0 ? (style_t)inks[i] : INK_DIM);
        if (!desk->due_there) continue;
        g_autofree char *number = grouped(count);
        canvas_field(canvas, area.x + 12, y, 6, number, 1, count > 0 ? (style_t)inks[i] : INK_DIM);
        for (int b = 0; b < (count * bar + most - 1) / most; b++)
            canvas_put(canvas, area.x + 19 + b, y, 0x2587, inks[i]);
    }
}

static void draw_pins(const struct desk_view *desk, struct canvas *canvas, struct rect area)
{
    heading_draw(canvas, area.x, area.y, area.w, _("Pinned"), NULL);
    if (desk->pins != NULL && table_row_count(desk->pins) == 0)
        canvas_text(canvas, area.x, area.y + 1, area.w, _("p in a file keeps it here"), INK_DIM);
    for (int i = 0; i < line_count(desk, BLOCK_PINNED); i++) {
        const int y = area.y + 1 + i;
        const struct cell *name = row_cell(desk->pins, (size_t)i, "name");
        const struct cell *identity = row_cell(desk->pins, (size_t)i, "identity");
        const struct cell *score = row_cell(desk->pins, (size_t)i, "score");
        const int w = MAX(area.w - 5, 0), half = CLAMP(w - 19, MIN(w, 8), 30);
        canvas_field(canvas, area.x, y, half, name != NULL && !name->is_null ? name->text : "–", -1, INK_TEXT);
        canvas_field(canvas, area.x + half + 1, y, w - half - 1,
                     identity != NULL && !identity->is_null ? identity->text : "", -1, INK_DIM);
        if (score != NULL && !score->is_null)
            canvas_format(canvas, area.x + area.w - 4, y, 4, INK_STRONG, "%4d", (int)score->integer);
    }
}

static void draw_recent(const struct desk_view *desk, struct canvas *canvas, struct rect area)
{
    const GPtrArray *places = visit_places(desk->view.app);
    heading_draw(canvas, area.x, area.y, area.w, _("Recent"), NULL);
    if (places->len == 0)
        canvas_text(canvas, area.x, area.y + 1, area.w, _("What you open today is listed here"), INK_DIM);
    for (int i = 0; i < line_count(desk, BLOCK_RECENT); i++) {
        const struct visit_place *place = places->pdata[i];
        const int y = area.y + 1 + i;
        const int tail = place->tail != NULL ? MIN(text_width(place->tail), area.w / 3) : 0;
        canvas_field(canvas, area.x, y, 8, _(place->kind), -1, INK_DIM);
        canvas_text(canvas, area.x + 8, y, area.w - 9 - tail, place->label, INK_TEXT);
        if (tail > 0) canvas_field(canvas, area.x + area.w - tail, y, tail, place->tail, 1, INK_STRONG);
    }
}

/* Long work, only while there is some: it stands over the end of what is recent. */
static void draw_running(const struct desk_view *desk, struct canvas *canvas, struct rect area)
{
    g_autoptr(GPtrArray) texts = job_texts(desk->view.app);
    if (texts->len == 0 || area.h < 8) return;
    struct rect block = rect_cut_bottom(&area, (int)MIN(texts->len, 3) + 1);
    canvas_fill(canvas, block, INK_TEXT);
    heading_draw(canvas, block.x, block.y, block.w, _("Running"), NULL);
    for (int i = 0; i < block.h - 1; i++)
        canvas_text(canvas, block.x, block.y + 1 + i, block.w, texts->pdata[i], INK_ACCENT);
}

static void draw_cursor(const struct desk_view *desk, struct canvas *canvas)
{
    const struct rect area = desk->blocks[desk->block];
    if (line_count(desk, desk->block) == 0) return;
    const int y = area.y + 1 + desk->line;
    canvas_ground(canvas, rect_make(area.x - 1, y, area.w + 2, 1), GROUND_CURSOR);
    canvas_text(canvas, area.x - 1, y, 1, "▌", INK_ACCENT | GROUND_CURSOR);
}

static void desk_draw(const struct view *view, struct canvas *canvas)
{
    const struct desk_view *desk = of_const(view);
    if (desk->warning != NULL) {
        canvas_fill(canvas, desk->alarm, GROUND_DANGER);
        canvas_text(canvas, desk->alarm.x + 1, desk->alarm.y, desk->alarm.w - 2, desk->warning,
                    INK_BAD | STYLE_BOLD | GROUND_DANGER);
    }
    draw_prompt(desk, canvas);
    draw_due(desk, canvas, desk->blocks[BLOCK_DUE]);
    if (desk->blocks[BLOCK_TODAY].h > 0) desk_today_draw(&desk->today, canvas, desk->blocks[BLOCK_TODAY]);
    if (desk->blocks[BLOCK_PINNED].h > 1) draw_pins(desk, canvas, desk->blocks[BLOCK_PINNED]);
    if (desk->blocks[BLOCK_RECENT].h > 1) draw_recent(desk, canvas, desk->blocks[BLOCK_RECENT]);
    for (int b = 0; b < BLOCKS; b++)
        for (int i = 0; i < line_count(desk, b); i++)
            canvas_link(canvas, rect_make(desk->blocks[b].x, desk->blocks[b].y + 1 + i, desk->blocks[b].w, 1),
                        "desk.open", b * 100 + i);
    draw_cursor(desk, canvas);
    draw_running(desk, canvas, desk->blocks[BLOCK_RECENT]);
}

static bool desk_cursor(const struct view *view, struct pos *pos)
{
    const struct desk_view *desk = of_const(view);
    const struct rect area = desk->blocks[desk->block];
    *pos = (struct pos){ area.x, area.y + (line_count(desk, desk->block) > 0 ? 1 + desk->line : 0) };
    return true;
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static void go_to(struct desk_view *desk, int block, int line)
{
    if (line_count(desk, block) == 0) return;
    desk->block = block;
    desk->line = CLAMP(line, 0, line_count(desk, block) - 1);
}

/* Two columns of two blocks: the end of one leads into the one below it. */
static void move_down(struct desk_view *desk, int by)
{
    static const int below[BLOCKS] = { BLOCK_PINNED, -1, BLOCK_RECENT, -1 },
                     above[BLOCKS] = { -1, BLOCK_DUE, -1, BLOCK_TODAY };
    const int line = desk->line + by;
    if (line >= line_count(desk, desk->block) && below[desk->block] >= 0)
        go_to(desk, below[desk->block], 0);
    else if (line < 0 && above[desk->block] >= 0)
        go_to(desk, above[desk->block], line_count(desk, above[desk->block]));
    else
        go_to(desk, desk->block, line);
}

/* The next block that has a line. */
static void next_block(struct desk_view *desk)
{
    for (int i = 1; i < BLOCKS; i++) {
        const int block = (desk->block + i) % BLOCKS;
        if (line_count(desk, block) > 0) {
            go_to(desk, block, 0);
            return;
        }
    }
}

static void move_right(struct desk_view *desk)
{
    if (desk->block == BLOCK_TODAY || desk->block == BLOCK_RECENT) return;
    go_to(desk, line_count(desk, BLOCK_TODAY) > 0 ? BLOCK_TODAY : BLOCK_RECENT, 0);
}

static void move_left(struct desk_view *desk)
{
    if (desk->block == BLOCK_TODAY || desk->block == BLOCK_RECENT) go_to(desk, BLOCK_DUE, desk->line);
}

static bool desk_event(struct view *view, const struct event *event)
{
    struct desk_view *desk = of(view);
    if (event->kind != EVENT_KEY) return false;
    switch (event->key.code) {
    case KEYCAP_UP:
        return move_down(desk, -1), true;
    case KEYCAP_DOWN:
        return move_down(desk, 1), true;
    case KEYCAP_RIGHT:
        return move_right(desk), true;
    case KEYCAP_LEFT:
        return move_left(desk), true;
    case KEYCAP_TAB:
        return next_block(desk), true;
    case KEYCAP_HOME:
        return go_to(desk, desk->block, 0), true;
    case KEYCAP_END:
        return go_to(desk, desk->block, 1000), true;
    case KEYCAP_ENTER:
        return open_line(desk), true;
    default:
        return false;
    }
}

static bool desk_command(struct view *view, const char *id, int argument)
{
    struct desk_view *desk = of(view);
    if (strcmp(id, "desk.open") == 0) {
        if (argument >= 0) go_to(desk, argument / 100, argument % 100);
        return open_line(desk), true;
    }
    return screens_command(view, id, argument);
}

const struct view_ops screen_desk = {
    .id = "desk",
    .contexts = "desk",
    .title = N_("Desk"),
    .size = sizeof(struct desk_view),
    .open = desk_open,
    .layout = desk_layout,
    .draw = desk_draw,
    .event = desk_event,
    .command = desk_command,
    .result = desk_result,
    .refresh = desk_refresh,
    .cursor = desk_cursor,
    .standing = visit_standing,
    .save = desk_save,
    .close = desk_close,
};
