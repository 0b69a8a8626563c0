/* SPDX-License-Identifier: Apache-2.0 */
/* Private to report: reads a finished workbook back before anybody else does. libxlsxwriter does not look whether the
 * writes of its temporary files succeed: on a full disk it closes a workbook that lacks rows, and says that all is
 * well. */
#pragma once
#include "base/base.h"

#include <stdbool.h>

/* Every part of the zip file is there and well-formed, and sheet N has lines[N - 1] rows (a negative number is not
 * checked). BUREAU_ERROR_STORE otherwise. */
bool proof_workbook(const char *path, const int64_t *lines, size_t sheets, GError **error);
