// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/endpoint.h"

#include <sys/stat.h>
#include <sys/un.h>

#include "common/base/text.h"

static const char SEPARATOR[] = "=unix://";

int runtime_endpoint_parse(const char *text, struct runtime_endpoint *ret, struct error *err)
{
    static const char CHARACTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    const char *path = strstr(text, SEPARATOR);
    size_t runtime_len = strspn(text, CHARACTERS);
    struct runtime_endpoint endpoint = {0};

    if (path == NULL || runtime_len == 0 || text + runtime_len != path ||
        runtime_len >= sizeof(endpoint.runtime) || path[strlen(SEPARATOR)] != '/')
        return error_set(err, ERROR_USAGE,
                         "not RUNTIME=unix:///PATH, such as "
                         "containerd=unix:///run/containerd/containerd.sock");
    endpoint.path = path + strlen(SEPARATOR);
    if (strlen(endpoint.path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
        return error_set(err, ERROR_USAGE, "the path is longer than a socket's can be");
    memcpy(endpoint.runtime, text, runtime_len);
    endpoint.api = runtime_api_of(endpoint.runtime);
    *ret = endpoint;
    return 0;
}

bool runtime_endpoint_is_there(const struct runtime_endpoint *endpoint)
{
    struct stat found;

    return !endpoint->if_there || (stat(endpoint->path, &found) == 0 && S_ISSOCK(found.st_mode));
}
