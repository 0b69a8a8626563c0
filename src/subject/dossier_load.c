/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a dossier: one cached statement a table, each a walk along the primary key. Scoring a portfolio runs this for
 * every subject, so nothing here sorts in SQL or asks twice. */
#include "subject/dossier_private.h"
#include "subject/limit.h"
#include "subject/retention.h"

#include <string.h>

/* The trailing columns of every query, so that provenance is read in one place. */
#define FROM_COLUMNS "batch, line, born"
#define OF_SUBJECT   "subject = ?1 AND" FACT_SEEN(2)

struct statement *dossier_facts(struct session *session, int64_t subject, const char *sql, GError **error)
{
    struct statement *query = store_prepare(session->store, sql, error);
    if (query != NULL) {
        statement_bind_int(query, 1, subject);
        statement_bind_int(query, 2, session->view);
    }
    return query;
}

static struct provenance read_from(struct statement *row, int column)
{
    return (struct provenance){ .batch = statement_int(row, column),
                                .line = statement_int(row, column + 1),
                                .born = statement_int(row, column + 2) };
}

static char *copy_text(struct statement *row, int column)
{
    return g_strdup(statement_text(row, column));
}

static void copy_currency(char currency[4], struct statement *row, int column)
{
    const char *text = statement_text(row, column);
    g_strlcpy(currency, text ? text : "", 4);
}

static bool load_subject(struct session *session, struct dossier *dossier, GError **error)
{
    g_autoptr(statement_t) row =
        dossier_facts(session, dossier->subject, "SELECT kind FROM subject WHERE id = ?1 AND" FACT_SEEN(2), error);
    if (row == NULL) return false;
    switch (statement_step(row, error)) {
    case STEP_ROW:
        dossier->kind = copy_text(row, 0);
        return true;
    case STEP_ERROR:
        return false;
    case STEP_DONE:
        break;
    }
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, dossier->subject);
    bureau_error_set(error, BUREAU_ERROR_NOT_FOUND, N_("There is no subject {1} on that day."),
                     N_("Search by name, identity number or phone, or ask for another day."), number, NULL);
    return false;
}

/* ---- one reader a table ------------------------------------------------------------------------------------------ */

static void read_person(struct dossier *dossier, struct statement *row)
{
    if (dossier->person_from.born != 0) return;
    dossier->sex = copy_text(row, 0);
    dossier->birth = statement_date(row, 1);
    dossier->birth_exact = statement_int(row, 2) != 0;
    dossier->education = copy_text(row, 3);
    dossier->marital = copy_text(row, 4);
    dossier->language = copy_text(row, 5);
    dossier->person_from = read_from(row, 6);
}

static struct detail *read_detail(struct statement *row)
{
    struct detail *detail = g_new0(struct detail, 1);
    detail->fact = statement_int(row, 0);
    detail->kind = copy_text(row, 1);
    detail->value = copy_text(row, 2);
    detail->city = copy_text(row, 3);
    detail->from = read_from(row, 4);
    return detail;
}

static void read_name(struct dossier *dossier, struct statement *row)
{
    g_ptr_array_add(dossier->names, read_detail(row));
}

static void read_identifier(struct dossier *dossier, struct statement *row)
{
    g_ptr_array_add(dossier->identifiers, read_detail(row));
}

static void read_contact(struct dossier *dossier, struct statement *row)
{
    g_ptr_array_add(dossier->contacts, read_detail(row));
}

static void read_address(struct dossier *dossier, struct statement *row)
{
    g_ptr_array_add(dossier->addresses, read_detail(row));
}

static void read_employment(struct dossier *dossier, struct statement *row)
{
    struct employment *employment = g_new0(struct employment, 1);
    employment->fact = statement_int(row, 0);
    employment->employer = copy_text(row, 1);
    employment->occupation = copy_text(row, 2);
    employment->since = statement_date(row, 3);
    employment->from = read_from(row, 4);
    g_ptr_array_add(dossier->employments, employment);
}

