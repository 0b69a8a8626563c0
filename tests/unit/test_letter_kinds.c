/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of letter in every language under every profile, from a real case, request, incident and decision: nothing
 * is left to be filled in, nothing is promised, and what the law wants said is said (data/letters/required.tsv). */
#include "check.h"
#include "fixture.h"

#include "compliance/incident.h"
#include "dispute/case.h"
#include "request/decision.h"
#include "request/register.h"
#include "subject/dossier.h"

#include <string.h>

static const char *const profiles[] = { "CN-ZX", "CN-SH", "CN-SZ", "US-FCRA", "EU-GDPR" };
static const char *const languages[] = { "zh", "en" };

static struct tsv *required;
static int looked_at;

static int set_up(void **state)
{
    struct fixture *fixture = fixture_new();
    GError *error = NULL;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autofree char *item =
        g_strdup_printf("account=%" G_GINT64_FORMAT ",month=2026-04,field=state,claimed=N", fixture->card);
    required = tsv_load("letters/required.tsv", &error);
    assert_no_error(error);
    looked_at = 0;
    fixture_user(fixture, FIXTURE_SERVICE);
    g_autoptr(table_t) answer =
        fixture_run(fixture, "dispute.open", subject, "--item", item, "--item", "field=phone,claimed=13900139000",
                    "--reason", "payment.month", "--received", "2026-11-08", NULL);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    g_clear_pointer(&required, tsv_free);
    fixture_free(*state);
    return 0;
}

/* ---- what holds of any letter -------------------------------------------------------------------------------------
 */

static bool is_chinese(gunichar c)
{
    return c >= 0x4e00 && c <= 0x9fff;
}

/* Between Chinese characters stands Chinese punctuation. */
static void check_punctuation(const char *what, const char *text)
{
    gunichar before = 0, sign = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar c = g_utf8_get_char(at);
        if (is_chinese(c) && sign != 0 && is_chinese(before))
            fail_msg("%s: '%c' between Chinese characters before: %.30s", what, (char)sign, at);
        if (c < 0x80 && strchr(",;:!?()", (int)c) != NULL && sign == 0)
            sign = c;
        else {
            sign = 0;
            before = c;
        }
    }
}

static void check_required(const char *what, const char *kind, const char *language, const char *profile,
                           const char *text)
{
    for (size_t i = 0; i < tsv_rows(required); i++) {
        const char *family = tsv_cell(required, i, "family");
        if (strcmp(tsv_cell(required, i, "kind"), kind) != 0 ||
            strcmp(tsv_cell(required, i, "language"), language) != 0 ||
            (strcmp(family, "*") != 0 && !law_in_family(profile, family)))
            continue;
        g_auto(GStrv) words = g_strsplit(tsv_cell(required, i, "words"), "|", -1);
        for (size_t j = 0; words[j] != NULL; j++)
            if (strstr(text, words[j]) == NULL)
                fail_msg("%s does not say \"%s\" (%s):\n%s", what, words[j], tsv_cell(required, i, "cite"), text);
    }
}

static void check_letter(struct fixture *fixture, const char *kind, const char *language, const char *profile,
                         const char *text)
{
    GError *error = NULL;
    g_autofree char *what = g_strdup_printf("%s, %s, %s", kind, language, profile);
    if (strchr(text, '{') != NULL || strchr(text, '}') != NULL) fail_msg("%s: a placeholder is left:\n%s", what, text);
    if (!letter_check_text(text, &error)) fail_msg("%s: %s", what, error->message);
    assert_null(strstr(text, "黑名单"));
    assert_null(strstr(text, "争议"));
    assert_null(strstr(text, fixture->identity));
    assert_null(strstr(text, "13900139000"));
    assert_null(strstr(text, "  \n"));
    if (strstr(text, ".CN") || strstr(text, ".US") || strstr(text, ".EU")) fail_msg("%s: a key is left", what);
    if (strcmp(language, "zh") == 0) check_punctuation(what, text);
    check_required(what, kind, language, profile, text);
    looked_at++;
}

/* ---- disputes -----------------------------------------------------------------------------------------------------
 */

