/* SPDX-License-Identifier: Apache-2.0 */
/* `import`: one file, one batch, one act. The door holds the transaction; whatever goes wrong here leaves nothing. */
#include "intake/batch.h"
#include "intake/intake.h"
#include "score/score.h"

#include <string.h>

#define SHOWN_ROWS   20   /* refused rows in the answer; all of them are in the store */
#define LOOK_UP_ROWS 2048 /* between two looks at progress and cancel */

static const struct column rejected_columns[] = {
    { .id = "line", .title = N_("Line"), .type = VALUE_INTEGER },
    { .id = "field", .title = N_("Field"), .type = VALUE_TEXT },
    { .id = "reason", .title = N_("Reason"), .type = VALUE_PHRASE },
};

struct import {
    struct session *session;
    struct mapping *mapping;
    struct csv_reader *reader;
    struct loader loader;
    struct csv_record record;
    struct batch_counts counts;
    size_t columns;      /* fields of a proper row */
    double max_rejected; /* share of the rows read; above 1: any */
    struct table *answer;
};

/* "0.05" or "5%". */
static bool parse_share(const char *text, double *share, GError **error)
{
    *share = 2;
    if (!text) return true;
    char *end;
    double value = g_ascii_strtod(text, &end);
    bool percent = strcmp(end, "%") == 0;
    if (end != text && (percent || !*end) && value >= 0 && value <= (percent ? 100 : 1)) {
        *share = percent ? value / 100 : value;
        return true;
    }
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("{1} is not a share of rows."), N_("Write it as 0.05 or 5%."), text,
                     NULL);
    return false;
}

static bool reject(struct import *import, int64_t line, const struct failure *failure, GError **error)
{
    import->counts.rejected++;
    if (import->counts.rejected <= SHOWN_ROWS) {
        table_row_begin(import->answer);
        table_add_int(import->answer, line);
        table_add_text(import->answer, failure->field);
        table_add_text(import->answer, failure->reason);
        if (!table_row_end(import->answer, error)) return false;
    }
    /* the store is used here: what the worker has must be written first */
    if (!bulk_drain(import->loader.writer.worker, error)) return false;
    return store_run(import->session->store, error,
                     "INSERT INTO rejected_row (batch, line, field, value_class, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
                     "iisss", import->loader.writer.batch, line, failure->field, failure->value_class, failure->reason);
}

static bool reject_record(struct import *import, int64_t line, const char *value_class, const char *reason,
                          GError **error)
{
    struct failure failure = { "", value_class, (char *)reason };
    return reject(import, line, &failure, error);
}

/* A row that has not as many fields as the header cannot be read for certain. */
static bool reject_width(struct import *import, GError **error)
{
    char has[16], wanted[16];
    g_snprintf(has, sizeof has, "%zu", import->record.count);
    g_snprintf(wanted, sizeof wanted, "%zu", import->columns);
    g_autofree char *reason = phrase_make(N_("the row has {1} fields where {2} belong"), has, wanted, NULL);
    return reject_record(import, import->record.line, N_("row"), reason, error);
}

static bool take_record(struct import *import, GError **error)
{
    import->counts.read++;
    if (import->record.count != import->columns) return reject_width(import, error);
    struct failure failure = { 0 };
    bool good = true;
    switch (loader_row(&import->loader, &import->record, import->counts.read, &failure, error)) {
    case ROW_ACCEPTED:
        import->counts.accepted++;
        break;
    case ROW_SKIPPED:
        import->counts.skipped++;
        break;
    case ROW_REJECTED:
        good = reject(import, import->record.line, &failure, error);
        break;
    case ROW_ERROR:
        good = false;
        break;
    }
    failure_clear(&failure);
    return good;
}

/* The first record: the header, or the first row of a file without one. */
static bool read_header(struct import *import, const char *path, GError **error)
{
    struct csv_trouble trouble;
    enum csv_step step = csv_next(import->reader, &import->record, &trouble, error);
    if (step == CSV_ERROR) return false;
    if (step != CSV_ROW) {
        g_autofree char *reason = step == CSV_BAD ? phrase_expand(trouble.reason, NULL) : NULL;
        bureau_error_set(error, BUREAU_ERROR_INPUT,
                         reason ? N_("The first line of {1} cannot be read: {2}.") : N_("The file {1} is empty."),
                         N_("Check that it is a CSV file in the encoding the mapping says. Nothing was changed."), path,
                         reason, NULL);
        return false;
    }
    import->columns = import->record.count;
    import->loader.lawful.prohibited += prohibited_columns(import->mapping, &import->record);
    return mapping_bind(import->mapping, &import->record, error);
}

