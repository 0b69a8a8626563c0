/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the dispute room: the file of a case, everything there is about it in one text for an inspector. The same case
 * and log give the same text: nothing of the moment of making it goes in. */
#pragma once
#include "dispute/case.h"

struct case_file {
    struct session *session;
    const struct dispute_case *each;
    const struct dossier *dossier;
    const char *language;
    bool masked;   /* for whoever reads it: else as the rights of the session say */
    GString *text; /* of the section that is being written */
    unsigned rows; /* what it has so far */
};

/* The whole file, for the person of the session, or masked for everybody. Caller frees; NULL and an error. */
char *case_file_text(struct session *session, const struct dispute_case *each, const char *language, bool masked,
                     GError **error);

/* ---- what sections are made of ------------------------------------------------------------------------------------
 */
/* A row of the section: the line "file.KEY.row" with its values filled in; empty ones are a dash. */
void case_file_row(struct case_file *file, const char *key, const char *const *values, size_t count);
/* A row for each row of the statement, whose ?1 is the case and ?2 the view. `kinds` says what each column is: "t"
 * text, "p" phrase, "d" day, "m" moment, "i" number, "f" yes or no, "c:GROUP" code, with blanks between. */
bool case_file_rows(struct case_file *file, const char *key, const char *sql, const char *kinds, GError **error);
/* "2026-11-22 09:00:05 UTC". Caller frees; NULL for 0. */
char *case_file_moment(int64_t moment);
/* A value masked as the reader's rights say. Caller frees. */
char *case_file_secret(const struct case_file *file, const char *value, enum secrecy secrecy);

/* case_file_parts.c: sections that are more than a statement */
typedef bool case_file_part(struct case_file *file, GError **error);
case_file_part case_file_law, case_file_person, case_file_items, case_file_corrections, case_file_letters;
