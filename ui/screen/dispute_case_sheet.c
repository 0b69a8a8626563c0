/* SPDX-License-Identifier: Apache-2.0 */
/* Bringing a case to the screen: three looks through the door, and the score with every claim granted, worked out on a
 * copy of the file. What cannot be scored (a name, an address) leaves the effect out. */
#include "screen/dispute_case.h"

#include "score/score.h"
#include "screen/sheet.h"

#include <string.h>

void case_sheet_free(void *data)
{
    struct case_sheet *sheet = data;
    if (sheet == NULL) return;
    table_free(sheet->show);
    table_free(sheet->items);
    table_free(sheet->shown);
    table_free(sheet->letters);
    g_free(sheet);
}

static struct table *look(struct session *session, const char *command, int64_t dispute, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    struct recorded_look *one = look_new(command, session->as_of, NULL, "dispute", number, NULL);
    struct table *table = look_run(session, one, error) ? look_take(one) : NULL;
    look_free(one);
    return table;
}

/* ---- what a correction would do ---------------------------------------------------------------------------------- */

static bool grant_month(struct history *history, const char *field, struct month month, const char *claimed)
{
    const int64_t place = (int64_t)month.index - history->first.index;
    int64_t minor;
    if (!month_is_set(month) || place < 0 || (size_t)place >= history->length) return false;
    if (strcmp(field, "state") == 0) {
        history->states[place] = claimed[0];
        return claimed[0] != '\0';
    }
    int64_t *series = strcmp(field, "balance") == 0    ? history->balance
                      : strcmp(field, "due") == 0      ? history->due
                      : strcmp(field, "paid") == 0     ? history->paid
                      : strcmp(field, "past_due") == 0 ? history->past_due
                                                       : NULL;
    if (series == NULL || !money_parse_minor(claimed, &minor)) return false;
    series[place] = minor;
    return true;
}

/* One item's value on the copy; false when the file has no such place. */
static bool grant(struct dossier *dossier, const struct table *items, size_t row, const struct cell *claimed)
{
    const struct cell *account = row_cell(items, row, "account"), *month = row_cell(items, row, "month");
    const struct cell *field = row_cell(items, row, "field");
    int64_t minor;
    if (account->is_null || claimed->is_null || field->is_null) return false;
    struct account *of = dossier_account(dossier, account->integer);
    if (of == NULL) return false;
    if (!month->is_null)
        return grant_month(&of->history, field->text, (struct month){ (int32_t)month->integer }, claimed->text);
    if (strcmp(field->text, "amount") == 0 && money_parse_minor(claimed->text, &minor)) {
        of->amount = minor;
        return true;
    }
    return strcmp(field->text, "exists") == 0 && g_ptr_array_remove(dossier->accounts, of);
}

static int score_of(const struct model *card, const struct dossier *dossier)
{
    g_autofree double *values = g_new(double, feature_count() + 1);
    struct score_result result;
    features_derive(dossier, features_day(dossier), values);
    model_score(card, values, &result);
    return result.score;
}

/* ---- the items as they are shown --------------------------------------------------------------------------------- */

static const struct column shown_columns[] = {
    { .id = "item", .title = N_("Item"), .type = VALUE_INTEGER, .priority = 9 },
    { .id = "what", .title = N_("Disputed item"), .type = VALUE_TEXT },
    { .id = "claimed", .title = N_("Says subject"), .type = VALUE_TEXT },
    { .id = "stored", .title = N_("Stored"), .type = VALUE_TEXT },
    { .id = "answered", .title = N_("Furnisher"), .type = VALUE_TEXT },
    { .id = "corrected", .title = N_("Corrected"), .type = VALUE_TEXT, .priority = 3 },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "DISPUTE_OUTCOME", .priority = 2 },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_CODE, .group = "DISPUTE_REASON", .priority = 4 },
};

