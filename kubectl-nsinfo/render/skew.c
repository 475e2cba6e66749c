// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/skew.h"

#include "common/base/text.h"
#include "common/base/version_order.h"
#include "common/base/xalloc.h"

enum { MINORS_SUPPORTED = 1, NODES_NAMED = 3 };

// ---- the fields that an agent may not know of, or not be able to say

static bool has_boot_id(const struct pod_report *pod)
{
    return pod->node->boot_id != NULL;
}

static bool has_kernel_version(const struct pod_report *pod)
{
    return pod->node->kernel_version != NULL;
}

static bool has_time(const struct pod_report *pod)
{
    return pod->node->time != 0;
}

static bool has_uptime(const struct pod_report *pod)
{
    return pod->node->uptime_ms != 0;
}

static bool has_start(const struct container_report *container)
{
    return container->start_time != 0;
}

static bool process_has_ns_pids(const struct process *process)
{
    return process->ns_pid_count > 0;
}

static bool process_has_uid(const struct process *process)
{
    return process->uid_known;
}

static bool process_has_start(const struct process *process)
{
    return process->start_time != 0;
}

static bool process_has_command(const struct process *process)
{
    return process->command_known;
}

// By their paths in docs/agent-api.yaml. One of the three functions says whether it is there.
static const struct field {
    const char *path;
    bool (*of_pod)(const struct pod_report *pod);
    bool (*of_container)(const struct container_report *container);
    bool (*of_process)(const struct process *process);
} fields[] = {
    {"node.bootID", has_boot_id, NULL, NULL},
    {"node.kernelVersion", has_kernel_version, NULL, NULL},
    {"node.time", has_time, NULL, NULL},
    {"node.uptimeMilliseconds", has_uptime, NULL, NULL},
    {"items.startTime", NULL, has_start, NULL},
    {"items.processes.nsPids", NULL, NULL, process_has_ns_pids},
    {"items.processes.uid", NULL, NULL, process_has_uid},
    {"items.processes.startTime", NULL, NULL, process_has_start},
    {"items.processes.command", NULL, NULL, process_has_command},
};

enum presence { NOT_ASKED, MISSING, PRESENT };

static enum presence in_container(const struct field *field,
                                  const struct container_report *container)
{
    if (field->of_container != NULL)
        return field->of_container(container) ? PRESENT : MISSING;
    for (size_t i = 0; i < container->process_count; i++)
        if (field->of_process(&container->processes[i]))
            return PRESENT;
    return container->process_count == 0 ? NOT_ASKED : MISSING;
}

static enum presence in_pod(const struct field *field, const struct pod_report *pod)
{
    enum presence found = NOT_ASKED;

    if (field->of_pod != NULL)
        return field->of_pod(pod) ? PRESENT : MISSING;
    for (size_t i = 0; i < pod->container_count && found != PRESENT; i++) {
        const struct container_report *container = pod->containers[i].report;
        enum presence here = container == NULL ? NOT_ASKED : in_container(field, container);
        if (here != NOT_ASKED)
            found = here;
    }
    return found;
}

void skewed_agent_add(struct skewed_agent *agent, const struct pod_report *pod)
{
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
        enum presence found = in_pod(&fields[i], pod);

        agent->missing |= (unsigned)(found == MISSING) << i;
        agent->present |= (unsigned)(found == PRESENT) << i;
    }
}

static bool all_miss(size_t field, const struct skewed_agent *agents, size_t count)
{
    unsigned missing = 0;
    unsigned present = 0;

    for (size_t i = 0; i < count; i++) {
        missing |= agents[i].missing;
        present |= agents[i].present;
    }
    return ((missing & ~present) >> field & 1) != 0;
}

// ---- a line for a version

// "node "a"", or "nodes "a", "b", "c" and 7 more": of agents that are ordered by node.
static void add_nodes(const struct skewed_agent *agents, size_t count, struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf names = {0};
    size_t distinct = 0;

    for (size_t i = 0; i < count; i++) {
        if (i > 0 && str_eq(agents[i].node, agents[i - 1].node))
            continue;
        if (distinct++ < NODES_NAMED)
            strbuf_add_format(&names, "%s\"%s\"", names.len == 0 ? "" : ", ", agents[i].node);
    }
    strbuf_add_format(out, "node%s %s", distinct == 1 ? "" : "s", strbuf_text(&names));
    if (distinct > NODES_NAMED)
        strbuf_add_format(out, " and %zu more", distinct - NODES_NAMED);
}

static const char *advice(const char *client_version, const char *agent_version)
{
    int order = 0;

    if (version_order(agent_version, client_version, &order) < 0)
        return "one of them is no release";
    return order < 0 ? "'kubectl nsinfo deploy' updates the agents" : "update kubectl-nsinfo";
}

// kubectl's words for the API server.
static void warn_of_distance(const struct skewed_agent *agents, size_t count,
                             const char *client_version, struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf nodes = {0};
    const char *version = agents[0].version;

    if (version_is_within(version, client_version, MINORS_SUPPORTED))
        return;
    add_nodes(agents, count, &nodes);
    text_add_line(out,
                  "Warning: version difference between client (%s) and agent (%s, %s) exceeds the "
                  "supported minor version skew of +/-%d: %s",
                  client_version, version, strbuf_text(&nodes), MINORS_SUPPORTED,
                  advice(client_version, version));
}

static void remark_missing(const struct skewed_agent *agents, size_t count,
                           const char *client_version, struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf nodes = {0};
    CLEANUP_STRBUF struct strbuf missing = {0};
    const char *version = agents[0].version;
    int order = 0;

    if (version_order(version, client_version, &order) < 0 || order >= 0)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
        if (all_miss(i, agents, count))
            strbuf_add_format(&missing, "%s%s", missing.len == 0 ? "" : ", ", fields[i].path);
    if (missing.len == 0)
        return;
    add_nodes(agents, count, &nodes);
    text_add_line(out, "Warning: agent (%s, %s) is older than client (%s) and leaves unknown: %s",
                  version, strbuf_text(&nodes), client_version, strbuf_text(&missing));
}

// ---- all versions

static int by_version_and_node(const void *a, const void *b)
{
    const struct skewed_agent *one = a;
    const struct skewed_agent *other = b;
    int rc = strcmp(one->version, other->version);

    return rc != 0 ? rc : strcmp(one->node, other->node);
}

typedef void remark_fn(const struct skewed_agent *agents, size_t count, const char *client_version,
                       struct strbuf *out);

// Of agents that are ordered.
static void for_each_version(const struct skewed_agent *agents, size_t count, remark_fn *remark,
                             const char *client_version, struct strbuf *out)
{
    for (size_t first = 0, next = 0; first < count; first = next) {
        while (next < count && str_eq(agents[next].version, agents[first].version))
            next++;
        remark(agents + first, next - first, client_version, out);
    }
}

void add_version_warnings(struct skewed_agent *agents, size_t count, const char *client_version,
                          struct strbuf *out)
{
    if (count > 0)
        qsort(agents, count, sizeof(*agents), by_version_and_node);
    for_each_version(agents, count, warn_of_distance, client_version, out);
}

void add_skew_remarks(struct skewed_agent *agents, size_t count, const char *client_version,
                      struct strbuf *out)
{
    add_version_warnings(agents, count, client_version, out);
    for_each_version(agents, count, remark_missing, client_version, out);
}
