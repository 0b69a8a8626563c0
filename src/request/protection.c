/* SPDX-License-Identifier: Apache-2.0 */
/* What a person has placed on the file: freeze, alerts, restriction, objection. Which there are under which law, how
 * long they stand and how soon they must be placed is data/law/protections.tsv; who looks is stopped by the door. */
#include "request/register.h"

#include <string.h>

/* ---- the rules ----------------------------------------------------------------------------------------------------
 */

static struct {
    struct tsv *file;
    struct protection_rule *rule;
    size_t rules;
} table;

static const char *or_empty(size_t row, const char *column)
{
    const char *cell = tsv_cell(table.file, row, column);
    return strcmp(cell, "-") == 0 ? "" : cell;
}

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    table.file = tsv_load("law/protections.tsv", &error);
    if (!table.file) {
        g_warning("%s", error->message);
        return NULL;
    }
    table.rules = tsv_rows(table.file);
    table.rule = g_new0(struct protection_rule, table.rules);
    for (size_t i = 0; i < table.rules; i++)
        table.rule[i] = (struct protection_rule){ .family = or_empty(i, "family"),
                                                  .kind = or_empty(i, "kind"),
                                                  .length = or_empty(i, "length"),
                                                  .place = or_empty(i, "place"),
                                                  .place_mail = or_empty(i, "place_mail"),
                                                  .cite = or_empty(i, "cite"),
                                                  .status = or_empty(i, "status"),
                                                  .contact = strcmp(or_empty(i, "contact"), "yes") == 0,
                                                  .reference = strcmp(or_empty(i, "reference"), "yes") == 0 };
    return NULL;
}

const struct protection_rule *protection_rule_at(size_t index)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
    return index < table.rules ? &table.rule[index] : NULL;
}

const struct protection_rule *protection_rule_find(const char *profile, const char *kind, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const struct protection_rule *rule;
    for (size_t i = 0; (rule = protection_rule_at(i)) != NULL; i++) {
        if (!law_in_family(profile, rule->family)) continue;
        if (strcmp(rule->kind, kind) == 0) return rule;
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", rule->kind);
    }
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The law of {1} knows no {2}."), N_("It knows: {3}."), profile,
                     kind, names->len > 0 ? names->str : "-", NULL);
    return NULL;
}

/* ---- placing ------------------------------------------------------------------------------------------------------
 */

static bool check_alone(struct session *session, const struct protection *protection, GError **error)
{
    int64_t standing = 0;
    if (!store_query_int(session->store, &standing, 0, error,
                         "SELECT id FROM protection WHERE subject = ?1 AND kind = ?2 AND lifted IS NULL"
                         " AND (ends IS NULL OR ends >= ?3) AND (?2 <> 'block')",
                         "isd", protection->subject, protection->kind, protection->begins))
        return false;
    if (standing == 0) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, standing);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("There is one of this kind already: protection {1}."),
                     N_("Lift it first, or leave it."), number, NULL);
    return false;
}

int64_t protection_place(struct session *session, const struct protection *protection, GError **error)
{
    if (!check_alone(session, protection, error)) return 0;
    g_autofree char *contact = protection->contact ? text_sanitise(protection->contact, -1) : NULL;
    g_autofree char *reason = text_sanitise(protection->reason, -1);
    const int64_t id = store_take_ids(session->store, "protection", 1, error);
    if (id == 0 ||
        !store_run(session->store, error,
                   "INSERT INTO protection (id, subject, kind, begins, ends, contact, reason, request,"
                   " placed, placed_by, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, nullif(?8, 0), ?9, ?10, 1)",
                   "iisddssiis", id, protection->subject, protection->kind, protection->begins, protection->ends,
                   contact, reason, protection->request, session_now(session), session->user))
        return 0;
    return id;
}

/* Until when: the law's period from the day it begins; a day that was named may only be earlier. */
static bool set_end(struct session *session, const struct protection_rule *rule, const struct arguments *arguments,
                    struct protection *protection, GError **error)
{
    struct law_due due = { .due = DATE_NONE, .rolled = DATE_NONE };
    if (*rule->length) {
        const struct law_rule *law = law_find_for(session_profile(session), rule->length, error);
        if (!law || !law_count(law, protection->begins, NULL, &due, error)) return false;
    }
    protection->ends = due.due;
    law_due_clear(&due);
    const struct date until = arguments_has(arguments, "until") ? arguments_date(arguments, "until") : DATE_NONE;
    if (!date_is_set(until)) return true;
    if (until.days >= protection->begins.days &&
        (!date_is_set(protection->ends) || until.days <= protection->ends.days)) {
        protection->ends = until;
        return true;
    }
    char last[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("It cannot stand until that day; the law's last day is {1}."),
                     N_("Leave out --until, or give an earlier day that is not past."),
                     date_is_set(protection->ends) ? date_format(protection->ends, last) : "-", NULL);
    return false;
}

