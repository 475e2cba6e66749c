// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/passwd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"

// "name:password:uid:…", of which the name's end is cut off; false if it is not of the form. A line
// that was put out of use by a "#" names nobody, as with glibc.
static bool parse_line(char *line, struct passwd_row *ret)
{
    char *name_end = strchr(line, ':');
    const char *at = name_end == NULL ? NULL : strchr(name_end + 1, ':');
    uint64_t uid = 0;

    if (at == NULL || name_end == line || line[0] == '#')
        return false;
    at++;
    if (parse_u64_at(&at, UINT32_MAX, &uid) < 0 || *at != ':')
        return false;
    *name_end = '\0';
    *ret = (struct passwd_row){.uid = (uint32_t)uid, .name = line};
    return true;
}

void passwd_parse(struct strbuf *text, struct passwd *ret)
{
    struct passwd passwd = {.text = *text};

    *text = (struct strbuf){0};
    for (char *line = passwd.text.data; line != NULL && *line != '\0';) {
        struct passwd_row row = {0};
        char *end = strchr(line, '\n');

        if (end != NULL)
            *end = '\0';
        if (parse_line(line, &row)) {
            passwd.rows =
                xgrow(passwd.rows, &passwd.capacity, passwd.count + 1, sizeof(*passwd.rows));
            passwd.rows[passwd.count++] = row;
        }
        line = end == NULL ? NULL : end + 1;
    }
    *ret = passwd;
}

// Component by component, so that no link leads out of the container's root. The file is found and
// not opened yet.
static int find_passwd(int process_fd)
{
    CLEANUP_FD int root = openat(process_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    CLEANUP_FD int etc =
        root < 0 ? -1 : openat(root, "etc", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int fd = etc < 0 ? -1 : openat(etc, "passwd", O_PATH | O_NOFOLLOW | O_CLOEXEC);

    return fd < 0 ? -errno : fd;
}

// To open a device is to do something to it, and a container may put any in the file's place: it is
// opened once it is known to be none, by way of the descriptor that shows this (proc(5)).
static int open_passwd(int process_fd)
{
    CLEANUP_FD int found = find_passwd(process_fd);
    struct stat file = {0};
    char path[64];

    if (found < 0)
        return found;
    if (fstat(found, &file) < 0)
        return -errno;
    if (!S_ISREG(file.st_mode))
        return S_ISLNK(file.st_mode) ? -ELOOP : -EINVAL;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", found);
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int passwd_read(int process_fd, struct passwd *ret)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PASSWD);
    CLEANUP_FD int fd = open_passwd(process_fd);

    if (fd < 0)
        return fd;
    int rc = fd_read_all(fd, &text);
    if (rc < 0 && rc != -EFBIG)
        return rc;
    passwd_parse(&text, ret);
    return 0;
}

const char *passwd_find(const struct passwd *passwd, uint32_t uid)
{
    for (size_t i = 0; i < passwd->count; i++)
        if (passwd->rows[i].uid == uid)
            return passwd->rows[i].name;
    return NULL;
}

void passwd_release(struct passwd *passwd)
{
    free(passwd->rows);
    strbuf_release(&passwd->text);
    *passwd = (struct passwd){0};
}
