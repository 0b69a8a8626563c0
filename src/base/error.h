/* SPDX-License-Identifier: Apache-2.0 */
/* Errors that say the thing, the cause and the next step, and can be translated after they were made. */
#pragma once
#include <glib.h>

#define BUREAU_ERROR (bureau_error_quark())

/* One code for each way an act can fail; the values below BUREAU_ERROR_STALE are the exit codes of the program. */
enum bureau_error_code {
    BUREAU_ERROR_NOT_FOUND = 1, /* nothing has that name                          exit 1 */
    BUREAU_ERROR_USAGE = 2,     /* the request itself is wrong                    exit 2 */
    BUREAU_ERROR_REFUSED = 3,   /* a right, a consent, a purpose or a rule is missing   exit 3 */
    BUREAU_ERROR_INPUT = 4,     /* bad data in a file                             exit 4 */
    BUREAU_ERROR_STORE = 5,     /* store or I/O                                   exit 5 */
    BUREAU_ERROR_CANCELLED = 6, /* the person stopped it                          exit 6 */
    BUREAU_ERROR_STALE = 7,     /* somebody else changed it first                 exit 3 */
};

GQuark bureau_error_quark(void);

/* Sets `error` from a translatable format and a translatable next step (either may hold {1}, {2} ... for the string
 * arguments, which end with NULL). `next` may be NULL. The English text is put into error->message; faces call
 * bureau_error_message() and bureau_error_next() to show it in the person's language. */
void bureau_error_set(GError **error, enum bureau_error_code code, const char *format, const char *next,
                      ...) G_GNUC_NULL_TERMINATED;

/* The message and the next step, put through `translate` (gettext, or NULL for English). Caller frees. The next step
 * is NULL when there is none. Errors of other domains answer their own text. */
char *bureau_error_message(const GError *error, const char *(*translate)(const char *));
char *bureau_error_next(const GError *error, const char *(*translate)(const char *));

/* Why an act was refused, in a word for programs ("role", "consent-missing"): a constant. Does nothing to NULL and to
 * errors of other domains. */
void bureau_error_give_reason(GError *error, const char *reason);
const char *bureau_error_reason(const GError *error); /* NULL when there is none */

/* The exit code of the program and the code word of the JSON answer ("not_found", "usage", "refused", ...). */
int bureau_error_exit_code(const GError *error);
const char *bureau_error_word(const GError *error);
