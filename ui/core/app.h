/* SPDX-License-Identifier: Apache-2.0 */
/* core: what makes views a program: key map, command dispatch, stacks, jobs, frame, loop, script.
 * For:    running the workstation on a terminal or from a script; what a screen may ask of it.
 * Uses:   command, guard, paint, term, widget (frame, palette, prompts).
 * Never:  knows a screen (they come as a list of view_ops), SQL, or ncurses. */
#pragma once
#include "cli/language.h"
#include "core/view.h"

struct app_options {
    struct session *session; /* borrowed: user, role, purpose, language, clock; its store is only for the UI thread's
                                own needs at start */
    const char *store;       /* directory that workers open; NULL: none (tests) */
    struct vault_keys *keys; /* what opens it, taken over: nobody else may hold them, or a lock could not wipe them (but
                                nobody's keys of a test). NULL: the program begins at the login */
    enum login_how how;      /* how the keys came */
    const struct view_ops *const *screens; /* NULL-terminated; the first is where the program starts */
    const char *start;                     /* route text to start at, or NULL */
    const char *script;                    /* file of keys (see below), or NULL for the real terminal */
    int columns, rows;                     /* of the script's terminal; 0: 80 × 24 */
    const char *theme;                     /* NULL: $BUREAU_THEME, else dark; mono when NO_COLOR is set */
    int depth;                             /* 1, 16, 256; 0: what the terminal has (script: 256) */
    bool ascii;                            /* no symbols beyond ASCII in frames and bars; also $BUREAU_GLYPHS=ascii */
    const char *output;                    /* folder that dumps of the script go to; NULL: standard output */
    void (*ready)(struct app *app);        /* called once, after the first view opened; may be NULL */
    /* What all screens share and a lock must not lose (where the person has been, what was looked for): as text before
     * it is freed, and taken in again. May be NULL. */
    char *(*keep)(struct app *app);
    void (*kept)(struct app *app, const char *text);
    /* For what purpose the file of a subject is looked at: written into the session of a job that is about it. May be
     * NULL. On the UI thread. */
    void (*state)(struct app *app, int64_t subject, struct session *session);
    /* A command that looks at the file of `name` was called: true when the purpose has to be asked for first (takes
     * `data` over; `go` is called with the subject's store id once it is stated), false when it is known. May be NULL.
     */
    bool (*called)(struct view *view, const struct command *command, const char *name,
                   void (*go)(struct view *view, int64_t subject, void *data), void *data, GDestroyNotify free_data);
};

/* Runs until the person quits. Answers the program's exit code; errors before the screen is up go to `error`.
 *
 * A script has one step a line; between steps it waits until nothing is running, never for a time:
 *     Down · C-p · F6 · type TEXT · paste TEXT (\n for newline) · resize 120x40 · mouse X Y [button] · wheel X Y
 * up|down dump NAME (text rows, then the style layer) · expect TEXT · refuse TEXT · command ID · go ROUTE ·
 * idle MINUTES [KEY] (as if nobody had touched a key for so long, and then this one) · # comment
 * `expect` fails (exit code 1, with the screen on standard error) when TEXT is not on the screen. */
int app_run(const struct app_options *options, GError **error);

/* ---- what screens ask for --------------------------------------------------------------------------------------- */

/* Opens a view on the stack (takes the route). false: the error is on the state line. */
bool app_go(struct app *app, struct route *route);
/* Goes back to the nearest screen of this name that lies below, closing those above it. false when there is none, or
 * when one above holds something unsaved. */
bool app_return_to(struct app *app, const char *screen);
/* Opens a view in a new workspace (takes the route). */
bool app_go_workspace(struct app *app, struct route *route);
/* Puts an overlay of the widget rooms (prompt, picker ...) on top. Not in the list of screens. */
struct view *app_overlay(struct app *app, const struct view_ops *ops, struct route *route);
/* Steps back one thing: overlay, else view. The last view of the last workspace stays. */
void app_back(struct app *app);
/* Closes this view wherever it lies. */
void app_close(struct view *view);

/* A short line that goes after a while (toast), and an error that stays until it was read (any key) with its next
 * step. The text is translated by the caller, with _("..."). */
void app_toast(struct app *app, const char *format, ...) G_GNUC_PRINTF(2, 3);
void app_error(struct app *app, const GError *error);

/* Does a command as if its key had been pressed: overlay, view, grid, core, and then the door: arguments the view knows
 * are filled in, a form asks for the others, COMMAND_DANGER asks, and the answer opens in a view of its own. */
void app_command(struct app *app, const char *id, int argument);
/* The same with arguments at hand (taken over; may be incomplete). */
void app_command_with(struct app *app, const struct command *command, struct arguments *arguments);
/* The same by its form, also when nothing is missing: what is written down in somebody's name is looked over first. */
void app_command_form(struct app *app, const struct command *command, struct arguments *arguments);
/* Why the command cannot be done now, in the person's language; NULL when it can. Borrowed until the next call. */
const char *app_why_not(struct app *app, const struct command *command);
/* The first key bound to it in the contexts of the view on top ("s", "^P"), "" when none. Caller frees. */
char *app_key_of(struct app *app, const char *command_id);

struct session *app_session(struct app *app);    /* never use its store on the UI thread */
const char *app_language(const struct app *app); /* "en" or "zh" */
struct view *app_top(struct app *app);           /* the overlay or view that has the keys */
struct view *app_screen(struct app *app);        /* the topmost view that is no overlay; its veil when one stands */
/* Calls it for every screen that is open, in all workspaces; none may be opened or closed meanwhile. */
void app_each_view(struct app *app, void (*each)(struct view *view, void *data), void *data);
struct terminal *app_terminal(struct app *app);
const struct theme *app_theme(const struct app *app);
int64_t app_now(const struct app *app); /* milliseconds since 1970, the fixed clock when there is one */
struct date app_today(const struct app *app);
/* Every screen showing facts reads them again: after a write, in another language. The look it was opened with is in
 * the log already and is not written twice. */
void app_refresh(struct app *app);
/* The same when another person sits down: each screen is a look of theirs, and recorded. */
void app_look_again(struct app *app);
/* A place for what all screens share and the program owns (the search index): set once, freed at the end. */
void app_set_shared(struct app *app, const char *name, void *data, GDestroyNotify free_data);
void *app_shared(struct app *app, const char *name);

/* ---- who sits here ---------------------------------------------------------------------------------------------- */

/* Locks the store: what was typed is kept as drafts, the screen is blank, everything read is freed, the keys are wiped.
 * The same person goes on where they were; another begins anew. */
void app_lock(struct app *app);
/* Minutes without a key until that happens by itself. */
int app_lock_minutes(const struct app *app);
/* Another person sits down: asks for their passphrase; the screens stay in place and are read again as theirs. False
 * where the keys are nobody's (tests), so that there is no passphrase to ask for. */
bool app_change_user(struct app *app);
/* What was typed in this view, or at this place, is done with (sent, or thrown away): its draft goes. */
void app_drop_draft(struct view *view);
void app_drop_draft_at(struct app *app, const char *place);
