// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/exchange.h"

#include "common/base/xalloc.h"
#include "node-agent/server/json_body.h"

void server_request_release(struct server_request *request)
{
    free(request->path);
    free(request->query);
    free(request->remote);
    if (request->token != NULL)
        explicit_bzero(request->token, strlen(request->token));
    free(request->token);
    *request = (struct server_request){0};
}

void server_reply_release(struct server_reply *reply)
{
    strbuf_release(&reply->body);
    free(reply->error);
    *reply = (struct server_reply){0};
}

static const char *reason_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {
        {400, "Bad Request"},  {408, "Request Timeout"},     {413, "Content Too Large"},
        {414, "URI Too Long"}, {503, "Service Unavailable"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(phrases); i++)
        if (phrases[i].status == status)
            return phrases[i].phrase;
    return "Refused";
}

void server_reply_error(struct server_reply *reply, const struct error *err)
{
    const char *message = err->message == NULL ? error_code_name(err->code) : err->message;

    strbuf_reset(&reply->body);
    reply->status = error_http_status(err->code);
    reply->content_type = CONTENT_JSON;
    free(reply->error);
    reply->error = xstrdup(message);
    json_body_add(&reply->body, error_to_json(err->code, message));
}

void server_reply_add_http(const struct server_reply *reply, struct strbuf *buf)
{
    strbuf_add_format(buf,
                      "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                      "Cache-Control: no-store\r\nConnection: close\r\n",
                      reply->status, reason_phrase(reply->status), reply->content_type,
                      reply->body.len);
    if (reply->retry_after_s > 0)
        strbuf_add_format(buf, "Retry-After: %u\r\n", reply->retry_after_s);
    strbuf_add_text(buf, "\r\n");
    strbuf_add(buf, reply->body.data, reply->body.len);
}
