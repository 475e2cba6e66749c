// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/hello_limit.h"

#include "common/model/limits.h"

enum { RECORD_HANDSHAKE = 22, RECORD_APPLICATION_DATA = 23, MESSAGE_CLIENT_HELLO = 1 };

// A byte of a message: there may be a second ClientHello, if the server asks for it.
static bool take_message_byte(struct hello_limit *limit, unsigned char byte)
{
    if (limit->message_left > 0) {
        limit->message_left--;
        return true;
    }
    limit->message[limit->message_len++] = byte;
    if (limit->message_len < sizeof(limit->message))
        return true;
    limit->message_len = 0;
    limit->message_left =
        (size_t)limit->message[1] << 16 | (size_t)limit->message[2] << 8 | limit->message[3];
    limit->over = limit->message[0] != MESSAGE_CLIENT_HELLO;
    return limit->over || limit->message_left <= LIMIT_CLIENT_HELLO;
}

static void take_record_byte(struct hello_limit *limit, unsigned char byte)
{
    limit->record[limit->record_len++] = byte;
    if (limit->record_len < sizeof(limit->record))
        return;
    limit->record_left = (size_t)limit->record[3] << 8 | limit->record[4];
    limit->over = limit->record[0] == RECORD_APPLICATION_DATA;
    if (limit->record_left == 0)
        limit->record_len = 0;
}

static bool take_byte(struct hello_limit *limit, unsigned char byte)
{
    if (limit->record_len < sizeof(limit->record)) {
        take_record_byte(limit, byte);
        return true;
    }
    if (--limit->record_left == 0)
        limit->record_len = 0;
    return limit->record[0] != RECORD_HANDSHAKE || take_message_byte(limit, byte);
}

bool hello_limit_take(struct hello_limit *limit, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len && !limit->over; i++)
        if (!take_byte(limit, at[i]))
            return false;
    return true;
}
