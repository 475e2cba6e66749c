// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/cri.h"

#include <errno.h>
#include <stddef.h>

#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/runtime/cri_message.h"
#include "node-agent/runtime/grpc.h"

// The messages that are used are the same in both.
static const char *const methods[] = {
    "/runtime.v1.RuntimeService/ContainerStatus",
    "/runtime.v1alpha2.RuntimeService/ContainerStatus",
};

struct cri {
    struct grpc_client *client;
    size_t version; // of the methods, the first that the runtime may know
};

struct cri *cri_new(const char *socket_path)
{
    struct cri *cri = xcalloc(1, sizeof(*cri));

    cri->client = grpc_client_new(socket_path);
    return cri;
}

void cri_free(struct cri **cri)
{
    if (*cri != NULL)
        grpc_client_free(&(*cri)->client);
    free(*cri);
    *cri = NULL;
}

static int ask(struct cri *cri, const struct strbuf *request, uint64_t deadline,
               struct strbuf *reply, struct error *err)
{
    const struct grpc_call call = {
        .method = methods[cri->version],
        .message = request->data,
        .len = request->len,
        .deadline = deadline,
        .max_reply = LIMIT_RUNTIME_REPLY,
    };

    return grpc_client_call(cri->client, &call, reply, err);
}

int cri_find_pid(struct cri *cri, const char *id, uint64_t deadline, uint64_t *ret_pid,
                 struct error *err)
{
    CLEANUP_STRBUF struct strbuf request = {0};
    CLEANUP_STRBUF struct strbuf reply = {0};

    cri_add_status_request(&request, id);
    int rc = ask(cri, &request, deadline, &reply, err);
    if (rc < 0 && err->sys_errno == ENOSYS && cri->version + 1 < ARRAY_SIZE(methods)) {
        error_release(err);
        cri->version++;
        rc = ask(cri, &request, deadline, &reply, err);
    }
    if (rc < 0)
        return -1;
    return cri_take_pid(reply.data, reply.len, id, ret_pid, err);
}
