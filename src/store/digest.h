/* SPDX-License-Identifier: Apache-2.0 */
/* The sum over rows that store_state_take() and store_state_scan() answer: how one row becomes 128 bits, and how they
 * are added up. Private to this folder. */
#pragma once
#include "vault/seal.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum { DIGEST_TABLES = 96 };

struct sum {
    uint64_t low, high; /* a number modulo 2^128 */
};
static inline bool sum_is_zero(struct sum sum)
{
    return sum.low == 0 && sum.high == 0;
}
void sum_add(struct sum *to, struct sum other);
void sum_subtract(struct sum *from, struct sum other);
struct sum sum_read(const uint8_t bytes[16]); /* little-endian */
void sum_write(struct sum sum, uint8_t bytes[16]);

/* What the values of a row are written into before they are fingerprinted. */
struct row_text {
    uint8_t *bytes;
    size_t length, room;
    bool failed; /* no memory */
};
void row_begin(struct row_text *row, const char *table);
void row_integer(struct row_text *row, int column, int64_t value);
void row_real(struct row_text *row, int column, double value);
void row_bytes(struct row_text *row, int column, char kind, const void *bytes, size_t length);
struct sum row_end(const struct row_text *row, const uint8_t key[SEAL_FINGERPRINT_KEY]);

/* The digest of one connection. */
struct digest {
    uint8_t key[SEAL_FINGERPRINT_KEY];
    unsigned count;
    struct digest_table {
        char *name;
        bool is_fact;
    } tables[DIGEST_TABLES];
    struct sum pending[DIGEST_TABLES]; /* what this transaction changed and no line holds yet */
    struct sum before[DIGEST_TABLES];  /* the same before the running statement */
    unsigned counted;                  /* how many of them it had */
    unsigned last;                     /* the table of the last row: mostly the next one's too */
    struct row_text row;
    bool quiet;  /* a statement that counts its own rows is running */
    bool failed; /* a row could not be read: this transaction must not be kept */
};
