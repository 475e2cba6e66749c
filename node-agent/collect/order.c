// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/order.h"

#include <stdlib.h>
#include <string.h>

#include "common/model/container_ref.h"

static int compare_containers(const void *a, const void *b)
{
    const struct container_report *left = a;
    const struct container_report *right = b;

    return (left->pid > right->pid) - (left->pid < right->pid);
}

// The digits stand at the end, whether a runtime is named before them or not.
static const char *digits_of(const struct container_error *error)
{
    return error->id + strlen(error->id) - CONTAINER_ID_LEN;
}

static int compare_errors(const void *a, const void *b)
{
    return memcmp(digits_of(a), digits_of(b), CONTAINER_ID_LEN);
}

void order_node_report(struct report *report)
{
    if (report->container_count > 1)
        qsort(report->containers, report->container_count, sizeof(*report->containers),
              compare_containers);
    if (report->error_count > 1)
        qsort(report->errors, report->error_count, sizeof(*report->errors), compare_errors);
}
