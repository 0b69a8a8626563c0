/* SPDX-License-Identifier: Apache-2.0 */
/* What an error says, as phrases: for an answer that tells of it in a cell. Both live as long as the error. */
#pragma once
#include "base/error.h"

const char *bureau_error_message_phrase(const GError *error);
const char *bureau_error_next_phrase(const GError *error); /* NULL when there is none */
