/* SPDX-License-Identifier: Apache-2.0 */
/* The session: what is counted, what is decided, the way back. A state is a spec; undo and redo are lists of specs, so
 * no edit needs an inverse of its own. */
#include "training/bin_edit_private.h"
#include "training/csvframe.h"

#include <math.h>
#include <string.h>

enum { UNDO_MOST = 200 };

/* ---- counting and cutting --------------------------------------------------------------------------------------- */

void edit_count(struct bin_edit *edit, const struct bin_spec *spec)
{
    struct binning_options options;
    g_auto(spec_hold_t) hold = { 0 };
    if (edit->nominal) return;
    spec_options(spec, &options, &hold);
    g_autofree char *codes = g_strjoinv("\x1f", (char **)hold.special);
    if (g_strcmp0(codes, edit->counted)) {
        distinct_column_clear(&edit->numeric);
        distinct_column_make(&edit->numeric, binning_bank_index(edit->bank, edit->column), &edit->rows, &options);
        distinct_column_sum(&edit->numeric);
        g_free(edit->counted);
        edit->counted = g_steal_pointer(&codes);
    }
    distinct_column_treat(&edit->numeric, &options);
}

struct binning *edit_cut(const struct bin_edit *edit, const struct bin_spec *spec)
{
    return edit->nominal ? spec_cut_nominal(spec, &edit->names) : spec_cut_numeric(spec, &edit->numeric);
}

struct binning *edit_search(const struct bin_edit *edit, const struct bin_spec *spec, bool *feasible)
{
    struct binning_options options;
    g_auto(spec_hold_t) hold = { 0 };
    spec_options(spec, &options, &hold);
    return edit->nominal ? nominal_search(&edit->names, &options, feasible)
                         : distinct_search(&edit->numeric, &options, feasible);
}

/* Whether one of the pinned groups of a spec has these names. */
static bool was_pinned(const GPtrArray *groups, char **names)
{
    for (guint i = 0; i < groups->len; i++) {
        const struct bin_group *group = groups->pdata[i];
        if (group->pinned && g_strv_equal((const char *const *)group->categories, (const char *const *)names))
            return true;
    }
    return false;
}

void edit_take(struct bin_spec *spec, const struct binning *binning)
{
    g_autoptr(GPtrArray) old = g_steal_pointer(&spec->groups);
    g_autoptr(bin_spec_t) fresh = bin_spec_new("", false);
    spec->groups = g_steal_pointer(&fresh->groups);
    fresh->groups = g_ptr_array_new();
    g_array_set_size(spec->cuts, 0);
    spec->fixed = true;
    for (size_t b = 0; b < binning->bins; b++) {
        const struct bin *bin = &binning->bin[b];
        if (bin->type == BIN_RANGE && bin->below < INFINITY) g_array_append_val(spec->cuts, bin->below);
        if (bin->type != BIN_CATEGORIES || (!bin->count && !*bin->categories)) continue; // made by policy
        bin_spec_add_group(spec, (const char *const *)bin->categories, was_pinned(old, bin->categories), bin->rest);
    }
}

/* ---- the session ------------------------------------------------------------------------------------------------ */

static void edit_show(struct bin_edit *edit)
{
    edit_count(edit, edit->spec);
    binning_free(edit->binning);
    edit->binning = edit_cut(edit, edit->spec);
}

/* Pins of whole numbers stand where their edges do. */
static void edges_settle(GArray *numbers, bool integer)
{
    guint kept = 0;
    for (guint i = 0; i < numbers->len; i++) {
        double edge = cut_edge(g_array_index(numbers, double, i), integer);
        if (kept && !(edge > g_array_index(numbers, double, kept - 1))) continue;
        g_array_index(numbers, double, kept++) = edge;
    }
    g_array_set_size(numbers, kept);
}

struct bin_edit *bin_edit_new(struct binning_bank *bank, size_t column, const struct binning_rows *rows,
                              const struct bin_spec *spec, GError **error)
{
    const struct frame_column *from = &binning_bank_frame(bank)->column[column];
    const bool nominal = from->kind == FRAME_NOMINAL;
    if (spec && spec->nominal != nominal) {
        edit_refuse(error, N_("The bins of “{1}” are not of the kind of the column."),
                    N_("Take its entry out of the file of bins."), from->name, NULL);
        return NULL;
    }
    struct bin_edit *edit = g_new0(struct bin_edit, 1);
    *edit = (struct bin_edit){ .bank = bank, .column = column, .rows = *rows, .nominal = nominal };
    edit->undo = g_ptr_array_new_with_free_func((GDestroyNotify)bin_spec_free);
    edit->redo = g_ptr_array_new_with_free_func((GDestroyNotify)bin_spec_free);
    edit->spec = spec ? bin_spec_copy(spec) : bin_spec_new(from->name, nominal);
    if (nominal)
        nominal_column_make(&edit->names, from->category, (const char *const *)from->categories->pdata,
                            from->categories->len, rows);
    edit_count(edit, edit->spec);
    if (!nominal && !edit->spec->fixed) {
        edges_settle(edit->spec->pinned, edit->numeric.integer);
        edges_settle(edit->spec->forbidden, edit->numeric.integer);
    }
    if (!edit->spec->fixed) {
        g_autoptr(binning_t) best = edit_search(edit, edit->spec, NULL);
        edit_take(edit->spec, best);
    }
    edit_show(edit);
    return edit;
}

