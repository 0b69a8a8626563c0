/* SPDX-License-Identifier: Apache-2.0 */
/* The feature catalogue: data/features/features.tsv, read once, and the derivation of every feature of a file. A row
 * names a measure of measures.c and a window; a new feature over a known measure needs a line of data and no code. */
#include "features/file_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEATURE_FILE "features/features.tsv"

struct catalogue {
    struct tsv *tsv;   /* owns every string of the features; kept as long as the program runs */
    GArray *features;  /* struct feature */
    GArray *functions; /* measure_function, in the same order */
};

static bool read_row(const struct tsv *tsv, size_t row, struct feature *feature, measure_function *function)
{
    *feature = (struct feature){ .id = tsv_cell(tsv, row, "id"),
                                 .title = tsv_cell(tsv, row, "title"),
                                 .title_zh = tsv_cell(tsv, row, "title_zh"),
                                 .measure = tsv_cell(tsv, row, "measure"),
                                 .unit = tsv_cell(tsv, row, "unit"),
                                 .window = atoi(tsv_cell(tsv, row, "window")),
                                 .direction = atoi(tsv_cell(tsv, row, "direction")),
                                 .special = tsv_cell(tsv, row, "special"),
                                 .help = tsv_cell(tsv, row, "help"),
                                 .help_zh = tsv_cell(tsv, row, "help_zh"),
                                 .reason = tsv_cell(tsv, row, "reason"),
                                 .subject = "",
                                 .kind = KIND_CREDIT };
    *function = measure_find(feature->measure);
    if (*function == NULL || feature->id[0] == '\0' || feature->window < 0 || feature->window > VIEW_AMOUNT_MONTHS) {
        g_warning("%s: feature '%s' left out: measure '%s', window %d", FEATURE_FILE, feature->id, feature->measure,
                  feature->window);
        return false;
    }
    return true;
}

static struct catalogue *catalogue_read(void)
{
    struct catalogue *made = g_new0(struct catalogue, 1);
    g_autoptr(GError) error = NULL;
    made->features = g_array_new(FALSE, FALSE, sizeof(struct feature));
    made->functions = g_array_new(FALSE, FALSE, sizeof(measure_function));
    made->tsv = tsv_load(FEATURE_FILE, &error);
    if (made->tsv == NULL) g_warning("%s", error->message);
    for (size_t row = 0; made->tsv != NULL && row < tsv_rows(made->tsv); row++) {
        struct feature feature;
        measure_function function;
        if (!read_row(made->tsv, row, &feature, &function)) continue;
        g_array_append_val(made->features, feature);
        g_array_append_val(made->functions, function);
    }
    return made;
}

static const struct catalogue *catalogue_get(void)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) g_once_init_leave(&shared, (gsize)catalogue_read());
    return (const struct catalogue *)shared;
}

size_t feature_count(void)
{
    return catalogue_get()->features->len;
}

const struct feature *feature_at(size_t index)
{
    const struct catalogue *all = catalogue_get();
    return index < all->features->len ? &g_array_index(all->features, struct feature, index) : NULL;
}

int feature_index(const char *id)
{
    const struct catalogue *all = catalogue_get();
    for (guint i = 0; i < all->features->len; i++)
        if (strcmp(g_array_index(all->features, struct feature, i).id, id) == 0) return (int)i;
    return -1;
}

void features_derive(const struct dossier *dossier, struct date day, double *values)
{
    const struct catalogue *all = catalogue_get();
    struct file_view view;
    file_view_make(&view, dossier, day);
    for (guint i = 0; i < all->features->len; i++) {
        const measure_function measure = g_array_index(all->functions, measure_function, i);
        values[i] = measure(&view, g_array_index(all->features, struct feature, i).window);
    }
}

struct date features_day(const struct dossier *dossier)
{
    const struct month last = dossier_last_month(dossier);
    if (!month_is_set(last)) return dossier->as_of;
    const struct date after = month_first_day((struct month){ last.index + 1 });
    const bool earlier = date_is_set(dossier->as_of) && dossier->as_of.days < after.days;
    return earlier ? dossier->as_of : after;
}
