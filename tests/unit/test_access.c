/* SPDX-License-Identifier: Apache-2.0 */
/* The question at the door: every rule of every profile, the days and moments on which a consent begins and ends, what
 * stands in the way, and what of a file is shown. */
#include "check.h"
#include "consent_fixture.h"

#include <string.h>

static const char *const families[] = { "CN-ZX", "US-FCRA", "EU-GDPR" };

static int setup(void **state)
{
    *state = fixture_new();
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static struct access ask(struct fixture *fixture, int64_t subject, unsigned kinds)
{
    struct access access;
    GError *error = NULL;
    guard_access(fixture->session, subject, kinds, &access, &error);
    assert_no_error(error);
    if (access.verdict == ACCESS_GRANTED) {
        assert_null(access.why);
        assert_int_not_equal(access.kinds, 0);
    } else {
        assert_non_null(access.why);
        assert_non_null(access.next);
        assert_null(access.basis);
        assert_int_equal(access.kinds, 0);
    }
    return access;
}

/* The verdict alone. */
static void is(struct fixture *fixture, int64_t subject, unsigned kinds, enum access_verdict verdict)
{
    struct access access = ask(fixture, subject, kinds);
    if (access.verdict != verdict)
        fail_msg("%s for %s: %s", access_word(access.verdict), fixture->session->purpose, access.why ? access.why : "");
    access_clear(&access);
}

static void covers(struct fixture *fixture, int64_t subject, unsigned kinds)
{
    struct access access = ask(fixture, subject, 0);
    assert_int_equal(access.verdict, ACCESS_GRANTED);
    assert_int_equal(access.kinds, kinds);
    access_clear(&access);
}

/* ---- the table ----------------------------------------------------------------------------------------------------
 */

/* Every purpose has a line under every law, no line is doubled, and what each asks stands here once more: a change of
 * the table has to be meant. */
static void the_table_is_whole(void **state)
{
    (void)state;
    static const char *const asked[][4] = {
        { "credit_review", "written", "law", "law" },
        { "post_loan", "written", "law", "law" },
        { "guarantee_review", "written", "law", "law" },
        { "dispute", "law", "law", "law" },
        { "audit", "law", "law", "law" },
        { "own_request", "law", "law", "law" },
        { "model", "law", "law", "law" },
        { "judicial", "law", "law", "law" },
        { "inspection", "law", "law", "law" },
        { "employment", "written", "written", "consent" },
        { "marketing", "consent", "refuse", "consent" },
        { "sharing", "consent", "refuse", "consent" },
    };
    g_autofree char *list = purpose_list();
    g_auto(GStrv) purposes = g_strsplit(list, ", ", -1);
    assert_int_equal(g_strv_length(purposes), G_N_ELEMENTS(asked));
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        assert_true(purpose_known(asked[i][0]));
        for (size_t family = 0; family < G_N_ELEMENTS(families); family++) {
            const struct access_rule *rule = access_rule_find(families[family], asked[i][0]);
            assert_non_null(rule);
            assert_string_equal(rule->asks_word, asked[i][family + 1]);
            assert_true(*rule->cite && *rule->status && *rule->en && *rule->zh);
        }
    }
    const struct access_rule *rule;
    for (size_t i = 0; (rule = access_rule_at(i)) != NULL; i++) {
        assert_ptr_equal(access_rule_find(rule->family, rule->purpose), rule);
        assert_true(strcmp(rule->purpose, "anonymous") == 0 || purpose_known(rule->purpose));
        const bool wants = rule->asks == ASKS_WRITTEN || rule->asks == ASKS_CONSENT;
        assert_int_equal(wants, *rule->consent != '\0');
        assert_int_equal(rule->asks == ASKS_REFUSE, rule->kinds == 0);
    }
    assert_ptr_equal(access_rule_find("CN-PIPL", "audit"), access_rule_find("CN-SH", "audit"));
    assert_null(access_rule_find("XX", "audit"));
    assert_null(access_rule_find("C", "audit"));
    assert_null(access_rule_find("CN-ZX", "curiosity"));
}

