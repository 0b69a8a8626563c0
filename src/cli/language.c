/* SPDX-License-Identifier: Apache-2.0 */
/* One locale for the whole run (C.UTF-8: text in UTF-8, numbers and order plain); the language of messages is chosen by
 * LANGUAGE, which gettext looks at again when its catalogue counter moves. */
#include "cli/language.h"

#include "base/base.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "bureau"

/* glibc's own counter: a change tells gettext that what it has cached may be in another language. */
extern int _nl_msg_cat_cntr;

static bool speaks_chinese;

static void start_once(void)
{
    static bool started;
    if (started) return;
    started = true;
    if (setlocale(LC_ALL, "C.UTF-8") == NULL) setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    bindtextdomain(DOMAIN, data_locale_folder());
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

static const char *language_of_environment(void)
{
    static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value != NULL && *value != '\0') return g_str_has_prefix(value, "zh") ? "zh" : "en";
    }
    return "en";
}

bool language_set(const char *code)
{
    if (code == NULL) code = language_of_environment();
    bool chinese = strcmp(code, "zh") == 0;
    if (!chinese && strcmp(code, "en") != 0) return false;
    start_once();
    speaks_chinese = chinese;
    g_setenv("LANGUAGE", chinese ? "zh_CN" : "en", TRUE);
    ++_nl_msg_cat_cntr;
    return true;
}

const char *language_code(void)
{
    return speaks_chinese ? "zh" : "en";
}

const char *language_translate(const char *text)
{
    return text == NULL || *text == '\0' ? text : gettext(text);
}

/* ---- the catalogue read directly: for the language that is not spoken ----------------------------------------------
 */

struct catalogue_file {
    GMappedFile *file;
    const guint8 *bytes;
    size_t length;
    guint32 count, originals, translations;
};

static guint32 word_at(const struct catalogue_file *file, size_t offset)
{
    guint32 word = 0;
    if (offset + sizeof(word) <= file->length) memcpy(&word, file->bytes + offset, sizeof(word));
    return word;
}

static const char *string_at(const struct catalogue_file *file, guint32 table, guint32 index)
{
    guint32 length = word_at(file, table + 8 * (size_t)index);
    guint32 offset = word_at(file, table + 8 * (size_t)index + 4);
    if ((size_t)offset + length >= file->length || file->bytes[offset + length] != '\0') return "";
    return (const char *)file->bytes + offset;
}

static const struct catalogue_file *chinese_catalogue(void)
{
    static struct catalogue_file file;
    static bool tried;
    if (tried) return file.bytes != NULL ? &file : NULL;
    tried = true;
    g_autofree char *path = g_build_filename(data_locale_folder(), "zh_CN", "LC_MESSAGES", DOMAIN ".mo", NULL);
    file.file = g_mapped_file_new(path, FALSE, NULL);
    if (file.file == NULL) return NULL;
    file.bytes = (const guint8 *)g_mapped_file_get_contents(file.file);
    file.length = g_mapped_file_get_length(file.file);
    if (file.length < 28 || word_at(&file, 0) != 0x950412deu) {
        file.bytes = NULL;
        return NULL;
    }
    file.count = word_at(&file, 8);
    file.originals = word_at(&file, 12);
    file.translations = word_at(&file, 16);
    return &file;
}

const char *language_translate_to(const char *code, const char *text)
{
    if (text == NULL || *text == '\0' || strcmp(code, "zh") != 0) return text;
    const struct catalogue_file *file = chinese_catalogue();
    if (file == NULL) return text;
    guint32 low = 0, high = file->count;
    while (low < high) { /* originals are sorted as bytes */
        guint32 middle = low + (high - low) / 2;
        int order = strcmp(text, string_at(file, file->originals, middle));
        if (order == 0) {
            const char *found = string_at(file, file->translations, middle);
            return *found != '\0' ? found : text;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return text;
}
