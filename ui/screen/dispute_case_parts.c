/* SPDX-License-Identifier: Apache-2.0 */
/* What lies behind a case: its clocks, enquiries, marks, papers, who was told, statements, and the file of the case.
 * Each is a recorded command with a key of its own; what has no key is in the list of acts. */
#include "screen/dispute_case.h"

#include "screen/acts.h"
#include "screen/doorway.h"
#include "widget/overlay.h"

#include <string.h>

static const struct {
    const char *id, *command;
} parts[] = {
    { "case.events", "dispute.show" },         { "case.clocks", "dispute.clocks" },
    { "case.enquiries", "dispute.enquiries" }, { "case.marks", "dispute.marks" },
    { "case.receivers", "dispute.receivers" }, { "case.statements", "statement.list" },
};

/* Everything else that can be done with a case; what the program does not have is left out. */
static const char *const acts[] = {
    "dispute.reply",    "dispute.propose",    "dispute.receivers", "dispute.correct", "dispute.attach", "statement.add",
    "statement.refuse", "statement.withdraw", "letter.print",      "dispute.letter",  "dispute.file",   "desk.release",
    "desk.diary",       "desk.assign",        "dispute.clocks",    "dispute.rules",   "enquiry.export", NULL,
};

static void read_papers(struct case_view *each)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, each->dispute);
    look_start(
        &each->view, JOB_PAPERS, N_("Putting the file of the case together"),
        look_new("dispute.file", DATE_NONE, NULL, "dispute", number, "language", app_language(each->view.app), NULL));
}

void case_show_papers(struct case_view *each, const struct table *answer)
{
    g_autofree char *number = fact_text(answer, "number"), *text = fact_text(answer, "text");
    g_autofree char *digest = fact_text(answer, "sha256");
    g_autofree char *whole = g_strdup_printf("%s\n\nSHA-256 %s", text, digest);
    text_popup_open(&each->view, number, whole);
}

bool case_part(struct case_view *each, const char *id)
{
    struct app *app = each->view.app;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (strcmp(id, parts[i].id) != 0) continue;
        const struct cell *subject = each->sheet != NULL ? fact_cell(each->sheet->show, "subject") : NULL;
        if (subject != NULL) doorway_state_by_nature(app, subject->integer, "dispute");
        app_command(app, parts[i].command, -1);
        return true;
    }
    if (strcmp(id, "case.papers") == 0) return read_papers(each), true;
    if (strcmp(id, "case.more") == 0) return acts_open(&each->view, _("What is to be done?"), acts), true;
    if (strcmp(id, "case.arrived") == 0) return case_ask_arrived(each), true;
    return false;
}
