/* SPDX-License-Identifier: Apache-2.0 */
/* What a screen is told of a step must be what the guards hold it to. */
#include "check.h"

#include "dispute/case.h"

static struct dispute_asks asks(const char *state, const char *event, const char *profile)
{
    struct dispute_asks found;
    assert_true(dispute_event_asks(state, event, profile, &found));
    return found;
}

static void test_words_of_the_table(void **state)
{
    (void)state;
    struct dispute_asks found = asks("DECIDING", "confirm_error", "CN-ZX");
    assert_true(found.second);
    assert_int_equal(found.roles, ROLE_REVIEWER);
    assert_false(found.text || found.evidence || found.answer || found.value);
    assert_string_equal(found.to, "CORRECTING");
    assert_true(asks("DECIDING", "confirm_correct", "CN-ZX").evidence);
    assert_true(asks("DECIDING", "cannot_determine", "CN-ZX").text);
    assert_true(asks("WITH_FURNISHER", "furnisher_reply", "CN-ZX").answer);
    assert_true(asks("CORRECTING", "apply", "CN-ZX").value);
    found = asks("CORRECTED", "answer", "CN-ZX");
    assert_false(found.answer); /* the letter, not the furnisher's value */
    assert_false(found.second);
    assert_true((found.roles & ROLE_SERVICE) != 0);
}

/* The same event under two laws leads to two places; one that a law does not know is not offered. */
static void test_profiles(void **state)
{
    struct dispute_asks found;
    (void)state;
    assert_string_equal(asks("DECIDING", "cannot_determine", "CN-ZX").to, "NOTED");
    assert_string_equal(asks("DECIDING", "cannot_determine", "US-FCRA").to, "CORRECTING");
    assert_false(dispute_event_asks("CLOSED", "reinsert", "CN-ZX", &found));
    assert_false(dispute_event_asks("MARKED", "confirm_error", "CN-ZX", &found));
    assert_false(dispute_event_asks("NOWHERE", "withdraw", "CN-ZX", &found));
}

/* Everything a menu offers can be asked about. */
static void test_menu_is_whole(void **state)
{
    static const char *const profiles[] = { "CN-ZX", "US-FCRA", "EU-GDPR" };
    const struct law_state *each;
    int offered = 0;
    (void)state;
    for (size_t i = 0; (each = machine_state_at(i)) != NULL; i++)
        for (size_t p = 0; p < G_N_ELEMENTS(profiles); p++) {
            g_autofree const char **events = dispute_next_events(each->state, profiles[p]);
            for (size_t e = 0; events[e] != NULL; e++, offered++)
                assert_non_null(asks(each->state, events[e], profiles[p]).to);
        }
    assert_true(offered > 60);
}

static void test_states(void **state)
{
    (void)state;
    assert_int_equal(dispute_state_step("RECEIVED"), 1);
    assert_int_equal(dispute_state_step("WITH_FURNISHER"), 4);
    assert_int_equal(dispute_state_step("NOWHERE"), 0);
    assert_true(dispute_state_is_open("DECIDING"));
    assert_false(dispute_state_is_open("CLOSED"));
    assert_false(dispute_state_is_open("NOWHERE"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_of_the_table),
        cmocka_unit_test(test_profiles),
        cmocka_unit_test(test_menu_is_whole),
        cmocka_unit_test(test_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
