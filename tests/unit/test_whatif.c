/* SPDX-License-Identifier: Apache-2.0 */
/* What-if: how actions are written, what each does to the facts, what is refused and in which words, and that the file
 * it started from stays as it was. */
#include "check.h"
#include "score/simulate.h"
#include "score_files.h"

#include <math.h>
#include <string.h>

static struct model *test_card(void)
{
    g_autoptr(GError) error = NULL;
    struct model *card = model_parse(file_card_json, -1, "test", &error);
    assert_no_error(error);
    return card;
}

static struct action act(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct action action;
    action_parse(text, &action, &error);
    assert_no_error(error);
    return action;
}

/* The file after actions separated by spaces. */
static struct dossier *after(const struct dossier *dossier, const char *text, struct date *day)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    struct action actions[8];
    size_t count = 0;
    for (char **word = words; *word; word++)
        actions[count++] = act(*word);
    struct date ignored;
    struct dossier *copy = whatif_apply(dossier, actions, count, day ? day : &ignored, &error);
    assert_no_error(error);
    return copy;
}

/* Refused or not found, in exactly these words, and nothing made. */
static void assert_refused(const struct dossier *dossier, const char *text, int code, const char *message)
{
    g_autoptr(GError) error = NULL;
    const struct action action = act(text);
    struct date day;
    assert_null(whatif_apply(dossier, &action, 1, &day, &error));
    assert_error_code(error, code);
    assert_string_equal(error->message, message);
    g_autofree char *next = bureau_error_next(error, NULL);
    assert_non_null(next);
    assert_null(strchr(next, '{'));
}

/* A card late by one month with 300.00 past due of 3,000.00, a loan that is paid, and a closed card. */
static struct dossier *three_accounts(void)
{
    struct dossier *file = file_new("2026-11-22");
    struct account *card = file_account(file, 1, "R2", 1000000), *loan = file_account(file, 2, "D1", 3600000);
    struct account *closed = file_account(file, 3, "R2", 500000);
    card->opened = day_of("2020-01-15");
    loan->opened = day_of("2024-01-15");
    closed->opened = day_of("2019-01-15");
    file_states(card, "2026-08", "NN1");
    file_series(card, &card->history.balance, (const int64_t[]){ 310000, 305000, 300000 });
    file_series(card, &card->history.due, (const int64_t[]){ 30000, 30000, 30000 });
    file_series(card, &card->history.paid, (const int64_t[]){ 30000, 30000, 0 });
    file_series(card, &card->history.past_due, (const int64_t[]){ 0, 0, 30000 });
    file_states(loan, "2026-08", "NNN");
    file_series(loan, &loan->history.balance, (const int64_t[]){ 300000, 200000, 150000 });
    file_series(loan, &loan->history.due, (const int64_t[]){ 100000, 100000, 100000 });
    file_series(loan, &loan->history.paid, (const int64_t[]){ 100000, 100000, 50000 });
    file_series(loan, &loan->history.past_due, (const int64_t[]){ 0, 0, 0 });
    file_states(closed, "2026-08", "NCC");
    closed->closed = day_of("2026-09-30");
    return file;
}

static const struct history *history_of(const struct dossier *dossier, int64_t id)
{
    const struct account *account = dossier_account(dossier, id);
    assert_non_null(account);
    return &account->history;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static void written_and_read(void **state)
{
    (void)state;
    static const char *const texts[] = { "pay(account=3,amount=500.00)",
                                         "current(account=3)",
                                         "limit(account=3,to=9000.50)",
                                         "miss(account=3,months=2)",
                                         "open(type=R2,limit=20000.00)",
                                         "close(account=-1)",
                                         "enquire(n=4)",
                                         "wait(months=6)",
                                         "remove(account=3,month=2026-04)" };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const struct action action = act(texts[i]);
        g_autofree char *again = action_format(&action);
        assert_string_equal(again, texts[i]);
        g_autofree char *phrase = action_explain(&action, NULL);
        g_autofree char *sentence = phrase_expand(phrase, NULL);
        assert_true(strlen(sentence) > 5);
        assert_null(strchr(sentence, '{'));
    }
    const struct action loose = act("  pay ( amount = 1.5 , account = 3 ) ");
    g_autofree char *canonical = action_format(&loose);
    assert_string_equal(canonical, "pay(account=3,amount=1.50)");
}

