// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/apply.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/flow/pods.h"
#include "kubectl-nsinfo/flow/report.h"
#include "kubectl-nsinfo/pod/pod_decode.h"

struct applied {
    struct applied_pod *pods; // as many as there are manifests
    size_t count;
};

static void applied_release(struct applied *applied)
{
    for (size_t i = 0; i < applied->count; i++) {
        pod_release(&applied->pods[i].before);
        pod_release(&applied->pods[i].now);
    }
    free(applied->pods);
}

static int send(struct session *session, const struct pod_manifest *manifest,
                const struct apply_wish *wish, struct pod *ret, struct error *err)
{
    CLEANUP_JSON json_t *reply = NULL;

    if (apply_send(session, manifest, wish, &reply, err) < 0)
        return -1;
    return pod_decode(reply, ret, err);
}

static int apply_one(struct session *session, const struct pod_manifest *manifest,
                     const struct apply_wish *wish, uint64_t timeout_ms, struct applied_pod *ret,
                     struct error *err)
{
    CLEANUP_ERROR struct error not_there = {0};
    struct applied_pod pod = {0};

    // Not to be seen is as good as not to be there; what else is wrong shows in the next request.
    // But to a server that does not answer in time nothing is sent.
    if (flow_get_pod(session, apply_kube_namespace(session, manifest), manifest->name, timeout_ms,
                     &pod.before, &not_there) < 0) {
        pod.before = (struct pod){0};
        if (not_there.code == ERROR_TIMEOUT) {
            error_move(err, &not_there);
            return -1;
        }
    }
    if (send(session, manifest, wish, &pod.now, err) < 0) {
        pod_release(&pod.before);
        return -1;
    }
    *ret = pod;
    return 0;
}

static void apply_all(struct session *session, const struct manifests *manifests,
                      const struct apply_wish *wish, uint64_t timeout_ms,
                      const struct apply_watcher *watcher, struct applied *applied,
                      struct outcome *outcome)
{
    for (size_t i = 0; i < manifests->count; i++) {
        CLEANUP_ERROR struct error err = {0};
        struct applied_pod *pod = &applied->pods[applied->count];

        if (apply_one(session, &manifests->items[i], wish, timeout_ms, pod, &err) == 0) {
            applied->count++;
            watcher->applied(watcher->context, &pod->now);
        } else if (outcome_add_error(outcome, &err)) {
            return;
        }
    }
}

void flow_apply(struct session *session, const struct manifests *manifests,
                const struct apply_wish *wish, uint64_t timeout_ms,
                const struct apply_watcher *watcher, struct outcome *outcome)
{
    CLEANUP(applied_release) struct applied applied = {0};
    CLEANUP_POD_LIST struct pod_list shown = {0};
    CLEANUP_POD_PACK struct pod_pack pods = {0};
    const struct report_wish all = {.asked = watcher->asked, .context = watcher->context};

    applied.pods = xcalloc(manifests->count, sizeof(*applied.pods));
    apply_all(session, manifests, wish, timeout_ms, watcher, &applied, outcome);
    flow_wait(session, applied.pods, applied.count, timeout_ms, watcher, &shown, outcome);
    for (size_t i = 0; i < shown.count; i++)
        pod_pack_add(&pods, &shown.items[i]);
    flow_report(session, &pods, &all, outcome);
}
