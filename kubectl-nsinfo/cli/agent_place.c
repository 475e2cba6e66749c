// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/agent_place.h"

#include "common/base/text.h"

static bool is_set(const char *value)
{
    return value != NULL && value[0] != '\0';
}

int agent_place_take(struct flags *flags, struct error *err)
{
    struct access_flags *access = &flags->access;

    if (!is_set(access->kube_namespace))
        return 0;
    if (is_set(access->agent_kube_namespace) &&
        !str_eq(access->kube_namespace, access->agent_kube_namespace))
        return error_set(err, ERROR_USAGE,
                         "--namespace=%s and --agent-namespace=%s both say where the agents are, "
                         "and differ",
                         access->kube_namespace, access->agent_kube_namespace);
    access->agent_kube_namespace = access->kube_namespace;
    return 0;
}
