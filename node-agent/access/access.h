// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_ACCESS_H
#define NSINFO_ACCESS_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/container_ref.h"
#include "node-agent/access/node_pods.h"
#include "node-agent/access/review.h"
#include "node-agent/apiserver/api_client.h"

// Who a caller is, what the cluster's RBAC lets that one see, and whose the node's containers are:
// all of it the API server's word, and none the caller's. Safe to call from any thread.

struct access_config {
    struct api_config api;
    const char *node_name; // in Kubernetes
    size_t askers;         // how many threads may ask at once
    // Told when the API server is reached no longer, and why, and when it is again: once each, on
    // the thread that has asked. NULL: nobody is.
    void (*lost)(const char *why);
    void (*found)(uint64_t away_us);
};

struct access;

// Asks nothing yet. ERROR_USAGE for an API server's URL that is none.
int access_new(const struct access_config *config, struct access **ret,
               struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);
void access_free(struct access **access) ATTR_NONNULL(1);

// One request's questions, by one thread at a time.
struct access_session {
    const char *token;      // as it came with the request; NULL if none did
    uint64_t begun_us;      // monotonic_us() when the request had arrived
    bool may_ask;           // false: what is not remembered is not asked for
    struct subject subject; // who it is, once access_identify() has found out
    struct node_pods *pods; // the list that access_find_pods() found; NULL before
};

void access_session_release(struct access_session *session) ATTR_NONNULL(1);
#define CLEANUP_ACCESS_SESSION CLEANUP(access_session_release)

// Each of these returns 0; ACCESS_MUST_ASK, with err untouched, if the API server would have to be
// asked and the session may not; or -1. ERROR_UNAVAILABLE: the API server gave no answer, and the
// error says why.
enum { ACCESS_MUST_ASK = 1 };

// Fills session->subject. ERROR_UNAUTHORIZED if the token is missing, or not one that the API
// server made for this agent, or made for too long a life.
int access_identify(struct access *access, struct access_session *session,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Whether the subject may get "pods/nsinfo" in a Kubernetes namespace, or, for NULL, "nodes/nsinfo"
// of this node.
int access_may_see(struct access *access, struct access_session *session,
                   const char *kube_namespace, bool *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 4, 5);

// Fills session->pods: with a list that knows all these containers, or one that was asked for after
// the request had come; with `all` that latter one. What it does not know no pod claims, as far as
// the API server knew: its memory may be behind what others have read by a moment.
int access_find_pods(struct access *access, struct access_session *session,
                     const struct container_ref *refs, size_t count, bool all,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 6);

// That the API server can be reached and lets the agent ask about tokens, as of some seconds ago;
// what any other request has met counts at once.
int access_check(struct access *access, struct access_session *session,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
