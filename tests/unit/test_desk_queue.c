/* SPDX-License-Identifier: Apache-2.0 */
/* The queue: every filter against a plain walk over all cases, pages, and the counts that the store keeps against a
 * full count, whatever is done to cases and in whatever order. */
#include "check.h"
#include "desk_store.h"
#include "fixture.h"

#include "desk/desk.h"

#include <string.h>

enum { CASES = 300, ACTS = 400 };

static int set_up(void **state)
{
    *state = fixture_new();
    return 0;
}

static int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static int64_t add(struct fixture *fixture, const char *state, const char *waiting, int days, int spread, int64_t count)
{
    const struct desk_cases cases = { .subject = fixture->subject,
                                      .account = fixture->card,
                                      .state = state,
                                      .waiting = waiting,
                                      .maker = FIXTURE_SERVICE,
                                      .days = days,
                                      .spread = spread };
    return desk_cases_make(fixture->session, &cases, count);
}

static void by_hand(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.fixture", NULL, &error));
    assert_true(store_run(fixture->store, &error, sql, ""));
    assert_true(guard_act_commit(fixture->session, "test.fixture", NULL, &error));
}

/* Open cases of every kind, some owned, held, contradictory, done. */
static void fill(struct fixture *fixture)
{
    add(fixture, "MARKED", "agent", -10, 40, CASES / 3);
    add(fixture, "WITH_FURNISHER", "furnisher", -3, 25, CASES / 3);
    add(fixture, "DECIDING", "reviewer", 0, 18, CASES / 3);
    g_autofree char *hold = g_strdup_printf("UPDATE dispute SET owner = 'li.na', held_until = %" G_GINT64_FORMAT
                                            " + (id %% 3 - 1) * 60000 WHERE id %% 7 = 1",
                                            session_now(fixture->session));
    by_hand(fixture, hold);
    by_hand(fixture, "UPDATE dispute SET owner = 'wang.fang' WHERE id % 11 = 3 AND owner IS NULL");
    by_hand(fixture, "UPDATE dispute SET contrary = 1 WHERE id % 13 = 5");
    by_hand(fixture,
            "UPDATE dispute SET closed = due, state = 'CLOSED', waiting = 'nobody', owner = NULL, held_until = "
            "NULL WHERE id % 10 = 0");
}

/* The same question put to every row. */
static GArray *walk(struct fixture *fixture, const char *where, const char *order)
{
    GError *error = NULL;
    g_autofree char *sql = g_strdup_printf("SELECT id FROM dispute NOT INDEXED WHERE %s ORDER BY %s", where, order);
    g_autoptr(statement_t) row = store_prepare(fixture->store, sql, &error);
    assert_no_error(error);
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    while (statement_step(row, &error) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        g_array_append_val(ids, id);
    }
    assert_no_error(error);
    return ids;
}

static void same_keys(struct fixture *fixture, const struct desk_query *query, const char *where, const char *order)
{
    GError *error = NULL;
    g_autoptr(GArray) keys = desk_keys(fixture->session, query, &error);
    assert_no_error(error);
    g_autoptr(GArray) walked = walk(fixture, where, order);
    assert_int_not_equal(walked->len, 0);
    if (keys->len != walked->len || memcmp(keys->data, walked->data, keys->len * sizeof(int64_t)) != 0)
        fail_msg("%u keys, %u rows where %s", keys->len, walked->len, where);
}

