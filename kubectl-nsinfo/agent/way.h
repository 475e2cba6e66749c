// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_WAY_H
#define NSINFO_AGENT_WAY_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// How agents are reached, as --via has it.
enum agent_way_kind {
    AGENT_WAY_PROXY,        // through the API server, by pods/proxy
    AGENT_WAY_PORT_FORWARD, // through a `kubectl port-forward` for each
    AGENT_WAY_URL,          // there is one, at this URL
};

struct agent_way {
    enum agent_way_kind kind;
    char *url; // "https://host[:port][/path]", no slash at the end; owned
};

// The ways but the URL, as they are written; NULL at the end.
extern const char *const agent_way_names[];

// NULL is the first way. Plain HTTP is taken for loopback addresses alone, since it would show the
// caller's token to whoever sees the traffic: ERROR_BAD_REQUEST says so, and of other texts what
// can be written. Pure.
int agent_way_parse(const char *text, struct agent_way *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

void agent_way_release(struct agent_way *way) ATTR_NONNULL(1);

#endif
