/* SPDX-License-Identifier: Apache-2.0 */
/* The bin editor: one column of a file at a time, its bins as a table with bars, and what every constraint costs. The
 * file is read once, by a worker; from then on a session holds the counts of each column in memory and an edit is done
 * before the key is up. Nothing is in the store; what is decided is written to a file that a fit can follow. */
#include "screen/bins.h"

#include "screen/list.h"
#include "screen/screens.h"
#include "screen/visit.h"
#include "widget/overlay.h"

#include <math.h>
#include <string.h>

enum { JOB_READ = 1 };

/* ---- reading ----------------------------------------------------------------------------------------------------- */

struct reading {
    char *data, *target, *bins, *bad, *missing, *nominal, *weight;
    GStrv special;
    struct bins_data *file;
    double *value;
};

static void reading_free(void *data)
{
    struct reading *reading = data;
    bins_data_unref(reading->file);
    g_free(reading->data);
    g_free(reading->target);
    g_free(reading->bins);
    g_free(reading->bad);
    g_free(reading->missing);
    g_free(reading->nominal);
    g_free(reading->weight);
    g_strfreev(reading->special);
    g_free(reading->value);
    g_free(reading);
}

static bool reading_run(struct session *session, void *data, GError **error)
{
    struct reading *reading = data;
    const struct bins_source source = { .path = reading->data,
                                        .target = reading->target,
                                        .bins = reading->bins,
                                        .bad = reading->bad,
                                        .missing = reading->missing,
                                        .nominal = reading->nominal,
                                        .weight = reading->weight,
                                        .special = (const char *const *)reading->special };
    session_progress(session, 0.05, N_("Reading the file"));
    reading->file = bins_data_load(&source, error);
    if (reading->file == NULL) return false;
    const size_t columns = reading->file->columns;
    reading->value = g_new0(double, columns);
    for (size_t i = 0; i < columns; i++) {
        if (session_is_cancelled(session, error)) return false;
        session_progress(session, 0.5 + 0.5 * (double)i / (double)columns, N_("Binning"));
        g_autoptr(bin_edit_t) edit = bins_data_edit(reading->file, reading->file->column[i], error);
        if (edit == NULL) return false;
        reading->value[i] = bin_edit_binning(edit)->information_value;
    }
    return true;
}

static void start(struct bins_view *bins)
{
    struct reading *reading = g_new0(struct reading, 1);
    const char *special = route_get(bins->asked, "special");
    *reading = (struct reading){ .data = g_strdup(bins->data),
                                 .target = g_strdup(bins->target),
                                 .bins = g_strdup(bins->bins),
                                 .bad = g_strdup(route_get(bins->asked, "bad")),
                                 .missing = g_strdup(route_get(bins->asked, "missing")),
                                 .nominal = g_strdup(route_get(bins->asked, "nominal")),
                                 .weight = g_strdup(route_get(bins->asked, "weight")),
                                 .special = special != NULL ? g_strsplit(special, " ", -1) : NULL };
    job_start(bins->view.app, &(struct job_request){ .view = &bins->view,
                                                     .kind = JOB_READ,
                                                     .title = N_("Reading the file"),
                                                     .run = reading_run,
                                                     .data = reading,
                                                     .free_data = reading_free });
}

static void target_given(struct view *view, const char *text, void *data)
{
    (void)data;
    if (text == NULL || *text == '\0') return;
    g_free(bins_of(view)->target);
    bins_of(view)->target = g_strdup(text);
    bins_begin(bins_of(view));
}

static void file_given(struct view *view, const char *text, void *data)
{
    (void)data;
    if (text == NULL || *text == '\0') return;
    g_free(bins_of(view)->data);
    bins_of(view)->data = g_strdup(text);
    bins_begin(bins_of(view));
}

void bins_begin(struct bins_view *bins)
{
    struct view *view = &bins->view;
    const char *reason = app_why_not(view->app, command_find("model.bins"));
    if (reason != NULL) {
        grid_set_empty(bins->grid, reason);
        return;
    }
    if (bins->data == NULL)
        prompt_open(view, &(struct prompt_options){ .title = _("File with the rows"),
                                                    .hint = _("CSV with a header line"),
                                                    .history = "bins",
                                                    .done = file_given });
    else if (bins->target == NULL)
        prompt_open(view, &(struct prompt_options){ .title = _("Column of the outcome"),
                                                    .hint = _("Column that is 1 for a default, else 0"),
                                                    .done = target_given });
    else
        start(bins);
}

