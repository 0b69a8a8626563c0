/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the form of a new dispute share. */
#pragma once
#include "core/app.h"
#include "screen/sheet.h"
#include "widget/editor.h"

enum { ITEMS_MOST = 5, LABEL = 26 };
/* Lines of the form after the items. */
enum line {
    LINE_REASON,
    LINE_RECEIVED,
    LINE_CHANNEL,
    LINE_TEXT,
    LINE_APPLICANT,
    LINE_AGENT,
    LINE_AUTHORITY,
    LINE_IDENTITY,
    LINE_ATTACH,
    LINE_FREE, /* only where the law knows a longer period after a free report */
    LINE_DONE,
    LINES
};

struct claim {
    const char *field;
    struct editor *editor;
    char *reason; /* of this item alone, NULL: that of the dispute */
};

struct open_view {
    struct view view; /* first */
    int64_t subject, account;
    struct month month;
    struct sheet *sheet;   /* for the stored values; NULL until it is there */
    struct table *reasons; /* NULL until they are there */
    struct claim claims[ITEMS_MOST];
    int claim_count, line; /* line: items first, then enum line */
    char *reason;          /* code, NULL: not chosen */
    size_t channel;
    size_t applicant, identity; /* into dispute_applicants and dispute_identities; identity 0: not verified yet */
    bool free_report;
    int reason_for; /* item whose reason is being chosen, -1: that of the dispute */
    struct editor *received, *text, *agent, *authority, *attach;
    char *profile; /* the law of the house, NULL until it is known */
    bool touched, sent;
};

enum { DISPUTE_CHANNELS = 6 };
extern const char *const dispute_channels[DISPUTE_CHANNELS];
enum { DISPUTE_APPLICANTS = 3, DISPUTE_IDENTITIES = 7 };
extern const char *const dispute_applicants[DISPUTE_APPLICANTS];
extern const char *const dispute_identities[DISPUTE_IDENTITIES]; /* the first is "": not verified */

/* ---- dispute_open_who.c: who applies, by what that is known, when it came, and what that leads to ---- */
struct editor *dispute_who_editor(const struct open_view *open, int line); /* NULL: that line has none */
const char *dispute_who_choice(const struct open_view *open, int line);    /* NULL: the line is no choice. Borrowed */
void dispute_who_pick(struct open_view *open, int line);
void dispute_who_pick_channel(struct open_view *open);
bool dispute_who_set(const struct open_view *open, struct arguments *arguments, GError **error);
bool dispute_who_profile(struct session *session, void *data, GError **error); /* a job_function; data: char ** */
void dispute_who_profile_free(void *data);
/* "due 2026-12-12 (20 days) · entered 3 days late · waits: no identity". Caller frees; "" when nothing can be said. */
char *dispute_who_outlook(const struct open_view *open);
/* Whether the line is there at all under this law and for this applicant. */
bool dispute_who_is_asked(const struct open_view *open, int line);

/* ---- dispute_open_draft.c: what was typed, kept until the case is opened ---- */
char *dispute_draft_place(const struct view *view);
bool dispute_draft_save(const struct view *view, struct route *draft);
void dispute_draft_restore(struct view *view, const struct route *draft);

/* ---- dispute_open_stored.c ---- */
/* What is stored for a field of the place that is disputed, as it may be shown. Caller frees. */
char *dispute_stored_text(const struct open_view *open, const char *field);