/* De-identified data has neither identity nor contact, whatever the law. */
static void models_see_nobody(void **state)
{
    struct fixture *fixture = *state;
    set_purpose(fixture, "model");
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
        set_profile(fixture, families[i]);
        covers(fixture, fixture->subject, KIND_ALL & ~(unsigned)(KIND_IDENTITY | KIND_CONTACT));
        is(fixture, fixture->subject, KIND_CONTACT, ACCESS_OUT_OF_SCOPE);
    }
}

/* A rule by itself: without anything, with what it asks, frozen, restricted. */
static void prove_rule(struct fixture *fixture, const struct access_rule *rule)
{
    const int64_t bare = add_file(fixture, "person"), held = add_file(fixture, "person");
    const bool wants = rule->asks == ASKS_WRITTEN || rule->asks == ASKS_CONSENT;
    set_purpose(fixture, rule->purpose);
    if (wants) add_given(fixture, held, (struct given){ .kind = rule->consent, .purpose = rule->purpose });
    if (rule->asks == ASKS_REFUSE) {
        is(fixture, held, 0, ACCESS_FORBIDDEN);
        return;
    }
    g_clear_pointer(&fixture->session->reference, g_free);
    if (rule->needs_reference) is(fixture, bare, 0, ACCESS_NO_REFERENCE);
    if (rule->needs_reference) fixture->session->reference = g_strdup("(2026)浙01执7号");
    is(fixture, bare, 0, wants ? ACCESS_CONSENT_MISSING : ACCESS_GRANTED);
    is(fixture, 0, 0, ACCESS_GRANTED);
    struct access access = ask(fixture, held, 0);
    assert_int_equal(access.verdict, ACCESS_GRANTED);
    assert_true(g_str_has_prefix(access.basis, wants ? "consent " : "law "));
    assert_int_equal(wants, access.consent != 0);
    if (!wants) assert_non_null(strstr(access.basis, rule->cite));
    if (rule->needs_reference) assert_non_null(strstr(access.basis, " ref (2026)浙01执7号"));
    access_clear(&access);
    /* a consent of another kind, or to another purpose, is none */
    const int64_t other = add_file(fixture, "person");
    add_given(fixture, other, (struct given){ .kind = "furnish", .purpose = rule->purpose });
    add_given(fixture, other, (struct given){ .kind = rule->consent, .purpose = "something" });
    if (wants) is(fixture, other, 0, ACCESS_CONSENT_MISSING);
    add_protection(fixture, held, "freeze", TODAY, DATE_NONE, NULL);
    is(fixture, held, 0, rule->stops_frozen ? ACCESS_FROZEN : ACCESS_GRANTED);
    write_by_hand(fixture, "UPDATE protection SET kind = 'restricted' WHERE kind = 'freeze'");
    is(fixture, held, 0, rule->stops_restricted ? ACCESS_RESTRICTED : ACCESS_GRANTED);
    write_by_hand(fixture, "DELETE FROM protection");
}

static void every_rule_holds(void **state)
{
    struct fixture *fixture = *state;
    size_t proved = 0;
    for (size_t family = 0; family < G_N_ELEMENTS(families); family++) {
        set_profile(fixture, families[family]);
        const struct access_rule *rule;
        for (size_t i = 0; (rule = access_rule_at(i)) != NULL; i++) {
            if (access_rule_find(families[family], rule->purpose) != rule || !purpose_known(rule->purpose)) continue;
            prove_rule(fixture, rule);
            proved++;
        }
    }
    assert_int_equal(proved, 36);
}

/* Rights come to nothing under a law nobody described. */
static void an_unknown_law_refuses(void **state)
{
    struct fixture *fixture = *state;
    set_profile(fixture, "ZZ-NONE");
    set_purpose(fixture, "dispute");
    is(fixture, fixture->subject, 0, ACCESS_FORBIDDEN);
}

/* What existing business needs goes on under a freeze in every profile; new credit does not. */
static void a_freeze_is_for_new_credit(void **state)
{
    struct fixture *fixture = *state;
    add_protection(fixture, fixture->subject, "freeze", TODAY, DATE_NONE, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
        set_profile(fixture, families[i]);
        set_purpose(fixture, "credit_review");
        is(fixture, fixture->subject, 0, ACCESS_FROZEN);
        set_purpose(fixture, "post_loan");
        is(fixture, fixture->subject, 0, ACCESS_GRANTED);
        set_purpose(fixture, "own_request");
        is(fixture, fixture->subject, 0, ACCESS_GRANTED);
    }
}

