/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a form in the language spoken: what stands beside a field, and what a choice is called. They stand in
 * data/codes; the codes themselves are what a command is given. */
#pragma once
#include "command/command.h"

/* "day given" for consent.grant's `granted`; the argument's name when no list has it. Borrowed. */
const char *form_label(const struct command *command, const struct argument *argument);
/* "written on paper" for `paper` of an argument with choices; the code itself when no list has it. Borrowed. */
const char *form_choice_label(const struct argument *argument, const char *code);
/* The name of a code that is typed or was put there: "verify the identity" for the event `verify` of a request. The
 * text itself when it is none. Borrowed. */
const char *form_text_label(const struct command *command, const struct argument *argument, const char *text);
/* Fields nobody is asked for: what the program itself knows, such as the version of a row that was seen. */
bool form_hides(const struct command *command, const struct argument *argument);
