// SPDX-License-Identifier: Apache-2.0
#include "node-agent/fence/filter.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/text.h"

// musl has a macro of the name, which would be put in the place of the system call's.
#undef pread64

// In which cases a rule counts: a bit each, for whom the agent asks.
enum when {
    ALWAYS,
    RUNTIMES = 1 << 0,      // runtimes, by libcurl
    API_SERVER = 1 << 1,    // the API server, by libevent
    NO_API_SERVER = 1 << 2, // not the API server
};

enum { ARGUMENTS_MAX = 2 };

struct rule {
    int number;
    unsigned when;                                // any of these cases
    struct scmp_arg_cmp arguments[ARGUMENTS_MAX]; // those without an operator are none
};

// The kernel takes 32 bits of an int, whatever stands in the register's other half.
#define INT_MASK UINT32_MAX

#define IS(argument, value)                                                                        \
    {                                                                                              \
        argument, SCMP_CMP_MASKED_EQ, INT_MASK, (uint32_t)(value)                                  \
    }
#define IS_IN(argument, mask, value)                                                               \
    {                                                                                              \
        argument, SCMP_CMP_MASKED_EQ, mask, value                                                  \
    }
#define HAS_ONLY(argument, flags)                                                                  \
    {                                                                                              \
        argument, SCMP_CMP_MASKED_EQ, INT_MASK & ~(uint64_t)(flags), 0                             \
    }
#define HAS_NOT(argument, flags)                                                                   \
    {                                                                                              \
        argument, SCMP_CMP_MASKED_EQ, flags, 0                                                     \
    }
#define IS_NULL(argument)                                                                          \
    {                                                                                              \
        argument, SCMP_CMP_EQ, 0, 0                                                                \
    }

// A system call; and one with what is asked of its arguments.
#define CALL(name)                                                                                 \
    {                                                                                              \
        .number = SCMP_SYS(name)                                                                   \
    }
#define CALL_IF(name, ...)                                                                         \
    {                                                                                              \
        .number = SCMP_SYS(name), .arguments = { __VA_ARGS__ }                                     \
    }
#define CALL_FOR(cases, name)                                                                      \
    {                                                                                              \
        .number = SCMP_SYS(name), .when = (cases)                                                  \
    }
#define CALL_FOR_IF(cases, name, ...)                                                              \
    {                                                                                              \
        .number = SCMP_SYS(name), .when = (cases), .arguments = { __VA_ARGS__ }                    \
    }

// A socket's type without SOCK_CLOEXEC and SOCK_NONBLOCK.
#define STREAM_SOCKET(domain) IS(0, domain), IS_IN(1, 0xf, SOCK_STREAM)

#define READ_FLAGS                                                                                 \
    (O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_PATH | O_NONBLOCK | O_NOCTTY | O_LARGEFILE)

static const struct rule rules[] = {
    // Files: read, looked up and listed, never changed. These are all the bits that may be set in
    // the flags of an open file: O_RDONLY is none. musl has the older calls where there are such.
    CALL_IF(openat, HAS_ONLY(2, READ_FLAGS)), CALL_IF(open, HAS_ONLY(1, READ_FLAGS)), CALL(stat),
    CALL(lstat), CALL(readlink), CALL(read), CALL(readv), CALL(pread64), CALL(lseek), CALL(fstat),
    CALL(newfstatat), CALL(statx), CALL(readlinkat), CALL(getdents64), CALL(close),
    // Into what was open before, and into sockets.
    CALL(write), CALL(writev),
    // No F_SETOWN, F_SETSIG, F_SETLEASE or F_NOTIFY: they make the kernel send signals.
    CALL_IF(fcntl, IS(1, F_GETFD)), CALL_IF(fcntl, IS(1, F_SETFD)), CALL_IF(fcntl, IS(1, F_GETFL)),
    CALL_IF(fcntl, IS(1, F_SETFL), HAS_NOT(2, O_ASYNC)), CALL_IF(fcntl, IS(1, F_DUPFD_CLOEXEC)),
    CALL_IF(ioctl, IS(1, FIONREAD)), CALL_IF(ioctl, IS(1, FIONBIO)),
    CALL_IF(ioctl, IS(1, TCGETS)), // is it a terminal?

    // Memory: data only.
    CALL(brk), CALL_IF(mmap, HAS_NOT(2, PROT_EXEC)), CALL_IF(mprotect, HAS_NOT(2, PROT_EXEC)),
    CALL(munmap), CALL(mremap), CALL(madvise),

    // Threads: clone's flags are the ones that pthread_create(3) has, no more and no fewer. Some
    // libcs add CLONE_DETACHED, which means nothing.
    CALL_IF(clone,
            IS_IN(0, ~(uint64_t)CLONE_DETACHED,
                  CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                      CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)),
    CALL(set_robust_list), CALL(rseq), CALL(futex), CALL(sched_yield), CALL(sched_getaffinity),
    CALL(gettid), CALL(getpid), CALL(exit), CALL(exit_group),

    // Signals: taken. tgkill is among the calls to itself, below.
    CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(rt_sigreturn), CALL(rt_sigpending),
    CALL(rt_sigtimedwait), CALL(restart_syscall),

    CALL(clock_gettime), CALL(clock_getres), CALL(clock_nanosleep), CALL(gettimeofday), CALL(time),
    CALL(nanosleep),

    // What libraries ask about the machine and this process.
    CALL(uname), CALL(sysinfo), CALL(getrandom), CALL(getuid), CALL(geteuid), CALL(getgid),
    CALL(getegid), CALL_IF(prlimit64, IS(0, 0), IS_NULL(2)),

    // The loop.
    CALL(epoll_create1), CALL(epoll_ctl), CALL(epoll_wait), CALL(epoll_pwait), CALL(epoll_pwait2),
    CALL(poll), CALL(ppoll), CALL(eventfd2), CALL(pipe2),

    // The server; and who asks the API server goes on with the sockets.
    CALL_IF(socket, STREAM_SOCKET(AF_INET)), CALL_IF(socket, STREAM_SOCKET(AF_INET6)),
    CALL_IF(setsockopt, IS(1, SOL_SOCKET), IS(2, SO_REUSEADDR)),
    CALL_IF(setsockopt, IS(1, IPPROTO_TCP), IS(2, TCP_NODELAY)), CALL(bind), CALL(listen),
    CALL(accept4), CALL(getsockname), CALL(getpeername), CALL(getsockopt), CALL(recvfrom),
    CALL(shutdown),

    // Clients.
    CALL_FOR(RUNTIMES | API_SERVER, connect), CALL_FOR_IF(RUNTIMES, socket, STREAM_SOCKET(AF_UNIX)),
    CALL_FOR_IF(RUNTIMES, socketpair, STREAM_SOCKET(AF_UNIX)), CALL_FOR(RUNTIMES, sendto),
    CALL_FOR(RUNTIMES, sendmsg), CALL_FOR(RUNTIMES, recvmsg),

    CALL(seccomp), // for filter_shut(), which takes it away

#ifdef NSINFO_FENCE_TOOLS
#include "node-agent/fence/filter_tools.h"
#endif
};

