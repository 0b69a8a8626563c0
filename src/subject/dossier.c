/* SPDX-License-Identifier: Apache-2.0 */
/* A dossier in memory: making, copying and freeing it, and the few questions everybody asks of it. Every string and
 * array is its own allocation, so that a what-if may change one without knowing how it was loaded. */
#include "subject/dossier_private.h"

#include <string.h>

/* ---- freeing ----------------------------------------------------------------------------------------------------- */

void detail_free(struct detail *detail)
{
    g_free(detail->kind);
    g_free(detail->value);
    g_free(detail->city);
    g_free(detail);
}

static void employment_free(struct employment *employment)
{
    g_free(employment->employer);
    g_free(employment->occupation);
    g_free(employment);
}

void account_free(struct account *account)
{
    g_free(account->furnisher);
    g_free(account->number);
    g_free(account->type);
    g_free(account->business);
    g_free(account->guarantee);
    g_free(account->five_class);
    g_free(account->state);
    history_free_content(&account->history);
    g_free(account);
}

static void enquiry_free(struct enquiry *enquiry)
{
    g_free(enquiry->institution);
    g_free(enquiry->reason);
    g_free(enquiry);
}

static void public_record_free(struct public_record *record)
{
    g_free(record->kind);
    g_free(record->authority);
    g_free(record->text);
    g_free(record);
}

static void measure_free(struct measure *measure)
{
    g_free(measure->kind);
    g_free(measure->unit);
    g_free(measure);
}

static void liability_free(struct liability *liability)
{
    g_free(liability->role);
    g_free(liability);
}

static void statement_seen_free(struct statement_seen *statement)
{
    g_free(statement->kind);
    g_free(statement->field);
    g_free(statement->text);
    g_free(statement->author);
    g_free(statement);
}

static void mark_free(struct mark_seen *mark)
{
    g_free(mark->field);
    g_free(mark->kind);
    g_free(mark);
}

struct dossier *dossier_new(int64_t subject)
{
    struct dossier *dossier = g_new0(struct dossier, 1);
    dossier->subject = subject;
    dossier->as_of = dossier->birth = dossier->outdated = DATE_NONE;
    dossier->names = g_ptr_array_new_with_free_func((GDestroyNotify)detail_free);
    dossier->identifiers = g_ptr_array_new_with_free_func((GDestroyNotify)detail_free);
    dossier->contacts = g_ptr_array_new_with_free_func((GDestroyNotify)detail_free);
    dossier->addresses = g_ptr_array_new_with_free_func((GDestroyNotify)detail_free);
    dossier->employments = g_ptr_array_new_with_free_func((GDestroyNotify)employment_free);
    dossier->accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
    dossier->enquiries = g_ptr_array_new_with_free_func((GDestroyNotify)enquiry_free);
    dossier->public_records = g_ptr_array_new_with_free_func((GDestroyNotify)public_record_free);
    dossier->measures = g_ptr_array_new_with_free_func((GDestroyNotify)measure_free);
    dossier->liabilities = g_ptr_array_new_with_free_func((GDestroyNotify)liability_free);
    dossier->marks = g_ptr_array_new_with_free_func((GDestroyNotify)mark_free);
    dossier->statements = g_ptr_array_new_with_free_func((GDestroyNotify)statement_seen_free);
    return dossier;
}

void dossier_free(struct dossier *dossier)
{
    if (dossier == NULL) return;
    g_free(dossier->kind);
    g_free(dossier->sex);
    g_free(dossier->education);
    g_free(dossier->marital);
    g_free(dossier->language);
    g_ptr_array_unref(dossier->names);
    g_ptr_array_unref(dossier->identifiers);
    g_ptr_array_unref(dossier->contacts);
    g_ptr_array_unref(dossier->addresses);
    g_ptr_array_unref(dossier->employments);
    g_ptr_array_unref(dossier->accounts);
    g_ptr_array_unref(dossier->enquiries);
    g_ptr_array_unref(dossier->public_records);
    g_ptr_array_unref(dossier->measures);
    g_ptr_array_unref(dossier->liabilities);
    g_ptr_array_unref(dossier->marks);
    g_ptr_array_unref(dossier->statements);
    g_free(dossier);
}

/* ---- copying ----------------------------------------------------------------------------------------------------- */

static void *copy_detail(const void *from, void *data)
{
    (void)data;
    const struct detail *old = from;
    struct detail *detail = g_memdup2(old, sizeof *old);
    detail->kind = g_strdup(old->kind);
    detail->value = g_strdup(old->value);
    detail->city = g_strdup(old->city);
    return detail;
}

