/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a case: received, and, when it is known who applied, accepted and marked in one act, so that no accepted item
 * is ever without its mark. The clocks start on the day of receipt, whenever it is typed in and whatever is missing. */
#include "dispute/clock.h"

#include <string.h>

static bool check_reason(const char *reason, GError **error)
{
    if (reason == NULL) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Why an item is disputed is not said."),
                         N_("Give --reason for all items, or reason= in each; `bureau dispute reasons` lists them."),
                         NULL);
        return false;
    }
    if (codes_known("DISPUTE_REASON", reason)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no reason {1} for a dispute."),
                     N_("`bureau dispute reasons` lists them."), reason, NULL);
    return false;
}

static bool same_item(const struct case_item *a, const struct case_item *b)
{
    return a->account == b->account && a->fact == b->fact && a->month.index == b->month.index &&
           strcmp(a->field, b->field) == 0;
}

static bool add_item(struct session *session, struct dispute_case *each, const char *text, const char *reason,
                     GError **error)
{
    struct dispute_item parsed;
    if (!dispute_item_parse(text, &parsed, error)) return false;
    struct case_item *item = g_new0(struct case_item, 1);
    *item = (struct case_item){ .item = each->items->len + 1,
                                .account = parsed.account,
                                .fact = parsed.fact,
                                .month = parsed.month,
                                .field = parsed.field,
                                .reason = parsed.reason != NULL ? parsed.reason : g_strdup(reason) };
    g_autofree char *claimed = parsed.claimed;
    if (!check_reason(item->reason, error)) {
        case_item_free(item);
        return false;
    }
    for (guint i = 0; i < each->items->len; i++)
        if (same_item(each->items->pdata[i], item)) {
            bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The same item is named twice: {1}."),
                             N_("Name each item once."), item->field, NULL);
            case_item_free(item);
            return false;
        }
    g_ptr_array_add(each->items, item);
    if (claimed == NULL || *claimed == '\0') return true;
    item->claimed = field_normalise(field_find(item->field), claimed, session_today(session), error);
    return item->claimed != NULL;
}

static bool read_items(struct session *session, struct dispute_case *each, const struct arguments *arguments,
                       GError **error)
{
    g_autofree char *reason =
        arguments_has(arguments, "reason") ? g_ascii_strdown(arguments_text(arguments, "reason"), -1) : NULL;
    size_t count = arguments_count(arguments, "item");
    if (reason != NULL && !check_reason(reason, error)) return false;
    if (count == 0 || (int64_t)count > machine_policy("items_limit")) {
        g_autofree char *limit = g_strdup_printf("%" G_GINT64_FORMAT, machine_policy("items_limit"));
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A dispute has 1 to {1} items."),
                         N_("Open another for the rest."), limit, NULL);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!add_item(session, each, arguments_nth(arguments, "item", i), reason, error)) return false;
    return true;
}

/* ---- links --------------------------------------------------------------------------------------------------------
 */

/* Numbers of the subject's other open cases on any of the same items. */
static char *linked_cases(struct session *session, const struct dispute_case *each, GError **error)
{
    g_autoptr(GString) found = g_string_new(NULL);
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT DISTINCT o.dispute FROM dispute_item m JOIN dispute d ON d.subject = ?2"
                      " JOIN dispute_item o ON o.dispute = d.id AND o.account IS m.account AND o.month IS m.month"
                      " AND o.fact IS m.fact AND o.field = m.field WHERE m.dispute = ?1 AND d.id <> ?1 AND d.closed IS "
                      "NULL ORDER BY 1",
                      error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, each->id);
    statement_bind_int(row, 2, each->subject);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        g_autofree char *number = case_number(statement_int(row, 0));
        g_string_append_printf(found, "%s%s", found->len > 0 ? ", " : "", number);
    }
    return step == STEP_ERROR ? NULL : g_strdup(found->str);
}

/* ---- the act ------------------------------------------------------------------------------------------------------
 */

