/* SPDX-License-Identifier: Apache-2.0 */
/* See access.h. The order of the questions is the order in which a person can do something about the answers: a
 * purpose, one the role may state, one the law knows, a document, nothing in the way, a consent. */
#include "guard/access_private.h"

#include <string.h>

#define OWN_HOUSE "bureau"

void access_clear(struct access *access)
{
    g_free(access->basis);
    g_free(access->why);
    g_free(access->next);
    g_free(access->alert);
    *access = (struct access){ .until = DATE_NONE };
}

const char *access_word(enum access_verdict verdict)
{
    static const char *const words[] = {
        "granted",         "purpose-missing",    "purpose-mismatch",  "reference-missing",
        "consent-missing", "consent-expired",    "consent-withdrawn", "out-of-scope",
        "subject-frozen",  "subject-restricted", "purpose-forbidden"
    };
    return words[verdict];
}

/* A phrase whose arguments are codes, numbers and days: shown as they are. */
static char *say(const char *format, const char *first, const char *second, const char *third)
{
    const char *given[] = { first, second, third };
    char *verbatim[G_N_ELEMENTS(given)];
    size_t count = 0;
    while (count < G_N_ELEMENTS(given) && given[count]) {
        verbatim[count] = g_strconcat(PHRASE_VERBATIM, given[count], NULL);
        count++;
    }
    char *phrase = phrase_make_array(format, (const char *const *)verbatim, count);
    while (count > 0)
        g_free(verbatim[--count]);
    return phrase;
}

static bool refuse(struct access *access, enum access_verdict verdict, char *why, char *next)
{
    access->verdict = verdict;
    access->kinds = 0;
    access->consent = 0;
    access->why = why;
    access->next = next;
    return true;
}

/* ---- purpose and rule -------------------------------------------------------------------------------------------- */

/* Whether the purpose holds; else the refusal is in `access`. */
static bool purpose_holds(const struct session *session, struct access *access)
{
    if (session->purpose && purpose_allowed(session->purpose, session->role)) return true;
    g_autofree char *known = purpose_list_of(session->role);
    if (session->purpose)
        refuse(access, ACCESS_WRONG_PURPOSE,
               say(N_("Your role may not look at a file for the purpose {1}"), session->purpose, NULL, NULL),
               say(N_("Choose one of {1}."), known, NULL, NULL));
    else
        refuse(access, ACCESS_NO_PURPOSE,
               say(N_("A look at a file needs a purpose, and none was given"), NULL, NULL, NULL),
               say(N_("Add --purpose with one of {1}."), known, NULL, NULL));
    return false;
}

static bool rule_holds(const struct question *question, struct access *access)
{
    if (question->rule && question->rule->asks != ASKS_REFUSE) return true;
    refuse(access, ACCESS_FORBIDDEN,
           question->rule ? say(N_("The law of the profile {1} does not let a file be looked at for {2} ({3})"),
                                question->profile, question->purpose, question->rule->cite)
                          : say(N_("The profile {1} has no rule for the purpose {2}, so it is refused"),
                                question->profile, question->purpose, NULL),
           say(N_("State another purpose; what each needs stands in data/law/access.tsv."), NULL, NULL, NULL));
    return false;
}

static bool reference_holds(const struct question *question, const char *reference, struct access *access)
{
    if (!question->rule->needs_reference || (reference && *reference)) return true;
    refuse(access, ACCESS_NO_REFERENCE,
           say(N_("A look for the purpose {1} rests on a document ({2}), and its number was not given"),
               question->purpose, question->rule->cite, NULL),
           say(N_("Add --reference with the number of the order or the notice."), NULL, NULL, NULL));
    return false;
}

/* ---- what stands in the way -------------------------------------------------------------------------------------- */

static bool standing_lets(const struct question *question, const struct standing *standing, struct access *access)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, question->subject);
    if (standing->frozen && question->rule->stops_frozen) {
        refuse(access, ACCESS_FROZEN,
               say(N_("The person has frozen this file: it is not shown for {1}"), question->purpose, NULL, NULL),
               say(N_("The person lifts the freeze; `bureau protection list {1}` shows it."), number, NULL, NULL));
        return false;
    }
    if (standing->restricted && question->rule->stops_restricted) {
        refuse(access, ACCESS_RESTRICTED,
               say(N_("This file is restricted: it is kept, and not used for {1}"), question->purpose, NULL, NULL),
               say(N_("`bureau protection list {1}` says why and until when."), number, NULL, NULL));
        return false;
    }
    return true;
}

