/* SPDX-License-Identifier: Apache-2.0 */
/* What stands below the numbers of the desk: the number under the cursor explained and drawn. */
#pragma once
#include "screen/ledger.h"

/* ledger_tab.picture: what the column under the cursor counts, and its bars: by month, or by what the row under the
 * cursor is a part of. */
void figures_picture(const struct ledger_view *ledger, struct canvas *canvas, struct rect area);
