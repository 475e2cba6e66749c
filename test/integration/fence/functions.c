// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "test/integration/fence/attempts.h"

enum { PAGE = 4096 };

static long result(long rc)
{
    return rc < 0 ? -errno : rc;
}

// In the parent, of a call that makes a child.
static long reap(long pid)
{
    if (pid > 0)
        (void)waitpid((pid_t)pid, NULL, __WALL);
    return result(pid);
}

static long clone_process(unsigned long flags)
{
    long pid = syscall(SYS_clone, flags, 0L, 0L, 0L, 0L);

    if (pid == 0)
        _exit(0);
    return reap(pid);
}

long try_fork(void)
{
#ifdef SYS_fork
    long pid = syscall(SYS_fork);

    if (pid == 0)
        _exit(0);
    return reap(pid);
#else
    return clone_process(SIGCHLD);
#endif
}

long try_vfork(void)
{
    long pid = vfork(); // NOLINT(clang-analyzer-security.insecureAPI.vfork)

    if (pid == 0)
        _exit(0);
    return reap(pid);
}

long try_clone_process(void)
{
    return clone_process(SIGCHLD);
}

static int end(void *argument)
{
    (void)argument;
    return 0;
}

long try_clone_process_with_memory(void)
{
    static _Alignas(16) char stack[16 * PAGE];

    return reap(clone(end, stack + sizeof(stack), CLONE_VM | CLONE_FILES | SIGCHLD, NULL));
}

// A thread shares the memory and the signals' handlers; the kernel refuses one that does not.
long try_clone_into_namespaces(void)
{
    return clone_process(CLONE_THREAD | CLONE_NEWNET | CLONE_NEWNS);
}

long try_signal_to_parent(void)
{
    return result(kill(getppid(), 0));
}

long try_signal_to_own_process(void)
{
    return result(kill(getpid(), 0));
}

long try_signal_to_own_thread(void)
{
    return result(syscall(SYS_tkill, gettid(), 0));
}

long try_thread_signal_to_parent(void)
{
    return result(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

long try_queued_signal(void)
{
    siginfo_t info = {.si_code = SI_QUEUE};

    return result(syscall(SYS_rt_sigqueueinfo, getpid(), 0, &info));
}

long try_executable_memory(void)
{
    void *page =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return -errno;
    munmap(page, PAGE);
    return 0;
}

long try_making_memory_executable(void)
{
    void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return -ENOMEM;
    long rc = result(mprotect(page, PAGE, PROT_READ | PROT_EXEC));
    munmap(page, PAGE);
    return rc;
}

// Even for reading.
long try_openat2(void)
{
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC};

    return result(syscall(SYS_openat2, AT_FDCWD, "file", &how, sizeof(how)));
}

long try_lower_limit(void)
{
    const struct rlimit none = {0};

    return result(setrlimit(RLIMIT_CORE, &none));
}

// Where runtimes are asked the socket can be made, and not be bound.
long try_unix_socket_file(void)
{
    const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "new-socket"};
    CLEANUP_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return fd < 0 ? -errno : result(bind(fd, (const struct sockaddr *)&address, sizeof(address)));
}