static void read_account(struct dossier *dossier, struct statement *row)
{
    struct account *account = g_new0(struct account, 1);
    account->id = statement_int(row, 0);
    account->source = statement_int(row, 1);
    account->furnisher = copy_text(row, 2);
    account->number = copy_text(row, 3);
    account->type = copy_text(row, 4);
    account->business = copy_text(row, 5);
    copy_currency(account->currency, row, 6);
    account->opened = statement_date(row, 7);
    account->closed = statement_date(row, 8);
    account->amount = statement_minor(row, 9);
    account->guarantee = copy_text(row, 10);
    account->five_class = copy_text(row, 11);
    account->state = copy_text(row, 12);
    account->from = read_from(row, 13);
    account->anonymous = statement_int(row, 16) != 0;
    account->changed = DATE_NONE;
    account->history.first = MONTH_NONE;
    g_ptr_array_add(dossier->accounts, account);
}

static void read_enquiry(struct dossier *dossier, struct statement *row)
{
    struct enquiry *enquiry = g_new0(struct enquiry, 1);
    enquiry->fact = statement_int(row, 0);
    enquiry->day = statement_date(row, 1);
    enquiry->institution = copy_text(row, 2);
    enquiry->reason = copy_text(row, 3);
    enquiry->from = read_from(row, 4);
    g_ptr_array_add(dossier->enquiries, enquiry);
}

static void read_public_record(struct dossier *dossier, struct statement *row)
{
    struct public_record *record = g_new0(struct public_record, 1);
    record->fact = statement_int(row, 0);
    record->kind = copy_text(row, 1);
    record->authority = copy_text(row, 2);
    record->day = statement_date(row, 3);
    record->ended = statement_date(row, 4);
    record->amount = statement_minor(row, 5);
    copy_currency(record->currency, row, 6);
    record->text = copy_text(row, 7);
    record->from = read_from(row, 8);
    g_ptr_array_add(dossier->public_records, record);
}

static void read_measure(struct dossier *dossier, struct statement *row)
{
    struct measure *measure = g_new0(struct measure, 1);
    measure->fact = statement_int(row, 0);
    measure->kind = copy_text(row, 1);
    measure->period = statement_month(row, 2);
    measure->value = statement_minor(row, 3);
    measure->unit = copy_text(row, 4);
    measure->from = read_from(row, 5);
    g_ptr_array_add(dossier->measures, measure);
}

static void read_liability(struct dossier *dossier, struct statement *row)
{
    struct liability *liability = g_new0(struct liability, 1);
    liability->fact = statement_int(row, 0);
    liability->role = copy_text(row, 1);
    liability->amount = statement_minor(row, 2);
    copy_currency(liability->currency, row, 3);
    liability->ends = statement_date(row, 4);
    liability->from = read_from(row, 5);
    g_ptr_array_add(dossier->liabilities, liability);
}

static void read_mark(struct dossier *dossier, struct statement *row)
{
    struct mark_seen *mark = g_new0(struct mark_seen, 1);
    mark->dispute = statement_int(row, 0);
    mark->account = statement_int(row, 1);
    mark->month = statement_month(row, 2);
    mark->field = copy_text(row, 3);
    mark->kind = copy_text(row, 4);
    mark->mark = statement_int(row, 5);
    mark->fact = statement_int(row, 6);
    g_ptr_array_add(dossier->marks, mark);
}

static void read_statement(struct dossier *dossier, struct statement *row)
{
    struct statement_seen *statement = g_new0(struct statement_seen, 1);
    statement->statement = statement_int(row, 0);
    statement->dispute = statement_int(row, 1);
    statement->account = statement_int(row, 2);
    statement->month = statement_month(row, 3);
    statement->kind = copy_text(row, 4);
    statement->field = copy_text(row, 5);
    statement->text = copy_text(row, 6);
    statement->author = copy_text(row, 7);
    statement->day = statement_date(row, 8);
    g_ptr_array_add(dossier->statements, statement);
}

/* ---- the tables -------------------------------------------------------------------------------------------------- */

