/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets: rows under a frozen, filtered header; facts; and the one about the making. */
#include "config.h"

#include "report/workbook.h"

#include <string.h>

enum { NARROWEST = 6, ROWS_BETWEEN_LOOKS = 1024 };

static char *heading(const struct workbook *workbook, const struct column *column)
{
    const char *title = workbook_word(workbook, column->title != NULL ? column->title : column->id);
    if (column->type != VALUE_MONEY || column->unit == NULL) return g_strdup(title);
    return g_strdup_printf("%s (%s)", title, column->unit);
}

static bool is_text(enum value_type type)
{
    return type == VALUE_TEXT || type == VALUE_PHRASE || type == VALUE_CODE || type == VALUE_LIST;
}

static bool begin_part(struct sheet *sheet, GError **error)
{
    g_autofree char *name =
        sheet->part > 1 ? g_strdup_printf("%s (%d)", sheet->name, sheet->part) : g_strdup(sheet->name);
    sheet->page = workbook_page(sheet->workbook, name, error);
    if (sheet->page == NULL) return false;
    for (size_t index = 0; index < sheet->count; index++) {
        g_autofree char *title = heading(sheet->workbook, &sheet->columns[index]);
        sheet->widths[index] = MAX(NARROWEST, text_width(title) + 3); /* the filter's arrow */
        lxw_format *format =
            is_text(sheet->columns[index].type) ? sheet->workbook->header_text : sheet->workbook->header;
        if (!cell_write_text(sheet->page, 0, (uint16_t)index, title, format, error)) return false;
    }
    worksheet_freeze_panes(sheet->page, 1, 0);
    worksheet_repeat_rows(sheet->page, 0, 0);
    sheet->row = 1;
    return true;
}

bool sheet_begin(struct sheet *sheet, struct workbook *workbook, const char *name, const struct column *columns,
                 size_t count, GError **error)
{
    *sheet =
        (struct sheet){ .workbook = workbook, .name = g_strdup(name), .columns = columns, .count = count, .part = 1 };
    sheet->widths = g_new0(int, count + 1);
    return begin_part(sheet, error);
}

/* The page is full or the rows have ended: the filter and the widths. */
static bool end_part(struct sheet *sheet, GError **error)
{
    for (size_t index = 0; index < sheet->count; index++)
        if (!workbook_check(
                worksheet_set_column(sheet->page, (uint16_t)index, (uint16_t)index, sheet->widths[index] + 1.5, NULL),
                error))
            return false;
    worksheet_set_landscape(sheet->page);
    worksheet_fit_to_pages(sheet->page, 1, 0);
    struct made_sheet *made = g_ptr_array_index(sheet->workbook->made, sheet->workbook->made->len - 1);
    made->lines = sheet->row;
    return workbook_check(worksheet_autofilter(sheet->page, 0, 0, sheet->row - 1, (uint16_t)(sheet->count - 1)), error);
}

bool sheet_row(struct sheet *sheet, const struct cell *row, GError **error)
{
    if (sheet->row % ROWS_BETWEEN_LOOKS == 0 && session_is_cancelled(sheet->workbook->session, error)) return false;
    if (sheet->row >= EXCEL_ROWS) {
        sheet->part++;
        if (!end_part(sheet, error) || !begin_part(sheet, error)) return false;
    }
    int widest = 0;
    for (size_t index = 0; index < sheet->count; index++) {
        int width = 0;
        if (!cell_write(sheet->workbook, sheet->page, sheet->row, (uint16_t)index, &sheet->columns[index], &row[index],
                        &width, error))
            return false;
        sheet->widths[index] = MAX(sheet->widths[index], width + (is_text(sheet->columns[index].type) ? 1 : 0));
        widest = MAX(widest, width);
    }
    /* a row of nothing is still a row: the proof counts it */
    if (widest == 0 && !workbook_check(worksheet_write_blank(sheet->page, sheet->row, 0, sheet->workbook->wrap), error))
        return false;
    sheet->row++;
    workbook_count_row(sheet->workbook);
    return true;
}

bool sheet_end(struct sheet *sheet, GError **error)
{
    return end_part(sheet, error);
}

void sheet_clear(struct sheet *sheet)
{
    g_clear_pointer(&sheet->name, g_free);
    g_clear_pointer(&sheet->widths, g_free);
}

/* A page of single values: the widths of its two columns, and one sheet of paper wide. */
static bool end_values(lxw_worksheet *page, int left, int right, GError **error)
{
    worksheet_fit_to_pages(page, 1, 0);
    return workbook_check(worksheet_set_column(page, 0, 0, left, NULL), error) &&
           workbook_check(worksheet_set_column(page, 1, 1, right, NULL), error);
}

bool sheet_facts(struct workbook *workbook, const char *name, const struct table *table, GError **error)
{
    lxw_worksheet *page = workbook_page(workbook, name, error);
    if (page == NULL) return false;
    int left = NARROWEST, right = NARROWEST;
    workbook->left = true;
    for (size_t index = 0; index < table_fact_count(table); index++) {
        const struct fact *fact = table_fact(table, index);
        g_autofree char *title = heading(workbook, &fact->column);
        int width = 0;
        if (!cell_write_text(page, (uint32_t)index, 0, title, workbook->label, error)) return false;
        if (!cell_write(workbook, page, (uint32_t)index, 1, &fact->column, &fact->cell, &width, error)) return false;
        left = MAX(left, text_width(title));
        right = MAX(right, width);
    }
    workbook->left = false;
    /* said in the list of sheets; the rows of the whole are those of tables */
    struct made_sheet *made = g_ptr_array_index(workbook->made, workbook->made->len - 1);
    made->rows = (int64_t)table_fact_count(table);
    return end_values(page, left + 2, right + 4, error);
}

