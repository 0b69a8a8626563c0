/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a case: its sections in order, with a list in front that says of each how much there is and what is
 * absent. Most of it is a statement and a line of words (data/letters/lines.tsv, keys file.*). */
#include "dispute/case_file.h"
#include "letter/translate.h"

#include <string.h>

#define OF_CASE " WHERE dispute = ?1 AND change <= ?2 "

/* A section is a statement, or a function where one would not do. */
static const struct section {
    const char *key, *kinds, *sql;
    case_file_part *part;
} sections[] = {
    { "head", "c:DISPUTE_STATE c:DISPUTE_CHANNEL d d i d d t t c:DISPUTE_OUTCOME d d i",
      "SELECT state, channel, received, entered, entered - received, due, target, maker, decider, outcome, closed,"
      " archived, version FROM dispute WHERE id = ?1 AND ?2 > 0",
      NULL },
    { "words", "t", "SELECT text FROM dispute WHERE id = ?1 AND text IS NOT NULL AND ?2 > 0", NULL },
    { "law", NULL, NULL, case_file_law },
    { "person", NULL, NULL, case_file_person },
    { "items", NULL, NULL, case_file_items },
    { "clocks", "c:DISPUTE_CLOCK t d d d p f i d d",
      "SELECT clock, rule, since, due, target, reason, holidays, replaced, met, breached FROM dispute_clock" OF_CASE
      "ORDER BY seq",
      NULL },
    { "events", "m t c:DISPUTE_EVENT c:DISPUTE_STATE c:DISPUTE_STATE p",
      "SELECT at, user, event, before, after, note FROM dispute_event" OF_CASE "ORDER BY seq", NULL },
    { "marks", "i c:MARK_KIND i m m i t",
      "SELECT m.id, m.kind, m.item, (SELECT at FROM change WHERE id = m.born), (SELECT at FROM change WHERE id = "
      "m.died),"
      " (SELECT count(*) FROM report_shown s WHERE s.what = 'mark' AND s.id = m.id),"
      " (SELECT group_concat(report, ', ') FROM (SELECT report FROM report_shown WHERE what = 'mark' AND id = m.id"
      " ORDER BY report)) FROM mark m WHERE m.dispute = ?1 AND m.born <= ?2 ORDER BY m.id",
      NULL },
    { "enquiries", "t t c:ENQUIRY_FORM d d i d d t c:ACDV_RESPONSE t p t",
      "SELECT e.number, coalesce(s.name_zh, '-'), e.form, e.sent, e.due, e.reminders, e.reminded, e.answered,"
      " e.respondent, e.code, e.text, e.contrary, e.evidence FROM dispute_enquiry e LEFT JOIN source s ON s.id ="
      " e.source WHERE e.dispute = ?1 AND ?2 > 0 ORDER BY e.id",
      NULL },
    { "answers", "t i c:DISPUTE_SAYS t",
      "SELECT e.number, a.item, a.says, a.value FROM dispute_answer a JOIN dispute_enquiry e ON e.id = a.enquiry"
      " WHERE e.dispute = ?1 AND ?2 > 0 ORDER BY e.id, a.item",
      NULL },
    { "decision", "m t c:DISPUTE_EVENT p",
      "SELECT at, user, event, note FROM dispute_event" OF_CASE
      "AND event IN ('propose', 'bureau_error', 'confirm_error', 'confirm_correct', 'cannot_determine',"
      " 'judge_frivolous', 'reinsert') ORDER BY seq",
      NULL },
    { "corrections", NULL, NULL, case_file_corrections },
    { "effect", "m t p",
      "SELECT at, user, note FROM dispute_event" OF_CASE "AND event = 'apply' AND note IS NOT NULL ORDER BY seq",
      NULL },
    { "receivers", "t c:DISPUTE_RECEIVER d t d",
      "SELECT name, kind, last, letter, told FROM dispute_receiver" OF_CASE "ORDER BY seq", NULL },
    { "statements", "c:STATEMENT_KIND t c:STATEMENT_STATE t d p t",
      "SELECT kind, text, state, author, day, reason, letter FROM statement WHERE dispute = ?1 AND born <= ?2 ORDER BY"
      " id",
      NULL },
    { "complaints", "m t p",
      "SELECT at, user, note FROM dispute_event" OF_CASE "AND event IN ('complain', 'complaint_answered') ORDER BY seq",
      NULL },
    { "attachments", "t c:ATTACHMENT_ROLE t i t t m",
      "SELECT name, role, type, size, digest, user, added FROM attachment WHERE dispute = ?1 AND ?2 > 0 ORDER BY added,"
      " digest",
      NULL },
    /* the lines of making this very file are left out: it would change by being read */
    { "audit", "i m t c:ROLE t c:PURPOSE c:OUTCOME p",
      "SELECT seq, at, user, role, command, purpose, outcome, note FROM audit WHERE dispute = ?1 AND ?2 > 0 AND command"
      " <> 'dispute.file' ORDER BY seq",
      NULL },
    { "letters", NULL, NULL, case_file_letters },
};

char *case_file_moment(int64_t moment)
{
    g_autoptr(GDateTime) at = moment != 0 ? g_date_time_new_from_unix_utc(moment / 1000) : NULL;
    return at != NULL ? g_date_time_format(at, "%Y-%m-%d %H:%M:%S UTC") : NULL;
}

