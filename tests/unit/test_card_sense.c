/* SPDX-License-Identifier: Apache-2.0 */
/* The shipped card as a person meets it in a what-if: over 200 clients of the shipped sample, paying more, bringing an
 * account current and getting a higher limit never cost points, and missing a payment never earns any. The same clients
 * are looked at twice: as their furnisher reports them, and with what was due and what is past due told as well. */
#include "check.h"

#include "score/model.h"
#include "score/score.h"
#include "subject/dossier.h"

#include <glib/gstdio.h>
#include <string.h>

enum { CLIENTS = 200, STEP = 150 };

struct bench {
    char *folder;
    struct session *session;
    struct model *card;
    GPtrArray *files; /* struct dossier * */
};

/* Every 150th row of the sample. */
static char *write_clients(const char *folder)
{
    g_autofree char *source = data_path("samples/taiwan.csv");
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(source, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) chosen = g_string_new(lines[0]);
    for (int i = 0; i < CLIENTS; i++)
        g_string_append_printf(chosen, "\n%s", lines[1 + i * STEP]);
    char *path = g_build_filename(folder, "clients.csv", NULL);
    assert_true(g_file_set_contents(path, chosen->str, -1, NULL));
    return path;
}

static void import_clients(struct bench *bench)
{
    g_autofree char *path = write_clients(bench->folder);
    const struct command *command = command_find("import");
    g_autoptr(arguments_t) arguments = arguments_new(command);
    g_autoptr(table_t) answer = table_new();
    g_autoptr(GError) error = NULL;
    arguments_set(arguments, "mapping", "taiwan", NULL);
    arguments_set(arguments, "file", path, NULL);
    arguments_set(arguments, "no-score", "true", NULL);
    command_run(command, bench->session, arguments, answer, &error);
    assert_no_error(error);
}

/* What a tenth of the balance as payment due makes of the file: late months leave as many payments past due. */
static void tell_due(struct account *account)
{
    struct history *history = &account->history;
    history->due = g_new(int64_t, history->length);
    history->past_due = g_new(int64_t, history->length);
    for (size_t i = 0; i < history->length; i++) {
        int64_t balance = history->balance ? history->balance[i] : MONEY_UNKNOWN;
        history->due[i] = balance == MONEY_UNKNOWN ? MONEY_UNKNOWN : MAX(balance, 0) / 10;
        history->past_due[i] =
            balance == MONEY_UNKNOWN ? MONEY_UNKNOWN : history->due[i] * history_months_late(history->states[i]);
    }
}

static int setup(void **state)
{
    struct bench *bench = g_new0(struct bench, 1);
    g_autoptr(GError) error = NULL;
    bench->folder = g_dir_make_tmp("bureau-sense-XXXXXX", &error);
    assert_no_error(error);
    g_autofree char *directory = g_build_filename(bench->folder, "store", NULL);
    bench->session = session_new();
    bench->session->store = store_create(directory, test_keys(), &error);
    assert_no_error(error);
    bench->session->user = g_strdup("chen.wei");
    bench->session->role = ROLE_STEWARD;
    import_clients(bench);
    g_autofree char *model = data_path("models/behaviour.json");
    bench->card = model_load_file(model, &error);
    assert_no_error(error);
    bench->files = g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    for (int64_t subject = 1; subject <= CLIENTS; subject++) {
        struct dossier *file = dossier_load(bench->session, subject, &error);
        assert_no_error(error);
        g_ptr_array_add(bench->files, file);
        struct dossier *told = dossier_copy(file);
        for (guint i = 0; i < told->accounts->len; i++)
            tell_due(told->accounts->pdata[i]);
        g_ptr_array_add(bench->files, told);
    }
    *state = bench;
    return 0;
}

static int teardown(void **state)
{
    struct bench *bench = *state;
    g_ptr_array_unref(bench->files);
    model_free(bench->card);
    store_close(bench->session->store);
    session_free(bench->session);
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", bench->folder);
    assert_int_equal(system(command), 0);
    g_free(bench->folder);
    g_free(bench);
    return 0;
}

/* The score after the actions; false when one of them cannot be. */
static bool score_after(const struct bench *bench, const struct dossier *file, const struct action *actions,
                        size_t count, int *score)
{
    g_autoptr(GError) error = NULL;
    struct score_result result;
    if (!whatif_score(bench->card, file, actions, count, &result, &error)) {
        assert_error_code(error, BUREAU_ERROR_REFUSED);
        return false;
    }
    *score = result.score;
    return true;
}

static int score_of(const struct bench *bench, const struct dossier *file)
{
    int score = 0;
    assert_true(score_after(bench, file, NULL, 0, &score));
    return score;
}

/* Fails with the file's number when `score` lies on the wrong side of `bound`. */
static void hold(bool holds, guint file, const char *what, int before, int after)
{
    if (!holds) fail_msg("file %u: %s takes the score from %d to %d", file, what, before, after);
}

static const struct account *only_account(const struct dossier *file)
{
    assert_int_equal(file->accounts->len, 1);
    return file->accounts->pdata[0];
}

static void paying_never_costs(void **state)
{
    const struct bench *bench = *state;
    static const int parts[] = { 100, 10, 2, 1 };
    int tried = 0, raised = 0;
    for (guint i = 0; i < bench->files->len; i++) {
        const struct dossier *file = bench->files->pdata[i];
        const struct account *account = only_account(file);
        int64_t owed = account->history.balance[account->history.length - 1];
        int before = score_of(bench, file);
        for (size_t part = 0; part < G_N_ELEMENTS(parts); part++) {
            struct action pay = { .kind = ACTION_PAY, .account = account->id, .minor = owed / parts[part] };
            int after;
            if (owed / parts[part] <= 0 || !score_after(bench, file, &pay, 1, &after)) continue;
            hold(after >= before, i, "paying", before, after);
            tried++;
            raised += after > before;
            before = after; /* and paying more never costs against paying less */
        }
    }
    assert_true(tried > 1000);
    assert_true(raised > 300);
}

