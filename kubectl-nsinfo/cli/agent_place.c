// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/agent_place.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/agent/agent.h"

int agent_place_check(const struct flags *flags, struct error *err)
{
    const char *named = flags->access.kube_namespace;

    if (named == NULL || str_eq(named, AGENT_KUBE_NAMESPACE))
        return 0;
    return error_set(err, ERROR_BAD_REQUEST,
                     "the agents cannot be in namespace \"%s\": all commands look for them in "
                     "\"" AGENT_KUBE_NAMESPACE "\"",
                     named);
}
