/* SPDX-License-Identifier: Apache-2.0 */
/* What the copy holds, section by section. */
#include "request/copy.h"

#include "subject/shown.h"

static void add_details(struct copy *copy, const char *section, const GPtrArray *details)
{
    copy_begin(copy, section);
    for (guint i = 0; i < details->len; i++) {
        const struct detail *detail = details->pdata[i];
        copy_record(copy);
        copy_text(copy, "kind", detail->kind);
        copy_text(copy, "value", detail->value);
        if (detail->city) copy_text(copy, "city", detail->city);
    }
}

static void add_person(struct copy *copy, const struct dossier *dossier)
{
    copy_begin(copy, "person");
    copy_record(copy);
    copy_text(copy, "kind", dossier->kind);
    copy_text(copy, "sex", dossier->sex);
    copy_date(copy, "birth", dossier->birth);
    copy_text(copy, "education", dossier->education);
    copy_text(copy, "marital", dossier->marital);
    add_details(copy, "names", dossier->names);
    add_details(copy, "identifiers", dossier->identifiers);
    add_details(copy, "contacts", dossier->contacts);
    add_details(copy, "addresses", dossier->addresses);
    copy_begin(copy, "employments");
    for (guint i = 0; i < dossier->employments->len; i++) {
        const struct employment *employment = dossier->employments->pdata[i];
        copy_record(copy);
        copy_text(copy, "employer", employment->employer);
        copy_text(copy, "occupation", employment->occupation);
        copy_date(copy, "since", employment->since);
    }
}

static void add_accounts(struct copy *copy, const struct dossier *dossier)
{
    copy_begin(copy, "accounts");
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        const char *source = source_label(copy->session->store, account->source,
                                          copy->session->language ? copy->session->language : "en");
        copy_record(copy);
        copy_int(copy, "account", account->id);
        copy_text(copy, "furnisher", source);
        copy_text(copy, "number", account->number);
        copy_text(copy, "type", account->type);
        copy_text(copy, "currency", account->currency);
        copy_date(copy, "opened", account->opened);
        copy_date(copy, "closed", account->closed);
        copy_money(copy, "amount", account->amount);
        copy_text(copy, "five_class", account->five_class);
        copy_text(copy, "state", account->state);
    }
}

static int64_t at(const int64_t *series, size_t place)
{
    return series ? series[place] : MONEY_UNKNOWN;
}

static void add_months(struct copy *copy, const struct dossier *dossier)
{
    copy_begin(copy, "months");
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        const struct history *history = &account->history;
        for (size_t place = 0; place < history->length; place++) {
            char month[DATE_TEXT_SIZE];
            const char state[2] = { history->states ? history->states[place] : ' ', '\0' };
            copy_record(copy);
            copy_int(copy, "account", account->id);
            copy_text(copy, "month", month_format((struct month){ history->first.index + (int)place }, month));
            copy_text(copy, "state", state);
            copy_money(copy, "balance", at(history->balance, place));
            copy_money(copy, "due", at(history->due, place));
            copy_money(copy, "paid", at(history->paid, place));
            copy_money(copy, "past_due", at(history->past_due, place));
        }
    }
}

static void add_records(struct copy *copy, const struct dossier *dossier)
{
    copy_begin(copy, "enquiries");
    for (guint i = 0; i < dossier->enquiries->len; i++) {
        const struct enquiry *enquiry = dossier->enquiries->pdata[i];
        copy_record(copy);
        copy_date(copy, "day", enquiry->day);
        copy_text(copy, "institution", enquiry->institution);
        copy_text(copy, "reason", enquiry->reason);
    }
    copy_begin(copy, "public_records");
    for (guint i = 0; i < dossier->public_records->len; i++) {
        const struct public_record *record = dossier->public_records->pdata[i];
        copy_record(copy);
        copy_text(copy, "kind", record->kind);
        copy_text(copy, "authority", record->authority);
        copy_date(copy, "day", record->day);
        copy_date(copy, "ended", record->ended);
        copy_money(copy, "amount", record->amount);
        copy_text(copy, "text", record->text);
    }
    copy_begin(copy, "measures");
    for (guint i = 0; i < dossier->measures->len; i++) {
        const struct measure *measure = dossier->measures->pdata[i];
        char month[DATE_TEXT_SIZE];
        copy_record(copy);
        copy_text(copy, "kind", measure->kind);
        copy_text(copy, "period", month_is_set(measure->period) ? month_format(measure->period, month) : NULL);
        copy_int(copy, "value", measure->value);
        copy_text(copy, "unit", measure->unit);
    }
}

