/* SPDX-License-Identifier: Apache-2.0 */
/* `share.make`: a de-identified file for somebody who has an agreement with us. Nobody's name, number, address or free
 * text is read for it; the file appears whole or not at all, never over another one, and in the same act as its line in
 * the register of transfers. */
#include "base/folder.h"
#include "base/scratch.h"
#include "guard/access.h"
#include "sharing/share_private.h"
#include "subject/shown.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void share_clear(struct share *share)
{
    for (guint i = 0; share->rows != NULL && i < share->rows->len; i++)
        g_clear_pointer(&g_array_index(share->rows, struct share_row, i).shown, dossier_free);
    if (share->rows) g_array_unref(share->rows);
    if (share->words) g_string_chunk_free(share->words);
    explicit_bzero(share->key, sizeof share->key);
}
typedef struct share share_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(share_t, share_clear)

/* ---- what is asked ------------------------------------------------------------------------------------------------
 */

static bool take_k(struct share *share, const struct arguments *arguments, GError **error)
{
    const int64_t least = share_policy("k_least");
    share->k = arguments_int(arguments, "k", share_policy("k_default"));
    if (share->k >= MAX(least, 2)) return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, least);
    bureau_error_set(error, BUREAU_ERROR_USAGE, N_("Groups of fewer than {1} do not protect anybody"),
                     N_("Give a greater --k."), number, NULL);
    return false;
}

/* The agreement must name the kinds of data that the columns are of. */
static bool agreement_covers(const struct share *share, const struct agreement *agreement, GError **error)
{
    const unsigned behind = ~(SHARE_QUASI | 1u << SHARE_ID | 1u << SHARE_SCORE), columns = share->columns;
    const unsigned needed = (columns & SHARE_QUASI ? KIND_IDENTITY : 0u) | (columns & behind ? KIND_CREDIT : 0u) |
                            (columns & 1u << SHARE_SCORE ? KIND_SCORE : 0u);
    const unsigned missing = needed & ~kinds_parse(agreement->scope, NULL);
    if (missing == 0) return true;
    g_autofree char *words = kinds_text(missing), *number = g_strdup_printf("%" G_GINT64_FORMAT, agreement->id);
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("Agreement {1} does not cover these kinds of data: {2}"),
                     N_("Choose other --columns, or make an agreement that names them."), number, words, NULL);
    return false;
}

static bool gate_abroad(struct share *share, const struct agreement *agreement, const struct arguments *arguments,
                        GError **error)
{
    share->abroad = agreement->abroad;
    if (!share->abroad || arguments_has(arguments, "abroad")) return true;
    g_autofree char *basis = share_basis("abroad", share->session->language);
    bureau_error_set(
        error, BUREAU_ERROR_REFUSED, N_("{1} is abroad ({2})"),
        N_("Say --abroad when the file is to leave the country; then only those are in it who consented to "
           "that too."),
        share->recipient, basis, NULL);
    return false;
}

static bool is_free(const char *path, GError **error)
{
    folder_as_person();
    const bool there = g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    folder_as_program();
    if (!there) return true;
    bureau_error_set(error, BUREAU_ERROR_REFUSED, N_("{1} is there already"),
                     N_("Choose another name; what is there is never overwritten."), path, NULL);
    return false;
}

/* ---- the file -----------------------------------------------------------------------------------------------------
 */

static void write_id(const struct share *share, const struct share_row *row, int64_t number, GString *csv)
{
    if (!share->link) {
        g_string_append_printf(csv, "%" G_GINT64_FORMAT, number);
        return;
    }
    for (int i = 0; i < SHARE_PSEUDONYM; i++)
        g_string_append_printf(csv, "%02x", row->id[i]);
}

