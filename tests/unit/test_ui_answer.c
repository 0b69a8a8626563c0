/* SPDX-License-Identifier: Apache-2.0 */
/* The auditor's answer of one file is counted from its lines: who, why, on what ground, what was refused; and time left
 * is said in words at the right side of the day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "screen/audit_answer.h"
#include "screen/basis.h"
#include "screen/due.h"

#include <string.h>

static const struct column columns[] = {
    { .id = "seq", .title = "No.", .type = VALUE_INTEGER },
    { .id = "user", .title = "User", .type = VALUE_TEXT },
    { .id = "command", .title = "Command", .type = VALUE_TEXT },
    { .id = "purpose", .title = "Purpose", .type = VALUE_TEXT },
    { .id = "basis", .title = "Basis", .type = VALUE_TEXT },
    { .id = "outcome", .title = "Outcome", .type = VALUE_TEXT },
    { .id = "days_left", .title = "Days left", .type = VALUE_INTEGER },
};

static const struct line {
    const char *user, *command, *purpose, *basis, *outcome;
    int days; /* 1000: none */
} lines[] = {
    { "li.na", "subject.show", "credit_review", "consent 12 clause 2026-1", "done", -1 },
    { "li.na", "subject.accounts", "credit_review", "consent 12 clause 2026-1", "done", 0 },
    { "wang.fang", "subject.show", "dispute", "law 条例25", "done", 3 },
    { "li.na", "subject.show", "credit_review", NULL, "refused", 4 },
    { "sun.wei", "audit.list", "audit", NULL, "done", 8 }, /* about the file, and no look at it */
    { "li.na", "subject.show", "credit_review", "consent 9", "failed", 1000 },
};

static struct table *make_lines(void)
{
    struct table *table = table_new();
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        table_row_begin(table);
        table_add_int(table, (int64_t)i + 1);
        table_add_text(table, lines[i].user);
        table_add_text(table, lines[i].command);
        table_add_text(table, lines[i].purpose);
        table_add_text(table, lines[i].basis);
        table_add_text(table, lines[i].outcome);
        if (lines[i].days == 1000)
            table_add_null(table);
        else
            table_add_int(table, lines[i].days);
        assert_true(table_row_end(table, NULL));
    }
    return table;
}

static void looks_are_counted_with_people_and_grounds(void **state)
{
    (void)state;
    g_autoptr(table_t) table = make_lines();
    struct audit_answer answer = { 0 };
    audit_answer_read(&answer, table, 100);
    assert_int_equal(answer.looks, 3);
    assert_int_equal(answer.people, 2);
    assert_int_equal(answer.refused, 1);
    assert_int_equal(answer.grounds->len, 2);
    assert_string_equal(answer.grounds->pdata[0], "consent 12 clause 2026-1"); /* most frequent first */
    assert_string_equal(answer.purposes->pdata[0], "credit_review");
    assert_false(answer.cut);
    audit_answer_read(&answer, table, G_N_ELEMENTS(lines));
    assert_true(answer.cut); /* as many as were asked for: there may be more */
    audit_answer_clear(&answer);
}

static void the_answer_says_whether_something_lies_outside(void **state)
{
    (void)state;
    g_autoptr(table_t) table = make_lines();
    g_autoptr(table_t) watch = table_new();
    struct audit_answer answer = { 0 };
    struct canvas *canvas = canvas_new(80, AUDIT_ANSWER_ROWS);
    audit_answer_read(&answer, table, 100);
    audit_answer_draw(&answer, NULL, "w", canvas, rect_make(0, 0, 80, AUDIT_ANSWER_ROWS));
    g_autofree char *unasked = canvas_dump(canvas, false);
    assert_non_null(strstr(unasked, "Looks 3, people 2, refused 1"));
    assert_non_null(strstr(unasked, "consent 12 (clause 2026-1), 条例25"));
    assert_non_null(strstr(unasked, "not asked in this visit; w asks"));
    table_fact_int(watch, "looks", "Looks", 3);
    table_fact_int(watch, "outside", "Outside", 2);
    canvas_clear(canvas, 0);
    audit_answer_draw(&answer, watch, "w", canvas, rect_make(0, 0, 80, AUDIT_ANSWER_ROWS));
    g_autofree char *asked = canvas_dump(canvas, false);
    assert_non_null(strstr(asked, "2 of 3 looks"));
    canvas_free(canvas);
    audit_answer_clear(&answer);
}

static void a_ground_is_read_from_its_word(void **state)
{
    (void)state;
    static const struct {
        const char *basis, *text;
        int64_t consent;
    } cases[] = {
        { "consent 12 clause 2026-1", "consent 12 (clause 2026-1)", 12 },
        { "consent 7", "consent 7", 7 },
        { "law 条例17", "条例17", 0 },
        { "law 条例29 ref 2026-77", "条例29, document 2026-77", 0 },
        { "profile", "profile", 0 },
        { NULL, "", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = basis_text(cases[i].basis);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(basis_consent(cases[i].basis), cases[i].consent);
    }
}

static void lanes_cut_at_the_day(void **state)
{
    (void)state;
    static const size_t wanted[DUE_LANES] = { 5, 1, 1, 1, 1, 1, 1 };
    g_autoptr(table_t) table = make_lines();
    struct lanes lanes = { 0 };
    lanes_count(&lanes, table);
    for (size_t i = 0; i < DUE_LANES; i++) {
        assert_int_equal(lanes.count[i], wanted[i]);
        lanes.lane = i;
        g_autoptr(table_t) part = lanes_select(&lanes, table);
        assert_int_equal(table_row_count(part), wanted[i]); /* a lane shows what its count says */
        assert_int_equal(lane_of_word(lane_word(i)), i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_are_counted_with_people_and_grounds),
        cmocka_unit_test(the_answer_says_whether_something_lies_outside),
        cmocka_unit_test(a_ground_is_read_from_its_word),
        cmocka_unit_test(lanes_cut_at_the_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
