/* SPDX-License-Identifier: Apache-2.0 */
/* Who sits here. Stores are not sealed in this version, so a user is chosen from the list and not signed in; every act
 * is recorded under the name chosen. */
#pragma once
#include "core/app.h"

/* A picker of the users of the store; the chosen one acts from now on, for the purpose of the role. */
void who_ask(struct app *app);
