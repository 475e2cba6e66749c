// SPDX-License-Identifier: Apache-2.0
#include "common/net/http_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/net/http_failure.h"
#include "common/net/http_text.h"
#include "common/net/proxy.h"

enum {
    // Bytes of each reply. Not in common/model/limits.h: this layer does not know the model.
    MAX_WARNINGS = 16 * 1024,
    MAX_HEADERS = 16 * 1024,
    // What Go's dialer, and so kubectl, waits for a connection.
    CONNECT_TIMEOUT_MS = 30 * 1000,
};

struct http_client {
    CURL *curl;
    struct curl_slist *connect_to; // where server_name leads to
    char *base_url;                // with server_name in the place of the host
    char *host_header;             // the true one then
    char *host, *port;             // of the endpoint, for messages
    char *server_name;             // that its certificate must have
    char *proxy;                   // its host and port, for messages; NULL if there is none
    char *unix_socket;             // NULL if there is none
    char error_text[CURL_ERROR_SIZE];
    bool handshake_began; // in the last exchange
};

// One exchange, as the callbacks see it.
struct exchange {
    struct strbuf body;
    struct strbuf warnings;
    struct strbuf headers;
    bool keep_headers;
};

static void init_library(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void slist_free(struct curl_slist **list)
{
    curl_slist_free_all(*list);
    *list = NULL;
}

static void url_free(CURLU **url)
{
    curl_url_cleanup(*url);
    *url = NULL;
}

static char *url_part(CURLU *url, CURLUPart part, unsigned flags)
{
    char *text = NULL;

    if (curl_url_get(url, part, &text, flags) != CURLUE_OK)
        return xstrdup("");
    char *copy = xstrdup(text);
    curl_free(text);
    return copy;
}

static void set_blob(CURL *curl, CURLoption option, const struct http_blob *blob)
{
    // The library only reads from it.
    union {
        const void *from;
        void *to;
    } data = {.from = blob->data};
    struct curl_blob set = {.data = data.to, .len = blob->len, .flags = CURL_BLOB_NOCOPY};

    if (blob->len > 0)
        curl_easy_setopt(curl, option, &set);
}

// The library calls it between the connection and the handshake, to let the caller change things.
static CURLcode note_handshake(CURL *curl, void *ssl_context, void *data)
{
    struct http_client *client = data;

    (void)curl;
    (void)ssl_context;
    client->handshake_began = true;
    return CURLE_OK;
}

static void set_tls(CURL *curl, const struct http_endpoint *endpoint)
{
    if (endpoint->skip_verify) {
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    // Beside a CA of the endpoint's own the system's are neither trusted nor loaded.
    if (endpoint->ca.len > 0 || endpoint->skip_verify) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    set_blob(curl, CURLOPT_CAINFO_BLOB, &endpoint->ca);
    set_blob(curl, CURLOPT_SSLCERT_BLOB, &endpoint->cert);
    set_blob(curl, CURLOPT_SSLKEY_BLOB, &endpoint->key);
    // With a pass phrase, even an empty one, OpenSSL never asks the terminal for one.
    curl_easy_setopt(curl, CURLOPT_KEYPASSWD, "");
}

// The library takes the certificate's name from the URL: so the URL names server_name, and the
// connection goes to the true host.
static void set_server_name(struct http_client *client, CURLU *url, const char *server_name)
{
    CLEANUP_FREE char *target =
        xasprintf("%s:%s:%s:%s", server_name, client->port, client->host, client->port);
    CLEANUP_FREE char *written_port = url_part(url, CURLUPART_PORT, 0);

    client->connect_to = curl_slist_append(NULL, target);
    client->host_header = *written_port == '\0'
                              ? xasprintf("Host: %s", client->host)
                              : xasprintf("Host: %s:%s", client->host, written_port);
    curl_url_set(url, CURLUPART_HOST, server_name, 0);
    curl_easy_setopt(client->curl, CURLOPT_CONNECT_TO, client->connect_to);
}

// Whoever reads the traffic with an HTTPS proxy is checked as the server is, as Go does.
static void set_proxy_tls(CURL *curl, const struct http_endpoint *endpoint)
{
    if (endpoint->skip_verify) {
        curl_easy_setopt(curl, CURLOPT_PROXY_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_PROXY_SSL_VERIFYHOST, 0L);
    }
    if (endpoint->ca.len > 0 || endpoint->skip_verify) {
        curl_easy_setopt(curl, CURLOPT_PROXY_CAINFO, NULL);
        curl_easy_setopt(curl, CURLOPT_PROXY_CAPATH, NULL);
    }
    set_blob(curl, CURLOPT_PROXY_CAINFO_BLOB, &endpoint->ca);
}

static void set_proxy(struct http_client *client, const struct http_endpoint *endpoint, CURLU *url)
{
    struct proxy_environment environment = proxy_environment_get();
    CLEANUP_FREE char *scheme = url_part(url, CURLUPART_SCHEME, 0);
    CLEANUP_FREE char *host = url_part(url, CURLUPART_HOST, 0);
    CLEANUP_SECRET_BUF struct strbuf proxy = {0};
    CLEANUP_STRBUF struct strbuf shown = {0};
    size_t len = strlen(host);

    if (*host == '[' && host[len - 1] == ']') {
        host[len - 1] = '\0';
        memmove(host, host + 1, len - 1);
    }
    const struct proxy_target target = {str_eq(scheme, "https"), host, client->port};
    const char *chosen =
        endpoint->proxy_url != NULL ? endpoint->proxy_url : proxy_choose(&environment, &target);
    if (*chosen != '\0') {
        proxy_add_url(&proxy, chosen);
        proxy_add_shown(&shown, strbuf_text(&proxy));
        client->proxy = strbuf_steal(&shown);
        set_proxy_tls(client->curl, endpoint);
    }
    curl_easy_setopt(client->curl, CURLOPT_PROXY, strbuf_text(&proxy));
    curl_easy_setopt(client->curl, CURLOPT_NOPROXY, "");
    curl_easy_setopt(client->curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void set_url(struct http_client *client, const struct http_endpoint *endpoint)
{
    CLEANUP(url_free) CURLU *url = curl_url();

    client->base_url = xstrdup(endpoint->base_url);
    client->host = xstrdup("");
    client->port = xstrdup("");
    // What is wrong with it, the first request says.
    if (curl_url_set(url, CURLUPART_URL, endpoint->base_url, CURLU_PATH_AS_IS) != CURLUE_OK)
        return;
    free(client->host);
    free(client->port);
    client->host = url_part(url, CURLUPART_HOST, 0);
    client->port = url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    client->server_name =
        xstrdup(endpoint->server_name == NULL ? client->host : endpoint->server_name);
    set_proxy(client, endpoint, url);
    if (endpoint->server_name != NULL) {
        set_server_name(client, url, endpoint->server_name);
        free(client->base_url);
        client->base_url = url_part(url, CURLUPART_URL, 0);
        size_t len = strlen(client->base_url);
        if (len > 0 && client->base_url[len - 1] == '/')
            client->base_url[len - 1] = '\0';
    }
}

static size_t take_body(char *bytes, size_t size, size_t count, void *data)
{
    struct exchange *exchange = data;

    strbuf_add(&exchange->body, bytes, size * count);
    return exchange->body.exceeded ? 0 : size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *data)
{
    static const char name[] = "warning:";
    struct exchange *exchange = data;

    if (size * count > strlen(name) && strncasecmp(bytes, name, strlen(name)) == 0) {
        CLEANUP_FREE char *value = xstrndup(bytes + strlen(name), size * count - strlen(name));
        value[strcspn(value, "\r\n")] = '\0';
        http_add_warnings(&exchange->warnings, value);
    }
    if (exchange->keep_headers)
        strbuf_add(&exchange->headers, bytes, size * count);
    return size * count;
}

// A connection is not used again: libcurl before 8.0 fails then, if it speaks HTTP/2 without
// asking.
static void set_connection(struct http_client *client, const struct http_endpoint *endpoint)
{
    if (endpoint->unix_socket != NULL) {
        client->unix_socket = xstrdup(endpoint->unix_socket);
        curl_easy_setopt(client->curl, CURLOPT_UNIX_SOCKET_PATH, client->unix_socket);
    }
    if (endpoint->http2_only) {
        curl_easy_setopt(client->curl, CURLOPT_HTTP_VERSION,
                         (long)CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
        curl_easy_setopt(client->curl, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(client->curl, CURLOPT_FORBID_REUSE, 1L);
    }
}

struct http_client *http_client_new(const struct http_endpoint *endpoint)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct http_client *client = xcalloc(1, sizeof(*client));

    pthread_once(&once, init_library);
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        abort();
    client->curl = curl;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, client->error_text);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, endpoint->user_agent);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, endpoint->compressed ? "gzip" : NULL);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, note_handshake);
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, client);
    set_tls(curl, endpoint);
    set_url(client, endpoint);
    set_connection(client, endpoint);
    return client;
}

