// SPDX-License-Identifier: Apache-2.0
#include "common/base/file_state.h"

void file_state_get(const char *path, struct file_state *ret)
{
    struct stat file = {0};

    *ret = (struct file_state){0};
    if (stat(path, &file) == 0)
        *ret = (struct file_state){file.st_dev, file.st_ino, file.st_size, file.st_ctim};
}

bool file_state_same(const struct file_state *a, const struct file_state *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}