static bool read_rows(struct import *import, GError **error)
{
    bool held = !import->mapping->header; /* the first record is a row already */
    while (true) {
        struct csv_trouble trouble;
        enum csv_step step = held ? CSV_ROW : csv_next(import->reader, &import->record, &trouble, error);
        held = false;
        if (step == CSV_END) return true;
        if (step == CSV_ERROR) return false;
        if (step == CSV_BAD) {
            import->counts.read++;
            if (!reject_record(import, trouble.line, N_("row"), trouble.reason, error)) return false;
        } else if (!take_record(import, error))
            return false;
        if (import->counts.read % LOOK_UP_ROWS != 0) continue;
        if (session_is_cancelled(import->session, error)) return false;
        session_progress(import->session, 0.7 * csv_progress(import->reader), N_("Reading rows"));
    }
}

static bool check_share(const struct import *import, GError **error)
{
    const struct batch_counts *counts = &import->counts;
    if (counts->read == 0 || (double)counts->rejected <= import->max_rejected * (double)counts->read) return true;
    char rejected[24], read[24];
    g_snprintf(rejected, sizeof rejected, "%" G_GINT64_FORMAT, counts->rejected);
    g_snprintf(read, sizeof read, "%" G_GINT64_FORMAT, counts->read);
    bureau_error_set(
        error, BUREAU_ERROR_INPUT, N_("{1} of {2} rows were refused, more than allowed; nothing was changed."),
        N_("Load it without --max-rejected to keep the good rows and see the reasons, or correct the file."), rejected,
        read, NULL);
    return false;
}

/* The same bytes twice are a mistake, unless somebody says that they are not. */
static bool check_new(struct import *import, const char *digest, bool again, GError **error)
{
    int64_t batch;
    if (again) return true;
    if (!store_query_int(import->session->store, &batch, 0, error,
                         "SELECT id FROM batch WHERE digest = ?1 AND source = ?2 AND died IS NULL", "si", digest,
                         import->loader.writer.source))
        return false;
    if (batch == 0) return true;
    char number[24];
    g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, batch);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("This file was loaded before, as batch {1}; nothing was changed."),
                     N_("Add --again when it is to be laid over what is held."), number, NULL);
    return false;
}

static bool needs_observed(const struct mapping *mapping)
{
    bool needs = mapping->wide && mapping->history[HISTORY_STATE];
    for (guint i = 0; i < mapping->rules->len; i++) {
        const struct rule *rule = mapping->rules->pdata[i];
        needs = needs || rule->source == RULE_OBSERVED || rule->age || rule->relative != RELATIVE_NONE;
    }
    return needs;
}

static bool load(struct import *import, const char *path, bool again, GError **error)
{
    if (!read_header(import, path, error)) return false;
    if (!batch_begin(&import->loader.writer, import->mapping, path, import->loader.context.observed, error))
        return false;
    import->loader.writer.worker = bulk_worker_new();
    if (!read_rows(import, error) || !loader_finish(&import->loader, error)) return false;
    const struct lawful *lawful = &import->loader.lawful;
    const char *digest = csv_digest(import->reader);
    import->counts.prohibited = lawful->prohibited;
    import->counts.unwarned = lawful->unwarned;
    import->counts.unnotified = lawful->unnotified;
    import->counts.notice = lawful_notice(lawful, import->mapping);
    return check_share(import, error) && check_new(import, digest, again, error) &&
           batch_end(&import->loader.writer, digest, &import->counts, error);
}

