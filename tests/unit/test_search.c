/* SPDX-License-Identifier: Apache-2.0 */
/* Queries and their answers: by hand on a few subjects, and against a naive scan on many random ones. */
#include "check.h"

#include "subject_store.h"

#include <string.h>

enum { MANY = 400 };

/* What the naive scan knows of a subject. */
struct person {
    char *name, *identity, *phone, *account, *city;
    int score; /* 0: none */
    char state;
    bool enterprise;
};

static struct person people[MANY + 1];

static const char *const surnames[] = { "王", "李", "陳", "曾", "单", "吕", "覃", "欧阳", "尉迟", "沈" };
static const char *const given[] = {
    "小", "明", "安", "晓", "国", "雨", "绿", "重", "长", "西", "先", "娜", "旺", "乐"
};
static const char *const latin[] = { "John Smith", "Ana Lopez",       "Wang Fang",
                                     "Li O'Neil",  "ABC科技有限公司", "Müller GmbH" };
static const char *const cities[] = { "杭州", "西安", "Xiamen", "广州" };

static char *random_name(GRand *dice)
{
    if (g_rand_int_range(dice, 0, 6) == 0) return g_strdup(latin[g_rand_int_range(dice, 0, G_N_ELEMENTS(latin))]);
    GString *name = g_string_new(surnames[g_rand_int_range(dice, 0, G_N_ELEMENTS(surnames))]);
    for (int i = g_rand_int_range(dice, 1, 3); i > 0; i--)
        g_string_append(name, given[g_rand_int_range(dice, 0, G_N_ELEMENTS(given))]);
    return g_string_free(name, FALSE);
}

static struct person random_person(GRand *dice, int64_t subject)
{
    static const char states[] = "NNNN1234B";
    return (struct person){
        .name = random_name(dice),
        .identity = g_strdup_printf("990101%d%04d%02d", g_rand_int_range(dice, 1950, 2005),
                                    g_rand_int_range(dice, 0, 9999), (int)(subject % 100)),
        .phone = g_strdup_printf("13%09d", g_rand_int_range(dice, 0, 999999999)),
        .account = g_strdup_printf("62%04dA%" G_GINT64_FORMAT, g_rand_int_range(dice, 0, 9999), subject),
        .city = g_strdup(cities[g_rand_int_range(dice, 0, G_N_ELEMENTS(cities))]),
        .score = g_rand_int_range(dice, 0, 8) == 0 ? 0 : g_rand_int_range(dice, 300, 850),
        .state = states[g_rand_int_range(dice, 0, (int)sizeof states - 1)],
        .enterprise = g_rand_int_range(dice, 0, 10) == 0,
    };
}

static void clear_person(struct person *person)
{
    g_free(person->name);
    g_free(person->identity);
    g_free(person->phone);
    g_free(person->account);
    g_free(person->city);
    memset(person, 0, sizeof *person);
}

static void add_person(struct subject_store *store, int64_t subject)
{
    const struct person *person = &people[subject];
    char states[] = { 'N', person->state, '\0' };
    add_subject(store, subject, person->enterprise ? "enterprise" : "person");
    add_detail(store, "name", subject, subject * 10 + 1, "legal", person->name);
    add_detail(store, "identifier", subject, subject * 10 + 2, "gb11643", person->identity);
    add_detail(store, "contact", subject, subject * 10 + 3, "mobile", person->phone);
    add_address(store, subject, subject * 10 + 4, person->city);
    add_account(store, subject, subject, person->account, "R2", 100000);
    add_history(store, subject, subject, month_make(2025, 1), states, NULL);
    if (person->score != 0) add_score(store, subject, person->score);
}

static int setup(void **state)
{
    struct subject_store *store = *state = subject_store_new();
    GRand *dice = g_rand_new_with_seed(7);
    act_begin(store);
    add_source(store);
    for (int64_t subject = 1; subject <= MANY; subject++) {
        people[subject] = random_person(dice, subject);
        add_person(store, subject);
    }
    act_commit(store);
    g_rand_free(dice);
    return 0;
}

static int teardown(void **state)
{
    subject_store_free(*state);
    for (int subject = 1; subject <= MANY; subject++)
        clear_person(&people[subject]);
    return 0;
}

/* ---- the naive scan ---------------------------------------------------------------------------------------------- */

static char *folded(const char *text)
{
    g_autofree char *fold = text_fold(text);
    GString *out = g_string_new(NULL);
    for (const char *at = fold; *at != '\0'; at = g_utf8_next_char(at))
        g_string_append_unichar(out, pinyin_simplify(g_utf8_get_char(at)));
    return g_string_free(out, FALSE);
}

