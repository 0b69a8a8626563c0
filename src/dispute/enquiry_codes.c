/* SPDX-License-Identifier: Apache-2.0 */
/* The codes in which furnishers are asked and answer: what is disputed, what may be answered to it, what that says.
 * All of it is data with a time in which it holds (data/dispute). */
#include "dispute/enquiry.h"

#include <string.h>

enum { CODES_MOST = 2 };
#define OTHER_CODE "112"

static const struct tsv *table_of(const char *name)
{
    static struct tsv *responses, *disputes, *reasons;
    struct tsv **place = strcmp(name, "response") == 0  ? &responses
                         : strcmp(name, "dispute") == 0 ? &disputes
                                                        : &reasons;
    g_autofree char *file = g_strdup_printf("dispute/%s_codes.tsv", name);
    if (*place == NULL) *place = tsv_load(file, NULL);
    return *place;
}

static const char *cell_of(const char *name, const char *key, const char *code, const char *column)
{
    const struct tsv *table = table_of(name);
    for (size_t i = 0; table != NULL && code != NULL && i < tsv_rows(table); i++)
        if (strcmp(tsv_cell(table, i, key), code) == 0) return tsv_cell(table, i, column);
    return NULL;
}

const char *enquiry_code_says(const char *code)
{
    return cell_of("response", "code", code, "says");
}

bool enquiry_code_deletes(const char *code)
{
    return g_strcmp0(cell_of("response", "code", code, "deletes"), "yes") == 0;
}

/* ---- what is disputed ---------------------------------------------------------------------------------------------
 */

static void add_code(GPtrArray *codes, const char *code)
{
    if (code == NULL || *code == '\0' || codes->len >= CODES_MOST) return;
    for (guint i = 0; i < codes->len; i++)
        if (strcmp(codes->pdata[i], code) == 0) return;
    g_ptr_array_add(codes, (void *)code);
}

/* Of the exact reason, else of its group. */
static const char *of_reason(const char *reason, const char *column)
{
    const char *code = cell_of("reason", "reason", reason, column);
    if (code != NULL) return code;
    g_autofree char *group = g_strndup(reason, strcspn(reason, "."));
    return cell_of("reason", "reason", group, column);
}

char *enquiry_dispute_codes(struct session *session, const struct dispute_case *each, int64_t source)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    for (int pass = 0; pass < CODES_MOST; pass++)
        for (guint i = 0; i < each->items->len; i++) {
            const struct case_item *item = each->items->pdata[i];
            if (!enquiry_has_item(session, each, source, item)) continue;
            const char *code = of_reason(item->reason, pass == 0 ? "first" : "second");
            add_code(codes, code != NULL || pass > 0 ? code : OTHER_CODE);
        }
    g_ptr_array_add(codes, NULL);
    return g_strjoinv(",", (char **)codes->pdata);
}

/* ---- what may be answered -----------------------------------------------------------------------------------------
 */

static bool holds_on(const char *name, const char *code, struct date day)
{
    struct date from, to;
    const char *begins = cell_of(name, "code", code, "valid_from"), *ends = cell_of(name, "code", code, "valid_to");
    if (begins != NULL && date_parse(begins, &from) && day.days < from.days) return false;
    return ends == NULL || !date_parse(ends, &to) || day.days <= to.days;
}

static bool allows(const char *dispute_code, const char *code)
{
    const char *allowed = cell_of("dispute", "code", dispute_code, "responses");
    g_auto(GStrv) words = g_strsplit(allowed != NULL ? allowed : "", ",", -1);
    return g_strv_contains((const char *const *)words, code);
}

bool enquiry_code_fits(const char *code, const char *dispute_codes, struct date day, GError **error)
{
    if (enquiry_code_says(code) == NULL || !holds_on("response", code, day)) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("There is no response code {1} on that day."),
                         N_("The codes stand in data/dispute/response_codes.tsv."), code, NULL);
        return false;
    }
    g_auto(GStrv) asked = g_strsplit(dispute_codes, ",", -1);
    g_autoptr(GString) allowed = g_string_new(NULL);
    for (size_t i = 0; asked[i] != NULL; i++) {
        if (allows(asked[i], code)) return true;
        const char *list = cell_of("dispute", "code", asked[i], "responses");
        g_string_append_printf(allowed, "%s%s", allowed->len > 0 ? "; " : "", list != NULL ? list : "-");
    }
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Response code {1} cannot answer dispute codes {2}."),
                     N_("Allowed are: {3}."), code, dispute_codes, allowed->str, NULL);
    return false;
}
