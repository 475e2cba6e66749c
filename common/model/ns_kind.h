// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_NS_KIND_H
#define NSINFO_MODEL_NS_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"

// The kinds of Linux namespaces, in the order in which they are always shown (namespaces(7)).
enum ns_kind {
    NS_PID,
    NS_NET,
    NS_MNT,
    NS_IPC,
    NS_UTS,
    NS_USER,
    NS_CGROUP,
    NS_TIME,
    NS_KIND_COUNT,
};

struct ns_kind_row {
    const char *name;   // the link in /proc/PID/ns, and the key in JSON
    const char *column; // the heading in tables
    const char *isolates;
};

// THE table: whatever is done for each kind goes over it.
extern const struct ns_kind_row ns_kinds[NS_KIND_COUNT];

enum ns_state {
    NS_ABSENT,  // the kernel has no such kind
    NS_UNKNOWN, // it has, but it could not be read
    NS_KNOWN,
};

// A namespace's identity is device and inode together: those of the file behind the link.
struct ns_id {
    enum ns_state state;
    uint64_t inode;
    uint64_t device;
    char *reason; // NS_UNKNOWN: why; owned
};

struct ns_set {
    struct ns_id of[NS_KIND_COUNT];
};

void ns_set_release(struct ns_set *set) ATTR_NONNULL(1);

// True only if both are known and the same; two unknown ones are not known to be the same.
bool ns_id_same(const struct ns_id *a, const struct ns_id *b) ATTR_NONNULL(1, 2);

#endif
