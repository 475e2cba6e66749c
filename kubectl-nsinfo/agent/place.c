// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/place.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

const char *agent_kube_namespace(const char *named)
{
    const char *set = getenv(AGENT_PLACE_VARIABLE);

    if (named != NULL && named[0] != '\0')
        return named;
    return set != NULL && set[0] != '\0' ? set : AGENT_KUBE_NAMESPACE_DEFAULT;
}

char *agent_place_option(const char *kube_namespace)
{
    if (str_eq(kube_namespace, agent_kube_namespace(NULL)))
        return xstrdup("");
    return xasprintf(" --agent-namespace=%s", kube_namespace);
}
