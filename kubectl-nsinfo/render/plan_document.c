// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_put.h"
#include "kubectl-nsinfo/render/document.h"
#include "kubectl-nsinfo/render/plan_view.h"

static json_t *exception_new(const struct ns_rule *rule)
{
    json_t *object = json_object();

    json_put_text(object, "with", rule->except_with);
    json_put_text(object, "sharing", ns_sharing_name(rule->except));
    return object;
}

static json_t *decision_new(const struct ns_decision *decision)
{
    const struct ns_rule *rule = decision->rule;
    CLEANUP_STRBUF struct strbuf reason = {0};
    json_t *object = json_object();

    ns_decision_add_text(decision, &reason);
    json_put_text(object, "sharing", ns_sharing_name(rule->sharing));
    json_put_text(object, "container", decision->container);
    json_put_text(object, "field", rule->field);
    if (rule->field != NULL)
        json_object_set_new(object, "default", json_boolean(rule->by_default));
    if (rule->except_with != NULL)
        json_object_set_new(object, "exception", exception_new(rule));
    json_put_text(object, "reason", strbuf_text(&reason));
    return object;
}

static json_t *container_new(const struct ns_plan_container *plan)
{
    json_t *object = json_object();
    json_t *namespaces = json_object();

    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        json_object_set_new(namespaces, ns_kinds[kind].name, decision_new(&plan->of[kind]));
    json_put_text(object, "name", plan->container->name);
    json_put_text(object, "kind", container_kind_name(plan->container->kind));
    json_object_set_new(object, "namespaces", namespaces);
    return object;
}

static json_t *plan_new(const struct ns_plan *plan)
{
    const struct pod *pod = &plan->template.pod;
    json_t *object = json_object();
    json_t *containers = json_array();

    json_put_text(object, "kind", plan->template.kind);
    json_put_text(object, "name", pod->name);
    json_put_text(object, "kubeNamespace", pod->kube_namespace);
    json_put_text(object, "runtimeClass", pod->runtime_class);
    for (size_t i = 0; i < plan->container_count; i++)
        json_array_append_new(containers, container_new(&plan->containers[i]));
    json_object_set_new(object, "containers", containers);
    return object;
}

json_t *plan_document_new(const struct ns_plan_list *list)
{
    json_t *items = json_array();

    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(items, plan_new(&list->items[i]));
    return document_list_new("PodPlanList", items);
}
