/* SPDX-License-Identifier: Apache-2.0 */
/* The doorway of a person's file: a screen that shows one asks here first. The purpose is stated once a file and holds
 * for the visit (until the lock, or another person sits down); what the door refuses is said in the screen's place,
 * with what can be done. Both are veils over the screen, so that screens need to know neither. */
#pragma once
#include "core/app.h"
#include "guard/access.h"

/* ---- what was stated ---- */
/* Code of the purpose stated for a subject's file in this visit; NULL when none was. Borrowed. */
const char *doorway_purpose(struct app *app, int64_t subject);
/* The number of the document that goes with it, or NULL. */
const char *doorway_reference(struct app *app, int64_t subject);
/* States it, and reads every open screen of that file again. */
void doorway_state(struct app *app, int64_t subject, const char *purpose, const char *reference);
/* A way into a file that says by itself what it is for (a case is for handling the dispute): stated without a question
 * where the role may; else the person is asked as always. */
void doorway_state_by_nature(struct app *app, int64_t subject, const char *purpose);
/* app_options.state: purpose and reference of a subject's file into the session of a job about it. */
void doorway_of_job(struct app *app, int64_t subject, struct session *session);

/* app_options.called: a command about a file that is not open asks for the purpose before it runs. */
bool doorway_called(struct view *view, const struct command *command, const char *name,
                    void (*go)(struct view *view, int64_t subject, void *data), void *data, GDestroyNotify free_data);

/* ---- for the screens ---- */
/* Whether the view may start reading the subject's file by a command now. When nobody said what for, the question
 * stands over the view and the view's refresh() is called once it is answered. False as well while a refusal stands:
 * nothing is tried again, and recorded again, that nobody asked for; and when the role has no right to the command,
 * which is said in place without a try. */
bool doorway_may_read(struct view *view, int64_t subject, const struct command *command);
/* A failed read: a refusal by the door takes the view's place, any other error is shown as always. Answers whether it
 * was a refusal. */
bool doorway_failed(struct view *view, int64_t subject, const struct command *command, const struct job_result *result);
/* Asks for the purpose of this file anew; Escape leaves it as it was. */
void doorway_ask(struct view *view, int64_t subject);
/* The subject of a screen about one (its route names it), 0 for others. A veil answers for what is behind it. */
int64_t doorway_subject(const struct view *view);

/* ---- for the pages (doorway_*.c) ---- */
/* What the law of the profile asks of one purpose, as it stands for this file now. */
struct doorway_rule {
    char *purpose;     /* code */
    bool known;        /* the rest was read */
    struct access now; /* what the door would answer */
    char *profile;     /* whose law it is */
};
struct doorway_rules {
    int64_t subject;
    GPtrArray *list; /* struct doorway_rule *, in the order of the table of purposes */
};
/* Those that the role may state; `only` (may be NULL) narrows it to one. */
struct doorway_rules *doorway_rules_new(struct app *app, int64_t subject, const char *only);
void doorway_rules_free(void *rules);
/* Reads them in a worker; the result's data is the `struct doorway_rules *`. */
void doorway_rules_read(struct view *view, int kind, struct doorway_rules *rules);
/* "written consent 12, until 2027-03-01", and the ink it has. Caller frees. */
char *doorway_rule_text(const struct doorway_rule *rule, enum ink *ink);
/* On what a look rests, in words: its consent, or its law. Caller frees. */
char *doorway_basis_text(const struct access *access);
/* The rule in the language spoken, with its article and how sure we are of it: "条例18 · written consent of the person
 * [V]"; NULL when it is not read yet or there is none. Caller frees. */
char *doorway_rule_words(const struct doorway_rule *rule);

extern const struct view_ops veil_purpose, veil_refusal;
/* The file behind it is open: Escape takes the question away and leaves everything as it was. */
void veil_purpose_over_file(struct view *veil);
/* What the refusal page says; made by doorway_failed(). */
void veil_refusal_set(struct view *veil, int64_t subject, const struct command *command, const GError *error);
/* The role has no right to it: nothing was tried, and nothing recorded. */
void veil_refusal_set_untried(struct view *veil, int64_t subject, const struct command *command, const char *why);
/* Whether the person did something about the refusal since (asked again, recorded a consent); then with the purpose and
 * the reference (borrowed, may be NULL) of the try that was refused. */
bool veil_refusal_may_retry(const struct view *veil, const char **purpose, const char **reference);
