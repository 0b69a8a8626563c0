/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the request room: the copy of a file as sections of records of fields, before it is JSON or CSV. */
#pragma once
#include "request/register.h"

struct copy_field {
    const char *section, *field; /* static */
    int record;                  /* from 1 in its section */
    char *value;                 /* NULL: not known */
    bool number;                 /* a plain number */
};
struct copy {
    struct session *session;
    int64_t subject;
    GArray *fields; /* struct copy_field */
    const char *section;
    int record;
    struct dossier *shown; /* what was gathered, owned */
};
void copy_begin(struct copy *copy, const char *section); /* records count from 1 anew */
void copy_record(struct copy *copy);
void copy_text(struct copy *copy, const char *field, const char *value);
void copy_int(struct copy *copy, const char *field, int64_t value);
void copy_date(struct copy *copy, const char *field, struct date date);
void copy_moment(struct copy *copy, const char *field, int64_t moment); /* 0: not known */
void copy_money(struct copy *copy, const char *field, int64_t minor);

/* Everything held about the person. */
bool copy_gather(struct copy *copy, GError **error);
char *copy_json(const struct copy *copy, const char *request);
char *copy_csv(const struct copy *copy);
