// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_LISTEN_SOCKET_H
#define NSINFO_SERVER_LISTEN_SOCKET_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A listening TCP socket that does not block, on an IPv4 or IPv6 address in digits; port 0 takes a
// free one. *ret_fd is the caller's.
int listen_socket_open(const char *address, uint16_t port, int *ret_fd, uint16_t *ret_port,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4, 5);

#endif
