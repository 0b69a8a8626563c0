/* SPDX-License-Identifier: Apache-2.0 */
/* A scorecard as JSON. Keys have a fixed order and numbers are the shortest that read back exactly, so that the same
 * card gives the same bytes and two cards can be compared as text; a generator of general JSON promises neither. */
#include "score/card.h"
#include "score/model_json.h"

#include <math.h>
#include <string.h>

struct writer {
    GString *text;
    int depth, inline_from; /* from this depth on everything stays on one line; 0 for nowhere */
    bool first;
};

static void writer_next(struct writer *writer, const char *key);

/* Comma, line and key of the next member; `key` is NULL in an array. */
static void writer_next(struct writer *writer, const char *key)
{
    bool joined = writer->inline_from && writer->depth >= writer->inline_from;
    if (!writer->first) g_string_append_c(writer->text, ',');
    if (!joined)
        g_string_append_printf(writer->text, "\n%*s", writer->depth, "");
    else if (!writer->first)
        g_string_append_c(writer->text, ' ');
    writer->first = false;
    if (!key) return;
    json_put_quoted(writer->text, key);
    g_string_append(writer->text, ": ");
}

static void writer_open(struct writer *writer, const char *key, char bracket, bool joined)
{
    writer_next(writer, key);
    g_string_append_c(writer->text, bracket);
    writer->depth++;
    if (joined && !writer->inline_from) writer->inline_from = writer->depth;
    writer->first = true;
}

static void writer_close(struct writer *writer, char bracket)
{
    bool joined = writer->inline_from && writer->depth >= writer->inline_from;
    if (writer->inline_from == writer->depth) writer->inline_from = 0;
    writer->depth--;
    if (!joined && !writer->first) g_string_append_printf(writer->text, "\n%*s", writer->depth, "");
    g_string_append_c(writer->text, bracket);
    writer->first = false;
}

static void write_text(struct writer *writer, const char *key, const char *value)
{
    writer_next(writer, key);
    json_put_quoted(writer->text, value);
}

static void write_real(struct writer *writer, const char *key, double value)
{
    g_autofree char *number = isfinite(value) ? binning_number(value) : g_strdup("null");
    writer_next(writer, key);
    g_string_append(writer->text, number);
}

static void write_integer(struct writer *writer, const char *key, gint64 value)
{
    writer_next(writer, key);
    g_string_append_printf(writer->text, "%" G_GINT64_FORMAT, value);
}

static void write_flag(struct writer *writer, const char *key, bool value)
{
    writer_next(writer, key);
    g_string_append(writer->text, value ? "true" : "false");
}

static const char *const bin_type_names[] = { "range", "categories", "special", "missing" };

static void write_bin(struct writer *writer, const struct bin *bin)
{
    writer_open(writer, NULL, '{', true);
    write_text(writer, "type", bin_type_names[bin->type]);
    if (bin->type == BIN_RANGE) write_real(writer, "below", bin->below);
    if (bin->type == BIN_SPECIAL && !bin->categories) write_real(writer, "code", bin->code);
    if (bin->categories) {
        writer_open(writer, "categories", '[', true);
        for (char **name = bin->categories; *name; name++)
            write_text(writer, NULL, *name);
        writer_close(writer, ']');
    }
    if (bin->rest) write_flag(writer, "rest", true);
    write_integer(writer, "count", bin->count);
    write_integer(writer, "bads", bin->bads);
    write_real(writer, "woe", bin->weight);
    write_integer(writer, "points", bin->points);
    writer_close(writer, '}');
}

static void write_characteristic(struct writer *writer, const struct characteristic *characteristic)
{
    writer_open(writer, NULL, '{', false);
    write_text(writer, "feature", characteristic->id);
    write_text(writer, "kind", characteristic->binning->nominal ? "nominal" : "numeric");
    if (!characteristic->binning->nominal) write_flag(writer, "integer", characteristic->binning->integer);
    write_text(writer, "reason", characteristic->reason);
    write_real(writer, "coefficient", characteristic->coefficient);
    write_real(writer, "standard_error", characteristic->standard_error);
    write_real(writer, "information_value", characteristic->binning->information_value);
    write_integer(writer, "neutral", characteristic->neutral);
    if (!isnan(characteristic->near)) write_real(writer, "near_cutoff", characteristic->near);
    writer_open(writer, "bins", '[', false);
    for (size_t i = 0; i < characteristic->binning->bins; i++)
        write_bin(writer, &characteristic->binning->bin[i]);
    writer_close(writer, ']');
    writer_close(writer, '}');
}

