/* SPDX-License-Identifier: Apache-2.0 */
/* Private to report: a workbook being written, its sheets, formats and typed cells. Rows are written in order, so that
 * libxlsxwriter keeps only one of them in memory. */
#pragma once
#include "report/place.h"
#include "report/report.h"

#include <xlsxwriter.h>

struct workbook {
    struct place place;
    struct session *session;
    const char *(*translate)(const char *);
    char *language;
    const char *command;
    int64_t begun;       /* moment: what the pages and the last sheet say */
    char *watermark;     /* of every printed page: who, when, for what; "&" doubled as Excel wants it */
    lxw_workbook *book;  /* NULL once it is closed */
    GHashTable *formats; /* number format and font → lxw_format * */
    lxw_format *header, *header_text, *label, *title, *text, *mono, *wrap;
    bool left;       /* sheets of single values: every type stands at the left, under one another */
    GPtrArray *made; /* struct made_sheet * */
    int64_t rows;
    struct dossier *shown; /* the file that it is a report of, owned; NULL: it is of nobody's */
    int64_t *report;       /* where its number in the register of reports goes; borrowed */
    int64_t about_subject; /* whose sources the last sheet lists; 0: nobody's */
};
struct made_sheet {
    char *name;
    int64_t rows;
    int64_t lines; /* of the page, its header too; -1 where they are not counted */
};

struct sheet {
    struct workbook *workbook;
    lxw_worksheet *page;
    char *name; /* as asked for; a continued sheet is "NAME (2)" */
    const struct column *columns;
    size_t count;
    uint32_t row; /* next row */
    int *widths;
    int part;
};

/* False, with BUREAU_ERROR_STORE, unless `code` is LXW_NO_ERROR. */
bool workbook_check(lxw_error code, GError **error);
/* The sentence of a msgid in the workbook's language. */
const char *workbook_word(const struct workbook *workbook, const char *text);
/* An empty page with a legal name that no other has; counted in the workbook. NULL on an error. Borrowed. */
lxw_worksheet *workbook_page(struct workbook *workbook, const char *name, GError **error);
/* Adds to the rows of the page made last. */
void workbook_count_row(struct workbook *workbook);
/* A format by its number format ("yyyy-mm-dd"); made once. */
lxw_format *workbook_format(struct workbook *workbook, const char *number);

/* Begins the workbook that a command's arguments `file` and `replace` ask for. */
struct workbook *workbook_of_arguments(struct session *session, const struct arguments *arguments, GError **error);

/* ---- the watermark ---- */
/* Article 20 of the Chinese regulation on credit reporting: who printed it, when, for what purpose, on what basis and,
 * where values are in clear, why. Caller frees. */
char *watermark_make(const struct workbook *workbook);
/* Header and footer of a page: the watermark, "for reference" (article 23), the number of the page. */
bool watermark_page(const struct workbook *workbook, lxw_worksheet *page, GError **error);

/* ---- cells ---- */
enum { EXCEL_TEXT_MOST = 32767, EXCEL_ROWS = 1048576 };
/* Text as a workbook can hold it: safe to show, without what XML forbids, "_x0041_" kept literal, at most
 * EXCEL_TEXT_MOST units of UTF-16. Caller frees. */
char *cell_safe_text(const char *text);
bool cell_write_text(lxw_worksheet *page, uint32_t row, uint16_t column, const char *text, lxw_format *format,
                     GError **error);
/* Typed: dates, months and moments as Excel days, money and numbers as numbers. Answers the columns it
 * takes, 0 when there was nothing to write. */
bool cell_write(struct workbook *workbook, lxw_worksheet *page, uint32_t row, uint16_t at, const struct column *column,
                const struct cell *cell, int *width, GError **error);
/* The day as Excel counts it (1900 system). */
double cell_excel_day(struct date date);
bool cell_write_month(struct workbook *workbook, lxw_worksheet *page, uint32_t row, uint16_t at, struct month month,
                      lxw_format *format, GError **error);

/* ---- sheets ---- */
/* A sheet of rows: header, then sheet_row() for each, then sheet_end() (filter, frozen header, widths). */
bool sheet_begin(struct sheet *sheet, struct workbook *workbook, const char *name, const struct column *columns,
                 size_t count, GError **error);
bool sheet_row(struct sheet *sheet, const struct cell *row, GError **error);
bool sheet_end(struct sheet *sheet, GError **error);
void sheet_clear(struct sheet *sheet);
typedef struct sheet sheet_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sheet_t, sheet_clear)
/* A sheet of the facts of a table: title and value. */
bool sheet_facts(struct workbook *workbook, const char *name, const struct table *table, GError **error);
/* The last sheet: who made it, when, from what. */
bool sheet_about(struct workbook *workbook, GError **error);
