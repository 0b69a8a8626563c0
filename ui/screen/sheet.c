/* SPDX-License-Identifier: Apache-2.0 */
/* Bringing a subject's sheet to the screen, in a worker. The score is worked out here from the same file that is shown,
 * so that the two can never disagree; the stored score is history. */
#include "screen/sheet.h"

#include "score/portfolio.h"
#include "score/reasons.h"

#include <string.h>

/* ---- freeing ----------------------------------------------------------------------------------------------------- */

static void part_clear(struct sheet_part *part)
{
    g_free(part->id);
    g_free(part->bin);
    g_free(part->reason);
}

static void batch_free(struct sheet_batch *batch)
{
    g_free(batch->file);
    g_free(batch->user);
    g_free(batch);
}

void sheet_free(struct sheet *sheet)
{
    if (sheet == NULL) return;
    dossier_free(sheet->dossier);
    access_clear(&sheet->access);
    g_free(sheet->name);
    g_free(sheet->identity);
    g_free(sheet->phone);
    g_free(sheet->city);
    g_free(sheet->band);
    for (size_t i = 0; i < sheet->band_count; i++)
        g_free((char *)sheet->bands[i].letter);
    g_array_unref(sheet->parts);
    g_ptr_array_unref(sheet->reasons);
    g_hash_table_unref(sheet->sources);
    g_hash_table_unref(sheet->batches);
    g_free(sheet);
}

static struct sheet *sheet_new(void)
{
    struct sheet *sheet = g_new0(struct sheet, 1);
    sheet->parts = g_array_new(FALSE, TRUE, sizeof(struct sheet_part));
    sheet->reasons = g_ptr_array_new_with_free_func(g_free);
    g_array_set_clear_func(sheet->parts, (GDestroyNotify)part_clear);
    sheet->sources = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    sheet->batches = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)batch_free);
    return sheet;
}

/* ---- the score --------------------------------------------------------------------------------------------------- */

static void take_bands(struct sheet *sheet, const struct model *card)
{
    sheet->lowest = model_lowest(card);
    sheet->highest = model_highest(card);
    sheet->band_count = MIN(model_band_count(card), (size_t)SHEET_BANDS);
    for (size_t i = 0; i < sheet->band_count; i++) {
        const char *letter = "";
        model_band(card, i, &letter, &sheet->bands[i].from);
        sheet->bands[i].letter = g_strdup(letter);
    }
}

static int most_lost_first(const void *left, const void *right)
{
    const struct sheet_part *a = left, *b = right;
    return a->lost != b->lost ? (a->lost < b->lost ? 1 : -1) : strcmp(a->id, b->id);
}

static void take_score(struct sheet *sheet, struct session *session, const struct model *card)
{
    g_autofree double *values = g_new(double, feature_count());
    struct score_result result;
    features_derive(sheet->dossier, features_day(sheet->dossier), values);
    model_score(card, values, &result);
    model_explain(card, &result, NULL); /* of trees; a card has its points already */
    if (reasons_for(session, card, &result, NULL))
        for (size_t i = 0; i < result.reasons; i++)
            g_ptr_array_add(sheet->reasons, g_strdup(result.part[result.reason[i]].reason));
    sheet->has_score = true;
    sheet->score = result.score;
    sheet->band = g_strdup(result.band);
    sheet->probability = result.probability;
    sheet->start = result.score;
    for (size_t i = 0; i < result.parts; i++) {
        const struct score_part *from = &result.part[i];
        const int index = feature_index(from->characteristic);
        const struct sheet_part part = { index < 0 ? NULL : feature_at((size_t)index),
                                         g_strdup(from->characteristic),
                                         g_strdup(from->bin),
                                         g_strdup(from->reason),
                                         from->value,
                                         from->points,
                                         from->lost };
        sheet->start += from->lost;
        g_array_append_val(sheet->parts, part);
    }
    g_array_sort(sheet->parts, most_lost_first);
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static void name_source(struct sheet *sheet, struct session *session, int64_t source)
{
    if (g_hash_table_contains(sheet->sources, &source)) return;
    const char **labels = g_new0(const char *, 2);
    labels[0] = source_label(session->store, source, "en");
    labels[1] = source_label(session->store, source, "zh");
    g_hash_table_insert(sheet->sources, g_memdup2(&source, sizeof source), labels);
}

static void want_batch(struct sheet *sheet, int64_t batch)
{
    if (batch > 0 && !g_hash_table_contains(sheet->batches, &batch))
        g_hash_table_insert(sheet->batches, g_memdup2(&batch, sizeof batch), g_new0(struct sheet_batch, 1));
}

static void want_batches(struct sheet *sheet)
{
    for (guint i = 0; i < sheet->dossier->accounts->len; i++) {
        const struct account *account = sheet->dossier->accounts->pdata[i];
        want_batch(sheet, account->from.batch);
        want_batch(sheet, account->history.from.batch);
        for (size_t m = 0; account->history.batches != NULL && m < account->history.length; m++)
            want_batch(sheet, account->history.batches[m]);
    }
}

static void take_words(struct sheet *sheet, struct session *session)
{
    const struct dossier *dossier = sheet->dossier;
    sheet->accounts = guard_shown(session, SECRECY_ACCOUNT);
    sheet->name = guard_show(session, dossier_name(dossier), SECRECY_NAME);
    sheet->identity = guard_show(session, dossier_identity(dossier), SECRECY_IDENTITY);
    sheet->phone = guard_show(session, dossier_phone(dossier), SECRECY_PHONE);
    sheet->city = g_strdup(dossier_city(dossier));
    for (guint i = 0; i < dossier->accounts->len; i++)
        name_source(sheet, session, ((struct account *)dossier->accounts->pdata[i])->source);
}

struct sheet *sheet_load(struct session *session, int64_t subject, GError **error)
{
    g_autoptr(sheet_t) sheet = sheet_new();
    /* the look before it was let through; what it may show holds for all that is read here */
    if (!guard_access(session, subject, 0, &sheet->access, error)) return NULL;
    session->kinds = sheet->access.kinds;
    sheet->dossier = dossier_load(session, subject, error);
    if (sheet->dossier == NULL) return NULL;
    sheet->summary = dossier_summary(sheet->dossier);
    take_words(sheet, session);
    want_batches(sheet);
    sheet_read_batches(sheet, session);
    /* a store without a model still shows the file; and what may not be seen is not scored either */
    const unsigned needed = KIND_CREDIT | KIND_SCORE;
    const struct model *card = score_model_of(session, sheet->dossier, NULL);
    if (card != NULL && (sheet->access.kinds & needed) == needed &&
        score_model_is_covered(card, sheet->dossier, NULL)) {
        take_bands(sheet, card);
        take_score(sheet, session, card);
    }
    return g_steal_pointer(&sheet);
}
