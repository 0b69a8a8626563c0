/* SPDX-License-Identifier: Apache-2.0 */
/* A file whose columns are binned by hand: read once, sorted once, shared by all sessions over it. */
#pragma once
#include "training/bin_edit.h"
#include "training/csvframe.h"

struct bins_source {
    const char *path, *target;
    const char *nominal;        /* names separated by commas; may be NULL */
    const char *weight;         /* column of sample weights; may be NULL */
    const char *bins;           /* file of bins; may be NULL */
    const char *missing;        /* words that mean a missing cell, separated by commas; may be NULL */
    const char *const *special; /* "COLUMN=V,V": codes with a bin of their own; ends with NULL, may be NULL */
    const char *bad;            /* value of the target that means bad; NULL: 1, and 0 is good */
};

struct bins_data {
    int references;
    struct frame *frame;
    struct binning_bank *bank;
    guint8 *bad;
    guint32 *row;
    double *weight; /* NULL: none */
    GStrv special;  /* as the source said; NULL: none */
    size_t bads;
    size_t columns, *column; /* what can be binned: all but the target and the weights */
    struct bins *bins;       /* what was read, and what is decided */
};

/* INPUT names the file, the line and the field that is not as it must be. */
struct bins_data *bins_data_load(const struct bins_source *source, GError **error);
struct bins_data *bins_data_ref(struct bins_data *data);
void bins_data_unref(struct bins_data *data);
typedef struct bins_data bins_data_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bins_data_t, bins_data_unref)

struct binning_rows bins_data_rows(const struct bins_data *data);
/* A session over a column of the frame, from what the bins say of it. The data outlives it. */
struct bin_edit *bins_data_edit(struct bins_data *data, size_t column, GError **error);