/* ---- purpose and role ---------------------------------------------------------------------------------------------
 */

static void a_purpose_is_needed(void **state)
{
    struct fixture *fixture = *state;
    struct session *session = fixture->session;
    g_clear_pointer(&session->purpose, g_free);
    is(fixture, fixture->subject, 0, ACCESS_NO_PURPOSE);
    session->purpose = g_strdup("audit");
    session->role = ROLE_OFFICER;
    is(fixture, fixture->subject, 0, ACCESS_WRONG_PURPOSE);
    session->role = ROLE_AUDITOR;
    is(fixture, fixture->subject, 0, ACCESS_GRANTED);
}

/* ---- when a consent holds -----------------------------------------------------------------------------------------
 */

static void days_and_moments(void **state)
{
    struct fixture *fixture = *state;
    const int64_t now = session_now(fixture->session);
    const struct {
        struct given given;
        enum access_verdict verdict;
    } cases[] = {
        { { .expires = TODAY }, ACCESS_GRANTED }, /* its last day is one of its days */
        { { .expires = date_add_days(TODAY, -1) }, ACCESS_CONSENT_EXPIRED },
        { { .granted = TODAY, .entered = now }, ACCESS_GRANTED },
        { { .granted = date_add_days(TODAY, 1), .entered = now }, ACCESS_CONSENT_MISSING },
        { { .entered = now + 1 }, ACCESS_CONSENT_MISSING }, /* on paper for long, recorded only later */
        { { .withdrawn = TODAY, .ended = now }, ACCESS_CONSENT_WITHDRAWN },
        { { .withdrawn = TODAY, .ended = now - 1 }, ACCESS_CONSENT_WITHDRAWN },
        { { .withdrawn = TODAY, .ended = now + 1 }, ACCESS_GRANTED },
        { { .withdrawn = TODAY }, ACCESS_CONSENT_WITHDRAWN }, /* nobody knows the moment: the whole day */
        { { .withdrawn = date_add_days(TODAY, 1) }, ACCESS_GRANTED },
        { { .answer = "refused" }, ACCESS_CONSENT_MISSING },
        { { .form = "electronic" }, ACCESS_GRANTED },
        { { .form = "recorded" }, ACCESS_CONSENT_MISSING }, /* the law asks for writing */
        { { .form = "" }, ACCESS_CONSENT_MISSING },
        { { .purpose = "post_loan,credit_review" }, ACCESS_GRANTED },
        { { .purpose = "credit_review_too" }, ACCESS_CONSENT_MISSING },
        { { .recipient = "donghu.bank" }, ACCESS_CONSENT_MISSING },
        { { .kind = "share" }, ACCESS_CONSENT_MISSING },
    };
    set_purpose(fixture, "credit_review");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const int64_t subject = add_file(fixture, "person");
        add_given(fixture, subject, cases[i].given);
        is(fixture, subject, 0, cases[i].verdict);
    }
}

/* The same of the past: what ended in the millisecond of the look still held when it was made. */
static void a_moment_of_the_past(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person"), moment = session_now(fixture->session) - DAY;
    const struct {
        int64_t at;
        enum access_verdict verdict;
    } cases[] = { { moment - 1, ACCESS_CONSENT_MISSING },
                  { moment, ACCESS_GRANTED },
                  { moment + 1000, ACCESS_GRANTED },
                  { moment + 1001, ACCESS_CONSENT_WITHDRAWN },
                  { moment + 2 * DAY, ACCESS_CONSENT_WITHDRAWN } };
    add_given(fixture, subject,
              (struct given){ .entered = moment, .withdrawn = date_add_days(TODAY, -1), .ended = moment + 1000 });
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct access access;
        GError *error = NULL;
        guard_access_at(fixture->session, "CN-ZX", "credit_review", "bureau", subject, 0, cases[i].at, &access, &error);
        assert_no_error(error);
        assert_int_equal(access.verdict, cases[i].verdict);
        access_clear(&access);
    }
}

