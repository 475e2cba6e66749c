// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/ns_plan.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

// What a switch of the spec makes of a kind of namespaces: by pod_switch.
#define NODE_OR_POD(name)                                                                          \
    {                                                                                              \
        [SWITCH_UNSET] = {SHARING_POD, name, true, "default: no " name},                           \
        [SWITCH_NO] = {SHARING_POD, name, false, name ": false"},                                  \
        [SWITCH_YES] = {SHARING_NODE, name, false, name ": true"},                                 \
    }

// The kubelet's side is k8s.io/kubernetes pkg/kubelet/util (NamespacesForPod), the runtimes' the
// CRI's NamespaceOption as containerd, CRI-O and cri-dockerd carry it out.
static const struct ns_rule pid_default = {SHARING_OWN, "shareProcessNamespace", true,
                                           "default: no hostPID, no shareProcessNamespace"};
static const struct ns_rule pid_own = {SHARING_OWN, "shareProcessNamespace", false,
                                       "shareProcessNamespace: false"};
static const struct ns_rule pid_pod = {SHARING_POD, "shareProcessNamespace", false,
                                       "shareProcessNamespace: true"};
static const struct ns_rule pid_node = {SHARING_NODE, "hostPID", false, "hostPID: true"};
static const struct ns_rule pid_target = {SHARING_CONTAINER, "targetContainerName", false,
                                          "targetContainerName: "};
static const struct ns_rule net[] = NODE_OR_POD("hostNetwork");
static const struct ns_rule ipc[] = NODE_OR_POD("hostIPC");
static const struct ns_rule mnt_always = {SHARING_OWN, NULL, false, "always so"};

// The CRI has no option for it. containerd and Docker take the node's with its network, CRI-O makes
// one a pod whatever the spec says, and Docker else one a container.
static const struct ns_rule uts[] = {
    [SWITCH_UNSET] = {SHARING_POD, "hostNetwork", true, "default: no hostNetwork", "Docker",
                      SHARING_OWN},
    [SWITCH_NO] = {SHARING_POD, "hostNetwork", false, "hostNetwork: false", "Docker", SHARING_OWN},
    [SWITCH_YES] = {SHARING_NODE, "hostNetwork", false, "hostNetwork: true", "CRI-O", SHARING_POD},
};
static const struct ns_rule user[] = {
    [SWITCH_UNSET] = {SHARING_NODE, "hostUsers", true, "default: no hostUsers"},
    [SWITCH_NO] = {SHARING_POD, "hostUsers", false, "hostUsers: false"},
    [SWITCH_YES] = {SHARING_NODE, "hostUsers", false, "hostUsers: true"},
};

// KEP-2254: only with cgroup version 2 do runtimes make one, and not for a privileged container,
// but Docker for that too.
static const struct ns_rule cgroup = {SHARING_UNKNOWN, NULL, false,
                                      "the node: own with cgroup v2, node with v1"};
static const struct ns_rule cgroup_privileged = {
    SHARING_NODE,       "securityContext.privileged", false,
    "privileged: true", "Docker, cgroup v2",          SHARING_OWN};
static const struct ns_rule time_always = {SHARING_NODE, NULL, false, "always so"};

static void plan_release(struct ns_plan *plan)
{
    pod_release(&plan->template.pod);
    free(plan->containers);
}

void ns_plan_list_release(struct ns_plan_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        plan_release(&list->items[i]);
    free(list->items);
    *list = (struct ns_plan_list){0};
}

static bool is_target(const struct pod *pod, const struct pod_container *container)
{
    for (size_t i = 0; i < pod->container_count; i++)
        if (str_eq(pod->containers[i].target, container->name))
            return true;
    return false;
}

static struct ns_decision decide_pid(const struct pod *pod, const struct pod_container *container)
{
    if (pod->host_pid == SWITCH_YES)
        return (struct ns_decision){.rule = &pid_node};
    if (pod->share_process_namespace == SWITCH_YES)
        return (struct ns_decision){.rule = &pid_pod};
    if (container->target != NULL)
        return (struct ns_decision){&pid_target, container->target};
    if (is_target(pod, container))
        return (struct ns_decision){&pid_target, container->name};
    if (pod->share_process_namespace == SWITCH_NO)
        return (struct ns_decision){.rule = &pid_own};
    return (struct ns_decision){.rule = &pid_default};
}

static void decide(const struct pod *pod, struct ns_plan_container *plan)
{
    bool privileged = plan->container->privileged;

    plan->of[NS_PID] = decide_pid(pod, plan->container);
    plan->of[NS_NET].rule = &net[pod->host_network];
    plan->of[NS_MNT].rule = &mnt_always;
    plan->of[NS_IPC].rule = &ipc[pod->host_ipc];
    plan->of[NS_UTS].rule = &uts[pod->host_network];
    plan->of[NS_USER].rule = &user[pod->host_users];
    plan->of[NS_CGROUP].rule = privileged ? &cgroup_privileged : &cgroup;
    plan->of[NS_TIME].rule = &time_always;
}

int ns_plan_list_add(struct ns_plan_list *list, struct pod_template *template, struct error *err)
{
    struct pod *pod = &template->pod;

    if (pod->os != NULL && !str_eq(pod->os, "linux"))
        return error_set(err, ERROR_BAD_REQUEST, "%s \"%s\" has no Linux namespaces: os.name is %s",
                         template->kind, pod->name, pod->os);
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    struct ns_plan *plan = &list->items[list->count++];
    *plan = (struct ns_plan){.template = *template};
    plan->containers = xcalloc(pod->container_count, sizeof(*plan->containers));
    plan->container_count = pod->container_count;
    for (size_t i = 0; i < pod->container_count; i++) {
        plan->containers[i].container = &pod->containers[i];
        decide(pod, &plan->containers[i]);
    }
    *template = (struct pod_template){0};
    return 0;
}

int ns_plan_select(struct ns_plan *plan, const char *container, struct error *err)
{
    if (pod_require_container(&plan->template.pod, container, err) < 0)
        return -1;
    for (size_t i = 0; i < plan->container_count; i++)
        if (container_is_called(plan->containers[i].container, container))
            plan->containers[0] = plan->containers[i];
    plan->container_count = 1;
    return 0;
}

void ns_plan_list_remove(struct ns_plan_list *list, size_t index)
{
    plan_release(&list->items[index]);
    list->count--;
    memmove(&list->items[index], &list->items[index + 1],
            (list->count - index) * sizeof(*list->items));
}

bool ns_decision_same(const struct ns_decision *a, const struct ns_decision *b)
{
    return a->rule == b->rule && str_eq(a->container, b->container);
}

void ns_decision_add_text(const struct ns_decision *decision, struct strbuf *buf)
{
    const struct ns_rule *rule = decision->rule;

    strbuf_add_text(buf, rule->text);
    if (decision->container != NULL)
        strbuf_add_text(buf, decision->container);
    if (rule->except_with != NULL)
        strbuf_add_format(buf, " (%s: %s)", rule->except_with, ns_sharing_name(rule->except));
}

const char *ns_sharing_name(enum ns_sharing sharing)
{
    static const char *const names[SHARING_COUNT] = {
        [SHARING_UNKNOWN] = "unknown", [SHARING_OWN] = "own",   [SHARING_CONTAINER] = "container",
        [SHARING_POD] = "pod",         [SHARING_NODE] = "node",
    };

    return names[sharing];
}
