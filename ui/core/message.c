/* SPDX-License-Identifier: Apache-2.0 */
/* What the program says: a toast that goes, an error that stays until a key, and a log of both. */
#include "core/app_state.h"

#include <stdarg.h>
#include <string.h>

#define TOAST_SECONDS 4
#define MESSAGES_MOST 500

void app_log(struct app *app, const char *text)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(app_now(app) / 1000);
    g_autofree char *clock = now != NULL ? g_date_time_format(now, "%H:%M:%S") : g_strdup("");
    g_ptr_array_add(app->messages, g_strconcat(clock, "  ", text, NULL));
    if (app->messages->len > MESSAGES_MOST) g_ptr_array_remove_index(app->messages, 0);
}

void app_clear_toast(struct app *app)
{
    if (app->toast == NULL) return;
    g_clear_pointer(&app->toast, g_free);
    app->dirty = true;
}

void app_toast(struct app *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_free(app->toast);
    app->toast = text;
    app->toast_until = g_get_monotonic_time() + TOAST_SECONDS * G_USEC_PER_SEC;
    app->dirty = true;
    app_log(app, text);
}

/* Message and next step as two sentences: most messages end without a stop. */
static char *two_sentences(const char *message, const char *next)
{
    const char *stop = strcmp(language_code(), "zh") == 0 ? "。" : ". ";
    const char *last = *message != '\0' ? g_utf8_find_prev_char(message, message + strlen(message)) : NULL;
    if (last != NULL && g_utf8_strchr(".!?:。！？：", -1, g_utf8_get_char(last)) != NULL)
        stop = *stop == '.' ? " " : "";
    return g_strconcat(message, stop, next, NULL);
}

void app_error(struct app *app, const GError *error)
{
    g_autofree char *message = bureau_error_message(error, language_translate);
    g_autofree char *next = bureau_error_next(error, language_translate);
    g_free(app->error);
    app->error = next != NULL ? two_sentences(message, next) : g_strdup(message);
    app->dirty = true;
    app_log(app, app->error);
}