/* The newest other case of the same person on any of these items, open or not. */
static bool find_previous(struct session *session, struct dispute_case *each, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT max(d.id) FROM dispute d JOIN dispute_item o ON o.dispute = d.id WHERE d.subject = ?1"
                      " AND d.id <> ?2 AND o.account IS nullif(?3, 0) AND o.month IS ?4 AND o.field = ?5"
                      " AND o.fact IS nullif(?6, 0)",
                      error);
    if (row == NULL) return false;
    for (guint i = 0; i < each->items->len; i++) {
        const struct case_item *item = each->items->pdata[i];
        statement_bind_int(row, 1, each->subject);
        statement_bind_int(row, 2, each->id);
        statement_bind_int(row, 3, item->account);
        statement_bind_month(row, 4, item->month);
        statement_bind_text(row, 5, item->field);
        statement_bind_int(row, 6, item->fact);
        if (statement_step(row, error) != STEP_ROW) return false;
        each->previous = MAX(each->previous, statement_int(row, 0));
        statement_done(row);
    }
    return true;
}

static bool set_clocks(struct session *session, struct dispute_case *each, GError **error)
{
    if (law_find_use(each->profile, "answer", error) == NULL ||
        !clocks_event(session, each, "receive", each->received, error))
        return false;
    if (date_is_set(each->due) && each->due_reason != NULL) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The profile {1} names no number of days to answer a dispute."),
                     N_("Set the store's law.profile to one that does."), each->profile, NULL);
    return false;
}

static bool store_items(struct session *session, struct dispute_case *each, const struct dossier *dossier,
                        GError **error)
{
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        item->stored = item_held(dossier, item, error);
        if (item->stored == NULL || !case_insert_item(session, each->id, item, error)) return false;
    }
    return true;
}

static bool step_letters(struct session *session, const struct dispute_case *each, const struct law_step *step,
                         GError **error)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(step->effects, " ", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (g_str_has_prefix(words[i], "letter:") &&
            !letters_make(session, each, words[i] + strlen("letter:"), NULL, numbers, error))
            return false;
    return true;
}

/* One of the first steps, written down with its letter; the first of all writes the case itself. */
static bool take_step(struct session *session, struct dispute_case *each, const char *event, const char *note,
                      const struct dossier *dossier, GError **error)
{
    g_autofree char *before = g_strdup(each->state ? each->state : "-");
    const struct law_step *step = machine_find(before, event, each->profile);
    if (step == NULL) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The dispute table has no step {1} from {2}."),
                         N_("Correct data/law/dispute_fsm.tsv."), event, before, NULL);
        return false;
    }
    bool first = each->state == NULL;
    g_free(each->state);
    each->state = g_strdup(step->to);
    if (first && (!case_insert(session, each, error) || !store_items(session, each, dossier, error))) return false;
    return case_event(session, each, event, before, each->state, note, error) &&
           (first || clocks_event(session, each, event, session_today(session), error)) &&
           step_letters(session, each, step, error);
}

static char *receipt_note(const struct dispute_case *each, int64_t previous)
{
    char received[DATE_TEXT_SIZE];
    g_autofree char *late = g_strdup_printf("%d", each->entered.days - each->received.days);
    g_autofree char *before = case_number(previous);
    date_format(each->received, received);
    if (previous != 0) return phrase_make(N_("Received {1} after case {2}"), received, before, NULL);
    if (each->entered.days > each->received.days)
        return phrase_make(N_("Received {1}, entered {2} days later"), received, late, NULL);
    return phrase_make(N_("Received {1}"), received, NULL);
}

bool case_open(struct session *session, struct dispute_case *each, const struct dossier *dossier, int64_t again,
               char **linked, GError **error)
{
    if (!machine_loaded(error)) return false;
    each->profile = setting_get(session->store, "law.profile", "CN-ZX");
    each->maker = g_strdup(session->user);
    each->entered = session_today(session);
    each->due = DATE_NONE;
    each->previous = again;
    each->version = 1;
    each->id = store_take_ids(session->store, "dispute", 1, error);
    if (each->id == 0 || (again == 0 && !find_previous(session, each, error)) || !set_clocks(session, each, error))
        return false;
    const bool complete = case_lacks(each) == NULL;
    if (complete) each->verified = each->entered;
    g_autofree char *note = receipt_note(each, again);
    if (!take_step(session, each, "receive", note, dossier, error)) return false;
    *linked = linked_cases(session, each, error);
    if (*linked == NULL) return false;
    g_autofree char *link = **linked != '\0' ? phrase_make(N_("Same item as {1}"), *linked, NULL) : NULL;
    return (!complete ||
            (take_step(session, each, "accept", link, dossier, error) && case_follow(session, each, error))) &&
           case_save(session, each, error) && guard_touch(session, each->subject, each->subject, error);
}

