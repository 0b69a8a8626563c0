/* SPDX-License-Identifier: Apache-2.0 */
/* What may come next with an entry, and its letters. The machine behind it says which events may follow; what an event
 * needs is asked in the form of its command, with the version that was seen, so that nobody moves what somebody else
 * has moved meanwhile. */
#include "screen/acts.h"
#include "screen/entry.h"
#include "widget/overlay.h"

#include <string.h>

/* ---- what may come next ------------------------------------------------------------------------------------------ */

static const char *next_codes(const struct entry_view *each)
{
    const struct cell *next = fact_cell(each->show, "next");
    return next != NULL && next->text != NULL ? next->text : "";
}

const char *entry_why_no_next(const struct entry_view *each)
{
    const struct command *act = command_find(each->entry->act);
    if (each->show == NULL) return N_("This is not open yet");
    if (act == NULL) return N_("This part of the program is not installed");
    if (*next_codes(each) == '\0') return N_("Nothing can follow any more");
    return command_why_not(act, app_session(each->view.app));
}

static void filled_in(struct view *view, struct arguments *arguments, void *data)
{
    if (arguments != NULL) app_command_with(view->app, data, arguments);
}

static void event_chosen(struct view *view, const char *event, void *data)
{
    const struct entry_view *each = (const struct entry_view *)view;
    const struct command *act = command_find(each->entry->act);
    if (event == NULL || act == NULL) return;
    struct arguments *arguments = arguments_new(act);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, each->number);
    arguments_set(arguments, each->entry->noun, number, NULL);
    arguments_set(arguments, "event", event, NULL);
    if (command_takes(act, "version")) arguments_set(arguments, "version", data, NULL);
    form_open(view, act, arguments, filled_in, (void *)(guintptr)act, NULL);
}

void entry_pick_next(struct entry_view *each)
{
    const bool chinese = strcmp(app_language(each->view.app), "zh") == 0;
    g_auto(GStrv) codes = g_strsplit_set(next_codes(each), ", ", -1);
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t i = 0; codes[i] != NULL; i++) {
        if (*codes[i] == '\0') continue;
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup(codes_label(each->entry->events, codes[i], app_language(each->view.app)));
        item->other =
            g_strdup_printf("%s %s", codes[i], codes_label(each->entry->events, codes[i], chinese ? "en" : "zh"));
        item->value = g_strdup(codes[i]);
        g_ptr_array_add(items, item);
    }
    /* it may be read again while the list is open: what is chosen belongs to what the list was made from */
    picker_open(&each->view, _(each->entry->again), items, event_chosen, fact_text(each->show, "version"), g_free);
}

/* ---- letters ----------------------------------------------------------------------------------------------------- */

void entry_ask_letters(struct entry_view *each)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, each->number);
    look_start(&each->view, ENTRY_LETTERS, N_("Reading letters"),
               look_new(each->entry->letters, DATE_NONE, NULL, each->entry->noun, number, NULL));
}

static void letter_chosen(struct view *view, const char *value, void *data)
{
    const struct entry_view *each = (const struct entry_view *)view;
    (void)data;
    if (value == NULL) return;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, each->number);
    look_start(view, ENTRY_LETTER, N_("Reading the letter"),
               look_new(each->entry->letter, DATE_NONE, NULL, each->entry->noun, number, "letter", value, NULL));
}

static char *cell_text(const struct table *letters, size_t row, const char *column)
{
    const int index = column_index(letters, column);
    return index < 0 ? g_strdup("")
                     : grid_cell_text(table_column(letters, (size_t)index), &table_row(letters, row)[index]);
}

/* Newest first: it is the one that is asked for. */
void entry_pick_letter(struct entry_view *each, const struct table *letters)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)picker_item_free);
    for (size_t row = table_row_count(letters); row > 0; row--) {
        g_autofree char *kind = cell_text(letters, row - 1, "kind"), *number = cell_text(letters, row - 1, "number");
        g_autofree char *made = cell_text(letters, row - 1, "made"), *user = cell_text(letters, row - 1, "user");
        struct picker_item *item = g_new0(struct picker_item, 1);
        item->text = g_strdup_printf("%s  %s", number, kind);
        item->detail = g_strdup_printf("%s %s", made, user);
        item->value = cell_text(letters, row - 1, "letter");
        g_ptr_array_add(items, item);
    }
    if (items->len == 0) {
        g_ptr_array_unref(items);
        app_toast(each->view.app, "%s", _("No letter was made yet"));
        return;
    }
    picker_open(&each->view, _("Letters"), items, letter_chosen, NULL, NULL);
}

void entry_read_letter(struct entry_view *each, const struct table *letter)
{
    g_autofree char *number = fact_text(letter, "number"), *text = fact_text(letter, "text");
    g_autofree char *digest = fact_text(letter, "sha256");
    g_autofree char *whole = g_strdup_printf("%s\n\nSHA-256 %s", text, digest);
    text_popup_open(&each->view, number, whole);
}
