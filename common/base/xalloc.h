// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_XALLOC_H
#define NSINFO_BASE_XALLOC_H

#include <stdarg.h>
#include <stddef.h>

#include "common/base/attributes.h"

// Allocation that never returns NULL: without memory the program says so and aborts. What is sized
// by bytes from outside has a limit of its own before it comes here (common/model/limits.h).

// Zeroed memory for count elements of size bytes; the caller frees it.
void *xcalloc(size_t count, size_t size) ATTR_NODISCARD;

// realloc(3) for count elements of size bytes.
void *xreallocarray(void *old, size_t count, size_t size) ATTR_NODISCARD;

// Copies, owned by the caller. xstrdup(NULL) is NULL.
char *xstrdup(const char *text) ATTR_NODISCARD;
char *xstrndup(const char *text, size_t len) ATTR_NODISCARD ATTR_NONNULL(1);
char *xasprintf(const char *format, ...) ATTR_NODISCARD ATTR_PRINTF(1, 2);
char *xvasprintf(const char *format, va_list args) ATTR_NODISCARD ATTR_PRINTF(1, 0);

// Grows array, of *capacity elements of size bytes, so that it holds at least count; returns it.
void *xgrow(void *array, size_t *capacity, size_t count, size_t size) ATTR_NODISCARD;

// Gives what is free back to the system, in the middle of the heap too, where the C library can.
void xtrim(void);

// For CLEANUP on a pointer of any type.
void free_pointer(void *pointer_to_pointer) ATTR_NONNULL(1);

#define CLEANUP_FREE CLEANUP(free_pointer)

#endif