/* ---- who made it, when, from what ---- */

/* What the sheet says, as a table, so that it is typed like any other. */
static void about_facts(const struct workbook *workbook, struct table *about)
{
    const struct session *session = workbook->session;
    table_fact_text(about, "by", N_("Made by"), session->user);
    table_fact_code(about, "role", N_("Role"), "ROLE", session->role != 0 ? role_name(session->role) : NULL);
    table_fact_text(about, "command", N_("Command"), workbook->command);
    table_fact_text(about, "purpose", N_("Purpose"), session->purpose);
    table_fact_date(about, "as_of", N_("File as of"), session_today(session));
    table_fact_text(about, "store", N_("Store"), session->store != NULL ? store_directory(session->store) : NULL);
    table_fact_text(about, "basis", N_("Basis"), session->basis);
    const bool clear = session->reveal != NULL && rights_may_reveal(session->role);
    table_fact_phrase(about, "masked", N_("Personal details"),
                      clear ? N_("shown in clear, for the reason below") : N_("masked"));
    if (clear) table_fact_text(about, "reveal", N_("Reason for showing"), session->reveal);
    table_fact_text(about, "program", N_("Program"), "bureau " PACKAGE_VERSION);
    table_fact_phrase(about, "reference", N_("For reference"),
                      N_("What is said here is for reference; it decides nothing by itself."));
}

struct about {
    struct workbook *workbook;
    lxw_worksheet *page;
    uint32_t row;
};

static bool about_line(struct about *about, const char *label, const struct column *column, const struct cell *cell,
                       GError **error)
{
    int width;
    return cell_write_text(about->page, about->row, 0, label, about->workbook->label, error) &&
           cell_write(about->workbook, about->page, about->row++, 1, column, cell, &width, error);
}

static bool about_sheets(struct about *about, GError **error)
{
    static const struct column count = { .id = "rows", .title = N_("Rows"), .type = VALUE_INTEGER };
    about->row++;
    if (!cell_write_text(about->page, about->row++, 0, workbook_word(about->workbook, N_("Sheets and their rows")),
                         about->workbook->title, error))
        return false;
    for (guint index = 0; index + 1 < about->workbook->made->len; index++) { /* the last is this one */
        const struct made_sheet *made = g_ptr_array_index(about->workbook->made, index);
        struct cell cell = { .integer = made->rows };
        if (!about_line(about, made->name, &count, &cell, error)) return false;
    }
    return true;
}

/* The files that the facts of the subject came from. */
static bool about_sources(struct about *about, GError **error)
{
    // clang-format off
    static const char sql[] =
        "WITH held(batch) AS (SELECT batch FROM account WHERE subject=?1 AND" FACT_SEEN(2)
        " UNION SELECT batch FROM history WHERE subject=?1 AND" FACT_SEEN(2)
        " UNION SELECT batch FROM enquiry WHERE subject=?1 AND" FACT_SEEN(2)
        " UNION SELECT batch FROM public_record WHERE subject=?1 AND" FACT_SEEN(2)
        " UNION SELECT batch FROM measure WHERE subject=?1 AND" FACT_SEEN(2) ")"
        " SELECT source.name_en, source.name_zh, batch.file, batch.loaded FROM held JOIN batch ON batch.id=held.batch"
        " JOIN source ON source.id=batch.source ORDER BY batch.loaded, batch.id";
    // clang-format on
    static const struct column loaded = { .id = "loaded", .title = N_("Loaded"), .type = VALUE_MOMENT };
    struct workbook *workbook = about->workbook;
    g_autoptr(statement_t) statement = store_prepare(workbook->session->store, sql, error);
    if (statement == NULL) return false;
    statement_bind_int(statement, 1, workbook->about_subject);
    statement_bind_int(statement, 2, workbook->session->view);
    about->row++;
    if (!cell_write_text(about->page, about->row++, 0,
                         workbook_word(workbook, N_("Sources, and when their files were loaded")), workbook->title,
                         error))
        return false;
    enum step step;
    while ((step = statement_step(statement, error)) == STEP_ROW) {
        const char *name = statement_text(statement, strcmp(workbook->language, "zh") == 0 ? 1 : 0);
        g_autofree char *label = g_strdup_printf("%s, %s", name, statement_text(statement, 2));
        struct cell cell = { .integer = statement_int(statement, 3) };
        if (!about_line(about, label, &loaded, &cell, error)) return false;
    }
    return step == STEP_DONE;
}

bool sheet_about(struct workbook *workbook, GError **error)
{
    static const struct column made = { .id = "made", .title = N_("Made at"), .type = VALUE_MOMENT };
    struct about about = { .workbook = workbook,
                           .page = workbook_page(workbook, workbook_word(workbook, N_("About this workbook")), error) };
    if (about.page == NULL) return false;
    workbook->left = true;
    g_autoptr(table_t) facts = table_new();
    about_facts(workbook, facts);
    struct cell now = { .integer = workbook->begun };
    if (!about_line(&about, workbook_word(workbook, made.title), &made, &now, error)) return false;
    for (size_t index = 0; index < table_fact_count(facts); index++) {
        const struct fact *fact = table_fact(facts, index);
        if (!about_line(&about, workbook_word(workbook, fact->column.title), &fact->column, &fact->cell, error))
            return false;
    }
    if (!about_sheets(&about, error)) return false;
    if (workbook->about_subject != 0 && workbook->session->store != NULL && !about_sources(&about, error)) return false;
    return end_values(about.page, 44, 40, error);
}
