/* SPDX-License-Identifier: Apache-2.0 */
/* An extended GError: the message and the next step are kept as phrases, so that a face can translate them. */
#include "base/error_phrase.h"

#include "base/phrase.h"

#include <gio/gio.h>

typedef struct {
    char *message; /* phrase */
    char *next;    /* phrase or NULL */
    const char *reason;
} BureauErrorPrivate;

static void bureau_error_private_init(BureauErrorPrivate *detail)
{
    *detail = (BureauErrorPrivate){ 0 };
}

static void bureau_error_private_copy(const BureauErrorPrivate *from, BureauErrorPrivate *to)
{
    to->message = g_strdup(from->message);
    to->next = g_strdup(from->next);
    to->reason = from->reason;
}

static void bureau_error_private_clear(BureauErrorPrivate *detail)
{
    g_free(detail->message);
    g_free(detail->next);
}

G_DEFINE_EXTENDED_ERROR(BureauError, bureau_error)

void bureau_error_set(GError **error, enum bureau_error_code code, const char *format, const char *next, ...)
{
    if (!error) return;
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, next);
    for (const char *text; (text = va_arg(list, const char *)) != NULL;)
        g_ptr_array_add(arguments, (gpointer)text);
    va_end(list);
    g_autofree char *message = phrase_make_array(format, (const char *const *)arguments->pdata, arguments->len);
    g_autofree char *english = phrase_expand(message, NULL);
    *error = g_error_new_literal(BUREAU_ERROR, (int)code, english);
    BureauErrorPrivate *detail = bureau_error_get_private(*error);
    detail->message = g_steal_pointer(&message);
    if (next) detail->next = phrase_make_array(next, (const char *const *)arguments->pdata, arguments->len);
}

char *bureau_error_message(const GError *error, const char *(*translate)(const char *))
{
    if (error->domain != BUREAU_ERROR) return g_strdup(error->message);
    const BureauErrorPrivate *detail = bureau_error_get_private(error);
    return phrase_expand(detail->message, translate);
}

char *bureau_error_next(const GError *error, const char *(*translate)(const char *))
{
    if (error->domain != BUREAU_ERROR) return NULL;
    const BureauErrorPrivate *detail = bureau_error_get_private(error);
    return detail->next ? phrase_expand(detail->next, translate) : NULL;
}

const char *bureau_error_message_phrase(const GError *error)
{
    return error->domain == BUREAU_ERROR ? ((const BureauErrorPrivate *)bureau_error_get_private(error))->message
                                         : error->message;
}

const char *bureau_error_next_phrase(const GError *error)
{
    return error->domain == BUREAU_ERROR ? ((const BureauErrorPrivate *)bureau_error_get_private(error))->next : NULL;
}

void bureau_error_give_reason(GError *error, const char *reason)
{
    if (!error || error->domain != BUREAU_ERROR) return;
    BureauErrorPrivate *detail = bureau_error_get_private(error);
    detail->reason = g_intern_string(reason);
}

const char *bureau_error_reason(const GError *error)
{
    if (error->domain != BUREAU_ERROR) return NULL;
    return ((const BureauErrorPrivate *)bureau_error_get_private(error))->reason;
}

int bureau_error_exit_code(const GError *error)
{
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return BUREAU_ERROR_CANCELLED;
    if (error->domain != BUREAU_ERROR) return BUREAU_ERROR_STORE;
    return error->code == BUREAU_ERROR_STALE ? BUREAU_ERROR_REFUSED : error->code;
}

const char *bureau_error_word(const GError *error)
{
    static const char *const words[] = { "error", "not_found", "usage",     "refused",
                                         "input", "store",     "cancelled", "stale" };
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return "cancelled";
    if (error->domain != BUREAU_ERROR || error->code < 1 || error->code > BUREAU_ERROR_STALE) return "store";
    return words[error->code];
}
