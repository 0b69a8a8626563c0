/* SPDX-License-Identifier: Apache-2.0 */
/* The one-time policy on the months of a file: the edges of its days and of its amount. */
#include "check.h"

#include "repair/policy.h"
#include "score_files.h"

#include <string.h>

/* Months from `first`; every late month has `amount` past due, the others nothing. Judges the first run. */
static struct policy_answer judge(const char *profile, const char *first, const char *states, int64_t amount,
                                  const char *closed, const char *today)
{
    struct retention rules;
    GError *error = NULL;
    int64_t past_due[64];
    g_autoptr(dossier_t) dossier = file_new("2026-11-22");
    struct account *card = file_account(dossier, 1, "R2", 10000000);
    file_states(card, first, states);
    card->closed = day_of(closed);
    for (size_t i = 0; i < strlen(states); i++)
        past_due[i] = states[i] >= '1' && states[i] <= '7' ? amount : 0;
    file_series(card, &card->history.past_due, past_due);
    retention_begin(&rules, "CN-ZX", day_of(today), &error);
    assert_no_error(error);
    g_autoptr(GArray) items = retention_items(&rules, dossier, NULL);
    assert_true(items->len >= 1);
    return policy_judge(profile, card, &g_array_index(items, struct adverse_item, 0), day_of(today));
}

static void expect(const char *first, const char *states, int64_t amount, enum policy_verdict verdict,
                   const char *since)
{
    g_auto(policy_answer_t) answer = judge("CN-ZX", first, states, amount, NULL, "2026-11-22");
    char text[DATE_TEXT_SIZE];
    assert_int_equal(answer.verdict, verdict);
    assert_string_equal(answer.policy, "pboc-2025");
    assert_string_equal(date_format(answer.since, text), since ? since : "");
    g_autofree char *words = policy_text(&answer);
    assert_non_null(words);
}

/* When it arose: January 2020 to December 2025. */
static void test_years(void **state)
{
    (void)state;
    expect("2019-12", "1NN", 100000, POLICY_NOT, NULL);
    expect("2020-01", "1NN", 100000, POLICY_HOLDS, "2026-01-01");
    expect("2025-12", "1NN", 100000, POLICY_HOLDS, "2026-02-28");
    expect("2026-01", "1NN", 100000, POLICY_NOT, NULL);
}

/* 10,000 yuan are within, a cent more is not. */
static void test_amount(void **state)
{
    (void)state;
    expect("2024-05", "12N", 1000000, POLICY_HOLDS, "2026-01-01");
    expect("2024-05", "12N", 1000001, POLICY_NOT, NULL);
    expect("2024-05", "12N", MONEY_UNKNOWN, POLICY_UNKNOWN, NULL);
}

/* Repaid by November 2025: from 2026-01-01; until March 2026: by the end of the month that follows; later: not. */
static void test_repaid(void **state)
{
    (void)state;
    expect("2025-10", "1NN", 100000, POLICY_HOLDS, "2026-01-01");  /* November 2025 */
    expect("2025-10", "12NN", 100000, POLICY_HOLDS, "2026-01-31"); /* December 2025 */
    expect("2025-10", "123N", 100000, POLICY_HOLDS, "2026-02-28"); /* January 2026 */
    expect("2025-12", "123N", 100000, POLICY_HOLDS, "2026-04-30"); /* March 2026 */
    expect("2025-12", "1234N", 100000, POLICY_NOT, NULL);          /* April 2026 */
    expect("2025-12", "1234", 100000, POLICY_NOT, NULL);           /* never */
    expect("2025-10", "1##N", 100000, POLICY_HOLDS, "2026-02-28"); /* unknown months repay nothing */
    expect("2025-10", "1B", 100000, POLICY_NOT, NULL);
}

static void test_still_open(void **state)
{
    (void)state;
    g_auto(policy_answer_t) open = judge("CN-ZX", "2025-12", "12", 100000, NULL, "2026-03-31");
    assert_int_equal(open.verdict, POLICY_OPEN);
    g_auto(policy_answer_t) over = judge("CN-ZX", "2025-12", "12", 100000, NULL, "2026-04-01");
    assert_int_equal(over.verdict, POLICY_NOT);
    g_auto(policy_answer_t) closed = judge("CN-ZX", "2025-09", "1", 100000, "2025-10-20", "2026-11-22");
    assert_int_equal(closed.verdict, POLICY_HOLDS);
}

static void test_profiles(void **state)
{
    (void)state;
    g_auto(policy_answer_t) city = judge("CN-SH", "2024-05", "1N", 100000, NULL, "2026-11-22");
    assert_int_equal(city.verdict, POLICY_HOLDS);
    g_auto(policy_answer_t) other = judge("US-FCRA", "2024-05", "1N", 100000, NULL, "2026-11-22");
    assert_int_equal(other.verdict, POLICY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_years),      cmocka_unit_test(test_amount),   cmocka_unit_test(test_repaid),
        cmocka_unit_test(test_still_open), cmocka_unit_test(test_profiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