/* The values are words of our own tables: none holds a comma or a quote. */
static int64_t write_csv(const struct share *share, GString *csv)
{
    int64_t rows = 0;
    for (unsigned column = 0; column < SHARE_COLUMNS; column++)
        if (share->columns & (1u << column))
            g_string_append_printf(csv, "%s%s", column ? "," : "", share_column_names[column]);
    g_string_append_c(csv, '\n');
    for (guint i = 0; i < share->rows->len; i++) {
        const struct share_row *row = &g_array_index(share->rows, struct share_row, i);
        if (row->left_out) continue;
        write_id(share, row, ++rows, csv);
        for (unsigned column = SHARE_ID + 1; column < SHARE_COLUMNS; column++)
            if (share->columns & (1u << column))
                g_string_append_printf(csv, ",%s", row->text[column] ? row->text[column] : "");
        g_string_append_c(csv, '\n');
    }
    return rows;
}

static bool write_file(const struct scratch *scratch, const GString *csv, GError **error)
{
    const int descriptor = scratch_create(scratch, "share.csv", error);
    if (descriptor < 0) return false;
    size_t done = 0;
    while (done < csv->len) {
        const ssize_t written = write(descriptor, csv->str + done, csv->len - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        done += (size_t)written;
    }
    const bool whole = done == csv->len && fsync(descriptor) == 0;
    const int code = errno;
    const bool closed = close(descriptor) == 0;
    if (whole && closed) return true;
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("{1} cannot be written: {2}"),
                     N_("Free space there, or choose another place."), scratch_path(scratch), system_error_text(code),
                     NULL);
    return false;
}

/* ---- the act ------------------------------------------------------------------------------------------------------
 */

/* Everybody who can be followed in the file has a report of it. */
static bool record_reports(const struct share *share, const char *digest, GError **error)
{
    for (guint i = 0; i < share->rows->len; i++) {
        const struct share_row *row = &g_array_index(share->rows, struct share_row, i);
        if (row->left_out || row->shown == NULL) continue;
        if (report_record(share->session, row->shown, "share", share->recipient, digest, error) == 0) return false;
    }
    return true;
}

/* The line in the register and the file's name are one act; a file whose line was not kept is taken away again. */
static bool give(struct share *share, struct transfer *transfer, const GString *csv, const char *path, GError **error)
{
    struct session *session = share->session;
    g_autofree char *full = g_canonicalize_filename(path, NULL), *parent = g_path_get_dirname(full),
                    *name = g_path_get_basename(full);
    folder_as_person();
    g_autoptr(scratch_t) scratch = scratch_new(parent, error);
    bool done = scratch != NULL && write_file(scratch, csv, error);
    folder_as_program();
    if (!done || session_is_cancelled(session, error)) return false;
    g_autofree char *note = g_strdup_printf("recipient=%s rows=%" G_GINT64_FORMAT " k=%" G_GINT64_FORMAT " sha256=%s",
                                            share->recipient, transfer->rows, transfer->k, transfer->digest);
    if (!guard_act_begin(session, "share.make", note, error)) return false;
    done = transfer_record(session, transfer, error) && record_reports(share, transfer->digest, error);
    folder_as_person();
    done = done && scratch_keep(scratch, "share.csv", name, false, error);
    folder_as_program();
    if (!done) {
        guard_act_rollback(session);
        return false;
    }
    if (guard_act_commit(session, "share.make", note, error)) return true;
    folder_as_person();
    unlink(full);
    folder_as_program();
    return false;
}

static const struct column columns[] = {
    { .id = "step", .title = N_("Step"), .type = VALUE_INTEGER },
    { .id = "column", .title = N_("Column"), .type = VALUE_TEXT },
    { .id = "level", .title = N_("Level"), .type = VALUE_TEXT },
    { .id = "what", .title = N_("What was made coarser"), .type = VALUE_TEXT },
    { .id = "small", .title = N_("Rows in small groups"), .type = VALUE_INTEGER },
};

static bool answer_steps(struct table *answer, const GArray *steps, const char *language, GError **error)
{
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < steps->len; i++) {
        const struct share_step *step = &g_array_index(steps, struct share_step, i);
        table_row_begin(answer);
        table_add_int(answer, i);
        table_add_text(answer, step->column);
        table_add_text(answer, step->level);
        table_add_text(answer, strcmp(language, "zh") == 0 ? step->zh : step->en);
        table_add_int(answer, step->small);
        if (!table_row_end(answer, error)) return false;
    }
    return true;
}