static bool add_head(struct copy *copy, const struct dossier *dossier, GError **error)
{
    int64_t open;
    if (!report_open_disputes(copy->session, copy->subject, &open, error)) return false;
    copy_begin(copy, "head");
    copy_record(copy);
    copy_int(copy, "open_disputes", open);
    copy_int(copy, "marks", dossier->marks->len);
    copy_int(copy, "statements", dossier->statements->len);
    return true;
}

/* Of what a mark or a statement is; not set: of the whole file. */
static void add_place(struct copy *copy, int64_t account, struct month month, const char *field)
{
    char text[DATE_TEXT_SIZE];
    if (account)
        copy_int(copy, "account", account);
    else
        copy_text(copy, "account", NULL);
    copy_text(copy, "month", month_is_set(month) ? month_format(month, text) : NULL);
    copy_text(copy, "field", field);
}

static void add_marks(struct copy *copy, const struct dossier *dossier)
{
    copy_begin(copy, "marks");
    for (guint i = 0; i < dossier->marks->len; i++) {
        const struct mark_seen *mark = dossier->marks->pdata[i];
        copy_record(copy);
        copy_int(copy, "mark", mark->mark);
        copy_int(copy, "dispute", mark->dispute);
        copy_text(copy, "kind", mark->kind);
        add_place(copy, mark->account, mark->month, mark->field);
    }
}

static void add_statements(struct copy *copy, const struct dossier *dossier)
{
    copy_begin(copy, "statements");
    for (guint i = 0; i < dossier->statements->len; i++) {
        const struct statement_seen *statement = dossier->statements->pdata[i];
        copy_record(copy);
        copy_int(copy, "statement", statement->statement);
        copy_text(copy, "kind", statement->kind);
        add_place(copy, statement->account, statement->month, statement->field);
        copy_text(copy, "text", statement->text);
        copy_text(copy, "author", statement->author);
        copy_date(copy, "day", statement->day);
    }
}

/* ---- what stands beside the file: t text, i integer, d day, m moment ----------------------------------------------
 */

