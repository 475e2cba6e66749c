// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"

#include "common/base/base64.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/credential_file.h"
#include "kubectl-nsinfo/kubeconfig/exec_credential.h"
#include "kubectl-nsinfo/kubeconfig/impersonation.h"
#include "kubectl-nsinfo/kubeconfig/in_cluster.h"
#include "kubectl-nsinfo/kubeconfig/server_url.h"
#include "kubectl-nsinfo/kubeconfig/settings.h"

// What kubectl speaks to if it was told of no server.
#define DEFAULT_SERVER "http://localhost:8080"

// The content of the file if there is one, else the data: settings_check() lets only one pass.
static int read_pem(const char *file, const struct strbuf *data, struct strbuf *ret,
                    struct error *err)
{
    strbuf_add(ret, strbuf_text(data), data->len);
    return file == NULL ? 0 : credential_file_read(file, ret, err);
}

static int load_ca(const struct kube_cluster *cluster, struct cluster_access *access,
                   struct error *err)
{
    if (read_pem(cluster->ca_file, &cluster->ca_data, &access->ca, err) < 0)
        return -1;
    if (access->skip_verify && access->ca.len > 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "specifying a root certificates file with the insecure flag is not "
                         "allowed");
    if (access->ca.len > 0 && !pem_has_certificate(&access->ca))
        return error_set(err, ERROR_BAD_REQUEST,
                         "unable to load root certificates: unable to parse bytes as PEM block");
    return 0;
}

static bool is_https(const struct cluster_access *access)
{
    return str_starts_with(access->server, "https:");
}

static int load_cluster(struct kube_cluster *cluster, struct cluster_access *access,
                        struct error *err)
{
    const char *server = cluster->server == NULL ? DEFAULT_SERVER : cluster->server;

    access->skip_verify = cluster->skip_verify;
    access->disable_compression = cluster->disable_compression;
    access->tls_server_name = steal(&cluster->tls_server_name);
    access->proxy_url = steal(&cluster->proxy_url);
    access->exec_config = steal(&cluster->exec_config);
    if (server_url_normalize(server, &access->server, err) < 0)
        return -1;
    return is_https(access) ? load_ca(cluster, access, err) : 0;
}

static int load_certificate(const struct kube_user *user, struct cluster_access *access,
                            struct error *err)
{
    CLEANUP_FREE char *whose = xasprintf("user \"%s\"", user->name == NULL ? "" : user->name);

    if (user->cert_file == NULL && user->cert_data.len == 0)
        return 0;
    if (read_pem(user->cert_file, &user->cert_data, &access->cert, err) < 0 ||
        read_pem(user->key_file, &user->key_data, &access->key, err) < 0)
        return -1;
    return key_pair_check(&access->cert, &access->key, whose, err);
}

// The file comes first as long as it can be read: whoever writes both renews the file.
static int load_token(struct kube_user *user, struct cluster_access *access, struct error *err)
{
    CLEANUP_SECRET_BUF struct strbuf text = {0};

    access->token = steal(&user->token);
    access->token_file = steal(&user->token_file);
    if (access->token_file != NULL) {
        if (token_file_read(access->token_file, &text, err) == 0) {
            secret_release(&access->token);
            access->token = strbuf_steal(&text);
        } else if (access->token == NULL) {
            return -1;
        }
        error_release(err);
    }
    if (access->token != NULL && !token_is_valid(access->token))
        return error_set(err, ERROR_BAD_REQUEST,
                         "the token of user \"%s\" holds characters that no token has",
                         user->name == NULL ? "" : user->name);
    return 0;
}

static void load_basic(const struct kube_user *user, struct cluster_access *access)
{
    CLEANUP_SECRET char *pair = NULL;
    CLEANUP_SECRET_BUF struct strbuf encoded = {0};

    if (user->username == NULL && user->password == NULL)
        return;
    pair = xasprintf("%s:%s", user->username == NULL ? "" : user->username,
                     user->password == NULL ? "" : user->password);
    base64_encode(pair, strlen(pair), &encoded);
    access->basic = strbuf_steal(&encoded);
}

