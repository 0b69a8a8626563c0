/* SPDX-License-Identifier: Apache-2.0 */
/* Ranking shortfalls into reasons. */
#include "score/model.h"

#include <math.h>
#include <string.h>

#define MOST_REASONS_TOLD 4
#define CODE_ENQUIRIES    "10"

const struct reason_rules reason_rules_none = { .most = MOST_REASONS_TOLD, .cite = "", .status = "" };

static const char *const method_words[] = { "best", "mean", "near" };

const char *reason_method_word(enum reason_method method)
{
    return method_words[method];
}

int reason_method_from_word(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(method_words); i++)
        if (!g_strcmp0(word, method_words[i])) return (int)i;
    return -1;
}

bool reason_is_enquiry(const char *characteristic, const char *code)
{
    return !g_strcmp0(code, CODE_ENQUIRIES) || g_str_has_prefix(characteristic, "enquiries");
}

/* ---- shortfalls -------------------------------------------------------------------------------------------------- */

/* Points each part is below its baseline; what may not be told has none. */
static void shortfalls(const struct scorecard *card, enum reason_method method, const struct reason_rules *rules,
                       const struct score_result *result, double *below)
{
    for (size_t i = 0; i < result->parts; i++) {
        const struct score_part *part = &result->part[i];
        const struct characteristic *own = card && i < card->characteristics ? &card->characteristic[i] : NULL;
        below[i] = part->lost;
        if (own && method == REASON_NEAR && !isnan(own->near))
            below[i] = own->near - part->points;
        else if (own && method != REASON_BEST && !isnan(own->mean))
            below[i] = own->mean - part->points;
        if (rules->family && reason_prohibited(rules->family, part->characteristic)) below[i] = 0;
    }
}

/* Codes that say nothing of their own do not bring parts together. */
static bool same_reason(const struct score_part *a, const struct score_part *b)
{
    return a->reason && *a->reason && strcmp(a->reason, CARD_REASON_OTHER) != 0 && !g_strcmp0(a->reason, b->reason);
}

/* The shortfalls of one code go to the part that has most of it; the others have none left. */
static void merge(const struct score_result *result, double *below)
{
    for (size_t i = 0; i < result->parts; i++)
        for (size_t j = 0; j < i && below[i] > 0; j++) {
            if (!(below[j] > 0) || !same_reason(&result->part[i], &result->part[j])) continue;
            const bool later = result->part[i].lost > result->part[j].lost;
            const double sum = below[i] + below[j];
            below[i] = later ? sum : 0;
            below[j] = later ? 0 : sum;
        }
}

static size_t greatest(const double *below, size_t parts)
{
    size_t found = parts;
    for (size_t i = 0; i < parts; i++)
        if (below[i] > 0 && (found == parts || below[i] > below[found])) found = i;
    return found;
}

static void rank(const struct reason_rules *rules, double *below, struct score_result *result)
{
    result->reasons = 0;
    const size_t most = (size_t)CLAMP(rules->most, 0, SCORE_MOST_REASONS);
    while (result->reasons < most) {
        const size_t found = greatest(below, result->parts);
        if (found == result->parts) return;
        result->reason[result->reasons++] = found;
        below[found] = 0;
    }
    // what is left has lost less than all of these; an enquiry is told nevertheless
    while (rules->enquiries && result->reasons < SCORE_MOST_REASONS) {
        const size_t found = greatest(below, result->parts);
        if (found == result->parts) return;
        below[found] = 0;
        const struct score_part *part = &result->part[found];
        if (!reason_is_enquiry(part->characteristic, part->reason)) continue;
        result->reason[result->reasons++] = found;
        return;
    }
}

static void fill(const struct scorecard *card, enum reason_method method, const struct reason_rules *rules,
                 struct score_result *result)
{
    double below[SCORE_MOST_PARTS];
    shortfalls(card, method, rules, result, below);
    merge(result, below);
    rank(rules, below, result);
}

void reasons_fill(const struct model *model, enum reason_method method, const struct reason_rules *rules,
                  struct score_result *result)
{
    // of trees every part already holds what it is below the mean
    fill(model->trees ? NULL : model->card, method, rules, result);
}

void reasons_default(const struct scorecard *card, struct score_result *result)
{
    fill(card, card ? card->method : REASON_BEST, &reason_rules_none, result);
}

bool reasons_for(struct session *session, const struct model *model, struct score_result *result, GError **error)
{
    g_autoptr(GError) cause = NULL;
    const struct reason_rules *rules = reason_rules_find(session_profile(session), &cause);
    if (!rules && !g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    reasons_fill(model, model_head(model)->method, rules ? rules : &reason_rules_none, result);
    return true;
}

/* ---- PMML -------------------------------------------------------------------------------------------------------- */

size_t reasons_pmml(const struct pmml_reason *part, size_t count, bool points_above, const char **code)
{
    g_autofree double *difference = g_new0(double, MAX(count, 1));
    size_t codes = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < codes && strcmp(code[at], part[i].code) != 0)
            at++;
        if (at == codes) code[codes++] = part[i].code;
        const double below = part[i].baseline - part[i].partial;
        difference[at] += points_above ? -below : below;
    }
    // few, and equal ones must stay in order: by insertion
    for (size_t i = 1; i < codes; i++)
        for (size_t j = i; j > 0 && difference[j] > difference[j - 1]; j--) {
            const double swap = difference[j];
            const char *other = code[j];
            difference[j] = difference[j - 1];
            difference[j - 1] = swap;
            code[j] = code[j - 1];
            code[j - 1] = other;
        }
    return codes;
}
