// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_TOKEN_H
#define NSINFO_AGENT_TOKEN_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/net/http_client.h"
#include "kubectl-nsinfo/apiserver/connection.h"

// The tokens that say to an agent what its caller may see. The API server mints them (TokenRequest,
// k8s.io/api authentication/v1) for the ServiceAccount AGENT_VIEWER of a pod's own Kubernetes
// namespace or, if that is not there or not the caller's to use, of AGENT_KUBE_NAMESPACE. They are
// secrets: no message has any part of them.

#define AGENT_VIEWER "nsinfo-viewer"

// What the API server was asked for, once for each Kubernetes namespace. {0} is nothing yet.
struct agent_tokens {
    struct agent_viewer *items;
    size_t count;
    size_t capacity;
};

void agent_tokens_release(struct agent_tokens *tokens) ATTR_NONNULL(1);

// The token for the pods of a Kubernetes namespace; it belongs to `tokens`. Pods with the same
// account get the same pointer. The error names the rule that the caller lacks, if that is it.
int agent_tokens_get(struct agent_tokens *tokens, struct connection *connection,
                     const char *kube_namespace, const char **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4, 5);

// The token in the reply to a TokenRequest, owned by the caller; ERROR_BAD_REPLY for one that is
// not of the characters of RFC 6750, 2.1, so that it ends no header. Pure.
int agent_token_decode(const struct http_reply *reply, char **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Adds to the API server's words what to do about an account of AGENT_KUBE_NAMESPACE that is not
// there or may not be used, and about `own`, the code of the failure for the pod's Kubernetes
// namespace. Returns -1.
int agent_explain_viewer(const char *kube_namespace, enum error_code own, struct error *err)
    ATTR_NONNULL(1, 3);

#endif
