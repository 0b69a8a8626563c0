/* SPDX-License-Identifier: Apache-2.0 */
/* Bins an analyst has decided on, as a file of their own ("bureau-bins"): what `model bins` and the bin editor write
 * and `model train --bins` reads. It holds decisions and no counts: cuts and groups, which of them are pinned, the
 * constraints, and the policy of codes and of missing values. Weights are worked out on whatever rows are fitted, so
 * the same file serves every fold and no row is judged by a weight it helped to make.
 *
 * {"format": "bureau-bins", "format_version": 1, "columns": [
 *   {"feature": "AGE", "kind": "numeric", "fixed": true, "cuts": [25.5, 40.5], "pinned": [25.5], "forbidden": [],
 *    "trend": "up", "max_bins": 8, "min_share": 0.05, "min_bads": 0, "min_goods": 0, "p_value": 0.05,
 *    "min_difference": 0, "special": [{"code": "-1", "policy": "own"}], "missing": "own"},
 *   {"feature": "purpose", "kind": "nominal", "groups": [{"categories": ["car"], "pinned": true, "rest": false}], ...}
 * ]}
 * "fixed": the cuts or groups are used as they are; else the optimum is searched under the constraints, around the
 * pinned ones. Constraints and policies that are left out are the usual ones. */
#pragma once
#include "training/binning_search.h"

#define BINS_MOST_CUTS 254

/* A group of categories. The one marked `rest` takes what no group names. */
struct bin_group {
    GStrv categories;
    bool pinned, rest;
};

struct bin_code {
    char *code; /* as it stands in the file */
    enum bin_policy policy;
    char *group; /* GROUP: the codes of the same name share a weight; else NULL */
};

/* What is decided about one column. */
struct bin_spec {
    char *column;
    bool nominal;
    bool fixed;        /* the cuts or groups below are used as they are; else the optimum is searched */
    GArray *cuts;      /* of double, rising */
    GArray *pinned;    /* of double, rising; each is a cut too when `fixed` */
    GArray *forbidden; /* of double, rising */
    GPtrArray *groups; /* of struct bin_group */
    GPtrArray *codes;  /* of struct bin_code */
    enum binning_trend trend;
    size_t max_bins;
    double min_share, min_bads, min_goods, p_value, min_difference;
    enum bin_policy missing, unseen;
};

struct bin_spec *bin_spec_new(const char *column, bool nominal); /* the constraints of binning_defaults, not fixed */
void bin_spec_add_group(struct bin_spec *spec, const char *const *categories, bool pinned, bool rest);
void bin_spec_add_code(struct bin_spec *spec, const char *code, enum bin_policy policy, const char *group);
struct bin_spec *bin_spec_copy(const struct bin_spec *spec);
void bin_spec_free(struct bin_spec *spec);
typedef struct bin_spec bin_spec_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bin_spec_t, bin_spec_free)

/* The specs of a file. */
struct bins {
    GPtrArray *specs; /* of struct bin_spec */
};
struct bins *bins_new(void);
void bins_free(struct bins *bins);
typedef struct bins bins_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bins_t, bins_free)

/* NULL when the file says nothing of the column. */
const struct bin_spec *bins_find(const struct bins *bins, const char *column);
/* Takes the spec; one of the same column is replaced. */
void bins_put(struct bins *bins, struct bin_spec *spec);

/* INPUT names the file, the line where it is no JSON, and the field that is missing, of another type or in
 * contradiction ("columns[2].cuts[1]"). */
struct bins *bins_parse(const char *json, gssize length, const char *origin, GError **error);
struct bins *bins_load(const char *path, GError **error);
char *bins_to_json(const struct bins *bins); /* the same bins give the same bytes */
/* Never over a file that is there, unless `replace`. */
bool bins_save(const struct bins *bins, const char *path, bool replace, GError **error);
/* Every column of the file is in the frame and of the kind the file says; INPUT names the field that is not. */
bool bins_check(const struct bins *bins, const char *origin, const struct frame *frame, GError **error);

/* The bins of one column on those rows: given cuts are counted, else the optimum is searched. `options` gives
 * `pre_bins` alone, NULL: the default; everything else is the spec's. Free with binning_free. */
struct binning *bins_apply(const struct bin_spec *spec, struct binning_bank *bank, size_t column,
                           const struct binning_rows *rows, const struct binning_options *options);
