// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PASSWD_H
#define NSINFO_PROC_PASSWD_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// The names of a process's own root: /proc/PID/root/etc/passwd (passwd(5)). Its content, and what
// kind of file it is, are the container's choice.
struct passwd {
    struct strbuf text;
    struct passwd_row {
        uint32_t uid;
        const char *name; // belongs to text
    } * rows;
    size_t count;
    size_t capacity;
};

// Takes text over and cuts it into names. Lines that are not of the form are passed over.
void passwd_parse(struct strbuf *text, struct passwd *ret) ATTR_NONNULL(1, 2);

// 0, or a negative errno. No link is followed below the process's root, and nothing but a regular
// file is opened, and read up to LIMIT_PASSWD. A file system that does not answer holds up the
// reader, for ever if it likes.
int passwd_read(int process_fd, struct passwd *ret) ATTR_NODISCARD ATTR_NONNULL(2);

// The first name of the UID, or NULL; belongs to the passwd.
const char *passwd_find(const struct passwd *passwd, uint32_t uid) ATTR_NODISCARD ATTR_NONNULL(1);

void passwd_release(struct passwd *passwd) ATTR_NONNULL(1);
#define CLEANUP_PASSWD CLEANUP(passwd_release)

#endif