/* The word can be read off the characters from `at` on: a syllable, an initial, or the start of a last syllable. */
static bool reads(const char *at, const char *word)
{
    if (*word == '\0') return true;
    if (*at == '\0') return false;
    const char *next = g_utf8_next_char(at);
    gunichar character = g_utf8_get_char(at);
    char itself[2] = { (char)character, '\0' };
    const char *readings = pinyin_readings(character);
    if (readings == NULL && !(character < 0x80 && g_ascii_isalnum((char)character))) return reads(next, word);
    g_auto(GStrv) list = g_strsplit(readings ? readings : itself, " ", -1);
    for (char **reading = list; *reading != NULL; reading++) {
        for (int spelling = 0; spelling < 3; spelling++) {
            g_auto(GStrv) around = g_strsplit(*reading, "v", 2);
            static const char *const u[] = { "v", "u", "yu" };
            g_autofree char *text = g_strjoinv(u[spelling], around);
            size_t digraph = strlen(text) > 1 && text[1] == 'h' && strchr("zcs", text[0]) ? 2 : 0;
            if (g_str_has_prefix(text, word) || (g_str_has_prefix(word, text) && reads(next, word + strlen(text))) ||
                (word[0] == text[0] && reads(next, word + 1)) ||
                (digraph && strncmp(word, text, 2) == 0 && reads(next, word + 2)))
                return true;
        }
    }
    return false;
}

static bool holds_chinese(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (g_utf8_get_char(text) >= 0x3400) return true;
    return false;
}

static bool naive_pinyin(const char *name, const char *word)
{
    if (!holds_chinese(name) || strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(word) ||
        !strpbrk(word, "abcdefghijklmnopqrstuvwxyz"))
        return false;
    for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (pinyin_readings(character) == NULL && !(character < 0x80 && g_ascii_isalnum((char)character))) continue;
        if (reads(at, word)) return true;
        if (strlen(word) == 1) return false;
    }
    return false;
}

static bool naive_holds(const char *value, const char *word)
{
    if (strlen(word) > 1 || !g_ascii_isalpha(word[0])) return strstr(value, word) != NULL;
    for (const char *at = value; (at = strstr(at, word)) != NULL; at++)
        if (at == value || !g_ascii_isalnum(at[-1])) return true;
    return false;
}

static bool naive_any(const struct person *person, const char *word)
{
    g_autofree char *name = folded(person->name), *account = folded(person->account);
    return naive_holds(name, word) || naive_pinyin(name, word) || naive_holds(person->identity, word) ||
           naive_holds(person->phone, word) || naive_holds(account, word);
}

static int naive_overdue(const struct person *person)
{
    int late = history_months_late(person->state);
    return late ? (late - 1) * 30 + 1 : 0;
}

/* ---- the comparison ---------------------------------------------------------------------------------------------- */

static size_t run(const struct search_index *index, const char *text, enum search_sort sort, bool descending,
                  int64_t **subjects)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(query_t) query = query_parse(text, &error);
    assert_no_error(error);
    return search_run(index, query, sort, descending, subjects);
}

static size_t count(const struct search_index *index, const char *text)
{
    g_autofree int64_t *subjects = NULL;
    return run(index, text, SEARCH_BY_MATCH, false, &subjects);
}

static struct search_index *build(struct subject_store *store)
{
    g_autoptr(GError) error = NULL;
    struct search_index *index = search_index_build(store->session, &error);
    assert_no_error(error);
    return index;
}

static char *random_word(GRand *dice)
{
    const struct person *person = &people[g_rand_int_range(dice, 1, MANY + 1)];
    g_autofree char *name = folded(person->name);
    g_autofree char *full = pinyin_full(person->name), *initials = pinyin_initials(person->name);
    const char *sources[] = { name,     full,  initials, person->identity, person->phone, person->account,
                              "wangxm", "lyu", "zengg" };
    g_autofree char *source = folded(sources[g_rand_int_range(dice, 0, G_N_ELEMENTS(sources))]);
    glong length = g_utf8_strlen(source, -1);
    glong first = g_rand_int_range(dice, 0, (gint32)length);
    glong last = g_rand_int_range(dice, (gint32)first + 1, (gint32)length + 1);
    char *word = g_utf8_substring(source, first, last);
    if (strpbrk(word, " :\"-'<>=") != NULL || (g_str_has_prefix(word, "+"))) return g_free(word), g_strdup("wang");
    return word;
}

