/* SPDX-License-Identifier: Apache-2.0 */
/* `make bench`: the figures the program is built for, on the demonstration store of 30,000 histories. Each line has the
 * figure, the aim, and, where there is one, the peer measured in the same run with the ratio. */
#include "../unit/tree.h"
#include "clockwork.h"
#include "score/score.h"
#include "vault/vault.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OFFICER    "li.na"
#define PASSPHRASE "seven-quiet-ledgers-on-one-desk" /* of the demonstration, known to everybody */
#define OWN        "nineteen-hours-at-the-slow-bench"

static const char *program;
static char *folder, *demo, *passphrase_file, *own_file;

static void say(const char *what, double value, const char *unit, const char *aim, const char *more)
{
    printf("%-44s %10.3f %-6s  aim %-14s %s\n", what, value, unit, aim, more ? more : "");
    fflush(stdout);
}

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

/* Keys for a store, so that only the work is timed and not the passphrase. */
static void lend_keys(const char *store, const char *file)
{
    run_timed((const char *[]){ program, "--store", store, "--passphrase-file", file, "agent", "start", "--lifetime",
                                "8h", NULL });
}

static void make_passphrases(void)
{
    passphrase_file = in_folder("passphrase");
    own_file = in_folder("own-passphrase");
    if (!g_file_set_contents(passphrase_file, PASSPHRASE "\n", -1, NULL) ||
        !g_file_set_contents(own_file, OWN "\n", -1, NULL))
        g_error("bench: the folder %s cannot be written", folder);
}

/* The empty store in its first state; the folder stays, since the agent forgets the keys of one that is gone. */
static void put_back(const char *pristine, const char *store)
{
    g_autoptr(GDir) dir = g_dir_open(store, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *child = g_build_filename(store, name, NULL);
        g_remove(child);
    }
    g_mkdir_with_parents(store, 0700);
    run_timed((const char *[]){ "sh", "-c", "cp -p \"$0\"/* \"$1\"", pristine, store, NULL });
}

/* The same CSV file: ours as facts with every check, sealed, theirs into one bare table, in turn. */
static void bench_import(void)
{
    g_autofree char *pristine = in_folder("pristine"), *store = in_folder("import");
    run_timed((const char *[]){ program, "init", "--dir", pristine, "--passphrase-file", own_file, NULL });
    put_back(pristine, store);
    lend_keys(store, own_file);
    g_autofree char *sample = g_build_filename(g_getenv("BUREAU_DATADIR"), "samples", "taiwan.csv", NULL);
    struct samples ours = samples_new(), theirs = samples_new();
    for (int round = 0; round < 7; round++) {
        g_autofree char *table = in_folder("bare.db"), *load = g_strdup_printf(".import \"%s\" t", sample);
        put_back(pristine, store);
        samples_add(&ours, run_timed((const char *[]){ program, "--store", store, "import", "taiwan", sample,
                                                       "--no-score", NULL }));
        samples_add(&theirs, run_timed((const char *[]){ "sqlite3", table, ".mode csv", load, NULL }));
        g_remove(table);
    }
    const double mine = samples_at(&ours, 0.5), peer = samples_at(&theirs, 0.5);
    g_autofree char *more = g_strdup_printf("sqlite3 .import %.0f ms: %.2f of its rate", peer, peer / mine);
    say("import, 30,000 rows (whole process)", mine, "ms", ">= 0.5 rate", more);
    samples_free(&ours);
    samples_free(&theirs);
}

static void bench_start(void)
{
    struct samples paints = samples_new();
    for (int round = 0; round < 15; round++) {
        double paint;
        struct screen *screen =
            screen_start((const char *[]){ program, "--store", demo, "--lang", "en", NULL }, 80, 24, &paint);
        samples_add(&paints, paint);
        screen_stop(screen);
    }
    say("start to first paint, 80x24 (median)", samples_at(&paints, 0.5), "ms", "<= 50 ms", NULL);
    samples_free(&paints);
}

/* The same from a passphrase; what deriving its key takes is measured by itself, in turn. */
static void bench_unlock(void)
{
    struct samples beyond = samples_new(), derive = samples_new();
    for (int round = 0; round < 9; round++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(secret_t) passphrase = secret_copy(PASSPHRASE, strlen(PASSPHRASE));
        const gint64 begun = g_get_monotonic_time();
        g_autoptr(vault_keys_t) keys = keyfile_unlock(demo, OFFICER, passphrase, NULL, &error);
        const double argon = (double)(g_get_monotonic_time() - begun) / 1000;
        if (!keys) g_error("bench: %s", error->message);
        double paint;
        struct screen *screen = screen_start(
            (const char *[]){ program, "--store", demo, "--lang", "en", "--passphrase-file", passphrase_file, NULL },
            80, 24, &paint);
        screen_stop(screen);
        samples_add(&derive, argon);
        samples_add(&beyond, paint - argon);
    }
    g_autofree char *more = g_strdup_printf("the key itself %.0f ms", samples_at(&derive, 0.5));
    say("unlock to first paint beyond Argon2 (median)", samples_at(&beyond, 0.5), "ms", "<= 100 ms", more);
    samples_free(&beyond);
    samples_free(&derive);
}

