/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the request room: the request in memory, the machine it moves by, and what its files share. */
#pragma once
#include "law/machine.h"
#include "letter/letter.h"
#include "request/request.h"

/* ---- the machine: data/law/requests.tsv, request_states.tsv, request_rules.tsv ------------------------------------
 */
bool steps_loaded(GError **error);
const struct law_machine *steps(void); /* empty when the files could not be read */

/* Which rule sets the day of a request of a kind under a profile. */
struct request_rule {
    const char *profile, *rule; /* NULL: the law of this profile has no such right */
    const char *right, *status; /* the article that gives it; how well it is known */
    int target;                 /* our own aim in days */
};
/* NOT_FOUND when the tables have no line for it. */
bool request_rule_find(const char *profile, const char *kind, struct request_rule *rule, GError **error);

/* ---- the request --------------------------------------------------------------------------------------------------
 */
struct request {
    int64_t id, subject, version, dispute; /* dispute: 0 for none */
    char *kind, *state, *channel, *applicant, *proof, *text, *due_reason, *profile, *rule, *outcome, *reason, *maker,
        *decider;
    struct date received, entered, due, extended, verified,
        answered; /* extended: the last day before it was extended */
    int64_t free; /* which own report of the period it was, 0: none given */
};
typedef struct request request_t;
void request_free(struct request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(request_t, request_free)

/* NOT_FOUND when there is no such request (or not yet, on the day that is shown). Sets session->audited_subject. */
struct request *request_load(struct session *session, int64_t id, GError **error);
bool request_insert(struct session *session, const struct request *request, GError **error);
/* Writes what may change and the next version; STALE when somebody moved it first. */
bool request_save(struct session *session, struct request *request, GError **error);
bool request_event(struct session *session, const struct request *request, const char *event, const char *before,
                   const char *after, const char *note, GError **error);
bool request_check_version(struct session *session, const struct request *request, int64_t version, GError **error);
char *request_number(int64_t request); /* "R-000012"; caller frees */
/* REFUSED unless the applicant's identity was verified in the request. */
bool request_check_verified(const struct request *request, GError **error);
/* REFUSED when it was refused, withdrawn or closed: nothing is given out under it any more. */
bool request_check_open(const struct request *request, GError **error);

/* ---- letters ------------------------------------------------------------------------------------------------------
 */
/* Makes the letter of a kind and adds its number to `numbers`. `text`: what the act says, may be NULL. */
bool request_letter_make(struct session *session, const struct request *request, const char *kind, const char *text,
                         GPtrArray *numbers, GError **error);
/* Puts addressee, name and masked identity of a subject: "" when it was erased. */
void put_person(GHashTable *words, const struct dossier *dossier, const char *language);

/* ---- what is still owed, and erasing ------------------------------------------------------------------------------
 */
struct obligation {
    const char *kind; /* code OBLIGATION */
    char *what;       /* phrase */
    struct date until;
    const char *cite; /* borrowed from the law's tables */
};
/* What stands against erasing a person's file today: struct obligation *, free function set; NULL and an error. */
GPtrArray *obligations_of(struct session *session, int64_t subject, const char *profile, GError **error);
/* The articles and reasons in one line for a letter, in a language. Caller frees. */
char *obligations_text(const GPtrArray *obligations, const char *language);

/* ---- protections: data/law/protections.tsv ------------------------------------------------------------------------
 */
struct protection_rule {
    const char *family, *kind, *length, *place, *place_mail, *cite, *status; /* "" where the table says - */
    bool contact, reference;
};
const struct protection_rule *protection_rule_at(size_t index); /* NULL past the end */
const struct protection_rule *protection_rule_find(const char *profile, const char *kind, GError **error);
struct protection {
    const char *kind, *contact, *reason;
    int64_t subject, request;
    struct date begins, ends;
};
/* Writes a protection; answers its number, 0 and an error. One of a kind stands at a time: REFUSED names it. */
int64_t protection_place(struct session *session, const struct protection *protection, GError **error);

/* ---- files for the person -----------------------------------------------------------------------------------------
 */
/* Writes `text` to a new file of mode 0600, whole or not at all; REFUSED when there is one of that name. */
bool own_file_write(const char *path, const char *text, GError **error);

/* ---- moving -------------------------------------------------------------------------------------------------------
 */
/* What must hold before a step: person, reasons, proof, days. REFUSED says what is missing. */
bool request_guards_hold(struct session *session, const struct request *request, const struct law_step *step,
                         const struct arguments *arguments, GError **error);
