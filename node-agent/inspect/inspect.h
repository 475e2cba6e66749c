// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_INSPECT_INSPECT_H
#define NSINFO_INSPECT_INSPECT_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "node-agent/collect/collector.h"

// One answer without a server: for a node whose API server is away.

struct inspect_answer {
    struct strbuf out;     // for standard output
    struct strbuf remarks; // for standard error
    bool complete;         // nothing that was asked for is missing
};

void inspect_answer_release(struct inspect_answer *answer) ATTR_NONNULL(1);

// What the server would answer to the query: its very JSON, or tables of it (wide ones). The error
// is that there is no answer at all.
int inspect(const struct collect_source *source, const struct collect_query *query, bool wide,
            bool json, struct inspect_answer *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 5, 6);

#endif
