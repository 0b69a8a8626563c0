/* SPDX-License-Identifier: Apache-2.0 */
/* The doorway of a file in the workstation: the purpose is asked once and stands in every line of the log, a refusal is
 * said in place and tried again only by a person, what was stated ends with the lock, and a form lets words be checked.
 */
#include "check.h"
#include "seat_store.h"

#include "base/codes.h"
#include "guard/access.h"
#include "widget/form_words.h"

#include <string.h>

#define FILE_1      "go subject?subject=1\n"
#define ASKED       "expect for what purpose\n"
#define LINES(what) "SELECT count(*) FROM audit WHERE subject=1 AND " what

static struct seat_store *store;

#define RUN(...)                                                                                                       \
    do {                                                                                                               \
        store_run(session->store, &error, __VA_ARGS__);                                                                \
        assert_no_error(error);                                                                                        \
    } while (0)

/* Subject 1 agreed to a credit review until 2027; subject 2 to nothing; subject 3 is frozen. */
static void add_people(struct session *session)
{
    g_autoptr(GError) error = NULL;
    guard_act_begin(session, "test.people", NULL, &error);
    assert_no_error(error);
    for (int64_t id = 1; id <= 3; id++) {
        RUN("INSERT INTO subject (id, kind, born) VALUES (?1, 'person', ?2)", "ii", id, session->change);
        RUN("INSERT INTO name (subject, fact, born, kind, value) VALUES (?1, 1, ?2, 'name', '林一')", "ii", id,
            session->change);
        RUN("INSERT INTO identifier (subject, fact, born, kind, value) VALUES (?1, 2, ?2, 'gb11643', "
            "'11010519491231002X')",
            "ii", id, session->change);
        RUN("INSERT INTO contact (subject, fact, born, kind, value) VALUES (?1, 3, ?2, 'phone', '13800138000')", "ii",
            id, session->change);
    }
    RUN("INSERT INTO consent (id, subject, kind, answer, recipient, purpose, scope, form, granted, entered, expires, "
        "user) "
        "VALUES (900, 1, 'query', 'granted', 'bureau', 'credit_review', 'all', 'paper', ?1, ?2, ?3, 'test')",
        "did", date_make(2026, 1, 5), (int64_t)date_make(2026, 1, 5).days * 86400000, date_make(2027, 3, 1));
    RUN("INSERT INTO protection (id, subject, kind, begins, reason, placed, placed_by) VALUES (1, 3, 'freeze', ?1, "
        "'asked for', 1, 'test')",
        "d", date_make(2026, 1, 5));
    guard_act_commit(session, "test.people", NULL, &error);
    assert_no_error(error);
}

static int make_store(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    store = seat_store_new();
    g_autoptr(session_t) session = session_new();
    g_autoptr(vault_keys_t) keys = seat_store_keys(store, ADMINISTRATOR, ADMINISTRATOR_WORDS, &error);
    assert_no_error(error);
    session->store = store_open(store->directory, keys, STORE_WRITE, &error);
    assert_no_error(error);
    assert_true(session_set_user(session, ADMINISTRATOR, &error));
    add_people(session);
    store_close(session->store);
    session->store = NULL;
    return 0;
}

static int drop_store(void **state)
{
    (void)state;
    seat_store_free(store);
    return 0;
}

static void as_officer(const char *script)
{
    g_autoptr(GError) error = NULL;
    struct vault_keys *keys = seat_store_keys(store, OFFICER, OFFICER_WORDS, &error);
    assert_no_error(error);
    assert_int_equal(seat_store_run(store, &(struct seat_run){ .keys = keys }, script), 0);
}

/* ---- the purpose ------------------------------------------------------------------------------------------------- */

static void nothing_is_read_before_a_purpose_is_stated(void **state)
{
    (void)state;
    as_officer(FILE_1 ASKED "refuse 林一\nexpect consent 900, until 2027-03-01\nexpect consent: none on file\n"
                            "Escape\nexpect Desk\n");
    assert_int_equal(seat_store_count(store, LINES("1")), 0);
}

static void it_is_asked_once_and_stands_in_the_log(void **state)
{
    (void)state;
    as_officer(FILE_1 ASKED "Enter\nexpect 林一\nexpect for Credit review\nexpect consent 900, until 2027-03-01\n"
                            "3\nEscape\n" FILE_1 "expect 林一\nrefuse for what purpose\n");
    assert_int_not_equal(seat_store_count(store, LINES("command='subject.show' AND outcome='done' AND "
                                                       "purpose='credit_review' AND basis LIKE 'consent 900%'")),
                         0);
    assert_int_equal(seat_store_count(store, LINES("purpose IS NOT 'credit_review'")), 0);
}

static void another_purpose_is_another_look(void **state)
{
    (void)state;
    as_officer(FILE_1 "Enter\nexpect 林一\nM-p\n" ASKED "Escape\nexpect for Credit review\nM-p\n4\nexpect for Dispute\n"
                      "expect by law\n");
    assert_int_not_equal(
        seat_store_count(store, LINES("command='subject.show' AND purpose='dispute' AND basis LIKE 'law %'")), 0);
}

static void a_document_is_asked_for_its_number(void **state)
{
    (void)state;
    as_officer(FILE_1 "6\nexpect Number of the document\nEnter\n" ASKED
                      "6\ntype (2026)-123\nEnter\nexpect (2026)-123\n");
    assert_int_equal(seat_store_count(store, LINES("command='subject.show' AND purpose='judicial'")), 1);
    assert_int_equal(seat_store_count(store, LINES("purpose='judicial' AND basis LIKE '%(2026)-123%'")), 1);
}

