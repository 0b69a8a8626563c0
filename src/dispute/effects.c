/* SPDX-License-Identifier: Apache-2.0 */
/* What a step does, by the words of the column `effects` of data/law/dispute_fsm.tsv: a name, or "name:detail". */
#include "dispute/act.h"
#include "dispute/enquiry.h"

#include <string.h>

/* What was taken out because nobody could verify it is not told as an error that was found (15 U.S.C. 1681i(a)(5)(A)).
 */
static bool reply_kind(struct act *act, const char **kind, GError **error)
{
    int64_t undecided = 0;
    if (strcmp(*kind, "reply_corrected") != 0) return true;
    if (!store_query_int(act->session->store, &undecided, 0, error,
                         "SELECT count(*) FROM dispute_event WHERE dispute = ?1 AND event = 'cannot_determine'", "i",
                         act->each->id))
        return false;
    if (undecided > 0) *kind = "reply_unverifiable";
    return true;
}

/* The letters to furnishers go with a row each of what was asked and answered. */
static bool effect_letter(struct act *act, const char *detail, GError **error)
{
    if (strcmp(detail, "enquiry") == 0) return enquiries_ask(act, error);
    if (strcmp(detail, "reminder") == 0) return enquiries_remind(act, error);
    const struct letter_extra extra = { .text = arguments_text(act->arguments, "text"),
                                        .planned = arguments_date(act->arguments, "planned") };
    if (!reply_kind(act, &detail, error)) return false;
    return letters_make_with(act->session, act->each, detail, &extra, act->letters, error);
}

static const struct {
    const char *name;
    effect_function *run;
} effects[] = {
    { "answer", effect_answer },       { "decide", effect_decide },     { "correct", effect_correct },
    { "unmark", effect_unmark },       { "close", effect_close },       { "special", effect_special },
    { "statement", effect_statement }, { "again", effect_again },       { "letter", effect_letter },
    { "verify", effect_verify },       { "relevant", effect_relevant }, { "extend", effect_extend },
    { "restrict", effect_restrict },   { "note", effect_note },         { "archive", effect_archive },
    { "back", effect_back },           { "reinsert", effect_reinsert },
};

static bool run(struct act *act, const char *word, GError **error)
{
    const char *colon = strchr(word, ':');
    const size_t length = colon != NULL ? (size_t)(colon - word) : strlen(word);
    for (size_t i = 0; i < G_N_ELEMENTS(effects); i++)
        if (strlen(effects[i].name) == length && strncmp(effects[i].name, word, length) == 0)
            return effects[i].run(act, colon != NULL ? colon + 1 : NULL, error);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The dispute table names an effect {1} that is not known."),
                     N_("Correct data/law/dispute_fsm.tsv."), word, NULL);
    return false;
}

bool effects_run(struct act *act, GError **error)
{
    g_auto(GStrv) words = g_strsplit(act->step->effects, " ", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && !run(act, words[i], error)) return false;
    return true;
}
