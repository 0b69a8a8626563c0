/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for its second person, and what became of the rest. Words that are personal are shown to those alone who
 * wrote them or have to judge them; everybody else sees that there are some. */
#include "command/private.h"
#include "command/second.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "proposal", .title = N_("No."), .type = VALUE_INTEGER },
    { .id = "command", .title = N_("Command"), .type = VALUE_TEXT },
    { .id = "title", .title = N_("What"), .type = VALUE_PHRASE, .priority = 1 },
    { .id = "words", .title = N_("With"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "purpose", .title = N_("Purpose"), .type = VALUE_CODE, .group = "PURPOSE", .priority = 3 },
    { .id = "maker", .title = N_("Asked by"), .type = VALUE_TEXT },
    { .id = "made", .title = N_("Asked"), .type = VALUE_MOMENT, .priority = 1 },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "state", .title = N_("State"), .type = VALUE_CODE, .group = "PROPOSAL_STATE" },
    { .id = "expires", .title = N_("Can be approved until"), .type = VALUE_DATE, .priority = 2 },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "yours", .title = N_("You may approve"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "checker", .title = N_("Looked at by"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "checked", .title = N_("Looked at"), .type = VALUE_MOMENT, .priority = 3 },
    { .id = "note", .title = N_("Note"), .type = VALUE_TEXT, .priority = 3 },
};

static bool is_yours(const struct proposal *proposal, const struct session *session)
{
    return strcmp(proposal->state, "open") == 0 && proposal_may_check(proposal, session) &&
           !proposal_is_own(proposal, session);
}

static void add_optional(struct table *answer, int64_t value)
{
    if (value)
        table_add_int(answer, value);
    else
        table_add_null(answer);
}

/* As in the log: what is personal is a dash. */
static char *shown_words(const struct proposal *proposal, const struct command *command)
{
    g_autoptr(arguments_t) words = command ? arguments_from_words(command, proposal->words, NULL) : NULL;
    return words ? arguments_note(words) : NULL;
}

static bool add_row(struct table *answer, struct session *session, const struct proposal *proposal, GError **error)
{
    const struct command *command = command_find(proposal->command);
    const bool open = strcmp(proposal->state, "open") == 0;
    g_autofree char *words = shown_words(proposal, command);
    table_row_begin(answer);
    table_add_int(answer, proposal->id);
    table_add_text(answer, proposal->command);
    table_add_text(answer, command ? command->title : NULL);
    table_add_text(answer, words);
    add_optional(answer, proposal->subject);
    table_add_text(answer, proposal->purpose);
    table_add_text(answer, proposal->maker);
    table_add_int(answer, proposal->made);
    table_add_text(answer, proposal->reason);
    table_add_text(answer, proposal->state);
    table_add_date(answer, proposal->last);
    if (open)
        table_add_int(answer, proposal->last.days - session_today(session).days);
    else
        table_add_null(answer);
    table_add_int(answer, is_yours(proposal, session));
    table_add_text(answer, proposal->checker);
    add_optional(answer, proposal->checked);
    table_add_text(answer, proposal->note);
    return table_row_end(answer, error);
}

bool second_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *state = arguments_text(arguments, "state");
    g_autoptr(statement_t) row =
        store_prepare(session->store, "SELECT " PROPOSAL_COLUMNS " FROM proposal ORDER BY id DESC", error);
    if (!row) return false;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        g_autoptr(proposal_t) proposal = proposal_of_row(session, row);
        const bool wanted = !state || strcmp(state, "all") == 0 || strcmp(state, proposal->state) == 0;
        if (wanted && !add_row(answer, session, proposal, error)) return false;
    }
    return step == STEP_DONE;
}

/* ---- one --------------------------------------------------------------------------------------------------------- */

static const struct column word_columns[] = {
    { .id = "argument", .title = N_("Argument"), .type = VALUE_TEXT },
    { .id = "help", .title = N_("Help"), .type = VALUE_PHRASE, .priority = 2 },
    { .id = "value", .title = N_("Value"), .type = VALUE_TEXT },
};

static void text_or_null(struct table *answer, const char *id, const char *title, const char *text)
{
    if (text)
        table_fact_text(answer, id, title, text);
    else
        table_fact_null(answer, id, title);
}

static void add_facts(struct table *answer, struct session *session, const struct proposal *proposal,
                      const struct command *command)
{
    table_fact_int(answer, "proposal", N_("Proposal"), proposal->id);
    table_fact_text(answer, "command", N_("Command"), proposal->command);
    if (command) table_fact_phrase(answer, "title", N_("What"), command->title);
    if (proposal->subject) table_fact_int(answer, "subject", N_("Subject"), proposal->subject);
    if (proposal->purpose) table_fact_code(answer, "purpose", N_("Purpose"), "PURPOSE", proposal->purpose);
    table_fact_text(answer, "maker", N_("Asked by"), proposal->maker);
    table_fact_moment(answer, "made", N_("Asked"), proposal->made);
    text_or_null(answer, "reason", N_("Reason"), proposal->reason);
    table_fact_code(answer, "state", N_("State"), "PROPOSAL_STATE", proposal->state);
    table_fact_date(answer, "expires", N_("Can be approved until"), proposal->last);
    table_fact_flag(answer, "yours", N_("You may approve"), is_yours(proposal, session));
    text_or_null(answer, "checker", N_("Looked at by"), proposal->checker);
    table_fact_moment(answer, "checked", N_("Looked at"), proposal->checked);
    text_or_null(answer, "note", N_("Note"), proposal->note);
}

static bool add_words(struct table *answer, const struct arguments *words, bool all, GError **error)
{
    struct given given;
    table_set_columns(answer, word_columns, G_N_ELEMENTS(word_columns));
    for (size_t i = 0; arguments_at(words, i, &given); i++) {
        const bool hidden = !all && (given.argument->flags & ARGUMENT_PERSONAL);
        table_row_begin(answer);
        table_add_text(answer, given.argument->name);
        table_add_text(answer, given.argument->help);
        table_add_text(answer, hidden ? HIDDEN_TEXT : given.text);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

bool second_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    g_autoptr(proposal_t) proposal = proposal_read(session, arguments_int(arguments, "proposal", 0), error);
    if (!proposal) return false;
    const struct command *command = command_find(proposal->command);
    const bool all = proposal_is_own(proposal, session) || proposal_may_check(proposal, session);
    add_facts(answer, session, proposal, command);
    if (!command || *proposal->words == '\0') return true; /* they went with the file they were about */
    g_autoptr(arguments_t) words = arguments_from_words(command, proposal->words, error);
    return words && add_words(answer, words, all, error);
}
