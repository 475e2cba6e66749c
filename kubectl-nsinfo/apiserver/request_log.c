// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/request_log.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/apiserver/mask.h"

// How much of a body is shown, as kubectl has it.
enum { BODY_BYTES = 1024, LONGER_BODY_BYTES = 10 * 1024 };

static const char *status_words(int status)
{
    static const struct {
        int status;
        const char *words;
    } rows[] = {
        {200, " OK"},
        {201, " Created"},
        {202, " Accepted"},
        {204, " No Content"},
        {301, " Moved Permanently"},
        {302, " Found"},
        {307, " Temporary Redirect"},
        {308, " Permanent Redirect"},
        {400, " Bad Request"},
        {401, " Unauthorized"},
        {403, " Forbidden"},
        {404, " Not Found"},
        {405, " Method Not Allowed"},
        {406, " Not Acceptable"},
        {409, " Conflict"},
        {410, " Gone"},
        {413, " Request Entity Too Large"},
        {415, " Unsupported Media Type"},
        {422, " Unprocessable Entity"},
        {429, " Too Many Requests"},
        {500, " Internal Server Error"},
        {502, " Bad Gateway"},
        {503, " Service Unavailable"},
        {504, " Gateway Timeout"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (rows[i].status == status)
            return rows[i].words;
    return "";
}

static void add_target(const struct logged_request *request, struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf url = {0};

    mask_add_url(request->server, &url);
    strbuf_add_text(&url, request->path);
    strbuf_add_format(out, "%s ", request->method);
    text_add_escaped(out, strbuf_text(&url));
}

static void add_header(const char *line, struct strbuf *out)
{
    CLEANUP_SECRET_BUF struct strbuf masked = {0};

    mask_add_header(line, &masked);
    strbuf_add_text(out, "    ");
    text_add_escaped(out, strbuf_text(&masked));
    strbuf_add_char(out, '\n');
}

static void add_body(const struct logged_request *request, const char *what, const char *text,
                     size_t len, struct strbuf *out)
{
    CLEANUP_SECRET_BUF struct strbuf masked = {0};
    size_t limit = request->level >= REQUEST_LOG_ALL      ? len
                   : request->level >= REQUEST_LOG_LONGER ? LONGER_BODY_BYTES
                                                          : BODY_BYTES;
    size_t shown = len < limit ? len : limit;

    if (request->level < REQUEST_LOG_BODIES || len == 0)
        return;
    mask_add_body(text, shown, &masked);
    strbuf_add_format(out, "%s Body: ", what);
    text_add_escaped(out, strbuf_text(&masked));
    if (shown < len)
        strbuf_add_format(out, " [truncated %zu chars]", len - shown);
    strbuf_add_char(out, '\n');
}

void request_log_add_request(const struct logged_request *request, struct strbuf *out)
{
    if (request->level < REQUEST_LOG_HEADERS)
        return;
    add_body(request, "Request", request->body.data, request->body.len, out);
    add_target(request, out);
    strbuf_add_text(out, "\nRequest Headers:\n");
    for (size_t i = 0; i < request->headers->count; i++)
        add_header(request->headers->items[i], out);
    strbuf_add_format(out, "    User-Agent: %s\n", request->user_agent);
}

// The status line is the first of them.
static void add_reply_headers(const char *lines, struct strbuf *out)
{
    while (*lines != '\0') {
        size_t len = strcspn(lines, "\r\n");
        CLEANUP_SECRET char *line = xstrndup(lines, len);

        if (strchr(line, ':') != NULL && !str_starts_with(line, "HTTP/"))
            add_header(line, out);
        lines += len;
        lines += strspn(lines, "\r\n");
    }
}

void request_log_add_reply(const struct logged_request *request, const struct http_reply *reply,
                           uint64_t milliseconds, struct strbuf *out)
{
    if (request->level < REQUEST_LOG_LINE)
        return;
    if (request->level == REQUEST_LOG_LINE)
        add_target(request, out);
    else
        strbuf_add_text(out, "Response Status:");
    strbuf_add_format(out, " %d%s in %" PRIu64 " milliseconds\n", reply->status,
                      status_words(reply->status), milliseconds);
    if (request->level < REQUEST_LOG_BODIES)
        return;
    strbuf_add_text(out, "Response Headers:\n");
    add_reply_headers(strbuf_text(&reply->headers), out);
    add_body(request, "Response", strbuf_text(&reply->body), reply->body.len, out);
}

void request_log_add_failure(const struct logged_request *request, const struct error *err,
                             uint64_t milliseconds, struct strbuf *out)
{
    if (request->level < REQUEST_LOG_LINE)
        return;
    add_target(request, out);
    strbuf_add_format(out, " failed in %" PRIu64 " milliseconds: ", milliseconds);
    text_add_escaped(out, err->message);
    strbuf_add_char(out, '\n');
}

void request_log_add_stamped(const char *lines, struct strbuf *out)
{
    struct timespec now = {0};
    struct tm local = {0};

    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &local);
    while (*lines != '\0') {
        size_t len = strcspn(lines, "\n");
        strbuf_add_format(out, "I%02d%02d %02d:%02d:%02d.%06ld %7d nsinfo] %.*s\n",
                          local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min,
                          local.tm_sec, now.tv_nsec / 1000, (int)getpid(), (int)len, lines);
        lines += len + (lines[len] == '\n');
    }
}
