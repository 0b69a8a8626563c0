/* SPDX-License-Identifier: Apache-2.0 */
/* Scores in a store: what is written and when, which model scores, the training sample, cancelling. */
#include "check.h"
#include "score/portfolio.h"
#include "score_files.h"
#include "training/sample.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

struct world {
    char *folder;
    struct session *session;
};

static void begin(struct session *session)
{
    g_autoptr(GError) error = NULL;
    guard_act_begin(session, "test", NULL, &error);
    assert_no_error(error);
}

static void commit(struct session *session)
{
    g_autoptr(GError) error = NULL;
    guard_act_commit(session, "test", NULL, &error);
    assert_no_error(error);
}

static void run(struct session *session, const char *sql)
{
    g_autoptr(GError) error = NULL;
    store_run(session->store, &error, sql, "");
    assert_no_error(error);
}

static int64_t number(struct session *session, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t value = 0;
    store_query_int(session->store, &value, -1, &error, sql, "");
    assert_no_error(error);
    return value;
}

/* One card with the months of `states` from April 2005 on, nothing used. */
static void add_subject(struct session *session, int64_t subject, const char *states)
{
    g_autoptr(GError) error = NULL;
    struct history history = { .first = month_named("2005-04"), .states = g_strdup(states), .length = strlen(states) };
    history.balance = g_new0(int64_t, history.length);
    store_run(session->store, &error, "INSERT INTO subject (id, kind, born) VALUES (?1, 'person', ?2)", "ii", subject,
              session->change);
    assert_no_error(error);
    store_run(session->store, &error,
              "INSERT INTO account (subject, account, born, source, number, type, currency, amount)"
              " VALUES (?1, ?1, ?2, 1, '990001', 'R2', 'TWD', 100000)",
              "ii", subject, session->change);
    assert_no_error(error);
    history_store(session, subject, subject, &history, 0, 0, &error);
    assert_no_error(error);
    history_free_content(&history);
}

static void add_outcome(struct session *session, int64_t subject, int64_t value)
{
    g_autoptr(GError) error = NULL;
    store_run(session->store, &error,
              "INSERT INTO measure (subject, fact, born, kind, value, unit) VALUES (?1, ?1, ?2, 'outcome.default', ?3, "
              "'flag')",
              "iii", subject, session->change, value);
    assert_no_error(error);
}

static void deploy(struct session *session, int version, const char *json)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, json, -1);
    run(session, "UPDATE model SET state = 'retired'");
    store_run(session->store, &error,
              "INSERT INTO model (name, number, state, body, digest, made, user)"
              " VALUES ('test', ?1, 'deployed', ?2, ?3, ?1, 'test')",
              "iss", (int64_t)version, json, digest);
    assert_no_error(error);
}

static int make_world(void **state)
{
    g_autoptr(GError) error = NULL;
    struct world *world = g_new0(struct world, 1);
    world->folder = g_dir_make_tmp("bureau-score-XXXXXX", NULL);
    world->session = session_new();
    world->session->user = g_strdup("test");
    world->session->store = store_create(world->folder, test_keys(), &error);
    assert_no_error(error);
    begin(world->session);
    run(world->session,
        "INSERT INTO source (id, code, name_en, name_zh, kind) VALUES (1, 'BANK', 'Bank', 'Bank', 'bank')");
    deploy(world->session, 1, file_card_json);
    add_subject(world->session, 1, "NNNNNN");
    add_subject(world->session, 2, "NNNN12");
    add_subject(world->session, 40, "NNN");
    add_outcome(world->session, 1, 0);
    add_outcome(world->session, 2, 1);
    commit(world->session);
    *state = world;
    return 0;
}