static void it_ends_with_the_lock(void **state)
{
    (void)state;
    as_officer(FILE_1 "Enter\nexpect 林一\ncommand lock\nrefuse 林一\ntype " OFFICER_WORDS "\nEnter\n" ASKED
                      "refuse 林一\n");
}

/* ---- refusals ---------------------------------------------------------------------------------------------------- */

static void a_refusal_stands_in_place_and_is_tried_once(void **state)
{
    (void)state;
    as_officer("go subject?subject=2\nEnter\nexpect File 2 is not shown\nexpect Credit review\nexpect 条例18\n"
               "expect The attempt stands in the log\nrefuse 林一\nM-t\nM-l\nM-l\n");
    assert_int_equal(seat_store_count(store, "SELECT count(*) FROM audit WHERE subject=2 AND outcome='refused'"), 1);
    as_officer("go subject?subject=2\nEnter\nexpect is not shown\nC-r\nexpect is not shown\n");
    assert_int_equal(seat_store_count(store, "SELECT count(*) FROM audit WHERE subject=2 AND outcome='refused'"), 3);
}

static void a_consent_recorded_there_opens_the_file(void **state)
{
    (void)state;
    as_officer("go subject?subject=2\nEnter\nexpect is not shown\ng\nexpect Record a consent\nC-s\nexpect 林一\n"
               "refuse is not shown\n");
    assert_int_equal(
        seat_store_count(store, "SELECT count(*) FROM consent WHERE subject=2 AND purpose='credit_review'"), 1);
}

static void a_frozen_file_says_so_before_and_after(void **state)
{
    (void)state;
    as_officer(
        "go subject?subject=3\nexpect the file is frozen\nEnter\nexpect File 3 is not shown\nrefuse 林一\np\n" ASKED
        "4\nexpect 林一\n");
}

/* ---- words that are checked -------------------------------------------------------------------------------------- */

static void a_form_lets_kinds_of_data_be_checked(void **state)
{
    (void)state;
    as_officer(FILE_1 "Enter\nexpect 林一\n8\nn\nexpect Narrow a consent\nRight\nRight\nRight\nSpace\nexpect ✓Credit\n"
                      "Right\nSpace\nexpect credit,public\nSpace\nrefuse ✓Public\nC-s\nexpect withdrawn\n");
    assert_int_equal(seat_store_count(store, "SELECT count(*) FROM consent WHERE subject=1 AND scope='credit' AND "
                                             "withdrawn IS NULL"),
                     1);
}

/* What is held and not covered is said: an empty place would look like a clean file. */
static void what_is_not_covered_is_named(void **state)
{
    (void)state;
    as_officer(FILE_1 "Enter\nexpect 林一\nrefuse Not covered\n8\nn\nRight\nRight\nRight\nSpace\nC-s\n"
                      "expect withdrawn\n1\nC-r\nexpect Not covered: Contact\n");
}

/* Labels are words, a choice is shown by its name, and a version is nobody's to type. */
static void a_form_speaks_words(void **state)
{
    (void)state;
    as_officer(FILE_1 "Enter\nexpect 林一\n8\ng\nexpect day given\nexpect file of *\nrefuse own-will\n");
    for (size_t i = 0; i < catalogue_size; i++)
        for (const struct argument *each = catalogue[i].arguments; each != NULL && each->name != NULL; each++) {
            if (!codes_known("ARGUMENT", each->name)) fail_msg("%s has no words in data/codes/forms.tsv", each->name);
            if (each->choices == NULL || each->type != ARGUMENT_CHOICE) continue;
            g_auto(GStrv) choices = g_strsplit(each->choices, "|", -1);
            for (char **choice = choices; *choice != NULL; choice++)
                if (form_choice_label(each, *choice) == *choice)
                    fail_msg("%s: the choice %s of %s has no name", catalogue[i].id, *choice, each->name);
        }
}

/* ---- called without the file ------------------------------------------------------------------------------------- */

static void a_command_about_a_closed_file_asks_first(void **state)
{
    (void)state;
    as_officer("go desk\ncommand subject.show\ntype 1\nC-s\n" ASKED "refuse 林一\nEnter\nexpect 林一\n");
    assert_int_equal(seat_store_count(store, "SELECT count(*) FROM audit WHERE subject=1 AND purpose='credit_review'"),
                     1);
    as_officer("go desk\ncommand subject.show\ntype 1\nC-s\n" ASKED "Escape\nrefuse 林一\n");
    assert_int_equal(seat_store_count(store, "SELECT count(*) FROM audit WHERE subject=1 AND purpose IS NOT NULL"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_read_before_a_purpose_is_stated, make_store, drop_store),
        cmocka_unit_test_setup_teardown(it_is_asked_once_and_stands_in_the_log, make_store, drop_store),
        cmocka_unit_test_setup_teardown(another_purpose_is_another_look, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_document_is_asked_for_its_number, make_store, drop_store),
        cmocka_unit_test_setup_teardown(it_ends_with_the_lock, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_refusal_stands_in_place_and_is_tried_once, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_consent_recorded_there_opens_the_file, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_frozen_file_says_so_before_and_after, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_form_lets_kinds_of_data_be_checked, make_store, drop_store),
        cmocka_unit_test_setup_teardown(what_is_not_covered_is_named, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_form_speaks_words, make_store, drop_store),
        cmocka_unit_test_setup_teardown(a_command_about_a_closed_file_asks_first, make_store, drop_store),
    };
    return cmocka_run_group_tests_name("ui doorway", tests, NULL, NULL);
}
