/* SPDX-License-Identifier: Apache-2.0 */
/* An answer comes in, field by field. All fields of the enquiry are answered or none is taken; the values go into the
 * items, a contradiction goes onto enquiry and case, and then nothing moves by itself. */
#include "dispute/enquiry.h"

#include <string.h>

struct asked {
    int64_t id, source;
};

static bool fail(enum bureau_error_code code, const char *what, const char *next, const char *first, const char *reason,
                 GError **error)
{
    bureau_error_set(error, code, what, next, first, NULL);
    if (reason != NULL && error != NULL) bureau_error_give_reason(*error, reason);
    return false;
}

/* ---- which enquiry ------------------------------------------------------------------------------------------------
 */

static bool find_asked(struct session *session, const struct dispute_case *each, const struct enquiry_answer *answer,
                       struct asked *asked, GError **error)
{
    int64_t found = 0, answered = 0;
    g_autofree char *number = case_number(each->id);
    {
        g_autoptr(statement_t) row = store_prepare(
            session->store,
            "SELECT id, source, answered IS NOT NULL FROM dispute_enquiry WHERE dispute = ?1 AND (?2 = 0 OR id = ?2) "
            "AND (?3 = 0 OR source = ?3 OR (?3 < 0 AND source IS NULL)) ORDER BY id",
            error);
        if (row == NULL) return false;
        statement_bind_int(row, 1, each->id);
        statement_bind_int(row, 2, answer->enquiry);
        statement_bind_int(row, 3, answer->source);
        enum step step;
        while ((step = statement_step(row, error)) == STEP_ROW) {
            if (statement_int(row, 2) != 0) {
                answered++;
                continue;
            }
            found++;
            *asked = (struct asked){ statement_int(row, 0), statement_int(row, 1) };
        }
        if (step == STEP_ERROR) return false;
    }
    if (found == 1) return true;
    if (found > 1)
        return fail(BUREAU_ERROR_USAGE, N_("Several furnishers were asked in {1}: which one answers?"),
                    N_("Name it with --furnisher; `bureau dispute enquiries` lists them."), number, "several", error);
    if (answered > 0)
        return fail(BUREAU_ERROR_REFUSED, N_("The enquiry in {1} was answered before."),
                    N_("An answer is not taken twice. A person goes on with furnisher_reply, or asks again."), number,
                    "answered", error);
    return fail(BUREAU_ERROR_NOT_FOUND, N_("Nothing was asked of that furnisher in {1}."),
                N_("`bureau dispute enquiries` lists what was asked."), number, NULL, error);
}

/* ---- is it whole --------------------------------------------------------------------------------------------------
 */

static bool check_says(const struct enquiry_item_answer *given, const char *code, GError **error)
{
    const bool different = strcmp(given->says, "different") == 0;
    if (!different && strcmp(given->says, "same") != 0 && strcmp(given->says, "unknown") != 0)
        return fail(BUREAU_ERROR_USAGE, N_("A field cannot say {1}."), N_("It says same, different:VALUE or unknown."),
                    given->says, NULL, error);
    if (different && given->value == NULL && !enquiry_code_deletes(code))
        return fail(BUREAU_ERROR_USAGE, N_("What differs needs its right value."), N_("Write different:VALUE."), NULL,
                    NULL, error);
    return true;
}

static const struct enquiry_item_answer *given_for(const struct enquiry_answer *answer, int64_t item)
{
    for (size_t i = 0; i < answer->item_count; i++)
        if (answer->items[i].item == item) return &answer->items[i];
    return NULL;
}

/* Every item that was asked about, each once, no other. */
static bool check_items(struct session *session, const struct dispute_case *each, const struct asked *asked,
                        const struct enquiry_answer *answer, GError **error)
{
    for (size_t i = 0; i < answer->item_count; i++) {
        const struct enquiry_item_answer *given = &answer->items[i];
        const struct case_item *item = case_item_at(each, given->item);
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, given->item);
        if (item == NULL || !enquiry_has_item(session, each, asked->source, item))
            return fail(BUREAU_ERROR_REFUSED, N_("Item {1} was not asked of this furnisher."),
                        N_("`bureau dispute items` lists them."), number, "item", error);
        if (given_for(answer, given->item) != given)
            return fail(BUREAU_ERROR_USAGE, N_("Item {1} is answered twice."), N_("Answer it once."), number, NULL,
                        error);
        if (!check_says(given, answer->code, error)) return false;
    }
    for (guint i = 0; i < each->items->len; i++) {
        const struct case_item *item = each->items->pdata[i];
        if (!enquiry_has_item(session, each, asked->source, item) || given_for(answer, item->item) != NULL) continue;
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, item->item);
        return fail(BUREAU_ERROR_USAGE, N_("Item {1} is not answered."),
                    N_("Say unknown of what could not be verified."), number, "item", error);
    }
    return true;
}

/* ---- taking it ----------------------------------------------------------------------------------------------------
 */

