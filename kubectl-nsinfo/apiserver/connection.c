// SPDX-License-Identifier: Apache-2.0
#include <sys/utsname.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/apiserver/connection_state.h"
#include "kubectl-nsinfo/apiserver/status.h"

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

void connection_renew_client(struct connection *connection)
{
    http_client_free(&connection->client);
    connection->client = make_client(connection);
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

const char *connection_user_agent(const struct connection *connection)
{
    return connection->user_agent;
}

static bool has_warning(const struct connection *connection, const char *text)
{
    for (size_t i = 0; i < connection->warning_count; i++)
        if (str_eq(connection->warnings[i], text))
            return true;
    return false;
}

// Each text once, as kubectl shows them.
void connection_keep_warnings(struct connection *connection, const char *lines)
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

// ---- one request

// Of a call, the parts that differ; the rest is added.
struct single {
    struct http_answer answer; // first: it is the context of both functions
    struct api_call call;
    bool sent;
};

static bool single_next(void *context, struct api_call *ret)
{
    struct single *single = context;

    if (single->sent)
        return false;
    single->sent = true;
    *ret = single->call;
    return true;
}

// The call's path and header are taken over.
static int exchange(struct connection *connection, const struct api_call *call,
                    struct http_reply *ret, struct error *err)
{
    struct single single = {.call = *call, .answer = {.reply = ret, .err = err}};
    const struct api_work work = {
        .context = &single, .next = single_next, .done = http_answer_done};

    connection_run(connection, &work);
    return single.answer.result;
}

int connection_reply_json(const struct http_reply *reply, const struct json_wish *members,
                          json_t **ret, struct error *err)
{
    if (reply->status < 200 || reply->status > 299)
        return connection_reply_error(reply, err);
    if (json_parse_pruned(strbuf_text(&reply->body), reply->body.len, members, ret, err) < 0)
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
    uint64_t timeout_ms = cluster_access_timeout(connection->access, API_TIMEOUT_MS);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    const struct api_call call = {
        .method = "GET",
        .path = xstrdup(path),
        .timeout_ms = lesser_limit(timeout_ms, limit_ms),
        .max_reply = LIMIT_API_REPLY,
    };

    if (exchange(connection, &call, &reply, err) < 0)
        return -1;
    return connection_reply_json(&reply, NULL, ret, err);
}

int connection_apply(struct connection *connection, const char *path, const char *document,
                     size_t len, json_t **ret, struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    const struct api_call call = {
        .method = "PATCH",
        .path = xstrdup(path),
        .header = xstrdup("Content-Type: application/apply-patch+yaml"),
        .body = {.data = document, .len = len},
        .timeout_ms = cluster_access_timeout(connection->access, API_TIMEOUT_MS),
        .max_reply = LIMIT_API_REPLY,
    };

    if (exchange(connection, &call, &reply, err) < 0)
        return -1;
    return connection_reply_json(&reply, NULL, ret, err);
}

int connection_delete(struct connection *connection, const char *path, const char *options,
                      struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_JSON json_t *json = NULL;
    struct api_call call = {0};

    connection_call_create(connection, xstrdup(path), options, &call);
    call.method = "DELETE";
    if (exchange(connection, &call, &reply, err) < 0)
        return -1;
    return connection_reply_json(&reply, NULL, &json, err);
}

// NOLINTBEGIN(readability-non-const-parameter): what is handed over is freed there
void connection_call_create(const struct connection *connection, char *path, const char *document,
                            struct api_call *ret)
{
    *ret = (struct api_call){
        .method = "POST",
        .path = path,
        .header = xstrdup("Content-Type: application/json"),
        .body = {.data = document, .len = strlen(document)},
        .timeout_ms = cluster_access_timeout(connection->access, API_TIMEOUT_MS),
        .max_reply = LIMIT_API_REPLY,
    };
}

void connection_call_get(const struct connection *connection, char *path, char *header,
                         size_t max_reply, uint64_t own_timeout_ms, struct api_call *ret)
{
    *ret = (struct api_call){
        .method = "GET",
        .path = path,
        .header = header,
        .timeout_ms = cluster_access_timeout(connection->access, own_timeout_ms),
        .max_reply = max_reply,
    };
}
// NOLINTEND(readability-non-const-parameter)

int connection_get_raw(struct connection *connection, const char *path, size_t max_reply,
                       uint64_t own_timeout_ms, struct http_reply *ret, struct error *err)
{
    struct api_call call;

    connection_call_get(connection, xstrdup(path), NULL, max_reply, own_timeout_ms, &call);
    return exchange(connection, &call, ret, err);
}

int connection_reply_error(const struct http_reply *reply, struct error *err)
{
    return status_error(reply->status, reply->content_type, strbuf_text(&reply->body),
                        reply->body.len, err);
}
