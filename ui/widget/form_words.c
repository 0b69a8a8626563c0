/* SPDX-License-Identifier: Apache-2.0 */
/* See form_words.h. Many arguments share a name and differ in their choices: a group of codes fits when it names every
 * one of them. */
#include "widget/form_words.h"

#include "base/codes.h"
#include "cli/language.h"

#include <string.h>

/* Groups that choices come from, the narrow ones first; CHOICE holds what no other names. */
static const char *const groups[] = {
    "OVERRIDE",          "MODEL_SUBJECT",
    "REQUEST_APPLICANT", "DISPUTE_CHANNEL",
    "CONSENT_FORM",      "CONSENT_KIND",
    "REQUEST_KIND",      "PROTECTION_KIND",
    "INCIDENT_KIND",     "AGREEMENT_KIND",
    "ARTICLE_KIND",      "DATA_KIND",
    "FIELD_GRADE",       "INCIDENT_GRADE",
    "TRANSFER_METHOD",   "PIA_OCCASION",
    "DECISION_OUTCOME",  "DECISION_STATE",
    "PROPOSAL_STATE",    "OUTCOME",
    "PURPOSE",           "ROLE",
    "SECRECY",           "REQUEST_OUTCOME",
    "DISPUTE_APPLICANT", "DISPUTE_IDENTITY",
    "DISPUTE_OUTCOME",   "ATTACHMENT_ROLE",
    "STATEMENT_KIND",
};

const char *form_label(const struct command *command, const struct argument *argument)
{
    g_autofree char *own = g_strconcat(command->id, ".", argument->name, NULL);
    return codes_label("ARGUMENT", codes_known("ARGUMENT", own) ? own : argument->name, language_code());
}

static bool names_all(const char *group, char *const *choices)
{
    for (guint i = 0; choices[i] != NULL; i++)
        if (strcmp(choices[i], "all") != 0 && !codes_known(group, choices[i])) return false;
    return true;
}

const char *form_choice_label(const struct argument *argument, const char *code)
{
    const char *text = argument->type == ARGUMENT_FLAG ? "yes" : argument->choices;
    if (text == NULL) return code;
    g_auto(GStrv) choices = g_strsplit(text, "|", -1);
    for (guint i = 0; i < G_N_ELEMENTS(groups); i++)
        if (names_all(groups[i], choices) && codes_known(groups[i], code))
            return codes_label(groups[i], code, language_code());
    return codes_label("CHOICE", code, language_code());
}

const char *form_text_label(const struct command *command, const struct argument *argument, const char *text)
{
    static const char *const of[][3] = { { "request.", "event", "REQUEST_EVENT" },
                                         { "dispute.", "event", "DISPUTE_EVENT" },
                                         { "incident.", "event", "INCIDENT_EVENT" },
                                         { "dispute.", "reason", "DISPUTE_REASON" },
                                         { "", "purpose", "PURPOSE" } };
    for (guint i = 0; i < G_N_ELEMENTS(of); i++)
        if (g_str_has_prefix(command->id, of[i][0]) && strcmp(argument->name, of[i][1]) == 0)
            return codes_label(of[i][2], text, language_code());
    return text;
}

bool form_hides(const struct command *command, const struct argument *argument)
{
    return (command->flags & COMMAND_WRITES) != 0 && strcmp(argument->name, "version") == 0 &&
           argument->type == ARGUMENT_INTEGER && (argument->flags & ARGUMENT_OPTION) != 0;
}
