// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_EPHEMERAL_H
#define NSINFO_FLOW_EPHEMERAL_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/flow/question.h"
#include "kubectl-nsinfo/flow/session.h"

// Agents for the time of a session alone (bundle/ephemeral.h). They are made when it is known which
// nodes matter; the session then has the agents' Kubernetes namespace of theirs.
struct ephemeral_wish {
    const char *image; // NULL: that of deploy/
    bool lasting;      // for a command that goes on: an hour at a time, else ten minutes
    void (*waiting)(void *context, const char *text); // a line; NULL: no longer
    void *context;
};

// Sets session->ephemeral, which ephemeral_end() frees. Nothing is sent yet; but from here on a
// process stands by that takes away what comes to be made, however this program ends. Call it
// before there are threads.
int ephemeral_open(struct session *session, const struct ephemeral_wish *wish,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Has an agent on each node of the pods that there is anything to ask of, and waits for them: until
// each is ready, or will not be by itself, or two minutes are over. One that is not ready is no
// error here: whoever chooses it says why. What earlier runs have left is taken away.
int ephemeral_cover(struct session *session, const struct pod_inquiry *pods, size_t count,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 4);

// Takes all of it away again: by one request, that the API server's garbage collector follows. If
// that fails, a process of this program's goes on trying for two minutes. Frees the object.
int ephemeral_end(struct session *session, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
