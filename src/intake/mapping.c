/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a mapping: the sections and their keys. A word it does not know is an error that names it: a mapping that was
 * misspelt must never load half of a file in silence. */
#include "intake/mapping.h"
#include "intake/lawful.h"

#include <string.h>

static const struct field history_fields[HISTORY_FIELDS] = {
    [HISTORY_STATE] = { "state", FIELD_STATE, NULL, NULL, true },
    [HISTORY_BALANCE] = { "balance", FIELD_MONEY, NULL, NULL, false },
    [HISTORY_DUE] = { "due", FIELD_MONEY, NULL, NULL, false },
    [HISTORY_PAID] = { "paid", FIELD_MONEY, NULL, NULL, false },
    [HISTORY_PAST_DUE] = { "past_due", FIELD_MONEY, NULL, NULL, false },
};
static const struct field notice_field = { "notice", FIELD_DATE, NULL, NULL, false };
static const struct field month_field = { "month", FIELD_MONTH, NULL, NULL, true };
static const struct field subject_kind_field = { "kind", FIELD_CODE, NULL, "person enterprise", true };
static const struct field plain_kind_field = { "kind", FIELD_TEXT, NULL, NULL, true };

static void section_free(void *data)
{
    struct section *section = data;
    g_free(section->name);
    g_free(section->label);
    g_free(section);
}

static void skip_free(void *data)
{
    struct skip *skip = data;
    g_free(skip->column);
    g_hash_table_unref(skip->values);
    g_free(skip);
}

void mapping_free(struct mapping *mapping)
{
    if (!mapping) return;
    char **texts[] = { &mapping->path,        &mapping->name,       &mapping->title,     &mapping->title_zh,
                       &mapping->source_code, &mapping->source_en,  &mapping->source_zh, &mapping->source_kind,
                       &mapping->licence,     &mapping->legal_basis };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*texts[i]);
    g_hash_table_unref(mapping->empty);
    g_hash_table_unref(mapping->dropped);
    g_ptr_array_unref(mapping->skips);
    g_array_unref(mapping->keys);
    g_ptr_array_unref(mapping->sections);
    g_ptr_array_unref(mapping->rules);
    g_free(mapping);
}

static char *text_of(GKeyFile *file, const char *section, const char *key)
{
    char *text = g_key_file_get_value(file, section, key, NULL);
    return text ? g_strstrip(text) : NULL;
}

/* Every key of `section` must be among `allowed` (words separated by spaces). */
static bool only_keys(struct mapping *mapping, GKeyFile *file, const char *section, const char *allowed, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, section, NULL, NULL);
    g_auto(GStrv) words = g_strsplit(allowed, " ", -1);
    for (char **key = keys; keys && *key; key++)
        if (!g_strv_contains((const char *const *)words, *key))
            return mapping_wrong(mapping, section, *key, *key, allowed, error);
    return true;
}

static bool read_source(struct mapping *mapping, GKeyFile *file, GError **error)
{
    if (!only_keys(mapping, file, "mapping", "title title_zh", error) ||
        !only_keys(mapping, file, "source", "code name_en name_zh kind licence legal_basis reviewed anonymous", error))
        return false;
    mapping->title = text_of(file, "mapping", "title");
    mapping->title_zh = text_of(file, "mapping", "title_zh");
    mapping->source_code = text_of(file, "source", "code");
    mapping->source_en = text_of(file, "source", "name_en");
    mapping->source_zh = text_of(file, "source", "name_zh");
    mapping->source_kind = text_of(file, "source", "kind");
    mapping->licence = text_of(file, "source", "licence");
    mapping->legal_basis = text_of(file, "source", "legal_basis");
    if (!mapping->source_code || !*mapping->source_code)
        return mapping_wrong(mapping, "source", "code", "\"\"", "a short name of the furnisher", error);
    if (!mapping->source_en) mapping->source_en = g_strdup(mapping->source_code);
    if (!mapping->source_zh) mapping->source_zh = g_strdup(mapping->source_en);
    if (!mapping->title) mapping->title = g_strdup(mapping->source_en);
    if (!mapping->title_zh) mapping->title_zh = g_strdup(mapping->source_zh);
    static const char *const kinds[] = { "furnisher", "public", "enterprise", "personal", "internet", "sample", NULL };
    const char *kind = mapping->source_kind ? mapping->source_kind : "";
    if (!g_strv_contains(kinds, kind))
        return mapping_wrong(mapping, "source", "kind", kind, "furnisher public enterprise personal internet sample",
                             error);
    g_autofree char *anonymous = text_of(file, "source", "anonymous");
    mapping->anonymous = g_strcmp0(anonymous, "yes") == 0;
    if (anonymous && !mapping->anonymous && strcmp(anonymous, "no") != 0)
        return mapping_wrong(mapping, "source", "anonymous", anonymous, "yes no", error);
    g_autofree char *reviewed = text_of(file, "source", "reviewed");
    if (reviewed && !date_parse(reviewed, &mapping->reviewed))
        return mapping_wrong(mapping, "source", "reviewed", reviewed, "YYYY-MM-DD", error);
    return true;
}