static void answer_facts(struct table *answer, const struct share *share, const struct transfer *transfer,
                         int64_t suppressed)
{
    table_fact_int(answer, "rows", N_("Rows"), transfer->rows);
    table_fact_int(answer, "considered", N_("Subjects looked at"), share->considered);
    table_fact_int(answer, "stopped", N_("Not in it: restricted, frozen or objected"), share->stopped);
    table_fact_int(answer, "not_agreed", N_("Not in it: no consent that covers it"), share->not_agreed);
    table_fact_int(answer, "suppressed", N_("Not in it: too few alike"), suppressed);
    table_fact_int(answer, "k_asked", N_("k asked"), share->k);
    table_fact_int(answer, "k", N_("k reached"), transfer->k);
    table_fact_flag(answer, "pseudonyms", N_("Pseudonyms kept"), share->link);
    table_fact_text(answer, "basis", N_("Basis"), transfer->basis);
    table_fact_int(answer, "agreement", N_("Agreement"), transfer->agreement);
    table_fact_int(answer, "transfer", N_("Transfer"), transfer->id);
    table_fact_date(answer, "keep_until", N_("Record kept until"), transfer->keep_until);
    table_fact_text(answer, "sha256", N_("SHA-256"), transfer->digest);
}

static bool nobody_left(GError **error)
{
    bureau_error_set(
        error, BUREAU_ERROR_REFUSED, N_("Nobody would be in the file"),
        N_("Fewer may be shared than a group needs: see the consents of kind share, or leave out --link for "
           "statistics."),
        NULL);
    return false;
}

static bool make(struct share *share, const struct agreement *agreement, const char *path, struct table *answer,
                 GError **error)
{
    int64_t smallest = 0, suppressed = 0;
    if (!share_read(share, error)) return false;
    g_autoptr(GArray) steps = share_generalise(share, &smallest, &suppressed, error);
    if (steps == NULL) return false;
    g_autoptr(GString) csv = g_string_new(NULL);
    const int64_t rows = write_csv(share, csv);
    if (rows == 0) return nobody_left(error);
    session_progress(share->session, 0.95, N_("Writing the file"));
    g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guint8 *)csv->str, csv->len);
    g_autofree char *basis = share_basis(share->link ? "link" : "statistics", share->session->language);
    struct transfer transfer = { .at = session_now(share->session),
                                 .agreement = agreement->id,
                                 .recipient = share->recipient,
                                 .purpose = agreement->purpose,
                                 .method = "share",
                                 .scope = agreement->scope,
                                 .basis = basis,
                                 .digest = digest,
                                 .rows = rows,
                                 .subjects = rows,
                                 .k = smallest,
                                 .abroad = share->abroad };
    if (!give(share, &transfer, csv, path, error)) return false;
    answer_facts(answer, share, &transfer, suppressed);
    return answer_steps(answer, steps, share->session->language, error);
}

bool share_command_make(struct session *session, const struct arguments *arguments, struct table *answer,
                        GError **error)
{
    g_auto(share_t) share = { .session = session,
                              .link = arguments_has(arguments, "link"),
                              .recipient = arguments_text(arguments, "recipient"),
                              .rows = g_array_new(FALSE, TRUE, sizeof(struct share_row)),
                              .words = g_string_chunk_new(4096) };
    const char *path = arguments_text(arguments, "file");
    if (!take_k(&share, arguments, error) ||
        !share_columns_parse(arguments_text(arguments, "columns"), &share.columns, error) || !is_free(path, error))
        return false;
    if (share.link) share.columns |= SHARE_BESIDE;
    g_autoptr(agreement_t) agreement = agreement_in_force(
        session, share.recipient, arguments_int(arguments, "agreement", 0), session_today(session), error);
    return agreement != NULL && agreement_covers(&share, agreement, error) &&
           gate_abroad(&share, agreement, arguments, error) && make(&share, agreement, path, answer, error);
}
