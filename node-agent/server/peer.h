// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_PEER_H
#define NSINFO_SERVER_PEER_H

#include <stdbool.h>

#include "common/base/attributes.h"

// Whether the other end of a TCP connection has closed it, or its sending half: a client that has
// gone looks the same until something is sent to it. Blocks not, reads nothing.
bool peer_has_left(int fd) ATTR_NODISCARD;

#endif
