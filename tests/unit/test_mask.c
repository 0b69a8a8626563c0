/* SPDX-License-Identifier: Apache-2.0 */
/* Who sees what of a secret value: the table of roles and classes, what a mask leaves of any value, tables, and the
 * command that shows in clear. */
#include "check.h"

#include "fixture.h"

#include <string.h>

/* ---- the table of roles -------------------------------------------------------------------------------------------
 */

static void every_role_and_class_is_said(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(tsv_t) tsv = tsv_load("guard/masks.tsv", &error);
    assert_no_error(error);
    assert_true(masks_check(&error));
    assert_no_error(error);
    assert_int_equal(tsv_rows(tsv), SECRECY_COUNT - 1);
    for (size_t row = 0; row < tsv_rows(tsv); row++)
        for (unsigned role = 1; role <= ROLE_INSTITUTION; role <<= 1) {
            const char *cell = tsv_cell(tsv, row, role_name((enum role)role));
            assert_int_equal(strlen(cell), 1);
            assert_non_null(strchr("-mrc", *cell));
        }
}

static void roles_see_what_they_need(void **state)
{
    (void)state;
    static const enum role named[] = { ROLE_OFFICER, ROLE_SERVICE, ROLE_REVIEWER, ROLE_AUDITOR, ROLE_STEWARD };
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++)
        assert_int_equal(rights_shown(named[i], SECRECY_NAME), SHOWN_CLEAR);
    assert_int_equal(rights_shown(ROLE_ANALYST, SECRECY_NAME), SHOWN_MASKED);
    assert_int_equal(rights_shown(ROLE_ANALYST, SECRECY_IDENTITY), SHOWN_HIDDEN);
    assert_true(rights_may_reveal(ROLE_OFFICER));
    assert_false(rights_may_reveal(ROLE_ANALYST));
    assert_false(rights_may_reveal(ROLE_STEWARD));
    assert_false(rights_may_reveal(ROLE_ADMINISTRATOR));
    /* nobody sees an identity number without having been asked why */
    for (unsigned role = 1; role <= ROLE_INSTITUTION; role <<= 1)
        assert_int_not_equal(rights_shown((enum role)role, SECRECY_IDENTITY), SHOWN_CLEAR);
    for (enum secrecy class = SECRECY_NAME; class < SECRECY_COUNT; class ++) {
        assert_int_equal(rights_shown((enum role)0, class), SHOWN_HIDDEN);
        assert_int_equal(rights_shown((enum role)(ROLE_OFFICER | ROLE_ANALYST), class), SHOWN_HIDDEN);
    }
    assert_int_equal(rights_shown((enum role)0, SECRECY_OPEN), SHOWN_CLEAR);
}

static void a_reason_opens_only_what_it_may(void **state)
{
    (void)state;
    g_autoptr(session_t) session = session_new();
    session->role = ROLE_OFFICER;
    assert_int_equal(guard_shown(session, SECRECY_PHONE), SHOWN_MASKED);
    session->reveal = g_strdup("at the counter");
    assert_int_equal(guard_shown(session, SECRECY_PHONE), SHOWN_CLEAR);
    session->role = ROLE_STEWARD;
    assert_int_equal(guard_shown(session, SECRECY_PHONE), SHOWN_MASKED);
    session->role = ROLE_ANALYST;
    g_autofree char *hidden = guard_show(session, "13800138000", SECRECY_PHONE);
    assert_string_equal(hidden, HIDDEN_TEXT);
    g_autofree char *name = guard_show(session, "王小明", SECRECY_NAME);
    assert_string_equal(name, "王**");
    assert_null(guard_show(session, NULL, SECRECY_PHONE));
}

/* ---- what a mask leaves -------------------------------------------------------------------------------------------
 */

