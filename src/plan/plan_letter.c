/* SPDX-License-Identifier: Apache-2.0 */
/* `plan letter`: a plan as a text to take home, in one language or both. Its words are data/plan/letter_*.txt; it names
 * the file by its number and nobody by name, and it is written whole or not at all and never over another file. */
#include "base/data.h"
#include "base/folder.h"
#include "base/system.h"
#include "base/tsv.h"
#include "plan/ask.h"
#include "plan/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- words ------------------------------------------------------------------------------------------------------- */

static char *fill(char *text, const char *name, const char *value)
{
    g_auto(GStrv) parts = g_strsplit(text, name, -1);
    g_free(text);
    return g_strjoinv(value, parts);
}

static char *money_words(const struct plan_book *book, int64_t minor)
{
    char text[MONEY_TEXT_SIZE];
    return g_strdup_printf("%s %s", book->currency, money_format_minor(minor, true, text));
}

/* A line of data/plan/words.tsv with its {1} and {2} filled in; the key itself when it is not there. Caller frees. */
static char *line(const char *key, bool zh, const char *first, const char *second)
{
    static gsize shared;
    if (g_once_init_enter(&shared)) {
        g_autoptr(GError) error = NULL;
        struct tsv *tsv = tsv_load("plan/words.tsv", &error);
        if (tsv == NULL) g_warning("%s", error->message);
        g_once_init_leave(&shared, tsv != NULL ? (gsize)tsv : (gsize)-1);
    }
    const struct tsv *words = shared == (gsize)-1 ? NULL : (const struct tsv *)shared;
    for (size_t row = 0; words != NULL && row < tsv_rows(words); row++)
        if (strcmp(tsv_cell(words, row, "key"), key) == 0)
            return fill(fill(g_strdup(tsv_cell(words, row, zh ? "zh" : "en")), "{1}", first ? first : ""), "{2}",
                        second ? second : "");
    return g_strdup(key);
}

static void add_line(GString *text, const char *key, bool zh, const char *first, const char *second)
{
    g_autofree char *words = line(key, zh, first, second);
    g_string_append(text, words);
    g_string_append_c(text, '\n');
}

static char *step_title(const struct plan_step *step, bool zh)
{
    const struct plan_action *rule = plan_action_find(step->rule);
    g_autofree char *months = g_strdup_printf("%d", step->action.months);
    g_autofree char *account = g_strdup_printf("%" G_GINT64_FORMAT, step->action.account);
    if (rule == NULL) return line(step->action.months == 1 ? "wait_one" : "wait", zh, months, NULL);
    if (step->action.account == 0) return g_strdup(zh ? rule->title_zh : rule->title);
    return line("account", zh, zh ? rule->title_zh : rule->title, account);
}

static void step_lines(GString *text, const struct plan_book *book, const struct plan_step *step, size_t number,
                       bool zh)
{
    char month[DATE_TEXT_SIZE];
    const struct plan_action *rule = plan_action_find(step->rule);
    g_autofree char *title = step_title(step, zh), *money = money_words(book, step->price.of[PLAN_MONEY]);
    g_autofree char *limit = money_words(book, step->action.minor), *points = g_strdup_printf("%+d", step->points);
    g_autofree char *score = g_strdup_printf("%d", step->score);
    g_string_append_printf(text, "%zu. %s  %s\n", number, month_format(step->month, month), title);
    if (step->action.kind == ACTION_LIMIT) add_line(text, "limit", zh, limit, NULL);
    if (step->price.of[PLAN_MONEY] > 0) add_line(text, "money", zh, money, NULL);
    add_line(text, "effect", zh, points, score);
    if (rule == NULL) return;
    add_line(text, "needs", zh, zh ? rule->needs_zh : rule->needs, NULL);
    add_line(text, "evidence", zh, zh ? rule->evidence_zh : rule->evidence, NULL);
}

static char *steps_text(const struct plan_book *book, const struct plan *plan, bool zh)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < plan->steps; i++)
        step_lines(text, book, &plan->step[i], i + 1, zh);
    if (plan->steps == 0) add_line(text, "nothing", zh, NULL, NULL);
    return g_string_free(text, FALSE);
}

