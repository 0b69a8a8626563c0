/* SPDX-License-Identifier: Apache-2.0 */
/* What has to be kept although the person wants it erased: adverse information whose legal period runs or has not
 * begun, open accounts, a dispute that is not closed. While one stands the file is restricted, not erased. */
#include "request/register.h"

#include "subject/retention.h"

static void obligation_free(gpointer data)
{
    struct obligation *obligation = data;
    g_free(obligation->what);
    g_free(obligation);
}

static void add(GPtrArray *list, const char *kind, char *what, struct date until, const char *cite)
{
    struct obligation *obligation = g_new(struct obligation, 1);
    *obligation = (struct obligation){ kind, what, until, cite };
    g_ptr_array_add(list, obligation);
}

static bool add_adverse(struct session *session, const struct dossier *dossier, GPtrArray *list, GError **error)
{
    struct retention retention;
    if (!retention_of_session(&retention, session, error)) return false;
    g_autoptr(GArray) items = retention_items(&retention, dossier, NULL);
    for (guint i = 0; items && i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (adverse_is_gone(&retention, item)) continue;
        char day[DATE_TEXT_SIZE];
        char *what = date_is_set(item->last_day)
                         ? phrase_make(N_("Adverse information ({1}) is kept until {2}"), item->rule->item,
                                       date_format(item->last_day, day), NULL)
                         : phrase_make(N_("Adverse information ({1}) has not ended; its period has not begun"),
                                       item->rule->item, NULL);
        add(list, item->account ? "adverse" : "record", what, item->last_day,
            item->rule->law ? item->rule->law->cite : "");
    }
    return true;
}

static void add_accounts(const struct dossier *dossier, const char *cite, GPtrArray *list)
{
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (date_is_set(account->closed)) continue;
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
        add(list, "account", phrase_make(N_("Account {1} is open"), number, NULL), DATE_NONE, cite);
    }
}

static bool add_disputes(struct session *session, int64_t subject, const char *cite, GPtrArray *list, GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT id FROM dispute WHERE subject = ?1 AND closed IS NULL ORDER BY id", error);
    if (!row) return false;
    statement_bind_int(row, 1, subject);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        g_autofree char *number = g_strdup_printf("D-%06" G_GINT64_FORMAT, statement_int(row, 0));
        add(list, "dispute", phrase_make(N_("{1} is not closed"), number, NULL), DATE_NONE, cite);
    }
    return step == STEP_DONE;
}

GPtrArray *obligations_of(struct session *session, int64_t subject, const char *profile, GError **error)
{
    struct request_rule rule;
    if (!request_rule_find(profile, "delete", &rule, error)) return NULL;
    /* what has to be kept is asked of the whole file, whatever this look may show */
    const unsigned kinds = session->kinds;
    session->kinds = ~0u;
    g_autoptr(dossier_t) dossier = dossier_load(session, subject, error);
    session->kinds = kinds;
    if (!dossier) return NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(obligation_free);
    if (!add_adverse(session, dossier, list, error)) return NULL;
    add_accounts(dossier, rule.right, list);
    if (!add_disputes(session, subject, rule.right, list, error)) return NULL;
    return g_steal_pointer(&list);
}

char *obligations_text(const GPtrArray *obligations, const char *language)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < obligations->len; i++) {
        const struct obligation *each = obligations->pdata[i];
        if (!g_hash_table_add(known, (gpointer)each->kind)) continue;
        g_string_append_printf(text, "%s%s%s%s", text->len > 0 ? "; " : "",
                               codes_label("OBLIGATION", each->kind, language), *each->cite ? " - " : "", each->cite);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static const struct column owed_columns[] = {
    { .id = "kind", .title = N_("Kind"), .type = VALUE_CODE, .group = "OBLIGATION" },
    { .id = "what", .title = N_("What"), .type = VALUE_PHRASE },
    { .id = "until", .title = N_("Until"), .type = VALUE_DATE },
    { .id = "cite", .title = N_("Article"), .type = VALUE_TEXT, .priority = 1 },
};

bool request_command_owed(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    g_autoptr(request_t) request = request_load(session, arguments_int(arguments, "request", 0), error);
    if (!request) return false;
    g_autoptr(GPtrArray) list = obligations_of(session, request->subject, request->profile, error);
    if (!list) return false;
    table_fact_int(answer, "obligations", N_("What has to be kept"), list->len);
    table_fact_flag(answer, "may_erase", N_("May be erased"), list->len == 0);
    table_set_columns(answer, owed_columns, G_N_ELEMENTS(owed_columns));
    for (guint i = 0; i < list->len; i++) {
        const struct obligation *each = list->pdata[i];
        table_row_begin(answer);
        table_add_text(answer, each->kind);
        table_add_text(answer, each->what);
        table_add_date(answer, each->until);
        table_add_text(answer, each->cite);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}
