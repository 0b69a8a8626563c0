/* SPDX-License-Identifier: Apache-2.0 */
/* What a person chooses about the terminal for this visit: symbols, mouse, clipboard. */
#pragma once
#include "core/app.h"

enum app_choice { CHOICE_SYMBOLS, CHOICE_MOUSE, CHOICE_CLIPBOARD };

/* Whether it is switched on: symbols beyond ASCII, the mouse, copying to the clipboard of the terminal (OSC 52). */
bool app_choice(const struct app *app, enum app_choice choice);
/* Switches it. false when the store forbids it: the administrator's word stands above a visitor's. */
bool app_choose(struct app *app, enum app_choice choice, bool on);