static char *never_text(bool zh)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < plan_action_count(); i++) {
        const struct plan_action *rule = plan_action_at(i);
        if (rule->forbidden)
            add_line(text, "never", zh, zh ? rule->title_zh : rule->title, zh ? rule->why_not_zh : rule->why_not);
    }
    return g_string_free(text, FALSE);
}

static char *write_letter(struct session *session, const struct plan_asked *asked, const struct plan *plan, bool zh,
                          GError **error)
{
    const struct plan_book *book = asked->book;
    char month[DATE_TEXT_SIZE], day[DATE_TEXT_SIZE];
    char *text = data_read(zh ? "plan/letter_zh.txt" : "plan/letter_en.txt", NULL, error);
    if (text == NULL) return NULL;
    g_autofree char *steps = steps_text(book, plan, zh), *never = never_text(zh);
    g_autofree char *money = money_words(book, plan->price.of[PLAN_MONEY]), *late = money_words(book, book->past_due);
    g_autofree char *file = g_strdup_printf("%" G_GINT64_FORMAT, asked->dossier->subject);
    g_autofree char *now = g_strdup_printf("%d", book->now.score), *score = g_strdup_printf("%d", plan->score);
    g_autofree char *target = g_strdup_printf("%d", book->wish.target);
    g_autofree char *verdict = line(plan->score >= book->wish.target ? "reached" : "not_reached", zh, NULL, NULL);
    const struct {
        const char *name, *value;
    } words[] = { { "{file}", file },       { "{day}", date_format(session_today(session), day) },
                  { "{now}", now },         { "{target}", target },
                  { "{score}", score },     { "{month}", month_format(plan->month, month) },
                  { "{money}", money },     { "{past_due}", late },
                  { "{verdict}", verdict }, { "{model}", book->model },
                  { "{steps}", steps },     { "{never}", never } };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        text = fill(text, words[i].name, words[i].value);
    return text;
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static bool io_failed(const char *path, int code, GError **error)
{
    if (code == EEXIST)
        bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already."),
                         N_("Choose another name, or write over it with --replace."), path, NULL);
    else
        bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} could not be written: {2}."),
                         N_("Free space there, or choose another place."), path, system_error_text(code), NULL);
    return false;
}

static int write_new(const char *temporary, int descriptor, const char *path, const char *text, bool replace)
{
    FILE *file = fdopen(descriptor, "w");
    if (file == NULL) {
        close(descriptor);
        return errno;
    }
    bool well = fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int code = errno;
    if (fclose(file) != 0 && well) {
        code = errno;
        well = false;
    }
    if (!well) return code;
    if (replace) return g_rename(temporary, path) == 0 ? 0 : errno;
    return link(temporary, path) == 0 ? 0 : errno; /* unlike rename, never over a file that is there */
}

static bool write_file(const char *path, const char *text, bool replace, GError **error)
{
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    folder_as_person();
    const int descriptor = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
    const int code = descriptor < 0 ? errno : write_new(temporary, descriptor, path, text, replace);
    if (descriptor >= 0) g_unlink(temporary);
    folder_as_program();
    return code == 0 || io_failed(path, code, error);
}

bool plan_command_letter(struct session *session, const struct arguments *arguments, struct table *answer,
                         GError **error)
{
    const char *language = arguments_text(arguments, "language"), *out = arguments_text(arguments, "out");
    g_auto(plan_asked_t) asked = { 0 };
    if (!plan_ask(session, arguments, &asked, error)) return false;
    const struct plan *plan = plan_for(asked.book, asked.wish.target);
    if (plan == NULL) plan = plan_best(asked.book);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int zh = 1; zh >= 0; zh--) {
        if (language != NULL && strcmp(language, "both") != 0 && strcmp(language, zh ? "zh" : "en") != 0) continue;
        g_autofree char *one = write_letter(session, &asked, plan, zh, error);
        if (one == NULL) return false;
        g_string_append_printf(text, "%s%s", text->len ? "\n----------------------------------------\n\n" : "", one);
    }
    if (out != NULL && !write_file(out, text->str, arguments_has(arguments, "replace"), error)) return false;
    table_fact_text(answer, "file", N_("File"), out);
    table_fact_int(answer, "score", N_("Score"), plan->score);
    table_fact_month(answer, "month", N_("Month"), plan->month);
    table_fact_text(answer, "text", N_("Text"), text->str);
    return true;
}
