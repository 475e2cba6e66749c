// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/server_url.h"
#include "kubectl-nsinfo/kubeconfig/settings.h"

static ATTR_PRINTF(2, 3) void add(struct text_list *problems, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    text_list_add(problems, text);
}

// What messages call an entry: kubectl prints nothing for one without a name.
static const char *shown(const char *name)
{
    return name == NULL ? "" : name;
}

static void check_file(const char *what, const char *path, const char *owner,
                       struct text_list *problems)
{
    CLEANUP_STRBUF struct strbuf cause = {0};
    CLEANUP_FD int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (path == NULL || fd >= 0)
        return;
    text_add_uncapitalized(&cause, strerror(errno));
    add(problems, "unable to read %s %s for %s due to open %s: %s", what, path, owner, path,
        strbuf_text(&cause));
}

static void check_methods(const struct kube_user *user, struct text_list *problems)
{
    if (user->token != NULL && (user->username != NULL || user->password != NULL))
        add(problems,
            "more than one authentication method found for %s; found [token basicAuth], only one "
            "is allowed",
            shown(user->name));
}

static void check_certificate(const struct kube_user *user, struct text_list *problems)
{
    const char *name = shown(user->name);

    // A key alone is no credential.
    if (user->cert_file == NULL && user->cert_data.len == 0)
        return;
    if (user->cert_file != NULL && user->cert_data.len > 0)
        add(problems,
            "client-cert-data and client-cert are both specified for %s. client-cert-data will "
            "override.",
            name);
    if (user->key_file != NULL && user->key_data.len > 0)
        add(problems,
            "client-key-data and client-key are both specified for %s; client-key-data will "
            "override",
            name);
    if (user->key_file == NULL && user->key_data.len == 0)
        add(problems,
            "client-key-data or client-key must be specified for %s to use the clientCert "
            "authentication method.",
            name);
    check_file("client-cert", user->cert_file, name, problems);
    check_file("client-key", user->key_file, name, problems);
}

// v1beta1 came without it, and meant IfAvailable.
static void check_interactive_mode(const struct kube_exec *exec, const char *name,
                                   struct text_list *problems)
{
    const char *mode = exec->interactive_mode;
    bool may_be_missing = str_eq(exec->api_version, "client.authentication.k8s.io/v1beta1");

    if (mode == NULL && !may_be_missing)
        add(problems, "interactiveMode must be specified for %s to use exec authentication plugin",
            name);
    else if (mode != NULL && !str_eq(mode, "Never") && !str_eq(mode, "IfAvailable") &&
             !str_eq(mode, "Always"))
        add(problems, "invalid interactiveMode for %s: \"%s\"", name, mode);
}

static void check_exec(const struct kube_user *user, struct text_list *problems)
{
    const struct kube_exec *exec = &user->exec;
    const char *name = shown(user->name);

    if (!exec->present)
        return;
    if (user->auth_provider != NULL)
        add(problems, "authProvider cannot be provided in combination with an exec plugin for %s",
            name);
    if (exec->command == NULL)
        add(problems, "command must be specified for %s to use exec authentication plugin", name);
    if (exec->api_version == NULL)
        add(problems, "apiVersion must be specified for %s to use exec authentication plugin",
            name);
    for (size_t i = 0; i < exec->env.count; i++)
        if (*exec->env.items[i].name == '\0')
            add(problems,
                "env variable name must be specified for %s to use exec authentication plugin",
                name);
    check_interactive_mode(exec, name, problems);
}

static void check_impersonation(const struct kube_user *user, struct text_list *problems)
{
    bool has_more = user->as_uid != NULL || user->as_groups.count > 0 || user->as_extra.count > 0;

    if (user->as == NULL && has_more)
        add(problems, "requesting uid, groups or user-extra for %s without impersonating a user",
            shown(user->name));
}

static void check_cluster(const struct kube_cluster *cluster, struct text_list *problems)
{
    const char *name = shown(cluster->name);
    CLEANUP_FREE char *proxy =
        cluster->proxy_url == NULL ? NULL : proxy_url_problem(cluster->proxy_url);

    if (proxy != NULL)
        add(problems, "invalid 'proxy-url' \"%s\" for cluster \"%s\": %s", cluster->proxy_url, name,
            proxy);
    if (cluster->ca_file != NULL && cluster->ca_data.len > 0)
        add(problems,
            "certificate-authority-data and certificate-authority are both specified for %s. "
            "certificate-authority-data will override.",
            name);
    check_file("certificate-authority", cluster->ca_file, name, problems);
}

int settings_check(const struct settings *settings, struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list problems = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    check_methods(&settings->user, &problems);
    check_certificate(&settings->user, &problems);
    check_exec(&settings->user, &problems);
    check_impersonation(&settings->user, &problems);
    check_cluster(&settings->cluster, &problems);
    if (problems.count == 0)
        return 0;
    if (problems.count == 1)
        return error_set(err, ERROR_BAD_REQUEST, "%s", problems.items[0]);
    for (size_t i = 0; i < problems.count; i++)
        strbuf_add_format(&text, "\n* %s", problems.items[i]);
    error_set(err, ERROR_BAD_REQUEST, "%s", strbuf_text(&text));
    error_set_prefix(err, "Error in configuration");
    return -1;
}
