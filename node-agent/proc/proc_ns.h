// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PROC_NS_H
#define NSINFO_PROC_PROC_NS_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/model/ns_kind.h"

// /proc/PID/ns (namespaces(7)).

// The inode in what readlink(2) gives, "net:[4026531840]". 0, or -EBADMSG, also if the text names
// another kind than `name`.
int proc_ns_parse(const char *text, const char *name, uint64_t *ret_inode) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// One kind of the process whose directory is open. Always fills *ret, which the caller releases;
// what cannot be read is unknown, with the reason. Whether the process has ended meanwhile is the
// caller's to check.
void proc_ns_read(int process_fd, enum ns_kind kind, struct ns_id *ret) ATTR_NONNULL(3);

// All kinds.
void proc_ns_read_all(int process_fd, struct ns_set *ret) ATTR_NONNULL(2);

#endif
