/* SPDX-License-Identifier: Apache-2.0 */
/* Every command that writes: without its line nothing of it is kept, and with it there is exactly one. A new command
 * that writes must be added here, or this test fails. Commands that make their own transaction (COMMAND_OWN_ACT) are
 * held by the store itself, which refuses a commit without a line (test_digest.c). */
#include "audit_fixture.h"

#include <string.h>

enum { MOST_WORDS = 16 };

/* In this order each finds what the one before left. "@" is the subject's identity, "#" the item disputed, "$" a file,
 * "&" one of a model, "%" one to write, "!" the shipped days off, "~"
 * another item, "?" what a furnisher answered.
 */
static const struct {
    const char *command, *user;
    const char *words[MOST_WORDS + 1];
} acts[] = {
    { "subject.pin", FIXTURE_OFFICER, { "@" } },
    { "consent.grant", FIXTURE_OFFICER, { "@", "--purpose", "credit_review" } },
    { "consent.refuse", FIXTURE_OFFICER, { "@", "--purpose", "marketing", "--kind", "marketing" } },
    { "consent.scope", FIXTURE_OFFICER, { "@", "1", "--scope", "credit" } },
    { "consent.withdraw", FIXTURE_OFFICER, { "@", "2" } },
    { "holiday.load", FIXTURE_STEWARD, { "!" } },
    { "dispute.open", FIXTURE_OFFICER, { "@", "--item", "#", "--reason", "payment.month" } },
    { "desk.next", FIXTURE_OFFICER, { NULL } },
    { "desk.release", FIXTURE_OFFICER, { "1" } },
    { "desk.assign", FIXTURE_REVIEWER, { "1", "--to", FIXTURE_OFFICER } },
    { "desk.diary", FIXTURE_OFFICER, { "1", "2026-11-25", "--text", "papers come" } },
    { "dispute.act", FIXTURE_OFFICER, { "1", "own_check", "--text", "seen" } },
    { "dispute.propose", FIXTURE_OFFICER, { "1", "error", "--text", "the bank was late" } },
    { "statement.add", FIXTURE_OFFICER, { "@", "--text", "paid on time", "--dispute", "1" } },
    { "statement.withdraw", FIXTURE_OFFICER, { "@", "1", "--reason", "signed" } },
    { "statement.refuse", FIXTURE_OFFICER, { "@", "--text", "unrelated", "--reason", "about nothing disputed" } },
    { "dispute.attach", FIXTURE_OFFICER, { "1", "$", "--role", "evidence" } },
    { "dispute.act", FIXTURE_OFFICER, { "1", "send_furnisher" } },
    { "enquiry.remind", FIXTURE_OFFICER, { "--dispute", "1" } },
    { "dispute.reply", FIXTURE_OFFICER, { "1", "--says", "1=same" } },
    { "dispute.open", FIXTURE_OFFICER, { "@", "--item", "~", "--reason", "payment.month" } },
    { "dispute.act", FIXTURE_OFFICER, { "2", "own_check", "--text", "seen" } },
    { "dispute.act", FIXTURE_OFFICER, { "2", "send_furnisher" } },
    { "enquiry.import", FIXTURE_OFFICER, { "?" } },
    { "request.open", FIXTURE_SERVICE, { "@", "copy" } },
    { "request.act", FIXTURE_SERVICE, { "1", "verify", "--text", "seen" } },
    { "request.erase", FIXTURE_SERVICE, { "1" } }, /* asked for by one */
    { "protection.place",
      FIXTURE_SERVICE,
      { "@", "alert.contact", "--contact", "19900000000", "--reason", "lost card" } },
    { "protection.lift", FIXTURE_SERVICE, { "@", "1", "--reason", "found again" } },
    { "decision.record", FIXTURE_OFFICER, { "@", "--outcome", "decline", "--machine" } },
    { "decision.explain", FIXTURE_SERVICE, { "1" } },
    { "decision.object", FIXTURE_SERVICE, { "1" } },
    { "decision.review", FIXTURE_REVIEWER, { "1", "--outcome", "approve", "--reason", "income was seen" } },
    { "agreement.add",
      FIXTURE_STEWARD,
      { "--party", "lake", "--kind", "recipient", "--purpose", "sharing", "--method", "file", "--scope", "credit",
        "--begins", "2026-01-01", "--ends", "2027-01-01" } },
    { "agreement.review", FIXTURE_REVIEWER, { "1" } },
    { "agreement.end", FIXTURE_STEWARD, { "1" } },
    { "transfer.add",
      FIXTURE_STEWARD,
      { "--recipient", "court", "--purpose", "evidence", "--method", "paper", "--scope", "credit", "--basis",
        "letter 7", "--rows", "1", "--subjects", "1" } },
    { "incident.open", FIXTURE_STEWARD, { "loss", "--what", "a laptop was lost" } },
    { "incident.act",
      FIXTURE_STEWARD,
      { "1", "assess", "--kinds", "credit", "--cause", "left in a train", "--harm", "none seen" } },
    { "assessment.add",
      FIXTURE_REVIEWER,
      { "share", "Sharing with the lake", "--lawful", "one purpose", "--effect", "small", "--measures", "k is 5" } },
    { "assessment.review", FIXTURE_REVIEWER, { "1", "--next", "2027-06-01" } },
    { "assessment.close", FIXTURE_REVIEWER, { "1" } },
    { "import", FIXTURE_STEWARD, { "taiwan", "$", "--no-score" } },
    { "intake.undo", FIXTURE_STEWARD, { "1" } },
    { "score.all", FIXTURE_ANALYST, { NULL } },
    { "expert.set", FIXTURE_ANALYST, { "enterprise", "current_ratio", "1", "30", "--reason", "short notices" } },
    { "score", FIXTURE_ANALYST, { "--all" } },
    { "scenario.save", FIXTURE_OFFICER, { "@", "one enquiry", "enquire(n=1)" } },
    { "scenario.delete", FIXTURE_OFFICER, { "@", "one enquiry" } },
    { "repair.plan", FIXTURE_OFFICER, { "@" } }, /* its own act: those below need a plan */
    { "repair.step", FIXTURE_OFFICER, { "1", "1", "begun" } },
    { "repair.recheck", FIXTURE_SERVICE, { "1" } },
    { "repair.letter", FIXTURE_SERVICE, { "1", "--language", "zh" } },
    { "repair.close", FIXTURE_OFFICER, { "1" } },
    { "user.role", FIXTURE_ADMIN, { FIXTURE_AUDITOR, "reviewer" } },
    { "law.use", FIXTURE_ADMIN, { "CN-SH" } }, /* asked for by one */
    { "second.refuse", FIXTURE_REVIEWER, { "3", "--reason", "not now" } },
    { "law.use", FIXTURE_ADMIN, { "CN-SH" } },
    { "second.withdraw", FIXTURE_ADMIN, { "4" } },
    { "intake.review", FIXTURE_STEWARD, { "taiwan.cards" } },
    { "retention.run", FIXTURE_OFFICER, { NULL } },
    { "retention.purge", FIXTURE_STEWARD, { NULL } },
    { "backup.schedule", FIXTURE_ADMIN, { "--every", "24" } },
    { "model.import", FIXTURE_ANALYST, { "--file", "&", "--note", "a copy" } },
    { "model.deploy", FIXTURE_ANALYST, { "behaviour:1", "--reason", "better" } }, /* asked for by one */
    { "model.rollback", FIXTURE_ANALYST, { "--reason", "worse" } },
    { "model.retire", FIXTURE_ANALYST, { "behaviour:1", "--reason", "old" } },
    { "feedback.override", FIXTURE_OFFICER, { "@", "--decision", "decline", "--reason", "fraud" } },
    { "feedback.outcome", FIXTURE_STEWARD, { "@", "--bad", "no" } },
};