/* A view of an earlier day is a look of today: the consent of that day does not carry it. */
static void an_earlier_day_needs_todays_consent(void **state)
{
    struct fixture *fixture = *state;
    GError *error = NULL;
    const int64_t subject = add_file(fixture, "person");
    add_given(fixture, subject, (struct given){ .expires = date_make(2026, 6, 30) });
    set_purpose(fixture, "credit_review");
    assert_true(session_set_as_of(fixture->session, date_make(2026, 6, 1), &error));
    is(fixture, subject, 0, ACCESS_CONSENT_EXPIRED);
    is(fixture, fixture->subject, 0, ACCESS_GRANTED);
    fixture_clock(fixture, "2026-06-30");
    is(fixture, subject, 0, ACCESS_GRANTED);
}

/* ---- to whom ------------------------------------------------------------------------------------------------------
 */

static void an_institution_needs_its_own(void **state)
{
    struct fixture *fixture = *state;
    const int64_t theirs = add_file(fixture, "person"), nobodys = add_file(fixture, "person");
    write_by_hand(fixture,
                  "INSERT INTO user (name, role, institution) VALUES ('gate.east', 'institution', 'donghu.bank'), "
                  "('gate.west', 'institution', NULL)");
    add_given(fixture, theirs, (struct given){ .recipient = "donghu.bank" });
    add_given(fixture, nobodys, (struct given){ .recipient = "" });
    fixture_user(fixture, "gate.east");
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    is(fixture, theirs, 0, ACCESS_GRANTED);
    is(fixture, fixture->subject, 0, ACCESS_CONSENT_MISSING); /* given to the bureau */
    fixture_user(fixture, "gate.west");
    is(fixture, theirs, 0, ACCESS_CONSENT_MISSING);
}

/* What no consent is asked for is the house's own business: an institution gets no file by naming such a purpose. */
static void no_purpose_without_consent_for_an_institution(void **state)
{
    (void)state;
    const struct access_rule *rule;
    size_t allowed = 0;
    for (size_t i = 0; (rule = access_rule_at(i)) != NULL; i++) {
        if (strcmp(rule->family, "CN") != 0 || !purpose_allowed(rule->purpose, ROLE_INSTITUTION)) continue;
        allowed++;
        assert_true(rule->asks == ASKS_WRITTEN || rule->asks == ASKS_CONSENT);
    }
    assert_true(allowed >= 3);
    assert_false(purpose_allowed("own_request", ROLE_INSTITUTION)); /* nor under the laws that ask for no consent */
}

/* ---- which kinds --------------------------------------------------------------------------------------------------
 */

static void what_is_covered(void **state)
{
    struct fixture *fixture = *state;
    const unsigned plain = KIND_ALL & ~(unsigned)KIND_MEANS;
    set_purpose(fixture, "credit_review");
    const int64_t subject = add_file(fixture, "person");
    const int64_t narrow = add_given(fixture, subject, (struct given){ .scope = "credit" });
    covers(fixture, subject, KIND_CREDIT | KIND_IDENTITY);
    is(fixture, subject, KIND_CREDIT | KIND_PUBLIC, ACCESS_GRANTED);
    is(fixture, subject, KIND_PUBLIC, ACCESS_OUT_OF_SCOPE);
    /* the union of those that hold, by the name of the widest */
    const int64_t wide = add_given(fixture, subject, (struct given){ .scope = "public,behaviour,score" });
    covers(fixture, subject, KIND_CREDIT | KIND_IDENTITY | KIND_PUBLIC | KIND_BEHAVIOUR | KIND_SCORE);
    struct access access = ask(fixture, subject, 0);
    g_autofree char *basis = g_strdup_printf("consent %" G_GINT64_FORMAT " clause v1", wide);
    assert_string_equal(access.basis, basis);
    assert_int_equal(access.consent, wide);
    assert_int_not_equal(wide, narrow);
    access_clear(&access);
    const int64_t all = add_file(fixture, "person");
    add_given(fixture, all, (struct given){ 0 });
    covers(fixture, all, plain);
}

