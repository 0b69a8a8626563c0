/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a new passphrase, and making one. Only length and guessing cost count: whoever has the key file can
 * try for ever, and Argon2 makes each try dear. */
#pragma once
#include "vault/secret.h"

/* 0 (guessed at once) to 4 (out of reach), for a meter that a person sees while typing. */
int passphrase_strength(const struct secret *passphrase, const char *user);
/* Refuses what is too weak (USAGE): shorter than 12 characters and not five words, among the commonest, a repeat, a
 * sequence, or made of the user's name. The message says which, the next step what would do. Never quotes it. */
bool passphrase_check(const struct secret *passphrase, const char *user, GError **error);
/* Six words of data/words/, drawn at random (about 60 bits), joined by dashes: for a new user's first passphrase. */
struct secret *passphrase_make(GError **error);
