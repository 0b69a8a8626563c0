/* SPDX-License-Identifier: Apache-2.0 */
#include "consent_fixture.h"

#include "check.h"

static void begin(struct fixture *fixture)
{
    GError *error = NULL;
    guard_act_begin(fixture->session, "test.consent", NULL, &error);
    assert_no_error(error);
}

static void commit(struct fixture *fixture)
{
    GError *error = NULL;
    guard_act_commit(fixture->session, "test.consent", NULL, &error);
    assert_no_error(error);
}

static int64_t take(struct fixture *fixture, const char *kind, int64_t count)
{
    GError *error = NULL;
    const int64_t id = store_take_ids(fixture->store, kind, count, &error);
    assert_no_error(error);
    return id;
}

#define RUN(...)                                                                                                       \
    do {                                                                                                               \
        GError *run_error = NULL;                                                                                      \
        store_run(fixture->store, &run_error, __VA_ARGS__);                                                            \
        assert_no_error(run_error);                                                                                    \
    } while (0)

int64_t add_file(struct fixture *fixture, const char *kind)
{
    begin(fixture);
    const int64_t id = take(fixture, "subject", 1), fact = take(fixture, "fact", 6), change = fixture->session->change;
    RUN("INSERT INTO subject (id, kind, born) VALUES (?1, ?2, ?3)", "isi", id, kind, change);
    RUN("INSERT INTO person (subject, born, sex, birth, birth_exact) VALUES (?1, ?2, 'F', ?3, 1)", "iid", id, change,
        date_make(1990, 1, 1));
    RUN("INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, ?2, ?3, 'name', '李样本')", "iii", id, fact,
        change);
    RUN("INSERT INTO contact (subject, fact, born, kind, value) VALUES (?1, ?2, ?3, 'mobile', '13800138001')", "iii",
        id, fact + 1, change);
    RUN("INSERT INTO public_record (subject, fact, born, kind, authority, day) VALUES (?1, ?2, ?3, 'tax', 'sample', "
        "?4)",
        "iiid", id, fact + 2, change, date_make(2026, 5, 1));
    RUN("INSERT INTO measure (subject, fact, born, kind, period, value, unit) VALUES (?1, ?2, ?3, 'income.salary', "
        "24310, 1200000, 'CNY'), (?1, ?4, ?3, 'bill.gas', 24310, 8000, 'CNY')",
        "iiii", id, fact + 3, change, fact + 4);
    RUN("INSERT INTO account (subject, account, born, source, number, type, currency, amount) VALUES (?1, ?2, ?3, 1, "
        "'99990001', 'R2', 'CNY', 100000)",
        "iii", id, take(fixture, "account", 1), change);
    commit(fixture);
    return id;
}

static struct date or_none(struct date date)
{
    return date.days == 0 ? DATE_NONE : date;
}

static const char *or_text(const char *text, const char *fallback)
{
    return text ? text : fallback;
}

int64_t add_given(struct fixture *fixture, int64_t subject, struct given given)
{
    const struct date granted = given.granted.days ? given.granted : date_make(2026, 1, 5);
    const char *form = or_text(given.form, "paper");
    begin(fixture);
    const int64_t id = take(fixture, "consent", 1);
    RUN("INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, clause, form, told, granted, "
        "entered, "
        "expires, withdrawn, ended, user) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'v1', nullif(?8, ''), ?9, ?10, ?11, ?12, "
        "?13, nullif(?14, 0), 'chen.wei')",
        "iissssssddiddi", id, subject, or_text(given.kind, "query"), or_text(given.answer, "granted"),
        or_text(given.recipient, "bureau"), or_text(given.purpose, "credit_review"), or_text(given.scope, "all"), form,
        or_none(given.told), granted, given.entered ? given.entered : (int64_t)granted.days * DAY,
        or_none(given.expires), or_none(given.withdrawn), given.ended);
    commit(fixture);
    return id;
}

int64_t add_protection(struct fixture *fixture, int64_t subject, const char *kind, struct date begins, struct date ends,
                       const char *contact)
{
    begin(fixture);
    const int64_t id = take(fixture, "protection", 1);
    RUN("INSERT INTO protection (id, subject, kind, begins, ends, contact, reason, placed, placed_by) VALUES (?1, ?2, "
        "?3, "
        "?4, ?5, ?6, 'test', ?7, 'wang.fang')",
        "iisddsi", id, subject, kind, begins, ends, contact, (int64_t)begins.days * DAY);
    commit(fixture);
    return id;
}

void write_by_hand(struct fixture *fixture, const char *sql)
{
    begin(fixture);
    RUN(sql, "");
    commit(fixture);
}

void set_profile(struct fixture *fixture, const char *profile)
{
    GError *error = NULL;
    begin(fixture);
    setting_set(fixture->store, "law.profile", profile, &error);
    assert_no_error(error);
    commit(fixture);
    session_forget_settings(fixture->session);
}

void set_purpose(struct fixture *fixture, const char *purpose)
{
    struct session *session = fixture->session;
    g_free(session->purpose);
    session->purpose = g_strdup(purpose);
    for (unsigned role = ROLE_OFFICER; role < ROLE_INSTITUTION; role <<= 1) {
        session->role = (enum role)role;
        if (purpose_allowed(purpose, session->role)) return;
    }
    fail_msg("nobody may state %s", purpose);
}
