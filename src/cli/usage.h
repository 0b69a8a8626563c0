/* SPDX-License-Identifier: Apache-2.0 */
/* Help on the command line, made from the records: the program, one command. */
#pragma once
#include "command/command.h"

/* "dispute open": the words of a command. Caller frees. */
char *usage_words(const struct command *command);
/* "--item ITEM" or "SUBJECT": how an argument is written, without brackets. Caller frees. */
char *usage_argument(const struct argument *argument);
/* "bureau dispute open SUBJECT --item ITEM [--received DATE]". Caller frees. */
char *usage_synopsis(const struct command *command);

/* Pages of help in the language of the program. */
void usage_program(GString *out);
void usage_command(GString *out, const struct command *command);
