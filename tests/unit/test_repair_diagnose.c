/* SPDX-License-Identifier: Apache-2.0 */
/* A diagnosis with a card whose points are known: late in the last three months 100 or 200, a tenth of the limit used
 * 120 or 210, an application 110 or 205. */
#include "check.h"

#include "repair/diagnosis.h"
#include "score_files.h"

#include <string.h>

static struct model *card;

static int setup(void **state)
{
    g_autoptr(GError) error = NULL;
    (void)state;
    card = model_parse(file_card_json, -1, "test", &error);
    assert_no_error(error);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    model_free(card);
    return 0;
}

/* Late in 2026-09 and, truly, in 2026-08 and 2024-03; half of the limit used; one application. */
static struct dossier *make_file(void)
{
    static const int64_t balance[] = { 500000, 500000, 500000, 500000, 500000, 500000 };
    static const int64_t past_due[] = { 0, 0, 0, 20000, 40000, 0 };
    struct dossier *dossier = file_new("2026-11-05");
    struct account *account = file_account(dossier, 1, "R2", 1000000);
    file_states(account, "2026-05", "NNN12N");
    file_series(account, &account->history.balance, balance);
    file_series(account, &account->history.past_due, past_due);
    account->opened = day_of("2015-01-01");
    struct account *loan = file_account(dossier, 2, "D1", 1000000);
    file_states(loan, "2024-03", "1NN");
    loan->opened = day_of("2023-05-05");
    loan->closed = day_of("2024-05-31");
    file_enquiry(dossier, "2026-09-20", "02");
    ((struct enquiry *)dossier->enquiries->pdata[0])->fact = 9;
    file_enquiry(dossier, "2023-01-20", "02"); /* outside the window: that somebody asked is known all the same */
    return dossier;
}

static struct diagnosis *diagnose(const struct dossier *dossier, struct retention *rules, const GArray *said)
{
    GError *error = NULL;
    retention_begin(rules, "CN-ZX", day_of("2026-11-05"), &error);
    assert_no_error(error);
    return diagnosis_make(card, dossier, rules, "CN-ZX", NULL, said, day_of("2026-11-05"));
}

static const struct repair_item *item_of(const struct diagnosis *diagnosis, const char *kind, int64_t account)
{
    for (guint i = 0; i < diagnosis->items->len; i++) {
        const struct repair_item *item = diagnosis->items->pdata[i];
        if (strcmp(item->kind, kind) == 0 && (account == 0 || item->account == account)) return item;
    }
    fail_msg("no item %s", kind);
    return NULL;
}

static void same_day(struct date day, const char *wanted)
{
    char text[DATE_TEXT_SIZE];
    assert_string_equal(date_format(day, text), wanted);
}

static void test_points(void **state)
{
    struct retention rules;
    (void)state;
    g_autoptr(dossier_t) dossier = make_file();
    g_autofree char *before = file_text(dossier);
    g_autoptr(diagnosis_t) diagnosis = diagnose(dossier, &rules, NULL);
    assert_int_equal(diagnosis->now.score, 100 + 120 + 110);
    assert_int_equal(diagnosis->items->len, 4);
    const struct repair_item *late = item_of(diagnosis, "late", 1), *old = item_of(diagnosis, "late", 2);
    assert_int_equal(late->points, 100);
    assert_int_equal(late->months, 2);
    assert_int_equal(late->state, '2');
    assert_int_equal(late->amount, 40000);
    assert_int_equal(old->points, 0);
    assert_int_equal(item_of(diagnosis, "utilisation", 0)->points, 90);
    assert_int_equal(item_of(diagnosis, "enquiries", 0)->points, 95);
    assert_int_equal(diagnosis->without_all, 200 + 210 + 205);
    /* what costs most stands first, and the file itself is as it was */
    int last = G_MAXINT;
    for (guint i = 0; i < diagnosis->items->len; i++) {
        const struct repair_item *item = diagnosis->items->pdata[i];
        assert_true(item->points <= last);
        last = item->points;
    }
    g_autofree char *after = file_text(dossier);
    assert_string_equal(before, after);
}

static void test_standing(void **state)
{
    struct retention rules;
    (void)state;
    g_autoptr(dossier_t) dossier = make_file();
    g_autoptr(diagnosis_t) diagnosis = diagnose(dossier, &rules, NULL);
    /* ended with the month after: five years from there; 2024 falls under the policy, and says so */
    const struct repair_item *late = item_of(diagnosis, "late", 1), *old = item_of(diagnosis, "late", 2);
    assert_int_equal(late->standing, STANDING_AGEING);
    same_day(late->day, "2031-10-01");
    assert_int_equal(late->policy.verdict, POLICY_NOT);
    assert_int_equal(old->standing, STANDING_AGEING);
    assert_int_equal(old->policy.verdict, POLICY_UNKNOWN); /* no amounts are reported */
    assert_int_equal(item_of(diagnosis, "utilisation", 0)->standing, STANDING_TIME);
    assert_string_equal(late->law->cite, "条例16");
}

