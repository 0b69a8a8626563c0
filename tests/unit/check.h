/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka with the headers it wants first. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
