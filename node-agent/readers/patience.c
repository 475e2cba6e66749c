// SPDX-License-Identifier: Apache-2.0
#include "node-agent/readers/patience.h"

#include <string.h>

bool read_subject_same_container(const struct read_subject *a, const struct read_subject *b)
{
    return a->kind == b->kind && memcmp(a->container, b->container, CONTAINER_ID_LEN) == 0;
}

bool read_subject_same_process(const struct read_subject *a, const struct read_subject *b)
{
    return a->kind == b->kind && a->pid == b->pid && a->start_ticks == b->start_ticks;
}

static size_t find(const struct patience *patience, const struct read_subject *subject)
{
    size_t i = 0;

    while (i < patience->cost_count &&
           !read_subject_same_container(&patience->costs[i].subject, subject))
        i++;
    return i;
}

void patience_charge(struct patience *patience, const struct read_subject *subject,
                     uint64_t milliseconds)
{
    size_t at = find(patience, subject);

    patience->milliseconds -=
        milliseconds < patience->milliseconds ? milliseconds : patience->milliseconds;
    if (at == PATIENCE_COSTS)
        return;
    if (at == patience->cost_count)
        patience->costs[patience->cost_count++] = (struct patience_cost){.subject = *subject};
    patience->costs[at].milliseconds += milliseconds;
}

bool patience_has_for(const struct patience *patience, const struct read_subject *subject)
{
    size_t at = find(patience, subject);

    return patience->milliseconds > 0 &&
           (at == patience->cost_count ||
            patience->costs[at].milliseconds < LIMIT_HELD_CONTAINER_MILLISECONDS);
}
