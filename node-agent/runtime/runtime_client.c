// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/runtime_client.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "node-agent/runtime/cri.h"
#include "node-agent/runtime/docker.h"

struct runtime_client {
    enum runtime_api api;
    union {
        struct cri *cri;
        struct docker *docker;
    };
};

static void open_cri(struct runtime_client *client, const char *socket_path)
{
    client->cri = cri_new(socket_path);
}

static void close_cri(struct runtime_client *client)
{
    cri_free(&client->cri);
}

static int ask_cri(struct runtime_client *client, const char *id, uint64_t deadline,
                   uint64_t *ret_pid, struct error *err)
{
    return cri_find_pid(client->cri, id, deadline, ret_pid, err);
}

static void open_docker(struct runtime_client *client, const char *socket_path)
{
    client->docker = docker_new(socket_path);
}

static void close_docker(struct runtime_client *client)
{
    docker_free(&client->docker);
}

static int ask_docker(struct runtime_client *client, const char *id, uint64_t deadline,
                      uint64_t *ret_pid, struct error *err)
{
    return docker_find_pid(client->docker, id, deadline, ret_pid, err);
}

static const struct {
    const char *name;
    void (*open)(struct runtime_client *client, const char *socket_path);
    void (*close)(struct runtime_client *client);
    int (*find_pid)(struct runtime_client *client, const char *id, uint64_t deadline,
                    uint64_t *ret_pid, struct error *err);
} apis[RUNTIME_API_COUNT] = {
    [RUNTIME_API_CRI] = {"cri", open_cri, close_cri, ask_cri},
    [RUNTIME_API_DOCKER] = {"docker", open_docker, close_docker, ask_docker},
};

const char *runtime_api_name(enum runtime_api api)
{
    return apis[api].name;
}

enum runtime_api runtime_api_of(const char *runtime)
{
    return str_eq(runtime, "docker") || str_eq(runtime, "podman") ? RUNTIME_API_DOCKER
                                                                  : RUNTIME_API_CRI;
}

struct runtime_client *runtime_client_new(enum runtime_api api, const char *socket_path)
{
    struct runtime_client *client = xcalloc(1, sizeof(*client));

    client->api = api;
    apis[api].open(client, socket_path);
    return client;
}

void runtime_client_free(struct runtime_client **client)
{
    if (*client != NULL)
        apis[(*client)->api].close(*client);
    free(*client);
    *client = NULL;
}

int runtime_client_find_pid(struct runtime_client *client, const char *id, uint64_t deadline,
                            uint64_t *ret_pid, struct error *err)
{
    return apis[client->api].find_pid(client, id, deadline, ret_pid, err);
}
