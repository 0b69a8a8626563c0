/* SPDX-License-Identifier: Apache-2.0 */
/* A step on a case that somebody else moved meanwhile. The door refused it and nothing was written; here stands what
 * changed since the case was seen: each event with who and when, each value before and after. What was typed is kept,
 * and goes to the case as it is now only when that is chosen knowingly. */
#include "screen/dispute_case.h"

#include "widget/overlay.h"

#include <string.h>

static struct table *copy_table(const struct table *table)
{
    struct table *copy = table_new();
    table_set_columns(copy, table_column(table, 0), table_column_count(table));
    for (size_t row = 0; row < table_row_count(table); row++) {
        table_row_begin(copy);
        for (size_t i = 0; i < table_column_count(table); i++)
            table_add_cell(copy, &table_row(table, row)[i]);
        table_row_end(copy, NULL);
    }
    return copy;
}

/* Another process's write is read at once, so what was seen is kept when a step is chosen, not when it is refused. */
void case_note_seen(struct case_view *each)
{
    if (each->sheet == NULL) return;
    case_sheet_free(each->seen);
    each->seen = g_new0(struct case_sheet, 1);
    each->seen->dispute = each->dispute;
    each->seen->show = copy_table(each->sheet->show);
    each->seen->items = copy_table(each->sheet->items);
}

static char *shown(const struct table *table, size_t row, const char *column)
{
    const int index = column_index(table, column);
    return index < 0 ? g_strdup("") : grid_cell_text(table_column(table, (size_t)index), &table_row(table, row)[index]);
}

static void add_line(GPtrArray *lines, char *text, char *detail)
{
    struct picker_item *item = g_new0(struct picker_item, 1);
    item->text = text;
    item->detail = detail;
    item->value = g_strdup("look");
    g_ptr_array_add(lines, item);
}

static void add_events(const struct case_sheet *seen, const struct case_sheet *sheet, GPtrArray *lines)
{
    const struct table *now = sheet->show;
    for (size_t row = table_row_count(seen->show); row < table_row_count(now); row++) {
        g_autofree char *at = shown(now, row, "at"), *user = shown(now, row, "user");
        g_autofree char *event = shown(now, row, "event"), *before = shown(now, row, "before");
        g_autofree char *after = shown(now, row, "after"), *note = shown(now, row, "note");
        add_line(lines, g_strdup_printf("%s  %s: %s → %s%s%s", event, user, before, after, *note ? "  " : "", note),
                 g_strdup(at));
    }
}

static void add_values(const struct case_sheet *seen, const struct case_sheet *sheet, GPtrArray *lines)
{
    static const char *const values[] = { "claimed", "stored", "answered", "corrected", "outcome" };
    const struct table *now = sheet->items, *then = seen->items;
    for (size_t row = 0; row < MIN(table_row_count(now), table_row_count(then)); row++)
        for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
            g_autofree char *before = shown(then, row, values[i]), *after = shown(now, row, values[i]);
            if (strcmp(before, after) == 0) continue;
            g_autofree char *field = shown(now, row, "field");
            const int index = column_index(now, values[i]);
            add_line(lines,
                     g_strdup_printf(_("Item %zu, %s: %s was “%s”, is “%s”"), row + 1, field,
                                     _(table_column(now, (size_t)index)->title), before, after),
                     NULL);
        }
}

void case_add_changes(const struct case_sheet *then, const struct case_sheet *now, GPtrArray *lines)
{
    add_events(then, now, lines);
    add_values(then, now, lines);
}

static void answered(struct view *view, const char *value, void *data)
{
    struct case_view *each = (struct case_view *)view;
    (void)data;
    case_note_seen(each);
    if (g_strcmp0(value, "on") == 0) {
        case_try_again(each);
        return;
    }
    app_toast(view->app, "%s", _("Nothing was written; what you typed is kept for this step"));
}

void case_tell_stale(struct case_view *each)
{
    if (!each->stale || each->seen == NULL || each->kept == NULL) return;
    each->stale = false;
    const char *event = arguments_text(each->kept, "event");
    struct dispute_asks asks;
    const bool can =
        event != NULL && dispute_event_asks(case_code(each, "state"), event, case_code(each, "profile"), &asks);
    const char *label = codes_label("DISPUTE_EVENT", event, app_language(each->view.app));
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    struct picker_item *leave = g_new0(struct picker_item, 1), *go = g_new0(struct picker_item, 1);
    leave->text = g_strdup(_("Leave it; keep what was typed"));
    leave->value = g_strdup("leave");
    go->text = g_strdup_printf(_("Go on all the same: %s"), label);
    go->value = g_strdup("on");
    if (!can) go->reason = g_strdup(_("this step cannot come next any more"));
    go->detail = g_strdup(go->reason != NULL ? go->reason : arguments_text(each->kept, "text"));
    g_ptr_array_add(lines, leave);
    g_ptr_array_add(lines, go);
    case_add_changes(each->seen, each->sheet, lines);
    picker_open(&each->view, _("The case moved meanwhile: what changed"), lines, answered, NULL, NULL);
}
