/* SPDX-License-Identifier: Apache-2.0 */
/* What may be said beside an item, and saying it. The words are the speaker's; only their length, their object and what
 * they promise are looked at (2005 procedure, articles 14 to 17). */
#include "letter/letter.h"
#include "statement/private.h"

static bool too_long(const struct statement_measure *measure, bool words, GError **error)
{
    g_autofree char *limit = g_strdup_printf("%" G_GINT64_FORMAT, measure->limit);
    g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, measure->count);
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     words ? N_("A statement has at most {1} words ({3}); this one has {2}.")
                           : N_("A statement has at most {1} characters ({3}); this one has {2}."),
                     N_("Ask the person to shorten it."), limit, count, measure->article, NULL);
    return false;
}

/* Whether the item is or was one of a case of the person; a statement about no item at all wants any case. */
static bool is_disputed(struct session *session, const struct statement_text *text, bool *disputed, GError **error)
{
    int64_t found = 0;
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT count(*) FROM dispute d JOIN dispute_item i ON i.dispute = d.id WHERE d.subject = ?1"
                      " AND (?2 = 0 OR d.id = ?2) AND (?5 IS NULL OR (i.field = ?5 AND coalesce(i.account, 0) = ?3 AND "
                      "i.month IS ?4))",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, text->subject);
    statement_bind_int(row, 2, text->dispute);
    statement_bind_int(row, 3, text->account);
    statement_bind_month(row, 4, text->month);
    statement_bind_text(row, 5, text->field);
    const enum step step = statement_step(row, error);
    if (step == STEP_ROW) found = statement_int(row, 0);
    *disputed = found > 0;
    return step != STEP_ERROR;
}

bool statement_check(struct session *session, const struct statement_text *text, const char *profile, GError **error)
{
    struct statement_rule rule;
    struct statement_measure measure;
    bool disputed = true;
    if (text->text == NULL || *text->text == '\0') {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("A statement without words says nothing."),
                         N_("Give them with --text."), NULL);
        return false;
    }
    if (!statement_rule_of(profile, text->kind, &rule) ||
        !statement_measure(text->text, profile, text->kind, &measure)) {
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The profile {1} knows no statement of the kind {2}."),
                         N_("data/law/statement_rules.tsv lists them."), profile, text->kind, NULL);
        return false;
    }
    if (measure.count > measure.limit) return too_long(&measure, rule.words, error);
    if (!letter_check_text(text->text, error)) return false;
    if (rule.disputed && !is_disputed(session, text, &disputed, error)) return false;
    if (!disputed)
        bureau_error_set(error, BUREAU_ERROR_REFUSED,
                         N_("A statement of this kind is about an item that is or was disputed ({1})."),
                         N_("Open a dispute of the item first, or name the item of the case."), rule.cite, NULL);
    return disputed;
}

int64_t statement_store(struct session *session, const struct statement_text *text, const char *state,
                        const char *reason, GError **error)
{
    const int64_t id = store_take_ids(session->store, "statement", 1, error);
    if (id == 0) return 0;
    g_autoptr(statement_t) insert = store_prepare(
        session->store,
        "INSERT INTO statement (id, subject, dispute, kind, account, month, field, text, author, state, reason, day, "
        "user,"
        " born) VALUES (?1, ?2, nullif(?3, 0), ?4, nullif(?5, 0), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        error);
    if (insert == NULL) return 0;
    g_autofree char *words = text_sanitise(text->text, -1), *author = text_sanitise(text->author, -1);
    statement_bind_int(insert, 1, id);
    statement_bind_int(insert, 2, text->subject);
    statement_bind_int(insert, 3, text->dispute);
    statement_bind_text(insert, 4, text->kind);
    statement_bind_int(insert, 5, text->account);
    statement_bind_month(insert, 6, text->month);
    statement_bind_text(insert, 7, text->field);
    statement_bind_text(insert, 8, words);
    statement_bind_text(insert, 9, author);
    statement_bind_text(insert, 10, state);
    statement_bind_text(insert, 11, reason);
    statement_bind_date(insert, 12, session_today(session));
    statement_bind_text(insert, 13, session->user);
    statement_bind_int(insert, 14, session->change);
    return statement_run(insert, error) && guard_touch(session, text->subject, text->subject, error) ? id : 0;
}

int64_t statement_write(struct session *session, const struct statement_text *text, GError **error)
{
    return statement_store(session, text, "accepted", NULL, error);
}
