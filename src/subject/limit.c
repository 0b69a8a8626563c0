/* SPDX-License-Identifier: Apache-2.0 */
/* See limit.h. */
#include "subject/limit.h"

#include "guard/access.h"
#include "subject/dossier_private.h"

static void drop_all(struct dossier *dossier, GPtrArray *facts, unsigned kind)
{
    if (facts->len == 0) return;
    dossier->withheld |= kind;
    g_ptr_array_set_size(facts, 0);
}

static void drop_identity(struct dossier *dossier)
{
    if (dossier->sex || date_is_set(dossier->birth) || dossier->education || dossier->marital)
        dossier->withheld |= KIND_IDENTITY;
    g_clear_pointer(&dossier->sex, g_free);
    g_clear_pointer(&dossier->education, g_free);
    g_clear_pointer(&dossier->marital, g_free);
    dossier->birth = DATE_NONE;
    dossier->birth_exact = false;
    drop_all(dossier, dossier->names, KIND_IDENTITY);
    drop_all(dossier, dossier->identifiers, KIND_IDENTITY);
}

static void drop_contact(struct dossier *dossier)
{
    drop_all(dossier, dossier->contacts, KIND_CONTACT);
    drop_all(dossier, dossier->addresses, KIND_CONTACT);
    drop_all(dossier, dossier->employments, KIND_CONTACT);
}

/* A mark says what is disputed, and with it what is there. */
static void drop_credit(struct dossier *dossier)
{
    drop_all(dossier, dossier->accounts, KIND_CREDIT);
    drop_all(dossier, dossier->enquiries, KIND_CREDIT);
    drop_all(dossier, dossier->liabilities, KIND_CREDIT);
    for (guint i = dossier->marks->len; i > 0; i--)
        if (((const struct mark_seen *)dossier->marks->pdata[i - 1])->account != 0)
            g_ptr_array_remove_index(dossier->marks, i - 1);
}

static void drop_measures(struct dossier *dossier, unsigned kinds)
{
    guint kept = 0;
    GPtrArray *measures = dossier->measures;
    for (guint i = 0; i < measures->len; i++) {
        struct measure *measure = measures->pdata[i];
        const unsigned kind = kind_of_measure(measure->kind);
        if (kinds & kind) {
            /* those in between were swapped here and are thrown away with the end */
            measures->pdata[i] = measures->pdata[kept];
            measures->pdata[kept++] = measure;
        } else {
            dossier->withheld |= kind;
        }
    }
    g_ptr_array_set_size(measures, (int)kept);
}

void dossier_limit(struct dossier *dossier, unsigned kinds)
{
    if ((kinds & KIND_ALL) == KIND_ALL) return;
    if (!(kinds & KIND_IDENTITY)) drop_identity(dossier);
    if (!(kinds & KIND_CONTACT)) drop_contact(dossier);
    if (!(kinds & KIND_CREDIT)) drop_credit(dossier);
    if (!(kinds & KIND_PUBLIC)) drop_all(dossier, dossier->public_records, KIND_PUBLIC);
    drop_measures(dossier, kinds);
}

void limit_fact(struct table *answer, const struct session *session, unsigned withheld)
{
    g_autofree char *label = kinds_label(withheld, session->language);
    if (withheld)
        table_fact_text(answer, "withheld", N_("Not shown for lack of consent"), label);
    else
        table_fact_null(answer, "withheld", N_("Not shown for lack of consent"));
}

bool limit_of_row(struct session *session, int64_t subject, unsigned *kinds, GError **error)
{
    struct access access;
    char *const stated = session->purpose;
    session->purpose = g_strdup(stated ? stated : purpose_default(session->role));
    const bool asked = guard_access(session, subject, 0, &access, error);
    g_free(session->purpose);
    session->purpose = stated;
    if (!asked) return false;
    *kinds = KIND_IDENTITY | KIND_CONTACT | (access.verdict == ACCESS_GRANTED ? access.kinds : 0);
    access_clear(&access);
    return true;
}
