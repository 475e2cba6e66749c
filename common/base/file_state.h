// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_FILE_STATE_H
#define NSINFO_BASE_FILE_STATE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "common/base/attributes.h"

// Which state of a file was read: another one differs in one of these. {0} is a file that is not
// there.
struct file_state {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

// Of the file that the path leads to now, through links. Taken before the file is read, so that a
// change meanwhile shows the next time.
void file_state_get(const char *path, struct file_state *ret) ATTR_NONNULL(1, 2);

bool file_state_same(const struct file_state *a, const struct file_state *b) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
