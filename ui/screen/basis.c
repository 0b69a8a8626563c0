/* SPDX-License-Identifier: Apache-2.0 */
/* See basis.h. */
#include "screen/basis.h"

#include "screen/look.h"

#include <string.h>

#define WATCH "outside"

/* ---- words ------------------------------------------------------------------------------------------------------- */

static char *consent_text(const char *rest)
{
    g_auto(GStrv) words = g_strsplit(rest, " ", 3);
    const guint count = g_strv_length(words);
    if (count == 3 && strcmp(words[1], "clause") == 0)
        return g_strdup_printf(_("consent %s (clause %s)"), words[0], words[2]);
    return g_strdup_printf(_("consent %s"), rest);
}

char *basis_text(const char *basis)
{
    if (basis == NULL) return g_strdup("");
    const char *document = strstr(basis, " ref ");
    if (document != NULL) {
        g_autofree char *front = g_strndup(basis, (gsize)(document - basis));
        g_autofree char *words = basis_text(front);
        return g_strdup_printf(_("%s, document %s"), words, document + strlen(" ref "));
    }
    if (g_str_has_prefix(basis, "consent ")) return consent_text(basis + strlen("consent "));
    if (g_str_has_prefix(basis, "law ")) return g_strdup(basis + strlen("law "));
    return g_strdup(basis);
}

int64_t basis_consent(const char *basis)
{
    if (basis == NULL || !g_str_has_prefix(basis, "consent ")) return 0;
    return g_ascii_strtoll(basis + strlen("consent "), NULL, 10);
}

bool basis_draw(struct canvas *canvas, struct rect rect, const struct column *column, const struct cell *cell,
                style_t ground)
{
    if (strcmp(column->id, "basis") != 0 || cell->is_null || cell->text == NULL) return false;
    g_autofree char *text = basis_text(cell->text);
    canvas_field(canvas, rect.x, rect.y, rect.w, text, -1, INK_TEXT | ground);
    return true;
}

/* ---- outside the settings ---------------------------------------------------------------------------------------- */

struct outside {
    int64_t subject;
    struct table *watch;
    GHashTable *reasons; /* int64_t *seq to code, both of the table */
};

static void outside_free(gpointer data)
{
    struct outside *outside = data;
    g_hash_table_unref(outside->reasons);
    table_free(outside->watch);
    g_free(outside);
}

void outside_keep(struct app *app, int64_t subject, struct table *watch)
{
    struct outside *outside = g_new0(struct outside, 1);
    outside->subject = subject;
    outside->watch = watch;
    outside->reasons = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (size_t row = 0; row < table_row_count(watch); row++) {
        const struct cell *seq = row_cell(watch, row, "seq"), *reason = row_cell(watch, row, "reason");
        if (seq == NULL || seq->is_null) continue;
        const char *code = reason != NULL && !reason->is_null && reason->text != NULL ? reason->text : "outside";
        g_hash_table_insert(outside->reasons, (gpointer)&seq->integer, (gpointer)code);
    }
    app_set_shared(app, WATCH, outside, outside_free);
}

static const struct outside *kept(struct app *app, int64_t subject)
{
    const struct outside *outside = app_shared(app, WATCH);
    return outside != NULL && outside->subject == subject && subject != 0 ? outside : NULL;
}

const struct table *outside_of(struct app *app, int64_t subject)
{
    const struct outside *outside = kept(app, subject);
    return outside != NULL ? outside->watch : NULL;
}

/* The columns of a table and one more. They outlive every table: one set for each list that is marked. */
static const struct column *marked_columns(const struct table *table, size_t *count)
{
    static GHashTable *made;
    const struct column *first = table_column(table, 0);
    *count = table_column_count(table) + 1;
    if (made == NULL) made = g_hash_table_new(g_direct_hash, g_direct_equal);
    struct column *columns = g_hash_table_lookup(made, first);
    if (columns != NULL) return columns;
    columns = g_new0(struct column, *count);
    memcpy(columns, first, (*count - 1) * sizeof *columns);
    columns[*count - 1] =
        (struct column){ .id = "outside", .title = N_("Outside the settings"), .type = VALUE_CODE, .group = "WATCH" };
    g_hash_table_insert(made, (gpointer)first, columns);
    return columns;
}

struct table *outside_mark(struct app *app, int64_t subject, struct table *table)
{
    const struct outside *outside = kept(app, subject);
    if (outside == NULL || column_index(table, "seq") < 0) return table;
    if (g_hash_table_size(outside->reasons) == 0) return table; /* nothing to mark: no column that says nothing */
    struct table *marked = table_new();
    size_t count;
    const struct column *columns = marked_columns(table, &count);
    table_set_columns(marked, columns, count);
    for (size_t row = 0; row < table_row_count(table); row++) {
        table_row_begin(marked);
        for (size_t i = 0; i + 1 < count; i++)
            table_add_cell(marked, &table_row(table, row)[i]);
        table_add_text(marked, g_hash_table_lookup(outside->reasons, &row_cell(table, row, "seq")->integer));
        table_row_end(marked, NULL);
    }
    table_free(table);
    return marked;
}