/* Two words, a filter and a negation at random: the index answers exactly what a scan of everybody answers. */
static void test_like_a_naive_scan(void **state)
{
    struct search_index *index = build(*state);
    GRand *dice = g_rand_new_with_seed(11);
    for (int round = 0; round < 1500; round++) {
        g_autofree char *first = random_word(dice), *second = random_word(dice);
        int kind = g_rand_int_range(dice, 0, 5), limit = g_rand_int_range(dice, 300, 850),
            days = g_rand_int_range(dice, 0, 130);
        g_autofree char *text = kind == 0   ? g_strdup(first)
                                : kind == 1 ? g_strdup_printf("%s %s", first, second)
                                : kind == 2 ? g_strdup_printf("%s -%s", first, second)
                                : kind == 3 ? g_strdup_printf("%s score:<%d", first, limit)
                                            : g_strdup_printf("%s overdue:>%d -kind:enterprise", first, days);
        g_autofree int64_t *found = NULL;
        size_t hits = run(index, text, SEARCH_BY_MATCH, false, &found), wanted = 0;
        g_autofree bool *seen = g_new0(bool, MANY + 1);
        for (size_t i = 0; i < hits; i++)
            seen[found[i]] = true;
        for (int64_t subject = 1; subject <= MANY; subject++) {
            const struct person *person = &people[subject];
            bool meets = naive_any(person, first);
            if (kind == 1) meets = meets && naive_any(person, second);
            if (kind == 2) meets = meets && !naive_any(person, second);
            if (kind == 3) meets = meets && person->score != 0 && person->score < limit;
            if (kind == 4) meets = meets && naive_overdue(person) > days && !person->enterprise;
            wanted += meets;
            if (meets != seen[subject])
                fail_msg("“%s” %s subject %d (%s)", text, meets ? "misses" : "should not find", (int)subject,
                         person->name);
        }
        assert_int_equal(hits, wanted);
    }
    g_rand_free(dice);
    search_index_free(index);
}

static void test_sorted(void **state)
{
    struct search_index *index = build(*state);
    for (int descending = 0; descending < 2; descending++) {
        g_autofree int64_t *found = NULL;
        size_t hits = run(index, "", SEARCH_BY_SCORE, descending, &found);
        assert_int_equal(hits, MANY);
        for (size_t i = 1; i < hits; i++) {
            int before = people[found[i - 1]].score, after = people[found[i]].score;
            assert_true(after == 0 || (before != 0 && (descending ? before >= after : before <= after)));
        }
        g_autofree int64_t *late = NULL;
        hits = run(index, "kind:person", SEARCH_BY_OVERDUE, descending, &late);
        for (size_t i = 1; i < hits; i++) {
            int before = naive_overdue(&people[late[i - 1]]), after = naive_overdue(&people[late[i]]);
            assert_true(descending ? before >= after : before <= after);
        }
    }
    g_autofree int64_t *named = NULL;
    size_t hits = run(index, "name:小", SEARCH_BY_NAME, false, &named);
    assert_true(hits > 10);
    g_autofree char *first = pinyin_full(people[named[0]].name), *last = pinyin_full(people[named[hits - 1]].name);
    assert_true(strcmp(first, last) < 0);
    search_index_free(index);
}

/* An exact name comes before a longer one, and that before one that only holds it. */
static void test_ranked(void **state)
{
    struct subject_store *store = *state;
    act_begin(store);
    static const char *const names[] = { "赵高明远", "赵高", "小赵高" };
    for (int64_t i = 0; i < 3; i++) {
        add_subject(store, 1001 + i, "person");
        add_detail(store, "name", 1001 + i, 1, "legal", names[i]);
    }
    act_commit(store);
    struct search_index *index = build(store);
    for (int spelled = 0; spelled < 2; spelled++) {
        g_autofree int64_t *found = NULL;
        assert_int_equal(run(index, spelled ? "zhaogao" : "趙高", SEARCH_BY_MATCH, false, &found), 3);
        assert_int_equal(found[0], 1002);
        assert_int_equal(found[1], 1001);
        assert_int_equal(found[2], 1003);
    }
    search_index_free(index);
}

static char *why_match(const struct search_index *index, const char *text, int64_t subject)
{
    g_autoptr(query_t) query = query_parse(text, NULL);
    return search_why_match(index, query, subject);
}

static void test_why_match(void **state)
{
    struct search_index *index = build(*state);
    const struct person *person = &people[3];
    g_autofree char *initials = pinyin_initials(person->name);
    g_autofree char *name = why_match(index, person->name, 3), *identity = why_match(index, person->identity, 3);
    g_autofree char *phone = why_match(index, person->phone, 3), *account = why_match(index, person->account, 3);
    g_autofree char *filter = why_match(index, "score:>1", 3);
    assert_string_equal(name, "name");
    assert_string_equal(identity, "identity");
    assert_string_equal(phone, "phone");
    assert_string_equal(account, "account");
    assert_string_equal(filter, "score");
    search_index_free(index);
}

