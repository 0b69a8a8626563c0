/* SPDX-License-Identifier: Apache-2.0 */
/* `model card`: all that should be known of a model before it is relied on, as Markdown, in the person's language
 * (headings: codes MODEL_CARD). The frame is that of Mitchell et al. 2019, "Model Cards for Model Reporting". */
#include "guard/access.h"
#include "models/check.h"
#include "models/life.h"
#include "models/models.h"
#include "training/text_file.h"

#include <math.h>
#include <string.h>

struct card_text {
    struct session *session;
    const char *language;
    const struct model *model;
    const struct scorecard *head;
    GString *out;
};

static const char *word(const struct card_text *text, const char *code)
{
    return codes_label("MODEL_CARD", code, text->language);
}

static void heading(const struct card_text *text, const char *code)
{
    g_string_append_printf(text->out, "\n## %s\n\n", word(text, code));
}

static void G_GNUC_PRINTF(3, 4) line(const struct card_text *text, const char *code, const char *format, ...)
{
    va_list list;
    g_string_append_printf(text->out, "- %s: ", word(text, code));
    va_start(list, format);
    g_string_append_vprintf(text->out, format, list);
    va_end(list);
    g_string_append_c(text->out, '\n');
}

/* The card's own words: "use_zh" stands in for "use" when Chinese is spoken. NULL when it does not say. */
static const char *said(const struct card_text *text, const char *key)
{
    g_autofree char *own = g_strconcat(key, "_", text->language, NULL);
    const char *found = card_line_find(text->head->line, text->head->lines, own);
    return found ? found : card_line_find(text->head->line, text->head->lines, key);
}

static void paragraph(const struct card_text *text, const char *key)
{
    const char *words = said(text, key);
    heading(text, key);
    g_string_append_printf(text->out, "%s\n", words ? words : word(text, "not_said"));
}

/* ---- what it is ---------------------------------------------------------------------------------------------------
 */

static void write_about(const struct card_text *text)
{
    const char *subject = model_subject(text->model);
    heading(text, "about");
    line(text, "name", "%s:%d", text->head->name, text->head->version);
    line(text, "kind", "%s", codes_label("MODEL_KIND", model_kind_word(text->model->kind), text->language));
    line(text, "subject", "%s", codes_label("MODEL_SUBJECT", *subject ? subject : "table", text->language));
    line(text, "inputs", "%zu", model_inputs(text->model));
    if (text->head->rows) line(text, "rows", "%zu", text->head->rows);
    if (text->head->rows) line(text, "bads", "%zu", text->head->bads);
}

static void write_scale(const struct card_text *text)
{
    const struct card_scale *scale = &text->head->scale;
    const struct model_calibration *calibration = &text->model->calibration;
    heading(text, "scale");
    line(text, "scale_text", "%g", scale->base_score);
    line(text, "odds", "%g", scale->base_odds);
    line(text, "pdo", "%g", scale->points_to_double);
    g_string_append_printf(text->out, "- %s:", word(text, "bands"));
    for (size_t i = text->head->bands; i-- > 0;)
        g_string_append_printf(text->out, " %s ≥ %d", text->head->band[i].letter, text->head->band[i].from);
    g_string_append_c(text->out, '\n');
    if (calibration->base_rate > 0)
        line(text, "calibration", "%.2f %% (%s)", 100 * calibration->base_rate, calibration->from);
    else
        line(text, "calibration", "%s", word(text, "uncalibrated"));
}

static void metrics_row(const struct card_text *text, const char *code, const struct evaluation *figures)
{
    g_string_append_printf(text->out, "| %s | %.4f | %.4f | %.4f | %.4f |\n", word(text, code), figures->auc,
                           figures->ks, figures->gini, figures->brier);
}

static void write_metrics(const struct card_text *text)
{
    const struct card_metrics *metrics = &text->head->metrics;
    heading(text, "metrics");
    if (!metrics->has_folds && !metrics->has_holdout) {
        g_string_append_printf(text->out, "%s\n", word(text, "not_measured"));
        return;
    }
    g_string_append(text->out, "| | AUC | KS | Gini | Brier |\n|---|---|---|---|---|\n");
    if (metrics->has_folds) metrics_row(text, "folds", &metrics->fold);
    if (metrics->has_holdout) metrics_row(text, "holdout", &metrics->holdout);
}

static void write_inputs(const struct card_text *text)
{
    heading(text, "characteristics");
    for (size_t i = 0; i < model_inputs(text->model); i++) {
        const struct model_input input = model_input_at(text->model, i);
        g_autofree char *kinds =
            input.feature >= 0 ? kinds_label(feature_at((size_t)input.feature)->kind, text->language) : NULL;
        g_string_append_printf(text->out, "- `%s` %s", input.id, feature_title(input.id, text->language));
        if (kinds) g_string_append_printf(text->out, " (%s: %s)", word(text, "consent"), kinds);
        g_string_append_c(text->out, '\n');
    }
    if (text->head->traces == 0) return;
    heading(text, "left_out");
    for (size_t i = 0; i < text->head->traces; i++)
        g_string_append_printf(text->out, "- `%s`: %s\n", text->head->trace[i].key, text->head->trace[i].text);
}

static void write_fairness(const struct card_text *text)
{
    const char *words = said(text, "fairness");
    heading(text, "fairness");
    g_string_append_printf(text->out, "%s\n", words ? words : word(text, "fairness_none"));
}