static char *small_file(struct fixture *fixture)
{
    g_autofree char *sample = data_path("samples/taiwan.csv"), *text = file_text(sample);
    g_autofree char *parent = g_path_get_dirname(fixture->directory);
    char *file = g_build_filename(parent, "small.csv", NULL), *end = text;
    for (int line = 0; line < 12 && end; line++)
        end = strchr(end + 1, '\n');
    assert_non_null(end);
    end[1] = '\0';
    put_file(file, text, -1);
    return file;
}

static char *answers_file(const char *beside)
{
    g_autofree char *parent = g_path_get_dirname(beside);
    char *file = g_build_filename(parent, "answers.csv", NULL);
    put_file(file, "enquiry,item,says\nE-000002,1,same\n", -1);
    return file;
}

static bool decides(const char *id)
{
    return strcmp(id, "decision.record") == 0 || strcmp(id, "feedback.override") == 0;
}

static bool act(struct fixture *fixture, size_t index, const char *file, GError **error)
{
    const struct command *command = command_find(acts[index].command);
    g_autofree char *item = g_strdup_printf("account=%d,month=2026-04,field=state,claimed=N", (int)fixture->card);
    g_autofree char *model = data_path("models/behaviour.json");
    const char *words[MOST_WORDS + 1] = { NULL };
    g_autofree char *days_off = data_path("law/holidays/CN-2026.tsv");
    g_autofree char *other = g_strdup_printf("account=%d,month=2026-03,field=state,claimed=N", (int)fixture->card);
    g_autofree char *answers = answers_file(file);
    size_t count = 0;
    for (; acts[index].words[count]; count++) {
        const char *word = acts[index].words[count];
        words[count] = strcmp(word, "@") == 0   ? fixture->identity
                       : strcmp(word, "#") == 0 ? item
                       : strcmp(word, "$") == 0 ? file
                       : strcmp(word, "&") == 0 ? model
                       : strcmp(word, "!") == 0 ? days_off
                       : strcmp(word, "~") == 0 ? other
                       : strcmp(word, "?") == 0 ? answers
                                                : word;
    }
    assert_non_null(command);
    fixture_user(fixture, acts[index].user);
    g_free(fixture->session->purpose); /* a decision rests on no other */
    fixture->session->purpose = g_strdup(decides(command->id) ? "credit_review" : "dispute");
    g_autoptr(arguments_t) arguments = arguments_parse(command, words, count, error);
    g_autoptr(table_t) answer = table_new();
    return arguments != NULL && command_run(command, fixture->session, arguments, answer, error);
}

