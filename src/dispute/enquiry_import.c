/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of a furnisher out of a file. Rows of one enquiry are one answer, taken whole or not at all; every refusal
 * names line and field. Taking the file again takes nothing twice. One act: what was taken is all there, or nothing. */
#include "dispute/enquiry.h"

#include "base/error_phrase.h"

#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
    { .id = "line", .title = N_("Line"), .type = VALUE_INTEGER },
    { .id = "enquiry", .title = N_("Enquiry"), .type = VALUE_TEXT },
    { .id = "dispute", .title = N_("Dispute"), .type = VALUE_INTEGER },
    { .id = "result", .title = N_("Result"), .type = VALUE_CODE, .group = "ENQUIRY_RESULT" },
    { .id = "field", .title = N_("Field"), .type = VALUE_TEXT },
    { .id = "why", .title = N_("Why"), .type = VALUE_PHRASE },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "DISPUTE_STATE" },
};

struct import {
    struct session *session;
    const struct arguments *arguments;
    struct enquiry_rows *rows;
    struct table *answer;
    int64_t source; /* answers of others are refused; 0: everybody's */
    int64_t taken, person, refused, again;
};

/* ---- the result ---------------------------------------------------------------------------------------------------
 */

static bool show(struct import *import, const struct enquiry_row *row, int64_t dispute, const char *result,
                 const char *field, const char *why, const char *state, GError **error)
{
    const char *name = enquiry_cell(import->rows, row, "enquiry");
    g_autofree char *clean = name != NULL ? text_sanitise(name, (gssize)strnlen(name, 32)) : NULL;
    int64_t *count = strcmp(result, "taken") == 0    ? &import->taken
                     : strcmp(result, "person") == 0 ? &import->person
                     : strcmp(result, "again") == 0  ? &import->again
                                                     : &import->refused;
    ++*count;
    table_row_begin(import->answer);
    table_add_int(import->answer, row->line);
    table_add_text(import->answer, clean);
    if (dispute != 0)
        table_add_int(import->answer, dispute);
    else
        table_add_null(import->answer);
    table_add_text(import->answer, result);
    table_add_text(import->answer, field);
    table_add_text(import->answer, why);
    table_add_text(import->answer, state);
    return table_row_end(import->answer, error);
}

/* ---- one answer ---------------------------------------------------------------------------------------------------
 */

static const char *given(const struct import *import, const struct enquiry_row *row, const char *column)
{
    const char *text = enquiry_cell(import->rows, row, column);
    return text != NULL && *text != '\0' ? text : NULL;
}

static int64_t number_of(const char *text, const char *prefix)
{
    if (text == NULL || !g_str_has_prefix(text, prefix)) return 0;
    char *rest = NULL;
    text += strlen(prefix);
    if (!g_ascii_isdigit(*text) || strlen(text) > 18) return 0;
    const int64_t number = g_ascii_strtoll(text, &rest, 10);
    return *rest == '\0' ? number : 0;
}

/* The field of a row that is wrong, and why; NULL when it can be read. */
static const char *wrong_field(const struct import *import, const struct enquiry_row *row,
                               const struct enquiry_row *first, const char **why)
{
    static const char *const whole[] = { "code", "respondent", "text" };
    const char *says = given(import, row, "says");
    if (number_of(given(import, row, "item"), "") == 0) return *why = N_("It names no item"), "item";
    if (says == NULL) return *why = N_("It says nothing of the item"), "says";
    if (strcmp(says, "same") != 0 && strcmp(says, "different") != 0 && strcmp(says, "unknown") != 0)
        return *why = N_("It says neither same, different nor unknown"), "says";
    for (size_t i = 0; i < G_N_ELEMENTS(whole); i++)
        if (g_strcmp0(given(import, row, whole[i]), given(import, first, whole[i])) != 0)
            return *why = N_("It differs from the other rows of the enquiry"), whole[i];
    return NULL;
}

struct group {
    const struct enquiry_row *const *rows;
    guint count;
    int64_t enquiry, dispute, source;
    bool answered;
};

static bool find_group(struct import *import, struct group *group, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        import->session->store,
        "SELECT dispute, coalesce(source, -1), answered IS NOT NULL FROM dispute_enquiry WHERE id = ?1", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, group->enquiry);
    const enum step step = statement_step(row, error);
    if (step == STEP_ROW) {
        group->dispute = statement_int(row, 0);
        group->source = statement_int(row, 1);
        group->answered = statement_int(row, 2) != 0;
    }
    return step != STEP_ERROR;
}

/* Takes it, in a case that waits for it. A refusal leaves nothing written: everything is looked at first. */
static bool take(struct import *import, const struct group *group, const struct enquiry_item_answer *items,
                 char **state, bool *contrary, GError **error)
{
    struct session *session = import->session;
    const struct enquiry_row *first = group->rows[0];
    bool complete = false;
    g_autoptr(dispute_case_t) each = case_load(session, group->dispute, error);
    if (each == NULL) return false;
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = { .session = session, .arguments = import->arguments, .each = each, .letters = letters };
    act.step = machine_find(each->state, "furnisher_reply", each->profile);
    if (act.step == NULL) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} cannot follow {2}."), NULL, "furnisher_reply",
                         each->state, NULL);
        return false;
    }
    const struct enquiry_answer answer = { .enquiry = group->enquiry,
                                           .respondent = given(import, first, "respondent"),
                                           .code = given(import, first, "code"),
                                           .text = given(import, first, "text"),
                                           .arrived = session_today(session),
                                           .items = items,
                                           .item_count = group->count };
    if (!guards_hold(session, each, act.step, import->arguments, error) ||
        !enquiry_take(session, each, &answer, &complete, error))
        return false;
    *contrary = each->contrary;
    const bool done = enquiry_go_on(&act, complete, error);
    *state = g_strdup(each->state);
    return done;
}

