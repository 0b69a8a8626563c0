/* SPDX-License-Identifier: Apache-2.0 */
/* Which fonts a print takes, and which characters none of them has. A letter with boxes for the characters of a name is
 * worse than no letter: it is refused, and the refusal says which package helps. */
#include "config.h"

#include "letter/print_fonts.h"

#include "base/error_phrase.h"

#include <pango/pango.h>
#include <string.h>

#ifdef BUREAU_SANITIZED
/* fontconfig keeps 256 bytes a thread and never gives them back (2.14, at the first font that is opened). */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif

static void refuse(const char *scripts, const char *packages, GError **error)
{
    g_autofree char *names = g_strconcat(PHRASE_VERBATIM, scripts, NULL);
    g_autofree char *install = g_strconcat(PHRASE_VERBATIM, packages, NULL);
    bureau_error_set(error, BUREAU_ERROR_INPUT,
                     N_("It cannot be printed: no font of this machine has all its characters: {1}."),
                     N_("Install the fonts: apt-get install {2}"), names, install, NULL);
}

static bool no_fonts(const PangoFontMap *map)
{
    PangoFontFamily **families = NULL;
    int count = 0;
    pango_font_map_list_families((PangoFontMap *)map, &families, &count);
    g_free(families);
    return count == 0;
}

/* ---- scripts and their packages -----------------------------------------------------------------------------------
 */

static const char *script_of(gunichar c)
{
    static const char *const names[] = { "Hani", "Hani+", "Bopo", "Latn", "Grek", "Cyrl", "Zyyy", "Zinh",
                                         "Hira", "Kana",  "Hang", "Arab", "Tibt", "Mong", "Yiii" };
    const guint32 iso = g_unicode_script_to_iso15924(g_unichar_get_script(c));
    const char name[] = { (char)(iso >> 24), (char)(iso >> 16), (char)(iso >> 8), (char)iso, '\0' };
    if (strcmp(name, "Hani") == 0 && (c >= 0x20000 || (c >= 0x3400 && c <= 0x4dbf))) return "Hani+";
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], name) == 0) return names[i];
    return "*";
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

/* "汉字 (Chinese characters)": both languages, whoever reads it. */
static void name_missing(GHashTable *missing, char **scripts, char **packages)
{
    g_autoptr(GError) unread = NULL;
    g_autoptr(tsv_t) table = tsv_load("letters/scripts.tsv", &unread);
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(missing), by_name);
    g_autoptr(GString) said = g_string_new(NULL);
    g_autoptr(GString) install = g_string_new(NULL);
    for (GList *at = names; at != NULL; at = at->next)
        for (size_t i = 0; table != NULL && i < tsv_rows(table); i++) {
            if (strcmp(tsv_cell(table, i, "script"), at->data) != 0) continue;
            const char *package = tsv_cell(table, i, "package");
            g_string_append_printf(said, "%s%s (%s)", said->len > 0 ? ", " : "", tsv_cell(table, i, "zh"),
                                   tsv_cell(table, i, "en"));
            if (strstr(install->str, package) == NULL)
                g_string_append_printf(install, "%s%s", install->len > 0 ? " " : "", package);
        }
    *scripts = g_string_free(g_steal_pointer(&said), FALSE);
    *packages = g_string_free(g_steal_pointer(&install), FALSE);
}

bool print_fonts_check(const struct print_fonts *fonts, GError **error)
{
    if (g_hash_table_size(fonts->missing) == 0) return true;
    g_autofree char *scripts = NULL, *packages = NULL;
    name_missing(fonts->missing, &scripts, &packages);
    refuse(scripts, packages, error);
    return false;
}

/* ---- the fonts ----------------------------------------------------------------------------------------------------
 */

static char *read_families(GError **error)
{
    g_autoptr(tsv_t) table = tsv_load("letters/fonts.tsv", error);
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; table != NULL && i < tsv_rows(table); i++)
        g_string_append_printf(list, "%s,", tsv_cell(table, i, "family"));
    return table == NULL ? NULL : g_strconcat(list->str, "sans-serif", NULL);
}

/* Outlines as the font draws them: no hinting for a screen that is not there, so that no setting of it changes bytes.
 */
static void set_options(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
}

