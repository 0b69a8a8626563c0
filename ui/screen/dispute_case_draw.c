/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing a case. On a narrow screen everything lies below each other and events give way first; on a wide one the
 * events have a column of their own. */
#include "base/text.h"
#include "screen/dispute_case.h"
#include "widget/chrome.h"

#include <string.h>

enum { BESIDE_FROM = 116, FOOT_ROWS = 4, CASE_ANSWERED = 6 };

void case_layout(struct view *view, struct rect area)
{
    struct case_view *each = (struct case_view *)view;
    const int items = (int)CLAMP(grid_row_count(each->items), 1, 100);
    each->progress = rect_cut_top(&area, 2);
    if (area.h > 12) rect_cut_top(&area, 1);
    each->foot = rect_cut_bottom(&area, area.h > 10 ? FOOT_ROWS : 1);
    each->events = rect_make(0, 0, 0, 0);
    if (area.w >= BESIDE_FROM) each->events = rect_cut_right(&area, area.w * 2 / 5);
    each->grid = rect_cut_top(&area, 1 + MIN(items, MAX(area.h / 3, 2)));
    rect_cut_top(&area, area.h > 6 ? 1 : 0);
    each->effect = rect_cut_top(&area, 1);
    rect_cut_top(&area, area.h > 6 ? 1 : 0);
    const bool beside = each->events.h > 0;
    each->proof = beside ? area : rect_cut_top(&area, area.h > 6 ? 3 : area.h > 4 ? 2 : 0);
    if (!beside) each->events = area;
    grid_place(each->items, each->grid, true);
}

/* ---- progress ---------------------------------------------------------------------------------------------------- */

/* When the case first stood at a step or beyond it (exactly at it: a case may go around the furnisher); 0 never. What
 * ended before a step, taken back or judged frivolous, was never there. */
static int64_t reached(const struct table *events, int step, bool exactly)
{
    for (size_t row = 0; row < table_row_count(events); row++) {
        const struct cell *after = row_cell(events, row, "after"), *at = row_cell(events, row, "at");
        const int stood = after != NULL && !after->is_null ? dispute_state_step(after->text) : 0;
        if (step < CASE_STEPS && stood == CASE_STEPS) return 0;
        if (exactly ? stood == step : stood >= step) return at->integer;
    }
    return 0;
}

static char *moment_text(int64_t at, const char *format)
{
    if (at == 0) return g_strdup("");
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_local(at / 1000);
    return moment != NULL ? g_date_time_format(moment, format) : g_strdup("");
}

/* The day of receipt is a fact of its own: the case may have been typed in later. */
static char *received_text(const struct case_view *each)
{
    const struct cell *received = fact_cell(each->sheet->show, "received");
    char day[DATE_TEXT_SIZE];
    if (received == NULL) return g_strdup("");
    date_format((struct date){ (int32_t)received->integer }, day);
    return g_strdup(day + strlen("2026-"));
}