/* Means: after a warning, and beside a consent to look at all. */
static void means_need_the_warning(void **state)
{
    struct fixture *fixture = *state;
    const int64_t alone = add_file(fixture, "person"), untold = add_file(fixture, "person"),
                  told = add_file(fixture, "person"), firm = add_file(fixture, "enterprise");
    set_purpose(fixture, "credit_review");
    const struct given warned = { .kind = "sensitive", .scope = "means", .told = date_make(2026, 1, 5) };
    add_given(fixture, alone, warned);
    is(fixture, alone, KIND_MEANS, ACCESS_CONSENT_MISSING);
    add_given(fixture, untold, (struct given){ .scope = "all,means" }); /* named, but nobody was warned */
    is(fixture, untold, KIND_MEANS, ACCESS_OUT_OF_SCOPE);
    /* the next step names what needs the warning and nothing else */
    struct access access = ask(fixture, untold, KIND_MEANS | KIND_BEHAVIOUR);
    assert_int_equal(access.verdict, ACCESS_GRANTED); /* behaviour is covered */
    access_clear(&access);
    const int64_t little = add_file(fixture, "person");
    add_given(fixture, little, (struct given){ .scope = "credit" });
    access = ask(fixture, little, KIND_MEANS | KIND_BEHAVIOUR);
    assert_int_equal(access.verdict, ACCESS_OUT_OF_SCOPE);
    g_autofree char *next = phrase_expand(access.next, NULL);
    assert_non_null(strstr(next, "--scope means --told"));
    access_clear(&access);
    add_given(fixture, untold, (struct given){ .kind = "sensitive", .scope = "means" });
    is(fixture, untold, KIND_MEANS, ACCESS_OUT_OF_SCOPE);
    add_given(fixture, untold,
              (struct given){ .kind = "sensitive", .scope = "means", .told = date_add_days(TODAY, 1) });
    is(fixture, untold, KIND_MEANS, ACCESS_OUT_OF_SCOPE);
    add_given(fixture, told, (struct given){ .scope = "credit" });
    add_given(fixture, told, warned);
    covers(fixture, told, KIND_CREDIT | KIND_IDENTITY | KIND_MEANS);
    add_given(fixture, firm, (struct given){ 0 }); /* the article is about persons */
    covers(fixture, firm, KIND_ALL);
    set_profile(fixture, "US-FCRA");
    set_purpose(fixture, "employment");
    add_given(fixture, alone, (struct given){ .purpose = "employment" });
    covers(fixture, alone, KIND_ALL); /* no such article there */
}

static void words_of_kinds(void **state)
{
    (void)state;
    g_autofree char *unknown = NULL, *all = kinds_text(KIND_ALL), *plain = kinds_text(KIND_ALL & ~(unsigned)KIND_MEANS),
                    *two = kinds_text(KIND_PUBLIC | KIND_CREDIT), *label = kinds_label(KIND_MEANS | KIND_CREDIT, "zh");
    assert_string_equal(all, "all,means");
    assert_string_equal(plain, "all");
    assert_string_equal(two, "credit,public");
    assert_string_equal(label, "信贷信息、收入、资产与纳税信息");
    assert_int_equal(kinds_parse(all, NULL), KIND_ALL);
    assert_int_equal(kinds_parse(" credit, public ", NULL), KIND_CREDIT | KIND_PUBLIC);
    assert_int_equal(kinds_parse("credit,blood", &unknown), 0);
    assert_string_equal(unknown, "blood");
    assert_int_equal(kinds_parse("", NULL), 0);
    assert_int_equal(kind_of_measure("income.salary"), KIND_MEANS);
    assert_int_equal(kind_of_measure("bill.gas"), KIND_BEHAVIOUR);
    assert_int_equal(kind_of_measure("outcome.default"), KIND_CREDIT);
    assert_int_equal(kind_of_measure("horoscope.sign"), KIND_MEANS); /* nobody said what it is: what asks most */
    assert_true(kind_is_sensitive("CN-SH", KIND_MEANS));
    assert_false(kind_is_sensitive("CN-SH", KIND_CREDIT));
    assert_false(kind_is_sensitive("US-FCRA", KIND_MEANS));
    for (unsigned bit = 1; bit < KIND_ALL; bit <<= 1) {
        g_autofree char *word = kinds_text(bit), *en = kinds_label(bit, "en"), *zh = kinds_label(bit, "zh");
        assert_string_equal(codes_label("DATA_KIND", word, "en"), en);
        assert_string_equal(codes_label("DATA_KIND", word, "zh"), zh);
    }
}

/* ---- what stands in the way ---------------------------------------------------------------------------------------
 */

