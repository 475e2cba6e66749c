// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/cri_message.h"

#include <cri.pb-c.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"

static void container_free(Cri__ContainerStatusResponse **response)
{
    if (*response != NULL)
        cri__container_status_response__free_unpacked(*response, NULL);
    *response = NULL;
}

static void sandbox_free(Cri__PodSandboxStatusResponse **response)
{
    if (*response != NULL)
        cri__pod_sandbox_status_response__free_unpacked(*response, NULL);
    *response = NULL;
}

void cri_add_status_request(struct strbuf *buf, const char *id)
{
    CLEANUP_FREE char *copy = xstrdup(id);
    Cri__ContainerStatusRequest request;

    cri__container_status_request__init(&request);
    request.container_id = copy;
    request.verbose = true;
    size_t len = cri__container_status_request__get_packed_size(&request);
    CLEANUP_FREE uint8_t *bytes = xcalloc(1, len);
    cri__container_status_request__pack(&request, bytes);
    strbuf_add(buf, bytes, len);
}

static int malformed(const char *message, struct error *err)
{
    return error_set(err, ERROR_BAD_REPLY, "the reply is not a %s", message);
}

static int another(struct error *err)
{
    return error_set(err, ERROR_BAD_REPLY, "the reply is not about this container");
}

static int check_container(const Cri__ContainerStatus *status, const char *id, struct error *err)
{
    static const char *const states[] = {"created", "running", "exited", "unknown"};

    if (status == NULL || !str_eq(status->id, id))
        return another(err);
    if (status->state == CRI__CONTAINER_STATE__CONTAINER_RUNNING)
        return 0;
    size_t state = (size_t)status->state;
    return error_set(err, ERROR_NOT_FOUND, "the container does not run, its state is \"%s\"",
                     states[state < ARRAY_SIZE(states) ? state : ARRAY_SIZE(states) - 1]);
}

static int check_sandbox(const Cri__PodSandboxStatus *status, const char *id, struct error *err)
{
    if (status == NULL || !str_eq(status->id, id))
        return another(err);
    if (status->state != CRI__POD_SANDBOX_STATE__SANDBOX_READY)
        return error_set(err, ERROR_NOT_FOUND, "the pod's sandbox is not ready");
    return 0;
}

static const char *find_info(Cri__InfoEntry *const *info, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(info[i]->key, key))
            return info[i]->value;
    return NULL;
}

// *ret is left alone if the text does not say.
static int pid_from_json(const char *text, uint64_t *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;

    if (json_parse(text, strlen(text), &json, err) < 0)
        return -1;
    if (!json_is_object(json))
        return error_set(err, ERROR_BAD_REPLY, "not a JSON object");
    return json_get_u64(json, "pid", ret, err);
}

static int find_pid(Cri__InfoEntry *const *info, size_t count, uint64_t *ret, struct error *err)
{
    const char *json = find_info(info, count, "info");
    const char *digits = find_info(info, count, "pid");
    uint64_t pid = 0;

    if (json != NULL && pid_from_json(json, &pid, err) < 0)
        return error_wrap(err, "info \"info\"");
    if (pid == 0 && digits != NULL && parse_u64(digits, INT32_MAX, &pid) < 0)
        return error_set(err, ERROR_BAD_REPLY, "info \"pid\" is not a PID");
    if (pid == 0 || pid > INT32_MAX)
        return error_set(err, ERROR_BAD_REPLY, "the runtime does not say the container's PID");
    *ret = pid;
    return 0;
}

int cri_take_container_pid(const void *message, size_t len, const char *id, uint64_t *ret_pid,
                           struct error *err)
{
    CLEANUP(container_free)
    Cri__ContainerStatusResponse *response =
        cri__container_status_response__unpack(NULL, len, message);

    if (response == NULL)
        return malformed("ContainerStatusResponse", err);
    if (check_container(response->status, id, err) < 0)
        return -1;
    return find_pid(response->info, response->n_info, ret_pid, err);
}

int cri_take_sandbox_pid(const void *message, size_t len, const char *id, uint64_t *ret_pid,
                         struct error *err)
{
    CLEANUP(sandbox_free)
    Cri__PodSandboxStatusResponse *response =
        cri__pod_sandbox_status_response__unpack(NULL, len, message);

    if (response == NULL)
        return malformed("PodSandboxStatusResponse", err);
    if (check_sandbox(response->status, id, err) < 0)
        return -1;
    return find_pid(response->info, response->n_info, ret_pid, err);
}