static void free_sessions(struct bins_view *bins)
{
    for (size_t i = 0; bins->file != NULL && i < bins->file->columns; i++)
        bin_edit_free(bins->edit[i]);
    g_clear_pointer(&bins->edit, g_free);
    g_clear_pointer(&bins->value, g_free);
    g_clear_pointer(&bins->file, bins_data_unref);
}

static void take_file(struct bins_view *bins, struct reading *reading)
{
    free_sessions(bins);
    bins->file = g_steal_pointer(&reading->file);
    bins->value = g_steal_pointer(&reading->value);
    bins->edit = g_new0(struct bin_edit *, bins->file->columns);
    bins->unsaved = false;
    bins->at = 0;
    for (size_t i = 0; bins->wanted != NULL && i < bins->file->columns; i++)
        if (strcmp(bins_column_name(bins, i), bins->wanted) == 0) bins->at = i;
    bins_go_to_column(bins, bins->at);
}

static void bins_result(struct view *view, const struct job_result *result)
{
    struct bins_view *bins = bins_of(view);
    if (result->error == NULL) {
        take_file(bins, result->data);
        return;
    }
    app_error(view->app, result->error);
    grid_set_empty(bins->grid, _("The file was not read; r asks for another."));
    g_clear_pointer(&bins->data, g_free);
    g_clear_pointer(&bins->target, g_free);
    g_clear_pointer(&bins->bins, g_free);
    view_relayout(view);
}

/* ---- what is shown ----------------------------------------------------------------------------------------------- */

