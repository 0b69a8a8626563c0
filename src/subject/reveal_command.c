/* SPDX-License-Identifier: Apache-2.0 */
/* `reveal`: the numbers and places of a person in clear, for a reason. The door has looked at purpose, consent and
 * right, has weighed the reason and has written the line before anything is answered here; what this role does not see
 * even for a reason stays masked. */
#include "subject/figures.h"
#include "subject/subject.h"

static const struct column reveal_columns[] = {
    { .id = "class", .title = N_("Detail"), .type = VALUE_CODE, .group = "SECRECY" },
    { .id = "kind", .title = N_("Kind"), .type = VALUE_TEXT },
    { .id = "value", .title = N_("Value"), .type = VALUE_TEXT },
};

/* The secrecy of the column varies with the row. */
static bool add_value(struct table *answer, enum secrecy secrecy, const char *kind, const char *value, GError **error)
{
    g_autofree char *shown = shown_text(value, secrecy, table_shown(answer, secrecy));
    table_row_begin(answer);
    table_add_text(answer, secrecy_name(secrecy));
    table_add_text(answer, kind);
    table_add_text(answer, shown);
    return table_row_end(answer, error);
}

static bool add_details(struct table *answer, enum secrecy secrecy, const GPtrArray *details, GError **error)
{
    for (guint i = 0; i < details->len; i++) {
        const struct detail *detail = details->pdata[i];
        if (!add_value(answer, secrecy, detail->kind, detail->value, error)) return false;
    }
    return true;
}

bool subject_command_reveal(struct session *session, const struct arguments *arguments, struct table *answer,
                            GError **error)
{
    session->audited_subject = arguments_int(arguments, "subject", 0);
    g_autoptr(dossier_t) dossier = dossier_load(session, session->audited_subject, error);
    if (dossier == NULL) return false;
    const struct detail *address = dossier_main_address(dossier);
    table_fact_int(answer, "id", N_("No."), dossier->subject);
    table_fact_secret(answer, "name", N_("Name"), dossier_name(dossier), SECRECY_NAME);
    table_fact_secret(answer, "identity", N_("Identity number"), dossier_identity(dossier), SECRECY_IDENTITY);
    table_fact_secret(answer, "phone", N_("Phone"), dossier_phone(dossier), SECRECY_PHONE);
    table_fact_secret(answer, "address", N_("Address"), address ? address->value : NULL, SECRECY_ADDRESS);
    table_fact_text(answer, "reason", N_("Reason"), session->reveal);
    table_set_columns(answer, reveal_columns, G_N_ELEMENTS(reveal_columns));
    if (!add_details(answer, SECRECY_NAME, dossier->names, error) ||
        !add_details(answer, SECRECY_IDENTITY, dossier->identifiers, error) ||
        !add_details(answer, SECRECY_PHONE, dossier->contacts, error) ||
        !add_details(answer, SECRECY_ADDRESS, dossier->addresses, error))
        return false;
    for (guint i = 0; i < dossier->accounts->len; i++) {
        const struct account *account = dossier->accounts->pdata[i];
        if (!add_value(answer, SECRECY_ACCOUNT, account->type, account->number, error)) return false;
    }
    return true;
}
