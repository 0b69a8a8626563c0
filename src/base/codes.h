/* SPDX-License-Identifier: Apache-2.0 */
/* Code lists of the field (data/codes/codes.tsv: group, code, zh, en, source): the month states, account types,
 * enquiry reasons and so on. A cell of a table may name a group; faces show the label in the person's language. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* The label of `code` in `group`, "zh" or any other language for English; the code itself when it is not listed.
 * A list of codes ("credit,public") gives the list of labels; of several groups ("A|B") the first that knows the code
 * speaks. Borrowed, lives as long as the program. */
const char *codes_label(const char *group, const char *code, const char *language);
bool codes_known(const char *group, const char *code);

/* Calls `each` for every code of a group in file order. */
void codes_each(const char *group, void (*each)(const char *code, const char *zh, const char *en, void *data),
                void *data);
