// SPDX-License-Identifier: Apache-2.0
#include "common/net/http_exchange.h"

#include <curl/curl.h>
#include <limits.h>

#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/net/http_failure.h"
#include "common/net/http_text.h"

enum {
    // Bytes of each reply. Not in common/model/limits.h: this layer does not know the model.
    MAX_WARNINGS = 16 * 1024,
    MAX_HEADERS = 16 * 1024,
};

// The library calls it between the connection and the handshake, to let the caller change things.
static CURLcode note_handshake(CURL *curl, void *ssl_context, void *data)
{
    struct http_exchange *exchange = data;

    (void)curl;
    (void)ssl_context;
    exchange->handshake_began = true;
    return CURLE_OK;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
    struct http_exchange *exchange = data;

    strbuf_add(&exchange->body, bytes, size * count);
    return exchange->body.exceeded ? 0 : size * count;
}

// The value of the header line, owned by the caller; NULL if it is another header's.
static char *value_of(const char *line, size_t len, const char *name)
{
    size_t name_len = strlen(name);

    if (len <= name_len || strncasecmp(line, name, name_len) != 0)
        return NULL;
    char *value = xstrndup(line + name_len, len - name_len);
    value[strcspn(value, "\r\n")] = '\0';
    return value;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
    struct http_exchange *exchange = data;
    CLEANUP_FREE char *warning = value_of(bytes, size * count, "warning:");
    CLEANUP_FREE char *retry = value_of(bytes, size * count, "retry-after:");

    if (warning != NULL)
        http_add_warnings(&exchange->warnings, warning);
    if (retry != NULL)
        exchange->has_retry_after = http_retry_after(retry, &exchange->retry_after_s) == 0;
    if (exchange->keep_headers)
        strbuf_add(&exchange->headers, bytes, size * count);
    return size * count;
}

struct http_exchange *http_exchange_new(void *curl, const struct http_peer *peer)
{
    struct http_exchange *exchange = xcalloc(1, sizeof(*exchange));

    _Static_assert(sizeof(exchange->error_text) >= CURL_ERROR_SIZE, "every message fits");
    exchange->curl = curl;
    exchange->peer = peer;
    curl_easy_setopt(curl, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange->error_text);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, note_handshake);
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, exchange);
    return exchange;
}

static void empty(struct http_exchange *exchange)
{
    curl_easy_setopt(exchange->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(exchange->header_list);
    exchange->header_list = NULL;
    strbuf_release(&exchange->body);
    strbuf_release(&exchange->warnings);
    strbuf_release(&exchange->headers);
    free(steal(&exchange->port));
    exchange->busy = false;
}

void http_exchange_free(struct http_exchange *exchange)
{
    empty(exchange);
    curl_easy_cleanup(exchange->curl);
    free(exchange);
}

static void add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer == NULL)
        abort();
    *list = longer;
}

static struct curl_slist *request_headers(const struct http_peer *peer,
                                          const struct http_request *request)
{
    struct curl_slist *list = NULL;

    // Without it a large body would wait for a "100 Continue" first.
    add_header(&list, "Expect:");
    if (peer->host_header != NULL)
        add_header(&list, peer->host_header);
    for (const char *const *line = request->headers; line != NULL && *line != NULL; line++)
        add_header(&list, *line);
    return list;
}

// The library refuses a longer time than it can count, and would keep the last one.
static long curl_timeout(uint64_t timeout_ms)
{
    return timeout_ms > INT_MAX ? INT_MAX : (long)timeout_ms;
}

static void set_request(CURL *curl, const struct http_request *request)
{
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (request->body.data != NULL) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, curl_timeout(request->timeout_ms));
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->max_reply);
}

// NULL if it names none.
static char *port_of(const char *base_url)
{
    const char *colon = strrchr(base_url, ':');

    return colon == NULL || colon[1] == '/' ? NULL : xstrdup(colon + 1);
}

void http_exchange_begin(struct http_exchange *exchange, const struct http_request *request)
{
    const char *base_url = request->base_url == NULL ? exchange->peer->base_url : request->base_url;
    CLEANUP_FREE char *url = xasprintf("%s%s", base_url, request->path);

    *exchange->error_text = '\0';
    exchange->handshake_began = false;
    exchange->has_retry_after = false;
    exchange->keep_headers = request->keep_headers;
    exchange->max_reply = request->max_reply;
    exchange->body = (struct strbuf)STRBUF_LIMITED(request->max_reply);
    exchange->warnings = (struct strbuf)STRBUF_LIMITED(MAX_WARNINGS);
    exchange->headers = (struct strbuf)STRBUF_LIMITED(MAX_HEADERS);
    exchange->header_list = request_headers(exchange->peer, request);
    if (request->base_url != NULL)
        exchange->port = port_of(base_url);
    curl_easy_setopt(exchange->curl, CURLOPT_URL, url);
    curl_easy_setopt(exchange->curl, CURLOPT_HTTPHEADER, exchange->header_list);
    set_request(exchange->curl, request);
    exchange->busy = true;
    exchange->begun_us = monotonic_us();
}

