/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the screens of repair share. */
#pragma once
#include "screen/ledger.h"

enum repair_tab { REPAIR_DIAGNOSIS, REPAIR_STEPS, REPAIR_WAYS, REPAIR_PLANS };

/* ---- repair_draw.c ---- */
void repair_layout(struct view *view, struct rect area);
void repair_draw(const struct view *view, struct canvas *canvas);
/* Points as bars, standings and states in their inks. */
bool repair_paint(void *ledger, struct canvas *canvas, struct rect rect, const struct column *column,
                  const struct cell *cell, style_t ground);
enum ink repair_row_ink(void *ledger, const struct grid *grid, int64_t key);
