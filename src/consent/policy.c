/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that are policy: data/law/consent_policy.tsv. */
#include "consent/consent.h"

#include <string.h>

static gpointer load(gpointer unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    struct tsv *tsv = tsv_load("law/consent_policy.tsv", &error);
    if (!tsv) g_warning("%s", error->message);
    return tsv;
}

int consent_policy(const char *name)
{
    static GOnce once = G_ONCE_INIT;
    const struct tsv *tsv = g_once(&once, load, NULL);
    for (size_t row = 0; tsv && row < tsv_rows(tsv); row++)
        if (strcmp(tsv_cell(tsv, row, "name"), name) == 0) return atoi(tsv_cell(tsv, row, "value"));
    return 0;
}