static bool check_received(const struct dispute_case *each, struct date today, GError **error)
{
    if (each->received.days <= today.days) return true;
    char day[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("A dispute cannot be received on {1}: that day is not here yet."),
                     N_("Give the day on which it arrived."), date_format(each->received, day), NULL);
    return false;
}

static void answer_opened(struct table *answer, const struct dispute_case *each, const char *linked)
{
    g_autofree char *number = case_number(each->id);
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_date(answer, "due", N_("Due"), each->due);
    table_fact_phrase(answer, "due_reason", N_("How it is counted"), each->due_reason);
    table_fact_code(answer, "state", N_("State"), "DISPUTE_STATE", each->state);
    table_fact_date(answer, "received", N_("Received"), each->received);
    table_fact_date(answer, "entered", N_("Entered"), each->entered);
    table_fact_int(answer, "late", N_("Days entered late"), each->entered.days - each->received.days);
    table_fact_int(answer, "items", N_("Items"), each->items->len);
    table_fact_int(answer, "version", N_("Version"), each->version);
    if (date_is_set(each->target)) table_fact_date(answer, "target", N_("Own aim"), each->target);
    if (case_lacks(each) != NULL) table_fact_phrase(answer, "missing", N_("Missing"), case_lacks(each));
    if (*linked != '\0') table_fact_text(answer, "linked", N_("Same item as"), linked);
    if (each->previous != 0) {
        g_autofree char *previous = case_number(each->previous);
        table_fact_text(answer, "previous", N_("Disputed before in"), previous);
    }
}

static char *text_of(const struct arguments *arguments, const char *name)
{
    return arguments_has(arguments, name) ? text_sanitise(arguments_text(arguments, name), -1) : NULL;
}

/* Who applied, and how that is known. Somebody who stands at the counter for themselves was seen there. */
static void read_applicant(struct dispute_case *each, const struct arguments *arguments)
{
    const char *applicant = arguments_text(arguments, "applicant");
    const bool for_another = arguments_has(arguments, "agent") || strcmp(each->channel, "agent") == 0;
    each->applicant = g_strdup(applicant != NULL ? applicant : for_another ? "agent" : "subject");
    each->agent = text_of(arguments, "agent");
    each->authority = text_of(arguments, "authority");
    each->identity = text_of(arguments, "identity");
    if (each->identity == NULL && strcmp(each->applicant, "subject") == 0 && strcmp(each->channel, "counter") == 0)
        each->identity = g_strdup("counter");
    each->free_report = arguments_has(arguments, "free-report");
}

/* The longer period after the free report is one law's own. */
static bool check_free_report(struct session *session, const struct dispute_case *each, GError **error)
{
    if (!each->free_report) return true;
    const char *profile = session_profile(session);
    const struct clock_rule *rule = clock_rule_find(profile, "answer", "receive", true);
    if (rule != NULL && *rule->when != '\0') return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The law of {1} knows no longer period for disputes after a free report."),
                     N_("Leave out --free-report."), profile, NULL);
    return false;
}

bool dispute_command_open(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(dispute_case_t) each = g_new0(struct dispute_case, 1);
    g_autofree char *linked = NULL;
    case_begin(each);
    each->subject = arguments_int(arguments, "subject", 0);
    each->received =
        arguments_has(arguments, "received") ? arguments_date(arguments, "received") : session_today(session);
    each->channel = g_strdup(arguments_has(arguments, "channel") ? arguments_text(arguments, "channel") : "counter");
    read_applicant(each, arguments);
    if (arguments_has(arguments, "text")) each->text = text_sanitise(arguments_text(arguments, "text"), -1);
    session->audited_subject = each->subject;
    if (!machine_loaded(error) || !check_received(each, session_today(session), error) ||
        !check_free_report(session, each, error) || !read_items(session, each, arguments, error))
        return false;
    g_autoptr(dossier_t) dossier = dossier_load(session, each->subject, error);
    if (dossier == NULL || !case_open(session, each, dossier, 0, &linked, error) ||
        !case_attach(session, each, arguments, "attach", error))
        return false;
    session->audited_dispute = each->id;
    answer_opened(answer, each, linked);
    return true;
}