bool print_fonts_begin(struct print_fonts *fonts, const char *language, GError **error)
{
    *fonts = (struct print_fonts){ .families = read_families(error) };
    if (fonts->families == NULL) return false;
    fonts->map = pango_cairo_font_map_new();
    fonts->used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    fonts->missing = g_hash_table_new(g_str_hash, g_str_equal);
    if (no_fonts(fonts->map)) {
        g_hash_table_add(fonts->missing, (gpointer) "Hani");
        g_hash_table_add(fonts->missing, (gpointer) "Latn");
        print_fonts_check(fonts, error);
        print_fonts_end(fonts);
        return false;
    }
    pango_cairo_font_map_set_resolution((PangoCairoFontMap *)fonts->map, 72); /* a unit is a point */
    fonts->context = pango_font_map_create_context(fonts->map);
    pango_context_set_language(fonts->context,
                               pango_language_from_string(g_strcmp0(language, "zh") == 0 ? "zh-cn" : "en"));
    pango_context_set_round_glyph_positions(fonts->context, FALSE);
    set_options(fonts->context);
    return true;
}

void print_fonts_end(struct print_fonts *fonts)
{
    g_clear_object(&fonts->context);
    g_clear_object(&fonts->map);
    g_clear_pointer(&fonts->families, g_free);
    g_clear_pointer(&fonts->used, g_hash_table_unref);
    g_clear_pointer(&fonts->missing, g_hash_table_unref);
}

PangoLayout *print_layout(const struct print_fonts *fonts, const char *text, double points, bool bold)
{
    PangoLayout *layout = pango_layout_new(fonts->context);
    PangoFontDescription *description = pango_font_description_new();
    pango_font_description_set_family(description, fonts->families);
    pango_font_description_set_absolute_size(description, points * PANGO_SCALE);
    if (bold) pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    PangoAttrList *plain = pango_attr_list_new(); /* a hyphen in a broken address would be read as part of it */
    pango_attr_list_insert(plain, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, plain);
    pango_attr_list_unref(plain);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static void note_font(struct print_fonts *fonts, PangoFont *font)
{
    PangoFontDescription *description = font != NULL ? pango_font_describe(font) : NULL;
    const char *family = description != NULL ? pango_font_description_get_family(description) : NULL;
    if (family != NULL && !g_hash_table_contains(fonts->used, family)) g_hash_table_add(fonts->used, g_strdup(family));
    pango_font_description_free(description);
}

void print_fonts_note(struct print_fonts *fonts, PangoLayout *layout)
{
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    do {
        const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(at);
        if (run == NULL) continue;
        note_font(fonts, run->item->analysis.font);
        for (int i = 0; i < run->glyphs->num_glyphs; i++) {
            const PangoGlyph glyph = run->glyphs->glyphs[i].glyph;
            if (glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0)
                g_hash_table_add(fonts->missing, (gpointer)script_of(glyph & ~PANGO_GLYPH_UNKNOWN_FLAG));
        }
    } while (pango_layout_iter_next_run(at));
    pango_layout_iter_free(at);
}

char *print_clean(const char *text, gssize length)
{
    g_autofree char *clean = text_sanitise(text, length);
    g_auto(GStrv) parts = g_strsplit(clean, "\xef\xbf\xbd", -1);
    return g_strjoinv("?", parts);
}

/* Every template of letters in both languages, as it would be printed. */
char *print_fonts_missing(void)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(tsv_t) kinds = tsv_load("letters/kinds.tsv", &failed);
    struct print_fonts fonts;
    if (kinds == NULL || !print_fonts_begin(&fonts, "zh", &failed))
        return g_strdup(bureau_error_message_phrase(failed));
    for (size_t i = 0; i < 2 * tsv_rows(kinds); i++) {
        g_autofree char *file =
            g_strdup_printf("letters/%s/%s.txt", i % 2 == 0 ? "zh" : "en", tsv_cell(kinds, i / 2, "kind"));
        g_autofree char *template = data_read(file, NULL, NULL);
        g_autofree char *clean = template ? print_clean(template, -1) : g_strdup("");
        PangoLayout *layout = print_layout(&fonts, clean, 10, false);
        print_fonts_note(&fonts, layout);
        g_object_unref(layout);
    }
    g_autofree char *scripts = NULL, *packages = NULL;
    name_missing(fonts.missing, &scripts, &packages);
    const bool missing = g_hash_table_size(fonts.missing) > 0;
    print_fonts_end(&fonts);
    if (!missing) return NULL;
    g_autofree char *names = g_strconcat(PHRASE_VERBATIM, scripts, NULL);
    g_autofree char *install = g_strconcat(PHRASE_VERBATIM, packages, NULL);
    return phrase_make(N_("no font has {1}; letters cannot be printed (apt-get install {2})"), names, install, NULL);
}
