/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of an editing session. */
#pragma once
#include "training/bin_edit.h"
#include "training/bins_private.h"

struct bin_edit {
    struct binning_bank *bank;
    size_t column;
    struct binning_rows rows;
    bool nominal;
    struct distinct_column numeric; /* of a numeric column, without the codes of `counted` */
    struct nominal_column names;    /* of a nominal one */
    char *counted;
    struct bin_spec *spec;
    struct binning *binning;
    GPtrArray *undo, *redo; /* of struct bin_spec, the nearest last */
    size_t distance;        /* edits from the beginning; G_MAXSIZE: it cannot be reached again */
};

/* Counts the rows where the codes have changed, and takes the policies of the spec. */
void edit_count(struct bin_edit *edit, const struct bin_spec *spec);
/* The bins of a spec whose codes are those counted. */
struct binning *edit_cut(const struct bin_edit *edit, const struct bin_spec *spec);
struct binning *edit_search(const struct bin_edit *edit, const struct bin_spec *spec, bool *feasible);
/* Takes cuts or groups from a binning. */
void edit_take(struct bin_spec *spec, const struct binning *binning);

/* One edit of the spec by its words; false leaves the session alone. `again`: the optimum is to be taken anew. */
bool edit_words(const struct bin_edit *edit, struct bin_spec *spec, char **word, size_t words, bool *again,
                GError **error);
bool edit_refuse(GError **error, const char *message, const char *next, const char *first, const char *second);