static void wrong_words_are_named(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "bribe(account=3)", "There is no action 'bribe'." },
        { "", "There is no action ''." },
        { "wait", "'wait' is not written as an action." },
        { "wait(months=3", "'wait(months=3' is not written as an action." },
        { "wait(months=3))", "'wait(months=3))' is not written as an action." },
        { "wait(weeks=3)", "Action 'wait' takes no argument 'weeks', or has it twice." },
        { "wait(months=3,months=4)", "Action 'wait' takes no argument 'months', or has it twice." },
        { "pay(account=3)", "Action 'pay' needs the argument 'amount'." },
        { "pay(account=3,amount=0)", "'0' is not a value of 'amount'." },
        { "pay(account=3,amount=-5)", "'-5' is not a value of 'amount'." },
        { "pay(account=3,amount=1.234)", "'1.234' is not a value of 'amount'." },
        { "pay(account=x,amount=1)", "'x' is not a value of 'account'." },
        { "wait(months=0)", "'0' is not a value of 'months'." },
        { "wait(months=121)", "'121' is not a value of 'months'." },
        { "enquire(n=100)", "'100' is not a value of 'n'." },
        { "open(type=C1,limit=5)", "'C1' is not a value of 'type'." },
        { "open(type=1 ,limit=5)", "'1' is not a value of 'type'." },
        { "remove(account=3,month=2026-13)", "'2026-13' is not a value of 'month'." },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        struct action action;
        assert_false(action_parse(cases[i][0], &action, &error));
        assert_error_code(error, BUREAU_ERROR_USAGE);
        assert_string_equal(error->message, cases[i][1]);
    }
}

/* ---- what each does ---------------------------------------------------------------------------------------------- */

static void pay_lowers_past_due_first(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    g_autoptr(dossier_t) part = after(file, "pay(account=1,amount=100)", NULL);
    const struct history *history = history_of(part, 1);
    assert_int_equal(history->balance[2], 290000);
    assert_int_equal(history->past_due[2], 20000);
    assert_int_equal(history->paid[2], 10000);
    assert_int_equal(history->states[2], '1'); /* still late */
    g_autoptr(dossier_t) all = after(file, "pay(account=1,amount=500)", NULL);
    history = history_of(all, 1);
    assert_int_equal(history->balance[2], 250000);
    assert_int_equal(history->past_due[2], 0);
    assert_int_equal(history->states[2], 'N');
    assert_int_equal(history->balance[1], 305000);
}

static void pay_is_refused_in_words(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    assert_refused(file, "pay(account=1,amount=3000.01)", BUREAU_ERROR_REFUSED,
                   "Account 1 owes CNY 3,000.00: more than that cannot be paid.");
    assert_refused(file, "pay(account=3,amount=1)", BUREAU_ERROR_REFUSED, "Account 3 is closed.");
    assert_refused(file, "pay(account=9,amount=1)", BUREAU_ERROR_NOT_FOUND, "The file has no account 9.");
    dossier_account(file, 1)->history.balance[2] = MONEY_UNKNOWN;
    assert_refused(file, "pay(account=1,amount=1)", BUREAU_ERROR_REFUSED,
                   "The balance of account 1 is not known in its last month, so no payment can be tried.");
    dossier_account(file, 1)->history.balance[2] = -100;
    assert_refused(file, "pay(account=1,amount=1)", BUREAU_ERROR_REFUSED, "Nothing is owed on account 1.");
}

static void current_clears_what_is_late(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    g_autoptr(dossier_t) copy = after(file, "current(account=1)", NULL);
    const struct history *history = history_of(copy, 1);
    assert_string_equal(history->states, "NNN");
    assert_int_equal(history->past_due[2], 0);
    assert_int_equal(history->balance[2], 270000);
    assert_int_equal(history->paid[2], 30000);
    assert_refused(file, "current(account=2)", BUREAU_ERROR_REFUSED, "Account 2 is not late in its last month.");
    g_autoptr(dossier_t) client = file_card_client(); /* no past due amounts are reported: only the state can change */
    g_autoptr(dossier_t) better = after(client, "current(account=1)", NULL);
    assert_string_equal(history_of(better, 1)->states, "**NN2N");
    assert_null(history_of(better, 1)->past_due);
    assert_true(isnan(feature_of(better, "past_due_now")));
}

