/* SPDX-License-Identifier: Apache-2.0 */
/* Recording what a person agreed to, or refused. What is recorded is never changed: what the person wants otherwise is
 * another consent. */
#include "consent/consent_private.h"

#include <string.h>

bool consent_write(struct session *session, struct consent *consent, GError **error)
{
    consent->id = store_take_ids(session->store, "consent", 1, error);
    return consent->id != 0 &&
           store_run(session->store, error,
                     "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, "
                     "reference, told, granted, entered, expires, user) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                     "?10, ?11, ?12, ?13, ?14, ?15)",
                     "iissssssssddids", consent->id, consent->subject, consent->kind, consent->answer,
                     consent->recipient, consent->purpose, consent->scope, consent->clause, consent->form,
                     consent->reference, consent->told, consent->granted, session_now(session), consent->expires,
                     session->user) &&
           guard_touch(session, consent->subject, consent->subject, error);
}

bool consent_check_purposes(const char *purposes, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(purposes, ", ", -1);
    bool any = false;
    for (char **word = words; *word; word++) {
        if (!**word) continue;
        any = true;
        if (purpose_known(*word)) continue;
        g_autofree char *known = purpose_list();
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The purpose {1} is not known"), N_("Choose one of {2}."), *word,
                         known, NULL);
        return false;
    }
    if (any) return true;
    g_autofree char *known = purpose_list();
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A consent needs a purpose, and none was given"),
                     N_("Choose one of {1}."), known, NULL);
    return false;
}

static const char *text_or(const struct arguments *arguments, const char *name, const char *fallback)
{
    const char *text = arguments_text(arguments, name);
    return text != NULL && *text ? text : fallback;
}

static struct date date_or(const struct arguments *arguments, const char *name, struct date fallback)
{
    return arguments_has(arguments, name) ? arguments_date(arguments, name) : fallback;
}

/* ---- what does not go together ----------------------------------------------------------------------------------- */

/* Marketing is agreed to as marketing and sharing as sharing, never on the way. */
static bool kind_fits_purposes(struct session *session, const struct consent *consent, GError **error)
{
    if (strcmp(consent->kind, "sensitive") == 0 || strcmp(consent->kind, "furnish") == 0 ||
        strcmp(consent->kind, "abroad") == 0)
        return true;
    g_auto(GStrv) words = g_strsplit_set(consent->purpose, ", ", -1);
    for (char **word = words; *word; word++) {
        const struct access_rule *rule = **word ? access_rule_find(session_profile(session), *word) : NULL;
        if (!rule || !*rule->consent || strcmp(rule->consent, consent->kind) == 0) continue;
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The purpose {1} needs a consent of the kind {2} ({3})"),
                         N_("Record it by itself, with --kind {2}."), *word, rule->consent, rule->cite, NULL);
        return false;
    }
    return true;
}

/* What needs the warning is agreed to by itself, and by itself alone: a paper for one is not quietly taken for the
 * other. */
static bool scope_fits_kind(struct session *session, const struct consent *consent, GError **error)
{
    const char *cite;
    g_autofree char *unknown = NULL;
    const unsigned kinds = kinds_parse(consent->scope, &unknown);
    const unsigned sensitive = kinds_sensitive(session_profile(session), &cite);
    if (unknown || !kinds) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no kind of data {1}"),
                         N_("Kinds are identity, contact, credit, public, means, behaviour, score, or all."),
                         unknown ? unknown : consent->scope, NULL);
        return false;
    }
    const bool warned = strcmp(consent->kind, "sensitive") == 0;
    g_autofree char *apart = kinds_text(warned ? kinds & ~(sensitive ? sensitive : kinds) : kinds & sensitive);
    if (!*apart) return true;
    if (warned)
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("These kinds of data need no warning: {1}"),
                         N_("Record them in a consent of their own, with --kind query."), apart, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_USAGE,
                         N_("These kinds of data need a consent of their own after a warning ({2}): {1}"),
                         N_("Record it with --kind sensitive --scope {1} --told DATE."), apart, cite, NULL);
    return false;
}

static bool days_fit(struct session *session, const struct consent *consent, GError **error)
{
    const struct date today = session_today(session);
    if (consent->granted.days > today.days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The day of the consent is still to come."),
                         N_("Give the day that stands on the paper."), NULL);
        return false;
    }
    if (date_is_set(consent->expires) && consent->expires.days < today.days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The consent would have expired before it is granted."),
                         N_("Give a last day that is still to come."), NULL);
        return false;
    }
    if (date_is_set(consent->told) && consent->told.days > consent->granted.days) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("The person was warned after they agreed."),
                         N_("The warning comes first; record the consent that was given after it."), NULL);
        return false;
    }
    return true;
}

static bool has_its_own(struct session *session, const struct consent *consent, bool recipient_named, GError **error)
{
    const char *cite;
    kinds_sensitive(session_profile(session), &cite);
    if (strcmp(consent->kind, "sensitive") == 0 && !date_is_set(consent->told)) {
        bureau_error_set(
            error, BUREAU_ERROR_USAGE, N_("The day on which the person was told of the disadvantage is missing ({1})"),
            N_("Read the clause to the person (`bureau consent clauses --kind sensitive`) and add --told DATE."),
            *cite ? cite : "-", NULL);
        return false;
    }
    if ((strcmp(consent->kind, "share") == 0 || strcmp(consent->kind, "abroad") == 0) && !recipient_named) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A consent to pass data on names who receives it"),
                         N_("Add --recipient NAME."), NULL);
        return false;
    }
    return true;
}