static bool read_word(struct mapping *mapping, GKeyFile *file, const char *key, const char *allowed, int *choice,
                      GError **error)
{
    g_autofree char *text = text_of(file, "file", key);
    if (!text) return true;
    g_auto(GStrv) words = g_strsplit(allowed, " ", -1);
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0) return *choice = i, true;
    return mapping_wrong(mapping, "file", key, text, allowed, error);
}

static bool read_file_section(struct mapping *mapping, GKeyFile *file, GError **error)
{
    int encoding = 0, shape = 0, header = 0;
    if (!only_keys(mapping, file, "file", "shape encoding delimiter header observed empty", error) ||
        !read_word(mapping, file, "encoding", "auto utf-8 gb18030", &encoding, error) ||
        !read_word(mapping, file, "shape", "wide long", &shape, error) ||
        !read_word(mapping, file, "header", "yes no", &header, error))
        return false;
    mapping->encoding = (enum csv_encoding)encoding;
    mapping->wide = shape == 0;
    mapping->header = header == 0;
    g_autofree char *delimiter = text_of(file, "file", "delimiter");
    mapping->delimiter = ',';
    if (delimiter) {
        if (strcmp(delimiter, "tab") == 0)
            mapping->delimiter = '\t';
        else if (strlen(delimiter) == 1 && strchr(",;|:~^", *delimiter))
            mapping->delimiter = *delimiter;
        else
            return mapping_wrong(mapping, "file", "delimiter", delimiter, ", ; | : ~ ^ tab", error);
    }
    g_autofree char *observed = text_of(file, "file", "observed");
    if (observed && !month_parse(observed, &mapping->observed))
        return mapping_wrong(mapping, "file", "observed", observed, "YYYY-MM", error);
    g_autofree char *empty = text_of(file, "file", "empty");
    g_auto(GStrv) words = g_strsplit(empty ? empty : "", " ", -1);
    for (char **word = words; *word; word++)
        g_hash_table_add(mapping->empty, g_strdup(*word));
    return true;
}

static bool read_skips(struct mapping *mapping, GKeyFile *file, const char *section, bool only, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, section, NULL, NULL);
    for (char **key = keys; keys && *key; key++) {
        g_autofree char *text = text_of(file, section, *key);
        if (!*text) return mapping_wrong(mapping, section, *key, "\"\"", "VALUE VALUE ..., (empty)", error);
        struct skip *skip = g_new0(struct skip, 1);
        size_t length = strlen(*key);
        skip->column = (*key)[0] == '`' && length > 1 ? g_strndup(*key + 1, length - 2) : g_strdup(*key);
        skip->only = only;
        skip->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_ptr_array_add(mapping->skips, skip);
        g_auto(GStrv) words = g_strsplit(text, " ", -1);
        for (char **word = words; *word; word++)
            if (**word) g_hash_table_add(skip->values, g_strdup(strcmp(*word, "(empty)") == 0 ? "" : *word));
    }
    return true;
}

/* A field that the law forbids to collect is dropped and counted, with the column it would have come from. */
static void drop_field(struct mapping *mapping, GKeyFile *file, const char *section, const char *key)
{
    g_autofree char *text = text_of(file, section, key);
    char *bar = text ? strchr(text, '|') : NULL;
    mapping->prohibited++;
    if (!text) return;
    if (bar) *bar = '\0';
    g_strdelimit(text, "`", ' ');
    g_hash_table_add(mapping->dropped, g_strdup(g_strstrip(text)));
}

static void drop_section(struct mapping *mapping, GKeyFile *file, const char *name)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, name, NULL, NULL);
    const int before = mapping->prohibited;
    for (char **key = keys; keys && *key; key++)
        drop_field(mapping, file, name, *key);
    mapping->prohibited = before + 1;
}

