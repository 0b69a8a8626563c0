/* SPDX-License-Identifier: Apache-2.0 */
/* A letter on paper. The first printing is kept with the letter, sealed like everything else: printed again it is those
 * bytes, whatever fonts the machine has by then. */
#include "letter/deliver.h"
#include "letter/print.h"

#include <string.h>

struct printed {
    char *number, *text, *digest, *language;
    int64_t made;
};

static void printed_clear(struct printed *printed)
{
    g_free(printed->number);
    g_free(printed->text);
    g_free(printed->digest);
    g_free(printed->language);
}
typedef struct printed printed_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(printed_t, printed_clear)

static bool not_found(const char *number, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no letter {1}."),
                     N_("`bureau dispute letters` and `bureau request letters` list them with their numbers."), number,
                     NULL);
    return false;
}

/* What was stored is what goes out: a text that its digest does not fit, or that was erased, is not printed. */
static bool is_whole(const struct printed *letter, GError **error)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, letter->text, -1);
    if (strcmp(digest, letter->digest) == 0) return true;
    if (*letter->text == '\0')
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("The words of the letter {1} were erased."),
                         N_("Its number and digest stay as proof that it was sent."), letter->number, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The letter {1} does not fit its digest."),
                         N_("Run `bureau store verify`, and restore from a backup."), letter->number, NULL);
    return false;
}

static bool read_letter(struct session *session, int64_t id, struct printed *letter, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT number, text, digest, language, made FROM letter WHERE id = ?1 AND change <= ?2", error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, id);
    statement_bind_int(row, 2, session->change != 0 ? session->change : session->view);
    const enum step step = statement_step(row, error);
    g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, id);
    if (step != STEP_ROW) return step == STEP_DONE && not_found(name, error);
    *letter = (struct printed){ .number = g_strdup(statement_text(row, 0)),
                                .text = g_strdup(statement_text(row, 1)),
                                .digest = g_strdup(statement_text(row, 2)),
                                .language = g_strdup(statement_text(row, 3)),
                                .made = statement_int(row, 4) };
    return is_whole(letter, error);
}

/* The second line of a letter says what it is. */
static char *title_of(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", 3);
    return g_strdup(g_strv_length(lines) > 1 ? lines[1] : NULL);
}

static GBytes *make_pages(const struct printed *letter, char **fonts, GError **error)
{
    g_autofree char *title = title_of(letter->text);
    g_autofree char *foot = g_strconcat("SHA-256 ", letter->digest, NULL);
    const struct print_page page = {
        .title = title, .number = letter->number, .foot = foot, .language = letter->language, .made = letter->made
    };
    return print_pdf(letter->text, &page, fonts, error);
}

/* The pages of the first printing; NULL without an error when there was none. */
static bool read_kept(struct session *session, int64_t letter, GBytes **pages, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT body, digest FROM letter_print WHERE letter = ?1 AND format = 'pdf'", error);
    *pages = NULL;
    if (row == NULL) return false;
    statement_bind_int(row, 1, letter);
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE;
    size_t length;
    const void *body = statement_bytes(row, 0, &length);
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, body, length);
    if (strcmp(digest, statement_text(row, 1)) != 0) {
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("The kept print of the letter does not fit its digest."),
                         N_("Run `bureau store verify`, and restore from a backup."), NULL);
        return false;
    }
    *pages = g_bytes_new(body, length);
    return true;
}

static bool keep(struct session *session, int64_t letter, GBytes *pages, const char *fonts, GError **error)
{
    size_t length;
    const void *body = g_bytes_get_data(pages, &length);
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, body, length);
    g_autoptr(statement_t) insert =
        store_prepare(session->store,
                      "INSERT INTO letter_print (letter, format, digest, body, fonts, made, user)"
                      " VALUES (?1, 'pdf', ?2, ?3, ?4, ?5, ?6)",
                      error);
    if (insert == NULL) return false;
    statement_bind_int(insert, 1, letter);
    statement_bind_text(insert, 2, digest);
    statement_bind_bytes(insert, 3, body, length);
    statement_bind_text(insert, 4, fonts);
    statement_bind_int(insert, 5, session_now(session));
    statement_bind_text(insert, 6, session->user);
    return statement_run(insert, error);
}

GBytes *letter_print(struct session *session, int64_t letter, GError **error)
{
    g_auto(printed_t) about = { 0 };
    g_autoptr(GBytes) pages = NULL;
    g_autofree char *fonts = NULL;
    if (!read_letter(session, letter, &about, error) || !read_kept(session, letter, &pages, error)) return NULL;
    if (pages != NULL) return g_steal_pointer(&pages);
    pages = make_pages(&about, &fonts, error);
    return pages != NULL && keep(session, letter, pages, fonts, error) ? g_steal_pointer(&pages) : NULL;
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

/* A letter by its number ("2026-000214-03"), with whose it is. */
static bool find(struct session *session, const char *number, int64_t *letter, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT id, subject, dispute, kind FROM letter WHERE number = ?1 ORDER BY id", error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, number);
    const enum step step = statement_step(row, error);
    if (step != STEP_ROW) return step == STEP_DONE && not_found(number, error);
    *letter = statement_int(row, 0);
    session->audited_subject = statement_int(row, 1);
    session->audited_dispute = statement_int(row, 2);
    return true;
}

static bool answer_print(struct session *session, struct table *answer, int64_t letter, GBytes *pages, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT l.number, l.kind, l.digest, p.digest, p.fonts, p.made FROM letter l JOIN letter_print p"
                      " ON p.letter = l.id AND p.format = 'pdf' WHERE l.id = ?1",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, letter);
    if (statement_step(row, error) != STEP_ROW) return false;
    table_fact_int(answer, "letter", N_("Letter"), letter);
    table_fact_text(answer, "number", N_("Number"), statement_text(row, 0));
    table_fact_code(answer, "kind", N_("Kind"), "LETTER_KIND", statement_text(row, 1));
    table_fact_text(answer, "sha256", N_("SHA-256"), statement_text(row, 2));
    table_fact_text(answer, "print_sha256", N_("SHA-256 of the print"), statement_text(row, 3));
    table_fact_text(answer, "fonts", N_("Fonts"), statement_text(row, 4));
    table_fact_moment(answer, "printed", N_("First printed"), statement_int(row, 5));
    table_fact_int(answer, "bytes", N_("Bytes"), (int64_t)g_bytes_get_size(pages));
    return true;
}

/* One act: the pages are kept, and lie in the person's file, or neither. */
static bool print_into(struct session *session, int64_t letter, const char *file, bool replace, struct table *answer,
                       GError **error)
{
    g_autoptr(GBytes) pages = letter_print(session, letter, error);
    if (pages == NULL) return false;
    size_t length;
    const void *body = g_bytes_get_data(pages, &length);
    return answer_print(session, answer, letter, pages, error) && letter_deliver(file, replace, body, length, error);
}

bool letter_command_print(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    int64_t letter = 0, subject, dispute;
    const char *number = arguments_text(arguments, "letter"), *file = arguments_text(arguments, "file");
    if (!find(session, number, &letter, error)) return false;
    subject = session->audited_subject;
    dispute = session->audited_dispute;
    if (!guard_act_begin(session, "letter.print", number, error)) return false;
    session->audited_subject = subject;
    session->audited_dispute = dispute;
    table_fact_text(answer, "file", N_("File"), file);
    if (!print_into(session, letter, file, arguments_has(arguments, "replace"), answer, error)) {
        guard_act_rollback(session);
        return false;
    }
    return guard_act_commit(session, "letter.print", number, error);
}
