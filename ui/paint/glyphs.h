/* SPDX-License-Identifier: Apache-2.0 */
/* Symbols for terminals that cannot be trusted with them: box lines, blocks, arrows and marks as ASCII. */
#pragma once
#include <glib.h>

/* The ASCII stand-in of a symbol that the program itself draws; any other character unchanged. */
gunichar glyph_ascii(gunichar code);
