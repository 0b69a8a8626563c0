/* SPDX-License-Identifier: Apache-2.0 */
/* Bindings in a list; the last of a context and key holds. A few hundred entries: looked through per key press in less
 * than it takes to read the key. */
#include "core/keymap.h"

#include <string.h>

struct binding {
    const char *context; /* interned */
    struct keystroke key;
    const char *command; /* interned; NULL: taken off by "unbind" */
};

struct keymap {
    GArray *bindings;
};

struct keymap *keymap_new(void)
{
    struct keymap *keymap = g_new0(struct keymap, 1);
    keymap->bindings = g_array_new(FALSE, FALSE, sizeof(struct binding));
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    if (keymap == NULL) return;
    g_array_unref(keymap->bindings);
    g_free(keymap);
}

void keymap_bind(struct keymap *keymap, const char *context, struct keystroke key, const char *command)
{
    struct binding binding = { g_intern_string(context), key, command != NULL ? g_intern_string(command) : NULL };
    for (guint i = 0; i < keymap->bindings->len; i++) {
        struct binding *old = &g_array_index(keymap->bindings, struct binding, i);
        if (old->context != binding.context || !keystroke_equal(old->key, key)) continue;
        *old = binding;
        return;
    }
    g_array_append_val(keymap->bindings, binding);
}

/* "grid:s": the context ends at the first colon, the key may be a colon itself. */
static bool bind_default(struct keymap *keymap, const char *word, const char *command)
{
    const char *colon = strchr(word, ':');
    struct keystroke key;
    if (colon == NULL || colon == word || !keystroke_parse(colon + 1, &key)) return false;
    g_autofree char *context = g_strndup(word, (gsize)(colon - word));
    keymap_bind(keymap, context, key, command);
    return true;
}

bool keymap_add_catalogue(struct keymap *keymap, const struct command *commands, size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        if (commands[i].keys == NULL) continue;
        g_auto(GStrv) words = g_strsplit(commands[i].keys, " ", -1);
        for (size_t k = 0; words[k] != NULL; k++) {
            if (*words[k] == '\0' || bind_default(keymap, words[k], commands[i].id)) continue;
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Command {1}: the key \"{2}\" is not known."),
                             N_("Write context:key, such as grid:s or global:C-p."), commands[i].id, words[k], NULL);
            return false;
        }
    }
    return true;
}

static bool fail_line(GError **error, const char *origin, size_t line, const char *word)
{
    g_autofree char *number = g_strdup_printf("%zu", line);
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1}, line {2}: \"{3}\" is not understood."),
                     N_("Lines are: bind CONTEXT KEY COMMAND, unbind CONTEXT KEY, or a comment that begins with #."),
                     origin, number, word, NULL);
    return false;
}

/* The words of a line without the empty ones. */
static GPtrArray *words_of(const char *line)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) pieces = g_strsplit_set(line, " \t\r", -1);
    for (size_t i = 0; pieces[i] != NULL; i++)
        if (*pieces[i] != '\0') g_ptr_array_add(words, g_strdup(pieces[i]));
    return words;
}

static bool parse_line(const char *text, const char *origin, size_t line, struct binding *binding, bool *empty,
                       GError **error)
{
    g_autoptr(GPtrArray) words = words_of(text);
    *empty = words->len == 0 || ((const char *)words->pdata[0])[0] == '#';
    if (*empty) return true;
    const char *verb = words->pdata[0];
    bool takes_off = strcmp(verb, "unbind") == 0;
    if (!takes_off && strcmp(verb, "bind") != 0) return fail_line(error, origin, line, verb);
    if (words->len != (takes_off ? 3u : 4u)) return fail_line(error, origin, line, text);
    if (!keystroke_parse(words->pdata[2], &binding->key)) return fail_line(error, origin, line, words->pdata[2]);
    binding->context = g_intern_string(words->pdata[1]);
    binding->command = NULL;
    if (takes_off) return true;
    const struct command *command = command_find(words->pdata[3]);
    if (command == NULL) return fail_line(error, origin, line, words->pdata[3]);
    binding->command = command->id;
    return true;
}

bool keymap_add_text(struct keymap *keymap, const char *text, const char *origin, GError **error)
{
    g_autoptr(GArray) read = g_array_new(FALSE, FALSE, sizeof(struct binding));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        struct binding binding;
        bool empty;
        if (!parse_line(lines[i], origin, i + 1, &binding, &empty, error)) return false;
        if (!empty) g_array_append_val(read, binding);
    }
    for (guint i = 0; i < read->len; i++) {
        const struct binding *binding = &g_array_index(read, struct binding, i);
        keymap_bind(keymap, binding->context, binding->key, binding->command);
    }
    return true;
}

bool keymap_add_user(struct keymap *keymap, GError **error)
{
    g_autofree char *path = g_build_filename(g_get_user_config_dir(), "bureau", "keys", NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) return true;
    return keymap_add_text(keymap, text, path, error);
}

/* Calls `each` for every word of `contexts`, in order, until one answers true. */
typedef bool (*context_visitor)(const struct keymap *keymap, const char *context, void *data);

static bool visit(const struct keymap *keymap, const char *contexts, context_visitor each, void *data)
{
    g_auto(GStrv) words = g_strsplit(contexts, " ", -1);
    for (size_t i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && each(keymap, g_intern_string(words[i]), data)) return true;
    return false;
}

struct search {
    struct keystroke key;
    const char *command;
    char *name;
    const char *contexts;
};

static bool find_in_context(const struct keymap *keymap, const char *context, void *data)
{
    struct search *search = data;
    for (guint i = 0; i < keymap->bindings->len; i++) {
        const struct binding *binding = &g_array_index(keymap->bindings, struct binding, i);
        if (binding->context != context || binding->command == NULL || !keystroke_equal(binding->key, search->key))
            continue;
        search->command = binding->command;
        return true;
    }
    return false;
}

const char *keymap_find(const struct keymap *keymap, const char *contexts, struct keystroke key)
{
    struct search search = { .key = key };
    visit(keymap, contexts, find_in_context, &search);
    return search.command;
}

/* A key counts only when no earlier context means something else by it. */
static bool key_in_context(const struct keymap *keymap, const char *context, void *data)
{
    struct search *search = data;
    for (guint i = 0; i < keymap->bindings->len; i++) {
        const struct binding *binding = &g_array_index(keymap->bindings, struct binding, i);
        if (binding->context != context || g_strcmp0(binding->command, search->command) != 0) continue;
        if (g_strcmp0(keymap_find(keymap, search->contexts, binding->key), search->command) != 0) continue;
        search->name = keystroke_format(binding->key);
        return true;
    }
    return false;
}

char *keymap_key_of(const struct keymap *keymap, const char *contexts, const char *command)
{
    struct search search = { .command = command, .contexts = contexts };
    visit(keymap, contexts, key_in_context, &search);
    return search.name;
}

char *keystroke_label(const char *name)
{
    if (name == NULL) return g_strdup("");
    if (strcmp(name, "Enter") == 0) return g_strdup("⏎");
    if (strcmp(name, "Escape") == 0) return g_strdup("Esc");
    if (g_str_has_prefix(name, "C-") && name[2] != '\0') {
        g_autofree char *upper = g_utf8_strup(name + 2, -1);
        return g_strconcat("^", upper, NULL);
    }
    if (g_str_has_prefix(name, "M-")) return g_strconcat("Alt+", name + 2, NULL);
    return g_strdup(name);
}