static bool check_parts(const struct protection_rule *rule, const struct arguments *arguments, GError **error)
{
    const char *contact = arguments_text(arguments, "contact"), *report = arguments_text(arguments, "report");
    if (rule->contact && !(contact && *contact)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} needs a telephone at which the person is asked."),
                         N_("Give it with --contact."), rule->kind, NULL);
        return false;
    }
    if (rule->reference && !(report && *report)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} needs the number of the report to the authorities."),
                         N_("Give it with --report."), rule->kind, NULL);
        return false;
    }
    return true;
}

/* The request it belongs to is one of the same person. */
static bool check_request(struct session *session, const struct protection *protection, GError **error)
{
    int64_t owner = 0;
    if (protection->request == 0) return true;
    if (!store_query_int(session->store, &owner, 0, error, "SELECT subject FROM request WHERE id = ?1", "i",
                         protection->request))
        return false;
    if (owner == protection->subject) return true;
    g_autofree char *number = request_number(protection->request);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is not a request of this person."),
                     N_("`bureau request list` lists them."), number, NULL);
    return false;
}

/* By when the law wants it placed, and whether it is in time. */
static bool answer_clock(struct session *session, const struct protection_rule *rule, struct date asked, bool mail,
                         struct table *answer, GError **error)
{
    const char *place = mail && *rule->place_mail ? rule->place_mail : rule->place;
    struct law_due due;
    if (!*place) return true;
    const struct law_rule *law = law_find_for(session_profile(session), place, error);
    if (!law || !law_count(law, asked, NULL, &due, error)) return false;
    table_fact_date(answer, "place_by", N_("To be placed by"), due.due);
    table_fact_phrase(answer, "place_reason", N_("How it is counted"), due.reason);
    table_fact_flag(answer, "in_time", N_("In time"), session_today(session).days <= due.due.days);
    law_due_clear(&due);
    return true;
}

bool protection_command_place(struct session *session, const struct arguments *arguments, struct table *answer,
                              GError **error)
{
    const char *kind = arguments_text(arguments, "kind"), *report = arguments_text(arguments, "report");
    const struct protection_rule *rule = protection_rule_find(session_profile(session), kind, error);
    if (!rule || !check_parts(rule, arguments, error)) return false;
    const struct date today = session_today(session);
    const struct date asked = arguments_has(arguments, "asked") ? arguments_date(arguments, "asked") : today;
    g_autofree char *reason = report ? g_strdup_printf("%s (%s)", arguments_text(arguments, "reason"), report)
                                     : g_strdup(arguments_text(arguments, "reason"));
    struct protection protection = { .kind = rule->kind,
                                     .subject = arguments_int(arguments, "subject", 0),
                                     .request = arguments_int(arguments, "request", 0),
                                     .contact = arguments_text(arguments, "contact"),
                                     .reason = reason,
                                     .begins = today };
    session->audited_subject = protection.subject;
    if (asked.days > today.days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("It cannot have been asked for on a day that is not here yet."),
                         N_("Give the day on which it was asked for with --asked."), NULL);
        return false;
    }
    if (!check_request(session, &protection, error) || !set_end(session, rule, arguments, &protection, error))
        return false;
    const int64_t id = protection_place(session, &protection, error);
    if (id == 0 || !guard_touch(session, protection.subject, protection.subject, error)) return false;
    table_fact_int(answer, "protection", N_("Protection"), id);
    table_fact_code(answer, "kind", N_("Kind"), "PROTECTION_KIND", rule->kind);
    table_fact_date(answer, "begins", N_("Begins"), protection.begins);
    table_fact_date(answer, "ends", N_("Ends"), protection.ends);
    table_fact_text(answer, "article", N_("Article"), rule->cite);
    return answer_clock(session, rule, asked, g_strcmp0(arguments_text(arguments, "channel"), "letter") == 0, answer,
                        error);
}

bool protection_command_lift(struct session *session, const struct arguments *arguments, struct table *answer,
                             GError **error)
{
    const int64_t subject = arguments_int(arguments, "subject", 0), id = arguments_int(arguments, "protection", 0);
    g_autofree char *reason = text_sanitise(arguments_text(arguments, "reason"), -1);
    session->audited_subject = subject;
    if (!store_run(session->store, error,
                   "UPDATE protection SET lifted = ?3, lifted_by = ?4, lift_reason = ?5, version = version + 1"
                   " WHERE id = ?1 AND subject = ?2 AND lifted IS NULL",
                   "iiiss", id, subject, session_now(session), session->user, reason))
        return false;
    if (store_changes(session->store) != 1) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("The subject has no protection {1} that stands."),
                         N_("`bureau protection list` lists them."), number, NULL);
        return false;
    }
    table_fact_int(answer, "protection", N_("Protection"), id);
    table_fact_moment(answer, "lifted", N_("Lifted"), session_now(session));
    return guard_touch(session, subject, subject, error);
}
