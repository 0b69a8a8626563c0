/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a case: its file is made, kept with its digest among its letters, and closed. A paper that is missing is
 * named, and the case stays where it is (2005 procedure, articles 18 and 19: what an archive holds). */
#include "dispute/act.h"
#include "dispute/case_file.h"

#include <string.h>

/* What has to be in the case: a statement that counts it, and how it is called when it counts none. */
static const struct paper {
    const char *outcome; /* only of a case that ended so; NULL: of every one */
    const char *count, *name;
} papers[] = {
    { NULL, "SELECT count(*) FROM letter WHERE dispute = ?1 AND kind = 'acknowledgement'", N_("the acknowledgement") },
    /* a case that was withdrawn or judged before it was accepted needs neither */
    { NULL,
      "SELECT identity IS NOT NULL OR NOT EXISTS (SELECT 1 FROM dispute_event WHERE dispute = ?1 AND after = "
      "'ACCEPTED') FROM dispute WHERE id = ?1",
      N_("the proof of identity") },
    { NULL,
      "SELECT applicant = 'subject' OR authority IS NOT NULL OR NOT EXISTS (SELECT 1 FROM dispute_event WHERE dispute "
      "= ?1 AND after = 'ACCEPTED') FROM dispute WHERE id = ?1",
      N_("the agent's authority") },
    { "correct", "SELECT count(*) FROM attachment WHERE dispute = ?1", N_("the evidence of the furnisher") },
    { "corrected", "SELECT count(*) FROM letter WHERE dispute = ?1 AND kind = 'correction_notice'",
      N_("the notice of the correction") },
    { "withdrawn", "SELECT count(*) FROM dispute_event WHERE dispute = ?1 AND event = 'withdraw' AND note IS NOT NULL",
      N_("the applicant's withdrawal") },
    { NULL,
      "SELECT count(*) = 0 FROM dispute_clock WHERE dispute = ?1 AND met IS NULL AND replaced IS NULL AND clock <>"
      " 'answer'",
      N_("what a clock that still runs waits for") },
};

static bool refuse(const struct dispute_case *each, const char *missing, GError **error)
{
    g_autofree char *number = case_number(each->id);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} cannot be archived: {2} is missing."),
                     N_("Add the paper to the case first."), number, missing, NULL);
    return false;
}

static bool is_complete(struct act *act, GError **error)
{
    const struct dispute_case *each = act->each;
    bool answered;
    if (!letters_answered(act->session, each->id, &answered, error)) return false;
    if (!answered) return refuse(each, N_("the written reply"), error);
    for (size_t i = 0; i < G_N_ELEMENTS(papers); i++) {
        int64_t there = 0;
        if (papers[i].outcome != NULL && g_strcmp0(papers[i].outcome, each->outcome) != 0) continue;
        if (!store_query_int(act->session->store, &there, 0, error, papers[i].count, "i", each->id)) return false;
        if (there == 0) return refuse(each, papers[i].name, error);
    }
    return true;
}

bool effect_archive(struct act *act, const char *detail, GError **error)
{
    (void)detail;
    struct dispute_case *each = act->each;
    struct session *session = act->session;
    if (!is_complete(act, error)) return false;
    const char *language = letter_language(NULL, each->profile);
    const struct letter letter = { LETTER_OF_DISPUTE, each->id, each->subject, "case_file", language };
    each->archived = session_today(session);
    g_autofree char *number = letter_next_number(session, &letter, error);
    g_autofree char *text = number != NULL ? case_file_text(session, each, language, true, error) : NULL;
    if (text == NULL || !letter_store(session, &letter, number, text, error) ||
        !store_run(session->store, error, "UPDATE dispute SET archived = ?2 WHERE id = ?1", "id", each->id,
                   each->archived))
        return false;
    g_ptr_array_add(act->letters, g_steal_pointer(&number));
    return true;
}
