// SPDX-License-Identifier: Apache-2.0
#include "common/net/http_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "common/base/monotonic.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/net/http_exchange.h"
#include "common/net/proxy.h"
#include "common/net/system_trust.h"

enum {
    // What Go's dialer, and so kubectl, waits for a connection.
    CONNECT_TIMEOUT_MS = 30 * 1000,
    // Requests at once. One that has had no answer for SILENT_US no longer counts: so peers that
    // are dead, each of which holds a request until its time is over, do not hold up the others.
    MAX_LIVELY = 32,
    MAX_BUSY = 256,
    SILENT_US = 1000 * 1000,
    LONGEST_POLL_MS = 100,
};

struct http_client {
    CURLM *multi;                  // the connections
    CURL *pattern;                 // all options of the endpoint; copied for each exchange
    struct curl_slist *connect_to; // where server_name leads to
    struct http_peer peer;
    struct http_exchange *exchanges[MAX_BUSY];
    size_t exchange_count;
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

// Whom to trust. Beside a CA of the endpoint's own the system's are neither trusted nor loaded.
static struct system_trust trust_for(const struct http_endpoint *endpoint)
{
    if (endpoint->ca.len > 0 || endpoint->skip_verify)
        return (struct system_trust){0};
    return system_trust_get();
}

static void set_tls(CURL *curl, const struct http_endpoint *endpoint)
{
    const struct system_trust trust = trust_for(endpoint);

    if (endpoint->skip_verify) {
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    curl_easy_setopt(curl, CURLOPT_CAINFO, trust.file);
    curl_easy_setopt(curl, CURLOPT_CAPATH, trust.folder);
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
    CLEANUP_FREE char *target = xasprintf("%s:%s:%s:%s", server_name, client->peer.port,
                                          client->peer.host, client->peer.port);
    CLEANUP_FREE char *written_port = url_part(url, CURLUPART_PORT, 0);

    client->connect_to = curl_slist_append(NULL, target);
    client->peer.host_header = *written_port == '\0'
                                   ? xasprintf("Host: %s", client->peer.host)
                                   : xasprintf("Host: %s:%s", client->peer.host, written_port);
    curl_url_set(url, CURLUPART_HOST, server_name, 0);
    curl_easy_setopt(client->pattern, CURLOPT_CONNECT_TO, client->connect_to);
}

// Whoever reads the traffic with an HTTPS proxy is checked as the server is, as Go does.
static void set_proxy_tls(CURL *curl, const struct http_endpoint *endpoint)
{
    const struct system_trust trust = trust_for(endpoint);

    if (endpoint->skip_verify) {
        curl_easy_setopt(curl, CURLOPT_PROXY_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(curl, CURLOPT_PROXY_SSL_VERIFYHOST, 0L);
    }
    curl_easy_setopt(curl, CURLOPT_PROXY_CAINFO, trust.file);
    curl_easy_setopt(curl, CURLOPT_PROXY_CAPATH, trust.folder);
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
    const struct proxy_target target = {str_eq(scheme, "https"), host, client->peer.port};
    const char *chosen =
        endpoint->proxy_url != NULL ? endpoint->proxy_url : proxy_choose(&environment, &target);
    if (*chosen != '\0') {
        proxy_add_url(&proxy, chosen);
        proxy_add_shown(&shown, strbuf_text(&proxy));
        client->peer.proxy = strbuf_steal(&shown);
        set_proxy_tls(client->pattern, endpoint);
    }
    curl_easy_setopt(client->pattern, CURLOPT_PROXY, strbuf_text(&proxy));
    curl_easy_setopt(client->pattern, CURLOPT_NOPROXY, "");
    curl_easy_setopt(client->pattern, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void set_url(struct http_client *client, const struct http_endpoint *endpoint)
{
    CLEANUP(url_free) CURLU *url = curl_url();

    client->peer.base_url = xstrdup(endpoint->base_url);
    client->peer.host = xstrdup("");
    client->peer.port = xstrdup("");
    // What is wrong with it, the first request says.
    if (curl_url_set(url, CURLUPART_URL, endpoint->base_url, CURLU_PATH_AS_IS) != CURLUE_OK)
        return;
    free(client->peer.host);
    free(client->peer.port);
    client->peer.host = url_part(url, CURLUPART_HOST, 0);
    client->peer.port = url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    client->peer.server_name =
        xstrdup(endpoint->server_name == NULL ? client->peer.host : endpoint->server_name);
    set_proxy(client, endpoint, url);
    if (endpoint->server_name != NULL) {
        set_server_name(client, url, endpoint->server_name);
        free(client->peer.base_url);
        client->peer.base_url = url_part(url, CURLUPART_URL, 0);
        size_t len = strlen(client->peer.base_url);
        if (len > 0 && client->peer.base_url[len - 1] == '/')
            client->peer.base_url[len - 1] = '\0';
    }
}

// A connection is not used again: libcurl before 8.0 fails then, if it speaks HTTP/2 without
// asking.
static void set_connection(struct http_client *client, const struct http_endpoint *endpoint)
{
    if (endpoint->unix_socket != NULL) {
        client->peer.unix_socket = xstrdup(endpoint->unix_socket);
        curl_easy_setopt(client->pattern, CURLOPT_UNIX_SOCKET_PATH, client->peer.unix_socket);
    }
    if (endpoint->http2_only) {
        curl_easy_setopt(client->pattern, CURLOPT_HTTP_VERSION,
                         (long)CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
        curl_easy_setopt(client->pattern, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(client->pattern, CURLOPT_FORBID_REUSE, 1L);
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
    client->multi = curl_multi_init();
    if (client->multi == NULL)
        abort();
    client->pattern = curl;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    // A second request first waits to see whether it can share the connection of the first one. By
    // plain HTTP it never can.
    if (str_starts_with(endpoint->base_url, "https:"))
        curl_easy_setopt(curl, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, endpoint->user_agent);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, endpoint->compressed ? "gzip" : NULL);
    set_tls(curl, endpoint);
    set_url(client, endpoint);
    set_connection(client, endpoint);
    return client;
}

// OpenSSL writes without MSG_NOSIGNAL: a peer that went away would end the program by SIGPIPE. What
// is blocked here is thrown away at the end, unless it was there before.
struct sigpipe_guard {
    sigset_t before;
    bool was_pending;
};

static void sigpipe_block(struct sigpipe_guard *guard)
{
    sigset_t pipe_only;
    sigset_t pending;

    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    sigpending(&pending);
    guard->was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_only, &guard->before);
}

static void sigpipe_unblock(const struct sigpipe_guard *guard)
{
    const struct timespec at_once = {0};
    sigset_t pipe_only;

    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    if (!guard->was_pending)
        while (sigtimedwait(&pipe_only, NULL, &at_once) < 0 && errno == EINTR)
            continue;
    pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}

static void close_all(struct http_client *client)
{
    struct sigpipe_guard guard;

    sigpipe_block(&guard);
    for (size_t i = 0; i < client->exchange_count; i++)
        http_exchange_free(client->exchanges[i]);
    curl_easy_cleanup(client->pattern);
    curl_multi_cleanup(client->multi);
    sigpipe_unblock(&guard);
}

void http_client_free(struct http_client **client)
{
    struct http_client *old = steal(client);

    if (old == NULL)
        return;
    close_all(old);
    slist_free(&old->connect_to);
    free(old->peer.base_url);
    free(old->peer.host_header);
    free(old->peer.host);
    free(old->peer.port);
    free(old->peer.server_name);
    free(old->peer.proxy);
    free(old->peer.unix_socket);
    free(old);
}

void http_reply_release(struct http_reply *reply)
{
    free(reply->content_type);
    free(reply->warnings);
    strbuf_release(&reply->body);
    strbuf_release(&reply->headers);
    *reply = (struct http_reply){0};
}

// ---- several at once

static size_t count_lively(const struct http_client *client, size_t *ret_busy)
{
    uint64_t now = monotonic_us();
    size_t lively = 0;

    *ret_busy = 0;
    for (size_t i = 0; i < client->exchange_count; i++) {
        *ret_busy += client->exchanges[i]->busy;
        lively += client->exchanges[i]->busy && now - client->exchanges[i]->begun_us < SILENT_US;
    }
    return lively;
}

static struct http_exchange *free_exchange(struct http_client *client)
{
    for (size_t i = 0; i < client->exchange_count; i++)
        if (!client->exchanges[i]->busy)
            return client->exchanges[i];
    CURL *curl = curl_easy_duphandle(client->pattern);
    if (curl == NULL)
        abort();
    client->exchanges[client->exchange_count] = http_exchange_new(curl, &client->peer);
    return client->exchanges[client->exchange_count++];
}

// Sends what there is to send as long as there is room for it. True if there will be more, though
// nothing of it is under way, *wait_ms at the latest.
static bool send_next(struct http_client *client, const struct http_work *work, uint64_t *wait_ms)
{
    size_t busy = 0;

    while (count_lively(client, &busy) < MAX_LIVELY && busy < MAX_BUSY) {
        struct http_request request = {0};
        void *tag = NULL;

        switch (work->next(work->context, &request, &tag, wait_ms)) {
        case HTTP_NEXT_NONE:
            return false;
        case HTTP_NEXT_LATER:
            return true;
        case HTTP_NEXT_REQUEST:
        default:
            break;
        }
        struct http_exchange *exchange = free_exchange(client);
        http_exchange_begin(exchange, &request);
        exchange->tag = tag;
        curl_multi_add_handle(client->multi, exchange->curl);
    }
    return false;
}

// Lets the exchanges go on, or waits until one of them can.
static void perform(struct http_client *client, uint64_t wait_ms)
{
    struct sigpipe_guard guard;
    int running = 0;

    sigpipe_block(&guard);
    if (wait_ms > 0)
        curl_multi_poll(client->multi, NULL, 0, (int)wait_ms, NULL);
    curl_multi_perform(client->multi, &running);
    sigpipe_unblock(&guard);
}

static bool hand_over_finished(struct http_client *client, const struct http_work *work)
{
    int left = 0;
    bool any = false;

    for (CURLMsg *message = curl_multi_info_read(client->multi, &left); message != NULL;
         message = curl_multi_info_read(client->multi, &left)) {
        CLEANUP_HTTP_REPLY struct http_reply reply = {0};
        CLEANUP_ERROR struct error err = {0};
        struct http_exchange *exchange = NULL;
        CURLcode code = message->data.result;

        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
        curl_multi_remove_handle(client->multi, exchange->curl);
        int rc = http_exchange_end(exchange, (int)code, &reply, &err);
        work->done(work->context, exchange->tag, rc < 0 ? NULL : &reply, &err);
        any = true;
    }
    return any;
}

void http_client_run(struct http_client *client, const struct http_work *work)
{
    for (;;) {
        uint64_t wait_ms = LONGEST_POLL_MS;
        size_t busy = 0;
        bool more = send_next(client, work, &wait_ms);

        count_lively(client, &busy);
        if (busy == 0 && !more)
            return;
        perform(client, 0);
        // Here what takes the caller some time takes none from what is under way.
        if (work->turn != NULL)
            work->turn(work->context);
        if (!hand_over_finished(client, work))
            perform(client, wait_ms < LONGEST_POLL_MS ? wait_ms : LONGEST_POLL_MS);
    }
}

// ---- one

struct single {
    struct http_answer answer;          // first: it is the context of both functions
    const struct http_request *request; // NULL: it is under way
};

static enum http_next
single_next(void *context, struct http_request *ret, void **ret_tag,
            uint64_t *ret_wait_ms) // NOLINT: the type is that of struct http_work
{
    struct single *single = context;

    (void)ret_tag;
    (void)ret_wait_ms;
    if (single->request == NULL)
        return HTTP_NEXT_NONE;
    *ret = *single->request;
    single->request = NULL;
    return HTTP_NEXT_REQUEST;
}

void http_answer_done(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    struct http_answer *answer = context;

    (void)tag;
    if (reply == NULL) {
        error_move(answer->err, err);
        answer->result = -1;
        return;
    }
    *answer->reply = *reply;
    *reply = (struct http_reply){0};
}

int http_client_send(struct http_client *client, const struct http_request *request,
                     struct http_reply *ret, struct error *err)
{
    struct single single = {.request = request, .answer = {.reply = ret, .err = err}};
    const struct http_work work = {
        .context = &single, .next = single_next, .done = http_answer_done};

    http_client_run(client, &work);
    return single.answer.result;
}
