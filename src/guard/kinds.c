/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of data: the words a consent's scope is made of, and which kind a measure is of (data/law/kinds.tsv). The bits
 * are enum data_kind's; the table gives the words for people and the measures. A check at the door reads them, so the
 * table is taken in once. */
#include "guard/access.h"

#include <string.h>

enum { KINDS = 7, PREFIXES = 32, PLAIN = KIND_ALL & ~KIND_MEANS };

/* in the order of the bits */
static const char *const words[KINDS] = { "identity", "contact", "credit", "public", "means", "behaviour", "score" };

struct prefix {
    const char *text;
    unsigned kind;
};
static struct {
    size_t order[KINDS]; /* places of the bits as the table has them */
    size_t count;
    const char *en[KINDS], *zh[KINDS], *sensitive[KINDS], *cite[KINDS];
    struct prefix prefixes[PREFIXES];
    size_t prefix_count;
} table;

static int bit_of(const char *word, size_t length)
{
    for (int bit = 0; bit < KINDS; bit++)
        if (strlen(words[bit]) == length && strncmp(words[bit], word, length) == 0) return bit;
    return -1;
}

static void take_prefixes(const char *list, unsigned kind)
{
    g_auto(GStrv) all = g_strsplit(list, " ", -1);
    for (char **each = all; *each && table.prefix_count < PREFIXES; each++)
        if (**each) table.prefixes[table.prefix_count++] = (struct prefix){ g_intern_string(*each), kind };
}

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load("law/kinds.tsv", &error); /* kept: the words point into it */
    if (!tsv) g_warning("%s", error->message);
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++) {
        const char *code = tsv_cell(tsv, row, "code");
        const int bit = bit_of(code, strlen(code));
        if (bit < 0 || table.count == KINDS) continue;
        table.order[table.count++] = (size_t)bit;
        table.en[bit] = tsv_cell(tsv, row, "en");
        table.zh[bit] = tsv_cell(tsv, row, "zh");
        table.sensitive[bit] = tsv_cell(tsv, row, "sensitive");
        table.cite[bit] = tsv_cell(tsv, row, "cite");
        take_prefixes(tsv_cell(tsv, row, "measures"), 1u << bit);
    }
    return tsv;
}

static void need_table(void)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, load, NULL);
}

unsigned kinds_parse(const char *scope, char **unknown)
{
    unsigned kinds = 0;
    if (unknown) *unknown = NULL;
    for (const char *word = scope ? scope : ""; *word;) {
        word += strspn(word, ", ");
        const size_t length = strcspn(word, ", ");
        const int bit = bit_of(word, length);
        if (length == 3 && strncmp(word, "all", 3) == 0) {
            kinds |= PLAIN;
        } else if (bit >= 0) {
            kinds |= 1u << bit;
        } else if (length > 0) {
            if (unknown) *unknown = g_strndup(word, length);
            return 0;
        }
        word += length;
    }
    return kinds;
}

char *kinds_text(unsigned kinds)
{
    GString *text = g_string_new(NULL);
    if ((kinds & PLAIN) == PLAIN) {
        g_string_append(text, "all");
        kinds &= KIND_MEANS;
    }
    for (unsigned bit = 0; bit < KINDS; bit++)
        if (kinds & (1u << bit)) g_string_append_printf(text, "%s%s", text->len ? "," : "", words[bit]);
    return g_string_free(text, FALSE);
}

char *kinds_label(unsigned kinds, const char *language)
{
    const bool chinese = g_strcmp0(language, "zh") == 0;
    GString *text = g_string_new(NULL);
    need_table();
    for (size_t place = 0; place < table.count; place++) {
        const size_t bit = table.order[place];
        if (!(kinds & (1u << bit))) continue;
        if (text->len) g_string_append(text, chinese ? "、" : ", ");
        g_string_append(text, chinese ? table.zh[bit] : table.en[bit]);
    }
    return g_string_free(text, FALSE);
}

unsigned kind_of_measure(const char *measure)
{
    need_table();
    for (size_t i = 0; measure && i < table.prefix_count; i++)
        if (g_str_has_prefix(measure, table.prefixes[i].text)) return table.prefixes[i].kind;
    return KIND_MEANS;
}

/* "CN" of "CN-ZX" is in "CN,EU" */
static bool family_is_in(const char *profile, const char *families)
{
    char family[16];
    g_strlcpy(family, profile ? profile : "", sizeof family);
    family[strcspn(family, "-")] = '\0';
    return access_list_holds(families, family);
}

unsigned kinds_sensitive(const char *profile, const char **cite)
{
    unsigned kinds = 0;
    need_table();
    if (cite) *cite = "";
    for (unsigned bit = 0; bit < KINDS; bit++) {
        if (!table.sensitive[bit] || !family_is_in(profile, table.sensitive[bit])) continue;
        kinds |= 1u << bit;
        if (cite) *cite = table.cite[bit];
    }
    return kinds;
}

bool kind_is_sensitive(const char *profile, unsigned kind)
{
    return (kinds_sensitive(profile, NULL) & kind) != 0;
}
