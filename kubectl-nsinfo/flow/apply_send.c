// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/apply_send.h"

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/apply_refusal.h"
#include "kubectl-nsinfo/flow/field_manager.h"

const char *apply_kube_namespace(const struct session *session, const struct pod_manifest *manifest)
{
    return manifest->kube_namespace == NULL ? session->access.kube_namespace
                                            : manifest->kube_namespace;
}

int apply_send(struct session *session, const struct pod_manifest *manifest,
               const struct apply_wish *wish, json_t **ret, struct error *err)
{
    const struct apply_query query = {
        .field_manager = FIELD_MANAGER, .force = wish->force, .dry_run = wish->dry_run};
    CLEANUP_FREE char *path =
        path_pod_apply(apply_kube_namespace(session, manifest), manifest->name, &query);

    if (connection_apply(session->connection, path, manifest->source, manifest->source_len, ret,
                         err) < 0)
        return apply_refusal(manifest, wish->several, err);
    return 0;
}
