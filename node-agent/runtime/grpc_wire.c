// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/grpc_wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/net/http_text.h"

struct message_head {
    uint8_t compressed;
    uint8_t len[4]; // the high byte first
};

enum { DESCRIPTION_MAX = 512 };

// By their numbers (grpc/grpc, doc/statuscodes.md).
static const struct {
    const char *name; // Go's
    enum error_code code;
} statuses[] = {
    {"OK", ERROR_NONE},
    {"Canceled", ERROR_UNAVAILABLE},
    {"Unknown", ERROR_UNAVAILABLE},
    {"InvalidArgument", ERROR_INTERNAL},
    {"DeadlineExceeded", ERROR_TIMEOUT},
    {"NotFound", ERROR_NOT_FOUND},
    {"AlreadyExists", ERROR_INTERNAL},
    {"PermissionDenied", ERROR_UNAVAILABLE},
    {"ResourceExhausted", ERROR_UNAVAILABLE},
    {"FailedPrecondition", ERROR_UNAVAILABLE},
    {"Aborted", ERROR_UNAVAILABLE},
    {"OutOfRange", ERROR_INTERNAL},
    {"Unimplemented", ERROR_UNAVAILABLE},
    {"Internal", ERROR_UNAVAILABLE},
    {"Unavailable", ERROR_UNAVAILABLE},
    {"DataLoss", ERROR_UNAVAILABLE},
    {"Unauthenticated", ERROR_UNAVAILABLE},
};

enum { STATUS_UNIMPLEMENTED = 12 };

void grpc_add_message(struct strbuf *buf, const void *message, size_t len)
{
    const uint32_t network_len = htonl((uint32_t)len);
    struct message_head head = {0};

    memcpy(head.len, &network_len, sizeof(head.len));
    strbuf_add(buf, &head, sizeof(head));
    strbuf_add(buf, message, len);
}

int grpc_take_message(const struct strbuf *body, const void **ret_message, size_t *ret_len,
                      struct error *err)
{
    struct message_head head = {0};
    uint32_t network_len = 0;

    if (body->len < sizeof(head))
        return error_set(err, ERROR_BAD_REPLY, "the reply has no message");
    memcpy(&head, body->data, sizeof(head));
    memcpy(&network_len, head.len, sizeof(network_len));
    if (head.compressed != 0)
        return error_set(err, ERROR_BAD_REPLY, "the reply is compressed");
    if (ntohl(network_len) != body->len - sizeof(head))
        return error_set(err, ERROR_BAD_REPLY, "the reply has %zu bytes of a message of %u",
                         body->len - sizeof(head), ntohl(network_len));
    *ret_message = body->data + sizeof(head);
    *ret_len = body->len - sizeof(head);
    return 0;
}

static int hex_value(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)((at - digits) % 16);
}

// What grpc-message says; a "%" without two digits stands for itself, as the protocol has it.
static void add_decoded(struct strbuf *buf, const char *text)
{
    for (; *text != '\0'; text++) {
        int high = *text == '%' ? hex_value(text[1]) : -1;
        int low = high < 0 ? -1 : hex_value(text[2]);

        if (low < 0 || (high == 0 && low == 0)) {
            strbuf_add_char(buf, *text);
            continue;
        }
        strbuf_add_char(buf, (char)(high * 16 + low));
        text += 2;
    }
}

static int status_error(uint64_t status, const char *headers, struct error *err)
{
    CLEANUP_FREE char *message = http_header_find(headers, "grpc-message");
    CLEANUP_STRBUF struct strbuf decoded = STRBUF_LIMITED(DESCRIPTION_MAX);
    CLEANUP_STRBUF struct strbuf shown = {0};
    CLEANUP_STRBUF struct strbuf name = {0};
    bool known = status < ARRAY_SIZE(statuses);

    add_decoded(&decoded, message == NULL ? "" : message);
    text_add_escaped(&shown, strbuf_text(&decoded));
    if (known)
        strbuf_add_text(&name, statuses[status].name);
    else
        strbuf_add_format(&name, "Code(%u)", (unsigned)status);
    error_set(err, known ? statuses[status].code : ERROR_BAD_REPLY,
              "rpc error: code = %s desc = %s%s", strbuf_text(&name), strbuf_text(&shown),
              decoded.exceeded ? "…" : "");
    if (status == STATUS_UNIMPLEMENTED)
        err->sys_errno = ENOSYS;
    return -1;
}

int grpc_status_check(const char *headers, struct error *err)
{
    CLEANUP_FREE char *text = http_header_find(headers, "grpc-status");
    uint64_t status = 0;

    if (text == NULL || parse_u64(text, UINT32_MAX, &status) < 0)
        return -EBADMSG;
    return status == 0 ? 0 : status_error(status, headers, err);
}
