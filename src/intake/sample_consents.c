/* SPDX-License-Identifier: Apache-2.0 */
/* Consents of the invented people, so that the door has something to hold against: nearly everybody agreed to the usual
 * purposes, some papers have run out or were taken back, and what wants a warning first, or a name of its own, is
 * agreed to separately. */
#include "intake/sample.h"

#define CLAUSE   "2026-1"
#define PURPOSES "credit_review,post_loan,guarantee_review"
#define DAY_LONG INT64_C(86400000)

/* One in many has run out, a few were withdrawn: a look at those is refused. As many end soon: `today`
 * of a sample is the first day of the month that is shown, so all of them still hold on its last. */
enum { RARELY = 6 };

bool sample_consent(struct sample *sample, int64_t subject, GError **error)
{
    g_autoptr(statement_t) insert = store_prepare(
        sample->session->store,
        "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, granted, "
        "entered, expires, withdrawn, ended, user, batch, line, version) "
        "VALUES (?1, ?2, 'query', 'granted', 'bureau', '" PURPOSES "', 'all', '" CLAUSE "', 'paper', ?3, ?4, "
        "?5, ?6, ?7, 'chen.wei', ?8, ?9, 1)",
        error);
    if (!insert) return false;
    const bool old = dice_chance(&sample->dice, 0.03);
    int age = old ? dice_range(&sample->dice, 800, 1000) : dice_range(&sample->dice, 1, 600);
    if (old && subject % RARELY != 0) age = subject % RARELY == 1 ? 680 + (int)(subject % 20) : age - 700;
    const struct date granted = date_add_days(sample->today, -age);
    const bool withdrawn = dice_chance(&sample->dice, 0.01) && subject % RARELY == 0;
    const struct date yesterday = date_add_days(sample->today, -1);
    if (sample->consents++ == 0 &&
        (sample->consent_first = store_take_ids(sample->session->store, "consent", 1, error)) == 0)
        return false;
    statement_bind_int(insert, 1, sample->consent_first + sample->consents - 1);
    statement_bind_int(insert, 2, subject);
    statement_bind_date(insert, 3, granted);
    statement_bind_int(insert, 4, granted.days * DAY_LONG);
    statement_bind_date(insert, 5, date_add_months(granted, 24));
    statement_bind_date(insert, 6, withdrawn ? yesterday : DATE_NONE);
    if (withdrawn)
        statement_bind_int(insert, 7, yesterday.days * DAY_LONG);
    else
        statement_bind_null(insert, 7);
    statement_bind_int(insert, 8, sample->writer.batch);
    statement_bind_int(insert, 9, sample->line);
    return statement_run(insert, error);
}

/* What is agreed to separately, by whom (a query that answers `subject`), and in which words. */
static const struct {
    const char *kind, *recipient, *purpose, *scope;
    bool told;
    const char *whom;
} separately[] = {
    /* income, assets and tax, after being told what may follow */
    { "sensitive", "bureau", PURPOSES, "means", true,
      "SELECT DISTINCT subject FROM measure WHERE died IS NULL AND kind NOT LIKE 'outcome.%' AND subject % 12 <> 7" },
    /* an institution that asks for itself */
    { "query", "donghu.bank", "credit_review", "identity,credit,public,score", false,
      "SELECT id AS subject FROM subject WHERE died IS NULL AND id % 50 = 1" },
    /* passed on to a research partner, under a pseudonym */
    { "share", "xihu.research", "sharing", "all", false,
      "SELECT id AS subject FROM subject WHERE died IS NULL AND kind = 'person' AND id % 10 = 3" },
    { "marketing", "bureau", "marketing", "contact", false,
      "SELECT id AS subject FROM subject WHERE died IS NULL AND kind = 'person' AND id % 40 = 9" },
};

bool sample_separate_consents(struct sample *sample, GError **error)
{
    struct store *store = sample->session->store;
    const struct date granted = date_add_days(sample->today, -90);
    for (size_t i = 0; i < G_N_ELEMENTS(separately); i++) {
        int64_t count, first;
        g_autofree char *counted = g_strconcat("SELECT count(*) FROM (", separately[i].whom, ")", NULL);
        if (!store_query_int(store, &count, 0, error, counted, "")) return false;
        if (count == 0) continue;
        if ((first = store_take_ids(store, "consent", count, error)) == 0) return false;
        g_autofree char *insert = g_strconcat(
            "INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, told, granted, "
            "entered, expires, user, version) SELECT ?1 + row_number() OVER (ORDER BY subject) - 1, subject, ?2, "
            "'granted', "
            "?3, ?4, ?5, '" CLAUSE "', 'paper', ?6, ?7, ?8, ?9, 'chen.wei', 1 FROM (",
            separately[i].whom, ")", NULL);
        if (!store_run(store, error, insert, "issssddid", first, separately[i].kind, separately[i].recipient,
                       separately[i].purpose, separately[i].scope, separately[i].told ? granted : DATE_NONE, granted,
                       (int64_t)granted.days * DAY_LONG, date_add_months(granted, 24)))
            return false;
    }
    return true;
}
