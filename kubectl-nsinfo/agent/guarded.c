// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/guarded.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/program.h"

enum {
    EXIT_CANNOT_RUN = 127, // as a shell says it (sh(1))
    LOOK_MS = 200,
    PATIENCE_TURNS = 100, // of 20 ms each
};

struct pipes {
    int life[2], output[2], errors[2];
};

// ---- in the children: only what signal-safety(7) allows

static const char cannot_run[] = "the program cannot be run\n";

ATTR_NORETURN static void become(const char *path, char *const *arguments,
                                 const struct pipes *pipes)
{
    sigset_t none;
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    // A group of its own: with what it starts itself it can be ended at once.
    setpgid(0, 0);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    program_close_on_exec();
    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(pipes->output[1], STDOUT_FILENO) >= 0 &&
        dup2(pipes->errors[1], STDERR_FILENO) >= 0)
        execve(path, arguments, environ);
    (void)!write(STDERR_FILENO, cannot_run, sizeof(cannot_run) - 1);
    _exit(EXIT_CANNOT_RUN);
}

static void pause_20_ms(void)
{
    const struct timespec pause = {.tv_nsec = 20L * 1000 * 1000};

    nanosleep(&pause, NULL);
}

static void end_group(pid_t program)
{
    kill(-program, SIGTERM);
    for (int i = 0; i < PATIENCE_TURNS; i++) {
        if (waitpid(program, NULL, WNOHANG) != 0)
            return;
        pause_20_ms();
    }
    kill(-program, SIGKILL);
    waitpid(program, NULL, 0);
}

// The guard's work, until either has ended. Signals that are meant for the parent are followed by
// its end; the guard's own would leave the program alone.
ATTR_NORETURN static void guard(const char *path, char *const *arguments, const struct pipes *pipes)
{
    struct pollfd life = {.fd = pipes->life[0], .events = POLLIN};

    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    pid_t program = fork();
    if (program == 0)
        become(path, arguments, pipes);
    if (program < 0)
        _exit(EXIT_CANNOT_RUN);
    setpgid(program, program);
    // Other guards' pipes among them, whose ends nobody would see.
    program_close_from(0, life.fd);
    for (;;) {
        if (poll(&life, 1, LOOK_MS) > 0)
            end_group(program);
        else if (waitpid(program, NULL, WNOHANG) == 0)
            continue;
        _exit(EXIT_SUCCESS);
    }
}

// ---- in this program

static void close_pair(int ends[2])
{
    close_fd(&ends[0]);
    close_fd(&ends[1]);
}

static int open_pipes(struct pipes *pipes)
{
    if (pipe2(pipes->life, O_CLOEXEC) < 0 || pipe2(pipes->output, O_CLOEXEC) < 0 ||
        pipe2(pipes->errors, O_CLOEXEC) < 0)
        return -errno;
    fcntl(pipes->output[0], F_SETFL, O_NONBLOCK);
    fcntl(pipes->errors[0], F_SETFL, O_NONBLOCK);
    return 0;
}

int guarded_start(const char *path, char *const *arguments, struct guarded *ret)
{
    struct pipes pipes = {{-1, -1}, {-1, -1}, {-1, -1}};
    int rc = open_pipes(&pipes);
    pid_t pid = rc < 0 ? -1 : fork();

    if (pid == 0)
        guard(path, arguments, &pipes);
    if (rc == 0 && pid < 0)
        rc = -errno;
    if (rc == 0)
        *ret = (struct guarded){pid, steal_fd(&pipes.life[1]), steal_fd(&pipes.output[0]),
                                steal_fd(&pipes.errors[0])};
    close_pair(pipes.life);
    close_pair(pipes.output);
    close_pair(pipes.errors);
    return rc;
}

void guarded_stop(struct guarded *guarded)
{
    if (guarded->life < 0)
        return;
    close_fd(&guarded->life);
    close_fd(&guarded->output);
    close_fd(&guarded->errors);
    (void)TEMP_FAILURE_RETRY(waitpid(guarded->guard, NULL, 0));
}
