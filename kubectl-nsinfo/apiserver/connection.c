// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/connection.h"

#include <errno.h>
#include <sys/utsname.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/apiserver/status.h"

enum {
    MAX_HEADERS = 4,
    // The API server itself gives up a request after 60 s (kube-apiserver --request-timeout).
    DEFAULT_TIMEOUT_MS = 65 * 1000,
};

struct connection {
    const struct cluster_access *access;
    struct http_client *client;
    char *server; // host and port, as kubectl names it
    char *user_agent;
    char *authorization;                  // the header; NULL: none
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

struct connection *connection_new(const struct cluster_access *access)
{
    struct connection *connection = xcalloc(1, sizeof(*connection));

    connection->access = access;
    connection->server = host_of(access->server);
    connection->user_agent = make_user_agent();
    if (access->token != NULL)
        connection->authorization = xasprintf("Authorization: Bearer %s", access->token);
    connection->client = http_client_new(&(struct http_endpoint){
        .base_url = access->server,
        .ca = blob_of(&access->ca),
        .cert = blob_of(&access->cert),
        .key = blob_of(&access->key),
        .server_name = access->tls_server_name,
        .skip_verify = access->skip_verify,
        .user_agent = connection->user_agent,
    });
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
    free(old->authorization);
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

static int exchange(struct connection *connection, struct http_request *request,
                    const char *own_header, struct http_reply *ret, struct error *err)
{
    const char *headers[MAX_HEADERS] = {"Accept: application/json"};
    size_t count = 1;

    if (connection->authorization != NULL)
        headers[count++] = connection->authorization;
    if (own_header != NULL)
        headers[count++] = own_header;
    request->headers = headers;
    int rc = http_client_send(connection->client, request, ret, err);
    request->headers = NULL;
    if (rc < 0)
        return add_prefix(connection, err);
    keep_warnings(connection, ret->warnings);
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