static void read_state(struct fixture *fixture, uint8_t state[STORE_STATE])
{
    g_autoptr(GPtrArray) tables = store_state_scan(fixture->store, state, NULL, NULL, NULL);
    assert_non_null(tables);
}

static void test_every_act(void **data)
{
    struct fixture *fixture = fixture_new();
    g_autofree char *file = small_file(fixture);
    struct vault_keys *keys = vault_keys_ref(store_keys(fixture->store));
    (void)data;
    /* bulk loads want a connection for maintenance */
    store_close(fixture->store);
    fixture->store = fixture->session->store = store_open(fixture->directory, keys, STORE_MAINTENANCE, NULL);
    assert_non_null(fixture->store);
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        uint8_t before[STORE_STATE], after[STORE_STATE];
        g_autoptr(GError) refused = NULL, error = NULL;
        read_state(fixture, before);
        const int64_t lines = newest_line(fixture);
        assert_true(store_run(fixture->store, NULL,
                              "CREATE TRIGGER no_line BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END",
                              ""));
        if (act(fixture, i, file, &refused)) fail_msg("%s was done without its line", acts[i].command);
        if (!g_error_matches(refused, BUREAU_ERROR, BUREAU_ERROR_STORE))
            fail_msg("%s: %s", acts[i].command, refused->message);
        assert_false(store_in_transaction(fixture->store));
        assert_true(store_run(fixture->store, NULL, "DROP TRIGGER no_line", ""));
        read_state(fixture, after);
        if (memcmp(before, after, sizeof before) != 0) fail_msg("%s left something", acts[i].command);
        assert_int_equal(newest_line(fixture), lines);

        act(fixture, i, file, &error);
        if (error) fail_msg("%s: %s", acts[i].command, error->message);
        read_state(fixture, after);
        if (memcmp(before, after, sizeof before) == 0) fail_msg("%s changed nothing", acts[i].command);
        g_autofree char *count =
            g_strdup_printf("SELECT count(*) FROM audit WHERE seq > %d AND command = '%s' AND outcome "
                            "= 'done' AND change IS NOT NULL AND user = '%s'",
                            (int)lines, acts[i].command, acts[i].user);
        assert_int_equal(fixture_count(fixture, count), 1);
        assert_intact(fixture);
    }
    vault_keys_unref(keys);
    fixture_free(fixture);
}

