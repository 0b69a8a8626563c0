/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka with the headers it wants first. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vault/keys.h"

/* Keys for stores of this test program: they belong to nobody, so any user may sit down. */
static inline struct vault_keys *test_keys(void)
{
    static struct vault_keys *keys;
    if (!keys) keys = vault_keys_new();
    return keys;
}

/* Fails with the error's own text. */
#define assert_no_error(error)                                                                                         \
    do {                                                                                                               \
        if (error) fail_msg("%s", (error)->message);                                                                   \
    } while (0)
#define assert_error_code(error, wanted)                                                                               \
    do {                                                                                                               \
        if (!(error)) fail_msg("no error, yet code %d was wanted", (int)(wanted));                                     \
        assert_int_equal((error)->code, (wanted));                                                                     \
    } while (0)
