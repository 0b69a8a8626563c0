/* SPDX-License-Identifier: Apache-2.0 */
/* See words.h. */
#include "report/words.h"

#include <libintl.h>
#include <stddef.h>

const char *report_word(const char *text)
{
    return text == NULL || text[0] == '\0' ? "" : dgettext("bureau", text);
}
