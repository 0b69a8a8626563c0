/* SPDX-License-Identifier: Apache-2.0 */
/* What the keys of the bin editor do. Every edit is a line of words given to the session, as on the command line, so
 * that there is one grammar and one place that says what cannot be. */
#include "screen/bins.h"

#include "screen/screens.h"
#include "widget/overlay.h"

#include <math.h>
#include <string.h>

static void edit_by(struct bins_view *bins, const char *words)
{
    g_autoptr(GError) error = NULL;
    struct bin_edit *edit = bins_edit(bins);
    if (edit == NULL) return;
    const gint64 began = g_get_monotonic_time();
    if (!bin_edit_do(edit, words, &error)) {
        app_error(bins->view.app, error);
        return;
    }
    bins->took = g_get_monotonic_time() - began;
    bins->unsaved = true;
    bins_show(bins);
}

static void edit_by_format(struct bins_view *bins, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void edit_by_format(struct bins_view *bins, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    edit_by(bins, words);
}

/* The bin under the cursor; NULL while there is none. */
static const struct bin *bin_here(const struct bins_view *bins, size_t *place)
{
    const struct binning *binning = bins_edit(bins) != NULL ? bin_edit_binning(bins_edit(bins)) : NULL;
    const int64_t key = binning != NULL ? grid_row(bins->grid) : ROW_NONE;
    if (key < 1 || (size_t)key > binning->bins) return NULL;
    *place = (size_t)key - 1;
    return &binning->bin[key - 1];
}

/* ---- questions --------------------------------------------------------------------------------------------------- */

/* The answer stands behind the words that were begun. */
static void answer_given(struct view *view, const char *text, void *data)
{
    if (text != NULL && *text != '\0') edit_by_format(bins_of(view), "%s%s", (const char *)data, text);
}

static void ask_value(struct bins_view *bins, const char *title, const char *words, const char *text, const char *hint)
{
    prompt_open(&bins->view, &(struct prompt_options){ .title = title,
                                                       .text = text,
                                                       .hint = hint,
                                                       .done = answer_given,
                                                       .data = g_strdup(words),
                                                       .free_data = g_free });
}

static void add_item(GPtrArray *items, const char *text, const char *detail, const char *value)
{
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->text = g_strdup(text);
    item->detail = g_strdup(detail);
    item->value = g_strdup(value);
    item->other = g_strdup(value); // the word of the command line finds it in every language
    g_ptr_array_add(items, item);
}

static GPtrArray *items_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
}

static void pick(struct bins_view *bins, const char *title, GPtrArray *items, const char *words)
{
    picker_open(&bins->view, title, items, answer_given, g_strdup(words), g_free);
}

/* ---- cuts -------------------------------------------------------------------------------------------------------- */

static void pick_category(struct bins_view *bins, const struct bin *bin)
{
    GPtrArray *items = items_new();
    for (char **name = bin->categories; name != NULL && *name != NULL; name++)
        add_item(items, *name, NULL, *name);
    pick(bins, _("Which category stands alone?"), items, "split ");
}

static void ask_split(struct bins_view *bins)
{
    size_t place = 0;
    const struct bin *bin = bin_here(bins, &place);
    if (bin == NULL) return;
    if (bin->type == BIN_CATEGORIES)
        pick_category(bins, bin);
    else
        ask_value(bins, _("Cut at the value"), "split ", NULL, _("Rows below it go to the bin before"));
}

/* The edge above the range under the cursor; false where there is none. */
static bool edge_here(struct bins_view *bins, double *edge)
{
    size_t place = 0;
    const struct bin *bin = bin_here(bins, &place);
    if (bin == NULL) return false;
    *edge = bin->below;
    if (bin->type == BIN_RANGE && bin->below < INFINITY) return true;
    app_toast(bins->view.app, "%s", _("This bin has no edge above it"));
    return false;
}

static void ask_move(struct bins_view *bins)
{
    size_t place = 0;
    double edge = 0;
    const struct bin *bin = bin_here(bins, &place);
    if (bin != NULL && bin->type == BIN_CATEGORIES) {
        ask_value(bins, _("Move a category"), "move ", NULL, _("CATEGORY and the number of the bin it goes to"));
        return;
    }
    if (bin == NULL || !edge_here(bins, &edge)) return;
    g_autofree char *number = binning_number(edge);
    g_autofree char *words = g_strdup_printf("move %s ", number);
    ask_value(bins, _("Move the edge above this bin to"), words, number, NULL);
}

static void toggle_pin(struct bins_view *bins)
{
    size_t place = 0;
    double edge = 0;
    const struct bin *bin = bin_here(bins, &place);
    if (bin == NULL) return;
    const char *verb = bin_edit_is_pinned(bins_edit(bins), place) ? "unpin" : "pin";
    if (bin->type == BIN_CATEGORIES) {
        edit_by_format(bins, "%s %zu", verb, place + 1);
    } else if (edge_here(bins, &edge)) {
        g_autofree char *number = binning_number(edge);
        edit_by_format(bins, "%s %s", verb, number);
    }
}

