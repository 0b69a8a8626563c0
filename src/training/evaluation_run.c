/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the file, scoring its rows, choosing the cut-off: once, for every figure that is asked for. */
#include "training/evaluation_run.h"

#include "training/csvframe.h"

#include <math.h>
#include <string.h>

void evaluation_run_clear(struct evaluation_run *run)
{
    model_frame_free(run->over);
    frame_free(run->frame);
    g_clear_pointer(&run->row, g_array_unref);
    g_free(run->score);
    g_free(run->probability);
    g_free(run->weight);
    g_free(run->bad);
    ladder_free(run->scores);
    reference_counts_free(run->counts);
    model_reference_free(run->reference);
    model_free(run->model);
}

static bool usage(GError **error, const char *message, const char *next, const char *first, const char *second)
{
    bureau_error_set(error, BUREAU_ERROR_USAGE, message, next, first, second, NULL);
    return false;
}

const struct frame_column *evaluation_column(const struct evaluation_run *run, const char *option, const char *name,
                                             GError **error)
{
    const int found = frame_find(run->frame, name);
    if (found >= 0) return &run->frame->column[found];
    usage(error, N_("--{1}: the file has no column “{2}”."), N_("Name columns of its first line."), option, name);
    return NULL;
}

/* A number option between two ends; `value` keeps what it has when the option is absent. */
static bool number_option(const struct arguments *arguments, const char *name, double least, double most, double *value,
                          GError **error)
{
    const char *text = arguments_text(arguments, name);
    double given = 0;
    if (!text) return true;
    if (frame_number(text, &given) && given >= least && given <= most) {
        *value = given;
        return true;
    }
    g_autofree char *from = binning_number(least);
    g_autofree char *to = binning_number(most);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("--{1} does not take “{2}”."), N_("Give a number from {3} to {4}."),
                     name, text, from, to, NULL);
    return false;
}

/* ---- which rows -------------------------------------------------------------------------------------------------- */

/* Keeps the rows whose cell is VALUE or later: as numbers, or as text where the column holds text (days and months in
 * ISO order). A missing cell is no time and is left out. */
static bool rows_since(struct evaluation_run *run, const char *text, GError **error)
{
    const char *sign = strrchr(text, '=');
    double number = 0;
    if (!sign || !sign[1])
        return usage(error, N_("--{1} does not take “{2}”."), N_("Write COLUMN=VALUE, as in MONTH=2005-09."), "since",
                     text);
    g_autofree char *name = g_strndup(text, (gsize)(sign - text));
    const struct frame_column *column = evaluation_column(run, "since", name, error);
    if (!column) return false;
    if (column->number && !frame_number(sign + 1, &number))
        return usage(error, N_("--since: “{1}” is no value of the column “{2}”."), N_("The column holds numbers."),
                     sign + 1, name);
    guint kept = 0;
    for (guint i = 0; i < run->row->len; i++) {
        const guint32 row = g_array_index(run->row, guint32, i);
        const bool later = column->number ? column->number[row] >= number
                                          : column->category[row] >= 0 &&
                                                strcmp(column->categories->pdata[column->category[row]], sign + 1) >= 0;
        if (later) g_array_index(run->row, guint32, kept++) = row;
    }
    g_array_set_size(run->row, kept);
    return true;
}

static bool named_rows(struct evaluation_run *run, const char *path, GError **error)
{
    g_autofree guint8 *seen = g_new0(guint8, MAX(run->frame->rows, 1));
    run->row = frame_read_integers(path, (gint64)run->frame->rows, error);
    for (guint i = 0; run->row && i < run->row->len; i++) {
        const guint32 row = g_array_index(run->row, guint32, i);
        if (!seen[row]++) continue;
        g_autofree char *number = g_strdup_printf("%u", row);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("{1}: row {2} is named twice."),
                         N_("Each row is judged once; --weight counts one more often."), path, number, NULL);
        return false;
    }
    return run->row != NULL;
}

static bool choose_rows(struct evaluation_run *run, const struct arguments *arguments, GError **error)
{
    const char *path = arguments_text(arguments, "rows"), *since = arguments_text(arguments, "since");
    if (path) {
        if (!named_rows(run, path, error)) return false;
    } else {
        run->row = g_array_sized_new(FALSE, FALSE, sizeof(guint32), (guint)run->frame->rows);
        for (guint32 row = 0; row < run->frame->rows; row++)
            g_array_append_val(run->row, row);
    }
    if (since && !rows_since(run, since, error)) return false;
    if (run->row->len) return true;
    bureau_error_set(error, BUREAU_ERROR_INPUT, N_("No row of the file is left to judge."),
                     N_("See --rows and --since."), NULL);
    return false;
}

/* ---- judging ----------------------------------------------------------------------------------------------------- */