static enum http_stage stage_reached(const struct http_exchange *exchange)
{
    curl_off_t started = 0;
    long status = 0;

    curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(exchange->curl, CURLINFO_PRETRANSFER_TIME_T, &started);
    if (status != 0)
        return HTTP_STAGE_BODY;
    if (started > 0)
        return HTTP_STAGE_HEADERS;
    return exchange->handshake_began ? HTTP_STAGE_HANDSHAKE : HTTP_STAGE_CONNECT;
}

static enum http_failure_kind failure_kind(CURLcode rc)
{
    static const struct {
        CURLcode code;
        enum http_failure_kind kind;
    } kinds[] = {
        {CURLE_UNSUPPORTED_PROTOCOL, HTTP_FAILURE_NOT_HTTP},
        {CURLE_WEIRD_SERVER_REPLY, HTTP_FAILURE_NOT_HTTP},
        {CURLE_URL_MALFORMAT, HTTP_FAILURE_URL},
        {CURLE_COULDNT_RESOLVE_HOST, HTTP_FAILURE_NO_HOST},
        {CURLE_COULDNT_RESOLVE_PROXY, HTTP_FAILURE_NO_HOST},
        {CURLE_COULDNT_CONNECT, HTTP_FAILURE_CONNECT},
        {CURLE_OPERATION_TIMEDOUT, HTTP_FAILURE_TIMEOUT},
        {CURLE_PARTIAL_FILE, HTTP_FAILURE_CUT},
        {CURLE_HTTP2_STREAM, HTTP_FAILURE_CUT},
        {CURLE_GOT_NOTHING, HTTP_FAILURE_NOTHING},
        {CURLE_RECV_ERROR, HTTP_FAILURE_LOST},
        {CURLE_SEND_ERROR, HTTP_FAILURE_LOST},
        {CURLE_WRITE_ERROR, HTTP_FAILURE_TOO_LARGE},
        {CURLE_FILESIZE_EXCEEDED, HTTP_FAILURE_TOO_LARGE},
        {CURLE_PEER_FAILED_VERIFICATION, HTTP_FAILURE_VERIFY},
        {CURLE_SSL_CONNECT_ERROR, HTTP_FAILURE_TLS},
        {CURLE_SSL_CACERT_BADFILE, HTTP_FAILURE_CA},
        {CURLE_SSL_CERTPROBLEM, HTTP_FAILURE_CERT},
    };

    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (kinds[i].code == rc)
            return kinds[i].kind;
    return HTTP_FAILURE_OTHER;
}

static int fail(const struct http_exchange *exchange, CURLcode rc, struct error *err)
{
    const struct http_peer *peer = exchange->peer;
    struct http_failure failure = {
        .kind = failure_kind(rc),
        .stage = stage_reached(exchange),
        .host = peer->host,
        .port = exchange->port == NULL ? peer->port : exchange->port,
        .server_name = peer->server_name,
        .proxy = peer->proxy,
        .unix_socket = peer->unix_socket,
        .text = *exchange->error_text == '\0' ? curl_easy_strerror(rc) : exchange->error_text,
        .max_reply = exchange->max_reply,
    };

    curl_easy_getinfo(exchange->curl, CURLINFO_OS_ERRNO, &failure.sys_errno);
    curl_easy_getinfo(exchange->curl, CURLINFO_HTTP_CONNECTCODE, &failure.proxy_status);
    curl_easy_getinfo(exchange->curl, CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
    if (failure.verify_result == 0)
        curl_easy_getinfo(exchange->curl, CURLINFO_PROXY_SSL_VERIFYRESULT, &failure.verify_result);
    return http_failure_error(&failure, err);
}

static void hand_over(struct http_exchange *exchange, struct http_reply *ret)
{
    const char *content_type = NULL;
    long status = 0;

    curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(exchange->curl, CURLINFO_CONTENT_TYPE, &content_type);
    *ret = (struct http_reply){
        .status = (int)status,
        .content_type = xstrdup(content_type),
        .warnings = exchange->warnings.len == 0 ? NULL : strbuf_steal(&exchange->warnings),
        .body = exchange->body,
        .headers = exchange->headers,
        .has_retry_after = exchange->has_retry_after,
        .retry_after_s = exchange->retry_after_s,
    };
    exchange->body = (struct strbuf){0};
    exchange->headers = (struct strbuf){0};
}

int http_exchange_end(struct http_exchange *exchange, int curl_code, struct http_reply *ret,
                      struct error *err)
{
    int result = 0;

    if (curl_code == CURLE_OK)
        hand_over(exchange, ret);
    else
        result = fail(exchange, (CURLcode)curl_code, err);
    empty(exchange);
    return result;
}
