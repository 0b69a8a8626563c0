/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of the log and of the store, and the head that stands for the whole log. */
#include "admin/audit.h"

static void fact_or_null(struct table *answer, const char *id, const char *title, int64_t value)
{
    if (value)
        table_fact_int(answer, id, title, value);
    else
        table_fact_null(answer, id, title);
}

bool audit_answer_head(struct session *session, const struct guard_head *head, struct table *answer, GError **error)
{
    g_autofree char *hash = guard_hex(head->hash, sizeof head->hash);
    g_autofree char *words = guard_words(head->hash, session->language, error);
    if (!words) return false;
    table_fact_int(answer, "seq", N_("Newest line"), head->seq);
    table_fact_text(answer, "head", N_("Head of the log"), hash);
    table_fact_text(answer, "words", N_("In words"), words);
    return true;
}

void audit_answer_verdict(const struct guard_verdict *verdict, struct table *answer)
{
    table_fact_int(answer, "lines", N_("Lines"), verdict->lines);
    table_fact_flag(answer, "intact", N_("Intact"), verdict->intact);
    fact_or_null(answer, "first_bad", N_("First line that is wrong"), verdict->first_bad);
    table_fact_phrase(answer, "reason", N_("Reason"), verdict->reason);
    table_fact_text(answer, "table", N_("Table that differs"), verdict->table);
    table_fact_int(answer, "anchors", N_("Anchors found"), verdict->anchors);
    table_fact_int(answer, "anchors_outside", N_("Of these outside the store"), verdict->anchors_outside);
    table_fact_int(answer, "anchors_damaged", N_("Anchors that cannot be read"), verdict->anchors_damaged);
    table_fact_int(answer, "clock_back", N_("Lines older than the one before"), verdict->clock_back);
    fact_or_null(answer, "first_clock_back", N_("The first of these"), verdict->first_clock_back);
    table_fact_int(answer, "clock_set", N_("Lines under a clock set by hand"), verdict->clock_set);
}

bool audit_command_verify(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    struct guard_verdict verdict;
    if (!guard_verify(session, !arguments_has(arguments, "log-only"), &verdict, error)) return false;
    audit_answer_verdict(&verdict, answer);
    const bool good = audit_answer_head(session, &verdict.head, answer, error);
    guard_verdict_clear(&verdict);
    return good;
}

bool audit_command_head(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    struct guard_head head;
    (void)arguments;
    return guard_head_read(session->store, &head, error) && audit_answer_head(session, &head, answer, error);
}

static void show_pages(void *data, int64_t done, int64_t total)
{
    session_progress(data, total ? (double)done / (double)total : 0, N_("Reading every page"));
}

/* Pages first: a page that does not open is the reason for whatever else is wrong. */
bool store_command_verify(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    int64_t pages = 0, first_bad_page = 0;
    g_autofree char *finding = NULL;
    struct guard_verdict verdict;
    (void)arguments;
    if (!store_verify_pages(session->store, &pages, &first_bad_page, show_pages, session, error)) return false;
    table_fact_int(answer, "pages", N_("Pages read"), pages);
    if (first_bad_page) {
        table_fact_flag(answer, "intact", N_("Intact"), false);
        table_fact_int(answer, "first_bad_page", N_("First damaged page"), first_bad_page);
        return true;
    }
    table_fact_null(answer, "first_bad_page", N_("First damaged page"));
    session_progress(session, 0, N_("Checking the structure"));
    if (!store_check(session->store, &finding, error)) return false;
    table_fact_text(answer, "finding", N_("Finding"), finding);
    if (finding) {
        table_fact_flag(answer, "intact", N_("Intact"), false);
        return true;
    }
    if (!guard_verify(session, true, &verdict, error)) return false;
    audit_answer_verdict(&verdict, answer);
    guard_verdict_clear(&verdict);
    return true;
}
