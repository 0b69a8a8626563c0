/* SPDX-License-Identifier: Apache-2.0 */
/* The training sample: the features of every subject whose outcome is known, as a plain CSV for `model train`. No
 * name, number or id goes in; rows come in subject order, so that a fixed split of row numbers stays right. */
#include "training/sample.h"
#include "features/features.h"
#include "guard/access.h"
#include "training/training.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OUTCOME_DEFAULT "outcome.default"
#define TARGET_COLUMN   "bad"
#define MARK_OVERRIDE   "override"
#define MARK_DECLINED   "declined"
#define STEP            256

struct sample {
    struct session *session;
    FILE *file;
    double *values;
    int64_t rows, bads, total;
};

/* What a person decided about the subject last. */
struct marks {
    int override, declined;
};

bool sample_is_mark(const char *column)
{
    return strcmp(column, MARK_OVERRIDE) == 0 || strcmp(column, MARK_DECLINED) == 0;
}

static bool io_failed(const char *path, int code, GError **error)
{
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} could not be written: {2}."),
                     N_("Free space there, or choose another place."), path, system_error_text(code), NULL);
    return false;
}

static void write_header(const struct sample *sample)
{
    for (size_t i = 0; i < feature_count(); i++)
        fprintf(sample->file, "%s,", feature_at(i)->id);
    fputs(TARGET_COLUMN "," MARK_OVERRIDE "," MARK_DECLINED "\n", sample->file);
}

static void write_row(const struct sample *sample, int64_t outcome, const struct marks *marks)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    for (size_t i = 0; i < feature_count(); i++) {
        if (!isnan(sample->values[i]))
            fputs(g_ascii_formatd(number, sizeof number, "%.12g", sample->values[i]), sample->file);
        fputc(',', sample->file);
    }
    fprintf(sample->file, "%d,%d,%d\n", (int)outcome, marks->override, marks->declined);
}

/* Of the newest decision by a person; those by machine alone follow the score and say nothing of their own. */
static bool read_marks(struct session *session, int64_t subject, struct marks *marks, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(session->store,
                      "SELECT override IS NOT NULL, coalesce(final, outcome) = 'decline' FROM decision WHERE subject ="
                      " ?1 AND (machine = 0 OR final IS NOT NULL) AND change <= ?2 ORDER BY id DESC LIMIT 1",
                      error);
    *marks = (struct marks){ 0 };
    if (row == NULL) return false;
    statement_bind_int(row, 1, subject);
    statement_bind_int(row, 2, session->view);
    const enum step step = statement_step(row, error);
    if (step == STEP_ROW) *marks = (struct marks){ (int)statement_int(row, 0), (int)statement_int(row, 1) };
    return step != STEP_ERROR;
}

static bool add_subject(struct sample *sample, int64_t subject, int64_t outcome, GError **error)
{
    if (outcome != 0 && outcome != 1) {
        g_autofree char *found = g_strdup_printf("%" G_GINT64_FORMAT, outcome);
        bureau_error_set(error, BUREAU_ERROR_INPUT, N_("An outcome is {1}; it must be 0 or 1."),
                         N_("Correct the mapping that loads the outcome and load the file again."), found, NULL);
        return false;
    }
    g_autoptr(dossier_t) dossier = dossier_load_credit(sample->session, subject, error);
    if (dossier == NULL) return false;
    features_derive(dossier, features_day(dossier), sample->values);
    struct marks marks;
    if (!read_marks(sample->session, subject, &marks, error)) return false;
    write_row(sample, outcome, &marks);
    sample->rows++;
    sample->bads += outcome;
    return true;
}

/* A file that is restricted is kept and not used, whatever day is looked at. */
#define IN_USE                                                                                                         \
    " AND NOT EXISTS (SELECT 1 FROM protection p WHERE p.subject = measure.subject AND p.kind = 'restricted' AND "     \
    "p.lifted IS NULL AND p.begins <= ?3 AND (p.ends IS NULL OR p.ends >= ?3)) "

/* The worst outcome of a subject that has several. */
static bool write_subjects(struct sample *sample, const char *outcome, GError **error)
{
    g_autoptr(statement_t) row =
        store_prepare(sample->session->store,
                      "SELECT subject, max(value) FROM measure WHERE kind = ?1 AND value IS NOT NULL"
                      " AND" FACT_SEEN(2) IN_USE "GROUP BY subject ORDER BY subject",
                      error);
    if (row == NULL) return false;
    statement_bind_text(row, 1, outcome);
    statement_bind_int(row, 2, sample->session->view);
    statement_bind_date(row, 3, access_day(session_now(sample->session)));
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        if (sample->rows % STEP == 0) {
            if (session_is_cancelled(sample->session, error)) return false;
            session_progress(sample->session, (double)sample->rows / (double)MAX(sample->total, 1),
                             N_("Writing the sample"));
        }
        if (!add_subject(sample, statement_int(row, 0), statement_int(row, 1), error)) return false;
    }
    return step == STEP_DONE;
}

static bool write_all(struct sample *sample, const char *outcome, GError **error)
{
    if (!store_query_int(sample->session->store, &sample->total, 0, error,
                         "SELECT count(DISTINCT subject) FROM measure WHERE kind = ?1 AND" FACT_SEEN(2) IN_USE, "sid",
                         outcome, sample->session->view, access_day(session_now(sample->session))))
        return false;
    if (sample->total == 0) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("No subject has an outcome of the kind '{1}'."),
                         N_("Load a file whose mapping gives one, or name another kind with --outcome."), outcome,
                         NULL);
        return false;
    }
    write_header(sample);
    return write_subjects(sample, outcome, error);
}

/* Flushes, closes, and gives the file its name; the file stays away when any of it fails. */
static bool finish(FILE *file, const char *temporary, const char *path, bool written, GError **error)
{
    bool kept = written && !ferror(file) && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int code = errno;
    if (fclose(file) != 0 && kept) {
        code = errno;
        kept = false;
    }
    folder_as_person();
    if (kept && g_rename(temporary, path) != 0) {
        code = errno;
        kept = false;
    }
    if (!kept) g_unlink(temporary);
    folder_as_program();
    if (kept) return true;
    return written ? io_failed(path, code, error) : false;
}

bool sample_write(struct session *session, const char *path, const char *outcome, int64_t *rows, int64_t *bads,
                  GError **error)
{
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    folder_as_person();
    const int descriptor = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
    folder_as_program();
    if (descriptor < 0) return io_failed(path, errno, error);
    FILE *file = fdopen(descriptor, "w");
    if (file == NULL) {
        const int code = errno;
        close(descriptor);
        g_unlink(temporary);
        return io_failed(path, code, error);
    }
    g_autofree double *values = g_new(double, feature_count() + 1);
    struct sample sample = { .session = session, .file = file, .values = values };
    const bool written = write_all(&sample, outcome, error);
    *rows = sample.rows;
    *bads = sample.bads;
    return finish(file, temporary, path, written, error);
}

bool model_command_sample(struct session *session, const struct arguments *arguments, struct table *answer,
                          GError **error)
{
    const char *outcome = arguments_text(arguments, "outcome");
    const char *path = arguments_text(arguments, "out");
    int64_t rows = 0, bads = 0;
    if (!sample_write(session, path, outcome ? outcome : OUTCOME_DEFAULT, &rows, &bads, error)) return false;
    table_fact_text(answer, "file", N_("File"), path);
    table_fact_int(answer, "rows", N_("Rows"), rows);
    table_fact_int(answer, "bads", N_("Defaults"), bads);
    table_fact_int(answer, "features", N_("Features"), (int64_t)feature_count());
    return true;
}
