// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/bundle/runtime_socket.h"

#include <sys/un.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const char SCHEME[] = "unix://";
static const char FLAG[] = "--runtime-endpoint";

void runtime_socket_release(struct runtime_socket *socket)
{
    free(socket->runtime);
    free(socket->path);
    *socket = (struct runtime_socket){0};
}

static const char *runtime_of(const char *path)
{
    static const struct {
        const char *file, *runtime;
    } rows[] = {
        {"/containerd.sock", "containerd"},
        {"/docker.sock", "docker"},
        {"/crio.sock", "cri-o"},
        {"/podman.sock", "podman"},
    };
    const char *file = strrchr(path, '/');

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (str_eq(file, rows[i].file))
            return rows[i].runtime;
    return NULL;
}

static int check_path(const char *text, const char *path, struct error *err)
{
    // A path with ".." the API server takes for no mount.
    if (path[0] != '/' || strstr(path, "/../") != NULL || path[strlen(path) - 1] == '/')
        return error_set(err, ERROR_BAD_REQUEST,
                         "%s: \"%s\" is no path of a socket on the nodes, such as "
                         "/run/containerd/containerd.sock",
                         FLAG, text);
    if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
        return error_set(err, ERROR_BAD_REQUEST, "%s: \"%s\" is longer than a socket's path can be",
                         FLAG, path);
    return 0;
}

int runtime_socket_parse(const char *text, struct runtime_socket *ret, struct error *err)
{
    static const char CHARACTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    size_t len = strspn(text, CHARACTERS);
    bool named = len > 0 && text[len] == '=';
    const char *path = named ? text + len + 1 : text;

    if (str_starts_with(path, SCHEME))
        path += strlen(SCHEME);
    if (check_path(text, path, err) < 0)
        return -1;
    const char *runtime = runtime_of(path);
    if (!named && runtime == NULL)
        return error_set(err, ERROR_BAD_REQUEST,
                         "%s: \"%s\" does not tell which runtime listens there: write "
                         "RUNTIME=unix://%s, as in containerd=unix://%s",
                         FLAG, text, path, path);
    *ret = (struct runtime_socket){
        .runtime = named ? xstrndup(text, len) : xstrdup(runtime),
        .path = xstrdup(path),
    };
    return 0;
}
