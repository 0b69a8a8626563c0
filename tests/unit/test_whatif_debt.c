/* SPDX-License-Identifier: Apache-2.0 */
/* What-if on debts, records, the law and income: how they are written, what they do, what is refused. */
#include "check.h"
#include "score/simulate.h"
#include "score_files.h"

#include <math.h>
#include <string.h>

static struct dossier *after(const struct dossier *dossier, const char *text, struct date *day)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    struct action actions[8];
    size_t count = 0;
    for (char **word = words; *word; word++) {
        action_parse(*word, &actions[count++], &error);
        assert_no_error(error);
    }
    struct date ignored;
    struct dossier *copy = whatif_apply(dossier, actions, count, day ? day : &ignored, &error);
    assert_no_error(error);
    return copy;
}

static void assert_refused(const struct dossier *dossier, const char *text, const char *message)
{
    g_autoptr(GError) error = NULL;
    struct action action;
    assert_true(action_parse(text, &action, &error));
    assert_null(whatif_apply(dossier, &action, 1, NULL, &error));
    assert_non_null(error);
    assert_string_equal(error->message, message);
}

/* A card with 3,000.00, a loan with 1,500.00, a bad debt of 800.00, and one with an unknown balance. */
static struct dossier *debts(void)
{
    struct dossier *file = file_new("2026-11-22");
    file->profile = "CN-ZX";
    static const char *const states[] = { "NN1", "NNN", "4BB", "NNN" };
    static const int64_t balances[] = { 300000, 150000, 80000 };
    for (int i = 0; i < 4; i++) {
        struct account *account = file_account(file, i + 1, i == 0 ? "R2" : "D1", 1000000);
        account->opened = day_of("2020-01-15");
        file_states(account, "2026-08", states[i]);
        if (i == 3) continue;
        file_series(account, &account->history.balance, (const int64_t[]){ balances[i], balances[i], balances[i] });
        file_series(account, &account->history.paid, (const int64_t[]){ 0, 0, 0 });
        file_series(account, &account->history.past_due, (const int64_t[]){ 0, 0, i == 0 ? 30000 : 0 });
    }
    return file;
}

static const struct account *account_of(const struct dossier *dossier, int64_t id)
{
    const struct account *account = dossier_account(dossier, id);
    assert_non_null(account);
    return account;
}

static int64_t newest(const struct dossier *dossier, int64_t id)
{
    const struct history *history = &account_of(dossier, id)->history;
    return history_newest(history->balance, history->length);
}

static void written_and_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "refinance(account=3,months=36)",
        "refinance(account=3,months=36,rate=7.25)",
        "consolidate(accounts=1+2+-1,type=D1,months=24)",
        "consolidate(accounts=1+2,type=R1,months=24,rate=12.00)",
        "guarantee(amount=50000.00)",
        "collect(account=3)",
        "collect(record=9)",
        "expire(account=3,month=2026-04)",
        "expire(account=3)",
        "expire(record=9)",
        "income(to=12000.00)",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        struct action action, again;
        assert_true(action_parse(texts[i], &action, &error));
        g_autofree char *text = action_format(&action), *phrase = action_explain(&action, NULL);
        assert_string_equal(text, texts[i]);
        assert_true(action_parse(text, &again, &error));
        g_autofree char *sentence = phrase_expand(phrase, NULL);
        assert_true(strlen(sentence) > 5);
        assert_null(strchr(sentence, '{'));
    }
}

static void wrong_words_are_named(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "refinance(account=3)", "Action 'refinance' needs the argument 'months'." },
        { "refinance(account=3,months=12,rate=101)", "'101' is not a value of 'rate'." },
        { "refinance(account=3,months=12,rate=-1)", "'-1' is not a value of 'rate'." },
        { "consolidate(accounts=1,type=D1,months=12)", "'1' is not a value of 'accounts'." },
        { "consolidate(accounts=1+1,type=D1,months=12)", "'1+1' is not a value of 'accounts'." },
        { "consolidate(accounts=1+2,type=C1,months=12)", "'C1' is not a value of 'type'." },
        { "collect(account=1,record=2)", "Action 'collect' takes no argument 'record', or has it twice." },
        { "collect()", "Action 'collect' needs the argument 'account'." },
        { "expire(month=2026-04)", "Action 'expire' needs the argument 'account'." },
        { "expire(record=0)", "'0' is not a value of 'record'." },
        { "pay(record=1,amount=5)", "Action 'pay' takes no argument 'record', or has it twice." },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        struct action action;
        assert_false(action_parse(cases[i][0], &action, &error));
        assert_string_equal(error->message, cases[i][1]);
        g_autofree char *next = bureau_error_next(error, NULL);
        assert_true(strlen(next) > 5);
    }
}

