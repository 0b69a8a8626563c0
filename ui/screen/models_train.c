/* SPDX-License-Identifier: Apache-2.0 */
/* Fitting a model without leaving the terminal: a form for the file and what is wanted of it, the fit as a job that can
 * be stopped, then its figures and bins; and the same again, changed, or kept in the store as a candidate. */
#include "base/text.h"
#include "screen/list.h"
#include "screen/models.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/chrome.h"
#include "widget/overlay.h"

#include <string.h>

enum { MOST_FIGURES = 24, WIDEST = 16 };

struct figure {
    const char *title; /* msgid */
    char *value;
};

struct train_view {
    struct list_view list;       /* first */
    struct arguments *arguments; /* of the newest fit, or those that the route brought; NULL: none yet */
    struct figure figure[MOST_FIGURES];
    size_t figures;
    bool fitted;
    struct rect head;
};

static struct train_view *of(struct view *view)
{
    return (struct train_view *)view;
}
static const struct train_view *of_const(const struct view *view)
{
    return (const struct train_view *)view;
}

static const struct command *train_command(void)
{
    return command_find("model.train");
}

static struct arguments *copy_of(const struct arguments *from)
{
    const struct command *command = train_command();
    struct arguments *copy = arguments_new(command);
    for (const struct argument *each = command->arguments; from != NULL && each->name != NULL; each++)
        for (size_t i = 0; i < arguments_count(from, each->name); i++)
            arguments_set(copy, each->name, arguments_nth(from, each->name, i), NULL);
    return copy;
}

/* ---- the form -----------------------------------------------------------------------------------------------------
 */

static void filled_in(struct view *view, struct arguments *arguments, void *data)
{
    struct train_view *train = of(view);
    (void)data;
    if (arguments == NULL) return;
    arguments_free(train->arguments);
    train->arguments = copy_of(arguments);
    app_command_with(view->app, train_command(), arguments);
}

static void ask(struct view *view)
{
    const char *reason = app_why_not(view->app, train_command());
    if (reason != NULL) {
        app_toast(view->app, "%s: %s", _(train_command()->title), reason);
        return;
    }
    form_open(view, train_command(), copy_of(of(view)->arguments), filled_in, NULL, NULL);
}

/* One that is repeated stands in a route as in its field: with blanks between. */
static void set_words(struct arguments *arguments, const struct argument *argument, const char *text)
{
    g_auto(GStrv) words =
        argument->flags & ARGUMENT_REPEATED ? g_strsplit(text, " ", -1) : g_strdupv((char *[]){ (char *)text, NULL });
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0') arguments_set(arguments, argument->name, words[i], NULL);
}

/* What a route says of the fit ("data", "target", "bins" ...): the bin editor and the list lead here with it. */
static void take_route(struct train_view *train, const struct route *route)
{
    const struct command *command = train_command();
    train->arguments = arguments_new(command);
    for (const struct argument *each = command->arguments; each->name != NULL; each++)
        if (route_get(route, each->name) != NULL) set_words(train->arguments, each, route_get(route, each->name));
}

/* What was asked of the fit, so that it is not asked again: whoever comes back finds it in the form. */
static void put_route(const struct train_view *train, struct route *route)
{
    static const char *const once[] = { "register", "out", "replace", NULL };
    const struct command *command = train_command();
    for (const struct argument *each = command->arguments; train->arguments != NULL && each->name != NULL; each++) {
        g_autoptr(GString) words = g_string_new(NULL);
        for (size_t i = 0; i < arguments_count(train->arguments, each->name); i++)
            g_string_append_printf(words, "%s%s", i > 0 ? " " : "", arguments_nth(train->arguments, each->name, i));
        if (words->len > 0 && !g_strv_contains(once, each->name)) route_set(route, each->name, words->str);
    }
}

static bool train_open(struct view *view, const struct route *route, GError **error)
{
    struct train_view *train = of(view);
    (void)error;
    list_begin(&train->list, N_("Bins and points"), NULL, N_("n asks for the file and what is wanted of it."));
    grid_set_empty(train->list.grid, "");
    take_route(train, route);
    return true;
}

/* ---- the fit ------------------------------------------------------------------------------------------------------
 */

static void forget_figures(struct train_view *train)
{
    for (size_t i = 0; i < train->figures; i++)
        g_free(train->figure[i].value);
    train->figures = 0;
}

