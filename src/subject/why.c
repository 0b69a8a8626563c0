/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of `subject why`: each names a thing, its value, and the batch, file and line that brought it, or the
 * change that corrected it here. */
#include "subject/why.h"

#include "subject/subject.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "step", .title = N_("Step"), .type = VALUE_INTEGER },
    { .id = "what", .title = N_("What"), .type = VALUE_PHRASE },
    { .id = "value", .title = N_("Value"), .type = VALUE_TEXT },
    { .id = "source", .title = N_("Source"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "batch", .title = N_("Batch"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "file", .title = N_("File"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "line", .title = N_("Line"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "loaded", .title = N_("Loaded"), .type = VALUE_MOMENT, .priority = 3 },
    { .id = "user", .title = N_("User"), .type = VALUE_TEXT, .priority = 4 },
    { .id = "legal_basis", .title = N_("Legal basis"), .type = VALUE_TEXT, .priority = 3 },
};

void why_columns(struct table *answer)
{
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
}

static void add_nulls(struct table *answer, int count)
{
    while (count-- > 0)
        table_add_null(answer);
}

static bool add_batch(struct why *why, const struct provenance *from, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(why->session->store,
                                               "SELECT b.source, b.file, b.loaded, b.user, s.legal_basis FROM batch b "
                                               "JOIN source s ON s.id = b.source WHERE b.id = ?1",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, from->batch);
    enum step step = statement_step(row, error);
    if (step == STEP_ERROR) return false;
    if (step == STEP_DONE) {
        add_nulls(why->answer, 7);
        return true;
    }
    int64_t source = statement_int(row, 0);
    table_add_text(why->answer, source_label(why->session->store, source, why->session->language));
    table_add_int(why->answer, from->batch);
    g_autofree char *file = statement_text(row, 1) ? g_path_get_basename(statement_text(row, 1)) : NULL;
    table_add_text(why->answer, file);
    if (from->line > 0)
        table_add_int(why->answer, from->line);
    else
        table_add_null(why->answer);
    table_add_int(why->answer, statement_int(row, 2));
    table_add_text(why->answer, statement_text(row, 3));
    table_add_text(why->answer, statement_text(row, 4));
    return true;
}

/* A correction made here: the case, the paper it rests on, its moment and who did it stand where the batch would; of
 * any other act its name. */
static bool add_change(struct why *why, const struct provenance *from, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        why->session->store,
        "SELECT coalesce((SELECT format('D-%06d', d.dispute) FROM dispute_correction d JOIN dispute c ON c.id ="
        "   d.dispute AND c.subject = ?2 WHERE d.change = g.id), g.command), g.at, g.user,"
        " (SELECT coalesce(a.name || ' ' || substr(a.digest, 1, 12), substr(d.document, 1, 12)) FROM dispute_correction"
        "   d JOIN dispute c ON c.id = d.dispute AND c.subject = ?2 LEFT JOIN attachment a ON a.dispute = d.dispute AND"
        "   a.digest = d.document WHERE d.change = g.id AND d.document IS NOT NULL ORDER BY d.seq LIMIT 1)"
        " FROM change g WHERE g.id = ?1",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, from->born);
    statement_bind_int(row, 2, why->dossier->subject);
    enum step step = statement_step(row, error);
    if (step == STEP_ERROR) return false;
    if (step == STEP_DONE) {
        add_nulls(why->answer, 7);
        return true;
    }
    table_add_text(why->answer, statement_text(row, 0));
    table_add_null(why->answer);
    table_add_text(why->answer, statement_text(row, 3));
    table_add_null(why->answer);
    table_add_int(why->answer, statement_int(row, 1));
    table_add_text(why->answer, statement_text(row, 2));
    table_add_null(why->answer);
    return true;
}

bool why_row(struct why *why, const char *what, const char *value, const struct provenance *from, GError **error)
{
    table_row_begin(why->answer);
    table_add_int(why->answer, ++why->step);
    table_add_text(why->answer, what);
    table_add_text(why->answer, value);
    if (from == NULL)
        add_nulls(why->answer, 7);
    else if (!(from->batch != 0 ? add_batch(why, from, error) : add_change(why, from, error)))
        return false;
    return table_row_end(why->answer, error);
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

/* A month that came from no line was written by the newest case that corrected it; where none did, by the newest change
 * that is no correction. Whoever wrote the history last may have written another month. 0 leaves it to the history. */
static int64_t month_change(struct why *why, const struct account *account, size_t place)
{
    int64_t change = 0;
    (void)store_query_int(why->session->store, &change, 0, NULL,
                          "SELECT coalesce((SELECT max(c.change) FROM dispute_correction c JOIN dispute_item i ON"
                          "   i.dispute = c.dispute AND i.item = c.item JOIN dispute d ON d.id = c.dispute"
                          "   WHERE d.subject = ?1 AND i.account = ?2 AND i.month = ?3 AND c.change <= ?4),"
                          " (SELECT max(born) FROM history h WHERE h.subject = ?1 AND h.account = ?2 AND h.born <= ?4"
                          "   AND NOT EXISTS (SELECT 1 FROM dispute_correction n WHERE n.change = h.born)))",
                          "iiii", why->dossier->subject, account->id,
                          (int64_t)(account->history.first.index + (int32_t)place), account->history.from.born);
    return change;
}

static struct provenance month_origin(struct why *why, const struct account *account, size_t place)
{
    const struct history *history = &account->history;
    struct provenance from = history->from;
    if (history->batches != NULL && history->batches[place] != SERIES_UNKNOWN) from.batch = history->batches[place];
    if (history->lines != NULL && history->lines[place] != SERIES_UNKNOWN) from.line = history->lines[place];
    const int64_t change = from.batch == 0 ? month_change(why, account, place) : 0;
    if (change > 0) from.born = change;
    return from;
}

static const int64_t *series_of(const struct history *history, const char *field)
{
    if (strcmp(field, "balance") == 0) return history->balance;
    if (strcmp(field, "due") == 0) return history->due;
    if (strcmp(field, "paid") == 0) return history->paid;
    return strcmp(field, "past_due") == 0 ? history->past_due : NULL;
}

/* The months first..last of a field as text: states together, amounts as a list. */
static char *months_value(const struct history *history, const char *field, size_t first, size_t last)
{
    if (strcmp(field, "state") == 0) return g_strndup(history->states + first, last - first + 1);
    const int64_t *values = series_of(history, field);
    char text[MONEY_TEXT_SIZE];
    if (values == NULL) return g_strdup("");
    if (first == last) return g_strdup(money_format_minor(values[first], false, text));
    return series_as_list(values + first, last - first + 1);
}

static bool add_run(struct why *why, const struct account *account, const char *field, size_t first, size_t last,
                    GError **error)
{
    const struct history *history = &account->history;
    char begins[DATE_TEXT_SIZE], ends[DATE_TEXT_SIZE];
    month_format((struct month){ history->first.index + (int32_t)first }, begins);
    month_format((struct month){ history->first.index + (int32_t)last }, ends);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
    g_autofree char *what = first == last
                                ? phrase_make(N_("account {1}, {2}: {3}"), number, begins, field, NULL)
                                : phrase_make(N_("account {1}, {2} to {4}: {3}"), number, begins, field, ends, NULL);
    g_autofree char *value = months_value(history, field, first, last);
    struct provenance from = month_origin(why, account, first);
    return why_row(why, what, value, &from, error);
}

bool why_months(struct why *why, const struct account *account, int window, const char *field, GError **error)
{
    const struct history *history = &account->history;
    int64_t skip = 0;
    if (window > 0) skip = (int64_t)dossier_last_month(why->dossier).index - window + 1 - history->first.index;
    for (size_t first = (size_t)MAX(skip, 0); first < history->length;) {
        struct provenance from = month_origin(why, account, first);
        size_t last = first;
        while (last + 1 < history->length) {
            struct provenance next = month_origin(why, account, last + 1);
            if (next.batch != from.batch || next.line != from.line || next.born != from.born) break;
            last++;
        }
        if (!add_run(why, account, field, first, last, error)) return false;
        first = last + 1;
    }
    return true;
}

bool why_month(struct why *why, const struct account *account, struct month month, const char *field, GError **error)
{
    if (history_state(&account->history, month) != 0) {
        size_t place = (size_t)(month.index - account->history.first.index);
        return add_run(why, account, field, place, place, error);
    }
    char text[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The account reports nothing for {1}."),
                     N_("`bureau subject history SUBJECT` shows its months."), month_format(month, text), NULL);
    return false;
}

bool why_account(struct why *why, const struct account *account, GError **error)
{
    char amount[MONEY_TEXT_SIZE];
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
    g_autofree char *what = phrase_make(N_("account {1}: limit or principal"), number, NULL);
    g_autofree char *value =
        g_strdup_printf("%s %s", money_format_minor(account->amount, false, amount), account->currency);
    return why_row(why, what, value, &account->from, error);
}

bool subject_command_why(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(dossier_t) dossier = dossier_load(session, session->audited_subject, error);
    if (dossier == NULL) return false;
    struct why why = { session, dossier, arguments, answer, 0 };
    why_columns(answer);
    return why_figure(&why, arguments_text(arguments, "figure"), error);
}
