/* SPDX-License-Identifier: Apache-2.0 */
/* What a command runs in: the store opened with the access it needs, and the session of the person. */
#pragma once
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/unlock.h"

struct surroundings {
    struct session *session; /* its store is NULL when the command needs none, or does without one that is locked */
    struct unlock *unlock;
};

/* `needs` are bits of enum command_needs. The store is unlocked, its session logged in. Errors: STORE (no store there,
 * a place that is not private), REFUSED (locked, user), USAGE (clock, purpose). */
struct surroundings *surroundings_new(const struct options *options, unsigned needs, GError **error);
/* The end of the run: the log is closed (guard_logout). What went wrong with it is said on standard error. */
void surroundings_leave(struct surroundings *surroundings);
void surroundings_free(struct surroundings *surroundings);
typedef struct surroundings surroundings_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(surroundings_t, surroundings_free)

/* REFUSED when there is neither a terminal nor a script for the workstation. */
bool surroundings_has_terminal(const struct options *options, GError **error);
/* Fills in what the workstation is asked for: the store stays closed; its keys, when a passphrase or the agent was at
 * hand, are the request's alone, else the workstation begins at its login. `known`: a passphrase that is public, or
 * NULL. Errors as above, and USAGE when a size or a depth is none. */
struct surroundings *surroundings_workstation(const struct options *options, const struct secret *known,
                                              struct workstation_request *request, GError **error);
