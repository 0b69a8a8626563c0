/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a case: received, accepted and marked in one act, so that no disputed item is ever without its mark. The
 * clock starts on the day of receipt, whenever it is typed in. */
#include "dispute/case.h"

#include <string.h>

static bool check_reason(const char *reason, GError **error)
{
    if (codes_known("DISPUTE_REASON", reason)) return true;
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no reason {1} for a dispute."),
                     N_("`bureau dispute reasons` lists them."), reason, NULL);
    return false;
}

static bool same_item(const struct case_item *a, const struct case_item *b)
{
    return a->account == b->account && a->month.index == b->month.index && strcmp(a->field, b->field) == 0;
}

static bool add_item(struct session *session, struct dispute_case *each, const char *text, const char *reason,
                     GError **error)
{
    struct dispute_item parsed;
    if (!dispute_item_parse(text, &parsed, error)) return false;
    struct case_item *item = g_new0(struct case_item, 1);
    *item = (struct case_item){ .item = each->items->len + 1,
                                .account = parsed.account,
                                .month = parsed.month,
                                .field = parsed.field,
                                .reason = g_strdup(reason) };
    g_autofree char *claimed = parsed.claimed;
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
    g_autofree char *reason = g_ascii_strdown(arguments_text(arguments, "reason"), -1);
    size_t count = arguments_count(arguments, "item");
    if (!check_reason(reason, error)) return false;
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
                      " AND o.field = m.field WHERE m.dispute = ?1 AND d.id <> ?1 AND d.closed IS NULL ORDER BY 1",
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

static bool set_clock(struct dispute_case *each, GError **error)
{
    struct law_due due;
    const struct law_rule *rule = law_find_use(each->profile, "answer", error);
    if (rule == NULL || !law_count(rule, each->received, NULL, &due, error)) return false;
    if (!date_is_set(due.due)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED,
                         N_("The profile {1} names no number of days to answer a dispute."),
                         N_("Set the store's law.profile to one that does."), each->profile, NULL);
        law_due_clear(&due);
        return false;
    }
    each->due = due.due;
    each->due_reason = g_steal_pointer(&due.reason);
    law_due_clear(&due);
    return true;
}

static bool store_items(struct session *session, struct dispute_case *each, const struct dossier *dossier,
                        GError **error)
{
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        item->stored = item_stored(dossier, item->account, item->month, item->field, error);
        if (item->stored == NULL || !case_insert_item(session, each->id, item, error)) return false;
    }
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
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    const char *letter = g_str_has_prefix(step->effects, "letter:") ? step->effects + strlen("letter:") : NULL;
    return case_event(session, each, event, before, each->state, note, error) &&
           (letter == NULL || letters_make(session, each, letter, NULL, numbers, error));
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

bool case_open(struct session *session, struct dispute_case *each, const struct dossier *dossier, int64_t previous,
               char **linked, GError **error)
{
    if (!machine_loaded(error)) return false;
    each->profile = setting_get(session->store, "law.profile", "CN-ZX");
    each->maker = g_strdup(session->user);
    each->entered = session_today(session);
    each->version = 1;
    each->id = store_take_ids(session->store, "dispute", 1, error);
    if (each->id == 0 || !set_clock(each, error)) return false;
    g_autofree char *note = receipt_note(each, previous);
    if (!take_step(session, each, "receive", note, dossier, error)) return false;
    *linked = linked_cases(session, each, error);
    if (*linked == NULL) return false;
    g_autofree char *link = **linked != '\0' ? phrase_make(N_("Same item as {1}"), *linked, NULL) : NULL;
    return take_step(session, each, "accept", link, dossier, error) && case_follow(session, each, error) &&
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
    if (*linked != '\0') table_fact_text(answer, "linked", N_("Same item as"), linked);
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
    if (arguments_has(arguments, "text")) each->text = text_sanitise(arguments_text(arguments, "text"), -1);
    session->audited_subject = each->subject;
    if (!machine_loaded(error) || !check_received(each, session_today(session), error) ||
        !read_items(session, each, arguments, error))
        return false;
    g_autoptr(dossier_t) dossier = dossier_load(session, each->subject, error);
    if (dossier == NULL || !case_open(session, each, dossier, 0, &linked, error)) return false;
    session->audited_dispute = each->id;
    answer_opened(answer, each, linked);
    return true;
}
