/* SPDX-License-Identifier: Apache-2.0 */
/* Themes are data (data/themes): one line an ink or ground, with its colour in 256 and in 16 colours and its attributes
 * with and without colour. */
#include "paint/style.h"

#include "base/base.h"

#include <string.h>

struct line {
    int colour_256, colour_16;
    unsigned attributes, mono;
};

struct theme {
    char *name;
    struct line ink[INK_COUNT];
    struct line ground[GROUND_COUNT];
};

static const char *const ink_names[INK_COUNT] = {
    [INK_TEXT] = "text",       [INK_DIM] = "dim",       [INK_STRONG] = "strong", [INK_ACCENT] = "accent",
    [INK_GOOD] = "good",       [INK_WARN] = "warn",     [INK_BAD] = "bad",       [INK_MARK] = "mark",
    [INK_ON_TIME] = "on-time", [INK_LATE_1] = "late-1", [INK_LATE_2] = "late-2", [INK_LATE_3] = "late-3",
    [INK_NO_USE] = "no-use",   [INK_CLOSED] = "closed", [INK_BAND_1] = "band-1", [INK_BAND_2] = "band-2",
    [INK_BAND_3] = "band-3",   [INK_BAND_4] = "band-4", [INK_BAND_5] = "band-5",
};
static const char *const ground_names[GROUND_COUNT] = { "normal", "cursor", "marked", "header",
                                                        "bar",    "field",  "popup",  "danger" };
static const char ink_letters[INK_COUNT + 1] = "tdsagwbmn123ocuvxyz";

static const char *const names[] = { "dark", "light", "high-contrast", "mono", NULL };

const char *const *theme_names(void)
{
    return names;
}

char ink_letter(enum ink ink)
{
    return (unsigned)ink < INK_COUNT ? ink_letters[ink] : '?';
}

static int name_index(const char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0) return (int)i;
    return -1;
}

static bool parse_colour(const char *text, int most, int *colour)
{
    if (strcmp(text, "default") == 0) {
        *colour = -1;
        return true;
    }
    gint64 value;
    if (!g_ascii_string_to_signed(text, 10, 0, most, &value, NULL)) return false;
    *colour = (int)value;
    return true;
}

static bool parse_attributes(const char *text, unsigned *attributes)
{
    static const struct {
        const char *name;
        unsigned bit;
    } known[] = {
        { "bold", STYLE_BOLD }, { "underline", STYLE_UNDERLINE }, { "reverse", STYLE_REVERSE }, { "faint", STYLE_FAINT }
    };
    g_auto(GStrv) words = g_strsplit(text, "+", -1);
    *attributes = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], "-") == 0) continue;
        size_t k = 0;
        while (k < G_N_ELEMENTS(known) && strcmp(known[k].name, words[i]) != 0)
            k++;
        if (k == G_N_ELEMENTS(known)) return false;
        *attributes |= known[k].bit;
    }
    return true;
}

static bool parse_line(struct theme *theme, const struct tsv *file, size_t row)
{
    bool is_ink = strcmp(tsv_cell(file, row, "kind"), "ink") == 0;
    const char *name = tsv_cell(file, row, "name");
    int index = is_ink ? name_index(ink_names, INK_COUNT, name) : name_index(ground_names, GROUND_COUNT, name);
    struct line line;
    if (index < 0 || !parse_colour(tsv_cell(file, row, "colour256"), 255, &line.colour_256) ||
        !parse_colour(tsv_cell(file, row, "colour16"), 15, &line.colour_16) ||
        !parse_attributes(tsv_cell(file, row, "attributes"), &line.attributes) ||
        !parse_attributes(tsv_cell(file, row, "mono"), &line.mono))
        return false;
    if (is_ink)
        theme->ink[index] = line;
    else
        theme->ground[index] = line;
    return true;
}

struct theme *theme_load(const char *name, GError **error)
{
    if (name_index(names, G_N_ELEMENTS(names) - 1, name) < 0) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no theme \"{1}\"."),
                         N_("Themes: dark, light, high-contrast, mono."), name, NULL);
        return NULL;
    }
    g_autofree char *path = g_strdup_printf("themes/%s.tsv", name);
    g_autoptr(tsv_t) file = tsv_load(path, error);
    if (file == NULL) return NULL;
    struct theme *theme = g_new0(struct theme, 1);
    for (size_t i = 0; i < INK_COUNT; i++)
        theme->ink[i] = (struct line){ -1, -1, 0, 0 };
    for (size_t i = 0; i < GROUND_COUNT; i++)
        theme->ground[i] = (struct line){ -1, -1, 0, 0 };
    for (size_t row = 0; row < tsv_rows(file); row++) {
        if (parse_line(theme, file, row)) continue;
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Theme file {1}: the line of \"{2}\" is wrong."),
                         N_("A line has kind (ink, ground), name, two colours and two lists of attributes."), path,
                         tsv_cell(file, row, "name"), NULL);
        theme_free(theme);
        return NULL;
    }
    theme->name = g_strdup(name);
    return theme;
}

void theme_free(struct theme *theme)
{
    if (theme == NULL) return;
    g_free(theme->name);
    g_free(theme);
}

const char *theme_name(const struct theme *theme)
{
    return theme->name;
}

struct look theme_look(const struct theme *theme, enum depth depth, style_t style)
{
    unsigned ink = MIN(STYLE_INK(style), INK_COUNT - 1), ground = MIN(STYLE_GROUND(style), GROUND_COUNT - 1);
    const struct line *upper = &theme->ink[ink], *lower = &theme->ground[ground];
    unsigned own = style & (STYLE_BOLD | STYLE_UNDERLINE | STYLE_REVERSE | STYLE_FAINT);
    if (depth == DEPTH_MONO) return (struct look){ -1, -1, own | upper->mono | lower->mono };
    bool many = depth == DEPTH_256;
    int background = many ? lower->colour_256 : lower->colour_16;
    /* sixteen colours rarely have a fit ground: without one, it is shown as without colours */
    unsigned ground_attributes = !many && background < 0 ? lower->mono : lower->attributes;
    return (struct look){ many ? upper->colour_256 : upper->colour_16, background,
                          own | upper->attributes | ground_attributes };
}

enum ink ink_of_state(char state)
{
    // clang-format off
    switch (state) {
    case 'N': return INK_ON_TIME;
    case '1': return INK_LATE_1;
    case '2': return INK_LATE_2;
    case '3': case '4': case '5': case '6': case '7': case 'B': case 'Z': case 'D': case 'G': return INK_LATE_3;
    case 'C': return INK_CLOSED;
    default: return INK_NO_USE;
    }
    // clang-format on
}

enum ink ink_of_band(int index, int count)
{
    if (count <= 1) return INK_BAND_3;
    int step = CLAMP(index, 0, count - 1) * 4 / (count - 1);
    return (enum ink)(INK_BAND_1 + step);
}