static void *copy_employment(const void *from, void *data)
{
    (void)data;
    const struct employment *old = from;
    struct employment *employment = g_memdup2(old, sizeof *old);
    employment->employer = g_strdup(old->employer);
    employment->occupation = g_strdup(old->occupation);
    return employment;
}

static int64_t *copy_series(const int64_t *values, size_t length)
{
    return values == NULL ? NULL : g_memdup2(values, length * sizeof *values);
}

static void *copy_account(const void *from, void *data)
{
    (void)data;
    const struct account *old = from;
    struct account *account = g_memdup2(old, sizeof *old);
    account->furnisher = g_strdup(old->furnisher);
    account->number = g_strdup(old->number);
    account->type = g_strdup(old->type);
    account->business = g_strdup(old->business);
    account->guarantee = g_strdup(old->guarantee);
    account->five_class = g_strdup(old->five_class);
    account->state = g_strdup(old->state);
    const struct history *was = &old->history;
    struct history *history = &account->history;
    history->states = g_strdup(was->states);
    history->own_states = g_strdupv(was->own_states);
    history->balance = copy_series(was->balance, was->length);
    history->due = copy_series(was->due, was->length);
    history->paid = copy_series(was->paid, was->length);
    history->past_due = copy_series(was->past_due, was->length);
    history->batches = copy_series(was->batches, was->length);
    history->lines = copy_series(was->lines, was->length);
    return account;
}

static void *copy_enquiry(const void *from, void *data)
{
    (void)data;
    const struct enquiry *old = from;
    struct enquiry *enquiry = g_memdup2(old, sizeof *old);
    enquiry->institution = g_strdup(old->institution);
    enquiry->reason = g_strdup(old->reason);
    return enquiry;
}

static void *copy_public_record(const void *from, void *data)
{
    (void)data;
    const struct public_record *old = from;
    struct public_record *record = g_memdup2(old, sizeof *old);
    record->kind = g_strdup(old->kind);
    record->authority = g_strdup(old->authority);
    record->text = g_strdup(old->text);
    return record;
}

static void *copy_measure(const void *from, void *data)
{
    (void)data;
    const struct measure *old = from;
    struct measure *measure = g_memdup2(old, sizeof *old);
    measure->kind = g_strdup(old->kind);
    measure->unit = g_strdup(old->unit);
    return measure;
}

static void *copy_liability(const void *from, void *data)
{
    (void)data;
    const struct liability *old = from;
    struct liability *liability = g_memdup2(old, sizeof *old);
    liability->role = g_strdup(old->role);
    return liability;
}

static void *copy_statement(const void *from, void *data)
{
    (void)data;
    const struct statement_seen *old = from;
    struct statement_seen *statement = g_memdup2(old, sizeof *old);
    statement->kind = g_strdup(old->kind);
    statement->field = g_strdup(old->field);
    statement->text = g_strdup(old->text);
    statement->author = g_strdup(old->author);
    return statement;
}

static void *copy_mark(const void *from, void *data)
{
    (void)data;
    const struct mark_seen *old = from;
    struct mark_seen *mark = g_memdup2(old, sizeof *old);
    mark->field = g_strdup(old->field);
    mark->kind = g_strdup(old->kind);
    return mark;
}

static void copy_all(GPtrArray *to, const GPtrArray *from, GCopyFunc copy)
{
    for (guint i = 0; i < from->len; i++)
        g_ptr_array_add(to, copy(from->pdata[i], NULL));
}

struct dossier *dossier_copy(const struct dossier *dossier)
{
    struct dossier *copy = dossier_new(dossier->subject);
    copy->kind = g_strdup(dossier->kind);
    copy->profile = dossier->profile;
    copy->as_of = dossier->as_of;
    copy->sex = g_strdup(dossier->sex);
    copy->birth = dossier->birth;
    copy->birth_exact = dossier->birth_exact;
    copy->education = g_strdup(dossier->education);
    copy->marital = g_strdup(dossier->marital);
    copy->language = g_strdup(dossier->language);
    copy->person_from = dossier->person_from;
    copy->withheld = dossier->withheld;
    copy->outdated = dossier->outdated;
    copy_all(copy->names, dossier->names, copy_detail);
    copy_all(copy->identifiers, dossier->identifiers, copy_detail);
    copy_all(copy->contacts, dossier->contacts, copy_detail);
    copy_all(copy->addresses, dossier->addresses, copy_detail);
    copy_all(copy->employments, dossier->employments, copy_employment);
    copy_all(copy->accounts, dossier->accounts, copy_account);
    copy_all(copy->enquiries, dossier->enquiries, copy_enquiry);
    copy_all(copy->public_records, dossier->public_records, copy_public_record);
    copy_all(copy->measures, dossier->measures, copy_measure);
    copy_all(copy->liabilities, dossier->liabilities, copy_liability);
    copy_all(copy->marks, dossier->marks, copy_mark);
    copy_all(copy->statements, dossier->statements, copy_statement);
    return copy;
}

