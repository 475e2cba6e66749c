// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/remarks.h"

#include <inttypes.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/render/skew.h"

// Of a pod that is not as it should be. Its containers may still run while it is taken down.
static void remark_pod(const struct pod *pod, const char *name, struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf state = {0};
    bool runs = pod_any_runs(pod);

    pod_add_state(pod, &state);
    if (str_eq(pod->phase, "Pending") && !runs)
        text_add_line(out, "pod \"%s\" is not running%s yet: %s", name,
                      pod->node == NULL ? " on a node" : "", strbuf_text(&state));
    else if (str_eq(pod->phase, "Failed") && !runs)
        text_add_line(out, "pod \"%s\" is not running: %s", name, strbuf_text(&state));
    else if (str_eq(pod->phase, "Failed") || str_eq(pod->reason, "NodeLost"))
        text_add_line(out, "pod \"%s\" is %s", name, strbuf_text(&state));
    if (pod->deletion_time != NULL)
        text_add_line(out, "pod \"%s\" is being deleted: its grace period ends at %s", name,
                      pod->deletion_time);
}

// "namespaces net, mnt of WHOM could not be read: REASON", with the first one's reason.
static void remark_unread(const struct ns_set *set, const char *whom, struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf names = {0};
    const char *reason = NULL;

    for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
        if (set->of[kind].state != NS_UNKNOWN)
            continue;
        strbuf_add_format(&names, "%s%s", names.len == 0 ? "" : ", ", ns_kinds[kind].name);
        if (reason == NULL)
            reason = set->of[kind].reason == NULL ? "no reason given" : set->of[kind].reason;
    }
    if (reason != NULL)
        text_add_line(out, "Warning: namespaces of %s could not be read: %s: %s", whom,
                      strbuf_text(&names), reason);
}

static void remark_disagreement(const struct container_report *report, const char *whom,
                                struct strbuf *out)
{
    const struct cross_check *check = &report->cross_check;

    if (check->by != NULL && !check->agrees)
        text_add_line(
            out, "Warning: the PID of %s is in doubt: %s says %" PRIu64 ", but %s says %" PRIu64,
            whom, report->resolved_by, report->pid, check->by, check->pid);
}

static bool remark_container(const char *pod, const struct pod_report_container *container,
                             struct strbuf *out)
{
    CLEANUP_FREE char *whom =
        xasprintf("container \"%s\" of pod \"%s\"", container->container->name, pod);

    if (container->error_is_told)
        return true;
    if (container->error.code != ERROR_NONE) {
        text_add_line(out, "error: %s: %s", whom, container->error.message);
        return true;
    }
    if (container->report != NULL && container->report->truncated)
        text_add_line(out, "Warning: %s has more than %d processes: only the first are known", whom,
                      LIMIT_PROCESSES_PER_CONTAINER);
    if (container->report != NULL) {
        remark_unread(&container->report->namespaces, whom, out);
        remark_disagreement(container->report, whom, out);
    }
    return false;
}

// A node may have several of the pods: it is remarked on with the first.
static bool node_was_seen(const struct pod_report_list *list, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (list->items[i].node != NULL &&
            str_eq(list->items[i].node->name, list->items[index].node->name))
            return true;
    return false;
}

static bool has_unread(const struct ns_set *set)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        if (set->of[kind].state == NS_UNKNOWN)
            return true;
    return false;
}

static void remark_node(const struct node_info *node, struct strbuf *out)
{
    CLEANUP_FREE char *whom = xasprintf("node \"%s\" itself", node->name);

    remark_unread(&node->namespaces, whom, out);
}

// Whether a pod's name alone does not say which it is.
static bool have_several_kube_namespaces(const struct pod_report_list *list)
{
    for (size_t i = 1; i < list->count; i++)
        if (!str_eq(list->items[i].pod.kube_namespace, list->items[0].pod.kube_namespace))
            return true;
    return false;
}

static bool remark_containers(const struct pod_report *pod, const char *name, struct strbuf *out)
{
    bool missing = false;

    for (size_t k = 0; k < pod->container_count; k++)
        if (remark_container(name, &pod->containers[k], out))
            missing = true;
    return missing;
}

bool add_remarks(const struct pod_report_list *list, struct strbuf *out)
{
    bool several = have_several_kube_namespaces(list);
    bool missing = false;

    for (size_t i = 0; i < list->count; i++) {
        const struct pod_report *pod = &list->items[i];
        CLEANUP_STRBUF struct strbuf name = {0};

        if (several)
            strbuf_add_format(&name, "%s/", pod->pod.kube_namespace);
        strbuf_add_text(&name, pod->pod.name);
        remark_pod(&pod->pod, strbuf_text(&name), out);
        // With many pods it is the looking back that takes long.
        if (pod->node != NULL && has_unread(&pod->node->namespaces) && !node_was_seen(list, i))
            remark_node(pod->node, out);
        if (remark_containers(pod, strbuf_text(&name), out))
            missing = true;
    }
    add_skew_remarks(list, NSINFO_VERSION, out);
    return missing;
}
