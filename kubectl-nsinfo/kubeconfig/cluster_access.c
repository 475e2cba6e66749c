// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"

#include <errno.h>
#include <fcntl.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

// What kubectl speaks to if it was told of no server.
#define DEFAULT_SERVER "http://localhost:8080"

static const struct kube_context no_context;
static const struct kube_cluster no_cluster = {.name = NULL};
static const struct kube_user no_user = {.name = NULL};

// Each of the three: NULL with the error set if there is no such entry; an empty one if nothing
// asks for one.
static const struct kube_context *find_context(const struct kubeconfig *config, const char *flag,
                                               struct error *err)
{
    bool by_flag = flag != NULL && *flag != '\0';
    const char *name = by_flag ? flag : config->current_context;
    const struct kube_context *context = kubeconfig_context(config, name);

    if (name == NULL)
        return &no_context;
    if (context == NULL && by_flag) {
        error_set(err, ERROR_BAD_REQUEST, "context \"%s\" does not exist", name);
    } else if (context == NULL) {
        error_set(err, ERROR_BAD_REQUEST, "context was not found for specified context: %s", name);
        error_set_prefix(err, "Error in configuration");
    }
    return context;
}

static bool is_supported(const char *what, const char *name, const char *unsupported,
                         struct error *err)
{
    if (unsupported != NULL)
        error_set(err, ERROR_BAD_REQUEST,
                  "the kubeconfig's %s \"%s\" has \"%s\", which is not supported yet", what, name,
                  unsupported);
    return unsupported == NULL;
}

static const struct kube_cluster *find_cluster(const struct kubeconfig *config, const char *name,
                                               struct error *err)
{
    const struct kube_cluster *cluster = kubeconfig_cluster(config, name);

    if (name == NULL)
        return &no_cluster;
    if (cluster == NULL)
        error_set(err, ERROR_BAD_REQUEST, "cluster \"%s\" does not exist", name);
    else if (!is_supported("cluster", name, cluster->unsupported, err))
        return NULL;
    return cluster;
}

static const struct kube_user *find_user(const struct kubeconfig *config, const char *name,
                                         struct error *err)
{
    const struct kube_user *user = kubeconfig_user(config, name);

    if (name == NULL)
        return &no_user;
    if (user == NULL)
        error_set(err, ERROR_BAD_REQUEST, "auth info \"%s\" does not exist", name);
    else if (!is_supported("user", name, user->unsupported, err))
        return NULL;
    return user;
}

static bool is_url_char(char c)
{
    return c > ' ' && c < 0x7f;
}

static int not_a_url(const char *server, struct error *err)
{
    return error_set(err, ERROR_BAD_REQUEST, "host must be a URL or a host:port pair: \"%s\"",
                     server);
}

static int cannot_connect(struct error *err)
{
    error_set_prefix(err, "Unable to connect to the server");
    return -1;
}

static int check_scheme(const char *url, struct error *err)
{
    size_t len = strcspn(url, ":");

    if (str_starts_with(url, "https://") || str_starts_with(url, "http://"))
        return 0;
    error_set(err, ERROR_BAD_REQUEST, "unsupported protocol scheme \"%.*s\"", (int)len, url);
    return cannot_connect(err);
}

static int check_port(const char *host, size_t host_len, struct error *err)
{
    CLEANUP_FREE char *text = xstrndup(host, host_len);
    const char *bracket = strrchr(text, ']');
    const char *colon = strrchr(bracket == NULL ? text : bracket, ':');
    uint64_t port = 0;

    if (colon == NULL || colon[1] == '\0' || parse_u64(colon + 1, UINT16_MAX, &port) == 0)
        return 0;
    error_set(err, ERROR_BAD_REQUEST, "dial tcp: address %s: invalid port", colon + 1);
    return cannot_connect(err);
}