static void limit_changes_revolving_only(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    g_autoptr(dossier_t) copy = after(file, "limit(account=1,to=30000)", NULL);
    assert_int_equal(dossier_account(copy, 1)->amount, 3000000);
    assert_true(fabs(feature_of(copy, "utilisation_now") - 0.1) < 1e-9);
    assert_refused(file, "limit(account=2,to=1)", BUREAU_ERROR_REFUSED, "Account 2 is not revolving: it has no limit.");
    assert_refused(file, "limit(account=3,to=1)", BUREAU_ERROR_REFUSED, "Account 3 is closed.");
}

static void wait_pays_what_is_due(void **state)
{
    (void)state;
    struct date day;
    g_autoptr(dossier_t) file = three_accounts();
    g_autoptr(dossier_t) copy = after(file, "wait(months=3)", &day);
    assert_int_equal(day.days, day_of("2027-02-01").days);
    assert_int_equal(features_day(copy).days, day.days);
    const struct history *card = history_of(copy, 1), *loan = history_of(copy, 2);
    assert_string_equal(card->states, "NN1NNN");
    assert_int_equal(card->paid[3], 60000); /* what is due and what was past due */
    assert_int_equal(card->past_due[3], 0);
    assert_int_equal(card->balance[3], 270000); /* the card is used again for the rest */
    assert_int_equal(card->balance[5], 270000);
    assert_string_equal(loan->states, "NNNNC"); /* paid off in the second month, then nothing more is reported */
    assert_int_equal(loan->balance[3], 50000);
    assert_int_equal(loan->balance[4], 0);
    assert_int_equal(loan->paid[4], 50000);
    assert_int_equal(dossier_account(copy, 2)->closed.days, day_of("2026-12-31").days);
    assert_string_equal(history_of(copy, 3)->states, "NCC");
    assert_true(feature_of(copy, "age_oldest") == feature_of(file, "age_oldest") + 3);
}

static void wait_keeps_what_is_not_reported_unknown(void **state)
{
    (void)state;
    g_autoptr(dossier_t) client = file_card_client();
    g_autoptr(dossier_t) copy = after(client, "wait(months=2)", NULL);
    const struct history *history = history_of(copy, 1);
    assert_string_equal(history->states, "**NN22NN");
    assert_null(history->due);
    assert_null(history->past_due);
    assert_int_equal(history->balance[7], 391300);
    assert_int_equal(history->paid[6], 39130); /* a tenth, being more than was paid of late */
    assert_int_equal(g_strv_length(history->own_states), 8);
    assert_string_equal(history->own_states[5], "2");
    assert_string_equal(history->own_states[7], "");
}

static void wait_with_nothing_due(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *idle = file_account(file, 1, "R2", 100000), *unknown = file_account(file, 2, "R2", 100000);
    struct account *lost = file_account(file, 3, "D1", 100000), *behind = file_account(file, 4, "R2", 100000);
    file_states(idle, "2026-10", "*");
    file_series(idle, &idle->history.balance, (const int64_t[]){ 0 });
    file_states(unknown, "2026-10", "N");
    file_states(lost, "2026-10", "B");
    file_series(lost, &lost->history.balance, (const int64_t[]){ 70000 });
    file_states(behind, "2026-08", "N");
    g_autoptr(dossier_t) copy = after(file, "wait(months=1)", NULL);
    assert_string_equal(history_of(copy, 1)->states, "**");
    assert_string_equal(history_of(copy, 2)->states, "NN");
    assert_string_equal(history_of(copy, 3)->states, "BB"); /* waiting does not mend a bad debt */
    assert_int_equal(history_of(copy, 3)->balance[1], 70000);
    assert_string_equal(history_of(copy, 4)->states, "N##N"); /* the months nobody reported stay unknown */
}

