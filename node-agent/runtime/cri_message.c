// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/cri_message.h"

#include <cri.pb-c.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"

static void response_free(Cri__ContainerStatusResponse **response)
{
    if (*response != NULL)
        cri__container_status_response__free_unpacked(*response, NULL);
    *response = NULL;
}

void cri_add_status_request(struct strbuf *buf, const char *id)
{
    CLEANUP_FREE char *copy = xstrdup(id);
    Cri__ContainerStatusRequest request = CRI__CONTAINER_STATUS_REQUEST__INIT;

    request.container_id = copy;
    request.verbose = true;
    size_t len = cri__container_status_request__get_packed_size(&request);
    CLEANUP_FREE uint8_t *bytes = xcalloc(1, len);
    cri__container_status_request__pack(&request, bytes);
    strbuf_add(buf, bytes, len);
}

static int check_state(const Cri__ContainerStatusResponse *response, const char *id,
                       struct error *err)
{
    static const char *const states[] = {"created", "running", "exited", "unknown"};
    const Cri__ContainerStatus *status = response->status;

    if (status == NULL || !str_eq(status->id, id))
        return error_set(err, ERROR_BAD_REPLY, "the reply is not about this container");
    if (status->state == CRI__CONTAINER_STATE__CONTAINER_RUNNING)
        return 0;
    size_t state = (size_t)status->state;
    return error_set(err, ERROR_NOT_FOUND, "the container does not run, its state is \"%s\"",
                     states[state < ARRAY_SIZE(states) ? state : ARRAY_SIZE(states) - 1]);
}

static const char *find_info(const Cri__ContainerStatusResponse *response, const char *key)
{
    for (size_t i = 0; i < response->n_info; i++)
        if (str_eq(response->info[i]->key, key))
            return response->info[i]->value;
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

static int find_pid(const Cri__ContainerStatusResponse *response, uint64_t *ret, struct error *err)
{
    const char *json = find_info(response, "info");
    const char *digits = find_info(response, "pid");

    if (json != NULL && pid_from_json(json, ret, err) < 0)
        return error_wrap(err, "info \"info\"");
    if (*ret == 0 && digits != NULL && parse_u64(digits, INT32_MAX, ret) < 0)
        return error_set(err, ERROR_BAD_REPLY, "info \"pid\" is not a PID");
    return 0;
}

int cri_take_pid(const void *message, size_t len, const char *id, uint64_t *ret_pid,
                 struct error *err)
{
    CLEANUP(response_free)
    Cri__ContainerStatusResponse *response =
        cri__container_status_response__unpack(NULL, len, message);
    uint64_t pid = 0;

    if (response == NULL)
        return error_set(err, ERROR_BAD_REPLY, "the reply is not a ContainerStatusResponse");
    if (check_state(response, id, err) < 0 || find_pid(response, &pid, err) < 0)
        return -1;
    if (pid == 0 || pid > INT32_MAX)
        return error_set(err, ERROR_BAD_REPLY, "the runtime does not say the container's PID");
    *ret_pid = pid;
    return 0;
}
