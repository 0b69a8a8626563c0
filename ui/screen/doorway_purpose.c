/* SPDX-License-Identifier: Apache-2.0 */
/* The question before a file is opened: for what purpose? The role's own is under the cursor, so that Enter is enough;
 * beside each stands what the law of the profile asks of it and whether this file has it. What is read for that comes
 * later than the question and never holds it up. */
#include "base/text.h"
#include "screen/doorway.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <string.h>

enum { JOB_RULES = 1, HEAD = 3, FOOT = 3 };

struct purpose_veil {
    struct view view;            /* first */
    struct doorway_rules *rules; /* shown; replaced by those that were read */
    guint cursor, top;
    bool shown_behind; /* the file is open already: going back leaves the purpose as it was */
};

static struct purpose_veil *of(const struct view *view)
{
    return (struct purpose_veil *)view;
}

static const struct doorway_rule *rule_at(const struct purpose_veil *veil, guint index)
{
    return index < veil->rules->list->len ? veil->rules->list->pdata[index] : NULL;
}

/* Where the cursor begins: the purpose that holds, else the one the role's day starts with. */
static void place_cursor(struct purpose_veil *veil, int64_t subject)
{
    struct app *app = veil->view.app;
    const char *stated = doorway_purpose(app, subject);
    const char *wanted = stated != NULL ? stated : visit_purpose(app);
    for (guint i = 0; i < veil->rules->list->len; i++)
        if (g_strcmp0(rule_at(veil, i)->purpose, wanted) == 0) veil->cursor = i;
}

static void read_rules(struct view *view, int64_t subject)
{
    doorway_rules_read(view, JOB_RULES, doorway_rules_new(view->app, subject, NULL));
}

static bool purpose_open(struct view *view, const struct route *route, GError **error)
{
    (void)error;
    struct purpose_veil *veil = of(view);
    const int64_t subject = route_int(route, "subject", 0);
    veil->rules = doorway_rules_new(view->app, subject, NULL);
    place_cursor(veil, subject);
    read_rules(view, subject);
    return true;
}

static void purpose_result(struct view *view, const struct job_result *result)
{
    struct purpose_veil *veil = of(view);
    if (result->error != NULL) {
        app_error(view->app, result->error);
        return;
    }
    struct doorway_rules *rules = result->data;
    *result->steal = NULL;
    doorway_rules_free(veil->rules);
    veil->rules = rules;
    view_dirty(view);
}

static void purpose_refresh(struct view *view)
{
    read_rules(view, doorway_subject(view));
}