static void miss_rises_to_seven(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    g_autoptr(dossier_t) copy = after(file, "miss(account=1,months=8)", NULL);
    const struct history *card = history_of(copy, 1);
    assert_string_equal(card->states, "NN123456777");
    assert_int_equal(card->past_due[3], 60000);
    assert_int_equal(card->past_due[10], 270000);
    assert_int_equal(card->balance[10], 300000);
    assert_int_equal(card->paid[10], 0);
    assert_string_equal(history_of(copy, 2)->states, "NNNNC"); /* the loan is paid meanwhile */
    assert_refused(file, "miss(account=3,months=1)", BUREAU_ERROR_REFUSED, "Account 3 is closed.");
    dossier_account(file, 1)->history.balance[2] = 0;
    assert_refused(file, "miss(account=1,months=1)", BUREAU_ERROR_REFUSED,
                   "Nothing is owed on account 1, so no payment can be missed.");
}

static void open_adds_account_and_enquiry(void **state)
{
    (void)state;
    struct date day;
    g_autoptr(dossier_t) file = three_accounts();
    g_autoptr(dossier_t) copy = after(file, "open(type=R2,limit=10000) open(type=D1,limit=3600) wait(months=1)", &day);
    const struct account *card = dossier_account(copy, -1), *loan = dossier_account(copy, -2);
    assert_int_equal(card->amount, 1000000);
    assert_int_equal(card->opened.days, day_of("2026-10-31").days);
    assert_string_equal(card->history.states, "**");
    assert_string_equal(loan->history.states, "*N");
    assert_int_equal(loan->history.balance[0], 360000);
    assert_int_equal(loan->history.paid[1], 10000); /* one part in 36 */
    assert_int_equal(copy->enquiries->len, 2);
    assert_true(feature_of(copy, "enquiries_3m") == 2);
    assert_true(feature_of(copy, "accounts_new_12m") == 2);
    for (guint i = 1; i < copy->accounts->len; i++)
        assert_true(((struct account *)copy->accounts->pdata[i - 1])->id <
                    ((struct account *)copy->accounts->pdata[i])->id);
}

static void open_on_an_empty_file(void **state)
{
    (void)state;
    struct date day;
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    g_autoptr(dossier_t) copy = after(file, "open(type=R2,limit=10000)", &day);
    assert_int_equal(day.days, day_of("2026-11-01").days);
    assert_int_equal(features_day(copy).days, day.days);
    assert_true(feature_of(copy, "enquiries_3m") == 1);
    assert_true(feature_of(copy, "utilisation_now") == 0);
    file->as_of = DATE_NONE;
    assert_refused(file, "wait(months=1)", BUREAU_ERROR_REFUSED, "The file holds no month and no day to start from.");
}

static void close_needs_nothing_owed(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    assert_refused(file, "close(account=1)", BUREAU_ERROR_REFUSED,
                   "Account 1 still owes CNY 3,000.00: it cannot be closed.");
    assert_refused(file, "close(account=3)", BUREAU_ERROR_REFUSED, "Account 3 is closed.");
    g_autoptr(dossier_t) copy = after(file, "pay(account=1,amount=3000) close(account=1)", NULL); /* order matters */
    assert_string_equal(history_of(copy, 1)->states, "NNC");
    assert_int_equal(dossier_account(copy, 1)->closed.days, day_of("2026-10-31").days);
    assert_true(feature_of(copy, "accounts_open") == 1);
    assert_true(isnan(feature_of(copy, "limit_total")));
}

static void enquire_counts_now_and_ages(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    assert_true(isnan(feature_of(file, "enquiries_3m")));
    g_autoptr(dossier_t) now = after(file, "enquire(n=3)", NULL);
    assert_true(feature_of(now, "enquiries_3m") == 3);
    g_autoptr(dossier_t) later = after(file, "enquire(n=3) wait(months=3)", NULL);
    assert_true(feature_of(later, "enquiries_3m") == 0);
    assert_true(feature_of(later, "enquiries_6m") == 3);
}

