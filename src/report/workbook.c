/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a workbook: begun in a private folder, closed, flushed, renamed; cancelled without a trace. */
#include "report/workbook.h"
#include "report/proof.h"
#include "subject/shown.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool workbook_check(lxw_error code, GError **error)
{
    if (code == LXW_NO_ERROR) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The workbook cannot be written: {1}"),
                     N_("See whether the disk is full, then export again."), lxw_strerror(code), NULL);
    return false;
}

const char *workbook_word(const struct workbook *workbook, const char *text)
{
    if (text == NULL || text[0] == '\0') return "";
    return workbook->translate != NULL ? workbook->translate(text) : text;
}

static void free_made(gpointer data)
{
    struct made_sheet *made = data;
    g_free(made->name);
    g_free(made);
}

static lxw_format *header_format(struct workbook *workbook)
{
    lxw_format *format = workbook_add_format(workbook->book);
    format_set_bold(format);
    format_set_bg_color(format, 0xDDE6F0);
    format_set_bottom(format, LXW_BORDER_THIN);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    return format;
}

static void make_formats(struct workbook *workbook)
{
    workbook->header = header_format(workbook);
    workbook->header_text = header_format(workbook);
    format_set_indent(workbook->header_text, 1);
    /* a text beside a number that ends at its right edge needs air */
    workbook->text = workbook_add_format(workbook->book);
    format_set_indent(workbook->text, 1);
    workbook->label = workbook_add_format(workbook->book);
    format_set_bold(workbook->label);
    format_set_align(workbook->label, LXW_ALIGN_VERTICAL_TOP);
    workbook->title = workbook_add_format(workbook->book);
    format_set_bold(workbook->title);
    format_set_font_size(workbook->title, 14);
    workbook->mono = workbook_add_format(workbook->book);
    format_set_font_name(workbook->mono, "Consolas");
    format_set_num_format(workbook->mono, "@");
    workbook->wrap = workbook_add_format(workbook->book);
    format_set_text_wrap(workbook->wrap);
    format_set_align(workbook->wrap, LXW_ALIGN_VERTICAL_TOP);
}

lxw_format *workbook_format(struct workbook *workbook, const char *number)
{
    g_autofree char *key = g_strconcat(workbook->left ? "left " : "", number, NULL);
    lxw_format *format = g_hash_table_lookup(workbook->formats, key);
    if (format != NULL) return format;
    format = workbook_add_format(workbook->book);
    format_set_num_format(format, number);
    if (workbook->left) {
        format_set_align(format, LXW_ALIGN_LEFT);
        format_set_indent(format, 1);
    }
    g_hash_table_insert(workbook->formats, g_steal_pointer(&key), format);
    return format;
}

static struct workbook *begin(const char *path, bool replace, struct session *session, const char *language,
                              const char *(*translate)(const char *), GError **error)
{
    g_autoptr(workbook_t) workbook = g_new0(struct workbook, 1);
    workbook->begun = session_now(session);
    workbook->session = session;
    workbook->translate = translate;
    workbook->language = g_strdup(language);
    workbook->formats = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    workbook->made = g_ptr_array_new_with_free_func(free_made);
    if (!place_open(&workbook->place, path, replace, error)) return NULL;
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = workbook->place.folder };
    workbook->book = workbook_new_opt(workbook->place.file, &options);
    if (workbook->book == NULL) {
        workbook_check(LXW_ERROR_MEMORY_MALLOC_FAILED, error);
        return NULL;
    }
    make_formats(workbook);
    workbook->watermark = watermark_make(workbook);
    return g_steal_pointer(&workbook);
}

struct workbook *report_workbook_new(const char *path, struct session *session, const char *language,
                                     const char *(*translate)(const char *), GError **error)
{
    return begin(path, false, session, language, translate, error);
}

struct workbook *report_workbook_new_over(const char *path, struct session *session, const char *language,
                                          const char *(*translate)(const char *), GError **error)
{
    return begin(path, true, session, language, translate, error);
}

void report_workbook_set_command(struct workbook *workbook, const char *command)
{
    workbook->command = command;
}

void report_workbook_cancel(struct workbook *workbook)
{
    if (workbook == NULL) return;
    if (workbook->book != NULL) lxw_workbook_free(workbook->book);
    place_clear(&workbook->place);
    g_clear_pointer(&workbook->formats, g_hash_table_unref);
    g_clear_pointer(&workbook->made, g_ptr_array_unref);
    g_clear_pointer(&workbook->shown, dossier_free);
    g_free(workbook->language);
    g_free(workbook->watermark);
    g_free(workbook);
}

/* ---- names of sheets ---- */

static bool is_taken(const struct workbook *workbook, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    for (guint index = 0; index < workbook->made->len; index++) {
        const struct made_sheet *made = g_ptr_array_index(workbook->made, index);
        g_autofree char *other = g_utf8_casefold(made->name, -1);
        if (strcmp(folded, other) == 0) return true;
    }
    /* Excel keeps this name for itself and calls a file that uses it damaged. */
    return g_ascii_strcasecmp(name, "History") == 0;
}

/* Cut to the 31 units that Excel allows, with `suffix` kept whole. */
static char *name_with(const char *name, const char *suffix)
{
    glong most = 31 - (glong)strlen(suffix), units = 0;
    const char *end = name;
    for (; *end != '\0'; end = g_utf8_next_char(end)) {
        units += g_utf8_get_char(end) > 0xFFFF ? 2 : 1;
        if (units > most) break;
    }
    g_autofree char *cut = g_strndup(name, (gsize)(end - name));
    g_strchomp(cut);
    return g_strconcat(cut, suffix, NULL);
}