static void test_none_left_out(void **data)
{
    (void)data;
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        if (!(command->flags & COMMAND_WRITES) || (command->flags & COMMAND_OWN_ACT) || !command->run) continue;
        bool tried = false;
        for (size_t a = 0; a < G_N_ELEMENTS(acts); a++)
            tried = tried || strcmp(acts[a].command, command->id) == 0;
        if (!tried) fail_msg("%s writes and is not tried here", command->id);
    }
}

/* What must leave a line although it changes nothing: looks at files and cases, exports, the log itself. */
static void test_looks(void **data)
{
    static const char *const exempt[] = { "audit.head", NULL };
    static const char *const rooms[] = { "subject.",       "score.show",   "dispute.show",  "dispute.items",
                                         "dispute.letter", "dispute.list", "export.",       "audit.",
                                         "search",         "whatif",       "consent.list",  "store.verify",
                                         "model.sample",   "model.export", "feedback.list", NULL };
    (void)data;
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        bool shows = (command->needs & NEEDS_PURPOSE) != 0;
        for (size_t r = 0; rooms[r]; r++)
            shows = shows || g_str_has_prefix(command->id, rooms[r]);
        if (!shows || !command->run || g_strv_contains(exempt, command->id)) continue;
        if (!(command->flags & (COMMAND_LOOK | COMMAND_WRITES))) fail_msg("%s leaves no line", command->id);
    }
}

/* A rule inside a room that refuses is recorded as well, with the case it was about; the act left nothing. */
static void test_refused_inside(void **data)
{
    struct fixture *fixture = *data;
    g_autoptr(GError) error = NULL;
    const int64_t lines = newest_line(fixture);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "dispute.act", "1", "confirm_error", NULL);
    assert_null(answer);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    assert_int_equal(newest_line(fixture), lines + 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'dispute.act' AND outcome = "
                                            "'refused' AND dispute = 1 AND subject = 1 AND change IS NULL"),
                     1);
    assert_intact(fixture);
}

/* The filters of the list: one subject, one case, one person, a span of days, a room, an outcome. */
static void test_filters(void **data)
{
    static const struct {
        const char *option, *value, *where;
    } filters[] = {
        { "--dispute", "1", "dispute = 1" },
        { "--user", FIXTURE_OFFICER, "user = '" FIXTURE_OFFICER "'" },
        { "--command", "dispute", "command LIKE 'dispute.%'" },
        { "--command", "subject.pin", "command = 'subject.pin'" },
        { "--outcome", "refused", "outcome = 'refused'" },
        { "--since", "2026-11-22", "1" },
        { "--since", "2026-11-23", "0" },
        { "--until", "2026-11-22", "1" },
        { "--until", "2026-11-21", "0" },
    };
    struct fixture *fixture = *data;
    fixture_user(fixture, FIXTURE_AUDITOR);
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        g_autoptr(table_t) answer = fixture_run(fixture, "audit.list", filters[i].option, filters[i].value, NULL);
        g_autofree char *count = g_strdup_printf("SELECT count(*) FROM audit WHERE %s", filters[i].where);
        assert_int_equal(table_row_count(answer), fixture_count(fixture, count));
    }
    g_autoptr(table_t) subject = fixture_run(fixture, "audit.list", "--subject", fixture->identity, NULL);
    assert_int_equal(table_row_count(subject), fixture_count(fixture, "SELECT count(*) FROM audit WHERE subject = 1"));
    assert_true(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'dispute.show' AND subject = 1 AND "
                                       "dispute = 1") == 1);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE command = 'audit.list' AND user = "
                                            "'" FIXTURE_AUDITOR "'"),
                     (int)G_N_ELEMENTS(filters) + 1);
}

