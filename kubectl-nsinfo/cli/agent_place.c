// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/agent_place.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/agent/place.h"

int agent_place_check(const struct flags *flags, struct error *err)
{
    const char *named = flags->access.kube_namespace;

    if (named == NULL || named[0] == '\0')
        named = agent_kube_namespace(flags->access.agent_kube_namespace);
    if (str_eq(named, AGENT_KUBE_NAMESPACE_DEFAULT))
        return 0;
    return error_set(err, ERROR_BAD_REQUEST,
                     "the agents cannot be in namespace \"%s\": all commands look for them in "
                     "\"" AGENT_KUBE_NAMESPACE_DEFAULT "\"",
                     named);
}
