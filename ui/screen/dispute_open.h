/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the form of a new dispute share. */
#pragma once
#include "core/app.h"
#include "screen/sheet.h"
#include "widget/editor.h"

enum { ITEMS_MOST = 5, LABEL = 26 };
/* Lines of the form after the items. */
enum line { LINE_REASON, LINE_RECEIVED, LINE_CHANNEL, LINE_TEXT, LINE_DONE, LINES };

struct claim {
    const char *field;
    struct editor *editor;
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
    struct editor *received, *text;
    bool touched, sent;
};

enum { DISPUTE_CHANNELS = 6 };
extern const char *const dispute_channels[DISPUTE_CHANNELS];

/* ---- dispute_open_draft.c: what was typed, kept until the case is opened ---- */
char *dispute_draft_place(const struct view *view);
bool dispute_draft_save(const struct view *view, struct route *draft);
void dispute_draft_restore(struct view *view, const struct route *draft);
