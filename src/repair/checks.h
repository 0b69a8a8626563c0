/* SPDX-License-Identifier: Apache-2.0 */
/* The consistency checks: each a small function of the file that finds where it contradicts itself, the law, or what
 * is held beside it. A check never weighs how likely an error is: it finds a contradiction or it finds nothing. Their
 * words, evidence and sources stand in data/repair/checks.tsv. */
#pragma once
#include "repair/tables.h"
#include "subject/retention.h"

/* A contradiction. Month, account and fact say where; 0 or MONTH_NONE where that says nothing. */
struct repair_finding {
    const char *check; /* of checks.tsv; static */
    int64_t account, fact;
    struct month month;
    const char *field;    /* of a dispute; NULL: no field of a dispute (enquiries, records) */
    char *claimed;        /* what the file's other facts point to; NULL: they point to nothing */
    char *first, *second; /* values for the words of the check; may be NULL */
};
/* What checks look at. `rules` and `items` may be NULL (no law known): the check of retention then finds nothing. */
struct repair_scene {
    const struct dossier *dossier;
    const struct retention *rules;
    const GArray *items;     /* struct adverse_item of the same file */
    const GPtrArray *grants; /* struct repair_grant *, NULL: consents were not looked at */
    struct date today;
};
/* A consent of the person that names who may ask: the days on which it held, both inclusive. */
struct repair_grant {
    char *recipient;
    struct date from, to; /* `to` DATE_NONE: open */
};
void repair_grant_free(struct repair_grant *grant);
/* The consents to enquire that are held for a subject. */
GPtrArray *repair_grants(struct session *session, int64_t subject, GError **error);

/* Runs every check; struct repair_finding by account, month and check. Free with g_array_unref. */
GArray *repair_findings(const struct repair_scene *scene);
/* A finding of the check "said_wrong": the person says it, without the file contradicting itself. */
struct repair_finding repair_said_wrong(int64_t account, struct month month, const char *field, const char *claimed);
void repair_finding_clear(struct repair_finding *finding);
struct repair_finding repair_finding_copy(const struct repair_finding *finding);
/* The words of a finding and the evidence to ask for, in the reader's language. Callers free the first. */
char *repair_finding_text(const struct repair_finding *finding, const char *language);
const char *repair_check_evidence(const char *check, const char *language);
const char *repair_check_cell(const char *check, const char *column); /* "" when unknown */

/* Changes the file as if what the finding says were right: the value claimed, or the fact gone. */
void repair_finding_apply(struct dossier *dossier, const struct repair_finding *finding);

/* ---- the checks themselves: checks_months.c, checks_facts.c; appended to `findings` ---- */
void repair_add_finding(GArray *findings, struct repair_finding finding);
void repair_check_months(const struct repair_scene *scene, const struct account *account, GArray *findings);
void repair_check_facts(const struct repair_scene *scene, GArray *findings);
char *repair_money(const struct account *account, int64_t minor); /* "CNY 1,200.00"; caller frees */
