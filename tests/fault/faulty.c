/* SPDX-License-Identifier: Apache-2.0 */
#include "faulty.h"

#include <glib.h>

static struct {
    unsigned at, seen, turn;
    bool for_good, struck;
    char what[128];
    unsigned heads[64], head_count;
} state;

enum { LOG_HEAD = 32 };

static int error_of(struct call *call)
{
    switch (call->kind) {
    case CALL_OPEN:
        return SQLITE_CANTOPEN;
    case CALL_DELETE:
        return SQLITE_IOERR_DELETE;
    case CALL_ACCESS:
        return SQLITE_IOERR_ACCESS;
    case CALL_READ:
        return SQLITE_IOERR_READ;
    case CALL_WRITE:
        if (state.turn % 3 == 1) call->partly = call->length / 2;
        return state.turn % 3 == 2 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    case CALL_TRUNCATE:
        return SQLITE_IOERR_TRUNCATE;
    case CALL_SYNC:
        return SQLITE_IOERR_FSYNC;
    case CALL_SIZE:
        return SQLITE_IOERR_FSTAT;
    case CALL_LOCK:
        return SQLITE_IOERR_LOCK;
    case CALL_SHARED:
        return SQLITE_IOERR_SHMMAP;
    default:
        return SQLITE_IOERR;
    }
}

static int strike(void *data, struct call *call)
{
    (void)data;
    state.seen++;
    if (call->kind == CALL_WRITE && call->length == LOG_HEAD && call->offset == 0 &&
        state.head_count < G_N_ELEMENTS(state.heads))
        state.heads[state.head_count++] = state.seen;
    if (state.at == 0 || state.seen < state.at || (state.seen > state.at && !state.for_good)) return SQLITE_OK;
    if (!state.struck) {
        g_autofree char *name = call->path ? g_path_get_basename(call->path) : g_strdup("-");
        g_snprintf(state.what, sizeof state.what, "%s %d at %lld of %s", call_name(call->kind), call->length,
                   (long long)call->offset, name);
    }
    state.struck = true;
    return error_of(call);
}

void faulty_arm(unsigned at, bool for_good, unsigned turn)
{
    static const struct watcher watcher = { .before = strike };
    state.at = at;
    state.for_good = for_good;
    state.turn = turn;
    state.seen = 0;
    state.struck = false;
    state.head_count = 0;
    g_strlcpy(state.what, "none", sizeof state.what);
    shim_watch(&watcher);
}

unsigned faulty_disarm(void)
{
    shim_watch(NULL);
    return state.seen;
}

const char *faulty_what(void)
{
    return state.what;
}

unsigned faulty_heads(unsigned *numbers, unsigned room)
{
    for (unsigned i = 0; i < state.head_count && i < room; i++)
        numbers[i] = state.heads[i];
    return MIN(state.head_count, room);
}

bool faulty_has_struck(void)
{
    return state.struck;
}
