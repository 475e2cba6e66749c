// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/collector.h"

#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/collect/clock.h"
#include "node-agent/collect/container.h"
#include "node-agent/collect/node.h"
#include "node-agent/collect/process.h"
#include "node-agent/resolve/container_set.h"
#include "node-agent/resolve/membership.h"
#include "node-agent/resolve/resolver.h"

struct collection {
    const struct proc_root *root;
    const struct collect_query *query;
    struct clock clock;
    struct container_set set;
    struct process_list *lists; // of the set's entries, by index
    size_t list_count;
    size_t list_capacity;
    uint64_t gone;
    struct report report;
    size_t container_capacity;
    size_t error_capacity;
};

static void collection_release(struct collection *collection)
{
    for (size_t i = 0; i < collection->list_count; i++)
        process_list_release(&collection->lists[i]);
    free(collection->lists);
    container_set_release(&collection->set);
    report_release(&collection->report);
}

static struct process_list *list_of(struct collection *collection, size_t entry)
{
    if (entry >= collection->list_count) {
        size_t old = collection->list_count;

        collection->lists = xgrow(collection->lists, &collection->list_capacity, entry + 1,
                                  sizeof(*collection->lists));
        memset(&collection->lists[old], 0, (entry + 1 - old) * sizeof(*collection->lists));
        collection->list_count = entry + 1;
    }
    return &collection->lists[entry];
}

static void visit_member(void *context, size_t entry, const struct pidref *process,
                         const struct proc_stat *stat)
{
    struct collection *collection = context;
    struct process_list *list = list_of(collection, entry);
    struct process collected = {0};

    if (list->count == LIMIT_PROCESSES_PER_CONTAINER) {
        list->truncated = true;
        return;
    }
    int rc = process_collect(process, stat, &collection->clock, &collected);
    if (rc < 0) {
        collection->gone += pidref_gone(rc);
        return;
    }
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = collected;
}

static int walk(struct collection *collection, struct collect_stats *ret_stats, struct error *err)
{
    const struct collect_query *query = collection->query;
    const struct membership_visitor visitor = {
        .visit = query->processes ? visit_member : NULL,
        .context = collection,
    };
    enum membership_scope scope = query->kind == REPORT_NODE ? MEMBERSHIP_ALL : MEMBERSHIP_WANTED;
    struct membership_stats stats = {0};

    for (size_t i = 0; i < query->ref_count; i++)
        container_set_add(&collection->set, query->refs[i].id);
    if (membership_walk(collection->root, scope, &visitor, &collection->set, &stats, err) < 0)
        return -1;
    *ret_stats = (struct collect_stats){
        .processes = stats.processes,
        .processes_gone = stats.gone + collection->gone,
    };
    return 0;
}

static int compare_processes(const void *a, const void *b)
{
    const struct process *left = a;
    const struct process *right = b;

    return (left->pid > right->pid) - (left->pid < right->pid);
}

static struct process_list *take_list(struct collection *collection, size_t entry)
{
    if (!collection->query->processes)
        return NULL;
    struct process_list *list = list_of(collection, entry);
    if (list->count > 1)
        qsort(list->items, list->count, sizeof(*list->items), compare_processes);
    return list;
}

static void add_error(struct collection *collection, const struct container_ref *ref,
                      struct error *err)
{
    struct report *report = &collection->report;

    report->errors = xgrow(report->errors, &collection->error_capacity, report->error_count + 1,
                           sizeof(*report->errors));
    struct container_error *error = &report->errors[report->error_count++];
    error->id = container_ref_format(ref);
    error->code = err->code;
    error->message = steal(&err->message);
}

static int describe(struct collection *collection, size_t entry, struct container_report *ret,
                    struct error *err)
{
    const struct container_entry *found = &collection->set.entries[entry];
    struct resolved resolved = {0};

    if (resolver_find_init(found, &resolved, err) < 0)
        return -1;
    return container_collect(collection->root, &found->ref, &resolved, &collection->clock,
                             &collection->report.node.namespaces.of[NS_USER],
                             take_list(collection, entry), ret, err);
}

// ref is how the report names the container. A container that nobody asked for and that has ended
// meanwhile is left out.
static void add_container(struct collection *collection, size_t entry,
                          const struct container_ref *ref)
{
    CLEANUP_ERROR struct error err = {0};
    struct report *report = &collection->report;
    struct container_report container = {0};

    if (describe(collection, entry, &container, &err) < 0) {
        if (report->kind == REPORT_CONTAINER_LIST)
            add_error(collection, ref, &err);
        return;
    }
    container.id = container_ref_format(ref);
    report->containers = xgrow(report->containers, &collection->container_capacity,
                               report->container_count + 1, sizeof(*report->containers));
    report->containers[report->container_count++] = container;
}

// The set's entries are the distinct IDs in the order in which they were asked for, or found.
static const struct container_ref *ref_of(const struct collection *collection, size_t entry)
{
    const struct collect_query *query = collection->query;
    const struct container_ref *own = &collection->set.entries[entry].ref;

    for (size_t i = 0; i < query->ref_count; i++)
        if (memcmp(query->refs[i].id, own->id, CONTAINER_ID_LEN) == 0)
            return &query->refs[i];
    return own;
}

int collector_run(const struct proc_root *root, const char *node_name,
                  const struct collect_query *query, struct report *ret,
                  struct collect_stats *ret_stats, struct error *err)
{
    CLEANUP(collection_release)
    struct collection collection = {
        .root = root,
        .query = query,
        .report = {.kind = query->kind},
    };

    clock_read(root, &collection.clock);
    node_collect(root, node_name, &collection.report.node);
    if (walk(&collection, ret_stats, err) < 0)
        return -1;
    for (size_t entry = 0; entry < collection.set.count; entry++)
        add_container(&collection, entry, ref_of(&collection, entry));
    *ret = collection.report;
    collection.report = (struct report){0};
    return 0;
}
