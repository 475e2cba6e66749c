// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/connection.h"

#include <errno.h>
#include <sys/utsname.h>

#include "common/base/monotonic.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/text_list.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/apiserver/request_log.h"
#include "kubectl-nsinfo/apiserver/status.h"
#include "kubectl-nsinfo/kubeconfig/credential.h"

enum {
    // The API server itself gives up a request after 60 s (kube-apiserver --request-timeout).
    DEFAULT_TIMEOUT_MS = 65 * 1000,
};

struct connection {
    const struct cluster_access *access;
    struct http_client *client;
    char *server; // host and port, as kubectl names it
    char *user_agent;
    struct credential credential;
    char *warnings[LIMIT_WARNINGS_COUNT]; // each text once
    size_t warning_count;
    size_t warnings_taken;
};

// kubectl names what stands between the scheme and the path.
static char *host_of(const char *url)
{
    const char *host = strstr(url, "://");

    host = host == NULL ? url : host + 3;
    return xstrndup(host, strcspn(host, "/"));
}

static char *make_user_agent(void)
{
    struct utsname system = {0};
    const char *arch = uname(&system) < 0 ? "unknown" : system.machine;

    // The names of Go's GOARCH, as other clients have them in the audit log.
    if (str_eq(arch, "x86_64"))
        arch = "amd64";
    else if (str_eq(arch, "aarch64"))
        arch = "arm64";
    return xasprintf("kubectl-nsinfo/v%s (linux/%s)", NSINFO_VERSION, arch);
}

static struct http_blob blob_of(const struct strbuf *buf)
{
    return (struct http_blob){.data = buf->len == 0 ? NULL : buf->data, .len = buf->len};
}

static struct http_client *make_client(const struct connection *connection)
{
    const struct cluster_access *access = connection->access;

    return http_client_new(&(struct http_endpoint){
        .base_url = access->server,
        .ca = blob_of(&access->ca),
        .cert = blob_of(credential_cert(&connection->credential)),
        .key = blob_of(credential_key(&connection->credential)),
        .server_name = access->tls_server_name,
        .skip_verify = access->skip_verify,
        .proxy_url = access->proxy_url,
        .compressed = !access->disable_compression,
        .user_agent = connection->user_agent,
    });
}

struct connection *connection_new(const struct cluster_access *access)
{
    struct connection *connection = xcalloc(1, sizeof(*connection));

    connection->access = access;
    connection->server = host_of(access->server);
    connection->user_agent = make_user_agent();
    credential_init(&connection->credential, access);
    connection->client = make_client(connection);
    return connection;
}

void connection_free(struct connection **connection)
{
    struct connection *old = steal(connection);

    if (old == NULL)
        return;
    http_client_free(&old->client);
    for (size_t i = 0; i < old->warning_count; i++)
        free(old->warnings[i]);
    free(old->server);
    free(old->user_agent);
    credential_release(&old->credential);
    free(old);
}

static bool has_warning(const struct connection *connection, const char *text)
{
    for (size_t i = 0; i < connection->warning_count; i++)
        if (str_eq(connection->warnings[i], text))
            return true;
    return false;
}

// Each text once, as kubectl shows them.
static void keep_warnings(struct connection *connection, const char *lines)
{
    while (lines != NULL && *lines != '\0' && connection->warning_count < LIMIT_WARNINGS_COUNT) {
        size_t len = strcspn(lines, "\n");
        CLEANUP_FREE char *text = xstrndup(lines, len);

        if (!has_warning(connection, text))
            connection->warnings[connection->warning_count++] = steal(&text);
        lines += len + (lines[len] == '\n');
    }
}

const char *connection_next_warning(struct connection *connection)
{
    if (connection->warnings_taken == connection->warning_count)
        return NULL;
    return connection->warnings[connection->warnings_taken++];
}

// What went wrong below HTTP, as kubectl reports it.
static int add_prefix(const struct connection *connection, struct error *err)
{
    if (err->code == ERROR_UNREACHABLE && err->sys_errno == ECONNREFUSED) {
        error_set(err, ERROR_UNREACHABLE,
                  "The connection to the server %s was refused - did you specify the right host or "
                  "port?",
                  connection->server);
        err->sys_errno = ECONNREFUSED;
        error_set_prefix(err, "%s", "");
    } else if (err->code == ERROR_UNREACHABLE || err->code == ERROR_TIMEOUT) {
        error_set_prefix(err, "Unable to connect to the server");
    }
    return -1;
}

static void add_authorization(const struct connection *connection, struct text_list *headers)
{
    const char *basic = connection->access->basic;
    const char *token = connection->credential.token;
    CLEANUP_SECRET char *line = NULL;

    if (token != NULL)
        line = xasprintf("Authorization: Bearer %s", token);
    else if (basic != NULL)
        line = xasprintf("Authorization: Basic %s", basic);
    if (line != NULL)
        text_list_add(headers, line);
}

static void add_headers(const struct connection *connection, const char *own_header,
                        struct text_list *headers)
{
    const struct text_list *impersonation = &connection->access->impersonation;

    text_list_add(headers, "Accept: application/json");
    add_authorization(connection, headers);
    for (size_t i = 0; i < impersonation->count; i++)
        text_list_add(headers, impersonation->items[i]);
    if (own_header != NULL)
        text_list_add(headers, own_header);
}