static void answer_facts(const struct import *import, double seconds, int64_t scored, double score_seconds)
{
    struct table *answer = import->answer;
    table_fact_int(answer, "batch", N_("Batch"), import->loader.writer.batch);
    table_fact_int(answer, "read", N_("Rows read"), import->counts.read);
    table_fact_int(answer, "accepted", N_("Rows accepted"), import->counts.accepted);
    table_fact_int(answer, "rejected", N_("Rows refused"), import->counts.rejected);
    table_fact_real(answer, "seconds", N_("Seconds"), seconds, 3);
    table_fact_int(answer, "skipped", N_("Rows passed over"), import->counts.skipped);
    table_fact_int(answer, "subjects", N_("New subjects"),
                   import->loader.first_new ? import->loader.last_new - import->loader.first_new + 1 : 0);
    table_fact_int(answer, "prohibited", N_("Prohibited fields dropped"), import->counts.prohibited);
    table_fact_int(answer, "unwarned", N_("Means dropped, no consent after the warning"), import->counts.unwarned);
    table_fact_int(answer, "unnotified", N_("Adverse rows without notice"), import->counts.unnotified);
    if (import->loader.lawful.lacks_basis)
        table_fact_phrase(answer, "warning", N_("Warning"),
                          N_("The source names no legal basis for collecting it: add legal_basis to the mapping."));
    table_fact_int(answer, "scored", N_("Subjects scored"), scored);
    table_fact_real(answer, "score_seconds", N_("Seconds of scoring"), score_seconds, 3);
    table_set_total(answer, import->counts.rejected, true);
}

/* Whether those who were loaded can be scored. A store without any model still takes files: the batch stands, and the
 * answer says that nobody was scored. */
static bool can_score(struct import *import, bool *score, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (!*score || model_current(import->session, &cause)) return true;
    if (!g_error_matches(cause, BUREAU_ERROR, BUREAU_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return false;
    }
    *score = false;
    table_fact_phrase(import->answer, "note", N_("Note"),
                      N_("There is no model, so nobody was scored. Install or deploy one, then `bureau score all`."));
    return true;
}

/* What may not be collected is counted in the log too, without its value. */
static void note_counts(const struct import *import)
{
    struct session *session = import->session;
    const struct batch_counts *counts = &import->counts;
    g_free(session->note);
    session->note =
        g_strdup_printf("batch=%" G_GINT64_FORMAT " accepted=%" G_GINT64_FORMAT " rejected=%" G_GINT64_FORMAT
                        " prohibited=%" G_GINT64_FORMAT " unwarned=%" G_GINT64_FORMAT " unnotified=%" G_GINT64_FORMAT,
                        import->loader.writer.batch, counts->accepted, counts->rejected, counts->prohibited,
                        counts->unwarned, counts->unnotified);
}

static bool run_import(struct import *import, const char *path, bool again, bool score, GError **error)
{
    gint64 begun = g_get_monotonic_time();
    if (!load(import, path, again, error)) return false;
    double seconds = (double)(g_get_monotonic_time() - begun) / 1e6;
    note_counts(import);
    if (!can_score(import, &score, error)) return false;
    session_progress(import->session, 0.75, N_("Scoring"));
    begun = g_get_monotonic_time();
    int64_t scored;
    g_autoptr(GArray) runs = runs_of(import->loader.old_subjects, import->loader.first_new, import->loader.last_new);
    if (!runs_settle(import->session, runs, score, &scored, error)) return false;
    answer_facts(import, seconds, scored, (double)(g_get_monotonic_time() - begun) / 1e6);
    return true;
}

bool intake_command_import(struct session *session, const struct arguments *arguments, struct table *answer,
                           GError **error)
{
    struct month observed = arguments_month(arguments, "observed");
    g_autoptr(mapping_t) mapping = mapping_load(arguments_text(arguments, "mapping"), error);
    if (!mapping) return false;
    if (!month_is_set(observed)) observed = mapping->observed;
    if (!month_is_set(observed) && needs_observed(mapping)) {
        bureau_error_set(
            error, BUREAU_ERROR_INPUT, N_("The mapping {1} counts from an observation month, and none is given."),
            N_("Add --observed YYYY-MM, or `observed` in the mapping's [file] section."), mapping->name, NULL);
        return false;
    }
    g_autofree struct import *import = g_new0(struct import, 1); /* a record is too large for the stack of a worker */
    const char *path = arguments_text(arguments, "file");
    if (!parse_share(arguments_text(arguments, "max-rejected"), &import->max_rejected, error)) return false;
    g_autoptr(csv_reader_t) reader = csv_open(path, mapping->encoding, mapping->delimiter, error);
    if (!reader) return false;
    import->session = session;
    import->mapping = mapping;
    import->reader = reader;
    import->answer = answer;
    table_set_columns(answer, rejected_columns, G_N_ELEMENTS(rejected_columns));
    loader_init(&import->loader, session, mapping, observed);
    store_bulk_begin(session->store);
    bool good =
        lawful_begin(&import->loader.lawful, session, mapping, error) &&
        run_import(import, path, arguments_has(arguments, "again"), !arguments_has(arguments, "no-score"), error);
    loader_clear(&import->loader);
    return good;
}
