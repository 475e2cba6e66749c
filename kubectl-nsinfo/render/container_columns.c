// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "common/base/text.h"
#include "kubectl-nsinfo/render/columns.h"

static const char NONE[] = "<none>"; // kubectl's word for what is not there

static void add_kube_namespace(const struct row *row, const struct column *column,
                               struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, row->pod->pod.kube_namespace);
}

static void add_pod(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, row->pod->pod.name);
}

static void add_name(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    container_add_name(row->container->container, cell);
}

// What stands where there is no report: nothing to know, or something that is not known.
static const char *without_report(const struct pod_report_container *container)
{
    return container->error.code == ERROR_NONE ? "-" : "unknown";
}

static void add_pid(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    if (row->container->report == NULL)
        strbuf_add_text(cell, without_report(row->container));
    else
        strbuf_add_format(cell, "%" PRIu64, row->container->report->pid);
}

// "4026532601" is the container's own; "4026532598(pod)" says with whom it is shared.
static void add_ns(const struct row *row, const struct column *column, struct strbuf *cell)
{
    if (row->container->report == NULL) {
        strbuf_add_text(cell, without_report(row->container));
        return;
    }
    const struct ns_id *id = &row->container->report->namespaces.of[column->kind];
    enum ns_verdict verdict = row->container->verdicts[column->kind];
    if (id->state == NS_ABSENT)
        strbuf_add_text(cell, NONE);
    else if (id->state == NS_UNKNOWN)
        strbuf_add_text(cell, "unknown");
    else
        strbuf_add_format(cell, "%" PRIu64, id->inode);
    if (id->state == NS_KNOWN && verdict != VERDICT_OWN)
        strbuf_add_format(cell, "(%s)", ns_verdict_name(verdict));
}

static void add_state(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    container_add_state(&row->pod->pod, row->container->container, cell);
}

// What is shared with the node is what a container is not apart from; own is as it should be.
static enum style ns_style(const struct row *row, const struct column *column)
{
    static const enum style styles[VERDICT_COUNT] = {
        [VERDICT_UNKNOWN] = STYLE_RED,
        [VERDICT_POD] = STYLE_CYAN,
        [VERDICT_NODE] = STYLE_YELLOW,
    };

    if (row->container->report != NULL)
        return styles[row->container->verdicts[column->kind]];
    return row->container->error.code == ERROR_NONE ? STYLE_PLAIN : STYLE_RED;
}

static enum style pid_style(const struct row *row, const struct column *column)
{
    (void)column;
    return row->container->error.code == ERROR_NONE ? STYLE_PLAIN : STYLE_RED;
}

static enum style state_style(const struct row *row, const struct column *column)
{
    const struct pod_container *container = row->container->container;

    (void)column;
    return container_is_troubled(&row->pod->pod, container) ? STYLE_RED
           : container->phase == CONTAINER_TERMINATED       ? STYLE_DIM
                                                            : STYLE_PLAIN;
}

static void add_node(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, row->pod->pod.node == NULL ? NONE : row->pod->pod.node);
}

static void add_labels(const struct row *row, const struct column *column, struct strbuf *cell)
{
    (void)column;
    strbuf_add_text(cell, row->pod->pod.labels == NULL ? NONE : row->pod->pod.labels);
}

static void add_runtime(const struct row *row, const struct column *column, struct strbuf *cell)
{
    CLEANUP_ERROR struct error err = {0};
    struct container_ref ref;

    (void)column;
    if (pod_container_ref(row->container->container, &ref, &err) < 0)
        strbuf_add_text(cell, NONE);
    else
        strbuf_add_text(cell, ref.runtime);
}

static void add_id(const struct row *row, const struct column *column, struct strbuf *cell)
{
    const char *id = row->container->container->id;
    const char *separator = id == NULL ? NULL : strstr(id, "://");

    (void)column;
    if (separator != NULL)
        id = separator + strlen("://");
    strbuf_add_text(cell, id == NULL ? NONE : id);
}

const struct column container_columns[] = {
    {"NAMESPACE", add_kube_namespace, COLUMN_KUBE_NAMESPACE, 0},
    {"POD", add_pod, COLUMN_SEVERAL, 0},
    {"CONTAINER", add_name, COLUMN_ALWAYS, 0},
    {"PID", add_pid, COLUMN_ALWAYS, 0, pid_style},
    {"PIDNS", add_ns, COLUMN_ALWAYS, NS_PID, ns_style},
    {"NET", add_ns, COLUMN_ALWAYS, NS_NET, ns_style},
    {"MNT", add_ns, COLUMN_ALWAYS, NS_MNT, ns_style},
    {"IPC", add_ns, COLUMN_ALWAYS, NS_IPC, ns_style},
    {"UTS", add_ns, COLUMN_ALWAYS, NS_UTS, ns_style},
    {"USER", add_ns, COLUMN_ALWAYS, NS_USER, ns_style},
    {"CGROUP", add_ns, COLUMN_WIDE, NS_CGROUP, ns_style},
    {"TIME", add_ns, COLUMN_WIDE, NS_TIME, ns_style},
    {"STATE", add_state, COLUMN_ALWAYS, 0, state_style},
    {"NODE", add_node, COLUMN_WIDE, 0},
    {"RUNTIME", add_runtime, COLUMN_WIDE, 0},
    {"ID", add_id, COLUMN_WIDE, 0},
    {"LABELS", add_labels, COLUMN_LABELS, 0},
};
const size_t container_column_count = ARRAY_SIZE(container_columns);