static void draw_progress(const struct case_view *each, struct canvas *canvas, struct rect area)
{
    const char *const steps[CASE_STEPS] = { _("received"), _("marked"), _("asked"), _("answer"),
                                            _("decide"),   _("letter"), _("done") };
    /* a step of the machine is where the case stands; a label is what is done, so the one in brackets comes next */
    static const int done_from[CASE_STEPS] = { 1, 2, 4, 5, 6, 7, 7 },
                     next_of[CASE_STEPS + 1] = { 0, 1, 2, 2, 3, 4, 5, 6 };
    const struct cell *now = fact_cell(each->sheet->show, "step");
    const int step = now != NULL ? (int)CLAMP(now->integer, 0, CASE_STEPS) : 0, here = next_of[step];
    const int w = MIN((area.w - 2) / CASE_STEPS, 18);
    for (int i = 0; i < CASE_STEPS; i++) {
        const int x = area.x + 1 + i * w;
        const bool is_here = i == here, done = step >= done_from[i];
        const int64_t at = done ? reached(each->sheet->show, done_from[i], i == 2) : 0;
        const style_t style = is_here ? INK_ACCENT | STYLE_BOLD : at != 0 ? INK_GOOD : INK_DIM;
        g_autofree char *label = is_here ? g_strdup_printf("[%s]", steps[i]) : g_strdup(steps[i]);
        g_autofree char *day = i == 0 ? received_text(each) : moment_text(at, "%m-%d");
        const int used = canvas_text(canvas, x, area.y, w, label, style);
        if (i + 1 < CASE_STEPS && used + 2 < w) canvas_rule(canvas, x + used + 1, area.y, w - used - 2, INK_DIM);
        canvas_text(canvas, x, area.y + 1, w - 1, day, INK_DIM);
    }
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

static int case_step(const struct case_view *each)
{
    return dispute_state_step(case_code(each, "state"));
}

static void draw_effect(const struct case_view *each, struct canvas *canvas, struct rect area)
{
    const struct case_sheet *sheet = each->sheet;
    const struct cell *outcome = fact_cell(sheet->show, "outcome");
    if (outcome != NULL) {
        g_autofree char *text = fact_text(sheet->show, "outcome"), *decider = fact_text(sheet->show, "decider");
        canvas_format(canvas, area.x, area.y, area.w, INK_STRONG, *decider ? _("Outcome  %s, decided by %s") : "%s%s",
                      text, decider);
    } else if (fact_cell(sheet->show, "decider") != NULL && case_step(each) >= CASE_ANSWERED) {
        g_autofree char *decider = fact_text(sheet->show, "decider");
        canvas_format(canvas, area.x, area.y, area.w, INK_STRONG, _("Decided by %s; the score now is %d"), decider,
                      sheet->before);
    } else if (sheet->has_effect) {
        const int change = sheet->after - sheet->before;
        const int used = canvas_format(canvas, area.x, area.y, area.w, INK_TEXT,
                                       _("If every claim is granted: score %d → %d"), sheet->before, sheet->after);
        canvas_format(canvas, area.x + used + 2, area.y, area.w - used - 2,
                      (change > 0   ? INK_GOOD
                       : change < 0 ? INK_BAD
                                    : INK_DIM) |
                          STYLE_BOLD,
                      "%s%d",
                      change > 0   ? "▲"
                      : change < 0 ? "▼"
                                   : "=",
                      ABS(change));
    } else {
        canvas_text(canvas, area.x, area.y, area.w, _("The score does not look at what is disputed"), INK_DIM);
    }
}

static char *event_cell(const struct table *events, size_t row, const char *column)
{
    const int index = column_index(events, column);
    return index < 0 ? g_strdup("")
                     : grid_cell_text(table_column(events, (size_t)index), &table_row(events, row)[index]);
}

static void draw_evidence(const struct case_view *each, struct canvas *canvas, struct rect area)
{
    const struct table *events = each->sheet->show;
    int y = area.y + 1;
    heading_draw(canvas, area.x, area.y, area.w, _("Evidence"), NULL);
    for (size_t row = table_row_count(events); row > 0 && y < area.y + area.h; row--) {
        g_autofree char *files = event_cell(events, row - 1, "evidence");
        if (*files == '\0') continue;
        g_autofree char *user = event_cell(events, row - 1, "user"), *at = event_cell(events, row - 1, "at");
        const int tail = MIN(text_width(user) + text_width(at) + 2, area.w / 2);
        canvas_text(canvas, area.x, y, area.w - tail - 2, files, INK_TEXT);
        canvas_format(canvas, area.x + area.w - tail, y, tail, INK_DIM, "%s %s", user, at);
        y++;
    }
    if (y == area.y + 1) canvas_text(canvas, area.x, y, area.w, _("none yet"), INK_DIM);
}

/* Newest last, as a log is read; the oldest give way. */
static void draw_events(const struct case_view *each, struct canvas *canvas, struct rect area)
{
    const struct table *events = each->sheet->show;
    const size_t count = table_row_count(events), room = (size_t)MAX(area.h - 1, 0),
                 first = count > room ? count - room : 0;
    g_autofree char *key = app_key_of(each->view.app, "case.events");
    g_autofree char *tail = first > 0 ? g_strdup_printf(_("%s shows all %zu"), key, count) : NULL;
    heading_draw(canvas, area.x, area.y, area.w, _("Events"), tail);
    for (size_t row = first; row < count; row++) {
        const int y = area.y + 1 + (int)(row - first);
        const struct cell *when = row_cell(events, row, "at");
        g_autofree char *at = moment_text(when->integer, "%m-%d %H:%M"), *user = event_cell(events, row, "user");
        g_autofree char *event = event_cell(events, row, "event"), *note = event_cell(events, row, "note");
        const struct cell *code = row_cell(events, row, "event");
        const bool late = code != NULL && !code->is_null && strcmp(code->text, "overdue") == 0;
        const int who = area.w >= 60 ? 12 : 9, what = MIN(area.w / 3, 26);
        canvas_text(canvas, area.x, y, 11, at, INK_DIM);
        canvas_field(canvas, area.x + 13, y, who, user, -1, INK_TEXT);
        canvas_field(canvas, area.x + 14 + who, y, what, event, -1, late ? INK_BAD | STYLE_BOLD : INK_STRONG);
        canvas_text(canvas, area.x + 15 + who + what, y, area.w - 15 - who - what, note, INK_DIM);
    }
}

static int part(struct canvas *canvas, struct rect line, int x, enum ink ink, const char *format, const char *value)
{
    if (*value == '\0' || x >= line.x + line.w) return x;
    g_autofree char *text = g_strdup_printf("%s %s", format, value);
    return x + canvas_text(canvas, x, line.y, line.x + line.w - x, text, ink) + 2;
}

/* Our own aim beside the day of the law, who works on it, who applied and whether that is known. */
static void draw_people(const struct case_view *each, struct canvas *canvas, struct rect line)
{
    const struct table *show = each->sheet->show;
    g_autofree char *target = fact_text(show, "target"), *owner = fact_text(show, "owner");
    g_autofree char *applicant = fact_text(show, "applicant"), *agent = fact_text(show, "agent");
    g_autofree char *verified = fact_text(show, "verified_by"), *late = fact_text(show, "late");
    const struct cell *contrary = fact_cell(show, "contrary"), *days = fact_cell(show, "late");
    int x = line.x;
    if (contrary != NULL && contrary->integer != 0)
        x += canvas_text(canvas, x, line.y, line.w, _("contradiction"), INK_BAD | STYLE_BOLD) + 2;
    if (dispute_state_is_open(case_code(each, "state"))) x = part(canvas, line, x, INK_STRONG, _("own aim"), target);
    if (*owner != '\0' || line.w >= 100) /* nobody is no news where room is short */
        x = part(canvas, line, x, INK_TEXT, _("held by"), *owner ? owner : _("nobody"));
    g_autofree char *who = g_strdup_printf("%s%s%s", applicant, *agent ? ": " : "", agent);
    x = part(canvas, line, x, INK_TEXT, _("applicant"), who);
    g_autofree char *missing = fact_text(show, "missing");
    if (*missing != '\0')
        x = part(canvas, line, x, INK_WARN, _("missing:"), missing);
    else
        x = part(canvas, line, x, INK_DIM, _("identity:"), *verified ? verified : "–");
    if (days != NULL && days->integer > 0) part(canvas, line, x, INK_WARN, _("days late in:"), late);
}

/* The law's sentence, and whose move it is. */
static void draw_foot(const struct case_view *each, struct canvas *canvas, struct rect area)
{
    const struct table *show = each->sheet->show;
    g_autofree char *reason = fact_text(show, "due_reason"), *maker = fact_text(show, "maker");
    g_autofree char *waiting = fact_text(show, "waiting_for"), *channel = fact_text(show, "channel");
    const char *user = app_session(each->view.app)->user, *state = case_code(each, "state");
    const bool own = g_strcmp0(user, maker) == 0, open = dispute_state_is_open(state);
    int x = area.x;
    const int y = area.y + area.h - 1;
    if (area.h > 2) canvas_wrap(canvas, rect_make(area.x, area.y, area.w, area.h - 2), reason, 0, INK_DIM);
    if (area.h > 1) draw_people(each, canvas, rect_make(area.x, y - 1, area.w, 1));
    if (open) x += canvas_format(canvas, x, y, area.w, INK_STRONG, _("waiting for: %s"), waiting) + 2;
    x += canvas_format(canvas, x, y, area.x + area.w - x, INK_TEXT, _("taken in by %s (%s)"), maker, channel) + 2;
    if (open && own && dispute_state_step(state) < CASE_ANSWERED)
        canvas_text(canvas, x, y, area.x + area.w - x, _("someone else decides"), INK_WARN);
}

static struct rect inside(struct rect area)
{
    return rect_make(area.x + 1, area.y, area.w - 2, area.h);
}

void case_draw(const struct view *view, struct canvas *canvas)
{
    const struct case_view *each = (const struct case_view *)view;
    grid_draw(each->items, canvas, true);
    if (each->sheet == NULL) return;
    draw_progress(each, canvas, each->progress);
    draw_effect(each, canvas, inside(each->effect));
    if (each->proof.h > 1) draw_evidence(each, canvas, inside(each->proof));
    if (each->events.h > 1) draw_events(each, canvas, inside(each->events));
    if (each->foot.h > 0) draw_foot(each, canvas, inside(each->foot));
}