/* A legal name that no other sheet has. */
static char *legal_name(const struct workbook *workbook, const char *name)
{
    g_autofree char *clean = text_sanitise(name, -1);
    g_strdelimit(clean, "[]:*?/\\'", ' ');
    g_strstrip(clean);
    g_autofree char *base = g_strdup(clean[0] != '\0' ? clean : "Sheet");
    char *found = name_with(base, "");
    for (int number = 2; is_taken(workbook, found); number++) {
        g_autofree char *suffix = g_strdup_printf(" (%d)", number);
        g_free(found);
        found = name_with(base, suffix);
    }
    return found;
}

lxw_worksheet *workbook_page(struct workbook *workbook, const char *name, GError **error)
{
    if (session_is_cancelled(workbook->session, error)) return NULL;
    struct made_sheet *made = g_new0(struct made_sheet, 1);
    made->name = legal_name(workbook, name);
    made->lines = -1;
    g_ptr_array_add(workbook->made, made);
    lxw_worksheet *page = workbook_add_worksheet(workbook->book, made->name);
    if (page == NULL) workbook_check(LXW_ERROR_CREATING_TMPFILE, error);
    return page != NULL && watermark_page(workbook, page, error) ? page : NULL;
}

void workbook_count_row(struct workbook *workbook)
{
    struct made_sheet *made = g_ptr_array_index(workbook->made, workbook->made->len - 1);
    made->rows++;
    workbook->rows++;
}

/* ---- the end ---- */

bool report_workbook_add_table(struct workbook *workbook, const char *name, const struct table *table, GError **error)
{
    bool both = table_column_count(table) > 0 && table_fact_count(table) > 0;
    if (table_fact_count(table) > 0) {
        g_autofree char *facts = g_strdup_printf("%s (%s)", name, workbook_word(workbook, N_("facts")));
        if (!sheet_facts(workbook, both ? facts : name, table, error)) return false;
    }
    if (table_column_count(table) == 0) return true;
    g_auto(sheet_t) sheet = { 0 };
    if (!sheet_begin(&sheet, workbook, name, table_column(table, 0), table_column_count(table), error)) return false;
    for (size_t row = 0; row < table_row_count(table); row++)
        if (!sheet_row(&sheet, table_row(table, row), error)) return false;
    return sheet_end(&sheet, error);
}

static bool read_back(const struct workbook *workbook, GError **error)
{
    g_autofree int64_t *lines = g_new(int64_t, workbook->made->len);
    for (guint index = 0; index < workbook->made->len; index++)
        lines[index] = ((const struct made_sheet *)g_ptr_array_index(workbook->made, index))->lines;
    return proof_workbook(workbook->place.file, lines, workbook->made->len, error);
}

/* libxlsxwriter 1.1.4 tells a full disk on standard error, before it answers the code from which our own message comes,
 * and has no way to be told not to; on a full-screen terminal its lines would lie over the screen. So standard error
 * leads nowhere while a book is closed: for the whole program, for as long as one file takes to be zipped. When it
 * cannot be turned aside the book is closed all the same. The stream is not buffered: nothing waits in it. */
static lxw_error close_quietly(lxw_workbook *book)
{
    static GMutex one_at_a_time;
    g_mutex_lock(&one_at_a_time);
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int nowhere = kept >= 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    bool quiet = nowhere >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
    lxw_error code = workbook_close(book);
    if (quiet) dup2(kept, STDERR_FILENO);
    if (nowhere >= 0) close(nowhere);
    if (kept >= 0) close(kept);
    g_mutex_unlock(&one_at_a_time);
    return code;
}

static bool leave_recorded(struct workbook *workbook, int64_t *report, char **digest, GError **error)
{
    struct session *session = workbook->session;
    if (!guard_act_begin(session, workbook->command, NULL, error)) return false;
    session->audited_subject = workbook->about_subject;
    const bool placed = place_commit(&workbook->place, digest, error);
    *report = placed ? report_record(session, workbook->shown, "workbook", NULL, *digest, error) : 0;
    g_autofree char *note = g_strdup_printf("report=%" G_GINT64_FORMAT, *report);
    if (*report == 0)
        guard_act_rollback(session);
    else if (guard_act_commit(session, workbook->command, note, error))
        return true;
    if (placed) {
        folder_as_person();
        unlink(workbook->place.target); /* nothing leaves without its record */
        folder_as_program();
    }
    return false;
}

/* The report of a person's file lies in its place and is in the register of reports, or neither. A look at an earlier
 * day is a report that leaves today. */
static bool leave(struct workbook *workbook, char **digest, GError **error)
{
    struct session *session = workbook->session;
    if (workbook->shown == NULL) return place_commit(&workbook->place, digest, error);
    const struct date as_of = session->as_of;
    session->as_of = DATE_NONE;
    const bool done = leave_recorded(workbook, workbook->report, digest, error);
    session->as_of = as_of;
    return done;
}

char *report_workbook_finish(struct workbook *workbook_given, int64_t *rows, int64_t *sheets, GError **error)
{
    g_autoptr(workbook_t) workbook = workbook_given;
    g_autofree char *digest = NULL;
    if (!sheet_about(workbook, error)) return NULL;
    if (session_is_cancelled(workbook->session, error)) return NULL;
    *rows = workbook->rows;
    *sheets = workbook->made->len;
    /* closing frees the book even when it fails */
    if (!workbook_check(close_quietly(g_steal_pointer(&workbook->book)), error)) return NULL;
    if (!read_back(workbook, error)) return NULL;
    return leave(workbook, &digest, error) ? g_steal_pointer(&digest) : NULL;
}