static void check_dispute_kind(struct fixture *fixture, const struct dispute_case *each, const struct dossier *dossier,
                               const char *kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        GError *error = NULL;
        const bool chinese = strcmp(languages[i], "zh") == 0;
        struct letter_draft draft = { .session = fixture->session,
                                      .each = each,
                                      .dossier = dossier,
                                      .kind = kind,
                                      .language = languages[i],
                                      .number = "2026-000001-01",
                                      .text = chinese ? "缺少身份证明复印件" : "a copy of the identity card",
                                      .addressee = chinese ? "某机构" : "An institution" };
        g_autofree char *text = letter_write(&draft, &error);
        assert_no_error(error);
        check_letter(fixture, kind, languages[i], each->profile, text);
    }
}

static void test_disputes(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    g_autoptr(dispute_case_t) each = case_load(fixture->session, 1, &error);
    g_autoptr(dossier_t) dossier = dossier_load(fixture->session, fixture->subject, &error);
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    assert_no_error(error);
    int count = 0;
    for (size_t p = 0; p < G_N_ELEMENTS(profiles); p++) {
        g_free(each->profile);
        each->profile = g_strdup(profiles[p]);
        for (size_t i = 0; i < tsv_rows(kinds); i++) {
            if (strcmp(tsv_cell(kinds, i, "of"), "dispute") != 0) continue;
            check_dispute_kind(fixture, each, dossier, tsv_cell(kinds, i, "kind"));
            count++;
        }
    }
    assert_true(count >= 5 * 20);
    assert_int_equal(looked_at, 2 * count);
}

/* Each line of required.tsv is of a kind there is, and would be missed: one that no letter has to obey tests nothing.
 */
static void test_required_are_of_kinds(void **state)
{
    (void)state;
    GError *error = NULL;
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    for (size_t i = 0; i < tsv_rows(required); i++) {
        bool known = false;
        for (size_t j = 0; j < tsv_rows(kinds); j++)
            known |= strcmp(tsv_cell(kinds, j, "kind"), tsv_cell(required, i, "kind")) == 0;
        if (!known) fail_msg("no kind %s", tsv_cell(required, i, "kind"));
        assert_true(*tsv_cell(required, i, "words") != '\0' && *tsv_cell(required, i, "cite") != '\0');
    }
}

/* ---- requests, decisions, incidents -------------------------------------------------------------------------------
 */

static void set_law(struct fixture *fixture, const char *profile, const char *language)
{
    GError *error = NULL;
    assert_true(guard_act_begin(fixture->session, "test.profile", NULL, &error));
    assert_true(setting_set(fixture->store, "law.profile", profile, &error));
    assert_true(store_run(fixture->store, &error, "UPDATE person SET language = ?1", "s", language));
    assert_true(guard_act_commit(fixture->session, "test.profile", NULL, &error));
    session_forget_settings(fixture->session);
}

static char *newest(struct fixture *fixture)
{
    return store_query_text(fixture->store, NULL, "SELECT text FROM letter ORDER BY id DESC LIMIT 1", "");
}

static void check_request_kinds(struct fixture *fixture, const char *profile, const char *language)
{
    GError *error = NULL;
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    g_autoptr(request_t) request = request_load(fixture->session, 1, &error);
    assert_no_error(error);
    g_free(request->profile);
    request->profile = g_strdup(profile);
    for (size_t i = 0; i < tsv_rows(kinds); i++) {
        const char *kind = tsv_cell(kinds, i, "kind");
        /* the letter of an erasure has a certificate and is made by it alone: test_erase.c */
        if (strcmp(tsv_cell(kinds, i, "of"), "request") != 0 || strcmp(kind, "request_deletion") == 0) continue;
        g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
        assert_true(guard_act_begin(fixture->session, "test.letter", NULL, &error));
        request_letter_make(fixture->session, request, kind,
                            strcmp(language, "zh") == 0 ? "材料不足" : "papers are missing", numbers, &error);
        assert_no_error(error);
        g_autofree char *text = newest(fixture);
        guard_act_rollback(fixture->session);
        check_letter(fixture, kind, language, profile, text);
    }
}

