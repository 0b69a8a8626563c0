/* SPDX-License-Identifier: Apache-2.0 */
/* What a step does, by the words of the column `effects` of data/law/dispute_fsm.tsv: a name, or "name:detail". */
#include "dispute/act.h"

#include <string.h>

static bool effect_letter(struct act *act, const char *detail, GError **error)
{
    return letters_make(act->session, act->each, detail, arguments_text(act->arguments, "text"), act->letters, error);
}

static const struct {
    const char *name;
    effect_function *run;
} effects[] = {
    { "answer", effect_answer },       { "decide", effect_decide }, { "correct", effect_correct },
    { "unmark", effect_unmark },       { "close", effect_close },   { "special", effect_special },
    { "statement", effect_statement }, { "again", effect_again },   { "letter", effect_letter },
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
