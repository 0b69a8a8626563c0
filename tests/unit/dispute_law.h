/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of disputes share: a house under another law, a case opened and moved through the one door. */
#pragma once
#include "check.h"
#include "fixture.h"

#include "dispute/dispute.h"
#include "law/law.h"

#include <string.h>

static inline void under_law(struct fixture *fixture, const char *profile)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.profile", NULL, &error));
    assert_true(setting_set(fixture->store, "law.profile", profile, &error));
    assert_true(guard_act_commit(fixture->session, "test.profile", NULL, &error));
    session_forget_settings(fixture->session);
}

/* The month of the fixture's card that is late, said to be in time. */
static inline char *late_month(struct fixture *fixture)
{
    return g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-04,field=state,claimed=N", fixture->card);
}

/* Opens a case on the late month with further words; the test fails when it is refused. */
static inline struct table *opened(struct fixture *fixture, const char *received, const char *word, const char *value)
{
    g_autofree char *item = late_month(fixture);
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_user(fixture, FIXTURE_SERVICE);
    return fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason", "payment.month", "--text",
                       "paid on time", "--received", received, word, value, NULL);
}

/* One event, with further words, and the state it must lead to. */
static inline void event(struct fixture *fixture, const char *user, int64_t dispute, const char *name,
                         const char *wanted, const char *word, const char *value)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.act", number, name, word, value, NULL);
    assert_string_equal(fixture_text(answer, "state"), wanted);
}

/* An event that must be refused as REFUSED, with a word in what is said. */
static inline void held_back(struct fixture *fixture, const char *user, int64_t dispute, const char *name,
                             const char *says, const char *word, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dispute);
    fixture_user(fixture, user);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, "dispute.act", number, name, word, value, NULL);
    assert_null(answer);
    assert_error_code(error, BUREAU_ERROR_REFUSED);
    g_autofree char *message = bureau_error_message(error, NULL);
    g_autofree char *next = bureau_error_next(error, NULL);
    if (strstr(message, says) == NULL && (next == NULL || strstr(next, says) == NULL))
        fail_msg("\"%s %s\" does not say %s", message, next ? next : "", says);
}

static inline char *paper(struct fixture *fixture, const char *name)
{
    g_autofree char *text = g_strdup_printf("what %s says\n", name);
    char *path = g_build_filename(fixture->directory, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

/* A write below the commands, in an act of its own as every write is. */
static inline void below(struct fixture *fixture, const char *sql)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.below", NULL, &error));
    store_run(fixture->store, &error, sql, "");
    assert_no_error(error);
    assert_true(guard_act_commit(fixture->session, "test.below", NULL, &error));
}

/* Opens a case about one item, and takes it to the decision; `value` is what the furnisher answers, NULL nothing. */
static inline void case_to_deciding(struct fixture *fixture, const char *item, int64_t dispute, const char *value)
{
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer = fixture_run(fixture, "dispute.open", subject, "--item", item, "--reason",
                                            "payment.month", "--text", "it is not so", NULL);
    assert_int_equal(fixture_int(answer, "dispute"), dispute);
    event(fixture, FIXTURE_SERVICE, dispute, "own_check", "BUREAU_CHECKED", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, dispute, "send_furnisher", "WITH_FURNISHER", NULL, NULL);
    event(fixture, FIXTURE_SERVICE, dispute, "furnisher_reply", "DECIDING", value != NULL ? "--value" : NULL, value);
}

/* From the decision to the corrected fact; the file goes with the step that writes. */
static inline void correct_case(struct fixture *fixture, int64_t dispute, const char *decision, const char *file)
{
    event(fixture, FIXTURE_REVIEWER, dispute, decision, "CORRECTING", "--text", "as found");
    event(fixture, FIXTURE_REVIEWER, dispute, "apply", "CORRECTED", file != NULL ? "--evidence" : NULL, file);
}
