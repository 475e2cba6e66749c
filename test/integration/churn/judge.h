// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CHURN_JUDGE_H
#define NSINFO_CHURN_JUDGE_H

#include "common/model/report.h"
#include "test/integration/churn/world.h"

// A request and its reply.
struct exchange {
    struct world *world;
    const uint32_t *asked; // the containers' numbers
    size_t asked_count;
    uint64_t sent; // when, as now() has it
    uint64_t received;
    const struct report *report;
};

// Counts the answers, and says on standard error what is wrong with each that is.
void judge(const struct exchange *exchange) ATTR_NONNULL(1);

#endif