static bool read_history(struct mapping *mapping, GKeyFile *file, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, "history", NULL, NULL);
    g_autofree char *list = mapping->wide ? text_of(file, "history", "months") : NULL;
    g_autoptr(GArray) months = list ? offsets_parse(list) : NULL;
    if (list && !months) return mapping_wrong(mapping, "history", "months", list, "0..-5, 0 -1 -2", error);
    for (char **key = keys; keys && *key; key++) {
        if (mapping->wide && strcmp(*key, "months") == 0) continue;
        if (!mapping->wide && strcmp(*key, "month") == 0) {
            if (!(mapping->month = rule_parse(mapping, file, "history", *key, &month_field, error))) return false;
            continue;
        }
        if (strcmp(*key, "notice") == 0) {
            if (!(mapping->notice = rule_parse(mapping, file, "history", *key, &notice_field, error))) return false;
            continue;
        }
        int at = 0;
        while (at < HISTORY_FIELDS && strcmp(history_fields[at].name, *key) != 0)
            at++;
        if (at == HISTORY_FIELDS)
            return mapping_wrong(mapping, "history", *key, *key,
                                 mapping->wide ? "months state balance due paid past_due notice"
                                               : "month state balance due paid past_due notice",
                                 error);
        struct rule *rule = mapping->history[at] =
            rule_parse(mapping, file, "history", *key, &history_fields[at], error);
        if (!rule) return false;
        if (!mapping->wide) continue;
        if (!rule->months && months) rule->months = g_array_ref(months);
        guint columns = rule->columns ? rule->columns->len : 1;
        if (!rule->months || (columns != rule->months->len && columns != 1))
            return mapping_wrong(mapping, "history", *key, *key, N_("as many columns as there are months"), error);
    }
    bool any = keys && *keys && (keys[1] || !mapping->notice); /* a notice alone is of the other facts */
    if (any && !mapping->history[HISTORY_STATE])
        return mapping_wrong(mapping, "history", "state", "\"\"", "COLUMN | codes NAME, COLUMN | days", error);
    if (any && !mapping->wide && !mapping->month)
        return mapping_wrong(mapping, "history", "month", "\"\"", "COLUMN | month yyyy-mm", error);
    if (any && !mapping->account) return mapping_wrong(mapping, "account", "number", "\"\"", "COLUMN", error);
    return true;
}

/* [contact.mobile] without a `kind` key: the label is the kind. */
static void kind_from_label(struct mapping *mapping, struct section *section)
{
    int at = fact_field(section->kind, "kind");
    if (at < 0 || section->rules[at] || !section->label) return;
    struct rule *rule = g_new0(struct rule, 1);
    rule->section = g_strdup(section->name);
    rule->key = g_strdup("kind");
    rule->field = &plain_kind_field;
    rule->source = RULE_CONSTANT;
    rule->constant = g_strdup(section->label);
    rule->multiply = rule->divide = 1;
    g_ptr_array_add(mapping->rules, rule);
    section->rules[at] = rule;
}

static char *field_names(enum fact_kind kind)
{
    GString *names = g_string_new(NULL);
    for (size_t i = 0; i < fact_forms[kind].count; i++)
        g_string_append_printf(names, "%s%s", i ? " " : "", fact_forms[kind].fields[i].name);
    return g_string_free(names, FALSE);
}

static bool read_section(struct mapping *mapping, GKeyFile *file, const char *name, enum fact_kind kind,
                         const char *label, GError **error)
{
    if (label && prohibited_field(label)) return drop_section(mapping, file, name), true;
    struct section *section = g_new0(struct section, 1);
    section->kind = kind;
    section->name = g_strdup(name);
    section->label = g_strdup(label);
    g_ptr_array_add(mapping->sections, section);
    if (kind == FACT_ACCOUNT) mapping->account = section;
    g_auto(GStrv) keys = g_key_file_get_keys(file, name, NULL, NULL);
    g_autofree char *allowed = field_names(kind);
    for (char **key = keys; keys && *key; key++) {
        int at = fact_field(kind, *key);
        if (at < 0 && prohibited_field(*key)) {
            drop_field(mapping, file, name, *key);
            continue;
        }
        if (at < 0) return mapping_wrong(mapping, name, *key, *key, allowed, error);
        section->rules[at] = rule_parse(mapping, file, name, *key, &fact_forms[kind].fields[at], error);
        if (!section->rules[at]) return false;
    }
    kind_from_label(mapping, section);
    if (kind == FACT_CONSENT && label && !codes_known("CONSENT_KIND", label) &&
        !g_key_file_has_key(file, name, "kind", NULL))
        return mapping_wrong(mapping, name, "kind", label, "CONSENT_KIND", error);
    for (size_t i = 0; i < fact_forms[kind].count; i++)
        if (fact_forms[kind].fields[i].required && !section->rules[i])
            return mapping_wrong(mapping, name, fact_forms[kind].fields[i].name, "\"\"",
                                 N_("a value: this key is needed"), error);
    return true;
}

