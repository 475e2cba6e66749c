// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_UNIT_H
#define NSINFO_TEST_UNIT_H

// cmocka, behind the headers that it wants before itself; and what every unit test needs.
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "common/base/error.h"

// The error is of this code and has exactly this message.
#define assert_error(err, expected_code, expected_message)                                         \
    do {                                                                                           \
        assert_string_equal(error_code_name((err)->code), error_code_name(expected_code));         \
        assert_string_equal((err)->message, (expected_message));                                   \
    } while (0)

#endif