/* ---- questions --------------------------------------------------------------------------------------------------- */

struct account *dossier_account(const struct dossier *dossier, int64_t account)
{
    for (guint i = 0; i < dossier->accounts->len; i++) {
        struct account *candidate = dossier->accounts->pdata[i];
        if (candidate->id == account) return candidate;
    }
    return NULL;
}

/* The place of `kind` in a list that ends with NULL; kinds not listed come after all of them. */
static int place_in(const char *const *list, const char *kind)
{
    int place = 0;
    while (list[place] != NULL && strcmp(list[place], kind) != 0)
        place++;
    return place;
}

int name_rank(const char *kind)
{
    static const char *const first[] = { "legal", "name", "full", NULL };
    static const char *const last[] = { "former", "alias", NULL };
    int demoted = place_in(last, kind);
    return demoted < (int)G_N_ELEMENTS(last) - 1 ? 100 + demoted : place_in(first, kind);
}

int identifier_rank(const char *kind)
{
    static const char *const order[] = { "gb11643", "gb32100", "gb11714", NULL };
    return strcmp(kind, "client") == 0 ? 100 : place_in(order, kind);
}

int contact_rank(const char *kind)
{
    static const char *const order[] = { "mobile", "phone", "cn_mobile", NULL };
    return strcmp(kind, "email") == 0 ? 100 : place_in(order, kind);
}

int address_rank(const char *kind)
{
    static const char *const order[] = { "home", "residence", NULL };
    return place_in(order, kind);
}

/* The first detail of the best rank below 100. */
static const struct detail *best_detail(const GPtrArray *details, int (*rank)(const char *), int limit)
{
    const struct detail *best = NULL;
    for (guint i = 0; i < details->len; i++) {
        const struct detail *detail = details->pdata[i];
        if (rank(detail->kind) < limit) {
            best = detail;
            limit = rank(detail->kind);
        }
    }
    return best;
}

const char *dossier_name(const struct dossier *dossier)
{
    const struct detail *name = best_detail(dossier->names, name_rank, G_MAXINT);
    return name ? name->value : "";
}

const char *dossier_identity(const struct dossier *dossier)
{
    const struct detail *identity = best_detail(dossier->identifiers, identifier_rank, 100);
    return identity ? identity->value : NULL;
}

const char *dossier_phone(const struct dossier *dossier)
{
    const struct detail *contact = best_detail(dossier->contacts, contact_rank, 100);
    return contact ? contact->value : NULL;
}

const char *dossier_city(const struct dossier *dossier)
{
    const struct detail *address = best_detail(dossier->addresses, address_rank, G_MAXINT);
    return address ? address->city : NULL;
}

/* A mark without a month speaks of the whole account; one without an account is on a personal detail. */
bool dossier_is_marked(const struct dossier *dossier, int64_t account, struct month month)
{
    for (guint i = 0; i < dossier->marks->len; i++) {
        const struct mark_seen *mark = dossier->marks->pdata[i];
        if (mark->account != account) continue;
        if (!month_is_set(month) || !month_is_set(mark->month) || mark->month.index == month.index) return true;
    }
    return false;
}

struct month dossier_last_month(const struct dossier *dossier)
{
    struct month last = MONTH_NONE;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct history *history = &((struct account *)dossier->accounts->pdata[i])->history;
        if (history->length == 0 || !month_is_set(history->first)) continue;
        int32_t end = history->first.index + (int32_t)history->length - 1;
        if (!month_is_set(last) || end > last.index) last.index = end;
    }
    return last;
}

const char *source_label(struct store *store, int64_t source, const char *language)
{
    bool chinese = g_strcmp0(language, "zh") == 0;
    const char *sql = chinese ? "SELECT name_zh FROM source WHERE id = ?1" : "SELECT name_en FROM source WHERE id = ?1";
    g_autofree char *label = store_query_text(store, NULL, sql, "i", source);
    return g_intern_string(label ? label : "");
}
