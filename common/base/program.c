// SPDX-License-Identifier: Apache-2.0
#include "common/base/program.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/xalloc.h"

// A process has the lowest free descriptors, so that those of this one are below the limit.
enum { OWN_DESCRIPTORS = 1024 };

static bool is_program(const char *path)
{
    struct stat status = {0};

    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

char *program_find(const char *command)
{
    const char *list = getenv("PATH");

    if (strchr(command, '/') != NULL)
        return xstrdup(command);
    while (list != NULL && *list != '\0') {
        size_t len = strcspn(list, ":");
        CLEANUP_FREE char *path = xasprintf("%.*s/%s", (int)len, list, command);

        if (*list == '/' && is_program(path))
            return steal(&path);
        list += len + (list[len] == ':');
    }
    return NULL;
}

void program_close_on_exec(void)
{
    for (int fd = STDERR_FILENO + 1; fd < OWN_DESCRIPTORS; fd++)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void program_close_from(int first, int kept)
{
    for (int fd = first; fd < OWN_DESCRIPTORS; fd++)
        if (fd != kept)
            close(fd);
}