struct listing {
    const char *section, *sql, *types;
    const char *fields[12];
};
static const struct listing queries[] = {
    { "sources",
      "SELECT DISTINCT s.name_en, s.name_zh, s.kind, s.legal_basis FROM account a JOIN source s ON s.id = a.source"
      " WHERE a.subject = ?1 AND a.born <= ?2 AND (a.died IS NULL OR a.died > ?2) ORDER BY s.id",
      "tttt",
      { "name_en", "name_zh", "kind", "legal_basis" } },
    { "batches",
      "SELECT DISTINCT b.id, s.name_en, b.observed, b.loaded FROM batch b JOIN source s ON s.id = b.source"
      " WHERE b.id IN (SELECT batch FROM account WHERE subject = ?1 AND ?2 > 0 UNION SELECT batch FROM name WHERE "
      "subject"
      " = ?1 UNION SELECT batch FROM person WHERE subject = ?1) ORDER BY b.id",
      "itdm",
      { "batch", "source", "observed", "loaded" } },
    { "scores",
      "SELECT day, model, number, score, band FROM score WHERE subject = ?1 AND change <= ?2 ORDER BY change",
      "dtiit",
      { "day", "model", "version", "score", "band" } },
    { "uses",
      "SELECT at, role, purpose, basis, command, outcome FROM audit WHERE subject = ?1 AND ?2 > 0 ORDER BY seq",
      "mttttt",
      { "at", "role", "purpose", "basis", "act", "outcome" } },
    { "consents",
      "SELECT kind, answer, recipient, purpose, scope, clause, granted, expires, withdrawn FROM consent"
      " WHERE subject = ?1 AND ?2 > 0 ORDER BY id",
      "ttttttddd",
      { "kind", "answer", "recipient", "purpose", "scope", "clause", "granted", "expires", "withdrawn" } },
    { "protections",
      "SELECT kind, begins, ends, contact, reason, lifted FROM protection WHERE subject = ?1 AND ?2 > 0 ORDER BY id",
      "tddttm",
      { "kind", "begins", "ends", "contact", "reason", "lifted" } },
    { "disputes",
      "SELECT id, state, received, due, outcome, closed, text FROM dispute WHERE subject = ?1 AND ?2 > 0 ORDER BY id",
      "itddtdt",
      { "dispute", "state", "received", "due", "outcome", "closed", "text" } },
    { "requests",
      "SELECT id, kind, state, received, due, outcome, reason, text FROM request WHERE subject = ?1 AND ?2 > 0 ORDER "
      "BY id",
      "ittddttt",
      { "request", "kind", "state", "received", "due", "outcome", "reason", "text" } },
    { "decisions",
      "SELECT day, purpose, outcome, machine, model, number, score, band, reasons, state, final FROM decision"
      " WHERE subject = ?1 AND change <= ?2 ORDER BY id",
      "dttitiitttt",
      { "day", "purpose", "outcome", "machine", "model", "version", "score", "band", "reasons", "state", "final" } },
    { "relations",
      "SELECT kind FROM relation WHERE subject = ?1 AND born <= ?2 AND (died IS NULL OR died > ?2) ORDER BY fact",
      "t",
      { "kind" } },
    { "guarantees",
      "SELECT role, amount, currency, ends FROM liability WHERE subject = ?1 AND born <= ?2"
      " AND (died IS NULL OR died > ?2) ORDER BY fact",
      "tntd",
      { "role", "amount", "currency", "ends" } },
    { "facilities",
      "SELECT number, amount, used, currency, begins, ends FROM facility WHERE subject = ?1 AND born <= ?2"
      " AND (died IS NULL OR died > ?2) ORDER BY fact",
      "tnntdd",
      { "number", "amount", "used", "currency", "begins", "ends" } },
};

static void add_cell(struct copy *copy, struct statement *row, int column, char type, const char *field)
{
    if (statement_is_null(row, column))
        copy_text(copy, field, NULL);
    else if (type == 'i')
        copy_int(copy, field, statement_int(row, column));
    else if (type == 'd')
        copy_date(copy, field, statement_date(row, column));
    else if (type == 'm')
        copy_moment(copy, field, statement_int(row, column));
    else if (type == 'n')
        copy_money(copy, field, statement_minor(row, column));
    else
        copy_text(copy, field, statement_text(row, column));
}

static bool add_query(struct copy *copy, const struct listing *query, GError **error)
{
    copy_begin(copy, query->section);
    g_autoptr(statement_t) row = store_prepare(copy->session->store, query->sql, error);
    if (!row) return false;
    statement_bind_int(row, 1, copy->subject);
    statement_bind_int(row, 2, copy->session->view);
    enum step step;
    while ((step = statement_step(row, error)) == STEP_ROW) {
        copy_record(copy);
        for (int column = 0; query->types[column]; column++)
            add_cell(copy, row, column, query->types[column], query->fields[column]);
    }
    return step == STEP_DONE;
}

bool copy_gather(struct copy *copy, GError **error)
{
    const struct dossier *dossier = copy->shown = dossier_load(copy->session, copy->subject, error);
    if (!dossier || !add_head(copy, dossier, error)) return false;
    add_person(copy, dossier);
    add_accounts(copy, dossier);
    add_months(copy, dossier);
    add_records(copy, dossier);
    add_marks(copy, dossier);
    add_statements(copy, dossier);
    for (size_t i = 0; i < G_N_ELEMENTS(queries); i++)
        if (!add_query(copy, &queries[i], error)) return false;
    return true;
}