static void write_evaluation(struct writer *writer, const struct evaluation *evaluation)
{
    write_integer(writer, "rows", (gint64)evaluation->rows);
    write_integer(writer, "bads", (gint64)evaluation->bads);
    write_real(writer, "auc", evaluation->auc);
    write_real(writer, "ks", evaluation->ks);
    write_real(writer, "gini", evaluation->gini);
    write_real(writer, "brier", evaluation->brier);
}

static void write_metrics(struct writer *writer, const struct card_metrics *metrics)
{
    writer_open(writer, "metrics", '{', false);
    if (metrics->has_folds) {
        writer_open(writer, "cross_validation", '{', true);
        write_integer(writer, "folds", metrics->folds);
        write_evaluation(writer, &metrics->fold);
        write_real(writer, "auc_sd", metrics->auc_sd);
        writer_close(writer, '}');
    }
    if (metrics->has_holdout) {
        writer_open(writer, "holdout", '{', true);
        write_evaluation(writer, &metrics->holdout);
        writer_close(writer, '}');
    }
    writer_close(writer, '}');
}

static void write_lines(struct writer *writer, const char *key, const struct card_line *lines, size_t count)
{
    writer_open(writer, key, '{', false);
    for (size_t i = 0; i < count; i++)
        write_text(writer, lines[i].key, lines[i].text);
    writer_close(writer, '}');
}

static void write_scale(struct writer *writer, const struct scorecard *card)
{
    writer_open(writer, "scale", '{', true);
    write_real(writer, "base_score", card->scale.base_score);
    write_real(writer, "base_odds", card->scale.base_odds);
    write_real(writer, "points_to_double", card->scale.points_to_double);
    write_integer(writer, "lowest", card->scale.lowest);
    write_integer(writer, "highest", card->scale.highest);
    writer_close(writer, '}');
    writer_open(writer, "bands", '[', false);
    for (size_t i = 0; i < card->bands; i++) {
        writer_open(writer, NULL, '{', true);
        write_text(writer, "letter", card->band[i].letter);
        write_integer(writer, "from", card->band[i].from);
        writer_close(writer, '}');
    }
    writer_close(writer, ']');
}

/* Only what is not as usual: a card of before reads and writes as it was. */
static void write_reasons(struct writer *writer, const struct scorecard *card)
{
    if (card->method == REASON_BEST && !card->has_cutoff) return;
    writer_open(writer, "reasons", '{', true);
    write_text(writer, "method", reason_method_word(card->method));
    if (card->has_cutoff) write_integer(writer, "cutoff", card->cutoff);
    writer_close(writer, '}');
}

char *scorecard_to_json(const struct scorecard *card)
{
    struct writer writer = { .text = g_string_new("{"), .depth = 1, .first = true };
    write_text(&writer, "format", "bureau-scorecard");
    write_integer(&writer, "format_version", 1);
    write_text(&writer, "name", card->name);
    write_integer(&writer, "version", card->version);
    write_lines(&writer, "card", card->line, card->lines);
    writer_open(&writer, "fitted_on", '{', true);
    write_integer(&writer, "rows", (gint64)card->rows);
    write_integer(&writer, "bads", (gint64)card->bads);
    writer_close(&writer, '}');
    write_metrics(&writer, &card->metrics);
    write_scale(&writer, card);
    write_reasons(&writer, card);
    write_real(&writer, "intercept", card->intercept);
    write_real(&writer, "intercept_error", card->intercept_error);
    writer_open(&writer, "characteristics", '[', false);
    for (size_t i = 0; i < card->characteristics; i++)
        write_characteristic(&writer, &card->characteristic[i]);
    writer_close(&writer, ']');
    write_lines(&writer, "left_out", card->trace, card->traces);
    writer_close(&writer, '}');
    g_string_append_c(writer.text, '\n');
    return g_string_free(writer.text, FALSE);
}
