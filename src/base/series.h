/* SPDX-License-Identifier: Apache-2.0 */
/* A series of nullable 64-bit numbers packed into few bytes: zigzag varints of the differences to the last known
 * value. Constant and slowly moving series (balances, line numbers) take about a byte a month. */
#pragma once
#include <glib.h>
#include <stdint.h>

#define SERIES_UNKNOWN G_MININT64

/* Appends count, then the values. */
void series_append(GByteArray *bytes, const int64_t *values, size_t count);

/* Reads one series at *offset and moves it on. Answers `*count` values, newly allocated (NULL when count is 0), or
 * FALSE when the bytes are cut short or wrong. */
gboolean series_read(const guint8 *bytes, size_t length, size_t *offset, int64_t **values, size_t *count);
