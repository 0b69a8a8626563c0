/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a case on the screen, as a text or on paper, for an inspector. */
#include "dispute/case_file.h"
#include "letter/deliver.h"
#include "letter/print.h"

#include <string.h>

/* The moment the case last moved: what the paper says it was made. */
static int64_t last_moved(struct session *session, int64_t dispute)
{
    int64_t at = 0;
    return store_query_int(session->store, &at, 0, NULL,
                           "SELECT coalesce(max(at), 0) FROM dispute_event WHERE dispute"
                           " = ?1",
                           "i", dispute)
               ? at
               : 0;
}

static GBytes *as_pages(struct session *session, const struct dispute_case *each, const char *language,
                        const char *text, GError **error)
{
    g_autofree char *number = case_number(each->id);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_autofree char *foot = g_strconcat("SHA-256 ", digest, NULL);
    const struct print_page page = { .title = letter_line("file.title", language),
                                     .number = number,
                                     .foot = foot,
                                     .language = language,
                                     .made = last_moved(session, each->id) };
    return print_pdf(text, &page, NULL, error);
}

static bool write_file(struct session *session, const struct dispute_case *each, const char *language, const char *text,
                       const struct arguments *arguments, struct table *answer, GError **error)
{
    const char *path = arguments_text(arguments, "file");
    const bool paper = g_str_has_suffix(path, ".pdf");
    g_autoptr(GBytes) pages = paper ? as_pages(session, each, language, text, error) : g_bytes_new(text, strlen(text));
    if (pages == NULL) return false;
    size_t length;
    const void *bytes = g_bytes_get_data(pages, &length);
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
    if (!letter_deliver(path, arguments_has(arguments, "replace"), bytes, length, error)) return false;
    table_fact_text(answer, "file", N_("File"), path);
    table_fact_text(answer, "file_sha256", N_("SHA-256 of the file"), digest);
    table_fact_int(answer, "bytes", N_("Bytes"), (int64_t)length);
    return true;
}

bool dispute_command_file(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(dispute_case_t) each = case_load(session, arguments_int(arguments, "dispute", 0), error);
    if (each == NULL) return false;
    session->audited_subject = each->subject;
    const char *asked = arguments_text(arguments, "language");
    const char *language = asked != NULL ? asked : letter_language(session->language, each->profile);
    g_autofree char *number = case_number(each->id);
    g_autofree char *text = case_file_text(session, each, language, false, error);
    if (text == NULL) return false;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    table_fact_int(answer, "dispute", N_("Dispute"), each->id);
    table_fact_text(answer, "number", N_("Number"), number);
    table_fact_text(answer, "language", N_("Language"), language);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    if (arguments_has(arguments, "file")) return write_file(session, each, language, text, arguments, answer, error);
    table_fact_text(answer, "text", N_("Text"), text);
    return true;
}