/* ---- consent ----------------------------------------------------------------------------------------------------- */

static char *grant_hint(const struct question *question)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, question->subject);
    const char *kind = question->rule->consent;
    g_autofree char *options = g_strconcat(
        question->purpose, strcmp(kind, "query") == 0 ? "" : " --kind ", strcmp(kind, "query") == 0 ? "" : kind,
        strcmp(question->recipient, OWN_HOUSE) == 0 ? "" : " --recipient ",
        strcmp(question->recipient, OWN_HOUSE) == 0 ? "" : question->recipient, NULL);
    return say(N_("Record the consent with `bureau consent grant {1} --purpose {2}`, or state another purpose."),
               number, options, NULL);
}

static bool refuse_consent(const struct question *question, const struct covered *covered, struct access *access)
{
    char day[DATE_TEXT_SIZE];
    date_format(covered->ended, day);
    access->until = covered->ended;
    if (covered->withdrawn)
        return refuse(access, ACCESS_CONSENT_WITHDRAWN,
                      say(N_("The consent to {1} was withdrawn on {2}"), question->purpose, day, NULL),
                      grant_hint(question));
    if (covered->expired)
        return refuse(access, ACCESS_CONSENT_EXPIRED,
                      say(N_("The consent to {1} ended on {2}"), question->purpose, day, NULL), grant_hint(question));
    if (covered->unwritten)
        return refuse(
            access, ACCESS_CONSENT_MISSING,
            say(N_("The consent to {1} is not in writing, as {2} asks"), question->purpose, question->rule->cite, NULL),
            grant_hint(question));
    return refuse(access, ACCESS_CONSENT_MISSING,
                  say(N_("There is no consent to {1} for {3}, as {2} asks"), question->purpose, question->rule->cite,
                      question->recipient),
                  grant_hint(question));
}

static bool refuse_scope(const struct question *question, const struct covered *covered, unsigned asked,
                         unsigned sensitive, struct access *access)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, question->subject);
    g_autofree char *consent = g_strdup_printf("%" G_GINT64_FORMAT, covered->consent);
    const unsigned warned = asked & sensitive;
    g_autofree char *scope = kinds_text(asked), *apart = kinds_text(warned);
    char *why = covered->unwarned
                    ? say(N_("The consent to these kinds of data ({1}) does not say when the person was warned"), scope,
                          NULL, NULL)
                    : say(N_("The consent {1} does not cover these kinds of data: {2}"), consent, scope, NULL);
    char *next = warned
                     ? say(N_("Warn the person and record it: `bureau consent grant {1} --kind sensitive --purpose {2} "
                              "--scope {3} --told DATE`."),
                           number, question->purpose, apart)
                     : say(N_("Record one that does: `bureau consent grant {1} --purpose {2} --scope {3}`."), number,
                           question->purpose, scope);
    return refuse(access, ACCESS_OUT_OF_SCOPE, why, next);
}

static char *basis_of_rule(const struct access_rule *rule, const char *reference)
{
    return reference && *reference ? g_strconcat("law ", rule->cite, " ref ", reference, NULL)
                                   : g_strconcat("law ", rule->cite, NULL);
}

static void grant(struct access *access, unsigned kinds, char *basis)
{
    access->verdict = ACCESS_GRANTED;
    access->kinds = kinds;
    access->basis = basis;
}

/* No consent covers it: perhaps none is needed, because nobody can be told from what is held. */
static bool decide_nameless(const struct question *question, const struct covered *covered, struct access *access,
                            GError **error)
{
    bool anonymous;
    const struct access_rule *rule = access_rule_find(question->profile, "anonymous");
    if (!access_is_anonymous(question, &anonymous, error)) return false;
    if (!anonymous || !rule || rule->asks != ASKS_NONE) return refuse_consent(question, covered, access);
    grant(access, rule->kinds, g_strconcat("not personal information, ", rule->cite, NULL));
    return true;
}

