// SPDX-License-Identifier: Apache-2.0
//
// Without recursion: a chain is as long as there are processes.
#include "kubectl-nsinfo/pod/process_tree.h"

#include "common/base/xalloc.h"

#define NONE SIZE_MAX

// What is known of the process of the same index; links are indexes.
struct link {
    size_t parent;
    size_t first_child;
    size_t next_sibling;
    size_t walk; // the last that came by, while circles are looked for; 0 for none
    struct process_branch branch;
};

struct pid_index {
    uint64_t pid;
    size_t index;
};

static int compare_pids(const void *left, const void *right)
{
    const struct pid_index *a = left;
    const struct pid_index *b = right;

    if (a->pid != b->pid)
        return a->pid < b->pid ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

// The first process of that PID.
static size_t find(const struct pid_index *sorted, size_t count, uint64_t pid)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle].pid < pid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted[low].pid == pid ? sorted[low].index : NONE;
}

static void find_parents(const struct process *processes, size_t count, struct link *links)
{
    CLEANUP_FREE struct pid_index *sorted = xcalloc(count, sizeof(*sorted));

    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct pid_index){processes[i].pid, i};
    qsort(sorted, count, sizeof(*sorted), compare_pids);
    for (size_t i = 0; i < count; i++)
        links[i] = (struct link){find(sorted, count, processes[i].ppid), NONE, NONE, 0, {0}};
}

// Takes the parent from one process of each circle. Each process is passed once: a walk ends where
// an earlier one has been.
static void cut_circles(struct link *links, size_t count)
{
    for (size_t start = 0; start < count; start++) {
        size_t at = start;
        while (at != NONE && links[at].walk == 0) {
            links[at].walk = start + 1;
            at = links[at].parent;
        }
        if (at != NONE && links[at].walk == start + 1)
            links[at].parent = NONE;
    }
}

// Returns the first of those without a parent.
static size_t link_children(struct link *links, size_t count)
{
    size_t first_root = NONE;

    for (size_t i = count; i-- > 0;) {
        size_t parent = links[i].parent;
        size_t *first = parent == NONE ? &first_root : &links[parent].first_child;
        links[i].next_sibling = *first;
        *first = i;
    }
    return first_root;
}

static struct process_branch branch_of(const struct link *links, size_t index)
{
    const struct link *link = &links[index];
    struct process_branch branch = {.index = index};

    if (link->parent == NONE)
        return branch;
    branch = links[link->parent].branch;
    branch.index = index;
    if (branch.level == PROCESS_TREE_LEVELS)
        return branch;
    branch.level++;
    if (link->next_sibling != NONE)
        branch.continued |= UINT32_C(1) << branch.level;
    return branch;
}

// The process below this one in the tree.
static size_t next(const struct link *links, size_t at)
{
    if (links[at].first_child != NONE)
        return links[at].first_child;
    while (at != NONE && links[at].next_sibling == NONE)
        at = links[at].parent;
    return at == NONE ? NONE : links[at].next_sibling;
}

void process_tree(const struct process *processes, size_t count, struct process_branch *ret)
{
    CLEANUP_FREE struct link *links = xcalloc(count, sizeof(*links));
    size_t done = 0;

    find_parents(processes, count, links);
    cut_circles(links, count);
    for (size_t at = link_children(links, count); at != NONE; at = next(links, at)) {
        links[at].branch = branch_of(links, at);
        ret[done++] = links[at].branch;
    }
}

void process_tree_add_lines(const struct process_branch *branch, struct strbuf *out)
{
    for (unsigned level = 1; level < branch->level; level++)
        strbuf_add_text(out, (branch->continued >> level & 1) != 0 ? " |  " : "    ");
    if (branch->level > 0)
        strbuf_add_text(out, " \\_ ");
}