static void take_answer(struct train_view *train, const struct table *answer)
{
    forget_figures(train);
    for (size_t i = 0; i < table_fact_count(answer) && train->figures < MOST_FIGURES; i++) {
        const struct fact *fact = table_fact(answer, i);
        /* of the rounding the worst is enough here: a mean beside it would not be told apart in so narrow a column */
        if (fact->cell.is_null || strcmp(fact->column.id, "left_out") == 0 ||
            g_str_has_suffix(fact->column.id, "_mean"))
            continue;
        g_autofree char *value = fact_text(answer, fact->column.id);
        if (text_width(value) > WIDEST) continue; /* what is told in sentences stands in the model card */
        train->figure[train->figures++] = (struct figure){ fact->column.title, g_steal_pointer(&value) };
    }
    train->fitted = true;
    list_fill(&train->list, table_select(answer, NULL, NULL));
}

/* A fit that was also kept (--register) is shown the same way. */
static bool train_answered(struct view *view, const struct command *command, const struct table *answer)
{
    if (command != train_command()) return false;
    take_answer(of(view), answer);
    view_relayout(view);
    return true;
}

/* The same fit once more, kept as a candidate: the same rows give the same model. */
static void keep(struct view *view)
{
    const struct train_view *train = of(view);
    g_autoptr(arguments_t) arguments = copy_of(train->arguments);
    g_autoptr(GError) error = NULL;
    if (!train->fitted) {
        app_toast(view->app, "%s", _("Fit a model first: n"));
        return;
    }
    if (!arguments_set(arguments, "register", "true", &error)) {
        app_error(view->app, error);
        return;
    }
    app_command_with(view->app, train_command(), g_steal_pointer(&arguments));
}

static bool train_command_id(struct view *view, const char *id, int argument)
{
    if (strcmp(id, "train.form") == 0) return ask(view), true;
    if (strcmp(id, "train.keep") == 0) return keep(view), true;
    if (strcmp(id, "train.bins") == 0) {
        struct route *route = route_new("bins");
        put_route(of(view), route); /* the editor hands on what is not its own when it leads back to the fit */
        return app_go(view->app, route), true;
    }
    return screens_command(view, id, argument);
}

/* ---- frame --------------------------------------------------------------------------------------------------------
 */

static int columns_of(int w)
{
    return w >= 110 ? 4 : 3;
}

static void train_layout(struct view *view, struct rect area)
{
    struct train_view *train = of(view);
    const int columns = columns_of(area.w), rows = ((int)train->figures + columns - 1) / columns;
    train->head = rect_cut_top(&area, train->figures > 0 ? MIN(rows + 1, area.h / 2) : 3);
    grid_place(train->list.grid, area, true);
}

static void train_draw(const struct view *view, struct canvas *canvas)
{
    const struct train_view *train = of_const(view);
    const struct rect head = train->head;
    const int columns = columns_of(head.w), rows = MAX(head.h - 1, 1);
    const int w = (head.w - 2 - (columns - 1) * 3) / columns;
    const char *data = train->arguments != NULL ? arguments_text(train->arguments, "data") : NULL;
    grid_draw(train->list.grid, canvas, true);
    if (train->figures == 0) {
        canvas_text(canvas, head.x + 1, head.y, head.w - 2,
                    data != NULL ? data : _("A plain CSV with a header line and a column that is 1 for a default."),
                    INK_DIM);
        canvas_text(canvas, head.x + 1, head.y + 1, head.w - 2, _("n asks for the file and what is wanted of it."),
                    INK_DIM);
        return;
    }
    for (size_t i = 0; i < train->figures && (int)i < rows * columns; i++)
        pair_draw(canvas, head.x + 1 + (int)i / rows * (w + 3), head.y + (int)i % rows, w, _(train->figure[i].title),
                  train->figure[i].value, INK_TEXT);
}

static struct grid *train_grid(const struct view *view)
{
    return of_const(view)->list.grid;
}

static void train_save(const struct view *view, struct route *route)
{
    const struct train_view *train = of_const(view);
    put_route(train, route);
    grid_save(train_grid(view), route);
}

static void train_close(struct view *view)
{
    struct train_view *train = of(view);
    list_end(&train->list);
    forget_figures(train);
    arguments_free(train->arguments);
}

const struct view_ops screen_train = {
    .id = "train",
    .contexts = "train",
    .title = N_("Fit a model"),
    .size = sizeof(struct train_view),
    .open = train_open,
    .layout = train_layout,
    .draw = train_draw,
    .command = train_command_id,
    .why_not = list_leaf_why_not,
    .answered = train_answered,
    .grid = train_grid,
    .standing = visit_standing,
    .save = train_save,
    .close = train_close,
};
