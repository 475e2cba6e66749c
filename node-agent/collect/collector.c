// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/collector.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/collect/budget.h"
#include "node-agent/collect/clock.h"
#include "node-agent/collect/commands.h"
#include "node-agent/collect/container.h"
#include "node-agent/collect/node.h"
#include "node-agent/collect/order.h"
#include "node-agent/collect/pid_ns.h"
#include "node-agent/collect/process.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_cgroup.h"
#include "node-agent/resolve/by_cgroup.h"
#include "node-agent/resolve/container_set.h"
#include "node-agent/resolve/membership.h"
#include "node-agent/resolve/resolver.h"

struct collection {
    const struct proc_root *root;
    const struct collect_query *query;
    struct clock clock;
    uint64_t begun_ticks;
    struct init_index *index;
    struct resolver resolver;
    struct container_set set;
    struct process_list *lists; // of the set's entries, by index
    size_t list_count;
    size_t list_capacity;
    struct commands commands; // of processes that are in no list yet
    struct patience patience;
    struct budget budget;
    uint64_t gone;
    uint64_t unread; // processes that may be anybody's
    struct report report;
    size_t container_capacity;
    size_t error_capacity;
};

static void collection_release(struct collection *collection)
{
    for (size_t i = 0; i < collection->list_count; i++)
        process_list_release(&collection->lists[i]);
    free(collection->lists);
    commands_release(&collection->commands);
    resolver_release(&collection->resolver);
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

static void leave_out(struct collection *collection, struct process_list *list, int rc)
{
    collection->gone += pidref_gone(rc);
    list->truncated = list->truncated || !pidref_gone(rc);
}

static void list_command(struct collection *collection, struct command *command)
{
    struct process_list *list = list_of(collection, command->entry);
    int rc = process_take_command(collection->root, command->start_ticks, &collection->clock,
                                  command->rc, &command->cmdline, &command->process);

    if (rc < 0) {
        leave_out(collection, list, rc);
        return;
    }
    if (list->count == LIMIT_PROCESSES_PER_CONTAINER ||
        !budget_take(&collection->budget, &command->process)) {
        list->truncated = true;
        return;
    }
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = command->process;
    command->process = (struct process){0};
}

static void list_commands(struct collection *collection)
{
    struct commands *commands = &collection->commands;

    commands_read(commands, &collection->patience);
    for (size_t i = 0; i < commands->count; i++)
        list_command(collection, &commands->items[i]);
    commands_release(commands);
}

static void add_process(struct collection *collection, size_t entry, const struct pidref *process,
                        const struct proc_stat *stat)
{
    struct process_list *list = list_of(collection, entry);
    struct read_subject subject = {
        .kind = READ_COMMAND, .pid = process->pid, .start_ticks = stat->start_ticks};
    struct process collected = {0};

    if (list->count == LIMIT_PROCESSES_PER_CONTAINER) {
        list->truncated = true;
        return;
    }
    int rc = process_collect(process, stat, &collection->clock, &collected);
    if (rc < 0) {
        leave_out(collection, list, rc);
        return;
    }
    memcpy(subject.container, collection->set.entries[entry].ref.id, sizeof(subject.container));
    commands_add(&collection->commands, entry, &subject, process->fd, &collected);
    if (collection->commands.count == COMMANDS_MAX)
        list_commands(collection);
}

static void visit_member(void *context, size_t entry, const struct pidref *process,
                         const struct proc_stat *stat)
{
    add_process(context, entry, process, stat);
}

static int walk_once(struct collection *collection, enum membership_scope scope,
                     struct collect_stats *stats, struct error *err)
{
    const struct membership_visitor visitor = {
        .visit = collection->query->processes ? visit_member : NULL,
        .context = collection,
    };
    struct membership_stats seen = {0};

    collection->budget = (struct budget){0};
    collection->gone = 0;
    collection->unread = 0;
    int rc = membership_walk(collection->root, scope, &visitor, &collection->set, &seen, err);
    list_commands(collection);
    if (rc < 0)
        return -1;
    collection->unread = seen.unread;
    stats->processes += seen.processes;
    stats->processes_gone += seen.gone + collection->gone;
    return 0;
}

// A container that goes into its cgroup while the walk is under way may do so when the walk has
// passed its init process, and not yet another one, which then looks like an init process. That one
// is not older than the walk.
static bool may_lack_init(const struct container_entry *entry, uint64_t begun_ticks)
{
    CLEANUP_ERROR struct error err = {0};
    struct member init = {0};

    return by_cgroup_find_init(entry, &init, &err) == 0 && init.start_ticks >= begun_ticks;
}

static bool any_may_lack_init(const struct container_set *set, uint64_t begun_ticks)
{
    for (size_t i = 0; i < set->count; i++)
        if (may_lack_init(&set->entries[i], begun_ticks))
            return true;
    return false;
}

static void forget(struct collection *collection, size_t entry)
{
    collection->set.entries[entry].member_count = 0;
    process_list_release(list_of(collection, entry));
}

// Of a container that one walk has seen, the next one sees all; one that is seen only now was not
// there when it was asked for.
static int walk_over(struct collection *collection, enum membership_scope scope,
                     struct collect_stats *stats, struct error *err)
{
    size_t count = collection->set.count;
    CLEANUP_FREE bool *seen = xcalloc(count, sizeof(*seen));

    for (size_t i = 0; i < count; i++) {
        seen[i] = collection->set.entries[i].member_count > 0;
        forget(collection, i);
    }
    if (walk_once(collection, scope, stats, err) < 0)
        return -1;
    for (size_t i = 0; i < collection->set.count; i++)
        if (i >= count || !seen[i])
            forget(collection, i);
    return 0;
}

static int walk(struct collection *collection, struct collect_stats *stats, struct error *err)
{
    const struct collect_query *query = collection->query;
    enum membership_scope scope = query->all ? MEMBERSHIP_ALL : MEMBERSHIP_WANTED;

    if (walk_once(collection, scope, stats, err) < 0)
        return -1;
    if (!any_may_lack_init(&collection->set, collection->begun_ticks))
        return 0;
    return walk_over(collection, scope, stats, err);
}

static int compare_processes(const void *a, const void *b)
{
    const struct process *left = a;
    const struct process *right = b;

    return (left->pid > right->pid) - (left->pid < right->pid);
}

static struct process_list *take_list(struct collection *collection, size_t entry)
{
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

// The walk for one container, whose index is not the one that it has in the collection.
struct second_walk {
    struct collection *collection;
    size_t entry;
};

static void visit_second(void *context, size_t entry ATTR_UNUSED, const struct pidref *process,
                         const struct proc_stat *stat)
{
    const struct second_walk *walk = context;

    add_process(walk->collection, walk->entry, process, stat);
}

// False if an init process's cgroup is the root: then it does not tell the container's processes
// from all others.
static bool has_own_cgroup(const struct resolved *resolved)
{
    return resolved->cgroup == NULL || !str_eq(resolved->cgroup, "/");
}

// The processes of a container that was not there yet when the walk came by, or that no cgroup path
// names.
static int walk_again(struct collection *collection, size_t entry, const struct resolved *resolved,
                      struct error *err)
{
    CLEANUP_CONTAINER_SET struct container_set set = {0};
    struct second_walk context = {collection, entry};
    const struct membership_visitor visitor = {visit_second, &context, resolved->cgroup};
    enum membership_scope scope = resolved->cgroup == NULL ? MEMBERSHIP_WANTED : MEMBERSHIP_BELOW;
    struct membership_stats stats = {0};

    process_list_release(list_of(collection, entry));
    container_set_add(&set, collection->set.entries[entry].ref.id);
    int rc = membership_walk(collection->root, scope, &visitor, &set, &stats, err);
    list_commands(collection);
    return rc;
}

// Where the kernel does not show all processes, "not found" would be more than is known.
static int may_be_unread(const struct collection *collection, struct error *err)
{
    if (err->code != ERROR_NOT_FOUND || collection->unread == 0)
        return -1;
    error_wrap(err, "%llu of the node's processes cannot be read",
               (unsigned long long)collection->unread);
    err->code = ERROR_UNAVAILABLE;
    return -1;
}

static int find_init(struct collection *collection, const struct container_ref *ref,
                     const struct container_entry *found, struct resolved *ret, struct error *err)
{
    if (resolver_find_init(&collection->resolver, ref, found, ret, err) < 0)
        return found->member_count == 0 ? may_be_unread(collection, err) : -1;
    if (!container_entry_has(found, ret->init.pid)) // not the cgroups' word
        return 0;
    return pid_ns_correct(collection->root, &collection->report.node.namespaces.of[NS_PID], ref,
                          &ret->init, err);
}

// An init process that was one SETTLED_SECONDS after its start stays one while it lives: what a
// runtime's first steps leave in the cgroup is gone by then, and what enters it later is younger.
static void remember(struct collection *collection, size_t entry, const struct member *init)
{
    enum { SETTLED_SECONDS = 5 };
    uint64_t settled = init->start_ticks + SETTLED_SECONDS * collection->clock.ticks_per_second;

    if (collection->index != NULL && settled < collection->begun_ticks)
        init_index_put(collection->index, collection->set.entries[entry].ref.id, init);
}

// ref is how the report names the container.
static int describe(struct collection *collection, size_t entry, const struct container_ref *ref,
                    struct container_report *ret, struct error *err)
{
    CLEANUP_RESOLVED struct resolved resolved = {0};
    const struct container_entry *found = &collection->set.entries[entry];
    struct cross_check cross_check = {0};
    bool listed = collection->query->processes;

    if (find_init(collection, ref, found, &resolved, err) < 0)
        return -1;
    listed = listed && has_own_cgroup(&resolved);
    if (listed && !container_entry_has(found, resolved.init.pid) &&
        walk_again(collection, entry, &resolved, err) < 0)
        return -1;
    resolver_cross_check(&collection->resolver, ref, found, &resolved, &cross_check);
    int rc =
        container_collect(collection->root, ref, &resolved, &collection->clock,
                          &collection->report.node.namespaces.of[NS_USER], &collection->patience,
                          listed ? take_list(collection, entry) : NULL, ret, err);
    if (rc < 0) {
        cross_check_release(&cross_check);
        return rc;
    }
    if (container_entry_has(found, resolved.init.pid))
        remember(collection, entry, &resolved.init);
    ret->cross_check = cross_check;
    return 0;
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

static void take_container(struct collection *collection, const struct container_ref *ref,
                           struct container_report *container)
{
    struct report *report = &collection->report;

    container->id = container_ref_format(ref);
    report->containers = xgrow(report->containers, &collection->container_capacity,
                               report->container_count + 1, sizeof(*report->containers));
    report->containers[report->container_count++] = *container;
}

// ---- what is remembered

// Not where the processes are asked for, too, which takes a walk, or where a runtime decides.
static bool may_recall(const struct collection *collection)
{
    enum resolver_choice choice = collection->resolver.config->choice;

    return collection->index != NULL && collection->query->kind == REPORT_CONTAINER_LIST &&
           !collection->query->processes && (choice == RESOLVER_AUTO || choice == RESOLVER_CGROUP);
}

// True if the process is one of the container's own.
static bool is_inside(struct collection *collection, uint64_t pid, const struct container_ref *ref)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    const char *path = NULL;

    return pid != 0 && proc_cgroup_read_of(collection->root, pid, &text, &path) == 0 &&
           membership_claim(path, ref) == MEMBERSHIP_THIS;
}

// Reports the container by the init process that is remembered. All that holds for one that a walk
// has found is held against it: the start time, the cgroup, the parent, the PID namespace.
static bool recall(struct collection *collection, size_t entry, const struct container_ref *ref)
{
    CLEANUP_ERROR struct error err = {0};
    struct container_entry *found = &collection->set.entries[entry];
    struct container_report container = {0};
    struct member init = {0};

    if (!init_index_get(collection->index, ref->id, &init) || is_inside(collection, init.ppid, ref))
        return false;
    container_entry_add_member(found, &init);
    int rc = describe(collection, entry, ref, &container, &err);
    found->member_count = 0;
    if (rc == 0)
        take_container(collection, ref, &container);
    return rc == 0;
}

// False if not all that is asked for is remembered, or not any more what it was: then nothing is
// reported yet.
static bool recall_all(struct collection *collection)
{
    struct report *report = &collection->report;

    if (!may_recall(collection))
        return false;
    for (size_t entry = 0; entry < collection->set.count; entry++)
        if (!recall(collection, entry, ref_of(collection, entry))) {
            while (report->container_count > 0)
                container_report_release(&report->containers[--report->container_count]);
            return false;
        }
    return true;
}

// ---- the report

static bool is_missing(enum error_code code)
{
    return code == ERROR_NOT_FOUND || code == ERROR_GONE;
}

// A container that nobody asked for and that has ended meanwhile is left out.
static void add_container(struct collection *collection, size_t entry,
                          const struct container_ref *ref)
{
    CLEANUP_ERROR struct error err = {0};
    struct report *report = &collection->report;
    struct container_report container = {0};

    if (describe(collection, entry, ref, &container, &err) < 0) {
        if (report->kind == REPORT_CONTAINER_LIST || !is_missing(err.code))
            add_error(collection, ref, &err);
        return;
    }
    take_container(collection, ref, &container);
}

int collector_run(const struct collect_source *source, const struct collect_query *query,
                  struct report *ret, struct collect_stats *ret_stats, struct error *err)
{
    CLEANUP(collection_release)
    struct collection collection = {
        .root = source->root,
        .query = query,
        .index = source->index,
        .patience = PATIENCE_FULL(source->readers),
        .resolver = RESOLVER_INIT(source->resolver, source->root),
        .report = {.kind = query->kind},
    };

    struct collect_stats stats = {0};

    clock_read(source->root, &collection.clock);
    collection.begun_ticks = pidref_ticks_now();
    node_collect(source->root, source->node_name, &collection.report.node);
    for (size_t i = 0; !query->all && i < query->ref_count; i++)
        container_set_add(&collection.set, query->refs[i].id);
    if (!recall_all(&collection)) {
        if (walk(&collection, &stats, err) < 0)
            return -1;
        for (size_t entry = 0; entry < collection.set.count; entry++)
            add_container(&collection, entry, ref_of(&collection, entry));
    }
    if (query->kind == REPORT_NODE)
        order_node_report(&collection.report);
    *ret_stats = stats;
    *ret = collection.report;
    collection.report = (struct report){0};
    return 0;
}
