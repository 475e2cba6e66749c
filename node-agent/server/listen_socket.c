// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/listen_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "common/base/fdio.h"

enum { BACKLOG = 512 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static int parse_address(const char *text, uint16_t port, union address *ret, socklen_t *ret_len)
{
    union address address = {0};

    if (inet_pton(AF_INET, text, &address.v4.sin_addr) == 1) {
        address.v4.sin_family = AF_INET;
        address.v4.sin_port = htons(port);
        *ret_len = sizeof(address.v4);
    } else if (inet_pton(AF_INET6, text, &address.v6.sin6_addr) == 1) {
        address.v6.sin6_family = AF_INET6;
        address.v6.sin6_port = htons(port);
        *ret_len = sizeof(address.v6);
    } else {
        return -EINVAL;
    }
    *ret = address;
    return 0;
}

// A listening socket, or a negative errno. TCP_NODELAY is inherited by what it accepts.
static int listen_on(union address *address, socklen_t len, uint16_t *ret_port)
{
    CLEANUP_FD int fd =
        socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0 ||
        bind(fd, &address->any, len) < 0 || listen(fd, BACKLOG) < 0 ||
        getsockname(fd, &address->any, &len) < 0)
        return -errno;
    *ret_port =
        ntohs(address->any.sa_family == AF_INET ? address->v4.sin_port : address->v6.sin6_port);
    return steal_fd(&fd);
}

int listen_socket_open(const char *address, uint16_t port, int *ret_fd, uint16_t *ret_port,
                       struct error *err)
{
    union address parsed = {0};
    socklen_t len = 0;

    if (parse_address(address, port, &parsed, &len) < 0)
        return error_set(err, ERROR_USAGE, "\"%s\" is not an IP address", address);
    int fd = listen_on(&parsed, len, ret_port);
    if (fd < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, -fd, "listen on \"%s\", port %u", address,
                               port);
    *ret_fd = fd;
    return 0;
}
