// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/peer.h"

#include <poll.h>

bool peer_has_left(int fd)
{
    struct pollfd connection = {.fd = fd, .events = POLLRDHUP};

    return poll(&connection, 1, 0) > 0 &&
           (connection.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}
