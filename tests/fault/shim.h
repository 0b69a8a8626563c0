/* SPDX-License-Identifier: Apache-2.0 */
/* A VFS for tests that lies under the product's own: it passes every call on to SQLite's and asks a watcher before and
 * after it. With nobody watching it does nothing. Files and calls as in SQLite's documentation "The OS Backend". */
#pragma once
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum call_kind {
    CALL_OPEN,
    CALL_CLOSE,
    CALL_DELETE,
    CALL_ACCESS,
    CALL_READ,
    CALL_WRITE,
    CALL_TRUNCATE,
    CALL_SYNC,
    CALL_SIZE,
    CALL_LOCK,
    CALL_SHARED, /* a page of the shared index of a write-ahead log */
    CALL_KINDS
};

struct call {
    enum call_kind kind;
    const char *path;     /* of the file; NULL for a file without a name */
    const void *bytes;    /* CALL_WRITE */
    int length;           /* CALL_READ, CALL_WRITE */
    sqlite3_int64 offset; /* also the new size for CALL_TRUNCATE */
    bool flush_folder;    /* CALL_DELETE: the folder is flushed as well */
    int partly;           /* set by before() with an error: so many bytes of a write are written all the same */
};

struct watcher {
    int (*before)(void *data, struct call *call); /* SQLITE_OK: the call is made; else what it answers instead */
    void (*after)(void *data, const struct call *call, int result);
    void *data;
};

/* Who watches from now on; NULL: nobody. Not copied. */
void shim_watch(const struct watcher *watcher);
/* Puts it under every store that this process opens; before the first one. */
void shim_install(void);
const char *call_name(enum call_kind kind);
