/* SPDX-License-Identifier: Apache-2.0 */
/* report: workbooks. Typed cells, frozen headers, filters, widths, a chart, and a sheet that says who, when, from what.
 * For:    any table to .xlsx, the workbook of a subject, the register of disputes.
 * Uses:   subject, score, dispute, command, guard, store, base, libxlsxwriter. Nothing else includes xlsxwriter.h.
 * Never:  writes in place: a private temporary file beside the target, flushed, renamed. */
#pragma once
#include "command/command.h"

struct workbook;
/* Begins a workbook that will stand at `path`: where there is a file already it is refused, now and at the end, unless
 * it was begun with the second one. `language` is of headings. Errors: BUREAU_ERROR_STORE, REFUSED. (The names begin
 * with report_ because libxlsxwriter has a workbook_new() of its own.) */
struct workbook *report_workbook_new_over(const char *path, struct session *session, const char *language,
                                          const char *(*translate)(const char *), GError **error);
struct workbook *report_workbook_new(const char *path, struct session *session, const char *language,
                                     const char *(*translate)(const char *), GError **error);
/* The command that the sheet about the making names; a borrowed static string. */
void report_workbook_set_command(struct workbook *workbook, const char *command);
/* A sheet from a table. Rows begin under a header in the first row, so that they sort, filter and pivot; when there are
 * facts as well they have a sheet of their own in front, "NAME (facts)". `name` is translated by the caller. */
bool report_workbook_add_table(struct workbook *workbook, const char *name, const struct table *table, GError **error);
/* Finishes: the sheet about the making, flush, rename. Answers SHA-256 in hex (caller frees). The workbook is gone
 * afterwards, whether it went well or not. */
char *report_workbook_finish(struct workbook *workbook, int64_t *rows, int64_t *sheets, GError **error);
void report_workbook_cancel(struct workbook *workbook); /* removes the temporary file, leaves the target as it was */
typedef struct workbook workbook_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(workbook_t, report_workbook_cancel)

bool report_command_subject(struct session *, const struct arguments *, struct table *, GError **);
bool report_command_disputes(struct session *, const struct arguments *, struct table *, GError **);
bool report_command_scenarios(struct session *, const struct arguments *, struct table *, GError **);
bool report_command_search(struct session *, const struct arguments *, struct table *, GError **);
bool report_command_desk(struct session *, const struct arguments *, struct table *, GError **);
bool report_command_compliance(struct session *, const struct arguments *, struct table *, GError **);
bool report_command_model(struct session *, const struct arguments *, struct table *, GError **);
/* A table that is on a screen, as it is filtered and sorted there; recorded as an export. The screen has asked before
 * whether a file that is there may go. */
bool report_export_table(struct session *session, const struct table *table, const char *title, const char *path,
                         const char *(*translate)(const char *), char **digest, GError **error);