/* "repayment state 2026-04, Donghu Bank credit card": what first, where after it. */
static char *item_words(const struct sheet *file, const struct table *items, size_t row, const char *language)
{
    const struct cell *field = row_cell(items, row, "field"), *month = row_cell(items, row, "month");
    const struct cell *account = row_cell(items, row, "account");
    char text[DATE_TEXT_SIZE];
    GString *words = g_string_new(codes_label("DISPUTE_FIELD", field->is_null ? "" : field->text, language));
    if (!month->is_null)
        g_string_append_printf(words, " %s", month_format((struct month){ (int32_t)month->integer }, text));
    const struct account *of =
        file != NULL && !account->is_null ? dossier_account(file->dossier, account->integer) : NULL;
    const char *const *labels = of != NULL ? g_hash_table_lookup(file->sources, &of->source) : NULL;
    if (labels != NULL)
        g_string_append_printf(words, ", %s %s", labels[strcmp(language, "zh") == 0],
                               codes_label("ACCOUNT_TYPE", of->type, language));
    return g_string_free(words, FALSE);
}

static void find_shown(struct session *session, struct case_sheet *sheet)
{
    static const char *const values[] = { "claimed", "stored", "answered", "corrected", "outcome", "reason" };
    const struct cell *subject = fact_cell(sheet->show, "subject");
    g_autoptr(sheet_t) file = subject != NULL ? sheet_load(session, subject->integer, NULL) : NULL;
    sheet->shown = table_new();
    table_set_columns(sheet->shown, shown_columns, G_N_ELEMENTS(shown_columns));
    for (size_t row = 0; row < table_row_count(sheet->items); row++) {
        g_autofree char *what = item_words(file, sheet->items, row, session->language ? session->language : "en");
        table_row_begin(sheet->shown);
        table_add_int(sheet->shown, row_cell(sheet->items, row, "item")->integer);
        table_add_text(sheet->shown, what);
        for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
            const struct cell *value = row_cell(sheet->items, row, values[i]);
            table_add_text(sheet->shown, value->is_null ? NULL : value->text);
        }
        table_row_end(sheet->shown, NULL);
    }
}

/* ---- what a correction would come to ----------------------------------------------------------------------------- */

static void find_effect(struct session *session, struct case_sheet *sheet)
{
    const struct cell *subject = fact_cell(sheet->show, "subject");
    const struct model *card = model_current(session, NULL);
    g_autoptr(dossier_t) dossier =
        subject != NULL && card != NULL ? dossier_load_credit(session, subject->integer, NULL) : NULL;
    if (dossier == NULL) return;
    sheet->before = score_of(card, dossier);
    for (size_t row = 0; row < table_row_count(sheet->items); row++)
        sheet->has_effect =
            grant(dossier, sheet->items, row, row_cell(sheet->items, row, "claimed")) || sheet->has_effect;
    sheet->after = score_of(card, dossier);
}

const struct cell *case_right_value(const struct table *items, size_t row)
{
    const struct cell *answered = row_cell(items, row, "answered"), *stored = row_cell(items, row, "stored");
    const bool other = !answered->is_null && (stored->is_null || g_strcmp0(answered->text, stored->text) != 0);
    return other ? answered : row_cell(items, row, "claimed");
}

bool case_score_if(struct session *session, const struct case_sheet *sheet, unsigned granted, int *score)
{
    const struct cell *subject = fact_cell(sheet->show, "subject");
    const struct model *card = model_current(session, NULL);
    g_autoptr(dossier_t) dossier =
        subject != NULL && card != NULL ? dossier_load_credit(session, subject->integer, NULL) : NULL;
    if (dossier == NULL) return false;
    for (size_t row = 0; row < table_row_count(sheet->items); row++)
        if (granted & 1u << row) grant(dossier, sheet->items, row, case_right_value(sheet->items, row));
    *score = score_of(card, dossier);
    return true;
}

/* What is read beside the looks is read for what the case is for, as the door has it for the looks themselves. */
static void state_purpose(struct session *session)
{
    if (!purpose_allowed("dispute", session->role)) return;
    g_free(session->purpose);
    session->purpose = g_strdup("dispute");
}

bool case_sheet_run(struct session *session, void *data, GError **error)
{
    struct case_sheet *sheet = data;
    sheet->show = look(session, "dispute.show", sheet->dispute, error);
    if (sheet->show == NULL) return false;
    sheet->items = look(session, "dispute.items", sheet->dispute, error);
    if (sheet->items == NULL) return false;
    sheet->letters = look(session, "dispute.letters", sheet->dispute, error);
    if (sheet->letters == NULL) return false;
    state_purpose(session);
    find_shown(session, sheet);
    const struct cell *state = fact_cell(sheet->show, "state");
    if (state != NULL && dispute_state_is_open(state->text)) find_effect(session, sheet);
    return true;
}
