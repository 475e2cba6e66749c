// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/plan_view.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/render/columns.h"

static void add_containers(const struct ns_plan *plan, const struct view_options *options,
                           struct strbuf *out)
{
    CLEANUP_TABLE struct table table = {0};
    const struct column_set set = {.columns = plan_columns, .count = plan_column_count};

    columns_begin(&set, options, &table);
    for (size_t i = 0; i < plan->container_count; i++) {
        const struct row row = {.planned = &plan->containers[i]};
        columns_add_row(&set, &row, &table);
    }
    table_print(&table, out);
}

// How many containers have the decision of that at `index`, and their names.
static size_t add_names(const struct ns_plan *plan, enum ns_kind kind, size_t index,
                        struct strbuf *names)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->container_count; i++) {
        if (!ns_decision_same(&plan->containers[i].of[kind], &plan->containers[index].of[kind]))
            continue;
        strbuf_add_text(names, count++ == 0 ? "" : ", ");
        container_add_name(plan->containers[i].container, names);
    }
    return count;
}

static bool was_met(const struct ns_plan *plan, enum ns_kind kind, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (ns_decision_same(&plan->containers[i].of[kind], &plan->containers[index].of[kind]))
            return true;
    return false;
}

static void add_decisions_of(const struct ns_plan *plan, enum ns_kind kind,
                             const struct column_set *set, struct table *table)
{
    size_t total = plan->container_count;

    for (size_t i = 0; i < total; i++) {
        CLEANUP_STRBUF struct strbuf names = {0};

        if (was_met(plan, kind, i))
            continue;
        bool all = add_names(plan, kind, i, &names) == total;
        const struct decision_row decision = {kind, &plan->containers[i].of[kind],
                                              all ? "all" : strbuf_text(&names)};
        const struct row row = {.decision = &decision};
        columns_add_row(set, &row, table);
    }
}

static bool containers_differ(const struct ns_plan *plan)
{
    for (size_t i = 1; i < plan->container_count; i++)
        for (int kind = 0; kind < NS_KIND_COUNT; kind++)
            if (!ns_decision_same(&plan->containers[i].of[kind], &plan->containers[0].of[kind]))
                return true;
    return false;
}

static void add_decisions(const struct ns_plan *plan, const struct view_options *options,
                          struct strbuf *out)
{
    CLEANUP_TABLE struct table table = {0};
    const struct column_set set = {.columns = decision_columns,
                                   .count = decision_column_count,
                                   .wide = options->wide,
                                   .several = containers_differ(plan)};

    columns_begin(&set, options, &table);
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        add_decisions_of(plan, (enum ns_kind)kind, &set, &table);
    table_print(&table, out);
}

// "Pod/mypod", and before it its Kubernetes namespace.
static void add_heading(const struct ns_plan *plan, const struct view_options *options,
                        struct strbuf *out)
{
    const struct pod_template *template = &plan->template;

    if (options->kube_namespaces)
        text_add_line(out, "%s/%s/%s", template->pod.kube_namespace, template->kind,
                      template->pod.name);
    else
        text_add_line(out, "%s/%s", template->kind, template->pod.name);
}

void view_plans(const struct ns_plan_list *list, const struct view_options *options,
                struct strbuf *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct ns_plan *plan = &list->items[i];

        if (i > 0)
            strbuf_add_char(out, '\n');
        if (options->several && !options->no_headers)
            add_heading(plan, options, out);
        add_containers(plan, options, out);
        strbuf_add_char(out, '\n');
        add_decisions(plan, options, out);
    }
}

void add_plan_remarks(const struct ns_plan_list *list, struct strbuf *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct pod *pod = &list->items[i].template.pod;
        const char *kind = list->items[i].template.kind;

        if (pod->host_users == SWITCH_NO)
            text_add_line(out,
                          "Warning: %s \"%s\": before Kubernetes 1.33, hostUsers is passed over "
                          "unless the feature gate UserNamespacesSupport is on",
                          kind, pod->name);
        if (pod->host_users == SWITCH_NO && pod->host_network == SWITCH_YES)
            text_add_line(out,
                          "Warning: %s \"%s\": hostNetwork with hostUsers: false is refused "
                          "unless the feature gate UserNamespacesHostNetworkSupport is on",
                          kind, pod->name);
        if (pod->runtime_class != NULL)
            text_add_line(out,
                          "Warning: %s \"%s\": the runtime is that of runtimeClassName \"%s\": "
                          "one with a kernel of its own has namespaces of its own",
                          kind, pod->name, pod->runtime_class);
    }
}
