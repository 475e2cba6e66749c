// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/administrator.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

int administrator_explain(const char *command, struct error *err)
{
    if (err->code != ERROR_FORBIDDEN)
        return -1;
    CLEANUP_FREE char *words = steal(&err->message);
    err->message = xasprintf("%s\n%s takes the rights of an administrator of the cluster, such as "
                             "the ClusterRole \"cluster-admin\" has",
                             words, command);
    return -1;
}
