/* SPDX-License-Identifier: Apache-2.0 */
#include "pack_check.h"

#include "check.h"

#include <math.h>
#include <string.h>

struct checked {
    struct session *session;
    int64_t seen, derived;
};

static bool same_bits(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

/* Each value of each live subject as the dossier gives it. */
static bool check_block(const struct pack_block *block, void *data, GError **error)
{
    struct checked *checked = data;
    g_autofree double *values = g_new(double, feature_count());
    checked->derived += block->count.derived;
    for (int i = block->from; i < block->to; i++) {
        if (block->kind[i] == PACK_NOBODY) continue;
        g_autoptr(dossier_t) dossier = dossier_load_credit(checked->session, block->first + i, error);
        assert_non_null(dossier);
        const struct date day = features_day(dossier);
        features_derive(dossier, day, values);
        assert_int_equal(block->day[i], day.days);
        assert_int_equal(block->kind[i], strcmp(dossier->kind, "person") == 0 ? PACK_PERSON : PACK_ENTERPRISE);
        for (size_t f = 0; f < feature_count(); f++)
            if (!same_bits(block->column[f][i], values[f]))
                fail_msg("subject %d, %s: %g is kept, %g is true", (int)(block->first + i), feature_at(f)->id,
                         block->column[f][i], values[f]);
        checked->seen++;
    }
    return true;
}

int64_t pack_check(struct session *session, int64_t *seen)
{
    g_autoptr(GError) error = NULL;
    g_autofree int *all = g_new(int, feature_count());
    struct checked checked = { .session = session };
    for (size_t f = 0; f < feature_count(); f++)
        all[f] = (int)f;
    const struct pack_wish wish = { all, feature_count(), 1, G_MAXINT64, false };
    assert_true(pack_walk(session, &wish, check_block, &checked, &error));
    assert_no_error(error);
    *seen = checked.seen;
    return checked.derived;
}
