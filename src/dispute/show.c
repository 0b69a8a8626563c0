/* SPDX-License-Identifier: Apache-2.0 */
/* A case to look at: where it stands and how it came there, and what is disputed in it. */
#include "dispute/correct.h"
#include "dispute/second.h"

#include <string.h>

static const struct column event_columns[] = {
    { .id = "seq", .title = N_("No."), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "at", .title = N_("When"), .type = VALUE_MOMENT },
    { .id = "user", .title = N_("By"), .type = VALUE_TEXT },
    { .id = "event", .title = N_("Event"), .type = VALUE_CODE, .group = "DISPUTE_EVENT" },
    { .id = "before", .title = N_("From"), .type = VALUE_CODE, .group = "DISPUTE_STATE", .priority = 2 },
    { .id = "after", .title = N_("To"), .type = VALUE_CODE, .group = "DISPUTE_STATE", .priority = 1 },
    { .id = "note", .title = N_("Note"), .type = VALUE_PHRASE, .priority = 1 },
    { .id = "evidence", .title = N_("Evidence"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "change", .title = N_("Change"), .type = VALUE_INTEGER, .priority = 5 },
};

static void fact_text_or_null(struct table *answer, const char *id, const char *title, const char *value)
{
    if (value != NULL)
        table_fact_text(answer, id, title, value);
    else
        table_fact_null(answer, id, title);
}

static void show_who(struct session *session, struct table *answer, const struct dispute_case *each)
{
    g_autoptr(dossier_t) dossier = dossier_load(session, each->subject, NULL);
    table_fact_int(answer, "subject", N_("Subject"), each->subject);
    if (dossier == NULL) return;
    table_fact_secret(answer, "name", N_("Name"), dossier_name(dossier), SECRECY_NAME);
    if (dossier_identity(dossier) != NULL)
        table_fact_secret(answer, "identity", N_("Identity"), dossier_identity(dossier), SECRECY_IDENTITY);
}

static void show_clock(struct session *session, struct table *answer, const struct dispute_case *each,
                       const struct law_state *state)
{
    table_fact_date(answer, "received", N_("Received"), each->received);
    table_fact_date(answer, "entered", N_("Entered"), each->entered);
    table_fact_int(answer, "late", N_("Days entered late"), each->entered.days - each->received.days);
    table_fact_date(answer, "due", N_("Due"), each->due);
    table_fact_phrase(answer, "due_reason", N_("How it is counted"), each->due_reason);
    if (state != NULL && state->open)
        table_fact_int(answer, "days_left", N_("Days left"), each->due.days - session_today(session).days);
    if (date_is_set(each->target)) table_fact_date(answer, "target", N_("Own aim"), each->target);
    if (date_is_set(each->planned) && strcmp(each->state, "CORRECTION_PENDING") == 0)
        table_fact_date(answer, "planned", N_("Correction planned for"), each->planned);
    if (date_is_set(each->closed)) table_fact_date(answer, "closed", N_("Closed"), each->closed);
    if (date_is_set(each->archived)) table_fact_date(answer, "archived", N_("Archived"), each->archived);
}

/* Who applied, and how that is known. */
static void show_applicant(struct table *answer, const struct dispute_case *each)
{
    table_fact_code(answer, "applicant", N_("Applicant"), "DISPUTE_APPLICANT",
                    each->applicant != NULL ? each->applicant : "subject");
    if (each->agent != NULL) table_fact_secret(answer, "agent", N_("Agent"), each->agent, SECRECY_NAME);
    if (each->authority != NULL) table_fact_text(answer, "authority", N_("Authority shown"), each->authority);
    if (each->identity != NULL)
        table_fact_code(answer, "verified_by", N_("Identity verified"), "DISPUTE_IDENTITY", each->identity);
    if (date_is_set(each->verified)) table_fact_date(answer, "verified", N_("Verified on"), each->verified);
    if (case_lacks(each) != NULL) table_fact_phrase(answer, "missing", N_("Missing"), case_lacks(each));
}

/* Who works on it, until when it is put aside, and which case it goes on from. */
static void show_desk(struct table *answer, const struct dispute_case *each)
{
    fact_text_or_null(answer, "owner", N_("Works on it"), each->owner);
    if (date_is_set(each->diary)) table_fact_date(answer, "diary", N_("Put aside until"), each->diary);
    table_fact_flag(answer, "contrary", N_("Contradiction"), each->contrary);
    if (each->previous != 0) table_fact_int(answer, "previous", N_("Earlier case"), each->previous);
}

static void show_facts(struct session *session, struct table *answer, const struct dispute_case *each)
{
    const struct law_state *state = machine_state(each->state);
    g_autofree char *number = case_number(each->id);
    g_autofree const char **next = dispute_next_events(each->state, each->profile);
    g_autofree char *names = g_strjoinv(" ", (char **)next);
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_text(answer, "number", N_("Number"), number);
    show_who(session, answer, each);
    table_fact_code(answer, "state", N_("State"), "DISPUTE_STATE", each->state);
    if (state != NULL) {
        table_fact_code(answer, "waiting_for", N_("Waiting for"), "DISPUTE_WAITING", state->waiting_for);
        table_fact_int(answer, "step", N_("Step of seven"), state->step);
    }
    table_fact_text(answer, "next", N_("Possible next"), names);
    show_clock(session, answer, each, state);
    table_fact_text(answer, "profile", N_("Profile"), each->profile);
    table_fact_code(answer, "channel", N_("Channel"), "DISPUTE_CHANNEL", each->channel);
    show_applicant(answer, each);
    if (each->previous != 0) {
        g_autofree char *previous = case_number(each->previous);
        table_fact_text(answer, "previous", N_("Disputed before in"), previous);
    }
    table_fact_text(answer, "maker", N_("Taken in by"), each->maker);
    fact_text_or_null(answer, "decider", N_("Decided by"), each->decider);
    if (each->outcome != NULL) table_fact_code(answer, "outcome", N_("Outcome"), "DISPUTE_OUTCOME", each->outcome);
    fact_text_or_null(answer, "text", N_("In the applicant's words"), each->text);
    table_fact_int(answer, "items", N_("Items"), each->items->len);
    table_fact_int(answer, "version", N_("Version"), each->version);
    show_desk(answer, each);
}

static bool event_row(struct table *answer, struct statement *row, GError **error)
{
    table_row_begin(answer);
    table_add_int(answer, statement_int(row, 0));
    table_add_int(answer, statement_int(row, 1));
    for (int column = 2; column <= 7; column++)
        table_add_text(answer, statement_text(row, column));
    table_add_int(answer, statement_int(row, 8));
    return table_row_end(answer, error);
}

bool dispute_command_show(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    show_facts(session, answer, each);
    if (!second_show_proposal(session, each, answer, error)) return false;
    table_set_columns(answer, event_columns, G_N_ELEMENTS(event_columns));
    /* a file belongs to the first event of its moment and its person; what followed of itself has none */
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT e.seq, e.at, e.user, e.event, e.before, e.after, e.note,"
                      " (SELECT group_concat(a.name || ' ' || substr(a.digest, 1, 12), ', ') FROM attachment a WHERE "
                      "a.dispute = e.dispute AND a.added = e.at AND e.seq = (SELECT min(f.seq) FROM dispute_event f"
                      " WHERE f.dispute = a.dispute AND f.at = a.added AND f.user = a.user"
                      "   AND f.event NOT IN ('mark', 'overdue'))), e.change"
                      " FROM dispute_event e WHERE e.dispute = ?1 AND e.change <= ?2 ORDER BY e.seq",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        if (!event_row(answer, row, error)) return false;
    return step == STEP_DONE;
}

/* ---- items --------------------------------------------------------------------------------------------------------
 */

static const struct column item_columns[] = {
    { .id = "item", .title = N_("Item"), .type = VALUE_INTEGER },
    { .id = "field", .title = N_("Field"), .type = VALUE_CODE, .group = "DISPUTE_FIELD" },
    { .id = "month", .title = N_("Month"), .type = VALUE_MONTH },
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER },
    { .id = "claimed", .title = N_("Says subject"), .type = VALUE_TEXT },
    { .id = "stored", .title = N_("Stored"), .type = VALUE_TEXT },
    { .id = "answered", .title = N_("Furnisher"), .type = VALUE_TEXT },
    { .id = "corrected", .title = N_("Corrected"), .type = VALUE_TEXT, .priority = 1 },
    { .id = "outcome", .title = N_("Outcome"), .type = VALUE_CODE, .group = "DISPUTE_OUTCOME", .priority = 1 },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_CODE, .group = "DISPUTE_REASON", .priority = 2 },
    { .id = "fact", .title = N_("Fact"), .type = VALUE_INTEGER, .priority = 3 },
};

/* The column's secrecy varies with the field, so the value is masked here, where the field is known. */
static void add_value(struct table *answer, const struct case_item *item, const char *value)
{
    const enum secrecy secrecy = item_secrecy(item->field);
    g_autofree char *shown = shown_text(value, secrecy, table_shown(answer, secrecy));
    table_add_text(answer, shown);
}

bool dispute_command_items(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    table_set_columns(answer, item_columns, G_N_ELEMENTS(item_columns));
    for (guint i = 0; i < each->items->len; i++) {
        const struct case_item *item = each->items->pdata[i];
        table_row_begin(answer);
        table_add_int(answer, item->item);
        table_add_text(answer, item->field);
        table_add_month(answer, item->month);
        if (item->account != 0)
            table_add_int(answer, item->account);
        else
            table_add_null(answer);
        add_value(answer, item, item->claimed);
        add_value(answer, item, item->stored);
        add_value(answer, item, item->answered);
        add_value(answer, item, item->corrected);
        table_add_text(answer, item->outcome);
        table_add_text(answer, item->reason);
        if (item->fact != 0)
            table_add_int(answer, item->fact);
        else
            table_add_null(answer);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
