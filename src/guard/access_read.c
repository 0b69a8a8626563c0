/* SPDX-License-Identifier: Apache-2.0 */
/* What the store says to a look: the subject's consents and protections at a moment, each in one indexed read. A row
 * counts from the moment it was entered, whatever day stands on the paper, so that a paper that is written later cannot
 * allow what was seen before. */
#include "guard/access_private.h"

#include <string.h>

static bool holds(const struct question *question, struct statement *row, int ended)
{
    if (statement_is_null(row, ended)) return true;
    const int64_t moment = statement_int(row, ended);
    return question->past ? moment >= question->moment : moment > question->moment;
}

/* ---- protections ------------------------------------------------------------------------------------------------- */

static char *alert_phrase(const char *contact)
{
    if (!contact || !*contact)
        return phrase_make(N_("A fraud alert stands on this file: make sure who is asking before credit is given"),
                           NULL);
    g_autofree char *shown = g_strconcat(PHRASE_VERBATIM, contact, NULL);
    return phrase_make(N_("A fraud alert stands on this file: ask the person at {1} before credit is given"), shown,
                       NULL);
}

/* "no_marketing": the person wants to be left out of one purpose. */
static bool is_against(const char *kind, const char *purpose)
{
    return g_str_has_prefix(kind, "no_") && strcmp(kind + strlen("no_"), purpose) == 0;
}

static void take_protection(const struct question *question, struct standing *standing, struct statement *row)
{
    const char *kind = statement_text(row, 1);
    if (strcmp(kind, "freeze") == 0)
        standing->frozen = true;
    else if (strcmp(kind, "restricted") == 0 || is_against(kind, question->purpose))
        standing->restricted = true;
    else if (g_str_has_prefix(kind, "alert") && !standing->alert)
        standing->alert = alert_phrase(statement_text(row, 2));
}

bool access_read_standing(const struct question *question, struct standing *standing, GError **error)
{
    *standing = (struct standing){ 0 };
    g_autoptr(statement_t) row =
        store_prepare(question->store,
                      "SELECT s.kind, p.kind, p.contact, p.lifted FROM subject s LEFT JOIN protection p ON p.subject = "
                      "s.id AND p.placed <= ?2 AND p.begins <= ?3 AND (p.ends IS NULL OR p.ends >= ?3) WHERE s.id = ?1",
                      error);
    if (!row) return false;
    statement_bind_int(row, 1, question->subject);
    statement_bind_int(row, 2, question->moment);
    statement_bind_date(row, 3, question->day);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        standing->known = true;
        standing->enterprise = strcmp(statement_text(row, 0), "enterprise") == 0;
        if (!statement_is_null(row, 1) && holds(question, row, 3)) take_protection(question, standing, row);
    }
    if (step == STEP_DONE) return true;
    g_clear_pointer(&standing->alert, g_free);
    return false;
}

/* ---- consents ---------------------------------------------------------------------------------------------------- */

enum { ID, KIND, RECIPIENT, PURPOSE, SCOPE, CLAUSE, FORM, TOLD, GRANTED, ENTERED, EXPIRES, WITHDRAWN, ENDED };
#define CONSENTS                                                                                                       \
    "SELECT id, kind, recipient, purpose, scope, clause, form, told, granted, entered, expires, withdrawn, ended "     \
    "FROM "                                                                                                            \
    "consent WHERE subject = ?1 AND answer = 'granted' ORDER BY id"

/* Its kind is left for the caller to look at. */
static bool is_about(const struct question *question, struct statement *row)
{
    return statement_int(row, ENTERED) <= question->moment && statement_date(row, GRANTED).days <= question->day.days &&
           strcmp(statement_text(row, RECIPIENT), question->recipient) == 0 &&
           access_list_holds(statement_text(row, PURPOSE), question->purpose);
}

static void note_end(struct covered *covered, struct date day)
{
    if (!date_is_set(covered->ended) || day.days > covered->ended.days) covered->ended = day;
}

/* A withdrawal counts from its moment; a row that has only the day of one, from the beginning of that day. */
static bool is_live(const struct question *question, struct statement *row, struct covered *covered)
{
    const struct date expires = statement_date(row, EXPIRES), withdrawn = statement_date(row, WITHDRAWN);
    const bool ended = statement_is_null(row, ENDED) ? date_is_set(withdrawn) && withdrawn.days <= question->day.days
                                                     : !holds(question, row, ENDED);
    if (ended) {
        covered->withdrawn = true;
        note_end(covered, date_is_set(withdrawn) ? withdrawn : access_day(statement_int(row, ENDED)));
        return false;
    }
    if (!date_is_set(expires) || expires.days >= question->day.days) return true;
    covered->expired = true;
    note_end(covered, expires);
    return false;
}

