/* SPDX-License-Identifier: Apache-2.0 */
/* Text as pages. Everything is laid out into lines first, with the places where a page must not end; then pages are
 * cut, so that each foot knows how many there are; then they are drawn, into memory: nothing of a letter lies in a file
 * that nobody asked for. Nothing of the moment of printing goes in: the same text and page give the same bytes. */
#include "letter/print_fonts.h"

#include <cairo-pdf.h>
#include <string.h>

/* A4 in points, and what of it is written on. */
#define PAGE_WIDTH    595.276
#define PAGE_HEIGHT   841.89
#define MARGIN_SIDE   70.0
#define MARGIN_TOP    72.0
#define MARGIN_BOTTOM 78.0
#define BODY          10.5
#define HEADING       15.0
#define SMALL         7.5
#define INDENT        5.0 /* a blank at the beginning of a line */
#define LEADING       1.25
#define GAP           0.7 /* an empty line, in parts of the body's size */
/* A paragraph longer than this is laid out in pieces: a megabyte without a break would take minutes. */
#define PIECE 3000

enum row_kind { ROW_LINE, ROW_GAP, ROW_RULE, ROW_PAGE };
/* What stands below what on a page. */
struct row {
    enum row_kind kind;
    PangoLayoutLine *line; /* of one of the layouts */
    double x, height, baseline;
    bool glued; /* no page ends after it */
};

struct print {
    const struct print_page *page;
    struct print_fonts fonts;
    GPtrArray *layouts; /* they keep the words of their lines, which go into the file for whoever searches it */
    GArray *rows;       /* struct row */
    GArray *first;      /* guint: the first row of each page */
    bool headed;        /* the title was met */
};

/* ---- lines --------------------------------------------------------------------------------------------------------
 */

/* Bytes of a mark that begins an entry of a list: "(1) ", "- ", "12. ", "一、". 0: none. */
static size_t marker_length(const char *text)
{
    const char *at = text;
    if (*at == '-') return at[1] == ' ' ? 2 : 0;
    const bool round = *at == '(';
    if (round) at++;
    const char *digits = at;
    while (g_ascii_isdigit(*at))
        at++;
    if (at > digits && at - digits <= 4)
        return (*at == (round ? ')' : '.')) && at[1] == ' ' ? (size_t)(at + 2 - text) : 0;
    if (*text == '\0') return 0;
    const char *next = g_utf8_next_char(text);
    g_autofree char *numeral = g_strndup(text, (gsize)(next - text));
    return strstr("一二三四五六七八九十", numeral) != NULL && g_str_has_prefix(next, "、")
               ? (size_t)(next - text) + strlen("、")
               : 0;
}

static double text_points(const struct print *print, const char *text, size_t length)
{
    g_autofree char *part = g_strndup(text, length);
    PangoLayout *layout = print_layout(&print->fonts, part, BODY, false);
    int width;
    pango_layout_get_size(layout, &width, NULL);
    g_object_unref(layout);
    return (double)width / PANGO_SCALE;
}

/* No paragraph leaves its first line alone at a foot, nor its last one alone at a head. Lines are equally high wherever
 * they stand, which the spacing of a layout does not do for the last one. */
static void add_rows(struct print *print, PangoLayout *layout, double x, bool keep)
{
    const int count = pango_layout_get_line_count(layout);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    for (int i = 0; i < count; i++, pango_layout_iter_next_line(at)) {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(at, NULL, &logical);
        const double height = (double)logical.height / PANGO_SCALE;
        const double above = (double)(pango_layout_iter_get_baseline(at) - logical.y) / PANGO_SCALE;
        struct row row = { .kind = ROW_LINE,
                           .line = pango_layout_iter_get_line_readonly(at),
                           .x = x + (double)logical.x / PANGO_SCALE,
                           .height = height * LEADING,
                           .baseline = above + height * (LEADING - 1) / 2,
                           .glued = (i + 1 < count && (i == 0 || i + 2 == count)) || (keep && i + 1 == count) };
        g_array_append_val(print->rows, row);
    }
    pango_layout_iter_free(at);
}

static void add_plain(struct print *print, enum row_kind kind, double height, bool glued)
{
    struct row row = { .kind = kind, .height = height, .glued = glued };
    g_array_append_val(print->rows, row);
}

