// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_METRICS_H
#define NSINFO_SERVER_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/model/report.h"
#include "node-agent/collect/collector.h"
#include "node-agent/readers/readers.h"

// What the agent counts, in Prometheus' text format. Safe to call from any thread. The labels are
// bounded: a path is one of the routing table's or "other", a code one of those that are answered.

struct metrics;

// routes: the paths of the routing table, which stay the caller's.
struct metrics *metrics_new(const char *const *routes, size_t count) ATTR_NODISCARD;
void metrics_free(struct metrics **metrics) ATTR_NONNULL(1);

// A request that has arrived and is not answered yet: +1, and -1 when it is.
void metrics_in_flight(struct metrics *metrics, int change) ATTR_NONNULL(1);

// route: NULL for none of the table's.
void metrics_request(struct metrics *metrics, const char *route, int status, uint64_t microseconds)
    ATTR_NONNULL(1);

void metrics_collected(struct metrics *metrics, const struct report *report,
                       const struct collect_stats *stats) ATTR_NONNULL(1, 2, 3);

void metrics_add_text(struct metrics *metrics, const struct readers_stats *readers,
                      struct strbuf *buf) ATTR_NONNULL(1, 2, 3);

#endif
