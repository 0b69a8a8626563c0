/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a file as UTF-8, chunk by chunk, whatever the file is written in. */
#pragma once
#include "intake/csv.h"

struct decoder;
struct decoder *decoder_open(const char *path, enum csv_encoding encoding, GError **error);
void decoder_close(struct decoder *decoder);
/* Appends the next chunk to `out`. *done at the end of the file. Bytes that mean nothing in GB18030 become 0xFF, which
 * is never UTF-8, so that the reader of records can say where they stood. */
bool decoder_read(struct decoder *decoder, GByteArray *out, bool *done, GError **error);
double decoder_progress(const struct decoder *decoder);
enum csv_encoding decoder_encoding(const struct decoder *decoder);
const char *decoder_digest(struct decoder *decoder);
