// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/remarks.h"

#include <inttypes.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"

// What the lines about a pod are about, in their order.
enum subject { OF_POD, OF_NODE, OF_CONTAINERS, SUBJECT_COUNT };

// A cluster has many pods that have ended: of more than so many their states say it.
enum { PODS_REMARKED = 10 };

static size_t key_of(size_t place, enum subject subject)
{
    return place * SUBJECT_COUNT + subject;
}

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

static bool has_unread(const struct ns_set *set)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        if (set->of[kind].state == NS_UNKNOWN)
            return true;
    return false;
}

// ---- nodes

static void agent_seen_release(struct agent_seen *seen)
{
    free(seen->node);
    free(seen->version);
    free(seen->unread);
}

static int compare_agents(const struct agent_seen *seen, const struct node_info *node)
{
    int order = strcmp(seen->node, node->name);

    return order != 0 ? order : strcmp(seen->version, node->agent_version);
}

// Where the agent is in agents[], which is in order, or belongs.
static size_t find_agent(const struct remarks *remarks, const struct node_info *node)
{
    size_t low = 0;
    size_t high = remarks->agent_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_agents(&remarks->agents[middle], node) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct agent_seen *see_agent(struct remarks *remarks, const struct node_info *node)
{
    size_t at = find_agent(remarks, node);

    if (at < remarks->agent_count && compare_agents(&remarks->agents[at], node) == 0)
        return &remarks->agents[at];
    remarks->agents = xgrow(remarks->agents, &remarks->agent_capacity, remarks->agent_count + 1,
                            sizeof(*remarks->agents));
    memmove(&remarks->agents[at + 1], &remarks->agents[at],
            (remarks->agent_count++ - at) * sizeof(*remarks->agents));
    remarks->agents[at] =
        (struct agent_seen){.node = xstrdup(node->name), .version = xstrdup(node->agent_version)};
    return &remarks->agents[at];
}

// A node may have several of the pods: it is remarked on with the first.
static void keep_unread(struct agent_seen *seen, size_t place, const struct node_info *node)
{
    CLEANUP_FREE char *whom = xasprintf("node \"%s\" itself", node->name);
    CLEANUP_STRBUF struct strbuf text = {0};

    if (seen->unread != NULL && seen->place < place)
        return;
    remark_unread(&node->namespaces, whom, &text);
    free(seen->unread);
    seen->unread = strbuf_steal(&text);
    seen->place = place;
}

static void remark_node(struct remarks *remarks, size_t place, const struct pod_report *pod)
{
    bool unread = has_unread(&pod->node->namespaces);

    if (!unread && str_eq(pod->node->agent_version, NSINFO_VERSION))
        return;
    struct agent_seen *seen = see_agent(remarks, pod->node);
    skewed_agent_add(&seen->skew, pod);
    if (unread)
        keep_unread(seen, place, pod->node);
}

// Of the agents of a node, which stand side by side, the one of the first pod says it.
static void add_unread(struct remarks *remarks)
{
    const struct agent_seen *first = NULL;

    for (size_t i = 0; i < remarks->agent_count; i++) {
        const struct agent_seen *seen = &remarks->agents[i];

        if (seen->unread != NULL && (first == NULL || seen->place < first->place))
            first = seen;
        if (i + 1 < remarks->agent_count && str_eq(seen->node, remarks->agents[i + 1].node))
            continue;
        if (first != NULL) {
            strbuf_add_text(pieces_begin(&remarks->lines, key_of(first->place, OF_NODE)),
                            first->unread);
            pieces_end(&remarks->lines);
        }
        first = NULL;
    }
}

static void add_skew(const struct remarks *remarks, struct strbuf *out)
{
    CLEANUP_FREE struct skewed_agent *agents = xcalloc(remarks->agent_count, sizeof(*agents));
    size_t count = 0;

    for (size_t i = 0; i < remarks->agent_count; i++) {
        const struct agent_seen *seen = &remarks->agents[i];
        if (str_eq(seen->version, NSINFO_VERSION))
            continue;
        agents[count] = seen->skew;
        agents[count].node = seen->node;
        agents[count++].version = seen->version;
    }
    add_skew_remarks(agents, count, NSINFO_VERSION, out);
}

// ---- all

// Whether a pod's name alone does not say which it is.
static bool have_several_kube_namespaces(const struct pod_report_list *list)
{
    for (size_t i = 1; i < list->count; i++)
        if (!str_eq(list->items[i].pod.kube_namespace, list->items[0].pod.kube_namespace))
            return true;
    return false;
}

void remarks_release(struct remarks *remarks)
{
    for (size_t i = 0; i < remarks->agent_count; i++)
        agent_seen_release(&remarks->agents[i]);
    free(remarks->agents);
    pieces_release(&remarks->lines);
    *remarks = (struct remarks){0};
}

void remarks_add(struct remarks *remarks, size_t place, const struct pod_report *pod)
{
    CLEANUP_STRBUF struct strbuf name = {0};

    if (remarks->several_kube_namespaces)
        strbuf_add_format(&name, "%s/", pod->pod.kube_namespace);
    strbuf_add_text(&name, pod->pod.name);
    remark_pod(&pod->pod, strbuf_text(&name), pieces_begin(&remarks->lines, key_of(place, OF_POD)));
    pieces_end(&remarks->lines);
    if (pod->node != NULL)
        remark_node(remarks, place, pod);
    struct strbuf *out = pieces_begin(&remarks->lines, key_of(place, OF_CONTAINERS));
    for (size_t i = 0; i < pod->container_count; i++)
        if (remark_container(strbuf_text(&name), &pod->containers[i], out))
            remarks->missing = true;
    pieces_end(&remarks->lines);
}

static void add_lines(const struct pieces *lines, struct strbuf *out)
{
    size_t pods = 0;

    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].key % SUBJECT_COUNT != OF_POD || ++pods <= PODS_REMARKED)
            strbuf_add(out, pieces_text(lines, i), lines->items[i].len);
    if (pods > PODS_REMARKED)
        text_add_line(out, "and so it is with more pods, %zu: see their states",
                      pods - PODS_REMARKED);
}

bool remarks_print(struct remarks *remarks, struct strbuf *out)
{
    add_unread(remarks);
    pieces_sort(&remarks->lines);
    add_lines(&remarks->lines, out);
    add_skew(remarks, out);
    return remarks->missing;
}

bool add_remarks(const struct pod_report_list *list, struct strbuf *out)
{
    CLEANUP_REMARKS
    struct remarks remarks = {.several_kube_namespaces = have_several_kube_namespaces(list)};

    for (size_t i = 0; i < list->count; i++)
        remarks_add(&remarks, i, &list->items[i]);
    return remarks_print(&remarks, out);
}
