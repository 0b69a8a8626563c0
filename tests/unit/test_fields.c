/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of fields against what there is: the schema of a fresh store, the rules of the law, the kinds of data,
 * and the secrecy under which commands show them. */
#include "check.h"

#include "fixture.h"
#include "guard/access.h"
#include "law/law.h"

#include <string.h>

static struct fixture *fixture;
static struct tsv *fields;

static int begin(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    fixture = fixture_new();
    fields = tsv_load("law/fields.tsv", &error);
    assert_no_error(error);
    return 0;
}

static int end(void **state)
{
    (void)state;
    tsv_free(fields);
    fixture_free(fixture);
    return 0;
}

/* "table.field" of everything in the catalogue, with its row. */
static GHashTable *listed(void)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t row = 0; row < tsv_rows(fields); row++) {
        char *name = g_strconcat(tsv_cell(fields, row, "table"), ".", tsv_cell(fields, row, "field"), NULL);
        if (!g_hash_table_insert(names, name, GSIZE_TO_POINTER(row + 1))) fail_msg("%s stands there twice", name);
    }
    return names;
}

static void every_column_is_a_line_and_every_line_a_column(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) names = listed();
    struct store *store =
        store_open(fixture->directory, store_keys(fixture->store), STORE_MAINTENANCE, &error); /* reads the schema */
    assert_no_error(error);
    g_autoptr(statement_t) row =
        store_prepare(store,
                      "SELECT t.name || '.' || c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
                      "WHERE t.type='table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1",
                      &error);
    assert_no_error(error);
    int columns = 0;
    while (statement_step(row, &error) == STEP_ROW) {
        columns++;
        if (!g_hash_table_remove(names, statement_text(row, 0)))
            fail_msg("%s is in the schema and not in data/law/fields.tsv", statement_text(row, 0));
    }
    assert_no_error(error);
    g_clear_pointer(&row, statement_done);
    store_close(store);
    assert_true(columns > 300);
    GHashTableIter each;
    gpointer name;
    g_hash_table_iter_init(&each, names);
    if (g_hash_table_iter_next(&each, &name, NULL)) fail_msg("%s is not in the schema", (const char *)name);
}

static void every_line_says_all(void **state)
{
    (void)state;
    for (size_t row = 0; row < tsv_rows(fields); row++) {
        g_autofree char *where = g_strdup_printf("line %zu of fields.tsv", tsv_line(fields, row));
        const char *grade = tsv_cell(fields, row, "grade"), *kind = tsv_cell(fields, row, "kind"),
                   *retention = tsv_cell(fields, row, "retention"), *sensitive = tsv_cell(fields, row, "sensitive");
        if (strlen(grade) != 1 || !strchr("1234", *grade)) fail_msg("%s: grade %s", where, grade);
        if (!codes_known("SECRECY", tsv_cell(fields, row, "class"))) fail_msg("%s: class", where);
        if (*kind && kinds_parse(kind, NULL) == 0) fail_msg("%s: kind %s", where, kind);
        if (strcmp(sensitive, "yes") != 0 && strcmp(sensitive, "no") != 0) fail_msg("%s: sensitive", where);
        if (!*tsv_cell(fields, row, "why_en") || !*tsv_cell(fields, row, "why_zh")) fail_msg("%s: why", where);
        if (strcmp(retention, "subject") == 0 || strcmp(retention, "store") == 0) continue;
        bool known = false;
        for (size_t i = 0; law_rule_at(i) && !known; i++)
            known = strcmp(law_rule_at(i)->rule, retention) == 0;
        if (!known) fail_msg("%s: no law has a rule %s", where, retention);
    }
}

/* What is masked is of a high grade, and what is of a person's file has its kind. */
static void secrecy_and_grade_agree(void **state)
{
    (void)state;
    for (size_t row = 0; row < tsv_rows(fields); row++) {
        if (strcmp(tsv_cell(fields, row, "class"), "open") == 0) continue;
        assert_true(tsv_cell(fields, row, "grade")[0] >= '3');
        assert_true(*tsv_cell(fields, row, "kind") != '\0');
    }
}

static const char *class_of(const char *table, const char *field)
{
    for (size_t row = 0; row < tsv_rows(fields); row++)
        if (strcmp(tsv_cell(fields, row, "table"), table) == 0 && strcmp(tsv_cell(fields, row, "field"), field) == 0)
            return tsv_cell(fields, row, "class");
    return NULL;
}

/* The columns of a command under the names that the table has. */
static void columns_agree(const char *command, const char *table, unsigned *compared)
{
    g_autoptr(table_t) answer = fixture_run(fixture, command, "1", NULL);
    for (size_t i = 0; i < table_column_count(answer); i++) {
        const struct column *column = table_column(answer, i);
        const char *class = class_of(table, column->id);
        if (class == NULL && column->secrecy != SECRECY_OPEN)
            fail_msg("%s: %s has a secrecy and is no field of %s", command, column->id, table);
        if (class == NULL) continue;
        if (strcmp(class, secrecy_name(column->secrecy)) != 0)
            fail_msg("%s: %s is shown as %s and listed as %s", command, column->id, secrecy_name(column->secrecy),
                     class);
        (*compared)++;
    }
}

static void commands_mask_what_is_listed(void **state)
{
    (void)state;
    unsigned compared = 0;
    columns_agree("subject.accounts", "account", &compared);
    columns_agree("subject.enquiries", "enquiry", &compared);
    columns_agree("subject.public", "public_record", &compared);
    columns_agree("subject.means", "measure", &compared);
    assert_true(compared >= 8);
    /* single values of the person: the fact's name, and the table whose value it is */
    static const struct {
        const char *fact, *table;
    } facts[] = { { "name", "name" }, { "identity", "identifier" }, { "phone", "contact" }, { "address", "address" } };
    g_autoptr(table_t) shown = fixture_run(fixture, "subject.show", "1", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
        const struct fact *fact = table_find_fact(shown, facts[i].fact);
        assert_non_null(fact);
        assert_string_equal(secrecy_name(fact->column.secrecy), class_of(facts[i].table, "value"));
    }
}

static void the_catalogue_can_be_asked(void **state)
{
    (void)state;
    g_autoptr(table_t) all = fixture_run(fixture, "field.list", NULL);
    assert_int_equal(table_row_count(all), tsv_rows(fields));
    g_autoptr(table_t) income = fixture_run(fixture, "field.list", "--class", "income", NULL);
    assert_int_equal(table_row_count(income), 1);
    assert_string_equal(fixture_cell(income, 0, "table")->text, "measure");
    g_autoptr(table_t) account = fixture_run(fixture, "field.list", "--table", "account", "--grade", "4", NULL);
    assert_true(table_row_count(account) > 3 && table_row_count(account) < 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_is_a_line_and_every_line_a_column),
        cmocka_unit_test(every_line_says_all),
        cmocka_unit_test(secrecy_and_grade_agree),
        cmocka_unit_test(commands_mask_what_is_listed),
        cmocka_unit_test(the_catalogue_can_be_asked),
    };
    return cmocka_run_group_tests_name("fields", tests, begin, end);
}
