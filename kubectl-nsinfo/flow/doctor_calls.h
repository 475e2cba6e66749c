// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_DOCTOR_CALLS_H
#define NSINFO_FLOW_DOCTOR_CALLS_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/net/http_client.h"
#include "kubectl-nsinfo/apiserver/connection.h"

// Many requests at once, each with its reply kept.
struct doctor_call {
    struct api_call call; // gone when it was sent
    bool answered;
    struct http_reply reply; // if answered
    struct error error;      // if not: why
};

// {0} is none.
struct doctor_calls {
    struct doctor_call *items;
    size_t count;
};

void doctor_calls_init(struct doctor_calls *calls, size_t count) ATTR_NONNULL(1);
void doctor_calls_release(struct doctor_calls *calls) ATTR_NONNULL(1);
#define CLEANUP_DOCTOR_CALLS CLEANUP(doctor_calls_release)

// Sends those that have a path.
void doctor_calls_run(struct connection *connection, struct doctor_calls *calls) ATTR_NONNULL(1, 2);

#endif
