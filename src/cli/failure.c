/* SPDX-License-Identifier: Apache-2.0 */
/* See failure.h. Its text may hold what a file or a word of the command line held, so it is made safe like any other.
 */
#include "cli/failure.h"

#include "cli/json_text.h"
#include "cli/language.h"

#include <unistd.h>

int failure_tell(const GError *error, enum format format)
{
    g_autofree char *message = bureau_error_message(error, language_translate);
    g_autofree char *next = bureau_error_next(error, language_translate);
    g_autoptr(GString) text = g_string_new(NULL);
    if (format == FORMAT_JSON || format == FORMAT_JSONL) {
        const char *reason = bureau_error_reason(error);
        g_string_append_printf(text, "{\"error\": {\"code\": \"%s\", ", bureau_error_word(error));
        if (reason != NULL) g_string_append_printf(text, "\"reason\": \"%s\", ", reason);
        g_string_append(text, "\"message\": ");
        json_text_string(text, message);
        g_string_append(text, ", \"next\": ");
        json_text_string(text, next);
        g_string_append(text, "}}\n");
    } else {
        g_autofree char *clean = text_sanitise(message, -1);
        g_autofree char *clean_next = next != NULL ? text_sanitise(next, -1) : NULL;
        g_string_append_printf(text, "bureau: %s\n", clean);
        if (clean_next != NULL) g_string_append_printf(text, "        %s\n", clean_next);
    }
    struct output output = { .descriptor = STDERR_FILENO };
    output_flush(&output, text, NULL);
    return bureau_error_exit_code(error);
}