/* A line of the text: its blanks are an indent, and what runs over hangs below the words and not below the mark. */
static void add_paragraph(struct print *print, const char *text, bool heading, bool keep)
{
    const size_t blanks = strspn(text, " ");
    const char *words = text + blanks;
    const double left = heading ? 0 : (double)MIN(blanks, 20) * INDENT;
    const bool title = heading && g_strcmp0(words, print->page->title) == 0;
    PangoLayout *layout = print_layout(&print->fonts, words, title ? HEADING : BODY, title);
    pango_layout_set_width(layout, (int)((PAGE_WIDTH - 2 * MARGIN_SIDE - left) * PANGO_SCALE));
    const size_t marker = heading ? 0 : marker_length(words);
    if (marker > 0) pango_layout_set_indent(layout, -(int)(text_points(print, words, marker) * PANGO_SCALE));
    if (heading) pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    print_fonts_note(&print->fonts, layout);
    add_rows(print, layout, MARGIN_SIDE + left, keep || heading);
    g_ptr_array_add(print->layouts, layout);
}

/* ---- the text -----------------------------------------------------------------------------------------------------
 */

/* A line that announces what follows stays with it, and so does the last but one (a name above a date). */
static bool announces(const char *line)
{
    return g_str_has_suffix(line, ":") || g_str_has_suffix(line, "：");
}

static void add_line(struct print *print, const char *line, bool heading, bool keep)
{
    const char *at = line;
    while (strlen(at) > PIECE) {
        const char *cut = g_utf8_find_prev_char(at, at + PIECE);
        g_autofree char *piece = g_strndup(at, (gsize)(cut - at));
        add_paragraph(print, piece, heading, false);
        at = cut;
    }
    add_paragraph(print, at, heading, keep);
}

static size_t last_words(char **lines)
{
    size_t last = 0;
    for (size_t i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '\0') last = i;
    return last;
}

/* Up to the title the lines are the head of the letter. */
static size_t title_line(char **lines, const char *title)
{
    for (size_t i = 0; title != NULL && lines[i] != NULL && i < 4; i++)
        if (strcmp(lines[i], title) == 0) return i + 1;
    return 0;
}

static void add_section(struct print *print, const char *section)
{
    g_auto(GStrv) lines = g_strsplit(section, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        char *clean = print_clean(lines[i], -1);
        g_free(lines[i]);
        lines[i] = g_strchomp(clean);
    }
    const size_t heading = print->headed ? 0 : title_line(lines, print->page->title);
    const size_t last = last_words(lines);
    print->headed = true;
    bool kept = false;
    for (size_t i = 0; i <= last && lines[i] != NULL; i++) {
        if (*lines[i] == '\0')
            add_plain(print, ROW_GAP, BODY * GAP, kept);
        else if (strcmp(lines[i], "---") == 0)
            add_plain(print, ROW_RULE, BODY, false);
        else {
            kept = announces(lines[i]) || (i + 1 == last);
            add_line(print, lines[i], i < heading, kept);
        }
    }
}

static void add_text(struct print *print, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_auto(GStrv) sections = g_strsplit(valid, "\f", -1);
    for (size_t i = 0; sections[i] != NULL; i++) {
        if (i > 0) add_plain(print, ROW_PAGE, 0, false);
        add_section(print, sections[i]);
    }
}

/* ---- pages --------------------------------------------------------------------------------------------------------
 */

/* The first row of the page after the one that begins at `from`. */
static guint page_end(const GArray *rows, guint from)
{
    const double room = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM;
    double filled = 0;
    guint good = from;
    for (guint i = from; i < rows->len; i++) {
        const struct row *row = &g_array_index(rows, struct row, i);
        if (row->kind == ROW_PAGE) return i + 1;
        if (i > from && filled + row->height > room) return good > from ? good : i;
        filled += row->height;
        if (!row->glued) good = i + 1;
    }
    return rows->len;
}

/* An empty line at the head of a page is none. */
static guint skip_gaps(const GArray *rows, guint at)
{
    while (at < rows->len && g_array_index(rows, struct row, at).kind == ROW_GAP)
        at++;
    return at;
}

static void cut_pages(struct print *print)
{
    guint at = 0;
    do {
        g_array_append_val(print->first, at);
        at = skip_gaps(print->rows, page_end(print->rows, at));
    } while (at < print->rows->len);
}

/* ---- drawing ------------------------------------------------------------------------------------------------------
 */

static void draw_small(struct print *print, cairo_t *cairo, const char *text, double y, bool right)
{
    g_autofree char *clean = print_clean(text, -1);
    PangoLayout *layout = print_layout(&print->fonts, clean, SMALL, false);
    pango_layout_set_width(layout, (int)((PAGE_WIDTH - 2 * MARGIN_SIDE) * PANGO_SCALE));
    pango_layout_set_height(layout, -1); /* one line, cut where it would run over */
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    print_fonts_note(&print->fonts, layout);
    cairo_move_to(cairo, MARGIN_SIDE, y);
    pango_cairo_show_layout(cairo, layout);
    g_object_unref(layout);
}

