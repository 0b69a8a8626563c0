/* SPDX-License-Identifier: Apache-2.0 */
/* From the facts of one subject to its place. What must stay true: the same call makes the values that are scored at
 * once and those that are kept, and neither depends on what the person at the desk may see. */
#include "features/pack_private.h"
#include "subject/retention.h"

#include <math.h>

static enum pack_kind kind_named(const char *kind)
{
    return g_strcmp0(kind, "enterprise") == 0 ? PACK_ENTERPRISE : PACK_PERSON;
}

bool pack_kinds(struct session *session, int64_t block, enum pack_kind kinds[PACK_BLOCK], GError **error)
{
    for (int i = 0; i < PACK_BLOCK; i++)
        kinds[i] = PACK_NOBODY;
    g_autoptr(statement_t) row = store_prepare(
        session->store, "SELECT id, kind FROM subject WHERE id >= ?1 AND id < ?2 AND" FACT_SEEN(3), error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, block * PACK_BLOCK);
    statement_bind_int(row, 2, (block + 1) * PACK_BLOCK);
    statement_bind_int(row, 3, session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        kinds[statement_int(row, 0) - block * PACK_BLOCK] = kind_named(statement_text(row, 1));
    return step == STEP_DONE;
}

static struct date earlier(struct date a, struct date b)
{
    if (!date_is_set(a)) return b;
    return date_is_set(b) && b.days < a.days ? b : a;
}

/* The last day before the law takes something more out of the views. */
static struct date lawful_until(const struct retention *retention, const struct dossier *held)
{
    struct date until = DATE_NONE;
    if (!date_is_set(retention->cut)) return until;
    g_autoptr(GArray) items = retention_items(retention, held, NULL);
    for (guint i = 0; i < items->len; i++) {
        const struct adverse_item *item = &g_array_index(items, struct adverse_item, i);
        if (date_is_set(item->last_day) && !adverse_is_gone(retention, item)) until = earlier(until, item->last_day);
    }
    return until;
}

/* A file that reports no month, or whose last month is not over, is scored on the day itself: tomorrow it is another.
 */
static bool moves_daily(const struct dossier *dossier)
{
    const struct month last = dossier_last_month(dossier);
    if (!date_is_set(dossier->as_of)) return false;
    if (!month_is_set(last)) return true;
    return dossier->as_of.days < month_first_day((struct month){ last.index + 1 }).days;
}

static void nobody(struct pack_place *place, double *values)
{
    place->kind = PACK_NOBODY;
    place->day = place->until = DATE_NONE;
    for (size_t i = 0; i < feature_count(); i++)
        values[i] = FEATURE_MISSING;
}

bool pack_derive(struct session *session, int64_t subject, struct pack_place *place, double *values, GError **error)
{
    g_autoptr(GError) cause = NULL;
    *place = (struct pack_place){ .made = session_today(session), .change = session->change };
    if (place->change == 0) place->change = session->view;
    g_autoptr(dossier_t) dossier = dossier_load_held(session, subject, &cause);
    if (dossier == NULL && g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) {
        nobody(place, values);
        return true;
    }
    struct retention retention;
    if (dossier == NULL || !retention_of_session(&retention, session, &cause)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    place->until = lawful_until(&retention, dossier);
    const bool back = session->expired_too; /* an auditor's look behind the law makes no scores */
    session->expired_too = false;
    const bool taken = retention_take_out(session, dossier, error);
    session->expired_too = back;
    if (!taken) return false;
    if (moves_daily(dossier)) place->until = place->made;
    place->kind = kind_named(dossier->kind);
    place->day = features_day(dossier);
    features_derive(dossier, place->day, values);
    return true;
}
