/* SPDX-License-Identifier: Apache-2.0 */
/* What a look rested on, as the log keeps it ("consent 12 clause 2026-1", "law 条例17"), in words; and the looks that
 * the watch found outside what the person had agreed to, kept for the visit. */
#pragma once
#include "core/app.h"

/* In the language spoken: "consent 12 (clause 2026-1)", "条例17". Caller frees; "" for NULL. */
char *basis_text(const char *basis);
/* The consent it names, 0 for none. */
int64_t basis_consent(const char *basis);
/* A painter's help: draws the column `basis`; false for every other. */
bool basis_draw(struct canvas *canvas, struct rect rect, const struct column *column, const struct cell *cell,
                style_t ground);

/* ---- outside the settings ---- */
/* Keeps the answer of consent.watch about one subject (taken over). */
void outside_keep(struct app *app, int64_t subject, struct table *watch);
/* That answer, NULL while the watch was not run for this subject in this visit. Borrowed. */
const struct table *outside_of(struct app *app, int64_t subject);
/* The same rows with a further column `outside`: the code of the reason (group WATCH) for lines that the watch named,
 * else nothing. Takes the table over; answers it unchanged while there is no watch, when it named nothing, or
 * without a column `seq`. */
struct table *outside_mark(struct app *app, int64_t subject, struct table *table);