/* ---- what became of it --------------------------------------------------------------------------------------------
 */

static void write_checks(const struct card_text *text, const char *figures)
{
    g_autoptr(GPtrArray) checks = model_checks_read(figures);
    if (!checks) return;
    heading(text, "checks");
    for (guint i = 0; i < checks->len; i++) {
        const struct model_check *check = checks->pdata[i];
        g_string_append_printf(text->out, "- %s: %s%s%s\n", codes_label("MODEL_CHECK", check->check, text->language),
                               codes_label("CHECK_RESULT", check_result_word(check->result), text->language),
                               check->detail && *check->detail ? ", " : "", check->detail ? check->detail : "");
    }
}

static char *day_text(int64_t moment)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(moment / 1000);
    return time ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("");
}

static bool write_events(const struct card_text *text, const struct model_row *row, GError **error)
{
    g_autoptr(statement_t) event = store_prepare(
        text->session->store,
        "SELECT at, event, user, maker, note FROM model_event WHERE name = ?1 AND number = ?2 ORDER BY id", error);
    enum step step = STEP_ERROR;
    if (!event) return false;
    statement_bind_text(event, 1, row->name);
    statement_bind_int(event, 2, row->number);
    while ((step = statement_step(event, error)) == STEP_ROW) {
        g_autofree char *day = day_text(statement_int(event, 0));
        const char *maker = statement_text(event, 3), *note = statement_text(event, 4);
        g_string_append_printf(text->out, "- %s %s: %s%s%s%s%s\n", day,
                               codes_label("MODEL_EVENT", statement_text(event, 1), text->language), maker ? maker : "",
                               maker ? " + " : "", statement_text(event, 2), note ? " · " : "", note ? note : "");
    }
    return step == STEP_DONE;
}

static bool write_drift(const struct card_text *text, const struct model_row *row, GError **error)
{
    g_autoptr(statement_t) month =
        store_prepare(text->session->store,
                      "SELECT month, light, psi, csi_input, csi, auc FROM model_month WHERE name = ?1 AND number = ?2"
                      " ORDER BY month DESC LIMIT 6",
                      error);
    enum step step = STEP_ERROR;
    bool any = false;
    if (!month) return false;
    statement_bind_text(month, 1, row->name);
    statement_bind_int(month, 2, row->number);
    while ((step = statement_step(month, error)) == STEP_ROW) {
        char number[DATE_TEXT_SIZE];
        if (!any) {
            heading(text, "drift");
            g_string_append_printf(text->out, "| %s | | PSI | CSI | AUC |\n|---|---|---|---|---|\n",
                                   word(text, "month"));
        }
        any = true;
        g_string_append_printf(text->out, "| %s | %s | %.4f | %s %.4f | %.4f |\n",
                               month_format(statement_month(month, 0), number),
                               codes_label("DRIFT_LIGHT", statement_text(month, 1), text->language),
                               statement_real(month, 2), statement_text(month, 3) ? statement_text(month, 3) : "",
                               statement_real(month, 4), statement_real(month, 5));
    }
    return step == STEP_DONE;
}

static bool write_life(const struct card_text *text, const struct model_row *row, GError **error)
{
    heading(text, "life");
    if (!row) {
        line(text, "state", "%s", codes_label("MODEL_STATE", MODEL_SHIPPED, text->language));
        return true;
    }
    line(text, "state", "%s", codes_label("MODEL_STATE", row->state, text->language));
    line(text, "user", "%s", row->user);
    if (row->validator) line(text, "validator", "%s", row->validator);
    line(text, "digest", "`%s`", row->digest);
    if (!write_events(text, row, error)) return false;
    write_checks(text, row->figures);
    return write_drift(text, row, error);
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

static bool compose(const struct card_text *text, const struct model_row *row, GError **error)
{
    static const char *const before[] = { "use", "not_for", "data", "outcome", "split", "licence", "method" };
    static const char *const after[] = { "limits", "review" };
    g_string_append_printf(text->out, "# %s: %s:%d\n", word(text, "title"), text->head->name, text->head->version);
    write_about(text);
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++)
        paragraph(text, before[i]);
    write_metrics(text);
    write_scale(text);
    write_inputs(text);
    write_fairness(text);
    for (size_t i = 0; i < G_N_ELEMENTS(after); i++)
        paragraph(text, after[i]);
    return write_life(text, row, error);
}

bool model_command_card(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    const char *name = arguments_text(arguments, "model"), *path = arguments_text(arguments, "out");
    const char *asked = arguments_text(arguments, "in");
    g_autoptr(model_t) model = model_named(session, name, error);
    if (!model) return false;
    g_autoptr(model_row_t) row = session->store ? model_row_find(session, name, NULL) : NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    const struct card_text text = { .session = session,
                                    .language = asked               ? asked
                                                : session->language ? session->language
                                                                    : "en",
                                    .model = model,
                                    .head = model_head(model),
                                    .out = out };
    if (!compose(&text, row, error)) return false;
    table_fact_text(answer, "name", N_("Model"), text.head->name);
    table_fact_int(answer, "version", N_("Version"), text.head->version);
    if (!path) return table_fact_text(answer, "text", N_("Text"), out->str), true;
    if (!text_file_write(path, out->str, arguments_has(arguments, "replace"), error)) return false;
    table_fact_text(answer, "file", N_("File"), path);
    return true;
}
