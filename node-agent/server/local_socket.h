// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_LOCAL_SOCKET_H
#define NSINFO_SERVER_LOCAL_SOCKET_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// A listening unix socket (unix(7)) that does not block, at an absolute path that fits into
// sun_path: its file is for this
// user alone, and takes the place of one that nobody listens on any more. Once the process is
// fenced in it can remove no file: so a second process is started, which does nothing but wait for
// the end of this one, however it comes, and then removes the socket. (Where this one is PID 1 of a
// container both end at once, and the socket stays for the next one to replace.) Call it before the
// fence is up, and while there is one thread. *ret_fd is the caller's. ERROR_UNAVAILABLE if
// somebody listens there, or what is there is no socket.
int local_socket_open(const char *path, int *ret_fd, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