static bool read_file(struct evaluation_run *run, struct session *session, const struct arguments *arguments,
                      GError **error)
{
    run->model = model_named(session, arguments_text(arguments, "model"), error);
    if (!run->model) return false;
    session_progress(session, 0, N_("Reading the file"));
    run->frame = model_frame_read(run->model, arguments_text(arguments, "data"), error);
    if (!run->frame) return false;
    run->over = model_frame_new(run->model, run->frame, error);
    return run->over != NULL;
}

static bool read_weights(struct evaluation_run *run, const struct arguments *arguments, GError **error)
{
    const char *name = arguments_text(arguments, "weight");
    if (!name) return true;
    const struct frame_column *column = evaluation_column(run, "weight", name, error);
    if (!column) return false;
    run->weight = g_new(double, run->row->len);
    for (guint i = 0; i < run->row->len; i++) {
        const guint32 row = g_array_index(run->row, guint32, i);
        run->weight[i] = column->number ? column->number[row] : NAN;
        if (isfinite(run->weight[i]) && run->weight[i] >= 0) continue;
        g_autofree char *line = g_strdup_printf("%u", run->frame->line[row]);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("Line {1}: the weight in “{2}” is no number from 0 up."),
                         N_("Give every row a weight, or leave --weight away."), line, name, NULL);
        return false;
    }
    return true;
}

static bool judge_rows(struct evaluation_run *run, struct session *session, GError **error)
{
    double inputs[SCORE_MOST_PARTS];
    struct score_result result;
    run->score = g_new(double, run->row->len);
    run->probability = g_new(double, run->row->len);
    run->counts = run->reference ? reference_counts_new(run->reference) : NULL;
    for (guint i = 0; i < run->row->len; i++) {
        if (i % 4096 == 0) {
            if (session_is_cancelled(session, error)) return false;
            session_progress(session, 0.2 + 0.7 * i / run->row->len, N_("Scoring"));
        }
        model_frame_inputs(run->over, g_array_index(run->row, guint32, i), inputs);
        model_score_inputs(run->model, inputs, &result);
        run->score[i] = result.score;
        run->probability[i] = result.probability;
        if (run->counts) reference_count(run->counts, run->reference, run->model, inputs, result.score);
    }
    return true;
}

static bool read_outcomes(struct evaluation_run *run, const struct arguments *arguments, GError **error)
{
    const char *target = arguments_text(arguments, "target");
    if (!evaluation_column(run, "target", target, error)) return false;
    g_autofree guint8 *bad = model_frame_target(run->model, run->frame, (size_t)frame_find(run->frame, target), error);
    if (!bad) return false;
    run->bad = g_new(guint8, run->row->len);
    for (guint i = 0; i < run->row->len; i++)
        run->bad[i] = bad[g_array_index(run->row, guint32, i)];
    return true;
}

/* ---- the cut-off ------------------------------------------------------------------------------------------------- */

static bool choose_cutoff(struct evaluation_run *run, const struct arguments *arguments, GError **error)
{
    const bool cost = arguments_has(arguments, "cost-bad") || arguments_has(arguments, "cost-good");
    const bool share = arguments_has(arguments, "approve"), given = arguments_has(arguments, "cutoff");
    double approve = 0;
    run->cost_bad = run->cost_good = 1;
    if (share + cost + given > 1 && (share || !given || !cost))
        return usage(error, N_("A cut-off is given, or follows from a cost, or from an approval rate."),
                     N_("Say --cutoff, --cost-bad and --cost-good, or --approve."), "", "");
    if (!number_option(arguments, "cost-bad", 0, 1e12, &run->cost_bad, error) ||
        !number_option(arguments, "cost-good", 0, 1e12, &run->cost_good, error) ||
        !number_option(arguments, "approve", 0, 1, &approve, error) ||
        !number_option(arguments, "cutoff", -1e6, 1e6, &run->cutoff, error))
        return false;
    run->cutoff_by = given ? N_("as given") : N_("greatest KS");
    if (given) return true;
    run->cutoff = evaluation_cutoff_by_ks(run->scores);
    if (cost) run->cutoff = evaluation_cutoff_by_cost(run->scores, run->cost_bad, run->cost_good);
    if (share) run->cutoff = evaluation_cutoff_by_approval(run->scores, approve);
    if (cost || share) run->cutoff_by = cost ? N_("least cost") : N_("approval rate");
    return true;
}

bool evaluation_run(struct evaluation_run *run, struct session *session, const struct arguments *arguments,
                    GError **error)
{
    g_autoptr(GError) trouble = NULL;
    if (!evaluation_policy_load(&run->policy, error) || !read_file(run, session, arguments, error) ||
        !choose_rows(run, arguments, error) || !read_weights(run, arguments, error) ||
        !read_outcomes(run, arguments, error))
        return false;
    run->reference = model_reference_read(run->model, &trouble);
    if (trouble) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return false;
    }
    if (!judge_rows(run, session, error)) return false;
    run->judged = (struct judged_rows){ run->row->len, run->score, run->probability, run->bad, run->weight };
    run->scores = ladder_of_scores(&run->judged);
    evaluation_summarise(&run->judged, &run->summary);
    return choose_cutoff(run, arguments, error);
}
