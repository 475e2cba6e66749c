// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/kube_kind.h"

#include <ctype.h>

#include "common/base/text.h"

#define RBAC "rbac.authorization.k8s.io"

const struct kube_kind kube_kinds[] = {
    {"Namespace", "", "v1", "namespaces", false},
    {"ServiceAccount", "", "v1", "serviceaccounts", true},
    {"ClusterRole", RBAC, "v1", "clusterroles", false},
    {"ClusterRoleBinding", RBAC, "v1", "clusterrolebindings", false},
    {"Role", RBAC, "v1", "roles", true},
    {"RoleBinding", RBAC, "v1", "rolebindings", true},
    {"DaemonSet", "apps", "v1", "daemonsets", true},
};
const size_t kube_kind_count = ARRAY_SIZE(kube_kinds);

static bool has_api_version(const struct kube_kind *kind, const char *api_version)
{
    size_t len = strlen(kind->group);

    if (len == 0)
        return str_eq(api_version, kind->version);
    return str_starts_with(api_version, kind->group) && api_version[len] == '/' &&
           str_eq(api_version + len + 1, kind->version);
}

const struct kube_kind *kube_kind_find(const char *api_version, const char *kind)
{
    for (size_t i = 0; i < kube_kind_count; i++)
        if (str_eq(kube_kinds[i].kind, kind) && has_api_version(&kube_kinds[i], api_version))
            return &kube_kinds[i];
    return NULL;
}

void kube_kind_add_name(const struct kube_kind *kind, struct strbuf *buf)
{
    for (const char *c = kind->kind; *c != '\0'; c++)
        strbuf_add_char(buf, (char)tolower((unsigned char)*c));
    if (kind->group[0] != '\0')
        strbuf_add_format(buf, ".%s", kind->group);
}