static void protections_begin_and_end(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        struct date begins, ends;
        bool lifted, stops;
    } cases[] = {
        { TODAY, TODAY, false, true },
        { date_add_days(TODAY, 1), DATE_NONE, false, false },
        { date_add_days(TODAY, -9), date_add_days(TODAY, -1), false, false },
        { date_add_days(TODAY, -9), DATE_NONE, true, false },
    };
    set_purpose(fixture, "credit_review");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        add_protection(fixture, fixture->subject, "freeze", cases[i].begins, cases[i].ends, NULL);
        if (cases[i].lifted)
            write_by_hand(fixture, "UPDATE protection SET lifted = placed + 1000, lifted_by = 'wang.fang'");
        is(fixture, fixture->subject, 0, cases[i].stops ? ACCESS_FROZEN : ACCESS_GRANTED);
        write_by_hand(fixture, "DELETE FROM protection");
    }
}

static void an_alert_is_shown(void **state)
{
    struct fixture *fixture = *state;
    set_purpose(fixture, "credit_review");
    add_protection(fixture, fixture->subject, "alert.contact", TODAY, DATE_NONE, "13800138000");
    struct access access = ask(fixture, fixture->subject, 0);
    assert_int_equal(access.verdict, ACCESS_GRANTED);
    g_autofree char *alert = phrase_expand(access.alert, NULL);
    assert_non_null(strstr(alert, "13800138000"));
    access_clear(&access);
    g_autoptr(table_t) shown = fixture_run(fixture, "subject.show", fixture->identity, NULL);
    assert_non_null(fixture->session->alert);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE note LIKE '%13800138000%'"), 0);
}

static void leaving_out_one_purpose(void **state)
{
    struct fixture *fixture = *state;
    add_given(fixture, fixture->subject,
              (struct given){ .kind = "marketing", .purpose = "marketing", .scope = "contact" });
    set_purpose(fixture, "marketing");
    covers(fixture, fixture->subject, KIND_CONTACT | KIND_IDENTITY);
    add_protection(fixture, fixture->subject, "no_marketing", TODAY, DATE_NONE, NULL);
    is(fixture, fixture->subject, 0, ACCESS_RESTRICTED);
    set_purpose(fixture, "credit_review");
    is(fixture, fixture->subject, 0, ACCESS_GRANTED);
}

/* ---- nobody can be told -------------------------------------------------------------------------------------------
 */

static int64_t add_nameless(struct fixture *fixture)
{
    write_by_hand(fixture,
                  "INSERT INTO source (id, code, name_en, name_zh, kind, legal_basis, anonymous) VALUES (9, 'OPEN', "
                  "'Open data', '开放数据', 'public', 'published', 1)");
    write_by_hand(fixture,
                  "INSERT INTO batch (id, source, mapping, file, digest, loaded, user, born) VALUES (90, 9, 'm', "
                  "'f', 'd', 1, 'chen.wei', 1)");
    write_by_hand(fixture, "INSERT INTO subject (id, kind, batch, line, born) VALUES (900, 'person', 90, 1, 1)");
    write_by_hand(fixture, "INSERT INTO person (subject, born, batch, line, sex) VALUES (900, 1, 90, 1, 'M')");
    write_by_hand(fixture,
                  "INSERT INTO identifier (subject, fact, born, batch, line, kind, value) VALUES (900, 9000, 1, 90, "
                  "1, 'client', '1')");
    write_by_hand(fixture,
                  "INSERT INTO account (subject, account, born, batch, line, source, number, type, currency) VALUES "
                  "(900, 9001, 1, 90, 1, 9, '1', 'R2', 'TWD')");
    return 900;
}

