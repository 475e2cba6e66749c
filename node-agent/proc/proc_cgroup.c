// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_cgroup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>

#include "common/base/text.h"
#include "node-agent/proc/proc_file.h"

struct cgroup_line {
    const char *controllers;
    char *path;
    size_t path_len;
};

// The line at *cursor, which is moved to the next one; false if it is not of the form.
static bool next_line(char **cursor, struct cgroup_line *ret)
{
    char *end = strchrnul(*cursor, '\n');
    char *controllers = memchr(*cursor, ':', (size_t)(end - *cursor));
    char *path =
        controllers == NULL ? NULL : memchr(controllers + 1, ':', (size_t)(end - controllers - 1));

    *cursor = *end == '\0' ? end : end + 1;
    if (path == NULL)
        return false;
    *ret = (struct cgroup_line){
        .controllers = controllers + 1,
        .path = path + 1,
        .path_len = (size_t)(end - path) - 1,
    };
    return true;
}

static bool is_systemd(const struct cgroup_line *line)
{
    return str_starts_with(line->controllers, "name=systemd:");
}

const char *proc_cgroup_choose(char *text)
{
    struct cgroup_line chosen = {0};
    struct cgroup_line line = {0};

    for (char *cursor = text; *cursor != '\0';) {
        if (!next_line(&cursor, &line))
            continue;
        if (is_systemd(&line) && line.path_len > 1) {
            chosen = line;
            break;
        }
        if (chosen.path == NULL || line.path_len > chosen.path_len)
            chosen = line;
    }
    if (chosen.path != NULL)
        chosen.path[chosen.path_len] = '\0';
    return chosen.path;
}

static int read_path(int dir_fd, const char *name, struct strbuf *buf, const char **ret_path)
{
    strbuf_reset(buf);
    int rc = proc_file_read_at(dir_fd, name, buf);
    if (rc < 0)
        return rc;
    const char *path = buf->len == 0 ? NULL : proc_cgroup_choose(buf->data);
    if (path == NULL)
        return -EBADMSG;
    *ret_path = path;
    return 0;
}

int proc_cgroup_read(int process_fd, struct strbuf *buf, const char **ret_path)
{
    return read_path(process_fd, "cgroup", buf, ret_path);
}

int proc_cgroup_read_of(const struct proc_root *root, uint64_t pid, struct strbuf *buf,
                        const char **ret_path)
{
    char name[32];

    snprintf(name, sizeof(name), "%" PRIu64 "/cgroup", pid);
    return read_path(root->fd, name, buf, ret_path);
}