static void current_and_limit_never_cost(void **state)
{
    const struct bench *bench = *state;
    int current_tried = 0, current_raised = 0, limit_raised = 0;
    for (guint i = 0; i < bench->files->len; i++) {
        const struct dossier *file = bench->files->pdata[i];
        const struct account *account = only_account(file);
        int before = score_of(bench, file), after;
        struct action current = { .kind = ACTION_CURRENT, .account = account->id };
        if (score_after(bench, file, &current, 1, &after)) {
            hold(after >= before, i, "bringing it current", before, after);
            current_tried++;
            current_raised += after > before;
        }
        int last = before;
        for (int times = 2; times <= 8; times *= 2) {
            struct action limit = { .kind = ACTION_LIMIT, .account = account->id, .minor = account->amount * times };
            assert_true(score_after(bench, file, &limit, 1, &after));
            hold(after >= last, i, "a higher limit", last, after);
            limit_raised += after > last;
            last = after;
        }
    }
    assert_true(current_tried > 50);
    assert_true(current_raised > current_tried / 2);
    assert_true(limit_raised > 100);
}

/* Against the file now, and against the same months in which all that is due is paid. */
static void missing_never_earns(void **state)
{
    const struct bench *bench = *state;
    int tried = 0, cost = 0;
    for (guint i = 0; i < bench->files->len; i++) {
        const struct dossier *file = bench->files->pdata[i];
        int before = score_of(bench, file);
        for (int months = 1; months <= 6; months++) {
            struct action miss = { .kind = ACTION_MISS, .account = only_account(file)->id, .months = months };
            struct action wait = { .kind = ACTION_WAIT, .months = months };
            int missed, waited;
            if (!score_after(bench, file, &miss, 1, &missed)) continue;
            assert_true(score_after(bench, file, &wait, 1, &waited));
            hold(missed <= waited, i, "missing instead of paying", waited, missed);
            hold(missed <= before, i, "missing", before, missed);
            tried++;
            cost += missed < waited;
        }
    }
    assert_true(tried > 1000);
    assert_true(cost > tried / 2);
}

/* A payment or a low balance that leaves the window may cost points (doc/what-if.md); being on time never does. */
static void waiting_costs_only_by_drift(void **state)
{
    const struct bench *bench = *state;
    for (guint i = 0; i < bench->files->len; i++) {
        const struct dossier *file = bench->files->pdata[i];
        struct score_result before, after;
        assert_true(whatif_score(bench->card, file, NULL, 0, &before, NULL));
        for (int months = 1; months <= 12; months++) {
            struct action wait = { .kind = ACTION_WAIT, .months = months };
            assert_true(whatif_score(bench->card, file, &wait, 1, &after, NULL));
            for (size_t part = 0; part < before.parts; part++) {
                const char *name = before.part[part].characteristic;
                bool drifts = g_str_has_prefix(name, "paid_average_") || g_str_has_prefix(name, "utilisation_average_");
                if (!drifts)
                    hold(after.part[part].points >= before.part[part].points, i, name, before.score, after.score);
            }
        }
    }
}

/* Always the same balance, a tenth of it paid each month, never late. */
static struct dossier *steady_copy(const struct dossier *file)
{
    struct dossier *steady = dossier_copy(file);
    struct history *history = &((struct account *)steady->accounts->pdata[0])->history;
    int64_t balance = MAX(history->balance[history->length - 1], 0);
    for (size_t i = 0; i < history->length; i++) {
        history->states[i] = 'N';
        history->balance[i] = balance;
        history->paid[i] = balance / 10;
        if (history->due) history->due[i] = balance / 10;
        if (history->past_due) history->past_due[i] = 0;
    }
    return steady;
}

static void a_steady_payer_never_loses_by_waiting(void **state)
{
    const struct bench *bench = *state;
    for (guint i = 0; i < bench->files->len; i++) {
        g_autoptr(dossier_t) steady = steady_copy(bench->files->pdata[i]);
        int before = score_of(bench, steady), after;
        for (int months = 1; months <= 12; months++) {
            struct action wait = { .kind = ACTION_WAIT, .months = months };
            assert_true(score_after(bench, steady, &wait, 1, &after));
            hold(after >= before, i, "waiting", before, after);
        }
    }
}

/* The bins themselves, so that a refit without its trends is caught on values no client of the sample has. */
static void points_run_one_way(void **state)
{
    const struct bench *bench = *state;
    for (size_t i = 0; i < bench->card->card->characteristics; i++) {
        const struct characteristic *characteristic = &bench->card->card->characteristic[i];
        const struct feature *feature = feature_at((size_t)characteristic->feature);
        assert_true(characteristic->feature >= 0 && feature->direction != 0);
        const struct binning *binning = characteristic->binning;
        for (size_t b = 1; b < binning->bins; b++) {
            if (binning->bin[b].type != BIN_RANGE || binning->bin[b - 1].type != BIN_RANGE) continue;
            int step = binning->bin[b].points - binning->bin[b - 1].points;
            if (step * feature->direction > 0) fail_msg("%s, bin %zu runs the wrong way", characteristic->id, b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paying_never_costs),
        cmocka_unit_test(current_and_limit_never_cost),
        cmocka_unit_test(missing_never_earns),
        cmocka_unit_test(waiting_costs_only_by_drift),
        cmocka_unit_test(a_steady_payer_never_loses_by_waiting),
        cmocka_unit_test(points_run_one_way),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