// clang-format off
static const struct column columns[] = {
    { .id = "place", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "bin", .title = N_("Bin"), .type = VALUE_PHRASE },
    { .id = "count", .title = N_("Count"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "rate", .title = N_("Share of bads"), .type = VALUE_PERCENT },
    { .id = "woe", .title = N_("Weight of evidence"), .type = VALUE_REAL, .decimals = 3 },
    { .id = "p_value", .title = N_("p-value"), .type = VALUE_REAL, .decimals = 4, .priority = 1 },
    { .id = "note", .title = N_("Note"), .type = VALUE_PHRASE, .priority = 2 },
    { .id = "bads", .title = N_("Bads"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "iv", .title = N_("Information value"), .type = VALUE_REAL, .decimals = 4, .priority = 3 },
};
// clang-format on

static char *note_of(const struct bin_edit *edit, size_t b)
{
    const struct bin *bin = &bin_edit_binning(edit)->bin[b];
    char number[16];
    g_snprintf(number, sizeof number, "%d", bin->with);
    if (bin_edit_is_pinned(edit, b)) return phrase_make(N_("pinned"), NULL);
    if (bin->policy == BIN_NEUTRAL) return phrase_make(N_("neutral"), NULL);
    if (bin->policy == BIN_WORST && bin->with > 0) return phrase_make(N_("as the worst, {1}"), number, NULL);
    if (bin->with > 0) return phrase_make(N_("together with {1}"), number, NULL);
    return g_strdup("");
}

static struct table *rows_of(const struct bin_edit *edit, double *widest)
{
    const struct binning *binning = bin_edit_binning(edit);
    const struct bin_totals totals = bin_edit_totals(edit);
    struct table *table = table_new();
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    *widest = 0;
    for (size_t b = 0; b < binning->bins; b++) {
        const struct bin *bin = &binning->bin[b];
        const struct bin_count rows = bin_rows(bin);
        g_autofree char *note = note_of(edit, b);
        *widest = fmax(*widest, fabs(bin->weight));
        table_row_begin(table);
        table_add_int(table, (int64_t)b + 1);
        table_add_text(table, bin->text);
        table_add_int(table, bin->count);
        table_add_real(table, rows.count > 0 ? rows.bads / rows.count : NAN);
        table_add_real(table, bin->weight);
        table_add_real(table, binning_p_value(binning, b));
        table_add_text(table, note);
        table_add_int(table, bin->bads);
        table_add_real(table, bin_share(bin, totals));
        table_row_end(table, NULL);
    }
    return table;
}

const char *bins_column_name(const struct bins_view *bins, size_t column)
{
    return bins->file->frame->column[bins->file->column[column]].name;
}

void bins_show(struct bins_view *bins)
{
    const struct bin_edit *edit = bins_edit(bins);
    if (edit == NULL) return;
    grid_set_source(bins->grid, source_of_table(rows_of(edit, &bins->widest), "place"));
    bins->value[bins->at] = bin_edit_binning(edit)->information_value;
    bins->optimum = bin_edit_optimum(edit, &bins->feasible);
    bins->costs = bin_edit_costs(edit, bins->cost);
    view_relayout(&bins->view);
}

void bins_go_to_column(struct bins_view *bins, size_t column)
{
    g_autoptr(GError) error = NULL;
    if (bins->file == NULL || column >= bins->file->columns) return;
    bins->at = column;
    if (bins->edit[column] == NULL) bins->edit[column] = bins_data_edit(bins->file, bins->file->column[column], &error);
    bins->took = 0;
    if (error != NULL) app_error(bins->view.app, error);
    grid_set_title(bins->grid, bins_column_name(bins, column));
    bins_show(bins);
    if (bins_edit(bins) != NULL) grid_go_to(bins->grid, 1);
}

/* ---- the view ---------------------------------------------------------------------------------------------------- */

static bool bins_open(struct view *view, const struct route *route, GError **error)
{
    struct bins_view *bins = bins_of(view);
    (void)error;
    bins->asked = route_copy(route);
    bins->data = g_strdup(route_get(route, "data"));
    bins->target = g_strdup(route_get(route, "target"));
    bins->bins = g_strdup(route_get(route, "bins"));
    bins->wanted = g_strdup(route_get(route, "column"));
    bins->grid = grid_new();
    struct table *nothing = table_new();
    table_set_columns(nothing, columns, G_N_ELEMENTS(columns));
    grid_set_source(bins->grid, source_of_table(nothing, "place"));
    grid_set_painter(bins->grid, bins_paint, bins);
    grid_set_width(bins->grid, "rate", 12, 26);
    grid_set_width(bins->grid, "woe", 16, 34);
    grid_set_empty(bins->grid, bins->data != NULL ? _("Loading") : _("r asks for the file to bin."));
    bins_begin(bins);
    return true;
}

static bool bins_command(struct view *view, const char *id, int argument)
{
    return bins_act(bins_of(view), id, argument) || screens_command(view, id, argument);
}

/* Another language: titles and notes are made anew. */
static void bins_refresh(struct view *view)
{
    bins_show(bins_of(view));
}

static unsigned bins_facts(const struct view *view)
{
    return bins_of_const(view)->unsaved ? FACT_UNSAVED : 0;
}

static struct grid *bins_grid(const struct view *view)
{
    return bins_of_const(view)->grid;
}

static char *bins_heading(const struct view *view)
{
    const struct bins_view *bins = bins_of_const(view);
    if (bins->file == NULL) return NULL;
    g_autofree char *name = g_path_get_basename(bins->data);
    return g_strdup_printf("%s  %s  %s", _("Bins"), name, bins_column_name(bins, bins->at));
}

static char *bins_state(const struct view *view)
{
    const struct bins_view *bins = bins_of_const(view);
    if (bins->file == NULL) return NULL;
    g_autofree char *place = g_strdup_printf(_("column %zu of %zu"), bins->at + 1, bins->file->columns);
    /* a fixed clock is for pictures that must not change */
    const bool timed = bins->took > 0 && app_session(view->app)->clock == 0;
    g_autofree char *time = timed ? g_strdup_printf(_("  edit in %d µs"), (int)bins->took) : g_strdup("");
    return g_strdup_printf("%s%s%s", place, bins->unsaved ? _("  not saved") : "", time);
}

void bins_hand_on(const struct bins_view *bins, struct route *route)
{
    const struct command *fit = command_find("model.train");
    for (const struct argument *each = fit->arguments; each->name != NULL; each++)
        if (route_get(bins->asked, each->name) != NULL)
            route_set(route, each->name, route_get(bins->asked, each->name));
}

static void bins_save_route(const struct view *view, struct route *route)
{
    const struct bins_view *bins = bins_of_const(view);
    bins_hand_on(bins, route);
    route_set(route_set(route, "data", bins->data), "target", bins->target);
    route_set(route, "bins", bins->bins);
    if (bins->file != NULL) route_set(route, "column", bins_column_name(bins, bins->at));
}

static void bins_close(struct view *view)
{
    struct bins_view *bins = bins_of(view);
    free_sessions(bins);
    g_free(bins->data);
    g_free(bins->target);
    g_free(bins->bins);
    g_free(bins->wanted);
    route_free(bins->asked);
    grid_free(bins->grid);
}

const struct view_ops screen_bins = {
    .id = "bins",
    .contexts = "bins",
    .title = N_("Bins"),
    .size = sizeof(struct bins_view),
    .open = bins_open,
    .layout = bins_layout,
    .draw = bins_draw,
    .command = bins_command,
    .why_not = list_leaf_why_not,
    .facts = bins_facts,
    .result = bins_result,
    .refresh = bins_refresh,
    .grid = bins_grid,
    .heading = bins_heading,
    .standing = visit_standing,
    .state = bins_state,
    .save = bins_save_route,
    .close = bins_close,
};
