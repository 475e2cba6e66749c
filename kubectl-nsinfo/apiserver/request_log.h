// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_REQUEST_LOG_H
#define NSINFO_APISERVER_REQUEST_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "common/base/text_list.h"
#include "common/net/http_client.h"

// What -v shows of each request, as kubectl shows it: from REQUEST_LOG_LINE on one line; then the
// headers; then the bodies, whole from REQUEST_LOG_ALL on. Tokens, passwords and keys are masked,
// everything is escaped. Pure.
enum {
    REQUEST_LOG_LINE = 6,
    REQUEST_LOG_HEADERS = 7,
    REQUEST_LOG_BODIES = 8,
    REQUEST_LOG_LONGER = 9,
    REQUEST_LOG_ALL = 10,
};

// One request; nothing is owned.
struct logged_request {
    uint64_t level;
    const char *method;
    const char *server; // the URL's beginning
    const char *path;
    const char *user_agent;
    const struct text_list *headers; // the others
    struct http_blob body;
};

// Appends lines without the time in front: what is sent,
void request_log_add_request(const struct logged_request *request, struct strbuf *out)
    ATTR_NONNULL(1, 2);

// what came,
void request_log_add_reply(const struct logged_request *request, const struct http_reply *reply,
                           uint64_t milliseconds, struct strbuf *out) ATTR_NONNULL(1, 2, 4);

// or why nothing came.
void request_log_add_failure(const struct logged_request *request, const struct error *err,
                             uint64_t milliseconds, struct strbuf *out) ATTR_NONNULL(1, 2, 4);

// Appends the lines with klog's beginning: "I0102 03:04:05.000006    1234 nsinfo] …".
void request_log_add_stamped(const char *lines, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
