/* SPDX-License-Identifier: Apache-2.0 */
/* A terminal for tests: the program runs on a pseudo-terminal, its output goes through libvterm, and a test waits for
 * what it wants to see. Nothing here sleeps: every wait ends with the condition or with the program's end, and a
 * generous deadline turns a hang into a failure. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

struct terminal;

/* Starts `arguments` (NULL-terminated, argv[0] the program) with TERM and further "NAME=value" settings. */
struct terminal *terminal_start(const char *const *arguments, int columns, int rows, const char *const *settings);
/* Ends what still runs and frees. */
void terminal_stop(struct terminal *terminal);

void terminal_send(struct terminal *terminal, const char *bytes);
void terminal_resize(struct terminal *terminal, int columns, int rows);
void terminal_signal(struct terminal *terminal, int signal);
/* What `fg` of a shell does after a stop. */
void terminal_continue(struct terminal *terminal);
/* Closes the master side: the terminal is gone. */
void terminal_hang_up(struct terminal *terminal);

/* Waits until the text stands somewhere on the screen (rows are searched one by one). false: the program ended or the
 * deadline passed; the screen is then printed for the reader of the log. */
bool terminal_expect(struct terminal *terminal, const char *text);
/* Waits until it does not stand there any more. */
bool terminal_expect_gone(struct terminal *terminal, const char *text);
/* Waits until the program's output holds these bytes (since the start or the last terminal_forget_output). */
bool terminal_expect_bytes(struct terminal *terminal, const char *bytes);
void terminal_forget_output(struct terminal *terminal);
bool terminal_output_has(const struct terminal *terminal, const char *bytes);

/* Waits for the program's end; the exit code, 128 + signal, or -1 when it does not end. */
int terminal_wait(struct terminal *terminal);
/* Waits until it is stopped (job control). */
bool terminal_wait_stopped(struct terminal *terminal);

/* One row of the screen without trailing spaces. Caller frees. */
char *terminal_row(struct terminal *terminal, int row);
bool terminal_in_alternate_screen(const struct terminal *terminal);
void terminal_cursor(const struct terminal *terminal, int *column, int *row, bool *visible);
/* The line discipline as it is now, as the shell would find it. */
struct termios terminal_modes(const struct terminal *terminal);