/* The kind of facts a section is of. Answers false for [file] and the like, and FACT_KINDS + 1 for a name nobody knows.
 */
static bool is_fact_section(const char *name, enum fact_kind *kind)
{
    static const char *const known[] = { "mapping", "source", "file", "subject", "skip", "only", "history", NULL };
    if (g_strv_contains(known, name) || g_str_has_prefix(name, "codes.")) return false;
    const char *dot = strchr(name, '.');
    g_autofree char *table = g_strndup(name, dot ? (gsize)(dot - name) : strlen(name));
    *kind = fact_kind_from_name(table);
    /* a relation names another subject by the store's own number, which no furnisher knows */
    if (*kind >= FACT_KINDS || *kind == FACT_RELATION || (dot && !dot[1])) *kind = (enum fact_kind)(FACT_KINDS + 1);
    return true;
}

/* Before anything else is read: a misspelt [source] must not be told as a missing one. */
static bool only_sections(struct mapping *mapping, GKeyFile *file, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    enum fact_kind kind;
    for (char **group = groups; *group; group++) {
        if (!is_fact_section(*group, &kind) || kind < FACT_KINDS) continue;
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Mapping {1}: there is no section [{2}]."),
                         N_("Allowed here: {3}."), mapping->path, *group,
                         "mapping source file subject skip only person enterprise name identifier contact address "
                         "employment account history facility liability enquiry public_record measure consent "
                         "codes.NAME",
                         NULL);
        return false;
    }
    return true;
}

static bool read_sections(struct mapping *mapping, GKeyFile *file, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    enum fact_kind kind;
    for (char **group = groups; *group; group++) {
        if (!is_fact_section(*group, &kind)) continue;
        const char *dot = strchr(*group, '.');
        if (!read_section(mapping, file, *group, kind, dot ? dot + 1 : NULL, error)) return false;
    }
    return true;
}

static struct section *find_section(struct mapping *mapping, enum fact_kind kind, const char *label)
{
    for (guint i = 0; i < mapping->sections->len; i++) {
        struct section *section = mapping->sections->pdata[i];
        if (section->kind == kind && g_strcmp0(section->label, label) == 0) return section;
    }
    return NULL;
}

static bool read_subject(struct mapping *mapping, GKeyFile *file, GError **error)
{
    if (!only_keys(mapping, file, "subject", "kind key", error)) return false;
    if (!g_key_file_has_key(file, "subject", "kind", NULL)) g_key_file_set_value(file, "subject", "kind", "\"person\"");
    if (!(mapping->subject_kind = rule_parse(mapping, file, "subject", "kind", &subject_kind_field, error)))
        return false;
    g_autofree char *list = text_of(file, "subject", "key");
    g_auto(GStrv) words = g_strsplit_set(list ? list : "", " ,", -1);
    for (char **word = words; *word; word++) {
        if (!**word) continue;
        struct key key = { KEY_ROW, NULL };
        if (strcmp(*word, "account") == 0 && mapping->account)
            key = (struct key){ KEY_ACCOUNT, mapping->account };
        else if (strcmp(*word, "row") != 0) {
            struct section *section = find_section(mapping, FACT_IDENTIFIER, *word);
            key = (struct key){ KEY_IDENTIFIER, section };
            if (!section) key = (struct key){ KEY_CONTACT, find_section(mapping, FACT_CONTACT, *word) };
            if (!key.section)
                return mapping_wrong(mapping, "subject", "key", *word,
                                     "row, account, NAME ([identifier.NAME], [contact.NAME])", error);
        }
        g_array_append_val(mapping->keys, key);
    }
    if (mapping->keys->len == 0)
        return mapping_wrong(mapping, "subject", "key", "\"\"",
                             "row, account, NAME ([identifier.NAME], [contact.NAME])", error);
    return true;
}

/* No retention and no consent holds for a source that names nobody, so it may name nobody: a number of the source's own
 * (client) is no name. */
static bool names_nobody(struct mapping *mapping, GError **error)
{
    for (guint i = 0; mapping->anonymous && i < mapping->sections->len; i++) {
        const struct section *section = mapping->sections->pdata[i];
        const bool names = section->kind == FACT_NAME || section->kind == FACT_CONTACT ||
                           section->kind == FACT_ADDRESS || section->kind == FACT_EMPLOYMENT ||
                           (section->kind == FACT_IDENTIFIER && !g_str_has_prefix(section->label, "client"));
        if (!names) continue;
        bureau_error_set(error, BUREAU_ERROR_INPUT,
                         N_("The mapping {1} says that its source names nobody, and names somebody in [{2}]."),
                         N_("Leave out `anonymous = yes`, or the section. Nothing was changed."), mapping->name,
                         section->name, NULL);
        return false;
    }
    return true;
}

