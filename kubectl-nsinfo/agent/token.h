// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_TOKEN_H
#define NSINFO_AGENT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/net/http_client.h"
#include "kubectl-nsinfo/apiserver/connection.h"

// The tokens that say to an agent what its caller may see. The API server mints them (TokenRequest,
// k8s.io/api authentication/v1) for the ServiceAccount AGENT_VIEWER of a pod's own Kubernetes
// namespace or, if that is not there or not the caller's to use, of the agents' (place.h), whose
// account sees the pods of everybody. They are secrets: no message has any part of them.

#define AGENT_VIEWER "nsinfo-viewer"

// An account AGENT_VIEWER, if there is one.
struct agent_viewer {
    char *kube_namespace;
    char *token;        // NULL: there is none to be had
    struct error error; // why
    uint64_t renew_us;  // monotonic: when the token is to be replaced
    bool is_due;        // it is to be asked for
};

// Those that the API server was asked for; they stay where they are. With agents_in alone it is
// nothing yet.
struct agent_tokens {
    const char *agents_in; // the agents' Kubernetes namespace; the caller's
    struct agent_viewer **items;
    size_t count;
    size_t capacity;
};

// Leaves none, and the rest as it is.
void agent_tokens_release(struct agent_tokens *tokens) ATTR_NONNULL(1);

// Has what agent_tokens_get() will need for the pods of these Kubernetes namespaces, all at once:
// to be called before, and again before each use of a token. What is good still stays.
void agent_tokens_fetch(struct agent_tokens *tokens, struct connection *connection,
                        const char *const *kube_namespaces, size_t count) ATTR_NONNULL(1, 2);

// The account for the pods of a Kubernetes namespace, which belongs to `tokens` and has a token.
// Nothing is sent. The error names the rule that the caller lacks, if that is it.
int agent_tokens_get(struct agent_tokens *tokens, const char *kube_namespace,
                     const struct agent_viewer **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

// Whether its token's life is over, or nearly so.
bool agent_viewer_is_over(const struct agent_viewer *viewer) ATTR_NODISCARD ATTR_NONNULL(1);

struct agent_token {
    char *text; // the caller frees it
    uint64_t life_s;
};

// The token in the reply to a TokenRequest; ERROR_BAD_REPLY for one that is not of the characters
// of RFC 6750, 2.1, so that it ends no header. Pure.
int agent_token_decode(const struct http_reply *reply, struct agent_token *ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Adds to the API server's words what to do about an account of the agents' Kubernetes namespace
// that is not there or may not be used, and about `own`, the code of the failure for the pod's own.
// Returns -1.
int agent_explain_viewer(const char *agents_in, const char *kube_namespace, enum error_code own,
                         struct error *err) ATTR_NONNULL(1, 2, 4);

#endif
