// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/kubectl_flags.h"

#include "common/base/secret.h"
#include "common/base/xalloc.h"

static void add(const char *name, const char *value, struct text_list *list)
{
    CLEANUP_SECRET char *flag = value == NULL ? NULL : xasprintf("--%s=%s", name, value);

    if (flag != NULL)
        text_list_add(list, flag);
}

static void add_all(const char *name, const struct option_texts *values, struct text_list *list)
{
    for (size_t i = 0; i < values->count; i++)
        add(name, values->items[i], list);
}

void kubectl_flags_add(const struct access_flags *flags, struct text_list *list)
{
    add("kubeconfig", flags->kubeconfig, list);
    add("context", flags->context, list);
    add("cluster", flags->cluster, list);
    add("user", flags->user, list);
    add("server", flags->server, list);
    add("tls-server-name", flags->tls_server_name, list);
    add("certificate-authority", flags->ca_file, list);
    add("insecure-skip-tls-verify", flags->skip_verify ? "true" : NULL, list);
    add("token", flags->token, list);
    add("client-certificate", flags->cert_file, list);
    add("client-key", flags->key_file, list);
    add("as", flags->as, list);
    add("as-uid", flags->as_uid, list);
    add_all("as-group", &flags->as_groups, list);
    add_all("as-user-extra", &flags->as_user_extra, list);
}