static void remove_makes_a_month_unknown(void **state)
{
    (void)state;
    g_autoptr(dossier_t) file = three_accounts();
    g_autoptr(dossier_t) copy = after(file, "remove(account=1,month=2026-10)", NULL);
    assert_string_equal(history_of(copy, 1)->states, "NN#");
    assert_true(history_of(copy, 1)->past_due[2] == MONEY_UNKNOWN);
    assert_int_equal(history_of(copy, 1)->balance[2], 300000);
    assert_true(feature_of(copy, "worst_state_12m") == 0);
    assert_refused(file, "remove(account=1,month=2026-07)", BUREAU_ERROR_NOT_FOUND,
                   "Account 1 reports nothing for 2026-07.");
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static void score_is_that_of_the_changed_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) card = test_card();
    g_autoptr(dossier_t) file = three_accounts();
    const struct action actions[] = { act("pay(account=1,amount=2500)"), act("enquire(n=1)"), act("wait(months=3)") };
    struct score_result before, result, again;
    assert_true(whatif_score(card, file, NULL, 0, &before, &error));
    assert_int_equal(before.score, 100 + 120 + 150); /* late, 30 % used, no enquiry known */
    assert_true(whatif_score(card, file, actions, 1, &result, &error));
    assert_int_equal(result.score, 200 + 210 + 150);
    assert_true(whatif_score(card, file, actions, 2, &result, &error));
    assert_int_equal(result.score, 200 + 210 + 110);
    assert_true(whatif_score(card, file, actions, 3, &result, &error));
    struct date day;
    g_autoptr(dossier_t) changed = whatif_apply(file, actions, 3, &day, &error);
    g_autofree double *values = g_new(double, feature_count());
    features_derive(changed, features_day(changed), values);
    model_score(card, values, &again);
    assert_int_equal(result.score, again.score);
    assert_int_equal(result.score, 200 + 210 + 205);
    const struct action wrong[] = { actions[0], act("close(account=3)") };
    assert_false(whatif_score(card, file, wrong, 2, &result, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
}

static void path_is_waiting_month_by_month(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(model_t) card = test_card();
    g_autoptr(dossier_t) file = three_accounts();
    const struct action first = act("enquire(n=2)");
    int scores[6];
    assert_true(whatif_path(card, file, &first, 1, 6, scores, &error));
    for (int months = 1; months <= 6; months++) {
        const struct action both[] = { first, { .kind = ACTION_WAIT, .months = months } };
        struct score_result result;
        assert_true(whatif_score(card, file, both, 2, &result, &error));
        assert_int_equal(scores[months - 1], result.score);
    }
    assert_true(scores[5] > scores[0]); /* the late month and the enquiries leave their windows */
    assert_true(whatif_path(card, file, NULL, 0, 1, scores, &error));
}

static void the_original_stays(void **state)
{
    (void)state;
    static const char *const texts[] = { "pay(account=1,amount=500)",       "current(account=1)",
                                         "limit(account=1,to=5)",           "miss(account=1,months=3)",
                                         "open(type=D1,limit=7)",           "enquire(n=2)",
                                         "remove(account=2,month=2026-09)", "wait(months=12)" };
    g_autoptr(dossier_t) file = three_accounts();
    g_autofree char *was = file_text(file);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(dossier_t) copy = after(file, texts[i], NULL);
        g_autofree char *now = file_text(file), *changed = file_text(copy);
        assert_string_equal(now, was);
        assert_string_not_equal(changed, was);
    }
}

static void hostile_amounts_do_not_overflow(void **state)
{
    (void)state;
    static const int64_t huge[] = { G_MAXINT64, G_MAXINT64, G_MAXINT64 };
    static const char *const texts[] = { "wait(months=3)", "miss(account=1,months=3)",
                                         "pay(account=1,amount=92233720368547758.07)", "current(account=1)" };
    g_autoptr(dossier_t) file = file_new("2026-11-22");
    struct account *card = file_account(file, 1, "R2", G_MAXINT64);
    file_states(card, "2026-08", "NN1");
    file_series(card, &card->history.balance, huge);
    file_series(card, &card->history.due, huge);
    file_series(card, &card->history.paid, huge);
    file_series(card, &card->history.past_due, huge);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(dossier_t) copy = after(file, texts[i], NULL);
        const struct history *history = history_of(copy, 1);
        for (size_t m = 0; m < history->length; m++) {
            assert_true(history->balance[m] >= 0);
            assert_true(history->paid[m] >= 0);
        }
    }
}

