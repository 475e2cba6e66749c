// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_report.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

int pod_container_ref(const struct pod_container *container, struct container_ref *ret,
                      struct error *err)
{
    if (container->id == NULL)
        return error_set(err, ERROR_BAD_REPLY, "the API server gives no ID for it");
    if (container_ref_parse(container->id, ret, err) < 0) {
        err->code = ERROR_BAD_REPLY;
        return -1;
    }
    return 0;
}

static void find_error(const struct pod_container *container, const struct report *report,
                       struct error *ret)
{
    struct container_ref ref;

    if (pod_container_ref(container, &ref, ret) < 0)
        return;
    const struct container_error *found =
        report == NULL ? NULL : report_find_error(report, container->id);
    if (found == NULL)
        error_set(ret, ERROR_BAD_REPLY, "the agent's reply leaves it out");
    else
        error_set(ret, found->code, "%s", found->message);
}

static void join_container(const struct pod_container *container, const struct report *report,
                           struct pod_report_container *ret)
{
    ret->container = container;
    if (container->phase != CONTAINER_RUNNING)
        return;
    if (report != NULL && container->id != NULL)
        ret->report = report_find(report, container->id);
    if (ret->report == NULL)
        find_error(container, report, &ret->error);
}

// Fills others[] with the namespaces of the running containers beside `self`; returns how many.
static size_t collect_others(const struct pod_report *pod, size_t self, int kind,
                             const struct ns_id **others)
{
    size_t count = 0;

    for (size_t i = 0; i < pod->container_count; i++) {
        const struct pod_report_container *other = &pod->containers[i];
        if (i == self || other->container->phase != CONTAINER_RUNNING)
            continue;
        others[count++] = other->report == NULL ? NULL : &other->report->namespaces.of[kind];
    }
    return count;
}

static void judge(struct pod_report *pod)
{
    CLEANUP_FREE const struct ns_id **others =
        xcalloc(pod->container_count, sizeof(const struct ns_id *));

    for (size_t i = 0; pod->node != NULL && i < pod->container_count; i++) {
        struct pod_report_container *container = &pod->containers[i];
        for (int kind = 0; container->report != NULL && kind < NS_KIND_COUNT; kind++) {
            size_t count = collect_others(pod, i, kind, others);
            container->verdicts[kind] = ns_verdict(&container->report->namespaces.of[kind],
                                                   &pod->node->namespaces.of[kind], others, count);
        }
    }
}

void pod_report_join(struct pod *pod, const struct report *report, struct pod_report *ret)
{
    struct pod_report joined = {.pod = *pod, .node = report == NULL ? NULL : &report->node};

    *pod = (struct pod){0};
    joined.containers = xcalloc(joined.pod.container_count, sizeof(*joined.containers));
    joined.container_count = joined.pod.container_count;
    for (size_t i = 0; i < joined.container_count; i++)
        join_container(&joined.pod.containers[i], report, &joined.containers[i]);
    judge(&joined);
    *ret = joined;
}

void pod_report_join_failed(struct pod *pod, const struct error *why, struct pod_report *ret)
{
    pod_report_join(pod, NULL, ret);
    for (size_t i = 0; i < ret->container_count; i++) {
        struct pod_report_container *container = &ret->containers[i];
        CLEANUP_ERROR struct error unused = {0};
        struct container_ref ref;

        if (container->container->phase != CONTAINER_RUNNING ||
            pod_container_ref(container->container, &ref, &unused) < 0)
            continue;
        error_copy(&container->error, why);
        container->error_is_told = true;
    }
}

void pod_report_select(struct pod_report *report, const char *container)
{
    size_t kept = 0;

    for (size_t i = 0; i < report->container_count; i++) {
        if (container_is_called(report->containers[i].container, container))
            report->containers[kept++] = report->containers[i];
        else
            error_release(&report->containers[i].error);
    }
    report->container_count = kept;
}

void pod_report_release(struct pod_report *report)
{
    for (size_t i = 0; i < report->container_count; i++)
        error_release(&report->containers[i].error);
    free(report->containers);
    pod_release(&report->pod);
    *report = (struct pod_report){0};
}

void pod_report_list_add(struct pod_report_list *list, struct pod_report *item)
{
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    item->place = list->count;
    list->items[list->count++] = *item;
    *item = (struct pod_report){0};
}

const struct report *pod_report_list_add_node(struct pod_report_list *list, struct report *report)
{
    struct report *kept = xcalloc(1, sizeof(*kept));

    *kept = *report;
    *report = (struct report){0};
    list->node_reports =
        xreallocarray(list->node_reports, list->node_report_count + 1, sizeof(struct report *));
    list->node_reports[list->node_report_count++] = kept;
    return kept;
}

void pod_report_list_release(struct pod_report_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        pod_report_release(&list->items[i]);
    for (size_t i = 0; i < list->node_report_count; i++) {
        report_release(list->node_reports[i]);
        free(list->node_reports[i]);
    }
    free(list->items);
    free(list->node_reports);
    *list = (struct pod_report_list){0};
}
