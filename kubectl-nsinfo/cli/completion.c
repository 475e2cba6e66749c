// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/completion_scripts.h"
#include "kubectl-nsinfo/cli/console.h"

static const char PREFIX[] = "kubectl-";

// The folder that a shell found the program in, of $PATH if it was called by its name alone. Links
// are not followed: kubectl looks for the file where it found the plugin.
static char *find_folder(const char *argv0)
{
    const char *slash = strrchr(argv0, '/');
    const char *path = getenv("PATH");

    if (slash != NULL)
        return xstrndup(argv0, (size_t)(slash - argv0));
    while (path != NULL && *path != '\0') {
        size_t len = strcspn(path, ":");
        CLEANUP_FREE char *folder = xstrndup(path, len);
        CLEANUP_FREE char *file = xasprintf("%s/%s", folder, argv0);

        if (len > 0 && access(file, X_OK) == 0)
            return steal(&folder);
        path += len + (path[len] == ':');
    }
    return NULL;
}

// 1 if the file is there with this text, 0 if it is not there.
static int is_there(const char *path, const char *text, struct error *err)
{
    CLEANUP_STRBUF struct strbuf found = {.limit = strlen(text) + 1};
    CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0 && errno == ENOENT)
        return 0;
    if (fd < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "open \"%s\"", path);
    if (fd_read_all(fd, &found) == 0 && str_eq(strbuf_text(&found), text))
        return 1;
    return error_set(err, ERROR_BAD_REQUEST,
                     "\"%s\" is there already with something else in it: remove it first", path);
}

static int write_file(const char *path, const char *text, struct error *err)
{
    int there = is_there(path, text, err);

    if (there != 0)
        return there < 0 ? -1 : 0;
    CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    int rc = fd < 0 ? -errno : fd_write_all(fd, text, strlen(text));
    if (rc < 0 && fd >= 0)
        unlink(path);
    return rc < 0 ? error_set_errno(err, ERROR_INTERNAL, -rc, "write \"%s\"", path) : 0;
}

// kubectl runs kubectl_complete-NAME from $PATH with the words behind the plugin's name
// (k8s.io/kubectl pkg/cmd/plugin, plugin_completion.go).
static int install(const struct invocation *invocation, struct error *err)
{
    const char *slash = strrchr(invocation->argv0, '/');
    const char *base = slash == NULL ? invocation->argv0 : slash + 1;
    CLEANUP_FREE char *folder = find_folder(invocation->argv0);
    CLEANUP_STRBUF struct strbuf note = {0};

    if (!str_starts_with(base, PREFIX))
        return error_set(err, ERROR_BAD_REQUEST, "\"%s\" is not the name of a kubectl plugin",
                         base);
    if (folder == NULL)
        return error_set(err, ERROR_NOT_FOUND, "\"%s\" is not in a folder of $PATH", base);
    CLEANUP_FREE char *path = xasprintf("%s/kubectl_complete-%s", folder, base + strlen(PREFIX));
    CLEANUP_FREE char *text =
        xasprintf("#!/bin/sh\n# kubectl (from 1.26 on) asks this how to go on behind \"%s\".\n"
                  "exec %s __complete \"$@\"\n",
                  invocation->program, base);
    if (write_file(path, text, err) < 0)
        return -1;
    text_add_line(&note, "%s installed", path);
    return console_write(&note, err);
}

int command_completion(struct invocation *invocation, struct error *err)
{
    const struct option_texts *words = &invocation->words;
    const char *what = words->count == 1 ? words->items[0] : "";

    if (str_eq(what, "install"))
        return install(invocation, err);
    for (size_t i = 0; i < completion_script_count; i++) {
        CLEANUP_STRBUF struct strbuf text = {0};

        if (!str_eq(completion_scripts[i].shell, what))
            continue;
        strbuf_add_text(&text, completion_scripts[i].text);
        return console_write(&text, err);
    }
    return error_set(err, ERROR_USAGE, "expected '%s completion %s'", invocation->program,
                     invocation->command->usage);
}