static void merge_here(struct bins_view *bins)
{
    size_t place = 0;
    if (bin_here(bins, &place) != NULL) edit_by_format(bins, "merge %zu", place + 1);
}

/* ---- constraints and policies ------------------------------------------------------------------------------------ */

static void pick_trend(struct bins_view *bins)
{
    static const struct {
        const char *word, *title;
    } trends[] = {
        { "none", N_("no trend") },
        { "auto", N_("the best of all shapes") },
        { "up", N_("the share of bads rises") },
        { "down", N_("the share of bads falls") },
        { "monotone", N_("it rises or falls, whichever is better") },
        { "peak", N_("it rises, then falls") },
        { "valley", N_("it falls, then rises") },
    };
    GPtrArray *items = items_new();
    for (size_t i = 0; i < G_N_ELEMENTS(trends); i++)
        add_item(items, _(trends[i].title), trends[i].word, trends[i].word);
    pick(bins, _("Trend"), items, "trend ");
}

static void limit_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value == NULL) return;
    g_auto(GStrv) halves = g_strsplit(value, "=", 2);
    g_autofree char *words = g_strconcat(halves[0], " ", NULL);
    ask_value(bins_of(view), halves[0], words, halves[1], NULL);
}

static void pick_limit(struct bins_view *bins)
{
    const struct bin_spec *spec = bin_edit_spec(bins_edit(bins));
    const struct {
        const char *title, *verb;
        double value;
    } limits[] = {
        { N_("most bins"), "max-bins", (double)spec->max_bins },
        { N_("smallest share"), "min-share", spec->min_share },
        { N_("fewest bads"), "min-bads", spec->min_bads },
        { N_("fewest goods"), "min-goods", spec->min_goods },
        { N_("p-value of neighbours"), "p-value", spec->p_value },
        { N_("difference of neighbours"), "min-difference", spec->min_difference },
    };
    GPtrArray *items = items_new();
    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        g_autofree char *number = binning_number(limits[i].value);
        g_autofree char *value = g_strdup_printf("%s=%s", limits[i].verb, number);
        add_item(items, _(limits[i].title), number, value);
    }
    picker_open(&bins->view, _("Which constraint?"), items, limit_chosen, NULL, NULL);
}

static const struct {
    const char *word, *title;
} policies[] = {
    { "own", N_("a weight of its own rows") },
    { "neutral", N_("neutral: weight 0") },
    { "worst", N_("as the worst bin") },
    { "joined", N_("together with the nearest bin") },
};