static struct action random_action(GRand *random, const struct dossier *dossier)
{
    const guint count = dossier->accounts->len;
    struct action action = { .kind = (enum action_kind)g_rand_int_range(random, 0, 9),
                             .months = g_rand_int_range(random, 1, 5) };
    const struct account *account = dossier->accounts->pdata[g_rand_int_range(random, 0, (gint32)count)];
    action.account = account->id;
    action.minor = g_rand_int_range(random, 1, 400000);
    action.month.index = account->history.first.index + g_rand_int_range(random, -1, 4);
    g_strlcpy(action.type, g_rand_boolean(random) ? "R2" : "D1", sizeof action.type);
    return action;
}

static void assert_sound(const struct dossier *dossier)
{
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        const struct history *history = &account->history;
        assert_int_equal(strlen(history->states), history->length);
        assert_int_equal(strspn(history->states, "/*N1234567BCZG#"), history->length);
        for (size_t m = 0; m < history->length; m++) {
            assert_true(!history->balance || history->balance[m] == MONEY_UNKNOWN || history->balance[m] >= 0);
            assert_true(!history->past_due || history->past_due[m] == MONEY_UNKNOWN || history->past_due[m] >= 0);
            assert_true(!history->paid || history->paid[m] == MONEY_UNKNOWN || history->paid[m] >= 0);
        }
        if (history->own_states) assert_int_equal(g_strv_length(history->own_states), history->length);
    }
    const double used = feature_of(dossier, "utilisation_now"), ratio = feature_of(dossier, "payment_ratio_6m");
    assert_true(isnan(used) || used >= 0);
    assert_true(isnan(ratio) || (ratio >= 0 && ratio <= 1));
}

static void random_sequences_keep_the_file_sound(void **state)
{
    (void)state;
    g_autoptr(GRand) random = g_rand_new_with_seed(20240607);
    int done = 0, refused = 0;
    for (int round = 0; round < 300; round++) {
        struct dossier *file = round % 3 == 0 ? file_card_client() : three_accounts();
        for (int step = 0; step < 12; step++) {
            const struct action action = random_action(random, file);
            g_autoptr(GError) error = NULL;
            struct date day;
            struct dossier *next = whatif_apply(file, &action, 1, &day, &error);
            done += next != NULL;
            refused += next == NULL;
            if (next == NULL) {
                assert_true(error->code == BUREAU_ERROR_REFUSED || error->code == BUREAU_ERROR_NOT_FOUND);
                continue;
            }
            dossier_free(file);
            file = next;
            assert_sound(file);
        }
        dossier_free(file);
    }
    assert_true(done > 1000 && refused > 300); /* both ways were walked */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(wrong_words_are_named),
        cmocka_unit_test(pay_lowers_past_due_first),
        cmocka_unit_test(pay_is_refused_in_words),
        cmocka_unit_test(current_clears_what_is_late),
        cmocka_unit_test(limit_changes_revolving_only),
        cmocka_unit_test(wait_pays_what_is_due),
        cmocka_unit_test(wait_keeps_what_is_not_reported_unknown),
        cmocka_unit_test(wait_with_nothing_due),
        cmocka_unit_test(miss_rises_to_seven),
        cmocka_unit_test(open_adds_account_and_enquiry),
        cmocka_unit_test(open_on_an_empty_file),
        cmocka_unit_test(close_needs_nothing_owed),
        cmocka_unit_test(enquire_counts_now_and_ages),
        cmocka_unit_test(remove_makes_a_month_unknown),
        cmocka_unit_test(score_is_that_of_the_changed_file),
        cmocka_unit_test(path_is_waiting_month_by_month),
        cmocka_unit_test(the_original_stays),
        cmocka_unit_test(hostile_amounts_do_not_overflow),
        cmocka_unit_test(random_sequences_keep_the_file_sound),
    };
    return cmocka_run_group_tests_name("what-if", tests, NULL, NULL);
}
