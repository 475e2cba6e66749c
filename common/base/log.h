// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_LOG_H
#define NSINFO_BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"

enum log_format { LOG_TEXT, LOG_JSON };
enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

// One fact of a line: a text, or a number if text is NULL.
struct log_field {
    const char *name;
    const char *text;
    int64_t number;
};

// Where lines go (a file descriptor that stays the caller's) and their form. Before the first call:
// text on standard error. Call it before threads start.
void log_setup(int fd, enum log_format format);

// One line, in one write(2), so that lines of several threads do not mix:
//   2026-01-02T03:04:05Z info request method=GET path="/v1/node" status=200
//   {"time":"…","level":"info","message":"request","method":"GET","path":"/v1/node","status":200}
// Texts are escaped; they may be any bytes.
void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count) ATTR_NONNULL(2);

#endif