static void a_new_loan_pays_off(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = debts();
    g_autoptr(dossier_t) loan = after(file, "refinance(account=2,months=12)", NULL);
    assert_int_equal(newest(loan, 2), 0);
    assert_int_equal(account_of(loan, 2)->history.states[2], 'C');
    assert_int_equal(newest(loan, -1), 150000);
    assert_string_equal(account_of(loan, -1)->type, "D1");
    assert_int_equal(loan->enquiries->len, 1);
    assert_int_equal(account_of(loan, 2)->history.paid[2], 0); /* it was not the person who paid */
    g_autoptr(dossier_t) repaid = after(file, "refinance(account=2,months=12) wait(months=11)", NULL);
    assert_int_equal(newest(repaid, -1), 12500);
    g_autoptr(dossier_t) done = after(file, "refinance(account=2,months=12) wait(months=12)", NULL);
    assert_int_equal(newest(done, -1), 0);
    assert_int_equal(history_newest_state(&account_of(done, -1)->history, 13), 'C');

    g_autoptr(dossier_t) card = after(file, "refinance(account=1,months=12)", NULL); /* a card stays open, empty */
    assert_int_equal(newest(card, 1), 0);
    assert_int_equal(account_of(card, 1)->history.states[2], 'N');
    assert_false(date_is_set(account_of(card, 1)->closed));
    assert_int_equal(newest(card, -1), 300000);
}

/* 1,500.00 over 12 months at 12 % a year: an instalment of 133.28, and the last one is smaller. */
static void interest_is_reckoned_when_a_rate_is_given(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = debts();
    g_autoptr(dossier_t) first = after(file, "refinance(account=2,months=12,rate=12) wait(months=1)", NULL);
    assert_int_equal(newest(first, -1), 150000 + 1500 - 13328);
    g_autoptr(dossier_t) late = after(file, "refinance(account=2,months=12,rate=12) miss(account=-1,months=1)", NULL);
    assert_int_equal(newest(late, -1), 150000 + 1500);
    g_autoptr(dossier_t) eleven = after(file, "refinance(account=2,months=12,rate=12) wait(months=11)", NULL);
    assert_true(newest(eleven, -1) > 0);
    g_autoptr(dossier_t) twelve = after(file, "refinance(account=2,months=12,rate=12) wait(months=12)", NULL);
    assert_int_equal(newest(twelve, -1), 0);
}

static void several_become_one(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = debts();
    g_autoptr(dossier_t) one = after(file, "consolidate(accounts=1+2,type=D1,months=10)", NULL);
    assert_int_equal(newest(one, -1), 450000);
    assert_int_equal(newest(one, 1), 0);
    assert_int_equal(newest(one, 2), 0);
    g_autoptr(dossier_t) credit = after(file, "consolidate(accounts=1+2,type=R1,months=10) wait(months=1)", NULL);
    assert_int_equal(account_of(credit, -1)->amount, 450000);
    assert_int_equal(newest(credit, -1), 405000); /* agreed terms: it goes down, and is not drawn again */
}

static void debts_are_refused_in_words(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = debts();
    assert_refused(file, "refinance(account=3,months=12)", "Account 3 is a bad debt: nobody lends to pay it off.");
    assert_refused(file, "refinance(account=4,months=12)",
                   "The balance of account 4 is not known in its last month, so nothing can pay it off.");
    assert_refused(file, "refinance(account=9,months=12)", "The file has no account 9.");
    assert_refused(file, "consolidate(accounts=1+9,type=D1,months=12)", "The file has no account 9.");
    assert_refused(file, "collect(account=1)", "Account 1 is neither a bad debt nor in collection.");
    assert_refused(file, "collect(record=7)", "The file has no public record 7.");
    g_strlcpy(dossier_account(file, 2)->currency, "USD", 4);
    assert_refused(file, "consolidate(accounts=1+2,type=D1,months=12)",
                   "Account 2 is in another currency than the first: they are never added.");
    assert_int_equal(newest(file, 1), 300000); /* the file it started from is as it was */
    assert_int_equal(file->accounts->len, 4);
}

static void a_bad_debt_is_collected(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = debts();
    g_autoptr(dossier_t) paid = after(file, "collect(account=3)", NULL);
    const struct history *history = &account_of(paid, 3)->history;
    assert_int_equal(history->balance[2], 0);
    assert_int_equal(history->paid[2], 80000);
    assert_int_equal(history->states[2], 'C');
    assert_int_equal(history->states[1], 'B'); /* what was, was */
    g_free(dossier_account(file, 2)->type);
    dossier_account(file, 2)->type = g_strdup("C1");
    g_autoptr(dossier_t) collected = after(file, "collect(account=2)", NULL);
    assert_int_equal(newest(collected, 2), 0);
}

static void a_record_is_paid(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = debts();
    file_public_record(file, "2026-01-10", NULL);
    ((struct public_record *)file->public_records->pdata[0])->fact = 70;
    assert_true(feature_of(file, "public_records_open") == 1);
    g_autoptr(dossier_t) paid = after(file, "collect(record=70)", NULL);
    assert_true(feature_of(paid, "public_records_open") == 0);
    assert_refused(paid, "collect(record=70)", "Public record 70 has ended already.");
}

