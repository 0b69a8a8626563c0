/* SPDX-License-Identifier: Apache-2.0 */
/* Editing the bins of one column: a session over rows that are counted once, so that every edit answers in
 * microseconds. An edit is a line of words, the same in the command line and in the workstation:
 *
 *   split 12.5 | split CATEGORY        a cut at the value; the category becomes a group of its own
 *   merge 2                            bin 2 of the table with the one behind it
 *   move 25.5 30 | move CATEGORY 3     a cut to another value; a category into group 3
 *   pin 30000 | pin 2                  the cut (made where there is none), the group: kept by every optimum
 *   unpin 30000 | unpin 2
 *   forbid 100 | allow 100             no cut there; a constraint of the optimum
 *   optimise                           the optimum around what is pinned
 *   trend up, max-bins 6, min-share 0.05, min-bads 20, min-goods 20, p-value 0.05, min-difference 0.01
 *   missing worst, unseen neutral, special 999 joined, special 999 group closed, plain 999
 *   undo | redo
 *
 * A constraint that is changed is obeyed at once: the optimum is taken anew around what is pinned. A policy changes
 * weights and no cuts. What an edit would make impossible is refused, and the session stays as it was. */
#pragma once
#include "training/bins_file.h"

struct bin_edit;

/* The bank and the rows outlive the session. Without a spec: the optimum under the usual constraints. There are at
 * least one good and one bad row. INPUT names what the spec and the column cannot agree on. */
struct bin_edit *bin_edit_new(struct binning_bank *bank, size_t column, const struct binning_rows *rows,
                              const struct bin_spec *spec, GError **error);
void bin_edit_free(struct bin_edit *edit);
typedef struct bin_edit bin_edit_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bin_edit_t, bin_edit_free)

/* USAGE says what is wrong with the words; nothing has changed then. */
bool bin_edit_do(struct bin_edit *edit, const char *words, GError **error);
bool bin_edit_can_undo(const struct bin_edit *edit);
bool bin_edit_can_redo(const struct bin_edit *edit);
/* Whether anything differs from what the session began with. */
bool bin_edit_is_changed(const struct bin_edit *edit);

/* As things stand; until the next edit. The spec is fixed: its cuts or groups are those shown. */
const struct binning *bin_edit_binning(const struct bin_edit *edit);
const struct bin_spec *bin_edit_spec(const struct bin_edit *edit);
struct bin_totals bin_edit_totals(const struct bin_edit *edit);
/* Whether the edge above a range, or a group, is pinned. */
bool bin_edit_is_pinned(const struct bin_edit *edit, size_t bin);

/* Information value of the optimum under the constraints. `feasible` is false when they leave no way. */
double bin_edit_optimum(const struct bin_edit *edit, bool *feasible);

/* What a constraint costs: the information value of the optimum without it minus that with it. For policies: of the
 * bins as they are, with rows of their own instead. */
struct bin_cost {
    const char *id;    /* "trend", "max_bins", ... */
    const char *title; /* msgid */
    double cost;
};
#define BIN_MOST_COSTS 12
/* The constraints and policies that are in force, and "hand" (the optimum minus the bins as they are). Milliseconds. */
size_t bin_edit_costs(const struct bin_edit *edit, struct bin_cost cost[BIN_MOST_COSTS]);