/* Policies of the special code under the cursor, else of what is missing and of categories never seen. */
static void pick_policy(struct bins_view *bins)
{
    size_t place = 0;
    const struct bin *bin = bin_here(bins, &place);
    GPtrArray *items = items_new();
    if (bin != NULL && bin->type == BIN_SPECIAL) {
        g_autofree char *code = bin->categories != NULL ? g_strdup(bin->categories[0]) : binning_number(bin->code);
        for (size_t i = 0; i < G_N_ELEMENTS(policies); i++) {
            g_autofree char *value = g_strdup_printf("special %s %s", code, policies[i].word);
            add_item(items, _(policies[i].title), value, value);
        }
        g_autofree char *plain = g_strdup_printf("plain %s", code);
        add_item(items, _("an ordinary value again"), plain, plain);
        pick(bins, bin->text, items, "");
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(policies); i++) {
        g_autofree char *value = g_strdup_printf("missing %s", policies[i].word);
        add_item(items, _(policies[i].title), value, value);
    }
    for (size_t i = 0; bin_edit_spec(bins_edit(bins))->nominal && i < 3; i++) {
        g_autofree char *value = g_strdup_printf("unseen %s", policies[i].word);
        add_item(items, _(policies[i].title), value, value);
    }
    pick(bins, _("Missing values"), items, "");
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static void column_chosen(struct view *view, const char *value, void *data)
{
    (void)data;
    if (value != NULL) bins_go_to_column(bins_of(view), (size_t)g_ascii_strtoull(value, NULL, 10));
}

static void pick_column(struct bins_view *bins)
{
    GPtrArray *items = items_new();
    for (size_t i = 0; i < bins->file->columns; i++) {
        g_autofree char *value = g_strdup_printf("%zu", i), *detail = g_strdup_printf("%.4f", bins->value[i]);
        add_item(items, bins_column_name(bins, i), detail, value);
    }
    picker_open(&bins->view, _("Which column?"), items, column_chosen, NULL, NULL);
}

/* ---- saving and going on ----------------------------------------------------------------------------------------- */

static void go_to_fit(struct bins_view *bins)
{
    struct route *route = route_new("train");
    bins_hand_on(bins, route);
    route_set(route_set(route, "data", bins->data), "target", bins->target);
    app_go(bins->view.app, route_set(route, "bins", bins->bins));
}

/* What was changed here is decided; of the other columns the fit finds the optimum, or what the file of bins had. */
static bool save_to(struct bins_view *bins, const char *path, bool replace)
{
    g_autoptr(GError) error = NULL;
    for (size_t i = 0; i < bins->file->columns; i++)
        if (bins->edit[i] != NULL &&
            (bin_edit_is_changed(bins->edit[i]) || bins_find(bins->file->bins, bins_column_name(bins, i)) != NULL))
            bins_put(bins->file->bins, bin_spec_copy(bin_edit_spec(bins->edit[i])));
    if (!bins_save(bins->file->bins, path, replace, &error)) {
        app_error(bins->view.app, error);
        return false;
    }
    char *kept = g_strdup(path);
    g_free(bins->bins);
    bins->bins = kept;
    bins->unsaved = false;
    app_toast(bins->view.app, _("Bins written to %s"), path);
    view_relayout(&bins->view);
    return true;
}

/* `data`: "train" when the fit is to follow. The file these bins came from may be written over. */
static void path_given(struct view *view, const char *text, void *data)
{
    struct bins_view *bins = bins_of(view);
    if (text == NULL || *text == '\0' || bins->file == NULL) return;
    const bool same = g_strcmp0(text, bins->bins) == 0;
    if (save_to(bins, text, same) && strcmp(data, "train") == 0) go_to_fit(bins);
}

static void ask_path(struct bins_view *bins, const char *then)
{
    g_autofree char *usual = bins->bins != NULL ? g_strdup(bins->bins) : g_strconcat(bins->data, ".bins.json", NULL);
    prompt_open(&bins->view, &(struct prompt_options){ .title = _("File to write the bins to"),
                                                       .text = usual,
                                                       .done = path_given,
                                                       .data = g_strdup(then),
                                                       .free_data = g_free });
}

static void train_with(struct bins_view *bins)
{
    if (bins->bins == NULL || bins->unsaved)
        ask_path(bins, "train");
    else
        go_to_fit(bins);
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

static void ask_words(struct bins_view *bins)
{
    prompt_open(&bins->view,
                &(struct prompt_options){ .title = _("Edit"),
                                          .hint = _("split, merge, move, pin, forbid, special 999 joined …"),
                                          .history = "bins edit",
                                          .done = answer_given,
                                          .data = g_strdup(""),
                                          .free_data = g_free });
}

static void other_file(struct bins_view *bins)
{
    if (bins->unsaved) {
        app_toast(bins->view.app, "%s", _("Save the bins first, or undo what was changed"));
        return;
    }
    g_clear_pointer(&bins->data, g_free);
    g_clear_pointer(&bins->target, g_free);
    g_clear_pointer(&bins->bins, g_free);
    bins_begin(bins);
}

static void step_column(struct bins_view *bins, size_t by)
{
    bins_go_to_column(bins, (bins->at + by) % bins->file->columns);
}

static void undo(struct bins_view *bins)
{
    edit_by(bins, "undo");
}
static void redo(struct bins_view *bins)
{
    edit_by(bins, "redo");
}
static void optimise(struct bins_view *bins)
{
    edit_by(bins, "optimise");
}
static void next_column(struct bins_view *bins)
{
    step_column(bins, 1);
}
static void previous_column(struct bins_view *bins)
{
    step_column(bins, bins->file->columns - 1);
}
static void save(struct bins_view *bins)
{
    ask_path(bins, "");
}

static const struct {
    const char *id;
    void (*run)(struct bins_view *bins);
} acts[] = {
    { "bins.split", ask_split },
    { "bins.merge", merge_here },
    { "bins.move", ask_move },
    { "bins.pin", toggle_pin },
    { "bins.optimise", optimise },
    { "bins.trend", pick_trend },
    { "bins.limit", pick_limit },
    { "bins.policy", pick_policy },
    { "bins.edit", ask_words },
    { "bins.undo", undo },
    { "bins.redo", redo },
    { "bins.next", next_column },
    { "bins.previous", previous_column },
    { "bins.save", save },
    { "bins.train", train_with },
};

bool bins_act(struct bins_view *bins, const char *id, int argument)
{
    if (strcmp(id, "bins.file") == 0) return other_file(bins), true;
    if (!g_str_has_prefix(id, "bins.")) return false;
    if (bins_edit(bins) == NULL) return true;
    if (strcmp(id, "bins.column") == 0) {
        if (argument >= 0)
            bins_go_to_column(bins, (size_t)argument);
        else
            pick_column(bins);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++)
        if (strcmp(id, acts[i].id) == 0) return acts[i].run(bins), true;
    return false;
}
