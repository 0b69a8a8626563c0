/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a form about a case, and the draft of what was typed in them. */
#include "screen/case_form.h"

#include <string.h>

struct case_line *case_line_add(struct case_form *form, enum case_line_kind kind, const char *name, const char *label)
{
    struct case_line *line = g_new0(struct case_line, 1);
    line->kind = kind;
    line->name = g_intern_string(name);
    line->label = label;
    if (kind == CASE_LINE_WORDS) line->editor = editor_new("");
    if (kind == CASE_LINE_CHOICE) line->choices = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    g_ptr_array_add(form->lines, line);
    return line;
}

void case_line_choice(struct case_line *line, const char *value, const char *text, const char *detail)
{
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->value = g_strdup(value);
    item->text = g_strdup(text);
    item->detail = g_strdup(detail);
    g_ptr_array_add(line->choices, item);
}

void case_line_free(void *data)
{
    struct case_line *line = data;
    if (line->editor != NULL) editor_free(line->editor);
    if (line->choices != NULL) g_ptr_array_unref(line->choices);
    g_free(line);
}

void case_lines_items(struct case_form *form, bool values)
{
    const struct table *items = form->sheet->sheet->items;
    for (size_t row = 0; row < table_row_count(items); row++) {
        g_autofree char *name = g_strdup_printf("item-%" G_GINT64_FORMAT, row_cell(items, row, "item")->integer);
        struct case_line *line = case_line_add(form, CASE_LINE_ITEM, name, "");
        line->row = row;
        if (values) line->editor = editor_new("");
    }
}

struct case_line *case_line_find(const struct case_form *form, const char *name)
{
    for (guint i = 0; i < form->lines->len; i++) {
        struct case_line *line = form->lines->pdata[i];
        if (strcmp(line->name, name) == 0) return line;
    }
    return NULL;
}

struct case_line *case_line_here(const struct case_form *form)
{
    return form->line < form->lines->len ? form->lines->pdata[form->line] : NULL;
}

const char *case_line_text(const struct case_line *line)
{
    return line != NULL && line->editor != NULL ? editor_text(line->editor) : "";
}

const char *case_line_value(const struct case_line *line)
{
    if (line == NULL || line->choices == NULL || line->chosen >= line->choices->len) return "";
    return ((const struct picker_item *)line->choices->pdata[line->chosen])->value;
}

void case_line_go(struct case_form *form, const char *name)
{
    for (guint i = 0; i < form->lines->len; i++)
        if (strcmp(((const struct case_line *)form->lines->pdata[i])->name, name) == 0) form->line = i;
}

void case_line_step(struct case_form *form, int by)
{
    int at = (int)form->line + by;
    while (at >= 0 && at < (int)form->lines->len && ((const struct case_line *)form->lines->pdata[at])->hidden)
        at += by;
    if (at >= 0 && at < (int)form->lines->len) form->line = (guint)at;
}

bool case_form_put(struct arguments *arguments, const char *name, const char *value, GError **error)
{
    return value == NULL || *value == '\0' || arguments_set(arguments, name, value, error);
}

/* ---- the draft --------------------------------------------------------------------------------------------------- */

char *case_form_place(const struct view *view)
{
    const struct case_form *form = (const struct case_form *)view;
    return g_strdup_printf("case_form %" G_GINT64_FORMAT " %s", form->dispute, form->event);
}

bool case_form_save(const struct view *view, struct route *draft)
{
    const struct case_form *form = (const struct case_form *)view;
    for (guint i = 0; i < form->lines->len; i++) {
        const struct case_line *line = form->lines->pdata[i];
        g_autofree char *chosen = g_strconcat("-", line->name, NULL);
        if (*case_line_text(line) != '\0') route_set(draft, line->name, case_line_text(line));
        if (line->kind == CASE_LINE_CHOICE) route_set(draft, chosen, case_line_value(line));
        if (line->kind == CASE_LINE_ITEM) route_set_int(draft, chosen, line->chosen);
    }
    return form->touched;
}

void case_form_take_draft(struct case_form *form, const struct route *draft)
{
    for (guint i = 0; i < form->lines->len; i++) {
        struct case_line *line = form->lines->pdata[i];
        g_autofree char *name = g_strconcat("-", line->name, NULL);
        const char *chosen = route_get(draft, name);
        if (line->editor != NULL && route_get(draft, line->name) != NULL)
            editor_set_text(line->editor, route_get(draft, line->name));
        if (line->kind == CASE_LINE_ITEM)
            line->chosen = (guint)CLAMP(route_int(draft, name, line->chosen), 0, (int64_t)form->kind->words - 1);
        for (guint j = 0; line->choices != NULL && j < line->choices->len; j++)
            if (g_strcmp0(chosen, ((const struct picker_item *)line->choices->pdata[j])->value) == 0) line->chosen = j;
    }
    form->touched = true;
    if (form->kind->changed != NULL) form->kind->changed(form);
}

/* What was typed may be there before the case is. */
void case_form_restore(struct view *view, const struct route *draft)
{
    struct case_form *form = (struct case_form *)view;
    if (form->lines->len > 0) {
        case_form_take_draft(form, draft);
        return;
    }
    route_free(form->draft);
    form->draft = route_copy(draft);
}
