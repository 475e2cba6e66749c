// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access_log.h"

#include "common/base/log.h"
#include "common/base/text.h"

void access_log_write(const struct server_request *request, const struct server_reply *reply,
                      uint64_t microseconds)
{
    enum { PATH_SHOWN = 256, HTTP_SERVER_ERROR = 500 };
    bool failed = reply->error != NULL && reply->status >= HTTP_SERVER_ERROR;
    CLEANUP_STRBUF struct strbuf path = STRBUF_LIMITED(PATH_SHOWN);

    text_add_escaped(&path, request->path);
    const struct log_field fields[] = {
        {.name = "method", .text = request->method},
        {.name = "path", .text = strbuf_text(&path)},
        {.name = "ids", .number = (int64_t)reply->id_count},
        {.name = "status", .number = reply->status},
        {.name = "duration_us", .number = (int64_t)microseconds},
        {.name = "bytes", .number = (int64_t)reply->body.len},
        {.name = "remote", .text = request->remote == NULL ? "" : request->remote},
        {.name = "error", .text = reply->error},
    };
    log_line(LOG_INFO, "request", fields, ARRAY_SIZE(fields) - (failed ? 0 : 1));
}