// A server as kubectl takes it: a URL, of which a query does not count, or a host with a port,
// which is an HTTPS one where there is something about TLS beside it.
static int normalize_server(const char *server, bool has_tls, char **ret, struct error *err)
{
    const char *scheme_end = strstr(server, "://");
    CLEANUP_FREE char *url = scheme_end != NULL
                                 ? xstrdup(server)
                                 : xasprintf("%s://%s", has_tls ? "https" : "http", server);
    char *host = strstr(url, "://") + 3;
    size_t host_len = strcspn(host, "/?#");

    for (const char *c = url; *c != '\0'; c++)
        if (!is_url_char(*c))
            return not_a_url(server, err);
    if (host_len == 0 || (*host == '[' && memchr(host, ']', host_len) == NULL) ||
        (scheme_end == NULL && host[host_len] != '\0' && !str_eq(host + host_len, "/")))
        return not_a_url(server, err);
    for (char *c = url; *c != ':'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    if (check_scheme(url, err) < 0 || check_port(host, host_len, err) < 0)
        return -1;
    host[strcspn(host, "?#")] = '\0';
    for (size_t len = strlen(host); len > host_len && host[len - 1] == '/'; len--)
        host[len - 1] = '\0';
    *ret = steal(&url);
    return 0;
}

// A file's content, or "open PATH: …", in Go's words.
static int read_credential(const char *path, struct strbuf *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_CREDENTIAL_FILE);
    CLEANUP_STRBUF struct strbuf cause = {0};
    int rc = file_read_at(AT_FDCWD, path, &text);

    if (rc == -EFBIG)
        return error_set(err, ERROR_TOO_LARGE, "%s is larger than %d bytes", path,
                         LIMIT_CREDENTIAL_FILE);
    if (rc < 0) {
        text_add_uncapitalized(&cause, strerror(-rc));
        return error_set(err, ERROR_BAD_REQUEST, "%s %s: %s", rc == -EISDIR ? "read" : "open", path,
                         strbuf_text(&cause));
    }
    strbuf_add(ret, strbuf_text(&text), text.len);
    return 0;
}

// One of the three that come as data or as a file.
struct pem_source {
    const char *name;  // as kubectl calls it
    const char *owner; // the entry's name
    const char *file;
    const struct strbuf *data;
};

static int read_pem(const struct pem_source *source, struct strbuf *ret, struct error *err)
{
    if (source->data->len > 0 && source->file != NULL)
        return error_set(err, ERROR_BAD_REQUEST,
                         "%s-data and %s are both specified for %s. %s-data will override.",
                         source->name, source->name, source->owner, source->name);
    strbuf_add(ret, strbuf_text(source->data), source->data->len);
    if (source->file == NULL || read_credential(source->file, ret, err) == 0)
        return 0;
    CLEANUP_FREE char *cause = steal(&err->message);
    return error_set(err, ERROR_BAD_REQUEST, "unable to read %s %s for %s due to %s", source->name,
                     source->file, source->owner, cause);
}

static bool has_text(const struct strbuf *buf, const char *text)
{
    return buf->len > 0 && memmem(buf->data, buf->len, text, strlen(text)) != NULL;
}

static int load_cluster(const struct kube_cluster *cluster, struct cluster_access *access,
                        struct error *err)
{
    const struct pem_source ca = {"certificate-authority", cluster->name, cluster->ca_file,
                                  &cluster->ca_data};
    const char *server = cluster->server == NULL ? DEFAULT_SERVER : cluster->server;

    if (read_pem(&ca, &access->ca, err) < 0)
        return -1;
    access->skip_verify = cluster->skip_verify;
    access->tls_server_name = xstrdup(cluster->tls_server_name);
    if (access->skip_verify && access->ca.len > 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "specifying a root certificates file with the insecure flag is not "
                         "allowed");
    if (access->ca.len > 0 && !has_text(&access->ca, "-----BEGIN CERTIFICATE-----"))
        return error_set(err, ERROR_BAD_REQUEST,
                         "unable to load root certificates: unable to parse bytes as PEM block");
    return normalize_server(server, access->skip_verify || access->ca.len > 0, &access->server,
                            err);
}

