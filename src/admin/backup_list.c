/* SPDX-License-Identifier: Apache-2.0 */
/* What backups there are, and what one says of itself. Neither needs a key. */
#include "admin/backup.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *backup_file_digest(const char *file, GCancellable *cancellable, GError **error)
{
    const int descriptor = folder_open_named(file, O_RDONLY | O_NOFOLLOW);
    if (descriptor < 0) return NULL;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guchar *piece = g_malloc(1 << 18);
    ssize_t got;
    while ((got = read(descriptor, piece, 1 << 18)) > 0) {
        if (g_cancellable_set_error_if_cancelled(cancellable, error)) break;
        g_checksum_update(checksum, piece, got);
    }
    close(descriptor);
    return got == 0 ? g_strdup(g_checksum_get_string(checksum)) : NULL;
}

static const struct column columns[] = {
    { .id = "file", .title = N_("File") },
    { .id = "made", .title = N_("Made"), .type = VALUE_MOMENT },
    { .id = "bytes", .title = N_("Bytes"), .type = VALUE_INTEGER, .priority = 2 },
    { .id = "lines", .title = N_("Lines of the log"), .type = VALUE_INTEGER, .priority = 3 },
    { .id = "state", .title = N_("State"), .type = VALUE_PHRASE, .priority = 1 },
    { .id = "proved", .title = N_("Last drill"), .type = VALUE_MOMENT, .priority = 2 },
    { .id = "intact", .title = N_("Intact"), .type = VALUE_FLAG, .priority = 2 },
    { .id = "user", .title = N_("User"), .priority = 4 },
};

/* As it is on the disk, against what was recorded. */
static const char *state_of(const char *file, int64_t bytes, const char *digest, bool thorough,
                            GCancellable *cancellable)
{
    struct stat info;
    if (lstat(file, &info) != 0) return N_("not there");
    if (!S_ISREG(info.st_mode) || info.st_size != bytes) return N_("changed");
    if (!thorough) return N_("there");
    g_autofree char *found = backup_file_digest(file, cancellable, NULL);
    return g_strcmp0(found, digest) == 0 ? N_("whole") : N_("changed");
}

static bool add_row(struct statement *query, bool thorough, GCancellable *cancellable, struct table *answer,
                    GError **error)
{
    table_row_begin(answer);
    table_add_text(answer, statement_text(query, 0));
    for (int i = 1; i <= 3; i++)
        table_add_int(answer, statement_int(query, i));
    folder_as_person();
    const char *state =
        state_of(statement_text(query, 0), statement_int(query, 2), statement_text(query, 4), thorough, cancellable);
    folder_as_program();
    table_add_text(answer, state);
    for (int i = 5; i <= 6; i++) {
        if (statement_is_null(query, i))
            table_add_null(answer);
        else
            table_add_int(answer, statement_int(query, i));
    }
    table_add_text(answer, statement_text(query, 7));
    return table_row_end(answer, error);
}

bool admin_command_backup_list(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    table_set_columns(answer, columns, G_N_ELEMENTS(columns));
    g_autoptr(statement_t) query = store_prepare(
        session->store, "SELECT file, made, bytes, lines, digest, proved, intact, user FROM backup ORDER BY made DESC",
        error);
    if (!query) return false;
    enum step step;
    while ((step = statement_step(query, error)) == STEP_ROW)
        if (session_is_cancelled(session, error) ||
            !add_row(query, arguments_has(arguments, "check"), session->cancellable, answer, error))
            return false;
    return step == STEP_DONE;
}

static void tell_label(const struct backup_label *label, struct table *answer)
{
    table_fact_int(answer, "lines", N_("Lines of the log"), label->lines);
    table_fact_int(answer, "subjects", N_("Subjects"), label->subjects);
    table_fact_int(answer, "accounts", N_("Accounts"), label->accounts);
    table_fact_text(answer, "words", N_("Head of the log"), label->words);
    table_fact_text(answer, "head", N_("Head as a number"), label->head);
    table_fact_text(answer, "engine", N_("Engine"), label->engine);
}

/* Whose passphrase would open it. */
static void tell_openers(const struct envelope_reader *reader, struct table *answer)
{
    g_autoptr(keyfile_t) keyfile = keyfile_parse(envelope_keyfile(reader), N_("the key file in the sealed file"), NULL);
    g_autofree char *openers = keyfile ? backup_openers(keyfile) : NULL;
    g_autofree char *clean = openers ? text_sanitise(openers, -1) : NULL;
    table_fact_text(answer, "openers", N_("Who can open it"), clean);
}

bool admin_command_backup_show(struct session *session, const struct arguments *arguments, struct table *answer,
                               GError **error)
{
    (void)session;
    const char *file = arguments_text(arguments, "file");
    g_autoptr(envelope_reader_t) reader = backup_open_file(file, NULL, error);
    if (!reader) return false;
    const struct envelope_head *head = envelope_head(reader);
    struct backup_label label;
    g_autofree char *id = guard_hex(head->id, VAULT_ID);
    table_fact_text(answer, "file", N_("File"), file);
    table_fact_text(answer, "kind", N_("Kind"), head->kind);
    table_fact_moment(answer, "made", N_("Made"), head->made);
    table_fact_text(answer, "store", N_("Store"), id);
    table_fact_int(answer, "bytes", N_("Bytes"), envelope_file_size(reader));
    if (backup_label_parse(head->label, &label)) tell_label(&label, answer);
    backup_label_clear(&label);
    tell_openers(reader, answer);
    table_fact_phrase(answer, "note", N_("Note"),
                      N_("This is what the file says of itself; it is believed once it has been opened."));
    return true;
}
