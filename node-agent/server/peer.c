// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/peer.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include "common/base/xalloc.h"

bool peer_has_left(int fd)
{
    struct pollfd connection = {.fd = fd, .events = POLLRDHUP};

    return poll(&connection, 1, 0) > 0 &&
           (connection.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

char *peer_address(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof(address);
    char text[NI_MAXHOST] = "";

    if (getpeername(fd, (struct sockaddr *)&address, &len) == 0 &&
        getnameinfo((struct sockaddr *)&address, len, text, sizeof(text), NULL, 0,
                    NI_NUMERICHOST) != 0)
        text[0] = '\0';
    return xstrdup(text);
}
