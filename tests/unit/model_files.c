/* SPDX-License-Identifier: Apache-2.0 */
#include "model_files.h"

#include "check.h"
#include "command/command.h"

#include <math.h>
#include <string.h>

static const char card[] =
    "{\"format\":\"bureau-scorecard\",\"format_version\":1,\"name\":\"say \\\"x\\\" */ ]]> <it's>\",\"version\":3,"
    "\"card\":{},\"left_out\":{},\"fitted_on\":{\"rows\":400,\"bads\":80},\"metrics\":{},"
    "\"scale\":{\"base_score\":600,\"base_odds\":8,\"points_to_double\":50,\"lowest\":470,\"highest\":770},"
    "\"bands\":[{\"letter\":\"E\",\"from\":470},{\"letter\":\"A\",\"from\":650}],\"intercept\":-1.4,"
    "\"intercept_error\":0.1,\"characteristics\":["
    "{\"feature\":\"a \\\"b\\\" ]]> & */ it's\",\"reason\":\"01\",\"coefficient\":-1,\"standard_error\":0.1,"
    "\"neutral\":150,\"kind\":\"numeric\",\"integer\":false,\"information_value\":0.5,\"bins\":["
    "{\"type\":\"range\",\"below\":0.3,\"count\":100,\"bads\":10,\"woe\":0.8,\"points\":200},"
    "{\"type\":\"range\",\"below\":7.25,\"count\":100,\"bads\":20,\"woe\":0,\"points\":148},"
    "{\"type\":\"range\",\"below\":null,\"count\":100,\"bads\":40,\"woe\":-1,\"points\":71},"
    "{\"type\":\"special\",\"code\":-2,\"count\":30,\"bads\":2,\"woe\":0.9,\"points\":213},"
    "{\"type\":\"special\",\"code\":98,\"count\":30,\"bads\":3,\"woe\":0.7,\"points\":187},"
    "{\"type\":\"missing\",\"count\":40,\"bads\":5,\"woe\":0.4,\"points\":166}]},"
    "{\"feature\":\"two lines; DROP TABLE t; --\",\"reason\":\"06\",\"coefficient\":-1,\"standard_error\":0.1,"
    "\"neutral\":151,\"kind\":\"numeric\",\"integer\":true,\"information_value\":0.4,\"bins\":["
    "{\"type\":\"range\",\"below\":0.5,\"count\":200,\"bads\":20,\"woe\":0.8,\"points\":199},"
    "{\"type\":\"range\",\"below\":2.5,\"count\":100,\"bads\":20,\"woe\":0,\"points\":151},"
    "{\"type\":\"range\",\"below\":null,\"count\":100,\"bads\":40,\"woe\":-0.9,\"points\":93}]},"
    "{\"feature\":\"kind'of \\\\ ?"
    "?/\",\"reason\":\"10\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":149,"
    "\"kind\":\"nominal\",\"information_value\":0.3,\"bins\":["
    "{\"type\":\"categories\",\"categories\":[\"own\",\"\\\"q\\\" ]]> </x>\"],\"count\":200,\"bads\":20,\"woe\":0.8,"
    "\"points\":201},"
    "{\"type\":\"categories\",\"categories\":[\"it's \\\\\",\"*/ ?"
    "?/ end\"],\"rest\":true,\"count\":150,\"bads\":40,"
    "\"woe\":-0.3,\"points\":127},"
    "{\"type\":\"special\",\"categories\":[\"8\"],\"count\":20,\"bads\":1,\"woe\":0.9,\"points\":214},"
    "{\"type\":\"missing\",\"count\":30,\"bads\":9,\"woe\":-0.5,\"points\":117}]},"
    "{\"feature\":\"town\",\"reason\":\"06\",\"coefficient\":-1,\"standard_error\":0.1,\"neutral\":150,"
    "\"kind\":\"nominal\",\"information_value\":0.2,\"bins\":["
    "{\"type\":\"categories\",\"categories\":[\"北京\",\"line break\"],\"count\":200,\"bads\":30,\"woe\":0.5,"
    "\"points\":181},"
    "{\"type\":\"categories\",\"categories\":[\"1\",\"x=<y>\"],\"count\":200,\"bads\":50,\"woe\":-0.4,\"points\":122}]}"
    "]}";

struct model *hostile_model(void)
{
    g_autoptr(GError) error = NULL;
    struct model *model = model_parse(card, -1, "hostile", &error);
    assert_no_error(error);
    assert_int_equal(model_inputs(model), HOSTILE_INPUTS);
    return model;
}

static void row_free(gpointer data)
{
    struct hostile_row *row = data;
    for (int i = 0; i < HOSTILE_INPUTS; i++)
        g_free(row->cell[i]);
    g_free(row);
}

static const char *one_of(GRand *chance, const char *const *values, int count)
{
    return values[g_rand_int_range(chance, 0, count)];
}