static void test_filters(void **data)
{
    struct fixture *fixture = *data;
    fill(fixture);
    const int today = session_today(fixture->session).days;
    const int64_t now = session_now(fixture->session);
    static const struct {
        struct desk_query query;
        const char *where; /* %d today */
    } lanes[] = {
        { { .lane = LANE_ALL }, "1" },
        { { .lane = LANE_OVERDUE }, "due < %d" },
        { { .lane = LANE_TODAY }, "due = %d" },
        { { .lane = LANE_THREE }, "due - %d BETWEEN 1 AND 3" },
        { { .lane = LANE_SEVEN }, "due - %d BETWEEN 4 AND 7" },
        { { .lane = LANE_FOURTEEN }, "due - %d BETWEEN 8 AND 14" },
        { { .lane = LANE_LATER }, "due - %d > 14" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lanes); i++) {
        struct desk_query query = lanes[i].query;
        g_autofree char *day = g_strdup_printf("%d", today);
        g_auto(GStrv) parts = g_strsplit(lanes[i].where, "%d", 2);
        g_autofree char *lane = g_strjoinv(day, parts), *where = g_strdup_printf("closed IS NULL AND %s", lane);
        same_keys(fixture, &query, where, "due, id");
        query.by_target = true;
        same_keys(fixture, &query, where, "target, id");
        query.by_target = false;
        query.waiting = "agent";
        g_autofree char *waits = g_strconcat(where, " AND waiting = 'agent'", NULL);
        if (lanes[i].query.lane != LANE_COUNT) same_keys(fixture, &query, waits, "due, id");
        query.waiting = NULL;
        query.owner = "-";
        g_autofree char *nobody =
            g_strdup_printf("%s AND (owner IS NULL OR held_until <= %" G_GINT64_FORMAT ")", where, now);
        same_keys(fixture, &query, nobody, "due, id");
    }
    g_autofree char *held = g_strdup_printf("owner = 'li.na' AND held_until > %" G_GINT64_FORMAT, now);
    same_keys(fixture, &(struct desk_query){ .owner = "li.na" }, held, "due, id");
    same_keys(fixture, &(struct desk_query){ .owner = "wang.fang" }, "owner = 'wang.fang'", "due, id");
    same_keys(fixture, &(struct desk_query){ .owner = "wang.fang", .by_target = true }, "owner = 'wang.fang'",
              "target, id");
    same_keys(fixture, &(struct desk_query){ .contrary = true }, "closed IS NULL AND contrary = 1", "due, id");
    same_keys(fixture, &(struct desk_query){ .contrary = true, .waiting = "reviewer" },
              "closed IS NULL AND contrary = 1 AND waiting = 'reviewer'", "due, id");
    same_keys(fixture, &(struct desk_query){ .state = "DECIDING" }, "state = 'DECIDING'", "due, id");
    same_keys(fixture, &(struct desk_query){ .state = "DECIDING", .contrary = true },
              "state = 'DECIDING' AND contrary = 1", "due, id");
    same_keys(fixture, &(struct desk_query){ .subject = fixture->subject, .lane = LANE_OVERDUE },
              "closed IS NULL AND due < (SELECT min(due) + 10 FROM dispute)", "due, id");
    same_keys(fixture, &(struct desk_query){ .closed = true }, "closed IS NOT NULL", "closed DESC, id DESC");
    same_keys(fixture, &(struct desk_query){ .closed = true, .state = "CLOSED", .contrary = true },
              "closed IS NOT NULL AND contrary = 1", "closed DESC, id DESC");
    same_keys(fixture, &(struct desk_query){ .before = session_today(fixture->session), .waiting = "furnisher" },
              "closed IS NULL AND waiting = 'furnisher' AND due < (SELECT min(due) + 10 FROM dispute)", "due, id");
}

static void test_words(void **data)
{
    struct fixture *fixture = *data;
    g_autoptr(GError) lane = NULL, waiting = NULL, limit = NULL, state = NULL;
    fixture_user(fixture, FIXTURE_OFFICER);
    assert_null(fixture_try(fixture, &lane, "dispute.list", "--lane", "slow", NULL));
    assert_error_code(lane, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &waiting, "dispute.list", "--waiting", "mother", NULL));
    assert_error_code(waiting, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &limit, "dispute.list", "--limit", "0", NULL));
    assert_error_code(limit, BUREAU_ERROR_USAGE);
    assert_null(fixture_try(fixture, &state, "dispute.list", "--state", "ASLEEP", NULL));
    assert_error_code(state, BUREAU_ERROR_USAGE);
}