static void what_names_nobody_is_free(void **state)
{
    static const char *const names[] = {
        "INSERT INTO name (subject, fact, born, batch, kind, value) VALUES (900, 9002, 1, 90, 'name', '张样')",
        "INSERT INTO contact (subject, fact, born, batch, kind, value) VALUES (900, 9002, 1, 90, 'mobile', "
        "'13800138009')",
        "INSERT INTO identifier (subject, fact, born, batch, kind, value) VALUES (900, 9002, 1, 90, 'gb11643', 'x')",
        "INSERT INTO measure (subject, fact, born, kind, unit) VALUES (900, 9002, 1, 'income.salary', 'CNY')",
        "INSERT INTO account (subject, account, born, source, number, type, currency) VALUES (900, 9003, 1, 1, '2', "
        "'R2', "
        "'CNY')",
        "UPDATE source SET anonymous = 0 WHERE id = 9",
    };
    struct fixture *fixture = *state;
    const int64_t subject = add_nameless(fixture);
    set_purpose(fixture, "credit_review");
    struct access access = ask(fixture, subject, 0);
    assert_int_equal(access.verdict, ACCESS_GRANTED);
    assert_true(g_str_has_prefix(access.basis, "not personal information, 个保法4"));
    assert_int_equal(access.kinds, KIND_ALL);
    access_clear(&access);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        write_by_hand(fixture, names[i]);
        is(fixture, subject, 0, ACCESS_CONSENT_MISSING);
        write_by_hand(fixture, "DELETE FROM name WHERE fact = 9002");
        write_by_hand(fixture, "DELETE FROM contact WHERE fact = 9002");
        write_by_hand(fixture, "DELETE FROM identifier WHERE fact = 9002");
        write_by_hand(fixture, "DELETE FROM measure WHERE fact = 9002");
        write_by_hand(fixture, "DELETE FROM account WHERE account = 9003");
    }
    write_by_hand(fixture, "UPDATE source SET anonymous = 1 WHERE id = 9");
    is(fixture, subject, 0, ACCESS_GRANTED);
}

/* ---- through the door ---------------------------------------------------------------------------------------------
 */

static bool refused_with(struct fixture *fixture, const char *command, int64_t subject, const char *word)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    g_autoptr(table_t) answer = fixture_try(fixture, &error, command, number, NULL);
    return !answer && g_error_matches(error, BUREAU_ERROR, BUREAU_ERROR_REFUSED) &&
           g_strcmp0(fixture->session->refusal, word) == 0;
}

static void the_door_asks_and_writes_it_down(void **state)
{
    struct fixture *fixture = *state;
    const int64_t subject = add_file(fixture, "person");
    fixture_user(fixture, FIXTURE_OFFICER);
    g_free(fixture->session->purpose);
    fixture->session->purpose = g_strdup("credit_review");
    assert_true(refused_with(fixture, "subject.show", subject, "consent-missing"));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM audit WHERE outcome = 'refused' AND command = "
                                            "'subject.show' AND note = 'consent-missing' AND basis IS NULL"),
                     1);
    add_given(fixture, subject, (struct given){ .scope = "credit,behaviour" });
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, subject);
    g_autoptr(table_t) shown = fixture_run(fixture, "subject.show", number, NULL);
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM audit WHERE outcome = 'done' AND command = 'subject.show' "
                                   "AND basis = 'consent 3 clause v1'"),
                     1);
    assert_string_equal(fixture_text(shown, "withheld"),
                        "Contact and work, Public records, Income, assets and tax, Scores");
    assert_int_equal(table_row_count(shown), 1);
    assert_true(table_find_fact(shown, "phone")->cell.is_null);
    g_autoptr(table_t) means = fixture_run(fixture, "subject.means", number, NULL);
    assert_int_equal(table_row_count(means), 1); /* the bill, not the salary */
    assert_true(refused_with(fixture, "subject.public", subject, "out-of-scope"));
    assert_true(refused_with(fixture, "score.show", subject, "out-of-scope"));
    add_protection(fixture, subject, "freeze", TODAY, DATE_NONE, NULL);
    assert_true(refused_with(fixture, "subject.show", subject, "subject-frozen"));
    /* and what is not limited says so too */
    g_autoptr(table_t) whole = fixture_run(fixture, "subject.show", fixture->identity, NULL);
    assert_true(table_find_fact(whole, "withheld")->cell.is_null);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_whole),
        cmocka_unit_test(words_of_kinds),
        CASE(models_see_nobody),
        CASE(every_rule_holds),
        CASE(an_unknown_law_refuses),
        CASE(a_freeze_is_for_new_credit),
        CASE(a_purpose_is_needed),
        CASE(days_and_moments),
        CASE(a_moment_of_the_past),
        CASE(an_earlier_day_needs_todays_consent),
        CASE(an_institution_needs_its_own),
        CASE(no_purpose_without_consent_for_an_institution),
        CASE(what_is_covered),
        CASE(means_need_the_warning),
        CASE(protections_begin_and_end),
        CASE(an_alert_is_shown),
        CASE(leaving_out_one_purpose),
        CASE(what_names_nobody_is_free),
        CASE(the_door_asks_and_writes_it_down),
    };
    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
