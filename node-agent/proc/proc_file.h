// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PROC_FILE_H
#define NSINFO_PROC_PROC_FILE_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Appends the file `name` below dir_fd, one of those that the kernel writes in one go (stat,
// status, cgroup, cmdline: proc(5), seq_file's single_open()): a read that does not fill its room
// was the last one, and no other is made to see the end. Not for files of records (uid_map), which
// come in pieces. 0, -EFBIG if the buffer's limit came first, or a negative errno.
int proc_file_read_at(int dir_fd, const char *name, struct strbuf *buf) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

// The same for a file that is open.
int proc_file_read(int fd, struct strbuf *buf) ATTR_NODISCARD ATTR_NONNULL(2);

#endif
