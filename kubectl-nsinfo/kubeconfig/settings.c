// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/settings.h"

#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"

static const struct kube_context no_context;

// As with kubectl, an empty flag is none.
static bool is_given(const char *flag)
{
    return flag != NULL && *flag != '\0';
}

// NULL with the error set if there is no such context; an empty one if nothing asks for one.
static const struct kube_context *find_context(const struct kubeconfig *config, const char *flag,
                                               struct error *err)
{
    bool by_flag = is_given(flag);
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

static bool lay_text(const char *flag, char **over)
{
    if (!is_given(flag))
        return false;
    secret_release(over);
    *over = xstrdup(flag);
    return true;
}

// Another server has another name in its certificate; a CA and no check of the server's certificate
// are alternatives.
static void lay_cluster(const struct access_flags *flags, struct kube_cluster *cluster)
{
    if (lay_text(flags->server, &cluster->server))
        secret_release(&cluster->tls_server_name);
    lay_text(flags->tls_server_name, &cluster->tls_server_name);
    if (flags->skip_verify || is_given(flags->ca_file)) {
        secret_release(&cluster->ca_file);
        strbuf_release(&cluster->ca_data);
        lay_text(flags->ca_file, &cluster->ca_file);
        cluster->skip_verify = flags->skip_verify;
    }
    cluster->disable_compression = cluster->disable_compression || flags->disable_compression;
}

static void lay_texts(const struct option_texts *flags, struct text_list *over)
{
    if (flags->count > 0)
        text_list_release(over);
    for (size_t i = 0; i < flags->count; i++)
        text_list_add(over, flags->items[i]);
}

static int lay_extra(const struct option_texts *flags, struct text_pairs *over, struct error *err)
{
    if (flags->count > 0)
        text_pairs_release(over);
    for (size_t i = 0; i < flags->count; i++) {
        const char *equals = strchr(flags->items[i], '=');
        if (equals == NULL)
            return error_set(err, ERROR_USAGE,
                             "invalid argument \"%s\" for \"--as-user-extra\": must be KEY=VALUE",
                             flags->items[i]);
        CLEANUP_FREE char *key = xstrndup(flags->items[i], (size_t)(equals - flags->items[i]));
        text_pairs_add(over, key, equals + 1);
    }
    return 0;
}

static int lay_user(const struct access_flags *flags, struct kube_user *user, struct error *err)
{
    lay_text(flags->token, &user->token);
    if (lay_text(flags->cert_file, &user->cert_file))
        secret_buf_release(&user->cert_data);
    if (lay_text(flags->key_file, &user->key_file))
        secret_buf_release(&user->key_data);
    lay_text(flags->as, &user->as);
    lay_text(flags->as_uid, &user->as_uid);
    lay_texts(&flags->as_groups, &user->as_groups);
    return lay_extra(&flags->as_user_extra, &user->as_extra, err);
}

static int choose(const struct access_flags *flags, struct kubeconfig *config,
                  struct settings *settings, struct error *err)
{
    const struct kube_context *context = find_context(config, flags->context, err);

    if (context == NULL)
        return -1;
    const char *cluster = is_given(flags->cluster) ? flags->cluster : context->cluster;
    const char *user = is_given(flags->user) ? flags->user : context->user;
    if (cluster != NULL && !kubeconfig_take_cluster(config, cluster, &settings->cluster))
        return error_set(err, ERROR_BAD_REQUEST, "cluster \"%s\" does not exist", cluster);
    if (user != NULL && !kubeconfig_take_user(config, user, &settings->user))
        return error_set(err, ERROR_BAD_REQUEST, "auth info \"%s\" does not exist", user);
    settings->kube_namespace = xstrdup(context->kube_namespace);
    lay_text(flags->kube_namespace, &settings->kube_namespace);
    lay_cluster(flags, &settings->cluster);
    return lay_user(flags, &settings->user, err);
}

int settings_choose(const struct access_flags *flags, struct kubeconfig *config,
                    struct settings *ret, struct error *err)
{
    CLEANUP_SETTINGS struct settings settings = {0};

    if (choose(flags, config, &settings, err) < 0)
        return -1;
    *ret = settings;
    settings = (struct settings){0};
    return 0;
}

void settings_release(struct settings *settings)
{
    kube_cluster_release(&settings->cluster);
    kube_user_release(&settings->user);
    free(settings->kube_namespace);
    *settings = (struct settings){0};
}