static void test_rows(void **data)
{
    struct fixture *fixture = *data;
    GError *error = NULL;
    fill(fixture);
    g_autoptr(GArray) keys = desk_keys(fixture->session, &(struct desk_query){ 0 }, &error);
    assert_no_error(error);
    g_autoptr(table_t) page = table_new();
    const int64_t *ids = (const int64_t *)(void *)keys->data;
    assert_true(desk_rows(fixture->session, ids + 20, 64, page, &error));
    assert_int_equal(table_row_count(page), 64);
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(fixture_cell(page, i, "dispute")->integer, ids[20 + i]);
        assert_int_equal(fixture_cell(page, i, "items")->integer, 1);
        assert_string_equal(fixture_cell(page, i, "reason")->text, "payment.month");
        const int left = (int)fixture_cell(page, i, "days_left")->integer;
        assert_int_equal(left, fixture_cell(page, i, "due")->integer - session_today(fixture->session).days);
        assert_string_equal(fixture_cell(page, i, "lane")->text, left < 0 ? "overdue" : left == 0 ? "today" : "three");
        /* what is held by nobody any more shows nobody */
        const struct cell *until = fixture_cell(page, i, "held_until");
        assert_true(until->is_null || until->integer > session_now(fixture->session));
    }
    g_autoptr(table_t) gone = table_new();
    assert_true(desk_rows(fixture->session, &(int64_t){ 999999 }, 1, gone, &error));
    assert_int_equal(table_row_count(gone), 0);
    g_autoptr(table_t) limited = fixture_run(fixture, "dispute.list", "--limit", "7", "--waiting", "reviewer", NULL);
    assert_int_equal(table_row_count(limited), 7);
    g_autoptr(table_t) all = fixture_run(fixture, "dispute.list", NULL);
    assert_int_equal(table_row_count(all), CASES);
    assert_true(fixture_cell(all, CASES - 1, "days_left")->is_null); /* done ones last */
}

/* ---- counts -------------------------------------------------------------------------------------------------------
 */

static void same_counts(struct fixture *fixture)
{
    static const char differ[] =
        "SELECT count(*) FROM (SELECT * FROM (SELECT 'due', waiting, due, count(*) FROM dispute WHERE closed IS NULL "
        "GROUP BY 2, 3 UNION ALL SELECT 'received', waiting, received, count(*) FROM dispute WHERE closed IS NULL "
        "GROUP "
        "BY 2, 3) EXCEPT SELECT kind, waiting, day, cases FROM desk_day)";
    static const char more[] =
        "SELECT count(*) FROM (SELECT kind, waiting, day, cases FROM desk_day EXCEPT SELECT * FROM (SELECT 'due', "
        "waiting, due, count(*) FROM dispute WHERE closed IS NULL GROUP BY 2, 3 UNION ALL SELECT 'received', waiting, "
        "received, count(*) FROM dispute WHERE closed IS NULL GROUP BY 2, 3))";
    assert_int_equal(fixture_count(fixture, differ), 0);
    assert_int_equal(fixture_count(fixture, more), 0);
}

static void same_summary(struct fixture *fixture)
{
    GError *error = NULL;
    struct desk_counts counts;
    assert_true(desk_count(fixture->session, &counts, &error));
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        g_autoptr(GArray) keys =
            desk_keys(fixture->session, &(struct desk_query){ .lane = (enum desk_lane)lane }, &error);
        assert_int_equal(counts.lane[lane], keys->len);
    }
    for (size_t who = 0; desk_waiting(who) != NULL; who++) {
        g_autoptr(GArray) keys =
            desk_keys(fixture->session, &(struct desk_query){ .waiting = desk_waiting(who) }, &error);
        assert_int_equal(counts.waiting[who], keys->len);
    }
    g_autoptr(GArray) mine =
        desk_keys(fixture->session, &(struct desk_query){ .owner = fixture->session->user }, &error);
    assert_int_equal(counts.mine, mine->len);
    g_autoptr(GArray) contrary = desk_keys(fixture->session, &(struct desk_query){ .contrary = true }, &error);
    assert_int_equal(counts.contrary, contrary->len);
    g_autoptr(GArray) nobody = desk_keys(fixture->session, &(struct desk_query){ .owner = "-" }, &error);
    assert_int_equal(counts.held, counts.lane[LANE_ALL] - nobody->len);
}

