// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_ATTRIBUTES_H
#define NSINFO_BASE_ATTRIBUTES_H

#include "common/base/banned.h"

// What a header promises beyond its types, in words that the compiler checks.
#define ATTR_NODISCARD    __attribute__((warn_unused_result))
#define ATTR_NORETURN     __attribute__((noreturn))
#define ATTR_NONNULL(...) __attribute__((nonnull(__VA_ARGS__)))
#define ATTR_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define ATTR_UNUSED       __attribute__((unused))

// An owned local: CLEANUP(strbuf_release) struct strbuf text = {0};
#define CLEANUP(function) __attribute__((cleanup(function)))

// Hands an owned pointer over: the variable is NULL afterwards, so that its cleanup does nothing.
#define steal(pointer)                                                                             \
    __extension__({                                                                                \
        __typeof__(*(pointer)) stolen_ = *(pointer);                                               \
        *(pointer) = NULL;                                                                         \
        stolen_;                                                                                   \
    })

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
