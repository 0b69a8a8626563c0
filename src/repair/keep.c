/* SPDX-License-Identifier: Apache-2.0 */
/* The tables repair and repair_step. A new plan of a subject replaces the one before, which stays to be read; steps
 * change their state and nothing else. */
#include "repair/steps.h"

#include <string.h>

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static bool insert_step(struct session *session, const struct repair_plan *plan, const struct repair_step *step,
                        GError **error)
{
    g_autoptr(statement_t) row = store_prepare(
        session->store,
        "INSERT INTO repair_step (repair, step, kind, path, account, month, field, fact, what, who, begins, ends, "
        "points,"
        " state, dispute, evidence, note, done, user, finding, claimed, action)"
        " VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), ?6, ?7, nullif(?8, 0), ?9, ?10, ?11, ?12, ?13, ?14, nullif(?15, 0),"
        " NULL, NULL, NULL, NULL, ?16, ?17, ?18)",
        error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, plan->id);
    statement_bind_int(row, 2, step->step);
    statement_bind_text(row, 3, step->kind);
    statement_bind_text(row, 4, step->path);
    statement_bind_int(row, 5, step->account);
    statement_bind_month(row, 6, step->month);
    statement_bind_text(row, 7, step->field);
    statement_bind_int(row, 8, step->fact);
    statement_bind_text(row, 9, step->what);
    statement_bind_text(row, 10, step->who);
    statement_bind_date(row, 11, step->begins);
    statement_bind_date(row, 12, step->ends);
    if (step->points == POINTS_UNKNOWN)
        statement_bind_null(row, 13);
    else
        statement_bind_int(row, 13, step->points);
    statement_bind_text(row, 14, step->state);
    statement_bind_int(row, 15, step->dispute);
    statement_bind_text(row, 16, step->finding);
    statement_bind_text(row, 17, step->claimed);
    statement_bind_text(row, 18, step->action);
    return statement_run(row, error);
}

bool repair_plan_insert(struct session *session, struct repair_plan *plan, GError **error)
{
    plan->id = store_take_ids(session->store, "repair", 1, error);
    plan->made = session_now(session);
    plan->version = 1;
    if (plan->id == 0 ||
        !store_run(session->store, error,
                   "UPDATE repair SET state = 'replaced', version = version + 1 WHERE subject = ?1 AND state = 'open'",
                   "i", plan->subject) ||
        !store_run(session->store, error,
                   "INSERT INTO repair (id, subject, made, day, user, state, score, expected, target, recheck, model,"
                   " number, change, within) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, 0), ?10, ?11, ?12, ?13,"
                   " ?14)",
                   "iiidssiiidsiii", plan->id, plan->subject, plan->made, plan->day, plan->user, plan->state,
                   (int64_t)plan->score, (int64_t)plan->expected, (int64_t)plan->target, plan->recheck, plan->model,
                   (int64_t)plan->number, session->change, (int64_t)plan->within))
        return false;
    for (guint i = 0; i < plan->steps->len; i++)
        if (!insert_step(session, plan, plan->steps->pdata[i], error)) return false;
    return true;
}

bool repair_plan_save(struct session *session, struct repair_plan *plan, GError **error)
{
    if (!store_run(session->store, error,
                   "UPDATE repair SET state = ?3, recheck = ?4, closed = ?5, checked = ?6, seen = nullif(?7, 0),"
                   " version = version + 1 WHERE id = ?1 AND version = ?2",
                   "iisdddi", plan->id, plan->version, plan->state, plan->recheck, plan->closed, plan->checked,
                   (int64_t)plan->seen))
        return false;
    if (store_changes(session->store) == 1) {
        plan->version++;
        return true;
    }
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, plan->id);
    bureau_error_set(error, BUREAU_ERROR_STALE, N_("Somebody else changed plan {1} meanwhile."),
                     N_("Look at it again."), number, NULL);
    return false;
}