static void what_is_adverse_leaves_by_law(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    file->profile = "CN-ZX";
    struct account *card = file_account(file, 1, "R2", 1000000);
    file_states(card, "2022-01", "N12NNNNNNNNNNN");
    struct date day;
    assert_refused(file, "expire(account=1,month=2022-05)",
                   "Nothing adverse is reported there, so nothing leaves by law.");
    /* ended on 2022-04-01, five years: it may be seen until 2027-04-01 */
    g_autoptr(dossier_t) gone = after(file, "expire(account=1,month=2022-03)", &day);
    assert_int_equal(history_state(&account_of(gone, 1)->history, month_named("2022-02")), '#');
    assert_int_equal(history_state(&account_of(gone, 1)->history, month_named("2022-03")), '#');
    assert_int_equal(history_state(&account_of(gone, 1)->history, month_named("2022-04")), 'N');
    g_autoptr(dossier_t) waited = after(file, "wait(months=4)", NULL); /* 2027-03-22 */
    assert_int_equal(history_state(&account_of(waited, 1)->history, month_named("2022-02")), '1');
    g_autoptr(dossier_t) longer = after(file, "wait(months=5)", NULL); /* 2027-04-22 */
    assert_int_equal(history_state(&account_of(longer, 1)->history, month_named("2022-02")), '#');

    g_autoptr(dossier_t) bad = debts();
    assert_refused(bad, "expire(account=3)", "It has not ended, and the period of the law runs only from its end.");
    g_autoptr(dossier_t) ended = after(bad, "collect(account=3) expire(account=3)", NULL);
    assert_int_equal(account_of(ended, 3)->history.states[1], '#');
    bad->profile = NULL;
    assert_refused(bad, "expire(account=3)", "It is not known under which law the file is kept, so nothing ages out.");
}

static int64_t salary(const struct dossier *dossier, const char *month)
{
    for (guint i = 0; i < dossier->measures->len; i++) {
        const struct measure *measure = dossier->measures->pdata[i];
        if (measure->period.index == month_named(month).index && strcmp(measure->kind, "income.salary") == 0)
            return measure->value;
    }
    return MONEY_UNKNOWN;
}

static void income_and_duties(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = debts();
    g_autoptr(dossier_t) none = after(file, "income(to=9000)", NULL);
    assert_int_equal(salary(none, "2026-10"), 900000);
    static const char *const months[] = { "2024-01", "2026-09", "2026-10" };
    for (size_t i = 0; i < G_N_ELEMENTS(months); i++) {
        struct measure *measure = g_new0(struct measure, 1);
        measure->kind = g_strdup("income.salary");
        measure->unit = g_strdup("CNY");
        measure->value = 500000;
        measure->period = month_named(months[i]);
        g_ptr_array_add(file->measures, measure);
    }
    g_autoptr(dossier_t) more = after(file, "income(to=9000) wait(months=2)", NULL);
    assert_int_equal(salary(more, "2024-01"), 500000);
    assert_int_equal(salary(more, "2026-09"), 900000);
    assert_int_equal(salary(more, "2026-12"), 900000); /* what is measured every month goes on */
    assert_int_equal(salary(file, "2026-10"), 500000);
    g_autoptr(dossier_t) duty = after(file, "guarantee(amount=50000)", NULL);
    assert_int_equal(duty->liabilities->len, 1);
    assert_int_equal(((struct liability *)duty->liabilities->pdata[0])->amount, 5000000);
    assert_int_equal(file->liabilities->len, 0);
}

/* The line of months is that of waiting, seen at once; acts that wait are in it where they happen. */
static void the_months_to_come(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(dossier_t) file = debts();
    g_autoptr(model_t) card = model_parse(file_card_json, -1, "test", &error);
    struct action actions[2];
    int line[7], plain[6];
    action_parse("current(account=1)", &actions[0], &error);
    action_parse("wait(months=2)", &actions[1], &error);
    assert_true(whatif_timeline(card, file, actions, 2, 6, line, &error));
    assert_true(whatif_path(card, file, actions, 1, 6, plain, &error));
    struct score_result now;
    assert_true(whatif_score(card, file, actions, 1, &now, &error));
    assert_int_equal(line[0], now.score);
    for (int t = 1; t <= 6; t++)
        assert_int_equal(line[t], plain[t - 1]);
    action_parse("collect(account=1)", &actions[0], &error);
    assert_false(whatif_timeline(card, file, actions, 1, 6, line, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(wrong_words_are_named),
        cmocka_unit_test(a_new_loan_pays_off),
        cmocka_unit_test(interest_is_reckoned_when_a_rate_is_given),
        cmocka_unit_test(several_become_one),
        cmocka_unit_test(debts_are_refused_in_words),
        cmocka_unit_test(a_bad_debt_is_collected),
        cmocka_unit_test(a_record_is_paid),
        cmocka_unit_test(what_is_adverse_leaves_by_law),
        cmocka_unit_test(income_and_duties),
        cmocka_unit_test(the_months_to_come),
    };
    return cmocka_run_group_tests_name("whatif_debt", tests, NULL, NULL);
}
