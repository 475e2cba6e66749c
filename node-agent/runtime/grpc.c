// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/grpc.h"

#include <errno.h>
#include <inttypes.h>

#include "common/base/deadline.h"
#include "common/base/xalloc.h"
#include "common/net/http_client.h"
#include "node-agent/runtime/grpc_wire.h"

struct grpc_client {
    struct http_client *http;
};

struct grpc_client *grpc_client_new(const char *socket_path)
{
    struct grpc_client *client = xcalloc(1, sizeof(*client));
    const struct http_endpoint endpoint = {
        .base_url = "http://localhost",
        .user_agent = "nsinfo-agent/" NSINFO_VERSION,
        .unix_socket = socket_path,
        .http2_only = true,
    };

    client->http = http_client_new(&endpoint);
    return client;
}

void grpc_client_free(struct grpc_client **client)
{
    if (*client != NULL)
        http_client_free(&(*client)->http);
    free(*client);
    *client = NULL;
}

static int send_once(struct grpc_client *client, const struct grpc_call *call,
                     struct http_reply *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf body = {0};
    uint64_t left = deadline_left(call->deadline);
    CLEANUP_FREE char *timeout = xasprintf("grpc-timeout: %" PRIu64 "m", left);
    const char *const headers[] = {"content-type: application/grpc", "te: trailers", timeout, NULL};

    if (left == 0)
        return error_set(err, ERROR_TIMEOUT, "no time is left");
    grpc_add_message(&body, call->message, call->len);
    const struct http_request request = {
        .method = "POST",
        .path = call->method,
        .headers = headers,
        .body = {body.data, body.len},
        .timeout_ms = left,
        .max_reply = call->max_reply,
        .keep_headers = true,
    };
    return http_client_send(client->http, &request, ret, err);
}

// What the HTTP library says of a call that failed depends on which packet it was waiting for.
// -EAGAIN if it is not known how the call ended.
static int transport_error(struct error *err)
{
    if (err->code == ERROR_TIMEOUT)
        return error_set(err, ERROR_TIMEOUT,
                         "rpc error: code = DeadlineExceeded desc = context deadline exceeded");
    if (err->code == ERROR_TOO_LARGE || err->sys_errno != 0)
        return -1;
    error_set(err, ERROR_BAD_REPLY, "the connection ended before the reply was complete");
    return -EAGAIN;
}

static int try_once(struct grpc_client *client, const struct grpc_call *call,
                    struct strbuf *ret_message, struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    const void *message = NULL;
    size_t len = 0;

    if (send_once(client, call, &reply, err) < 0)
        return transport_error(err);
    int rc = grpc_status_check(strbuf_text(&reply.headers), err);
    if (rc == -EBADMSG) {
        error_set(err, ERROR_BAD_REPLY, "the reply has no gRPC status (HTTP status %d)",
                  reply.status);
        return -EAGAIN;
    }
    if (rc < 0 || grpc_take_message(&reply.body, &message, &len, err) < 0)
        return -1;
    strbuf_add(ret_message, message, len);
    return 0;
}

int grpc_client_call(struct grpc_client *client, const struct grpc_call *call,
                     struct strbuf *ret_message, struct error *err)
{
    int rc = try_once(client, call, ret_message, err);

    if (rc == -EAGAIN) {
        error_release(err);
        rc = try_once(client, call, ret_message, err);
    }
    return rc < 0 ? -1 : 0;
}
