/* SPDX-License-Identifier: Apache-2.0 */
/* What a command runs in: the store opened with the access it needs, and the session of the person. */
#pragma once
#include "cli/cli.h"
#include "cli/options.h"

struct surroundings {
    struct session *session;
    struct store *store; /* NULL when the command needs none */
};

/* `needs` are bits of enum command_needs. Errors: STORE (no store there), REFUSED (user), USAGE (clock, purpose). */
struct surroundings *surroundings_new(const struct options *options, unsigned needs, GError **error);
void surroundings_free(struct surroundings *surroundings);
typedef struct surroundings surroundings_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(surroundings_t, surroundings_free)

/* REFUSED when there is neither a terminal nor a script for the workstation. */
bool surroundings_has_terminal(const struct options *options, GError **error);
/* Fills in what the workstation is asked for. USAGE when a size or a depth is none. */
bool surroundings_workstation(struct surroundings *surroundings, const struct options *options,
                              struct workstation_request *request, GError **error);