static void check_decision_kinds(struct fixture *fixture, const char *profile, const char *language)
{
    static const char *const kinds[] = { "decision_explanation", "decision_adverse", "decision_review" };
    GError *error = NULL;
    g_autoptr(decision_t) decision = decision_load(fixture->session, 1, &error);
    assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        assert_true(guard_act_begin(fixture->session, "test.letter", NULL, &error));
        g_autofree char *number = decision_letter_make(fixture->session, decision, kinds[i], &error);
        assert_no_error(error);
        g_autofree char *text = newest(fixture);
        guard_act_rollback(fixture->session);
        check_letter(fixture, kinds[i], language, profile, text);
    }
}

static void test_requests_and_decisions(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *subject = g_strdup_printf("%" G_GINT64_FORMAT, fixture->subject);
    g_autoptr(table_t) opened = fixture_run(fixture, "request.open", subject, "copy", NULL);
    fixture_user(fixture, FIXTURE_OFFICER);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    g_autoptr(table_t) scored =
        fixture_run(fixture, "decision.record", subject, "--outcome", "decline", "--machine", NULL);
    fixture_user(fixture, FIXTURE_SERVICE);
    for (size_t p = 0; p < G_N_ELEMENTS(profiles); p++)
        for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
            set_law(fixture, profiles[p], languages[i]);
            check_request_kinds(fixture, profiles[p], languages[i]);
            check_decision_kinds(fixture, profiles[p], languages[i]);
        }
    assert_true(looked_at >= 5 * 2 * 10);
}

static void test_incidents(void **state)
{
    static const char *const kinds[] = { "breach_authority", "breach_persons" };
    struct fixture *fixture = *state;
    GError *error = NULL;
    fixture_user(fixture, FIXTURE_STEWARD);
    g_autoptr(table_t) opened = fixture_run(fixture, "incident.open", "loss", "--what", "a laptop", NULL);
    g_autoptr(incident_t) incident = incident_load(fixture->session, 1, &error);
    assert_no_error(error);
    incident->kinds = g_strdup("credit");
    incident->cause = g_strdup("left in a train");
    incident->harm = g_strdup("none seen");
    incident->measures = g_strdup("wiped from afar");
    incident->contact = g_strdup("the bureau's desk");
    int bound = 0; /* profiles whose law wants such notices: that of US-FCRA does not */
    for (size_t p = 0; p < G_N_ELEMENTS(profiles); p++) {
        if (law_find_for(profiles[p], "breach.notify", NULL) == NULL) continue;
        bound++;
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
            g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
            g_free(incident->profile);
            incident->profile = g_strdup(profiles[p]);
            assert_true(guard_act_begin(fixture->session, "test.letter", NULL, &error));
            if (!incident_letters_make(fixture->session, incident, kinds[k], numbers, &error))
                fail_msg("%s %s: %s", kinds[k], profiles[p], error->message);
            for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
                g_autofree char *text = store_query_text(
                    fixture->store, NULL, "SELECT text FROM letter WHERE language = ?1 ORDER BY id DESC LIMIT 1", "s",
                    languages[i]);
                check_letter(fixture, kinds[k], languages[i], profiles[p], text);
            }
            guard_act_rollback(fixture->session);
        }
    }
    assert_true(bound >= 4);
    assert_int_equal(looked_at, bound * 2 * 2);
}

/* Both languages of every kind ask for the same things. */
static void test_templates_agree(void **state)
{
    (void)state;
    GError *error = NULL;
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &error);
    for (size_t i = 0; i < tsv_rows(kinds); i++) {
        const char *kind = tsv_cell(kinds, i, "kind");
        if (!codes_known("LETTER_KIND", kind)) fail_msg("no name for %s", kind);
        g_autofree char *zh_file = g_strdup_printf("letters/zh/%s.txt", kind);
        g_autofree char *en_file = g_strdup_printf("letters/en/%s.txt", kind);
        g_autofree char *zh = data_read(zh_file, NULL, &error), *en = data_read(en_file, NULL, &error);
        assert_no_error(error);
        for (const char *at = zh; (at = strchr(at, '{')) != NULL; at++) {
            g_autofree char *name = g_strndup(at, strcspn(at, "}") + 1);
            if (strstr(en, name) == NULL) fail_msg("%s: the English one has no %s", kind, name);
        }
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(test_disputes),  CASE(test_required_are_of_kinds), CASE(test_requests_and_decisions),
        CASE(test_incidents), CASE(test_templates_agree),
    };
    return cmocka_run_group_tests_name("letter kinds", tests, NULL, NULL);
}
