/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet is what a worker brings to the screens of one subject: the file in memory, its figures, its score taken
 * apart, and the words for its furnishers and batches, as of one day. Immutable once it is on the UI thread. */
#pragma once
#include "guard/access.h"
#include "guard/rights.h"
#include "score/score.h"
#include "widget/chart.h"

enum { SHEET_BANDS = 12 };

/* One characteristic of the score. */
struct sheet_part {
    const struct feature *feature; /* NULL when the model knows one that the list does not */
    char *id, *bin, *reason;
    double value;
    int points, lost;
};

struct sheet_batch {
    char *file, *user;
    struct date loaded;
};

struct sheet {
    struct dossier *dossier;
    struct summary summary;
    char *name, *identity, *phone, *city; /* as the role may see them; never NULL but city and phone */
    bool has_score;
    int score, lowest, highest;
    char *band;
    double probability;
    struct gauge_band bands[SHEET_BANDS];
    size_t band_count;
    GArray *parts;        /* struct sheet_part, most points lost first */
    GPtrArray *reasons;   /* codes of the reasons, most important first, as the law of the profile lets them be told */
    int start;            /* score that the waterfall of lost points begins at */
    GHashTable *sources;  /* int64 id -> const char *[2], English and Chinese */
    GHashTable *batches;  /* int64 id -> struct sheet_batch * */
    enum shown accounts;  /* how numbers of accounts are shown */
    struct access access; /* on what the look rests and what stands over the file: consent, law, alert */
};

/* In a worker, inside look_enter. Does not record the look: the caller runs the command that does. */
struct sheet *sheet_load(struct session *session, int64_t subject, GError **error);
void sheet_free(struct sheet *sheet);
typedef struct sheet sheet_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sheet_t, sheet_free)

/* In a worker: fills in the batches that are wanted. Without the right to see them they keep their number only. */
void sheet_read_batches(struct sheet *sheet, struct session *session);

/* The furnisher of an account in the language spoken; borrowed. */
const char *sheet_source(const struct sheet *sheet, int64_t source);
/* An account in words: "招商银行 credit card". Caller frees. */
char *sheet_account_label(const struct sheet *sheet, const struct account *account);
/* Its number, masked unless revealed. Caller frees. */
char *sheet_account_number(const struct sheet *sheet, const struct account *account);
/* "file taiwan.csv, line 20,114, loaded 2026-04-02 by chen.wei" of a batch and line. Caller frees. */
char *sheet_origin(const struct sheet *sheet, int64_t batch, int64_t line);
/* Where the month of an account came from: its own batch and line, else the account's. */
void sheet_month_origin(const struct history *history, size_t place, int64_t *batch, int64_t *line);
/* The ink of the score's band. */
enum ink sheet_band_ink(const struct sheet *sheet);
/* Share of the limit that is used: NaN when the account has none or does not say. */
double account_share(const struct account *account);
/* The newest known amount of a series, MONEY_UNKNOWN when there is none. */
int64_t amount_newest(const int64_t *values, size_t length);
/* A feature's title in the language spoken; `id` when it is not listed. */
const char *feature_label(const struct feature *feature, const char *id);
/* A feature's value with its unit as a person writes it: "98 %", "2 months late", "never late". Caller frees. */
char *feature_text(const struct feature *feature, double value);

/* The name for line 1: a very long one is cut, so that the identity beside it stays. Caller frees. */
char *sheet_short_name(const struct sheet *sheet);
/* Line 1 of a screen about the subject: "name  identity › screen". Caller frees. */
char *sheet_heading(const struct sheet *sheet, const char *screen);