static void test_counts(void **data)
{
    struct fixture *fixture = *data;
    fill(fixture);
    same_counts(fixture);
    same_summary(fixture);
    fixture_user(fixture, FIXTURE_SERVICE);
    same_summary(fixture);
}

/* Anything at all done to the rows of cases, some of it taken back. */
static void test_counts_at_random(void **data)
{
    static const char *const acts[] = {
        "UPDATE dispute SET waiting = 'reviewer', state = 'DECIDING' WHERE id % 37 = ?1 % 37 AND closed IS NULL",
        "UPDATE dispute SET waiting = 'agent', due = due + 3 WHERE id % 41 = ?1 % 41 AND closed IS NULL",
        "UPDATE dispute SET closed = due, waiting = 'nobody' WHERE id % 97 = ?1 % 97",
        "UPDATE dispute SET closed = NULL, waiting = 'agent' WHERE id % 89 = ?1 % 89 AND closed IS NOT NULL",
        "UPDATE dispute SET received = received - 1 WHERE id % 23 = ?1 % 23",
        "DELETE FROM dispute WHERE id = ?1 % 300",
        "UPDATE dispute SET owner = 'li.na', held_until = 5, diary = 7 WHERE id % 5 = ?1 % 5",
    };
    struct fixture *fixture = *data;
    struct session *session = fixture->session;
    uint32_t random = 20261122;
    fill(fixture);
    for (int i = 0; i < ACTS; i++) {
        GError *error = NULL;
        random = random * 1664525 + 1013904223;
        assert_true(guard_act_begin(session, "test.fixture", NULL, &error));
        const size_t which = (random >> 16) % (G_N_ELEMENTS(acts) + 1);
        if (which < G_N_ELEMENTS(acts))
            assert_true(store_run(fixture->store, &error, acts[which], "i", (int64_t)(random >> 8)));
        else
            desk_cases_add(
                session, &(struct desk_cases){ fixture->subject, fixture->card, "MARKED", "agent", "li.na", 2, 5 }, 3);
        if (random % 5 == 0)
            guard_act_rollback(session);
        else
            assert_true(guard_act_commit(session, "test.fixture", NULL, &error));
        if (i % 20 == 0) same_counts(fixture);
    }
    same_counts(fixture);
    /* the digest of the facts holds them too */
    uint8_t live[STORE_STATE];
    g_autoptr(GPtrArray) tables = store_state_scan(fixture->store, live, NULL, NULL, NULL);
    assert_non_null(tables);
    for (guint i = 0; i < tables->len; i++)
        assert_false(((const struct store_table_state *)tables->pdata[i])->differs);
}

/* An earlier day is shown as it stood. */
static void test_then(void **data)
{
    struct fixture *fixture = *data;
    GError *error = NULL;
    fixture_clock(fixture, "2026-11-10");
    const int64_t first = add(fixture, "MARKED", "agent", 20, 1, 3);
    fixture_clock(fixture, "2026-11-22");
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, first);
    g_autoptr(table_t) withdrawn = fixture_run(fixture, "dispute.act", number, "withdraw", "--text", "signed", NULL);
    assert_int_equal(table_row_count(withdrawn), 0);
    same_counts(fixture);
    g_autoptr(GArray) now = desk_keys(fixture->session, &(struct desk_query){ 0 }, &error);
    assert_int_equal(now->len, 2);
    assert_true(session_set_as_of(fixture->session, date_make(2026, 11, 15), &error));
    g_autoptr(GArray) then = desk_keys(fixture->session, &(struct desk_query){ .waiting = "agent" }, &error);
    assert_int_equal(then->len, 3);
    struct desk_counts counts;
    assert_true(desk_count(fixture->session, &counts, &error));
    assert_int_equal(counts.lane[LANE_ALL], 3);
    g_autoptr(table_t) rows = table_new();
    assert_true(desk_rows(fixture->session, &first, 1, rows, &error));
    assert_string_equal(fixture_cell(rows, 0, "state")->text, "MARKED");
    assert_true(session_set_as_of(fixture->session, DATE_NONE, &error));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_filters),          TEST(test_words), TEST(test_rows), TEST(test_counts),
        TEST(test_counts_at_random), TEST(test_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