static void draw_rule(cairo_t *cairo, double y)
{
    cairo_set_line_width(cairo, 0.5);
    cairo_move_to(cairo, MARGIN_SIDE, y);
    cairo_line_to(cairo, PAGE_WIDTH - MARGIN_SIDE, y);
    cairo_stroke(cairo);
}

static void draw_foot(struct print *print, cairo_t *cairo, guint page)
{
    const struct print_page *about = print->page;
    g_autofree char *foot = g_strjoin(about->number && about->foot ? "    " : "", about->number ? about->number : "",
                                      about->foot ? about->foot : "", NULL);
    g_autofree char *count = g_strdup_printf("%u / %u", page + 1, print->first->len);
    const double y = PAGE_HEIGHT - MARGIN_BOTTOM + 24;
    draw_rule(cairo, y - 5);
    draw_small(print, cairo, foot, y, false);
    draw_small(print, cairo, count, y + 12, true);
    if (page > 0 && about->title != NULL) draw_small(print, cairo, about->title, MARGIN_TOP - 26, false);
}

static void draw_page(struct print *print, cairo_t *cairo, guint page)
{
    const guint from = g_array_index(print->first, guint, page);
    const guint end = page + 1 < print->first->len ? g_array_index(print->first, guint, page + 1) : print->rows->len;
    double y = MARGIN_TOP;
    for (guint i = from; i < end; i++) {
        const struct row *row = &g_array_index(print->rows, struct row, i);
        if (row->kind == ROW_LINE) {
            cairo_move_to(cairo, row->x, y + row->baseline);
            pango_cairo_show_layout_line(cairo, row->line);
        } else if (row->kind == ROW_RULE)
            draw_rule(cairo, y + row->height / 2);
        y += row->height;
    }
    draw_foot(print, cairo, page);
    cairo_show_page(cairo);
}

static cairo_status_t keep_bytes(void *data, const unsigned char *bytes, unsigned int length)
{
    g_byte_array_append(data, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

/* What the file says of itself: of the letter, so that it stays the same whenever it is printed. */
static void describe(cairo_surface_t *surface, const struct print_page *page)
{
    g_autoptr(GDateTime) made = g_date_time_new_from_unix_utc(page->made / 1000);
    g_autofree char *moment = made ? g_date_time_format(made, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    g_autofree char *title = g_strjoin(page->title && page->number ? " " : "", page->title ? page->title : "",
                                       page->number ? page->number : "", NULL);
    g_autofree char *clean = print_clean(title, -1);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, clean);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Bureau");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, moment ? moment : "1970-01-01T00:00:00Z");
}

static GByteArray *draw(struct print *print, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(keep_bytes, bytes, PAGE_WIDTH, PAGE_HEIGHT);
    describe(surface, print->page);
    cairo_t *cairo = cairo_create(surface);
    for (guint i = 0; i < print->first->len; i++)
        draw_page(print, cairo, i);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    const cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS) return g_steal_pointer(&bytes);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The pages could not be drawn: {1}."),
                     N_("See `bureau doctor`; the text of the letter is not touched."), cairo_status_to_string(status),
                     NULL);
    return NULL;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------
 */

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

static char *fonts_used(const struct print_fonts *fonts)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(fonts->used), by_name);
    g_autoptr(GString) list = g_string_new(NULL);
    for (GList *at = names; at != NULL; at = at->next)
        g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", (const char *)at->data);
    return g_string_free(g_steal_pointer(&list), FALSE);
}

GBytes *print_pdf(const char *text, const struct print_page *page, char **fonts, GError **error)
{
    struct print print = { .page = page };
    if (!print_fonts_begin(&print.fonts, page->language, error)) return NULL;
    print.layouts = g_ptr_array_new_with_free_func(g_object_unref);
    print.rows = g_array_new(FALSE, FALSE, sizeof(struct row));
    print.first = g_array_new(FALSE, FALSE, sizeof(guint));
    add_text(&print, text);
    cut_pages(&print);
    GByteArray *bytes = print_fonts_check(&print.fonts, error) ? draw(&print, error) : NULL;
    if (bytes != NULL && !print_fonts_check(&print.fonts, error)) /* head and foot have words of their own */
        g_clear_pointer(&bytes, g_byte_array_unref);
    if (fonts != NULL) *fonts = bytes != NULL ? fonts_used(&print.fonts) : NULL;
    g_array_unref(print.rows);
    g_ptr_array_unref(print.layouts);
    g_array_unref(print.first);
    print_fonts_end(&print.fonts);
    return bytes != NULL ? g_byte_array_free_to_bytes(bytes) : NULL;
}