bool repair_step_save(struct session *session, const struct repair_plan *plan, const struct repair_step *step,
                      GError **error)
{
    return store_run(session->store, error,
                     "UPDATE repair_step SET state = ?3, dispute = nullif(?4, 0), evidence = ?5, note = ?6, done = ?7,"
                     " user = ?8 WHERE repair = ?1 AND step = ?2",
                     "iisissds", plan->id, (int64_t)step->step, step->state, step->dispute, step->evidence, step->note,
                     step->done, step->user);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static const char *kept(struct statement *row, int column)
{
    const char *text = statement_text(row, column);
    return text ? g_intern_string(text) : NULL;
}

static struct repair_step *read_step(struct statement *row)
{
    struct repair_step *step = g_new0(struct repair_step, 1);
    step->step = (int)statement_int(row, 0);
    step->kind = kept(row, 1);
    step->path = kept(row, 2);
    step->account = statement_int(row, 3);
    step->month = statement_is_null(row, 4) ? MONTH_NONE : statement_month(row, 4);
    step->field = kept(row, 5);
    step->fact = statement_int(row, 6);
    step->what = g_strdup(statement_text(row, 7));
    step->who = kept(row, 8);
    step->begins = statement_is_null(row, 9) ? DATE_NONE : statement_date(row, 9);
    step->ends = statement_is_null(row, 10) ? DATE_NONE : statement_date(row, 10);
    step->points = statement_is_null(row, 11) ? POINTS_UNKNOWN : (int)statement_int(row, 11);
    step->state = kept(row, 12);
    step->dispute = statement_int(row, 13);
    step->evidence = g_strdup(statement_text(row, 14));
    step->note = g_strdup(statement_text(row, 15));
    step->done = statement_is_null(row, 16) ? DATE_NONE : statement_date(row, 16);
    step->user = g_strdup(statement_text(row, 17));
    step->finding = kept(row, 18);
    step->claimed = g_strdup(statement_text(row, 19));
    step->action = g_strdup(statement_text(row, 20));
    return step;
}

static bool read_steps(struct session *session, struct repair_plan *plan, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT step, kind, path, account, month, field, fact, what, who, begins, ends, points, state,"
                      " dispute, evidence, note, done, user, finding, claimed, action FROM repair_step"
                      " WHERE repair = ?1 ORDER BY step",
                      error);
    if (row == NULL) return false;
    statement_bind_int(row, 1, plan->id);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW)
        g_ptr_array_add(plan->steps, read_step(row));
    return step == STEP_DONE;
}

static struct date day_or_none(struct statement *row, int column)
{
    return statement_is_null(row, column) ? DATE_NONE : statement_date(row, column);
}

static struct repair_plan *read_plan(struct statement *row)
{
    struct repair_plan *plan = g_new0(struct repair_plan, 1);
    plan->steps = g_ptr_array_new_with_free_func((GDestroyNotify)repair_step_free);
    plan->id = statement_int(row, 0);
    plan->subject = statement_int(row, 1);
    plan->made = statement_int(row, 2);
    plan->day = statement_date(row, 3);
    plan->user = g_strdup(statement_text(row, 4));
    plan->state = g_strdup(statement_text(row, 5));
    plan->score = (int)statement_int(row, 6);
    plan->expected = (int)statement_int(row, 7);
    plan->target = (int)statement_int(row, 8);
    plan->recheck = day_or_none(row, 9);
    plan->model = g_strdup(statement_text(row, 10));
    plan->number = (int)statement_int(row, 11);
    plan->closed = day_or_none(row, 12);
    plan->version = statement_int(row, 13);
    plan->within = (int)statement_int(row, 14);
    plan->checked = day_or_none(row, 15);
    plan->seen = (int)statement_int(row, 16);
    return plan;
}

struct repair_plan *repair_plan_load(struct session *session, int64_t id, GError **error)
{
    g_autoptr(repair_plan_t) plan = NULL;
    {
        g_autoptr(statement_t) row = store_prepare(
            session->store,
            "SELECT id, subject, made, day, user, state, score, expected, target, recheck, model, number, closed,"
            " version, within, checked, seen FROM repair WHERE id = ?1 AND change <= ?2",
            error);
        if (row == NULL) return NULL;
        statement_bind_int(row, 1, id);
        statement_bind_int(row, 2, session->view);
        const enum step step = statement_step(row, error);
        if (step == STEP_ERROR) return NULL;
        if (step == STEP_ROW) plan = read_plan(row);
    }
    if (plan != NULL) return read_steps(session, plan, error) ? g_steal_pointer(&plan) : NULL;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no plan of repair {1}."),
                     N_("See those there are with `bureau repair list`."), number, NULL);
    return NULL;
}

struct repair_step *repair_step_at(const struct repair_plan *plan, int64_t step)
{
    for (guint i = 0; i < plan->steps->len; i++) {
        struct repair_step *each = plan->steps->pdata[i];
        if (each->step == step) return each;
    }
    return NULL;
}

struct date repair_next_look(const struct repair_plan *plan, struct date today)
{
    struct date next = date_add_days(today, (int)repair_limit("recheck_every"));
    for (guint i = 0; i < plan->steps->len; i++) {
        const struct repair_step *step = plan->steps->pdata[i];
        if (strcmp(step->state, "open") != 0 && strcmp(step->state, "begun") != 0) continue;
        if (!date_is_set(step->ends) || step->ends.days <= today.days) continue;
        const struct date shown = date_add_days(step->ends, (int)repair_limit("recheck_lag"));
        if (shown.days < next.days) next = shown;
    }
    return next;
}

bool repair_check_open(const struct repair_plan *plan, GError **error)
{
    if (strcmp(plan->state, "open") == 0) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, plan->id);
    bureau_error_set(error, BUREAU_ERROR_REFUSED,
                     strcmp(plan->state, "closed") == 0 ? N_("Plan {1} is closed.")
                                                        : N_("A newer plan took the place of plan {1}."),
                     N_("Make a new one with `bureau repair plan SUBJECT`."), number, NULL);
    return false;
}