static bool take_item(struct session *session, const struct dispute_case *each, int64_t enquiry,
                      const struct enquiry_item_answer *given, GError **error)
{
    struct case_item *item = case_item_at(each, given->item);
    g_free(item->says);
    item->says = g_strdup(given->says);
    g_clear_pointer(&item->answered, g_free);
    if (strcmp(given->says, "same") == 0) item->answered = g_strdup(item->stored);
    if (strcmp(given->says, "different") == 0) item->answered = g_strdup(given->value);
    return case_save_item(session, each->id, item, error) &&
           store_run(session->store, error,
                     "INSERT INTO dispute_answer (enquiry, item, says, value) VALUES (?1, ?2, ?3, ?4)", "iiss", enquiry,
                     given->item, given->says, given->value);
}

static bool write_answer(struct session *session, int64_t enquiry, const struct enquiry_answer *answer,
                         const char *contrary, GError **error)
{
    g_autofree char *text = answer->text != NULL ? text_sanitise(answer->text, -1) : NULL;
    g_autofree char *who = answer->respondent != NULL ? text_sanitise(answer->respondent, -1) : NULL;
    return store_run(session->store, error,
                     "UPDATE dispute_enquiry SET answered = ?2, respondent = ?3, code = ?4, text = ?5, contrary = ?6, "
                     "evidence = ?7, user = ?8, version = version + 1 WHERE id = ?1",
                     "idssssss", enquiry, answer->arrived, who, answer->code, text, contrary, answer->evidence,
                     session->user);
}

/* The values in their stored form; `normal` owns them. */
static bool normalise(struct session *session, const struct dispute_case *each, const struct enquiry_answer *answer,
                      struct enquiry_item_answer *items, GPtrArray *normal, const char **stored, GError **error)
{
    for (size_t i = 0; i < answer->item_count; i++) {
        const struct case_item *item = case_item_at(each, answer->items[i].item);
        items[i] = answer->items[i];
        stored[i] = item->stored;
        if (items[i].value == NULL || strcmp(items[i].says, "different") != 0) {
            items[i].value = NULL;
            continue;
        }
        char *value = field_normalise(field_find(item->field), items[i].value, session_today(session), error);
        if (value == NULL) return false;
        g_ptr_array_add(normal, value);
        items[i].value = value;
    }
    return true;
}

bool enquiry_take(struct session *session, struct dispute_case *each, const struct enquiry_answer *answer,
                  bool *complete, GError **error)
{
    struct asked asked = { 0 };
    int64_t open;
    if (!find_asked(session, each, answer, &asked, error)) return false;
    g_autofree char *codes = enquiry_dispute_codes(session, each, asked.source);
    if (answer->code != NULL && !enquiry_code_fits(answer->code, codes, session_today(session), error)) return false;
    if (!check_items(session, each, &asked, answer, error)) return false;
    g_autofree struct enquiry_item_answer *items = g_new0(struct enquiry_item_answer, answer->item_count + 1);
    g_autofree const char **stored = g_new0(const char *, answer->item_count + 1);
    g_autoptr(GPtrArray) normal = g_ptr_array_new_with_free_func(g_free);
    if (!normalise(session, each, answer, items, normal, stored, error)) return false;
    struct enquiry_answer clean = *answer;
    clean.items = items;
    g_autoptr(GError) failed = NULL;
    g_autofree char *contrary = contrary_find(&clean, stored, &failed);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    for (size_t i = 0; i < clean.item_count; i++)
        if (!take_item(session, each, asked.id, &items[i], error)) return false;
    if (!write_answer(session, asked.id, &clean, contrary, error) || !enquiries_open(session, each->id, &open, error))
        return false;
    each->contrary |= contrary != NULL;
    *complete = open == 0;
    return true;
}

/* ---- going on -----------------------------------------------------------------------------------------------------
 */

static bool stay(struct act *act, GError **error)
{
    struct dispute_case *each = act->each;
    /* the empty word makes them phrases of the program, which no letter tells as a finding (letter_text.c) */
    g_autofree char *note = each->contrary
                                ? phrase_make(N_("The answer contradicts itself: a person has to look"), "", NULL)
                                : phrase_make(N_("An answer came; others are still waited for"), "", NULL);
    return case_event(act->session, each, "furnisher_reply", each->state, each->state, note, error) &&
           case_save(act->session, each, error) && guard_touch(act->session, each->subject, each->subject, error);
}

bool enquiry_go_on(struct act *act, bool complete, GError **error)
{
    if (!complete || act->each->contrary) return stay(act, error);
    act->replied = true;
    return case_act(act, "furnisher_reply", error);
}

bool enquiries_take_short(struct act *act, GError **error)
{
    const char *text = arguments_text(act->arguments, "text");
    g_autofree char *clean = text != NULL ? text_sanitise(text, -1) : NULL;
    return store_run(act->session->store, error,
                     "UPDATE dispute_enquiry SET answered = ?2, text = ?3, user = ?4, version = version + 1 WHERE "
                     "dispute = ?1 AND answered IS NULL",
                     "idss", act->each->id, act->arrived, clean, act->session->user);
}