static bool is_written(struct statement *row)
{
    const char *form = statement_text(row, FORM);
    return form && (strcmp(form, "paper") == 0 || strcmp(form, "electronic") == 0);
}

/* "all" leaves out what needs the warning first; where the law wants none, it is everything. */
static unsigned scope_of(struct statement *row, unsigned sensitive)
{
    const unsigned kinds = kinds_parse(statement_text(row, SCOPE), NULL), plain = KIND_ALL & ~KIND_MEANS;
    return ((kinds & plain) == plain ? kinds | KIND_MEANS : kinds) & ~sensitive;
}

static void take_consent(const struct question *question, struct statement *row, unsigned sensitive,
                         struct covered *covered, int *widest)
{
    if (!is_live(question, row, covered)) return;
    if (question->rule->asks == ASKS_WRITTEN && !is_written(row)) {
        covered->unwritten = true;
        return;
    }
    const unsigned kinds = scope_of(row, sensitive);
    covered->kinds |= kinds;
    if (__builtin_popcount(kinds) <= *widest) return;
    *widest = __builtin_popcount(kinds);
    covered->consent = statement_int(row, ID);
    covered->until = statement_date(row, EXPIRES);
    g_free(covered->clause);
    covered->clause = g_strdup(statement_text(row, CLAUSE));
}

/* The consent that comes after the warning: nothing but the kinds that want it. */
static unsigned warned_kinds(const struct question *question, struct statement *row, unsigned sensitive,
                             struct covered *covered)
{
    struct covered unused = { .ended = DATE_NONE };
    const unsigned kinds = kinds_parse(statement_text(row, SCOPE), NULL) & sensitive;
    if (!kinds || !is_live(question, row, &unused)) return 0;
    const struct date told = statement_date(row, TOLD);
    if (date_is_set(told) && told.days <= question->day.days &&
        (question->rule->asks != ASKS_WRITTEN || is_written(row)))
        return kinds;
    covered->unwarned = true;
    return 0;
}

bool access_read_consents(const struct question *question, unsigned sensitive, struct covered *covered, GError **error)
{
    unsigned warned = 0;
    int widest = -1;
    *covered = (struct covered){ .ended = DATE_NONE, .until = DATE_NONE };
    g_autoptr(statement_t) row = store_prepare(question->store, CONSENTS, error);
    if (!row) return false;
    statement_bind_int(row, 1, question->subject);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        if (!is_about(question, row)) continue;
        const char *kind = statement_text(row, KIND);
        if (strcmp(kind, question->rule->consent) == 0)
            take_consent(question, row, sensitive, covered, &widest);
        else if (strcmp(kind, "sensitive") == 0)
            warned |= warned_kinds(question, row, sensitive, covered);
    }
    if (covered->consent) covered->kinds |= warned;
    if (step == STEP_DONE) return true;
    g_clear_pointer(&covered->clause, g_free);
    return false;
}

/* ---- nobody can be told ------------------------------------------------------------------------------------------ */

#define NONE_OF(table) " AND NOT EXISTS (SELECT 1 FROM " table " WHERE subject = ?1 AND born <= ?2"
/* facts that came with no batch were made here, about somebody */
#define NAMED_SOURCE(table)                                                                                            \
    NONE_OF(table)                                                                                                     \
    " AND coalesce((SELECT s.anonymous FROM batch b JOIN source s ON s.id = b.source WHERE b.id = " table              \
    ".batch), 0) = 0)"

static const char anonymous_sql[] =
    "SELECT EXISTS (SELECT 1 FROM subject u JOIN batch b ON b.id = u.batch JOIN source s ON s.id = b.source WHERE u.id "
    "= ?1 AND s.anonymous = 1)" NONE_OF("name") ")" NONE_OF("identifier") " AND kind <> 'client')" NONE_OF(
        "contact") ")" NONE_OF("address") ")" NONE_OF("employment") ")" NAMED_SOURCE("person") NAMED_SOURCE("account")
        NAMED_SOURCE("facility") NAMED_SOURCE("liability") NAMED_SOURCE("enquiry") NAMED_SOURCE("public_record")
            NAMED_SOURCE("measure");

bool access_is_anonymous(const struct question *question, bool *anonymous, GError **error)
{
    int64_t view = G_MAXINT64 - 1, found = 0;
    *anonymous = false;
    if (question->past && !store_query_int(question->store, &view, 0, error,
                                           "SELECT max(id) FROM change WHERE at <= ?1", "i", question->moment))
        return false;
    if (!store_query_int(question->store, &found, 0, error, anonymous_sql, "ii", question->subject, view)) return false;
    *anonymous = found != 0;
    return true;
}