/* Types into the search and walks about in what it finds. Every one of these keys changes the screen, so what comes
 * back is the answer to it. */
static void bench_keys(int columns, int rows)
{
    static const char *const typed[] = { "w",      "a",       "n",       "g",  "x",  "\177",   "\177",
                                         "\177",   "\177",    "\177",    "1",  "3",  "8",      "\177",
                                         "\177",   "\177",    "l",       "i",  "\t", "\033[B", "\033[B",
                                         "\033[A", "\033[6~", "\033[5~", "\t", "\t", "\025" };
    struct samples keys = samples_new();
    double paint;
    struct screen *screen =
        screen_start((const char *[]){ program, "--store", demo, "--lang", "en", NULL }, columns, rows, &paint);
    size_t bytes, slowest = 0;
    double worst = 0;
    screen_key(screen, "/", &bytes);
    for (int round = 0; round < 12; round++)
        for (size_t i = 0; i < G_N_ELEMENTS(typed); i++) {
            const double took = screen_key(screen, typed[i], &bytes);
            if (bytes) samples_add(&keys, took);
            if (took > worst) {
                worst = took;
                slowest = i;
            }
        }
    screen_stop(screen);
    g_autofree char *what = g_strdup_printf("key to painted result, %dx%d, p99", columns, rows);
    g_autofree char *more = g_strdup_printf("median %.2f ms over %u keys; slowest: step %zu, %.1f ms",
                                            samples_at(&keys, 0.5), keys.values->len, slowest, worst);
    say(what, samples_at(&keys, 0.99), "ms", "<= 16 ms", more);
    samples_free(&keys);
}

/* Escape alone: the program must first see that no sequence follows. */
static void bench_escape(void)
{
    struct samples keys = samples_new();
    double paint;
    struct screen *screen =
        screen_start((const char *[]){ program, "--store", demo, "--lang", "en", NULL }, 80, 24, &paint);
    size_t bytes;
    for (int round = 0; round < 20; round++) {
        screen_key(screen, "\020", &bytes);
        samples_add(&keys, screen_key(screen, "\033", &bytes));
    }
    screen_stop(screen);
    say("Escape to painted (median)", samples_at(&keys, 0.5), "ms", "<= 60 ms", NULL);
    samples_free(&keys);
}

static void bench_open(void)
{
    struct samples asks = samples_new(), opens = samples_new();
    double paint;
    struct screen *screen =
        screen_start((const char *[]){ program, "--store", demo, "--lang", "en", NULL }, 80, 24, &paint);
    screen_settle(screen, "/");
    for (int turn = 0; turn < 5; turn++)
        screen_settle(screen, "\025"); /* the index of names is read meanwhile */
    for (int round = 0; round < 25; round++) {
        g_autofree char *name = g_strdup_printf("TW%05d", round * 1000 + 17);
        screen_settle(screen, name);
        screen_settle(screen, "\t");
        samples_add(&asks, screen_until(screen, "\r", "what purpose"));
        samples_add(&opens, screen_until(screen, "\r", "Figures"));
        screen_settle(screen, "\033");
        screen_settle(screen, "\t\t"); /* from the list over the facets to the prompt */
        screen_settle(screen, "\025");
    }
    screen_stop(screen);
    say("ask for the purpose, key to painted (median)", samples_at(&asks, 0.5), "ms", "<= 20 ms", NULL);
    say("open a subject, key to painted (median)", samples_at(&opens, 0.5), "ms", "<= 20 ms", NULL);
    samples_free(&asks);
    samples_free(&opens);
}

