// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/pod_query.h"

#include "kubectl-nsinfo/apiserver/pages.h"
#include "kubectl-nsinfo/pod/pod_decode.h"
#include "kubectl-nsinfo/pod/pod_list.h"

// What comes of one list, behind what was there before.
struct taken {
    struct pod_pack *pods;
    size_t before;
};

static int take(void *context, const json_t *page, struct error *err)
{
    const struct taken *taken = context;
    CLEANUP_POD_LIST struct pod_list pods = {0};

    if (pod_list_decode(page, &pods, err) < 0)
        return -1;
    for (size_t i = 0; i < pods.count; i++)
        pod_pack_add(taken->pods, &pods.items[i]);
    return 0;
}

static void forget(void *context)
{
    const struct taken *taken = context;

    pod_pack_cut(taken->pods, taken->before);
}

// kubectl says what was asked for (k8s.io/cli-runtime pkg/resource, Selector.Visit).
static int wrap_refusal(const struct pod_query *query, struct error *err)
{
    static const char PODS[] = "\"/v1, Resource=pods\"";
    const char *labels = query->label_selector == NULL ? "" : query->label_selector;
    const char *fields = query->field_selector == NULL ? "" : query->field_selector;

    if (err->prefix == NULL || (err->code != ERROR_BAD_REQUEST && err->code != ERROR_NOT_FOUND))
        return -1;
    if (labels[0] == '\0' && fields[0] == '\0')
        return error_wrap(err, "Unable to list %s", PODS);
    return error_wrap(err,
                      "Unable to find %s that match label selector \"%s\", field selector \"%s\"",
                      PODS, labels, fields);
}

int flow_query_pods(struct session *session, const struct pod_query *query, struct pod_pack *pods,
                    struct error *err)
{
    struct taken taken = {pods, pods->count};
    const struct page_taker taker = {pod_wishes, take, forget, &taken};
    const struct list_request request = {
        .api_path = "/api/v1",
        .kube_namespace = query->kube_namespace,
        .kind = "pods",
        .label_selector = query->label_selector,
        .field_selector = query->field_selector,
        .limit = query->chunk_size,
    };

    if (pages_get(session->connection, &request, &taker, err) < 0)
        return wrap_refusal(query, err);
    return 0;
}