// What may be done no more once the port is open.
static const struct rule shut_rules[] = {
    CALL(bind),
    CALL(listen),
    CALL(seccomp),
    CALL_FOR_IF(NO_API_SERVER, socket, IS(0, AF_INET)),
    CALL_FOR_IF(NO_API_SERVER, socket, IS(0, AF_INET6)),
};

static void release(scmp_filter_ctx *filter)
{
    if (*filter != NULL)
        seccomp_release(*filter);
}

static int add(scmp_filter_ctx filter, uint32_t action, const struct rule *rule)
{
    unsigned count = 0;

    while (count < ARGUMENTS_MAX && rule->arguments[count].op != 0)
        count++;
    return seccomp_rule_add_array(filter, action, rule->number, count, rule->arguments);
}

// abort(3) and raise(3) signal the process itself.
static int add_signals_to_itself(scmp_filter_ctx filter)
{
    const struct rule rule = CALL_IF(tgkill, IS(0, getpid()));

    return add(filter, SCMP_ACT_ALLOW, &rule);
}

static int add_all(scmp_filter_ctx filter, uint32_t action, const struct rule *rows, size_t count,
                   const struct fence_config *config)
{
    unsigned now = (config->asks_runtimes ? RUNTIMES : 0U) |
                   (config->asks_api_server ? API_SERVER : NO_API_SERVER);
    int rc = 0;

    for (size_t i = 0; i < count && rc == 0; i++)
        if (rows[i].when == ALWAYS || (rows[i].when & now) != 0)
            rc = add(filter, action, &rows[i]);
    return rc;
}

static int add_allowed(scmp_filter_ctx filter, const struct fence_config *config)
{
    int rc = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);

    if (rc == 0)
        rc = add_all(filter, SCMP_ACT_ALLOW, rules, ARRAY_SIZE(rules), config);
    return rc == 0 ? add_signals_to_itself(filter) : rc;
}

// The results of libseccomp's functions are 0 or a negative errno.
static int load(scmp_filter_ctx filter)
{
    int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);

#ifdef NSINFO_FENCE_PRCTL
    rc = 0; // valgrind has no threads yet
#endif
    // Before Linux 4.14 it is the thread that ends.
    (void)seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (rc == 0) // a binary tree
        rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return rc == 0 ? seccomp_load(filter) : rc;
}

int filter_install(const struct fence_config *config, struct error *err)
{
#ifdef NSINFO_FENCE_PRCTL
    seccomp_api_set(1); // valgrind knows no seccomp(2)
#endif
    CLEANUP(release) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int rc = filter == NULL ? -ENOMEM : add_allowed(filter, config);

    if (rc == 0)
        rc = load(filter);
    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "install the filter of system calls");
    return 0;
}

int filter_shut(const struct fence_config *config, struct error *err)
{
    CLEANUP(release) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    // No prctl(2) any more, and it is set.
    int rc = filter == NULL ? -ENOMEM : seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);

    if (rc == 0)
        rc = add_all(filter, SCMP_ACT_ERRNO(EPERM), shut_rules, ARRAY_SIZE(shut_rules), config);
    if (rc == 0)
        rc = load(filter);
    if (rc < 0)
        return error_set_errno(err, ERROR_INTERNAL, -rc, "install the second filter");
    return 0;
}
