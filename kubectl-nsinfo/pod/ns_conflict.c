// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/ns_conflict.h"

static const char WITHOUT_HOST_USERS[] = "Forbidden: when `hostUsers` is false";

bool ns_conflict_find(const struct pod *pod, struct ns_conflict *ret)
{
    bool own_users = pod->host_users == SWITCH_NO;

    if (pod->host_pid == SWITCH_YES && pod->share_process_namespace == SWITCH_YES)
        *ret = (struct ns_conflict){"shareProcessNamespace",
                                    "Invalid value: true: ShareProcessNamespace and HostPID cannot "
                                    "both be enabled"};
    else if (own_users && pod->host_pid == SWITCH_YES)
        *ret = (struct ns_conflict){"hostPID", WITHOUT_HOST_USERS};
    else if (own_users && pod->host_ipc == SWITCH_YES)
        *ret = (struct ns_conflict){"hostIPC", WITHOUT_HOST_USERS};
    else
        return false;
    return true;
}
