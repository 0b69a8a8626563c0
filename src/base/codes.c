/* SPDX-License-Identifier: Apache-2.0 */
/* Code lists: every .tsv file of data/codes, read once, kept for the life of the program. */
#include "base/codes.h"

#include "base/data.h"
#include "base/tsv.h"

#include <string.h>

struct code {
    const char *group, *code, *zh, *en;
};

static struct {
    GHashTable *by_key; /* "GROUP\x1fcode" -> struct code * */
    GPtrArray *all;     /* struct code *, in file order */
} lists;

static void load_file(const char *relative)
{
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load(relative, &error); /* never freed: the labels point into it */
    if (!tsv) {
        g_warning("%s", error->message);
        return;
    }
    for (size_t row = 0; row < tsv_rows(tsv); row++) {
        struct code *code = g_new(struct code, 1);
        *code = (struct code){ tsv_cell(tsv, row, "group"), tsv_cell(tsv, row, "code"), tsv_cell(tsv, row, "zh"),
                               tsv_cell(tsv, row, "en") };
        g_ptr_array_add(lists.all, code);
        g_hash_table_insert(lists.by_key, g_strconcat(code->group, "\x1f", code->code, NULL), code);
    }
    static GPtrArray *kept; /* so that leak checkers see the table is held */
    if (!kept) kept = g_ptr_array_new();
    g_ptr_array_add(kept, tsv);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gpointer load_all(gpointer unused)
{
    (void)unused;
    lists.by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    lists.all = g_ptr_array_new();
    g_autofree char *folder = data_path("codes");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    if (!dir) return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        if (g_str_has_suffix(name, ".tsv")) g_ptr_array_add(names, g_strconcat("codes/", name, NULL));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        load_file(g_ptr_array_index(names, i));
    return NULL;
}

static const struct code *find(const char *group, const char *code)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load_all, NULL);
    if (!group || !code) return NULL;
    for (;;) { /* the first of several groups that knows it */
        char key[128];
        const size_t length = strcspn(group, "|");
        g_snprintf(key, sizeof key, "%.*s\x1f%s", (int)length, group, code);
        const struct code *found = g_hash_table_lookup(lists.by_key, key);
        if (found || group[length] == '\0') return found;
        group += length + 1;
    }
}

/* Several codes in one cell: "credit_review,post_loan". There are few such lists, so each is kept once. */
static const char *label_list(const char *group, const char *codes, const char *language)
{
    g_auto(GStrv) words = g_strsplit(codes, ",", -1);
    g_autoptr(GString) labels = g_string_new(NULL);
    for (char **word = words; *word; word++) {
        const struct code *found = find(group, g_strstrip(*word));
        if (!found) return codes;
        if (labels->len) g_string_append(labels, g_strcmp0(language, "zh") == 0 ? "、" : ", ");
        g_string_append(labels, g_strcmp0(language, "zh") == 0 ? found->zh : found->en);
    }
    return g_intern_string(labels->str);
}

const char *codes_label(const char *group, const char *code, const char *language)
{
    const struct code *found = find(group, code);
    if (!found) return code && strchr(code, ',') ? label_list(group, code, language) : code ? code : "";
    const char *label = g_strcmp0(language, "zh") == 0 ? found->zh : found->en;
    return *label ? label : code;
}

bool codes_known(const char *group, const char *code)
{
    return find(group, code) != NULL;
}

void codes_each(const char *group, void (*each)(const char *, const char *, const char *, void *), void *data)
{
    find(group, "");
    for (guint i = 0; i < lists.all->len; i++) {
        const struct code *code = g_ptr_array_index(lists.all, i);
        if (strcmp(code->group, group) == 0) each(code->code, code->zh, code->en, data);
    }
}
