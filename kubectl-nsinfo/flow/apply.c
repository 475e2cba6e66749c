// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/apply.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/report.h"
#include "kubectl-nsinfo/pod/pod_decode.h"

static const char FIELD_MANAGER[] = "kubectl-nsinfo";

static int apply_one(struct session *session, const struct pod_manifest *manifest, struct pod *ret,
                     struct error *err)
{
    const char *kube_namespace = manifest->kube_namespace == NULL ? session->access.kube_namespace
                                                                  : manifest->kube_namespace;
    CLEANUP_FREE char *path = path_pod_apply(kube_namespace, manifest->name, FIELD_MANAGER);
    CLEANUP_JSON json_t *reply = NULL;

    if (connection_apply(session->connection, path, manifest->source, manifest->source_len, &reply,
                         err) < 0)
        return -1;
    return pod_decode(reply, ret, err);
}

static void apply_all(struct session *session, const struct manifests *manifests,
                      const struct apply_watcher *watcher, struct pod_list *pods,
                      struct outcome *outcome)
{
    for (size_t i = 0; i < manifests->count; i++) {
        CLEANUP_ERROR struct error err = {0};
        struct pod pod = {0};

        if (apply_one(session, &manifests->items[i], &pod, &err) == 0) {
            watcher->applied(watcher->context, &pod);
            pod_list_add(pods, &pod);
        } else if (outcome_add_error(outcome, &err)) {
            return;
        }
    }
}

void flow_apply(struct session *session, const struct manifests *manifests, uint64_t timeout_ms,
                const struct apply_watcher *watcher, struct outcome *outcome)
{
    CLEANUP_POD_LIST struct pod_list applied = {0};
    CLEANUP_POD_LIST struct pod_list started = {0};
    const struct report_wish wish = {0};

    apply_all(session, manifests, watcher, &applied, outcome);
    flow_wait(session, &applied, timeout_ms, watcher, &started, outcome);
    flow_report(session, &started, &wish, outcome);
}
