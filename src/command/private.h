/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "command/command.h"

bool arguments_resolve_subjects(struct arguments *arguments, struct session *session, GError **error);
char *arguments_note(const struct arguments *arguments);