// Whoever has other credentials is not asked for more by a plugin.
static int load_exec(struct kube_user *user, struct cluster_access *access, struct error *err)
{
    if (!user->exec.present)
        return 0;
    if (!exec_version_is_known(user->exec.api_version))
        return error_set(err, ERROR_BAD_REQUEST, "exec plugin: invalid apiVersion \"%s\"",
                         user->exec.api_version);
    if (access->token != NULL || access->basic != NULL || access->cert.len > 0)
        return 0;
    access->exec = user->exec;
    user->exec = (struct kube_exec){0};
    return 0;
}

static int load_user(struct kube_user *user, struct cluster_access *access, struct error *err)
{
    // As with kubectl, credentials never go over a connection that others can read.
    if (!is_https(access))
        return 0;
    if (user->auth_provider != NULL)
        return error_set(
            err, ERROR_BAD_REQUEST,
            "user \"%s\" has the auth provider \"%s\", which kubectl has given up too: "
            "use an exec plugin instead",
            user->name == NULL ? "" : user->name, user->auth_provider);
    if (load_certificate(user, access, err) < 0 || load_token(user, access, err) < 0)
        return -1;
    load_basic(user, access);
    return load_exec(user, access, err);
}

static bool is_nothing(const struct kube_cluster *cluster)
{
    return cluster->server == NULL && cluster->ca_file == NULL && cluster->ca_data.len == 0 &&
           cluster->tls_server_name == NULL && cluster->proxy_url == NULL && !cluster->skip_verify;
}

static int load_from_pod(const struct access_flags *flags, struct cluster_access *access,
                         struct error *err)
{
    if (in_cluster_load(flags->service_account, access, err) < 0)
        return -1;
    if (flags->token == NULL || *flags->token == '\0')
        return 0;
    secret_release(&access->token);
    access->token = xstrdup(flags->token);
    free(steal(&access->token_file));
    return 0;
}

static int load(const struct access_flags *flags, struct settings *settings,
                struct cluster_access *access, struct error *err)
{
    bool in_pod = in_cluster_is_possible(flags->service_account);
    int rc = 0;

    if (settings_check(settings, err) < 0 ||
        impersonation_headers(&settings->user, &access->impersonation, err) < 0)
        return -1;
    if (in_pod && is_nothing(&settings->cluster))
        rc = load_from_pod(flags, access, err);
    else if ((rc = load_cluster(&settings->cluster, access, err)) == 0)
        rc = load_user(&settings->user, access, err);
    if (rc < 0)
        return -1;
    access->kube_namespace = steal(&settings->kube_namespace);
    if (access->kube_namespace == NULL)
        access->kube_namespace =
            in_pod ? in_cluster_namespace(flags->service_account) : xstrdup("default");
    access->request_timeout_ms = flags->request_timeout_ms;
    access->verbosity = flags->verbosity;
    access->log = flags->log;
    access->stdin_in_use = flags->stdin_in_use;
    return 0;
}

int cluster_access_load(const struct access_flags *flags, struct cluster_access *ret,
                        struct error *err)
{
    CLEANUP_KUBECONFIG struct kubeconfig config = {0};
    CLEANUP_SETTINGS struct settings settings = {0};
    CLEANUP_ACCESS struct cluster_access access = {0};

    if (kubeconfig_load(flags->kubeconfig, &config, err) < 0 ||
        settings_choose(flags, &config, &settings, err) < 0 ||
        load(flags, &settings, &access, err) < 0)
        return -1;
    *ret = access;
    access = (struct cluster_access){0};
    return 0;
}

void cluster_access_release(struct cluster_access *access)
{
    free(access->server);
    free(access->kube_namespace);
    secret_release(&access->token);
    free(access->token_file);
    secret_release(&access->basic);
    free(access->tls_server_name);
    secret_release(&access->proxy_url);
    free(access->exec_config);
    strbuf_release(&access->ca);
    strbuf_release(&access->cert);
    secret_buf_release(&access->key);
    kube_exec_release(&access->exec);
    text_list_release(&access->impersonation);
    *access = (struct cluster_access){0};
}

uint64_t cluster_access_timeout(const struct cluster_access *access, uint64_t own_ms)
{
    return access->request_timeout_ms == REQUEST_TIMEOUT_UNSET ? own_ms
                                                               : access->request_timeout_ms;
}