struct fact_table {
    const char *sql;
    void (*read)(struct dossier *dossier, struct statement *row);
};

static const struct fact_table credit_tables[] = {
    { "SELECT sex, birth, birth_exact, education, marital, language, " FROM_COLUMNS " FROM person WHERE " OF_SUBJECT,
      read_person },
    { "SELECT a.account, a.source, s.code, a.number, a.type, a.business, a.currency, a.opened, a.closed, a.amount, "
      "a.guarantee,"
      " a.five_class, a.state, a.batch, a.line, a.born, s.anonymous FROM account a JOIN source s ON s.id = a.source "
      "WHERE "
      "a." OF_SUBJECT " ORDER BY a.account",
      read_account },
    { "SELECT fact, day, institution, reason, " FROM_COLUMNS " FROM enquiry WHERE " OF_SUBJECT, read_enquiry },
    { "SELECT fact, kind, authority, day, ended, amount, currency, text, " FROM_COLUMNS
      " FROM public_record WHERE " OF_SUBJECT,
      read_public_record },
    { "SELECT fact, kind, period, value, unit, " FROM_COLUMNS " FROM measure WHERE " OF_SUBJECT, read_measure },
    { "SELECT fact, role, amount, currency, ends, " FROM_COLUMNS " FROM liability WHERE " OF_SUBJECT, read_liability },
};

static const struct fact_table personal_tables[] = {
    { "SELECT fact, kind, value, NULL, " FROM_COLUMNS " FROM name WHERE " OF_SUBJECT, read_name },
    { "SELECT fact, kind, value, NULL, " FROM_COLUMNS " FROM identifier WHERE " OF_SUBJECT, read_identifier },
    { "SELECT fact, kind, value, NULL, " FROM_COLUMNS " FROM contact WHERE " OF_SUBJECT, read_contact },
    { "SELECT fact, kind, value, city, " FROM_COLUMNS " FROM address WHERE " OF_SUBJECT, read_address },
    { "SELECT fact, employer, occupation, since, " FROM_COLUMNS " FROM employment WHERE " OF_SUBJECT, read_employment },
};

/* What stands beside the facts. */
static const struct fact_table beside_tables[] = {
    { "SELECT dispute, account, month, field, kind, id, fact FROM mark WHERE " OF_SUBJECT " ORDER BY id", read_mark },
    { "SELECT id, dispute, account, month, kind, field, text, author, day FROM statement WHERE " OF_SUBJECT
      " AND state = 'accepted' ORDER BY id",
      read_statement },
};

static bool load_tables(struct session *session, struct dossier *dossier, const struct fact_table *tables, size_t count,
                        GError **error)
{
    for (size_t i = 0; i < count; i++) {
        g_autoptr(statement_t) query = dossier_facts(session, dossier->subject, tables[i].sql, error);
        if (query == NULL) return false;
        enum step step;
        while ((step = statement_step(query, error)) == STEP_ROW)
            tables[i].read(dossier, query);
        if (step == STEP_ERROR) return false;
    }
    return true;
}

/* ---- history ----------------------------------------------------------------------------------------------------- */

static bool read_history(struct history *history, struct statement *row)
{
    size_t amounts_length = 0, origins_length = 0;
    history->first = statement_month(row, 1);
    history->states = copy_text(row, 2);
    history->length = history->states ? strlen(history->states) : 0;
    const char *own = statement_text(row, 3);
    if (own != NULL) history->own_states = g_strsplit(own, " ", -1);
    const void *amounts = statement_bytes(row, 4, &amounts_length);
    const void *origins = statement_bytes(row, 5, &origins_length);
    history->from = read_from(row, 6);
    return history_unpack(history, amounts, amounts ? amounts_length : 0, origins, origins ? origins_length : 0);
}

static void damaged_history(int64_t account, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, account);
    bureau_error_set(error, BUREAU_ERROR_STORE, N_("The months of account {1} cannot be read: the row is damaged."),
                     N_("Run `bureau doctor`, then restore the last backup."), number, NULL);
}

