/* SPDX-License-Identifier: Apache-2.0 */
/* An error on standard error, in the person's language or as JSON: the thing, the cause and the next step. */
#pragma once
#include "cli/render.h"

/* Tells it; answers the exit code. */
int failure_tell(const GError *error, enum format format);
