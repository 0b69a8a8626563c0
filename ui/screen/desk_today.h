/* SPDX-License-Identifier: Apache-2.0 */
/* The block of the desk that says what waits: a line a register with its count, from the command `today`. Lines without
 * a case are left out. */
#pragma once
#include "screen/look.h"

struct desk_today {
    struct table *table; /* the answer; NULL until it is there */
    GArray *rows;        /* size_t: those with something in them */
};
void desk_today_take(struct desk_today *today, struct table *table); /* table taken over */
void desk_today_clear(struct desk_today *today);
int desk_today_count(const struct desk_today *today);
/* The command that lists the cases of a line; NULL when there is none. Borrowed. */
const char *desk_today_list(const struct desk_today *today, int line);
/* Its heading and as many lines as fit. */
void desk_today_draw(const struct desk_today *today, struct canvas *canvas, struct rect area);