static int check_key_pair(const struct cluster_access *access, const char *owner, struct error *err)
{
    if (access->key.len == 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "client-key-data or client-key must be specified for %s to use the "
                         "clientCert authentication method.",
                         owner);
    if (!has_text(&access->cert, "-----BEGIN CERTIFICATE-----"))
        return error_set(err, ERROR_BAD_REQUEST,
                         "tls: failed to find any PEM data in certificate input");
    if (!has_text(&access->key, "PRIVATE KEY-----"))
        return error_set(err, ERROR_BAD_REQUEST, "tls: failed to find any PEM data in key input");
    if (has_text(&access->key, "-----BEGIN ENCRYPTED PRIVATE KEY-----") ||
        has_text(&access->key, "Proc-Type: 4,ENCRYPTED"))
        return error_set(err, ERROR_BAD_REQUEST,
                         "the client key of user \"%s\" is encrypted, which is not supported: "
                         "kubectl does not take such keys either",
                         owner);
    return 0;
}

static int load_certificate(const struct kube_user *user, struct cluster_access *access,
                            struct error *err)
{
    const struct pem_source cert = {"client-cert", user->name, user->cert_file, &user->cert_data};
    const struct pem_source key = {"client-key", user->name, user->key_file, &user->key_data};

    // A key alone is no credential.
    if (user->cert_file == NULL && user->cert_data.len == 0)
        return 0;
    if (read_pem(&cert, &access->cert, err) < 0 || read_pem(&key, &access->key, err) < 0)
        return -1;
    return check_key_pair(access, user->name, err);
}

static char *trimmed(const char *text)
{
    text += strspn(text, " \t\r\n");
    size_t len = strlen(text);
    while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
        len--;
    return xstrndup(text, len);
}

// The file comes first as long as it can be read: whoever writes both renews the file.
static int load_token(const struct kube_user *user, struct cluster_access *access,
                      struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_FREE char *token = xstrdup(user->token);

    if (user->token_file != NULL) {
        if (read_credential(user->token_file, &text, err) < 0) {
            if (token == NULL)
                return -1;
            error_release(err);
        } else {
            free(token);
            token = trimmed(strbuf_text(&text));
        }
    }
    for (const char *c = token; c != NULL && *c != '\0'; c++)
        if (!is_url_char(*c))
            return error_set(err, ERROR_BAD_REQUEST,
                             "the token of user \"%s\" holds characters that no token has",
                             user->name);
    access->token = steal(&token);
    return 0;
}

static int load(const struct access_flags *flags, const struct kubeconfig *config,
                struct cluster_access *access, struct error *err)
{
    const struct kube_context *context = find_context(config, flags->context, err);
    const struct kube_cluster *cluster =
        context == NULL ? NULL : find_cluster(config, context->cluster, err);
    const struct kube_user *user = cluster == NULL ? NULL : find_user(config, context->user, err);
    const char *kube_namespace = flags->kube_namespace;

    if (user == NULL || load_cluster(cluster, access, err) < 0)
        return -1;
    if (kube_namespace == NULL || *kube_namespace == '\0')
        kube_namespace = context->kube_namespace;
    access->kube_namespace = xstrdup(kube_namespace == NULL ? "default" : kube_namespace);
    access->request_timeout_ms = flags->request_timeout_ms;
    // As with kubectl, credentials never go over a connection that others can read.
    if (!str_starts_with(access->server, "https:"))
        return 0;
    if (load_certificate(user, access, err) < 0)
        return -1;
    return load_token(user, access, err);
}

int cluster_access_load(const struct access_flags *flags, struct cluster_access *ret,
                        struct error *err)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_ACCESS struct cluster_access access = {0};

    if (kubeconfig_load(flags->kubeconfig, &config, err) < 0)
        return -1;
    if (load(flags, &config, &access, err) < 0)
        return -1;
    *ret = access;
    access = (struct cluster_access){0};
    return 0;
}

void cluster_access_release(struct cluster_access *access)
{
    free(access->server);
    free(access->kube_namespace);
    free(access->token);
    free(access->tls_server_name);
    strbuf_release(&access->ca);
    strbuf_release(&access->cert);
    strbuf_release(&access->key);
    *access = (struct cluster_access){0};
}

uint64_t cluster_access_timeout(const struct cluster_access *access, uint64_t own_ms)
{
    return access->request_timeout_ms == REQUEST_TIMEOUT_UNSET ? own_ms
                                                               : access->request_timeout_ms;
}
