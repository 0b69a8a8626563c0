/* SPDX-License-Identifier: Apache-2.0 */
/* See entry.h. Short facts stand in two columns, long ones in full below them, the events under both. */
#include "screen/entry.h"

#include "base/text.h"
#include "screen/acts.h"
#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/overlay.h"

#include <string.h>

enum { WIDE_FROM = 76, EVENTS_LEAST = 5, LABEL_MOST = 18 /* beside it a moment fits into half of 80 */ };

static struct entry_view *of(struct view *view)
{
    return (struct entry_view *)view;
}
static const struct entry_view *of_const(const struct view *view)
{
    return (const struct entry_view *)view;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

void entry_refresh(struct view *view)
{
    const struct entry_view *each = of(view);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, each->number);
    look_start(view, ENTRY_SHOW, N_("Reading"),
               look_new(each->entry->show, DATE_NONE, NULL, each->entry->noun, number, NULL));
}

bool entry_open(struct view *view, const struct route *route, GError **error)
{
    struct entry_view *each = of(view);
    each->entry = (const struct entry *)view->ops;
    each->number = route_int(route, each->entry->noun, 0);
    if (each->number <= 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("This way leads to no entry"), N_("The list has them all."),
                         NULL);
        return false;
    }
    each->events = grid_new();
    grid_set_title(each->events, _("Events"));
    grid_set_empty(each->events, _("Loading"));
    entry_refresh(view);
    return true;
}

static void remember(struct entry_view *each)
{
    g_autoptr(route_t) route = route_set_int(route_new(each->entry->ops.id), each->entry->noun, each->number);
    g_autofree char *number = fact_text(each->show, "number"), *name = fact_text(each->show, "name");
    g_autofree char *kind = fact_text(each->show, "kind"), *state = fact_text(each->show, "state");
    g_autofree char *label = g_strdup_printf("%s  %s", number, *name != '\0' ? name : kind);
    visit_remember(each->view.app, route, each->entry->kind, label, state);
}

static void take(struct entry_view *each, struct table *show)
{
    const bool first = each->show == NULL;
    table_free(each->show);
    each->show = show;
    grid_set_source(each->events, source_of_table(table_select(show, NULL, NULL), NULL));
    grid_set_empty(each->events, _("No event yet."));
    if (first) grid_restore(each->events, each->view.route);
    remember(each);
}

void entry_result(struct view *view, const struct job_result *result)
{
    struct entry_view *each = of(view);
    if (result->error != NULL) {
        app_error(view->app, result->error);
        if (each->show == NULL) grid_set_empty(each->events, _("This was not shown: see the message below."));
    } else if (result->kind == ENTRY_SHOW) {
        take(each, look_take(result->data));
    } else {
        g_autoptr(table_t) answer = look_take(result->data);
        if (result->kind == ENTRY_LETTERS)
            entry_pick_letter(each, answer);
        else
            entry_read_letter(each, answer);
    }
    view_relayout(view);
}

void entry_close(struct view *view)
{
    grid_free(of(view)->events);
    table_free(of(view)->show);
}

/* ---- frame ------------------------------------------------------------------------------------------------------- */

/* What line 1 says already, or only programs read. */
static bool is_told_elsewhere(const struct entry_view *each, const char *id)
{
    static const char *const elsewhere[] = { "version",   "number",     "name", "subject", "identity",
                                             "days_left", "hours_left", "next", "letters" };
    for (size_t i = 0; i < G_N_ELEMENTS(elsewhere); i++)
        if (strcmp(id, elsewhere[i]) == 0) return true;
    return strcmp(id, each->entry->noun) == 0;
}

static int label_width(const struct entry_view *each, int w)
{
    int width = 10;
    for (size_t i = 0; each->show != NULL && i < table_fact_count(each->show); i++)
        width = MAX(width, text_width(_(table_fact(each->show, i)->column.title)));
    return MIN(MIN(width + 2, LABEL_MOST), w / 2);
}

/* Draws the facts into `area`, or with a NULL canvas only counts the rows they need. */
static int lay_facts(const struct entry_view *each, struct canvas *canvas, struct rect area)
{
    const int columns = area.w >= WIDE_FROM ? 2 : 1, w = area.w / columns;
    const int label = label_width(each, w);
    int placed = 0, y;
    for (int round = 0; round < 2; round++) { /* short ones first */
        y = round == 0 ? 0 : (placed + columns - 1) / columns;
        if (round == 1) placed = y;
        for (size_t i = 0; each->show != NULL && i < table_fact_count(each->show); i++) {
            const struct fact *fact = table_fact(each->show, i);
            if (fact->cell.is_null || is_told_elsewhere(each, fact->column.id)) continue;
            g_autofree char *value = fact_text(each->show, fact->column.id);
            const bool is_short = text_width(value) + label < w - 1;
            if (*value == '\0' || is_short != (round == 0)) continue;
            const int x = area.x + (round == 0 ? placed % columns * w : 0);
            const int row = area.y + (round == 0 ? placed / columns : placed);
            const struct rect words =
                rect_make(x + label, row, (round == 0 ? w : area.w) - label - 1, MAX(area.y + area.h - row, 0));
            if (canvas != NULL) canvas_field(canvas, x, row, label - 1, _(fact->column.title), -1, INK_DIM);
            placed += canvas_wrap(canvas, words, value, 0, INK_TEXT);
        }
    }
    return placed;
}