static bool is_refusal(const GError *error)
{
    return g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_REFUSED) ||
           g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_USAGE) ||
           g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND);
}

static bool take_group(struct import *import, struct group *group, GError **error)
{
    const struct enquiry_row *first = group->rows[0];
    const char *why = NULL, *field = NULL;
    g_autofree struct enquiry_item_answer *items = g_new0(struct enquiry_item_answer, group->count + 1);
    if (!find_group(import, group, error)) return false;
    if (group->dispute == 0 || (import->source != 0 && group->source != import->source))
        return show(import, first, 0, "refused", "enquiry", N_("No such enquiry was sent to this furnisher"), NULL,
                    error);
    if (group->answered)
        return show(import, first, group->dispute, "again", NULL, N_("It was answered before"), NULL, error);
    for (guint i = 0; i < group->count; i++) {
        if ((field = wrong_field(import, group->rows[i], first, &why)) != NULL)
            return show(import, group->rows[i], group->dispute, "refused", field, why, NULL, error);
        items[i] = (struct enquiry_item_answer){ number_of(given(import, group->rows[i], "item"), ""),
                                                 given(import, group->rows[i], "says"),
                                                 given(import, group->rows[i], "value") };
    }
    g_autoptr(GError) refused = NULL;
    g_autofree char *state = NULL;
    bool contrary = false;
    if (take(import, group, items, &state, &contrary, &refused))
        return show(import, first, group->dispute, contrary ? "person" : "taken", NULL,
                    contrary ? N_("The answer contradicts itself: a person has to look") : NULL, state, error);
    if (!is_refusal(refused)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return false;
    }
    return show(import, first, group->dispute, "refused", "answer", bureau_error_message_phrase(refused), NULL, error);
}

/* ---- the file -----------------------------------------------------------------------------------------------------
 */

struct placed {
    const struct enquiry_row *row;
    int64_t enquiry;
};

static int by_enquiry(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    if (left->enquiry != right->enquiry) return left->enquiry < right->enquiry ? -1 : 1;
    return left->row->line < right->row->line ? -1 : left->row->line > right->row->line;
}

/* Rows that name no enquiry are refused; one bad row spoils its whole enquiry only when it can be known which. */
static bool place_rows(struct import *import, GArray *placed, GError **error)
{
    for (guint i = 0; i < import->rows->rows->len; i++) {
        const struct enquiry_row *row = import->rows->rows->pdata[i];
        const struct placed place = { row, number_of(enquiry_cell(import->rows, row, "enquiry"), "E-") };
        if (row->trouble != NULL || place.enquiry == 0) {
            if (!show(import, row, 0, "refused", row->trouble != NULL ? NULL : "enquiry",
                      row->trouble != NULL ? row->trouble : N_("It names no enquiry"), NULL, error))
                return false;
        } else
            g_array_append_val(placed, place);
    }
    if (placed->len > 0) qsort(placed->data, placed->len, sizeof(struct placed), by_enquiry);
    return true;
}

static bool take_rows(struct import *import, GError **error)
{
    g_autoptr(GArray) placed = g_array_new(FALSE, FALSE, sizeof(struct placed));
    if (!place_rows(import, placed, error)) return false;
    for (guint i = 0, end; i < placed->len; i = end) {
        g_autoptr(GPtrArray) rows = g_ptr_array_new();
        const int64_t enquiry = g_array_index(placed, struct placed, i).enquiry;
        for (end = i; end < placed->len && g_array_index(placed, struct placed, end).enquiry == enquiry; end++)
            g_ptr_array_add(rows, (void *)g_array_index(placed, struct placed, end).row);
        struct group group = { .rows = (const struct enquiry_row *const *)rows->pdata,
                               .count = rows->len,
                               .enquiry = enquiry };
        session_progress(import->session, (double)i / placed->len, N_("Taking answers in"));
        if (session_is_cancelled(import->session, error) || !take_group(import, &group, error)) return false;
    }
    return true;
}

bool enquiry_command_import(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    struct import import = { .session = session, .arguments = arguments, .answer = answer };
    const char *code = arguments_text(arguments, "furnisher");
    if (!machine_loaded(error)) return false;
    if (code != NULL &&
        !store_query_int(session->store, &import.source, 0, error, "SELECT id FROM source WHERE code = ?1", "s", code))
        return false;
    if (code != NULL && import.source == 0) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no source {1}."),
                         N_("`bureau intake sources` lists them."), code, NULL);
        return false;
    }
    g_autoptr(enquiry_rows_t) rows = enquiry_rows_read(arguments_text(arguments, "file"), error);
    if (rows == NULL) return false;
    import.rows = rows;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    if (!take_rows(&import, error)) return false;
    session->note = g_strdup_printf("taken=%" G_GINT64_FORMAT " person=%" G_GINT64_FORMAT " refused=%" G_GINT64_FORMAT,
                                    import.taken, import.person, import.refused);
    table_fact_int(answer, "taken", N_("Taken"), import.taken);
    table_fact_int(answer, "person", N_("For a person"), import.person);
    table_fact_int(answer, "refused", N_("Refused"), import.refused);
    table_fact_int(answer, "again", N_("Answered before"), import.again);
    return true;
}
