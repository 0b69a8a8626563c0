/* SPDX-License-Identifier: Apache-2.0 */
/* Specs of bins in memory, and writing them. Keys have a fixed order and numbers are the shortest that read back
 * exactly: the same bins give the same bytes. */
#include "training/bins_file.h"
#include "score/model_json.h"
#include "training/text_file.h"

#include <string.h>

static void group_free(void *data)
{
    struct bin_group *group = data;
    g_strfreev(group->categories);
    g_free(group);
}

static void code_free(void *data)
{
    struct bin_code *code = data;
    g_free(code->code);
    g_free(code->group);
    g_free(code);
}

struct bin_spec *bin_spec_new(const char *column, bool nominal)
{
    struct bin_spec *spec = g_new0(struct bin_spec, 1);
    spec->column = g_strdup(column);
    spec->nominal = nominal;
    spec->cuts = g_array_new(FALSE, FALSE, sizeof(double));
    spec->pinned = g_array_new(FALSE, FALSE, sizeof(double));
    spec->forbidden = g_array_new(FALSE, FALSE, sizeof(double));
    spec->groups = g_ptr_array_new_with_free_func(group_free);
    spec->codes = g_ptr_array_new_with_free_func(code_free);
    spec->trend = binning_defaults.trend;
    spec->max_bins = binning_defaults.max_bins;
    spec->min_share = binning_defaults.min_share;
    spec->p_value = binning_defaults.p_value;
    return spec;
}

void bin_spec_free(struct bin_spec *spec)
{
    if (!spec) return;
    g_free(spec->column);
    g_array_unref(spec->cuts);
    g_array_unref(spec->pinned);
    g_array_unref(spec->forbidden);
    g_ptr_array_unref(spec->groups);
    g_ptr_array_unref(spec->codes);
    g_free(spec);
}

void bin_spec_add_group(struct bin_spec *spec, const char *const *categories, bool pinned, bool rest)
{
    struct bin_group *group = g_new0(struct bin_group, 1);
    *group = (struct bin_group){ g_strdupv((char **)categories), pinned, rest };
    g_ptr_array_add(spec->groups, group);
}

void bin_spec_add_code(struct bin_spec *spec, const char *code, enum bin_policy policy, const char *group)
{
    struct bin_code *added = g_new0(struct bin_code, 1);
    *added = (struct bin_code){ g_strdup(code), policy, policy == BIN_GROUP ? g_strdup(group) : NULL };
    g_ptr_array_add(spec->codes, added);
}

struct bin_spec *bin_spec_copy(const struct bin_spec *spec)
{
    struct bin_spec *copy = bin_spec_new(spec->column, spec->nominal);
    g_array_append_vals(copy->cuts, spec->cuts->data, spec->cuts->len);
    g_array_append_vals(copy->pinned, spec->pinned->data, spec->pinned->len);
    g_array_append_vals(copy->forbidden, spec->forbidden->data, spec->forbidden->len);
    for (guint i = 0; i < spec->groups->len; i++) {
        const struct bin_group *group = spec->groups->pdata[i];
        bin_spec_add_group(copy, (const char *const *)group->categories, group->pinned, group->rest);
    }
    for (guint i = 0; i < spec->codes->len; i++) {
        const struct bin_code *code = spec->codes->pdata[i];
        bin_spec_add_code(copy, code->code, code->policy, code->group);
    }
    copy->fixed = spec->fixed;
    copy->trend = spec->trend;
    copy->max_bins = spec->max_bins;
    copy->min_share = spec->min_share;
    copy->min_bads = spec->min_bads;
    copy->min_goods = spec->min_goods;
    copy->p_value = spec->p_value;
    copy->min_difference = spec->min_difference;
    copy->missing = spec->missing;
    copy->unseen = spec->unseen;
    return copy;
}

/* ---- the specs of a file ---------------------------------------------------------------------------------------- */

struct bins *bins_new(void)
{
    struct bins *bins = g_new0(struct bins, 1);
    bins->specs = g_ptr_array_new_with_free_func((GDestroyNotify)bin_spec_free);
    return bins;
}

void bins_free(struct bins *bins)
{
    if (!bins) return;
    g_ptr_array_unref(bins->specs);
    g_free(bins);
}

const struct bin_spec *bins_find(const struct bins *bins, const char *column)
{
    for (guint i = 0; bins && i < bins->specs->len; i++) {
        const struct bin_spec *spec = bins->specs->pdata[i];
        if (!strcmp(spec->column, column)) return spec;
    }
    return NULL;
}