/* A refresh answers what a new index answers: a new subject, a changed name, a new score, an ended subject. */
static void test_refresh(void **state)
{
    struct subject_store *store = *state;
    g_autoptr(GError) error = NULL;
    struct search_index *index = build(store);
    size_t before = count(index, "诸葛亮");
    assert_int_equal(before, 0);
    act_begin(store);
    add_subject(store, 2000, "person");
    add_detail(store, "name", 2000, 1, "legal", "诸葛亮");
    must_run(store, "UPDATE name SET died = ?1 WHERE subject = 5", "i", store->session->change);
    add_detail(store, "name", 5, 777, "legal", "诸葛瑾");
    must_run(store,
             "INSERT INTO score (subject, change, model, number, day, score, band, probability) VALUES (5, ?1, 'card', "
             "1, 20001, 999, 'A', 0.1)",
             "i", store->session->change);
    must_run(store, "UPDATE subject SET died = ?1 WHERE id = 6", "i", store->session->change);
    assert_true(guard_touch(store->session, 2000, 2000, &error));
    assert_true(guard_touch(store->session, 5, 6, &error));
    act_commit(store);
    assert_true(search_index_refresh(index, store->session, &error));
    assert_no_error(error);
    struct search_index *fresh = build(store);
    static const char *const queries[] = {
        "诸葛", "zhuge", "zgl", "score:999", "", "wang", "-score:<600", "1", "id:99"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(queries); i++)
        assert_int_equal(count(index, queries[i]), count(fresh, queries[i]));
    assert_int_equal(count(index, "zhuge"), 2);
    assert_int_equal(count(index, "score:999"), 1);
    assert_int_equal(search_index_size(index), MANY);
    g_autofree char *reason = why_match(index, "诸葛", 5);
    assert_string_equal(reason, "name");
    assert_true(search_index_refresh(index, store->session, &error)); /* nothing changed: nothing happens */
    search_index_free(index);
    search_index_free(fresh);
}

static void test_queries_that_are_wrong(void **state)
{
    (void)state;
    static const char *const wrong[] = { "colour:red", "score:high",          "score:<", "overdue:1..x", "kind:robot",
                                         "name:",      "score:99999999999999" };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(query_parse(wrong[i], &error));
        assert_error_code(error, BUREAU_ERROR_USAGE);
    }
}

static void test_explained(void **state)
{
    (void)state;
    static const struct {
        const char *query, *words;
    } cases[] = {
        { "", "every subject" },
        { "  \t ", "every subject" },
        { "Score：<620 city:\"New York\"", "subjects with score < 620 · city: new york" },
        { "-overdue:30..60", "subjects with ¬ overdue ≥ 30 · overdue ≤ 60" },
        { "name:陳", "subjects with name: 陈" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(query_t) query = query_parse(cases[i].query, &error);
        assert_no_error(error);
        g_autofree char *phrase = query_explain(query), *words = phrase_expand(phrase, NULL);
        assert_string_equal(words, cases[i].words);
    }
}

/* A field with its own range, a negation of a range, a quoted name, and what must not match across two values. */
static void test_fields(void **state)
{
    struct search_index *index = build(*state);
    size_t low = count(index, "score:<=500"), middle = count(index, "score:501..650"),
           high = count(index, "score:>650");
    size_t none = count(index, "-score:0..999999");
    assert_int_equal(low + middle + high + none, MANY);
    assert_true(none > 0);
    assert_int_equal(count(index, "city:杭州") + count(index, "city:xi安") + count(index, "-city:杭州"), MANY);
    assert_true(count(index, "name:\"john smith\"") > 0);
    assert_int_equal(count(index, "name:\"smith john\""), 0);
    g_autofree char *across = g_strconcat(people[1].phone, people[2].phone, NULL);
    assert_int_equal(count(index, across), 0);
    g_autofree char *plus = g_strdup_printf("phone:+86%s", people[9].phone);
    assert_int_equal(count(index, plus), 1);
    assert_int_equal(count(index, "overdue:>60"), count(index, "overdue:61..100000"));
    search_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_like_a_naive_scan, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sorted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ranked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_why_match, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refresh, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fields, setup, teardown),
        cmocka_unit_test(test_queries_that_are_wrong),
        cmocka_unit_test(test_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
