/* SPDX-License-Identifier: Apache-2.0 */
/* Who sits here. Another person sits down with their own passphrase (app_change_user). Where the keys are nobody's, in
 * tests, a user is chosen from the list. */
#pragma once
#include "core/app.h"

/* The login for another person, or a picker of the users; they act from then on, for the purpose of the role. */
void who_ask(struct app *app);
