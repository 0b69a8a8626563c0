/* SPDX-License-Identifier: Apache-2.0 */
/* What the system says of a failed call, in words that do not depend on which translations the machine happens to have:
 * an English sentence that is in this program's own catalogue. */
#pragma once

/* The description of an error number, static and translatable. */
const char *system_error_text(int number);