static bool decide_by_consent(const struct question *question, bool enterprise, unsigned asked, struct access *access,
                              GError **error)
{
    struct covered covered;
    const unsigned sensitive = enterprise ? 0 : kinds_sensitive(question->profile, NULL);
    if (!access_read_consents(question, sensitive, &covered, error)) return false;
    g_autofree char *clause = covered.clause;
    if (!covered.consent) return decide_nameless(question, &covered, access, error);
    const unsigned kinds = covered.kinds | question->rule->kinds;
    if (asked && !(kinds & asked)) return refuse_scope(question, &covered, asked, sensitive, access);
    grant(access, kinds,
          clause && *clause ? g_strdup_printf("consent %" G_GINT64_FORMAT " clause %s", covered.consent, clause)
                            : g_strdup_printf("consent %" G_GINT64_FORMAT, covered.consent));
    access->consent = covered.consent;
    access->until = covered.until;
    return true;
}

/* ---- the question ------------------------------------------------------------------------------------------------ */

/* A list about nobody in particular: the rule alone. */
static void decide_without_subject(const struct question *question, const char *reference, struct access *access)
{
    const struct access_rule *rule = question->rule;
    if (rule->asks == ASKS_LAW || rule->asks == ASKS_NONE)
        grant(access, rule->kinds, basis_of_rule(rule, reference));
    else
        grant(access, KIND_ALL, NULL);
}

static bool decide(const struct question *question, unsigned asked, const char *reference, struct access *access,
                   GError **error)
{
    const struct access_rule *rule = question->rule;
    struct standing standing;
    if (!question->subject) {
        decide_without_subject(question, reference, access);
        return true;
    }
    if (!access_read_standing(question, &standing, error)) return false;
    access->alert = standing.alert;
    if (!standing_lets(question, &standing, access)) return true;
    if (rule->asks == ASKS_WRITTEN || rule->asks == ASKS_CONSENT)
        return decide_by_consent(question, standing.enterprise, asked, access, error);
    if (asked && !(rule->kinds & asked)) {
        g_autofree char *scope = kinds_text(asked);
        return refuse(
            access, ACCESS_OUT_OF_SCOPE,
            say(N_("The purpose {1} does not let these kinds of data be seen: {2}"), question->purpose, scope, NULL),
            say(N_("State another purpose; what each needs stands in data/law/access.tsv."), NULL, NULL, NULL));
    }
    grant(access, rule->kinds, basis_of_rule(rule, reference));
    return true;
}

char *access_recipient(struct session *session, const char *user, enum role role, GError **error)
{
    if (role != ROLE_INSTITUTION) return g_strdup(OWN_HOUSE);
    g_autoptr(GError) failure = NULL;
    char *institution =
        store_query_text(session->store, &failure, "SELECT institution FROM user WHERE name=?1", "s", user ? user : "");
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return institution ? institution : g_strdup("");
}

struct date access_day(int64_t moment)
{
    return date_of_moment(moment);
}

bool guard_access(struct session *session, int64_t subject, unsigned kinds, struct access *access, GError **error)
{
    *access = (struct access){ .until = DATE_NONE };
    if (!purpose_holds(session, access)) return true;
    g_autofree char *recipient = access_recipient(session, session->user, session->role, error);
    if (!recipient) return false;
    const char *profile = session_profile(session);
    const int64_t now = session_now(session);
    const struct question question = { .store = session->store,
                                       .profile = profile,
                                       .purpose = session->purpose,
                                       .recipient = recipient,
                                       .rule = access_rule_find(profile, session->purpose),
                                       .subject = subject,
                                       .moment = now,
                                       .day = access_day(now) };
    if (!rule_holds(&question, access) || !reference_holds(&question, session->reference, access)) return true;
    return decide(&question, kinds, session->reference, access, error);
}

bool guard_access_at(struct session *session, const char *profile, const char *purpose, const char *recipient,
                     int64_t subject, unsigned kinds, int64_t moment, struct access *access, GError **error)
{
    const struct question question = { .store = session->store,
                                       .profile = profile,
                                       .purpose = purpose,
                                       .recipient = recipient,
                                       .rule = access_rule_find(profile, purpose),
                                       .subject = subject,
                                       .moment = moment,
                                       .day = access_day(moment),
                                       .past = true };
    *access = (struct access){ .until = DATE_NONE };
    return !rule_holds(&question, access) || decide(&question, kinds, NULL, access, error);
}

const char *session_profile(struct session *session)
{
    if (!session->profile) session->profile = setting_get(session->store, "law.profile", "CN-ZX");
    return session->profile;
}

void session_forget_settings(struct session *session)
{
    g_clear_pointer(&session->profile, g_free);
}