static void test_day(void **data)
{
    struct fixture *fixture = *data;
    assert_true(guard_login(fixture->session, LOGIN_PASSPHRASE, NULL));
    fixture->session->reveal = g_strdup("letter to the subject");
    g_autoptr(table_t) shown = fixture_run(fixture, "subject.show", fixture->identity, NULL);
    g_clear_pointer(&fixture->session->reveal, g_free);
    g_autoptr(table_t) answer = fixture_run(fixture, "audit.day", NULL);
    assert_int_equal(fixture_int(answer, "lines"), newest_line(fixture));
    assert_int_equal(fixture_int(answer, "refused"), 1);
    assert_int_equal(fixture_int(answer, "logins"), 1);
    assert_int_equal(fixture_int(answer, "reveals"), 1);
    g_auto(GStrv) words = g_strsplit(fixture_text(answer, "words"), " ", -1);
    assert_int_equal(g_strv_length(words), 8);
    g_autoptr(table_t) head = fixture_run(fixture, "audit.head", NULL); /* leaves no line: the head stays the head */
    assert_string_equal(fixture_text(head, "words"), fixture_text(answer, "words"));
    assert_int_equal(fixture_int(head, "seq"), newest_line(fixture));
    g_autoptr(table_t) other = fixture_run(fixture, "audit.day", "--day", "2026-11-21", NULL);
    assert_int_equal(fixture_int(other, "lines"), 0);
}

static void test_proof_commands(void **data)
{
    struct fixture *fixture = *data;
    g_autoptr(table_t) anchor = fixture_run(fixture, "audit.anchor", NULL);
    g_autoptr(table_t) anchors = fixture_run(fixture, "audit.anchors", NULL);
    assert_int_equal(table_row_count(anchors), 1);
    assert_int_equal(fixture_cell(anchors, 0, "good")->integer, 1);
    assert_int_equal(fixture_cell(anchors, 0, "fits")->integer, 1);
    assert_int_equal(fixture_cell(anchors, 0, "seq")->integer, fixture_int(anchor, "seq"));
    g_autoptr(table_t) proof = fixture_run(fixture, "audit.verify", NULL);
    assert_int_equal(fixture_int(proof, "intact"), 1);
    assert_int_equal(fixture_int(proof, "anchors"), 1);
    fixture_user(fixture, FIXTURE_ADMIN);
    g_autoptr(table_t) whole = fixture_run(fixture, "store.verify", NULL);
    assert_int_equal(fixture_int(whole, "intact"), 1);
    assert_true(fixture_int(whole, "pages") > 10);
    by_hand(fixture, "UPDATE user SET role = 'administrator' WHERE name = 'li.na'", NULL);
    g_autoptr(table_t) bad = fixture_run(fixture, "store.verify", NULL);
    g_autoptr(table_t) log = fixture_run(fixture, "audit.verify", NULL);
    assert_int_equal(fixture_int(bad, "intact"), 0);
    assert_string_equal(fixture_text(bad, "table"), "user");
    assert_int_equal(fixture_int(log, "intact"), 0);
    g_autoptr(table_t) alone = fixture_run(fixture, "audit.verify", "--log-only", NULL);
    assert_int_equal(fixture_int(alone, "intact"), 1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, audit_set_up, audit_tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_act),
        cmocka_unit_test(test_none_left_out),
        cmocka_unit_test(test_looks),
        TEST(test_refused_inside),
        TEST(test_filters),
        TEST(test_day),
        TEST(test_proof_commands),
    };
    return cmocka_run_group_tests(tests, audit_begin, audit_end);
}