static void masks_of_values(void **state)
{
    (void)state;
    static const struct {
        enum secrecy secrecy;
        const char *in, *out;
    } cases[] = {
        { SECRECY_NAME, "王小明", "王**" },
        { SECRECY_NAME, "王", "**" },
        { SECRECY_NAME, "欧阳修文", "欧**" },
        { SECRECY_NAME, "Li Na", "L. N." },
        { SECRECY_NAME, "O'Brien, Mary Ann", "B. M. A." },
        { SECRECY_NAME, "X Y", "**" },
        { SECRECY_NAME, "7", "**" },
        { SECRECY_NAME, "Ян Ли", "Я. Л." },
        { SECRECY_IDENTITY, "990102199003070011", "99**************11" },
        { SECRECY_IDENTITY, "91330106MA2B0000XY", "91**************XY" }, /* an enterprise's credit code */
        { SECRECY_IDENTITY, "1234567", "*******" },
        { SECRECY_IDENTITY, "12345678", "12****78" },
        { SECRECY_PHONE, "13800138000", "138****8000" },
        { SECRECY_PHONE, "+86 138 0013 8000", "*86*1********8000" },
        { SECRECY_PHONE, "88886666", "******66" },
        { SECRECY_PHONE, "110", "***" },
        { SECRECY_PHONE, "li.na@example.com", "l****@****.com" },
        { SECRECY_PHONE, "a@b", "****@****" },
        { SECRECY_PHONE, "@", "****@****" },
        { SECRECY_PHONE, "wang@example.com", "w****@****.com" },
        { SECRECY_PHONE, "w@ex.com", "****@****" },
        { SECRECY_PHONE, "xiaoming@王小明.中国", "x****@****" },
        { SECRECY_ACCOUNT, "6222021234567894", "622202******7894" },
        { SECRECY_ACCOUNT, "1234567890123", "*********0123" },
        { SECRECY_ACCOUNT, "TW00012", "*****12" },
        { SECRECY_ACCOUNT, "12345", "*****" },
        { SECRECY_ADDRESS, "杭州市西湖路12号", "杭州市 ****" },
        { SECRECY_ADDRESS, "浙江省杭州市西湖路12号", "浙江省杭州市 ****" },
        { SECRECY_ADDRESS, "杭州市", "****" },
        { SECRECY_ADDRESS, "12 Main Street", "****" },
        { SECRECY_ADDRESS, "市西湖路12号", "****" },
        { SECRECY_INCOME, "123456.78", "****" },
        { SECRECY_OPEN, "x", "x" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *out = guard_mask(cases[i].in, cases[i].secrecy);
        assert_string_equal(out, cases[i].out);
    }
    for (enum secrecy class = SECRECY_OPEN; class < SECRECY_COUNT; class ++) {
        g_autofree char *empty = guard_mask("", class);
        assert_string_equal(empty, "");
        assert_null(guard_mask(NULL, class));
    }
}

static int letters_and_digits(const char *text)
{
    int count = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        count += g_unichar_isalnum(g_utf8_get_char(p)) && !g_unichar_ismark(g_utf8_get_char(p));
    return count;
}

/* Whatever comes in: valid text out, at least four letters or digits hidden or none shown, and never much longer. */
static void assert_hides(const char *value, enum secrecy class)
{
    g_autofree char *out = guard_mask(value, class), *valid = g_utf8_make_valid(value, -1);
    assert_true(g_utf8_validate(out, -1, NULL));
    if (!*value) return;
    assert_true(strcmp(out, valid) != 0 || letters_and_digits(valid) == 0);
    assert_true(strlen(out) <= strlen(valid) + strlen("****@****"));
    if (class == SECRECY_NAME || class == SECRECY_ADDRESS) return;
    const int shown = letters_and_digits(out), held = letters_and_digits(valid);
    if (shown > 0 && shown > held - 4) fail_msg("class %d: '%s' comes out as '%s'", (int)class, value, out);
}

static void nothing_comes_out_whole(void **state)
{
    (void)state;
    static const char *const pieces[] = { "1",    "7",        "a",      "Z",      "王",
                                          "é",    "\u0301",   "\u200b", "\u202e", "\xF0\x9F\x98\x80",
                                          " ",    "-",        "@",      ".",      "市",
                                          "\xFF", "\xE7\x8E", "٣" };
    guint32 seed = 20261122;
    for (int round = 0; round < 20000; round++) {
        g_autoptr(GString) value = g_string_new(NULL);
        seed = seed * 1664525u + 1013904223u;
        const int length = (int)(seed >> 8) % 24;
        for (int i = 0; i < length; i++) {
            seed = seed * 1664525u + 1013904223u;
            g_string_append(value, pieces[(seed >> 16) % G_N_ELEMENTS(pieces)]);
        }
        for (enum secrecy class = SECRECY_NAME; class < SECRECY_COUNT; class ++)
            assert_hides(value->str, class);
    }
    /* padded so that it looks long */
    assert_hides("12                      34", SECRECY_IDENTITY);
    assert_hides("1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7", SECRECY_PHONE);
    g_autofree char *long_one = g_strnfill(100000, '8');
    g_autofree char *out = guard_mask(long_one, SECRECY_IDENTITY);
    assert_true(strlen(out) < 64);
}

/* ---- tables -------------------------------------------------------------------------------------------------------
 */

static const struct column columns[] = {
    { .id = "name", .title = "Name", .secrecy = SECRECY_NAME },
    { .id = "identity", .title = "Identity", .secrecy = SECRECY_IDENTITY },
    { .id = "income", .title = "Income", .type = VALUE_MONEY, .secrecy = SECRECY_INCOME },
    { .id = "day", .title = "Day", .type = VALUE_DATE, .secrecy = SECRECY_INCOME },
    { .id = "count", .title = "Count", .type = VALUE_INTEGER, .secrecy = SECRECY_INCOME },
    { .id = "open", .title = "Open", .type = VALUE_INTEGER },
};

static struct table *filled(const struct session *session)
{
    struct table *table = table_new();
    g_autoptr(GError) error = NULL;
    table_mask_for(table, session);
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    table_row_begin(table);
    table_add_text(table, "王小明");
    table_add_text(table, "990102199003070011");
    table_add_money(table, 123456, "CNY");
    table_add_date(table, date_make(2026, 1, 1));
    table_add_int(table, 7);
    table_add_int(table, 8);
    assert_true(table_row_end(table, &error));
    table_fact_secret(table, "phone", "Phone", "13800138000", SECRECY_PHONE);
    return table;
}

static void tables_mask_by_role(void **state)
{
    (void)state;
    g_autoptr(session_t) session = session_new();
    session->role = ROLE_OFFICER;
    g_autoptr(table_t) officer = filled(session);
    const struct cell *row = table_row(officer, 0);
    assert_true(table_is_masked(officer));
    assert_string_equal(row[0].text, "王小明");
    assert_string_equal(row[1].text, "99**************11");
    for (int column = 2; column <= 4; column++)
        assert_true(row[column].is_null && row[column].is_hidden && row[column].integer == 0);
    assert_int_equal(row[5].integer, 8);
    assert_string_equal(fixture_text(officer, "phone"), "138****8000");
    session->reveal = g_strdup("at the counter");
    g_autoptr(table_t) clear = filled(session);
    assert_false(table_is_masked(clear));
    assert_int_equal(table_row(clear, 0)[2].integer, 123456);
    assert_string_equal(fixture_text(clear, "phone"), "13800138000");
    session->role = ROLE_ANALYST;
    g_autoptr(table_t) analyst = filled(session);
    assert_string_equal(table_row(analyst, 0)[0].text, "王**");
    assert_string_equal(table_row(analyst, 0)[1].text, HIDDEN_TEXT);
    assert_string_equal(fixture_text(analyst, "phone"), HIDDEN_TEXT);
}

/* ---- through the door ---------------------------------------------------------------------------------------------
 */

static struct fixture *fixture;

static int begin(void **state)
{
    (void)state;
    fixture = fixture_new();
    return 0;
}

static int end(void **state)
{
    (void)state;
    fixture_free(fixture);
    return 0;
}

static void a_reveal_is_recorded(void **state)
{
    (void)state;
    static const char lines[] =
        "SELECT count(*) FROM audit WHERE command='reveal' AND outcome='done' AND subject=1 AND "
        "note LIKE '%revealed: signing at the counter'";
    g_autoptr(table_t) answer = fixture_run(fixture, "reveal", "1", "--reason", "signing at the counter", NULL);
    assert_string_equal(fixture_text(answer, "identity"), fixture->identity);
    assert_string_equal(fixture_text(answer, "phone"), "13800138000");
    assert_int_equal(table_row_count(answer), 6); /* name, identity, phone, address, two accounts */
    bool card = false;
    for (size_t row = 0; row < table_row_count(answer); row++)
        card |= strcmp(fixture_cell(answer, row, "value")->text, "9999000011114417") == 0;
    assert_true(card);
    assert_int_equal(fixture_count(fixture, lines), 1);
    assert_null(fixture->session->reveal);
    /* afterwards everything is masked again */
    g_autoptr(table_t) masked = fixture_run(fixture, "subject.show", "1", NULL);
    assert_string_equal(fixture_text(masked, "phone"), "138****8000");
    g_autoptr(table_t) day = fixture_run(fixture, "audit.day", "--day", "2026-11-22", NULL);
    assert_int_equal(fixture_int(day, "reveals"), 1);
}

static void a_reason_must_say_something(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "   ", "...", "aaaa", "ok", "13800138000", "for 990102199003070011", "\xFF"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) answer = fixture_try(fixture, &error, "reveal", "1", "--reason", bad[i], NULL);
        assert_null(answer);
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
    g_autoptr(GError) error = NULL;
    fixture->session->reveal = g_strdup("x");
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "subject.show", "1", NULL);
    assert_null(answer);
    assert_error_code(error, BUREAU_ERROR_USAGE);
    assert_true(guard_reason_check("客户核对", NULL));
}

