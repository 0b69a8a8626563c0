/* SPDX-License-Identifier: Apache-2.0 */
/* The view in which the answer of any command stands: its facts above, its rows as a grid. */
#pragma once
#include "core/view.h"

extern const struct view_ops view_answer;
