// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/cri.h"

#include <errno.h>
#include <stddef.h>

#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/runtime/cri_message.h"
#include "node-agent/runtime/grpc.h"

// The messages that are used are the same in both.
static const char *const versions[] = {"v1", "v1alpha2"};

// What an ID may be. The first of them is the one that is asked for as a rule.
static const struct question {
    const char *method;
    int (*take_pid)(const void *message, size_t len, const char *id, uint64_t *ret_pid,
                    struct error *err);
} questions[] = {
    {"ContainerStatus", cri_take_container_pid},
    {"PodSandboxStatus", cri_take_sandbox_pid},
};

struct cri {
    struct grpc_client *client;
    size_t version; // the first one that the runtime may know
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

static int call_once(struct cri *cri, const char *method, const struct strbuf *request,
                     uint64_t deadline, struct strbuf *reply, struct error *err)
{
    CLEANUP_FREE char *path =
        xasprintf("/runtime.%s.RuntimeService/%s", versions[cri->version], method);
    const struct grpc_call call = {
        .method = path,
        .message = request->data,
        .len = request->len,
        .deadline = deadline,
        .max_reply = LIMIT_RUNTIME_REPLY,
    };

    return grpc_client_call(cri->client, &call, reply, err);
}

static int ask(struct cri *cri, const struct question *question, const char *id, uint64_t deadline,
               uint64_t *ret_pid, struct error *err)
{
    CLEANUP_STRBUF struct strbuf request = {0};
    CLEANUP_STRBUF struct strbuf reply = {0};

    cri_add_status_request(&request, id);
    int rc = call_once(cri, question->method, &request, deadline, &reply, err);
    if (rc < 0 && err->sys_errno == ENOSYS && cri->version + 1 < ARRAY_SIZE(versions)) {
        error_release(err);
        cri->version++;
        rc = call_once(cri, question->method, &request, deadline, &reply, err);
    }
    if (rc < 0)
        return -1;
    return question->take_pid(reply.data, reply.len, id, ret_pid, err);
}

int cri_find_pid(struct cri *cri, const char *id, uint64_t deadline, uint64_t *ret_pid,
                 struct error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
        CLEANUP_ERROR struct error reason = {0};

        if (ask(cri, &questions[i], id, deadline, ret_pid, &reason) == 0) {
            error_release(err);
            return 0;
        }
        // Of several, the error is the one about a container, as long as it is just not known.
        if (i == 0 || reason.code != ERROR_NOT_FOUND)
            error_move(err, &reason);
        if (err->code != ERROR_NOT_FOUND)
            return -1;
    }
    return -1;
}
