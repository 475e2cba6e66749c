// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/administrator.h"

#include <string.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

int administrator_explain(const char *command, struct error *err)
{
    // It is admission's word too, such as for what still goes (k8s.io/apiserver,
    // NamespaceLifecycle).
    if (err->code != ERROR_FORBIDDEN ||
        strstr(err->message, "because it is being terminated") != NULL)
        return -1;
    CLEANUP_FREE char *words = steal(&err->message);
    err->message = xasprintf("%s\n%s takes the rights of an administrator of the cluster, such as "
                             "the ClusterRole \"cluster-admin\" has",
                             words, command);
    return -1;
}
