// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_PROCESS_TREE_H
#define NSINFO_POD_PROCESS_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/model/report.h"

// How deep the tree is drawn: what is deeper is drawn as deep as this. A chain of processes would
// else be indented by more than it says.
enum { PROCESS_TREE_LEVELS = 24 };

// Where in the tree a process stands.
struct process_branch {
    size_t index;       // in the list of the processes
    unsigned level;     // 0: its parent is not in the list
    uint32_t continued; // bit n: below, another child of the same parent follows at level n
};

// Puts the processes of a container as a tree, children behind their parents, and children of one
// parent in the order that they have in the list: `count` branches, a process each. Any list will
// do: of several with one PID the first has the children, and where parents go in a circle it
// begins with one of them. Pure.
void process_tree(const struct process *processes, size_t count, struct process_branch *ret);

// Appends what stands before a process, as ps(1) draws it: " |   \_ ".
void process_tree_add_lines(const struct process_branch *branch, struct strbuf *out)
    ATTR_NONNULL(1, 2);

#endif
