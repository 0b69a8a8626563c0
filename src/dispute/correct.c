/* SPDX-License-Identifier: Apache-2.0 */
/* A correction: which value each wrong item gets, the change, the score before and after. What the law and the paper
 * behind it were stands in a row an item (correct_rows.c); how facts are written, in correct_store.c. */
#include "dispute/correct.h"
#include "score/portfolio.h"

#include <string.h>

/* ---- which value --------------------------------------------------------------------------------------------------
 */

/* Named in the act, else what the furnisher answered when it differs from what is held, else what was claimed. */
static const char *chosen_value(const struct case_item *item, const char *named)
{
    if (named != NULL) return named;
    if (item->answered != NULL && g_strcmp0(item->answered, item->stored) != 0) return item->answered;
    return item->claimed;
}

static bool is_wrong(const struct case_item *item)
{
    return g_strcmp0(item->outcome, "error") == 0 || g_strcmp0(item->outcome, "unverifiable") == 0;
}

/* The value an item gets, in stored form; "" stands for taking it out. NULL and an error when there is none. */
static char *new_value(struct session *session, const struct case_item *item, const char *named, GError **error)
{
    const char *value = g_strcmp0(item->outcome, "unverifiable") == 0 ? named : chosen_value(item, named);
    const struct dispute_field *field = field_find(item->field);
    if (field->kind == FIELD_SCORE) return g_strdup("-"); /* the subject is scored again below */
    if (value != NULL && *value != '\0') return field_normalise(field, value, session_today(session), error);
    if (g_strcmp0(item->outcome, "unverifiable") == 0 && field->scope != FIELD_OF_PERSON)
        return g_strdup(field->kind == FIELD_EXISTS || field->kind == FIELD_FACT ? "no" : "");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->item);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Item {1} has no right value yet: neither claimed nor answered."),
                     N_("Give it with --item {1} --value."), number, NULL);
    return NULL;
}

/* ---- the score ----------------------------------------------------------------------------------------------------
 */

static bool score_of(struct session *session, const struct dossier *dossier, int *score)
{
    const struct model *card = score_model_of(session, dossier, NULL);
    if (card == NULL) return false; /* nothing here can score it: the correction stands without one */
    g_autofree double *values = g_new(double, feature_count());
    struct score_result result;
    features_derive(dossier, features_day(dossier), values);
    model_score(card, values, &result);
    *score = result.score;
    return true;
}

static bool score_again(struct session *session, int64_t subject, struct correction *done, GError **error)
{
    if (!done->scored) return true;
    struct score_result result;
    if (!score_subject_store(session, subject, &result, error)) return false;
    done->after = result.score;
    done->scored = result.parts > 0; /* a restricted file is kept and not evaluated */
    return true;
}

/* ---- the work -----------------------------------------------------------------------------------------------------
 */

static void row_free(gpointer data)
{
    struct correct_row *row = data;
    g_free(row->before);
    g_free(row->after);
    g_free(row);
}

void correct_add_row(struct correct_work *work, struct case_item *item, const char *before, const char *after,
                     const char *cause)
{
    struct correct_row *row = g_new0(struct correct_row, 1);
    *row = (struct correct_row){ .item = item, .before = g_strdup(before), .after = g_strdup(after), .cause = cause };
    g_ptr_array_add(work->rows, row);
    work->done->items++;
}

bool correct_begin(struct correct_work *work, struct session *session, const struct dispute_case *each,
                   struct correction *done, GError **error)
{
    *done = (struct correction){ 0 };
    *work = (struct correct_work){ .session = session, .each = each, .done = done };
    work->rows = g_ptr_array_new_with_free_func(row_free);
    work->dossier = dossier_load(session, each->subject, error);
    if (work->dossier == NULL) return false;
    done->scored = score_of(session, work->dossier, &done->before);
    return true;
}

void correct_clear(struct correct_work *work)
{
    g_clear_pointer(&work->rows, g_ptr_array_unref);
    g_clear_pointer(&work->dossier, dossier_free);
}

/* "no" of something that is there or not says that it must not be there. */
static bool takes_out(const struct case_item *item, const char *value)
{
    const enum field_kind kind = field_find(item->field)->kind;
    return value == NULL || *value == '\0' ||
           ((kind == FIELD_EXISTS || kind == FIELD_FACT) && strcmp(value, "no") == 0);
}

bool correct_take(struct correct_work *work, struct case_item *item, const char *value, const char *cause,
                  GError **error)
{
    g_autofree char *before = item_held(work->dossier, item, error);
    if (before == NULL || !correct_item(work->session, work->dossier, item, value != NULL ? value : "", error))
        return false;
    const bool score = strcmp(item->field, "score") == 0; /* made of facts: what it was and is stands beside */
    correct_add_row(work, item, *before != '\0' ? before : NULL, score || takes_out(item, value) ? NULL : value, cause);
    return true;
}

bool correct_end(struct correct_work *work, const char *paper, const char *role, GError **error)
{
    for (guint i = 0; i < work->dossier->accounts->len; i++)
        if (!correct_store_account(work->session, work->each->subject, work->dossier->accounts->pdata[i], work->rows,
                                   error))
            return false;
    return score_again(work->session, work->each->subject, work->done, error) &&
           correct_rows_keep(work, paper, role, error);
}

/* ---- the decision carried out -------------------------------------------------------------------------------------
 */

static int wrong_items(const struct dispute_case *each)
{
    int count = 0;
    for (guint i = 0; i < each->items->len; i++)
        count += is_wrong(each->items->pdata[i]);
    return count;
}

/* One wrong item; its outcome says afterwards that it was corrected. */
static bool apply_item(struct correct_work *work, struct case_item *item, const char *named, GError **error)
{
    const char *cause = g_strcmp0(item->outcome, "unverifiable") == 0 ? "unverifiable" : "error";
    g_autofree char *right = new_value(work->session, item, named, error);
    if (right == NULL || !correct_take(work, item, right, cause, error)) return false;
    g_free(item->corrected);
    g_free(item->outcome);
    item->corrected = g_steal_pointer(&right);
    item->outcome = g_strdup("corrected");
    return case_save_item(work->session, work->each->id, item, error);
}

bool correction_apply(struct session *session, struct dispute_case *each, const char *value, int64_t named,
                      const char *paper, struct correction *done, GError **error)
{
    if (value != NULL && named == 0 && wrong_items(each) > 1) {
        bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Several items are to be corrected: which one gets the value?"),
                         N_("Name it with --item."), NULL);
        return false;
    }
    g_auto(correct_work_t) work = { 0 };
    if (!correct_begin(&work, session, each, done, error)) return false;
    for (guint i = 0; i < each->items->len; i++) {
        struct case_item *item = each->items->pdata[i];
        const bool ours = value != NULL && (named == 0 || named == item->item);
        if (is_wrong(item) && !apply_item(&work, item, ours ? value : NULL, error)) return false;
    }
    return correct_end(&work, paper, NULL, error);
}
