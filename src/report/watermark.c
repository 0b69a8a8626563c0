/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on every printed page: a sheet of paper that is found says whose it was and what it was for. */
#include "report/workbook.h"

#include <string.h>

/* Excel takes 255 characters of header or footer, its own signs counted. */
enum { WATERMARK_MOST = 170, REASON_MOST = 60 };

/* At most `most` characters of a text that is safe to show, "&" doubled: a single one begins a sign of Excel's. */
static void append(GString *mark, const char *text, int most)
{
    g_autofree char *clean = text_sanitise(text, -1);
    const char *p = clean;
    for (int count = 0; *p && count < most; p = g_utf8_next_char(p), count++) {
        if (*p == '&') g_string_append_c(mark, '&');
        g_string_append_unichar(mark, g_utf8_get_char(p));
    }
    if (*p) g_string_append(mark, "…");
}

char *watermark_make(const struct workbook *workbook)
{
    const struct session *session = workbook->session;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(workbook->begun / 1000);
    g_autofree char *moment = time ? g_date_time_format(time, "%Y-%m-%d %H:%M") : g_strdup("");
    const struct {
        const char *text;
        int most;
    } parts[] = { { session->user, 40 },
                  { moment, 16 },
                  { session->purpose ? codes_label("PURPOSE", session->purpose, workbook->language) : NULL, 24 },
                  { session->basis, 40 },
                  { rights_may_reveal(session->role) ? session->reveal : NULL, REASON_MOST } };
    GString *mark = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i].text == NULL || *parts[i].text == '\0') continue;
        if (mark->len > 0) g_string_append(mark, " · ");
        append(mark, parts[i].text, parts[i].most);
    }
    if (g_utf8_strlen(mark->str, -1) > WATERMARK_MOST) {
        char *end = g_utf8_offset_to_pointer(mark->str, WATERMARK_MOST);
        while (end > mark->str && end[-1] == '&') /* half of a pair would begin a sign */
            end--;
        g_string_truncate(mark, (gsize)(end - mark->str));
    }
    return g_string_free(mark, FALSE);
}

bool watermark_page(const struct workbook *workbook, lxw_worksheet *page, GError **error)
{
    g_autofree char *header = g_strconcat("&L", workbook->watermark, NULL);
    g_autofree char *footer = g_strconcat("&L", workbook_word(workbook, N_("For reference only")), "&R&P / &N", NULL);
    return workbook_check(worksheet_set_header(page, header), error) &&
           workbook_check(worksheet_set_footer(page, footer), error);
}