GPtrArray *hostile_rows(size_t count, guint32 seed)
{
    // on the edges, beside them, special, missing, never seen
    static const char *const numbers[] = {
        "0.3", "0.29999999999999999", "0.30000000000000004", "7.25", "-2", "98", "97.999", "-1e300", "1e22", ""
    };
    static const char *const whole[] = { "0", "1", "2", "3", "-7", "250", "" };
    static const char *const kinds[] = { "own",
                                         "\"q\" ]]> </x>",
                                         "it's \\",
                                         "*/ ?"
                                         "?/ end",
                                         "8",
                                         "never seen",
                                         "" };
    static const char *const towns[] = { "北京", "line break", "1", "x=<y>", "Ōsaka's \"new\"", "" };
    GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
    g_autoptr(GRand) chance = g_rand_new_with_seed(seed);
    g_autoptr(model_t) model = hostile_model();
    for (size_t i = 0; i < count; i++) {
        struct hostile_row *row = g_new0(struct hostile_row, 1);
        struct score_result result;
        row->cell[0] = g_rand_boolean(chance) ? g_strdup(one_of(chance, numbers, G_N_ELEMENTS(numbers)))
                                              : g_strdup_printf("%.2f", g_rand_double_range(chance, -1, 12));
        row->cell[1] = g_strdup(one_of(chance, whole, G_N_ELEMENTS(whole)));
        row->cell[2] = g_strdup(one_of(chance, kinds, G_N_ELEMENTS(kinds)));
        row->cell[3] = g_strdup(one_of(chance, towns, G_N_ELEMENTS(towns)));
        hostile_score(model, row, &result);
        row->bad = g_rand_double(chance) < 0.03 + 0.9 * result.probability;
        g_ptr_array_add(rows, row);
    }
    return rows;
}

int hostile_score(const struct model *model, const struct hostile_row *row, struct score_result *result)
{
    double inputs[HOSTILE_INPUTS];
    for (size_t i = 0; i < HOSTILE_INPUTS; i++) {
        const struct model_input about = model_input_at(model, i);
        inputs[i] = NAN;
        if (!*row->cell[i]) continue;
        inputs[i] = about.nominal ? -1 : g_ascii_strtod(row->cell[i], NULL);
        for (size_t c = 0; about.nominal && c < about.categories; c++)
            if (!strcmp(about.category[c], row->cell[i])) inputs[i] = (double)c;
    }
    model_score_inputs(model, inputs, result);
    return result->score;
}

static void break_line(char *text)
{
    char *space = strchr(text, ' ');
    if (space) *space = '\n';
}

void hostile_break_lines(struct model *model, GPtrArray *rows)
{
    break_line(model->card->characteristic[1].id);
    for (char **name = model->card->characteristic[3].binning->bin[0].categories; *name; name++)
        break_line(*name);
    for (guint r = 0; r < rows->len; r++) {
        const struct hostile_row *row = rows->pdata[r];
        if (!strcmp(row->cell[3], "line break")) break_line(row->cell[3]);
    }
}

static void append_quoted(GString *text, const char *value)
{
    g_auto(GStrv) parts = g_strsplit(value, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    g_string_append_printf(text, "\"%s\",", doubled);
}

char *hostile_csv(GPtrArray *rows)
{
    g_autoptr(model_t) model = hostile_model();
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < HOSTILE_INPUTS; i++)
        append_quoted(text, model_input_at(model, i).id);
    g_string_append(text, "bad,grp,mon,twice\n");
    for (guint r = 0; r < rows->len; r++) {
        const struct hostile_row *row = rows->pdata[r];
        for (int i = 0; i < HOSTILE_INPUTS; i++)
            append_quoted(text, row->cell[i]);
        g_string_append_printf(text, "%d,%s,2026-%02u,%d\n", row->bad,
                               r % 97 == 3 ? "c"
                               : r % 3     ? "a"
                                           : "b",
                               r * 12 / rows->len + 1, row->bad ? 2 : 1);
    }
    return g_string_free(text, FALSE);
}

struct table *command_words(GError **error, const char *id, ...)
{
    const struct command *command = command_find(id);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autoptr(session_t) session = session_new();
    g_autoptr(table_t) answer = table_new();
    va_list list;
    assert_non_null(command);
    va_start(list, id);
    for (const char *word; (word = va_arg(list, const char *));)
        g_ptr_array_add(words, (gpointer)word);
    va_end(list);
    g_autoptr(arguments_t) arguments = arguments_parse(command, (const char *const *)words->pdata, words->len, error);
    if (!arguments || !command_run(command, session, arguments, answer, error)) return NULL;
    return g_steal_pointer(&answer);
}

double fact_number(const struct table *table, const char *id)
{
    const struct fact *found = table_find_fact(table, id);
    if (!found) fail_msg("no fact %s", id);
    return found->cell.is_null                   ? NAN
           : found->column.type == VALUE_INTEGER ? (double)found->cell.integer
                                                 : found->cell.real;
}