static void purpose_close(struct view *view)
{
    doorway_rules_free(of(view)->rules);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

static int list_rows(const struct purpose_veil *veil)
{
    return MAX(veil->view.area.h - HEAD - FOOT - 1, 1);
}

static void purpose_layout(struct view *view, struct rect area)
{
    struct purpose_veil *veil = of(view);
    (void)area;
    const guint rows = (guint)list_rows(veil);
    if (veil->cursor < veil->top) veil->top = veil->cursor;
    if (veil->cursor >= veil->top + rows) veil->top = veil->cursor - rows + 1;
}

static void draw_rule(const struct purpose_veil *veil, struct canvas *canvas, struct rect row, guint index)
{
    const struct doorway_rule *rule = rule_at(veil, index);
    const bool here = index == veil->cursor;
    const style_t ground = here ? GROUND_CURSOR : GROUND_NORMAL;
    enum ink ink;
    g_autofree char *asks = doorway_rule_text(rule, &ink);
    const int label = MIN(36, row.w / 2);
    canvas_fill(canvas, row, ground);
    canvas_put(canvas, row.x, row.y, here ? 0x258c : ' ', INK_ACCENT | ground);
    if (index < 9) canvas_format(canvas, row.x + 1, row.y, 1, INK_ACCENT | ground, "%u", index + 1);
    canvas_text(canvas, row.x + 3, row.y, label - 4, visit_purpose_name(veil->view.app, rule->purpose),
                (here ? INK_STRONG | STYLE_BOLD : INK_TEXT) | ground);
    canvas_text(canvas, row.x + label, row.y, row.w - label, asks, (style_t)ink | ground);
    canvas_link(canvas, row, "purpose.state", (int)index);
}

/* The rule under the cursor in full. */
static void draw_words(const struct purpose_veil *veil, struct canvas *canvas, struct rect foot)
{
    const struct doorway_rule *rule = rule_at(veil, veil->cursor);
    g_autofree char *words = rule != NULL ? doorway_rule_words(rule) : NULL;
    if (words != NULL) canvas_wrap(canvas, foot, words, 0, INK_DIM);
}

static void purpose_draw(const struct view *view, struct canvas *canvas)
{
    const struct purpose_veil *veil = of(view);
    struct rect area = view->area;
    rect_cut_left(&area, 1);
    rect_cut_right(&area, 1);
    canvas_format(canvas, area.x, area.y, area.w, INK_STRONG | STYLE_BOLD,
                  _("File %s: for what purpose is it looked at?"), route_get(view->route, "subject"));
    canvas_text(canvas, area.x, area.y + 1, area.w,
                _("Asked once in this visit; it stands in the log with every look."), INK_DIM);
    rect_cut_top(&area, HEAD);
    struct rect foot = rect_cut_bottom(&area, FOOT);
    const guint rows = (guint)list_rows(veil);
    for (guint i = 0; i < rows && veil->top + i < veil->rules->list->len; i++)
        draw_rule(veil, canvas, rect_make(area.x, area.y + (int)i, area.w, 1), veil->top + i);
    if (veil->rules->list->len == 0)
        canvas_wrap(canvas, area, _("Your role may state no purpose: it may not look at a file."), 0, INK_BAD);
    draw_words(veil, canvas, foot);
}

static bool purpose_cursor(const struct view *view, struct pos *pos)
{
    const struct purpose_veil *veil = of(view);
    *pos = (struct pos){ view->area.x + 1, view->area.y + HEAD + (int)(veil->cursor - veil->top) };
    return true;
}

/* ---- answering --------------------------------------------------------------------------------------------------- */

static void number_given(struct view *view, const char *text, void *data)
{
    const char *purpose = data;
    if (text == NULL) return;
    g_autofree char *number = g_strstrip(g_strdup(text));
    if (*number == '\0')
        app_toast(view->app, "%s", _("This purpose needs the number of the document it rests on"));
    else
        doorway_state(view->app, doorway_subject(view), purpose, number);
}

static void state(struct purpose_veil *veil, guint index)
{
    const struct doorway_rule *rule = rule_at(veil, index);
    struct view *view = &veil->view;
    if (rule == NULL) return;
    if (!rule->known || rule->now.verdict != ACCESS_NO_REFERENCE) {
        g_autofree char *purpose = g_strdup(rule->purpose); /* the veil goes with the answer */
        doorway_state(view->app, doorway_subject(view), purpose, NULL);
        return;
    }
    prompt_open(
        view, &(struct prompt_options){ .title = _("Number of the document"),
                                        .hint = _("of the court, procuratorate, police or regulator; kept in the log"),
                                        .history = "reference",
                                        .done = number_given,
                                        .data = g_strdup(rule->purpose),
                                        .free_data = g_free });
}

static void move(struct purpose_veil *veil, int by)
{
    const int last = (int)veil->rules->list->len - 1;
    veil->cursor = (guint)CLAMP((int)veil->cursor + by, 0, MAX(last, 0));
    view_relayout(&veil->view);
}

static bool purpose_event(struct view *view, const struct event *event)
{
    struct purpose_veil *veil = of(view);
    if (event->kind == EVENT_MOUSE && (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN))
        return move(veil, event->mouse == MOUSE_WHEEL_UP ? -1 : 1), true;
    if (event->kind != EVENT_KEY || event->key.modifiers != 0) return false;
    switch (event->key.code) {
    case KEYCAP_UP:
        return move(veil, -1), true;
    case KEYCAP_DOWN:
        return move(veil, 1), true;
    case KEYCAP_HOME:
        return move(veil, -(int)veil->rules->list->len), true;
    case KEYCAP_END:
        return move(veil, (int)veil->rules->list->len), true;
    default:
        return false;
    }
}

static bool purpose_command(struct view *view, const char *id, int argument)
{
    struct purpose_veil *veil = of(view);
    if (strcmp(id, "purpose.state") == 0) return state(veil, argument >= 0 ? (guint)argument : veil->cursor), true;
    if (strcmp(id, "session.purpose") == 0) return true; /* it is being asked */
    if (strcmp(id, "view.back") == 0 && veil->shown_behind) return view_set_veil(view->behind, NULL), true;
    return screens_command(view, id, argument);
}

static char *purpose_argument(const struct view *view, const char *name)
{
    return strcmp(name, "subject") == 0 ? g_strdup(route_get(view->route, "subject")) : NULL;
}

void veil_purpose_over_file(struct view *veil)
{
    of(veil)->shown_behind = true;
}

const struct view_ops veil_purpose = {
    .id = "purpose",
    .contexts = "purpose",
    .title = N_("Purpose"),
    .size = sizeof(struct purpose_veil),
    .open = purpose_open,
    .layout = purpose_layout,
    .draw = purpose_draw,
    .event = purpose_event,
    .command = purpose_command,
    .result = purpose_result,
    .refresh = purpose_refresh,
    .cursor = purpose_cursor,
    .argument = purpose_argument,
    .close = purpose_close,
};
