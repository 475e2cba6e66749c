// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/pods.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/pod/pod_decode.h"

int flow_get_pod(struct session *session, const char *kube_namespace, const char *name,
                 uint64_t limit_ms, struct pod *ret, struct error *err)
{
    CLEANUP_FREE char *path = path_pod(kube_namespace, name);
    CLEANUP_JSON json_t *reply = NULL;

    if (connection_get(session->connection, path, limit_ms, &reply, err) < 0)
        return -1;
    return pod_decode(reply, ret, err);
}

void flow_pods(struct session *session, const struct pod_selection *selection,
               const struct report_wish *wish, struct outcome *outcome)
{
    CLEANUP_POD_PACK struct pod_pack pods = {.detail = wish->detail};

    flow_select(session, selection, &pods, outcome);
    flow_report(session, &pods, wish, outcome);
}