void entry_layout(struct view *view, struct rect area)
{
    struct entry_view *each = of(view);
    const int rows = lay_facts(each, NULL, rect_make(area.x + 1, 0, area.w - 2, 1000));
    each->facts = rect_cut_top(&area, MIN(rows, MAX(area.h - EVENTS_LEAST - 1, 1)));
    rect_cut_top(&area, area.h > EVENTS_LEAST ? 1 : 0);
    grid_place(each->events, area, true);
}

void entry_draw(const struct view *view, struct canvas *canvas)
{
    const struct entry_view *each = of_const(view);
    const struct rect inside = rect_make(each->facts.x + 1, each->facts.y, each->facts.w - 2, each->facts.h);
    const struct rect old = canvas_clip(canvas, inside);
    lay_facts(each, canvas, inside);
    canvas_unclip(canvas, old);
    grid_draw(each->events, canvas, true);
}

char *entry_heading(const struct view *view)
{
    const struct entry_view *each = of_const(view);
    if (each->show == NULL) return NULL;
    g_autofree char *number = fact_text(each->show, "number"), *name = fact_text(each->show, "name");
    g_autofree char *identity = fact_text(each->show, "identity");
    if (*number == '\0') {
        g_free(number);
        number = g_strdup_printf("%" G_GINT64_FORMAT, each->number);
    }
    return g_strdup_printf("%s › %s  %s  %s", _(view->ops->title), number, name, identity);
}

/* How long there is left, in words and with the day. */
char *entry_standing(const struct view *view)
{
    const struct entry_view *each = of_const(view);
    const struct cell *days = fact_cell(each->show, "days_left"), *hours = fact_cell(each->show, "hours_left");
    g_autofree char *due = fact_text(each->show, "due");
    if (hours != NULL && hours->integer < 0) return g_strdup_printf(_("%d h overdue · %s"), (int)-hours->integer, due);
    if (hours != NULL) return g_strdup_printf(_("%d h left · %s"), (int)hours->integer, due);
    if (days == NULL) return visit_standing(view);
    const int left = (int)days->integer;
    if (left < 0)
        return g_strdup_printf(ngettext("%d day overdue · %s", "%d days overdue · %s", (unsigned long)-left), -left,
                               due);
    if (left == 0) return g_strdup_printf(_("due today · %s"), due);
    return g_strdup_printf(ngettext("%d day left · %s", "%d days left · %s", (unsigned long)left), left, due);
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

static int64_t number_of(const struct entry_view *each, const char *fact)
{
    const struct cell *cell = fact_cell(each->show, fact);
    return cell != NULL ? cell->integer : 0;
}

bool entry_command(struct view *view, const char *id, int argument)
{
    struct entry_view *each = of(view);
    if (strcmp(id, "entry.next") == 0) return entry_pick_next(each), true;
    if (strcmp(id, "entry.letters") == 0) return entry_ask_letters(each), true;
    if (strcmp(id, "ledger.acts") == 0) return acts_open(view, _("What is to be done?"), each->entry->acts), true;
    if (strcmp(id, "entry.report") == 0) return app_command(view->app, "request.report", -1), true;
    if (strcmp(id, "entry.copy") == 0) return app_command(view->app, "request.copy", -1), true;
    if (strcmp(id, "entry.subject") == 0 && number_of(each, "subject") != 0)
        return app_go(view->app, route_set_int(route_new("subject"), "subject", number_of(each, "subject"))), true;
    if (strcmp(id, "table.open") == 0) {
        g_autofree char *text = grid_copy_rows(each->events);
        text_popup_open(view, _("Event"), text);
        return true;
    }
    return screens_command(view, id, argument);
}

const char *entry_why_not(const struct view *view, const struct command *command)
{
    const struct entry_view *each = of_const(view);
    if (strcmp(command->id, "entry.next") == 0) return entry_why_no_next(each);
    if (strcmp(command->id, "entry.subject") == 0 && number_of(each, "subject") == 0)
        return N_("This is not about a file");
    return NULL;
}

char *entry_argument(const struct view *view, const char *name)
{
    const struct entry_view *each = of_const(view);
    int64_t number = 0;
    if (strcmp(name, each->entry->noun) == 0) number = each->number;
    if (strcmp(name, "subject") == 0 || strcmp(name, "version") == 0) number = number_of(each, name);
    return number != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

struct grid *entry_grid(const struct view *view)
{
    return of_const(view)->events;
}

void entry_save(const struct view *view, struct route *route)
{
    grid_save(of_const(view)->events, route);
}

/* ---- the two ------------------------------------------------------------------------------------------------------
 */

static const char *const request_acts[] = { "request.report", "request.copy", "request.owed", "request.erase", NULL };
static const char *const incident_acts[] = { "incident.letters", NULL };

const struct entry screen_request = {
    .ops = ENTRY_OPS("request", "request entry", N_("Request")),
    .noun = "request",
    .show = "request.show",
    .act = "request.act",
    .letters = "request.letters",
    .letter = "request.letter",
    .acts = request_acts,
    .events = "REQUEST_EVENT",
    .kind = N_("request"),
    .again = N_("Next step of the request"),
};

const struct entry screen_incident = {
    .ops = ENTRY_OPS("incident", "entry", N_("Incident")),
    .noun = "incident",
    .show = "incident.show",
    .act = "incident.act",
    .letters = "incident.letters",
    .letter = "incident.letter",
    .acts = incident_acts,
    .events = "INCIDENT_EVENT",
    .kind = N_("incident"),
    .again = N_("Next step of the incident"),
};
