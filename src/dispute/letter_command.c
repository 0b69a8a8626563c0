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
    return found;
}