void bins_put(struct bins *bins, struct bin_spec *spec)
{
    for (guint i = 0; i < bins->specs->len; i++) {
        struct bin_spec *old = bins->specs->pdata[i];
        if (strcmp(old->column, spec->column)) continue;
        bin_spec_free(old);
        bins->specs->pdata[i] = spec;
        return;
    }
    g_ptr_array_add(bins->specs, spec);
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static void write_key(GString *text, const char *key)
{
    g_string_append_printf(text, ",\n   \"%s\": ", key);
}

static void write_word(GString *text, const char *key, const char *word)
{
    write_key(text, key);
    json_put_quoted(text, word);
}

static void write_number(GString *text, const char *key, double value)
{
    g_autofree char *number = binning_number(value);
    write_key(text, key);
    g_string_append(text, number);
}

static void write_numbers(GString *text, const char *key, const GArray *numbers)
{
    write_key(text, key);
    g_string_append_c(text, '[');
    for (guint i = 0; i < numbers->len; i++) {
        g_autofree char *number = binning_number(g_array_index(numbers, double, i));
        g_string_append_printf(text, "%s%s", i ? ", " : "", number);
    }
    g_string_append_c(text, ']');
}

static void write_groups(GString *text, const struct bin_spec *spec)
{
    bool first = true;
    write_key(text, "groups");
    g_string_append_c(text, '[');
    for (guint i = 0; i < spec->groups->len; i++) {
        const struct bin_group *group = spec->groups->pdata[i];
        if (!spec->fixed && !group->pinned) continue;
        g_string_append_printf(text, "%s\n    {\"categories\": [", first ? "" : ",");
        for (char **name = group->categories; *name; name++) {
            if (name != group->categories) g_string_append(text, ", ");
            json_put_quoted(text, *name);
        }
        g_string_append_printf(text, "], \"pinned\": %s, \"rest\": %s}", group->pinned ? "true" : "false",
                               group->rest ? "true" : "false");
        first = false;
    }
    g_string_append_c(text, ']');
}

static void write_codes(GString *text, const struct bin_spec *spec)
{
    write_key(text, "special");
    g_string_append_c(text, '[');
    for (guint i = 0; i < spec->codes->len; i++) {
        const struct bin_code *code = spec->codes->pdata[i];
        g_string_append_printf(text, "%s\n    {\"code\": ", i ? "," : "");
        json_put_quoted(text, code->code);
        g_string_append_printf(text, ", \"policy\": \"%s\"", bin_policy_name(code->policy));
        if (code->policy == BIN_GROUP) {
            g_string_append(text, ", \"group\": ");
            json_put_quoted(text, code->group);
        }
        g_string_append_c(text, '}');
    }
    g_string_append_c(text, ']');
}

static void write_spec(GString *text, const struct bin_spec *spec)
{
    g_string_append(text, "  {\"feature\": ");
    json_put_quoted(text, spec->column);
    write_word(text, "kind", spec->nominal ? "nominal" : "numeric");
    write_key(text, "fixed");
    g_string_append(text, spec->fixed ? "true" : "false");
    if (spec->nominal) {
        write_groups(text, spec);
    } else {
        if (spec->fixed) write_numbers(text, "cuts", spec->cuts);
        write_numbers(text, "pinned", spec->pinned);
        write_numbers(text, "forbidden", spec->forbidden);
        write_word(text, "trend", binning_trend_name(spec->trend));
    }
    write_number(text, "max_bins", (double)spec->max_bins);
    write_number(text, "min_share", spec->min_share);
    write_number(text, "min_bads", spec->min_bads);
    write_number(text, "min_goods", spec->min_goods);
    write_number(text, "p_value", spec->p_value);
    write_number(text, "min_difference", spec->min_difference);
    write_codes(text, spec);
    write_word(text, "missing", bin_policy_name(spec->missing));
    if (spec->nominal) write_word(text, "unseen", bin_policy_name(spec->unseen));
    g_string_append_c(text, '}');
}

char *bins_to_json(const struct bins *bins)
{
    GString *text = g_string_new("{\n \"format\": \"bureau-bins\",\n \"format_version\": 1,\n \"columns\": [");
    for (guint i = 0; i < bins->specs->len; i++) {
        g_string_append(text, i ? ",\n" : "\n");
        write_spec(text, bins->specs->pdata[i]);
    }
    g_string_append(text, "\n ]\n}\n");
    return g_string_free(text, FALSE);
}

bool bins_save(const struct bins *bins, const char *path, bool replace, GError **error)
{
    g_autofree char *json = bins_to_json(bins);
    return text_file_write(path, json, replace, error);
}
