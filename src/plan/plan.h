/* SPDX-License-Identifier: Apache-2.0 */
/* plan: the cheapest set of actions on the facts of a file that reaches a score, proven.
 * For:    what can be done and what it costs (data/plan/), the search, the frontier of cost and score, what binds.
 * Uses:   score (models, what-if), features, subject, law, command, guard, store, base.
 * Never:  disputes what is true, changes a stored fact, promises. */
#pragma once
#include "command/command.h"
