/* SPDX-License-Identifier: Apache-2.0 */
/* The file to a furnisher: every enquiry by file that it has not answered, with its own accounts alone. Cases that wait
 * to be asked move on with it, all in one act. The file is written and flushed inside the act under a name that nobody
 * looks for, and gets its own after the commit: what could not be written moves no case, what was not committed leaves
 * no file, and when the power goes in between, asking for the file again gives the same enquiries. */
#include "dispute/enquiry.h"
#include "letter/deliver.h"

#include <string.h>

static const char *const names[] = { "enquiry", "case",  "due",   "dispute_codes", "identity", "item",
                                     "account", "month", "field", "stored",        "claimed",  "remark",
                                     "says",    "value", "code",  "respondent",    "text" };
enum { NAMES = G_N_ELEMENTS(names), FILLED_IN = 5 };

struct file {
    struct session *session;
    const struct arguments *arguments;
    int64_t source, enquiries, moved, held;
    GPtrArray *rows; /* char ** of NAMES */
};

static GArray *ids_of(struct session *session, const char *sql, int64_t source, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(statement_t) row = store_prepare(session->store, sql, error);
    if (row == NULL) return NULL;
    statement_bind_int(row, 1, source);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        const int64_t id = statement_int(row, 0);
        g_array_append_val(ids, id);
    }
    return step == STEP_DONE ? g_steal_pointer(&ids) : NULL;
}

/* ---- moving -------------------------------------------------------------------------------------------------------
 */

/* A case that somebody else works on is left to them. */
static bool move_one(struct file *file, int64_t id, GError **error)
{
    g_autoptr(GError) held = NULL;
    g_autoptr(dispute_case_t) each = case_load(file->session, id, error);
    if (each == NULL) return false;
    if (!case_check_hold(file->session, each, &held)) {
        file->held++;
        return true;
    }
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    struct act act = { .session = file->session,
                       .arguments = file->arguments,
                       .each = each,
                       .letters = letters,
                       .by_file = file->source };
    file->moved++;
    return case_act(&act, "send_furnisher", error);
}

static bool move_all(struct file *file, GError **error)
{
    g_autoptr(GArray) ids = ids_of(file->session,
                                   "SELECT d.id FROM dispute d WHERE d.state = 'BUREAU_CHECKED' AND EXISTS (SELECT 1 "
                                   "FROM dispute_item i JOIN account a ON a.subject = d.subject AND a.account = "
                                   "i.account WHERE i.dispute = d.id AND a.source = ?1) ORDER BY d.due, d.id",
                                   file->source, error);
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        session_progress(file->session, (double)i / ids->len, N_("Asking the furnisher"));
        if (session_is_cancelled(file->session, error) || !move_one(file, g_array_index(ids, int64_t, i), error))
            return false;
    }
    return ids != NULL;
}

/* ---- rows ---------------------------------------------------------------------------------------------------------
 */

static char *identity_of(struct session *session, int64_t subject, GError **error)
{
    g_autofree char *clear =
        store_query_text(session->store, error,
                         "SELECT value FROM identifier WHERE subject = ?1 AND" FACT_SEEN(2) "ORDER BY fact LIMIT 1",
                         "ii", subject, session->view);
    if (clear == NULL) return g_strdup("");
    return machine_policy("enquiry_identity") != 0 ? g_steal_pointer(&clear) : guard_mask(clear, SECRECY_IDENTITY);
}

static void add_item(struct file *file, int64_t enquiry, const struct dispute_case *each, const struct case_item *item,
                     struct date due, const char *codes, const char *identity)
{
    char month[DATE_TEXT_SIZE], day[DATE_TEXT_SIZE];
    char *account = NULL, **row = g_new0(char *, NAMES + 1);
    letter_account(file->session, each, item, &account, NULL);
    char *const values[NAMES] = { enquiry_name(enquiry),
                                  case_number(each->id),
                                  g_strdup(date_format(due, day)),
                                  g_strdup(codes),
                                  g_strdup(identity),
                                  g_strdup_printf("%" G_GINT64_FORMAT, item->item),
                                  account != NULL ? account : g_strdup(""),
                                  g_strdup(month_format(item->month, month)),
                                  g_strdup(item->field),
                                  g_strdup(item->stored != NULL ? item->stored : ""),
                                  g_strdup(item->claimed != NULL ? item->claimed : ""),
                                  g_strdup(each->text != NULL ? each->text : "") };
    for (size_t i = 0; i < NAMES; i++)
        row[i] = i < NAMES - FILLED_IN ? values[i] : g_strdup("");
    g_ptr_array_add(file->rows, row);
}

