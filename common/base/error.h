// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_ERROR_H
#define NSINFO_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

#include "common/base/attributes.h"

// What went wrong, for the caller to act on; the table in error.c says for each its name in JSON
// and the HTTP status that the agent answers with.
enum error_code {
    ERROR_NONE,
    ERROR_INTERNAL,     // a fault of this program, or of the machine
    ERROR_USAGE,        // the command line
    ERROR_BAD_REQUEST,  // the request, or a file that the user gave
    ERROR_NOT_FOUND,    // there is no such thing
    ERROR_GONE,         // it ended while it was looked at
    ERROR_UNAUTHORIZED, // who asks is not known
    ERROR_FORBIDDEN,    // who asks may not
    ERROR_TOO_LARGE,    // over a limit of common/model/limits.h
    ERROR_TIMEOUT,      // no answer in time
    ERROR_UNREACHABLE,  // no connection
    ERROR_BAD_REPLY,    // the other side answered what cannot be used
    ERROR_NOT_ALLOWED,  // the HTTP method
    ERROR_UNAVAILABLE,  // not now
    ERROR_CODE_COUNT,
};

// {0} is "no error". Functions take it as their last parameter, set it where they fail, and return
// a negative value; the caller wraps it or reports it, once.
struct error {
    enum error_code code;
    int sys_errno; // 0 if none
    char *prefix;  // what the report begins with instead of "error"; NULL: "error"; "": nothing
    char *message; // owned; lower case, no full stop
};

#define CLEANUP_ERROR CLEANUP(error_release)

void error_release(struct error *err) ATTR_NONNULL(1);

// Both replace what err held, and return -1 so that a caller may write `return error_set(…)`.
// With a sys_errno other than 0, ": " and its text are appended.
int error_set(struct error *err, enum error_code code, const char *format, ...) ATTR_NONNULL(1)
    ATTR_PRINTF(3, 4);
int error_set_errno(struct error *err, enum error_code code, int sys_errno, const char *format, ...)
    ATTR_NONNULL(1) ATTR_PRINTF(4, 5);

// Puts "format: " before the message; code and prefix stay. Returns -1.
int error_wrap(struct error *err, const char *format, ...) ATTR_NONNULL(1) ATTR_PRINTF(2, 3);

// What the report begins with: "Error from server (NotFound)" for the API server's own words.
void error_set_prefix(struct error *err, const char *format, ...) ATTR_NONNULL(1) ATTR_PRINTF(2, 3);

// Moves src into *dst, and empties src.
void error_move(struct error *dst, struct error *src) ATTR_NONNULL(1, 2);

// The same error once more, in *dst.
void error_copy(struct error *dst, const struct error *src) ATTR_NONNULL(1, 2);

// "NotFound", "TooLarge", …: the `code` of the agent's JSON.
const char *error_code_name(enum error_code code);

// ERROR_INTERNAL for a name that is not known.
enum error_code error_code_from_name(const char *name) ATTR_NONNULL(1);

int error_http_status(enum error_code code);

#endif