static void test_policy_stands(void **state)
{
    static const int64_t past_due[] = { 50000, 0, 0 };
    struct retention rules;
    (void)state;
    g_autoptr(dossier_t) dossier = make_file();
    struct account *loan = dossier_account(dossier, 2);
    file_series(loan, &loan->history.past_due, past_due);
    g_autoptr(diagnosis_t) diagnosis = diagnose(dossier, &rules, NULL);
    const struct repair_item *old = item_of(diagnosis, "late", 2);
    assert_int_equal(old->standing, STANDING_UNDISPLAYED);
    same_day(old->day, "2026-01-01");
}

/* Not ended: nothing runs, and what is owed is an item of its own. */
static void test_running(void **state)
{
    struct retention rules;
    (void)state;
    g_autoptr(dossier_t) dossier = make_file();
    struct account *account = dossier_account(dossier, 1);
    account->history.states[5] = '3';
    account->history.past_due[5] = 60000;
    g_autoptr(diagnosis_t) diagnosis = diagnose(dossier, &rules, NULL);
    const struct repair_item *late = item_of(diagnosis, "late", 1), *owed = item_of(diagnosis, "past_due", 1);
    assert_int_equal(late->standing, STANDING_RUNNING);
    assert_false(date_is_set(late->day));
    assert_int_equal(owed->amount, 60000);
    assert_int_equal(owed->points, 0); /* the two months before stay */
}

/* A leap is disputable for its check; a case that is open comes before. */
static void test_disputable(void **state)
{
    struct retention rules;
    (void)state;
    g_autoptr(dossier_t) dossier = make_file();
    dossier_account(dossier, 1)->history.states[4] = '4';
    g_autoptr(diagnosis_t) diagnosis = diagnose(dossier, &rules, NULL);
    const struct repair_item *late = item_of(diagnosis, "late", 1);
    assert_int_equal(late->standing, STANDING_DISPUTABLE);
    assert_int_equal(late->findings->len, 1);
    assert_string_equal(g_array_index(late->findings, struct repair_finding, 0).check, "jump");
    struct mark_seen *mark = g_new0(struct mark_seen, 1);
    *mark = (struct mark_seen){ .mark = 1, .dispute = 77, .account = 1, .month = month_named("2026-09") };
    if (dossier->marks == NULL) dossier->marks = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(dossier->marks, mark);
    g_autoptr(diagnosis_t) marked = diagnose(dossier, &rules, NULL);
    late = item_of(marked, "late", 1);
    assert_int_equal(late->standing, STANDING_IN_DISPUTE);
    assert_int_equal(late->dispute, 77);
    g_ptr_array_set_size(dossier->marks, 0);
}

/* What the person says is wrong is taken as said, and counted as it would be if it were right. */
static void test_said(void **state)
{
    struct retention rules;
    (void)state;
    g_autoptr(dossier_t) dossier = make_file();
    g_autoptr(GArray) said = g_array_new(FALSE, TRUE, sizeof(struct repair_finding));
    struct repair_finding finding = repair_said_wrong(1, month_named("2026-06"), "balance", "0.00");
    g_array_append_val(said, finding);
    g_autoptr(diagnosis_t) diagnosis = diagnose(dossier, &rules, said);
    const struct repair_item *item = item_of(diagnosis, "contradiction", 1);
    assert_int_equal(item->standing, STANDING_DISPUTABLE);
    assert_int_equal(item->points, 0); /* June is not the month that counts */
    repair_finding_clear(&g_array_index(said, struct repair_finding, 0));
}

/* An enterprise, or a file of which no law is known, is told all the same; nothing of it leaves by law. */
static void test_without_law(void **state)
{
    (void)state;
    g_autoptr(dossier_t) dossier = make_file();
    g_autoptr(diagnosis_t) diagnosis = diagnosis_make(card, dossier, NULL, NULL, NULL, NULL, day_of("2026-11-05"));
    const struct repair_item *late = item_of(diagnosis, "late", 1);
    assert_int_equal(late->standing, STANDING_CORRECT);
    assert_int_equal(late->points, 100);
    assert_int_equal(late->months, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),      cmocka_unit_test(test_standing),   cmocka_unit_test(test_policy_stands),
        cmocka_unit_test(test_running),     cmocka_unit_test(test_disputable), cmocka_unit_test(test_said),
        cmocka_unit_test(test_without_law),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
