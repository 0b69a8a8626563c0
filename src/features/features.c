/* SPDX-License-Identifier: Apache-2.0 */
/* The feature catalogue: data/features/features.tsv, read once, and the derivation of every feature of a file. A row
 * names a measure and a window; a new feature over a known measure needs a line of data and no code. */
#include "features/measures.h"

#include "features/derive.h"
#include "guard/access.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEATURE_FILE "features/features.tsv"

G_STATIC_ASSERT(CLEAN_RULES <= FEATURE_MOST_RULES);

struct asked_measure {
    measure_function function;
    int argument;
};
struct catalogue {
    struct tsv *tsv;     /* owns every string of the features; kept as long as the program runs */
    GArray *features;    /* struct feature */
    GArray *measures;    /* struct asked_measure, in the same order */
    GHashTable *numbers; /* id to number + 1 */
};

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static double bound(const struct tsv *tsv, size_t row, const char *column)
{
    const char *text = tsv_cell(tsv, row, column);
    return *text ? g_ascii_strtod(text, NULL) : NAN;
}

/* Why a row cannot be used, or NULL. */
static const char *row_fault(const struct feature *feature, const struct measure_entry *entry)
{
    if (feature->id[0] == '\0') return "it has no id";
    if (entry == NULL) return "its measure is not known";
    if (feature->window < 0 || feature->window > entry->longest) return "its measure does not look back that far";
    if (feature->kind == 0) return "its kind of data is not known";
    if (feature->kind & (KIND_IDENTITY | KIND_CONTACT)) return "who somebody is, is no feature";
    return NULL;
}

static bool read_row(const struct tsv *tsv, size_t row, struct feature *feature, struct asked_measure *asked)
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
                                 .subject = tsv_cell(tsv, row, "subject"),
                                 .kind = kinds_parse(tsv_cell(tsv, row, "kind"), NULL),
                                 .facts = tsv_cell(tsv, row, "facts"),
                                 .lowest = bound(tsv, row, "lowest"),
                                 .highest = bound(tsv, row, "highest") };
    const struct measure_entry *entry = measure_look_up(feature->measure, &asked->argument);
    const char *fault = row_fault(feature, entry);
    if (fault == NULL) {
        asked->function = entry->function;
        return true;
    }
    g_warning("%s: feature '%s' left out: %s", FEATURE_FILE, feature->id, fault);
    return false;
}

static struct catalogue *catalogue_read(void)
{
    struct catalogue *made = g_new0(struct catalogue, 1);
    g_autoptr(GError) error = NULL;
    made->features = g_array_new(FALSE, FALSE, sizeof(struct feature));
    made->measures = g_array_new(FALSE, FALSE, sizeof(struct asked_measure));
    made->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    made->tsv = tsv_load(FEATURE_FILE, &error);
    if (made->tsv == NULL) g_warning("%s", error->message);
    for (size_t row = 0; made->tsv != NULL && row < tsv_rows(made->tsv); row++) {
        struct feature feature;
        struct asked_measure asked;
        if (!read_row(made->tsv, row, &feature, &asked)) continue;
        if (!g_hash_table_contains(made->numbers, feature.id))
            g_hash_table_insert(made->numbers, (gpointer)feature.id, GUINT_TO_POINTER(made->features->len + 1));
        g_array_append_val(made->features, feature);
        g_array_append_val(made->measures, asked);
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
    return id ? (int)GPOINTER_TO_UINT(g_hash_table_lookup(catalogue_get()->numbers, id)) - 1 : -1;
}

const char *feature_title(const char *id, const char *language)
{
    const int index = feature_index(id);
    if (index < 0) return id;
    const struct feature *feature = feature_at((size_t)index);
    return g_strcmp0(language, "zh") == 0 ? feature->title_zh : feature->title;
}

/* ---- deriving ---------------------------------------------------------------------------------------------------- */

/* A value beyond the declared bounds is one of a broken file, and would lead a model by the nose. */
static double within_bounds(const struct file_view *view, const struct feature *feature, double value)
{
    if (!(value < feature->lowest) && !(value > feature->highest)) return value;
    if (!file_view_rule(view, CLEAN_OUTLIER)) return value;
    file_view_count(view, CLEAN_OUTLIER);
    return value < feature->lowest ? feature->lowest : feature->highest;
}

static double derive_one(const struct file_view *view, const struct feature *feature, const struct asked_measure *asked,
                         enum missing *why)
{
    const char *subject = view->dossier->kind;
    *why = MISSING_NOT;
    if (feature->subject[0] && subject && strcmp(subject, feature->subject) != 0)
        *why = MISSING_OTHER_KIND;
    else if (view->dossier->withheld & feature->kind)
        *why = MISSING_WITHHELD;
    if (*why != MISSING_NOT) return FEATURE_MISSING;
    struct question question = { feature->window, asked->argument, MISSING_NOT_REPORTED };
    const double value = asked->function(view, &question);
    if (isfinite(value)) return within_bounds(view, feature, value);
    *why = question.why == MISSING_NOT ? MISSING_NOT_REPORTED : question.why;
    return FEATURE_MISSING;
}

void features_derive_ruled(const struct dossier *dossier, struct date day, unsigned rules, double *values,
                           enum missing *why, struct clean_counts *counts)
{
    const struct catalogue *all = catalogue_get();
    struct file_view view;
    file_view_make(&view, dossier, day, rules, counts);
    for (guint i = 0; i < all->features->len; i++) {
        enum missing reason;
        values[i] = derive_one(&view, &g_array_index(all->features, struct feature, i),
                               &g_array_index(all->measures, struct asked_measure, i), &reason);
        if (why) why[i] = reason;
    }
    file_view_clear(&view);
}

void features_derive_noted(const struct dossier *dossier, struct date day, double *values, enum missing *why,
                           struct clean_counts *counts)
{
    memset(counts, 0, sizeof *counts);
    features_derive_ruled(dossier, day, CLEAN_ALL, values, why, counts);
}

void features_derive(const struct dossier *dossier, struct date day, double *values)
{
    features_derive_ruled(dossier, day, CLEAN_ALL, values, NULL, NULL);
}

struct date features_day(const struct dossier *dossier)
{
    const struct month last = dossier_last_month(dossier);
    if (!month_is_set(last)) return dossier->as_of;
    const struct date after = month_first_day((struct month){ last.index + 1 });
    const bool earlier = date_is_set(dossier->as_of) && dossier->as_of.days < after.days;
    return earlier ? dossier->as_of : after;
}

const char *missing_text(enum missing why)
{
    switch (why) {
    case MISSING_NOT_REPORTED:
        return N_("not reported");
    case MISSING_WITHHELD:
        return N_("no consent covers it");
    case MISSING_OTHER_KIND:
        return N_("not for this kind of subject");
    case MISSING_ZERO:
        return N_("division by zero");
    case MISSING_NEGATIVE:
        return N_("divided by a negative amount");
    case MISSING_NOT:
        break;
    }
    return "";
}
