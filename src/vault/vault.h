/* SPDX-License-Identifier: Apache-2.0 */
/* vault: keys and seals. What is secret is held here, in locked memory, and nothing in clear leaves it for a disk.
 * For:    locked memory, the keys of a store, sealing of bytes, the key file with its slots, the agent that lends keys.
 * Uses:   base, libsodium. Nothing else in the program includes sodium.h.
 * Never:  knows SQLite, a user's role, a command or a terminal. */
#pragma once
#include "vault/agent.h"
#include "vault/attempt.h"
#include "vault/envelope.h"
#include "vault/keyfile.h"
#include "vault/keys.h"
#include "vault/passphrase.h"
#include "vault/seal.h"
#include "vault/secret.h"
