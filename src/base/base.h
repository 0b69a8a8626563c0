/* SPDX-License-Identifier: Apache-2.0 */
/* base: the ground floor. What every room needs and no room owns.
 * For:    errors, phrases, dates, money, text, identity numbers, where the data files are, code lists.
 * Uses:   GLib only.
 * Never:  knows a store, a command, a screen, or what a credit file is. */
#pragma once
#include "base/codes.h"
#include "base/data.h"
#include "base/date.h"
#include "base/environment.h"
#include "base/error.h"
#include "base/folder.h"
#include "base/identity.h"
#include "base/money.h"
#include "base/phrase.h"
#include "base/pinyin.h"
#include "base/scratch.h"
#include "base/series.h"
#include "base/system.h"
#include "base/text.h"
#include "base/tsv.h"
