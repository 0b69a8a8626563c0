/* SPDX-License-Identifier: Apache-2.0 */
/* The list of commands: what must be true of every record. */
#include "check.h"
#include "cli/language.h"
#include "command/command.h"

#include <string.h>

static void test_ids_unique(void **state)
{
    (void)state;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < catalogue_size; i++)
        if (!g_hash_table_add(seen, (gpointer)catalogue[i].id))
            fail_msg("%s stands twice in the list", catalogue[i].id);
}

static void test_records_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        if (!command->title || !command->help || !command_roles(command))
            fail_msg("%s lacks title, help or roles", command->id);
        const bool screen = command->flags & COMMAND_WORKSTATION;
        if (screen == (command->run != NULL)) fail_msg("%s must either run or be the workstation's", command->id);
        if ((command->flags & COMMAND_DANGER) && !command->confirm)
            fail_msg("%s is dangerous and asks nothing", command->id);
        if ((command->needs & NEEDS_PURPOSE) && !(command->needs & NEEDS_STORE))
            fail_msg("%s needs a purpose but no store", command->id);
        bool optional = false;
        for (const struct argument *a = command->arguments; a && a->name; a++) {
            if (a->flags & ARGUMENT_OPTION) continue;
            if ((a->flags & ARGUMENT_REQUIRED) && optional)
                fail_msg("%s: %s is required after an optional one", command->id, a->name);
            optional |= !(a->flags & ARGUMENT_REQUIRED);
        }
    }
}

/* "context:key" -> is it a function key? */
static bool is_function_key(const char *key)
{
    return key[0] == 'F' && key[1] >= '0' && key[1] <= '9';
}

static void keys_tested(void **state)
{
    (void)state;
    g_autoptr(GHashTable) bound = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < catalogue_size; i++) {
        if (!catalogue[i].keys) continue;
        g_auto(GStrv) keys = g_strsplit(catalogue[i].keys, " ", -1);
        bool function_key = false, twin = false;
        for (char **key = keys; *key; key++) {
            const char *colon = strchr(*key, ':');
            if (!colon || !colon[1]) fail_msg("%s: the key %s has no context", catalogue[i].id, *key);
            const char *owner = g_hash_table_lookup(bound, *key);
            if (owner) fail_msg("%s is bound to %s and to %s", *key, owner, catalogue[i].id);
            g_hash_table_insert(bound, g_strdup(*key), (gpointer)catalogue[i].id);
            if (is_function_key(colon + 1))
                function_key = true;
            else
                twin = true;
        }
        if (function_key && !twin) fail_msg("%s has a function key and no other", catalogue[i].id);
    }
}

static void check_chinese(const char *id, const char *text)
{
    if (!text || !*text) return;
    const char *chinese = language_translate(text);
    if (strcmp(chinese, text) == 0) fail_msg("%s: \"%s\" has no Chinese", id, text);
}

static void test_every_string_translated(void **state)
{
    (void)state;
    language_set("zh");
    for (size_t i = 0; i < catalogue_size; i++) {
        const struct command *command = &catalogue[i];
        check_chinese(command->id, command->title);
        check_chinese(command->id, command->help);
        check_chinese(command->id, command->label);
        check_chinese(command->id, command->confirm);
        check_chinese(command->id, command->hint);
        for (const struct argument *a = command->arguments; a && a->name; a++)
            check_chinese(command->id, a->help);
    }
    language_set("en");
}

static void test_found_by_words(void **state)
{
    (void)state;
    size_t used;
    assert_string_equal(command_match((const char *[]){ "dispute", "open", "12" }, 3, &used)->id, "dispute.open");
    assert_int_equal(used, 2);
    assert_string_equal(command_match((const char *[]){ "search", "show" }, 2, &used)->id, "search");
    assert_int_equal(used, 1);
    assert_string_equal(command_match((const char *[]){ "dispute.open" }, 1, &used)->id, "dispute.open");
    assert_null(command_match((const char *[]){ "dispute" }, 1, &used));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_unique),     cmocka_unit_test(test_records_whole),
        cmocka_unit_test(keys_tested),         cmocka_unit_test(test_every_string_translated),
        cmocka_unit_test(test_found_by_words),
    };
    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