static bool add_enquiry(struct file *file, int64_t enquiry, GError **error)
{
    struct store *store = file->session->store;
    int64_t dispute, due;
    if (!store_query_int(store, &dispute, 0, error, "SELECT dispute FROM dispute_enquiry WHERE id = ?1", "i",
                         enquiry) ||
        !store_query_int(store, &due, 0, error, "SELECT due FROM dispute_enquiry WHERE id = ?1", "i", enquiry))
        return false;
    g_autoptr(dispute_case_t) each = case_load(file->session, dispute, error);
    if (each == NULL) return false;
    g_autoptr(GError) failed = NULL;
    g_autofree char *identity = identity_of(file->session, each->subject, &failed);
    g_autofree char *codes = enquiry_dispute_codes(file->session, each, file->source);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    for (guint i = 0; i < each->items->len; i++)
        if (enquiry_has_item(file->session, each, file->source, each->items->pdata[i]))
            add_item(file, enquiry, each, each->items->pdata[i], (struct date){ (int32_t)due }, codes, identity);
    file->enquiries++;
    return true;
}

static bool collect(struct file *file, GError **error)
{
    g_autoptr(GArray) ids = ids_of(file->session,
                                   "SELECT e.id FROM dispute_enquiry e JOIN dispute d ON d.id = e.dispute WHERE "
                                   "e.source = ?1 AND e.form = 'file' AND e.answered IS NULL AND d.waiting = "
                                   "'furnisher' ORDER BY e.due, e.id",
                                   file->source, error);
    for (guint i = 0; ids != NULL && i < ids->len; i++)
        if (!add_enquiry(file, g_array_index(ids, int64_t, i), error)) return false;
    return ids != NULL;
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

static struct delivery *write_file(struct file *file, char **digest, GError **error)
{
    const char *path = arguments_text(file->arguments, "file");
    const bool json = g_strcmp0(arguments_text(file->arguments, "format"), "json") == 0 ||
                      (!arguments_has(file->arguments, "format") && g_str_has_suffix(path, ".json"));
    g_autofree char *text = enquiry_rows_write(names, NAMES, file->rows, json);
    *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return letter_delivery_new(path, arguments_has(file->arguments, "replace"), text, strlen(text), error);
}

static struct delivery *make(struct file *file, char **digest, GError **error)
{
    if (!move_all(file, error) || !collect(file, error)) return NULL;
    if (file->enquiries > 0) return write_file(file, digest, error);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is nothing to ask {1}."),
                     N_("Cases wait to be asked when they are checked (own_check)."),
                     arguments_text(file->arguments, "furnisher"), NULL);
    return NULL;
}

/* The act, and then the name. */
static bool send(struct file *file, char **digest, GError **error)
{
    struct session *session = file->session;
    const char *code = arguments_text(file->arguments, "furnisher");
    if (!guard_act_begin(session, "enquiry.export", code, error)) return false;
    g_autoptr(delivery_t) made = make(file, digest, error);
    if (made == NULL) {
        guard_act_rollback(session);
        return false;
    }
    g_autofree char *note =
        g_strdup_printf("furnisher=%s enquiries=%" G_GINT64_FORMAT " moved=%" G_GINT64_FORMAT " sha256=%s", code,
                        file->enquiries, file->moved, *digest);
    return guard_act_commit(session, "enquiry.export", note, error) && letter_delivery_keep(made, error);
}

bool enquiry_command_export(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    const char *code = arguments_text(arguments, "furnisher");
    g_autofree char *digest = NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    struct file file = { .session = session, .arguments = arguments, .rows = rows };
    if (!machine_loaded(error) ||
        !store_query_int(session->store, &file.source, 0, error, "SELECT id FROM source WHERE code = ?1", "s", code))
        return false;
    if (file.source == 0) {
        bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no source {1}."),
                         N_("`bureau intake sources` lists them."), code, NULL);
        return false;
    }
    if (!send(&file, &digest, error)) return false;
    table_fact_int(answer, "enquiries", N_("Enquiries"), file.enquiries);
    table_fact_int(answer, "rows", N_("Rows"), rows->len);
    table_fact_int(answer, "moved", N_("Cases now with the furnisher"), file.moved);
    table_fact_int(answer, "held", N_("Left to those who work on them"), file.held);
    table_fact_text(answer, "sha256", N_("SHA-256"), digest);
    return true;
}
