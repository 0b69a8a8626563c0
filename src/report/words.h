/* SPDX-License-Identifier: Apache-2.0 */
/* Private to report: a workbook is a document that leaves in a person's language, so its headings are put into it here,
 * through the catalogue that the face has opened. */
#pragma once

/* The text in the language the program speaks; the text itself when there is no translation. */
const char *report_word(const char *text);