static void bench_whatif(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(session_t) session = session_new();
    g_autoptr(secret_t) passphrase = secret_copy(PASSPHRASE, strlen(PASSPHRASE));
    g_autoptr(vault_keys_t) keys = keyfile_unlock(demo, OFFICER, passphrase, NULL, &error);
    session->store = keys ? store_open(demo, keys, STORE_READ, &error) : NULL;
    if (!session->store || !session_set_user(session, NULL, &error)) g_error("%s", error->message);
    const struct model *card = model_current(session, &error);
    if (!card) g_error("%s", error->message);
    struct samples one = samples_new(), load = samples_new();
    for (int64_t subject = 1; subject < 30000; subject += 150) {
        gint64 start = g_get_monotonic_time();
        g_autoptr(dossier_t) dossier = dossier_load(session, subject, &error);
        samples_add(&load, (double)(g_get_monotonic_time() - start) / 1000);
        if (!dossier || dossier->accounts->len == 0) continue;
        const struct account *account = g_ptr_array_index(dossier->accounts, 0);
        const struct action actions[] = {
            { .kind = ACTION_LIMIT, .account = account->id, .minor = account->amount * 2 },
            { .kind = ACTION_WAIT, .months = 6 }
        };
        struct score_result result;
        start = g_get_monotonic_time();
        for (int i = 0; i < 20; i++)
            if (!whatif_score(card, dossier, actions, G_N_ELEMENTS(actions), &result, &error))
                g_error("%s", error->message);
        samples_add(&one, (double)(g_get_monotonic_time() - start) / 1000 / 20);
    }
    say("what-if, one evaluation (median)", samples_at(&one, 0.5), "ms", "<= 1 ms", NULL);
    say("load a dossier (median)", samples_at(&load, 0.5), "ms", "", NULL);
    samples_free(&one);
    samples_free(&load);
    store_close(session->store);
}

/* A session of 1,000 keys under valgrind, from a script: definitely lost must be nothing. */
static void bench_leaks(void)
{
    g_autofree char *valgrind = g_find_program_in_path("valgrind");
    if (!valgrind) {
        printf("%-44s skipped: valgrind is not installed\n", "leaks over 1,000 keys");
        return;
    }
    static const char *const loop[] = { "M-/",    "type w", "type a", "type n", "Backspace", "Backspace", "Backspace",
                                        "Tab",    "Down",   "Down",   "Enter",  "Tab",       "Tab",       "Right",
                                        "Down",   "Up",     "Tab",    "Tab",    "Escape",    "C-p",       "type dis",
                                        "Escape", "M-l",    "M-l",    "?",      "Escape",    "M-d" };
    g_autofree char *script = in_folder("keys"), *report = in_folder("valgrind");
    GString *keys = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(keys, "%s\n", loop[(size_t)i % G_N_ELEMENTS(loop)]);
    g_file_set_contents(script, keys->str, -1, NULL);
    g_string_free(keys, TRUE);
    g_autofree char *suppressions = g_build_filename(g_getenv("BUREAU_TREE"), "tests", "bench", "valgrind.supp", NULL);
    g_autofree char *supp = g_strconcat("--suppressions=", suppressions, NULL),
                    *log = g_strconcat("--log-file=", report, NULL), *text = NULL;
    run_timed((const char *[]){ valgrind, "--leak-check=full", "--errors-for-leak-kinds=definite", supp, log, program,
                                "--store", demo, "--script", script, NULL });
    g_file_get_contents(report, &text, NULL, NULL);
    const char *lost = text ? strstr(text, "definitely lost:") : NULL;
    const char *errors = text ? strstr(text, "ERROR SUMMARY:") : NULL;
    g_autofree char *line = errors ? g_strndup(errors, strcspn(errors, "\n")) : NULL;
    say("definitely lost over 1,000 keys (valgrind)", lost ? g_ascii_strtod(lost + 16, NULL) : 0, "bytes", "0", line);
}

int main(int count, char **arguments)
{
    program = g_getenv("BUREAU_PROGRAM");
    if (!program) {
        fprintf(stderr, "bench: run it with `make bench`\n");
        return 1;
    }
    folder = g_dir_make_tmp("bureau-bench-XXXXXX", NULL);
    g_setenv("XDG_CONFIG_HOME", folder, TRUE);
    g_setenv("XDG_STATE_HOME", folder, TRUE);
    g_setenv("XDG_RUNTIME_DIR", folder, TRUE);
    make_passphrases();
    demo = count > 1 ? g_strdup(arguments[1]) : in_folder("demo");
    if (count <= 1)
        say("demonstration store",
            run_timed((const char *[]){ program, "demo", "--dir", demo, "--no-open", NULL }) / 1000, "s", "", NULL);
    lend_keys(demo, passphrase_file);
    bench_import();
    bench_start();
    bench_unlock();
    bench_keys(80, 24);
    bench_keys(200, 60);
    bench_escape();
    bench_open();
    bench_whatif();
    bench_leaks();
    run_timed((const char *[]){ program, "agent", "stop", "--all", NULL });
    remove_tree(folder);
    g_free(folder);
    g_free(demo);
    g_free(passphrase_file);
    g_free(own_file);
    return 0;
}