struct mapping *mapping_parse(const char *path, const char *text, size_t length, GError **error)
{
    g_autoptr(mapping_t) mapping = g_new0(struct mapping, 1);
    mapping->path = g_strdup(path);
    g_autofree char *base = g_path_get_basename(path);
    mapping->name =
        g_str_has_suffix(base, ".mapping") ? g_strndup(base, strlen(base) - strlen(".mapping")) : g_strdup(base);
    mapping->observed = MONTH_NONE;
    mapping->reviewed = DATE_NONE;
    mapping->empty = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    mapping->dropped = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    mapping->skips = g_ptr_array_new_with_free_func(skip_free);
    mapping->keys = g_array_new(FALSE, FALSE, sizeof(struct key));
    mapping->sections = g_ptr_array_new_with_free_func(section_free);
    mapping->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) cause = NULL;
    if (!g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, &cause)) {
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The mapping {1} cannot be read: {2}"),
                         N_("See doc/mappings.md for how a mapping is written."), path, cause->message, NULL);
        return NULL;
    }
    if (!only_sections(mapping, file, error) || !read_source(mapping, file, error) ||
        !read_file_section(mapping, file, error) || !read_skips(mapping, file, "skip", false, error) ||
        !read_skips(mapping, file, "only", true, error) || !read_sections(mapping, file, error) ||
        !read_history(mapping, file, error) || !read_subject(mapping, file, error) || !names_nobody(mapping, error))
        return NULL;
    return g_steal_pointer(&mapping);
}

struct mapping *mapping_load(const char *name, GError **error)
{
    bool is_path = strchr(name, '/') || g_str_has_suffix(name, ".mapping");
    g_autofree char *relative = g_strconcat("mappings/", name, ".mapping", NULL);
    g_autofree char *path = is_path ? g_strdup(name) : data_path(relative);
    g_autofree char *text = NULL;
    size_t length;
    g_autoptr(GError) cause = NULL;
    if (!folder_read_named(path, &text, &length, &cause)) {
        if (is_path)
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("The mapping {1} cannot be read: {2}"),
                             N_("Check the name and the rights of the file."), path, cause->message, NULL);
        else
            bureau_error_set(error, BUREAU_ERROR_INPUT, N_("There is no mapping {1}."),
                             N_("`bureau intake mappings` lists the shipped ones; or give the path of your own."), name,
                             NULL);
        return NULL;
    }
    return mapping_parse(path, text, length, error);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *mapping_shipped(void)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folder = data_path("mappings");
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    const char *name;
    while (directory && (name = g_dir_read_name(directory)))
        if (g_str_has_suffix(name, ".mapping")) g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(paths, by_name);
    return paths;
}

static int column_of(const struct mapping *mapping, const struct csv_record *header, const char *name)
{
    if (!mapping->header) {
        char *end;
        gint64 number = g_ascii_strtoll(name, &end, 10);
        return *end || number < 1 || number > (gint64)header->count ? -1 : (int)number - 1;
    }
    for (size_t i = 0; i < header->count; i++) {
        g_autofree char *title = g_strstrip(g_strdup(header->field[i]));
        if (strcmp(title, name) == 0) return (int)i;
    }
    return -1;
}

static bool missing_column(const struct mapping *mapping, const char *section, const char *key, const char *column,
                           GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_INPUT,
                     N_("The file has no column {1}, which the mapping {2} needs for [{3}] {4}."),
                     N_("Correct the column's name in the mapping, or load the file this mapping was written for. "
                        "Nothing was changed."),
                     column, mapping->name, section, key, NULL);
    return false;
}

bool mapping_bind(struct mapping *mapping, const struct csv_record *header, GError **error)
{
    for (guint i = 0; i < mapping->rules->len; i++) {
        struct rule *rule = mapping->rules->pdata[i];
        for (guint column = 0; rule->columns && column < rule->columns->len; column++) {
            rule->index[column] = column_of(mapping, header, rule->columns->pdata[column]);
            if (rule->index[column] < 0)
                return missing_column(mapping, rule->section, rule->key, rule->columns->pdata[column], error);
        }
    }
    for (guint i = 0; i < mapping->skips->len; i++) {
        struct skip *skip = mapping->skips->pdata[i];
        skip->index = column_of(mapping, header, skip->column);
        if (skip->index < 0)
            return missing_column(mapping, skip->only ? "only" : "skip", skip->column, skip->column, error);
    }
    return true;
}
