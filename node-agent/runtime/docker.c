// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/docker.h"

#include <inttypes.h>

#include "common/base/deadline.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "common/net/http_client.h"
#include "common/net/http_text.h"
#include "node-agent/runtime/docker_reply.h"

struct docker {
    struct http_client *http;
    uint64_t minor; // of the API version, once it is known
};

struct docker *docker_new(const char *socket_path)
{
    struct docker *docker = xcalloc(1, sizeof(*docker));
    const struct http_endpoint endpoint = {
        .base_url = "http://localhost",
        .user_agent = "nsinfo-agent/" NSINFO_VERSION,
        .unix_socket = socket_path,
    };

    docker->http = http_client_new(&endpoint);
    return docker;
}

void docker_free(struct docker **docker)
{
    if (*docker != NULL)
        http_client_free(&(*docker)->http);
    free(*docker);
    *docker = NULL;
}

static int get(struct docker *docker, const char *path, uint64_t deadline, struct http_reply *ret,
               struct error *err)
{
    enum { OK = 200 };
    const struct http_request request = {
        .method = "GET",
        .path = path,
        .timeout_ms = deadline_left(deadline),
        .max_reply = LIMIT_RUNTIME_REPLY,
        .keep_headers = true,
    };

    if (request.timeout_ms == 0)
        return error_set(err, ERROR_TIMEOUT, "no time is left");
    if (http_client_send(docker->http, &request, ret, err) < 0)
        return -1;
    if (ret->status != OK)
        return docker_status_error(ret->status, strbuf_text(&ret->body), ret->body.len, err);
    return 0;
}

static int negotiate(struct docker *docker, uint64_t deadline, struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};

    if (docker->minor != 0)
        return 0;
    if (get(docker, "/_ping", deadline, &reply, err) < 0)
        return -1;
    CLEANUP_FREE char *version = http_header_find(strbuf_text(&reply.headers), "Api-Version");
    return docker_choose_version(version, &docker->minor, err);
}

int docker_find_pid(struct docker *docker, const char *id, uint64_t deadline, uint64_t *ret_pid,
                    struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};

    if (negotiate(docker, deadline, err) < 0)
        return -1;
    CLEANUP_FREE char *path = xasprintf("/v1.%" PRIu64 "/containers/%s/json", docker->minor, id);
    if (get(docker, path, deadline, &reply, err) < 0)
        return -1;
    return docker_take_pid(strbuf_text(&reply.body), reply.body.len, id, ret_pid, err);
}
