// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_LOG_H
#define NSINFO_ACCESS_LOG_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "node-agent/server/exchange.h"

// One log line for a request that was answered. The path goes without its query; the error's
// message stands there if it is none of the caller's (status 500 and above).
void access_log_write(const struct server_request *request, const struct server_reply *reply,
                      uint64_t microseconds) ATTR_NONNULL(1, 2);

#endif