/* Accounts and histories both come by account id: one walk joins them. */
static bool load_histories(struct session *session, struct dossier *dossier, GError **error)
{
    if (dossier->accounts->len == 0) return true;
    g_autoptr(statement_t) row =
        dossier_facts(session, dossier->subject,
                      "SELECT account, first, states, own_states, amounts, origins, " FROM_COLUMNS
                      " FROM history WHERE " OF_SUBJECT " ORDER BY account",
                      error);
    if (row == NULL) return false;
    guint next = 0;
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        int64_t id = statement_int(row, 0);
        while (next < dossier->accounts->len && ((struct account *)dossier->accounts->pdata[next])->id < id)
            next++;
        if (next == dossier->accounts->len) return true;
        struct account *account = dossier->accounts->pdata[next];
        if (account->id != id || account->history.states != NULL) continue;
        if (!read_history(&account->history, row)) {
            damaged_history(id, error);
            return false;
        }
    }
    return step != STEP_ERROR;
}

static int newest_first(const void *left, const void *right)
{
    const struct enquiry *a = *(struct enquiry *const *)left;
    const struct enquiry *b = *(struct enquiry *const *)right;
    if (a->day.days != b->day.days) return a->day.days < b->day.days ? 1 : -1;
    return a->fact < b->fact ? 1 : a->fact > b->fact ? -1 : 0;
}

static bool load_credit(struct session *session, struct dossier *dossier, GError **error)
{
    if (!load_subject(session, dossier, error) ||
        !load_tables(session, dossier, credit_tables, G_N_ELEMENTS(credit_tables), error) ||
        !load_histories(session, dossier, error))
        return false;
    if (dossier->enquiries->len > 1) g_ptr_array_sort(dossier->enquiries, newest_first);
    return true;
}

static bool load_beside(struct session *session, struct dossier *dossier, GError **error)
{
    return load_tables(session, dossier, beside_tables, G_N_ELEMENTS(beside_tables), error);
}

static bool load_whole(struct session *session, struct dossier *dossier, GError **error)
{
    return load_credit(session, dossier, error) &&
           load_tables(session, dossier, personal_tables, G_N_ELEMENTS(personal_tables), error) &&
           load_beside(session, dossier, error);
}

/* All tables are read in one state of the store: what another commits meanwhile is not half seen. */
static struct dossier *load(struct session *session, int64_t subject,
                            bool (*tables)(struct session *, struct dossier *, GError **), GError **error)
{
    g_autoptr(dossier_t) dossier = dossier_new(subject);
    dossier->as_of = session_today(session);
    dossier->profile = g_intern_string(session_profile(session));
    bool ours = !store_in_transaction(session->store);
    if (ours && !store_begin_read(session->store, error)) return NULL;
    bool done = tables(session, dossier, error);
    if (ours) store_end_read(session->store);
    return done ? g_steal_pointer(&dossier) : NULL;
}

struct dossier *dossier_load_held(struct session *session, int64_t subject, GError **error)
{
    return load(session, subject, load_credit, error);
}

static bool load_seen_credit(struct session *session, struct dossier *dossier, GError **error)
{
    if (!load_credit(session, dossier, error) || !retention_take_out(session, dossier, error)) return false;
    dossier_limit(dossier, session->kinds);
    return true;
}

static bool load_seen_whole(struct session *session, struct dossier *dossier, GError **error)
{
    if (!load_whole(session, dossier, error) || !retention_take_out(session, dossier, error)) return false;
    dossier_limit(dossier, session->kinds);
    return true;
}

struct dossier *dossier_load_credit(struct session *session, int64_t subject, GError **error)
{
    return load(session, subject, load_seen_credit, error);
}

struct dossier *dossier_load_beside(struct session *session, int64_t subject, GError **error)
{
    return load(session, subject, load_beside, error);
}

struct dossier *dossier_load(struct session *session, int64_t subject, GError **error)
{
    return load(session, subject, load_seen_whole, error);
}
