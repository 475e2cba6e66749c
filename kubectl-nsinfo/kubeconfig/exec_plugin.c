// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/exec_plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/program.h"
#include "common/base/secret.h"
#include "common/base/text.h"
#include "common/base/text_list.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"

// As a shell says it (sh(1)).
enum { EXIT_CANNOT_RUN = 127 };

#define INFO_VARIABLE "KUBERNETES_EXEC_INFO"

// The last entry of a name is the one that counts.
static void add_variable(struct text_list *list, const char *name, const char *value)
{
    size_t len = strlen(name);
    CLEANUP_SECRET char *entry = xasprintf("%s=%s", name, value);

    for (size_t i = 0; i < list->count; i++) {
        if (strncmp(list->items[i], entry, len + 1) != 0)
            continue;
        secret_release(&list->items[i]);
        list->items[i] = steal(&entry);
        return;
    }
    text_list_add(list, entry);
}

static void add_environment(const struct kube_exec *plugin, const char *info,
                            struct text_list *list)
{
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
        text_list_add(list, *entry);
    for (size_t i = 0; i < plugin->env.count; i++)
        add_variable(list, plugin->env.items[i].name, plugin->env.items[i].value);
    add_variable(list, INFO_VARIABLE, info);
}

static void add_arguments(const struct kube_exec *plugin, struct text_list *list)
{
    text_list_add(list, plugin->command);
    for (size_t i = 0; i < plugin->args.count; i++)
        text_list_add(list, plugin->args.items[i]);
}

// Line ends stay; other control characters come out as client-go has them.
static void add_hint(struct strbuf *text, const char *hint)
{
    for (const char *at = hint; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if ((c < 0x20 && c != '\n') || c == 0x7f)
            strbuf_add_format(text, "U+%04X", c);
        else
            strbuf_add_char(text, *at);
    }
}

static int not_found(const struct kube_exec *plugin, struct error *err)
{
    CLEANUP_STRBUF struct strbuf hint = {0};

    if (plugin->install_hint != NULL) {
        strbuf_add_text(&hint, "\n\n");
        add_hint(&hint, plugin->install_hint);
    }
    return error_set(
        err, ERROR_NOT_FOUND,
        "exec: executable %s not found\n"
        "\n"
        "It looks like you are trying to use a client-go credential plugin that is not installed.\n"
        "\n"
        "To learn more about this feature, consult the documentation available at:\n"
        "      "
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/"
        "#client-go-credential-plugins%s",
        plugin->command, strbuf_text(&hint));
}

// What the child has to become.
struct child {
    const char *path;
    char *const *arguments;
    char *const *environment;
    bool interactive;
    int output;
};

// Only what signal-safety(7) allows. `report` takes the errno of what went wrong.
ATTR_NORETURN static void become(const struct child *child, int report)
{
    sigset_t none;
    int null = child->interactive ? STDIN_FILENO : open("/dev/null", O_RDONLY | O_CLOEXEC);

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    program_close_on_exec();
    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(child->output, STDOUT_FILENO) >= 0)
        // Not execvp(3), which knows where a shell is.
        execve(child->path, child->arguments, child->environment);
    int failure = errno;
    // If even that fails, the exit status tells.
    (void)!write(report, &failure, sizeof(failure));
    _exit(EXIT_CANNOT_RUN);
}

static int spawn(const struct child *child, pid_t *ret)
{
    int ends[2];
    int failure = 0;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    pid_t pid = fork();
    if (pid == 0)
        become(child, ends[1]);
    if (pid < 0)
        failure = errno;
    close(ends[1]);
    // The end of the file says that the program runs.
    if (pid > 0 && TEMP_FAILURE_RETRY(read(ends[0], &failure, sizeof(failure))) == sizeof(failure))
        waitpid(pid, NULL, 0);
    close(ends[0]);
    *ret = pid;
    return -failure;
}

static int start(const struct kube_exec *plugin, const char *info, bool interactive, int output,
                 pid_t *ret, struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list arguments = {0};
    CLEANUP_TEXT_LIST struct text_list environment = {0};
    CLEANUP_STRBUF struct strbuf cause = {0};
    CLEANUP_FREE char *path = program_find(plugin->command);

    if (path == NULL)
        return not_found(plugin, err);
    add_arguments(plugin, &arguments);
    add_environment(plugin, info, &environment);
    const struct child child = {.path = path,
                                .arguments = arguments.items,
                                .environment = environment.items,
                                .interactive = interactive,
                                .output = output};
    int rc = spawn(&child, ret);
    if (rc == 0)
        return 0;
    text_add_uncapitalized(&cause, strerror(-rc));
    return error_set(err, ERROR_BAD_REQUEST, "exec: fork/exec %s: %s", path, strbuf_text(&cause));
}

// Reads all that it writes and waits for its end.
static int finish(const struct kube_exec *plugin, pid_t pid, int output, struct strbuf *text,
                  struct error *err)
{
    int status = 0;
    int rc = fd_read_all(output, text);

    if (rc < 0)
        kill(pid, SIGKILL);
    if (TEMP_FAILURE_RETRY(waitpid(pid, &status, 0)) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "exec: wait for %s", plugin->command);
    if (rc == -EFBIG)
        return error_set(err, ERROR_TOO_LARGE, "exec: executable %s wrote more than %d bytes",
                         plugin->command, LIMIT_CREDENTIAL_FILE);
    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "exec: read from %s", plugin->command);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return error_set(err, ERROR_BAD_REPLY, "exec: executable %s failed with exit code %d",
                         plugin->command, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    return 0;
}

static int decide_interactive(const struct kube_exec *plugin, bool stdin_in_use, bool *ret,
                              struct error *err)
{
    const char *mode = plugin->interactive_mode;
    bool is_terminal = isatty(STDIN_FILENO) == 1;

    if (str_eq(mode, "Always") && (!is_terminal || stdin_in_use))
        return error_set(err, ERROR_BAD_REQUEST, "exec plugin cannot support interactive mode: %s",
                         is_terminal ? "standard input is unavailable: used by stdin resource "
                                       "manifest reader"
                                     : "standard input is not a terminal");
    *ret = !str_eq(mode, "Never") && is_terminal && !stdin_in_use;
    return 0;
}

int exec_plugin_run(const struct kube_exec *plugin, const struct exec_cluster *cluster,
                    bool stdin_in_use, struct exec_credential *ret, struct error *err)
{
    CLEANUP_SECRET_BUF struct strbuf text = STRBUF_LIMITED(LIMIT_CREDENTIAL_FILE);
    CLEANUP_FD int output = -1;
    int ends[2];
    bool interactive = false;
    pid_t pid = 0;

    if (decide_interactive(plugin, stdin_in_use, &interactive, err) < 0)
        return -1;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "exec: pipe");
    output = ends[0];
    CLEANUP_FREE char *info = exec_credential_request(
        plugin->api_version, interactive, plugin->provide_cluster_info ? cluster : NULL);
    int rc = start(plugin, info, interactive, ends[1], &pid, err);
    close(ends[1]);
    if (rc < 0 || finish(plugin, pid, output, &text, err) < 0)
        return -1;
    return exec_credential_parse(strbuf_text(&text), text.len, plugin->api_version, ret, err);
}
