// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_NODE_SETUP_H
#define NSINFO_MODEL_NODE_SETUP_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// What an agent says of how it is set up on its node: GET /v1/node/setup, docs/agent-api.yaml,
// NodeSetup. What is not known is NULL, or not known in so many words; every text is owned.

enum setup_answer { SETUP_UNKNOWN, SETUP_NO, SETUP_YES };

// Containers whose cgroups are alike.
struct setup_layout {
    char *runtime; // as the cgroup path names it: "docker"; NULL: it does not
    char *driver;  // kubelet's cgroup driver: "systemd", "cgroupfs"
    uint64_t containers;
};

struct node_setup {
    enum setup_answer own_proc;     // its proc root is that of its own PID namespace
    enum setup_answer initial_proc; // its proc root is that of the kernel's first PID namespace
    char *hidepid;                  // the proc root's mount option (proc(5)); NULL: it has none
    char *security_label;           // the agent's own, by the kernel's security module
    enum setup_answer may_ptrace;   // it has CAP_SYS_PTRACE
    char *cgroup_version;           // "1", "2" or "hybrid"
    char *node_unreadable;          // why the node's own namespaces cannot be read; NULL: they can
    uint64_t containers;            // that were found
    uint64_t unreadable;            // those of them of which a namespace cannot be read
    char *reason;                   // why, of the first of those
    struct setup_layout *layouts;
    size_t layout_count;
};

void node_setup_release(struct node_setup *setup) ATTR_NONNULL(1);
#define CLEANUP_NODE_SETUP CLEANUP(node_setup_release)

// Counts a container of that layout in; runtime may be NULL.
void node_setup_count(struct node_setup *setup, const char *runtime, const char *driver)
    ATTR_NONNULL(1, 3);

// A new reference, without what every answer begins with (apiVersion and the like).
json_t *node_setup_to_json(const struct node_setup *setup) ATTR_NODISCARD ATTR_NONNULL(1);

// ERROR_BAD_REPLY names the field that is wrong.
int node_setup_from_json(const json_t *json, struct node_setup *ret,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
