/* SPDX-License-Identifier: Apache-2.0 */
/* Reading letters back: the list of a case's letters, and one letter as it was sent. */
#include "dispute/case.h"

bool dispute_command_letters(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    return letter_list(session, LETTER_OF_DISPUTE, each->id, answer, error);
}

/* On paper as well: by the command that keeps the print, with the rights and the line of the log that belong to it. */
static bool print_too(struct session *session, const struct arguments *arguments, struct table *answer, GError **error)
{
    const char *pdf = arguments_text(arguments, "pdf");
    const struct fact *number = table_find_fact(answer, "number");
    const struct command *print = command_find("letter.print");
    if (pdf == NULL || number == NULL || print == NULL) return true;
    g_autoptr(arguments_t) words = arguments_new(print);
    g_autoptr(table_t) printed = table_new();
    if (!arguments_set(words, "letter", number->cell.text, error) || !arguments_set(words, "file", pdf, error) ||
        (arguments_has(arguments, "replace") && !arguments_set(words, "replace", NULL, error)) ||
        !command_run(print, session, words, printed, error))
        return false;
    const struct fact *digest = table_find_fact(printed, "print_sha256");
    table_fact_text(answer, "file", N_("File"), pdf);
    if (digest != NULL) table_fact_text(answer, "print_sha256", N_("SHA-256 of the print"), digest->cell.text);
    return true;
}

bool dispute_command_letter(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    bool found;
    if (!letter_show(session, LETTER_OF_DISPUTE, each->id, arguments_int(arguments, "letter", 0), answer, &found,
                     error))
        return false;
    if (!found) {
        g_autofree char *number = case_number(each->id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("{1} has no such letter."),
                         N_("`bureau dispute letters` lists the letters of a case."), number, NULL);
    }
    return found && print_too(session, arguments, answer, error);
}
