// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/cleaner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/deadline.h"
#include "common/base/fdio.h"
#include "common/base/program.h"

enum {
    // A request to create the object may still be on its way when nobody waits for it any more.
    LATE_MS = 3 * 1000,
    PAUSE_MS = 500,
    PATIENCE_MS = 120 * 1000,
};

// kubectl delete's default: what depends on it is left to the garbage collector.
static const char delete_options[] =
    "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"propagationPolicy\":\"Background\"}";

int cleaner_delete(struct connection *connection, const char *path, struct error *err)
{
    return connection_delete(connection, path, delete_options, err);
}

static void pass_over(int number)
{
    (void)number;
}

// A handler, unlike SIG_IGN, is not inherited through execve(2): a credential plugin that hangs can
// be ended. What is ignored already is so for plugins too, as under nohup(1).
static void withstand(int number)
{
    struct sigaction action = {0};

    if (sigaction(number, NULL, &action) < 0 || action.sa_handler == SIG_IGN)
        return;
    action = (struct sigaction){.sa_handler = pass_over, .sa_flags = SA_RESTART};
    sigaction(number, &action, NULL);
}

// The parent's connections are not this process's to use, and nor is the terminal.
static void let_go(int life)
{
    int null = open("/dev/null", O_RDWR);

    withstand(SIGINT);
    withstand(SIGTERM);
    withstand(SIGHUP);
    withstand(SIGQUIT);
    setsid();
    for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
        dup2(null, fd);
    program_close_from(STDERR_FILENO + 1, life);
}

// Goes on while the server is away.
static void delete_patiently(struct session *session, const char *path)
{
    uint64_t late = deadline_in(LATE_MS);
    uint64_t end = deadline_in(PATIENCE_MS);
    struct connection *connection = connection_new(&session->access);

    for (; deadline_left(end) > 0; sleep_ms(PAUSE_MS)) {
        CLEANUP_ERROR struct error err = {0};
        if (cleaner_delete(connection, path, &err) == 0)
            break;
        if (deadline_left(late) == 0 &&
            (err.code == ERROR_NOT_FOUND || err.code == ERROR_FORBIDDEN))
            break;
    }
    connection_free(&connection);
}

ATTR_NORETURN static void clean(struct session *session, const char *path, int life)
{
    char nothing = 0;

    let_go(life);
    session->access.log = NULL;
    session->access.stdin_in_use = true; // no plugin has anybody to ask
    // Nothing is ever written: it returns when the parent has ended, or has left it to this
    // process.
    (void)!TEMP_FAILURE_RETRY(read(life, &nothing, 1));
    delete_patiently(session, path);
    _exit(EXIT_SUCCESS);
}

int cleaner_start(struct session *session, const char *path, struct cleaner *ret, struct error *err)
{
    int ends[2] = {-1, -1};

    if (pipe2(ends, O_CLOEXEC) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "pipe");
    pid_t pid = fork();
    if (pid == 0)
        clean(session, path, ends[0]);
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return error_set_errno(err, ERROR_INTERNAL, errno, "fork");
    }
    *ret = (struct cleaner){pid, ends[1]};
    return 0;
}

void cleaner_dismiss(struct cleaner *cleaner)
{
    if (cleaner->life < 0)
        return;
    // Before the pipe's end, which it would take for this program's.
    kill(cleaner->pid, SIGKILL);
    (void)TEMP_FAILURE_RETRY(waitpid(cleaner->pid, NULL, 0));
    close_fd(&cleaner->life);
}

void cleaner_leave(struct cleaner *cleaner)
{
    close_fd(&cleaner->life);
}