void bin_edit_free(struct bin_edit *edit)
{
    if (!edit) return;
    distinct_column_clear(&edit->numeric);
    nominal_column_clear(&edit->names);
    g_ptr_array_unref(edit->undo);
    g_ptr_array_unref(edit->redo);
    bin_spec_free(edit->spec);
    binning_free(edit->binning);
    g_free(edit->counted);
    g_free(edit);
}

/* ---- there and back --------------------------------------------------------------------------------------------- */

static bool step_back(struct bin_edit *edit, GPtrArray *from, GPtrArray *to, int way, GError **error)
{
    if (!from->len)
        return edit_refuse(error, way < 0 ? N_("There is nothing to undo.") : N_("There is nothing to redo."),
                           N_("Make an edit first."), "", NULL);
    g_ptr_array_add(to, edit->spec);
    edit->spec = g_ptr_array_steal_index(from, from->len - 1);
    if (edit->distance != G_MAXSIZE) edit->distance += (size_t)way;
    edit_show(edit);
    return true;
}

static void edit_keep(struct bin_edit *edit, struct bin_spec *spec)
{
    g_ptr_array_add(edit->undo, edit->spec);
    if (edit->undo->len > UNDO_MOST) {
        g_ptr_array_remove_index(edit->undo, 0);
        edit->distance = G_MAXSIZE;
    }
    g_ptr_array_set_size(edit->redo, 0);
    edit->spec = spec;
    if (edit->distance != G_MAXSIZE) edit->distance++;
    edit_show(edit);
}

/* The words of a line; a category is all that stands behind the verb, and may hold blanks. */
bool bin_edit_do(struct bin_edit *edit, const char *words, GError **error)
{
    g_autofree char *line = g_strstrip(g_strdup(words));
    g_auto(GStrv) all = g_strsplit_set(line, " \t", -1);
    g_autoptr(GPtrArray) word = g_ptr_array_new();
    bool again = false;
    for (char **at = all; *at; at++)
        if (**at) g_ptr_array_add(word, *at);
    if (!word->len)
        return edit_refuse(error, N_("An edit has no words."), N_("Say for example “split 12.5”."), "", NULL);
    const size_t count = word->len;
    g_ptr_array_add(word, NULL);
    if (!strcmp(word->pdata[0], "undo") && count == 1) return step_back(edit, edit->undo, edit->redo, -1, error);
    if (!strcmp(word->pdata[0], "redo") && count == 1) return step_back(edit, edit->redo, edit->undo, 1, error);
    g_autoptr(bin_spec_t) spec = bin_spec_copy(edit->spec);
    if (!edit_words(edit, spec, (char **)word->pdata, count, &again, error)) return false;
    if (again) {
        edit_count(edit, spec);
        g_autoptr(binning_t) best = edit_search(edit, spec, NULL);
        edit_take(spec, best);
    }
    edit_keep(edit, g_steal_pointer(&spec));
    return true;
}

/* ---- what it shows ---------------------------------------------------------------------------------------------- */

bool bin_edit_can_undo(const struct bin_edit *edit)
{
    return edit->undo->len > 0;
}

bool bin_edit_can_redo(const struct bin_edit *edit)
{
    return edit->redo->len > 0;
}

bool bin_edit_is_changed(const struct bin_edit *edit)
{
    return edit->distance != 0;
}

const struct binning *bin_edit_binning(const struct bin_edit *edit)
{
    return edit->binning;
}

const struct bin_spec *bin_edit_spec(const struct bin_edit *edit)
{
    return edit->spec;
}

struct bin_totals bin_edit_totals(const struct bin_edit *edit)
{
    return edit->nominal ? edit->names.totals : edit->numeric.totals;
}

bool bin_edit_is_pinned(const struct bin_edit *edit, size_t bin)
{
    const struct bin *here = &edit->binning->bin[bin];
    if (here->type == BIN_CATEGORIES)
        return bin < edit->spec->groups->len && ((const struct bin_group *)edit->spec->groups->pdata[bin])->pinned;
    for (guint i = 0; here->type == BIN_RANGE && i < edit->spec->pinned->len; i++)
        if (g_array_index(edit->spec->pinned, double, i) == here->below) return true;
    return false;
}