static int drop_world(void **state)
{
    struct world *world = *state;
    g_autoptr(GDir) folder = g_dir_open(world->folder, 0, NULL);
    store_close(world->session->store);
    for (const char *name; folder && (name = g_dir_read_name(folder)) != NULL;) {
        g_autofree char *path = g_build_filename(world->folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(world->folder);
    session_free(world->session);
    g_free(world->folder);
    g_free(world);
    return 0;
}

static struct portfolio_count score_all(struct session *session)
{
    g_autoptr(GError) error = NULL;
    struct portfolio_count count;
    begin(session);
    portfolio_score(session, 1, G_MAXINT64, false, &count, &error);
    assert_no_error(error);
    commit(session);
    return count;
}

static void a_score_is_stored_when_it_changed(void **state)
{
    struct session *session = ((struct world *)*state)->session;
    struct portfolio_count count = score_all(session);
    assert_int_equal(count.scored, 3);
    assert_int_equal(count.changed, 3);
    assert_int_equal(number(session, "SELECT score FROM score WHERE subject = 2"), 100 + 210 + 150);
    assert_int_equal(number(session, "SELECT length(inputs) FROM score WHERE subject = 2"), 3 * 8);
    assert_int_equal(number(session, "SELECT count(*) FROM touched WHERE change = (SELECT max(change) FROM score)"), 2);
    assert_int_equal(score_all(session).changed, 0); /* nothing new, nothing written */
    assert_int_equal(number(session, "SELECT count(*) FROM score"), 3);

    begin(session); /* one correction: that subject alone is scored anew */
    struct history history = {
        .first = month_named("2005-04"), .states = (char[]){ "NNNNNN" }, .length = 6, .balance = (int64_t[6]){ 0 }
    };
    g_autoptr(GError) error = NULL;
    history_store(session, 2, 2, &history, 0, 0, &error);
    assert_no_error(error);
    assert_true(guard_touch(session, 2, 2, &error));
    commit(session);
    const int64_t before = number(session, "SELECT max(id) FROM change");
    count = score_all(session);
    assert_int_equal(count.changed, 1);
    int score = 0;
    char band[8];
    assert_true(score_latest(session, 2, &score, band, &error));
    assert_int_equal(score, 200 + 210 + 150);
    assert_string_equal(band, "A");
    session->view = before; /* as it was before the correction was scored */
    assert_true(score_latest(session, 2, &score, band, &error));
    assert_int_equal(score, 100 + 210 + 150);
    assert_string_equal(band, "E");
    assert_false(score_latest(session, 777, &score, band, &error));
    assert_no_error(error);
}

/* A file that is restricted is kept: it is neither scored nor in a sample, until the restriction is lifted. */
static void a_restricted_file_is_not_used(void **state)
{
    struct world *world = *state;
    struct session *session = world->session;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(world->folder, "sample.csv", NULL);
    int64_t rows = 0, bads = 0;
    begin(session);
    run(session, "INSERT INTO protection (id, subject, kind, begins, reason, placed, placed_by) VALUES"
                 " (1, 2, 'restricted', 1, 'r', 1, 'x'), (2, 1, 'objection', 1, 'r', 1, 'x')");
    commit(session);
    assert_int_equal(score_all(session).scored, 2);
    assert_int_equal(number(session, "SELECT count(*) FROM score WHERE subject = 2"), 0);
    assert_true(sample_write(session, path, "outcome.default", &rows, &bads, &error));
    assert_int_equal(rows, 1);
    assert_int_equal(bads, 0);
    begin(session);
    run(session, "UPDATE protection SET lifted = 2 WHERE id = 1");
    commit(session);
    assert_int_equal(score_all(session).scored, 3);
    assert_true(sample_write(session, path, "outcome.default", &rows, &bads, &error));
    assert_int_equal(rows, 2);
}

static void one_subject_in_an_act(void **state)
{
    struct session *session = ((struct world *)*state)->session;
    g_autoptr(GError) error = NULL;
    struct score_result result;
    begin(session);
    assert_true(score_subject_store(session, 2, &result, &error));
    assert_true(score_subject_store(session, 2, NULL, &error)); /* twice in one act is one score */
    assert_false(score_subject_store(session, 777, &result, &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    commit(session);
    assert_int_equal(number(session, "SELECT count(*) FROM score"), 1);
    assert_int_equal(number(session, "SELECT score FROM score"), result.score);
}

static void the_deployed_model_scores(void **state)
{
    struct session *session = ((struct world *)*state)->session;
    g_autoptr(GError) error = NULL;
    const struct model *first = model_current(session, &error);
    assert_no_error(error);
    assert_ptr_equal(model_current(session, &error), first); /* read once */
    score_all(session);
    g_auto(GStrv) parts = g_strsplit(file_card_json, "\"version\":1,\"card\"", 2);
    g_autofree char *newer = g_strjoinv("\"version\":2,\"card\"", parts);
    begin(session);
    deploy(session, 2, newer);
    commit(session);
    assert_int_equal(model_version(model_current(session, &error)), 2);
    assert_int_equal(model_version(first), 1); /* whoever holds the old one may go on */
    assert_int_equal(score_all(session).changed, 3);
    g_autoptr(model_t) named = model_named(session, "test", &error);
    assert_no_error(error);
    assert_int_equal(model_version(named), 2);
    assert_null(model_named(session, "no such model", &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
}

static void cancelling_stops_it(void **state)
{
    struct session *session = ((struct world *)*state)->session;
    g_autoptr(GError) error = NULL;
    struct portfolio_count count;
    session->cancellable = g_cancellable_new();
    begin(session);
    g_cancellable_cancel(session->cancellable);
    assert_false(portfolio_score(session, 1, G_MAXINT64, false, &count, &error));
    assert_error_code(error, BUREAU_ERROR_CANCELLED);
    guard_act_rollback(session);
    assert_int_equal(number(session, "SELECT count(*) FROM score"), 0);
}

static void sample_holds_features_and_outcome_only(void **state)
{
    struct world *world = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(world->folder, "sample.csv", NULL), *text = NULL;
    int64_t rows = 0, bads = 0;
    assert_true(sample_write(world->session, path, "outcome.default", &rows, &bads, &error));
    assert_int_equal(rows, 2);
    assert_int_equal(bads, 1);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    assert_int_equal(g_strv_length(lines), 4); /* header, two rows, and the end of the last */
    g_auto(GStrv) names = g_strsplit(lines[0], ",", -1), first = g_strsplit(lines[1], ",", -1),
                  second = g_strsplit(lines[2], ",", -1);
    assert_int_equal(g_strv_length(names), feature_count() + 3);
    assert_int_equal(g_strv_length(first), feature_count() + 3);
    for (size_t i = 0; i < feature_count(); i++)
        assert_string_equal(names[i], feature_at(i)->id);
    assert_string_equal(names[feature_count()], "bad");
    for (size_t i = 0; i < 3; i++) /* what a person decided stands beside the outcome and is no input */
        assert_int_equal(sample_is_mark(names[feature_count() + i]), i > 0);
    const int late = feature_index("worst_state_1m"), enquiries = feature_index("enquiries_3m");
    assert_string_equal(first[late], "0");
    assert_string_equal(second[late], "2");
    assert_string_equal(first[enquiries], ""); /* missing is empty */
    assert_string_equal(first[feature_count()], "0");
    assert_string_equal(second[feature_count()], "1");

    assert_false(sample_write(world->session, path, "outcome.other", &rows, &bads, &error));
    assert_error_code(error, BUREAU_ERROR_NOT_FOUND);
    g_autofree char *kept = NULL;
    assert_true(g_file_get_contents(path, &kept, NULL, NULL)); /* a failure leaves the old file */
    assert_string_equal(kept, text);
    g_autoptr(GDir) folder = g_dir_open(world->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;)
        assert_false(g_str_has_prefix(name, "sample.csv.")); /* and nothing beside it */
}

static void an_outcome_is_zero_or_one(void **state)
{
    struct world *world = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(world->folder, "sample.csv", NULL);
    int64_t rows, bads;
    begin(world->session);
    add_outcome(world->session, 40, 100);
    commit(world->session);
    assert_false(sample_write(world->session, path, "outcome.default", &rows, &bads, &error));
    assert_error_code(error, BUREAU_ERROR_INPUT);
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

/* ---- the commands ------------------------------------------------------------------------------------------------ */

static const struct argument look_arguments[] = {
    { "subject", ARGUMENT_INTEGER, ARGUMENT_REQUIRED, NULL, NULL },
    { "action", ARGUMENT_TEXT, ARGUMENT_REPEATED, NULL, NULL },
    { "model", ARGUMENT_TEXT, ARGUMENT_OPTION, NULL, NULL },
    { 0 },
};
static const struct command look = { .id = "look", .arguments = look_arguments };

static int64_t fact(const struct table *answer, const char *id)
{
    const struct fact *found = table_find_fact(answer, id);
    if (found == NULL) fail_msg("no fact %s", id);
    return found->cell.integer;
}

/* The sum of a column of whole numbers. */
static int64_t total(const struct table *answer, const char *id)
{
    int64_t sum = 0;
    for (size_t column = 0; column < table_column_count(answer); column++)
        for (size_t row = 0; strcmp(table_column(answer, column)->id, id) == 0 && row < table_row_count(answer); row++)
            sum += table_row(answer, row)[column].integer;
    return sum;
}

/* A session that can only read: whatever a look would write fails. */
static struct session *reader(const struct world *world)
{
    g_autoptr(GError) error = NULL;
    struct session *session = session_new();
    session->store = store_open(world->folder, test_keys(), STORE_READ, &error);
    assert_no_error(error);
    return session;
}

static void show_adds_up(void **state)
{
    g_autoptr(session_t) session = reader(*state);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = table_new();
    g_autoptr(arguments_t) arguments = arguments_parse(&look, (const char *const[]){ "2" }, 1, &error);
    assert_no_error(error);
    assert_true(score_command_show(session, arguments, answer, &error));
    assert_int_equal(fact(answer, "score"), 100 + 210 + 150);
    assert_int_equal(total(answer, "points"), fact(answer, "score"));
    assert_int_equal(total(answer, "lost"), 100 + 0 + 55);
    assert_int_equal(fact(answer, "version"), 1);
    assert_int_equal(fact(answer, "day"), day_of("2005-10-01").days);
    assert_string_equal(table_find_fact(answer, "model")->cell.text, "test");
    assert_string_equal(table_find_fact(answer, "band")->cell.text, "E");
    assert_true(table_row(answer, 2)[1].is_null); /* no enquiry is known: missing, not 0 */
    assert_int_equal(session->audited_subject, 2);
    store_close(session->store);
}

static void whatif_reads_only(void **state)
{
    g_autoptr(session_t) session = reader(*state);
    g_autoptr(GError) error = NULL;
    g_autoptr(table_t) answer = table_new();
    const char *const words[] = { "2", "current(account=2)", "wait(months=3)" };
    g_autoptr(arguments_t) arguments = arguments_parse(&look, words, 3, &error);
    assert_no_error(error);
    assert_true(whatif_command(session, arguments, answer, &error));
    assert_int_equal(fact(answer, "before"), 100 + 210 + 150);
    assert_int_equal(fact(answer, "after"), 200 + 210 + 150);
    assert_int_equal(fact(answer, "change"), 100);
    assert_int_equal(total(answer, "points_before"), fact(answer, "before"));
    assert_int_equal(total(answer, "points_after"), fact(answer, "after"));
    g_autoptr(table_t) refused = table_new();
    g_autoptr(arguments_t) wrong =
        arguments_parse(&look, (const char *const[]){ "1", "current(account=1)" }, 2, &error);
    assert_no_error(error);
    assert_false(whatif_command(session, wrong, refused, &error));
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(table_row_count(refused), 0);
    store_close(session->store);
}

static void features_are_listed_in_both_languages(void **state)
{
    (void)state;
    g_autoptr(session_t) session = session_new(); /* needs no store */
    for (int chinese = 0; chinese < 2; chinese++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(table_t) answer = table_new();
        g_autoptr(arguments_t) none = arguments_new(&look);
        g_free(session->language);
        session->language = g_strdup(chinese ? "zh" : "en");
        assert_true(feature_command_list(session, none, answer, &error));
        assert_true(feature_count() > 30);
        assert_int_equal(table_row_count(answer), feature_count());
        for (size_t row = 0; row < table_row_count(answer); row++) {
            const struct feature *feature = feature_at(row);
            assert_string_equal(table_row(answer, row)[0].text, feature->id);
            assert_string_equal(table_row(answer, row)[1].text, chinese ? feature->title_zh : feature->title);
        }
    }
}

#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, make_world, drop_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(a_score_is_stored_when_it_changed),
        IN_A_WORLD(a_restricted_file_is_not_used),
        IN_A_WORLD(one_subject_in_an_act),
        IN_A_WORLD(the_deployed_model_scores),
        IN_A_WORLD(cancelling_stops_it),
        IN_A_WORLD(sample_holds_features_and_outcome_only),
        IN_A_WORLD(an_outcome_is_zero_or_one),
        IN_A_WORLD(show_adds_up),
        IN_A_WORLD(whatif_reads_only),
        cmocka_unit_test(features_are_listed_in_both_languages),
    };
    return cmocka_run_group_tests_name("portfolio", tests, NULL, NULL);
}
