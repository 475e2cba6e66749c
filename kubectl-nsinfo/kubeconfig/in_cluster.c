// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/in_cluster.h"

#include <sys/stat.h>

#include "common/base/secret.h"
#include "common/base/strbuf.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/credential_file.h"

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || *value == '\0' ? NULL : value;
}

bool in_cluster_is_possible(const char *folder)
{
    struct stat status = {0};

    if (folder == NULL || variable("KUBERNETES_SERVICE_HOST") == NULL ||
        variable("KUBERNETES_SERVICE_PORT") == NULL)
        return false;
    CLEANUP_FREE char *token = xasprintf("%s/token", folder);
    return stat(token, &status) == 0 && !S_ISDIR(status.st_mode);
}

// Without a CA that can be read, the system's count, as with client-go.
static void load_ca(const char *folder, struct strbuf *ret)
{
    CLEANUP_FREE char *path = xasprintf("%s/ca.crt", folder);
    CLEANUP_STRBUF struct strbuf ca = {0};
    CLEANUP_ERROR struct error err = {0};

    if (credential_file_read(path, &ca, &err) == 0 && pem_has_certificate(&ca))
        strbuf_add(ret, ca.data, ca.len);
}

int in_cluster_load(const char *folder, struct cluster_access *access, struct error *err)
{
    const char *host = variable("KUBERNETES_SERVICE_HOST");
    const char *port = variable("KUBERNETES_SERVICE_PORT");
    bool is_v6 = strchr(host, ':') != NULL;
    CLEANUP_SECRET_BUF struct strbuf token = {0};

    access->token_file = xasprintf("%s/token", folder);
    if (token_file_read(access->token_file, &token, err) < 0)
        return -1;
    access->token = strbuf_steal(&token);
    access->server = xasprintf("https://%s%s%s:%s", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
    load_ca(folder, &access->ca);
    return 0;
}

char *in_cluster_namespace(const char *folder)
{
    CLEANUP_FREE char *path = xasprintf("%s/namespace", folder);
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_ERROR struct error err = {0};
    const char *name = variable("POD_NAMESPACE");

    if (name != NULL)
        return xstrdup(name);
    if (token_file_read(path, &text, &err) < 0 || text.len == 0)
        return xstrdup("default");
    return strbuf_steal(&text);
}
