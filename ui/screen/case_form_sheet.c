/* SPDX-License-Identifier: Apache-2.0 */
/* What a form about a case needs: the case as every screen sees it, who is asked about which item, who received the
 * wrong value, and the score for every choice of items, so that choosing shows its effect at once. */
#include "screen/case_form.h"

void case_form_sheet_free(void *data)
{
    struct case_form_sheet *sheet = data;
    if (sheet == NULL) return;
    case_sheet_free(sheet->sheet);
    table_free(sheet->enquiries);
    table_free(sheet->receivers);
    g_strfreev(sheet->furnishers);
    g_free(sheet);
}

/* A look that this program or this person may not have leaves its part of the form out. */
static struct table *look(struct session *session, const char *command, int64_t dispute)
{
    if (command_find(command) == NULL || command_why_not(command_find(command), session) != NULL) return NULL;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    struct recorded_look *one = look_new(command, session->as_of, NULL, "dispute", number, NULL);
    struct table *table = look_run(session, one, NULL) ? look_take(one) : NULL;
    look_free(one);
    return table;
}

static bool find_furnishers(struct session *session, struct case_form_sheet *sheet, GError **error)
{
    const struct table *items = sheet->sheet->items;
    const size_t count = table_row_count(items);
    sheet->furnishers = g_new0(char *, count + 1);
    for (size_t row = 0; row < count; row++) {
        sheet->furnishers[row] =
            dispute_item_furnisher(session, sheet->dispute, row_cell(items, row, "item")->integer, error);
        if (sheet->furnishers[row] == NULL) return false;
    }
    return true;
}

static void find_effects(struct session *session, struct case_form_sheet *sheet)
{
    const size_t count = table_row_count(sheet->sheet->items);
    if (!sheet->sheet->has_effect || 1u << MIN(count, 31u) > CASE_MASKS) return;
    for (unsigned mask = 0; mask < 1u << count; mask++)
        if (!case_score_if(session, sheet->sheet, mask, &sheet->effects[mask])) return;
    sheet->scored = true;
}

bool case_form_run(struct session *session, void *data, GError **error)
{
    struct case_form_sheet *sheet = data;
    sheet->sheet = g_new0(struct case_sheet, 1);
    sheet->sheet->dispute = sheet->dispute;
    if (!case_sheet_run(session, sheet->sheet, error) || !find_furnishers(session, sheet, error)) return false;
    sheet->enquiries = look(session, "dispute.enquiries", sheet->dispute);
    sheet->receivers = look(session, "dispute.receivers", sheet->dispute);
    find_effects(session, sheet);
    return true;
}
