/* SPDX-License-Identifier: Apache-2.0 */
/* `retention list`: what the law will take out of the views next, and what it has taken out already. No value is in it:
 * what went may not be told by the list of what went. */
#include "guard/access.h"
#include "retention/retention_private.h"
#include "subject/limit.h"

static const struct column columns[] = {
    { .id = "subject", .title = N_("Subject"), .type = VALUE_INTEGER },
    { .id = "item", .title = N_("Item"), .type = VALUE_CODE, .group = "ADVERSE_ITEM" },
    { .id = "account", .title = N_("Account"), .type = VALUE_INTEGER, .priority = 1 },
    { .id = "kind", .title = N_("Where"), .type = VALUE_CODE, .group = "ADVERSE_TABLE", .priority = 2 },
    { .id = "first", .title = N_("From"), .type = VALUE_MONTH, .priority = 2 },
    { .id = "last", .title = N_("To"), .type = VALUE_MONTH, .priority = 3 },
    { .id = "months", .title = N_("Months"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "ended", .title = N_("Ended"), .type = VALUE_DATE, .priority = 1 },
    { .id = "last_day", .title = N_("Last legal day"), .type = VALUE_DATE },
    { .id = "article", .title = N_("Article"), .type = VALUE_TEXT, .priority = 2 },
    { .id = "days_left", .title = N_("Days left"), .type = VALUE_INTEGER },
    { .id = "state",
      .title = N_("State"),
      .type = VALUE_CODE,
      .group = "RETENTION_STATE",
      .help = N_("Whether it is still shown, waits to be deleted, or is kept for the auditor alone.") },
};

struct list {
    struct retention retention;
    struct table *answer;
    bool shows_past; /* what is out of the views is for those alone who delete it or audit */
    int64_t within, due, excluded, running, not_ended;
    int64_t hidden; /* items of files that may not be looked at */
};

static const char *table_word(const struct adverse_item *item)
{
    static const char *const words[] = { "history", "five_class", "state", "public_record" };
    return words[item->rule->table];
}

static bool add_row(struct list *list, int64_t subject, const struct adverse_item *item, int left, GError **error)
{
    struct table *answer = list->answer;
    table_row_begin(answer);
    table_add_int(answer, subject);
    table_add_text(answer, item->rule->item);
    if (item->account != 0)
        table_add_int(answer, item->account);
    else
        table_add_null(answer);
    table_add_text(answer, table_word(item));
    table_add_month(answer, item->first);
    table_add_month(answer, item->last);
    if (item->months > 0)
        table_add_int(answer, item->months);
    else
        table_add_null(answer);
    table_add_date(answer, item->ended);
    table_add_date(answer, item->last_day);
    table_add_text(answer, item->rule->law->cite);
    table_add_int(answer, left);
    table_add_text(answer, left >= 0 ? "shown" : item->rule->deletes ? "due" : "excluded");
    return table_row_end(answer, error);
}

/* Whether the item may be told of this subject. An item of what is purged or audited may by the law that asks for it.
 */
static bool may_tell(struct list *list, struct session *session, int64_t subject, const struct adverse_item *item,
                     bool *may, GError **error)
{
    unsigned kinds = KIND_ALL;
    if (!list->shows_past && !limit_of_row(session, subject, &kinds, error)) return false;
    *may = (kinds & (item->rule->table == ADVERSE_RECORD ? KIND_PUBLIC : KIND_CREDIT)) != 0;
    list->hidden += !*may;
    return true;
}

static bool add_subject(struct session *session, int64_t subject, void *data, GError **error)
{
    struct list *list = data;
    g_autoptr(GError) cause = NULL;
    g_autoptr(dossier_t) dossier = dossier_load_held(session, subject, &cause);
    if (dossier == NULL) {
        /* a subject whose batch was taken back has versions and no file */
        if (g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) return true;
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    g_autoptr(GArray) items = retention_items(&list->retention, dossier, NULL);
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (!date_is_set(item->last_day)) {
            list->not_ended++;
            continue;
        }
        const int left = item->last_day.days - list->retention.today.days;
        list->running += left >= 0;
        list->due += left < 0 && item->rule->deletes;
        list->excluded += left < 0 && !item->rule->deletes;
        const bool shown = list->answer && left <= list->within && (left >= 0 || list->shows_past);
        bool may = shown;
        if (shown && !may_tell(list, session, subject, item, &may, error)) return false;
        if (may && !add_row(list, subject, item, left, error)) return false;
    }
    return true;
}

bool retention_count_past(struct session *session, int64_t *items, GError **error)
{
    struct list list = { 0 };
    if (!retention_of_session(&list.retention, session, error)) return false;
    const bool any = date_is_set(list.retention.cut);
    if (any && !adverse_walk(session, &list.retention, month_of(list.retention.cut), 1, add_subject, &list, error))
        return false;
    *items = list.due;
    return true;
}

/* Of one person even the number of what is past its day is no longer told to those who look at the file. */
static void add_past(struct table *answer, const struct list *list, bool of_all)
{
    if (of_all || list->shows_past) {
        table_fact_int(answer, "due", N_("Due now"), list->due);
        table_fact_int(answer, "excluded", N_("Out of the views, kept"), list->excluded);
        return;
    }
    table_fact_null(answer, "due", N_("Due now"));
    table_fact_null(answer, "excluded", N_("Out of the views, kept"));
}

bool retention_command_list(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    struct list list = { .answer = answer,
                         .within = arguments_int(arguments, "within", 90),
                         .shows_past =
                             session->role == ROLE_AUDITOR || rights_of("retention.purge", session->role) != 0 };
    if (!retention_of_session(&list.retention, session, error)) return false;
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    const int64_t subject = arguments_int(arguments, "subject", 0);
    const bool listed = subject ? add_subject(session, subject, &list, error)
                                : adverse_walk(session, &list.retention, MONTH_NONE, 1, add_subject, &list, error);
    if (!listed) return false;
    table_fact_text(answer, "profile", N_("Profile"), session_profile(session));
    table_fact_date(answer, "day", N_("Day"), list.retention.today);
    add_past(answer, &list, subject == 0);
    if (subject == 0 || list.shows_past) {
        table_fact_int(answer, "running", N_("Clock running"), list.running);
        table_fact_int(answer, "not_ended", N_("Not ended, clock not running"), list.not_ended);
    } else {
        table_fact_null(answer, "running", N_("Clock running"));
        table_fact_null(answer, "not_ended", N_("Not ended, clock not running"));
    }
    table_fact_int(answer, "hidden", N_("Not listed for lack of consent"), list.hidden);
    g_autofree char *last = setting_get(session->store, "retention.last", NULL);
    table_fact_text(answer, "purged", N_("Last purge"), last);
    return true;
}