void http_client_free(struct http_client **client)
{
    if (*client == NULL)
        return;
    curl_easy_cleanup((*client)->curl);
    slist_free(&(*client)->connect_to);
    free((*client)->base_url);
    free((*client)->host_header);
    free((*client)->host);
    free((*client)->port);
    free((*client)->server_name);
    free((*client)->proxy);
    free((*client)->unix_socket);
    free(*client);
    *client = NULL;
}

void http_reply_release(struct http_reply *reply)
{
    free(reply->content_type);
    free(reply->warnings);
    strbuf_release(&reply->body);
    strbuf_release(&reply->headers);
    *reply = (struct http_reply){0};
}

static void add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer == NULL)
        abort();
    *list = longer;
}

static struct curl_slist *request_headers(const struct http_client *client,
                                          const struct http_request *request)
{
    struct curl_slist *list = NULL;

    // Without it a large body would wait for a "100 Continue" first.
    add_header(&list, "Expect:");
    if (client->host_header != NULL)
        add_header(&list, client->host_header);
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

// OpenSSL writes without MSG_NOSIGNAL: a peer that went away would end the program by SIGPIPE.
static CURLcode perform_without_sigpipe(CURL *curl)
{
    const struct timespec at_once = {0};
    sigset_t pipe_only;
    sigset_t before;
    sigset_t pending;

    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
    CURLcode rc = curl_easy_perform(curl);
    if (!sigismember(&pending, SIGPIPE))
        while (sigtimedwait(&pipe_only, NULL, &at_once) < 0 && errno == EINTR)
            continue;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

static enum http_stage stage_reached(const struct http_client *client)
{
    curl_off_t started = 0;
    long status = 0;

    curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(client->curl, CURLINFO_PRETRANSFER_TIME_T, &started);
    if (status != 0)
        return HTTP_STAGE_BODY;
    if (started > 0)
        return HTTP_STAGE_HEADERS;
    return client->handshake_began ? HTTP_STAGE_HANDSHAKE : HTTP_STAGE_CONNECT;
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

static int fail(const struct http_client *client, const struct http_request *request, CURLcode rc,
                struct error *err)
{
    struct http_failure failure = {
        .kind = failure_kind(rc),
        .stage = stage_reached(client),
        .host = client->host,
        .port = client->port,
        .server_name = client->server_name,
        .proxy = client->proxy,
        .unix_socket = client->unix_socket,
        .text = *client->error_text == '\0' ? curl_easy_strerror(rc) : client->error_text,
        .max_reply = request->max_reply,
    };

    curl_easy_getinfo(client->curl, CURLINFO_OS_ERRNO, &failure.sys_errno);
    curl_easy_getinfo(client->curl, CURLINFO_HTTP_CONNECTCODE, &failure.proxy_status);
    curl_easy_getinfo(client->curl, CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
    if (failure.verify_result == 0)
        curl_easy_getinfo(client->curl, CURLINFO_PROXY_SSL_VERIFYRESULT, &failure.verify_result);
    return http_failure_error(&failure, err);
}

static void hand_over(CURL *curl, struct exchange *exchange, struct http_reply *ret)
{
    const char *content_type = NULL;
    long status = 0;

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &content_type);
    *ret = (struct http_reply){
        .status = (int)status,
        .content_type = xstrdup(content_type),
        .warnings = exchange->warnings.len == 0 ? NULL : strbuf_steal(&exchange->warnings),
        .body = exchange->body,
        .headers = exchange->headers,
    };
    exchange->body = (struct strbuf){0};
    exchange->headers = (struct strbuf){0};
}

int http_client_send(struct http_client *client, const struct http_request *request,
                     struct http_reply *ret, struct error *err)
{
    struct exchange exchange = {.body = STRBUF_LIMITED(request->max_reply),
                                .warnings = STRBUF_LIMITED(MAX_WARNINGS),
                                .headers = STRBUF_LIMITED(MAX_HEADERS),
                                .keep_headers = request->keep_headers};
    CLEANUP(slist_free) struct curl_slist *headers = request_headers(client, request);
    CLEANUP_FREE char *url = xasprintf("%s%s", client->base_url, request->path);
    CURL *curl = client->curl;

    *client->error_text = '\0';
    client->handshake_began = false;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
    set_request(curl, request);
    CURLcode rc = perform_without_sigpipe(curl);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);

    int result = 0;
    if (rc == CURLE_OK)
        hand_over(curl, &exchange, ret);
    else
        result = fail(client, request, rc, err);
    strbuf_release(&exchange.body);
    strbuf_release(&exchange.warnings);
    strbuf_release(&exchange.headers);
    return result;
}