/* {1} to {13} filled in; a "|" begins a line below the first. */
static void add_filled(GString *text, const char *line, const char *const *values, size_t count)
{
    for (const char *at = line; *at != '\0';) {
        char *end = NULL;
        const guint64 number = *at == '{' ? g_ascii_strtoull(at + 1, &end, 10) : 0;
        if (number >= 1 && number <= count && *end == '}') {
            g_string_append(text, values[number - 1]);
            at = end + 1;
        } else if (*at == '|') {
            g_string_append(text, "\n      ");
            at++;
        } else
            g_string_append_c(text, *at++);
    }
}

void case_file_row(struct case_file *file, const char *key, const char *const *values, size_t count)
{
    g_autofree char *line = g_strconcat("file.", key, ".row", NULL);
    g_autofree const char **shown = g_new0(const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        shown[i] = values[i] != NULL && *values[i] != '\0' ? values[i] : letter_line("file.absent", file->language);
    g_string_append_printf(file->text, "  (%u) ", ++file->rows);
    add_filled(file->text, letter_line(line, file->language), shown, count);
    g_string_append_c(file->text, '\n');
}

/* One value of a row, by what its column is. Caller frees; NULL when there is none. */
static char *column_words(const struct case_file *file, struct statement *row, int column, const char *kind)
{
    const char *language = file->language;
    const char *text = statement_text(row, column);
    if (text == NULL) return NULL;
    switch (*kind) {
    case 'c':
        return letter_label(kind + 2, text, language);
    case 'd':
        return letter_day(statement_date(row, column), language);
    case 'm':
        return case_file_moment(statement_int(row, column));
    case 'f':
        return g_strdup(letter_line(statement_int(row, column) != 0 ? "file.yes" : "file.no", language));
    case 'p': {
        g_autofree char *said = letter_phrase(text, language);
        return text_sanitise(said, -1);
    }
    default:
        return text_sanitise(text, -1);
    }
}

bool case_file_rows(struct case_file *file, const char *key, const char *sql, const char *kinds, GError **error)
{
    g_auto(GStrv) each = g_strsplit(kinds, " ", -1);
    const guint count = g_strv_length(each);
    g_autoptr(statement_t) row = store_prepare(file->session->store, sql, error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, file->each->id);
    statement_bind_int(row, 2, file->session->change != 0 ? file->session->change : file->session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
        for (guint i = 0; i < count; i++)
            g_ptr_array_add(values, column_words(file, row, (int)i, each[i]));
        case_file_row(file, key, (const char *const *)values->pdata, count);
    }
    return step == STEP_DONE;
}

/* ---- the whole ----------------------------------------------------------------------------------------------------
 */

static void add_line(GString *text, const char *key, const char *language, const char *first, const char *second,
                     const char *third)
{
    g_autofree char *line = letter_fill(letter_line(key, language), first, second, third);
    g_string_append_printf(text, "%s\n", line);
}

static void add_head(GString *text, const struct case_file *file)
{
    g_autofree char *number = case_number(file->each->id);
    g_autoptr(GHashTable) usual = letter_words();
    letter_put_usual(usual, file->session, file->language);
    g_string_append_printf(text, "%s\n%s\n\n", (const char *)g_hash_table_lookup(usual, "bureau"),
                           letter_line("file.title", file->language));
    add_line(text, "file.number", file->language, number, NULL, NULL);
    add_line(text, "file.profile", file->language, file->each->profile, NULL, NULL);
    g_string_append_printf(text, "\n%s\n", letter_line("file.contents", file->language));
}

static void add_contents(GString *text, const struct case_file *file, size_t section)
{
    g_autofree char *key = g_strconcat("file.", sections[section].key, NULL);
    g_autofree char *place = g_strdup_printf("%zu", section + 1), *rows = g_strdup_printf("%u", file->rows);
    g_string_append(text, "  ");
    add_line(text, file->rows > 0 ? "file.contents_row" : "file.contents_none", file->language, place,
             letter_line(key, file->language), rows);
}

static void add_section(GString *body, const struct case_file *file, size_t section)
{
    g_autofree char *key = g_strconcat("file.", sections[section].key, NULL);
    g_string_append_printf(body, "\n---\n%zu. %s\n\n%s", section + 1, letter_line(key, file->language),
                           file->text->str);
    if (file->rows == 0) g_string_append_printf(body, "  %s\n", letter_line("file.none", file->language));
}

char *case_file_text(struct session *session, const struct dispute_case *each, const char *language, bool masked,
                     GError **error)
{
    g_autoptr(dossier_t) dossier = dossier_load(session, each->subject, error);
    if (dossier == NULL) return NULL;
    g_autoptr(GString) part = g_string_new(NULL), head = g_string_new(NULL), body = g_string_new(NULL);
    struct case_file file = { session, each, dossier, language, masked, part, 0 };
    add_head(head, &file);
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
        g_string_truncate(part, 0);
        file.rows = 0;
        if (!(sections[i].part != NULL
                  ? sections[i].part(&file, error)
                  : case_file_rows(&file, sections[i].key, sections[i].sql, sections[i].kinds, error)))
            return NULL;
        add_contents(head, &file, i);
        add_section(body, &file, i);
    }
    return g_strdup_printf("%s%s\n---\n%s\n", head->str, body->str, letter_line("file.end", language));
}
