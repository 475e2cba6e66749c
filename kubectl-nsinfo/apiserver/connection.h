// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_CONNECTION_H
#define NSINFO_APISERVER_CONNECTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/json_prune.h"
#include "common/net/http_client.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"

// The API server: requests as one user over one connection, replies as JSON, refusals as errors
// with the words that kubectl has for them ("Error from server (NotFound): …", "The connection to
// the server … was refused …"). Its Warning headers are kept until they are asked for.
struct connection;

// How long a request may take unless the user says. The API server itself gives up after 60 s
// (kube-apiserver --request-timeout).
enum { API_TIMEOUT_MS = 65 * 1000 };

// access has to outlive the connection.
struct connection *connection_new(const struct cluster_access *access) ATTR_NODISCARD
    ATTR_NONNULL(1);
void connection_free(struct connection **connection) ATTR_NONNULL(1);
#define CLEANUP_CONNECTION CLEANUP(connection_free)

// What the requests say of who sends them; it belongs to the connection.
const char *connection_user_agent(const struct connection *connection) ATTR_NONNULL(1);

// GET path (see paths.h); the caller owns *ret. A status other than 2xx is an error: its code by
// the status, its words from the Status object (k8s.io/apimachinery meta/v1, Status) in the body.
// limit_ms: how long the caller waits, if less than a request may take anyway; 0: no limit.
int connection_get(struct connection *connection, const char *path, uint64_t limit_ms, json_t **ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4, 5);

// Server-side apply: PATCH path with a YAML (or JSON) document; *ret is the object as it stands.
int connection_apply(struct connection *connection, const char *path, const char *document,
                     size_t len, json_t **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 5, 6);

// DELETE path with DeleteOptions (k8s.io/apimachinery meta/v1) as JSON. ERROR_NOT_FOUND if it is
// not there, which the caller may be content with.
int connection_delete(struct connection *connection, const char *path, const char *options,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// GET through pods/proxy: the reply as it came, whatever its status and content. Only when the
// server itself was not reached is it an error. At most max_reply bytes; unless the user says how
// long a request may take, own_timeout_ms.
int connection_get_raw(struct connection *connection, const char *path, size_t max_reply,
                       uint64_t own_timeout_ms, struct http_reply *ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 5, 6);

// One of many requests.
struct api_call {
    const char *method;
    char *path;            // taken over, both
    char *header;          // "Name: value", its own; NULL: none
    struct http_blob body; // has to stay until it is done
    uint64_t timeout_ms;   // 0: none
    size_t max_reply;
    void *tag; // the caller's own word for it
};

// Fill it in: a POST with a JSON document, which stays the caller's; a GET as connection_get_raw(),
// whose header is for the pod. The rest of *ret is 0.
void connection_call_create(const struct connection *connection, char *path, const char *document,
                            struct api_call *ret) ATTR_NONNULL(1, 2, 3, 4);
void connection_call_get(const struct connection *connection, char *path, char *header,
                         size_t max_reply, uint64_t own_timeout_ms, struct api_call *ret)
    ATTR_NONNULL(1, 2, 6);

struct api_work {
    void *context;
    // What to ask next; false: nothing, or nothing before one that is under way is done.
    bool (*next)(void *context, struct api_call *ret);
    // The reply, whatever its status, as soon as it is there; it may be taken over. NULL if none
    // came: err then says why.
    void (*done)(void *context, void *tag, struct http_reply *reply, struct error *err);
    // Ten times a second at least, and after what there is to ask was asked; may be NULL.
    void (*turn)(void *context);
};

// Asks many things at once, of a number that is bounded. What is refused because of who asks is
// asked once more as soon as an exec plugin has said who that is now; what the server puts off
// (Retry-After), after that time, as long as the call's own is not over.
void connection_run(struct connection *connection, const struct api_work *work) ATTR_NONNULL(1, 2);

// The next of the server's warnings (RFC 7234, 5.5) that was not given yet, each text once; NULL if
// there is none. It has not been escaped, and belongs to the connection.
const char *connection_next_warning(struct connection *connection) ATTR_NONNULL(1);

// The JSON of a reply, of which these members are wanted (json_prune.h; NULL: all), owned by the
// caller; errors as connection_get() has them.
int connection_reply_json(const struct http_reply *reply, const struct json_wish *members,
                          json_t **ret, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

// The error that a reply with a status other than 2xx stands for, as connection_get() words it.
int connection_reply_error(const struct http_reply *reply, struct error *err) ATTR_NONNULL(1, 2);

#endif
