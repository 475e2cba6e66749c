// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_HELLO_LIMIT_H
#define NSINFO_SERVER_HELLO_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"

// The TLS library takes the memory that a ClientHello says it will have, up to 128 KiB, before a
// byte of it has come. So what a client sends is looked at before it: records that hold messages
// (RFC 8446, 5.1 and 4).

struct hello_limit {
    unsigned char record[5]; // the header of the present one
    size_t record_len;       // bytes of it that are there
    size_t record_left;      // bytes behind it that are to come
    unsigned char message[4];
    size_t message_len;
    size_t message_left;
    bool over; // past every ClientHello: there is nothing more to see
};

// The next bytes from the client. False if a ClientHello says that it is longer than
// LIMIT_CLIENT_HELLO.
bool hello_limit_take(struct hello_limit *limit, const void *bytes, size_t len) ATTR_NODISCARD
    ATTR_NONNULL(1);

#endif
