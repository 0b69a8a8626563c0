/* SPDX-License-Identifier: Apache-2.0 */
/* The checks on what is no month: the period of keeping, public records, enquiries. That no consent is held here says
 * nothing of one held elsewhere: an enquiry is unauthorised only when consents of the person for that very institution
 * are held and none of them covers the day. */
#include "repair/checks.h"

#include <string.h>

void repair_grant_free(struct repair_grant *grant)
{
    if (grant == NULL) return;
    g_free(grant->recipient);
    g_free(grant);
}

static struct date earlier(struct date a, struct date b)
{
    if (!date_is_set(a)) return b;
    return date_is_set(b) && b.days < a.days ? b : a;
}

static struct date day_or_none(struct statement *row, int column)
{
    return statement_is_null(row, column) ? DATE_NONE : statement_date(row, column);
}

GPtrArray *repair_grants(struct session *session, int64_t subject, GError **error)
{
    g_autoptr(GPtrArray) grants = g_ptr_array_new_with_free_func((GDestroyNotify)repair_grant_free);
    g_autoptr(statement_t) row = store_prepare(session->store,
                                               "SELECT recipient, granted, expires, withdrawn, ended FROM consent"
                                               " WHERE subject = ?1 AND kind = 'query' AND answer = 'granted'",
                                               error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, subject);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        struct repair_grant *grant = g_new0(struct repair_grant, 1);
        grant->recipient = g_strdup(statement_text(row, 0));
        grant->from = statement_date(row, 1);
        grant->to = earlier(day_or_none(row, 2), day_or_none(row, 3));
        if (!statement_is_null(row, 4)) grant->to = earlier(grant->to, date_of_moment(statement_int(row, 4)));
        g_ptr_array_add(grants, grant);
    }
    return step == STEP_DONE ? g_steal_pointer(&grants) : NULL;
}

static char *date_text(struct date date)
{
    char text[DATE_TEXT_SIZE];
    return g_strdup(date_format(date, text));
}

/* ---- the period of keeping --------------------------------------------------------------------------------------- */

static void add_kept(const struct adverse_item *item, struct month month, const char *field, GArray *findings)
{
    repair_add_finding(findings, (struct repair_finding){ .check = "kept_beyond",
                                                          .account = item->account,
                                                          .fact = item->fact,
                                                          .month = month,
                                                          .field = field,
                                                          .first = date_text(item->last_day) });
}

static void kept_beyond(const struct repair_scene *scene, GArray *findings)
{
    for (guint i = 0; scene->items != NULL && scene->rules != NULL && i < scene->items->len; i++) {
        const struct adverse_item *item = &g_array_index(scene->items, struct adverse_item, i);
        if (!adverse_is_gone(scene->rules, item)) continue;
        if (item->rule->table == ADVERSE_RECORD) add_kept(item, MONTH_NONE, NULL, findings);
        if (item->rule->table == ADVERSE_CLASS) add_kept(item, MONTH_NONE, "five_class", findings);
        if (item->rule->table != ADVERSE_HISTORY) continue;
        for (int32_t month = item->first.index; month <= item->last.index; month++)
            add_kept(item, (struct month){ month }, "state", findings);
    }
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static void record_dates(const struct public_record *record, GArray *findings)
{
    if (!date_is_set(record->ended) || !date_is_set(record->day) || record->ended.days >= record->day.days) return;
    repair_add_finding(findings, (struct repair_finding){ .check = "record_dates",
                                                          .fact = record->fact,
                                                          .month = MONTH_NONE,
                                                          .first = date_text(record->ended),
                                                          .second = date_text(record->day) });
}

/* ---- enquiries --------------------------------------------------------------------------------------------------- */

static void add_enquiry(const struct enquiry *enquiry, const char *check, const char *first, GArray *findings)
{
    repair_add_finding(findings,
                       (struct repair_finding){
                           .check = check, .fact = enquiry->fact, .month = MONTH_NONE, .first = g_strdup(first) });
}

static bool covers(const struct repair_grant *grant, struct date day)
{
    return grant->from.days <= day.days && (!date_is_set(grant->to) || grant->to.days >= day.days);
}

static void unauthorised(const struct repair_scene *scene, const struct enquiry *enquiry, GArray *findings)
{
    bool named = false;
    for (guint i = 0; scene->grants != NULL && i < scene->grants->len; i++) {
        const struct repair_grant *grant = scene->grants->pdata[i];
        if (g_strcmp0(grant->recipient, enquiry->institution) != 0) continue;
        if (covers(grant, enquiry->day)) return;
        named = true;
    }
    if (named) add_enquiry(enquiry, "enquiry_unauthorised", enquiry->institution, findings);
}

static bool is_twice(const struct repair_scene *scene, const struct enquiry *enquiry)
{
    for (guint i = 0; i < scene->dossier->enquiries->len; i++) {
        const struct enquiry *other = scene->dossier->enquiries->pdata[i];
        if (other == enquiry) return false; /* the first of them is none */
        if (other->day.days == enquiry->day.days && g_strcmp0(other->institution, enquiry->institution) == 0 &&
            g_strcmp0(other->reason, enquiry->reason) == 0)
            return true;
    }
    return false;
}

void repair_check_facts(const struct repair_scene *scene, GArray *findings)
{
    kept_beyond(scene, findings);
    for (guint i = 0; i < scene->dossier->public_records->len; i++)
        record_dates(scene->dossier->public_records->pdata[i], findings);
    for (guint i = 0; i < scene->dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = scene->dossier->enquiries->pdata[i];
        const char *reason = enquiry->reason ? enquiry->reason : "";
        if (!codes_known("QUERY_REASON", reason)) {
            add_enquiry(enquiry, "enquiry_unfounded", *reason ? reason : "-", findings);
            continue;
        }
        if (is_twice(scene, enquiry))
            add_enquiry(enquiry, "enquiry_twice", NULL, findings);
        else
            unauthorised(scene, enquiry, findings);
    }
}
