// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/agent/reply.h"
#include "kubectl-nsinfo/apiserver/pages.h"
#include "kubectl-nsinfo/pod/pod_decode.h"

enum { AGENTS_PER_LIST = 500 };

static int take(void *context, const json_t *page, struct error *err)
{
    CLEANUP_POD_LIST struct pod_list pods = {0};

    if (pod_list_decode(page, &pods, err) < 0)
        return -1;
    pod_list_move(context, &pods);
    return 0;
}

static void forget(void *context)
{
    pod_list_release(context);
}

static int list(struct connection *connection, const char *agents_in, const char *field_selector,
                uint64_t limit, struct pod_list *ret, struct error *err)
{
    const struct list_request request = {.api_path = "/api/v1",
                                         .kube_namespace = agents_in,
                                         .kind = "pods",
                                         .label_selector = AGENT_SELECTOR,
                                         .field_selector = field_selector,
                                         .limit = limit};
    CLEANUP_POD_LIST struct pod_list pods = {0};
    const struct page_taker taker = {pod_wishes, take, forget, &pods};

    if (pages_get(connection, &request, &taker, err) < 0)
        return agent_explain_forbidden(agents_in, "list", "pods", err);
    *ret = pods;
    pods = (struct pod_list){0};
    return 0;
}

static int not_ready(const struct pod *pod, const char *agents_in, const char *node,
                     struct error *err)
{
    CLEANUP_STRBUF struct strbuf state = {0};

    pod_add_state(pod, &state);
    if (pod->deleted)
        strbuf_add_text(&state, ", being deleted");
    if (agents_in != NULL)
        strbuf_add_format(&state, ": see 'kubectl describe pod %s -n %s'", pod->name, agents_in);
    return error_set(err, ERROR_UNAVAILABLE,
                     "the nsinfo agent on node \"%s\" is not ready: its pod \"%s\" is %s", node,
                     pod->name, strbuf_text(&state));
}

static int none_there(const char *agents_in, const char *node, struct error *err)
{
    if (agents_in == NULL)
        return error_set(err, ERROR_NOT_FOUND, "no nsinfo agent is running on node \"%s\"", node);
    CLEANUP_FREE char *option = agent_place_option(agents_in);

    return error_set(err, ERROR_NOT_FOUND,
                     "no nsinfo agent is running on node \"%s\" in namespace \"%s\": put it on the "
                     "cluster with 'kubectl nsinfo deploy%s', or say with --agent-namespace where "
                     "it is; if it is there, see 'kubectl get daemonset -n %s'",
                     node, agents_in, option, agents_in);
}

struct pod *agent_choose(const struct pod_list *pods, const char *agents_in, const char *node,
                         struct error *err)
{
    for (size_t i = 0; i < pods->count; i++)
        if (pods->items[i].ready && !pods->items[i].deleted)
            return &pods->items[i];
    // Unready need not mean that it does not answer: the pods of a node that was not heard of for a
    // while are all marked so (kubernetes.io, "Nodes": node controller).
    for (size_t i = 0; i < pods->count; i++)
        if (str_eq(pods->items[i].phase, "Running") && !pods->items[i].deleted)
            return &pods->items[i];
    if (pods->count > 0)
        not_ready(&pods->items[0], agents_in, node, err);
    else
        none_there(agents_in, node, err);
    return NULL;
}

int agent_list_of_node(struct connection *connection, const char *agents_in, const char *node,
                       struct pod_list *ret, struct error *err)
{
    CLEANUP_FREE char *selector = xasprintf("spec.nodeName=%s", node);

    return list(connection, agents_in, selector, 0, ret, err);
}

static int by_node(const void *a, const void *b)
{
    const struct pod *left = a;
    const struct pod *right = b;

    return strcmp(left->node == NULL ? "" : left->node, right->node == NULL ? "" : right->node);
}

int agent_list(struct connection *connection, const char *agents_in, struct pod_list *ret,
               struct error *err)
{
    if (list(connection, agents_in, NULL, AGENTS_PER_LIST, ret, err) < 0)
        return -1;
    if (ret->count > 0)
        qsort(ret->items, ret->count, sizeof(*ret->items), by_node);
    return 0;
}