/* ---- not asking again and again ---------------------------------------------------------------------------------- */

/* The newest day on which the person refused one of these purposes to this recipient; DATE_NONE when never. */
static bool newest_refusal(struct session *session, const struct consent *consent, struct date *day, GError **error)
{
    *day = DATE_NONE;
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT purpose, granted FROM consent WHERE subject = ?1 AND answer = "
                                               "'refused' AND kind = ?2 AND recipient = ?3",
                                               error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, consent->subject);
    statement_bind_text(row, 2, consent->kind);
    statement_bind_text(row, 3, consent->recipient);
    g_auto(GStrv) asked = g_strsplit_set(consent->purpose, ", ", -1);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const struct date refused = statement_date(row, 1);
        for (char **word = asked; *word; word++)
            if (**word && access_list_holds(statement_text(row, 0), *word) &&
                (!date_is_set(*day) || refused.days > day->days))
                *day = refused;
    }
    return step == STEP_DONE;
}

static bool may_be_asked(struct session *session, const struct consent *consent, bool by_themselves, GError **error)
{
    struct date refused;
    if (by_themselves) return true;
    if (!newest_refusal(session, consent, &refused, error)) return false;
    const struct date again = date_is_set(refused) ? date_add_days(refused, consent_policy("ask_again")) : DATE_NONE;
    if (!date_is_set(again) || consent->granted.days >= again.days) return true;
    char on[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE];
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     N_("The person refused this on {1}, and is not asked again before {2}"),
                     N_("If the person came by themselves, add --own-will."), date_format(refused, on),
                     date_format(again, until), NULL);
    return false;
}

/* ---- the acts ---------------------------------------------------------------------------------------------------- */

/* What is agreed to when no kind of data is named. */
static char *usual_scope(struct session *session, const char *kind)
{
    if (strcmp(kind, "marketing") == 0) return g_strdup("contact");
    if (strcmp(kind, "sensitive") != 0) return g_strdup("all");
    const unsigned sensitive = kinds_sensitive(session_profile(session), NULL);
    return kinds_text(sensitive ? sensitive : KIND_MEANS);
}

static struct consent consent_of(struct session *session, const struct arguments *arguments, const char *answer)
{
    return (struct consent){ .subject = arguments_int(arguments, "subject", 0),
                             .kind = text_or(arguments, "kind", "query"),
                             .answer = answer,
                             .recipient = text_or(arguments, "recipient", "bureau"),
                             .purpose = arguments_text(arguments, "purpose"),
                             .told = DATE_NONE,
                             .granted = session_today(session),
                             .expires = DATE_NONE };
}

bool consent_command_grant(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    struct consent consent = consent_of(session, arguments, "granted");
    session->audited_subject = consent.subject;
    g_autofree char *usual = usual_scope(session, consent.kind);
    consent.scope = text_or(arguments, "scope", usual);
    g_autofree char *clause = clause_newest(consent.kind);
    consent.clause = text_or(arguments, "clause", clause);
    consent.form = text_or(arguments, "form", "paper");
    consent.reference = arguments_text(arguments, "document");
    consent.told = date_or(arguments, "told", DATE_NONE);
    consent.granted = date_or(arguments, "granted", consent.granted);
    consent.expires = date_or(arguments, "expires", DATE_NONE);
    if (!consent_check_purposes(consent.purpose, error) || !kind_fits_purposes(session, &consent, error) ||
        !has_its_own(session, &consent, arguments_has(arguments, "recipient"), error) ||
        !scope_fits_kind(session, &consent, error) || !days_fit(session, &consent, error) ||
        !may_be_asked(session, &consent, arguments_has(arguments, "own-will"), error) ||
        !consent_write(session, &consent, error))
        return false;
    table_fact_int(answer, "consent", N_("Consent"), consent.id);
    table_fact_date(answer, "granted", N_("Granted"), consent.granted);
    return true;
}

bool consent_command_refuse(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    struct consent consent = consent_of(session, arguments, "refused");
    struct date before;
    session->audited_subject = consent.subject;
    g_autofree char *usual = usual_scope(session, consent.kind);
    consent.scope = usual;
    consent.clause = arguments_text(arguments, "clause");
    if (!consent_check_purposes(consent.purpose, error) || !newest_refusal(session, &consent, &before, error) ||
        !consent_write(session, &consent, error))
        return false;
    const int days = consent_policy("ask_again");
    table_fact_int(answer, "consent", N_("Consent"), consent.id);
    table_fact_date(answer, "refused", N_("Refused"), consent.granted);
    table_fact_date(answer, "ask_again", N_("Not asked again before"), date_add_days(consent.granted, days));
    table_fact_flag(answer, "asked_too_early", N_("Was asked again too early"),
                    date_is_set(before) && consent.granted.days < before.days + days);
    return true;
}