static void who_may_not_reveal_is_refused(void **state)
{
    (void)state;
    static const char *const users[] = { FIXTURE_STEWARD, FIXTURE_ANALYST, FIXTURE_ADMIN };
    for (size_t i = 0; i < G_N_ELEMENTS(users); i++) {
        g_autoptr(GError) error = NULL;
        fixture_user(fixture, users[i]);
        g_autoptr(table_t) answer = fixture_try(fixture, &error, "reveal", "1", "--reason", "curious about it", NULL);
        assert_null(answer);
        assert_error_code(error, BUREAU_ERROR_REFUSED);
    }
    g_autoptr(GError) error = NULL;
    fixture_user(fixture, FIXTURE_OFFICER);
    g_clear_pointer(&fixture->session->purpose, g_free); /* nor without a purpose */
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "reveal", "1", "--reason", "curious about it", NULL);
    assert_null(answer);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command='reveal' AND outcome='done'"), 0);
}

static void a_steward_sees_masks_only(void **state)
{
    (void)state;
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) shown = fixture_run(fixture, "subject.show", "1", NULL);
    assert_string_equal(fixture_text(shown, "name"), "王小明");
    assert_string_equal(fixture_text(shown, "phone"), "138****8000");
    assert_null(strstr(fixture_text(shown, "address"), "样本路"));
    for (size_t row = 0; row < table_row_count(shown); row++)
        assert_non_null(strchr(fixture_cell(shown, row, "number")->text, '*'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_and_class_is_said),
        cmocka_unit_test(roles_see_what_they_need),
        cmocka_unit_test(a_reason_opens_only_what_it_may),
        cmocka_unit_test(masks_of_values),
        cmocka_unit_test(nothing_comes_out_whole),
        cmocka_unit_test(tables_mask_by_role),
        cmocka_unit_test_setup_teardown(a_reveal_is_recorded, begin, end),
        cmocka_unit_test_setup_teardown(a_reason_must_say_something, begin, end),
        cmocka_unit_test_setup_teardown(who_may_not_reveal_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_steward_sees_masks_only, begin, end),
    };
    return cmocka_run_group_tests_name("masks", tests, NULL, NULL);
}
