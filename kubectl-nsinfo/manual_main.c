// SPDX-License-Identifier: Apache-2.0
//
// A tool of the build: writes the manual pages of kubectl-nsinfo into a folder.
#include <errno.h>
#include <fcntl.h>

#include "common/base/error.h"
#include "common/base/fdio.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/manual.h"

static int write_page(const char *folder, const char *command, const struct strbuf *text,
                      struct error *err)
{
    CLEANUP_FREE char *path = xasprintf("%s/kubectl-nsinfo%s%s.1", folder,
                                        command == NULL ? "" : "-", command == NULL ? "" : command);
    CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int rc = fd < 0 ? -errno : fd_write_all(fd, strbuf_text(text), text->len);

    return rc < 0 ? error_set_errno(err, ERROR_INTERNAL, -rc, "write \"%s\"", path) : 0;
}

static int write_pages(const char *folder, struct error *err)
{
    CLEANUP_STRBUF struct strbuf overview = {0};

    manual_add_overview(&overview);
    if (write_page(folder, NULL, &overview, err) < 0)
        return -1;
    for (size_t i = 0; i < command_count; i++) {
        CLEANUP_STRBUF struct strbuf text = {0};

        if (commands[i].summary == NULL)
            continue;
        manual_add_command(&commands[i], &text);
        if (write_page(folder, commands[i].name, &text, err) < 0)
            return -1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    CLEANUP_ERROR struct error err = {0};

    if (argc != 2) {
        fprintf(stderr, "Usage: %s FOLDER\n", argv[0]);
        return EXIT_FAILURE;
    }
    if (write_pages(argv[1], &err) < 0) {
        fprintf(stderr, "error: %s\n", err.message);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
