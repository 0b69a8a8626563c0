/* SPDX-License-Identifier: Apache-2.0 */
/* A furnisher's file, record by record. Streams: never holds more than one record and one chunk, whatever the file. */
#pragma once
#include "base/base.h"

#define CSV_RECORD_LIMIT ((size_t)1 << 20) /* bytes of one record */
#define CSV_FIELD_LIMIT  ((size_t)1 << 16)
#define CSV_COLUMN_LIMIT 256

enum csv_encoding { CSV_DETECT, CSV_UTF8, CSV_GB18030 };

struct csv_record {
    int64_t line; /* 1-based line of the file on which the record begins */
    size_t count;
    char *field[CSV_COLUMN_LIMIT]; /* NUL-terminated UTF-8, valid until the next call; may be changed in place */
    size_t length[CSV_COLUMN_LIMIT];
};

/* A record that cannot be read: where, and why as a phrase (owned by the reader until the next call). */
struct csv_trouble {
    int64_t line;
    int64_t column; /* 1-based character of that line */
    const char *reason;
};

enum csv_step { CSV_ERROR = -1, CSV_END = 0, CSV_ROW = 1, CSV_BAD = 2 };

struct csv_reader;
/* Opens a file. `delimiter` is one ASCII character. Errors: INPUT (not there, not readable, UTF-16). */
struct csv_reader *csv_open(const char *path, enum csv_encoding encoding, char delimiter, GError **error);
void csv_close(struct csv_reader *reader);
typedef struct csv_reader csv_reader_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(csv_reader_t, csv_close)

/* The next record (RFC 4180: quotes, doubled quotes, line breaks inside quotes; CRLF or LF; blank lines are passed
 * over). CSV_BAD: this record is unusable, `trouble` says why; reading goes on with the line after the one where it
 * began. CSV_ERROR: the file itself cannot be read on. */
enum csv_step csv_next(struct csv_reader *reader, struct csv_record *record, struct csv_trouble *trouble,
                       GError **error);

/* How much of the file has been read, 0 to 1; and what encoding it turned out to have. */
double csv_progress(const struct csv_reader *reader);
enum csv_encoding csv_found_encoding(const struct csv_reader *reader);
/* SHA-256 of the bytes of the file, in hex; only after CSV_END. Borrowed. */
const char *csv_digest(struct csv_reader *reader);
