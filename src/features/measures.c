/* SPDX-License-Identifier: Apache-2.0 */
/* Measures by name, and the two figures that many of them share. */
#include "features/measures.h"

#include <math.h>
#include <string.h>

double values_mean(const double *values, int count, int least)
{
    double sum = 0;
    int known = 0;
    for (int i = 0; i < count; i++) {
        if (isnan(values[i])) continue;
        sum += values[i];
        known++;
    }
    return known < MAX(least, 1) ? FEATURE_MISSING : sum / known;
}

double values_variation(const double *values, int count, int least)
{
    const double mean = values_mean(values, count, least);
    double squares = 0;
    int known = 0;
    for (int i = 0; i < count; i++) {
        if (isnan(values[i])) continue;
        squares += (values[i] - mean) * (values[i] - mean);
        known++;
    }
    return mean > 0 ? sqrt(squares / known) / mean : FEATURE_MISSING;
}

static const struct measure_entry *const lists[] = { measures_late,   measures_amounts, measures_accounts,
                                                     measures_others, measures_means,   measures_statements };

const struct measure_entry *measure_look_up(const char *text, int *argument)
{
    const char *colon = strchr(text, ':');
    const size_t length = colon ? (size_t)(colon - text) : strlen(text);
    for (size_t list = 0; list < G_N_ELEMENTS(lists); list++)
        for (const struct measure_entry *entry = lists[list]; entry->name != NULL; entry++) {
            if (strlen(entry->name) != length || strncmp(entry->name, text, length) != 0) continue;
            const int found = colon && entry->argument ? entry->argument(colon + 1) : -1;
            if (argument) *argument = found;
            return (colon != NULL) == (entry->argument != NULL) && (colon == NULL || found >= 0) ? entry : NULL;
        }
    return NULL;
}

bool measure_find(const char *text)
{
    return measure_look_up(text, NULL) != NULL;
}