// Hands the lines to whoever is to see them, and empties the buffer.
static void show_log(const struct connection *connection, struct strbuf *lines)
{
    CLEANUP_STRBUF struct strbuf stamped = {0};

    if (connection->access->log != NULL && lines->len > 0) {
        request_log_add_stamped(strbuf_text(lines), &stamped);
        connection->access->log(strbuf_text(&stamped));
    }
    strbuf_reset(lines);
}

static int send_logged(struct connection *connection, struct http_request *request,
                       const struct text_list *headers, struct http_reply *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf lines = {0};
    const struct logged_request logged = {
        .level = connection->access->verbosity,
        .method = request->method,
        .server = connection->access->server,
        .path = request->path,
        .user_agent = connection->user_agent,
        .headers = headers,
        .body = request->body,
    };
    uint64_t start = monotonic_us();

    request_log_add_request(&logged, &lines);
    show_log(connection, &lines);
    request->keep_headers = logged.level >= REQUEST_LOG_BODIES;
    int rc = http_client_send(connection->client, request, ret, err);
    uint64_t milliseconds = (monotonic_us() - start) / 1000;
    if (rc < 0)
        request_log_add_failure(&logged, err, milliseconds, &lines);
    else
        request_log_add_reply(&logged, ret, milliseconds, &lines);
    show_log(connection, &lines);
    return rc;
}

static int send_once(struct connection *connection, struct http_request *request,
                     const char *own_header, struct http_reply *ret, struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list headers = {0};
    bool other_cert = false;

    if (credential_renew(&connection->credential, &other_cert, err) < 0)
        return -1;
    if (other_cert) {
        http_client_free(&connection->client);
        connection->client = make_client(connection);
    }
    add_headers(connection, own_header, &headers);
    request->headers = (const char *const *)headers.items;
    int rc = send_logged(connection, request, &headers, ret, err);
    request->headers = NULL;
    return rc < 0 ? add_prefix(connection, err) : 0;
}

// A request that was refused for who asked did nothing, and may be sent again.
static int exchange(struct connection *connection, struct http_request *request,
                    const char *own_header, struct http_reply *ret, struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};

    if (send_once(connection, request, own_header, &reply, err) < 0)
        return -1;
    if (credential_was_refused(&connection->credential, reply.status)) {
        http_reply_release(&reply);
        if (send_once(connection, request, own_header, &reply, err) < 0)
            return -1;
    }
    keep_warnings(connection, reply.warnings);
    *ret = reply;
    reply = (struct http_reply){0};
    return 0;
}

static int parse_reply(const struct http_reply *reply, json_t **ret, struct error *err)
{
    if (reply->status < 200 || reply->status > 299)
        return connection_reply_error(reply, err);
    if (json_parse(strbuf_text(&reply->body), reply->body.len, ret, err) < 0)
        return error_wrap(err, "the server's reply (%s)",
                          reply->content_type == NULL ? "of no type" : reply->content_type);
    return 0;
}

// The lesser of two limits, where 0 is none.
static uint64_t lesser_limit(uint64_t a, uint64_t b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

int connection_get(struct connection *connection, const char *path, uint64_t limit_ms, json_t **ret,
                   struct error *err)
{
    uint64_t timeout_ms = cluster_access_timeout(connection->access, DEFAULT_TIMEOUT_MS);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    struct http_request request = {
        .method = "GET",
        .path = path,
        .timeout_ms = lesser_limit(timeout_ms, limit_ms),
        .max_reply = LIMIT_API_REPLY,
    };

    if (exchange(connection, &request, NULL, &reply, err) < 0)
        return -1;
    return parse_reply(&reply, ret, err);
}

int connection_apply(struct connection *connection, const char *path, const char *document,
                     size_t len, json_t **ret, struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    struct http_request request = {
        .method = "PATCH",
        .path = path,
        .body = {.data = document, .len = len},
        .timeout_ms = cluster_access_timeout(connection->access, DEFAULT_TIMEOUT_MS),
        .max_reply = LIMIT_API_REPLY,
    };

    if (exchange(connection, &request, "Content-Type: application/apply-patch+yaml", &reply, err) <
        0)
        return -1;
    return parse_reply(&reply, ret, err);
}

int connection_create_raw(struct connection *connection, const char *path, const char *document,
                          struct http_reply *ret, struct error *err)
{
    struct http_request request = {
        .method = "POST",
        .path = path,
        .body = {.data = document, .len = strlen(document)},
        .timeout_ms = cluster_access_timeout(connection->access, DEFAULT_TIMEOUT_MS),
        .max_reply = LIMIT_API_REPLY,
    };

    return exchange(connection, &request, "Content-Type: application/json", ret, err);
}

int connection_get_raw(struct connection *connection, const char *path, const char *header,
                       size_t max_reply, uint64_t own_timeout_ms, struct http_reply *ret,
                       struct error *err)
{
    struct http_request request = {
        .method = "GET",
        .path = path,
        .timeout_ms = cluster_access_timeout(connection->access, own_timeout_ms),
        .max_reply = max_reply,
    };

    return exchange(connection, &request, header, ret, err);
}

int connection_reply_error(const struct http_reply *reply, struct error *err)
{
    return status_error(reply->status, reply->content_type, strbuf_text(&reply->body),
                        reply->body.len, err);
}
